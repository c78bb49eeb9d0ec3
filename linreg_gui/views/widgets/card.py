"""A card: the rounded frame with a title that every pane sits in; some fold to a line."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from linreg_gui.views.look.markup import set_tip
from linreg_gui.views.widgets.card_parts import bare_column, bare_row, muted, restyle

HEAD_HEIGHT = 26
"""That of a head with a small control: titles of all cards then stand on one line."""
LEFT, TOP, RIGHT, BOTTOM = 12, 8, 12, 10
"""Margins around what is in a card."""
FEWEST_LETTERS = 6
"""Of a hint beside a title, with its dots."""
ARROW_ROOM = 14
"""Pixels that the title of a folded card moves for the arrow before it."""
CHEVRON, SMALL_CHEVRON = 4.0, 3.0
"""Half the length of the arrow beside a title that folds, and of that in the margin."""
ASIDE = 1.5
"""Pixels that the one in the margin keeps more from the edge of the card."""


class ElidedLabel(QLabel):
    """A label of one line that ends in "…" where there is no room; the tool tip has it whole."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.fewest_letters = 0
        """No more than these say nothing: then the tool tip alone has the text."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much of the text as fits."""
        metrics = self.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        set_tip(self, self.text() if text != self.text() else "")
        if text != self.text() and len(text) <= self.fewest_letters:
            return
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), int(self.alignment()), text)


class Card(QFrame):
    """A titled frame.

    Parameters
    ----------
    title : str
    hint : str
        One muted line beside the title.

    Attributes
    ----------
    is_absent : bool
        Whether it is not seen, whoever shows it.
    """

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__()
        self.is_absent, self._is_wanted, self._has_all = False, True, True
        self._controls: QWidget | None = None
        self.has_title = True
        self.setObjectName("card")
        self.setAccessibleName(title)
        self._title = QLabel(title)
        self._title.setProperty("role", "title")
        self._hint = muted(ElidedLabel(hint))
        self._hint.fewest_letters = FEWEST_LETTERS
        self._head_line = QWidget()
        self._head = bare_row(self._head_line, 6)
        self._head.addStrut(HEAD_HEIGHT)
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self._tool_box = QWidget()
        self._tools = bare_row(self._tool_box, 1)
        self._head.addWidget(self._tool_box)
        self._body = QVBoxLayout(self)
        self._body.setContentsMargins(LEFT, TOP, RIGHT, BOTTOM)
        self._body.setSpacing(6)
        # At the top also of a card that is still empty.
        self._body.addWidget(self._head_line, 0, Qt.AlignmentFlag.AlignTop)

    @property
    def title(self) -> str:
        """The title of the card."""
        return self._title.text()

    def add_tool(self, widget: QWidget) -> None:
        """Put a small control after those at the right end of the title line."""
        self._tools.addWidget(widget)

    def fill_head(self, widget: QWidget) -> None:
        """Have a widget between the title and the controls, in place of the hint."""
        self._hint.hide()
        self._head.replaceWidget(self._hint, widget)
        self._head.setStretch(self._head.indexOf(widget), 1)
        self._body.setContentsMargins(LEFT, TOP // 2, RIGHT, BOTTOM)

    @property
    def has_controls(self) -> bool:
        """Whether controls stand in the head in place of title and hint."""
        return self._controls is not None

    def put_in_head(self, controls: QWidget | None, *, has_title: bool = True) -> None:
        """Show controls in place of the hint, and of the title if that has no room.

        None shows both again.
        """
        if self._controls is not None:
            self._head.removeWidget(self._controls)
        self._controls, self.has_title = controls, has_title
        if controls is not None:
            controls.setContentsMargins(0, 0, 0, 0)
            self._head.insertWidget(self._head.indexOf(self._hint), controls, 1)
        self._title.setVisible(has_title)
        self._show_hint()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        self._body.addWidget(widget, stretch)

    def set_hint(self, hint: str) -> None:
        """Change the muted line."""
        self._hint.setText(hint)

    def set_absent(self, *, is_absent: bool) -> None:
        """Leave the card out, or show it again where `setVisible` has shown it."""
        if is_absent != self.is_absent:
            self.is_absent = is_absent
            super().setVisible(self._is_wanted and not is_absent)

    def setVisible(self, visible: bool) -> None:
        """Show or hide the card; an absent one appears when it is no more absent."""
        self._is_wanted = visible
        super().setVisible(visible and not self.is_absent)

    def show_title(self, *, is_shown: bool) -> None:
        """Show the title and the small controls, or neither."""
        self._title.setVisible(is_shown and self.has_title)
        self._tool_box.setVisible(is_shown and self._has_all)

    def set_framed(self, *, is_framed: bool) -> None:
        """Draw the frame, or nothing around what the card holds."""
        name = "card" if is_framed else ""
        if self.objectName() != name:
            self.setObjectName(name)
            restyle(self)

    def show_head(self, *, has_all: bool) -> None:
        """Show the hint and the small controls beside the title, or the title alone."""
        self._has_all = has_all
        self._show_hint()
        self._tool_box.setVisible(has_all)

    def _show_hint(self) -> None:
        is_replaced = self._head.indexOf(self._hint) < 0
        self._hint.setVisible(self._has_all and not is_replaced and not self.has_controls)


class FoldingCard(Card):
    """A card that a click on its head folds to one line, which tells the essential.

    Parameters
    ----------
    title : str
    has_title_line : bool
        Whether the title is seen while it is unfolded, too; if not, what it holds begins at its
        upper edge, and a click there folds it. Tools of the title line are seen in any case.

    Attributes
    ----------
    fold_arrow : FoldArrow
        Does the same by key.
    """

    def __init__(self, title: str, *, has_title_line: bool = True) -> None:
        super().__init__(title)
        # A low column scrolls: what is in the card is not squeezed.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.is_folded = False
        self._has_title_line = has_title_line
        self._content = QWidget()
        self._rows = bare_column(self._content, self._body.spacing())
        self._body.addWidget(self._content)
        self._summary = muted(ElidedLabel())
        self._tell: Callable[[], str] = str
        self._summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._head.insertWidget(2, self._summary, 1)
        self.fold_arrow = FoldArrow(self)
        self.fold_arrow.clicked.connect(self._on_clicked)
        self.fold(is_folded=False)

    def add_tool(self, widget: QWidget) -> None:
        """Put a small control at the right end of the title line; hidden while it is folded."""
        super().add_tool(widget)
        self.fold(is_folded=self.is_folded)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget below what is there."""
        if not self._rows.count():
            self._put_arrow_last()
        self._rows.addWidget(widget, stretch)

    def _put_arrow_last(self) -> None:
        """Have Tab come to the arrow just before what comes into the window now."""
        self.fold_arrow.setParent(None)
        self.fold_arrow.setParent(self)
        self.fold_arrow.show()

    @property
    def summary(self) -> str:
        """What stands beside the title while it is folded."""
        return self._summary.text() if self.is_folded else self._tell()

    def set_summary(self, tell: Callable[[], str]) -> None:
        """Change the line that stands for all that is in it; it is worked out while it is seen."""
        self._tell = tell
        if self.is_folded:
            self._write_summary()

    def _write_summary(self) -> None:
        self._summary.setText(self._tell() if self.is_folded else "")
        self.fold_arrow.describe()

    def fold(self, *, is_folded: bool) -> None:
        """Show the title and the summary only, or all."""
        self.is_folded = is_folded
        has_tools = self._tools.count() > 0
        self._content.setVisible(not is_folded)
        self._hint.setVisible(not is_folded)
        self._tool_box.setVisible(has_tools and not is_folded)
        self._summary.setVisible(is_folded)
        self._head_line.setVisible(is_folded or self._has_title_line or has_tools)
        self._body.setContentsMargins(LEFT, TOP, RIGHT, TOP if is_folded else BOTTOM)
        self._head.setContentsMargins(ARROW_ROOM if is_folded else 0, 0, 0, 0)
        self.fold_arrow.move(LEFT - 2 if is_folded else 0, TOP)
        self._write_summary()

    @Slot()
    def _on_clicked(self) -> None:
        self.fold(is_folded=not self.is_folded)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Fold or unfold at a click on the head that no control in it has used."""
        place = event.position().toPoint()
        is_head = place.y() <= TOP + HEAD_HEIGHT and self.rect().contains(place)
        if event.button() == Qt.MouseButton.LeftButton and is_head:
            self._on_clicked()
        else:
            super().mouseReleaseEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the arrow."""
        super().enterEvent(event)
        self.fold_arrow.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the arrow of what is unfolded."""
        super().leaveEvent(event)
        self.fold_arrow.update()


class FoldArrow(QAbstractButton):
    """The arrow in the left margin of a card, or before its title; seen while it is of use.

    Parameters
    ----------
    card : FoldingCard
    """

    def __init__(self, card: FoldingCard) -> None:
        super().__init__(card)
        # A window that is not filled yet would give it the focus, and Space then folded the card.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._card = card
        self.setGeometry(0, TOP, LEFT, HEAD_HEIGHT)

    def describe(self) -> None:
        """Say what a press would do now, and of a folded card what it holds."""
        is_folded = self._card.is_folded
        verb = "Unfold" if is_folded else "Fold"
        self.setToolTip(verb)
        self.setAccessibleName(f"{verb} {self._card.title}")
        self.setAccessibleDescription(self._card.summary if is_folded else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of the margin that the arrow stands in."""
        return QSize(LEFT, HEAD_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw an arrow to the right, or downwards."""
        if not (self._card.is_folded or self._card.underMouse() or self.hasFocus()):
            return
        role = self.palette().ColorRole.Accent if self.hasFocus() else self.foregroundRole()
        is_folded = self._card.is_folded
        half = CHEVRON if is_folded else SMALL_CHEVRON
        x, y = self.width() / 2 + (0.5 if is_folded else ASIDE), self.height() / 2
        arrow = ((-half / 2, -half), (half / 2, 0.0), (-half / 2, half))
        corners = [(dx, dy) if is_folded else (dy, dx) for dx, dy in arrow]
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(role), 2.0 if self.hasFocus() else 1.5))
            painter.drawPolyline(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
