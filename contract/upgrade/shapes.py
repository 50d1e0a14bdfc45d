"""The form of every object: members that have not the form the grammar asks for are left out."""

from collections.abc import Collection, Mapping
from typing import Any, Final, cast

from contract import pointers
from contract.notes import Notes
from contract.walk import LISTED, MEMBERS, Kind, Node, Shape

_Object = dict[str, Any]

#: Members for which null is a value, not a missing one.
_MAY_BE_NULL: Final = ("const", "dataValue", "default", "example", "requestBody", "value")
#: What an object cannot do without.
_NEEDED: Final[Mapping[Kind, tuple[str, ...]]] = {
    "externalDocs": ("url",),
    "license": ("name",),
    "parameter": ("name", "in"),
    "server": ("url",),
    "tag": ("name",),
}
#: The kinds whose objects cannot do without some member.
_DEMANDING: Final = frozenset((*_NEEDED, "link"))
_OBJECTS: Final = frozenset((dict,))
_BOOLEANS_TOO: Final = frozenset((dict, bool))
_LINKED_BY: Final = ("operationRef", "operationId")


class Shapes:
    """Gives objects their form, and notes what that took."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    def shaped(self, node: Node) -> _Object:
        """Give an object whose members have the form that the grammar asks for."""
        if _is_shaped(node.kind, node.value):
            return cast(_Object, node.value)
        kept = {}
        holding = MEMBERS[node.kind]
        is_listing = node.kind in LISTED
        for member, held in node.value.items():
            if held is not None and member not in holding and not is_listing:
                kept[member] = held  # A plain value, as most members are.
                continue
            where = f"{node.pointer}/{pointers.escape(member)}"
            if member.startswith("x-") or (held is None and _is_value(node.kind, member)):
                kept[member] = held
                continue
            mended = self._member(node.kind, member, held, where)
            if mended is not None:
                kept[member] = mended
        return kept

    def _member(self, kind: Kind, member: str, held: Any, where: str) -> Any:
        """Give what a member holds in its form; `None` for nothing."""
        if kind in LISTED:
            return self._named(LISTED[kind], held, where)
        if member not in MEMBERS[kind]:
            return self._plain(kind, held, where)
        shape, inner = MEMBERS[kind][member]
        # As version 2.0 has them; later steps bring them up to date.
        if member == "discriminator" and isinstance(held, str):
            return held
        if member == "items" and isinstance(held, list):
            return self._list(inner, held, where)
        if shape == "one":
            # `get:` with nothing behind it still says that there is a GET.
            empty = held is None and inner == "operation"
            return self._object(inner, {} if empty else held, where)
        if shape == "map" and isinstance(held, dict):
            return self._map(inner, held, where)
        if shape == "list" and isinstance(held, dict | list):
            return self._list(inner, held if isinstance(held, list) else [held], where)
        return self._left_out(held, shape, where)

    def _plain(self, kind: Kind, held: Any, where: str) -> Any:
        if held is not None:
            return held
        return [] if kind == "securityRequirement" else self._left_out(held, "", where)

    def _map(self, kind: Kind, held: _Object, where: str) -> _Object:
        found = {
            name: self._named(kind, each, f"{where}/{pointers.escape(name)}")
            for name, each in held.items()
        }
        return {name: each for name, each in found.items() if each is not None}

    def _list(self, kind: Kind, held: list[Any], where: str) -> list[Any]:
        found = [self._object(kind, each, f"{where}/{n}") for n, each in enumerate(held)]
        return [each for each in found if each is not None]

    def _named(self, kind: Kind, held: Any, where: str) -> Any:
        """Give the object behind a name: with nothing behind it, the name still says something."""
        if held is not None or _lacking(kind, {}):
            return self._object(kind, held, where)
        self._notes.add(where, "it is empty")
        return {}

    def _object(self, kind: Kind, held: Any, where: str) -> Any:
        if isinstance(held, bool) and kind == "schema":
            return held
        if not isinstance(held, dict):
            return self._left_out(held, "object", where)
        lacking = _lacking(kind, held)
        if lacking:
            return self._notes.add(where, f"it has no `{lacking}` and is left out")
        return held

    def _left_out(self, held: Any, form: str, where: str) -> None:
        reason = "it is empty" if held is None else f"it is no {form}"
        self._notes.add(where, f"{reason} and is left out")


def _is_shaped(kind: Kind, value: _Object) -> bool:
    """Tell whether an object plainly has its form, as most have."""
    if listed := LISTED.get(kind):
        named = [each for name, each in value.items() if not name.startswith("x-")]
        return None not in value.values() and _fit(listed, named)
    holding = MEMBERS[kind]
    for member, held in value.items():
        if held is None or (member in holding and not _holds(*holding[member], held)):
            return False
    return True


def _holds(shape: Shape, kind: Kind, held: Any) -> bool:
    """Tell whether a member plainly holds objects of a kind in its own way."""
    if shape == "one":
        return _fit(kind, (held,))
    if shape == "map":
        return type(held) is dict and _fit(kind, held.values())
    return type(held) is list and _fit(kind, held)


def _fit(kind: Kind, values: Collection[Any]) -> bool:
    """Tell whether each of some values is an object of a kind, with what such a one needs."""
    if not (_BOOLEANS_TOO if kind == "schema" else _OBJECTS).issuperset(map(type, values)):
        return False
    return kind not in _DEMANDING or not any(_lacking(kind, each) for each in values)


def _lacking(kind: Kind, value: _Object) -> str | None:
    """Name what an object that is no reference lacks to say anything."""
    needed = _NEEDED.get(kind, ())
    if not (needed or kind == "link") or isinstance(value.get("$ref"), str):
        return None
    if kind == "link" and not value.keys() & set(_LINKED_BY):
        return _LINKED_BY[0]
    return next((each for each in needed if not isinstance(value.get(each), str)), None)


def _is_value(kind: Kind, member: str) -> bool:
    return member in _MAY_BE_NULL and member not in MEMBERS[kind] and kind not in LISTED
