"""Rows, cut into cells."""

import pytest

from contract.reading.blocks import Place, Row
from contract.reading.rows import split_row


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        pytest.param("| a | b |", ("a", "b"), id="plain"),
        pytest.param("| a |  | b |  |", ("a", "", "b", ""), id="empty cells"),
        pytest.param("| a \\| b | c \\\\ |", ("a \\| b", "c \\\\"), id="escaped"),
        pytest.param('| 5" wide | 6" | No |', ('5" wide', '6"', "No"), id="quotes in texts"),
        pytest.param(
            '| **Available values:** "x|y", "h"i" | 5" | *Enum:* `"x|y"` |',
            ('**Available values:** "x|y", "h"i"', '5"', '*Enum:* `"x|y"`'),
            id="bars in values",
        ),
        pytest.param(
            '| **Example** (*text/plain*):<br><pre>h"i</pre> | "b" |',
            ('**Example** (*text/plain*):<br><pre>h"i</pre>', '"b"'),
            id="an example that is a text",
        ),
        pytest.param(
            '| *Enum:* is a word, 5" wide | "b" |',
            ('*Enum:* is a word, 5" wide', '"b"'),
            id="a text that sounds like values",
        ),
        pytest.param("|", ("",), id="nothing"),
    ],
)
def test_bars_that_separate_cells_are_found(row, cells):
    """Those of texts are escaped; those of values stand in quotes."""
    assert split_row(row, Place(1)).cells == cells


def test_bars_too_many_belong_to_the_cell_that_is_not_escaped():
    """With the blanks around them."""
    row = Row((" a ", " b ", " c", "d ", " e "), Place(1))
    assert row.gathered(3, at=1) == ("a", "b | c|d", "e")
    assert row.gathered(5, at=1) == ("a", "b", "c", "d", "e")
