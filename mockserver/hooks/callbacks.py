"""
What to send to a client after its reply: the callbacks of an operation.

Their URLs hold runtime expressions, which take parts of the request and the reply (OpenAPI 3.2.0,
"Runtime Expressions"). Only loopback addresses are ever called: a contract, or whoever sends a
request, must not make the mock ask other machines.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from contract import pointers
from contract.model import Callback, Contract, Header, MediaType, Operation, Reply
from contract.validation.media_types import is_xml
from contract.validation.xml_bodies import to_xml
from mockserver.behaviours import Call
from mockserver.checking import encode
from mockserver.http.negotiation import concrete
from mockserver.messages import Headers, Outgoing, SentReply
from mockserver.replies import Samples
from mockserver.world import World

_EMBEDDED: Final = re.compile(r"\{(\$[^{}]+)\}")


def outgoing(call: Call, reply: SentReply, samples: Samples) -> tuple[Outgoing, ...]:
    """Give the requests that follow a reply; a URL that cannot be told, or may not, is left out."""
    exchange = Exchanged(call, reply)
    return tuple(
        hook_request(operation, url, call.world, samples, call.request.path)
        for callback in call.operation.callbacks
        for url in _urls(callback, exchange)
        for operation in callback.operations
    )


class Exchanged(NamedTuple):
    """A request and its reply, for expressions to look into."""

    call: Call
    reply: SentReply

    def value(self, expression: str) -> Any:
        """
        Evaluate a runtime expression, such as `$request.body#/url`.

        Raises:
            LookupError: the exchange has no such part.
        """
        request = self.call.request
        if expression == "$url":
            return f"{request.host}{request.path}" + (f"?{request.query}" if request.query else "")
        if expression == "$method":
            return request.method
        if expression == "$statusCode":
            return self.reply.status
        side, _, part = expression.partition(".")
        source, _, name = part.partition(".")
        if side == "$request":
            return self._of_request(source, name)
        if side == "$response":
            return self._of_reply(source, name)
        raise LookupError(expression)

    def _of_request(self, source: str, name: str) -> Any:
        request, values = self.call.request, self.call.values
        if source == "header":
            return _header(request.header_pairs, name)
        if source == "query":
            return parse_qs(request.query, keep_blank_values=True)[name][0]
        if source == "path":
            return values.path[name]
        return _in_body(values.body, source, name)

    def _of_reply(self, source: str, name: str) -> Any:
        if source == "header":
            return _header(self.reply.headers, name)
        try:
            body = orjson.loads(self.reply.body)
        except orjson.JSONDecodeError:
            body = self.reply.body.decode("utf-8", "replace")
        return _in_body(body, source, name)

    def filled(self, template: str) -> str:
        """
        Replace the expressions of a text by their values; the whole may be one as well.

        Raises:
            LookupError: the exchange lacks a part.
        """
        if template.startswith("$"):
            return _text(self.value(template))
        return _EMBEDDED.sub(lambda match: _text(self.value(match[1])), template)


def is_loopback(url: str) -> bool:
    """Tell whether a URL leads to this machine, by address or as `localhost`."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _urls(callback: Callback, exchange: Exchanged) -> Iterator[str]:
    try:
        url = exchange.filled(callback.expression)
    except LookupError:
        return
    if is_loopback(url):
        yield url


def hook_request(
    operation: Operation,
    url: str,
    world: World,
    samples: Samples,
    *place: object,
    value: Callable[[MediaType], Any] | None = None,
) -> Outgoing:
    """
    Write the request of a callback or webhook: documented headers, query and body.

    `value` tells what the body says; left out, it is an example or made.
    """
    where = (operation.pointer, *place)
    headers = _filled_in(operation, "header", world, samples, where)
    query = urlencode(_filled_in(operation, "query", world, samples, where))
    url += ("&" if "?" in url else "?") + query if query else ""
    for media_type in operation.body.media_types if operation.body else ():
        name = concrete(media_type.name)
        told = value(media_type) if value else samples.value(media_type, world, *where)
        body = _written(told, name, media_type, samples.contract)
        return Outgoing(operation.method, url, (("Content-Type", name), *headers), body)
    return Outgoing(operation.method, url, headers, b"")


def _written(value: Any, name: str, media_type: MediaType, contract: Contract) -> bytes:
    """Write a body in its media type; what is text is sent as it is."""
    if is_xml(name) and not isinstance(value, str | bytes):
        return to_xml(value, media_type.schema, contract)
    return encode(value, name)


def _filled_in(
    operation: Operation, location: str, world: World, samples: Samples, place: tuple[object, ...]
) -> Headers:
    """Give the parameters of one place with values, which headers of a reply have as well."""
    described = tuple(
        Header(
            each.name, each.required, each.schema, each.explode, each.content, each.examples,
            each.pointer,
        )
        for each in operation.parameters
        if each.location == location
    )  # fmt: skip
    return samples.headers(Reply("default", "", (), described), world, *place)


def _header(pairs: Headers, name: str) -> str:
    for header, value in pairs:
        if header.lower() == name.lower():
            return value
    raise LookupError(name)


def _in_body(body: Any, source: str, name: str) -> Any:
    """`source` is `body` or `body#/pointer`; a point in the pointer stands in `name`."""
    whole = f"{source}.{name}" if name else source
    kind, _, pointer = whole.partition("#")
    if kind != "body":
        raise LookupError(whole)
    return pointers.follow(body, pointer)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode()
