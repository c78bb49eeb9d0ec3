"""Guides: the one thing to do next, said while there is nothing else to say."""

import math

from linreg_gui.core.arrival import arrival_of
from linreg_gui.core.code_lines import StepPhase
from linreg_gui.core.descents import is_plain
from linreg_gui.core.limits import MAX_GUI_EPOCHS
from linreg_gui.core.settings import Held, StopReason, Watched
from linreg_gui.core.stability import rolling_epochs, stability_limit
from linreg_gui.session.bets import BetKind
from linreg_gui.session.frame import Frame
from linreg_gui.session.values import RunStatus
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import model_noun
from linreg_gui.views.widgets.formatting import BEST_POSSIBLE, beside_the_best, best_name, is_base
from linreg_gui.views.window.action_table import LAYERS, PHASE, RACE, RUN, ActionSpec

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
NO_POINTS = "Click into the data pane to place points. The wheel over an axis stretches it."
PAUSED = "Paused. Drag along the curve to go back in time."
HAND = "Drag the line: its middle shifts it, its ends turn it."
HANDS = {
    Held.NOTHING: HAND,
    Held.SLOPE: "Drag the line: it shifts, as its slope is held.",
    Held.INTERCEPT: "Drag the line: it turns, as its intercept is held.",
}
CONVERGED = "Drag along the curve to go back in time, or try another start on the surface."
DIVERGED = "Drag along the curve to see the steps grow, or use a smaller learning rate."
PLATEAU = "Drag along the curve to go back in time, or switch “{rule}” off to go on."
STOP_RULES = {Watched.LOSS: "Stop on a plateau", Watched.HELD_OUT: "Stop on held-out"}


TILTED = "The height of the surface is the height of this curve: one scale, in powers of ten."
TILTED_BESIDE_LINEAR = (
    "The height of the surface is the loss in powers of ten; this axis is linear."
)


def key_cap(action: ActionSpec) -> str:
    """Write the key of an action so that a guide paints it as a key cap."""
    return f"`{action.keys[0]}`"


GO_ON = f"Press {key_cap(RUN)} to go on from this epoch, or drag along the curve."
"""Of an epoch before the last one: how far the whole run has come is not what the panes show."""
ASKING = {
    BetKind.WORDS: "What will the run do? Say it in a word, or go on without.",
    BetKind.PIN: f"Where will the dot be? Click on the surface, then press {key_cap(RUN)}.",
    BetKind.SKETCH: f"How will the loss fall? Draw it below, then press {key_cap(RUN)}.",
    BetKind.NUMBER: f"After how many epochs is 99 % of the way done? Then press {key_cap(RUN)}.",
}
"""While a question is open."""
ONE_STEP = "Where will the dot be? Click on the surface, then press Step."
READY_TO_RACE = f"Press {key_cap(RACE)}: three rates race."
"""Of the example that opens with three runs."""
GUESSING = next(layer for layer in LAYERS if layer.option == "is_guessing")
GUESS = f"Guess the best fit: drag the line by its middle and ends. {key_cap(GUESSING)} shows it."
ARRIVED = 0.01
"""With less of the excess loss left than this, the loss itself says more than the way."""
LEAST_HELD_OUT = (
    "On the held-out points the loss is least at epoch {epoch}; after that only training gets "
    "better."
)
LONG_RUN = 2.0
"""Minutes; of a longer run it is said how to see its end."""
NOTICED = 1e-3
"""By which part a loss must have risen, or the difference is not seen in its digits."""
NEARLY_ALL = 1e-4
"""With less of the excess loss left, more epochs change nothing that can be seen."""


def guide(frame: Frame) -> str:
    """Return the sentence for a frame; keys stand between backticks."""
    state = frame.run_state
    if frame.objective is None:
        return NO_POINTS
    if frame.bet.is_open:
        return _asking_guide(frame)
    if state.is_running:
        act = "pause" if frame.race_epoch is None else "end the race"
        return f"Press {key_cap(RUN)} to {act}.{_long_run(frame)}"
    if frame.phase is not None:
        return _phase_guide(frame.phase, frame)
    if frame.is_in_lesson:
        return ""
    return _guide_at_rest(frame)


def _long_run(frame: Frame) -> str:
    """Say how long a run will take at its speed, where that is longer than anybody looks on."""
    speed = frame.view_options.epochs_per_second
    is_run = frame.run_state.status is RunStatus.RUNNING and frame.race_epoch is None
    if speed is None or not is_run:
        return ""
    minutes = (frame.settings.max_epochs - frame.cursor) / speed / 60.0
    if minutes <= LONG_RUN:
        return ""
    much = count(math.ceil(minutes))
    return f" At this speed it takes {much} more minutes: a higher one shows the end sooner."


def _asking_guide(frame: Frame) -> str:
    """Say how an open question is answered; a lesson, which asks for one kind, has its words."""
    bet = frame.bet
    if len(bet.kinds) > 1:
        return ASKING[bet.kind]
    if bet.kind is BetKind.WORDS:
        return ""
    return ONE_STEP if bet.kind is BetKind.PIN and bet.pin_epochs == 1 else ASKING[bet.kind]


def _guide_at_rest(frame: Frame) -> str:
    options = frame.view_options
    if frame.is_tilted:
        return TILTED if options.has_log_loss_axis else TILTED_BESIDE_LINEAR
    if options.is_guessing:
        return GUESS
    if len(frame.hand) and frame.cursor == 0:
        return HANDS[frame.settings.held]
    if frame.run_state.status is RunStatus.FINISHED and not _is_before_run(frame):
        return _finished_guide(frame)
    if frame.run_state.status is RunStatus.PAUSED:
        return _paused_guide(frame)
    points = "points" if frame.dataset.n_samples > 1 else "point"
    return f"Press {key_cap(RUN)} and watch the {model_noun(frame)} learn from the {points}."


def _is_before_run(frame: Frame) -> bool:
    """Return whether the start is shown of a run that is computed, perhaps never watched."""
    return frame.cursor == 0 and frame.history is not None and frame.history.last_epoch > 0


def has_tries(frame: Frame) -> bool:
    """Return whether the guide is about lines tried by hand."""
    return len(frame.hand) > 0 and guide(frame) in {GUESS, *HANDS.values()}


def _paused_guide(frame: Frame) -> str:
    if frame.race_epoch is not None:
        return READY_TO_RACE
    shown = next(branch for branch in frame.branches if branch.is_shown)
    epoch = shown.fork_epoch
    if epoch and shown.history.last_epoch == epoch:
        goes_on = f"Branch {shown.letter} goes on from epoch {count(epoch)}"
        return f"{goes_on}: change a setting, then press {key_cap(RUN)}."
    if frame.cursor == shown.history.last_epoch:
        return PAUSED.replace(".", f"{_beside_others(frame)}.", 1)
    return PAUSED


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


def _finished_guide(frame: Frame) -> str:
    reason = frame.run_state.stop_reason
    past = _past_the_least(frame)
    if past:
        return past
    if reason is StopReason.MAX_EPOCHS:
        return _all_done(frame) if _is_at_end(frame) else GO_ON
    plateau = PLATEAU.format(rule=STOP_RULES[frame.settings.watched])
    endings = {StopReason.DIVERGED: DIVERGED, StopReason.PLATEAU: plateau}
    return endings.get(reason or StopReason.STOPPED, CONVERGED)


def _past_the_least(frame: Frame) -> str:
    """Say after which epoch the loss over held-out points rises; empty unless it has risen."""
    held_out, history = frame.held_out_losses, frame.history
    has_run_away = frame.run_state.stop_reason is StopReason.DIVERGED
    if held_out is None or history is None or has_run_away or not _is_at_end(frame):
        return ""
    best, values = held_out.best_epoch, held_out.values
    has_risen = values[-1] > (1.0 + NOTICED) * values[best]
    if not has_risen or not history.losses[-1] < history.losses[best]:
        return ""
    return LEAST_HELD_OUT.format(epoch=count(best))


def _all_done(frame: Frame) -> str:
    """Say how far all the epochs have come, and what can be done then."""
    epoch = frame.run_state.epoch
    done, them = f"All {count(epoch)} epochs are done", "them"
    if epoch == 1:
        done, them = "The only epoch is done", "it"
    again = f"press {key_cap(RUN)} to see {them} again"
    left = _excess_left(frame)
    if left is None:
        return f"{done}. Drag along the curve, or {again}."
    ratio = _still_above(frame, left)
    further = "Raise the epochs to go on" if _more_epochs_help(frame) else "Drag along the curve"
    if left < ARRIVED and ratio:
        far = f"{done}: the loss is still {ratio}{_beside_others(frame)}."
        return f"{far} {further}, or {again}."
    if left < NEARLY_ALL:
        return f"{done}: over 99.99 % of the way. Drag along the curve, or {again}."
    way = f"{done}: {_share_text(1.0 - left)} of the way to the best{_beside_others(frame)}."
    return f"{way} {further}, or {again}."


def _more_epochs_help(frame: Frame) -> bool:
    """Return whether going on leads nearer to the best fit within the epochs a run may have."""
    loss, history, settings = frame.loss, frame.history, frame.settings
    if loss is None or history is None:
        return False
    if is_plain(settings, loss.n_samples):
        arrival = arrival_of(loss, history.parameters[-1], settings.learning_rate)
        return arrival.needed <= MAX_GUI_EPOCHS
    if settings.has_batches(loss.n_samples):
        # Steps of batches that stay as long jump around the best fit for ever.
        return bool(history.losses[-1] < history.losses[len(history.losses) // 2])
    is_rolling = settings.optimizer.uses_momentum and stability_limit(loss, settings) is not None
    return not is_rolling or rolling_epochs(loss, settings) <= MAX_GUI_EPOCHS


def _still_above(frame: Frame, left: float) -> str:
    """Say how the last loss compares with the best where that is far from it, else nothing.

    From a start far off the loss falls by 99 % while the line is not near the best one. With
    several weights most of that is the intercept's, so less above the best is told, as it is
    beside "over 99.99 % of the way".

    Parameters
    ----------
    frame : Frame
    left : float
        Which part of the start's excess loss is left.
    """
    loss, history = frame.loss, frame.history
    if loss is None or history is None or frame.view_options.is_guessing or not is_base(loss):
        return ""
    excess = float(loss.excess_values(history.parameters[-1]))
    has_to_be_near = left < NEARLY_ALL or loss.n_features > 1
    if excess < loss.minimum_value * (ARRIVED if has_to_be_near else 1.0):
        return ""
    return beside_the_best(excess, loss.minimum_value).replace(BEST_POSSIBLE, best_name(loss))


def _beside_others(frame: Frame) -> str:
    """Say whether the run shown is lower at its last epoch than all others; for equal, nothing."""
    if frame.history is None:
        return ""
    epoch, own = frame.history.last_epoch, frame.history.losses[-1].item()
    others = {
        run.letter: run.history.losses[min(epoch, run.history.last_epoch)].item()
        for run in frame.branches
        if not (run.is_shown or run.is_hidden)
    }
    if not others:
        return ""
    lowest = min(others, key=lambda letter: others[letter])
    if math.isclose(own, others[lowest], rel_tol=1e-9):
        return ""
    if own < others[lowest]:
        return "; this run is lower than the other" + "s" * (len(others) > 1)
    return f"; run {lowest} is lower"


def _excess_left(frame: Frame) -> float | None:
    """Return which part of the start's excess loss is left; None where none is lost."""
    if frame.loss is None or frame.history is None:
        return None
    first, last = frame.loss.excess_values(frame.history.parameters[[0, -1]]).tolist()
    return last / first if 0.0 <= last < first < math.inf else None


def _share_text(share: float) -> str:
    """Write a part of the way, never more than it is: "99.7 %", "42 %"."""
    steps = 1 if share < 0.99 else 10 if share < 0.999 else 100
    return f"{math.floor(100.0 * steps * share) / steps:g} %"
