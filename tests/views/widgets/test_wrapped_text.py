"""Text in two lines: whole where it fits, else up to a word, in bold letters as in others."""

from typing import Any

import pytest
from PySide6.QtGui import QFont

from linreg_gui.views.widgets.wrapped_text import elided_lines, unbroken

SENTENCE = "Zig-zags: 99 % of the way after 1,083 epochs. From 0.0352 on it diverges."


@pytest.mark.parametrize("n_bold", [0, 9, len(SENTENCE)])
@pytest.mark.parametrize("width", [60, 100, 160, 250, 2_000])
def test_no_word_is_cut(qapp: Any, width: int, n_bold: int) -> None:
    layout, is_whole = elided_lines(SENTENCE, QFont(), width, n_bold)
    shown = layout.text()
    assert layout.lineCount() <= 2
    assert is_whole == (shown == SENTENCE)
    assert is_whole or shown.endswith("…")
    assert set(shown.removesuffix("…").split()) <= set(SENTENCE.split())


def test_a_name_without_blanks_is_cut_where_the_room_ends(qapp: Any) -> None:
    layout, is_whole = elided_lines("a_long_name_" * 40, QFont(), 200)
    assert not is_whole
    assert layout.lineCount() == 2
    assert len(layout.text()) > 20


def test_no_line_ends_between_a_number_and_its_percent_sign(qapp: Any) -> None:
    text = unbroken("99 % of the way after 191 epochs, 1 % after 382, a share in %.")
    for width in range(80, 300, 10):
        layout, _ = elided_lines(text, QFont(), width, 0, 40)
        starts = [layout.lineAt(place).textStart() for place in range(layout.lineCount())]
        assert not any(layout.text()[start:].startswith("% ") for start in starts), width
