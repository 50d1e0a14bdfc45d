"""What a rule is: an id that never changes, a severity, sentences, an example, a check."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from contract.checking.survey import Survey

#: `error`: the contract contradicts OpenAPI or itself. `warning`: it promises too little to be
#: served or enforced well. `info`: it may be meant so.
Severity = Literal["error", "warning", "info"]
#: What the fragments of an example are put into: see `Example`.
ExamplePlace = Literal["document", "operation", "schema"]


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing a check noticed."""

    pointer: str  #: JSON Pointer into the document that the check looked at.
    message: str  #: A clause for people: "GET /pets has no operationId".


@dataclass(frozen=True, slots=True)
class Example:
    """Members of a document, operation or schema in which a rule finds something, or nothing."""

    flawed: Any
    sound: Any
    place: ExamplePlace = "schema"


Check = Callable[[Survey], Iterator[Flaw]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of flaw."""

    id: str
    family: str
    severity: Severity
    sentence: str  #: What it finds.
    advice: str  #: What to do about it.
    example: Example
    check: Check


@dataclass(frozen=True, slots=True)
class Family:
    """Names the family of the rules in a module, and makes them of their checks."""

    name: str

    def rule(
        self, rule_id: str, severity: Severity, advice: str, example: Example
    ) -> Callable[[Check], Rule]:
        """Make a rule of a check; what the check says of itself is the sentence for people."""

        def made(check: Check) -> Rule:
            sentence = " ".join((check.__doc__ or "").split())
            return Rule(rule_id, self.name, severity, sentence, advice, example, check)

        return made
