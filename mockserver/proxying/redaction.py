"""Taking credentials out of what is shown or kept."""

import re
from collections.abc import Iterable
from typing import Final

from contract.model import Contract
from mockserver.messages import Headers

REDACTED: Final = "REDACTED"
_HEADERS: Final = (
    "authorization",
    "cookie",
    "set-cookie",
    "proxy-authorization",
    "x-api-key",
    "x-csrf-token",
)
#: Members of JSON and forms, and query parameters: the words of OAuth 2.0 (RFC 6749, RFC 8628) and
#: what people call a secret.
_MEMBERS: Final = (
    *("access_token", "refresh_token", "id_token", "token", "client_secret", "device_code"),
    *("client_assertion", "password", "passwd", "secret", "api_key", "apikey", "csrf_token"),
)


class Redaction:
    """What counts as a credential under one contract."""

    def __init__(self, contract: Contract) -> None:
        own = [each.parameter for each in contract.security_schemes.values() if each.parameter]
        self._headers = frozenset((*_HEADERS, *(name.lower() for name in own)))
        names = "|".join(map(re.escape, (*_MEMBERS, *own)))
        self._json = re.compile(rf'("(?:{names})"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)
        self._form = re.compile(rf"((?:^|[&?])(?:{names})=)[^&\s#]*", re.IGNORECASE)

    def headers(self, headers: Iterable[tuple[str, str]]) -> Headers:
        """Give headers without the values of credentials."""
        return tuple(
            (name, REDACTED if name.lower() in self._headers else value) for name, value in headers
        )

    def query(self, text: str) -> str:
        """Give a query, or a URL with one, without credentials."""
        return self._form.sub(rf"\1{REDACTED}", text)

    def body(self, text: str) -> str:
        """Give the text of a body, JSON or form or stream, without credentials."""
        return self._form.sub(rf"\1{REDACTED}", self._json.sub(rf'\1"{REDACTED}"', text))


def printable(text: str) -> str:
    """Give a text without what stands in it for bytes that are no UTF-8; headers may have any."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


class NoRedaction(Redaction):
    """Shows everything, to somebody who asked for it."""

    def __init__(self) -> None:
        self._headers = frozenset()
        self._json = self._form = re.compile(r"(?!)()")
