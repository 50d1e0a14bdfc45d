"""
Security schemes on a ReDoc page: their names, run together, and nothing else of them.

Names that are known from elsewhere tell where one ends and the next begins. Else a name that
stands alone somewhere is known by that, and names that begin alike are cut where they do.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, takewhile
from typing import Any, Final

#: What ReDoc prints for an alternative that asks for nothing.
NO_SCHEME: Final = "None"

_SHORTEST_LIKENESS: Final = 4
#: In characters; what is longer is no list of names.
LONGEST: Final = 300
_NAME_BEGINS: Final = re.compile(r"[a-z0-9)](?=[A-Z])")
#: Schemes by the words of their names, the more telling ones first.
_GUESSES: Final = (
    ("basic", {"type": "http", "scheme": "basic"}),
    ("key.*cookie|cookie.*key|^cookie", {"type": "apiKey", "in": "cookie", "name": "api_key"}),
    ("key.*query|query.*key", {"type": "apiKey", "in": "query", "name": "api_key"}),
    ("bearer|jwt|token|oauth|openid", {"type": "http", "scheme": "bearer"}),
    ("", {"type": "apiKey", "in": "header", "name": "Authorization"}),
)


def cut_names(texts: Iterable[str], known: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    """Cut each text into names of schemes."""
    distinct = list(dict.fromkeys(texts))
    names = {*known, NO_SCHEME}
    # A text that others hold is a name; the shortest first, for it may be a part of the next.
    for text in sorted(distinct, key=len):
        if _cut(text, names) is None and any(text in each for each in distinct if each != text):
            names.add(text)
    found = {}
    for text in distinct:
        cut = _cut(text, names) or _cut_at_likeness(text, names)
        found[text] = tuple(dict.fromkeys(cut))
    return found


def _cut(text: str, names: Iterable[str]) -> list[str] | None:
    """Cut a text into known names, as few as possible; `None` where they do not make it up."""
    best: list[list[str] | None] = [[], *([None] * len(text))]
    for end in range(1, len(text) + 1):
        heads = (
            (best[end - len(name)], name)
            for name in sorted(names)
            if name and text.endswith(name, 0, end)
        )
        ways = [[*head, name] for head, name in heads if head is not None]
        best[end] = min(ways, key=len, default=None)
    return best[-1]


def _cut_at_likeness(text: str, names: Iterable[str]) -> list[str]:
    """Take known names off both ends, and cut the rest where its parts begin alike."""
    for name in sorted(names, key=lambda each: (-len(each), each)):
        if text.startswith(name) and text != name:
            return [name, *_cut_at_likeness(text[len(name) :], names)]
        if text.endswith(name) and text != name:
            return [*_cut_at_likeness(text[: -len(name)], names), name]
    likeness = _likeness(text)
    if not likeness:
        return [text]
    starts = [match.start() for match in re.finditer(re.escape(likeness), text)]
    parts = [text[a:b] for a, b in pairwise([0, *starts, len(text)])]
    return [part for part in parts if part]


def _likeness(text: str) -> str:
    """Find the longest beginning that two names in a text share."""
    if len(text) > LONGEST:
        return ""
    starts = [0, *(match.end() for match in _NAME_BEGINS.finditer(text))]
    shared = [
        _shared_start(text[start:other], text[other:])
        for index, start in enumerate(starts)
        for other in starts[index + 1 :]
    ]
    longest = max(shared, key=len, default="")
    return longest if len(longest) >= _SHORTEST_LIKENESS else ""


def _shared_start(one: str, other: str) -> str:
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return "".join(pair[0] for pair in pairs)


def guessed_scheme(name: str) -> dict[str, Any]:
    """Guess a scheme from the words of its name; the parameter of an API key is never told."""
    return dict(next(each for words, each in _GUESSES if re.search(words, name, re.IGNORECASE)))
