"""
Makers of values, each compiled once for a schema and what its values are for.

Making a value then takes no look at the schema: what depends on the seed alone is left.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, product
from typing import Any, Final

import orjson

from contract.sampling import POOL
from contract.schemas.parts import Parts
from contract.schemas.values import atom_of
from contract.schemas.views import View
from mockserver.values.arrays import ArrayMaker
from mockserver.values.chance import Chance
from mockserver.values.names import is_often_null, share_for
from mockserver.values.numbers import number_of
from mockserver.values.objects import ObjectMaker
from mockserver.values.scene import Scene
from mockserver.values.schemas import NoValue, Schemas, implied, is_plain, kind_of
from mockserver.values.spots import DEEPEST, UNKNOWN, Make, Role, Spot
from mockserver.values.texts import is_unexplained, text_of

#: What a checked value is made anew by.
_ATTEMPTS: Final = (b"", b"again 1", b"again 2")
#: Kinds that a known value may be of while the usual one is another.
_STRUCTURED: Final = frozenset(("array", "object"))

_Shaped = tuple[View, Make]


class Makers:
    """The makers of one contract's values, compiled when first needed."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._makers: dict[tuple[View, Role], Make] = {}
        self._objects: dict[tuple[View, Role], ObjectMaker] = {}

    def of(self, view: View, role: Role) -> Make:
        """Give what makes the values of a schema."""
        make = self._makers.get((view, role))
        if make is None:
            compiled = self._checked if role.is_strict else self._unchecked
            make = self._makers[view, role] = compiled(view, role)
        return make

    def of_objects(self, view: View, role: Role) -> ObjectMaker:
        """Give what makes the objects of a schema without alternatives."""
        maker = self._objects.get((view, role))
        if maker is None:
            maker = self._objects[view, role] = ObjectMaker(self, view, role)
        return maker

    def told(self, view: View) -> list[Any]:
        """Give the examples that the schema admits, or its default."""
        listed = view.first("examples")
        shown = [view.first("example"), *(listed if isinstance(listed, list) else ())]
        told = [each for each in shown if self._is_telling(view, each)]
        default = view.first("default")
        return told or [each for each in (default,) if self._is_telling(view, each)]

    def _is_telling(self, view: View, value: Any) -> bool:
        # An empty default says nothing of what values look like.
        is_empty = value in (None, "", [], {}) or isinstance(value, dict)
        return not is_empty and self.schemas.passes(view, value)

    def _unchecked(self, view: View, role: Role) -> Make:
        """Take the first value that can be made."""
        passes, told = self.schemas.passes, self.told(view)
        made = self._first_made(view, role)
        count = len(told)
        is_shown_always = is_unexplained(view, role.name)

        def make(spot: Spot, step: bytes, known: Any) -> Any:
            if known is UNKNOWN:
                if told and (spot.row < count or is_shown_always):
                    return told[spot.row % count]
            elif is_plain(known) and passes(view, known):
                return known
            return made(spot, step, known)

        return make

    def _first_made(self, view: View, role: Role) -> Make:
        shapes = [(each, self._shape(each, role)) for each in self.schemas.variants(view)]
        is_nullable = "null" in view.all_types
        if len(shapes) == 1 and not is_nullable:
            return shapes[0][1]

        def make(spot: Spot, step: bytes, known: Any) -> Any:
            for _, shape in self._ordered(shapes, spot, known):
                try:
                    return shape(spot, step, known)
                except NoValue:
                    continue
            if is_nullable:
                return None
            raise NoValue

        return make

    def _checked(self, view: View, role: Role) -> Make:
        """Take the first value that the schema admits."""
        passes, told = self.schemas.passes, self.told(view)
        shapes = [(each, self._shape(each, role)) for each in self.schemas.variants(view)]

        def candidates(spot: Spot, step: bytes, known: Any) -> Iterator[Any]:
            if known is not UNKNOWN:
                yield from (known,) if is_plain(known) else ()
            elif not spot.row:
                yield from told
            for again in _ATTEMPTS:
                for variant, shape in self._ordered(shapes, spot, known):
                    for make in (shape, *self._implied(variant, role)):
                        with suppress(NoValue):
                            yield make(spot, step + again, known)
            yield from self._told_apart(shapes, spot, step, known)
            yield from self._last_resorts(view, spot)

        def make(spot: Spot, step: bytes, known: Any) -> Any:
            spot.run.step()
            for candidate in candidates(spot, step, known):
                if passes(view, candidate):
                    return candidate
            raise NoValue

        return make

    def _told_apart(
        self, shapes: list[_Shaped], spot: Spot, step: bytes, known: Any
    ) -> Iterator[Any]:
        """
        Give objects of one alternative with members by which they are of no other one.

        Under `oneOf`, `{store: …}` is a value of no schema, where objects of the others need not
        have members of their own; `{store: …, status: null}` is, if a `status` is never null.
        """
        for variant, shape in self._ordered(shapes, spot, known) if len(shapes) > 1 else ():
            with suppress(NoValue):
                made = shape(spot, step, known)
                for other, _ in shapes if isinstance(made, dict) else ():
                    if other is not variant:
                        made = self._marked(made, variant, other)
                yield made

    def _marked(self, made: dict[str, Any], variant: View, other: View) -> dict[str, Any]:
        """Give an object of one alternative a member by which it is none of another one."""
        own, others = _chosen(variant), _chosen(other)
        if not self.schemas.admits(others, made):
            return made
        names = sorted(other.declared, key=lambda name: name in variant.declared)
        for name, value in product(names, (None, *POOL)):
            marked = {**made, name: value}
            if not self.schemas.admits(others, marked) and self.schemas.admits(own, marked):
                return marked
        raise NoValue

    def _implied(self, view: View, role: Role) -> Iterator[Make]:
        """Give what makes values that meet conditions, or that are not forbidden."""
        for more in implied(view):
            yield self._shape(self.schemas.view((*view.given, *more)), role)

    def _last_resorts(self, view: View, spot: Spot) -> Iterator[Any]:
        """Give values that the schema may admit, however little they mean."""
        if "null" in view.all_types:
            yield None
        for value in chain(self.schemas.edges(view), POOL):
            spot.run.step()
            yield value

    def _ordered(self, shapes: list[_Shaped], spot: Spot, known: Any) -> Iterable[_Shaped]:
        """Give the choices in their order, from another one in each row; or the fittest first."""
        if len(shapes) < 2:
            return shapes
        if isinstance(known, dict):
            return sorted(shapes, key=lambda each: -self.schemas.kept(each[0], known))
        start = spot.row % len(shapes) if known is UNKNOWN else 0
        return shapes[start:] + shapes[:start]

    # --- one shape ------------------------------------------------------------------------------

    def _shape(self, view: View, role: Role) -> Make:
        """Compile a schema whose alternatives are chosen."""
        atoms, values = view.types, view.values
        if "null" in atoms and (is_often_null(role.name) or atoms == {"null"}):
            return lambda _, __, ___: None
        if values is not None:
            return _one_of(values)
        usual = self._kind(kind_of(view), view, role)
        others = {each: self._kind(each, view, role) for each in atoms & _STRUCTURED}
        if others.keys() <= {kind_of(view)}:
            return usual

        def make(spot: Spot, step: bytes, known: Any) -> Any:
            kind = atom_of(known) if isinstance(known, dict | list) else ""
            return others.get(kind, usual)(spot, step, known)

        return make

    def _kind(self, kind: str, view: View, role: Role) -> Make:
        if kind == "object":
            return self.of_objects(view, role)
        if kind == "array":
            return ArrayMaker(self, view, role)
        if kind == "boolean":
            share = share_for(role.name)
            return lambda spot, step, _: Chance(spot.digest + step).fraction() < share
        if (
            kind == "string"
            and view.content_schema
            and "json" in str(view.first("contentMediaType"))
        ):
            return self._json(view, role)
        draw = text_of(view, role.name) if kind == "string" else number_of(view, role.name)
        return _drawing(draw) if kind else _impossible

    def _json(self, view: View, role: Role) -> Make:
        """Write a value as text."""
        content = self.schemas.view(view.content_schema)

        def make(spot: Spot, step: bytes, known: Any) -> str:
            inner = spot._replace(digest=spot.below(step), depth=spot.depth + 1)
            if inner.depth > DEEPEST:
                raise NoValue
            return orjson.dumps(self.of(content, role)(inner, b"json", UNKNOWN)).decode()

        return make


def _chosen(variant: View) -> Parts:
    """Give what a choice among alternatives holds, without what holds for all of them."""
    return tuple(part for part in variant.given if not part.alone)


def _impossible(spot: Spot, step: bytes, known: Any) -> Any:
    raise NoValue


def _one_of(values: tuple[Any, ...]) -> Make:
    if not values:
        return _impossible
    return lambda spot, step, _: Chance(spot.digest + step).one(values)


def _drawing(draw: Callable[[Scene, Chance], Any]) -> Make:
    def make(spot: Spot, step: bytes, known: Any) -> Any:
        drawn = draw(spot.scene, Chance(spot.digest + step))
        if drawn is None:
            raise NoValue
        return drawn

    return make
