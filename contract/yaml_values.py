"""
Values straight from the events of a YAML text, for the texts that are nothing but values.

PyYAML builds a tree of nodes first, and reads it three times. What has anchors, tags, merge keys or
faults is left to it: its rules and its words are kept.
"""

from collections.abc import Callable
from typing import Any, Final

import yaml

#: Gives the value of a plain scalar, or the key that a value makes which is no text.
Resolve = Callable[[Any], Any]

_SCALAR: Final = yaml.ScalarEvent
_STARTS: Final = {yaml.MappingStartEvent: dict, yaml.SequenceStartEvent: list}
_ENDS: Final = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
#: Stands where a mapping waits for its next key.
_NO_KEY: Final = object()


class NotPlain(Exception):
    """The text has more than values in it, or something is wrong with it."""


def plain_values(
    next_event: Callable[[], Any], resolve: Resolve, key: Resolve, deepest: int
) -> Any:
    """
    Build the one document of a text out of its events.

    `resolve` gives the value of a scalar without quotes, `key` what stands for such a value where
    it is a key and no text, and `deepest` is how deep values may nest.

    Raises:
        NotPlain: the text has anchors, tags, keys that are no scalars or stand twice, or is
            nested too deep or not one document.
        YAMLError: the text is no YAML.
    """
    for _ in ("the stream", "the document"):
        next_event()  # Only says that it begins.
    building, values = _Building(key), _Values(resolve)
    while True:
        event = next_event()
        kind = type(event)
        if kind is _SCALAR:
            if event.anchor is not None or event.tag is not None:
                raise NotPlain
            text = event.value
            building.add(text, values[text] if event.implicit[0] else text)
        elif kind in _STARTS:
            if event.anchor is not None or event.tag is not None or building.depth >= deepest:
                raise NotPlain
            building.begin(_STARTS[kind]())
        elif kind in _ENDS:
            building.end()
        else:
            break
    if kind is not yaml.DocumentEndEvent or type(next_event()) is not yaml.StreamEndEvent:
        raise NotPlain
    return building.root


class _Values(dict[str, Any]):
    """The values of plain scalars: what is written often is resolved and kept once."""

    def __init__(self, resolve: Resolve) -> None:
        super().__init__()
        self._resolve = resolve

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._resolve(text)
        return value


class _Building:
    """The value that is being built, and the way down to where it grows."""

    def __init__(self, spell: Resolve) -> None:
        self._spell = spell
        self.root: Any = None
        self._around: list[tuple[Any, set[str]]] = []
        self._holder: Any = None
        self._key: Any = _NO_KEY
        self._keys: set[str] = set()  # As they are written: `1` and "1" are one key.

    @property
    def depth(self) -> int:
        return len(self._around)

    def add(self, text: str, value: Any) -> None:
        """Add a scalar: to a list, as a key, or as the value of the key before."""
        holder = self._holder
        if type(holder) is dict:
            if self._key is not _NO_KEY:
                holder[self._key] = value
                self._key = _NO_KEY
            elif text in self._keys:
                raise NotPlain
            else:
                self._keys.add(text)
                self._key = value if type(value) is str else self._spell(value)
        elif holder is None:
            self.root = value
        else:
            holder.append(value)

    def begin(self, value: Any) -> None:
        """Add a mapping or a list, and go on inside it."""
        holder = self._holder
        if type(holder) is dict:
            if self._key is _NO_KEY:
                raise NotPlain
            holder[self._key] = value
        elif holder is None:
            self.root = value
        else:
            holder.append(value)
        self._around.append((holder, self._keys))
        self._holder, self._key, self._keys = value, _NO_KEY, set()

    def end(self) -> None:
        """Go on outside."""
        self._holder, self._keys = self._around.pop()
        self._key = _NO_KEY
