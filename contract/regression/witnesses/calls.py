"""Requests written out: sample values in their places, the way the contract writes them."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final
from urllib.parse import quote

from contract.model import Contract, Header, MediaType, Operation, Parameter, Requirement
from contract.regression.findings import Call
from contract.regression.media import is_range
from contract.regression.schemas.judge import Judge
from contract.regression.schemas.pair import Wire
from contract.sampling import NoSample, Sampler, Shape, edges
from contract.schemas.parts import Part, Parts

#: How many values are tried for one that must be sent.
_MOST_TRIES: Final = 60
_SEPARATORS: Final = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is special about a call."""

    values: Mapping[tuple[str, str], Any] = field(default_factory=dict)  #: By place and name.
    left_out: frozenset[tuple[str, str]] = frozenset()
    without_body: bool = False
    media_type: str = ""
    body: tuple[Any, ...] = ()  #: The body itself, if there is to be a certain one.
    headers: Mapping[str, str] = field(default_factory=dict)
    credentials: Requirement | None = None  #: Others than those asked for first.


class Caller:
    """Writes calls to the operations of one contract."""

    def __init__(self, contract: Contract, sampler: Sampler, judge: Judge) -> None:
        self._contract = contract
        self._sampler = sampler
        self._judge = judge

    def call(self, operation: Operation, wish: Wish | None = None) -> Call:
        """
        Write the least call to an operation that has what is wished for.

        Raises:
            NoSample: no value was found for something that must be sent.
        """
        wish = wish or Wish()
        path, query, headers, cookies = operation.path, [], {}, []
        for parameter, value in self._values(operation, wish):
            if parameter.location == "path":
                path = path.replace("{" + parameter.name + "}", _in_path(parameter, value))
            elif parameter.location == "header":
                headers[parameter.name] = _joined(parameter, value)
            elif parameter.location == "cookie":
                cookies.append(f"{parameter.name}={_joined(parameter, value)}")
            else:
                query += _in_query(parameter, value)
        self._identify(operation, wish, headers, query, cookies)
        if cookies:
            headers["Cookie"] = "; ".join(cookies)
        target = path + ("?" + "&".join(query) if query else "")
        call = Call(operation.method.upper(), target, {**headers, **wish.headers})
        return self._with_body(call, operation, wish)

    def _values(self, operation: Operation, wish: Wish) -> Iterator[tuple[Parameter, Any]]:
        for parameter in operation.parameters:
            key = parameter.location, parameter.name
            if key in wish.values:
                yield parameter, wish.values[key]
            elif parameter.required and key not in wish.left_out:
                yield parameter, self.value(parameter)

    def value(self, parameter: Parameter) -> Any:
        """
        Make a value for a parameter, one that can be seen on the wire.

        Raises:
            NoSample: none was found.
        """
        for value in self.values(parameter):
            return value
        raise NoSample

    def values(self, parameter: Parameter) -> Iterator[Any]:
        """Make several values for a parameter."""
        parts = parameter_parts(parameter)
        yield from self._visible(parts) if parameter.content is None else self._valid(parts)

    def header(self, header: Header) -> str:
        """
        Make the text of a header.

        Raises:
            NoSample: no value was found.
        """
        for value in self._visible(header_parts(header)):
            return ",".join(_flat(value))
        raise NoSample

    def content(self, media_type: MediaType) -> Any:
        """
        Make a body.

        Raises:
            NoSample: none was found.
        """
        parts = media_type_parts(media_type)
        for value in self._valid(parts) if parts else [{}]:
            return value
        raise NoSample

    def _visible(self, parts: Parts) -> Iterator[Any]:
        """Make values that leave a trace on the wire, and are read there as what they are."""
        is_text = not parts or "string" in self._sampler.view(parts).all_types
        for value in self._valid(parts):
            if value not in (None, "", [], {}) and (isinstance(value, str) or not is_text):
                yield value

    def _valid(self, parts: Parts) -> Iterator[Any]:
        """Make values that a validator confirms."""
        if not parts:
            yield "text"
        validator = self._judge.validator(parts)
        for value in islice(edges(Shape(self._sampler, parts)), _MOST_TRIES) if parts else ():
            if validator is None or validator.is_valid(value):
                yield value

    def _with_body(self, call: Call, operation: Operation, wish: Wish) -> Call:
        body = operation.body
        wanted = bool(wish.body or wish.media_type or (body and body.required))
        if body is None or not body.media_types or wish.without_body or not wanted:
            return call
        media_type = next(
            (each for each in body.media_types if each.name == wish.media_type),
            body.media_types[0],
        )
        value = wish.body[0] if wish.body else self.content(media_type)
        headers = {**call.headers, "Content-Type": concrete(media_type.name)}
        return replace(call, headers=headers, body=value, has_body=True)

    def _identify(
        self,
        operation: Operation,
        wish: Wish,
        headers: dict[str, str],
        query: list[str],
        cookies: list[str],
    ) -> None:
        """Add credentials, as `$NAME`, by the first alternative unless others are wished for."""
        asked = operation.security[0] if operation.security else {}
        for name in asked if wish.credentials is None else wish.credentials:
            scheme = self._contract.security_schemes.get(name)
            if scheme is None:
                continue
            secret = "$" + "".join(each if each.isalnum() else "_" for each in name.upper())
            if scheme.kind == "apiKey" and scheme.location == "query":
                query.append(f"{scheme.parameter}={secret}")
            elif scheme.kind == "apiKey" and scheme.location == "cookie":
                cookies.append(f"{scheme.parameter}={secret}")
            elif scheme.kind == "apiKey":
                headers[scheme.parameter] = secret
            elif scheme.kind != "mutualTLS":
                kind = scheme.scheme.capitalize() if scheme.kind == "http" else "Bearer"
                headers["Authorization"] = f"{kind} {secret}"


def parameter_parts(parameter: Parameter) -> Parts:
    """Give the schema of a parameter; nothing where none is said."""
    if parameter.content is not None:
        return media_type_parts(parameter.content)
    if parameter.schema is None:
        return ()
    return (Part(parameter.schema, f"{parameter.pointer}/schema"),)


def parameter_wire(parameter: Parameter) -> Wire:
    """Say how the value of a parameter travels."""
    if parameter.content is not None:
        return "json"
    in_pairs = parameter.location in ("query", "cookie") and parameter.explode
    return "repeated" if in_pairs or parameter.style == "deepObject" else "text"


def header_parts(header: Header) -> Parts:
    """Give the schema of a header; nothing where none is said."""
    if header.content is not None:
        return media_type_parts(header.content)
    return () if header.schema is None else (Part(header.schema, f"{header.pointer}/schema"),)


def media_type_parts(media_type: MediaType, keyword: str = "schema") -> Parts:
    """Give the schema of a body, or of its items; nothing where none is said."""
    schema = media_type.schema if keyword == "schema" else media_type.item_schema
    return () if schema is None else (Part(schema, f"{media_type.pointer}/{keyword}"),)


def concrete(media_type: str) -> str:
    """Choose a media type out of a range."""
    if not is_range(media_type):
        return media_type
    kind = media_type.partition("/")[0]
    return {"text": "text/plain", "image": "image/png"}.get(kind, "application/json")


# --- how values are written (OpenAPI 3.2.0, "Style Values") ---------------------------------------


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _joined(parameter: Parameter, value: Any, separator: str = ",") -> str:
    """Write a value as one text; an object as its names and values, in turn."""
    if parameter.content is not None:
        return _json(value)
    if isinstance(value, dict) and parameter.explode:
        return separator.join(f"{key}={_text(each)}" for key, each in value.items())
    return separator.join(_flat(value))


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [each for pair in value.items() for each in pair]
    yield from map(_text, value if isinstance(value, list) else [value])


def _in_path(parameter: Parameter, value: Any) -> str:
    name, explode = parameter.name, parameter.explode
    if parameter.style == "label":
        return "." + quote(_joined(parameter, value, "." if explode else ","), safe=".,=")
    if parameter.style == "matrix":
        if explode and isinstance(value, list):
            return "".join(f";{name}={quote(_text(each), safe='')}" for each in value)
        if explode and isinstance(value, dict):
            return "".join(f";{key}={quote(_text(each), safe='')}" for key, each in value.items())
        return f";{name}={quote(_joined(parameter, value), safe=',')}"
    return quote(_joined(parameter, value), safe=",=")


def _in_query(parameter: Parameter, value: Any) -> list[str]:
    name = parameter.name
    if parameter.location == "querystring":
        return [_query_text(_text(value), parameter)]
    if parameter.content is None and parameter.style == "deepObject" and isinstance(value, dict):
        return _pairs(((f"{name}[{key}]", each) for key, each in value.items()), parameter)
    if parameter.content is None and parameter.style in ("form", "cookie") and parameter.explode:
        if isinstance(value, list):
            return _pairs(((name, each) for each in value), parameter)
        if isinstance(value, dict):
            return _pairs(value.items(), parameter)
    separator = _SEPARATORS.get(parameter.style, ",")
    if parameter.content is not None:
        return _pairs([(name, _json(value))], parameter)
    written = separator.join(_flat(value))
    return [f"{quote(name, safe='')}={_query_text(written, parameter, ',')}"]


def _pairs(pairs: Iterable[tuple[str, Any]], parameter: Parameter) -> list[str]:
    return [
        f"{quote(name, safe='[]')}={_query_text(_text(value), parameter)}" for name, value in pairs
    ]


def _query_text(text: str, parameter: Parameter, safe: str = "") -> str:
    return quote(text, safe=safe + ":/?[]@!$'()*;" if parameter.allow_reserved else safe)
