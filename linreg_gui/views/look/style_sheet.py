"""How widgets get a theme: a palette, and a style sheet for what a palette does not say."""

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from linreg_gui.views.look.theme import Theme, mixed

STAGE_KNOB = 22
"""Pixels inside the border of a slider's knob, on a stage of 720 lines."""


def apply_theme(window: QWidget, theme: Theme) -> None:
    """Set the application's palette and the style sheet of the window.

    The palette is set by hand because ``setColorScheme`` does nothing on plain X11 and offscreen.
    The style sheet is not the application's because replacing that one takes three times as long.
    """
    QApplication.setPalette(_palette(theme))
    window.setStyleSheet(style_sheet(theme))


def apply_theme_inside(target: QWidget, theme: Theme) -> None:
    """Set the palette and the style sheet of a widget and its children, and of no other."""
    palette = _palette(theme)
    target.setPalette(palette)
    target.setStyleSheet(style_sheet(theme))
    _hand_on(palette, target)


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme."""
    groove, knob = 2 * round(3 * theme.type_scale), 2 * round(6 * theme.type_scale)
    if theme.is_stage:
        knob = 2 * round(STAGE_KNOB / 2 * theme.stage_scale)
    radius = knob // 2 + 2  # with the border; more than half the knob would make it square
    # The arrows in Qt's file dialog are black in any theme.
    under_dark_icons = theme.muted if theme.is_dark else theme.field
    return f"""
    QMenu {{ background: {theme.card}; border: 1px solid {theme.card_edge}; padding: 4px; }}
    QMenu::item {{ padding: 5px 28px 5px 24px; border-radius: 4px; }}
    QMenu::item:selected {{ background: {theme.field_hover}; }}
    QMenu::item:disabled {{ color: {theme.muted}; }}
    QMenu::separator {{ height: 1px; background: {theme.card_edge}; margin: 4px 8px; }}
    QMenuBar {{ background: {theme.window}; }}
    QMenuBar::item {{ padding: 4px 10px; border-radius: 4px; background: transparent; }}
    QMenuBar::item:selected {{ background: {theme.field_hover}; }}
    QPushButton, QToolButton {{ background: {theme.field}; border: 1px solid transparent;
        border-radius: 6px; padding: 5px 10px; }}
    QToolButton {{ padding: 4px 7px; }}
    QToolButton#fit {{ background: transparent; color: {theme.muted}; padding: 2px 7px; }}
    QToolButton#fit:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle {{ background: transparent; padding: 2px 3px; }}
    QPushButton:hover, QToolButton:hover {{ background: {theme.field_hover}; }}
    QPushButton:focus, QToolButton:focus, QCheckBox:focus {{ border: 1px solid {theme.accent};
        outline: none; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}
    QToolButton#toggle:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle:checked {{ background: {theme.field}; border-color: {theme.card_edge}; }}
    QToolButton#show {{ padding: 3px 22px 3px 8px; text-align: left; }}
    QToolButton#show:checked {{ background: {theme.bowl_deep}; color: {theme.text};
        border-color: {theme.accent}; }}
    QToolButton#fold {{ background: transparent; padding: 3px 2px 3px 15px; }}
    QToolButton#fold:checked {{ background: transparent; color: {theme.text}; }}
    QToolButton#fold:hover {{ background: {theme.field}; }}
    QToolButton#fold:focus, QToolButton#word:focus {{ border: 1px solid {theme.accent}; }}
    QToolButton#word {{ padding: 4px; }}
    QToolButton#word:checked {{ background: {theme.bowl_deep}; color: {theme.text}; }}
    QToolButton#link {{ background: transparent; color: {theme.accent}; padding: 2px 7px; }}
    QToolButton#link:hover {{ background: {theme.field}; }}
    QToolButton#link:focus {{ border: 1px solid {theme.accent}; }}
    QToolButton#link:disabled {{ color: {theme.muted}; }}
    QToolButton#toggle:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton#run-row {{ background: transparent; text-align: left; padding: 2px 4px; }}
    QPushButton#run-row:hover {{ background: {theme.field_hover}; }}
    QPushButton#run-row:checked {{ background: {theme.field}; }}
    QPushButton#with-key {{ text-align: left; }}
    QPushButton#run-row:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.muted}; }}
    QPushButton#run, QDialog QPushButton:default {{ background: {theme.accent};
        color: {theme.accent_text}; }}
    QPushButton#run {{ font-weight: 600; padding: 6px 14px; }}
    QPushButton#run:focus, QDialog QPushButton:default:focus {{ border: 1px solid {theme.text}; }}
    QDialog QPushButton#run:disabled, QDialog QPushButton:default:disabled {{
        background: {theme.field}; color: {theme.muted}; }}
    QDialogButtonBox, QMessageBox {{ button-layout: 3; }}
    QFrame#rule {{ background: {theme.card_edge}; border: none; }}
    QLabel[role="changed"] {{ color: {theme.accent}; }}
    QPushButton#link {{ background: transparent; color: {theme.accent}; padding: 3px 4px; }}
    QPushButton#link:hover {{ background: {theme.field}; }}
    QPushButton#link:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton#cure {{ background: {theme.warning}; color: {theme.warning_text}; }}
    QPushButton#cure:hover {{ border: 1px solid {theme.warning_text}; }}
    QPushButton#cure:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; selection-background-color: {theme.accent};
        selection-color: {theme.accent_text}; }}
    QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit#run-name {{ background: {theme.field}; padding: 1px 3px; }}
    QLineEdit[refused="true"] {{ border: 1px solid {theme.residual}; }}
    QComboBox {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 10px; }}
    QComboBox:hover {{ background: {theme.field_hover}; }}
    QComboBox:focus {{ border: 1px solid {theme.accent}; }}
    FlatCombo::drop-down, ChoiceBox::drop-down {{ border: none; width: 18px; }}
    FlatCombo::down-arrow, ChoiceBox::down-arrow {{ image: none; }}
    QComboBox QAbstractItemView {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        selection-background-color: {theme.field_hover}; selection-color: {theme.text}; }}
    QSlider:horizontal {{ min-height: {knob + 8}px; }}
    QSlider::groove:horizontal {{ height: {groove}px; border-radius: 3px;
        background: {theme.field}; }}
    QSlider::sub-page:horizontal {{ border-radius: 3px; background: {theme.accent}; }}
    QSlider::handle:horizontal {{ width: {knob}px; border-radius: {radius}px;
        margin: {groove // 2 - radius}px 0;
        background: {theme.card}; border: 2px solid {theme.text}; }}
    QDialog {{ background: {theme.card}; }}
    QFileDialog QToolButton:enabled {{ background: {under_dark_icons}; }}
    QTableView#cells, QListWidget#cells {{ background: {theme.card};
        gridline-color: {theme.card_edge}; border: 1px solid {theme.card_edge};
        border-radius: 6px; outline: none;
        selection-background-color: {theme.field_hover}; selection-color: {theme.text}; }}
    QTableView#cells:focus, QListWidget#cells:focus {{ border: 1px solid {theme.accent}; }}
    QTableView#cells QLineEdit {{ border-radius: 0; padding: 0 2px; }}
    QTableView#cells QHeaderView, QTableView#cells QTableCornerButton::section {{
        background: {theme.card}; border: none; }}
    QTableView#cells QHeaderView::section {{ background: {theme.card}; color: {theme.muted};
        border: none; padding: 2px 6px; }}
    QSplitter::handle {{ background: transparent; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    SlimScrollArea QScrollBar:vertical {{ width: 8px; background: transparent; margin: 0; }}
    SlimScrollArea QScrollBar::handle:vertical {{ background: palette(placeholder-text);
        border-radius: 2px; min-height: 24px; margin: 0 2px; }}
    SlimScrollArea QScrollBar:horizontal {{ height: 8px; background: transparent; margin: 0; }}
    SlimScrollArea QScrollBar::handle:horizontal {{ background: palette(placeholder-text);
        border-radius: 2px; min-width: 24px; margin: 2px 0; }}
    SlimScrollArea QScrollBar::add-line, SlimScrollArea QScrollBar::sub-line {{
        width: 0; height: 0; }}
    SlimScrollArea QScrollBar::add-page, SlimScrollArea QScrollBar::sub-page {{
        background: transparent; }}
    SlimScrollArea QAbstractScrollArea::corner, SlimScrollArea::corner {{
        background: transparent; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="heading"] {{ color: {theme.accent}; font-weight: 600; }}
    QFrame#rule {{ background: {theme.card_edge}; border: none; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="lesson-title"] {{ font-weight: 600;
        font-size: {round(14 * theme.type_scale)}px; }}
    QLabel[role="refusal"] {{ color: {theme.residual}; }}
    QToolTip {{ background: {theme.card}; color: {theme.text};
        border: 1px solid {theme.card_edge}; }}
    QLabel#rate-plate {{ background: {theme.card}; border: 1px solid {theme.accent};
        border-radius: 6px; padding: 4px 12px; }}
    QFrame#card {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        border-radius: 10px; }}
    QFrame#notice {{ background: transparent; border: 1px solid transparent;
        border-radius: 8px; }}
    QFrame#notice QPushButton {{ padding: 3px 10px; }}
    QFrame#notice QToolButton {{ background: transparent; padding: 2px 6px; }}
    QFrame#notice[severity="guide"] QLabel {{ color: {theme.muted}; }}
    {_notice_rules("info", theme.info, theme.info_text, theme)}
    {_notice_rules("success", theme.success, theme.success_text, theme)}
    {_notice_rules("warning", theme.warning, theme.warning_text, theme)}
    {_notice_rules("bet", mixed(theme.card, theme.bet, 0.12), theme.bet, theme)}
    QFrame#bets {{ background: {theme.card}; border: none; }}
    QFrame#bets QToolButton {{ padding: 4px 5px; }}
    QFrame#bets QToolButton#kind:checked {{ background: {mixed(theme.card, theme.bet, 0.14)};
        color: {theme.bet}; border-color: {theme.bet}; }}
    QFrame#bets QToolButton#word {{ text-align: left; padding: 3px 6px; }}
    """


def _notice_rules(severity: str, paper: str, ink: str, theme: Theme) -> str:
    """Return the rules of one kind of message: its parts are mixed from two colours."""
    notice = f'QFrame#notice[severity="{severity}"]'
    edge, button, hover = (mixed(paper, ink, share) for share in (0.25, 0.1, 0.16))
    return f"""
    {notice} {{ background: {paper}; border-color: {edge}; }}
    {notice} QLabel {{ color: {ink}; }}
    {notice} QPushButton {{ background: {button}; border-color: {edge}; color: {ink}; }}
    {notice} QToolButton {{ color: {ink}; }}
    {notice} QPushButton:hover, {notice} QToolButton:hover {{ background: {hover}; }}
    {notice} QPushButton:focus, {notice} QToolButton:focus {{ border-color: {theme.accent}; }}
    """


def _hand_on(palette: QPalette, target: QWidget) -> None:
    """Set a palette on the children that still have that of the application.

    Where there is a style sheet, widgets do not hand theirs on; what a rule coloured stays.
    """
    text = QPalette.ColorRole.WindowText
    inherited = QApplication.palette().color(text)
    for widget in target.findChildren(QWidget):
        widget.ensurePolished()
        if widget.palette().color(text) == inherited:
            widget.setPalette(palette)


def _palette(theme: Theme) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, name in (
        (roles.Window, theme.window),
        (roles.Base, theme.card),
        (roles.AlternateBase, theme.field),
        (roles.Button, theme.field),
        (roles.ToolTipBase, theme.card),
        (roles.Text, theme.text),
        (roles.WindowText, theme.text),
        (roles.ButtonText, theme.text),
        (roles.ToolTipText, theme.text),
        (roles.PlaceholderText, theme.muted),
        (roles.Highlight, theme.accent),
        (roles.Accent, theme.accent),
        (roles.Link, theme.accent),
        (roles.HighlightedText, theme.accent_text),
    ):
        palette.setColor(role, QColor(name))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette
