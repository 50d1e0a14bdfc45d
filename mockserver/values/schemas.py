"""The schemas of one contract: what they say, and what they admit."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any, Final

from contract.model import Contract, Schema
from contract.pointers import pointer
from contract.sampling import Sampler, Shape, edges
from contract.schemas.parts import Part, Parts, PartsKey
from contract.schemas.values import ATOMS
from contract.schemas.views import SchemaReader, Side, View
from contract.validation.schemas import CompiledSchema, SchemaCompiler


class NoValue(Exception):
    """No value was found; there may be none. `nearest` comes near to one, unless it is None."""

    def __init__(self, nearest: Any = None) -> None:
        super().__init__()
        self.nearest = nearest


#: How many components that build on the same one are taken for it.
_MOST_HEIRS: Final = 8
#: How many values at the edges of a schema are tried.
_MOST_EDGES: Final = 100
#: The kinds of values, the richest first.
_KINDS: Final = ("object", "array", "string", "integer", "fraction", "boolean")


class Schemas:
    """Reads and compiles schemas, each once."""

    def __init__(self, contract: Contract, side: Side) -> None:
        self._document = contract.document
        self._reader = SchemaReader(contract.document)
        self._side: Side = side
        self._sampler = Sampler(self._reader, side)
        self._compiler = SchemaCompiler(contract)
        self._compiled: dict[PartsKey, CompiledSchema] = {}
        self._by_view: dict[View, CompiledSchema] = {}
        self._roots: dict[int, Part] = {}
        self._hiding: dict[PartsKey, bool] = {}

    def parts(self, schema: Schema | Parts) -> Parts:
        """Give a schema as parts that hold together: one part, the same one every time."""
        if isinstance(schema, tuple):
            return schema
        known = self._roots.get(id(schema))
        if known is None or known.schema is not schema:
            known = self._roots[id(schema)] = Part(schema, f"#made/{len(self._roots)}")
        return (known,)

    def view(self, parts: Parts) -> View:
        """Read what parts say together, as messages go this way."""
        return self._reader.view(parts, self._side)

    def variants(self, view: View) -> list[View]:
        """Read what holds for each choice among the alternatives of a schema, not too many."""
        heirs = [self.view((*view.given, each)) for each in self._heirs(view)]
        if named := [each for each in heirs if self._may_be_named(each)]:
            return named[:_MOST_HEIRS]
        return [self.view(each) for each in self._sampler.variants(view.given)]

    def _heirs(self, view: View) -> list[Part]:
        """
        Give the components that build on a schema which tells them apart, if it is that one itself.

        They need not be listed as alternatives (OpenAPI 3.2.0, "Discriminator Object").
        """
        found = view.discriminator
        if found is None or view.groups or view.is_closed or label_of(view):
            return []
        holder = found.pointer.removesuffix("/discriminator")
        heirs = self._by_ancestor.get(f"#{holder}", [])
        if not found.stated:
            return heirs
        return [each for each in heirs if each.pointer in found.mapping.values()]

    def _may_be_named(self, heir: View) -> bool:
        """Tell whether the property that tells what an object is can say that it is this one."""
        label = label_of(heir)
        return label is not None and self.admits(heir.member(label[0]), label[1])

    @cached_property
    def _by_ancestor(self) -> Mapping[str, list[Part]]:
        components = self._document.get("components", {}).get("schemas", {})
        found: dict[str, list[Part]] = {}
        for name, schema in components.items():
            all_of = schema.get("allOf") if isinstance(schema, Mapping) else None
            for each in all_of if isinstance(all_of, list) else ():
                if isinstance(each, Mapping) and isinstance(each.get("$ref"), str):
                    heir = Part(schema, pointer("components", "schemas", name))
                    found.setdefault(each["$ref"], []).append(heir)
        return found

    def edges(self, view: View) -> Iterator[Any]:
        """Give values at the edges of a schema; a validator tells which it admits."""
        return islice(edges(Shape(self._sampler, view.given)), _MOST_EDGES)

    def fill(self, view: View, made: dict[str, Any], count: int, depth: int) -> None:
        """Add properties until there are so many, the described ones first."""
        self._sampler.fill(view, made, count, depth)

    def compiled(self, parts: Parts) -> CompiledSchema:
        """Compile parts that hold together."""
        key = key_of(parts)
        compiled = self._compiled.get(key)
        if compiled is None:
            both: list[Any] = [_written(part) for part in parts]
            whole = {"allOf": both} if both else True
            compiled = self._compiled[key] = self._compiler.compile(whole)
        return compiled

    def admits(self, parts: Parts, value: Any) -> bool:
        """Tell whether parts that hold together admit a value."""
        return self.compiled(parts).is_valid(value)

    def passes(self, view: View, value: Any) -> bool:
        """Tell whether a schema that was read admits a value."""
        compiled = self._by_view.get(view)
        if compiled is None:
            compiled = self._by_view[view] = self.compiled(view.given)
        return compiled.is_valid(value)

    def hides(self, parts: Parts, around: frozenset[PartsKey] = frozenset()) -> bool:
        """Tell whether something inside is not for this way: read-only or write-only."""
        key = key_of(parts)
        if not self._reader.has_flags or key in around:
            return False
        if key not in self._hiding:
            inner, view = around | {key}, self.view(parts)
            below = [*view.properties.values(), view.items, view.additional]
            below += [(member,) for group in view.groups for member in group.members]
            hides = bool(view.hidden) or any(self.hides(each, inner) for each in below)
            self._hiding[key] = hides
        return self._hiding[key]

    def kept(self, view: View, known: dict[str, Any]) -> int:
        """Count the members of a known object that one choice admits; its label counts most."""
        named = [name for name in known if name in view.properties]
        count = sum(1 if self.admits(view.member(n), known[n]) else -1 for n in named)
        label = label_of(view)
        return count + len(known) if label and known.get(label[0]) == label[1] else count


def key_of(parts: Parts) -> PartsKey:
    """Tell parts from all others of their document."""
    return tuple(part.key for part in parts)


def _written(part: Part) -> Schema:
    """Give the schema of a part, with null where the part admits it."""
    if not part.or_null:
        return part.schema
    return {"anyOf": [part.schema, {"type": "null"}]}


def implied(view: View) -> Iterator[Parts]:
    """Give what also holds where conditions are met or not, and what is not forbidden."""
    for fragment in view.conditions:
        yield from fragment.branches()
    for fragment in view.negations:
        inner = fragment.part.inner("not")
        if "not" in inner.keywords:
            yield (inner.inner("not"),)


def component_of(part: Part) -> str:
    """Name the component that a part is; empty where it is none."""
    holder, _, name = part.pointer.rpartition("/")
    return name if holder == "/components/schemas" else ""


def required_of(view: View) -> dict[str, str]:
    """
    Give the members that must be there, the write-only ones among them too.

    JSON Schema knows no direction: whoever judges by it misses them.
    """
    found = dict(view.required)
    for part in view.parts:
        names = part.keywords.get("required")
        for name in names if isinstance(names, list) else ():
            found.setdefault(name, part.pointer)
    return found


def label_of(view: View) -> tuple[str, str] | None:
    """
    Give the property that tells alternatives apart, and what it says of objects of a schema.

    That is the name that the mapping has for one of its parts, else the name of the component that
    it is (OpenAPI 3.2.0, "Discriminator Object"); no validator of JSON Schema asks for it.
    """
    found = view.discriminator
    if found is None or not found.property_name:
        return None
    names = {pointer: name for name, pointer in found.mapping.items()}
    holder = found.pointer.removesuffix("/discriminator")
    for part in view.parts:
        if part.pointer in names:
            return found.property_name, names[part.pointer]
    for part in view.parts:
        if part.pointer != holder and (component := component_of(part)):
            return found.property_name, component
    return None


def kind_of(view: View) -> str:
    """Choose the kind of value to make, by what open keywords speak of; empty where none is."""
    atoms = view.types
    if atoms >= ATOMS - {"null"}:
        if view.declared or view.required or view.pattern_properties or view.additional:
            return "object"
        if view.items or view.prefix_length or view.contains:
            return "array"
        return "fraction" if view.bounds.keys() & {"minimum", "maximum"} else "string"
    return next((kind for kind in _KINDS if kind in atoms), "")


def is_plain(value: Any) -> bool:
    """Tell whether a value holds no objects, whose members are looked at one by one."""
    if isinstance(value, list):
        return all(map(is_plain, value))
    return not isinstance(value, dict)
