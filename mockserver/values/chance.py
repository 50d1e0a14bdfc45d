"""Chance out of a seed: the same draws every time, whatever was drawn for other values."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, TypeVar

Value = TypeVar("Value")

#: What remains of a draw has so many bits more than it takes, so that each outcome is as likely.
_SPARE_BITS: Final = 64
_FRACTION: Final = 2**53


class Chance:
    """The draws for one value; beginning costs next to nothing until something is drawn."""

    __slots__ = ("_left", "_seed")

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._left = 0

    def below(self, count: int) -> int:
        """Draw one of the numbers from 0 on, below the given one."""
        while self._left < count << _SPARE_BITS:
            self._seed = blake2b(self._seed).digest()
            self._left = self._left << 512 | int.from_bytes(self._seed, "big")
        self._left, drawn = divmod(self._left, count)
        return drawn

    def between(self, least: int, most: int) -> int:
        """Draw one of the numbers between two, both among them."""
        return least + self.below(most - least + 1)

    def fraction(self) -> float:
        """Draw a number from 0 on, below 1."""
        return self.below(_FRACTION) / _FRACTION

    def one(self, values: Sequence[Value]) -> Value:
        """Draw one of some values."""
        return values[self.below(len(values))]

    def hexadecimal(self, length: int) -> str:
        """Draw hexadecimal digits."""
        return f"{self.below(16**length):0{length}x}"

    def digits(self, length: int) -> str:
        """Draw decimal digits."""
        return f"{self.below(10**length):0{length}}"

    def uuid(self) -> str:
        """Draw a UUID of version 4 (RFC 9562)."""
        drawn = self.hexadecimal(32)
        variant = "89ab"[int(drawn[16], 16) & 3]
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"
