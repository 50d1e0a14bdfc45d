"""
Markdown on few lines, cut into blocks: flattened text.

All white space became single blanks, then each `<br>` a line break, so that the only line breaks
left are those inside cells.
"""

import re
from collections.abc import Iterator
from typing import Final

from contract.reading.blocks import Block, Heading, Places, Row, Rule, Table, Text
from contract.reading.cuts import with_ends
from contract.reading.rows import split_bars, split_row

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


def flat_blocks(text: str) -> Iterator[Block]:
    """Cut a text into blocks."""
    places = Places(text)
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


def _flat_body(text: str, span: tuple[int, int], places: Places) -> Iterator[Block]:
    """Cut what stands between two marks into tables and text."""
    start, end = span
    while head := _FLAT_HEAD.search(text, start, end):
        yield from _flat_text(text, (start, head.start()), places)
        header = split_row(head[1], places.at(head.start())).cells
        rows, start = _flat_rows(text, (head.end(), end), len(header), places)
        yield Table(header, tuple(rows), places.at(head.start()), (head.start(), start))
    yield from _flat_text(text, (start, end), places)


def _flat_text(text: str, span: tuple[int, int], places: Places) -> Iterator[Text]:
    start, end = span
    inner = text[start:end].strip()
    if inner:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        yield Text(inner, places.at(start), (start, end))


def _flat_rows(
    text: str, span: tuple[int, int], columns: int, places: Places
) -> tuple[list[Row], int]:
    """
    Take cells by counting: `columns` of them, then the blank between two rows.

    A cell that is not blank where that blank should be belongs to the row as well (schemes that
    must be met together print so), as long as bars go on behind it. Also gives the offset behind
    the table.
    """
    pieces = split_bars(text[slice(*span)])
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
