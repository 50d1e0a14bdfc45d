"""Markdown whose line breaks were kept, cut into blocks: files, and pages that show files."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from contract.reading.blocks import Block, Heading, Place, Places, Row, Rule, Table, Text
from contract.reading.rows import Headers, split_row

_HEADING: Final = re.compile(r"(#{1,6}) +(\S.*?)\s*$")
_RULER: Final = re.compile(r"\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$")
#: The tables that every operation or model has: no code holds them.
_STRUCTURE: Final = re.compile(r"\| (?:Code \| Description|Name \| (?:Type|Located in)) \|")
_FENCE: Final = re.compile(r"\s*(```+|~~~+)")


def line_blocks(text: str) -> Iterator[Block]:
    """Cut a text into blocks, line by line."""
    return iter(_LineBlocks(text))


class _LineBlocks:
    """The blocks of a text whose line breaks were kept."""

    def __init__(self, text: str) -> None:
        self._headers = Headers()
        self._lines = text.split("\n")
        self._starts = [*Places(text).starts, len(text) + 1]

    def __iter__(self) -> Iterator[Block]:
        index, text_start = 0, 0
        while index < len(self._lines):
            end = self._verbatim_end(index)
            if end:
                index = end
                continue
            block = self._block(index)
            if block is None:
                index += 1
                continue
            yield from self._text(text_start, index)
            yield block
            index = text_start = bisect_right(self._starts, block.span[1] - 1)
        yield from self._text(text_start, index)

    def _block(self, index: int) -> Block | None:
        line = self._lines[index]
        if heading := _HEADING.match(line):
            text = sys.intern(heading[2])  # Most headings are the same few words.
            return Heading(len(heading[1]), text, Place(index + 1), self._span(index))
        if line.strip() == "---":
            return Rule(Place(index + 1), self._span(index))
        if line.lstrip().startswith("|") and self._is_ruler(index + 1):
            return self._table(index)
        return None

    def _span(self, first: int, behind: int | None = None) -> tuple[int, int]:
        return self._starts[first], self._starts[behind or first + 1] - 1

    def _text(self, first: int, behind: int) -> Iterator[Text]:
        while first < behind and not self._lines[first].strip():
            first += 1
        text = "\n".join(self._lines[first:behind]).rstrip()
        if text:
            yield Text(text, Place(first + 1), self._span(first, behind))

    def _verbatim_end(self, index: int) -> int:
        """Give the line behind a code fence or `<pre>` that opens here and is closed, else 0."""
        line = self._lines[index]
        fence = _FENCE.match(line)
        if not fence and not line.lstrip().startswith("<pre>"):
            return 0
        closing, start = (fence[1], index + 1) if fence else ("</pre>", index)
        for number in range(start, len(self._lines)):
            if closing in self._lines[number]:
                return number + 1
            # Left open, it ends before the next table of the reference.
            if fence and _STRUCTURE.match(self._lines[number]):
                return 0
        return 0

    def _is_ruler(self, index: int) -> bool:
        return index < len(self._lines) and bool(_RULER.match(self._lines[index]))

    def _table(self, index: int) -> Table:
        behind = index + 2
        rows: list[Row] = []
        while self._starts_row(behind) or (self._is_blank(behind) and self._starts_row(behind + 1)):
            behind += self._is_blank(behind)  # So prints a row without cells.
            start, row = behind, self._lines[behind].rstrip()
            behind += 1
            # A header's description may break its row: it goes on to a line that ends with a bar.
            while not row.endswith("|") and self._continues_row(behind):
                row += "<br>" + self._lines[behind].rstrip()
                behind += 1
            rows.append(split_row(row, Place(start + 1)))
        header = self._headers.cells(self._lines[index].strip())
        return Table(header, tuple(rows), Place(index + 1), self._span(index, behind))

    def _starts_row(self, index: int) -> bool:
        if index >= len(self._lines) or self._is_ruler(index + 1):
            return False
        return self._lines[index].lstrip().startswith("|")

    def _is_blank(self, index: int) -> bool:
        return index < len(self._lines) and not self._lines[index].strip()

    def _continues_row(self, index: int) -> bool:
        if index >= len(self._lines):
            return False
        line = self._lines[index]
        return not line.lstrip().startswith("|") and not _HEADING.match(line)
