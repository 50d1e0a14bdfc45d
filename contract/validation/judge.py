"""
openapi-core as the judge: it defines what is valid.

The judge is exact and slow (about 2 ms a message); `contract.validation.compiled` is proven equal
to it. How it reads what JSON Schema and OpenAPI leave open is set here, and only here.
"""

import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import orjson
from jsonschema.exceptions import ValidationError as SchemaError
from jsonschema.validators import extend
from jsonschema_path import SchemaPath
from openapi_core.casting.schemas.casters import (
    AnyCaster,
    ArrayCaster,
    ObjectCaster,
    PrimitiveCaster,
    TypesCaster,
)
from openapi_core.casting.schemas.exceptions import CastError
from openapi_core.casting.schemas.factories import SchemaCastersFactory
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.exceptions import DeserializeError
from openapi_core.deserializing.styles import StyleDeserializersFactory, style_deserializers
from openapi_core.templating.media_types.exceptions import MediaTypeNotFound
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.validation.request import V32RequestBodyValidator, V32RequestParametersValidator
from openapi_core.validation.request.exceptions import (
    MissingParameterError,
    MissingRequestBody,
    MissingRequiredRequestBody,
    ParameterValidationError,
)
from openapi_core.validation.response import V32ResponseDataValidator, V32ResponseHeadersValidator
from openapi_core.validation.response.exceptions import (
    HeaderValidationError,
    MissingData,
    MissingRequiredHeader,
)
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from openapi_core.validation.schemas.factories import SchemaValidatorsFactory
from openapi_schema_validator import OAS32Validator
from werkzeug.datastructures import Headers, ImmutableMultiDict

from contract.model import Contract, Operation
from contract.validation import dialect
from contract.validation.asking import GIVEN, Asked, Questions, single_types
from contract.validation.casting import CASTS
from contract.validation.media_types import is_json, is_xml
from contract.validation.messages import Part, Request, Response, Violation
from contract.validation.prepared import prepared
from contract.walk import walk

_PARTS: Final[dict[str, Part]] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
}
_HOST: Final = "http://contract.invalid"
_MISSING_NAME: Final = re.compile(r"^(['\"])(?P<name>.*)\1 is a required property$", re.DOTALL)


class Judge:
    """Asks openapi-core about the messages of one contract."""

    def __init__(self, contract: Contract) -> None:
        self._requests = Questions(prepared(contract, "request"))
        self._responses = Questions(prepared(contract, "response"))
        sent, answered = self._requests.document(), self._responses.document()
        options = _options(sent)
        self._body = V32RequestBodyValidator(SchemaPath.from_dict(sent), **options)
        self._parameters = V32RequestParametersValidator(
            SchemaPath.from_dict(single_types(sent)), **options
        )
        self._data = V32ResponseDataValidator(SchemaPath.from_dict(answered), **options)
        self._headers = V32ResponseHeadersValidator(
            SchemaPath.from_dict(single_types(answered)), **options
        )

    def request(self, operation: Operation, request: Request) -> tuple[Violation, ...]:
        """Give every violation of a request."""
        asked = _AskedRequest(self._requests.of_request(operation.key, request))
        with _quiet():
            errors = [*self._parameters.iter_errors(asked), *self._body.iter_errors(asked)]
        return tuple(violation for error in errors for violation in _violations(error))

    def response(self, operation: Operation, response: Response) -> tuple[Violation, ...]:
        """Give every violation of a response; streams are judged event by event elsewhere."""
        asked = self._responses.of_response(operation.key, response)
        question, given = _AskedRequest(asked), _AskedResponse(response.status, asked)
        with _quiet():
            errors = list(self._data.iter_errors(question, given))
            if not any(isinstance(each, ResponseNotFound) for each in errors):
                errors += self._headers.iter_errors(question, given)
        return tuple(violation for error in errors for violation in _violations(error))


@contextmanager
def _quiet() -> Iterator[None]:
    """openapi-core warns of each deprecated parameter it meets; the contract says so itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


class _AskedRequest:
    """A request in the shape openapi-core wants."""

    host_url = _HOST
    method = "post"

    def __init__(self, asked: Asked) -> None:
        self.path = self.path_pattern = asked.path
        self.body = asked.body or None
        self.content_type = asked.content_type
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(asked.query),
            header=Headers(list(asked.headers)),
            cookie=ImmutableMultiDict(asked.cookies),
            path=asked.variables,
        )


class _AskedResponse:
    """A response in the shape openapi-core wants."""

    def __init__(self, status: int, asked: Asked) -> None:
        self.status_code = status
        self.headers = Headers(list(asked.headers))
        self.content_type = asked.content_type
        self.data = asked.body


# --- how openapi-core is set ----------------------------------------------------------------------


def _options(document: Mapping[str, Any]) -> dict[str, Any]:
    """Give the arguments that all validators of a document share."""
    read: Any = extend(OAS32Validator, dialect.KEYWORDS)  # type: ignore[no-untyped-call]
    validators = SchemaValidatorsFactory(read)
    casters = SchemaCastersFactory(validators, _TYPES)
    styles = StyleDeserializersFactory(casters, {**style_deserializers, GIVEN: _given})
    return {
        "schema_validators_factory": validators,
        "schema_casters_factory": casters,
        "style_deserializers_factory": styles,
        "format_validators": dialect.FORMATS,
        "extra_media_type_deserializers": {
            name: _json if is_json(name) else _value
            for name in _media_types(document)
            if not is_xml(name)
        },
    }


class _Caster(PrimitiveCaster):
    """Reads numbers and booleans as JSON writes them, and not as Python does."""

    def cast(self, value: Any) -> Any:
        return CASTS[self.schema.read_value()["type"]](value)


_TYPES: Final = TypesCaster(
    {
        "object": ObjectCaster,
        "array": ArrayCaster,
        **dict.fromkeys(CASTS, _Caster),
        "string": PrimitiveCaster,
        "null": PrimitiveCaster,
    },
    AnyCaster,
    multi=PrimitiveCaster,
)


def _given(_explode: bool, name: str, _kind: str, location: Mapping[str, Any]) -> Any:
    value = location[name]
    if isinstance(value, ValueError):
        raise value
    return value


def _json(value: Any, **_parameters: str) -> Any:
    return orjson.loads(value)


def _value(value: Any, **_parameters: str) -> Any:
    """A body that is not JSON comes as the value it was read as; a parameter is text already."""
    return orjson.loads(value) if isinstance(value, bytes) else value


def _media_types(document: Any) -> set[str]:
    """Find the names of all media types of a document."""
    found: set[str] = set()
    for node in walk(document):
        content = node.value.get("content") if isinstance(node.value, Mapping) else None
        if node.kind != "schema" and isinstance(content, Mapping):
            found |= content.keys()
    return found


# --- from errors to violations --------------------------------------------------------------------


def _violations(error: Exception) -> Iterable[Violation]:
    where = _where(error)
    if isinstance(error, MissingRequestBody):
        return  # It need not be there.
    if isinstance(error, MissingParameterError):
        yield Violation(where.part, where.path, "required", "is missing", where.path[-1])
    elif isinstance(error, MissingRequiredHeader):
        yield Violation("header", (error.name,), "required", "is missing", error.name)
    elif isinstance(error, MissingRequiredRequestBody | MissingData):
        yield Violation("body", (), "required", "the body is missing")
    elif isinstance(error, ResponseNotFound):
        message = f"status {error.http_status} is not documented"
        yield Violation("status", (), "documented", message, None, error.http_status)
    else:
        yield from _caused(error, where)


@dataclass(frozen=True, slots=True)
class _Where:
    part: Part
    path: tuple[str | int, ...]


def _where(error: Exception) -> _Where:
    if isinstance(error, ParameterValidationError):
        return _Where(_PARTS[error.location], (error.name,))
    if isinstance(error, HeaderValidationError):
        return _Where("header", (error.name,))
    return _Where("body", ())


def _caused(error: Exception, where: _Where) -> Iterator[Violation]:
    cause = error.__cause__ or error
    if isinstance(cause, InvalidSchemaValue):
        for each in cause.schema_errors:
            assert isinstance(each, SchemaError)
            yield _schema_violation(each, where)
    elif isinstance(cause, MediaTypeNotFound):
        message = f"{cause.mimetype or 'a body without Content-Type'} is not documented"
        names = list(cause.availableMimetypes)
        yield Violation("body", (), "media-type", message, names, cause.mimetype)
    elif isinstance(cause, CastError):
        message = f"cannot be read as {cause.type}"
        yield Violation(where.part, where.path, "type", message, cause.type, cause.value)
    elif isinstance(cause, DeserializeError):
        yield Violation(where.part, where.path, "syntax", "cannot be read")
    else:
        yield Violation(where.part, where.path, "syntax", " ".join(str(cause).split())[:300])


def _schema_violation(error: SchemaError, where: _Where) -> Violation:
    expected = error.validator_value
    if error.validator == "required" and (match := _MISSING_NAME.match(error.message)):
        expected = match["name"]
    elif error.validator == "additionalProperties" and isinstance(error.schema, Mapping):
        instance: Any = error.instance
        expected = sorted(set(instance) - set(error.schema.get("properties", {})))
    return Violation(
        part=where.part,
        path=(*where.path, *error.absolute_path),
        keyword=str(error.validator),
        message=error.message,
        expected=expected,
        value=error.instance,
    )
