"""Lists: as many items as a schema asks for and people expect."""

from typing import TYPE_CHECKING, Any, Final

from contract.sampling.scalars import least_of, most_of
from contract.schemas.values import contains_value
from contract.schemas.views import View
from mockserver.values.scene import Scene
from mockserver.values.schemas import NoValue
from mockserver.values.spots import DEEPEST, UNKNOWN, Role, Spot
from mockserver.words import singular

if TYPE_CHECKING:
    from mockserver.values.makers import Makers

#: How many items there are: usually, and deeper inside.
_USUAL: Final = 3
_INNER: Final = 2
_OUTER_DEPTH: Final = 2
#: How many places are tried for an item that is not there yet, far from those of other items.
_PLACES: Final = range(100, 900, 100)


class ArrayMaker:
    """Makes the lists of one schema without alternatives."""

    def __init__(self, makers: "Makers", view: View, role: Role) -> None:
        self._makers, self._view = makers, view
        self._schemas = makers.schemas
        self._role = role._replace(name=singular(role.name) if role.name else "")
        self._least, self._most = least_of(view, "minItems"), most_of(view, "maxItems")
        self._items = self._schemas.view(view.items)
        self._first = [self._schemas.view(view.item(each)) for each in range(view.prefix_length)]

    def __call__(self, spot: Spot, step: bytes, known: Any) -> list[Any]:
        """Make a list of what is known of its items."""
        if spot.depth > DEEPEST:
            raise NoValue
        inside = spot._replace(digest=spot.below(step), depth=spot.depth + 1)
        told = known if isinstance(known, list) else None
        count = self._count(spot) if told is None else max(self._least, len(told))
        made: list[Any] = []
        if self._view.contains:
            wanted = self._schemas.view(self._view.contains)
            times = max(1, least_of(self._view, "minContains", 1))
            made = [self._item(wanted, inside, place) for place in range(times)]
        if not self._role.is_strict:  # Checked values count themselves.
            inside.run.step(count)
        while len(made) < count:
            try:
                made.append(self._next(made, inside, told))
            except NoValue:
                if len(made) < self._least:
                    raise
                break
        return made

    def _count(self, spot: Spot) -> int:
        usual = 0 if spot.is_lean(self._items) else _USUAL if spot.depth < _OUTER_DEPTH else _INNER
        count = max(self._least, usual, self._view.prefix_length if usual else 0)
        return count if self._most is None else min(count, self._most)

    def _next(self, made: list[Any], inside: Spot, told: list[Any] | None) -> Any:
        """Make one more item; where none may repeat, one that is not there yet."""
        index = len(made)
        view = self._first[index] if index < len(self._first) else self._items
        known = told[index] if told is not None and index < len(told) else UNKNOWN
        item = self._item(view, inside, index, known)
        if self._view.unique_items:
            return item if not contains_value(made, item) else self._other(made, inside, view)
        if known is UNKNOWN and isinstance(item, str) and item in made:
            return self._item(view, inside, index + _PLACES[0])  # Nobody tags a thing twice.
        return item

    def _other(self, made: list[Any], inside: Spot, view: View) -> Any:
        """Make an item that is not there yet."""
        for other in view.values or ():
            if not contains_value(made, other):
                return other
        for place in _PLACES:
            other = self._item(view, inside, len(made) + place)
            if not contains_value(made, other):
                return other
        for other in self._schemas.edges(view):
            if not contains_value(made, other) and self._schemas.passes(view, other):
                return other
        raise NoValue

    def _item(self, view: View, inside: Spot, index: int, known: Any = UNKNOWN) -> Any:
        run, digest, scene, _, depth, around, begun = inside
        step = b"%d" % index
        if index:  # Of several texts, the first is about the object itself.
            scene = Scene(inside.below(step), scene.kind)
        begun = run.steps if depth <= _OUTER_DEPTH else begun
        spot = Spot(run, digest, scene, index, depth, around, begun)
        return self._makers.of(view, self._role)(spot, step, known)
