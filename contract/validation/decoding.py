"""
From text on the wire to values: parameters by style, bodies by media type.

The readers are built once for each parameter and media type and then only called. What a value's
text may look like follows JSON's own notation; booleans may also be spelt as openapi-core takes
them. Sources: OpenAPI 3.2.0, "Style Values" and "Encoding Object"; RFC 6570; RFC 7578.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_to_bytes

import orjson
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from contract.model import Contract, MediaType, Operation, Parameter, Schema
from contract.validation.messages import Pairs, Request

#: What a reader gives for a parameter or property that the request does not hold.
ABSENT: Final = object()

_INTEGER: Final = re.compile(r"[-+]?[0-9]{1,4000}", re.ASCII)
_NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?", re.ASCII)
_BOOLEANS: Final = {
    **dict.fromkeys(("y", "yes", "t", "true", "on", "1"), True),
    **dict.fromkeys(("n", "no", "f", "false", "off", "0"), False),
}

Cast = Callable[[Any], Any]


class UndecodableError(ValueError):
    """Text that is not the notation of its type; says which type."""

    def __init__(self, kind: str, value: Any) -> None:
        super().__init__(f"cannot be read as {kind}")
        self.kind = kind
        self.value = value


@dataclass(frozen=True, slots=True)
class Upload:
    """One part of a multipart body that is a file."""

    name: str  #: Of the form field.
    filename: str
    content_type: str  #: Empty where the part names none.
    data: bytes


# --- casting text to the type of a schema ---------------------------------------------------------


def caster(schema: Schema | None, contract: Contract, depth: int = 0) -> Cast:
    """
    Build the function that turns text, or lists and objects of text, into typed values.

    It raises `UndecodableError` for text that cannot be of the schema's type.
    """
    resolved = contract.resolved(schema) if schema is not None else {}
    if not isinstance(resolved, Mapping) or depth > _DEEPEST:
        return _as_it_is
    kind = resolved.get("type")
    if isinstance(kind, list):
        return _first_that_fits([caster({**resolved, "type": each}, contract) for each in kind])
    if kind == "array":
        return _array_caster(caster(resolved.get("items", {}), contract, depth + 1))
    if kind == "object":
        properties = resolved.get("properties", {})
        return _object_caster(
            {name: caster(each, contract, depth + 1) for name, each in properties.items()}
        )
    if kind is None:
        return _composed_caster(resolved, contract, depth)
    return _CASTS.get(kind, _as_it_is)


_DEEPEST: Final = 8


def _as_it_is(value: Any) -> Any:
    return value


def _integer(value: Any) -> Any:
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        raise UndecodableError("integer", value)
    return value


def _number(value: Any) -> Any:
    if isinstance(value, str):
        if _INTEGER.fullmatch(value):
            return int(value)
        number = float(value) if _NUMBER.fullmatch(value) else float("inf")
        if abs(number) != float("inf"):
            return number
        raise UndecodableError("number", value)
    return value


def _boolean(value: Any) -> Any:
    if isinstance(value, str):
        truth = _BOOLEANS.get(value.lower())
        if truth is None:
            raise UndecodableError("boolean", value)
        return truth
    return value


def _null(value: Any) -> Any:
    if value in ("", "null", None):
        return None
    raise UndecodableError("null", value)


_CASTS: Final[dict[str, Cast]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "null": _null,
}


def _array_caster(item: Cast) -> Cast:
    def cast(value: Any) -> Any:
        if not isinstance(value, list):
            raise UndecodableError("array", value)
        return value if item is _as_it_is else [item(each) for each in value]

    return cast


def _object_caster(members: Mapping[str, Cast]) -> Cast:
    def cast(value: Any) -> Any:
        if not isinstance(value, dict):
            raise UndecodableError("object", value)
        return {
            name: members[name](each) if name in members else each for name, each in value.items()
        }

    return cast


def _first_that_fits(casts: Sequence[Cast]) -> Cast:
    """Try the variants in their order; text that fits none stays text, for the schema to refuse."""

    def cast(value: Any) -> Any:
        for each in casts:
            try:
                return each(value)
            except UndecodableError:
                continue
        return value

    return cast


def _composed_caster(schema: Mapping[str, Any], contract: Contract, depth: int) -> Cast:
    members = [caster(each, contract, depth + 1) for each in schema.get("allOf", ())]
    variants = [
        caster(each, contract, depth + 1)
        for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    ]
    if not members and not variants:
        return _as_it_is
    choose = _first_that_fits(variants) if variants else _as_it_is

    def cast(value: Any) -> Any:
        for each in members:
            value = _first_that_fits([each])(value)
        return choose(value)

    return cast


# --- parameters -----------------------------------------------------------------------------------


class ParameterReader:
    """Reads one parameter out of a request."""

    def __init__(self, parameter: Parameter, contract: Contract) -> None:
        self.parameter = parameter
        schema = contract.resolved(parameter.schema) if parameter.schema is not None else {}
        self.schema = schema if isinstance(schema, Mapping) else {}
        kind = _kind(self.schema, contract)
        self._cast = caster(parameter.schema, contract)
        self._split = _splitter(parameter, kind)

    def read(self, request: "Indexed") -> Any:
        """
        Give the parameter's value, its default, or `ABSENT`.

        Raises:
            UndecodableError: its text is not the notation of its type.
        """
        raw = self._split(request)
        if raw is ABSENT:
            return self.schema.get("default", ABSENT)
        if self.parameter.content is not None:
            return _content_value(raw, self.parameter.content)
        return self._cast(raw)


class Indexed:
    """A request's parameters, indexed once for all readers."""

    __slots__ = ("cookies", "headers", "path", "query", "raw_query")

    def __init__(self, request: Request) -> None:
        self.path = request.path
        self.query: dict[str, list[str]] = {}
        for name, value in request.query:
            self.query.setdefault(name, []).append(value)
        self.headers = {name.lower(): value for name, value in reversed(request.headers)}
        self.cookies = request.cookies
        self.raw_query = request.query


def _kind(schema: Mapping[str, Any], contract: Contract) -> str:
    """Tell whether a parameter's text is a list, an object or one value."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((each for each in kind if each in ("array", "object")), "")
    return kind if kind in ("array", "object") else ""


def _splitter(parameter: Parameter, kind: str) -> Callable[[Indexed], Any]:
    """Build the function that finds a parameter's text and takes it apart by its style."""
    name = parameter.name
    if parameter.location == "querystring":
        return lambda request: request.raw_query or ABSENT
    if parameter.location == "path":
        take = _path_splitter(parameter, kind)
        return lambda request: take(request.path[name]) if name in request.path else ABSENT
    if parameter.location == "query":
        return _query_splitter(parameter, kind)
    lower = name.lower()
    take = _simple_splitter(kind, explode=parameter.explode)
    if parameter.location == "header":
        return lambda request: take(request.headers[lower]) if lower in request.headers else ABSENT
    take = _simple_splitter(kind, explode=False)
    return lambda request: take(request.cookies[name]) if name in request.cookies else ABSENT


def _query_splitter(parameter: Parameter, kind: str) -> Callable[[Indexed], Any]:
    name, style = parameter.name, parameter.style
    if style == "deepObject":
        return lambda request: _deep_object(name, request)
    if kind == "array" and parameter.explode and style == "form":
        return lambda request: request.query.get(name, ABSENT)
    if kind == "object" and parameter.explode and style == "form":
        return _exploded_object(parameter)
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(style, ",")
    take = _simple_splitter(kind, explode=False, separator=separator)
    return lambda request: take(request.query[name][0]) if name in request.query else ABSENT


def _exploded_object(parameter: Parameter) -> Callable[[Indexed], Any]:
    """An exploded object's members are query parameters themselves."""
    schema = parameter.schema if isinstance(parameter.schema, Mapping) else {}
    names = tuple(schema.get("properties", {}))

    def read(request: Indexed) -> Any:
        found = {each: request.query[each][0] for each in names if each in request.query}
        return found or ABSENT

    return read


def _deep_object(name: str, request: Indexed) -> Any:
    prefix = f"{name}["
    found: dict[str, Any] = {}
    for key, values in request.query.items():
        if key.startswith(prefix) and key.endswith("]"):
            found[key[len(prefix) : -1]] = values[0]
    return found or ABSENT


def _path_splitter(parameter: Parameter, kind: str) -> Callable[[str], Any]:
    style, explode, name = parameter.style, parameter.explode, parameter.name
    if style == "label":
        separator = "." if explode else ","
        take = _simple_splitter(kind, explode=explode, separator=separator)
        return lambda text: take(_without_prefix(text, "."))
    if style == "matrix":
        return lambda text: _matrix(text, name, kind, explode=explode)
    return _simple_splitter(kind, explode=explode)


def _without_prefix(text: str, prefix: str) -> str:
    if not text.startswith(prefix):
        raise UndecodableError(f"a value that begins with {prefix!r}", text)
    return text[len(prefix) :]


def _matrix(text: str, name: str, kind: str, *, explode: bool) -> Any:
    text = _without_prefix(text, ";")
    if kind == "object" and explode:
        return _pairs(text.split(";"), "=")
    parts = [part.partition("=") for part in text.split(";")]
    if any(key != name for key, _, _ in parts):
        raise UndecodableError(f"a value of ;{name}=", text)
    values = [value for _, _, value in parts]
    if kind == "array" and explode:
        return values
    return _simple_splitter(kind, explode=False)(values[0])


def _simple_splitter(kind: str, *, explode: bool, separator: str = ",") -> Callable[[str], Any]:
    if kind == "array":
        return lambda text: text.split(separator)
    if kind == "object" and explode:
        return lambda text: _pairs(text.split(separator), "=")
    if kind == "object":
        return lambda text: _alternating(text.split(separator))
    return _as_it_is


def _pairs(parts: list[str], separator: str) -> dict[str, str]:
    if any(separator not in part for part in parts):
        raise UndecodableError("object", separator.join(parts))
    return {key: value for key, _, value in (part.partition(separator) for part in parts)}


def _alternating(parts: list[str]) -> dict[str, str]:
    if len(parts) % 2:
        raise UndecodableError("object", ",".join(parts))
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _content_value(raw: Any, media_type: MediaType) -> Any:
    if not is_json(media_type.name):
        return raw
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise UndecodableError("JSON", raw) from error


# --- bodies ---------------------------------------------------------------------------------------


def is_json(media_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 8259) or has the suffix `+json` (RFC 6839)."""
    name = media_type.partition(";")[0].strip().lower()
    return name == "application/json" or name.endswith("+json")


@dataclass(frozen=True, slots=True)
class DecodedBody:
    """A body as values; the files of a form apart."""

    value: Any
    files: Mapping[str, tuple[Upload, ...]]


def body_reader(media_type: MediaType, contract: Contract) -> Callable[[bytes, str], DecodedBody]:
    """
    Build the function that reads a body of one media type, given its bytes and Content-Type.

    It raises `UndecodableError` for bytes that are not of the media type.
    """
    name = media_type.name.partition(";")[0]
    if is_json(name):
        return lambda body, _type: DecodedBody(_json(body), {})
    if name == "application/x-www-form-urlencoded":
        return _FormReader(media_type, contract).urlencoded
    if name.startswith("multipart/"):
        return _FormReader(media_type, contract).multipart
    cast = caster(media_type.schema, contract)
    return lambda body, kind: DecodedBody(cast(_text(body, kind)), {})


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UndecodableError("JSON", f"{error.msg} at offset {error.pos}") from error


def _text(body: bytes, content_type: str) -> str:
    _, options = parse_options_header(content_type)
    try:
        return body.decode(options.get("charset", "utf-8"))
    except (UnicodeDecodeError, LookupError):
        # Bytes that are no text stay countable: one character each.
        return body.decode("latin-1")


class _FormReader:
    """Reads form bodies, property by property."""

    def __init__(self, media_type: MediaType, contract: Contract) -> None:
        self._media_type = media_type
        schema = contract.resolved(media_type.schema or {})
        properties = _all_properties(schema, contract)
        self._readers = {
            name: ParameterReader(
                _as_query(name, each, media_type.encoding.get(name, {})), contract
            )
            for name, each in properties.items()
        }
        self._casts = {name: caster(each, contract) for name, each in properties.items()}
        self._is_array = {
            name: _kind(reader.schema, contract) == "array"
            for name, reader in self._readers.items()
        }

    def urlencoded(self, body: bytes, _content_type: str) -> DecodedBody:
        try:
            pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=10_000)
        except ValueError as error:
            raise UndecodableError("a URL-encoded form", str(error)) from error
        return DecodedBody(self._members(pairs), {})

    def _members(self, pairs: Pairs) -> dict[str, Any]:
        indexed = Indexed(Request({}, pairs, (), {}, b"", ""))
        members: dict[str, Any] = {
            name: values[0] if len(values) == 1 else values
            for name, values in indexed.query.items()
            if name not in self._readers
        }
        for name, reader in self._readers.items():
            value = reader.read(indexed)
            if value is not ABSENT:
                members[name] = value
        return members

    def multipart(self, body: bytes, content_type: str) -> DecodedBody:
        fields: dict[str, list[Any]] = {}
        files: dict[str, list[Upload]] = {}
        for part in split_multipart(body, content_type):
            if isinstance(part, Upload):
                files.setdefault(part.name, []).append(part)
                fields.setdefault(part.name, []).append(part.data.decode("latin-1"))
            else:
                name, kind, data = part
                fields.setdefault(name, []).append(self._field(name, kind, data))
        members = {name: self._one_or_all(name, values) for name, values in fields.items()}
        return DecodedBody(members, {name: tuple(each) for name, each in files.items()})

    def _one_or_all(self, name: str, values: list[Any]) -> Any:
        if self._is_array.get(name):
            return values[0] if len(values) == 1 and isinstance(values[0], list) else values
        return values[0] if len(values) == 1 else values

    def _field(self, name: str, content_type: str, data: bytes) -> Any:
        encoding = self._media_type.encoding.get(name, {})
        declared = str(encoding.get("contentType", "")).split(",")[0]
        kind = _kind(self._readers[name].schema, _NO_CONTRACT) if name in self._readers else ""
        if is_json(content_type or declared) or (kind == "object" and not content_type):
            return _json(data)
        text = _text(data, content_type)
        if name not in self._casts or kind == "array":
            return self._item(name, text)
        return self._casts[name](text)

    def _item(self, name: str, text: str) -> Any:
        if name not in self._casts:
            return text
        cast: list[Any] = self._casts[name]([text])
        return cast[0]


_NO_CONTRACT: Final = Contract("", "", (), {}, {})


def _as_query(name: str, schema: Schema, encoding: Mapping[str, Any]) -> Parameter:
    style = encoding.get("style", "form")
    return Parameter(
        name=name,
        location="query",
        required=False,
        style=style,
        explode=encoding.get("explode", style == "form") is True,
        schema=schema,
    )


def _all_properties(schema: Schema, contract: Contract, depth: int = 0) -> dict[str, Schema]:
    """Gather the properties of a schema and of those it is composed of."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return {}
    found: dict[str, Schema] = {}
    for keyword in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(keyword, ()):
            found |= _all_properties(contract.resolved(each), contract, depth + 1)
    return found | dict(schema.get("properties", {}))


def split_multipart(body: bytes, content_type: str) -> list[Upload | tuple[str, str, bytes]]:
    """
    Take a multipart body apart into files, and fields as (name, content type, bytes).

    Raises:
        UndecodableError: the body does not keep to RFC 2046 and RFC 7578.
    """
    _, options = parse_options_header(content_type)
    boundary = options.get("boundary")
    if not boundary:
        raise UndecodableError("multipart", "the boundary is missing")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=1000)
    decoder.receive_data(body)
    decoder.receive_data(None)
    parts: list[Upload | tuple[str, str, bytes]] = []
    head: Field | File | None = None
    data = b""
    try:
        while not isinstance(event := decoder.next_event(), Epilogue | NeedData):
            if isinstance(event, Field | File):
                head, data = event, b""
            elif isinstance(event, Data) and head is not None:
                data += event.data
                if not event.more_data:
                    parts.append(_part(head, data))
    except ValueError as error:
        raise UndecodableError("multipart", str(error)) from error
    return parts


def _part(head: Field | File, data: bytes) -> Upload | tuple[str, str, bytes]:
    content_type = head.headers.get("Content-Type", "")
    if isinstance(head, File):
        return Upload(head.name or "", head.filename, content_type, data)
    return head.name or "", content_type, data


def decoded_segment(text: str) -> str:
    """Percent-decode one segment of a path; bytes that are no UTF-8 are kept visible."""
    return unquote_to_bytes(text).decode("utf-8", "replace")


def operation_readers(operation: Operation, contract: Contract) -> tuple[ParameterReader, ...]:
    """Build the readers of all parameters of an operation."""
    return tuple(ParameterReader(each, contract) for each in operation.parameters)
