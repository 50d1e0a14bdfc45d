"""Where values are made, and what is around them."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from contract.schemas.views import View
from mockserver.values.scene import Scene
from mockserver.values.schemas import NoValue

#: What is said of a value where nothing is known of it.
UNKNOWN: Final[Any] = object()

#: How deep a value nests at most, and how deep it has what is optional.
DEEPEST: Final = 16
RICH_DEPTH: Final = 6
#: How many values are made inside one; what is optional not among the last of them.
_MOST_STEPS: Final = 2000
_MOST_RICH: Final = 1800
#: By depth: among how many values of one row of an outer list there is what is optional.
_MOST_OF_ROW: Final = (1000, 1000, 1000, 1000, 250, 125)


@dataclass(slots=True)
class Run:
    """One value while it is made."""

    steps: int = 0

    def step(self, count: int = 1) -> None:
        """
        Count what is made.

        Raises:
            NoValue: it is getting out of hand.
        """
        self.steps += count
        if self.steps > _MOST_STEPS:
            raise NoValue


class Spot(NamedTuple):
    """What the values of one object or list are made with."""

    run: Run
    digest: bytes  #: Of the place.
    scene: Scene
    row: int = 0  #: The position in the nearest list: only the first row is like the example.
    depth: int = 0
    around: frozenset[View] = frozenset()  #: What is being made around this: it may recur.
    begun: int = 0  #: The steps before the row of an outer list that this is in.

    def is_lean(self, view: View) -> bool:
        """Tell whether values of a schema have here only what they must have."""
        if self.depth >= RICH_DEPTH or view in self.around:
            return True
        steps = self.run.steps
        return steps > _MOST_RICH or steps - self.begun > _MOST_OF_ROW[self.depth]

    def below(self, step: bytes) -> bytes:
        """Give the digest of a place inside."""
        return blake2b(self.digest + step, digest_size=16).digest()


class Role(NamedTuple):
    """What a value is for."""

    name: str  #: Of the property, or of one item of a property; empty for the whole.
    about: str  #: What the whole value is about.
    is_strict: bool  #: Whether every part is checked.


#: Makes a value at a step inside a spot, of what is known of it.
Make = Callable[[Spot, bytes, Any], Any]
