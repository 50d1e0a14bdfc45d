"""Values at the edges of what a schema lets pass, and just beyond those of another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contract.sampling.patterns import matching_texts
from contract.sampling.sampler import NoSample, Sampler
from contract.sampling.scalars import POOL, counts, edge_numbers, edge_texts
from contract.schemas.parts import Parts
from contract.schemas.values import atom_of
from contract.schemas.views import View


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema, and what makes values for it."""

    sampler: Sampler
    parts: Parts

    @property
    def view(self) -> View:
        """What the parts say together."""
        return self.sampler.view(self.parts)

    def samples(self, *more: Parts) -> list[Any]:
        """Give a few values that keep to the schema, or to others of its document."""
        parts = tuple(part for each in more for part in each) if more else self.parts
        return list(self.sampler.samples(parts))


def edges(shape: Shape, against: Shape | None = None) -> Iterator[Any]:
    """
    Give values that may keep to a schema and may break another, the plainest first.

    Many do neither; a validator tells.
    """
    variants = list(shape.sampler.variants(shape.parts))
    for fragment in shape.view.conditions:
        variants += [(*shape.parts, *branch) for branch in fragment.branches()]
    for variant in variants:
        yield from _shape_edges(Shape(shape.sampler, variant), against)


def _shape_edges(shape: Shape, against: Shape | None) -> Iterator[Any]:
    view = shape.view
    yield from shape.samples()
    if view.values is not None:
        yield from view.values
    else:
        yield from _told(view)
        yield from _against_keywords(shape, against)
        yield from _edges_by_kind(shape, against)
    if "null" in view.types:
        yield None


def _edges_by_kind(shape: Shape, against: Shape | None) -> Iterator[Any]:
    view = shape.view
    others = [against.view] if against else []
    if view.types & {"integer", "fraction"}:
        yield from edge_numbers(view, others)
    if "string" in view.types:
        yield from edge_texts(view, others)
    if "array" in view.types:
        yield from _edge_arrays(shape, others)
        yield from _counted_items(shape, against)
    if "object" in view.types:
        yield from _edge_objects(shape, against)
    yield from (each for each in (*POOL, False) if atom_of(each) in view.types)


def _told(view: View) -> Iterator[Any]:
    """Give the values that a schema tells as examples."""
    for part in view.parts:
        examples = part.keywords.get("examples")
        yield from examples if isinstance(examples, list) else ()
        yield from (part.keywords[key] for key in ("default", "example") if key in part.keywords)


def _against_keywords(shape: Shape, against: Shape | None) -> Iterator[Any]:
    """Give values that the other schema speaks of by `not` or `if`, made to fit this one."""
    if against is None:
        return
    least = _object(shape, rich=False)
    most = _object(shape, rich=True)
    for fragment in (*against.view.negations, *against.view.conditions):
        keyword = fragment.keywords[0]
        for value in against.samples((fragment.part.inner(keyword),)):
            yield value
            if isinstance(value, dict):
                yield {**least, **value}
                yield {**most, **value}
                # Without what `then` asks for beside `if`.
                yield {key: value.get(key, each) for key, each in most.items() if key in value}


# --- arrays -------------------------------------------------------------------------------------


def _edge_arrays(shape: Shape, others: list[View]) -> Iterator[list[Any]]:
    sampler, view = shape.sampler, shape.view
    for length in counts((view, *others), "minItems", "maxItems"):
        try:
            items = [sampler.item(view, position, 1) for position in range(length)]
        except NoSample:
            break
        yield sampler.distinct(view, items) if view.unique_items else items
    usual: list[Any] = []
    for position in range(max(each.prefix_length for each in (view, *others)) + 1):
        if not view.item(position):
            yield from ([*usual, odd] for odd in POOL)
        try:
            usual.append(sampler.item(view, position, 1))
        except NoSample:
            break
        yield list(usual)
        yield [*usual, usual[-1]]


def _counted_items(shape: Shape, against: Shape | None) -> Iterator[list[Any]]:
    """Give arrays with some of the items that `contains` speaks of."""
    counted = [each for each in (shape, against) if each is not None and each.view.contains]
    found = [value for each in counted for value in each.samples(each.view.contains)]
    views = [each.view for each in counted]
    for value in (*found, *POOL) if counted else ():
        for count in counts(views, "minContains", "maxContains"):
            yield [value] * count
        yield from ([other, value] for other in found)


# --- objects ------------------------------------------------------------------------------------


def _edge_objects(shape: Shape, against: Shape | None) -> Iterator[dict[str, Any]]:
    sampler, view = shape.sampler, shape.view
    others = [against.view] if against else []
    least, most = _object(shape, rich=False), _object(shape, rich=True)
    for whole in (most, _object(against, rich=True) if against else {}):
        for name in whole:
            yield {key: value for key, value in whole.items() if key != name}
    yield from ({**least, name: value} for name, value in most.items())
    for name in _odd_names(view, others):
        parts = view.member(name)
        for value in sampler.samples(parts) if parts else POOL:
            yield {**least, name: value}
    for count in counts((view, *others), "minProperties", "maxProperties"):
        padded = dict(least)
        sampler.fill(view, padded, count, 1)
        yield padded


def _object(shape: Shape, *, rich: bool) -> dict[str, Any]:
    try:
        return shape.sampler.object(shape.view, rich=rich)
    except NoSample:
        return {}


def _odd_names(view: View, others: list[View]) -> list[str]:
    """Give names that one of several schemas treats in its own way."""
    found: list[str] = []
    for each in (view, *others):
        found += [*each.declared, *each.required, *each.dependent_required, *each.dependent_schemas]
        for pattern in each.pattern_properties:
            found.append(next(matching_texts(pattern, 1), "x-extra"))
    return list(dict.fromkeys((*found, "extra", "Extra 1", "1")))
