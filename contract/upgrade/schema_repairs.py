"""Repairs of schemas, and of the parameters and headers that hold them."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from contract import pointers
from contract.notes import Notes
from contract.upgrade.older_drafts import with_dependents, with_newer_keywords, without_old_dialect
from contract.upgrade.patterns import pattern_of

_Object = dict[str, Any]

_TYPES: Final = ("array", "boolean", "integer", "null", "number", "object", "string")
#: What people write for types, in lower case: type, format, spellings.
_SPELLINGS: Final = (
    ("array", "", "list set"),
    ("boolean", "", "bool"),
    ("integer", "", "int short"),
    ("integer", "int32", "int32"),
    ("integer", "int64", "int64 long"),
    ("null", "", "none"),
    ("number", "", "decimal"),
    ("number", "double", "double"),
    ("number", "float", "float"),
    ("object", "", "dict json map"),
    ("string", "", "char str text"),
    ("string", "binary", "binary file"),
    ("string", "byte", "byte"),
    ("string", "date", "date"),
    ("string", "date-time", "datetime date-time"),
    ("string", "email", "email"),
    ("string", "password", "password"),
    ("string", "uri", "uri url"),
    ("string", "uuid", "guid uuid"),
)
_MEANT: Final[Mapping[str, _Object]] = {
    **{name: {"type": name} for name in _TYPES},
    **{
        spelling: {"type": name, "format": form} if form else {"type": name}
        for name, form, spellings in _SPELLINGS
        for spelling in spellings.split()
    },
}
#: What describes the value of a parameter or header in 2.0, and belongs into a schema since 3.0.
SCHEMA_MEMBERS: Final = (
    "type", "format", "items", "default", "enum", "maximum", "exclusiveMaximum", "minimum",
    "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems",
    "multipleOf",
)  # fmt: skip

#: Flags before OpenAPI 3.1.
_EXCLUSIVE: Final = ("exclusiveMaximum", "exclusiveMinimum")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_step(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


_Admits = Callable[[Any], bool]
_COUNTS: Final = "maxLength minLength maxItems minItems maxProperties minProperties"
#: What the values of keywords must be, by JSON Schema (draft 2020-12, validation vocabulary).
_VALUES: Final[Mapping[str, _Admits]] = {
    **dict.fromkeys("maximum minimum exclusiveMaximum exclusiveMinimum".split(), _is_number),
    **dict.fromkeys(_COUNTS.split(), _is_count),
    **dict.fromkeys("properties patternProperties dependentSchemas $defs".split(), _is_object),
    **dict.fromkeys("allOf anyOf oneOf prefixItems".split(), _are_schemas),
    **dict.fromkeys("pattern format title description $comment".split(), _is_text),
    "multipleOf": _is_step,
    "uniqueItems": _is_flag,
    "enum": _is_list,
    "required": _are_names,
}


class SchemaRepairs:
    """Repairs schemas, parameters and headers, and notes what it did."""

    def __init__(self, version: str, notes: Notes) -> None:
        self._version = version
        self._notes = notes

    def parameter(self, value: _Object, where: str) -> _Object:
        """Give a parameter whose value is described, and which is required if in the path."""
        if value.get("in") == "path" and value.get("required") is not True:
            self._notes.add(where, "a parameter of a path is always required")
            value = {**value, "required": True}
        return self.described(value, where)

    def described(self, value: _Object, where: str) -> _Object:
        """Give a parameter or header whose value is described where its version has it."""
        if self._version == "2.0":
            value = self._with_meanings(self._typed(value, where), where, SCHEMA_MEMBERS)
            return self._with_pattern(value, where)
        if "schema" in value or "content" in value:
            return value
        outside = {each: value[each] for each in SCHEMA_MEMBERS if each in value}
        reason = "its type stood outside of a schema" if outside else "it has no schema"
        self._notes.add(where, reason)
        rest = {key: each for key, each in value.items() if key not in outside}
        return {**rest, "schema": outside}

    def schema(self, value: _Object, where: str) -> _Object:
        """Give a schema with types, required properties and examples as JSON Schema has them."""
        value = without_old_dialect(value, "$schema", where, self._notes)
        value = self._with_required(self._typed(value, where), where)
        if self._version not in ("2.0", "3.0"):
            value = with_newer_keywords(value, where, self._notes)
        value = self._with_meanings(with_dependents(value, where, self._notes), where)
        value = self._with_pattern_names(self._with_pattern(value, where), where)
        if isinstance(value.get("discriminator"), str) and self._version != "2.0":
            self._notes.add(f"{where}/discriminator", "this is an object since OpenAPI 3.0")
            value = {**value, "discriminator": {"propertyName": value["discriminator"]}}
        examples = value.get("examples")
        if examples is not None and not isinstance(examples, list):
            self._notes.add(f"{where}/examples", "the examples of a schema are a list")
            named = examples.values() if isinstance(examples, dict) else [examples]
            found = [e["value"] if isinstance(e, dict) and "value" in e else e for e in named]
            value = {**value, "examples": found}
        return value

    def _with_meanings(
        self, value: _Object, where: str, keywords: Collection[str] = _VALUES
    ) -> _Object:
        """Leave out keywords whose values mean nothing, and would make the schema unusable."""
        known = [key for key in value if key in _VALUES and key in keywords]
        wrong = [key for key in known if not _VALUES[key](value[key])]
        if not wrong:
            return value
        if self._version in ("2.0", "3.0"):
            wrong = [
                each for each in wrong if not (each in _EXCLUSIVE and value[each] in (True, False))
            ]
        for each in wrong:
            self._notes.add(f"{where}/{each}", f"{value[each]!r} says nothing here")
        return {key: each for key, each in value.items() if key not in wrong}

    def _with_pattern(self, value: _Object, where: str) -> _Object:
        """Give a schema whose pattern is one of JSON Schema; one that cannot be is left out."""
        written = value.get("pattern")
        if not isinstance(written, str) or (pattern := pattern_of(written)) == written:
            return value
        self._note_pattern(f"{where}/pattern", written, pattern)
        rest = {key: each for key, each in value.items() if key != "pattern"}
        return rest if pattern is None else {**rest, "pattern": pattern}

    def _with_pattern_names(self, value: _Object, where: str) -> _Object:
        """The same for patterns of names; where one is left out, any name may be meant by it."""
        written = value.get("patternProperties")
        if not isinstance(written, dict):
            return value
        read = {each: pattern_of(each) for each in written}
        changed = {each: pattern for each, pattern in read.items() if pattern != each}
        if not changed:
            return value
        for each, pattern in changed.items():
            place = f"{where}/patternProperties/{pointers.escape(each)}"
            self._note_pattern(place, each, pattern)
        open_ended = ("additionalProperties", "unevaluatedProperties")
        gone = open_ended if None in changed.values() else ()
        kept = {pattern: written[each] for each, pattern in read.items() if pattern is not None}
        rest = {key: each for key, each in value.items() if key not in gone}
        return {**rest, "patternProperties": kept}

    def _note_pattern(self, where: str, written: str, pattern: str | None) -> None:
        outcome = "left out" if pattern is None else f"taken as {pattern}"
        reason = f"{written} is no regular expression of ECMA-262 that can be used, it is {outcome}"
        self._notes.add(where, reason)

    def _with_required(self, value: _Object, where: str) -> _Object:
        """Take `required: true` out of properties, where draft 3 of JSON Schema had it."""
        properties = value.get("properties")
        inside = properties.items() if isinstance(properties, dict) else ()
        names = [n for n, each in inside if isinstance(each, dict) and each.get("required") is True]
        listed = value.get("required")
        if isinstance(listed, bool):
            value = {key: each for key, each in value.items() if key != "required"}
        if not names:
            return value
        self._notes.add(where, f"`required: true` in a property, now required: {', '.join(names)}")
        known = listed if isinstance(listed, list) else []
        return {**value, "required": [*known, *(each for each in names if each not in known)]}

    def _typed(self, value: _Object, where: str) -> _Object:
        """Give a schema whose types are those of JSON Schema."""
        written = value.get("type")
        if written is None or written in _TYPES or (written, self._version) == ("file", "2.0"):
            return value
        known = [each for each in written if each in _TYPES] if isinstance(written, list) else []
        if known and len(known) == len(written):
            return value
        rest = {key: each for key, each in value.items() if key != "type"}
        meant = _MEANT.get(written.lower()) if isinstance(written, str) else None
        meant = meant or ({"type": known} if known else {})
        taken = f"it is taken as {meant['type']}" if meant else "any value is allowed"
        self._notes.add(f"{where}/type", f"{written} is no type, {taken}")
        return {**meant, **rest, **{key: each for key, each in meant.items() if key == "type"}}
