"""
Whether a request has the credentials its operation asks for, in the form of their scheme.

Which credentials are good is no contract's business: any that are present and well-formed pass.
Sources: OpenAPI 3.2.0, "Security Requirement Object" (one alternative suffices, all schemes of it
are needed); RFC 9110, 11 (`Authorization`, challenges); RFC 7617, 6750, 7616.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from typing import Final
from urllib.parse import parse_qsl

from contract.model import Contract, Operation, SecurityScheme
from contract.validation import cookies_of
from mockserver.behaviours import Refusal
from mockserver.http.header_fields import quoted, split_list
from mockserver.messages import Headers, MockRequest

#: Tells what is wrong with the credentials of one scheme; "" is nothing.
_Check = Callable[[MockRequest], str]

_MISSING: Final = "is missing"
_TOKEN68: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")
_DIGEST_MEMBERS: Final = ("username", "realm", "nonce", "uri", "response")


class Security:
    """The security requirements of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._schemes = contract.security_schemes
        self._realm = quoted(contract.title or "mock")
        self._checks = {name: _check(each) for name, each in self._schemes.items()}

    def check(self, operation: Operation, request: MockRequest) -> None:
        """
        Let a request pass that meets one of the alternatives of its operation.

        Raises:
            Refusal: 401 with a challenge for each scheme that would do (RFC 9110, 11.6.1).
        """
        wrong: dict[str, None] = {}
        for requirement in operation.security:
            found = list(self._wrong(requirement, request))
            if not found:
                return
            wrong |= dict.fromkeys(found)
        if wrong:
            message = "; ".join(wrong)
            headers = self._challenges(operation, is_malformed=_MISSING not in message)
            raise Refusal(401, message=message, headers=headers)

    def _wrong(self, requirement: Mapping[str, object], request: MockRequest) -> Iterator[str]:
        for name in requirement:
            # A scheme that is declared nowhere cannot be asked for.
            reason = self._checks[name](request) if name in self._checks else ""
            if reason:
                yield f"{_carrier(self._schemes[name])} {reason}"

    def _challenges(self, operation: Operation, *, is_malformed: bool) -> Headers:
        scopes: dict[str, dict[str, None]] = {}
        for requirement in operation.security:
            for name, asked in requirement.items():
                scopes.setdefault(name, {}).update(dict.fromkeys(asked))
        told = (
            self._challenge(self._schemes[name], " ".join(asked), is_malformed=is_malformed)
            for name, asked in scopes.items()
            if name in self._schemes
        )
        return tuple(("WWW-Authenticate", each) for each in dict.fromkeys(told) if each)

    def _challenge(self, scheme: SecurityScheme, scopes: str, *, is_malformed: bool) -> str:
        if scheme.kind == "mutualTLS":
            return ""
        if scheme.kind == "apiKey":
            place = f"in={quoted(scheme.location)}, name={quoted(scheme.parameter)}"
            return f"ApiKey realm={self._realm}, {place}"
        if _is_bearer(scheme):
            scope = f", scope={quoted(scopes)}" if scopes and scheme.kind != "http" else ""
            error = ', error="invalid_token"' if is_malformed else ""
            return f"Bearer realm={self._realm}{scope}{error}"
        if scheme.scheme == "basic":
            return f'Basic realm={self._realm}, charset="UTF-8"'
        if scheme.scheme == "digest":
            # Anything will do for a nonce that is never looked at again (RFC 7616, 3.3).
            nonce = blake2b(self._realm.encode(), digest_size=16).hexdigest()
            return f'Digest realm={self._realm}, qop="auth", algorithm=SHA-256, nonce="{nonce}"'
        return f"{scheme.scheme.capitalize()} realm={self._realm}"


def _carrier(scheme: SecurityScheme) -> str:
    """Name what carries the credentials of a scheme, as people would look for it."""
    if scheme.kind == "apiKey":
        return f"the API key {scheme.parameter} in the {scheme.location}"
    name = "Bearer" if _is_bearer(scheme) else scheme.scheme.capitalize()
    return f"the header Authorization with {name} credentials"


def _is_bearer(scheme: SecurityScheme) -> bool:
    return scheme.scheme == "bearer" or scheme.kind in ("oauth2", "openIdConnect")


def _check(scheme: SecurityScheme) -> _Check:
    """Build the check of one scheme."""
    if scheme.kind == "apiKey":
        return _api_key(scheme)
    if scheme.kind == "mutualTLS":
        return lambda _request: ""  # Settled before HTTP begins.
    name = "bearer" if _is_bearer(scheme) else scheme.scheme
    form = _FORMS.get(name, _anything)
    return lambda request: _authorization(request, name, form)


def _authorization(request: MockRequest, name: str, form: Callable[[str], str]) -> str:
    """Look for credentials of a scheme; its name has no case (RFC 9110, 11.1)."""
    for header, value in request.header_pairs:
        if header.lower() == "authorization":
            given, _, credentials = value.strip().partition(" ")
            if given.lower() == name:
                return form(credentials.strip())
    return _MISSING


def _bearer(credentials: str) -> str:
    if _TOKEN68.fullmatch(credentials):
        return ""
    return "is malformed: one token is expected (RFC 6750, 2.1)"


def _basic(credentials: str) -> str:
    try:
        text = b64decode(credentials, validate=True)
    except (binascii.Error, ValueError):
        return "is malformed: base64 is expected (RFC 7617, 2)"
    return "" if b":" in text else "is malformed: user:password is expected (RFC 7617, 2)"


def _digest(credentials: str) -> str:
    names = {each.partition("=")[0].strip().lower() for each in split_list(credentials, ",")}
    lacking = [each for each in _DIGEST_MEMBERS if each not in names]
    return f"is malformed: it lacks {', '.join(lacking)} (RFC 7616, 3.4)" if lacking else ""


def _anything(credentials: str) -> str:
    return "" if credentials else "is malformed: nothing stands behind the name of the scheme"


_FORMS: Final[Mapping[str, Callable[[str], str]]] = {
    "bearer": _bearer,
    "basic": _basic,
    "digest": _digest,
}


def _api_key(scheme: SecurityScheme) -> _Check:
    name = scheme.parameter
    if scheme.location == "header":
        return lambda request: "" if request.headers.get(name, "").strip() else _MISSING
    if scheme.location == "query":
        return lambda request: "" if _in_query(name, request.query) else _MISSING
    return lambda request: (
        "" if cookies_of(request.headers.get("Cookie", "")).get(name) else _MISSING
    )


def _in_query(name: str, query: str) -> bool:
    return any(key == name and value for key, value in parse_qsl(query))


def _cookies(request: MockRequest) -> Mapping[str, str]:
    return cookies_of(request.headers.get("Cookie", ""))
