"""
Type expressions as swagger-markdown prints them, read back into JSON Schema.

::

    cell    = [ type ] { ", " note }
    note    = "<br>**Available values:** " values | "<br>**Default:** " value
    type    = variant { "<br>" variant }           variants of a union (patched documents)
    variant = member { " & " member }              allOf
    member  = single { ", " single } [ "(" format ")" ]
    single  = "[" [ cell ] "]" | "{" inner { ", " inner } "}" | "[" Name "](#" anchor ")" | word
    inner   = '**"' name '"**: ' [ cell ]

Source: swagger-markdown 3.0.0, the printing of data types; the facts stand in docs/reading.md.
"""

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from contract.pointers import escape

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

_REFERENCE: Final = re.compile(r"\[(?P<name>[^\[\]]+)\]\(#[^()\s]*\)")
_BREAK: Final = r"(?:<br>|\n)\s*"
_NOTE: Final = re.compile(
    rf"\s*,?\s*{_BREAK}\*\*(?P<kind>Available values|Default):\*\*[ ]?"
    r"|\s*\*\*(?P<bare>Available values|Default):\*\*[ ]?"
)
_INNER: Final = re.compile(r'\*\*"(?P<name>.*?)"\*\*:[ ]?')
_FORMAT: Final = re.compile(r" \((?P<format>[^()]*)\)")
_WORD: Final = re.compile(r"[^\s,&\[\]{}|<>()]+")
_CLOSERS: Final = re.compile(r"\s*[\]}]")
_NEXT_VARIANT: Final = re.compile(r"\s*<br>\s*(?=[^\s\]}*])")
_NEXT_MEMBER: Final = re.compile(r" & ")
_NEXT_TYPE: Final = re.compile(r", (?!\*\*|<br>)")
_NEXT_INNER: Final = re.compile(r"\s*, (?=\*\*)")
_INNER_FOLLOWS: Final = re.compile(r'\s*, \*\*"')
_NOTE_ENDS: Final = re.compile(r'\s*[\]}]|, \*\*"')
_OPEN_ARRAY: Final = re.compile(r"\[\s*")
_OPEN_OBJECT: Final = re.compile(r"\{\s*")
_CLOSE_ARRAY: Final = re.compile(r"\s*(?:<br>)?\s*\]")
_CLOSE_OBJECT: Final = re.compile(r"\s*(?:<br>)?\s*\}")
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
    Give a printed default or enumeration value the type its schema asks for.

    Raises:
        ValueError: no value of that type is written so.
    """
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if "null" in kinds and text == "null":
        return None
    if "array" in kinds:
        items = schema.get("items", {})
        return [typed_value(part, items) for part in text.split(",")] if text else []
    if "integer" in kinds:
        return int(text)
    if "number" in kinds:
        return float(text)
    if "boolean" in kinds:
        return {"true": True, "false": False}[text]
    if "object" in kinds or "$ref" in schema or text == "[object Object]":
        raise ValueError(text)
    return text


class _Parser:
    """Recursive descent over one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.problems: list[str] = []

    def rest(self) -> str:
        return self._text[self._at :]

    def cell(self, depth: int) -> Schema:
        schema = {} if self._peek(_NOTE) else self._union(depth)
        while note := self._take(_NOTE):
            self._note(note["kind"] or note["bare"], schema, depth)
        return schema

    def _union(self, depth: int) -> Schema:
        variants = [self._all_of(depth)]
        while not self._peek(_NOTE) and self._take(_NEXT_VARIANT):
            variants.append(self._all_of(depth))
        if len(variants) == 1:
            return variants[0]
        self.problems.append("whether the variants exclude each other is not printed")
        return {"anyOf": variants}

    def _all_of(self, depth: int) -> Schema:
        members = [self._types(depth)]
        while self._take(_NEXT_MEMBER):
            members.append(self._types(depth))
        return members[0] if len(members) == 1 else {"allOf": members}

    def _types(self, depth: int) -> Schema:
        schemas = [self._single(depth)]
        while self._take(_NEXT_TYPE):
            schemas.append(self._single(depth))
        schema = schemas[0] if len(schemas) == 1 else self._merge(schemas)
        if written := self._take(_FORMAT):
            schema["format"] = written["format"]
        return schema

    def _merge(self, schemas: list[Schema]) -> Schema:
        """Make one schema with a list of types, as OpenAPI 3.1 writes it."""
        merged: Schema = {"type": [each["type"] for each in schemas if "type" in each]}
        for each in schemas:
            merged.update({key: value for key, value in each.items() if key != "type"})
        if len(merged["type"]) != len(schemas):
            self.problems.append("a list of types with a member that has none")
        return merged

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
        raw = self._note_text(depth)
        try:
            if kind == "Default":
                schema["default"] = typed_value(raw, schema)
            else:
                schema["enum"] = [self._enum_value(each, schema) for each in _values(raw)]
        except (ValueError, KeyError):
            self.problems.append(f"{kind.lower()} cannot be read back: {raw[:80]}")

    @staticmethod
    def _enum_value(text: str, schema: Schema) -> Any:
        if text.startswith('"'):
            return text[1:-1]
        if text in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[text]
        return typed_value(text, schema) if "type" in schema else json.loads(text)

    def _note_text(self, depth: int) -> str:
        """Take the text of a note: up to the next note, or the bracket that closes around it."""
        start, quoted = self._at, False
        while self._at < len(self._text):
            char = self._text[self._at]
            if char == '"':
                quoted = not quoted
            elif not quoted and (
                self._peek(_NOTE) or (depth and self._peek(_NOTE_ENDS)) or (char == "\n")
            ):
                break
            self._at += 1
        return self._text[start : self._at].strip().removesuffix("<br>").strip()

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self._text, self._at)
        if match:
            self._at = match.end()
        return match

    def _peek(self, pattern: re.Pattern[str]) -> bool:
        return pattern.match(self._text, self._at) is not None


def _values(text: str) -> list[str]:
    """Split `"a", "b, c", 3` at the commas outside quotes."""
    return [match[0].strip() for match in re.finditer(r'"(?:[^"]|"(?!, |$))*"|[^,\s][^,]*', text)]
