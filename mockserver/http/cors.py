"""
Cross-origin requests: what lets a page of any origin use the mock.

Source: Fetch Standard, "CORS protocol" (fetch.spec.whatwg.org, 3.2). The origin is named rather
than covered by `*`, so that requests with cookies work as well; caches are told by `Vary`.
"""

from typing import Final

from mockserver.messages import Headers, MockRequest, SentReply

#: Headers that every page may read (Fetch, "CORS-safelisted response-header name").
_ALWAYS_READABLE: Final = frozenset(
    ("cache-control", "content-language", "content-length", "content-type", "expires",
     "last-modified", "pragma")
)  # fmt: skip
_REQUESTED_METHOD: Final = "Access-Control-Request-Method"
_REQUESTED_HEADERS: Final = "Access-Control-Request-Headers"
_PRIVATE_NETWORK: Final = "Access-Control-Request-Private-Network"


def is_preflight(request: MockRequest) -> bool:
    """Tell whether a browser asks if it may ask."""
    return (
        request.method == "OPTIONS"
        and "Origin" in request.headers
        and _REQUESTED_METHOD in request.headers
    )


def preflight_reply() -> SentReply:
    """Give the reply to a preflight that the contract has no operation for."""
    return SentReply(204, (), b"")


def cors_headers(request: MockRequest, reply_headers: Headers) -> Headers:
    """Give a reply's headers with those that let the page of the request read it."""
    kept = tuple(
        (name, value)
        for name, value in reply_headers
        if not name.lower().startswith("access-control-") and name.lower() != "vary"
    )
    varied = [value for name, value in reply_headers if name.lower() == "vary"]
    allowed = (
        ("Access-Control-Allow-Origin", request.headers["Origin"]),
        ("Access-Control-Allow-Credentials", "true"),
    )
    if is_preflight(request):
        vary = (*varied, "Origin", _REQUESTED_METHOD, _REQUESTED_HEADERS)
        return (*kept, *allowed, *_granted(request), ("Vary", ", ".join(vary)))
    names = dict.fromkeys(name for name, _ in kept if name.lower() not in _ALWAYS_READABLE)
    exposed = (("Access-Control-Expose-Headers", ", ".join(names)),) if names else ()
    return (*kept, *allowed, *exposed, ("Vary", ", ".join((*varied, "Origin"))))


def _granted(request: MockRequest) -> Headers:
    """Whatever is asked for: what the contract refuses is told by the reply to the request."""
    headers = request.headers
    granted = [("Access-Control-Allow-Methods", headers[_REQUESTED_METHOD])]
    wanted = _REQUESTED_HEADERS.lower()
    # Several lines are one list (RFC 9110, 5.2).
    if asked := [value for name, value in request.header_pairs if name.lower() == wanted]:
        granted.append(("Access-Control-Allow-Headers", ", ".join(asked)))
    if headers.get(_PRIVATE_NETWORK) == "true":
        granted.append(("Access-Control-Allow-Private-Network", "true"))
    return (*granted, ("Access-Control-Max-Age", "600"))
