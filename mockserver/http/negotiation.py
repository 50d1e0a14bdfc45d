"""
Which of the documented media types a client gets, by its `Accept` header.

Source: RFC 9110, section 12.5.1. The most specific range that covers a media type gives its
quality; among equals the more specific range comes first, then the client's order, then the
document's. Two things go beyond the text, because clients count on them: a range
`application/json` also takes types whose suffix is `+json` (RFC 6839), and parameters that no
documented type has do not alone make a request fail.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from contract.validation import is_json
from mockserver.http.header_fields import TOKEN, split_list, unquoted

#: What stands for a documented range where the client does not say more.
_CONCRETE: Final = {
    "*/*": "application/json",
    "application/*": "application/json",
    "text/*": "text/plain",
    "image/*": "image/png",
    "audio/*": "audio/mpeg",
    "video/*": "video/mp4",
    "multipart/*": "multipart/mixed",
}
#: More ranges than a client can mean; the rest of the header is not looked at.
_MOST_RANGES: Final = 200

_QUALITY: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}", re.ASCII)

_Parameters = frozenset[tuple[str, str]]


class Offer(NamedTuple):
    """A documented media type that a client takes."""

    position: int  #: Among those documented.
    name: str  #: What to send as `Content-Type`; never a range.


class _Range(NamedTuple):
    type: str
    subtype: str
    parameters: _Parameters
    quality: float
    order: int


@lru_cache(maxsize=256)
def offers(documented: tuple[str, ...], accept: str) -> tuple[Offer, ...]:
    """
    Give the documented media types that an `Accept` header takes, the best first.

    An empty header takes all (12.5.1: none sent means any), in the order of the document.
    """
    ranges = _ranges(accept)
    if not ranges:
        return tuple(Offer(index, concrete(name)) for index, name in enumerate(documented))
    ranked = []
    for index, name in enumerate(documented):
        found = _best(name, ranges)
        if found is not None:
            specificity, each = found
            rank = (-each.quality, -specificity, each.order, index)
            ranked.append((rank, Offer(index, _name(name, each))))
    return tuple(offer for _, offer in sorted(ranked, key=lambda pair: pair[0]))


def concrete(name: str) -> str:
    """Give a media type that a documented one or range stands for."""
    essence, separator, parameters = name.partition(";")
    kind = essence.strip()
    if not kind.endswith("/*"):
        return name
    chosen = _CONCRETE.get(kind, kind.removesuffix("*") + "octet-stream")
    return chosen + separator + parameters


def _ranges(accept: str) -> tuple[_Range, ...]:
    """Read an Accept header; what is no range is passed over."""
    found = []
    for order, each in enumerate(split_list(accept, ",")[:_MOST_RANGES]):
        essence, *rest = split_list(each, ";")
        kind, subtype = _essence(essence)
        if kind and subtype and not (kind == "*" and subtype != "*"):
            parameters = _parameters(rest)
            quality = _quality(parameters.pop("q", "1"))
            found.append(_Range(kind, subtype, _meant(parameters), quality, order))
    return tuple(found)


def _essence(text: str) -> tuple[str, str]:
    """Give type and subtype in lower case, both empty for what is no media type."""
    kind, _, subtype = text.lower().partition("/")
    # `Accept: *` comes from old clients (Java's HttpURLConnection).
    if kind == "*" and not subtype:
        return "*", "*"
    is_type = TOKEN.fullmatch(kind) and TOKEN.fullmatch(subtype)
    return (kind, subtype) if is_type else ("", "")


def _parameters(parts: list[str]) -> dict[str, str]:
    pairs = (each.partition("=") for each in parts)
    return {name.strip().lower(): unquoted(value.strip()).lower() for name, _, value in pairs}


def _meant(parameters: dict[str, str]) -> _Parameters:
    """Leave out the charset: what the mock sends as text is UTF-8."""
    return frozenset(each for each in parameters.items() if each[0] != "charset")


def _quality(text: str) -> float:
    return min(float(text), 1.0) if _QUALITY.fullmatch(text) else 1.0


def _best(name: str, ranges: tuple[_Range, ...]) -> tuple[int, _Range] | None:
    """Find the range that decides about a media type, with its specificity; None refuses it."""
    essence, *rest = split_list(name, ";")
    kind, subtype = _essence(essence)
    parameters = _meant(_parameters(rest))
    fitting = [
        (specificity, each)
        for each in ranges
        if (specificity := _specificity(each, kind, subtype, parameters)) > 0
    ]
    best = max(fitting, key=lambda pair: (pair[0], pair[1].quality), default=None)
    return best if best is not None and best[1].quality > 0 else None


def _specificity(each: _Range, kind: str, subtype: str, parameters: _Parameters) -> int:
    """Tell how precisely a range covers a media type; 0: it does not."""
    if each.type == "*":
        return 2
    if kind not in (each.type, "*"):
        return 0
    if each.subtype == "*":
        return 3
    if subtype == "*":
        return 4
    if each.subtype == subtype:
        return 6 if each.parameters and each.parameters <= parameters else _loose(each)
    is_suffixed = (each.type, each.subtype) == ("application", "json")
    return 1 if is_suffixed and is_json(f"{kind}/{subtype}") else 0


def _loose(each: _Range) -> int:
    return 1 if each.parameters else 5


def _name(documented: str, each: _Range) -> str:
    """Give the media type to send: a documented range takes on what the client names."""
    if "*" not in documented.partition(";")[0] or each.type == "*":
        return concrete(documented)
    return concrete(f"{each.type}/{each.subtype}")
