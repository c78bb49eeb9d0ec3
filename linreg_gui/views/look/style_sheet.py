"""The widgets' style sheet, made from a theme."""

from linreg_gui.views.look.theme_roles import Theme


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme."""
    groove, knob = 2 * round(3 * theme.type_scale), 2 * round(6 * theme.type_scale)
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
    QToolButton#fit, QToolButton#race {{ background: transparent; color: {theme.muted};
        padding: 2px 7px; }}
    QToolButton#fit:hover, QToolButton#race:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle {{ background: transparent; padding: 2px 3px; }}
    QPushButton:hover, QToolButton:hover {{ background: {theme.field_hover}; }}
    QPushButton:focus, QToolButton:focus, QCheckBox:focus {{ border: 1px solid {theme.accent};
        outline: none; }}
    QToolButton:checked {{ background: {theme.accent}; color: {theme.accent_text}; }}
    QToolButton#toggle:hover {{ background: {theme.field_hover}; }}
    QToolButton#toggle:checked {{ background: {theme.field}; border-color: {theme.card_edge}; }}
    QToolButton#toggle:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton#run-row {{ background: transparent; text-align: left; padding: 2px 4px; }}
    QPushButton#run-row:hover {{ background: {theme.field_hover}; }}
    QPushButton#run-row:checked {{ background: {theme.field}; }}
    QPushButton#run-row:focus {{ border: 1px solid {theme.accent}; }}
    QPushButton:disabled, QToolButton:disabled {{ color: {theme.muted}; }}
    QPushButton#run {{ background: {theme.accent}; color: {theme.accent_text};
        font-weight: 600; padding: 6px 14px; }}
    QPushButton#run:focus {{ border: 1px solid {theme.text}; }}
    QLineEdit {{ background: {theme.field}; border: 1px solid transparent; border-radius: 6px;
        padding: 4px 8px; selection-background-color: {theme.accent};
        selection-color: {theme.accent_text}; }}
    QLineEdit:focus {{ border: 1px solid {theme.accent}; }}
    QLineEdit#run-name {{ background: transparent; padding: 1px 3px; }}
    QLineEdit#run-name[readOnly="false"] {{ background: {theme.field}; }}
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
    QTableView#cells:focus {{ border: 1px solid {theme.accent}; }}
    QTableView#cells QLineEdit {{ border-radius: 0; padding: 0 2px; }}
    QTableView#cells QHeaderView, QTableView#cells QTableCornerButton::section {{
        background: {theme.card}; border: none; }}
    QTableView#cells QHeaderView::section {{ background: {theme.card}; color: {theme.muted};
        border: none; padding: 2px 6px; }}
    QSplitter::handle {{ background: transparent; }}
    QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
    QLabel[role="muted"] {{ color: {theme.muted}; }}
    QLabel[role="title"] {{ font-weight: 600; }}
    QLabel[role="refusal"] {{ color: {theme.residual}; }}
    QToolTip {{ background: {theme.card}; color: {theme.text};
        border: 1px solid {theme.card_edge}; }}
    QFrame#card {{ background: {theme.card}; border: 1px solid {theme.card_edge};
        border-radius: 10px; }}
    QFrame#notice {{ background: {theme.warning}; border: 1px solid {theme.card_edge};
        border-radius: 8px; }}
    QFrame#notice QLabel {{ color: {theme.warning_text}; }}
    QFrame#notice[severity="info"] {{ background: {theme.field}; }}
    QFrame#notice[severity="info"] QLabel {{ color: {theme.text}; }}
    QFrame#notice[severity="info"] QPushButton {{ background: {theme.card}; }}
    QFrame#notice[severity="info"] QPushButton:hover {{ background: {theme.field_hover}; }}
    """
