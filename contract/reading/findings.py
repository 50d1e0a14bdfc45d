"""What a reader hands over: the document, and everything it did not simply find written."""

from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Literal

from contract.reading.blocks import Place

#: `inferred`: concluded by a rule, not written. `open`: the text leaves it unsaid.
#: `contradiction`: the text says two things. `unread`: text that no rule understood.
FindingKind = Literal["inferred", "open", "contradiction", "unread"]
Confidence = Literal["certain", "high", "medium", "low"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a person should know about what was read."""

    kind: FindingKind
    rule: str  #: An id that never changes, such as `media-type-assumed`.
    message: str
    place: Place
    pointer: str = ""  #: JSON Pointer into the document, if the finding is about a part of it.
    confidence: Confidence | None = None  #: Of an inference.


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read, and the report on it."""

    kind: str  #: What the text was recognised as, for people: "swagger-markdown, path headings".
    document: dict[str, Any]  #: OpenAPI 3.2.
    findings: tuple[Finding, ...]
    places: dict[str, Place]  #: Where each element came from, by JSON Pointer.


@dataclass(slots=True)
class Draft:
    """A document in the making; readers write into it, `finished` hands it over."""

    document: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)

    def infer(
        self, rule: str, message: str, place: Place, pointer: str = "", *, confidence: Confidence
    ) -> None:
        """Report a conclusion that the text does not state."""
        self.findings.append(Finding("inferred", rule, message, place, pointer, confidence))

    def leave_open(self, rule: str, message: str, place: Place, pointer: str = "") -> None:
        """Report what the text leaves unsaid."""
        self.findings.append(Finding("open", rule, message, place, pointer))

    def contradict(self, rule: str, message: str, place: Place, pointer: str = "") -> None:
        """Report that the text says two things."""
        self.findings.append(Finding("contradiction", rule, message, place, pointer))

    def skip(self, message: str, place: Place) -> None:
        """Report text that no rule understood."""
        self.findings.append(Finding("unread", "text-not-understood", message, place))

    def finished(self, kind: str) -> Reading:
        """Hand the document over, with its findings in the order of the text."""
        self.findings.sort(key=attrgetter("place"))
        return Reading(kind, self.document, tuple(self.findings), self.places)
