"""
Names that a ReDoc page does not show, restored from titles and samples.

FastAPI gives a field the title of its name, with blanks for the underscores and in title case, so
a title tells the name but for case and separators. The request sample lists the names of an
object in the order of its rows; where it has a name, it proves it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from contract.reading.redoc.rows import Row
from contract.reading.redoc.samples import is_of

#: What a name was concluded from.
Basis = Literal["sample and title", "place in the sample", "title"]


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a row, and what tells it."""

    text: str
    basis: Basis | None = None  #: `None` where the page shows it.


def name_from_title(title: str) -> str:
    """Undo FastAPI's titles: `Flow Id` is `flow_id`, `Tenant-Id` is `tenant-id`."""
    return title.replace(" ", "_").lower()


def is_title_of(title: str, name: str) -> bool:
    """Tell whether a title is made of a name, by whatever separators and case."""
    return _plain(title) == _plain(name)


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", text).casefold()


def property_names(rows: Sequence[Row], sample: Any) -> list[Name | None]:
    """Name the properties of an object; `None` where nothing tells the name."""
    keys: Mapping[str, Any] = sample if isinstance(sample, dict) else {}
    return _Restoring(rows, keys).names()


class _Restoring:
    def __init__(self, rows: Sequence[Row], keys: Mapping[str, Any]) -> None:
        self._rows = rows
        self._keys = keys
        self._places = {key: place for place, key in enumerate(keys)}
        self._names = [Name(row.name) if row.name else None for row in rows]
        self._taken = {row.name for row in rows}

    def names(self) -> list[Name | None]:
        self._by_title()
        self._by_place()
        for index, row in enumerate(self._rows):
            name = name_from_title(row.type.title)
            if self._names[index] is None and name and name not in self._taken:
                self._take(index, name, "title")
        return self._names

    def _take(self, index: int, name: str, basis: Basis) -> None:
        self._names[index] = Name(name, basis)
        self._taken.add(name)

    def _by_title(self) -> None:
        by_title = {
            _plain(key): key for key in reversed(list(self._keys)) if key not in self._taken
        }
        for index, row in enumerate(self._rows):
            key = by_title.get(_plain(row.type.title)) if row.type.title else None
            if self._names[index] is None and key is not None and key not in self._taken:
                self._take(index, key, "sample and title")

    def _by_place(self) -> None:
        """Give a run of nameless rows the names between those of the rows around it."""
        order = list(self._keys)
        index = 0
        while index < len(self._rows):
            end = index
            while end < len(self._rows) and self._names[end] is None:
                end += 1
            if end > index:
                first = self._place_of(index - 1, -1) + 1
                between = order[first : self._place_of(end, len(order))]
                free = [key for key in between if key not in self._taken]
                if len(free) == end - index and all(
                    is_of(self._keys[key], row.type.kinds)
                    for row, key in zip(self._rows[index:end], free, strict=True)
                ):
                    for at, key in enumerate(free, index):
                        self._take(at, key, "place in the sample")
            index = end + 1

    def _place_of(self, index: int, otherwise: int) -> int:
        name = self._names[index] if 0 <= index < len(self._rows) else None
        return self._places.get(name.text, otherwise) if name else otherwise
