"""
Parameters: found in a request, taken apart by their style, read by their schema.

The readers are built once for each parameter and then only called. Sources: OpenAPI 3.2.0, "Style
Values"; RFC 6570.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson

from contract.model import Contract, Parameter
from contract.validation.casting import UndecodableError, as_it_is, caster
from contract.validation.deep_objects import deep_object
from contract.validation.media_types import is_json
from contract.validation.messages import Pairs, Request

#: What a reader gives for a parameter or property that the request does not hold.
ABSENT: Final = object()

_DELIMITERS: Final = {"spaceDelimited": " ", "pipeDelimited": "|"}


class Indexed:
    """A request's parameters, indexed once for all readers."""

    __slots__ = ("_headers", "_pairs", "cookies", "path", "query", "query_pairs")

    def __init__(
        self, path: Mapping[str, str], query: Pairs, headers: Pairs, cookies: Mapping[str, str]
    ) -> None:
        self.path = path
        self.cookies = cookies
        self.query_pairs = query
        #: The values of each query parameter, in their order.
        self.query: dict[str, list[str]] = {}
        for name, value in query:
            self.query.setdefault(name, []).append(value)
        self._pairs = headers
        self._headers: dict[str, str] | None = None

    @classmethod
    def of(cls, request: Request) -> "Indexed":
        """Index a request."""
        return cls(request.path, request.query, request.headers, request.cookies)

    @property
    def headers(self) -> dict[str, str]:
        """The first value of each header, by its name in lower case; few operations ask."""
        if self._headers is None:
            self._headers = {name.lower(): value for name, value in reversed(self._pairs)}
        return self._headers

    def listed_header(self, name: str) -> str | None:
        """Give all values of a header, by its name in lower case, as one list without spaces."""
        return listed(value for each, value in self._pairs if each.lower() == name)


def listed(values: Iterable[str]) -> str | None:
    """Write the lists on the lines of one header as one (RFC 9110, 5.3 and 5.6.1)."""
    items = [each.strip(" \t") for value in values for each in value.split(",")]
    return ",".join(items) if items else None


Split = Callable[[Indexed], Any]


class ParameterReader:
    """Reads one parameter out of a request."""

    __slots__ = ("cast", "default", "kind", "parameter", "split")

    def __init__(self, parameter: Parameter, contract: Contract) -> None:
        schema = contract.resolved(parameter.schema) if parameter.schema is not None else {}
        resolved = schema if isinstance(schema, Mapping) else {}
        self.parameter = parameter
        self.kind = kind_of(resolved)
        #: Gives the text, taken apart where it is a list or an object, or `ABSENT`.
        self.split = _splitter(parameter, self.kind, contract)
        self.default = resolved.get("default", ABSENT)
        is_parsed = parameter.content is not None and is_json(parameter.content.name)
        #: Gives the value of what was taken apart, or raises `UndecodableError`.
        self.cast = _json if is_parsed else caster(parameter.schema, contract)

    def read(self, request: Indexed) -> Any:
        """
        Give the parameter's value, or `ABSENT`.

        Raises:
            UndecodableError: its text is not the notation of its type.
        """
        raw = self.split(request)
        return raw if raw is ABSENT else self.cast(raw)


def kind_of(schema: Mapping[str, Any]) -> str:
    """Tell whether the text of a schema is an `array`, an `object`, or one value: empty."""
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return next((each for each in kinds if each in ("array", "object")), "")


def _members(parameter: Parameter, contract: Contract) -> tuple[str, ...]:
    """Give the names of an object's members."""
    resolved = contract.resolved(parameter.schema or {})
    return tuple(resolved.get("properties", {})) if isinstance(resolved, Mapping) else ()


def decoded_segment(text: str) -> str:
    """Percent-decode one segment of a path; bytes that are no UTF-8 are kept visible."""
    return unquote_to_bytes(text).decode("utf-8", "replace")


# --- where a parameter's text stands --------------------------------------------------------------


def _splitter(parameter: Parameter, kind: str, contract: Contract) -> Split:
    """Build the function that finds a parameter's text and takes it apart by its style."""
    name = parameter.name
    if parameter.location == "querystring":
        return _whole_query(parameter)
    if parameter.location == "path":
        take = _path_splitter(parameter, kind)
        return lambda request: take(request.path[name]) if name in request.path else ABSENT
    if parameter.location == "header":
        lower = name.lower()
        take = _simple_splitter(kind, explode=parameter.explode)
        if kind:
            return lambda request: (
                ABSENT if (text := request.listed_header(lower)) is None else take(text)
            )
        return lambda request: take(request.headers[lower]) if lower in request.headers else ABSENT
    if parameter.location == "cookie":
        return _cookie_splitter(parameter, kind, _members(parameter, contract))
    if parameter.style == "deepObject":
        schema = parameter.schema or {}
        return lambda request: deep_object(name, request.query, schema, contract) or ABSENT
    return _query_splitter(parameter, kind, _members(parameter, contract))


def _whole_query(parameter: Parameter) -> Split:
    """The query string as one value: a JSON text, or the members of a form."""
    if parameter.content is not None and is_json(parameter.content.name):
        return lambda request: _one_text(request.query_pairs) if request.query_pairs else ABSENT
    return lambda request: dict(request.query_pairs) if request.query_pairs else ABSENT


def _one_text(pairs: Pairs) -> str:
    """Put together again what was one text with its own `=` and `&`."""
    if len(pairs) == 1 and not pairs[0][1]:
        return pairs[0][0]
    return "&".join(f"{name}={value}" if value else name for name, value in pairs)


def _query_splitter(parameter: Parameter, kind: str, members: tuple[str, ...]) -> Split:
    name, style = parameter.name, parameter.style
    if kind == "array" and parameter.explode:
        return lambda request: request.query.get(name, ABSENT)
    if kind == "object" and parameter.explode:
        return lambda request: (
            {each: request.query[each][0] for each in members if each in request.query} or ABSENT
        )
    take = _simple_splitter(kind, explode=False, separator=_DELIMITERS.get(style, ","))
    return lambda request: take(request.query[name][0]) if name in request.query else ABSENT


def _cookie_splitter(parameter: Parameter, kind: str, members: tuple[str, ...]) -> Split:
    name = parameter.name
    if kind == "array" and parameter.explode:
        return lambda request: [request.cookies[name]] if name in request.cookies else ABSENT
    if kind == "object" and parameter.explode:
        return lambda request: (
            {each: request.cookies[each] for each in members if each in request.cookies} or ABSENT
        )
    take = _simple_splitter(kind, explode=False)
    return lambda request: take(request.cookies[name]) if name in request.cookies else ABSENT


# --- how it is taken apart ------------------------------------------------------------------------


def _path_splitter(parameter: Parameter, kind: str) -> Callable[[str], Any]:
    style, explode, name = parameter.style, parameter.explode, parameter.name
    if style == "label":
        take = _simple_splitter(kind, explode=explode, separator="." if explode else ",")
        return lambda text: take(_without_prefix(text, "."))
    if style == "matrix":
        return lambda text: _matrix(text, name, kind, explode=explode)
    return _simple_splitter(kind, explode=explode)


def _without_prefix(text: str, prefix: str) -> str:
    if not text.startswith(prefix):
        raise UndecodableError(f"a value that begins with {prefix!r}", text)
    return text[len(prefix) :]


def _matrix(text: str, name: str, kind: str, *, explode: bool) -> Any:
    parts = _without_prefix(text, ";").split(";")
    if kind == "object" and explode:
        return _pairs(parts)
    named = [part.partition("=") for part in parts]
    if any(key != name for key, _, _ in named):
        raise UndecodableError(f"a value of ;{name}=", text)
    values = [value for _, _, value in named]
    if kind == "array" and explode:
        return values
    return _simple_splitter(kind, explode=False)(values[0])


def _simple_splitter(kind: str, *, explode: bool, separator: str = ",") -> Callable[[str], Any]:
    if kind == "array":
        return lambda text: text.split(separator)
    if kind == "object" and explode:
        return lambda text: _pairs(text.split(separator))
    if kind == "object":
        return lambda text: _alternating(text.split(separator))
    return as_it_is


def _pairs(parts: list[str]) -> dict[str, str]:
    if any(part.count("=") != 1 for part in parts):
        raise UndecodableError("object", ",".join(parts))
    return {key: value for key, _, value in (part.partition("=") for part in parts)}


def _alternating(parts: list[str]) -> dict[str, str]:
    """A name without a value at the end is left out, as openapi-core does."""
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise UndecodableError("JSON", text) from error
