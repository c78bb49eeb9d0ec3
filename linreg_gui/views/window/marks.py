"""The things drawn in the three panes, in words: for screen readers, which see no pixel."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAccessible

from linreg_gui.lessons.hide_and_lock import Lockable
from linreg_gui.session.bets import Bet, PinBet
from linreg_gui.session.curve import Curve, Line, Place
from linreg_gui.session.drawn_data import DrawnData
from linreg_gui.session.frame import Frame
from linreg_gui.session.session import Session
from linreg_gui.session.wording import count
from linreg_gui.session.wording_cut import model_noun
from linreg_gui.views.canvas.accessible_canvas import Mark, Setting
from linreg_gui.views.canvas.pixel_frame import FloatArray
from linreg_gui.views.canvas.plot_canvas import PlotCanvas
from linreg_gui.views.widgets.formatting import equation_pieces, equation_text, measured
from linreg_gui.views.window.pane_keys import STEPS_ACROSS

MOST_POINTS = 100
HOLD_OUT, TRAIN_ON = "Hold out", "Train on it"
Role = QAccessible.Role
Move = Callable[[float, float], object]
Acts = dict[str, Callable[[], object]]


def data_marks(session: Session, canvas: PlotCanvas) -> list[Mark]:
    """Describe the data pane: the line, the points, and where one can be added."""
    frame = session.frame()
    drawn, data = frame.drawn, frame.drawn.dataset
    left, right, bottom, top = canvas.shown_range() or (0.0, 1.0, 0.0, 1.0)
    middle = 0.5 * (left + right), 0.5 * (bottom + top)
    problem = session.problem
    adding: Acts = {"Add a point in the middle": partial(problem.add_point, *middle)}
    is_line = frame.is_line
    moving = _let(session, Lockable.LINE, _line_moves(session, canvas)) if is_line else {}
    name = f"The {model_noun(frame)}: {equation_text(equation_pieces(frame))}"
    can_add = frame.table.n_features == 1
    adding = _let(session, Lockable.POINTS, adding) if can_add else {}
    marks = [Mark(name, actions={**moving, **adding})]
    n_named = min(data.n_samples, MOST_POINTS)
    marks += [_point_mark(session, canvas, drawn, k) for k in range(n_named)]
    if data.n_samples > MOST_POINTS:
        rest = count(data.n_samples - MOST_POINTS)
        marks.append(Mark(f"{rest} more points: see Points as a table"))
    return marks


def _point_mark(session: Session, canvas: PlotCanvas, drawn: DrawnData, k: int) -> Mark:
    """Describe a point as it is drawn."""
    problem = session.problem
    data, (across, upwards) = drawn.dataset, drawn.symbols
    x, y = float(data.x[k]), float(data.y[k])
    (fitted,) = drawn.line.values(data.x[k : k + 1]).tolist()
    place = f"{across} {measured(x)}, {upwards} {measured(y)}"
    name = f"Point {k + 1}: {place}, residual {measured(y - fitted)}"
    is_held_out = data.is_held_out is not None and bool(data.is_held_out[k])
    name += ", held out" if is_held_out else ""
    actions = _moves(canvas, (x, y), partial(_move_drawn, session, k)) if drawn.can_edit else {}
    actions["Remove"] = partial(problem.remove_point, k)
    actions = _let(session, Lockable.POINTS, actions)
    turning: Acts = {TRAIN_ON if is_held_out else HOLD_OUT: partial(problem.turn_point, k)}
    actions |= _let(session, Lockable.HELD_OUT, turning)
    return Mark(name, Role.ListItem, (x, y), actions)


def _move_drawn(session: Session, index: int, x: float, y: float) -> None:
    """Move a point to where it is to be drawn."""
    session.problem.move_point(*session.frame().drawn.moved_to(index, x, y))


def surface_marks(session: Session, canvas: PlotCanvas) -> list[Mark]:
    """Describe the loss surface: the start, the dot of each run, and the best fit."""
    frame, problem = session.frame(), session.problem
    objective, cut = frame.objective, frame.cut
    if objective is None or cut is None:
        return []

    def put_start(first: float, second: float) -> None:
        problem.set_start(problem.start_at(frame.start_moved_to(Place(first, second))))

    def mark(name: str, parameters: FloatArray, loss: float) -> Mark:
        told = _told(frame, canvas, Curve.of(objective, parameters))
        return Mark(f"{name}: {told}, loss {measured(loss)}", place=frame.place_of(parameters))

    start = frame.start_place
    actions = _let(session, Lockable.START, _moves(canvas, start, put_start))
    marks = [
        Mark(f"The start: {_told(frame, canvas, problem.start)}", place=start, actions=actions)
    ]
    if frame.bet.asks_for_pin:
        marks.append(_pin_mark(session, canvas, frame.bet.bet))
    for branch in (one for one in frame.branches if not one.is_hidden):
        epoch = min(frame.cursor, branch.history.last_epoch)
        name = f"Run {branch.name or branch.letter} at epoch {count(epoch)}"
        marks.append(mark(name, *branch.history.record(epoch)))
    loss = objective.loss
    if not frame.view_options.is_guessing and not loss.is_degenerate:
        marks.append(mark("The best fit", loss.minimum_parameters, loss.minimum_value))
    if not frame.view_options.is_guessing and frame.moves_its_cut:
        lowest = cut.lift(cut.bowl.centre)
        marks.append(mark("The lowest place of this cut", lowest, cut.bowl.floor))
    return marks


def loss_marks(session: Session, _canvas: PlotCanvas) -> list[Mark]:
    """Describe the loss pane: the epoch shown, and each run from its first record to its last."""
    frame = session.frame()
    if frame.history is None:
        return []
    last = frame.history.last_epoch
    loss = measured(frame.history.record(frame.cursor)[1])
    moving = Setting(frame.cursor, 0.0, last, 1.0, lambda epoch: session.player.seek(round(epoch)))
    name = f"Epoch {count(frame.cursor)} of {count(last)}, loss {loss}"
    if frame.held_out_mse is not None:
        name += f", on held-out points {measured(frame.held_out_mse)}"
    is_fixed = session.gate.is_locked(Lockable.RUN)
    marks = [Mark(name)] if is_fixed else [Mark(name, Role.Slider, setting=moving)]
    for branch in (one for one in frame.branches if not one.is_hidden):
        losses = branch.history.losses
        first, newest = measured(float(losses[0])), measured(float(losses[-1]))
        epochs = count(branch.history.last_epoch)
        name = f"Run {branch.name or branch.letter}: loss {first} to {newest} in {epochs} epochs"
        marks.append(Mark(name))
    held_out = frame.held_out_losses
    if held_out is not None and last:
        epoch = held_out.best_epoch
        name = f"Least on held-out points: {measured(float(held_out.values[epoch]))}"
        going: Acts = {"Go there": partial(session.player.seek, epoch)}
        actions = _let(session, Lockable.RUN, going)
        marks.append(Mark(f"{name} at epoch {count(epoch)}", actions=actions))
    return marks


def _pin_mark(session: Session, canvas: PlotCanvas, bet: Bet | None) -> Mark:
    """Describe the pin that is asked for; until it is set, where the start is."""
    line = bet.line if isinstance(bet, PinBet) else session.problem.start
    frame = session.frame()
    place = frame.place_of(session.problem.parameters_of(line))

    def put(slope: float, intercept: float) -> None:
        session.asking.set_pin(frame.curve_at(Place(slope, intercept)))

    told = _told(frame, canvas, line)
    return Mark(f"Your pin: {told}", place=place, actions=_moves(canvas, place, put))


def _line_moves(session: Session, canvas: PlotCanvas) -> Acts:
    """Return what a hand does with the line: shift it, and turn it about the middle."""
    left, right, bottom, top = canvas.shown_range() or (0.0, 1.0, 0.0, 1.0)
    step, middle, line = (top - bottom) / STEPS_ACROSS, 0.5 * (left + right), session.shown_curve

    def put(shift: float, turn: float) -> None:
        slope = line.slope + turn / (right - left)
        height = line.slope * middle + line.intercept + shift
        session.hand.set_line(Line(slope, height - slope * middle))

    return {
        "Shift up": partial(put, step, 0.0),
        "Shift down": partial(put, -step, 0.0),
        "Turn up": partial(put, 0.0, step),
        "Turn down": partial(put, 0.0, -step),
    }


def _let(session: Session, lock: Lockable, actions: Acts) -> Acts:
    """Return actions, or none where a lesson would refuse them."""
    return {} if session.gate.is_locked(lock) else actions


def _told(frame: Frame, canvas: PlotCanvas, curve: Curve) -> str:
    """Say a line in the units of the data, as the formula does; a curve by its place."""
    if curve.is_line:
        return f"slope {measured(curve.slope)}, intercept {measured(curve.intercept)}"
    place = frame.place_of(curve.on(frame.objective)) if frame.objective else Place(0.0, 0.0)
    across, upwards = (canvas.axes[side].title for side in ("bottom", "left"))
    return f"{across} = {measured(place.first)}, {upwards} = {measured(place.second)}"


def _moves(canvas: PlotCanvas, at: tuple[float, float], move: Move) -> Acts:
    """Return actions that move something by a fiftieth of the pane."""
    left, right, bottom, top = canvas.shown_range() or (0.0, 1.0, 0.0, 1.0)
    across, upwards = (right - left) / STEPS_ACROSS, (top - bottom) / STEPS_ACROSS
    x, y = at
    return {
        "Left": partial(move, x - across, y),
        "Right": partial(move, x + across, y),
        "Down": partial(move, x, y - upwards),
        "Up": partial(move, x, y + upwards),
    }
