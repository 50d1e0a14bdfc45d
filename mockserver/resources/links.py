"""
Members that speak of other records: `customer_id`, `tag_ids`, a `customer` inside an order.

What a client says stays as it is; what was made up is replaced by what is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final, Protocol

from mockserver.resources.nouns import noun_of, noun_of_many
from mockserver.words import singular, words

Place = tuple[str, ...]
Members = Mapping[str, Any]

_NOTHING: Final[Members] = {}
_UNTOLD: Final[Any] = object()


class Known(Protocol):
    """The records that others may speak of."""

    def id_of(self, noun: str, place: Place) -> Any:
        """Give the id, as it stands in paths, that a noun at a place speaks of; None: of none."""

    def members_of(self, noun: str, wanted: Any) -> Members | None:
        """Give the members of a record by its noun and id, of any for None; None: of none."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """Where a record stands inside another one."""

    place: Place
    noun: str


@dataclass(slots=True)
class Linking:
    """Lets one value speak of records that are there; afterwards it knows what stands inside."""

    known: Known
    embeds: bool = True  #: Whether others stand inside as they are; else only their ids do.
    embedded: list[Embedding] = field(default_factory=list)

    def linked(self, value: Any, told: Any, place: Place = (), outer: Members = _NOTHING) -> Any:
        """
        Give a value with the ids and the records that are there, except where it was told.

        What stands inside speaks of the same records as what is around it, by the `outer` ids.
        """
        if isinstance(value, list):
            items = told if isinstance(told, list) else []
            return [
                self._item(each, item, (*place, str(number)), outer)
                for number, (each, item) in enumerate(zip_longest(value, items[: len(value)]))
            ]
        if not isinstance(value, dict):
            return value
        known = told if isinstance(told, dict) else {}
        made = {name: each if name in known else self._naming(name, each, place, outer)
                for name, each in value.items()}  # fmt: skip
        ids = {name: each for name, each in made.items() if noun_of(name) and each is not None}
        parents = {name: made["id"] for name in made if _is_parent(name) and "id" in made}
        for name, inner in made.items():
            if isinstance(inner, dict | list):
                around = {**ids, **parents} if isinstance(inner, list) else {}
                said = known.get(name, _UNTOLD)
                there = self._embedded((*place, name), inner, made, said)
                made[name] = there or self.linked(inner, said, (*place, name), around)
        return made

    def _naming(self, name: str, value: Any, place: Place, outer: Members) -> Any:
        """Give the id, or the ids, for a member that names records; as text or number, as is."""
        if noun_of_many(name) and isinstance(value, list):
            found = [
                self._id(noun_of_many(name), each, (*place, name, str(number)))
                for number, each in enumerate(value)
            ]
            return value if None in found else [*dict.fromkeys(found)]
        if not noun_of(name) or value is None:
            return outer.get(name, value) if noun_of(name) else value
        found_one = outer.get(name)
        if found_one is None:
            found_one = self._id(noun_of(name), value, (*place, name))
        return value if found_one is None else found_one

    def _id(self, noun: str, value: Any, place: Place) -> Any:
        found = self.known.id_of(noun, place)
        if isinstance(value, int) and not isinstance(value, bool):
            return int(str(found)) if str(found).isdecimal() else None
        return str(found) if isinstance(value, str) and found is not None else None

    def _item(self, value: Any, told: Any, place: Place, outer: Members) -> Any:
        """Give one of several: the record that it names, or one that is there."""
        if self.embeds and isinstance(value, dict) and len(place) > 1:
            noun = singular(place[-2])
            is_told = isinstance(told, dict)
            wanted = told.get("id") if is_told else self.known.id_of(noun, place)
            there = self._shown(place, noun, value, told if is_told else {}, wanted)
            if there is not None and wanted is not None:
                return there
        return self.linked(value, told, place, outer)

    def _embedded(self, place: Place, inner: Any, around: Members, told: Any) -> Any:
        """Give the record that stands inside, by its own id or the one beside; None: it is none."""
        if not isinstance(inner, dict) or not isinstance(told, dict | type(_UNTOLD)):
            return None
        said = singular(place[-1])
        own = told.get("id") if isinstance(told, dict) else None
        beside = (each for other, each in around.items() if noun_of(other) == said)
        wanted = next(beside, None) if own is None else own
        if told is not _UNTOLD and wanted is None:
            return None
        return self._shown(place, said, inner, {} if told is _UNTOLD else told, wanted)

    def _shown(self, place: Place, noun: str, inner: Members, told: Members, wanted: Any) -> Any:
        """Give a record as it stands inside, if it has all that is wanted and told of it."""
        there = self.known.members_of(noun, wanted) if self.embeds else None
        if there is None or not inner.keys() <= there.keys():
            return None
        if any(there.get(name) != each for name, each in told.items()):
            return None
        self.embedded.append(Embedding(place, noun))
        return {each: there[each] for each in inner}


def _is_parent(name: str) -> bool:
    return words(name) == ("parent", "id")
