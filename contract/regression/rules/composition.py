"""Alternatives (`anyOf`, `oneOf`) and the discriminators that tell them apart."""

from collections.abc import Iterator
from typing import Final

from contract.regression.places import place_name
from contract.regression.rules.rule import (
    LOOSENED,
    SWAPPED,
    TIGHTENED,
    UNCERTAIN,
    Change,
    Example,
    Family,
    Rule,
)
from contract.regression.schemas.alternatives import Alternative
from contract.regression.schemas.pair import GroupPair, SchemaPair
from contract.schemas.parts import Part

_COMPOSITION: Final = Family("composition")

_CARD: Final = {"type": "object", "required": ["card"], "properties": {"card": {"type": "string"}}}
_IBAN: Final = {"type": "object", "required": ["iban"], "properties": {"iban": {"type": "string"}}}
_CASH: Final = {"type": "object", "required": ["cash"], "properties": {"cash": {"type": "number"}}}


@_COMPOSITION.rule(
    "any-of-member-added",
    LOOSENED,
    Example({"anyOf": [_CARD, _IBAN]}, {"anyOf": [_CARD, _IBAN, _CASH]}),
    "Send the new shape only to clients that asked for it.",
)
def any_of_member_added(pair: SchemaPair) -> Iterator[Change]:
    """An alternative joined `anyOf`."""
    yield from _members_added(pair, "anyOf")


@_COMPOSITION.rule(
    "any-of-member-removed",
    TIGHTENED,
    Example({"anyOf": [_CARD, _IBAN, _CASH]}, {"anyOf": [_CARD, _IBAN]}),
    "Go on taking the old shape.",
)
def any_of_member_removed(pair: SchemaPair) -> Iterator[Change]:
    """An alternative left `anyOf`."""
    yield from _members_removed(pair, "anyOf")


@_COMPOSITION.rule(
    "one-of-member-added",
    LOOSENED,
    Example(
        {"oneOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}]},
        {"oneOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}, _CASH]},
    ),
    "Send the new shape only to clients that asked for it.",
)
def one_of_member_added(pair: SchemaPair) -> Iterator[Change]:
    """An alternative joined `oneOf`."""
    if not pair.added_overlap:
        yield from _members_added(pair, "oneOf")


@_COMPOSITION.rule(
    "one-of-overlap-added",
    {"request": "risky", "response": "breaking"},
    Example({"oneOf": [_CARD, _IBAN]}, {"oneOf": [_CARD, _IBAN, _CASH]}),
    "Tell the alternatives apart by a constant, or use anyOf.",
)
def one_of_overlap_added(pair: SchemaPair) -> Iterator[Change]:
    """An alternative joined `oneOf` that may take values of another: these are refused then."""
    if pair.added_overlap:
        yield from _members_added(pair, "oneOf")


@_COMPOSITION.rule(
    "one-of-member-removed",
    TIGHTENED,
    Example(
        {"oneOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}, _CASH]},
        {"oneOf": [{"type": "string", "maxLength": 9}, {"type": "integer"}]},
    ),
    "Go on taking the old shape.",
)
def one_of_member_removed(pair: SchemaPair) -> Iterator[Change]:
    """An alternative left `oneOf`."""
    if not pair.removed_overlap:
        yield from _members_removed(pair, "oneOf")


@_COMPOSITION.rule(
    "one-of-overlap-removed",
    {"request": "breaking", "response": "risky"},
    Example({"oneOf": [_CARD, _IBAN, _CASH]}, {"oneOf": [_CARD, _IBAN]}),
    "Go on taking the old shape; go on sending values that match one alternative.",
)
def one_of_overlap_removed(pair: SchemaPair) -> Iterator[Change]:
    """An alternative left `oneOf` that may have taken values of another: these pass now."""
    if pair.removed_overlap:
        yield from _members_removed(pair, "oneOf")


@_COMPOSITION.rule(
    "one-of-to-any-of",
    {"request": "safe", "response": "risky"},
    Example({"oneOf": [_CARD, _IBAN]}, {"anyOf": [_CARD, _IBAN]}),
    "Go on sending values that match one alternative.",
)
def one_of_to_any_of(pair: SchemaPair) -> Iterator[Change]:
    """`oneOf` became `anyOf`: a value may match several alternatives."""
    yield from _kind_changed(pair, "oneOf", "anyOf", "a value may match several alternatives now")


@_COMPOSITION.rule(
    "any-of-to-one-of",
    {"request": "risky", "response": "safe"},
    Example({"anyOf": [_CARD, _IBAN]}, {"oneOf": [_CARD, _IBAN]}),
    "Tell the alternatives apart by a constant, or keep anyOf.",
)
def any_of_to_one_of(pair: SchemaPair) -> Iterator[Change]:
    """`anyOf` became `oneOf`: a value that matches several alternatives is refused."""
    yield from _kind_changed(pair, "anyOf", "oneOf", "a value may match one alternative only now")


@_COMPOSITION.rule(
    "alternatives-introduced",
    TIGHTENED,
    Example({"type": "object"}, {"type": "object", "anyOf": [_CARD, _IBAN]}),
    "Go on taking values that match none of them.",
)
def alternatives_introduced(pair: SchemaPair) -> Iterator[Change]:
    """A value must match one of several alternatives, which it did not have to."""
    for group in pair.groups_added:
        text = f"a value must match one of {len(group.members)} alternatives now"
        yield Change(text, pair.old.at, group.pointer)


@_COMPOSITION.rule(
    "alternatives-dropped",
    LOOSENED,
    Example({"type": "object", "anyOf": [_CARD, _IBAN]}, {"type": "object"}),
    "Go on sending values that match one of them.",
)
def alternatives_dropped(pair: SchemaPair) -> Iterator[Change]:
    """A value need no longer match one of several alternatives."""
    for group in pair.groups_removed:
        text = f"a value need no longer match one of {len(group.members)} alternatives"
        yield Change(text, group.pointer, pair.new.at)


@_COMPOSITION.rule(
    "discriminator-added",
    UNCERTAIN,
    Example(
        {"oneOf": [_CARD, _IBAN]},
        {"oneOf": [_CARD, _IBAN], "discriminator": {"propertyName": "kind"}},
    ),
    "Check that the property was there all along.",
)
def discriminator_added(pair: SchemaPair) -> Iterator[Change]:
    """A discriminator tells the alternatives apart: generated code changes."""
    old, new = pair.old.discriminator, pair.new.discriminator
    if old is None and new is not None:
        text = f"`{new.property_name}` tells the alternatives apart now"
        yield Change(text, pair.old.at, new.pointer, None, new.property_name)


@_COMPOSITION.rule(
    "discriminator-removed",
    UNCERTAIN,
    Example(
        {"oneOf": [_CARD, _IBAN], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [_CARD, _IBAN]},
    ),
    "Keep the discriminator.",
)
def discriminator_removed(pair: SchemaPair) -> Iterator[Change]:
    """The discriminator went: generated code changes."""
    old, new = pair.old.discriminator, pair.new.discriminator
    if old is not None and new is None:
        text = f"`{old.property_name}` no longer tells the alternatives apart"
        yield Change(text, old.pointer, pair.new.at, old.property_name, None)


@_COMPOSITION.rule(
    "discriminator-property-changed",
    UNCERTAIN,
    Example(
        {"oneOf": [_CARD, _IBAN], "discriminator": {"propertyName": "kind"}},
        {"oneOf": [_CARD, _IBAN], "discriminator": {"propertyName": "type"}},
    ),
    "Keep the old property, beside the new one.",
)
def discriminator_property_changed(pair: SchemaPair) -> Iterator[Change]:
    """Another property tells the alternatives apart: generated code changes."""
    old, new = pair.old.discriminator, pair.new.discriminator
    if old and new and old.property_name != new.property_name:
        before, after = old.property_name, new.property_name
        text = f"`{after}` tells the alternatives apart, not `{before}`"
        yield Change(text, old.pointer, new.pointer, before, after)


def _mapping_example(old: dict[str, str], new: dict[str, str]) -> Example:
    """Two documents whose only difference is the mapping of a discriminator."""
    shapes = {name: {"type": "object", "required": ["kind"], "title": name, "properties": {
        "kind": {"type": "string"}, name.lower(): {"type": "string"}}}
        for name in ("Card", "Iban")}  # fmt: skip
    documents = []
    for mapping in (old, new):
        payment = {
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in shapes],
            "discriminator": {"propertyName": "kind", "mapping": mapping},
        }
        documents.append({"schema": payment, "components": {"schemas": shapes}})
    return Example(documents[0], documents[1], "schema with components")


@_COMPOSITION.rule(
    "discriminator-mapping-changed",
    SWAPPED,
    _mapping_example(
        {"c": "#/components/schemas/Card", "d": "#/components/schemas/Card", "i": "Iban"},
        {"c": "#/components/schemas/Card", "d": "#/components/schemas/Iban", "i": "Iban"},
    ),
    "Keep the meaning of each value.",
)
def discriminator_mapping_changed(pair: SchemaPair) -> Iterator[Change]:
    """A value of the discriminator leads elsewhere, or nowhere."""
    old, new = pair.old.discriminator, pair.new.discriminator
    if old and new and old.property_name == new.property_name:
        gone = _targets(pair, removed=True)
        for value, target in old.mapping.items():
            now = new.mapping.get(value)
            moved = target not in gone and not (now and _is_counterpart(pair, target, now))
            # What a component is called matters only if the wire has no constant of its own.
            if moved and (value in old.stated or not _has_constant(pair, old.property_name)):
                text = f"`{value}` means {_name(now)}, not {_name(target)}"
                yield Change(text, old.pointer, new.pointer, target, now)


@_COMPOSITION.rule(
    "discriminator-mapping-added",
    LOOSENED,
    _mapping_example(
        {"c": "#/components/schemas/Card", "i": "#/components/schemas/Iban"},
        {
            "c": "#/components/schemas/Card",
            "card": "#/components/schemas/Card",
            "i": "#/components/schemas/Iban",
        },
    ),
    "Go on sending the old value.",
)
def discriminator_mapping_added(pair: SchemaPair) -> Iterator[Change]:
    """Another value of the discriminator leads to an alternative that was there."""
    old, new = pair.old.discriminator, pair.new.discriminator
    if old and new and old.property_name == new.property_name:
        came = _targets(pair, removed=False)
        for value, target in new.mapping.items():
            if value not in old.mapping and value in new.stated and target not in came:
                text = f"`{value}` means {_name(target)} as well"
                yield Change(text, old.pointer, new.pointer, None, target)


RULES: tuple[Rule[SchemaPair], ...] = (
    any_of_member_added,
    any_of_member_removed,
    one_of_member_added,
    one_of_overlap_added,
    one_of_member_removed,
    one_of_overlap_removed,
    one_of_to_any_of,
    any_of_to_one_of,
    alternatives_introduced,
    alternatives_dropped,
    discriminator_added,
    discriminator_removed,
    discriminator_property_changed,
    discriminator_mapping_changed,
    discriminator_mapping_added,
)


def _members_added(pair: SchemaPair, kind: str) -> Iterator[Change]:
    for groups in pair.group_pairs:
        if groups.new is not None and groups.new.kind == kind:
            for parts, _ in groups.matching.added:
                text = f"{_label(parts[-1])} joined the alternatives"
                yield Change(text, _old_place(pair, groups), parts[-1].pointer)


def _members_removed(pair: SchemaPair, kind: str) -> Iterator[Change]:
    for groups in pair.group_pairs:
        if groups.old is not None and groups.old.kind == kind:
            for parts, _ in groups.matching.removed:
                text = f"{_label(parts[-1])} left the alternatives"
                new = groups.new.pointer if groups.new else pair.new.at
                yield Change(text, parts[-1].pointer, new)


def _old_place(pair: SchemaPair, groups: GroupPair) -> str:
    return groups.old.pointer if groups.old else pair.old.at


def _kind_changed(pair: SchemaPair, old: str, new: str, text: str) -> Iterator[Change]:
    for groups in pair.group_pairs:
        if groups.old and groups.new and (groups.old.kind, groups.new.kind) == (old, new):
            yield Change(text, groups.old.pointer, groups.new.pointer, old, new)


def _label(part: Part) -> str:
    """Call an alternative by its title, its component or its number."""
    title = part.keywords.get("title")
    if isinstance(title, str):
        return f"`{title}`"
    reference = part.keywords.get("$ref")
    if isinstance(reference, str):
        return f"`{place_name(reference[1:])}`"
    return f"alternative {int(part.pointer.rpartition('/')[2]) + 1}"


def _name(pointer: str | None) -> str:
    return f"`{place_name(pointer)}`" if pointer else "nothing"


def _targets(pair: SchemaPair, *, removed: bool) -> set[str]:
    """Give the components that left the alternatives, or joined them."""
    found = set()
    for groups in pair.group_pairs:
        for alternative in groups.matching.removed if removed else groups.matching.added:
            found.add(_target(alternative))
    return found


def _is_counterpart(pair: SchemaPair, old: str, new: str) -> bool:
    for groups in pair.group_pairs:
        for one, other in groups.matching.pairs:
            if _target(one) == old:
                return _target(other) == new
    return pair.same_target(old, new)


def _target(alternative: Alternative) -> str:
    parts, _ = alternative
    return str(parts[-1].keywords.get("$ref", ""))[1:]


def _has_constant(pair: SchemaPair, name: str) -> bool:
    """Whether each old alternative says by a constant what the discriminator is."""
    views = [
        view
        for groups in pair.group_pairs
        for _, view in (*(old for old, _ in groups.matching.pairs), *groups.matching.removed)
    ]
    return all(name in view.constants for view in views)
