"""What the cards of the column say of themselves while they are folded to a line."""

from linreg_gui.session.frame import Frame
from linreg_gui.session.wording import count, run_name
from linreg_gui.views.widgets.formatting import equation_texts
from linreg_gui.views.widgets.frame_clock import FrameClock, ThemedFrame
from linreg_gui.views.window.shell import WindowShell


class CardSummaries:
    """Writes the line of each folded card.

    Parameters
    ----------
    shell : WindowShell
    clock : FrameClock
    """

    drawn_fields = ("dataset", "settings", "shown_line", "branches")

    def __init__(self, shell: WindowShell, clock: FrameClock) -> None:
        self._shell = shell
        frame = clock.frame()
        self.render_frame(frame)
        clock.add(self, frame)

    def render_frame(self, frame: ThemedFrame) -> None:
        """Write the lines anew."""
        shell = self._shell
        shell.model_card.set_summary(model_summary(frame))
        shell.training_card.set_summary(training_summary(frame))
        shell.runs_card.set_summary(runs_summary(frame))


def model_summary(frame: Frame) -> str:
    """Return the equation of the line shown."""
    slope, sign, intercept = equation_texts(frame.dataset.digits, frame.shown_line)
    return f"ŷ = {slope} x {sign} {intercept}"


def training_summary(frame: Frame) -> str:
    """Return the settings: "rate 0.03 · Adam · 300 epochs"."""
    return f"{run_name(frame.settings)} · {count(frame.settings.max_epochs)} epochs"


def runs_summary(frame: Frame) -> str:
    """Return the letters of the branches, and how many runs are kept: "A, B · 3 kept"."""
    letters = ", ".join(run.letter for run in frame.branches if not run.is_kept)
    n_kept = sum(run.is_kept for run in frame.branches)
    return " · ".join(part for part in (letters, f"{n_kept} kept" if n_kept else "") if part)
