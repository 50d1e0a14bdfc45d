"""
What a client asks of the mock itself, request by request: `Prefer` and its twins in the query.

Source: RFC 7240. Preferences may be combined, in one header or several; the first of a name counts
(section 2), and those that the mock does not know are ignored.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple
from urllib.parse import unquote_plus

from mockserver.http.header_fields import split_list, unquoted, word
from mockserver.messages import Headers, MockRequest

_NAMES: Final = ("code", "example", "dynamic")
_IN_QUERY: Final = {f"__{name}": name for name in _NAMES}
_TRUTHS: Final = {"true": True, "": True, "1": True, "false": False, "0": False}


class Preferences(NamedTuple):
    """Which reply a client wants; None and "" leave the choice to the mock."""

    code: str = ""
    example: str = ""
    dynamic: bool | None = None
    applied: Headers = ()  #: The header `Preference-Applied`, where `Prefer` is heeded.


NO_PREFERENCES: Final = Preferences()


@dataclass(eq=False)
class Unavailable(Exception):
    """A client asks for a reply that the contract does not have."""

    kind: str  #: "code" or "example".
    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        known = ", ".join(self.known) or "none at all"
        hint = "" if self.kind != "code" or self.name.isdecimal() else " (as a number, such as 204)"
        return f"no {self.kind} {self.name[:100]} is documented here; there are: {known}{hint}"


def has_preferences(request: MockRequest) -> bool:
    """Tell whether a request may ask for something; most do not."""
    return "__" in request.query or "Prefer" in request.headers


def preferences_of(request: MockRequest, others: Collection[str] = ()) -> Preferences:
    """
    Read what a client asks for; the header counts before the query.

    `others` are parameters of the contract: spelt like the mock's own, they are not.
    """
    in_header = _of_headers(request.header_pairs)
    asked = {**_of_query(request.query, others), **in_header}
    return Preferences(
        code=asked.get("code", ""),
        example=asked.get("example", ""),
        dynamic=_TRUTHS.get(asked["dynamic"].lower()) if "dynamic" in asked else None,
        applied=_applied(in_header),
    )


def without_preferences(query: str, others: Collection[str] = ()) -> str:
    """Give a query without the mock's own parameters; those of the contract remain."""
    own = _IN_QUERY.keys() - others
    return "&".join(each for each in query.split("&") if each.partition("=")[0] not in own)


def _of_query(query: str, others: Collection[str]) -> Mapping[str, str]:
    own = _IN_QUERY.keys() - others
    pairs = (each.partition("=") for each in reversed(query.split("&")))
    return {_IN_QUERY[name]: unquote_plus(value) for name, _, value in pairs if name in own}


def _of_headers(pairs: Headers) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for header, value in pairs:
        if header.lower() != "prefer":
            continue
        for each in split_list(value, ","):
            # What stands behind a semicolon are parameters of the preference, of which
            # the mock's have none.
            name, _, text = split_list(each, ";")[0].partition("=")
            if name.strip().lower() in _NAMES:
                found.setdefault(name.strip().lower(), unquoted(text.strip()))
    return found


def _applied(asked: Mapping[str, str]) -> Headers:
    if not asked:
        return ()
    told = (f"{name}={word(asked[name])}" for name in _NAMES if name in asked)
    return (("Preference-Applied", ", ".join(told)),)
