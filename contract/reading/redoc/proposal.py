"""
A first proposal of methods and paths, made from what a ReDoc page shows.

FastAPI makes titles of function names, so the first word of a title tells the method, and the
others, with the tag and the path parameters, a path that a person has to correct.
"""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contract.reading.operations import OperationEntry, is_variable, shape
from contract.reading.redoc.heads import VERBS
from contract.reading.redoc.page import PageOperation
from contract.reading.redoc.rows import read_rows
from contract.reading.redoc.samples import is_validation_error

#: Method and status by the first word of a title; FastAPI makes titles of function names.
_METHODS_BY_VERB: Final = {
    **dict.fromkeys(
        "check count describe download export fetch find get health is list logs preview query"
        " read retrieve return search show stream validate verify view watch".split(),
        ("GET", "200"),
    ),
    **dict.fromkeys(
        "add create copy clone duplicate import insert upload".split(), ("POST", "201")
    ),
    **dict.fromkeys("webhook".split(), ("POST", "202")),
    **dict.fromkeys("change modify patch rename reset update".split(), ("PATCH", "200")),
    **dict.fromkeys("edit put replace set upsert".split(), ("PUT", "200")),
    **dict.fromkeys("delete purge remove".split(), ("DELETE", "2XX")),
    **dict.fromkeys("head im ping".split(), ("HEAD", "200")),
}
#: Verbs that need no segment of their own, for the method tells them.
_PLAIN_VERBS: Final = frozenset(
    "add change create delete edit fetch find get list modify patch put read remove replace"
    " retrieve set show update upsert view".split()
)


_SMALL_WORDS: Final = frozenset("a an by for from in of on the to with".split())
_WORD_ENDS: Final = re.compile(r"[_-]|(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Match:
    """An operation's method and path, and whether the mapping gave them."""

    entry: OperationEntry
    is_mapped: bool  #: Otherwise they were made up.


def matched(
    operations: Sequence[PageOperation], entries: Sequence[OperationEntry]
) -> tuple[list[Match], list[OperationEntry]]:
    """
    Match operations with the rows of a mapping by tag, title and order; propose the others.

    Also gives the rows that match nothing.
    """
    waiting: dict[tuple[str, str], deque[OperationEntry]] = {}
    for entry in entries:
        waiting.setdefault((entry.tag, entry.title), deque()).append(entry)
    proposal = Proposal(entries)
    found = []
    for operation in operations:
        rows = waiting.get((operation.tag or "", operation.title))
        if rows:
            found.append(Match(rows.popleft(), is_mapped=True))
        else:
            found.append(Match(proposal.entry(operation), is_mapped=False))
    return found, [entry for rows in waiting.values() for entry in rows]


class Proposal:
    """Makes entries that do not collide with those it knows."""

    def __init__(self, known: Sequence[OperationEntry] = ()) -> None:
        self._taken = {(each.method, shape(each.path)) for each in known}
        self._numbers: dict[str, int] = {}

    def entry(self, operation: PageOperation) -> OperationEntry:
        """Propose the method and the path of an operation."""
        words = re.findall(r"\w+", operation.title.lower()) or ["operation"]
        method, status = _method(words[0], operation)
        path = self._free(method, _path(words, operation), "-".join(words))
        return OperationEntry(
            tag=operation.tag or "",
            title=operation.title,
            method=method,
            path=path,
            basis="inferred",
            confidence="low",
            success_status=status,
            source_line=operation.place.line,
        )

    def _free(self, method: str, path: str, words: str) -> str:
        base = f"{path}/{words}"
        while (method, shape(path)) in self._taken:
            number = self._numbers[base] = self._numbers.get(base, 0) + 1
            path = base if number == 1 else f"{base}-{number}"
        self._taken.add((method, shape(path)))
        return path


def _method(verb: str, operation: PageOperation) -> tuple[str, str]:
    """Give method and status; a verb that is not listed tells an action."""
    known = _METHODS_BY_VERB.get(verb) or _METHODS_BY_VERB.get(verb.removesuffix("s"))
    has_body = operation.section("body") is not None
    if known is None:
        return ("POST" if has_body or verb in VERBS else "GET"), "2XX"
    method, status = known
    if method in ("GET", "HEAD") and has_body:
        method = "POST"
    if method == "DELETE" and is_validation_error(operation.response_sample):
        status = "204"
    return method, status


def _path(words: Sequence[str], operation: PageOperation) -> str:
    """Put together `/tag/{id of the tag's things}/words/{other ids}/verb`."""
    tag_words = re.findall(r"\w+", (operation.tag or "").lower())
    verb = words[0] if words[0] in VERBS else words[0].removesuffix("s")
    others = [word for word in words[1:] if word not in _SMALL_WORDS]
    nouns = [word for word in others if _singular(word) not in map(_singular, tag_words)]
    own = {_singular(word) for word in tag_words}
    section = operation.section("path")
    rows = read_rows(section.lines, section.place).shown if section else None
    names = [row.name for row in rows.rows if is_variable(row.name)] if rows else []
    first = [name for name in names if _singular(_WORD_ENDS.split(name)[0].lower()) in own]
    rest = [name for name in dict.fromkeys(names) if name not in first]
    segments = ["-".join(tag_words), *(f"{{{name}}}" for name in dict.fromkeys(first))]
    segments += ["-".join(nouns), *(f"{{{name}}}" for name in rest)]
    segments += [] if verb in _PLAIN_VERBS else [verb]
    return "/" + "/".join(segment for segment in segments if segment)


def _singular(word: str) -> str:
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith("sses") else word.removesuffix("s")
