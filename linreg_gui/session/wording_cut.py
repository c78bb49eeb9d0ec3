"""The sentences about several weights, of a curve or of features, and about cuts over two."""

from typing import TYPE_CHECKING

from linreg_gui.core.dataset import Dataset
from linreg_gui.core.many_fits import Cause, many_fits, shortage
from linreg_gui.core.numbers import SUPERSCRIPTS
from linreg_gui.core.settings import DescentConfig, Scaling
from linreg_gui.core.surface_cut import Others, SurfaceCut
from linreg_gui.session.curve import Place
from linreg_gui.session.wording import number
from linreg_gui.storage.errors import one_line

if TYPE_CHECKING:
    from linreg_gui.session.frame import Frame

LONGEST_NAME = 20
"""Characters of a feature's name in a formula and beside its weight."""
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SCALED = {Scaling.NONE: "", Scaling.CENTRE: ", centred", Scaling.STANDARDISE: ", scaled"}

ACROSS, UPWARDS = "Drawn across", "Drawn upwards"
SLOW_PAIR = "the slow pair"
SLOW_PAIR_TIP = "The two weights that the descent is slowest to tell apart"
IS_DRAWN, IS_DRAWN_TIP = "{} ✓", "Drawn now: {}"
THE_OTHERS = "The others"
OTHERS_WORDS = {others: others.value for others in Others}
SHORT = {Others.AS_THEY_ARE: "now", Others.AT_BEST: "at best"}
OTHERS_TIPS = {
    Others.AS_THEY_ARE: "The loss where these two change and the other parameters stay",
    Others.AT_BEST: "The smallest loss there is with these two: the other parameters follow",
}

AT_BEST = ", at best {best}"
BEST_FIT, LOWEST_IN_CUT = "best fit", "lowest in this cut"
OFF_THE_CUT = "{loss}, off this cut"
NOT_THERE_YET = "best with these two: {best}", "the others are not there yet"
LOSS_IN_CUT = {
    Others.AS_THEY_ARE: "others as now: loss {loss}",
    Others.AT_BEST: "others at their best: loss {loss}",
}
A_CUT = "A cut through a bowl of {n} parameters. When the others move, the cut moves."
MANY_PLANES = {
    Cause.EQUAL_VALUES: "All values of a feature are equal: many planes fit equally well.",
    Cause.DEPENDENT: "Some features follow from others: many planes fit equally well.",
}
"""Without the names of features, for which there is no room on the surface."""
HELD_OTHERS = "This cut has one lowest place because the others are held."
ANY_VALUES = {
    Others.AS_THEY_ARE: "Any values of these two fit equally well.",
    Others.AT_BEST: "With the others at their best, any values of these two do.",
}
ANY_ON_THE_LINE = "All places on the dashed line are as good as one another."
CUT_HINT = "a cut: {across} and {upwards}"


def parameter_letter(place: int, n_weights: int) -> str:
    """Return the letter of one of several parameters: "w₃", or "b" for the last one."""
    return "b" if place == n_weights else f"w{numbered(place)}"


def numbered(place: int) -> str:
    """Write a place, from 0, as an index from 1: "₃"."""
    return str(place + 1).translate(SUBSCRIPTS)


def power_of_x(power: int) -> str:
    """Write a power of x: "x³"."""
    return "x" if power == 1 else f"x{str(power).translate(SUPERSCRIPTS)}"


def short_names(dataset: Dataset, longest: int = LONGEST_NAME) -> tuple[str, ...]:
    """Return the names of features, each on one line and not too long for a formula."""
    return tuple(one_line(name, longest).replace(" …", "…") for name in dataset.feature_names)


def column_names(dataset: Dataset, settings: DescentConfig) -> tuple[str, ...]:
    """Return what the weights are multiplied by: "x³, scaled", or "rooms, scaled".

    Parameters
    ----------
    dataset : Dataset
        Over the features used.
    settings : DescentConfig
    """
    names = short_names(dataset)
    if dataset.n_features == 1:
        names = tuple(power_of_x(k) for k in range(1, settings.degree + 1))
    return tuple(f"{name}{SCALED[settings.scaling]}" for name in names)


def parameter_names(dataset: Dataset, settings: DescentConfig) -> tuple[str, ...]:
    """Return the names of parameters: "weight w₃ of x³, scaled", or "w₂ · rooms, scaled"."""
    columns = column_names(dataset, settings)
    # The name of a feature is longer than a power of x, and the axes have little room.
    form = "weight {} of {}" if dataset.n_features == 1 else "{} · {}"
    weights = (
        form.format(parameter_letter(k, len(columns)), name) for k, name in enumerate(columns)
    )
    return (*weights, "intercept b")


def model_noun(frame: "Frame") -> str:
    """Return what the model of a frame is called: a line, a curve, or over several features."""
    if frame.is_line:
        return "line"
    return "curve" if frame.settings.degree > 1 else "model"


def place_in_cut(cut: SurfaceCut, place: Place) -> str:
    """Say where a place of a cut is: "w₁ −0.5, w₃ 0.1"."""
    n_weights = len(cut.parameters) - 1
    both = zip(cut.pair, place, strict=True)
    return ", ".join(f"{parameter_letter(k, n_weights)} {number(at)}" for k, at in both)


def cut_sentences(frame: "Frame") -> list[str]:
    """Say why many curves fit best; before the first step, what a cut is."""
    cut, objective = frame.cut, frame.objective
    if cut is None or objective is None or not frame.is_cut:
        return []
    if objective.loss.is_degenerate:
        return [_why_many_fit(frame.dataset.training, objective.degree), *_about_flat(cut)]
    if frame.cursor > 0 or not frame.moves_its_cut:
        return []
    return [A_CUT.format(n=len(cut.parameters))]


def _why_many_fit(dataset: Dataset, degree: int) -> str:
    found = many_fits(dataset, degree)
    if dataset.n_features > 1 and found.cause in MANY_PLANES:
        return MANY_PLANES[found.cause]
    return f"{shortage(found, dataset, degree)}."


def _about_flat(cut: SurfaceCut) -> list[str]:
    if cut.bowl.is_trough:
        return [ANY_VALUES[cut.others] if cut.bowl.is_plane else ANY_ON_THE_LINE]
    return [HELD_OTHERS] if cut.others is Others.AS_THEY_ARE else []
