"""
Markdown on few lines, cut into blocks: flattened text.

All white space became single blanks, then each `<br>` a line break, so that the only line breaks
left are those inside cells.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from contract.reading.blocks import Block, Heading, Places, Row, Rule, Table, Text
from contract.reading.cuts import with_ends
from contract.reading.rows import Headers, split_bars

_METHODS: Final = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
_MARK: Final = re.compile(
    r"(?<!\S)(?:"
    r"(?P<rule>---)(?= (?:\[#+|#{2,6}) )"
    r"|(?P<signs>#{1,6}) (?P<text>"
    rf"~~\[(?:{_METHODS})\] /\S*~~|\[(?:{_METHODS})\] /\S*"
    r"|/\S*(?= #{2,6} )"
    rf"|(?:{_METHODS})(?= #{{2,6}} | \*\*)"
    r"|Parameters(?= \| Name \| Located in \|)|Responses(?= \| Code \|)"
    r"|Request Body(?= \| Required \| Schema \|)|Security(?= \| Security Schema \|)"
    r"|(?:Summary|Description|Terms of service)(?= )"
    r"|(?:Models|Schemas|Available authorizations|Security)(?= (?:#|\*\*))"
    r"|Version: \S+"
    r"|\S+ \((?:HTTP|OAuth2), [^)]*\)|\S+ \((?:API Key Authentication|OpenID Connect)\)"
    r"|(?P<name>\S+)"
    r"))"
)
_MODEL_TABLE: Final = re.compile(
    r"\| Name \| Type \| Description \| Required \| \|(?: -{3,} \|){4}"
)
_MODEL_BARS: Final = 5  #: Of a row of it.
#: A bar that nothing escapes.
_BAR: Final = re.compile(r"(?<!\\)(?:\\\\)*\|")
_RULER: Final = re.compile(r"(?<=\| )\|(?: -{3,} \|)+")
#: The table of a request body: one row, with the schema's cell once for each media type.
_BODY: Final = ("Required", "Schema")
#: Its rows are as long as there are schemes to be met together.
_SECURITY: Final = "Security Schema"


def flat_blocks(text: str) -> Iterator[Block]:
    """Cut a text into blocks."""
    places, headers = Places(text), Headers()
    marks = list(_structural_marks(text))
    yield from _body(text, (0, marks[0].start() if marks else len(text)), places, headers)
    for mark, end in with_ends(marks, len(text)):
        if mark["rule"]:
            yield Rule(places.at(mark.start()), mark.span())
        else:
            level = len(mark["signs"])
            yield Heading(level, mark["text"], places.at(mark.start()), mark.span())
        yield from _body(text, (mark.end(), end), places, headers)


def _structural_marks(text: str) -> Iterator[re.Match[str]]:
    """
    Find the headings and rules among all that look like one.

    A bare name is a heading only as the title, behind a rule (a tag), or as a model.
    """
    marks = list(_MARK.finditer(text))
    models = set(_model_headings(text, marks))
    previous: re.Match[str] | None = None
    for mark in marks:
        is_title = previous is None and mark["signs"] == "#"
        is_tag = previous is not None and bool(previous["rule"])
        if not mark["name"] or is_title or is_tag or mark.start() in models:
            previous = mark
            yield mark


def _model_headings(text: str, marks: list[re.Match[str]]) -> Iterator[int]:
    """
    Give the offsets of the models' headings.

    Every model has exactly one table, so between two tables stands one such heading: the first that
    is not inside a row. Descriptions, which are in the rows as well, may hold others.
    """
    tables = list(_MODEL_TABLE.finditer(text))
    ends = [table.end() for table in tables]
    bars = [bar.end() for bar in _BAR.finditer(text)]
    level, found = 0, set[int]()
    for mark in marks:
        number = bisect_right(ends, mark.start())
        if mark["text"] in ("Models", "Schemas"):
            level = len(mark["signs"]) + 1
        elif mark["name"] and len(mark["signs"]) == level and number not in found:
            since = ends[number - 1] if number else mark.start()
            if (bisect_right(bars, mark.start()) - bisect_right(bars, since)) % _MODEL_BARS == 0:
                found.add(number)
                yield mark.start()


def _body(text: str, span: tuple[int, int], places: Places, headers: Headers) -> Iterator[Block]:
    """Cut what stands between two marks into tables and text."""
    rulers = list(_RULER.finditer(text, *span))
    heads = [_head_start(text, ruler, span[0]) for ruler in rulers]
    yield from _text(text, (span[0], heads[0] if heads else span[1]), places)
    for ruler, head, behind in zip(rulers, heads, [*heads, span[1]][1:], strict=True):
        header = headers.cells(text[head : ruler.start()])
        rows, start = _rows(text, (ruler.end(), behind), header, places)
        yield Table(header, tuple(rows), places.at(head), (head, start))
        yield from _text(text, (start, behind), places)


def _head_start(text: str, ruler: re.Match[str], start: int) -> int:
    """Give the offset of the header above a ruler: it has as many bars."""
    head = ruler.start()
    for _ in range(ruler[0].count("|")):
        head = max(text.rfind("|", start, head), start)
    return head


def _text(text: str, span: tuple[int, int], places: Places) -> Iterator[Text]:
    start, end = span
    inner = text[start:end].strip()
    if inner:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        yield Text(inner, places.at(start), (start, end))


def _rows(
    text: str, span: tuple[int, int], header: tuple[str, ...], places: Places
) -> tuple[list[Row], int]:
    """
    Take cells by counting: one a column, then the blank between two rows.

    A cell that is not blank where that blank should be belongs to the row as well, where rows may
    be longer. Also gives the offset behind the table.
    """
    pieces = split_bars(text[slice(*span)])
    offsets = [span[0]]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece) + 1)
    rows: list[Row] = []
    first = 1
    while first < len(pieces) - 1:
        last = _row_end(pieces, first, header)
        cells = tuple(piece.strip(" ").replace("\n", "<br>") for piece in pieces[first:last])
        rows.append(Row(cells, places.at(offsets[first])))
        if last >= len(pieces) or pieces[last].strip():
            return rows, offsets[min(last, len(pieces) - 1)]
        first = last + 1
    return rows, span[1] if len(pieces) > 1 else span[0]


def _row_end(pieces: list[str], first: int, header: tuple[str, ...]) -> int:
    """Give the index behind the last cell of the row that begins at `first`."""
    if header == _BODY:
        return len(pieces) - 1
    last = first + len(header)
    if header[0] == _SECURITY:
        while last + len(header) < len(pieces) and pieces[last].strip():
            last += len(header)
    return min(last, len(pieces) - 1)
