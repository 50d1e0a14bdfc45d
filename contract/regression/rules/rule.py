"""What a rule is: an id that never changes, verdicts, sentences for people, an example, a check."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from contract.regression.findings import VERDICTS, Verdict

#: What a rule looks at, by kind: a pair of operations, of schemas, …
Subject = TypeVar("Subject")
#: Where the fragments of an example stand in a contract.
ExamplePlace = Literal[
    "document", "operation", "parameters", "response", "schema", "schema with components"
]

#: The verdicts of most changes to a schema. What clients send may only be widened, what they
#: receive may only be narrowed.
LOOSENED: Final[Mapping[str, Verdict]] = {"request": "safe", "response": "breaking"}
TIGHTENED: Final[Mapping[str, Verdict]] = {"request": "breaking", "response": "safe"}
SWAPPED: Final[Mapping[str, Verdict]] = {"request": "breaking", "response": "breaking"}
HARMLESS: Final[Mapping[str, Verdict]] = {"request": "safe", "response": "safe"}
UNCERTAIN: Final[Mapping[str, Verdict]] = {"request": "risky", "response": "risky"}
#: A limit stated for the first time is often one that the service kept all along.
NEWLY_LIMITED: Final[Mapping[str, Verdict]] = {"request": "risky", "response": "safe"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a check noticed. What it says of the place comes from whoever runs the check."""

    text: str  #: A clause for people: "`email` is required now".
    old: str  #: JSON Pointer into the old document; "" where the place is new.
    new: str  #: JSON Pointer into the new document; "" where the place is gone.
    before: Any = None
    after: Any = None
    name: str = ""  #: The property it is about, if it is about one.


@dataclass(frozen=True, slots=True)
class Example:
    """Two fragments between which exactly one rule finds something."""

    old: Any
    new: Any
    place: ExamplePlace = "schema"


@dataclass(frozen=True, slots=True)
class Rule(Generic[Subject]):
    """One kind of change."""

    id: str
    family: str
    sentence: str  #: What it finds.
    #: By direction; "" where the direction is given by what the rule looks at.
    verdicts: Mapping[str, Verdict]
    advice: str  #: What to do about it; "" where there is nothing to do.
    example: Example
    check: Callable[[Subject], Iterator[Change]]
    #: The kinds of values it is about; it is asked only where such values pass on both sides.
    #: Empty: it is always asked.
    kinds: frozenset[str] = frozenset()

    @property
    def verdict(self) -> Verdict:
        """The worst of its verdicts."""
        return min(self.verdicts.values(), key=VERDICTS.index)


Check = Callable[[Subject], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Family:
    """Names the family of the rules in a module, and makes them of their checks."""

    name: str
    kinds: frozenset[str] = frozenset()  #: See `Rule.kinds`.

    def rule(
        self,
        rule_id: str,
        verdicts: Mapping[str, Verdict],
        example: Example,
        advice: str = "",
    ) -> Callable[[Check[Subject]], Rule[Subject]]:
        """Make a rule of a check; what the check says of itself is the sentence for people."""

        def made(check: Check[Subject]) -> Rule[Subject]:
            sentence = check.__doc__ or ""
            return Rule(rule_id, self.name, sentence, verdicts, advice, example, check, self.kinds)

        return made
