"""The way from a whole message to a place inside it."""

from dataclasses import dataclass
from typing import Literal

from contract.schemas.parts import Parts

StepKind = Literal[
    "property", "pattern", "additional", "name", "dependent", "item", "items", "contains",
    "content", "alternative", "mapped",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step: into a property or item, or to one of several alternatives.

    `mapped` leads where a discriminator points, which validators do not follow.
    """

    kind: StepKind
    name: str = ""  #: Of the property; the pattern; the property depended on.
    position: int = 0  #: Of the item.
    old: Parts = ()  #: The alternative taken on the old side; empty where there is no choice.
    new: Parts = ()  #: The same on the new side.
