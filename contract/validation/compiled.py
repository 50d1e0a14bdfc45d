"""
One operation, compiled: readers and validators that decide in microseconds.

What they say equals what openapi-core says; tests hold them equal on every contract and on
generated ones. XML, which only openapi-core can read, is left to it.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from contract.model import Body, Contract, Header, MediaType, Operation, Parameter, Reply, Schema
from contract.validation.bodies import BodyReader, DecodedBody, Upload
from contract.validation.casting import UndecodableError
from contract.validation.media_types import is_json, is_xml, media_type_for
from contract.validation.messages import Part, Request, Response, Values, Violation
from contract.validation.parameters import ABSENT, Indexed, ParameterReader
from contract.validation.schemas import CompiledSchema, SchemaCompiler

_PARTS: Final[Mapping[str, Part]] = {
    "path": "path",
    "query": "query",
    "querystring": "query",
    "header": "header",
    "cookie": "cookie",
}
_TYPES: Final = ("integer", "number", "boolean", "array", "object")
#: Of each reply: the sets of headers whose judgement is remembered.
_REMEMBERED_HEADERS: Final = 16
#: Of each body and reply: the spellings of media types whose readers are remembered.
_REMEMBERED_TYPES: Final = 16
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_NO_BODY: Final = DecodedBody(None, {})


class Reading(NamedTuple):
    """A request, decoded as far as it can be, and every way in which it breaks the contract."""

    values: Values
    files: Mapping[str, tuple[Upload, ...]]
    violations: tuple[Violation, ...]


class CompiledRequest:
    """The readers and validators of what an operation takes."""

    __slots__ = ("_bodies", "_parameters")

    def __init__(self, operation: Operation, contract: Contract, compiler: SchemaCompiler) -> None:
        self._parameters = tuple(
            _CompiledParameter(each, contract, compiler) for each in operation.parameters
        )
        self._bodies = _CompiledBody(operation.body, contract, compiler)

    def read(self, received: Request) -> Reading:
        """Decode a request and give every violation."""
        violations: list[Violation] = []
        values = self._values(received, violations) if self._parameters else {}
        body = self._bodies.read(received, violations)
        return Reading(
            Values(
                values.get("path", received.path),
                values.get("query", _NOTHING),
                values.get("header", _NOTHING),
                values.get("cookie", received.cookies),
                body.value,
            ),
            body.files,
            tuple(violations),
        )

    def _values(self, received: Request, violations: list[Violation]) -> dict[Part, dict[str, Any]]:
        found: dict[Part, dict[str, Any]] = {
            "path": {**received.path},
            "query": {},
            "header": {},
            "cookie": {**received.cookies},
        }
        indexed = Indexed.of(received)
        for parameter in self._parameters:
            value = parameter.read(indexed, violations)
            if value is not ABSENT:
                found[parameter.part][parameter.name] = value
        return found

    def decides(self, received: Request) -> bool:
        """Tell whether the request can be read here."""
        return self._bodies.decides(received)


class _CompiledParameter:
    """One parameter, or one header of a reply: its reader, and the validator of its value."""

    __slots__ = (
        "_absence",
        "_cast",
        "_default",
        "_schema",
        "_split",
        "name",
        "part",
    )

    def __init__(self, parameter: Parameter, contract: Contract, compiler: SchemaCompiler) -> None:
        self.name = parameter.name
        self.part: Part = _PARTS[parameter.location]
        reader = ParameterReader(parameter, contract)
        self._split, self._cast, self._default = reader.split, reader.cast, reader.default
        content = parameter.content
        self._schema = _compiled(content.schema if content else parameter.schema, compiler)
        self._absence = self._judged_absence(required=parameter.required)

    def _judged_absence(self, *, required: bool) -> tuple[Violation, ...]:
        """Give what is wrong with a request that leaves the parameter out: always the same."""
        if self._default is not ABSENT:
            return tuple(self._judged(self._default))
        return (self._violation("required", "is missing", self.name),) if required else ()

    def read(self, indexed: Indexed, violations: list[Violation]) -> Any:
        """Give the value, or what was sent where it cannot be read, and note what is wrong."""
        try:
            raw = self._split(indexed)
            if raw is ABSENT:
                violations += self._absence
                return self._default
            value = self._cast(raw)
        except UndecodableError as error:
            keyword = "type" if error.kind in _TYPES else "syntax"
            violations.append(self._violation(keyword, str(error), error.kind, error.value))
            return error.value
        violations += self._judged(value)
        return value

    def _judged(self, value: Any) -> list[Violation]:
        return [] if self._schema is None else self._schema.check(value, self.part, self.name)

    def _violation(self, keyword: str, message: str, expected: Any, value: Any = None) -> Violation:
        return Violation(self.part, (self.name,), keyword, message, expected, value)


class _CompiledBody:
    """The request body: a reader and a validator for each media type."""

    __slots__ = ("_body", "_media_types", "_reader_for")

    def __init__(self, body: Body | None, contract: Contract, compiler: SchemaCompiler) -> None:
        self._body = body
        self._media_types = body.media_types if body else ()
        self._reader_for = _readers(self._media_types, contract, compiler)

    def decides(self, received: Request) -> bool:
        if not received.body or not is_xml(received.content_type):
            return True
        documented = media_type_for(received.content_type, self._media_types)
        return documented is None or not is_xml(documented.name)

    def read(self, received: Request, violations: list[Violation]) -> DecodedBody:
        if self._body is None:
            return _NO_BODY
        if not received.body:
            if self._body.required:
                violations.append(_NO_BODY_SENT)
            return _NO_BODY
        known = self._reader_for(received.content_type)
        if known is None:
            violations.append(_undocumented(received.content_type, self._media_types))
            return _NO_BODY
        reader, schema = known
        try:
            body = reader.read(received.body, received.content_type)
        except UndecodableError as error:
            violations.append(_unreadable(error))
            return _NO_BODY
        if schema is not None:
            violations += schema.check(body.value, "body")
        return body


class CompiledResponses:
    """The validators of what an operation answers, each made when it is first asked for."""

    __slots__ = ("_compiler", "_contract", "_operation", "_replies")

    def __init__(self, operation: Operation, contract: Contract, compiler: SchemaCompiler) -> None:
        self._operation = operation
        self._contract = contract
        self._compiler = compiler
        self._replies: dict[int, _CompiledReply | None] = {}

    def check(self, response: Response, value: Any) -> list[Violation]:
        """Give every violation of a response; `value` is what its body says, before encoding."""
        status = response.status
        reply = self._replies[status] if status in self._replies else self._reply(status)
        if reply is None:
            message = f"status {response.status} is not documented"
            return [Violation("status", (), "documented", message, None, str(response.status))]
        return reply.check(response, value)

    def decides(self, response: Response) -> bool:
        """Tell whether the response can be read here."""
        if not response.body or not is_xml(response.content_type):
            return True
        reply = self._operation.reply_for(response.status)
        documented = media_type_for(response.content_type, reply.media_types) if reply else None
        return documented is None or not is_xml(documented.name)

    def _reply(self, status: int) -> "_CompiledReply | None":
        reply = self._operation.reply_for(status)
        made = _CompiledReply(reply, self._contract, self._compiler) if reply else None
        self._replies[status] = made
        return made


class _CompiledReply:
    """One documented reply."""

    __slots__ = ("_headers", "_judged_headers", "_media_types", "_reader_for")

    def __init__(self, reply: Reply, contract: Contract, compiler: SchemaCompiler) -> None:
        self._media_types = reply.media_types
        self._reader_for = _readers(reply.media_types, contract, compiler)
        self._headers = [
            _CompiledParameter(_as_parameter(each), contract, compiler) for each in reply.headers
        ]
        # Most replies of an operation have the same headers.
        self._judged_headers = lru_cache(maxsize=_REMEMBERED_HEADERS)(self._judge_headers)

    def check(self, response: Response, value: Any) -> list[Violation]:
        violations = self._body(response, value) if self._media_types else []
        if self._headers:
            violations += self._judged_headers(tuple(response.headers))
        return violations

    def _judge_headers(self, headers: tuple[tuple[str, str], ...]) -> tuple[Violation, ...]:
        violations: list[Violation] = []
        indexed = Indexed({}, (), headers, {})
        for header in self._headers:
            header.read(indexed, violations)
        return tuple(violations)

    def _body(self, response: Response, value: Any) -> list[Violation]:
        if not response.body:
            return [_NO_BODY_SENT]
        known = self._reader_for(response.content_type)
        if known is None:
            return [_undocumented(response.content_type, self._media_types)]
        reader, schema = known
        if is_json(response.content_type):
            if schema is None:
                return []
            try:
                return [] if schema.is_valid(value) else schema.violations(value, "body")
            except ValueError:
                # What orjson can write and a schema cannot judge, say dates: by the text it made.
                pass
        try:
            body = reader.read(response.body, response.content_type)
        except UndecodableError as error:
            return [_unreadable(error)]
        return schema.check(body.value, "body") if schema else []


def _readers(
    media_types: tuple[MediaType, ...], contract: Contract, compiler: SchemaCompiler
) -> Callable[[str], tuple[BodyReader, CompiledSchema | None] | None]:
    """Give what finds the reader and the validator of a body by its Content-Type."""
    made = {
        each.name: (BodyReader(each, contract), _compiled(each.schema, compiler))
        for each in media_types
    }

    @lru_cache(maxsize=_REMEMBERED_TYPES)
    def find(content_type: str) -> tuple[BodyReader, CompiledSchema | None] | None:
        documented = media_type_for(content_type, media_types)
        return made[documented.name] if documented else None

    return find


_NO_BODY_SENT: Final = Violation("body", (), "required", "the body is missing")


def _undocumented(content_type: str, documented: tuple[MediaType, ...]) -> Violation:
    name = content_type.partition(";")[0]
    message = f"{name or 'a body without Content-Type'} is not documented"
    return Violation("body", (), "media-type", message, [each.name for each in documented], name)


def _unreadable(error: UndecodableError) -> Violation:
    return Violation("body", (), "syntax", str(error), error.kind, error.value)


def _compiled(schema: Schema | None, compiler: SchemaCompiler) -> CompiledSchema | None:
    """Compile a schema; one that admits everything needs no validator."""
    return None if schema is None or schema is True or schema == {} else compiler.compile(schema)


def _as_parameter(header: Header) -> Parameter:
    return Parameter(
        name=header.name,
        location="header",
        required=header.required,
        style="simple",
        explode=header.explode,
        schema=header.schema,
        content=header.content,
    )
