"""Guides: the one thing to do next, said while there is nothing else to say."""

from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.settings import StopReason
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording import count
from linreg_gui.views.window.action_table import PHASE, RACE, RUN, ActionSpec

PHASE_WORDS = {
    StepPhase.PREDICT: "the predictions",
    StepPhase.LOSS: "the loss",
    StepPhase.GRADIENT: "the gradient",
    StepPhase.UPDATE: "the update",
}
PHASE_ACTS = {
    StepPhase.PREDICT: "begins the next step",
    StepPhase.LOSS: "shows the loss",
    StepPhase.GRADIENT: "shows the gradient",
    StepPhase.UPDATE: "takes the update",
}
"""What the key does, by the phase it leads to."""
NO_POINTS = "Click into the data pane to place points."
PAUSED = "Paused. Drag along the curve to go back in time."
HAND = "Drag the line: its middle shifts it, its ends turn it."
CONVERGED = "Drag along the curve to go back in time, or try another start on the surface."
DIVERGED = "Drag along the curve to see the steps grow, or use a smaller learning rate."
PLATEAU = "Drag along the curve to go back in time, or switch “Stop on a plateau” off to go on."


def key_cap(action: ActionSpec) -> str:
    """Write the key of an action so that a guide paints it as a key cap."""
    return f"`{action.keys[0]}`"


READY_TO_RACE = f"Press {key_cap(RACE)}: three rates race."
"""Of the example that opens with three runs."""


def guide(frame: Frame) -> str:
    """Return the sentence for a frame; keys stand between backticks."""
    state = frame.run_state
    if frame.objective is None:
        return NO_POINTS
    if state.is_running:
        act = "pause" if frame.race_epoch is None else "end the race"
        return f"Press {key_cap(RUN)} to {act}."
    if frame.phase is not None:
        return _phase_guide(frame.phase, frame)
    if state.status is RunStatus.FINISHED:
        return _finished_guide(state.stop_reason, state.epoch)
    if state.status is RunStatus.PAUSED:
        return PAUSED if frame.race_epoch is None else READY_TO_RACE
    return _ready_guide(frame)


def has_tries(frame: Frame) -> bool:
    """Return whether the guide is about lines tried by hand."""
    return guide(frame) == HAND and len(frame.hand) > 0


def _ready_guide(frame: Frame) -> str:
    if frame.view_options.is_guessing or len(frame.hand):
        return HAND
    points = "points" if frame.dataset.n_samples > 1 else "point"
    return f"Press {key_cap(RUN)} and watch the line learn from the {points}."


def _phase_guide(phase: StepPhase, frame: Frame) -> str:
    phases = tuple(StepPhase)
    part = phases.index(phase)
    epoch = frame.cursor if phase is StepPhase.UPDATE else frame.cursor + 1
    following = phases[(part + 1) % len(phases)]
    if following is StepPhase.UPDATE and _is_at_end(frame):
        then = "The run is complete: no update follows."
    else:
        then = f"{key_cap(PHASE)} {PHASE_ACTS[following]}."
    return f"Step {count(epoch)}, part {part + 1} of {len(phases)}: {PHASE_WORDS[phase]}. {then}"


def _is_at_end(frame: Frame) -> bool:
    """Return whether no epoch follows the one shown."""
    is_finished = frame.run_state.status is RunStatus.FINISHED
    return is_finished and frame.history is not None and frame.cursor == frame.history.last_epoch


def _finished_guide(reason: StopReason | None, epoch: int) -> str:
    if reason is StopReason.MAX_EPOCHS:
        done, them = f"All {count(epoch)} epochs are done.", "them"
        if epoch == 1:
            done, them = "The only epoch is done.", "it"
        return f"{done} Drag along the curve, or press {key_cap(RUN)} to see {them} again."
    endings = {StopReason.DIVERGED: DIVERGED, StopReason.PLATEAU: PLATEAU}
    return endings.get(reason or StopReason.STOPPED, CONVERGED)
