"""
Schemas in a form that can be compared: what holds at one place, however it was written.

References and `allOf` are taken apart into the parts that hold together; `null` is one notion,
whatever its spelling; a list of one alternative is no list; `const` is an enumeration of one.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

from contract import pointers
from contract.schemas.flattening import Flattening
from contract.schemas.parts import (
    ANNOTATIONS,
    BOUNDS,
    Bound,
    Discriminator,
    Fragment,
    Part,
    Parts,
    PartsKey,
    alternative_targets,
    declared_types,
    fraction,
    is_schema,
    is_tighter,
    item_parts,
    listed_values,
    mapped_pointer,
    member_parts,
    part_types,
    saying,
    says_something,
)
from contract.schemas.values import ATOMS, atom_of, contains_value, is_number
from contract.walk import MEMBERS

#: The two ways a message goes: clients send requests and receive responses.
Side = Literal["request", "response"]

#: Patterns that every string matches.
_ANYTHING: Final = frozenset(("", ".*", "^.*$", "^.*", ".*$", "^", "$", r"[\s\S]*", r"^[\s\S]*$"))


class SchemaReader(Flattening):
    """Reads the schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        super().__init__(document)
        self._views: dict[tuple[PartsKey, Side], View] = {}

    @cached_property
    def has_flags(self) -> bool:
        """Whether any schema is `readOnly` or `writeOnly`: most documents have none."""
        pending: list[Any] = [self._document]
        while pending:
            each = pending.pop()
            if isinstance(each, dict):
                if each.get("readOnly") is True or each.get("writeOnly") is True:
                    return True
                pending += each.values()
            elif isinstance(each, list):
                pending += each
        return False

    def view(self, parts: Parts, side: Side) -> "View":
        """Give what the parts say together, about messages that go one way."""
        key = tuple([part.key for part in parts]), side
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = View(parts, self, side)
        return view


class View:
    """What the parts of one place say together, about messages that go one way."""

    def __init__(self, parts: Parts, reader: SchemaReader, side: Side) -> None:
        self._reader = reader
        self.side = side
        self.given = parts
        self.parts, self.groups = reader.flatten(parts)
        self._members: dict[str, Parts] = {}

    @cached_property
    def at(self) -> str:
        """The place for people: that of the first part which is more than a reference."""
        for part in self.parts:
            if not self._only_leads_on(part):
                return part.pointer
        known = (*self.given[:1], *self.parts[-1:])
        return known[-1].pointer if known else ""

    def _only_leads_on(self, part: Part) -> bool:
        if part.schema is False or any(part.key == group.holder for group in self.groups):
            return False
        says = part.keywords.keys() - ANNOTATIONS
        return says <= {"$ref", "anyOf", "oneOf"} or (
            says == {"allOf"} and len(part.keywords["allOf"]) == 1
        )

    def at_keyword(self, *keywords: str) -> str:
        """Give the place of the first of these keywords that is written; else that of the whole."""
        for keyword in keywords:
            for part in self._having(keyword):
                return part.pointer + pointers.pointer(keyword)
        return self.at

    def first(self, keyword: str) -> Any:
        """Give the value of an annotation; the outermost part wins."""
        return next((each.keywords[keyword] for each in self._having(keyword)), None)

    def has(self, keyword: str) -> bool:
        """Tell whether a part says anything by this keyword."""
        return any(True for _ in self._having(keyword))

    @cached_property
    def own(self) -> str:
        """What is said here itself, the schemas inside left out, as one text."""
        told = [{key: _outline(key, part.keywords[key]) for key in part.keywords}
                for part in self.parts]  # fmt: skip
        flags = {flag: sorted(names) for flag, names in self.flagged.items()}
        return json.dumps([told, flags], sort_keys=True)

    # --- types and values -----------------------------------------------------------------------

    @cached_property
    def types(self) -> frozenset[str]:
        """The kinds of values that pass; of what alternatives say, only null counts."""
        found = ATOMS.intersection(*map(part_types, self.parts))
        if "null" in found and not self._reader.admits_null(self.given):
            return found - {"null"}
        return found

    @cached_property
    def all_types(self) -> frozenset[str]:
        """The kinds of values that pass, by what the alternatives say as well."""
        found = self.types
        for group in self.groups:
            members = (self._reader.view((each,), self.side).types for each in group.members)
            found &= frozenset().union(*members)
        return found

    @cached_property
    def values(self) -> tuple[Any, ...] | None:
        """The values of an enumeration or constant, null left out; `None` where any will do."""
        lists = [each for each in map(listed_values, self.parts) if each is not None]
        if not lists:
            return None
        allowed = ATOMS.intersection(*map(declared_types, self.parts)) - {"null"}
        found: list[Any] = []
        for value in lists[0]:
            shared = all(contains_value(each, value) for each in lists[1:])
            if shared and atom_of(value) in allowed and not contains_value(found, value):
                found.append(value)
        return tuple(found)

    # --- numbers and texts ----------------------------------------------------------------------

    @cached_property
    def bounds(self) -> Mapping[str, Bound]:
        """The tightest limits, by name; exclusive ones stand under the inclusive name."""
        found: dict[str, Bound] = {}
        for part in self.parts:
            for keyword, (name, exclusive) in BOUNDS.items():
                value = part.keywords.get(keyword)
                if is_number(value):
                    where = f"{part.pointer}/{keyword}"
                    bound = Bound(keyword, fraction(value), exclusive, where)
                    if name not in found or is_tighter(bound, found[name], name):
                        found[name] = bound
        return {name: each for name, each in found.items() if says_something(name, each)}

    @cached_property
    def multiples(self) -> frozenset[Fraction]:
        """What numbers must be multiples of; 1 is left out where only integers pass."""
        written = (each.keywords["multipleOf"] for each in self._having("multipleOf"))
        found = {fraction(value) for value in written if is_number(value) and value > 0}
        return frozenset(found if "fraction" in self.types else found - {Fraction(1)})

    @cached_property
    def unique_items(self) -> bool:
        """Whether no item of an array may repeat."""
        return any(each.keywords["uniqueItems"] is True for each in self._having("uniqueItems"))

    @cached_property
    def patterns(self) -> tuple[str, ...]:
        """The regular expressions that say anything, sorted."""
        found = {each.keywords["pattern"] for each in self._having("pattern", str)}
        return tuple(sorted(found - _ANYTHING))

    @cached_property
    def format(self) -> str | None:
        """The format of a string or number."""
        return next((each.keywords["format"] for each in self._having("format", str)), None)

    # --- objects --------------------------------------------------------------------------------

    @cached_property
    def declared(self) -> Mapping[str, Parts]:
        """The properties by name, also those that do not go this way."""
        return self._collected("properties")

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The properties that are no part of such messages: read-only, or write-only ones."""
        flag = "readOnly" if self.side == "request" else "writeOnly"
        return self.flagged[flag]

    @cached_property
    def flagged(self) -> Mapping[str, frozenset[str]]:
        """The declared properties that are `readOnly`, and those that are `writeOnly`."""
        if not self._reader.has_flags:
            return {"readOnly": frozenset(), "writeOnly": frozenset()}
        flat = {name: self._reader.flatten(parts)[0] for name, parts in self.declared.items()}
        return {
            flag: frozenset(
                name
                for name, parts in flat.items()
                if any(each.keywords.get(flag) is True for each in parts)
            )
            for flag in ("readOnly", "writeOnly")
        }

    @cached_property
    def properties(self) -> Mapping[str, Parts]:
        """The properties of messages that go this way."""
        return {name: each for name, each in self.declared.items() if name not in self.hidden}

    @cached_property
    def required(self) -> Mapping[str, str]:
        """The names that must be there, with the place that says so."""
        found: dict[str, str] = {}
        for part in self._having("required", list):
            for name in part.keywords["required"]:
                if name not in self.hidden:
                    found.setdefault(name, f"{part.pointer}/required")
        return found

    @cached_property
    def pattern_properties(self) -> Mapping[str, Parts]:
        """The schemas of properties whose names match an expression."""
        return self._collected("patternProperties")

    @cached_property
    def additional(self) -> Parts:
        """What every property must keep to that no other keyword describes; empty: anything."""
        return (*self._inner("additionalProperties"), *self._inner("unevaluatedProperties"))

    @cached_property
    def is_closed(self) -> bool:
        """Whether properties that no keyword describes are refused."""
        return any(each.schema is False for each in self.additional)

    def member(self, name: str) -> Parts:
        """What a property must keep to, be it declared or not; empty: anything."""
        if name not in self._members:
            found = [each for part in self.parts for each in member_parts(part, name)]
            unevaluated = () if name in self.declared else self._inner("unevaluatedProperties")
            self._members[name] = saying((*found, *unevaluated))
        return self._members[name]

    @cached_property
    def property_names(self) -> Parts:
        """What the names of properties must keep to; empty: anything."""
        return self._inner("propertyNames")

    @cached_property
    def dependent_required(self) -> Mapping[str, frozenset[str]]:
        """The names that must be there if another one is."""
        found: dict[str, frozenset[str]] = {}
        for part in self._having("dependentRequired", Mapping):
            for name, names in part.keywords["dependentRequired"].items():
                found[name] = found.get(name, frozenset()) | frozenset(names)
        return {name: names for name, names in found.items() if names}

    @cached_property
    def dependent_schemas(self) -> Mapping[str, Parts]:
        """What an object must keep to if it has a property."""
        return self._collected("dependentSchemas")

    # --- arrays ---------------------------------------------------------------------------------

    @cached_property
    def prefix_length(self) -> int:
        """How many items have a schema of their own."""
        found = (len(each.keywords["prefixItems"]) for each in self._having("prefixItems", list))
        return max(found, default=0)

    def item(self, position: int) -> Parts:
        """What the item at a position must keep to; empty: anything."""
        found = [each for part in self.parts for each in item_parts(part, position)]
        described = position < self.prefix_length or self.has("items")
        return saying((*found, *(() if described else self._inner("unevaluatedItems"))))

    @cached_property
    def items(self) -> Parts:
        """What the items behind those with a schema of their own must keep to; empty: anything."""
        return self.item(self.prefix_length)

    @cached_property
    def contains(self) -> Parts:
        """What some item must keep to; empty where none is asked for."""
        return tuple(each.inner("contains") for each in self._having("contains"))

    # --- the rest -------------------------------------------------------------------------------

    @cached_property
    def content_schema(self) -> Parts:
        """What the JSON inside a string must keep to; empty: anything."""
        return self._inner("contentSchema")

    @cached_property
    def negations(self) -> tuple[Fragment, ...]:
        """Every `not`."""
        return tuple(Fragment(("not",), part) for part in self._having("not"))

    @cached_property
    def conditions(self) -> tuple[Fragment, ...]:
        """Every `if` that leads to something."""
        return tuple(
            Fragment(("if", "then", "else"), part)
            for part in self._having("if")
            if part.keywords.keys() & {"then", "else"}
        )

    @cached_property
    def discriminator(self) -> Discriminator | None:
        """The discriminator, its mapping completed by the names that need no mapping."""
        for part in self._having("discriminator", Mapping):
            value = part.keywords["discriminator"]
            stated = {key: mapped_pointer(each) for key, each in value.get("mapping", {}).items()}
            implied = {
                target.rpartition("/")[2]: target
                for target in alternative_targets(part)
                if target not in stated.values()
            }
            return Discriminator(
                property_name=str(value.get("propertyName", "")),
                mapping={**implied, **stated},
                stated=frozenset(stated),
                pointer=f"{part.pointer}/discriminator",
            )
        return None

    def mapped(self, value: str) -> Parts:
        """Give the schema that a value of the discriminator leads to."""
        pointer = self.discriminator.mapping.get(value, "") if self.discriminator else ""
        target = self._reader.target(Part({"$ref": f"#{pointer}"}, pointer))
        return (target,) if target else ()

    @cached_property
    def constants(self) -> Mapping[str, Any]:
        """The properties that can have one value only; alternatives are told apart by them."""
        found = {}
        for name, parts in self.properties.items():
            values = self._reader.view(parts, self.side).values
            if values is not None and len(values) == 1:
                found[name] = values[0]
        return found

    def base(self) -> Parts:
        """Give what holds whichever alternative is taken."""
        return tuple(replace(part, alone=True) for part in self.parts)

    def _having(self, keyword: str, kind: type = object) -> Iterator[Part]:
        for part in self.parts:
            if keyword in part.keywords and isinstance(part.keywords[keyword], kind):
                yield part

    def _inner(self, keyword: str) -> Parts:
        return saying(each.inner(keyword) for each in self._having(keyword))

    def _collected(self, keyword: str) -> Mapping[str, Parts]:
        found: dict[str, Parts] = {}
        for part in self._having(keyword, Mapping):
            for name, schema in part.keywords[keyword].items():
                if is_schema(schema):
                    found[name] = (*found.get(name, ()), part.inner(keyword, name))
        return found


def _outline(keyword: str, value: Any) -> Any:
    """Leave out the schemas that a keyword holds; their names, and `true` and `false`, stay."""
    if keyword == "$ref" or keyword in ANNOTATIONS:
        return ""
    held_as, kind = MEMBERS["schema"].get(keyword, ("one", None))
    if kind != "schema":
        return value
    if isinstance(value, Mapping):
        return sorted(value) if held_as == "map" else {}
    return len(value) if isinstance(value, list) else value
