"""Rows of pipe tables: cutting them into cells, also where cells hold bars of their own."""

import re
from typing import Final

from contract.reading.blocks import Place, Row

_BAR: Final = re.compile(r"(?<!\\)(?:\\\\)*\|")
#: Behind these, values are printed in double quotes and nothing in them is escaped.
_VALUES: Final = re.compile(
    r"\*\*Available values:\*\*|[*_](?:Enum|Example):[*_] ?(?=`)"
    r"|(?P<example>\*\*Example\*\* \([^()\n]*\):(?:\s|<br>|<pre>)*)"
)
#: What a quote that ends a value has behind it.
QUOTE_ENDS: Final = r"(?=\s*(?:$|[,:\]}&`]|\*\*:|<br>|</pre>))"
_QUOTED: Final = re.compile(rf'"(?:[^"]|"(?!{QUOTE_ENDS}))*"{QUOTE_ENDS}')
_MOST_BARS: Final = 16  #: Of one value; beyond that an open quote is no open quote.


def split_row(row: str, place: Place) -> Row:
    """
    Split the text of a row at its bars.

    A bar behind a backslash belongs to its cell; so does one in a quoted value, for values are
    printed without escaping.
    """
    pieces = split_bars(row.strip())
    if pieces and not pieces[0].strip():
        pieces = pieces[1:]
    if pieces and not pieces[-1].strip():
        pieces = pieces[:-1]
    return Row(tuple(pieces) or ("",), place)


class Headers:
    """The headers of a page's tables: there are many tables, and few headers."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def cells(self, row: str) -> tuple[str, ...]:
        """Give the cells of a header, the same object for the same text."""
        if row not in self._known:
            self._known[row] = split_row(row, Place(1)).cells
        return self._known[row]


def split_bars(text: str) -> list[str]:
    """Cut a text at the bars that separate cells."""
    pieces: list[str] = []
    start = 0
    for bar in _BAR.finditer(text):
        pieces.append(text[start : bar.end() - 1])
        start = bar.end()
    pieces.append(text[start:])
    return _with_values_whole(pieces)


def _with_values_whole(pieces: list[str]) -> list[str]:
    """Put together what was cut inside a quoted value."""
    whole: list[str] = []
    index = 0
    while index < len(pieces):
        end = _value_end(pieces, index)
        whole.append("|".join(pieces[index:end]))
        index = end
    return whole


def _value_end(pieces: list[str], index: int) -> int:
    """Give the index behind the piece that closes the quotes of the one at `index`."""
    if _VALUES.search(pieces[index]):
        for end in range(index + 1, min(len(pieces), index + _MOST_BARS) + 1):
            if not _is_quote_open("|".join(pieces[index:end])):
                return end
    return index + 1


def _is_quote_open(text: str) -> bool:
    *_, mark = _VALUES.finditer(text)
    behind = text[mark.end() :]
    if mark["example"] and not behind.startswith(('"', "{", "[")):
        return False  # A text, which is printed as it is.
    return '"' in _QUOTED.sub("", behind)
