"""
The types that a type line names: one, or the variants of a union, each with its title.

Words stand in the plural behind "Array of". The join of variants is `anyOf` where one list of
types does not say the same.
"""

import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from contract.reading.redoc.values import json_value

Schema = dict[str, Any]

#: One type, as a pattern.
WORD: Final = r"(?:(?:string|number|integer|boolean|object|array)s?|null|any|items)"
_ENDS_VARIANT: Final = r"(?=$|\)| or | \(| <| \[| [<>=]=? | non-empty)"
_BARE: Final = re.compile(rf"(?P<arrays>(?:Array of )*)(?P<words>{WORD}){_ENDS_VARIANT}")
_INSIDE: Final = re.compile(rf"(?P<words>{WORD}(?: or {WORD})*)(?=\))")
_ARRAYS: Final = re.compile(r"(?:Array of )*")
#: Nesting beyond this is no type that a person wrote.
_DEEPEST: Final = 12
#: A title may hold brackets of its own, but not many.
_MOST_BRACKETS: Final = 8


@dataclass(frozen=True, slots=True)
class Variant:
    """One of the types that a line names."""

    title: str  #: Its own, or that of the whole line, which ReDoc repeats; "" where it has none.
    schema: Schema
    inner: tuple["Variant", ...] = ()  #: Where it is a union itself.

    def schema_with(self, component: "Component") -> Schema:
        """Give its schema, or the reference that `component` has for it."""
        if self.title.startswith('"'):
            # ReDoc shows the constant as the title of a variant that has none.
            try:
                return {"const": json_value(self.title)}
            except ValueError:
                pass
        known = component(self)
        if known is not None:
            return known
        if self.inner:
            return joined([each.schema_with(component) for each in self.inner])
        return dict(self.schema)


#: Gives a reference for a variant that is a named schema, else nothing.
Component = Callable[[Variant], Schema | None]


@dataclass(slots=True)
class TypeLine:
    """A type line; `schema` puts it together."""

    variants: tuple[Variant, ...]
    title: str = ""  #: The one in the last brackets.
    #: Whether ReDoc may have drawn the name as a control, which leaves it out of the text.
    is_control: bool = True
    limits: Schema = field(default_factory=dict)
    is_nullable: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)  #: Rule and message.

    @property
    def kinds(self) -> set[str]:
        """The types a value may have; empty where that is not known."""
        found = [_kinds_of(each) for each in self.variants]
        return set().union(*found) if all(found) else set()

    def schema(self, component: Component) -> Schema:
        """Give the schema of the line."""
        parts = [each.schema_with(component) for each in self.variants]
        if self.is_nullable and all("null" not in kinds(each) for each in parts):
            parts.append({"type": "null"})
        return joined(parts) | self.limits

    @property
    def is_union(self) -> bool:
        """Whether it names variants, each with a title or with types of its own."""
        first = self.variants[0]
        return len(self.variants) > 1 or bool(first.title or first.inner)


def kinds(schema: Schema) -> set[str]:
    """Give the types that a schema names, those of its variants included."""
    kind = schema.get("type", [])
    found = {kind} if isinstance(kind, str) else set(kind)
    return found.union(*(kinds(each) for each in schema.get("anyOf", ())))


def _kinds_of(variant: Variant) -> set[str]:
    found = [_kinds_of(each) for each in variant.inner]
    return set().union(*found) if all(found) and found else kinds(variant.schema)


def parse_union(text: str, at: int, depth: int) -> tuple[tuple[Variant, ...], int] | None:
    """Read variants from an offset on; also give the offset behind them."""
    found: list[Variant] = []
    while True:
        read = _variant(text, at, depth)
        if read is None:
            return None
        found.append(read[0])
        at = read[1]
        if not text.startswith(" or ", at):
            return tuple(found), at
        at += len(" or ")


def _variant(text: str, at: int, depth: int) -> tuple[Variant, int] | None:
    if depth > _DEEPEST:
        return None
    if bare := _BARE.match(text, at):
        return Variant("", words_schema(bare["arrays"], bare)), bare.end()
    if text.startswith("(", at):
        inner = parse_union(text, at + 1, depth + 1)
        if inner is None or not text.startswith(")", inner[1]):
            return None
        return Variant("", {}, inner[0]), inner[1] + 1
    return _titled(text, at, depth)


def _titled(text: str, at: int, depth: int) -> tuple[Variant, int] | None:
    """Read `Title (words)`; the title ends where what is in brackets are types."""
    arrays = _ARRAYS.match(text, at)
    assert arrays is not None
    bracket = arrays.end()
    for _ in range(_MOST_BRACKETS):
        bracket = text.find(" (", bracket + 1)
        if bracket < 0:
            return None
        title = text[arrays.end() : bracket]
        if words := _INSIDE.match(text, bracket + 2):
            return Variant(title, words_schema(arrays[0], words)), words.end() + 1
        inner = parse_union(text, bracket + 2, depth + 1)
        if inner is not None and text.startswith(")", inner[1]):
            return Variant(title, {}, inner[0]), inner[1] + 1
    return None


def words_schema(arrays: str, match: re.Match[str]) -> Schema:
    """
    Give the schema of `string or null`, or behind `Array of ` of `strings or null`.

    Of an array the plural words are those of its items, the others stand beside it.
    """
    words = match["words"].split(" or ")
    if not arrays:
        return _typed([singular(word) for word in words])
    inside = [word for n, word in enumerate(words) if n == 0 or word != singular(word)]
    items = _typed([singular(word) for word in inside])
    for _ in range(arrays.count("Array")):
        items = {"type": "array"} | ({"items": items} if items else {})
    beside = [word for word in words if word not in inside]
    return joined([items, *({"type": word} for word in beside)]) if beside else items


def singular(word: str) -> str:
    """Give a type word as JSON Schema has it, but for `items` and `any`."""
    return word if word in ("items", "null", "any") else sys.intern(word.removesuffix("s"))


def _typed(words: list[str]) -> Schema:
    if "any" in words:
        return {}
    names = ["array" if word == "items" else word for word in dict.fromkeys(words)]
    return {"type": names[0] if len(names) == 1 else names}


def joined(alternatives: Sequence[Schema]) -> Schema:
    """Join alternatives: in one list of types where that says the same, else by `anyOf`."""
    parts = [each for index, each in enumerate(alternatives) if each not in alternatives[:index]]
    if len(parts) == 1:
        return dict(parts[0])
    if {} in parts:
        return {}
    names: list[str] = []
    extra: Schema = {}
    for part in parts:
        named = part.get("type", [])
        own = [named] if isinstance(named, str) else list(named)
        more = {key: value for key, value in part.items() if key != "type"}
        if not own or set(own) & set(names) or (more and extra):
            return {"anyOf": [dict(each) for each in parts]}
        names += own
        extra |= more
    return {"type": names} | extra
