"""Mappings whose values are made when somebody asks for them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

Value = TypeVar("Value")


class Lazily(Mapping[str, Value]):
    """The keys of a mapping, and for each a value that is made at the first question."""

    def __init__(self, keys: Mapping[str, Any], make: Callable[[str], Value]) -> None:
        """`make` gives the value of a key, the same one whenever it is asked."""
        self._keys = keys
        self._make = make
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made.setdefault(key, self._make(key))
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._keys
