"""A lesson on paper: its texts and questions with room for answers; at the end, what comes out.

The document asks for no file and no address; its pictures are given to it.
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF, QUrl
from PySide6.QtGui import (
    QImage,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextDocumentFragment,
    QTextFormat,
    QTextImageFormat,
    QTextOption,
)

from linreg_gui.core.hold_out import HoldOut
from linreg_gui.lessons.lesson import Lesson, Step
from linreg_gui.lessons.quantities import find_quantity
from linreg_gui.lessons.task import LETTERS, Answer, BetKind, Blanks, Goal, Predict
from linreg_gui.lessons.wording import condition_text, plain_number, value_text
from linreg_gui.views.lessons.lesson_text import PlainDocument, put_markdown

BOX, LINE = "☐", "." * 40
POINTS, TITLE_POINTS, HEAD_POINTS = 10.5, 20.0, 12.5
MARGIN_MILLIMETRES = 18.0
DOTS_PER_INCH, SCREEN_DOTS_PER_INCH = 300, 96
GAP = 8.0
HIGHEST = 0.5
"""Of the width of the text: the height of a picture."""
PREDICTIONS = {
    BetKind.PIN: "Mark the place on the loss surface.",
    BetKind.SKETCH: "Draw the curve into the plot of the loss.",
    BetKind.NUMBER: LINE,
}
PICTURE = "picture"
WORDS = ("arrives", "swings and arrives (batches: comes near and jitters)", "blows up", "crawls")


class Handout:
    """Writes a lesson into a document.

    Parameters
    ----------
    lesson : Lesson
    pictures : mapping of int to sequence of QImage
        What stands beside each other in the step of that index; none for a step without.
    outcomes : mapping of int to sequence of str
        What the predictions of the step of that index come out as.
    device : QPdfWriter
        For whose page the text is laid out.
    """

    def __init__(
        self,
        lesson: Lesson,
        pictures: Mapping[int, Sequence[QImage]],
        outcomes: Mapping[int, Sequence[str]],
        device: QPdfWriter,
    ) -> None:
        self._lesson, self._pictures, self._outcomes = lesson, pictures, outcomes
        # Qt scales what is given in dots of a screen to those of the device.
        self._width = device.width() * SCREEN_DOTS_PER_INCH / device.logicalDpiX()
        self.document = PlainDocument()
        self.document.documentLayout().setPaintDevice(device)
        self.document.setPageSize(QSizeF(device.width(), device.height()))
        self.document.setDocumentMargin(0.0)
        font = self.document.defaultFont()
        font.setPointSizeF(POINTS)
        self.document.setDefaultFont(font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document.setDefaultTextOption(option)
        self._cursor = QTextCursor(self.document)
        self._write()

    def _write(self) -> None:
        lesson = self._lesson
        self._line(lesson.title, TITLE_POINTS, is_bold=True)
        self._line(lesson.question, HEAD_POINTS)
        self._line(f"{lesson.minutes} minutes{f' · {lesson.author}' if lesson.author else ''}")
        self._line(f"Name  {LINE}")
        for index, step in enumerate(lesson.steps):
            self._line(f"Step {index + 1}", HEAD_POINTS, is_bold=True, gap=3 * GAP)
            self._text(step.say)
            self._row_of_pictures(index)
            for line in task_lines(step):
                self._line(line)
        self._line("What comes out", TITLE_POINTS, is_bold=True, is_on_new_page=True)
        for index, step in enumerate(lesson.steps):
            self._solution(index, step)

    def _solution(self, index: int, step: Step) -> None:
        right = right_line(step) or way_line(step)
        outcomes = self._outcomes.get(index, ())
        if not (right or outcomes or step.because or step.hints):
            return
        self._line(f"Step {index + 1}", HEAD_POINTS, is_bold=True, gap=2 * GAP)
        for line in filter(None, (right, *outcomes)):
            self._line(line)
        self._text(step.because)
        for hint in step.hints:
            self._text(f"*Hint:* {hint}")

    # ---- pieces

    def _line(
        self,
        text: str,
        points: float = POINTS,
        *,
        is_bold: bool = False,
        is_on_new_page: bool = False,
        gap: float = GAP / 2,
    ) -> None:
        """Write one line as it is typed."""
        block, style = QTextBlockFormat(), QTextCharFormat()
        block.setTopMargin(gap)
        if is_on_new_page:
            block.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        style.setFontPointSize(points)
        style.setFontWeight(700 if is_bold else 400)
        self._cursor.insertBlock(block, style)
        self._cursor.insertText(text, style)

    def _text(self, text: str) -> None:
        """Write a text with bold, italic, code and lists."""
        if not text:
            return
        source = PlainDocument()
        source.setDefaultFont(self.document.defaultFont())
        put_markdown(source, text)
        self._cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._cursor.insertFragment(QTextDocumentFragment(source))

    def _row_of_pictures(self, index: int) -> None:
        images = self._pictures.get(index, ())
        if not images:
            return
        self._cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        for number, image in enumerate(images):
            name = f"{PICTURE}-{index}-{number}"
            kind = QTextDocument.ResourceType.ImageResource.value
            self.document.addResource(kind, QUrl(name), image)
            shown = QTextImageFormat()
            shown.setName(name)
            ratio = image.height() / image.width()
            width = min(self._width / len(images) - GAP, HIGHEST * self._width / ratio)
            shown.setWidth(width)
            shown.setHeight(width * ratio)
            self._cursor.insertImage(shown)
            self._cursor.insertText(" ")


def task_lines(step: Step) -> list[str]:
    """Return what a step asks for, with room for the answer."""
    task = step.task
    if isinstance(task, Goal):
        return [f"{BOX}  {condition_text(condition)}" for condition in task.conditions]
    if isinstance(task, Answer) and not task.choices:
        return [" ".join(filter(None, (task.ask, LINE, task.unit)))]
    if isinstance(task, Blanks):
        return [f"{cell.value.replace('_', ' ')}  {LINE}" for cell in task.cells]
    if task is None:
        return []
    ask = [task.ask] if task.ask else []
    choices = task.choices
    if isinstance(task, Predict) and task.kind is not BetKind.CHOICES:
        if task.kind is not BetKind.WORDS:
            return [*ask, PREDICTIONS[task.kind]]
        choices = WORDS
    return [*ask, *(f"{BOX}  {each}. {text}" for each, text in zip(LETTERS, choices, strict=False))]


def right_line(step: Step) -> str:
    """Return what is right in a step; empty where nothing is, or where a run says it."""
    task = step.task
    if not isinstance(task, Answer | Predict):
        return ""
    if not task.choices:
        is_said = isinstance(task, Answer) and not isinstance(task.right, str)
        return f"Right: {plain_number(float(task.right))}" if is_said else ""
    place = int(task.right) - 1
    return f"Right: {LETTERS[place]}. {task.choices[place]}"


def way_line(step: Step) -> str:
    """Return the settings and epochs that the lesson's own solution of a goal takes."""
    solution = step.task.solution if isinstance(step.task, Goal) else None
    if solution is None:
        return ""
    parts = []
    for name, value in solution.settings.items():
        found = find_quantity("epochs_allowed" if name == "max_epochs" else name)
        title = name.replace("_", " ") if found is None else found.title
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        text = plain_number(value) if is_number else value_text(name, getattr(value, "value", None))
        parts.append(f"{title} {text}")
    if solution.held_out is not None:
        parts.append(_held_out_text(solution.held_out))
    if solution.start is not None:
        parts.append(f"start at slope {solution.start[0]:g}, intercept {solution.start[1]:g}")
    if solution.hand is not None:
        parts.append(f"the line {solution.hand[0]:g} x + {solution.hand[1]:g} by hand")
    parts += [f"point {move.point} at {move.x:g}, {move.y:g}" for move in solution.move]
    if solution.run:
        parts.append(f"{solution.run} epochs")
    return f"One way: {', '.join(parts)}." if parts else ""


def _held_out_text(held_out: HoldOut | tuple[int, ...]) -> str:
    if isinstance(held_out, HoldOut):
        return f"{100.0 * held_out.amount:g} % held out with seed {held_out.seed}"
    numbers = ", ".join(map(str, held_out))
    return f"points held out: {numbers or 'none'}"


def pdf_of(
    lesson: Lesson,
    pictures: Mapping[int, Sequence[QImage]],
    outcomes: Mapping[int, Sequence[str]],
    page: QPageSize.PageSizeId,
) -> bytes:
    """Return the handout as the bytes of a PDF; the parameters are those of `Handout`."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(lesson.title)
    writer.setCreator("linreg_gui")
    writer.setResolution(DOTS_PER_INCH)
    margins = QMarginsF(*[MARGIN_MILLIMETRES] * 4)
    writer.setPageSize(QPageSize(page))
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document = Handout(lesson, pictures, outcomes, writer).document
    document.print_(writer)
    return bytes(buffer.data().data())
