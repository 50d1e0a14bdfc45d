"""What a change from one version of OpenAPI to another tells the person whose document it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

#: How many places are shown for which the same is noted; one more takes no more room.
_PLACES: Final = 3


@dataclass(slots=True)
class Notes:
    """One sentence for each thing repaired, or not expressible in the version that comes next."""

    sentences: list[str] = field(default_factory=list)

    def add(self, pointer: str, sentence: str) -> None:
        """Note something about the element at a pointer."""
        self.sentences.append(f"#{pointer}: {sentence}")


def in_short(sentences: Iterable[str]) -> list[str]:
    """
    Give notes for people to read: what is noted of many places is shown for the first few.

    A count follows on these, `185 more places: …`. The kinds stand in the order of their first.
    """
    alike: dict[str, list[str]] = {}
    for sentence in sentences:
        alike.setdefault(sentence.partition(": ")[2], []).append(sentence)
    lines: list[str] = []
    for said, each in alike.items():
        rest = len(each) - _PLACES
        lines += each if rest <= 1 else [*each[:_PLACES], f"{rest} more places: {said}"]
    return lines
