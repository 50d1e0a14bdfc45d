"""
The least value that keeps to a schema, and one that has all that is optional.

What comes out is a good guess, no promise; whoever needs certainty asks a validator.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from contract.sampling.patterns import matching_texts
from contract.sampling.scalars import POOL, least_of, most_of, number, texts
from contract.schemas.parts import Part, Parts
from contract.schemas.steps import Step
from contract.schemas.values import contains_value
from contract.schemas.views import SchemaReader, Side, View

#: How deep a value nests, at most, and how deep it has what is optional.
_DEEPEST: Final = 12
_RICH_DEPTH: Final = 4
#: How many combinations of alternatives are tried.
_VARIANTS: Final = 12
#: How many choices are made one after the other.
_MOST_CHOICES: Final = 6
_ORDER: Final = ("object", "array", "string", "integer", "fraction", "boolean", "null")


class NoSample(Exception):
    """No value was found; there may be none."""


class Sampler:
    """Makes values for the schemas of one document, as they go one way."""

    def __init__(self, reader: SchemaReader, side: Side) -> None:
        self._reader = reader
        self._side: Side = side

    def view(self, parts: Parts) -> View:
        """Read what parts say together."""
        return self._reader.view(parts, self._side)

    def variants(self, parts: Parts) -> Iterator[Parts]:
        """Give what holds for each choice among the alternatives of a schema, not too many."""
        return islice(self._variants(parts), _VARIANTS)

    def sample(self, parts: Parts, *, rich: bool = False, depth: int = 0) -> Any:
        """
        Make the least value that keeps to a schema; a rich one has all that is optional.

        Raises:
            NoSample: none was found.
        """
        if depth <= _DEEPEST:
            for variant in self.variants(parts):
                try:
                    return self._one_shape(self.view(variant), rich=rich, depth=depth)
                except NoSample:
                    continue
        raise NoSample

    def samples(self, parts: Parts) -> Iterator[Any]:
        """Give the least value and a rich one, as far as they can be found."""
        for rich in (False, True):
            try:
                yield self.sample(parts, rich=rich)
            except NoSample:
                continue

    def _variants(self, parts: Parts, depth: int = 0) -> Iterator[Parts]:
        view = self.view(parts)
        if not view.groups:
            yield parts
            return
        if depth == _MOST_CHOICES:
            return  # Alternatives that lead to themselves.
        for number_ in range(max(len(group.members) for group in view.groups)):
            chosen = (group.members[number_ % len(group.members)] for group in view.groups)
            yield from self._variants((*view.base(), *chosen), depth + 1)

    def _one_shape(self, view: View, *, rich: bool, depth: int) -> Any:
        if view.values:
            return view.values[-1 if rich else 0]
        atoms = view.types if view.values is None else view.types & {"null"}
        for atom in _ORDER:
            if atom in atoms:
                return self._of_kind(view, atom, rich=rich, depth=depth)
        raise NoSample

    def _of_kind(self, view: View, atom: str, *, rich: bool, depth: int) -> Any:
        if atom == "object":
            return self.object(view, rich=rich, depth=depth)
        if atom == "array":
            return self.array(view, rich=rich, depth=depth)
        if atom in ("boolean", "null"):
            return True if atom == "boolean" else None
        found = next(texts(view), None) if atom == "string" else number(view, rich=rich)
        if found is None:
            raise NoSample
        return found

    # --- objects --------------------------------------------------------------------------------

    def object(self, view: View, *, rich: bool = False, depth: int = 0) -> dict[str, Any]:
        """
        Make an object with what it must have, or with all it can have.

        Raises:
            NoSample: none was found.
        """
        made: dict[str, Any] = {}
        for name in view.required:
            made[name] = self.sample(view.member(name), rich=rich, depth=depth + 1)
        if rich and depth < _RICH_DEPTH:
            for name in view.properties:
                self._add(view, made, name, depth)
        for name in list(made):
            for other in sorted(view.dependent_required.get(name, ())):
                self._add(view, made, other, depth)
        self.fill(view, made, least_of(view, "minProperties"), depth)
        return made

    def fill(self, view: View, made: dict[str, Any], count: int, depth: int = 0) -> None:
        """Add properties until there are so many, the described ones first."""
        more = (f"extra{number_}" for number_ in range(1, count + 1))
        for name in chain(view.properties, more):
            if len(made) >= count:
                return
            self._add(view, made, name, depth)

    def _add(self, view: View, made: dict[str, Any], name: str, depth: int) -> None:
        """Add a property, if it is missing and a value for it is found."""
        try:
            if name not in made:
                made[name] = self.sample(view.member(name), rich=True, depth=depth + 1)
        except NoSample:
            return

    # --- arrays ---------------------------------------------------------------------------------

    def array(self, view: View, *, rich: bool = False, depth: int = 0) -> list[Any]:
        """
        Make an array of as many items as it must have, or of one.

        Raises:
            NoSample: none was found.
        """
        count = max(least_of(view, "minItems"), 1 if rich and depth < _RICH_DEPTH else 0)
        most = most_of(view, "maxItems")
        count = count if most is None else min(count, most)
        made = [self.item(view, position, depth) for position in range(count)]
        if view.contains:
            wanted = self.sample(view.contains, depth=depth + 1)
            times = least_of(view, "minContains", 1)
            made = [wanted] * times + made[times:]
        return self.distinct(view, made) if view.unique_items else made

    def item(self, view: View, position: int, depth: int = 0) -> Any:
        """
        Make the item at a position.

        Raises:
            NoSample: none was found.
        """
        return self.sample(view.item(position), depth=depth + 1)

    def distinct(self, view: View, items: Sequence[Any]) -> list[Any]:
        """Exchange items that repeat, as far as other values are found."""
        found: list[Any] = []
        for position, item in enumerate(items):
            inner = self.view(view.item(position))
            others = chain([item], inner.values or (), self._numbered(inner, position), POOL)
            fresh = (each for each in others if not contains_value(found, each))
            found.append(next(fresh, item))
        return found

    def _numbered(self, view: View, position: int) -> Iterator[Any]:
        """Give values of one kind that depend on the position."""
        if "string" in view.types:
            yield f"text{position}"
        if "integer" in view.types:
            yield (number(view, rich=False) or 0) + position

    # --- a value at a place ---------------------------------------------------------------------

    def along(self, parts: Parts, steps: Sequence[Step], *, old: bool) -> Parts:
        """Follow steps from a whole message to what holds at a place inside it."""
        for step in steps:
            parts = self._inside(parts, step, old=old)
        return parts

    def embed(
        self, parts: Parts, steps: Sequence[Step], value: Any, *, old: bool, rich: bool = False
    ) -> Any:
        """
        Put a value at a place inside the least message that has this place, or a rich one.

        Raises:
            NoSample: no message around it was found.
        """
        if not steps:
            return value
        step = steps[0]
        inner = self._inside(parts, step, old=old)
        placed = self.embed(inner, steps[1:], value, old=old, rich=rich)
        if step.kind in ("alternative", "mapped"):
            return placed
        if step.kind in ("item", "items", "contains"):
            return self._with_item(parts, step, placed)
        return self._with_property(parts, step, placed, rich=rich)

    def _inside(self, parts: Parts, step: Step, *, old: bool) -> Parts:
        view = self.view(parts)
        if step.kind in ("alternative", "mapped"):
            member = step.old if old else step.new
            return (*view.base(), *member) if member else parts
        if step.kind == "dependent":
            return (*parts, *view.dependent_schemas.get(step.name, ()))
        found = {
            "pattern": view.pattern_properties.get(step.name, ()),
            "additional": view.additional,
            "name": view.property_names,
            "items": view.items,
            "contains": view.contains,
            "content": view.content_schema,
        }
        if step.kind == "item":
            return view.item(step.position)
        return view.member(step.name) if step.kind == "property" else found[step.kind]

    def _with_item(self, parts: Parts, step: Step, placed: Any) -> list[Any]:
        view = self._as_kind(parts, "array")
        around = self.array(view)
        position = step.position if step.kind == "item" else view.prefix_length
        while len(around) <= position:
            around.append(self.item(view, len(around)))
        around[position] = placed
        return self.distinct(view, around) if view.unique_items else around

    def _with_property(
        self, parts: Parts, step: Step, placed: Any, *, rich: bool
    ) -> dict[str, Any]:
        around = self.object(self._as_kind(parts, "object"), rich=rich)
        if step.kind == "name":
            return {**around, str(placed): "text"}
        if step.kind == "dependent":
            if not isinstance(placed, dict):
                raise NoSample
            return {**around, step.name: "text", **placed}
        if step.kind == "pattern":
            return {**around, next(matching_texts(step.name, 1), "extra"): placed}
        return {**around, "extra" if step.kind == "additional" else step.name: placed}

    def _as_kind(self, parts: Parts, kind: str) -> View:
        """Choose the alternative that can be an object or array, where there is a choice."""
        for variant in self.variants(parts):
            view = self.view((*variant, Part({"type": kind}, f"type {kind}")))
            if kind in view.types:
                return view
        raise NoSample
