"""
The clerk: compiled validators decide, the judge is asked where they cannot, or to be sure.

How often openapi-core is asked as well: `undecided` only about messages the compiled validators
leave open, `sample` also about every hundredth, `all` about every one. Where the two disagree it is
a fault of ours, told with the message.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Literal

from contract.model import Contract, Operation
from contract.validation.compiled import CompiledRequest, CompiledResponses, Reading
from contract.validation.messages import Request, Response, Violation
from contract.validation.prepared import Direction, prepared
from contract.validation.schemas import SchemaCompiler

if TYPE_CHECKING:
    from contract.validation.judge import Judge

Judging = Literal["undecided", "sample", "all"]

_SAMPLED: Final = 100
_LOG: Final = logging.getLogger("contract.validation")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A message about which the compiled validators and openapi-core say different things."""

    operation: str
    message: Request | Response
    compiled: tuple[Violation, ...]
    judged: tuple[Violation, ...]

    def __str__(self) -> str:
        return (
            f"{self.operation}: compiled validators say {list(self.compiled)}, "
            f"openapi-core says {list(self.judged)} of {self.message}"
        )


def tell(disagreement: Disagreement) -> None:
    """Log a disagreement."""
    _LOG.error("%s", disagreement)


class Clerk:
    """Decides whether the messages of one contract are valid."""

    def __init__(
        self,
        contract: Contract,
        judging: Judging = "undecided",
        on_disagreement: Callable[[Disagreement], None] = tell,
    ) -> None:
        """Nothing is compiled yet; an operation is with its first message."""
        self._contract = contract
        self._judging = judging
        self._on_disagreement = on_disagreement
        self._compiled_requests: dict[str, CompiledRequest] = {}
        self._compiled_responses: dict[str, CompiledResponses] = {}
        self._count = 0

    @cached_property
    def _requests(self) -> "_Side":
        return _Side(self._contract, "request")

    @cached_property
    def _responses(self) -> "_Side":
        return _Side(self._contract, "response")

    @cached_property
    def _judge(self) -> "Judge":
        # openapi-core takes half a second to import: a mock that never needs it never pays.
        from contract.validation.judge import Judge

        return Judge(self._contract)

    def request(self, operation: Operation, received: Request) -> Reading:
        """Decode a request and give every violation."""
        compiled = self._compiled_requests.get(operation.key)
        if compiled is None:
            side = self._requests
            compiled = CompiledRequest(side.operation(operation), side.contract, side.compiler)
            self._compiled_requests[operation.key] = compiled
        reading = compiled.read(received)
        if not compiled.decides(received):
            judged = self._judge.request(operation, received)
            return Reading(reading.values, reading.files, judged)
        if self._is_due():
            judged = self._judge.request(operation, received)
            self._compare(operation, received, reading.violations, judged)
        return reading

    def response(
        self, operation: Operation, response: Response, value: Any
    ) -> tuple[Violation, ...]:
        """Give every violation of a response; `value` is what its body says, before encoding."""
        compiled = self._compiled_responses.get(operation.key)
        if compiled is None:
            side = self._responses
            compiled = CompiledResponses(side.operation(operation), side.contract, side.compiler)
            self._compiled_responses[operation.key] = compiled
        if not compiled.decides(response):
            return self._judge.response(operation, response)
        violations = tuple(compiled.check(response, value))
        if self._is_due():
            judged = self._judge.response(operation, response)
            self._compare(operation, response, violations, judged)
        return violations

    def _is_due(self) -> bool:
        if self._judging == "undecided":
            return False
        self._count += 1
        return self._judging == "all" or self._count % _SAMPLED == 0

    def _compare(
        self,
        operation: Operation,
        message: Request | Response,
        compiled: tuple[Violation, ...],
        judged: tuple[Violation, ...],
    ) -> None:
        if _places(compiled) != _places(judged):
            self._on_disagreement(Disagreement(operation.key, message, compiled, judged))


class _Side:
    """What is sent, or what is answered: the contract as both validators read it."""

    def __init__(self, contract: Contract, direction: Direction) -> None:
        self.contract = prepared(contract, direction)
        self.compiler = SchemaCompiler(self.contract)
        self._operations = {each.key: each for each in self.contract.operations}

    def operation(self, operation: Operation) -> Operation:
        return self._operations[operation.key]


def _places(violations: Sequence[Violation]) -> set[tuple[str, str]]:
    """Give which parameters and parts are at fault; how deep in it is each library's own way."""
    return {
        (each.part, str(each.path[0]) if each.path and each.part != "body" else "")
        for each in violations
    }
