"""Properties of objects: which there are, which must be there, and which go which way."""

from collections.abc import Iterator
from typing import Final

from contract.regression.rules.rule import (
    HARMLESS,
    LOOSENED,
    TIGHTENED,
    UNCERTAIN,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.pair import SchemaPair

_OBJECTS: Final = Family("objects", frozenset(("object",)))

_NAME: Final = {"type": "object", "properties": {"name": {"type": "string"}}}
_REQUIRED: Final = {**_NAME, "required": ["name"]}
_READ_ONLY: Final = {
    "type": "object",
    "properties": {"name": {"type": "string", "readOnly": True}},
}
_WRITE_ONLY: Final = {
    "type": "object",
    "properties": {"name": {"type": "string", "writeOnly": True}},
}


@_OBJECTS.rule(
    "required-property-added",
    TIGHTENED,
    Example({"type": "object"}, _REQUIRED),
    "Make the property optional, with a default in the service.",
)
def required_property_added(pair: SchemaPair) -> Iterator[Change]:
    """A property came that must be there."""
    for name in _added(pair):
        if name in pair.new.required:
            yield _property_added(pair, name, f"the required property `{name}` was added")


@_OBJECTS.rule(
    "property-added",
    HARMLESS,
    Example({"type": "object"}, _NAME),
)
def property_added(pair: SchemaPair) -> Iterator[Change]:
    """An optional property came."""
    for name in _added(pair):
        if name not in pair.new.required:
            yield _property_added(pair, name, f"the optional property `{name}` was added")


@_OBJECTS.rule(
    "required-property-removed",
    {"response": "breaking"},
    Example(_REQUIRED, {"type": "object"}),
    "Keep sending the property; mark it as deprecated first.",
)
def required_property_removed(pair: SchemaPair) -> Iterator[Change]:
    """A property went that was always there."""
    for name in _removed(pair):
        if name in pair.old.required:
            yield _property_removed(pair, name, f"the property `{name}`, always there, was removed")


@_OBJECTS.rule(
    "property-removed",
    UNCERTAIN,
    Example(_NAME, {"type": "object"}),
    "Keep the property, or make sure that nobody uses it; mark it as deprecated first.",
)
def property_removed(pair: SchemaPair) -> Iterator[Change]:
    """A property went: services may refuse it, clients may have looked for it."""
    for name in _removed(pair):
        # Worse cases have rules of their own.
        sent, received = pair.side == "request", pair.side == "response"
        is_worse = (sent and _is_refused(pair, name)) or (received and name in pair.old.required)
        if not is_worse:
            yield _property_removed(pair, name, f"the property `{name}` was removed")


@_OBJECTS.rule(
    "property-refused",
    {"request": "breaking"},
    Example(
        {**_NAME, "additionalProperties": False},
        {"type": "object", "additionalProperties": False},
    ),
    "Go on taking the property, and ignore it.",
)
def property_refused(pair: SchemaPair) -> Iterator[Change]:
    """A property went from an object that takes no others."""
    for name in _removed(pair):
        if _is_refused(pair, name):
            yield _property_removed(pair, name, f"the property `{name}` is refused now")


@_OBJECTS.rule(
    "property-became-required",
    TIGHTENED,
    Example(_NAME, _REQUIRED),
    "Keep the property optional, with a default in the service.",
)
def property_became_required(pair: SchemaPair) -> Iterator[Change]:
    """A property must be there that was optional."""
    for name, pointer in _kept(pair).items():
        if name in pair.new.required and name not in pair.old.required:
            place = pair.new.required[name]
            text = f"the property `{name}` became required"
            yield Change(text, pointer, place, False, True, name)


@_OBJECTS.rule(
    "property-became-optional",
    LOOSENED,
    Example(_REQUIRED, _NAME),
    "Keep sending the property.",
)
def property_became_optional(pair: SchemaPair) -> Iterator[Change]:
    """A property may be missing that was always there."""
    for name in _kept(pair):
        if name in pair.old.required and name not in pair.new.required:
            where = pair.old.required[name], pair.new.properties[name][0].pointer
            text = f"the property `{name}` became optional"
            yield Change(text, *where, True, False, name)


@_OBJECTS.rule(
    "required-name-added",
    TIGHTENED,
    Example({"type": "object"}, {"type": "object", "required": ["name"]}),
    "Leave it optional, or describe it with a default.",
)
def required_name_added(pair: SchemaPair) -> Iterator[Change]:
    """A name must be there that no property describes."""
    for name, place in pair.new.required.items():
        described = name in pair.new.declared or name in pair.old.declared
        if not described and name not in pair.old.required:
            yield Change(f"`{name}` must be there now", pair.old.at, place, None, name, name)


@_OBJECTS.rule(
    "required-name-removed",
    LOOSENED,
    Example({"type": "object", "required": ["name"]}, {"type": "object"}),
    "Keep sending it.",
)
def required_name_removed(pair: SchemaPair) -> Iterator[Change]:
    """A name need no longer be there that no property described."""
    for name, place in pair.old.required.items():
        described = name in pair.new.declared or name in pair.old.declared
        if not described and name not in pair.new.required:
            yield Change(f"`{name}` may be missing now", place, pair.new.at, name, None, name)


@_OBJECTS.rule(
    "read-only-set",
    HARMLESS,
    Example(_NAME, _READ_ONLY),
)
def read_only_set(pair: SchemaPair) -> Iterator[Change]:
    """A property is for reading only."""
    for name in _flagged(pair, "readOnly", now=True):
        yield _flag_change(pair, name, "readOnly", f"the property `{name}` became read-only")


@_OBJECTS.rule(
    "read-only-dropped",
    HARMLESS,
    Example(_READ_ONLY, _NAME),
)
def read_only_dropped(pair: SchemaPair) -> Iterator[Change]:
    """A property is no longer for reading only."""
    for name in _flagged(pair, "readOnly", now=False):
        if pair.side == "response" or name not in pair.new.required:
            text = f"the property `{name}` is no longer read-only"
            yield _flag_change(pair, name, "readOnly", text)


@_OBJECTS.rule(
    "required-read-only-dropped",
    {"request": "breaking"},
    Example({**_READ_ONLY, "required": ["name"]}, _REQUIRED),
    "Make the property optional, with a default in the service.",
)
def required_read_only_dropped(pair: SchemaPair) -> Iterator[Change]:
    """A property is no longer for reading only and must be sent."""
    for name in _flagged(pair, "readOnly", now=False):
        if name in pair.new.required:
            text = f"the property `{name}` is no longer read-only, and required"
            yield _flag_change(pair, name, "readOnly", text)


@_OBJECTS.rule(
    "write-only-set",
    {"request": "safe", "response": "risky"},
    Example(_NAME, _WRITE_ONLY),
    "Make sure that nobody reads the property.",
)
def write_only_set(pair: SchemaPair) -> Iterator[Change]:
    """A property is for writing only: it no longer comes back."""
    for name in _flagged(pair, "writeOnly", now=True):
        yield _flag_change(pair, name, "writeOnly", f"the property `{name}` became write-only")


@_OBJECTS.rule(
    "write-only-dropped",
    HARMLESS,
    Example(_WRITE_ONLY, _NAME),
)
def write_only_dropped(pair: SchemaPair) -> Iterator[Change]:
    """A property is no longer for writing only."""
    for name in _flagged(pair, "writeOnly", now=False):
        if pair.side == "request" or name not in pair.new.required:
            text = f"the property `{name}` is no longer write-only"
            yield _flag_change(pair, name, "writeOnly", text)


@_OBJECTS.rule(
    "required-write-only-dropped",
    {"response": "risky"},
    Example({**_WRITE_ONLY, "required": ["name"]}, _REQUIRED),
    "Check that the value may be shown to those who read it.",
)
def required_write_only_dropped(pair: SchemaPair) -> Iterator[Change]:
    """A required property is no longer for writing only: it comes back."""
    for name in _flagged(pair, "writeOnly", now=False):
        if name in pair.new.required:
            text = f"the required property `{name}` is no longer write-only"
            yield _flag_change(pair, name, "writeOnly", text)


RULES: tuple[Rule[SchemaPair], ...] = (
    required_property_added,
    property_added,
    required_property_removed,
    property_removed,
    property_refused,
    property_became_required,
    property_became_optional,
    required_name_added,
    required_name_removed,
    read_only_set,
    read_only_dropped,
    required_read_only_dropped,
    write_only_set,
    write_only_dropped,
    required_write_only_dropped,
)


def _added(pair: SchemaPair) -> list[str]:
    """Name the properties that only the new schema knows, in whatever direction."""
    return [name for name in pair.new.properties if name not in pair.old.declared]


def _removed(pair: SchemaPair) -> list[str]:
    return [name for name in pair.old.properties if name not in pair.new.declared]


def _kept(pair: SchemaPair) -> dict[str, str]:
    """Give the properties that go this way on both sides, with their old place."""
    old, new = pair.old.properties, pair.new.properties
    return {name: parts[0].pointer for name, parts in old.items() if name in new}


def _is_refused(pair: SchemaPair, name: str) -> bool:
    return any(part.schema is False for part in pair.new.member(name))


def _property_added(pair: SchemaPair, name: str, text: str) -> Change:
    part = pair.new.properties[name][0]
    return Change(text, "", part.pointer, None, part.schema, name)


def _property_removed(pair: SchemaPair, name: str, text: str) -> Change:
    part = pair.old.properties[name][0]
    return Change(text, part.pointer, "", part.schema, None, name)


def _flagged(pair: SchemaPair, flag: str, *, now: bool) -> Iterator[str]:
    """Name the properties whose flag was set, or dropped."""
    old, new = pair.old.flagged[flag], pair.new.flagged[flag]
    changed = new - old if now else old - new
    both = pair.old.declared.keys() & pair.new.declared.keys() if changed else ()
    yield from sorted(changed & set(both))


def _flag_change(pair: SchemaPair, name: str, flag: str, text: str) -> Change:
    old, new = pair.old.declared[name][0], pair.new.declared[name][0]
    was, is_now = name in pair.old.flagged[flag], name in pair.new.flagged[flag]
    return Change(text, old.pointer, new.pointer, was, is_now, name)
