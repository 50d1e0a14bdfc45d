"""What a comparison hands over."""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

#: `breaking`: a client of the old contract can fail against a service of the new one.
#: `risky`: it fails only if it leaned on something left open, or the change hurts in practice.
#: `safe`: compatible.
Verdict = Literal["breaking", "risky", "safe"]
#: Who is concerned: what clients send, what they receive, both, or the operation as a whole ("").
Direction = Literal["request", "response", "both", ""]

#: From the worst to the mildest.
VERDICTS: Final[tuple[Verdict, ...]] = ("breaking", "risky", "safe")


@dataclass(frozen=True, slots=True)
class Call:
    """A request, written so that it can be sent."""

    method: str
    target: str  #: Path and query, percent-encoded.
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    has_body: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, as far as it matters."""

    status: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    has_body: bool = False


#: What the value of a witness is: a whole body, one item of a stream, the value of a parameter
#: or of a header; or the call as a whole, where there is no single value to look at.
WitnessPart = Literal["body", "item", "parameter", "header", "call"]


@dataclass(frozen=True, slots=True)
class Witness:
    """
    A case that worked under the old contract and does not under the new one.

    Without `answer` the call is the proof: the new contract refuses it. With `answer`, the answer
    is: the new contract allows it, the old one does not.
    """

    operation: str  #: `POST /apps/{app_id}/run`
    part: WitnessPart
    call: Call
    answer: Answer | None = None
    value: Any = None  #: What the schemas disagree about; of a body, the body.
    reason: str = ""  #: What a validator says of it.


@dataclass(frozen=True, slots=True)
class Finding:
    """One change, at one place, with its verdict."""

    rule: str
    verdict: Verdict
    direction: Direction
    operations: tuple[str, ...]  #: `POST /apps/{app_id}/run`, in the order of the contract.
    old: str  #: JSON Pointer into the old document; "" where the place is new.
    new: str  #: JSON Pointer into the new document; "" where the place is gone.
    subject: str  #: The operation or component it is listed under.
    place: str  #: Of what it is said, for people: "MemberInvitePayload.email".
    text: str  #: What is said of it: "the property `name` became required".
    before: Any = None  #: JSON; `None` where there is no value to show.
    after: Any = None
    advice: str = ""
    witness: Witness | None = None

    @property
    def message(self) -> str:
        """One sentence for people."""
        return f"{self.place}: {self.text}"

    @property
    def fingerprint(self) -> str:
        """Tell this finding from all others, for lists of known findings: 12 hex digits."""
        told = [self.rule, self.direction, self.old, self.new, self.before, self.after]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed between two contracts, worst first."""

    findings: tuple[Finding, ...]

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def of(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Give the findings with a verdict."""
        return tuple(each for each in self.findings if each.verdict == verdict)

    @property
    def is_breaking(self) -> bool:
        """Whether anything breaks."""
        return bool(self.of("breaking"))

    def worst(self) -> Verdict | None:
        """Give the worst verdict; `None` where nothing changed."""
        return self.findings[0].verdict if self.findings else None

    def judged(self, verdicts: Mapping[str, Verdict]) -> "Comparison":
        """Judge findings otherwise, by rule id."""
        changed = (
            replace(each, verdict=verdicts.get(each.rule, each.verdict)) for each in self.findings
        )
        return Comparison(tuple(sorted(changed, key=lambda each: VERDICTS.index(each.verdict))))

    def without(self, known: Collection[str]) -> "Comparison":
        """Leave out findings that are known, by fingerprint."""
        return Comparison(tuple(each for each in self.findings if each.fingerprint not in known))
