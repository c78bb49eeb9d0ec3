"""The loss surface of curves: a cut through a bowl of many weights, chosen, read and clicked."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from linreg_gui.core.examples import EXAMPLES
from linreg_gui.core.hold_out import HoldOut
from linreg_gui.core.settings import Optimizer, Scaling
from linreg_gui.core.surface_cut import Others, slow_pair
from linreg_gui.session.session import Session
from linreg_gui.session.values import ThemeChoice
from linreg_gui.views.canvas.pixel_frame import PixelFrame
from linreg_gui.views.exporting.picture_painting import Subject, image_of
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.surface.loss_surface_view import LossSurfaceView
from linreg_gui.views.widgets.frame_clock import FrameClock
from linreg_gui.views.window.marks import surface_marks
from tests.views.helpers import LEFT, click, drag, hover
from tests.views.lessons.test_lessons_view import tab_to

X = [0.0, 0.8, 2.6, 2.9, 4.1, 4.4, 6.1, 8.1, 8.2, 8.6, 9.1, 9.5, 9.8]
Y = [1.8, 4.3, 5.7, 6.8, 7.0, 7.9, 7.5, 5.8, 4.5, 5.0, 3.8, 3.5, 2.5]


class Pane:
    """The surface pane alone, and the session behind it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.clock = FrameClock(session, LIGHT)
        self.view = LossSurfaceView(session, self.clock)
        self.view.resize(460, 480)

    def draw(self) -> Any:
        self.clock.render_now()
        return self.seen

    def set(self, **changes: Any) -> Any:
        self.session.set_settings(replace(self.session.runs.settings, **changes))
        self.draw()
        self.view.fit()
        return self.draw()

    def show(self, **changes: Any) -> Any:
        self.session.set_view_options(replace(self.session.view_options, **changes))
        self.draw()
        self.view.fit()
        return self.draw()

    def press(self, key: Qt.Key) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)
        self.draw()

    @property
    def seen(self) -> Any:
        return self.view.seen

    @property
    def canvas(self) -> Any:
        return self.view.canvas

    @property
    def controls(self) -> Any:
        return self.view.controls

    @property
    def read_out(self) -> list[str]:
        return self.view.picture.read_out.lines

    @property
    def plates(self) -> dict[str, tuple[str, str]]:
        """What stands beside the marks, by what it names."""
        found = {}
        placer: Any = self.view.picture.placer
        draw = placer.draw

        def note(painter: Any, plate: Any, *rest: Any) -> None:
            found[plate.owner] = plate.text, plate.under
            draw(painter, plate, *rest)

        placer.draw = note
        try:
            self.view.grab()
        finally:
            placer.draw = draw
        return found


@pytest.fixture
def pane(session: Session, qtbot: Any) -> Iterator[Pane]:
    """Give a pane that shows a curve of degree 3, eight epochs after its start."""
    session.problem.replace_points("", X, Y)
    made = Pane(session)
    made.view.show()
    qtbot.addWidget(made.view)
    qtbot.waitExposed(made.view)
    made.set(degree=3, scaling=Scaling.STANDARDISE, learning_rate=0.1)
    session.player.step(8)
    made.draw()
    made.view.fit()
    made.draw()
    yield made
    made.view.close()


def middle(pane: Pane) -> tuple[float, float]:
    left, right, bottom, top = pane.canvas.shown_range()
    return 0.4 * left + 0.6 * right, 0.3 * bottom + 0.7 * top


def total_loss(pane: Pane, parameters: Any) -> float:
    objective = pane.session.problem.objective
    assert objective is not None
    features = objective.dataset.features
    residuals = objective.dataset.y - features @ parameters[:-1] - parameters[-1]
    return float(np.mean(residuals**2))


def test_the_slow_pair_is_drawn_and_named(pane: Pane) -> None:
    seen = pane.seen
    assert seen.cut.pair == slow_pair(seen.objective.loss)
    names = [menu.currentText() for menu in pane.controls.menus]
    assert names == ["weight w₁ of x, scaled", "weight w₃ of x³, scaled"]
    axes = pane.canvas.axes
    assert [axes["bottom"].title, axes["left"].title] == names
    assert pane.controls.row.isVisible()
    assert pane.controls.row.buttons[Others.AS_THEY_ARE].isChecked()


def test_a_line_has_no_controls_and_slope_and_intercept_again(pane: Pane) -> None:
    seen = pane.set(degree=1)
    assert seen.cut.is_whole
    assert not pane.controls.row.isVisible()
    assert not any(menu.isVisible() for menu in pane.controls.menus)
    assert pane.canvas.axes["left"].title == "intercept on standardised x"


def test_the_pair_stays_while_a_point_is_dragged(pane: Pane) -> None:
    problem = pane.session.problem
    for degree in (4, 6):
        pane.set(degree=degree)
        first = pane.seen.cut.pair
        pane.session.edits.begin_drag()
        others = set()
        for y in np.linspace(-40.0, 60.0, 11).tolist():
            problem.move_point(0, 0.0, y)
            objective = problem.objective
            assert objective is not None
            others.add(slow_pair(objective.loss))
            assert pane.draw().cut.pair == first
        pane.session.edits.end_drag()


@pytest.mark.parametrize("others", list(Others))
def test_a_click_starts_where_the_loss_was_that_the_pointer_told(
    pane: Pane, others: Others
) -> None:
    pane.show(others=others)
    seen, place = pane.seen, middle(pane)
    canvas = pane.canvas
    hover(canvas, *place)
    told = pane.read_out[-1]
    click(canvas, *place)
    start = pane.session.problem.start_parameters
    at = seen.cut.places(start)
    pixel = canvas.pixel_frame().to_pixel(*place) - canvas.pixel_frame().to_pixel(*at)
    assert max(abs(pixel.x()), abs(pixel.y())) <= 1.0
    assert start == pytest.approx(seen.cut.lift(at), rel=1e-9, abs=1e-9)
    value = total_loss(pane, np.array(start))
    assert told.endswith(f"loss {value:.4g}")
    assert pane.draw().history.losses[0] == pytest.approx(value)
    if others is Others.AS_THEY_ARE:
        (other,) = (k for k in range(3) if k not in seen.cut.pair)
        assert start[other] == pytest.approx(seen.shown_parameters[other])


def test_a_drag_moves_the_pair_alone(pane: Pane) -> None:
    seen, place = pane.seen, middle(pane)
    before = np.array(seen.shown_parameters)
    begin = seen.shown_place
    drag(pane.canvas, (begin.first, begin.second), place, halfway=pane.draw)
    start = np.array(pane.session.problem.start_parameters)
    others = [k for k in range(4) if k not in seen.cut.pair]
    assert start[others] == pytest.approx(before[others])
    assert start[list(seen.cut.pair)] != pytest.approx(before[list(seen.cut.pair)])
    pane.session.edits.undo()
    assert pane.session.problem.start_parameters == (0.0, 0.0, 0.0, 0.0)


def test_the_read_out_says_where_the_others_are(pane: Pane) -> None:
    hover(pane.canvas, *middle(pane))
    place, loss = pane.read_out
    assert place.startswith("w₁ ")
    assert "   w₃ " in place
    assert loss.startswith("others as now: loss ")
    pane.show(others=Others.AT_BEST)
    hover(pane.canvas, *middle(pane))
    assert pane.read_out[-1].startswith("others at their best: loss ")


def test_a_record_tells_its_true_loss_and_the_best_with_its_pair(pane: Pane) -> None:
    seen = pane.show(others=Others.AT_BEST)
    record, loss = seen.history.record(4)
    place = seen.place_of(record)
    hover(pane.canvas, place.first, place.second)
    epoch, _, told, best, reason = pane.read_out
    assert epoch == "epoch 4"
    assert told == f"loss {loss:.4g}"
    assert best.startswith("best with these two: ")
    assert float(best.split(": ")[1]) < loss
    assert reason == "the others are not there yet"
    pane.show(others=Others.AS_THEY_ARE)
    hover(pane.canvas, place.first, place.second)
    assert pane.read_out[-1] == f"loss {loss:.4g}"


def test_the_dot_goes_down_in_every_cut_of_a_run(pane: Pane) -> None:
    session = pane.session
    session.player.step(52)
    for epoch in range(60):
        session.player.seek(epoch)
        seen = pane.draw()
        assert seen.cut.value(seen.shown_place) == pytest.approx(seen.history.losses[epoch])
        following = seen.place_of(seen.history.parameters[epoch + 1])
        values = [float(seen.cut.bowl.excess_values(at)) for at in (seen.shown_place, following)]
        assert values[1] < values[0]
        layer = pane.view.picture.bowl
        assert layer.bowl is seen.cut.bowl


def brightness(pane: Pane, places: Any) -> list[float]:
    """Return how light the surface is painted at two places, with the pane zoomed in on them."""
    (left, bottom), (right, top) = np.sort(places, axis=0)
    width, height = max(right - left, 1e-9), max(top - bottom, 1e-9)
    rect = QRectF(0.0, 0.0, 200.0, 200.0)
    frame = PixelFrame(left - width, right + width, bottom - height, top + height, rect)
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pane.view.picture.bowl.paint(painter, frame, LIGHT)
    painter.end()
    found = []
    for place in places:
        at = frame.to_pixel(*place).toPoint()
        # The level lines are darker, and one pixel wide.
        around = [QPoint(x, y) + at for x in (-1, 0, 1) for y in (-1, 0, 1)]
        found.append(max(image.pixelColor(spot).lightnessF() for spot in around))
    return found


def climbs(pane: Pane, share_of_limit: float) -> int:
    """Count the steps of a run that go to a lighter place than they come from."""
    pane.set(learning_rate=share_of_limit * 2.0 / pane.seen.loss.eigenvalues[-1])
    pane.session.restart()
    pane.session.player.step(20)
    found = 0
    for epoch in range(20):
        pane.session.player.seek(epoch)
        seen = pane.draw()
        ends = seen.shown_place, seen.place_of(seen.history.parameters[epoch + 1])
        now, following = brightness(pane, np.array(ends))
        found += following > now
    return found


@pytest.mark.parametrize("degree", [2, 4, 6])
def test_the_path_climbs_no_line_of_its_own_cut(pane: Pane, degree: int) -> None:
    pane.set(degree=degree)
    assert climbs(pane, 0.5) == 0
    assert climbs(pane, 0.9) == 0


def test_with_the_others_at_their_best_a_path_may_climb(pane: Pane) -> None:
    """The others are not there yet; so a climb is seen where there is one."""
    pane.set(degree=4)
    pane.show(others=Others.AT_BEST, pair=(0, 2))
    assert climbs(pane, 0.9) > 0


def test_two_stars_with_names_tell_the_best_fit_from_the_lowest_of_the_cut(pane: Pane) -> None:
    seen, marks = pane.seen, pane.view.marks
    assert marks.best == seen.place_of(seen.loss.minimum_parameters)
    assert marks.lowest == tuple(seen.cut.bowl.centre.tolist())
    plates = pane.plates
    at_best = f"loss {seen.loss.minimum_value:.4g}"
    assert plates["best fit"] == ("best fit", f"{at_best}, off this cut")
    assert plates["lowest"] == ("lowest in this cut", f"loss {seen.cut.bowl.floor:.4g}")
    assert plates["here"] == ("epoch 8", f"loss {seen.history.losses[8]:.4g}")
    pane.show(others=Others.AT_BEST)
    assert marks.lowest is None
    assert pane.plates["best fit"] == ("best fit", at_best)
    assert "at best" in pane.plates["here"][1]
    pane.show(is_guessing=True)
    assert marks.best is None


def test_the_buttons_say_where_the_others_are(pane: Pane) -> None:
    row = pane.controls.row
    QTest.mouseClick(row.buttons[Others.AT_BEST], LEFT)
    assert pane.draw().cut.others is Others.AT_BEST
    QTest.mouseClick(row.buttons[Others.AS_THEY_ARE], LEFT)
    assert pane.draw().cut.others is Others.AS_THEY_ARE


def test_the_slow_pair_is_explained_where_it_is_offered(pane: Pane) -> None:
    role = Qt.ItemDataRole
    for menu in pane.controls.menus:
        place = menu.count() - 1
        for told in (role.ToolTipRole, role.WhatsThisRole, role.AccessibleDescriptionRole):
            assert "slowest to tell apart" in menu.itemData(place, told)


def test_the_slow_pair_is_marked_and_cannot_be_chosen_where_it_is_drawn(pane: Pane) -> None:
    def offered() -> set[tuple[str, bool, bool]]:
        found = set()
        for menu in pane.controls.menus:
            place = menu.count() - 1
            tip = menu.itemData(place, Qt.ItemDataRole.ToolTipRole)
            is_told = tip.startswith("Drawn now: the two weights")
            found.add((menu.itemText(place), menu.model().item(place).isEnabled(), is_told))
        return found

    marked, free = {("the slow pair ✓", False, True)}, {("the slow pair", True, False)}
    assert offered() == marked
    across, _ = pane.controls.menus
    across.setFocus(Qt.FocusReason.TabFocusReason)
    pane.press(Qt.Key.Key_End)  # to the last one that can be chosen
    assert pane.seen.cut.pair == (3, 2)
    assert offered() == free
    pane.press(Qt.Key.Key_End)
    assert pane.seen.cut.pair == (0, 2)
    assert offered() == marked
    pane.show(pair=(2, 0))  # the same two, but for the axes
    assert offered() == free
    pane.set(degree=4)
    assert offered() == marked


def test_menus_choose_the_pair_and_swap_it(pane: Pane) -> None:
    across, upwards = pane.controls.menus
    upwards.setFocus(Qt.FocusReason.TabFocusReason)
    pane.press(Qt.Key.Key_Up)  # from w₃ to w₂
    assert pane.seen.cut.pair == (0, 1)
    pane.press(Qt.Key.Key_Up)  # w₁ is drawn across: both change places
    assert pane.seen.cut.pair == (1, 0)
    pane.press(Qt.Key.Key_End)
    assert pane.seen.cut.pair == (0, 2)
    assert upwards.currentText() == "weight w₃ of x³, scaled"
    pane.press(Qt.Key.Key_Down)
    assert pane.seen.cut.pair == (0, 3)
    assert upwards.currentText() == "intercept b"
    assert pane.canvas.axes["left"].title == "intercept b"
    pane.set(degree=4)
    assert pane.seen.cut.pair == slow_pair(pane.seen.objective.loss)
    assert not across.isVisible()  # others have taken its place: there are more names


def test_a_menu_opens_where_the_title_of_its_axis_stands(pane: Pane) -> None:
    canvas = pane.canvas
    across, upwards = pane.controls.menus
    assert across.geometry().bottom() <= canvas.height()
    assert across.geometry().top() > canvas.view_box.mapToScene(QPoint(0, 0)).y()
    assert upwards.geometry().left() == 0
    assert upwards.height() > upwards.width()
    pane.view.resize(380, 300)
    QApplication.processEvents()
    pane.draw()
    assert across.geometry().bottom() <= canvas.height()
    assert upwards.geometry().bottom() <= canvas.height()


def test_a_picture_has_titles_in_place_of_menus(pane: Pane, monkeypatch: Any) -> None:
    painted: list[str] = []
    for menu in pane.controls.menus:
        monkeypatch.setattr(type(menu), "paintEvent", lambda self, _event: painted.append("menu"))
    subject = Subject(pane.view, LIGHT.card, "Loss surface")
    assert image_of(subject, pane.view.size()).size() == pane.view.size()
    assert painted == []
    assert all(menu.isVisible() for menu in pane.controls.menus)
    assert pane.canvas.axes["bottom"].shown_title == "weight w₁ of x, scaled"


def test_keys_alone_choose_a_pair_the_others_and_a_start(pane: Pane, qtbot: Any) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    pane.canvas.clearFocus()
    pane.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    left, right, *_ = pane.canvas.shown_range()
    pane.press(Qt.Key.Key_Right)
    expected = [0.0, 0.0, 0.0, 0.0]
    expected[pane.seen.cut.pair[0]] = (right - left) / 50
    assert pane.session.problem.start_parameters == pytest.approx(expected)
    assert pane.canvas.accessibleDescription().startswith("Start: w₁ ")
    reached = set()
    for _ in range(6):
        widget = QApplication.focusWidget()
        assert widget is not None
        reached.add(widget.accessibleName())
        pane.press(Qt.Key.Key_Tab)
    wanted = {"The others as they are now", "The others at their best"}
    assert {"Drawn across", "Drawn upwards"} | wanted <= reached
    button = pane.controls.row.buttons[Others.AT_BEST]
    tab_to(pane, button)
    for _ in range(2):
        pane.press(Qt.Key.Key_Space)
        assert pane.seen.cut.others is Others.AT_BEST
        assert button.isChecked()


def test_a_screen_reader_is_told_the_places_of_the_cut(pane: Pane) -> None:
    read = [mark.name for mark in surface_marks(pane.session, pane.canvas)]
    assert read[0] == "The start: weight w₁ of x, scaled = 0, weight w₃ of x³, scaled = 0"
    assert read[1].startswith("Run A at epoch 8: weight w₁ of x, scaled ")
    assert read[2].startswith("The best fit: weight w₁ of x, scaled ")
    assert read[3].startswith("The lowest place of this cut: weight w₁ of x, scaled ")
    assert read[3].endswith(f", loss {pane.seen.cut.bowl.floor:.4g}")


def test_before_the_first_step_a_cut_says_what_it_is(pane: Pane) -> None:
    caption = pane.view.picture.caption
    assert caption.sentences == []
    pane.session.player.seek(0)
    pane.draw()
    (sentence,) = caption.sentences
    assert sentence == (
        "A cut through a bowl of 4 parameters. When the others move, the cut moves."
    )
    pane.show(others=Others.AT_BEST)
    assert caption.sentences == []


def test_the_map_stays_while_a_run_moves_its_cut(pane: Pane, qtbot: Any) -> None:
    session, canvas = pane.session, pane.canvas
    session.player.seek(0)
    pane.draw()
    pane.view.fit()
    shown, centre = canvas.shown_range(), pane.draw().cut.bowl.centre
    session.player.run()
    qtbot.waitUntil(lambda: session.player.cursor > 10)
    assert canvas.shown_range() == shown
    assert pane.draw().cut.bowl.centre != pytest.approx(centre)
    session.player.pause()
    pane.draw()
    qtbot.waitUntil(lambda: canvas.shown_range() != shown)


def test_a_cured_run_is_seen_on_the_scale_of_its_bowl(pane: Pane, qtbot: Any) -> None:
    session, canvas = pane.session, pane.canvas
    pane.set(learning_rate=1.2)
    session.player.seek(0)
    session.player.run()
    qtbot.waitUntil(lambda: pane.draw().has_run_away and not pane.seen.run_state.is_running)
    pane.view.fit()
    left, right, *_ = canvas.shown_range()
    assert right - left > 1e3
    session.set_settings(replace(session.runs.settings, learning_rate=0.05))
    session.player.seek(0)
    session.player.run()
    pane.draw()
    assert pane.seen.run_state.is_running

    def width() -> float:
        left, right, *_ = canvas.shown_range()
        return float(right - left)

    qtbot.waitUntil(lambda: width() < 20.0)
    session.player.pause()


def test_path_best_fit_and_lowest_place_are_in_the_frame(pane: Pane) -> None:
    for degree in range(2, 7):
        pane.set(degree=degree)
        pane.session.player.step(200)
        for others in Others:
            seen = pane.show(others=others)
            left, right, bottom, top = pane.canvas.shown_range()
            places = [*seen.drawn_branches[0].history.parameters, pane.view.marks.best]
            for first, second in places:
                assert left < first < right
                assert bottom < second < top


@pytest.mark.parametrize(
    ("example", "degrees"), [("thrown-ball", (2, 3, 4, 5, 6)), ("anscombe-2", (5,))]
)
def test_both_stars_of_an_example_are_in_the_frame_before_the_first_step(
    pane: Pane, example: str, degrees: tuple[int, ...]
) -> None:
    dataset = EXAMPLES[example].dataset()
    pane.session.problem.replace_points("", dataset.x.tolist(), dataset.y.tolist())
    for degree in degrees:
        pane.set(degree=degree)
        pane.session.restart()
        pane.draw()
        pane.view.fit()
        assert pane.draw().history.n_records == 1
        left, right, bottom, top = pane.canvas.shown_range()
        marks: Any = pane.view.marks
        for first, second in (marks.best, marks.lowest):
            assert left + 0.03 * (right - left) < first < right - 0.03 * (right - left)
            assert bottom + 0.03 * (top - bottom) < second < top - 0.03 * (top - bottom)


FIVE = [0.0, 1.0, 2.5, 4.0, 7.0], [1.0, 3.0, 2.0, 6.0, 4.0]
FEW = "7 coefficients for 5 different x: many curves fit equally well."


@pytest.mark.parametrize(
    ("others", "pair", "sentence"),
    [
        (
            Others.AS_THEY_ARE,
            (4, 5),
            "This cut has one lowest place because the others are held.",
        ),
        (
            Others.AT_BEST,
            (4, 5),
            "With the others at their best, any values of these two do.",
        ),
        (
            Others.AT_BEST,
            (0, 6),
            "All places on the dashed line are as good as one another.",
        ),
    ],
)
def test_what_a_cut_would_hide_is_said(
    pane: Pane, others: Others, pair: tuple[int, int], sentence: str
) -> None:
    pane.session.problem.replace_points("", *FIVE)
    pane.set(degree=6)
    pane.session.player.step(20)
    pane.show(others=others, pair=pair)
    assert pane.view.picture.caption.sentences == [FEW, sentence]
    assert pane.view.marks.best is None
    assert "best fit" not in pane.plates


def test_points_held_out_are_not_counted_among_those_that_a_curve_fits(pane: Pane) -> None:
    pane.session.problem.hold_out(HoldOut(0.7))
    seen = pane.draw()
    n_left = len(np.unique(seen.dataset.training.x))
    assert n_left == seen.settings.degree + 1
    assert pane.view.picture.caption.sentences == []
    pane.set(degree=4)
    assert pane.view.picture.caption.sentences[0] == (
        f"5 coefficients for {n_left} different x: many curves fit equally well."
    )


def test_one_point_and_no_point_are_drawn(pane: Pane) -> None:
    pane.session.problem.replace_points("", [3.0], [2.0])
    seen = pane.draw()
    assert seen.cut.bowl.is_plane
    assert pane.view.picture.caption.sentences == [
        "4 coefficients for one x: many curves fit equally well.",
        "Any values of these two fit equally well.",
    ]
    pane.view.grab()
    pane.session.problem.clear_points()
    assert pane.draw().cut is None
    assert not pane.controls.row.isVisible()
    pane.view.grab()
    pane.session.edits.undo()
    assert pane.draw().cut is not None
    assert pane.controls.row.isVisible()


def test_a_power_of_two_values_of_x_is_a_trough(pane: Pane) -> None:
    pane.session.problem.replace_points("", [1.0, 1.0, 3.0, 3.0], [1.0, 2.0, 4.0, 6.0])
    seen = pane.set(degree=2)
    assert seen.cut.bowl.is_trough
    assert pane.view.picture.caption.sentences == [
        "3 coefficients for 2 different x: many curves fit equally well.",
        "All places on the dashed line are as good as one another.",
    ]
    pane.view.grab()


@pytest.mark.parametrize("n_points", [2, 3])
@pytest.mark.parametrize("n_steps", [0, 4])
def test_the_dashed_line_of_a_trough_is_in_the_frame(
    pane: Pane, n_points: int, n_steps: int
) -> None:
    x, y = [1.0, 3.0, 4.0], [2.0, 5.0, 1.0]
    pane.session.problem.replace_points("", x[:n_points], y[:n_points])
    pane.session.player.step(n_steps)
    seen = pane.set(degree=n_points)
    assert seen.cut.bowl.is_trough
    left, right, bottom, top = pane.canvas.shown_range()
    corners = [(left, bottom), (left, top), (right, bottom), (right, top)]
    (_, _), (across, upwards) = seen.cut.bowl.root.tolist()
    sides = [across * first + upwards * second - seen.cut.bowl.height for first, second in corners]
    assert min(sides) < -0.05 * max(sides) < 0.0  # it crosses the pane, not only a corner


def test_pulls_velocity_and_batches_are_those_of_the_pair(pane: Pane) -> None:
    seen = pane.show(show_pulls=True)
    layer = pane.view.picture.pulls
    gradient = seen.cut.places(seen.loss.gradient(seen.shown_parameters))
    assert layer.arrows().sum(axis=0) == pytest.approx(-gradient)
    pane.set(optimizer=Optimizer.MOMENTUM, l2=0.1)
    pane.session.player.step(5)
    seen = pane.draw()
    velocity = pane.view.picture.velocity.velocity
    assert velocity == pytest.approx(seen.cut.places(seen.look.velocity))
    whole = np.vstack((layer.arrows(), layer.penalty_arrow())).sum(axis=0)
    assert whole == pytest.approx(-seen.cut.places(seen.loss.gradient(seen.shown_parameters)))
    pane.set(optimizer=Optimizer.GRADIENT_DESCENT, batch_size=4, l2=0.0)
    pane.session.player.step(2)
    seen = pane.draw()
    batch = pane.view.picture.batch
    inner = batch.inner
    assert inner is not None
    assert batch.cut is not None
    value = batch.cut.value(batch.cut.places(inner.way[inner.index]))
    assert value == pytest.approx(inner.loss.value(inner.way[inner.index]))
    pane.view.grab()


def test_the_valley_of_a_point_are_the_curves_through_it(pane: Pane) -> None:
    view = pane.view
    view.show_valley(4)
    seen, valley = pane.seen, view.marks.valley
    assert valley is not None
    slope, height = valley
    for first in (-1.0, 2.0):
        parameters = seen.cut.lift((first, height + slope * first))
        data = seen.objective.dataset
        assert data.features[4] @ parameters[:-1] + parameters[-1] == pytest.approx(data.y[4])
    pane.show(others=Others.AT_BEST)
    assert view.marks.valley is None


def test_what_belongs_to_a_line_alone_is_not_drawn(pane: Pane) -> None:
    seen = pane.show(show_axes=True, show_cuts=True, is_tilted=True)
    assert not seen.is_tilted
    assert pane.view.is_map_shown
    assert pane.view.cuts is None
    assert pane.view.picture.axes.bowl is None


def test_the_inset_of_a_runaway_has_the_bowl_of_its_start(pane: Pane) -> None:
    pane.set(learning_rate=1.2)
    pane.session.player.step(20)
    seen = pane.draw()
    assert seen.runs_away
    pane.view.fit()
    pane.view.grab()
    inset: Any = pane.view.picture.inset
    frame = pane.canvas.pixel_frame()
    assert inset.frame_inside(frame) is not None
    at_start = inset.bowl.bowl
    assert at_start is not None
    value = at_start.floor + float(at_start.excess_values(seen.start_place))
    assert value == pytest.approx(seen.history.losses[0])
    left, right, bottom, top = inset.home
    assert left < at_start.centre[0] < right
    assert bottom < at_start.centre[1] < top


def test_branches_run_over_the_pair(pane: Pane) -> None:
    session = pane.session
    session.player.seek(3)
    session.runs.fork()
    pane.session.set_settings(replace(session.runs.settings, learning_rate=0.3))
    session.player.step(5)
    seen = pane.draw()
    assert len(seen.branches) == 2
    for branch in seen.drawn_branches:
        assert branch.history.parameters.shape[1] == 2
    pane.view.grab()
    (aside,) = pane.view.picture.branches.paths
    assert aside.history is not None
    record = seen.branches[aside.number].history.parameters[-1]
    assert aside.history.parameters[-1].tolist() == seen.cut.places(record).tolist()
    assert {"best fit", "lowest"} <= pane.plates.keys()
    assert not {"here", "start"} & pane.plates.keys()


def test_a_branch_of_a_branch_has_the_colours_of_those_it_grew_from(pane: Pane) -> None:
    session = pane.session
    for fork_epoch in (3, 6):
        session.player.seek(fork_epoch)
        session.runs.fork()
        session.set_settings(replace(session.runs.settings, learning_rate=0.03 * fork_epoch))
        session.player.step(5)
    pane.draw()
    assert pane.view.picture.path.lineage == ((3, 0), (6, 1))


def test_a_narrow_pane_has_short_words_and_does_not_widen(pane: Pane) -> None:
    row = pane.controls.row
    assert row.buttons[Others.AT_BEST].text() == "at their best"
    pane.view.resize(230, 400)
    pane.draw()
    assert pane.view.width() == 230
    assert [button.text() for button in row.buttons.values()] == [
        "as they are now",
        "at their best",
    ]
    pane.view.resize(160, 400)
    pane.draw()
    assert pane.view.width() == 160
    assert [button.text() for button in row.buttons.values()] == ["now", "at best"]
    assert row.buttons[Others.AT_BEST].accessibleName() == "The others at their best"


def test_the_slow_pair_comes_back_from_a_menu(pane: Pane) -> None:
    pane.show(pair=(1, 3))
    across, _ = pane.controls.menus
    across.setFocus(Qt.FocusReason.TabFocusReason)
    pane.press(Qt.Key.Key_End)
    assert pane.seen.cut.pair == (0, 2)
    assert across.currentText() == "weight w₁ of x, scaled"


def test_a_surface_tipped_up_lies_flat_at_once_when_the_line_becomes_a_curve(pane: Pane) -> None:
    pane.set(degree=1)
    seen = pane.show(is_tilted=True)
    assert seen.is_tilted
    assert not pane.view.is_map_shown
    pane.set(degree=3)
    assert pane.view.is_map_shown
    assert pane.view.rail.isHidden()
    pane.view.grab()
    pane.set(degree=1)
    assert not pane.view.is_map_shown


def test_no_handle_offers_to_tip_up_a_cut(pane: Pane) -> None:
    def rail_under_the_pointer() -> Any:
        at = QPointF(5.0, 5.0)
        QApplication.sendEvent(pane.view, QEnterEvent(at, at, at))
        return pane.view.rail

    assert rail_under_the_pointer() is None
    pane.set(degree=1)
    assert rail_under_the_pointer().isVisible()


def test_raw_powers_are_framed_in_the_units_of_each(pane: Pane) -> None:
    pane.set(scaling=Scaling.NONE, learning_rate=1e-6)
    pane.session.player.step(100)
    seen = pane.show(others=Others.AS_THEY_ARE)
    left, right, bottom, top = pane.canvas.shown_range()
    places = np.array([*seen.drawn_branches[0].history.parameters, pane.view.marks.best])
    content = np.ptp(np.vstack((places, seen.cut.bowl.centre)), axis=0)
    # The weight of x³ is a hundredth of that of x: so is its part of the frame.
    assert right - left < 4.0 * content[0]
    assert top - bottom < 4.0 * content[1]
    assert left < places[:, 0].min() < places[:, 0].max() < right
    assert bottom < places[:, 1].min() < places[:, 1].max() < top


def test_the_ground_of_the_buttons_has_the_colour_of_another_theme(window: Any, qtbot: Any) -> None:
    session, view = window.session, window.content.surface_view
    session.set_degree(3)
    window.content.clock.render_now()
    row = view.controls.row
    beside = row.mapTo(window.shell, QPoint(row.width() - 5, row.height() // 2))

    def ground() -> str:  # as on the screen: grab() would paint all anew
        picture = window.shell.screen().grabWindow(window.shell.winId()).toImage()
        return str(picture.pixelColor(beside * picture.devicePixelRatio()).name())

    qtbot.waitUntil(lambda: ground() == LIGHT.card)
    session.change_view_options(theme=ThemeChoice.DARK)
    qtbot.waitUntil(lambda: ground() == DARK.card)


def test_a_drag_of_the_start_ends_when_the_degree_changes(pane: Pane) -> None:
    session, (x, y) = pane.session, pane.seen.start_place
    drag(pane.canvas, (x, y), (x + 1.0, y), halfway=lambda: session.set_degree(2))
    assert not session.edits.is_dragging
    assert len(session.problem.start) == 3
