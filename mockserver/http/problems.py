"""Errors as problems (RFC 9457), and violations as text."""

import json
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from contract.validation import Violation

PROBLEM: Final = "application/problem+json"

#: The header that tells of violations which did not stop an exchange.
VIOLATIONS_HEADER: Final = "X-Contract-Violations"
_LONGEST_HEADER: Final = 2000
_LONGEST_MESSAGE: Final = 200

#: As RFC 9110 spells them, where Python 3.11 has an older spelling.
_PHRASES: Final = {413: "Content Too Large", 422: "Unprocessable Content"}


def phrase(status: int) -> str:
    """Give the reason phrase of a status code (RFC 9110, section 15)."""
    if status in _PHRASES:
        return _PHRASES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def refusal_status(violations: Iterable[Violation]) -> int:
    """
    Give the status by which a request with violations is refused.

    A body of an undeclared media type is 415, the rest 422. Source: RFC 9110, 15.5.16 and 15.5.21.
    """
    is_other_type = any(each.part == "body" and each.keyword == "media-type" for each in violations)
    return 415 if is_other_type else 422


def problem(
    status: int, detail: str, violations: Iterable[Violation] = (), *, title: str = ""
) -> dict[str, Any]:
    """Write a problem; each violation is listed with the part of the message and its place."""
    listed = [
        {
            "in": each.part,
            "path": list(each.path),
            "keyword": each.keyword,
            "message": each.message,
        }
        for each in violations
    ]
    told = {
        "type": "about:blank",
        "title": title or phrase(status),
        "status": status,
        "detail": detail,
    }
    return {**told, "violations": listed} if listed else told


def shown(violation: Violation) -> str:
    """Name the place of a violation: `query/limit`, `body/pets/0/name`."""
    return "/".join([violation.part, *map(str, violation.path)])


def sentence(violations: Iterable[Violation]) -> str:
    """Tell violations in one line, each with its place."""
    return "; ".join(f"{shown(each)}: {each.message}" for each in violations)[:2000]


def violations_header(violations: Iterable[Violation], of: str) -> tuple[tuple[str, str], ...]:
    """
    Give the header that tells violations of a request or a reply; none for no violations.

    Its value is JSON in ASCII, `[{"of": "request", "at": "query/limit", "message": "…"}, …]`; it
    ends early rather than to grow beyond what clients take.
    """
    told: list[str] = []
    room = _LONGEST_HEADER
    for each in violations:
        entry = {"of": of, "at": shown(each)[:200], "message": each.message[:_LONGEST_MESSAGE]}
        text = _ascii(entry)
        room -= len(text) + 1
        if room < 0:
            break
        told.append(text)
    return ((VIOLATIONS_HEADER, f"[{','.join(told)}]"),) if told else ()


def _ascii(value: Any) -> str:
    # Bytes that were no text are half surrogate pairs by now, which orjson does not write.
    return json.dumps(value, separators=(",", ":")).replace("\x7f", "\\u007f")
