"""Objects: the members that a schema names, and what they ask for beside themselves."""

from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from contract.sampling.scalars import least_of, most_of
from contract.schemas.views import View
from mockserver.values.agreement import agreed
from mockserver.values.kinds import is_part, kind_of_thing
from mockserver.values.localities import places_with, said_of_place
from mockserver.values.members import Members
from mockserver.values.scene import Scene
from mockserver.values.schemas import NoValue, component_of, is_plain, label_of, required_of
from mockserver.values.spots import DEEPEST, UNKNOWN, Make, Role, Spot
from mockserver.words import singular

if TYPE_CHECKING:
    from mockserver.values.makers import Makers

#: The keys of maps, whose members have no names of their own.
_KEYS: Final = ("first", "second")
_NOTHING: Final[Mapping[str, Any]] = {}


class _Member(NamedTuple):
    name: str
    is_required: bool
    make: Make
    step: bytes


class _Placing(NamedTuple):
    """A member that says where an object is, and what the contract shows of it."""

    name: str
    shown: tuple[Any, ...]
    is_fixed: bool  #: It is the same in every row.

    def at(self, row: int) -> Any:
        """Give what a row is made with, if that is known before."""
        if self.is_fixed or row < len(self.shown):
            return self.shown[0 if self.is_fixed else row]
        return None


class ObjectMaker:
    """Makes the objects of one schema without alternatives."""

    def __init__(self, makers: "Makers", view: View, role: Role) -> None:
        self._makers, self._view, self._role = makers, view, role
        self._schemas = makers.schemas
        self._own = frozenset((view,))
        self._names = tuple(view.properties)
        self._most = most_of(view, "maxProperties")
        self._least = least_of(view, "minProperties")
        self._is_demanding = bool(self._least or view.dependent_required or view.dependent_schemas)
        example = view.first("example")
        self._example = example if isinstance(example, dict) else None
        self._is_part = is_part(role.name)
        components = map(component_of, view.parts)
        self._kind = kind_of_thing(role.name or role.about, *components)
        label = label_of(view)
        self._label = dict([label]) if label else None

    def __call__(self, spot: Spot, step: bytes, known: Any) -> dict[str, Any]:
        """Make an object of what is known of it."""
        if spot.depth > DEEPEST:
            raise NoValue
        given: Mapping[str, Any] = _NOTHING
        if isinstance(known, dict):
            given = known
            shown = self._shown(known)
            if shown is not None:
                return shown
        if self._label:
            given = {**self._label, **given}
        if self._example and not spot.row:
            given = {**self._example, **given}
        run, _, scene, row, depth, around, begun = spot
        digest = spot.below(step)
        scene = scene.seen_as(self._kind) if self._is_part else Scene(digest, self._kind)
        if self._placing:
            told = tuple((each.name, given.get(each.name, each.at(row))) for each in self._placing)
            scene = scene.among(places_with(told, scene.places))
        inside = Spot(run, digest, scene, row, depth + 1, around | self._own, begun)
        made = self._members(inside, given, is_lean=spot.is_lean(self._view))
        if self._is_demanding:
            self._complete(made, inside)
        return agreed(Members(made, scene, self._admits, given, self._is_needed))

    def _shown(self, known: dict[str, Any]) -> dict[str, Any] | None:
        """Give a known object that can stay as it is."""
        if not self._names or not all(map(known.__contains__, self._names)):
            return None
        shown = {name: known[name] for name in self._names}
        if any(not is_plain(value) and self._hides(name) for name, value in shown.items()):
            return None
        return shown if self._schemas.passes(self._view, shown) else None

    def _hides(self, name: str) -> bool:
        """Tell whether something inside a member goes the other way."""
        return self._schemas.hides(self._view.member(name))

    def _is_needed(self, name: str) -> bool:
        return self._is_demanding or name in self._required

    def _admits(self, name: str, value: Any) -> bool:
        return self._schemas.passes(self._at(name), value)

    def _at(self, name: str) -> View:
        found = self._views.get(name)
        return found if found is not None else self._schemas.view(self._view.member(name))

    # --- members --------------------------------------------------------------------------------

    @cached_property
    def _views(self) -> dict[str, View]:
        """What declared and required members keep to; other names nobody could count."""
        names = (*self._view.declared, *required_of(self._view))
        return {name: self._schemas.view(self._view.member(name)) for name in names}

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(required_of(self._view))

    @cached_property
    def _described(self) -> tuple[_Member, ...]:
        """The members to be made, in the order in which the contract names them."""
        view, required = self._view, self._required
        optional = [each for each in view.properties if self._is_name(each)]
        named = [each for each in view.declared if each in optional or each in required]
        return tuple(
            _Member(name, name in required, self._maker(name), _bytes(name))
            for name in dict.fromkeys((*named, *required))
        )

    def _is_name(self, name: str) -> bool:
        names = self._view.property_names
        return not names or self._schemas.admits(names, name)

    @cached_property
    def _placing(self) -> tuple[_Placing, ...]:
        """The members that say where the object is."""
        names = [each for each in self._view.declared if said_of_place(each)]
        return tuple(self._placing_by(each, self._at(each)) for each in names)

    def _placing_by(self, name: str, view: View) -> _Placing:
        values = view.values or ()
        if len(values) == 1:
            return _Placing(name, values, is_fixed=True)
        return _Placing(name, tuple(self._makers.told(view)), is_fixed=False)

    def _maker(self, name: str) -> Make:
        return self._makers.of(self._at(name), self._role._replace(name=name, about=""))

    def _members(self, inside: Spot, known: Mapping[str, Any], *, is_lean: bool) -> dict[str, Any]:
        described = self._described
        if not self._role.is_strict:  # Checked values count themselves.
            inside.run.step(len(self._required if is_lean else described))
        room = None if self._most is None else self._most - len(self._required)
        hidden, made = self._view.hidden, {}
        for name, is_required, make, step in described:
            if not is_required:
                if (is_lean and name not in known) or (room is not None and room <= 0):
                    continue
                room = None if room is None else room - 1
            told = known.get(name, UNKNOWN) if name not in hidden else UNKNOWN
            try:
                made[name] = make(inside, step, told)
            except NoValue:
                # What is told needs no making, however much was made before.
                if told is not UNKNOWN and self._admits(name, told) and not self._hides(name):
                    made[name] = told
                elif is_required:
                    raise
        if known:
            self._keep(made, inside, known, room)
        elif self._view.additional and not made and not is_lean:
            for key in _KEYS if room is None else _KEYS[: max(0, room)]:
                self._add(made, key, inside)
        return made

    def _keep(
        self, made: dict[str, Any], inside: Spot, known: Mapping[str, Any], room: int | None
    ) -> None:
        """Add the known members that no schema names, where such are at home."""
        view = self._view
        if view.is_closed or (view.declared and not view.additional):
            return
        unnamed = [each for each in known if each not in view.declared and each not in made]
        for name in filter(self._is_name, unnamed if room is None else unnamed[: max(0, room)]):
            self._add(made, name, inside, known[name])

    def _add(self, made: dict[str, Any], name: str, inside: Spot, told: Any = UNKNOWN) -> None:
        """Add a member if a value is found; one without a description is like its neighbours."""
        called = name if name in self._views else singular(self._role.name or "")
        role = self._role._replace(name=called, about="")
        with suppress(NoValue):
            made[name] = self._makers.of(self._at(name), role)(inside, _bytes(name), told)

    def _complete(self, made: dict[str, Any], inside: Spot) -> None:
        """Add what members ask for beside themselves, and members until there are enough."""
        view = self._view
        for name in list(made):
            for other in sorted(view.dependent_required.get(name, ())):
                if other not in made:
                    made[other] = self._maker(other)(inside, _bytes(other), UNKNOWN)
            extra = view.dependent_schemas.get(name, ())
            if extra:
                both = self._schemas.view((*view.given, *extra))
                maker = self._makers.of_objects(both, self._role)
                made.update(maker._members(inside, {**made}, is_lean=True))
        if len(made) < self._least:
            for name in view.properties:
                if name not in made:
                    self._add(made, name, inside)
            self._schemas.fill(view, made, self._least, inside.depth)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")
