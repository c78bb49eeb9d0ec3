"""What cards say of themselves: in a line while they are folded, and beside their title."""

from functools import partial

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count, run_name
from linreg_gui.session.wording_cut import CUT_HINT, parameter_letter
from linreg_gui.views.widgets.formatting import EQUATION_FIELDS, equation_pieces, equation_text
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import WindowShell

TO_LOOK_AT = "to be looked at"
"""Of a picture of several features in which nothing is moved."""


class CardSummaries:
    """Writes the line of each folded card, and the hints of the panes.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    """

    drawn_fields = (
        *EQUATION_FIELDS,
        "table",
        "drawn",
        "cut",
        "branches",
        "permissions",
        "view_options",
    )

    def __init__(self, shell: WindowShell, clock: FrameClock) -> None:
        self._shell = shell
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Update the summaries of folded cards, and the hints of the panes."""
        shell = self._shell
        shell.model_card.set_summary(partial(model_summary, frame))
        shell.training_card.set_summary(partial(training_summary, frame))
        shell.runs_card.set_summary(partial(runs_summary, frame))
        shell.data_card.set_hint(data_hint(frame))
        shell.surface_card.set_hint(surface_hint(frame))


def model_summary(frame: Frame) -> str:
    """Return the equation of the line shown."""
    return equation_text(equation_pieces(frame))


def training_summary(frame: Frame) -> str:
    """Return the settings: "rate 0.03 · Adam · 300 epochs"."""
    name = run_name(frame.settings, len(frame.shown_parameters) - 1)
    return f"{name} · {count(frame.settings.max_epochs)} epochs"


def runs_summary(frame: Frame) -> str:
    """Return the letters of the branches, and how many runs are kept: "A, B · 3 kept"."""
    letters = ", ".join(run.letter for run in frame.branches if not run.is_kept)
    n_kept = sum(run.is_kept for run in frame.branches)
    return " · ".join(part for part in (letters, f"{n_kept} kept" if n_kept else "") if part)


def data_hint(frame: Frame) -> str:
    """Return what the pointer can do in the data pane."""
    if not frame.drawn.can_edit:
        return TO_LOOK_AT
    has_points = frame.dataset.n_samples > 0
    is_locked = frame.locks(Lockable.POINTS)
    # What is drawn over one of several features is a line.
    model = "the curve" if frame.settings.degree > 1 else "the line"
    held = [
        name
        for name, is_held in (
            ("the points", has_points and not is_locked),
            (model, has_points and not frame.locks(Lockable.LINE)),
        )
        if is_held
    ]
    drag = f"drag {' or '.join(held)}" if held else ""
    can_add = not is_locked and frame.table.n_features == 1
    return " · ".join(part for part in (drag, "click adds a point" if can_add else "") if part)


def surface_hint(frame: Frame) -> str:
    """Return what a place of the surface is, and what a click there does; or how it is turned."""
    if frame.is_tilted:
        return "right-drag turns · T lays it flat"
    if frame.cut is not None and frame.is_cut:
        n_weights = len(frame.shown_parameters) - 1
        across, upwards = (parameter_letter(place, n_weights) for place in frame.cut.pair)
        cut = CUT_HINT.format(across=across, upwards=upwards)
        return f"{cut} · {_trained_on(frame)}" if frame.dataset.n_held_out else cut
    can_start = frame.dataset.n_samples > 0 and not frame.locks(Lockable.START)
    if frame.dataset.n_held_out:
        return f"each place is a line · {_trained_on(frame)}"
    return "each place is a line · click to start" if can_start else "each place is a line"


def _trained_on(frame: Frame) -> str:
    """Say of how many points the surface is."""
    data = frame.dataset
    return f"{count(data.n_samples - data.n_held_out)} of {count(data.n_samples)} points"
