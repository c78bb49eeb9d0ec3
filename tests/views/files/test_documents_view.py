"""Opening, saving, dropping, pasting and closing in a real window."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox

from linreg_gui.launch import LaunchOptions
from linreg_gui.session.project_state import project_of
from linreg_gui.session.values import Notice, Severity
from linreg_gui.storage.projects.project_file import encode_project, read_project, write_project
from linreg_gui.storage.projects.recovery import Recovery
from linreg_gui.storage.tables.optional_formats import OptionalFormat
from linreg_gui.views.files.incoming import arrival_of
from tests.views.helpers import click, pixel
from tests.views.services_window import at_rest, open_window

Button = QMessageBox.StandardButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def laboratory(data: Path, qtbot: Any) -> Iterator[Any]:
    with open_window(data, qtbot) as made:
        yield made


@pytest.fixture
def lecture(laboratory: Any, tmp_path: Path) -> Path:
    """Write a project of two points."""
    session = laboratory.session
    points = session.problem.dataset
    session.problem.clear_points()
    session.problem.add_point(1.0, 2.0)
    session.problem.add_point(3.0, 5.0)
    path = tmp_path / "lecture.linreg"
    write_project(path, project_of(session.state()))
    session.opening.open_dataset(points)
    session.edits.stack.clear()
    return path


def box(laboratory: Any) -> QMessageBox:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
    (shown,) = (one for one in found if one.isVisible())
    return shown


def has_box() -> bool:
    boxes = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox))
    return any(one.isVisible() for one in boxes)


def answer(laboratory: Any, button: Any) -> None:
    found = box(laboratory).button(button)
    assert found is not None
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def file_dialog() -> QFileDialog:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog)]
    (shown,) = (one for one in found if one.isVisible())
    return shown


def choose(path: Path) -> None:
    """Type a name into the file dialog and press Enter."""
    field = file_dialog().findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)


def press(laboratory: Any, keys: str) -> None:
    """Press a shortcut with the canvas in focus."""
    canvas = laboratory.content.data_view.canvas
    laboratory.shell.activateWindow()
    QApplication.processEvents()  # a dialog just closed still has the focus without a desktop
    canvas.setFocus()
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(canvas, combination.key(), combination.keyboardModifiers())


def notice(laboratory: Any) -> str:
    return str(laboratory.content.notice_bar.text.text())


def edited(laboratory: Any) -> None:
    click(laboratory.content.data_view.canvas, 4.5, 60.0)
    assert laboratory.session.problem.dataset.n_samples == 6


# ---- title


def test_the_title_says_what_is_open_and_whether_it_is_saved(laboratory: Any) -> None:
    shell = laboratory.shell
    assert shell.windowTitle() == "Hours and money[*] – linreg_gui"
    assert not shell.isWindowModified()
    edited(laboratory)
    assert shell.isWindowModified()
    laboratory.session.edits.undo()
    assert not shell.isWindowModified()


def test_only_what_closing_would_ask_about_is_marked_unsaved(laboratory: Any) -> None:
    session, shell = laboratory.session, laboratory.shell
    session.opening.open_example("house-prices")
    session.set_learning_rate(0.01)
    assert laboratory.services.documents.changes.is_modified
    assert not shell.isWindowModified()
    session.problem.add_point(1.0, 1.0)
    assert shell.isWindowModified()
    session.edits.undo()
    assert not shell.isWindowModified()
    session.problem.add_point(1.0, 1.0)
    session.opening.open_example("three-rates")
    assert not shell.isWindowModified()
    session.edits.undo()
    assert shell.isWindowModified(), "as it was left"


def test_a_kept_run_is_work_to_ask_about(laboratory: Any) -> None:
    session, shell = laboratory.session, laboratory.shell
    session.set_learning_rate(0.01)
    session.player.step(5)
    assert not shell.isWindowModified()
    session.runs.keep()
    assert shell.isWindowModified()
    shell.close()
    assert box(laboratory).text() == "Save your work?"
    QTest.mouseClick(box(laboratory).button(Button.Cancel), Qt.MouseButton.LeftButton)
    (kept,) = (run.number for run in session.runs.branches if run.is_kept)
    session.runs.remove(kept)
    assert not shell.isWindowModified()


def test_what_was_said_of_a_document_goes_with_it(laboratory: Any) -> None:
    bar = laboratory.content.notice_bar
    laboratory.session.post_notice(Notice("Imported 4 points."))
    laboratory.session.opening.open_example("house-prices")
    laboratory.content.clock.render_now()
    assert bar.notice is None
    laboratory.session.post_notice(Notice("The file was changed.", Severity.WARNING))
    laboratory.session.edits.undo()
    laboratory.content.clock.render_now()
    assert bar.text.text() == "The file was changed."


# ---- open and save


def test_open_by_the_dialog(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    press(laboratory, "Ctrl+O")
    choose(lecture)
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 2
    assert laboratory.shell.windowTitle() == "lecture.linreg[*] – linreg_gui"


def test_save_asks_for_a_name_once(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    edited(laboratory)
    press(laboratory, "Ctrl+S")
    choose(tmp_path / "mine")
    at_rest(laboratory, qtbot)
    path = tmp_path / "mine.linreg"
    assert read_project(path).dataset.n_samples == 6
    assert not laboratory.shell.isWindowModified()
    click(laboratory.content.data_view.canvas, 3.5, 60.0)
    assert laboratory.session.problem.dataset.n_samples == 7
    press(laboratory, "Ctrl+S")
    at_rest(laboratory, qtbot)
    assert read_project(path).dataset.n_samples == 7
    press(laboratory, "Ctrl+Shift+S")
    choose(tmp_path / "copy.linreg")
    at_rest(laboratory, qtbot)
    assert laboratory.shell.windowTitle() == "copy.linreg[*] – linreg_gui"


def test_recent_files_of_one_name_are_told_apart_by_their_folders(
    laboratory: Any, tmp_path: Path
) -> None:
    for path in ("monday/a.linreg", "tuesday/a.linreg", "b.linreg"):
        laboratory.services.documents.recent.add(tmp_path / path)
    menu = laboratory.files.recent_menu
    menu.aboutToShow.emit()
    texts = [action.text() for action in menu.actions()]
    assert texts == ["&1 b.linreg", "&2 a.linreg – tuesday", "&3 a.linreg – monday"]


def test_recent_files(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    menu = laboratory.files.recent_menu
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions()] == ["Nothing yet"]
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.opening.open_example("noisy-line")
    menu.aboutToShow.emit()
    (action,) = menu.actions()
    assert action.text() == "&1 lecture.linreg"
    action.trigger()
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 2
    lecture.unlink()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    questions = laboratory.files.questions
    assert questions.isVisible()
    assert questions.text.text() == "lecture.linreg was not found."
    QTest.mouseClick(questions.buttons[0], Qt.MouseButton.LeftButton)
    assert not questions.isVisible()
    assert laboratory.services.documents.recent.paths() == []


def test_a_window_opened_again_leads_back_to_the_last_document(
    data: Path, tmp_path: Path, qtbot: Any
) -> None:
    work = tmp_path / "my & wages.linreg"
    with open_window(data, qtbot) as first:
        assert "First lesson" in first.content.lessons.invitation.open_button.text()
        first.session.problem.add_point(4.0, 9.0)
        first.services.documents.save_as(work)
        at_rest(first, qtbot)
    with open_window(data, qtbot) as second:
        second.shell.resize(1280, 800)
        second.content.clock.render_now()
        line = second.content.lessons.invitation
        assert line.isVisible()
        assert line.open_button.accessibleName() == "Go on with my & wages.linreg"
        assert line.open_button.text().replace("&&", "&") == "Go on with my & wages.linreg"
        assert "Go on" not in line.open_button.toolTip(), "the whole of it is written"
        QTest.mouseClick(line.open_button, Qt.MouseButton.LeftButton)
        at_rest(second, qtbot)
        assert second.session.problem.dataset.n_samples == 6
        second.content.clock.render_now()
        assert not line.isVisible()
    with open_window(data, qtbot, LaunchOptions(example="noisy-line")) as third:
        assert "First lesson" in third.content.lessons.invitation.open_button.text()


def test_who_hides_the_way_back_may_be_invited_again(
    data: Path, tmp_path: Path, qtbot: Any
) -> None:
    with open_window(data, qtbot) as made:
        made.shell.resize(1280, 800)
        made.content.lessons.invitation.offer_document(tmp_path / "a.linreg")
        line = made.content.lessons.invitation
        assert line.close_button.toolTip() == "Hide"
        QTest.mouseClick(line.close_button, Qt.MouseButton.LeftButton)
        assert not line.isVisible()
        assert made.content.lessons.progress.is_invited


def test_opening_over_unsaved_points_asks(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    edited(laboratory)
    laboratory.files.open(lecture)
    assert "your work" in box(laboratory).text()
    answer(laboratory, Button.Cancel)
    assert laboratory.session.problem.dataset.n_samples == 6
    laboratory.files.open(lecture)
    answer(laboratory, Button.Discard)
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 2


def test_a_file_named_on_the_command_line_is_the_document(
    laboratory: Any, lecture: Path, data: Path, tmp_path: Path, qtbot: Any
) -> None:
    options = LaunchOptions(file=lecture, learning_rate=0.125)
    with open_window(tmp_path / "other", qtbot, options) as other:
        at_rest(other, qtbot)
        assert other.shell.windowTitle() == "lecture.linreg[*] – linreg_gui"
        assert other.session.runs.settings.learning_rate == 0.125
        assert not other.shell.isWindowModified()


def test_a_table_in_doubt_named_on_the_command_line_is_offered(tmp_path: Path, qtbot: Any) -> None:
    path = tmp_path / "three.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,6\n", encoding="utf-8")
    with open_window(tmp_path / "data", qtbot, LaunchOptions(file=path)) as made:
        qtbot.waitUntil(made.files.import_pane.isVisible)


@pytest.mark.parametrize("is_there", [True, False])
def test_the_menu_and_the_dialog_say_what_takes_an_addition(
    monkeypatch: pytest.MonkeyPatch, is_there: bool, qtbot: Any
) -> None:
    monkeypatch.setattr(OptionalFormat, "is_there", is_there)
    with open_window(None, qtbot) as made:
        lines = [action.text() for action in made.content.actions.file_menu.actions()]
        made.files.ask_what_to_open()
        filters = file_dialog().nameFilters()
        file_dialog().reject()
    how = {kind: f'pip install "linreg-gui[{kind.lower()}]"' for kind in ("Parquet",)}
    for kind, line in how.items():
        assert (f"{kind} files need: {line}" in lines) is not is_there
    assert "*.xlsx" in filters[0]
    assert ("*.parquet" in filters[0]) is is_there
    others = [f"Parquet: {how['Parquet']} (*.parquet)"]
    assert filters[1:-1] == ([] if is_there else others)


# ---- drop and paste


def dropped(laboratory: Any, data: QMimeData) -> bool:
    """Drag data over the window and let them go; tells whether the window would take them."""
    shell = laboratory.shell
    place: Any = QPointF(300, 300)
    rest = (data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    try:
        enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, *rest)
    except TypeError:  # before Qt 6.12, where whole pixels are deprecated
        enter = QDragEnterEvent(place.toPoint(), Qt.DropAction.CopyAction, *rest)
    QApplication.sendEvent(shell, enter)
    if not enter.isAccepted():
        return False
    drop = QDropEvent(place, Qt.DropAction.CopyAction, *rest)
    QApplication.sendEvent(shell, drop)
    return True


def urls(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def test_nothing_in_the_window_takes_drops_away_from_it(laboratory: Any) -> None:
    for view in ("data_view", "surface_view", "curve_view"):
        canvas = getattr(laboratory.content, view).canvas
        assert not canvas.acceptDrops()
        assert not canvas.viewport().acceptDrops()
    assert laboratory.shell.acceptDrops()


def test_a_dropped_table_is_imported(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3,4\n5,5\n", encoding="utf-8")
    laboratory.session.player.run()
    assert dropped(laboratory, urls(path))
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 3
    assert notice(laboratory) == "Imported 3 points."


def test_a_drop_while_a_table_is_on_offer_takes_its_place(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    pane = laboratory.files.import_pane
    three, two, none = (tmp_path / name for name in ("three.csv", "two.csv", "none.csv"))
    three.write_text("a,b,c\n1,2,3\n4,5,6\n", encoding="utf-8")
    two.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    none.write_text("nothing\n", encoding="utf-8")
    for path in (none, two):
        assert dropped(laboratory, urls(three))
        at_rest(laboratory, qtbot)
        assert pane.isVisible()
        assert dropped(laboratory, urls(path))
        at_rest(laboratory, qtbot)
        assert not pane.isVisible(), "what it offers can be had no more"
    assert laboratory.session.problem.dataset.n_samples == 2


def test_a_dropped_project_is_opened(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    assert dropped(laboratory, urls(lecture))
    at_rest(laboratory, qtbot)
    assert laboratory.services.documents.path == lecture


def test_what_cannot_be_dropped_is_said(laboratory: Any, tmp_path: Path) -> None:
    assert dropped(laboratory, urls(tmp_path / "a", tmp_path / "b"))
    assert notice(laboratory) == "2 files at once; open one of them."
    (tmp_path / "a folder").mkdir()
    assert dropped(laboratory, urls(tmp_path / "a folder"))
    assert notice(laboratory) == "a folder is a folder; open a file."
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/points.csv")])
    assert dropped(laboratory, data)
    assert "on this computer" in notice(laboratory)
    data = QMimeData()
    data.setData("text/uri-list", b"")
    assert dropped(laboratory, data)
    assert notice(laboratory) == "No file has come; open it from the File menu."
    picture = QMimeData()
    picture.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    assert not dropped(laboratory, picture)
    assert laboratory.session.problem.dataset.n_samples == 5


@pytest.mark.parametrize(
    ("text", "y"),
    [
        ("1\t2\n3\t4\n", [2, 4]),
        ("hours\tmoney\n1,5\t2,25\n3\t4\n", [2.25, 4]),
        ("1 2\n3 4\n", [2, 4]),
    ],
)
def test_pasted_cells_become_points(laboratory: Any, text: str, y: list[float], qtbot: Any) -> None:
    QGuiApplication.clipboard().setText(text)
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.y.tolist() == y
    press(laboratory, "Ctrl+Z")
    assert laboratory.session.problem.dataset.n_samples == 5


def copied(laboratory: Any) -> str:
    laboratory.content.actions.entries["Copy as text"].trigger()
    return str(QGuiApplication.clipboard().text())


def test_the_whole_work_is_copied_as_a_line_and_pasted(laboratory: Any, qtbot: Any) -> None:
    session = laboratory.session
    edited(laboratory)
    session.set_learning_rate(0.02)
    session.player.step(30)
    before = encode_project(project_of(session.state()))
    copied(laboratory)
    session.opening.open_example("house-prices")
    session.edits.stack.clear()
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert encode_project(project_of(session.state())) == before
    assert laboratory.shell.isWindowModified()


def test_unsaved_work_is_asked_for_before_a_line_is_opened(laboratory: Any, qtbot: Any) -> None:
    text = copied(laboratory)
    edited(laboratory)
    QGuiApplication.clipboard().setText(text[:-9])
    press(laboratory, "Ctrl+V")
    answer(laboratory, Button.Discard)
    assert notice(laboratory).startswith("The pasted line is not whole")
    assert laboratory.session.problem.dataset.n_samples == 6
    QGuiApplication.clipboard().setText(text)
    press(laboratory, "Ctrl+V")
    answer(laboratory, Button.Cancel)
    assert laboratory.session.problem.dataset.n_samples == 6
    press(laboratory, "Ctrl+V")
    answer(laboratory, Button.Discard)
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 5


def test_cells_come_from_a_spreadsheet_as_text_beside_markup(laboratory: Any, qtbot: Any) -> None:
    data = QMimeData()
    data.setHtml("<table><tr><td>9<td>9</table>")
    data.setText("1\t2\n3\t4\n")
    data.setImageData(QImage(4, 4, QImage.Format.Format_RGB32))
    QGuiApplication.clipboard().setMimeData(data)
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.y.tolist() == [2, 4]
    data = QMimeData()
    data.setHtml("<b>1 2</b>")
    QGuiApplication.clipboard().setMimeData(data)
    press(laboratory, "Ctrl+V")
    assert notice(laboratory) == "There are no numbers on the clipboard."


def test_a_long_text_is_asked_for_once(qapp: Any) -> None:
    """Fifty megabytes come from another program each time."""

    class Clipboard(QMimeData):
        n_asked = 0

        def formats(self) -> list[str]:
            return ["text/plain"]

        def hasFormat(self, kind: str) -> bool:
            return kind in self.formats()

        def retrieveData(self, _kind: str, _wanted: Any) -> str:
            self.n_asked += 1
            return "1\t2\n"

    data = Clipboard()
    assert arrival_of(data).text == "1\t2\n"
    assert data.n_asked == 1


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("text/plain", "There are no numbers on the clipboard."),
        ("text/uri-list", "No file has come; open it from the File menu."),
    ],
)
def test_the_program_that_was_copied_from_has_ended(
    laboratory: Any, kind: str, sentence: str
) -> None:
    """What it offered is still named, and nothing of it comes."""

    class Gone(QMimeData):
        def formats(self) -> list[str]:
            return [kind]

        def hasFormat(self, asked: str) -> bool:
            return asked == kind

        def retrieveData(self, _kind: str, _wanted: Any) -> None:
            return None

    assert arrival_of(Gone()).refusal == sentence
    assert dropped(laboratory, Gone())
    assert notice(laboratory) == sentence
    assert laboratory.session.problem.dataset.n_samples == 5


def test_a_file_copied_in_the_file_manager_is_opened(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "points.csv"
    path.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    QGuiApplication.clipboard().setMimeData(urls(path))
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.name == "points.csv"


def test_what_cannot_be_pasted_is_said(laboratory: Any, qtbot: Any) -> None:
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    press(laboratory, "Ctrl+V")
    assert notice(laboratory) == "The clipboard is empty."
    clipboard.setText("  ")
    press(laboratory, "Ctrl+V")
    assert notice(laboratory) == "There are no numbers on the clipboard."
    clipboard.setImage(QImage(4, 4, QImage.Format.Format_RGB32))
    press(laboratory, "Ctrl+V")
    assert "picture" in notice(laboratory)
    clipboard.setText("hello")
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert notice(laboratory) == "No numbers found in the clipboard."
    assert laboratory.session.problem.dataset.n_samples == 5


def test_a_refusal_goes_when_its_cause_is_gone(laboratory: Any, qtbot: Any) -> None:
    clipboard, bar = QGuiApplication.clipboard(), laboratory.content.notice_bar
    clipboard.clear()
    for text in ("", "hello"):
        clipboard.setText(text)
        press(laboratory, "Ctrl+V")
        at_rest(laboratory, qtbot)
        assert bar.notice is not None
        laboratory.session.step.next_phase()
        laboratory.content.clock.render_now()
        assert bar.notice is not None, "nothing was changed"
        laboratory.session.problem.add_point(1.0, 2.0)
        laboratory.content.clock.render_now()
        assert bar.notice is None
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    clipboard.setText("1\t2\n3\t4\n")
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert notice(laboratory) == "Imported 2 points. Undo brings back what was not saved."
    laboratory.session.problem.add_point(1.0, 2.0)
    laboratory.content.clock.render_now()
    assert bar.notice is None


def test_paste_into_a_field_goes_to_the_field(laboratory: Any, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText("0.25")
    field = laboratory.shell.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    laboratory.shell.activateWindow()
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_V, CONTROL)
    assert field.text() == "0.25"
    at_rest(laboratory, qtbot)
    assert laboratory.session.problem.dataset.n_samples == 5


# ---- close


def test_nothing_unsaved_nothing_asked(laboratory: Any) -> None:
    laboratory.session.set_learning_rate(0.001)
    laboratory.session.player.step(5)
    assert laboratory.shell.close()
    assert not has_box()


def test_cancel_keeps_the_window_open_and_asks_once(laboratory: Any) -> None:
    edited(laboratory)
    assert not laboratory.shell.close()
    assert not laboratory.shell.close()
    assert box(laboratory).text() == "Save your work?"
    answer(laboratory, Button.Cancel)
    assert laboratory.shell.isVisible()
    assert not has_box()


def test_discard_closes_and_leaves_nothing(laboratory: Any, data: Path) -> None:
    edited(laboratory)
    laboratory.shell.close()
    answer(laboratory, Button.Discard)
    assert not laboratory.shell.isVisible()
    assert list((data / "recovery").glob("*")) == []


def test_save_closes_when_it_is_saved(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.problem.add_point(7.0, 7.0)
    laboratory.shell.close()
    assert box(laboratory).text() == "Save lecture.linreg?"
    answer(laboratory, Button.Save)
    qtbot.waitUntil(lambda: not laboratory.shell.isVisible())
    assert read_project(lecture).dataset.n_samples == 3


def test_save_without_a_name_asks_for_it_and_then_closes(
    laboratory: Any, tmp_path: Path, qtbot: Any
) -> None:
    edited(laboratory)
    laboratory.shell.close()
    answer(laboratory, Button.Save)
    choose(tmp_path / "mine.linreg")
    qtbot.waitUntil(lambda: not laboratory.shell.isVisible())
    assert (tmp_path / "mine.linreg").exists()


def test_no_name_after_all_keeps_the_window(laboratory: Any, tmp_path: Path, qtbot: Any) -> None:
    edited(laboratory)
    laboratory.shell.close()
    answer(laboratory, Button.Save)
    file_dialog().reject()
    assert laboratory.shell.isVisible()
    press(laboratory, "Ctrl+S")
    choose(tmp_path / "mine.linreg")
    at_rest(laboratory, qtbot)
    assert laboratory.shell.isVisible(), "a forgotten close came back"


def test_a_save_that_fails_keeps_the_window(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.problem.add_point(7.0, 7.0)
    lecture.chmod(0o400)
    laboratory.shell.close()
    answer(laboratory, Button.Save)
    at_rest(laboratory, qtbot)
    assert laboratory.shell.isVisible()
    assert "read-only" in notice(laboratory)


def test_closing_during_a_save_waits_for_it(laboratory: Any, lecture: Path, qtbot: Any) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.problem.add_point(7.0, 7.0)
    press(laboratory, "Ctrl+S")
    laboratory.shell.close()
    assert not has_box()
    qtbot.waitUntil(lambda: not laboratory.shell.isVisible())
    assert read_project(lecture).dataset.n_samples == 3


def test_without_a_data_folder_nothing_is_asked(qtbot: Any) -> None:
    with open_window(None, qtbot) as made:
        made.session.problem.clear_points()
        assert made.shell.close()


# ---- other programs, other windows


def test_a_change_on_disk_is_asked_about_when_somebody_comes_back(
    laboratory: Any, lecture: Path, qtbot: Any
) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    project = read_project(lecture)
    laboratory.session.problem.add_point(7.0, 7.0)
    write_project(lecture, project)
    QApplication.sendEvent(laboratory.shell, QEvent(QEvent.Type.WindowActivate))
    questions = laboratory.files.questions
    assert questions.text.text() == "lecture.linreg was changed by another program."
    laboratory.services.documents.save()
    assert [b.text() for b in questions.buttons if b.isVisible()] == [
        "Save as…",
        "Reload",
        "Overwrite",
    ]
    QTest.mouseClick(questions.buttons[2], Qt.MouseButton.LeftButton)
    at_rest(laboratory, qtbot)
    assert read_project(lecture).dataset.n_samples == 3
    assert not questions.isVisible()


def test_abandoned_work_is_offered_and_opened(
    laboratory: Any, data: Path, tmp_path: Path, qtbot: Any
) -> None:
    recovery = Recovery(tmp_path / "later" / "recovery")
    laboratory.session.problem.add_point(1.0, 1.0)
    recovery.save(project_of(laboratory.session.state()), 1_700_000_000.0)
    recovery.release()
    with open_window(tmp_path / "later", qtbot) as other:
        questions = other.files.questions
        qtbot.waitUntil(questions.isVisible)
        assert questions.text.text().startswith("Recovered “Hours and money”, never")
        assert other.session.problem.dataset.n_samples == 5
        QTest.mouseClick(questions.buttons[0], Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: other.session.problem.dataset.n_samples == 6)
        assert other.shell.isWindowModified()


def test_a_question_waits_while_something_is_dragged(laboratory: Any) -> None:
    from linreg_gui.session.values import Choice, Question

    canvas = laboratory.content.data_view.canvas
    questions = laboratory.files.questions
    view, none = canvas.viewport(), Qt.KeyboardModifier.NoModifier
    laboratory.session.edits.begin_drag()
    questions.ask(Question("Really?", (Choice("Yes", lambda: None),)))
    assert not questions.isVisible()
    laboratory.session.edits.end_drag()
    assert questions.isVisible()
    QTest.mouseClick(questions.close_button, Qt.MouseButton.LeftButton)
    assert not questions.isVisible()
    QTest.mouseClick(view, Qt.MouseButton.RightButton, none, pixel(canvas, 0.0, 0.0))


# ---- other data in place of a document


def example(laboratory: Any, text: str) -> None:
    laboratory.content.actions.entries[text].trigger()


def test_other_data_are_another_document_and_undo_brings_the_former_back(
    laboratory: Any, lecture: Path, qtbot: Any
) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.player.step(5)
    laboratory.session.runs.keep()
    press(laboratory, "Ctrl+S")
    at_rest(laboratory, qtbot)
    saved = lecture.read_bytes()
    example(laboratory, "House prices")
    assert not has_box()
    assert laboratory.shell.windowTitle() == "House prices[*] – linreg_gui"
    press(laboratory, "Ctrl+S")
    assert file_dialog().selectedFiles()[0].endswith("House prices.linreg")
    file_dialog().reject()
    press(laboratory, "Ctrl+Z")
    assert laboratory.shell.windowTitle() == "lecture.linreg[*] – linreg_gui"
    assert len(laboratory.session.runs.branches) == 2
    press(laboratory, "Ctrl+S")
    at_rest(laboratory, qtbot)
    assert lecture.read_bytes() == saved


@pytest.mark.parametrize("way", ["example", "generator", "table"])
def test_unsaved_work_of_a_file_is_asked_for_before_other_data_come(
    laboratory: Any, lecture: Path, tmp_path: Path, way: str, qtbot: Any
) -> None:
    laboratory.files.open(lecture)
    at_rest(laboratory, qtbot)
    laboratory.session.problem.add_point(7.0, 7.0)
    table = tmp_path / "table.csv"
    table.write_text("x,y\n1,2\n3,4\n5,5\n6,6\n", encoding="utf-8")
    bring = {
        "example": lambda: example(laboratory, "House prices"),
        "generator": laboratory.content.generator.generate_button.click,
        "table": lambda: laboratory.files.open(table),
    }[way]
    bring()
    assert box(laboratory).text() == "Save lecture.linreg?"
    answer(laboratory, Button.Cancel)
    assert laboratory.session.problem.dataset.n_samples == 3
    bring()
    answer(laboratory, Button.Save)
    at_rest(laboratory, qtbot)
    assert read_project(lecture).dataset.n_samples == 3
    assert laboratory.session.problem.dataset != read_project(lecture).dataset
    assert laboratory.services.documents.path is None


def test_points_put_by_hand_are_not_asked_for_before_an_example(laboratory: Any) -> None:
    edited(laboratory)
    example(laboratory, "House prices")
    assert not has_box()
    press(laboratory, "Ctrl+Z")
    assert laboratory.session.problem.dataset.n_samples == 6


def test_pasted_points_are_work(laboratory: Any, qtbot: Any) -> None:
    QGuiApplication.clipboard().setText("1\t2\n3\t4\n")
    press(laboratory, "Ctrl+V")
    at_rest(laboratory, qtbot)
    assert not laboratory.shell.close()
    answer(laboratory, Button.Cancel)
