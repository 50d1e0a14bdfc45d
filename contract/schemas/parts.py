"""
The parts of a schema: single schemas, each with the place where it stands.

Several parts hold together at one place of a message: a schema, what its `$ref` leads to, the
members of its `allOf`. `contract.schemas.views` says what they mean together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any, Final, Literal

from contract import pointers
from contract.model import Schema
from contract.schemas.values import ATOMS, atom_of, contains_value, matches

GroupKind = Literal["anyOf", "oneOf"]

_TYPES: Final = {
    **{each: frozenset((each,)) for each in ("null", "boolean", "integer", "string", "array")},
    "object": frozenset(("object",)),
    "number": frozenset(("integer", "fraction")),
}
_NULL: Final = frozenset(("null",))
GROUPS: Final[tuple[GroupKind, ...]] = ("anyOf", "oneOf")
ANNOTATIONS: Final = frozenset(("title", "description", "examples", "example", "$comment"))
#: What tells a part from all others of its document: pointer, `or_null`, `alone`.
PartKey = tuple[str, bool, bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A schema and where it stands; several that hold together describe one place."""

    schema: Schema
    pointer: str
    or_null: bool = False  #: Whether null passes, whatever the schema says.
    alone: bool = False  #: Whether what it refers to and consists of is left out of account.

    @property
    def key(self) -> PartKey:
        """Tell this part from all others of its document."""
        return self.pointer, self.or_null, self.alone

    @property
    def keywords(self) -> Mapping[str, Any]:
        """What the schema says; nothing where it is `true` or `false`."""
        return {} if isinstance(self.schema, bool) else self.schema

    def inner(self, *steps: str | int) -> "Part":
        """Give the schema under a keyword: `inner("properties", "name")`."""
        value: Any = self.schema
        for step in steps:
            value = value[step]
        return Part(value, self.pointer + pointers.pointer(*steps))


Parts = tuple[Part, ...]
PartsKey = tuple[PartKey, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives: an `anyOf` or a `oneOf` of several shapes, null left out."""

    kind: GroupKind
    pointer: str  #: Of the list.
    members: Parts
    holder: PartKey  #: Of the schema that the list stands in.


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit."""

    keyword: str  #: As it was written: "exclusiveMinimum".
    value: Fraction
    exclusive: bool
    pointer: str

    @property
    def number(self) -> int | float:
        """The limit as JSON would have it."""
        return int(self.value) if self.value.denominator == 1 else float(self.value)


@dataclass(frozen=True, slots=True)
class Discriminator:
    """The property that tells alternatives apart."""

    property_name: str
    mapping: Mapping[str, str]  #: Value → pointer of the schema, the implicit names included.
    stated: frozenset[str]  #: The values that the mapping itself names.
    pointer: str


@dataclass(frozen=True, slots=True)
class Fragment:
    """A keyword that is judged as a whole, such as `not`."""

    keywords: tuple[str, ...]
    part: Part  #: The schema it stands in.

    @property
    def pointer(self) -> str:
        """Where it stands."""
        return f"{self.part.pointer}/{self.keywords[0]}"

    @property
    def value(self) -> Mapping[str, Any]:
        """The keywords as a schema of their own."""
        written = self.part.keywords
        return {key: written[key] for key in self.keywords if key in written}

    def branches(self) -> Iterator[Parts]:
        """Of a condition: what holds where it is met, and where it is not."""
        written = self.part.keywords
        for keywords in (("if", "then"), ("else",)):
            yield tuple(self.part.inner(each) for each in keywords if each in written)


def is_tighter(one: Bound, other: Bound, name: str) -> bool:
    """Tell whether a limit lets less pass than another of the same name."""
    if one.value == other.value:
        return one.exclusive and not other.exclusive
    return (one.value > other.value) == name.startswith("min")


def whole(bound: Bound, name: str) -> Bound:
    """Say an exclusive or broken limit of integers by the next integer that passes."""
    if name == "minimum":
        value = floor(bound.value) + 1 if bound.exclusive else ceil(bound.value)
    elif name == "maximum":
        value = ceil(bound.value) - 1 if bound.exclusive else floor(bound.value)
    else:
        return bound
    return Bound(bound.keyword, Fraction(value), exclusive=False, pointer=bound.pointer)


#: Keyword → the name of its limit, and whether the limit itself is out.
BOUNDS: Final = {
    "minimum": ("minimum", False), "exclusiveMinimum": ("minimum", True),
    "maximum": ("maximum", False), "exclusiveMaximum": ("maximum", True),
    **{each: (each, False) for each in (
        "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties", "minContains", "maxContains",
    )},
}  # fmt: skip


def says_something(name: str, bound: Bound) -> bool:
    """A length or count is never below 0, and `contains` asks for one item by itself."""
    least = {"minLength": 0, "minItems": 0, "minProperties": 0, "minContains": 1}.get(name)
    return bound.value != least


def fraction(value: float) -> Fraction:
    """Give a number exactly."""
    # By way of text: 0.1 is meant, not the binary number nearest to it.
    return Fraction(str(value))


def is_schema(value: Any) -> bool:
    """Tell whether a value can be a schema at all."""
    return isinstance(value, Mapping | bool)


def saying(parts: Iterable[Part]) -> Parts:
    """Leave out schemas that say nothing."""
    return tuple(each for each in parts if each.schema is not True and each.schema != {})


def members(part: Part, keyword: str) -> Iterator[Part]:
    """Give the schemas of a list such as `allOf`."""
    listed = part.keywords.get(keyword)
    for number, schema in enumerate(listed if isinstance(listed, list) else ()):
        if is_schema(schema):
            yield part.inner(keyword, number)


def member_parts(part: Part, name: str) -> Iterator[Part]:
    """Find what a schema says about a property, as `additionalProperties` at last."""
    described = name in part.keywords.get("properties", {})
    if described:
        yield part.inner("properties", name)
    for pattern in part.keywords.get("patternProperties", {}):
        if matches(pattern, name):
            described = True
            yield part.inner("patternProperties", pattern)
    if not described and "additionalProperties" in part.keywords:
        yield part.inner("additionalProperties")


def item_parts(part: Part, position: int) -> Iterator[Part]:
    """Find what a schema says about the item at a position."""
    prefix = part.keywords.get("prefixItems", ())
    if position < len(prefix):
        yield part.inner("prefixItems", position)
    elif "items" in part.keywords:
        yield part.inner("items")


def declared_types(part: Part) -> frozenset[str]:
    """Give the kinds of values that `type` lets pass."""
    if part.schema is False:
        return _NULL if part.or_null else frozenset()
    written = part.keywords.get("type")
    if written is None:
        return ATOMS
    if isinstance(written, str):
        found = _TYPES.get(written, frozenset())
    else:
        found = frozenset().union(*(_TYPES.get(name, frozenset()) for name in written))
    return found | _NULL if part.or_null else found


def listed_values(part: Part) -> list[Any] | None:
    """Give the values that a schema lists."""
    listed = part.keywords.get("enum")
    values = listed if isinstance(listed, list) else None
    if "const" in part.keywords:
        const = part.keywords["const"]
        values = [const] if values is None or contains_value(values, const) else []
    return values


def part_types(part: Part) -> frozenset[str]:
    """Give the kinds of values that `type`, `enum` and `const` let pass."""
    types, values = declared_types(part), listed_values(part)
    if values is None:
        return types
    atoms = frozenset(map(atom_of, values))
    return types & (atoms | _NULL if part.or_null else atoms)


def plain_types(members: list[Part], kind: GroupKind) -> list[str]:
    """Give the types, if the members are types and nothing else."""
    atoms: list[str] = []
    names: list[str] = []
    for member in members:
        if not member.keywords or member.keywords.keys() - ANNOTATIONS != {"type"}:
            return []
        written = member.keywords["type"]
        names += [written] if isinstance(written, str) else written
        atoms += declared_types(member)
    # In `oneOf`, a value that matches twice is refused.
    is_union = kind == "anyOf" or len(atoms) == len(set(atoms))
    return list(dict.fromkeys(names)) if is_union else []


def mapped_pointer(target: Any) -> str:
    """
    Follow a mapping to the pointer of a schema.

    It names the schema by reference or by its bare name (OpenAPI 3.2.0, "Discriminator Object").
    """
    text = str(target)
    if text.startswith("#/"):
        return text[1:]
    return text if "/" in text else f"/components/schemas/{text}"


def alternative_targets(part: Part) -> Iterator[str]:
    """Give the pointers of the components that are alternatives of a schema."""
    for kind in GROUPS:
        for member in members(part, kind):
            reference = str(member.keywords.get("$ref", ""))
            if reference.startswith("#/components/schemas/"):
                yield reference[1:]
