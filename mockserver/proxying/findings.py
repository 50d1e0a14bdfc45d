"""What breaks a contract, and how it is told: in a header, in a problem, in an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from contract.validation import Violation
from mockserver.checking import encode
from mockserver.http.problems import PROBLEM, problem, shown, violations_header
from mockserver.messages import Headers, SentReply, ServerSentEvent

_PROBLEM: Final = (("Content-Type", PROBLEM),)


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which one side of an exchange breaks the contract."""

    of: Literal["request", "reply"]
    violation: Violation

    @property
    def at(self) -> str:
        """Name the place: `query/limit`, `body/pets/0/name`."""
        return shown(self.violation)[:200]

    @property
    def message(self) -> str:
        """Say what is wrong there; some messages quote the whole of what they are about."""
        return self.violation.message[:200]


def problem_reply(status: int, detail: str) -> SentReply:
    """Answer by a problem (RFC 9457) of the proxy's own."""
    return SentReply(status, _PROBLEM, encode(problem(status, detail), PROBLEM))


def broken_reply(findings: Sequence[Finding]) -> SentReply:
    """Answer by the list of what broke the contract."""
    detail = "; ".join(f"{each.of} {each.at}: {each.message}" for each in findings)[:2000]
    told = [each.violation._replace(message=each.message) for each in findings]
    value = problem(500, detail, told, title="The exchange broke the contract")
    return SentReply(500, _PROBLEM, encode(value, PROBLEM))


def findings_header(findings: Sequence[Finding]) -> Headers:
    """Give the headers that tell findings, one for each side that broke the contract."""
    sides = ("request", "reply")
    found = {of: [each.violation for each in findings if each.of == of] for of in sides}
    return tuple(header for of in sides for header in violations_header(found[of], of))


def error_event(findings: Sequence[Finding]) -> ServerSentEvent:
    """Tell findings as the last event of a stream."""
    message = "; ".join(each.message for each in findings)[:2000]
    return ServerSentEvent({"event": "error", "message": message}, "error")
