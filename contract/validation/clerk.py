"""
The clerk: compiled validators decide, the judge is asked where they cannot, or to be sure.

How often openapi-core is asked as well: `undecided` only about messages the compiled validators
leave open, `sample` also about every hundredth, `all` about every one. Where the two disagree it is
a fault of ours, told with the message.
"""

import logging
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from contract.judging import Judging
from contract.model import Contract, Operation
from contract.operations import reread
from contract.validation.compiled import CompiledRequest, CompiledResponses, Reading
from contract.validation.media_types import is_json
from contract.validation.messages import Request, Response, Violation
from contract.validation.prepared import Direction, prepared_in_parts
from contract.validation.schemas import SchemaCompiler

if TYPE_CHECKING:
    from contract.validation.judge import Judge

_T = TypeVar("_T")
_Message = TypeVar("_Message", Request, Response)

_SAMPLED: Final = 100
_LOG: Final = logging.getLogger("contract.validation")


class Disagreement(NamedTuple):
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
        self.judging: Final = judging
        self._on_disagreement = on_disagreement
        self._count = 0

    @cached_property
    def _requests(self) -> "_Compiled[CompiledRequest]":
        return _Compiled(self._contract, "request", CompiledRequest)

    @cached_property
    def _responses(self) -> "_Compiled[CompiledResponses]":
        return _Compiled(self._contract, "response", CompiledResponses)

    @property
    def request_schemas(self) -> SchemaCompiler:
        """Give what compiles schemas as those of requests are."""
        return self._requests.compiler

    @cached_property
    def _judge(self) -> "Judge":
        # openapi-core takes half a second to import: a mock that never needs it never pays.
        from contract.validation.judge import Judge

        return Judge(self._contract)

    def request(self, operation: Operation, received: Request) -> Reading:
        """Decode a request and give every violation."""
        compiled = self._requests[operation.key]
        reading = compiled.read(received)
        if received.body and not (is_json(received.content_type) or compiled.decides(received)):
            judged = self._judge.request(operation, received)
            return Reading(reading.values, reading.files, judged)
        if self.judging != "undecided" and self._is_due():
            self._compare(self._judge.request, operation, received, reading.violations)
        return reading

    def response(
        self, operation: Operation, response: Response, value: Any
    ) -> tuple[Violation, ...]:
        """Give every violation of a response; `value` is what its body says, before encoding."""
        compiled = self._responses[operation.key]
        if response.body and not (is_json(response.content_type) or compiled.decides(response)):
            return self._judge.response(operation, response)
        violations = tuple(compiled.check(response, value))
        if self.judging != "undecided" and self._is_due():
            self._compare(self._judge.response, operation, response, violations)
        return violations

    def _is_due(self) -> bool:
        self._count += 1
        return self.judging == "all" or self._count % _SAMPLED == 0

    def _compare(
        self,
        judge: Callable[[Operation, _Message], tuple[Violation, ...]],
        operation: Operation,
        message: _Message,
        compiled: tuple[Violation, ...],
    ) -> None:
        try:
            judged = judge(operation, message)
        except BaseException as error:
            # Nested too deeply for openapi-core, or by a schema that leads to itself. Met inside a
            # library written in Rust, the same is a panic, whose class has no public name.
            if isinstance(error, RecursionError) or type(error).__name__ == "PanicException":
                return
            raise
        if _places(compiled) != _places(judged):
            self._on_disagreement(Disagreement(operation.key, message, compiled, judged))


class _Compiled(dict[str, _T]):
    """The operations of a contract by their keys, each compiled when it is first asked for."""

    def __init__(
        self,
        contract: Contract,
        direction: Direction,
        make: Callable[[Operation, Contract, SchemaCompiler], _T],
    ) -> None:
        super().__init__()
        self._contract = prepared_in_parts(contract, direction)
        self.compiler = SchemaCompiler(self._contract, in_parts=True)
        self._make = make
        self._operations = {each.key: each for each in contract.operations}

    def __missing__(self, key: str) -> _T:
        operation = reread(self._contract.document, self._operations[key])
        return self.setdefault(key, self._make(operation, self._contract, self.compiler))


def _places(violations: Sequence[Violation]) -> set[tuple[str, str]]:
    """Give which parameters and parts are at fault; how deep in it is each library's own way."""
    return {
        (each.part, str(each.path[0]) if each.path and each.part != "body" else "")
        for each in violations
    }
