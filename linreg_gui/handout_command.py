"""``linreg-gui lesson render``: a lesson on paper, with pictures of its panes."""

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage, QPageSize

from linreg_gui.app import go_offscreen, make_application, wait_until_settled
from linreg_gui.core.examples import DEFAULT_EXAMPLE, EXAMPLES
from linreg_gui.core.settings import DescentConfig
from linreg_gui.lessons.check import Weight, check_lesson
from linreg_gui.lessons.hide_and_lock import Hideable
from linreg_gui.lessons.lesson import Lesson
from linreg_gui.lessons.reader import read_lesson
from linreg_gui.lessons.task import BetKind, Predict
from linreg_gui.storage.errors import StorageError, shown_name
from linreg_gui.storage.projects.project import Project
from linreg_gui.storage.safe_write import write_safely
from linreg_gui.views.exporting.offscreen_window import OffscreenWindow, PictureOptions
from linreg_gui.views.exporting.picture_painting import Pane, image_of
from linreg_gui.views.lessons.handout import pdf_of
from linreg_gui.views.look.theme import DARK, LIGHT
from linreg_gui.views.main_window import MainWindow
from linreg_gui.views.window.shell import DEFAULT_SIZE

SUFFIX = ".pdf"
PIXELS = 2
"""Of a picture, for each of the window's."""
PAPERS = {"a4": QPageSize.PageSizeId.A4, "letter": QPageSize.PageSizeId.Letter}


def run_handout(arguments: argparse.Namespace) -> int:
    """Read a lesson, and write it as a PDF.

    Parameters
    ----------
    arguments : argparse.Namespace
        What ``cli.lesson_parser`` gives.

    Returns
    -------
    int
        0, or 2 for an error, said on stderr.
    """
    try:
        _render(arguments)
    except StorageError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _render(arguments: argparse.Namespace) -> None:
    if arguments.out.suffix.lower() != SUFFIX:
        raise StorageError(f"{shown_name(arguments.out)}: its name must end in {SUFFIX}.")
    lesson = read_lesson(arguments.file)
    if QCoreApplication.instance() is None:
        go_offscreen()
    make_application()
    pictures = _pictures(lesson, is_dark=arguments.theme == "dark")
    pdf = pdf_of(lesson, pictures, _outcomes(lesson), PAPERS[arguments.paper])
    write_safely(arguments.out, pdf)


def _outcomes(lesson: Lesson) -> Mapping[int, Sequence[str]]:
    """Return what predictions and quantities come out as, by the index of the step."""
    found: dict[int, list[str]] = defaultdict(list)
    for finding in check_lesson(lesson):
        if finding.weight is Weight.NOTE:
            number = finding.place.partition(",")[0].removeprefix("step ")
            text = finding.text
            found[int(number) - 1].append(f"{text[:1].upper()}{text[1:]}.")
    return found


def _pictures(lesson: Lesson, *, is_dark: bool) -> Mapping[int, Sequence[QImage]]:
    """Take pictures of the panes, in each step in which they are others than before."""
    example = EXAMPLES[DEFAULT_EXAMPLE]
    project = Project(example.dataset(), DescentConfig(), (0.0, 0.0))
    options = PictureOptions(Pane.WINDOW, DEFAULT_SIZE, DARK if is_dark else LIGHT)
    window = OffscreenWindow(project, options, MainWindow)
    try:
        found: dict[int, Sequence[QImage]] = {}
        shown: Sequence[QImage] = ()
        for index, step in enumerate(lesson.steps):
            is_new = index == 0 or step.opening.state is not None
            images = list(_panes(window, lesson, index)) if is_new else shown
            if images != shown:
                shown = found[index] = images
        return found
    finally:
        window.session.leave_lesson()
        window.close()
        # No event loop runs here that would delete this window.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _panes(window: OffscreenWindow, lesson: Lesson, index: int) -> Iterator[QImage]:
    session, task = window.session, lesson.steps[index].task
    assert isinstance(window.content, MainWindow)
    window.content.lessons.begin(lesson, index)
    wait_until_settled(session)
    session.asking.close()
    with session.gate.opened():
        window.show(session.player.cursor)
    hidden = lesson.permissions(index).hidden
    panes = [(Pane.DATA, Hideable.DATA_PANE), (Pane.SURFACE, Hideable.SURFACE_PANE)]
    if isinstance(task, Predict) and task.kind is BetKind.SKETCH:
        panes = [(Pane.LOSS, Hideable.LOSS_PANE)]
    for pane, name in panes:
        if name not in hidden:
            subject = window.subjects[pane]
            yield image_of(subject, subject.widget.size() * PIXELS)
