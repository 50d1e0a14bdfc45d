"""What breaks a contract, and how it is told: in a header, in a problem, in an event."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, Literal

import orjson

from contract.validation import Violation
from mockserver.messages import Headers, SentReply, ServerSentEvent

VIOLATIONS_HEADER: Final = "X-Contract-Violations"
_LONGEST_HEADER: Final = 2000
_PROBLEM: Final = (("Content-Type", "application/problem+json"),)


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which one side of an exchange breaks the contract."""

    of: Literal["request", "reply"]
    violation: Violation

    @property
    def at(self) -> str:
        """Name the place: `query/limit`, `body/pets/0/name`."""
        return "/".join([self.violation.part, *map(str, self.violation.path)])[:200]

    @property
    def message(self) -> str:
        """Say what is wrong there; some messages quote the whole of what they are about."""
        return self.violation.message[:200]


def problem_reply(status: int, detail: str, **more: Any) -> SentReply:
    """Write a problem (RFC 9457)."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return SentReply(status, _PROBLEM, orjson.dumps({**told, "detail": detail, **more}))


def broken_reply(findings: Sequence[Finding]) -> SentReply:
    """Answer by the list of what broke the contract."""
    detail = "; ".join(f"{each.of} {each.at}: {each.message}" for each in findings)[:2000]
    title = "The exchange broke the contract"
    return problem_reply(500, detail, title=title, violations=[_told(each) for each in findings])


def violations_header(findings: Sequence[Finding]) -> Headers:
    """
    Give the header that tells findings, as many as fit; none for no findings.

    Its value is JSON in ASCII, `[{"of": "reply", "at": "body/name", "message": "…"}, …]`.
    """
    told: list[str] = []
    room = _LONGEST_HEADER
    for each in findings:
        text = json.dumps(_told(each), separators=(",", ":"))
        room -= len(text) + 1
        if room < 0:
            break
        told.append(text)
    return ((VIOLATIONS_HEADER, f"[{','.join(told)}]"),) if told else ()


def error_event(findings: Sequence[Finding]) -> ServerSentEvent:
    """Tell findings as the last event of a stream."""
    message = "; ".join(each.message for each in findings)[:2000]
    return ServerSentEvent({"event": "error", "message": message}, "error")


def _told(finding: Finding) -> dict[str, str]:
    return {"of": finding.of, "at": finding.at, "message": finding.message}
