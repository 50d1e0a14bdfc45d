"""
Type expressions as swagger-markdown prints them, read back into JSON Schema.

::

    cell    = variant { "<br>" variant }           variants of a union (patched documents)
    variant = member { " & " member }              allOf
    member  = [ single { ", " single } ] { ", " note }
    single  = ( array | object | reference | word ) [ " (" format ")" ]
    array   = "[" [ cell ] "]"
    object  = "{" inner { ", " inner } "}"
    inner   = '**"' name '"**: ' [ cell ]
    note    = "<br>**Available values:** " value { ", " value } | "<br>**Default:** " text

Source: swagger-markdown 3.0.0, the printing of data types; the facts stand in docs/reading.md.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from contract.pointers import escape
from contract.reading.rows import QUOTE_ENDS

Schema = dict[str, Any]

#: Words that stand for a type with a format, or for a type alone.
WORDS: Final[dict[str, Schema]] = {
    "integer": {"type": "integer"},
    "long": {"type": "integer", "format": "int64"},
    "number": {"type": "number"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "string": {"type": "string"},
    "byte": {"type": "string", "format": "byte"},
    "binary": {"type": "string", "format": "binary"},
    "date": {"type": "string", "format": "date"},
    "dateTime": {"type": "string", "format": "date-time"},
    "password": {"type": "string", "format": "password"},
    "file": {"type": "string", "format": "binary"},
    "boolean": {"type": "boolean"},
    "object": {"type": "object"},
    "array": {"type": "array"},
    "null": {"type": "null"},
    "undefined": {},
}

_REFERENCE: Final = re.compile(
    r"\[(?P<name>(?! )(?:[^\[\]]|\[[^\[\]]*\])+)\]\(#(?:[^()\s]|\([^()\s]*\))*\)"
)
_BREAK: Final = r"(?:<br>|\n)\s*"
#: Another type behind a default: a default that reads like this is taken for less than it is.
_MEMBER_FOLLOWS: Final = rf" &(?: (?:[\[{{]|<br>|\n|(?:{'|'.join(WORDS)})\b)|\n|<br>)"
#: Where runs of blanks became one, that blank belongs to what is behind an empty default.
_BEHIND_NOTE: Final = rf"(?:(?!{_MEMBER_FOLLOWS}) )?"
_NOTE: Final = re.compile(
    rf"\s*,?\s*{_BREAK}\*\*(?P<kind>Available values|Default):\*\*{_BEHIND_NOTE}"
    rf"|\s*\*\*(?P<bare>Available values|Default):\*\*{_BEHIND_NOTE}"
)
_INNER: Final = re.compile(r'\*\*"(?P<name>.*?)"\*\*:[ ]?')
_FORMAT: Final = re.compile(r" \((?P<format>[^()]*)\)")
_WORD: Final = re.compile(r"[^\s,&\[\]{}|<>()]+")
_CLOSERS: Final = re.compile(r"\s*[\]}]")
_NEXT_VARIANT: Final = re.compile(r"\s*<br>\s*(?=[^\s\]}*])")
_NEXT_MEMBER: Final = re.compile(r" &(?: |(?=\n|<br>))")
_NEXT_TYPE: Final = re.compile(r", (?!\*\*|<br>|\n)")
_NEXT_INNER: Final = re.compile(r"\s*, (?=\*\*)")
_INNER_FOLLOWS: Final = re.compile(r'\s*, \*\*"')
_OPEN_ARRAY: Final = re.compile(r"\[\s*")
_OPEN_OBJECT: Final = re.compile(r"\{\s*")
_CLOSE_ARRAY: Final = re.compile(r"\s*(?:<br>)?\s*\]")
_CLOSE_OBJECT: Final = re.compile(r"\s*(?:<br>)?\s*\}")
_VALUE: Final = re.compile(rf'"(?P<text>(?:[^"]|"(?!{QUOTE_ENDS}))*)"|(?P<bare>[^\s,"\[\]{{}}<>]+)')
_NEXT_VALUE: Final = re.compile(r", (?!\*\*|<br>|\n)")
_DEFAULT_TEXT: Final = r"(?P<text>(?:\[object Object\])?.*?)"
_DEFAULT: Final = re.compile(rf"{_DEFAULT_TEXT}(?=\s*(?:$|,?\s*<br>|\n|{_MEMBER_FOLLOWS}))")
_INNER_DEFAULT: Final = re.compile(
    rf'{_DEFAULT_TEXT}(?=\s*(?:$|,?\s*<br>|\n|{_MEMBER_FOLLOWS}|[\]}}]|, \*\*"))'
)
#: Nesting beyond this is no type that a person wrote.
_DEEPEST: Final = 64


@dataclass(slots=True)
class TypeReading:
    """A schema, and what the expression left unsaid."""

    schema: Schema
    problems: list[str] = field(default_factory=list)


def parse_type(text: str) -> TypeReading:
    """
    Read one type expression.

    Nothing is raised: what cannot be understood is left out of the schema and named in `problems`.
    """
    parser = _Parser(text.strip())
    schema = parser.cell(0)
    rest = parser.rest().strip()
    if rest and rest != "<br>":
        parser.problems.append(f"type not understood: {rest[:80]}")
    return TypeReading(schema, parser.problems)


def typed_value(text: str, schema: Schema) -> Any:
    """
    Give a printed default the type that its schema asks for.

    Raises:
        ValueError: no value of the schema's types is printed so, or several are.
    """
    kinds = schema.get("type", [])
    found = [
        value
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        for value in _values_of(text, kind, schema)
    ]
    if len(found) != 1:
        raise ValueError(text)
    return found[0]


def _values_of(text: str, kind: str, schema: Schema) -> list[Any]:
    """Give the value of one type that is printed as `text`, if there is one."""
    if kind == "string":
        return [] if text == "[object Object]" else [text]
    if kind == "array":
        items = schema.get("items", {})
        if "array" in items.get("type", []):
            return []  # The members of inner and outer lists are printed with the same commas.
        return [[typed_value(part, items) for part in text.split(",")] if text else []]
    try:
        value = json.loads(text)
    except ValueError:
        return []
    is_of_kind = {
        "boolean": isinstance(value, bool),
        "integer": type(value) is int,
        "number": type(value) in (int, float),
    }
    return [value] if is_of_kind.get(kind) else []


class _Parser:
    """Recursive descent over one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.problems: list[str] = []

    def rest(self) -> str:
        return self._text[self._at :]

    def cell(self, depth: int) -> Schema:
        variants = [self._all_of(depth)]
        while self._take(_NEXT_VARIANT):
            variants.append(self._all_of(depth))
        if len(variants) == 1:
            return variants[0]
        self.problems.append("whether the variants exclude each other is not printed")
        return {"anyOf": variants}

    def _all_of(self, depth: int) -> Schema:
        members = [self._member(depth)]
        while self._take(_NEXT_MEMBER):
            members.append(self._member(depth))
        saying = [each for each in members if each]
        return {"allOf": saying} if len(saying) > 1 else saying[0] if saying else {}

    def _member(self, depth: int) -> Schema:
        schema = {} if self._peek(_NOTE) else self._types(depth)
        while note := self._take(_NOTE):
            self._note(note["kind"] or note["bare"], schema, depth)
        return schema

    def _types(self, depth: int) -> Schema:
        schemas = [self._formatted(depth)]
        while self._take(_NEXT_TYPE):
            schemas.append(self._formatted(depth))
        return schemas[0] if len(schemas) == 1 else self._merge(schemas)

    def _formatted(self, depth: int) -> Schema:
        schema = self._single(depth)
        if written := self._take(_FORMAT):
            schema["format"] = written["format"]
        return schema

    def _merge(self, schemas: list[Schema]) -> Schema:
        """
        Make one schema with a list of types, as OpenAPI 3.1 writes it.

        A type without a form of its own beside an object prints as that object once more.
        """
        if any("type" not in each for each in schemas):
            self.problems.append("a list of types with a member that has none")
        kinds = list(dict.fromkeys(each["type"] for each in schemas if "type" in each))
        merged = {key: value for each in schemas for key, value in each.items()}
        return merged | {"type": kinds[0] if len(kinds) == 1 else kinds}

    def _single(self, depth: int) -> Schema:
        if depth > _DEEPEST:
            self.problems.append("nested too deeply")
            self._at = len(self._text)
            return {}
        if reference := self._take(_REFERENCE):
            return {"$ref": "#/components/schemas/" + escape(reference["name"])}
        if self._take(_OPEN_ARRAY):
            return self._array(depth)
        if self._take(_OPEN_OBJECT):
            return self._object(depth)
        word = self._take(_WORD)
        if word is None:
            return {}
        if word[0] not in WORDS:
            self.problems.append(f"type not understood: {word[0][:80]}")
        return dict(WORDS.get(word[0], {}))

    def _array(self, depth: int) -> Schema:
        items = {} if self._peek(_CLOSERS) else self.cell(depth + 1)
        self._close(_CLOSE_ARRAY, "]")
        return {"type": "array", "items": items}

    def _object(self, depth: int) -> Schema:
        properties: Schema = {}
        while inner := self._take(_INNER):
            blank = self._peek(_CLOSERS) or self._peek(_INNER_FOLLOWS)
            properties[inner["name"]] = {} if blank else self.cell(depth + 1)
            if not self._take(_NEXT_INNER):
                break
        self._close(_CLOSE_OBJECT, "}")
        return {"type": "object", "properties": properties}

    def _close(self, closing: re.Pattern[str], bracket: str) -> None:
        if not self._take(closing):
            self.problems.append(f"{bracket} is missing")

    def _note(self, kind: str, schema: Schema, depth: int) -> None:
        start = self._at
        try:
            if kind == "Default":
                schema["default"] = typed_value(self._default_text(depth), schema)
            else:
                schema["enum"] = self._values()
        except ValueError:
            printed = self._text[start : self._at].strip() or self.rest()
            self.problems.append(f"{kind.lower()} cannot be read back: {printed[:80]}")

    def _values(self) -> list[Any]:
        values = [self._value()]
        while self._take(_NEXT_VALUE):
            values.append(self._value())
        return values

    def _value(self) -> Any:
        value = self._take(_VALUE)
        if value is None:
            raise ValueError(self.rest())
        return json.loads(value["bare"]) if value["bare"] else value["text"]

    def _default_text(self, depth: int) -> str:
        default = self._take(_INNER_DEFAULT if depth else _DEFAULT)
        return default["text"].strip() if default else ""

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match

    def _peek(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self._text, self._at) is not None
