"""File ▸ Export: every entry asks where, and leaves the file it promises, or one sentence."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit, QToolTip

from linreg_gui.core.settings import Optimizer
from linreg_gui.core.step import worksheet
from linreg_gui.session.values import Notice
from linreg_gui.views.exporting import animation_export
from linreg_gui.views.exporting.export_data import DATA_EXPORTS
from linreg_gui.views.exporting.export_view import PANE_ENTRIES, PICTURE_FILTERS
from linreg_gui.views.exporting.picture_painting import Pane
from tests.storage.children import unmeasured
from tests.storage.tables.reading import read_table

PICTURE, ANIMATION = "Picture of the window…", "Animation…"


@pytest.fixture
def notices(window: Any) -> list[str]:
    """Collect what is said from here on."""
    said: list[str] = []

    def hear(notice: Notice | None) -> None:
        if notice is not None:
            said.append(notice.text)

    window.session.notice_posted.connect(hear)
    return said


def trigger(window: Any, text: str) -> None:
    window.content.actions.entries[text].trigger()


def dialog() -> QFileDialog:
    (found,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
    return found


def choose(path: Path, kind: str = "") -> None:
    """Answer the file dialog as a hand would: a kind of file, a name, Save."""
    asked = dialog()
    assert asked.isVisible()
    if kind:
        asked.selectNameFilter(kind)
        asked.filterSelected.emit(kind)
    asked.setDirectory(str(path.parent))
    asked.selectFile(path.name)
    asked.accept()


def test_the_menu_stands_above_quit(window: Any) -> None:
    actions = window.content.actions.file_menu.actions()
    texts = [action.text() for action in actions if not action.isSeparator()]
    assert texts[-2:] == ["Export", "&Quit"]


@pytest.mark.parametrize("kind", PICTURE_FILTERS)
def test_pictures_of_every_kind(window: Any, tmp_path: Path, notices: list[str], kind: str) -> None:
    trigger(window, PICTURE)
    choose(tmp_path / "lecture", kind)
    (path,) = tmp_path.glob("lecture.*")
    assert f"*{path.suffix}" in kind
    if path.suffix == ".png":
        size = window.shell.size() * PICTURE_FILTERS[kind]
        assert QImage(str(path)).size() == size
    assert notices == [f"Saved {path.name}."]


@pytest.mark.parametrize("text", PANE_ENTRIES)
def test_pictures_of_every_pane(window: Any, tmp_path: Path, text: str) -> None:
    trigger(window, text)
    choose(tmp_path / "pane.png")
    widget = window.content.subjects()[PANE_ENTRIES[text]].widget
    assert QImage(str(tmp_path / "pane.png")).size() == widget.size() * 2


def test_a_picture_that_cannot_be_saved_is_one_notice(
    window: Any, tmp_path: Path, notices: list[str]
) -> None:
    trigger(window, PICTURE)
    choose(tmp_path / "lecture.bmp")
    assert notices == ["lecture.bmp is no picture: its name must end in .png, .svg, .pdf."]


def test_copy_picture_by_its_keys(window: Any, qtbot: Any, notices: list[str]) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window.content.data_view.canvas, Qt.Key.Key_C, keys)
    assert QGuiApplication.clipboard().image().size() == window.shell.size() * 2
    assert notices == ["Copied a picture of the window."]


def test_the_word_that_a_picture_was_saved_is_not_in_the_next_one(window: Any) -> None:
    pictures = []
    for _ in range(2):
        trigger(window, "Copy picture")
        pictures.append(QGuiApplication.clipboard().image())
    assert pictures[0] == pictures[1]


# ---- names


@pytest.mark.parametrize(
    ("text", "unnamed", "named"),
    [
        (PICTURE, "Hours and money.png", "lesson 3.png"),
        ("Loss surface…", "Hours and money-surface.png", "lesson 3-surface.png"),
        ("History (CSV)…", "Hours and money-history.csv", "lesson 3-history.csv"),
        ("Python script…", "Hours and money-run.py", "lesson 3-run.py"),
    ],
)
def test_the_name_proposed_is_that_of_the_document(
    window: Any, qtbot: Any, tmp_path: Path, text: str, unnamed: str, named: str
) -> None:
    def proposed() -> Path:
        trigger(window, text)
        asked = dialog()
        (path,) = asked.selectedFiles()
        asked.reject()
        return Path(path)

    assert proposed().name == unnamed
    window.services.documents.save_as(tmp_path / "lesson 3.linreg")
    qtbot.waitUntil(lambda: window.services.documents.path is not None)
    assert proposed().name == named


def test_an_export_begins_in_the_folder_of_the_document(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    window.services.documents.save_as(tmp_path / "lesson 3.linreg")
    qtbot.waitUntil(lambda: window.services.documents.path is not None)
    trigger(window, PICTURE)
    assert Path(dialog().directory().path()) == tmp_path
    dialog().reject()


def test_the_next_export_begins_in_the_folder_of_the_last_one(window: Any, tmp_path: Path) -> None:
    trigger(window, PICTURE)
    (field,) = dialog().findChildren(QLineEdit, "fileNameEdit")
    field.setText(str(tmp_path / "lecture.png"))
    dialog().accept()
    assert (tmp_path / "lecture.png").exists()
    trigger(window, PICTURE)
    assert Path(dialog().directory().path()) == tmp_path
    dialog().reject()


@pytest.mark.parametrize("name", ["lesson 3", "a [*] in it"])
def test_the_title_inside_a_picture_is_that_of_the_window(
    window: Any, tmp_path: Path, qtbot: Any, name: str
) -> None:
    window.services.documents.save_as(tmp_path / f"{name}.linreg")
    qtbot.waitUntil(lambda: window.services.documents.path is not None)
    trigger(window, PICTURE)
    choose(tmp_path / "lecture.png")
    title = QImage(str(tmp_path / "lecture.png")).text("Title")
    assert title == f"{name}.linreg – linreg_gui"


# ---- numbers


def saved(window: Any, qtbot: Any, text: str, path: Path) -> None:
    trigger(window, text)
    with qtbot.waitSignal(window.session.notice_posted):
        choose(path)


def test_points_come_back_exactly(
    window: Any, qtbot: Any, tmp_path: Path, notices: list[str]
) -> None:
    path = tmp_path / "points.csv"
    saved(window, qtbot, "Points (CSV)…", path)
    read = read_table(path)
    np.testing.assert_array_equal(read.x, window.session.problem.dataset.x)
    np.testing.assert_array_equal(read.y, window.session.problem.dataset.y)
    assert notices == ["Saved points.csv."]


def test_the_history_has_a_row_for_each_epoch(window: Any, qtbot: Any, tmp_path: Path) -> None:
    session = window.session
    session.player.step(30)
    session.set_learning_rate(0.02)
    session.player.step(10)
    saved(window, qtbot, "History (CSV)…", tmp_path / "history.csv")
    lines = (tmp_path / "history.csv").read_text().splitlines()
    rows = [line.split(",") for line in lines if line[0].isdigit()]
    assert [int(row[0]) for row in rows] == list(range(41))
    losses = np.array([float(row[3]) for row in rows])
    np.testing.assert_array_equal(losses, session.player.history.losses)


def test_the_worksheet_is_that_of_the_epoch_shown(window: Any, qtbot: Any, tmp_path: Path) -> None:
    window.session.player.step(4)
    saved(window, qtbot, "Worksheet (CSV)…", tmp_path / "sheet.csv")
    text = (tmp_path / "sheet.csv").read_text()
    assert text.startswith("# epoch 4:")
    rows = {line.split(",")[0]: line.split(",")[1:] for line in text.splitlines()}
    sheet = worksheet(window.session.step.explained)
    for point in range(window.session.problem.dataset.n_samples):
        assert [float(cell) for cell in rows[str(point + 1)]] == list(sheet.row(point))
    assert [float(cell) for cell in rows["mean"]] == list(sheet.means)


@pytest.mark.parametrize("is_guessing", [False, True])
def test_the_worksheet_tells_the_best_fit_unless_it_is_to_be_guessed(
    window: Any, qtbot: Any, tmp_path: Path, is_guessing: bool
) -> None:
    options = replace(window.session.view_options, is_guessing=is_guessing)
    window.session.set_view_options(options)
    saved(window, qtbot, "Worksheet (CSV)…", tmp_path / "sheet.csv")
    text = (tmp_path / "sheet.csv").read_text(encoding="utf-8")
    assert ("# best fit: slope 4.254" in text) is not is_guessing


def test_the_script_runs_and_ends_where_the_window_does(
    window: Any, qtbot: Any, tmp_path: Path
) -> None:
    window.session.player.step(25)
    saved(window, qtbot, "Python script…", tmp_path / "run.py")
    done = subprocess.run(
        [sys.executable, tmp_path / "run.py"],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    )
    assert f"{window.session.shown_curve.slope:.8g}"[:8] in done.stdout


def descend_otherwise(session: Any) -> None:
    ways = {"optimizer": Optimizer.MOMENTUM, "batch_size": 2, "learning_rate": 1e-3, "l2": 0.5}
    session.set_settings(replace(session.runs.settings, **ways))
    session.player.step(12)


def test_the_script_of_another_way_to_descend(window: Any, qtbot: Any, tmp_path: Path) -> None:
    descend_otherwise(window.session)
    saved(window, qtbot, "Python script…", tmp_path / "run.py")
    done = subprocess.run(
        [sys.executable, tmp_path / "run.py"],
        capture_output=True,
        text=True,
        check=True,
        env=unmeasured(),
    )
    assert f"{window.session.shown_curve.slope:.8g}"[:8] in done.stdout


def test_the_worksheet_of_another_way_to_descend(window: Any, qtbot: Any, tmp_path: Path) -> None:
    descend_otherwise(window.session)
    saved(window, qtbot, "Worksheet (CSV)…", tmp_path / "sheet.csv")
    assert (tmp_path / "sheet.csv").read_text().startswith("# epoch 12, batch 1 of 3:")


def test_without_points_there_is_nothing_to_export(window: Any) -> None:
    window.session.problem.clear_points()
    entries = window.content.actions.entries
    assert not any(entries[export.title].isEnabled() for export in DATA_EXPORTS)
    assert not entries[ANIMATION].isEnabled()
    assert entries[PICTURE].isEnabled()


def test_what_there_is_of_lines_alone_is_not_offered_of_a_curve(window: Any) -> None:
    entries = window.content.actions.entries
    of_lines = ["Web page…", *(export.title for export in DATA_EXPORTS if export.is_of_a_line)]
    assert all(entries[title].isEnabled() for title in of_lines)
    window.session.set_degree(2)
    assert not any(entries[title].isEnabled() for title in of_lines)
    assert all(entries[e.title].isEnabled() for e in DATA_EXPORTS if not e.is_of_a_line)
    window.session.edits.undo()
    assert all(entries[title].isEnabled() for title in of_lines)
    window.session.opening.open_example("longley")
    assert not any(entries[title].isEnabled() for title in of_lines)
    window.session.set_columns((5,))
    assert all(entries[title].isEnabled() for title in of_lines)


def test_what_is_not_offered_of_several_features_says_of_what_it_is(window: Any) -> None:
    window.session.opening.open_example("longley")
    actions = window.content.actions
    (menu,) = (entry.menu() for entry in actions.file_menu.actions() if entry.text() == "Export")
    menu.popup(window.shell.mapToGlobal(QPoint(20, 40)))
    for title in ("Web page…", "Worksheet (CSV)…"):
        QToolTip.hideText()
        place = menu.actionGeometry(actions.entries[title]).center()
        QApplication.sendEvent(
            menu, QHelpEvent(QEvent.Type.ToolTip, place, menu.mapToGlobal(place))
        )
        assert "of a straight line alone" in " ".join(QToolTip.text().split())
    menu.close()


def test_a_folder_that_is_gone_is_one_notice(
    window: Any, qtbot: Any, tmp_path: Path, notices: list[str]
) -> None:
    trigger(window, "Points (CSV)…")
    with qtbot.waitSignal(window.session.notice_posted):
        window.exports.dialog._on_file_selected(str(tmp_path / "gone" / "points.csv"))
    assert notices == ["Cannot save points.csv: its folder does not exist."]


# ---- animations


@pytest.fixture
def panel(window: Any) -> Any:
    window.session.player.step(60)
    trigger(window, ANIMATION)
    made = window.exports.animation.panel
    assert made.isVisible()
    made.width_field.set_value(300)
    made.height_field.set_value(200)
    made.frames_field.set_value(5)
    yield made
    made.close()


def test_an_animation_from_wish_to_file(
    window: Any, panel: Any, tmp_path: Path, qtbot: Any, notices: list[str]
) -> None:
    assert (panel.first_field.value, panel.last_field.value) == (0, 60)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    choose(tmp_path / "run", "WebP (*.webp)")
    assert panel.is_busy
    assert not panel.button.isEnabled()
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=60_000)
    with Image.open(tmp_path / "run.webp") as image:
        assert (image.size, getattr(image, "n_frames", 0)) == ((300, 200), 5)
    assert notices[-1] == "Saved run.webp."
    assert not panel.isVisible()


def test_enter_ends_a_number_first_and_then_saves(panel: Any, qtbot: Any) -> None:
    panel.frames_field.selectAll()
    qtbot.keyClicks(panel.frames_field, "4")
    qtbot.keyClick(panel.frames_field, Qt.Key.Key_Return)
    assert panel.frames_field.value == 4
    assert not any(isinstance(w, QFileDialog) for w in QApplication.topLevelWidgets())
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert dialog().isVisible()


def test_enter_saves_where_no_number_is_typed(panel: Any, qtbot: Any) -> None:
    qtbot.keyClick(panel.first_field, Qt.Key.Key_Return)
    assert dialog().isVisible()


def test_enter_saves_nothing_while_a_number_is_refused(panel: Any, qtbot: Any) -> None:
    panel.frames_field.selectAll()
    qtbot.keyClicks(panel.frames_field, "many")
    for _ in range(2):
        qtbot.keyClick(panel.frames_field, Qt.Key.Key_Return)
    assert not any(isinstance(w, QFileDialog) for w in QApplication.topLevelWidgets())


def test_an_animation_shows_the_three_plots_unless_told_otherwise(window: Any, qtbot: Any) -> None:
    window.session.player.step(5)
    trigger(window, ANIMATION)
    panel = window.exports.animation.panel
    wishes: list[Any] = []
    panel.wanted.disconnect()
    panel.wanted.connect(wishes.append)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    panel.shape_box.setCurrentText("4:3")
    panel.pane_box.setCurrentText("the whole window")
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert [(wish.pane, wish.size.toTuple()) for wish in wishes] == [
        (Pane.PLOTS, (1280, 720)),
        (Pane.WINDOW, (1024, 768)),
    ]
    panel.width_field.selectAll()
    qtbot.keyClicks(panel.width_field, "900")
    qtbot.keyClick(panel.width_field, Qt.Key.Key_Return)
    assert panel.shape_box.currentText() == "other"
    panel.close()


def has_arrow(box: QComboBox) -> bool:
    """Tell whether anything is drawn at the right end of a box."""
    image = box.grab().toImage()
    end = image.copy(image.width() - 20, 6, 16, image.height() - 12)
    colours = {end.pixel(x, y) for x in range(end.width()) for y in range(end.height())}
    return len(colours) > 2


def test_boxes_to_choose_from_are_seen_to_be_such(panel: Any) -> None:
    assert has_arrow(panel.pane_box)
    assert has_arrow(panel.theme_box)


def test_qts_own_file_dialog_shows_that_there_are_kinds(window: Any) -> None:
    trigger(window, PICTURE)
    asked = dialog()
    (kinds,) = [box for box in asked.findChildren(QComboBox) if box.count() == len(PICTURE_FILTERS)]
    assert has_arrow(kinds)
    asked.reject()


def test_cancel_leaves_the_panel_and_no_file(panel: Any, tmp_path: Path, qtbot: Any) -> None:
    panel.frames_field.set_value(60)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    choose(tmp_path / "run.gif")
    qtbot.waitUntil(lambda: panel.bar.value() > 0, timeout=60_000)
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    assert not panel.is_busy
    assert panel.isVisible()
    assert not list(tmp_path.glob("*run*"))
    qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    assert not panel.isVisible()


def test_closing_the_panel_or_the_window_cancels(
    window: Any, panel: Any, tmp_path: Path, qtbot: Any
) -> None:
    for close in (panel.close, window.shell.close):
        panel.show()
        qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
        choose(tmp_path / "run.gif")
        assert panel.is_busy
        close()
        assert not panel.is_busy
    assert not list(tmp_path.glob("*run*"))


def test_epochs_that_are_not_there_are_refused(panel: Any, qtbot: Any) -> None:
    panel.last_field.set_value(61)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.refusal.text() == "The run has the epochs 0 to 60."
    panel.last_field.set_value(3)
    panel.first_field.set_value(4)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert panel.refusal.text() == "The run has the epochs 0 to 60."


def test_a_size_that_cannot_be_is_refused_in_the_panel(
    panel: Any, tmp_path: Path, qtbot: Any
) -> None:
    panel.width_field.set_value(1)
    panel.height_field.set_value(9000)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    choose(tmp_path / "run.gif")
    assert "too narrow" in panel.refusal.text()
    panel.width_field.set_value(8000)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    choose(tmp_path / "run.gif")
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=60_000)
    assert "8,000 × 9,000 pixels" in panel.refusal.text()


def test_mp4_says_how_to_get_it(
    panel: Any, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linreg_gui.storage import animation

    monkeypatch.setattr(animation_export, "has_video", lambda: False)
    monkeypatch.setattr(animation, "has_video", lambda: False)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    assert animation_export.VIDEO_MISSING_FILTER in dialog().nameFilters()
    choose(tmp_path / "run.mp4", animation_export.VIDEO_MISSING_FILTER)
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=60_000)
    assert 'pip install "linreg-gui[video]"' in panel.refusal.text()


@pytest.mark.parametrize(("theme", "is_dark"), [(0, False), (1, False), (2, True)])
def test_the_theme_chosen_is_that_of_the_frames(
    panel: Any, tmp_path: Path, qtbot: Any, theme: int, is_dark: bool
) -> None:
    panel.theme_box.setCurrentIndex(theme)
    panel.pane_box.setCurrentIndex(2)
    panel.frames_field.set_value(1)
    qtbot.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    choose(tmp_path / "run.gif")
    qtbot.waitUntil(lambda: not panel.is_busy, timeout=60_000)
    with Image.open(tmp_path / "run.gif") as image:
        assert bool(np.asarray(image.convert("L")).mean() < 110) is is_dark
