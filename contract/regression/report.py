"""A comparison in print: for people, and as JSON."""

import json
import shlex
from collections.abc import Iterable, Iterator
from typing import Any, Final

from contract.regression.findings import (
    VERDICTS,
    Answer,
    Call,
    Comparison,
    Direction,
    Finding,
    Verdict,
    Witness,
)

_HEADINGS: Final[dict[Verdict, str]] = {
    "breaking": "Breaking: clients of the old contract can fail",
    "risky": "Risky: they fail if they leaned on what was left open",
    "safe": "Safe",
}
_CONCERNED: Final[dict[Direction, str]] = {
    "request": "in requests:",
    "response": "in responses:",
    "both": "in requests and responses:",
    "": "for",
}
#: SGR codes (ECMA-48, 8.3.117).
_COLORS: Final[dict[str, str]] = {
    "breaking": "31;1", "risky": "33;1", "safe": "32;1", "subject": "1", "rule": "36", "faint": "2",
}  # fmt: skip
#: How many operations, and how many characters of a value, are shown before "…".
_MOST_OPERATIONS: Final = 4
_MOST_CHARACTERS: Final = 160


def as_text(comparison: Comparison, old_name: str, new_name: str, color: bool) -> str:
    """
    Write a comparison for people; lines end with a newline.

    What breaks comes first, by operation or component, with proof and advice. What is safe takes a
    line each, or a line for all that say the same.
    """
    return "".join(f"{line}\n" for line in _Text(old_name, new_name, color).lines(comparison))


def as_json(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as JSON: counts, and all that is known of each finding."""
    return {
        "counts": {verdict: len(comparison.of(verdict)) for verdict in VERDICTS},
        "findings": [_finding(each) for each in comparison],
    }


# --- JSON -----------------------------------------------------------------------------------------


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "fingerprint": finding.fingerprint,
        "rule": finding.rule,
        "verdict": finding.verdict,
        "direction": finding.direction,
        "operations": list(finding.operations),
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "before": finding.before,
        "after": finding.after,
        "advice": finding.advice,
        "witness": None if finding.witness is None else _witness(finding.witness),
    }


def _witness(witness: Witness) -> dict[str, Any]:
    written: dict[str, Any] = {
        "operation": witness.operation,
        "part": witness.part,
        "call": _message(
            {"method": witness.call.method, "target": witness.call.target}, witness.call
        ),
    }
    if witness.answer is not None:
        written["answer"] = _message({"status": witness.answer.status}, witness.answer)
    if witness.part != "call":
        written["value"] = witness.value
    return {**written, "reason": witness.reason}


def _message(start: dict[str, Any], message: Call | Answer) -> dict[str, Any]:
    body = {"body": message.body} if message.has_body else {}
    return {**start, "headers": dict(message.headers), **body}


# --- text -----------------------------------------------------------------------------------------


class _Text:
    """Writes lines, in colour or not."""

    def __init__(self, old_name: str, new_name: str, color: bool) -> None:
        self._old_name, self._new_name, self._color = old_name, new_name, color

    def lines(self, comparison: Comparison) -> Iterator[str]:
        names = f"{self._old_name} → {self._new_name}"
        if not comparison.findings:
            yield f"{names}: nothing changed"
            return
        counts = ((verdict, len(comparison.of(verdict))) for verdict in VERDICTS)
        told = (self._paint(f"{count} {verdict}", verdict if count else "faint")
                for verdict, count in counts)  # fmt: skip
        yield f"{names}: {', '.join(told)}"
        for verdict in VERDICTS:
            findings = comparison.of(verdict)
            if findings:
                yield ""
                yield self._paint(_HEADINGS[verdict], verdict)
                yield from self._folded(findings) if verdict == "safe" else self._full(findings)

    def _full(self, findings: Iterable[Finding]) -> Iterator[str]:
        listed: dict[str, list[Finding]] = {}
        for finding in findings:
            listed.setdefault(finding.subject, []).append(finding)
        for subject, group in listed.items():
            yield ""
            yield self._paint(subject, "subject")
            for finding in group:
                yield from self._details(finding)

    def _details(self, finding: Finding) -> Iterator[str]:
        place = finding.place.removeprefix(finding.subject).lstrip(".,: ")
        said = f"{place}: {finding.text}" if place else finding.text
        verdict = self._paint(finding.verdict, finding.verdict)
        yield f"  {verdict}  {self._paint(finding.rule, 'rule')}  {said}"
        if finding.before is not None or finding.after is not None:
            yield f"      {_shown(finding.before)} → {_shown(finding.after)}"
        if finding.operations and finding.operations != (finding.subject,):
            yield f"      {_CONCERNED[finding.direction]} {_listing(finding.operations)}"
        where = (self._new_name, finding.new) if finding.new else (self._old_name, finding.old)
        yield self._paint(f"      at {where[0]}#{where[1]}", "faint")
        yield from (f"      {line}" for line in _proof(finding))
        yield f"      {finding.advice}"

    def _folded(self, findings: Iterable[Finding]) -> Iterator[str]:
        """One line for all findings that say the same of different places."""
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            alike.setdefault((finding.rule, finding.text), []).append(finding)
        for (rule, text), group in alike.items():
            places = list(dict.fromkeys(each.place for each in group))
            said = f"{places[0]}: {text}" if len(places) == 1 else f"{text} ({_listing(places)})"
            yield f"  {self._paint(rule, 'rule')}  {said}"

    def _paint(self, text: str, color: str) -> str:
        return f"\x1b[{_COLORS[color]}m{text}\x1b[0m" if self._color else text


def _proof(finding: Finding) -> Iterator[str]:
    witness = finding.witness
    if witness is None:
        if finding.verdict == "breaking":
            yield "no example was found; this is judged by the rule alone"
        return
    yield f"$ {_curl(witness.call)}"
    if witness.answer is None:
        yield f"  new: {_cut(witness.reason)}"
    else:
        yield f"  new: {_answer(witness.answer)}"
        yield f"  old: {_cut(witness.reason)}"


def _curl(call: Call) -> str:
    """Write a call as a command that a shell can run."""
    words = ["curl"]
    if call.method != ("POST" if call.has_body else "GET"):
        words.append(f"-X {call.method}")
    for name, value in call.headers.items():
        if not (name == "Content-Type" and value == "application/json"):
            words.append(f"-H {_quoted(f'{name}: {value}')}")
    if call.has_body:
        is_json = call.headers.get("Content-Type") == "application/json"
        body = call.body if isinstance(call.body, str) and not is_json else _json(call.body)
        words.append(f"{'--json' if is_json else '--data'} {shlex.quote(body)}")
    return _cut(" ".join([*words, f'"$URL{call.target}"']))


def _quoted(text: str) -> str:
    # What starts with a dollar sign is a secret that the shell is to fill in.
    return f'"{text}"' if "$" in text else shlex.quote(text)


def _answer(answer: Answer) -> str:
    """Write an answer in a line: status, the headers that tell, body."""
    headers = (f"{name}: {value}" for name, value in answer.headers.items()
               if (name, value) != ("Content-Type", "application/json"))  # fmt: skip
    body = [_json(answer.body)] if answer.has_body else []
    return _cut("  ".join([answer.status, *headers, *body]))


def _listing(names: Iterable[str]) -> str:
    listed = list(names)
    if len(listed) <= _MOST_OPERATIONS:
        return ", ".join(listed)
    return f"{', '.join(listed[: _MOST_OPERATIONS - 1])} and {len(listed) - 3} more"


def _shown(value: Any) -> str:
    return "none" if value is None else _cut(value if isinstance(value, str) else _json(value))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[: _MOST_CHARACTERS - 1]}…"
