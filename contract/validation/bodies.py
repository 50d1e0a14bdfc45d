"""
Bodies: from bytes to values, by media type.

JSON is parsed, forms are read member by member, everything else is text; bytes that are no text
count one character each. Sources: OpenAPI 3.2.0, "Encoding Object"; RFC 7578.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import parse_qsl

import orjson

from contract.model import Contract, MediaType, Parameter, Schema
from contract.validation.casting import Cast, UndecodableError, caster
from contract.validation.media_types import FORM, is_form, is_json
from contract.validation.messages import Pairs
from contract.validation.parameters import ABSENT, Indexed, ParameterReader

if TYPE_CHECKING:
    from werkzeug.sansio.multipart import Field, File

_MOST_MEMBERS: Final = 10_000
_MOST_PARTS: Final = 1000
#: Composed schemas are searched for properties so far; those that contain themselves never end.
_DEEPEST: Final = 8


class Upload(NamedTuple):
    """One part of a multipart body that is a file."""

    name: str  #: Of the form field.
    filename: str
    content_type: str  #: Empty where the part names none.
    data: bytes


class DecodedBody(NamedTuple):
    """A body as values; the files of a form apart."""

    value: Any
    files: Mapping[str, tuple[Upload, ...]]


class BodyReader:
    """Reads bodies of one documented media type, which may be a range."""

    def __init__(self, media_type: MediaType, contract: Contract) -> None:
        self.media_type = media_type
        self._contract = contract

    @cached_property
    def _form(self) -> "_FormReader":
        return _FormReader(self.media_type, self._contract)

    def read(self, body: bytes, content_type: str) -> DecodedBody:
        """
        Read a body by its Content-Type.

        Raises:
            UndecodableError: the bytes are not of that type.
        """
        if is_json(content_type):
            return DecodedBody(_json(body), {})
        if not is_form(content_type):
            return DecodedBody(_text(body, content_type), {})
        if content_type.strip().lower().startswith(FORM):
            return self._form.urlencoded(body)
        return self._form.multipart(body, content_type)


def _json(body: bytes) -> Any:
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UndecodableError("JSON", f"{error.msg} at offset {error.pos}") from error


def _text(body: bytes, content_type: str) -> str:
    from werkzeug.http import parse_options_header

    _, options = parse_options_header(content_type)
    try:
        return body.decode(options.get("charset", "utf-8"))
    except (ValueError, LookupError):
        return body.decode("latin-1")


class _FormReader:
    """Reads form bodies, member by member."""

    def __init__(self, media_type: MediaType, contract: Contract) -> None:
        schema = contract.resolved(media_type.schema or {})
        properties = _all_properties(schema, contract)
        self._required = _all_required(schema, contract)
        self._members = {
            name: _Member(name, each, media_type.encoding.get(name, {}), contract)
            for name, each in properties.items()
        }

    def urlencoded(self, body: bytes) -> DecodedBody:
        try:
            pairs = parse_qsl(
                body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_MEMBERS
            )
        except ValueError as error:
            raise UndecodableError("a URL-encoded form", str(error)) from error
        return DecodedBody(self._with_defaults(self._read(pairs)), {})

    def _read(self, pairs: Pairs) -> dict[str, Any]:
        indexed = Indexed({}, pairs, (), {})
        found: dict[str, Any] = {
            name: _one_or_all(values)
            for name, values in indexed.query.items()
            if name not in self._members and not self._is_part(name)
        }
        for name, member in self._members.items():
            value = _or_text(member.reader.read, indexed)
            if value is not ABSENT:
                found[name] = value
        return found

    def _is_part(self, field: str) -> bool:
        """Tell whether a field belongs to an object that several fields make up."""
        return any(each.has_part(field) for each in self._members.values())

    def multipart(self, body: bytes, content_type: str) -> DecodedBody:
        fields: dict[str, list[Any]] = {}
        files: dict[str, list[Upload]] = {}
        for part in split_multipart(body, content_type):
            if isinstance(part, Upload):
                files.setdefault(part.name, []).append(part)
                fields.setdefault(part.name, []).append(part.data.decode("latin-1"))
            else:
                name, kind, data = part
                member = self._members.get(name)
                value = member.of_part(kind, data) if member else _text(data, kind)
                fields.setdefault(name, []).append(value)
        values = {name: self._value(name, each) for name, each in fields.items()}
        uploads = {name: tuple(each) for name, each in files.items()}
        return DecodedBody(self._with_defaults(values), uploads)

    def _value(self, name: str, values: list[Any]) -> Any:
        member = self._members.get(name)
        if member is None:
            return _one_or_all(values)
        if member.reader.kind != "array":
            return values[0]
        return values[0] if len(values) == 1 and isinstance(values[0], list) else values

    def _with_defaults(self, found: dict[str, Any]) -> dict[str, Any]:
        for name, member in self._members.items():
            if member.reader.default is not ABSENT and name not in self._required:
                found.setdefault(name, member.reader.default)
        return found


class _Member:
    """One documented member of a form."""

    def __init__(
        self, name: str, schema: Schema, encoding: Mapping[str, Any], contract: Contract
    ) -> None:
        style = encoding.get("style", "form")
        explode = encoding.get("explode", style == "form") is True
        self.reader = ParameterReader(
            Parameter(name, "query", required=False, style=style, explode=explode, schema=schema),
            contract,
        )
        resolved = contract.resolved(schema)
        is_spread = self.reader.kind == "object" and style == "form" and explode
        self._parts = frozenset(_all_properties(resolved, contract) if is_spread else ())
        self._prefix = f"{name}[" if style == "deepObject" else None
        if self.reader.kind == "array" and isinstance(resolved, Mapping):
            schema = resolved.get("items", {})  # Each part is one of them.
        self._cast = caster(schema, contract)
        self._content_type = str(encoding.get("contentType", "")).split(",")[0]

    def has_part(self, field: str) -> bool:
        """Tell whether a URL-encoded field is a member of this one, by its style."""
        return field in self._parts or (self._prefix is not None and field.startswith(self._prefix))

    def of_part(self, content_type: str, data: bytes) -> Any:
        """Read one part: JSON where it says so or must be, else text by the member's type."""
        is_object = self.reader.kind == "object" and not content_type
        if is_object or is_json(content_type or self._content_type):
            return _json(data)
        return _or_text(self._cast, _text(data, content_type))


def _or_text(read: Cast, source: Any) -> Any:
    """Read a value; where it cannot be, give its text, for the schema to refuse in its place."""
    try:
        return read(source)
    except UndecodableError as error:
        return error.value


def _one_or_all(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _all_properties(schema: Schema, contract: Contract, depth: int = 0) -> dict[str, Schema]:
    """Gather the properties of a schema and of those it is composed of."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return {}
    found: dict[str, Schema] = {}
    for keyword in ("allOf", "oneOf", "anyOf"):
        for each in schema.get(keyword, ()):
            found |= _all_properties(contract.resolved(each), contract, depth + 1)
    return found | dict(schema.get("properties", {}))


def _all_required(schema: Schema, contract: Contract, depth: int = 0) -> frozenset[str]:
    """Gather the names that a schema requires, whatever is chosen in it."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return frozenset()
    parts = (contract.resolved(each) for each in schema.get("allOf", ()))
    inner = (_all_required(each, contract, depth + 1) for each in parts)
    return frozenset(schema.get("required", ())).union(*inner)


def split_multipart(body: bytes, content_type: str) -> list[Upload | tuple[str, str, bytes]]:
    """
    Take a multipart body apart into files, and fields as (name, content type, bytes).

    Raises:
        UndecodableError: the body does not keep to RFC 2046 and RFC 7578.
    """
    from werkzeug.http import parse_options_header
    from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

    _, options = parse_options_header(content_type)
    boundary = options.get("boundary")
    if not boundary:
        raise UndecodableError("multipart", "the boundary is missing")
    decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), max_parts=_MOST_PARTS)
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


def _part(head: "Field | File", data: bytes) -> Upload | tuple[str, str, bytes]:
    from werkzeug.sansio.multipart import File

    content_type = head.headers.get("Content-Type", "")
    if isinstance(head, File):
        return Upload(head.name or "", head.filename, content_type, data)
    return head.name or "", content_type, data
