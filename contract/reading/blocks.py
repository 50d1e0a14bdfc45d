"""Markdown as blocks: headings, tables, rules and text; each knows the place it came from."""

import re
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in the text that was read, both from 1; the earlier is less."""

    line: int
    column: int = 1


class Places:
    """Lines and columns of the offsets in a text."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]  #: Of the lines.

    def at(self, offset: int) -> Place:
        """Give the line and the column of an offset."""
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)


@dataclass(frozen=True, slots=True)
class Heading:
    """`### text`; `level` counts the number signs."""

    level: int
    text: str
    place: Place
    span: tuple[int, int]  #: Offsets of its first character and of the one behind its last.


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table; line breaks inside cells are `<br>`."""

    pieces: tuple[str, ...]  #: The cells with the blanks around them.
    place: Place

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the cells."""
        # By way of a list, whose length is known: from a generator CPython makes a longer tuple and
        # cuts it, which leaves the memory of thousands of cut ones unused.
        return tuple([piece.strip() for piece in self.pieces])

    def gathered(self, count: int, at: int) -> tuple[str, ...]:
        """Give `count` cells; the bars that are too many belong to the cell with the index `at`."""
        behind = at + len(self.pieces) - count + 1
        if behind <= at + 1:
            return self.cells
        middle = "|".join(self.pieces[at:behind])
        return Row((*self.pieces[:at], middle, *self.pieces[behind:]), self.place).cells


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """Anything else: paragraphs, lists, code."""

    text: str
    place: Place
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """A line `---`."""

    place: Place
    span: tuple[int, int]


Block = Heading | Table | Text | Rule


@dataclass(frozen=True, slots=True)
class Page:
    """A text and its blocks, in order."""

    text: str  #: Without the signs of an added or removed file; its lines keep their numbers.
    blocks: list[Block]
    is_flattened: bool

    def between(self, first: Block, last: Block) -> str:
        """Give the text from the start of one block to the end of another, as it was written."""
        return self.text[first.span[0] : last.span[1]].strip()
