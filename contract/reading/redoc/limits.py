"""What stands behind the type on a type line: formats, title, limits, pattern, limits of items."""

import re
import sys
from typing import Final

from contract.reading.redoc.values import json_value
from contract.reading.redoc.variants import Schema, TypeLine, Variant

_FORMAT: Final = re.compile(r" *<(?P<format>[^<>]+?) ?>")
_INTEGER: Final = r"(?:0|[1-9]\d{0,39})"
_NUMBER: Final = rf"-?{_INTEGER}(?:\.\d{{1,40}})?(?:[eE][-+]?\d{{1,2}})?"
_COUNT: Final = re.compile(
    rf" *(?:= (?P<exact>{_INTEGER})|\[ (?P<low>{_INTEGER}) \.\. (?P<high>{_INTEGER}) \]"
    rf"|<= (?P<most>{_INTEGER})|>= (?P<least>{_INTEGER}))"
    r" (?P<unit>characters|(?P<unique>unique )?items|properties)(?= |$)"
)
_RANGE: Final = re.compile(
    rf" *(?P<opens>[\[(]) (?P<low>{_NUMBER}) \.\. (?P<high>{_NUMBER}) (?P<closes>[\])])(?= |$)"
)
_BOUND: Final = re.compile(rf" *(?P<sign><=|>=|<|>) (?P<value>{_NUMBER})(?= |$)")
_STEP: Final = re.compile(
    rf" *(?:multiple of (?P<step>{_NUMBER})|decimal places <= (?P<places>\d{{1,2}}))(?= |$)"
)
_LABEL: Final = re.compile(r" *(?P<label>non-empty|unique|Nullable|Recursive)(?= |$)")
_ITEMS: Final = re.compile(r" *\[ items(?= |$)")
_BRACKET: Final = re.compile(r" *\(")
_LIKE_A_PATTERN: Final = re.compile(r"[\^$\[\](){}|\\*+]|\.\.\.$")
_CLOSES_ITEMS: Final = re.compile(r" *\]")
_ENCODINGS: Final = ("base16", "base32", "base64", "base64url", "quoted-printable")
_UNITS: Final = {"characters": "Length", "items": "Items", "properties": "Properties"}
_BOUNDS: Final = {
    "<=": "maximum",
    ">=": "minimum",
    "<": "exclusiveMaximum",
    ">": "exclusiveMinimum",
}
_OF_ARRAYS: Final = {"minItems", "maxItems", "uniqueItems"}
#: Nesting beyond this is no type that a person wrote.
_DEEPEST: Final = 12


class Limits:
    """Reads formats, title, limits, pattern and the limits of items."""

    def __init__(self, text: str, at: int, line: TypeLine) -> None:
        self._text = text
        self._at = at
        self._line = line

    def read(self, arrays: int) -> bool:
        """
        Read all of it into the line; tell whether it was understood.

        `arrays` counts how often "Array of" stands before the type.
        """
        line = self._line
        has_string = "string" in line.kinds or not line.kinds
        formats = self._formats()
        self._title()
        self._limits(line.limits, _countable(line.kinds))
        levels: list[Schema] = []
        if arrays and self._take(_ITEMS):
            self._items(levels, 0)
        elif not arrays and has_string:
            self._pattern(line.limits, len(self._text))
        if self._text[self._at :].strip():
            return False
        if arrays:
            schema = _with_items(line.variants[0].schema, arrays, formats, levels)
            line.variants = (Variant("", schema),)
        else:
            line.limits = formats | line.limits
        return True

    def _formats(self) -> Schema:
        found: Schema = {}
        while match := self._take(_FORMAT):
            text = sys.intern(match["format"])
            if "/" in text:
                found["contentMediaType"] = text
            elif text in _ENCODINGS or "format" in found:
                found["contentEncoding"] = text
            else:
                found["format"] = text
        return found

    def _title(self) -> None:
        """Take `(Title)`; `( 0 .. 1 ]` is a range."""
        opening = _BRACKET.match(self._text, self._at)
        if opening is None or _RANGE.match(self._text, self._at):
            return
        level = 1
        for end in range(opening.end(), len(self._text)):
            level += {"(": 1, ")": -1}.get(self._text[end], 0)
            if level == 0:
                self._line.title = self._text[opening.end() : end].strip()
                self._at = end + 1
                return

    def _limits(self, into: Schema, countable: str) -> None:
        while True:
            if match := self._take(_COUNT):
                into |= _counted(match)
            elif match := self._take(_RANGE):
                into |= _ranged(match)
            elif match := self._take(_BOUND):
                into[_BOUNDS[match["sign"]]] = json_value(match["value"])
            elif match := self._take(_STEP):
                step = match["step"] or f"1e-{match['places']}"
                into |= {"multipleOf": json_value(step)} if json_value(step) > 0 else {}
            elif match := self._take(_LABEL):
                self._label(match["label"], into, countable)
            else:
                return

    def _label(self, label: str, into: Schema, countable: str) -> None:
        if label == "non-empty":
            into[f"min{countable}"] = 1
        elif label == "unique":
            into["uniqueItems"] = True
        elif label == "Nullable":
            self._line.is_nullable = True
        else:
            message = "a schema that holds itself: its members are not shown again"
            self._line.problems.append(("schema-recursive", message))

    def _items(self, into: list[Schema], depth: int) -> None:
        """Take `[ items … ]`, the outermost first."""
        level = self._formats()
        self._limits(level, "Length")
        into.append(level)
        if depth < _DEEPEST and self._take(_ITEMS):
            self._items(into, depth + 1)
        else:
            closing = self._text.rfind("]", self._at)
            self._pattern(level, len(self._text[: max(closing, self._at)].rstrip(" ]")))
        self._take(_CLOSES_ITEMS)

    def _pattern(self, into: Schema, end: int) -> None:
        text = self._text[self._at : end].strip()
        if not _LIKE_A_PATTERN.search(text):
            return
        self._at = end
        if text.endswith("..."):
            self._line.problems.append(("pattern-cut", f"the pattern is cut short: {text}"))
            return
        try:
            re.compile(text)
        except (re.error, RecursionError, OverflowError):
            message = f"no regular expression: {text}"
            self._line.problems.append(("pattern-not-understood", message))
        else:
            into["pattern"] = text

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match


def _countable(names: set[str]) -> str:
    """Say what `non-empty` counts."""
    if "array" in names:
        return "Items"
    return "Properties" if "object" in names and "string" not in names else "Length"


def _counted(match: re.Match[str]) -> Schema:
    name = _UNITS[match["unit"].removeprefix("unique ")]
    low = match["exact"] or match["low"] or match["least"]
    high = match["exact"] or match["high"] or match["most"]
    found: Schema = {"uniqueItems": True} if match["unique"] else {}
    found |= {f"min{name}": json_value(low)} if low else {}
    return found | ({f"max{name}": json_value(high)} if high else {})


def _ranged(match: re.Match[str]) -> Schema:
    lowest = "minimum" if match["opens"] == "[" else "exclusiveMinimum"
    highest = "maximum" if match["closes"] == "]" else "exclusiveMaximum"
    return {lowest: json_value(match["low"]), highest: json_value(match["high"])}


def _with_items(schema: Schema, arrays: int, formats: Schema, levels: list[Schema]) -> Schema:
    """
    Put what the line says of items into the schema of an array.

    `levels` are the brackets `[ items … ]`, the outermost first. ReDoc prints a list of lists as
    "Array of", too; only these brackets tell: one that says nothing of a single value belongs to
    a list whose own items have nothing to show.
    """
    outer = schema["anyOf"][0] if "anyOf" in schema else schema
    leaf = outer
    for _ in range(arrays):
        leaf = leaf.get("items", {})
    tells_leaf = bool(levels) and bool(levels[-1].keys() - _OF_ARRAYS)
    depth = max(arrays, len(levels) + (not tells_leaf) if levels else 0)
    items = leaf | formats | (levels[-1] if tells_leaf else {})
    for index in range(depth - 2, -1, -1):
        own = levels[index] if index < len(levels) else {}
        limits = {key: value for key, value in own.items() if key in _OF_ARRAYS}
        items = {"type": "array"} | ({"items": items} if items else {}) | limits
    whole = {**outer, "items": items} if items else outer
    return {**schema, "anyOf": [whole, *schema["anyOf"][1:]]} if "anyOf" in schema else whole
