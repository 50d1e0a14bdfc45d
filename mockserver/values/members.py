"""The members of an object that was made, by the words of their names."""

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.values.scene import Scene
from mockserver.words import words

#: The names of an object's members by their words: `{"unit price": "unitPrice"}`.
Names = Mapping[str, str]
#: Whether the member of a name admits a value.
Admits = Callable[[str, Any], bool]


class Members:
    """What may be changed of an object: what was made up, as far as the schema admits it."""

    __slots__ = ("_admits", "_is_needed", "_known", "made", "scene")

    def __init__(
        self,
        made: dict[str, Any],
        scene: Scene,
        admits: Admits,
        known: Mapping[str, Any],
        is_needed: Callable[[str], bool],
    ) -> None:
        self.made, self.scene = made, scene
        self._admits, self._known, self._is_needed = admits, known, is_needed

    def is_made_up(self, name: str) -> bool:
        """Tell whether a member is there that nobody told."""
        return self.made.get(name) is not None and name not in self._known

    def change(self, name: str, *wishes: Any) -> bool:
        """Let a member be the first of some values that it admits; tells whether it is one."""
        if name in self._known:
            return False
        for each in wishes:
            if self._admits(name, each):
                self.made[name] = each
                return True
        return False

    def drop(self, name: str) -> bool:
        """Let a member be nothing: null, or not there; tells whether it is."""
        if name in self._known:
            return self.made.get(name) is None
        if self.change(name, None):
            return True
        if self._is_needed(name):
            return False
        self.made.pop(name, None)
        return True


def said(name: str) -> str:
    """Give a name as words: `unit price`."""
    return " ".join(words(name))
