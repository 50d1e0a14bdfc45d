"""Who may call an operation, and how callers show who they are."""

from collections.abc import Iterator
from typing import Any, Final

from contract.model import Requirement
from contract.regression.access import AccessPair, Scheme, name_of
from contract.regression.pairs import Pair
from contract.regression.rules.rule import Change, Example, Family, Rule

_SECURITY: Final = Family("security")

_BEARER: Final = {"type": "http", "scheme": "bearer"}
_COOKIE: Final = {"type": "apiKey", "in": "cookie", "name": "session"}


def _oauth(flow: str = "clientCredentials", url: str = "/token") -> dict[str, Any]:
    flows = {flow: {"tokenUrl": url, "scopes": {}}, "password": {"tokenUrl": "/t", "scopes": {}}}
    return {"type": "oauth2", "flows": flows}


def _document(security: list[Any], **schemes: Any) -> dict[str, Any]:
    operation = {"security": security, "responses": {"200": {"description": "OK"}}}
    known = {"Bearer": _BEARER, "Cookie": _COOKIE, **schemes}
    return {
        "paths": {"/things": {"get": operation}},
        "components": {"securitySchemes": known},
    }


def _example(old: list[Any], new: list[Any]) -> Example:
    return Example(_document(old), _document(new), "document")


def _scheme_example(old: dict[str, Any], new: dict[str, Any]) -> Example:
    used: list[Any] = [{"Login": []}]
    return Example(_document(used, Login=old), _document(used, Login=new), "document")


@_SECURITY.rule(
    "security-added",
    {"request": "breaking"},
    _example([], [{"Bearer": []}]),
    "Let anonymous callers in, or release this as a breaking change.",
)
def security_added(pair: AccessPair) -> Iterator[Change]:
    """An operation that was open asks for credentials."""
    if pair.old.is_open and not pair.new.is_open:
        shown = _shown(pair.new.alternatives)
        yield _change(pair, f"credentials are asked for now: {shown}")


@_SECURITY.rule(
    "security-removed",
    {"request": "safe"},
    _example([{"Bearer": []}], []),
)
def security_removed(pair: AccessPair) -> Iterator[Change]:
    """An operation that asked for credentials is open: make sure that this is meant."""
    if pair.new.is_open and not pair.old.is_open:
        yield _change(pair, "no credentials are asked for any more")


@_SECURITY.rule(
    "security-alternative-added",
    {"request": "safe"},
    _example([{"Bearer": []}], [{"Bearer": []}, {"Cookie": []}]),
)
def security_alternative_added(pair: AccessPair) -> Iterator[Change]:
    """Another way of showing who one is is taken."""
    if not pair.old.is_open:
        for new in pair.added:
            yield _change(pair, f"{_shown((new,))} is taken as well")


@_SECURITY.rule(
    "security-alternative-removed",
    {"request": "breaking"},
    _example([{"Bearer": []}, {"Cookie": []}], [{"Bearer": []}]),
    "Go on taking these credentials.",
)
def security_alternative_removed(pair: AccessPair) -> Iterator[Change]:
    """A way of showing who one is is no longer taken."""
    for old in pair.refused:
        yield _change(pair, f"{_shown((old,))} is no longer taken", old)


@_SECURITY.rule(
    "security-scheme-joined",
    {"request": "breaking"},
    _example([{"Cookie": []}], [{"Bearer": [], "Cookie": []}]),
    "Go on taking the old credentials alone.",
)
def security_scheme_joined(pair: AccessPair) -> Iterator[Change]:
    """Credentials that were enough must come with others."""
    for old, new in pair.extended:
        more = ", ".join(name for name in new if name not in old)
        yield _change(pair, f"{_shown((old,))} must come with {more} now", old)


@_SECURITY.rule(
    "scope-added",
    {"request": "breaking"},
    _example([{"Bearer": ["read"]}], [{"Bearer": ["read", "write"]}]),
    "Go on taking tokens without the scope.",
)
def scope_added(pair: AccessPair) -> Iterator[Change]:
    """A token needs a scope that it did not need."""
    for old, new in pair.rescoped:
        for scheme in new:
            more = [scope for scope in new[scheme] if scope not in old[scheme]]
            if more:
                yield _change(pair, f"{scheme} needs the scope {', '.join(more)} now", old)


@_SECURITY.rule(
    "security-eased",
    {"request": "safe"},
    _example([{"Bearer": ["read", "write"]}], [{"Bearer": ["read"]}]),
)
def security_eased(pair: AccessPair) -> Iterator[Change]:
    """Fewer scopes, or fewer credentials at once, are asked for."""
    for old, new in pair.eased:
        yield _change(pair, f"{_shown((new,))} is enough, where {_shown((old,))} was asked for")


@_SECURITY.rule(
    "security-scheme-changed",
    {"request": "breaking"},
    _scheme_example(_BEARER, {"type": "http", "scheme": "basic"}),
    "Offer the new way under a name of its own, and go on taking the old one.",
)
def security_scheme_changed(pair: Pair[Scheme]) -> Iterator[Change]:
    """Credentials are of another kind, or travel elsewhere."""
    for old, new in pair.both:
        if old.kind != new.kind:
            text = f"{new.name} is {_kind(new)} now, not {_kind(old)}"
            yield Change(text, old.pointer, new.pointer, _kind(old), _kind(new))


@_SECURITY.rule(
    "oauth-flow-removed",
    {"request": "risky"},
    _scheme_example(
        _oauth(), {"type": "oauth2", "flows": {"password": {"tokenUrl": "/t", "scopes": {}}}}
    ),
    "Keep the flow, or make sure that nobody gets tokens by it.",
)
def oauth_flow_removed(pair: Pair[Scheme]) -> Iterator[Change]:
    """A way of getting tokens went."""
    for old, new in pair.both:
        for flow in old.flows:
            if flow not in new.flows and new.flows:
                text = f"the flow {flow} was removed"
                yield Change(text, old.pointer, new.pointer, flow, None)


@_SECURITY.rule(
    "oauth-flow-added",
    {"request": "safe"},
    _scheme_example(
        {"type": "oauth2", "flows": {"password": {"tokenUrl": "/t", "scopes": {}}}}, _oauth()
    ),
)
def oauth_flow_added(pair: Pair[Scheme]) -> Iterator[Change]:
    """Another way of getting tokens came."""
    for old, new in pair.both:
        for flow in new.flows:
            if flow not in old.flows and old.flows:
                text = f"the flow {flow} was added"
                yield Change(text, old.pointer, new.pointer, None, flow)


@_SECURITY.rule(
    "token-url-changed",
    {"request": "risky"},
    _scheme_example(_oauth(), _oauth(url="/oauth/token")),
    "Keep the old URL working.",
)
def token_url_changed(pair: Pair[Scheme]) -> Iterator[Change]:
    """Tokens are got, or keys found, at another URL."""
    for old, new in pair.both:
        for name, url in old.urls.items():
            now = new.urls.get(name)
            if now is not None and now != url:
                text = f"{name} moved from {url} to {now}"
                yield Change(text, old.pointer, new.pointer, url, now)


RULES: tuple[Rule[AccessPair], ...] = (
    security_added,
    security_removed,
    security_alternative_added,
    security_alternative_removed,
    security_scheme_joined,
    scope_added,
    security_eased,
)
SCHEME_RULES: tuple[Rule[Pair[Scheme]], ...] = (
    security_scheme_changed,
    oauth_flow_removed,
    oauth_flow_added,
    token_url_changed,
)


def _change(pair: AccessPair, text: str, about: Requirement | None = None) -> Change:
    before = [{name: list(each[name]) for name in each} for each in pair.old.alternatives]
    after = [{name: list(each[name]) for name in each} for each in pair.new.alternatives]
    name = "" if about is None else name_of(about)
    return Change(text, pair.old.pointer, pair.new.pointer, before, after, name)


def _shown(alternatives: Any) -> str:
    """`Bearer (read), or Cookie with CsrfToken`."""
    return ", or ".join(
        " with ".join(
            f"{name} ({', '.join(scopes)})" if scopes else name for name, scopes in each.items()
        )
        for each in alternatives
        if each
    )


def _kind(scheme: Scheme) -> str:
    return " ".join(each for each in scheme.kind if each)
