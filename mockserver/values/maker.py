"""
Values that a schema admits, always the same at the same place.

An example, a default or a constant is taken where there is one that the schema admits; the rest is
made, by what names and formats tell, and by type and limits otherwise. Each value's chance derives
from the world's seed and the value's place. The first attempt is not looked at on its way; one that
turns out invalid is made again with every part of it checked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Final, NamedTuple

import orjson

from contract.model import Contract, Schema
from contract.sampling import POOL, Shape, edges
from contract.sampling.scalars import least_of, most_of
from contract.schemas.parts import Parts, PartsKey
from contract.schemas.values import atom_of, contains_value
from contract.schemas.views import Side, View
from contract.validation.schemas import CompiledSchema
from mockserver.values.agreement import agreed
from mockserver.values.meanings import is_moment, is_often_null, range_for, subject_of
from mockserver.values.numbers import number_between
from mockserver.values.scene import Draws, Scene
from mockserver.values.schemas import (
    NoValue,
    Schemas,
    component_of,
    implied,
    key_of,
    kind_of,
    required_of,
)
from mockserver.values.texts import text
from mockserver.words import singular
from mockserver.world import World

#: What is said of a value where nothing is known of it.
UNKNOWN: Final[Any] = object()

#: How deep a value nests at most, and how deep it has what is optional.
_DEEPEST: Final = 16
_RICH_DEPTH: Final = 6
#: How many values are made inside one, and how many at the edges are tried in the end.
_MOST_STEPS: Final = 2000
_MOST_EDGES: Final = 100
#: The keys of maps, whose members have no names of their own.
_KEYS: Final = ("first", "second", "third")
_USUAL_KEYS: Final = 2


@dataclass(slots=True)
class _Run:
    """One value while it is made."""

    is_strict: bool  #: Whether every part is checked.
    subject: str  #: What the whole value is about.
    steps: int = 0


class _Spot(NamedTuple):
    """Where a value is made, and what is around it."""

    run: _Run
    digest: bytes  #: Of the place.
    scene: Scene
    name: str = ""  #: Of the property, or of one item of a property.
    known: Any = UNKNOWN
    row: int = 0  #: The position in the nearest list: only the first row is like the example.
    depth: int = 0
    around: frozenset[View] = frozenset()  #: What is being made around this: it may recur.

    def below(self, name: str) -> bytes:
        """Give the digest of a place inside."""
        return blake2b(self.digest + name.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class ValueMaker:
    """Makes values for the schemas of one contract, as they go one way."""

    def __init__(self, contract: Contract, side: Side = "response") -> None:
        """`side`: requests have nothing that is read-only, responses nothing that is write-only."""
        self._schemas = Schemas(contract, side)
        self._sampler = self._schemas.sampler
        self._admits = self._schemas.admits
        self._hard: set[PartsKey] = set()
        self._showing: dict[PartsKey, tuple[str, ...]] = {}
        self._compiled: dict[View, CompiledSchema] = {}
        self._variants: dict[View, tuple[View, ...]] = {}
        self._inner: dict[tuple[View, str], View] = {}
        self._draws, self._scene_draws = Draws(), Draws()

    def make(
        self,
        world: World,
        schema: Schema | Parts,
        *place: object,
        known: Any = UNKNOWN,
        row: int = 0,
    ) -> Any:
        """
        Make a value of a schema for a place, such as ("GET /pets", "200").

        `known` is what the value should be, or have among its members, as far as the schema admits
        it. `row` tells the values of one list apart: the first is like the examples.

        Raises:
            NoValue: nothing that the schema admits was found; there may be no such value.
        """
        parts = self._schemas.parts(schema)
        if isinstance(known, dict):
            shown = self._shown(parts, known)
            if shown is not None:
                return shown
        digest, subject = world.digest(*place), str(place[0]) if place else ""
        scene = Scene(self._scene_draws, digest, ())
        key, view = key_of(parts), self._sampler.view(parts)
        for is_strict in (False, True) if key not in self._hard else (True,):
            spot = _Spot(_Run(is_strict, subject), digest, scene, known=known, row=row)
            try:
                made = self._value(view, spot)
            except NoValue:
                continue
            if self._admits(parts, made):
                return made
            self._hard.add(key)
        raise NoValue

    def _shown(self, parts: Parts, known: dict[str, Any]) -> dict[str, Any] | None:
        """Give a known object as a schema without alternatives has it, if nothing is left open."""
        key = key_of(parts)
        names = self._showing.get(key)
        if names is None:
            view = self._sampler.view(parts)
            is_open = bool(view.groups) or self._schemas.hides(parts)
            names = self._showing[key] = () if is_open else tuple(view.properties)
        if not names or not all(map(known.__contains__, names)):
            return None
        shown = {name: known[name] for name in names}
        return shown if self._admits(parts, shown) else None

    def admits(self, schema: Schema | Parts, value: Any) -> bool:
        """Tell whether a schema admits a value."""
        return self._admits(self._schemas.parts(schema), value)

    def view(self, schema: Schema | Parts) -> View:
        """Read what a schema says, alternatives left open."""
        return self._sampler.view(self._schemas.parts(schema))

    def alternatives(self, schema: Schema | Parts) -> list[Parts]:
        """Give what holds for each alternative of a schema; itself where it has none."""
        parts = self._schemas.parts(schema)
        view = self._sampler.view(parts)
        if not view.groups:
            return [parts]
        own = view.base()
        return [each for one in view.groups[0].members for each in self.alternatives((*own, one))]

    # --- one value ------------------------------------------------------------------------------

    def _passes(self, view: View, value: Any) -> bool:
        compiled = self._compiled.get(view)
        if compiled is None:
            compiled = self._compiled[view] = self._schemas.compiled(view.given)
        return compiled.is_valid(value)

    def _choices(self, view: View) -> tuple[View, ...]:
        found = self._variants.get(view)
        if found is None:
            variants = map(self._sampler.view, self._sampler.variants(view.given))
            found = self._variants[view] = tuple(variants)
        return found

    def _value(self, view: View, spot: _Spot) -> Any:
        run, known = spot.run, spot.known
        run.steps += 1
        if spot.depth > _DEEPEST or run.steps > _MOST_STEPS:
            raise NoValue
        if known is not UNKNOWN and _is_plain(known) and self._passes(view, known):
            return known
        for candidate in self._candidates(view, spot):
            if not run.is_strict or self._passes(view, candidate):
                return candidate
        raise NoValue

    def _candidates(self, view: View, spot: _Spot) -> Iterator[Any]:
        yield from self._told(view, spot)
        variants = self._choices(view)
        start = spot.row % len(variants) if variants and spot.known is UNKNOWN else 0
        for attempt in range(3 if spot.run.is_strict else 1):
            again = spot._replace(digest=spot.below(f"again {attempt}")) if attempt else spot
            for variant in self._ordered(variants, start, spot):
                try:
                    yield self._shape(variant, again)
                except NoValue:
                    continue
        if view.all_types & {"null"}:
            yield None
        if spot.run.is_strict:
            for value in chain(islice(edges(Shape(self._sampler, view.given)), _MOST_EDGES), POOL):
                spot.run.steps += 1
                yield value

    def _told(self, view: View, spot: _Spot) -> Iterator[Any]:
        """Give the example or default, unless another row has it already."""
        if spot.row or spot.known is not UNKNOWN:
            return
        listed = view.first("examples")
        told = [view.first("example"), *(listed if isinstance(listed, list) else ())]
        # An empty default says nothing of what values look like.
        told.append(view.first("default"))
        for value in told:
            is_telling = value not in (None, "", [], {}) and not isinstance(value, dict)
            if is_telling and self._passes(view, value):
                yield value

    def _ordered(self, variants: tuple[View, ...], start: int, spot: _Spot) -> Iterator[View]:
        """Give the choices in their order from one on; checked ones also by their conditions."""
        turned = variants[start:] + variants[:start]
        if isinstance(spot.known, dict) and len(turned) > 1:
            known = spot.known
            turned = tuple(sorted(turned, key=lambda each: -self._schemas.kept(each, known)))
        for variant in turned:
            yield variant
            if spot.run.is_strict:
                for more in implied(variant):
                    yield self._sampler.view((*variant.given, *more))

    def _shape(self, view: View, spot: _Spot) -> Any:
        atoms = view.types
        if "null" in atoms and (is_often_null(spot.name) or atoms == {"null"}):
            return None
        draws = self._draws.seeded(spot.digest)
        if view.values is not None:
            if not view.values:
                raise NoValue
            return draws.random.choice(view.values)
        kind = kind_of(view, spot.known)
        if kind == "object":
            return self._object(view, spot)
        if kind == "array":
            return self._array(view, spot)
        if kind == "boolean":
            return draws.random.random() < 0.5
        made = self._text(view, spot) if kind == "string" else _number(view, spot, draws)
        if made is None:
            raise NoValue
        return made

    def _text(self, view: View, spot: _Spot) -> str | None:
        if view.content_schema and "json" in str(view.first("contentMediaType")):
            inner = spot._replace(digest=spot.below("json"), depth=spot.depth + 1)
            content = self._sampler.view(view.content_schema)
            return orjson.dumps(self._value(content, inner)).decode()
        return text(view, spot.name, spot.scene, self._draws)

    # --- objects --------------------------------------------------------------------------------

    def _object(self, view: View, spot: _Spot) -> dict[str, Any]:
        if isinstance(spot.known, dict):
            shown = {name: spot.known[name] for name in view.properties if name in spot.known}
            if len(shown) == len(view.properties) > 0 and self._is_shown(view, shown):
                return shown
        example = view.first("example")
        known = spot.known if isinstance(spot.known, dict) else {}
        if isinstance(example, dict) and spot.row == 0:
            known = {**example, **known}
        subject = subject_of(spot.name or spot.run.subject, *map(component_of, view.parts))
        inside = spot._replace(
            scene=Scene(self._scene_draws, spot.digest, subject),
            known=known,
            depth=spot.depth + 1,
            around=spot.around | {view},
        )
        is_lean = view in spot.around or spot.depth >= _RICH_DEPTH
        made = self._members(view, inside, is_lean=is_lean)
        self._complete(view, made, inside)
        return agreed(made, lambda name, value: self._passes(self._at(view, name), value), known)

    def _is_shown(self, view: View, known: dict[str, Any]) -> bool:
        """Tell whether a known object can stay as it is."""
        has_secrets = any(
            not _is_plain(value) and self._schemas.hides(view.member(name))
            for name, value in known.items()
        )
        return not has_secrets and self._passes(view, known)

    def _members(self, view: View, spot: _Spot, *, is_lean: bool) -> dict[str, Any]:
        made: dict[str, Any] = {}
        required = required_of(view)
        most = most_of(view, "maxProperties")
        for name in dict.fromkeys((*required, *view.properties, *self._unnamed(view, spot.known))):
            if name not in required:
                if (is_lean and name not in spot.known) or (most is not None and len(made) >= most):
                    continue
                if view.property_names and not self._admits(view.property_names, name):
                    continue
            if not self._try(view, made, name, spot) and name in required:
                raise NoValue
        if view.additional and not made and not spot.known and not is_lean:
            for key in _KEYS[: _USUAL_KEYS if most is None else min(most, _USUAL_KEYS)]:
                self._try(view, made, key, spot)
        # In the order in which the contract names them.
        named = [each for each in view.declared if each in made]
        return {name: made[name] for name in dict.fromkeys((*named, *made))}

    def _try(self, view: View, made: dict[str, Any], name: str, spot: _Spot) -> bool:
        """Add a member; tells whether a value was found for it."""
        try:
            made[name] = self._member(view, name, spot)
        except NoValue:
            return False
        return True

    def _unnamed(self, view: View, known: dict[str, Any]) -> list[str]:
        """Give the known members that no schema names, where such are at home."""
        if view.is_closed or (view.declared and not view.additional):
            return []
        return [name for name in known if name not in view.declared]

    def _at(self, view: View, name: str) -> View:
        """Read what a member keeps to."""
        found = self._inner.get((view, name))
        if found is None:
            found = self._sampler.view(view.member(name))
            if name in view.declared:
                self._inner[view, name] = found
        return found

    def _member(self, view: View, name: str, spot: _Spot) -> Any:
        run, _, scene, _, known, row, depth, around = spot
        told = UNKNOWN if name in view.hidden else known.get(name, UNKNOWN)
        inner = _Spot(run, spot.below(name), scene, name, told, row, depth, around)
        return self._value(self._at(view, name), inner)

    def _complete(self, view: View, made: dict[str, Any], spot: _Spot) -> None:
        """Add what members ask for beside themselves, and members until there are enough."""
        for name in list(made):
            for other in sorted(view.dependent_required.get(name, ())):
                if other not in made:
                    made[other] = self._member(view, other, spot)
            extra = view.dependent_schemas.get(name, ())
            if extra:
                both = self._sampler.view((*view.given, *extra))
                made.update(self._members(both, spot._replace(known={**made}), is_lean=True))
        least = least_of(view, "minProperties")
        if len(made) < least:
            try:
                made.update(
                    (name, self._member(view, name, spot))
                    for name in view.properties
                    if name not in made
                )
            finally:
                self._sampler.fill(view, made, least, spot.depth)

    # --- arrays ---------------------------------------------------------------------------------

    def _array(self, view: View, spot: _Spot) -> list[Any]:
        inner = self._sampler.view(view.items)
        least, most = least_of(view, "minItems"), most_of(view, "maxItems")
        usual = (
            0 if inner in spot.around or spot.depth >= _RICH_DEPTH else 3 if spot.depth < 2 else 2
        )
        count = max(least, usual, view.prefix_length if usual else 0)
        count = count if most is None else min(count, most)
        known = spot.known if isinstance(spot.known, list) else None
        count = count if known is None else max(least, len(known))
        made: list[Any] = []
        if view.contains:
            times = max(1, least_of(view, "minContains", 1))
            made = [self._item(view.contains, spot, place) for place in range(times)]
        while len(made) < count:
            try:
                made.append(self._fresh(view, made, spot, known))
            except NoValue:
                if len(made) < least:
                    raise
                break
        return made

    def _fresh(self, view: View, made: list[Any], spot: _Spot, known: list[Any] | None) -> Any:
        """Make one more item; where none may repeat, one that is not there yet."""
        parts, index = view.item(len(made)), len(made)
        told = known[index] if known is not None and index < len(known) else UNKNOWN
        item = self._item(parts, spot, index, known=told)
        if not view.unique_items:
            if told is UNKNOWN and isinstance(item, str) and item in made:
                return self._item(parts, spot, index + 100)  # Nobody tags a thing twice.
            return item
        if not contains_value(made, item):
            return item
        values = self._sampler.view(parts).values or ()
        for other in (*values, *(self._item(parts, spot, index + 100 * n) for n in range(1, 9))):
            if not contains_value(made, other):
                return other
        for other in islice(edges(Shape(self._sampler, parts)), _MOST_EDGES):
            if not contains_value(made, other) and self._admits(parts, other):
                return other
        raise NoValue

    def _item(self, parts: Parts, spot: _Spot, index: int, *, known: Any = UNKNOWN) -> Any:
        digest, scene = spot.below(str(index)), spot.scene
        if index:  # Of several texts, the first is about the object itself.
            scene = Scene(self._scene_draws, digest, scene.subject)
        inner = spot._replace(
            digest=digest,
            scene=scene,
            name=singular(spot.name) if spot.name else "",
            known=known,
            row=index,
            depth=spot.depth + 1,
        )
        return self._value(self._sampler.view(parts), inner)


def _is_plain(value: Any) -> bool:
    """Tell whether a value holds no objects, whose members are looked at one by one."""
    if isinstance(value, list):
        return all(map(_is_plain, value))
    return not isinstance(value, dict)


def _number(view: View, spot: _Spot, draws: Draws) -> int | float | None:
    if is_moment(spot.name):
        seconds = int(spot.scene.moment(spot.name).timestamp())
        return seconds if atom_of(seconds) in view.types and not view.bounds else None
    return number_between(view, range_for(spot.name), draws.random)
