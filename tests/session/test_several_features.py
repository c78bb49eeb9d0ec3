"""A session over several features: start, records, undo, the pair drawn, and edits of points."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from linreg_gui.core.adjusted_data import Adjustment
from linreg_gui.core.automatic import NEITHER
from linreg_gui.core.dataset import Dataset
from linreg_gui.core.examples import DEFAULT_EXAMPLE
from linreg_gui.core.settings import DescentConfig, Held, Optimizer, Scaling
from linreg_gui.core.surface_cut import slow_pair
from linreg_gui.session.bets import CURVE_KINDS
from linreg_gui.session.curve import Curve, Line, Plane
from linreg_gui.session.hand import NO_LINE_OF_MANY
from linreg_gui.session.project_state import project_of, state_of
from linreg_gui.session.session import Session
from linreg_gui.session.values import Notice
from linreg_gui.session.wording_training import CURVES_ARE_OF_ONE, LESSONS_HAVE_ONE_FEATURE
from linreg_gui.storage.projects.project_file import decode_project, encode_project

RNG = np.random.default_rng(8)
FEATURES = RNG.normal(size=(12, 3)) * (1.0, 20.0, 0.1) + (5.0, 100.0, 0.0)
TARGET = FEATURES @ (2.0, 0.3, -10.0) + 4.0 + 0.2 * RNG.normal(size=12)
HOMES = Dataset(FEATURES, TARGET, ("rooms", "size", "slope"), "price", "Homes")


@pytest.fixture
def session(qapp) -> Iterator[Session]:
    made = Session()
    made.opening.open_dataset(HOMES)
    yield made
    made.shutdown()


def said(session: Session) -> list[str]:
    texts: list[str] = []
    session.notice_posted.connect(lambda notice: texts.append(notice.text))
    return texts


def test_a_plane_is_a_tuple_of_weights_and_the_intercept():
    plane = Plane((1.0, 2.0, 3.0))
    assert (plane.degree, plane.is_line, plane.intercept) == (1, False, 3.0)
    assert plane.values(np.array([[1.0, 1.0], [0.0, 2.0]])).tolist() == [6.0, 7.0]
    assert isinstance(Curve.made((1.0, 2.0)), Line)
    assert isinstance(Curve.made((1.0, 2.0, 3.0)), Plane)
    assert Curve.made((1.0, 2.0, 3.0), 2) == Curve((1.0, 2.0, 3.0))


def test_weights_of_features_that_stay_are_kept():
    plane = Plane((1.0, 2.0, 3.0))
    assert plane.over((0, 2), (0, 2)) is plane
    assert plane.over((0, 2), (1, 2, 3)) == Plane((0.0, 2.0, 0.0, 3.0))
    assert plane.over((0, 2), (2,)) == Line(2.0, 3.0)
    assert Curve((4.0, 5.0, 6.0), 10.0).over((1,), (0, 1)) == Plane((0.0, 4.0, -34.0))


def test_a_drag_ends_where_the_model_has_other_weights(session):
    session.edits.begin_drag()
    session.set_columns((0, 1))
    assert not session.edits.is_dragging
    session.edits.begin_drag()
    session.set_settings(replace(session.runs.settings, l2=0.5))
    assert session.edits.is_dragging


def test_a_drag_back_to_its_begin_may_end_within_a_step_of_many_edits(session, capfd):
    session.set_columns((0, 1))
    start = session.problem.start
    session.edits.begin_drag()
    session.problem.set_start(Plane((1.0, 0.0, 0.0)))
    session.problem.set_start(start)
    session.use_usual_settings()
    assert session.runs.settings.columns is None
    assert "cannot undo" not in capfd.readouterr().err
    session.edits.undo()
    assert session.runs.settings.columns == (0, 1)


def test_data_of_several_features_are_all_used_and_scaled(session):
    frame = session.frame()
    assert frame.dataset is frame.table is HOMES
    assert not frame.is_line
    assert frame.settings.columns is None
    assert frame.settings.scaling is Scaling.STANDARDISE
    assert frame.start == Plane((0.0,) * 4)
    assert frame.is_cut
    assert frame.cut.pair == session.view_options.pair == slow_pair(frame.loss)


def test_a_run_has_a_weight_for_each_feature(session):
    session.player.step(5)
    frame = session.frame()
    assert frame.history.parameters.shape == (6, 4)
    residuals = TARGET - frame.shown_curve.values(FEATURES)
    assert np.mean(residuals**2) == pytest.approx(frame.history.losses[5], rel=1e-9)
    assert frame.shown_mse == pytest.approx(frame.history.losses[5], rel=1e-9)
    assert frame.history.losses[5] < frame.history.losses[0]


def test_other_features_are_one_step_back_to_one_only_they_change(session):
    session.set_columns((1,))
    frame, table = session.frame(), session.problem.dataset
    assert session.edits.stack.undoText() == "change features"
    assert frame.is_line
    assert frame.table is table
    assert frame.dataset is table.of_columns((1,))
    assert frame.dataset.feature_names == ("size",)
    assert frame.start == Line(0.0, 0.0)
    assert frame.settings == replace(frame.settings, columns=(1,), scaling=Scaling.STANDARDISE)
    session.edits.undo()
    again = session.frame()
    assert again.dataset is HOMES
    assert again.start == Plane((0.0,) * 4)


def test_several_in_place_of_one_descend_scaled_at_a_rate_that_suits(session):
    session.set_columns((1,))
    plain = DescentConfig(1e-5, 300, held=Held.SLOPE, columns=(1,))
    session.set_settings(plain, NEITHER)
    texts, before = said(session), session.edits.stack.count()
    session.set_columns((0, 1))
    settings = session.runs.settings
    assert session.edits.stack.count() == before + 1
    assert settings == DescentConfig(0.1, 300, scaling=Scaling.STANDARDISE, columns=(0, 1))
    assert texts == [
        "2 features descend on standardised values, at the rate 0.1, with nothing held."
    ]
    session.edits.undo()
    assert session.runs.settings == plain
    session.set_columns((0, 1))
    session.set_columns((0, 1, 2))
    assert session.runs.settings == replace(settings, columns=None)
    assert len(texts) == 2


def test_an_adaptive_rate_stays_and_powers_go(session):
    session.set_columns((0,))
    session.set_degree(3)
    bent = session.runs.settings
    session.set_settings(replace(bent, optimizer=Optimizer.ADAM, learning_rate=0.02))
    texts = said(session)
    session.set_columns((0, 2))
    settings = session.runs.settings
    assert (settings.degree, settings.learning_rate) == (1, 0.02)
    assert texts == ["2 features descend on standardised values, without powers."]
    assert len(session.problem.start) == 3
    session.edits.undo()
    assert session.runs.settings.degree == 3
    assert session.problem.start.degree == 3


def test_what_cannot_be_used_is_said(session):
    texts, settings = said(session), session.runs.settings
    session.set_columns(())
    session.set_degree(2)
    assert texts == ["A model needs a feature: at least one stays in use.", CURVES_ARE_OF_ONE]
    session.hand.set_line(Line(1.0, 2.0))
    assert texts[2] == NO_LINE_OF_MANY
    session.problem.set_start(Line(1.0, 2.0))
    assert "a weight for each feature" in texts[3]
    assert session.runs.settings == settings
    assert LESSONS_HAVE_ONE_FEATURE not in texts


def test_the_start_and_kept_runs_follow_the_features(session):
    session.problem.set_start(Plane((1.0, 2.0, 3.0, 4.0)))
    session.player.step(3)
    session.run_edits.keep()
    texts = said(session)
    session.set_columns((0, 2))
    assert session.problem.start == Plane((1.0, 3.0, 4.0))
    assert texts == [
        "All runs follow: branches and kept runs were replayed over the same features."
    ]
    histories = [branch.history for branch in session.frame().branches]
    assert [history.parameters.shape[1] for history in histories] == [3, 3]
    session.edits.undo()
    assert session.problem.start == Plane((1.0, 2.0, 3.0, 4.0))
    assert [b.history.parameters.shape[1] for b in session.frame().branches] == [4, 4]


def test_the_pair_is_pinned_with_the_features(session):
    pair = session.view_options.pair
    session.change_view_options(pair=(0, 3))
    session.problem.move_point(0, 300.0, -300.0, column=1)
    assert session.frame().cut.pair == (0, 3)
    session.set_columns((0, 1))
    assert session.frame().cut.pair == slow_pair(session.problem.loss)
    session.edits.undo()
    assert session.frame().cut.pair == (0, 3)
    other = Dataset(FEATURES[:, ::-1].copy(), TARGET, ("a", "b", "c"), "y", "Other")
    session.opening.open_dataset(other)
    assert session.view_options.pair == slow_pair(session.problem.loss)
    assert pair is not None


def test_points_are_moved_removed_and_held_out(session):
    problem = session.problem
    problem.move_point(2, 90.0, 7.0, column=1)
    assert problem.dataset.features[2].tolist() == [FEATURES[2, 0], 90.0, FEATURES[2, 2]]
    assert problem.dataset.y[2] == 7.0
    problem.remove_point(0)
    problem.turn_point(3)
    assert (problem.dataset.n_samples, problem.dataset.n_held_out) == (11, 1)
    assert session.frame().dataset.is_held_out is not None
    for _ in range(3):
        session.edits.undo()
    assert problem.dataset == HOMES


def test_no_point_of_several_features_comes_from_a_click(session):
    texts = said(session)
    assert not session.problem.add_point(1.0, 2.0)
    session.set_columns((0,))
    assert not session.problem.add_point(1.0, 2.0)
    assert all("3 features" in text for text in texts)
    assert len(texts) == 2
    assert session.problem.dataset == HOMES


def test_all_points_removed_leave_one_feature_and_come_back(session):
    session.player.step(2)
    session.run_edits.keep()
    session.problem.clear_points()
    frame = session.frame()
    assert frame.is_line
    assert not frame.dataset.n_samples
    assert session.problem.add_point(1.0, 2.0)
    assert session.frame().is_line
    session.edits.undo()
    session.edits.undo()
    assert session.frame().dataset == HOMES
    assert len(session.frame().branches) == 2


def test_the_usual_settings_use_all_features(session):
    session.set_columns((0, 2))
    session.problem.set_random_start(5)
    assert len(session.problem.start) == 3
    session.use_usual_settings()
    settings = session.runs.settings
    assert settings.columns is None
    assert settings.scaling is Scaling.STANDARDISE
    assert session.problem.start == Plane((0.0,) * 4)
    session.edits.undo()
    assert session.runs.settings.columns == (0, 2)


def test_a_question_is_about_what_has_no_slope(session):
    session.change_view_options(asks_first=True)
    session.asking.ask()
    assert session.frame().bet.kinds == CURVE_KINDS


def test_of_one_feature_the_very_data_and_curve_are_drawn(session):
    session.set_columns((1,))
    for degree in (1, 3):
        session.set_degree(degree)
        session.player.step(2)
        frame = session.frame()
        assert frame.drawn.dataset is frame.dataset
        assert frame.drawn.line is frame.shown_curve
        assert frame.drawn.offset is None
        assert frame.drawn.can_edit
        assert (frame.drawn.feature, frame.drawn.column) == (0, 1)
        assert session.frame().drawn is frame.drawn


def test_what_is_drawn_of_several_features_is_over_the_first_of_the_pair(session):
    session.player.step(4)
    session.change_view_options(pair=(2, 0))
    frame = session.frame()
    drawn = frame.drawn
    assert (drawn.feature, drawn.column, drawn.can_edit) == (2, 2, True)
    assert drawn.dataset.x.tolist() == FEATURES[:, 2].tolist()
    residuals = TARGET - frame.shown_curve.values(FEATURES)
    assert drawn.dataset.y - drawn.line.values(drawn.dataset.x) == pytest.approx(residuals)
    assert (drawn.x_name, drawn.y_name) == ("slope", "price less the others")
    session.change_view_options(pair=(3, 1))  # the intercept is no feature
    assert session.frame().drawn.feature == 1
    assert session.frame().drawn is session.frame().drawn


def test_the_feature_drawn_is_counted_among_those_used_and_among_all(session):
    session.set_columns((1, 2))
    session.change_view_options(pair=(1, 0))
    drawn = session.frame().drawn
    assert (drawn.feature, drawn.column, drawn.x_name) == (1, 2, "slope")


def test_two_pictures_are_only_looked_at(session):
    session.player.step(4)
    session.change_view_options(adjustment=Adjustment.PREDICTED)
    drawn = session.frame().drawn
    assert not drawn.can_edit
    assert drawn.dataset.x == pytest.approx(session.shown_curve.values(FEATURES))
    assert (drawn.x_name, drawn.y_name, drawn.best_line) == ("predicted price", "price", None)
    session.change_view_options(adjustment=Adjustment.ADDED)
    points = session.frame().drawn.dataset
    assert session.frame().drawn.x_name.endswith(" less the others")
    session.player.step(5)
    assert session.frame().drawn.dataset is points


def test_the_best_line_of_what_is_drawn_has_the_least_squares(session):
    session.player.step(4)
    drawn = session.frame().drawn
    fitted = drawn.dataset.loss.minimum_parameters
    assert drawn.best_line == pytest.approx(fitted)
    session.set_columns((0,))
    frame = session.frame()
    assert frame.drawn.best_line == pytest.approx(frame.dataset.loss.minimum_parameters)


def test_own_work_set_aside_comes_back_with_its_features_and_its_pair(session):
    session.set_columns((0, 2))
    session.change_view_options(pair=(2, 1))
    session.player.step(4)
    before = session.frame()
    session.own_work.set_aside()
    session.opening.open_example(DEFAULT_EXAMPLE)
    assert session.frame().is_line
    session.own_work.bring_back()
    after = session.frame()
    assert after.table is before.table
    assert after.settings == before.settings
    assert after.cut.pair == (2, 1)
    assert after.shown_parameters == before.shown_parameters


def test_an_example_opened_and_undone_chooses_a_pair_that_is_there(session):
    session.opening.open_example(DEFAULT_EXAMPLE)
    session.edits.undo()
    frame = session.frame()
    assert frame.table is HOMES
    assert frame.cut.pair == slow_pair(frame.loss)


def test_a_frame_can_be_asked_for_in_the_middle_of_a_change(session):
    frames = []
    session.change_view_options(pair=(2, 3))
    session.player.step(3)
    session.run_edits.keep()
    session.changed.connect(lambda: frames.append(session.frame()))
    session.set_columns((0, 1))
    session.set_columns((0,))
    session.set_columns((0, 1))
    session.set_columns((2,))
    session.set_degree(4)
    session.opening.open_example(DEFAULT_EXAMPLE)
    for _ in range(6):
        session.edits.undo()
    for _ in range(6):
        session.edits.redo()
    assert len(frames) > 20
    for frame in frames:
        _ = frame.drawn.dataset, frame.drawn.line, frame.drawn.best_line
        assert frame.cut is None or len(frame.cut.parameters) == frame.loss.n_features + 1


def test_lines_tried_by_hand_over_one_feature_are_none_over_another(session):
    session.set_columns((0,))
    session.hand.set_line(Line(2.0, 1.0))
    session.set_columns((1,))
    assert len(session.frame().hand.lines) == 0
    assert session.hand.trail.first is None


def test_without_points_nothing_is_left_of_one_feature_of_several(session):
    session.set_columns((1,))
    session.set_degree(2)
    session.player.step(20)
    session.run_edits.keep()
    kept = session.player.branches
    session.problem.clear_points()
    assert len(session.player.branches) == 0
    assert session.problem.start == Curve((0.0, 0.0, 0.0))
    raw = encode_project(project_of(session.state()))
    assert b"columns" not in raw
    assert state_of(decode_project(raw, "empty")).settings == session.runs.settings
    session.edits.undo()
    assert len(session.player.branches) == len(kept) == 2
    assert session.runs.settings.columns == (1,)


def test_a_refused_curve_is_forgotten_when_one_feature_is_left(session):
    notices: list[Notice] = []
    session.notice_posted.connect(notices.append)
    session.set_degree(2)
    assert [notice.text for notice in notices] == [CURVES_ARE_OF_ONE]
    assert notices[0].ends_with_edit


def test_features_that_change_nothing_else_are_not_told(session):
    session.set_columns((0,))
    session.set_learning_rate(0.1)
    texts = said(session)
    session.set_columns((0, 1))
    assert session.runs.settings.columns == (0, 1)
    assert texts == []


def test_features_that_are_not_there_are_refused(session):
    texts = said(session)
    session.set_columns((0, 7))
    session.opening.open_new()
    session.set_columns((3,))
    assert [text.startswith("Not taken: The data have") for text in texts] == [True, True]
    assert session.frame().dataset.n_samples == 0
    with pytest.raises(ValueError, match="in their order"):
        session.set_columns((1, 0))
