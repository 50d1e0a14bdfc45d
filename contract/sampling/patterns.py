"""Texts that match a regular expression."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from string import (
    ascii_letters,
    ascii_lowercase,
    ascii_uppercase,
    digits,
    printable,
    punctuation,
)
from typing import Final, Protocol, TypeVar

from contract.schemas.values import matches

_WORD: Final = ascii_letters + digits + "_"
_SPACE: Final = " \t\n"
_CLASSES: Final = {
    "d": digits,
    "w": _WORD,
    "s": _SPACE,
    "D": ascii_letters + punctuation,
    "W": punctuation.replace("_", "") + " ",
    "S": _WORD + punctuation,
}
#: Some of what general categories and properties of Unicode hold.
_PROPERTIES: Final = {
    "Alphabetic": ascii_letters,
    "Alpha": ascii_letters,
    "ASCII": digits + ascii_letters,
    "L": ascii_letters,
    "Letter": ascii_letters,
    "Ll": ascii_lowercase,
    "Lower": ascii_lowercase,
    "Lu": ascii_uppercase,
    "M": "\u0301",
    "N": digits,
    "Nd": digits,
    "P": "-!?.,:;",
    "S": "+<=>",
    "Upper": ascii_uppercase,
    "Z": " ",
    "Zs": " ",
}
_PROPERTY: Final = re.compile(rf"\{{({'|'.join(_PROPERTIES)})\}}")
_CONTROLS: Final = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "0": "\0"}
_REPEAT: Final = re.compile(r"\{(\d+)(?:(,)(\d*))?\}")
#: What follows `(?`: a name, flags, or a look to either side.
_GROUP: Final = re.compile(r"<[A-Za-z_]\w*>|[a-z]*:|(?P<look><?[=!])")
#: How often more than necessary something is repeated, at most, to reach a length.
_MOST_REPETITIONS: Final = 300
#: How often more than necessary something is repeated, at most, in a text that is drawn.
_USUAL_REPETITIONS: Final = 8


_Value = TypeVar("_Value")


class Draws(Protocol):
    """Where chance comes from."""

    def one(self, values: Sequence[_Value]) -> _Value:
        """Draw one of some values."""
        ...

    def between(self, least: int, most: int) -> int:
        """Draw one of the numbers between two, both among them."""
        ...


class _Unsupported(Exception):
    """An expression that is not read here, such as a look-ahead."""


@dataclass(frozen=True, slots=True)
class _Characters:
    """Any one of some characters."""

    allowed: str

    def text(self, more: int) -> str:
        return self.allowed[0]

    def drawn(self, draws: Draws) -> str:
        return draws.one(self.allowed)


@dataclass(frozen=True, slots=True)
class _Sequence:
    items: "tuple[_Node, ...]"

    def text(self, more: int) -> str:
        return "".join(each.text(more) for each in self.items)

    def drawn(self, draws: Draws) -> str:
        return "".join(each.drawn(draws) for each in self.items)


@dataclass(frozen=True, slots=True)
class _Choice:
    options: "tuple[_Node, ...]"

    def text(self, more: int) -> str:
        return self.options[more % len(self.options)].text(more)

    def drawn(self, draws: Draws) -> str:
        return draws.one(self.options).drawn(draws)


@dataclass(frozen=True, slots=True)
class _Repetition:
    item: "_Node"
    least: int
    most: int | None

    def text(self, more: int) -> str:
        count = self.least + more if self.most is None else min(self.least + more, self.most)
        return self.item.text(more) * count

    def drawn(self, draws: Draws) -> str:
        most = self.least + _USUAL_REPETITIONS if self.most is None else self.most
        count = draws.between(self.least, min(most, self.least + _USUAL_REPETITIONS))
        return "".join(self.item.drawn(draws) for _ in range(count))


_Node = _Characters | _Sequence | _Choice | _Repetition


def matching_texts(pattern: str, shortest: int = 0, longest: int | None = None) -> Iterator[str]:
    """
    Give texts that match an expression, of allowed lengths, the shortest first.

    Nothing comes for expressions with back-references, and for few with look-arounds.
    """
    node = _read(pattern)
    if node is None:
        return
    seen: set[str] = set()
    for more in range(_MOST_REPETITIONS):
        text = node.text(more)
        if len(text) > (longest if longest is not None else shortest + _MOST_REPETITIONS):
            return
        if len(text) >= shortest and text not in seen and matches(pattern, text):
            seen.add(text)
            yield text


def drawn_texts(pattern: str, draws: Draws, count: int, longest: int) -> Iterator[str]:
    """
    Draw texts that match an expression and are not too long, at most so many.

    Nothing comes for expressions with back-references, and for few with look-arounds.
    """
    node = _read(pattern)
    if node is None:
        return
    for _ in range(count):
        text = node.drawn(draws)
        if len(text) <= longest and matches(pattern, text):
            yield text


def _others(characters: str) -> str:
    return "".join(each for each in ascii_letters + printable if each not in characters)


@lru_cache(maxsize=1024)
def _read(pattern: str) -> _Node | None:
    try:
        return _Parser(pattern).parse()
    except _Unsupported:
        return None


class _Parser:
    """Recursive descent over the part of ECMA-262 that contracts use."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0

    def parse(self) -> _Node:
        node = self._choice()
        if self._at < len(self._pattern):
            raise _Unsupported(self._pattern)
        return node

    def _choice(self) -> _Node:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else _Choice(tuple(options))

    def _sequence(self) -> _Node:
        items: list[_Node] = []
        while self._at < len(self._pattern) and self._peek() not in "|)":
            if self._take("^") or self._take("$"):
                continue
            items.append(self._repeated(self._atom()))
        return _Sequence(tuple(items))

    def _atom(self) -> _Node:
        if self._take("("):
            return self._group()
        if self._take("["):
            return self._class()
        if self._take("."):
            return _Characters(ascii_letters + digits)
        if self._take("\\"):
            escaped = self._next()
            if escaped in "bB":
                return _Sequence(())
            return _Characters(self._escaped(escaped))
        return _Characters(self._next())

    def _group(self) -> _Node:
        is_looking = False
        if self._take("?"):
            start = _GROUP.match(self._pattern, self._at)
            if start is None:
                raise _Unsupported(self._pattern)
            self._at = start.end()
            is_looking = start.lastgroup == "look"
        node = self._choice()
        if not self._take(")"):
            raise _Unsupported(self._pattern)
        # What a text made without it does not keep to, is found out when the text is tried.
        return _Sequence(()) if is_looking else node

    def _repeated(self, node: _Node) -> _Node:
        if self._take("*"):
            node = _Repetition(node, 0, None)
        elif self._take("+"):
            node = _Repetition(node, 1, None)
        elif self._take("?"):
            node = _Repetition(node, 0, 1)
        elif count := _REPEAT.match(self._pattern, self._at):
            self._at = count.end()
            least = int(count[1])
            most = least if not count[2] else (int(count[3]) if count[3] else None)
            node = _Repetition(node, least, most)
        else:
            return node
        self._take("?")  # A lazy repetition matches the same texts.
        return node

    def _class(self) -> _Node:
        negated = self._take("^")
        allowed = ""
        while not self._take("]"):
            first = self._class_characters()
            if len(first) == 1 and self._peek() == "-" and self._peek(1) not in ("]", ""):
                self._next()
                last = self._class_characters()
                allowed += "".join(map(chr, range(ord(first), ord(last[0]) + 1)))
            else:
                allowed += first
        if negated:
            allowed = _others(allowed)
        if not allowed:
            raise _Unsupported(self._pattern)
        return _Characters(allowed)

    def _class_characters(self) -> str:
        return self._escaped(self._next()) if self._take("\\") else self._next()

    def _escaped(self, letter: str) -> str:
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        if letter in "pP" and (named := _PROPERTY.match(self._pattern, self._at)):
            self._at = named.end()
            return _PROPERTIES[named[1]] if letter == "p" else _others(_PROPERTIES[named[1]])
        if letter in "xu":
            size = 2 if letter == "x" else 4
            code, self._at = self._pattern[self._at : self._at + size], self._at + size
            if not re.fullmatch(rf"[0-9A-Fa-f]{{{size}}}", code):
                raise _Unsupported(self._pattern)
            return chr(int(code, 16))
        if letter.isalnum():  # A back-reference, or a property of Unicode.
            raise _Unsupported(self._pattern)
        return letter

    def _peek(self, ahead: int = 0) -> str:
        return self._pattern[self._at + ahead : self._at + ahead + 1]

    def _next(self) -> str:
        letter = self._peek()
        if not letter:
            raise _Unsupported(self._pattern)
        self._at += 1
        return letter

    def _take(self, letter: str) -> bool:
        found = self._peek() == letter
        self._at += found
        return found
