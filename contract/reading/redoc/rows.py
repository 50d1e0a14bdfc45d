"""
The rows of a ReDoc page: parameters, properties, and what a schema shows that stands open.

::

    schema  = array | union | rows | type notes
    array   = "Array" [ "(" limits ")" ] schema
    union   = ( "Any of" | "One of" ) schema                     only the first variant is shown
    rows    = row { row }
    row     = [ name ] { label } type { note } { paragraph } [ schema ]
    label   = "required" | "additional property" | "pattern property"
    note    = "Deprecated" | "Default: " value | "Enum: " values | "Value: " value | …

A row that can be opened is a control in ReDoc, and its name is missing. Nothing closes a schema
that stands open; ReDoc opens one by itself only where it is the single row of its object.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from contract.reading.blocks import Place
from contract.reading.redoc.types import parse_type_line
from contract.reading.redoc.variants import TypeLine

_LABELS: Final = ("required", "additional property", "pattern property")
_ARRAY: Final = re.compile(r"Array(?: ?\((?P<limits>[^()]+)\))?$")
_UNIONS: Final = ("Any of", "One of")
_NOTE: Final = re.compile(
    r"(?:Items )?(?P<kind>Default|Enum|Value|Example|Examples): ?(?P<text>.*)$"
)
_KEYWORDS: Final = {
    "Default": "default",
    "Enum": "enum",
    "Value": "const",
    "Example": "examples",
    "Examples": "examples",
}
#: ReDoc may put the names of the rows around a name before it, each with this mark behind it.
_PARENTS: Final = re.compile(r"^.*\.\u200b")
_DEEPEST: Final = 16


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page."""

    text: str  #: Without the blanks behind it.
    number: int  #: From 1.

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.number)


@dataclass(slots=True)
class Row:
    """One parameter or property."""

    name: str  #: "" where it is not shown.
    labels: tuple[str, ...]
    type: TypeLine
    place: Place
    notes: dict[str, str] = field(default_factory=dict)  #: By the keyword of JSON Schema, as shown.
    is_deprecated: bool = False
    paragraphs: list[str] = field(default_factory=list)
    content: "Shown | None" = None  #: Where the row stands open.

    @property
    def is_required(self) -> bool:
        """Whether it says so."""
        return "required" in self.labels

    @property
    def description(self) -> str:
        """The paragraphs as one text."""
        return "\n\n".join(self.paragraphs)


@dataclass(slots=True)
class Shown:
    """A schema that stands open."""

    kind: Literal["rows", "array", "union", "type"]
    place: Place
    rows: list[Row] = field(default_factory=list)
    limits: str = ""  #: Of an array: as shown.
    word: str = ""  #: Of a union: "Any of" or "One of".
    inner: "Shown | None" = None  #: The items, or the first variant.
    type: Row | None = None  #: A type alone, and its notes.
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rows:
    """What was read from a part of the page."""

    shown: Shown | None
    unread: list[Line]


def read_rows(lines: Sequence[Line], place: Place) -> Rows:
    """Read the parameters of one place."""
    reader = _RowReader(lines)
    rows = reader.rows(0)
    return Rows(Shown("rows", place, rows), reader.unread)


def read_schema(lines: Sequence[Line], place: Place) -> Rows:
    """Read the schema of a body."""
    reader = _RowReader(lines)
    shown = reader.schema(place, 0)
    reader.skip_rest()
    return Rows(shown, reader.unread)


class _RowReader:
    """Walks over the lines once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._at = 0
        self._types: dict[int, TypeLine | None] = {}
        self.unread: list[Line] = []

    # --- schemas ---------------------------------------------------------------------------------

    def schema(self, place: Place, depth: int) -> Shown | None:
        """Read what a schema shows; `None` where there is nothing."""
        paragraphs = self._paragraphs()
        text = self._text(self._at)
        if not text:
            return Shown("type", place, paragraphs=paragraphs) if paragraphs else None
        shown = self._opened(depth)
        if shown is None and not self._starts_row(self._at) and self._type(self._at):
            row = self._row(self._at, "", (), self._at)
            while self._at < len(self._lines):
                self._continue(row, depth)
            shown = Shown("type", place, type=row)
        if shown is None:
            shown = Shown("rows", place, self.rows(depth))
        shown.paragraphs = paragraphs
        return shown

    def _opened(self, depth: int) -> Shown | None:
        """Read a list or a union, if one begins here."""
        text = self._text(self._at)
        array = _ARRAY.match(text)
        if (not array and text not in _UNIONS) or depth > _DEEPEST:
            return None
        place = self._lines[self._at].place
        self._at += 1
        if array:
            inner = self.schema(place, depth + 1)
            return Shown("array", place, limits=array["limits"] or "", inner=inner)
        self._skip_limits_of_variant()
        return Shown("union", place, word=text, inner=self.schema(place, depth + 1))

    def _skip_limits_of_variant(self) -> None:
        """Of an open variant the limits are shown twice, first on a line of their own."""
        text = self._text(self._at)
        if text and (text == "Deprecated" or parse_type_line(f"any {text}")):
            self._at += 1

    def _paragraphs(self) -> list[str]:
        found: list[str] = []
        while self._at < len(self._lines):
            text = self._text(self._at)
            if text and (self._starts_row(self._at) or self._starts_schema(self._at)):
                break
            self._add_paragraph(found, self._at)
            self._at += 1
        return found

    def _starts_schema(self, at: int) -> bool:
        text = self._text(at)
        return text in _UNIONS or bool(_ARRAY.match(text)) or self._type(at) is not None

    def _add_paragraph(self, paragraphs: list[str], at: int) -> None:
        """Add a line to the text so far; a blank line separates paragraphs."""
        text = self._lines[at].text.strip()
        if not text:
            return
        if paragraphs and at and self._text(at - 1):
            paragraphs[-1] += "\n" + text
        else:
            paragraphs.append(text)

    # --- rows ------------------------------------------------------------------------------------

    def rows(self, depth: int) -> list[Row]:
        """Read rows up to the end."""
        found: list[Row] = []
        while self._at < len(self._lines):
            start = None if self._opens(found) else self._starts_row(self._at)
            if start:
                found.append(self._row(self._at, *start))
            elif found:
                self._continue(found[-1], depth)
            else:
                self.skip()
        return found

    def _opens(self, found: Sequence[Row]) -> bool:
        """Tell whether the single row so far stands open from here on; a name may look the same."""
        if len(found) != 1 or found[0].content is not None:
            return False
        line = found[0].type
        text = self._text(self._at)
        return (line.is_union and text in _UNIONS) or (
            "array" in line.kinds and bool(_ARRAY.match(text))
        )

    def skip(self) -> None:
        """Leave a line aside."""
        if self._text(self._at):
            self.unread.append(self._lines[self._at])
        self._at += 1

    def skip_rest(self) -> None:
        """Leave aside what is left."""
        while self._at < len(self._lines):
            self.skip()

    def _starts_row(self, at: int) -> tuple[str, tuple[str, ...], int] | None:
        """Give name, labels and the line of the type, if a row begins here."""
        text = self._text(at)
        if not text:
            return None
        labels, behind = self._labels(at)
        opened = self._type(behind) if labels else None
        if opened and (opened.is_control or "required" not in labels):
            return "", labels, behind
        own = self._type(at)
        labels, behind = self._labels(at + 1)
        follows = self._type(behind)
        is_word = text.isalpha()
        if own and own.is_control and not (is_word and follows):
            return "", (), at
        if follows and not (own and not is_word):
            return _PARENTS.sub("", text), labels, behind
        return None

    def _labels(self, at: int) -> tuple[tuple[str, ...], int]:
        found: list[str] = []
        while self._text(at) in _LABELS and self._text(at) not in found:
            found.append(self._text(at))
            at += 1
        return tuple(found), at

    def _row(self, at: int, name: str, labels: tuple[str, ...], type_at: int) -> Row:
        line = self._type(type_at)
        assert line is not None
        row = Row(name, labels, line, self._lines[at].place)
        self._at = type_at + 1
        if self._text(self._at).startswith("[ items"):
            self._at += 1  # It was read with the type.
        while self._text(self._at) and self._note(row, self._text(self._at)):
            self._at += 1
        return row

    def _continue(self, row: Row, depth: int) -> None:
        """Take the line as a part of the row before it."""
        if row.type.is_control and row.content is None:
            row.content = self._opened(depth)
            if row.content is not None:
                return
        text = self._text(self._at)
        # ReDoc prints a constant behind the description.
        if not (text.startswith("Value: ") and "const" not in row.notes and self._note(row, text)):
            self._add_paragraph(row.paragraphs, self._at)
        self._at += 1

    def _note(self, row: Row, text: str) -> bool:
        if text == "Deprecated":
            row.is_deprecated = True
            return True
        note = _NOTE.match(text)
        if note is None:
            return False
        row.notes[_KEYWORDS[note["kind"]]] = note["text"]
        return True

    # --- lines -----------------------------------------------------------------------------------

    def _text(self, at: int) -> str:
        return self._lines[at].text.strip() if at < len(self._lines) else ""

    def _type(self, at: int) -> TypeLine | None:
        """Read the type on a line; the limits of items may stand on the next."""
        if at not in self._types:
            text = self._text(at)
            behind = self._text(at + 1)
            if behind.startswith("[ items"):
                text = f"{text} {behind}"
            self._types[at] = parse_type_line(text) if text else None
        return self._types[at]
