"""Objects whose properties are not known by name."""

from collections.abc import Iterator, Mapping
from typing import Final

from contract.regression.rules.rule import LOOSENED, TIGHTENED, Change, Example, Family, Rule
from contract.regression.schemas.pair import SchemaPair
from contract.schemas.parts import Parts
from contract.schemas.views import View

_MAPS: Final = Family("open objects", frozenset(("object",)))


@_MAPS.rule(
    "additional-properties-closed",
    TIGHTENED,
    Example({"type": "object"}, {"type": "object", "additionalProperties": False}),
    "Go on taking properties that are not described, and ignore them.",
)
def additional_properties_closed(pair: SchemaPair) -> Iterator[Change]:
    """Properties that are not described are refused."""
    if pair.new.is_closed and not pair.old.is_closed:
        yield _closing(pair, "properties that are not described are refused now")


@_MAPS.rule(
    "additional-properties-opened",
    {"request": "safe", "response": "risky"},
    Example({"type": "object", "additionalProperties": False}, {"type": "object"}),
    "Tell clients that validate strictly to ignore properties they do not know.",
)
def additional_properties_opened(pair: SchemaPair) -> Iterator[Change]:
    """Properties that are not described may come."""
    if pair.old.is_closed and not pair.new.is_closed:
        yield _closing(pair, "properties that are not described are allowed now")


@_MAPS.rule(
    "pattern-property-added",
    TIGHTENED,
    Example(
        {"type": "object"},
        {"type": "object", "patternProperties": {"^x-": {"type": "string"}}},
    ),
    "Go on taking any value under such names.",
)
def pattern_property_added(pair: SchemaPair) -> Iterator[Change]:
    """Properties whose names match an expression must keep to a schema."""
    old, new = pair.old.pattern_properties, pair.new.pattern_properties
    for pattern, parts in _only_in(new, old):
        text = f"properties that match `{pattern}` must keep to a schema now"
        yield Change(text, pair.old.at, parts[0].pointer, None, parts[0].schema)


@_MAPS.rule(
    "pattern-property-removed",
    LOOSENED,
    Example(
        {"type": "object", "patternProperties": {"^x-": {"type": "string"}}},
        {"type": "object"},
    ),
    "Go on sending values of the old schema under such names.",
)
def pattern_property_removed(pair: SchemaPair) -> Iterator[Change]:
    """Properties whose names match an expression need no longer keep to a schema."""
    old, new = pair.old.pattern_properties, pair.new.pattern_properties
    for pattern, parts in _only_in(old, new):
        text = f"properties that match `{pattern}` need no longer keep to a schema"
        yield Change(text, parts[0].pointer, pair.new.at, parts[0].schema, None)


@_MAPS.rule(
    "property-names-restricted",
    TIGHTENED,
    Example(
        {"type": "object"},
        {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
    ),
    "Go on taking other names, and ignore them.",
)
def property_names_restricted(pair: SchemaPair) -> Iterator[Change]:
    """The names of properties must keep to a schema."""
    old, new = pair.old.property_names, pair.new.property_names
    if new and not old:
        text = "the names of properties must keep to a schema now"
        yield Change(text, pair.old.at, new[0].pointer, None, new[0].schema)


@_MAPS.rule(
    "property-names-freed",
    LOOSENED,
    Example(
        {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
        {"type": "object"},
    ),
    "Go on sending names of the old kind.",
)
def property_names_freed(pair: SchemaPair) -> Iterator[Change]:
    """The names of properties need no longer keep to a schema."""
    old, new = pair.old.property_names, pair.new.property_names
    if old and not new:
        text = "the names of properties need no longer keep to a schema"
        yield Change(text, old[0].pointer, pair.new.at, old[0].schema, None)


@_MAPS.rule(
    "dependent-required-added",
    TIGHTENED,
    Example(
        {"type": "object"},
        {"type": "object", "dependentRequired": {"card": ["address"]}},
    ),
    "Do without the other properties.",
)
def dependent_required_added(pair: SchemaPair) -> Iterator[Change]:
    """A property asks for others."""
    for name, names in _dependencies(pair.new, pair.old):
        where = pair.old.at_keyword("dependentRequired"), pair.new.at_keyword("dependentRequired")
        yield Change(f"`{name}` asks for {_listing(names)} now", *where, None, names)


@_MAPS.rule(
    "dependent-required-removed",
    LOOSENED,
    Example(
        {"type": "object", "dependentRequired": {"card": ["address"]}},
        {"type": "object"},
    ),
    "Go on sending the other properties.",
)
def dependent_required_removed(pair: SchemaPair) -> Iterator[Change]:
    """A property no longer asks for others."""
    for name, names in _dependencies(pair.old, pair.new):
        where = pair.old.at_keyword("dependentRequired"), pair.new.at_keyword("dependentRequired")
        yield Change(f"`{name}` no longer asks for {_listing(names)}", *where, names, None)


@_MAPS.rule(
    "dependent-schema-added",
    TIGHTENED,
    Example(
        {"type": "object"},
        {"type": "object", "dependentSchemas": {"card": {"required": ["address"]}}},
    ),
    "Go on taking objects with this property as they were.",
)
def dependent_schema_added(pair: SchemaPair) -> Iterator[Change]:
    """Objects with a certain property must keep to a schema."""
    old, new = pair.old.dependent_schemas, pair.new.dependent_schemas
    for name, parts in _only_in(new, old):
        text = f"objects with `{name}` must keep to a schema now"
        yield Change(text, pair.old.at, parts[0].pointer, None, parts[0].schema)


@_MAPS.rule(
    "dependent-schema-removed",
    LOOSENED,
    Example(
        {"type": "object", "dependentSchemas": {"card": {"required": ["address"]}}},
        {"type": "object"},
    ),
    "Go on sending objects that keep to it.",
)
def dependent_schema_removed(pair: SchemaPair) -> Iterator[Change]:
    """Objects with a certain property need no longer keep to a schema."""
    old, new = pair.old.dependent_schemas, pair.new.dependent_schemas
    for name, parts in _only_in(old, new):
        text = f"objects with `{name}` need no longer keep to a schema"
        yield Change(text, parts[0].pointer, pair.new.at, parts[0].schema, None)


RULES: tuple[Rule[SchemaPair], ...] = (
    additional_properties_closed,
    additional_properties_opened,
    pattern_property_added,
    pattern_property_removed,
    property_names_restricted,
    property_names_freed,
    dependent_required_added,
    dependent_required_removed,
    dependent_schema_added,
    dependent_schema_removed,
)

_CLOSING: Final = ("additionalProperties", "unevaluatedProperties")


def _closing(pair: SchemaPair, text: str) -> Change:
    where = pair.old.at_keyword(*_CLOSING), pair.new.at_keyword(*_CLOSING)
    return Change(text, *where, not pair.old.is_closed, not pair.new.is_closed)


def _only_in(one: Mapping[str, Parts], other: Mapping[str, Parts]) -> Iterator[tuple[str, Parts]]:
    yield from ((name, parts) for name, parts in one.items() if name not in other)


def _dependencies(one: View, other: View) -> Iterator[tuple[str, list[str]]]:
    for name, names in one.dependent_required.items():
        more = sorted(names - other.dependent_required.get(name, frozenset()))
        if more:
            yield name, more


def _listing(names: list[str]) -> str:
    return " and ".join(f"`{name}`" for name in names)
