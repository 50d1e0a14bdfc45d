"""
Markdown as blocks: headings, tables, rules and text, whatever way the Markdown reached us.

Four layouts are read (see docs/reading.md): the file itself, the text of a repository page (no
blank lines, runs of blanks collapsed), the page of an added or removed file (a sign before every
line), and flattened text (all white space became single blanks, then each `<br>` a line break).
Every block knows the place it came from.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contract.reading.cuts import with_ends
from contract.reading.signs import without_signs


@dataclass(frozen=True, slots=True)
class Place:
    """A position in the text that was read; both from 1."""

    line: int
    column: int = 1


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

    cells: tuple[str, ...]
    place: Place


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
    blocks: tuple[Block, ...]
    is_flattened: bool

    def between(self, first: Block, last: Block) -> str:
        """Give the text from the start of one block to the end of another, as it was written."""
        return self.text[first.span[0] : last.span[1]].strip()


_BAR: Final = re.compile(r"(?<!\\)(?:\\\\)*\|")
_FLAT_RULER: Final = re.compile(r"\| -{3,} \|(?: -{3,} \|)+(?! -{3,} ) \S")


def parse_page(text: str) -> Page:
    """Cut Markdown into blocks."""
    if _FLAT_RULER.search(text):
        return Page(text, tuple(_flat_blocks(text)), is_flattened=True)
    plain = without_signs(text)
    return Page(plain, tuple(_LineBlocks(plain)), is_flattened=False)


def split_cells(row: str) -> tuple[str, ...]:
    """
    Split the text of a row at its bars.

    A bar behind a backslash belongs to its cell; so does one inside double quotes, for
    enumeration values are printed without escaping.
    """
    parts = _split_bars(row.strip())
    if parts and not parts[0].strip():
        parts = parts[1:]
    if parts and not parts[-1].strip():
        parts = parts[:-1]
    return tuple(part.strip() for part in parts)


def _split_bars(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for bar in _BAR.finditer(text):
        pieces.append(text[start : bar.end() - 1])
        start = bar.end()
    pieces.append(text[start:])
    return _rejoin_quoted(pieces)


def _rejoin_quoted(pieces: list[str]) -> list[str]:
    """Put together what was cut inside double quotes, if the closing quote follows soon."""
    joined: list[str] = []
    index = 0
    while index < len(pieces):
        end = index
        if pieces[index].count('"') % 2:
            limit = min(len(pieces), index + 16)
            end = next((n for n in range(index + 1, limit) if pieces[n].count('"') % 2), index)
        joined.append("|".join(pieces[index : end + 1]))
        index = end + 1
    return joined


class _Places:
    """Lines and columns of offsets."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> Place:
        line = bisect_right(self.starts, offset)
        return Place(line, offset - self.starts[line - 1] + 1)


# --- one block a line: files and pages ---------------------------------------------------------

_HEADING: Final = re.compile(r"(#{1,6}) +(\S.*?)\s*$")
_RULER: Final = re.compile(r"\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*$")
_FENCE: Final = re.compile(r"\s*(```+|~~~+)")


class _LineBlocks:
    """The blocks of a text whose line breaks were kept."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [*_Places(text).starts, len(text) + 1]

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
            return Heading(len(heading[1]), heading[2], Place(index + 1), self._span(index))
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
        lines = enumerate(self._lines[start:], start)
        return next((number + 1 for number, each in lines if closing in each), 0)

    def _is_ruler(self, index: int) -> bool:
        return index < len(self._lines) and bool(_RULER.match(self._lines[index]))

    def _table(self, index: int) -> Table:
        behind = index + 2
        rows: list[Row] = []
        while self._starts_row(behind):
            start, row = behind, self._lines[behind].rstrip()
            behind += 1
            # A header's description may break its row: it goes on to a line that ends with a bar.
            while not row.endswith("|") and self._continues_row(behind):
                row += "<br>" + self._lines[behind].rstrip()
                behind += 1
            rows.append(Row(split_cells(row), Place(start + 1)))
        header = split_cells(self._lines[index])
        return Table(header, tuple(rows), Place(index + 1), self._span(index, behind))

    def _starts_row(self, index: int) -> bool:
        if index >= len(self._lines) or self._is_ruler(index + 1):
            return False
        return self._lines[index].lstrip().startswith("|")

    def _continues_row(self, index: int) -> bool:
        if index >= len(self._lines):
            return False
        line = self._lines[index]
        return not line.lstrip().startswith("|") and not _HEADING.match(line)


# --- everything on few lines: flattened text ---------------------------------------------------

_METHODS: Final = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
_MARK: Final = re.compile(
    r"(?<!\S)(?:"
    r"(?P<rule>---)(?= #{2,6} )"
    r"|(?P<signs>#{1,6}) (?P<text>"
    rf"~~\[(?:{_METHODS})\] /\S*~~|\[(?:{_METHODS})\] /\S*"
    r"|/\S*(?= #{2,6} )"
    rf"|(?:{_METHODS})(?= #{{2,6}} | \*\*\*DEPRECATED\*\*\*| \*\*Schemes)"
    r"|(?:Parameters|Responses|Request Body|Security)(?= \|)"
    r"|(?:Summary|Description|Terms of service)(?= )"
    r"|(?:Models|Schemas|Available authorizations|Security)(?= (?:#|\*\*))"
    r"|Version: \S+"
    r"|\S+ \((?:HTTP|OAuth2), [^)]*\)|\S+ \((?:API Key Authentication|OpenID Connect)\)"
    r"|(?P<name>\S+)"
    r"))"
)
_MODEL_TABLE: Final = "| Name | Type | Description | Required |"
_FLAT_HEAD: Final = re.compile(r"(\|(?: [^|\n]{0,40}? \|)+) (\|(?: -{3,} \|)+)")


def _flat_blocks(text: str) -> Iterator[Block]:
    places = _Places(text)
    marks = list(_structural_marks(text))
    yield from _flat_body(text, (0, marks[0].start() if marks else len(text)), places)
    for mark, end in with_ends(marks, len(text)):
        if mark["rule"]:
            yield Rule(places.at(mark.start()), mark.span())
        else:
            level = len(mark["signs"])
            yield Heading(level, mark["text"], places.at(mark.start()), mark.span())
        yield from _flat_body(text, (mark.end(), end), places)


def _structural_marks(text: str) -> Iterator[re.Match[str]]:
    """
    Find the headings and rules among all that look like one.

    A bare name is a heading only as the title, behind a rule (a tag), or as a model: the first name
    since the table of the model before, for every model has exactly one.
    """
    previous: re.Match[str] | None = None
    model_level = 0
    awaits_table = False
    for mark, end in with_ends(list(_MARK.finditer(text)), len(text)):
        level = len(mark["signs"] or "")
        if mark["text"] in ("Models", "Schemas"):
            model_level, awaits_table = level + 1, False
        is_title = previous is None and level == 1
        is_tag = previous is not None and bool(previous["rule"])
        is_model = level == model_level and not awaits_table
        if not mark["name"] or is_title or is_tag or is_model:
            previous = mark
            awaits_table = is_model and bool(mark["name"])
            yield mark
        if _MODEL_TABLE in text[mark.end() : end]:
            awaits_table = False


def _flat_body(text: str, span: tuple[int, int], places: _Places) -> Iterator[Block]:
    """Cut what stands between two marks into tables and text."""
    start, end = span
    while head := _FLAT_HEAD.search(text, start, end):
        yield from _flat_text(text, (start, head.start()), places)
        header = split_cells(head[1])
        rows, start = _flat_rows(text, (head.end(), end), len(header), places)
        yield Table(header, tuple(rows), places.at(head.start()), (head.start(), start))
    yield from _flat_text(text, (start, end), places)


def _flat_text(text: str, span: tuple[int, int], places: _Places) -> Iterator[Text]:
    start, end = span
    inner = text[start:end].strip()
    if inner:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        yield Text(inner, places.at(start), (start, end))


def _flat_rows(
    text: str, span: tuple[int, int], columns: int, places: _Places
) -> tuple[list[Row], int]:
    """
    Take cells by counting: `columns` of them, then the blank between two rows.

    A cell that is not blank where that blank should be belongs to the row as well (schemes that
    must be met together print so), as long as bars go on behind it. Also gives the offset behind
    the table.
    """
    pieces = _split_bars(text[slice(*span)])
    offsets = [span[0]]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece) + 1)
    rows: list[Row] = []
    first = 1
    while first + columns < len(pieces):
        last = first + columns
        while pieces[last].strip() and last + columns < len(pieces):
            last += columns
        cells = tuple(piece.strip(" ").replace("\n", "<br>") for piece in pieces[first:last])
        rows.append(Row(cells, places.at(offsets[first])))
        if pieces[last].strip():
            return rows, offsets[last]
        first = last + 1
    return rows, span[1] if rows or len(pieces) > 1 else span[0]
