"""
Values that a schema admits, always the same at the same place.

An example, a default or a constant is taken where there is one that the schema admits; the rest is
made, by what names and formats tell, and by type and limits otherwise. Each value's chance derives
from the world's seed and the value's place. The first attempt is not looked at on its way; one that
turns out invalid is made again with every part of it checked.
"""

from typing import Any

from contract.model import Contract, Schema
from contract.schemas.parts import Parts, PartsKey
from contract.schemas.views import Side, View
from mockserver.values.kinds import kind_of_thing
from mockserver.values.makers import Makers
from mockserver.values.scene import Scene
from mockserver.values.schemas import NoValue, Schemas, key_of
from mockserver.values.spots import UNKNOWN, Role, Run, Spot
from mockserver.world import World


class ValueMaker:
    """Makes values for the schemas of one contract, as they go one way."""

    def __init__(self, contract: Contract, side: Side = "response") -> None:
        """`side`: requests have nothing that is read-only, responses nothing that is write-only."""
        self._schemas = Schemas(contract, side)
        self._makers = Makers(self._schemas)
        self._hard: set[PartsKey] = set()
        self._showing: dict[PartsKey, tuple[str, ...]] = {}

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
        digest, about = world.digest(*place), str(place[0]) if place else ""
        scene = Scene(digest, kind_of_thing(about))
        key, view = key_of(parts), self._schemas.view(parts)
        nearest: Any = None
        for is_strict in (False, True) if key not in self._hard else (True, False):
            make = self._makers.of(view, Role("", about, is_strict))
            try:
                made = make(Spot(Run(), digest, scene, row), b"", known)
            except NoValue:
                continue
            if self._schemas.admits(parts, made):
                return made
            nearest = made
            self._hard.add(key)
        raise NoValue(nearest)

    def _shown(self, parts: Parts, known: dict[str, Any]) -> dict[str, Any] | None:
        """Give a known object as a schema without alternatives has it, if nothing is left open."""
        key = key_of(parts)
        names = self._showing.get(key)
        if names is None:
            view = self._schemas.view(parts)
            is_open = bool(view.groups or view.discriminator) or self._schemas.hides(parts)
            names = self._showing[key] = () if is_open else tuple(view.properties)
        if not names or not all(map(known.__contains__, names)):
            return None
        shown = {name: known[name] for name in names}
        return shown if self._schemas.admits(parts, shown) else None

    def admits(self, schema: Schema | Parts, value: Any) -> bool:
        """Tell whether a schema admits a value."""
        return self._schemas.admits(self._schemas.parts(schema), value)

    def view(self, schema: Schema | Parts) -> View:
        """Read what a schema says, alternatives left open."""
        return self._schemas.view(self._schemas.parts(schema))

    def alternatives(self, schema: Schema | Parts) -> list[Parts]:
        """Give what holds for each alternative of a schema; itself where it has none."""
        parts = self._schemas.parts(schema)
        view = self._schemas.view(parts)
        if not view.groups:
            return [parts]
        own = view.base()
        return [each for one in view.groups[0].members for each in self.alternatives((*own, one))]
