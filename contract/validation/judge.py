"""
openapi-core as the judge: it defines what is valid.

The judge is exact and slow (about 2 ms a message); `contract.validation.compiled` is proven equal
to it. What openapi-core cannot take is prepared here, and only here.
"""

import json
import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from jsonschema.exceptions import ValidationError as SchemaError
from jsonschema_path import SchemaPath
from openapi_core.casting.schemas.exceptions import CastError
from openapi_core.datatypes import RequestParameters
from openapi_core.deserializing.exceptions import DeserializeError
from openapi_core.deserializing.styles.exceptions import EmptyQueryParameterValue
from openapi_core.templating.media_types.exceptions import MediaTypeNotFound
from openapi_core.templating.responses.exceptions import ResponseNotFound
from openapi_core.validation.request import V32RequestBodyValidator, V32RequestParametersValidator
from openapi_core.validation.request.exceptions import (
    MissingParameterError,
    MissingRequestBodyError,
    ParameterValidationError,
)
from openapi_core.validation.response import V32ResponseDataValidator, V32ResponseHeadersValidator
from openapi_core.validation.response.exceptions import (
    HeaderValidationError,
    MissingData,
    MissingRequiredHeader,
)
from openapi_core.validation.schemas.exceptions import InvalidSchemaValue
from werkzeug.datastructures import Headers, ImmutableMultiDict

from contract.model import Contract, Operation
from contract.validation.messages import Part, Request, Response, Violation
from contract.walk import Node, rewritten

_PARTS: Final[dict[str, Part]] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
}
_HOST: Final = "http://contract.invalid"
_MISSING_NAME: Final = re.compile(r"^(['\"])(?P<name>.*)\1 is a required property$", re.DOTALL)


_Decoders = dict[str, Callable[[bytes], Any]]


class Judge:
    """Asks openapi-core about the messages of one contract."""

    def __init__(self, contract: Contract) -> None:
        document = _without_servers(contract.document)
        as_written = SchemaPath.from_dict(document)
        # openapi-core 0.23 casts what is text on the wire by a type that is one word.
        for_text = SchemaPath.from_dict(_single_types(document))
        decoders: _Decoders = dict.fromkeys(_json_media_types(contract.document), json.loads)
        self._parameters = V32RequestParametersValidator(for_text)
        self._form = V32RequestBodyValidator(for_text, extra_media_type_deserializers=decoders)
        self._body = V32RequestBodyValidator(as_written, extra_media_type_deserializers=decoders)
        self._headers = V32ResponseHeadersValidator(for_text)
        self._data = V32ResponseDataValidator(as_written, extra_media_type_deserializers=decoders)

    def request(self, operation: Operation, request: Request) -> tuple[Violation, ...]:
        """Give every violation of a request."""
        asked = _AskedRequest(operation, request)
        body = self._form if _is_form(request.content_type) else self._body
        with _quiet():
            errors = [*self._parameters.iter_errors(asked), *body.iter_errors(asked)]
        return tuple(violation for error in errors for violation in _violations(error))

    def response(self, operation: Operation, response: Response) -> tuple[Violation, ...]:
        """Give every violation of a response; streams are judged event by event elsewhere."""
        asked = _AskedRequest(operation, Request({}, (), (), {}, b"", ""))
        given = _AskedResponse(response)
        with _quiet():
            errors = list(self._data.iter_errors(asked, given))
            if not errors:
                errors = list(self._headers.iter_errors(asked, given))
        return tuple(violation for error in errors for violation in _violations(error))


@contextmanager
def _quiet() -> Iterator[None]:
    """openapi-core warns of each deprecated parameter it meets; the contract says so itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _is_form(content_type: str) -> bool:
    return content_type.startswith(("multipart/", "application/x-www-form-urlencoded"))


class _AskedRequest:
    """A request in the shape openapi-core wants; it names its template, so none is searched."""

    host_url = _HOST

    def __init__(self, operation: Operation, request: Request) -> None:
        self.path = self.path_pattern = operation.path
        self.method = operation.method.lower()
        self.body = request.body or None
        self.content_type = request.content_type
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(list(request.query)),
            header=Headers(list(request.headers)),
            cookie=ImmutableMultiDict(dict(request.cookies)),
            path=dict(request.path),
        )


class _AskedResponse:
    """A response in the shape openapi-core wants."""

    def __init__(self, response: Response) -> None:
        self.status_code = response.status
        self.headers = Headers(list(response.headers))
        self.content_type = response.content_type
        self.data = response.body


# --- from errors to violations --------------------------------------------------------------------


def _violations(error: Exception) -> Iterable[Violation]:
    where = _where(error)
    if isinstance(error, MissingParameterError):
        yield Violation(where.part, where.path, "required", "is missing", where.path[-1])
    elif isinstance(error, MissingRequiredHeader):
        yield Violation("header", (error.name,), "required", "is missing", error.name)
    elif isinstance(error, MissingRequestBodyError | MissingData):
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
        message = f"{cause.mimetype or 'no media type'} is not documented"
        names = list(cause.availableMimetypes)
        yield Violation("body", (), "media-type", message, names, cause.mimetype)
    elif isinstance(cause, CastError):
        message = f"cannot be read as {cause.type}"
        yield Violation(where.part, where.path, "type", message, cause.type, cause.value)
    elif isinstance(cause, EmptyQueryParameterValue):
        yield Violation(where.part, where.path, "minLength", "may not be empty", 1, "")
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


# --- what openapi-core cannot take ----------------------------------------------------------------


def _without_servers(document: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the servers out: which of them a message is for is the router's to decide."""

    def change(node: Node) -> Any:
        if node.kind in ("document", "pathItem", "operation") and "servers" in node.value:
            return {key: each for key, each in node.value.items() if key != "servers"}
        return node.value

    made: dict[str, Any] = rewritten(dict(document), change)
    return made


def _single_types(value: Any) -> Any:
    """Write every list of types as `anyOf`: the same meaning, but a parameter is cast by it."""
    if isinstance(value, list):
        return [_single_types(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    members = {key: _single_types(each) for key, each in value.items()}
    types = value.get("type")
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        return members
    rest = {key: each for key, each in members.items() if key not in ("type", "default")}
    kept = {"default": members["default"]} if "default" in members else {}
    return {"anyOf": [{**rest, "type": each} for each in types], **kept}


def _json_media_types(document: Mapping[str, Any]) -> set[str]:
    """Find the media types that are JSON by their suffix (RFC 6839); openapi-core knows two."""
    found: set[str] = set()
    pending: list[Any] = [document.get("paths", {}), document.get("components", {})]
    while pending:
        value = pending.pop()
        if isinstance(value, Mapping):
            content = value.get("content")
            if isinstance(content, Mapping):
                names = (str(name).split(";")[0].strip().lower() for name in content)
                found |= {name for name in names if name.endswith("+json")}
            pending.extend(value.values())
        elif isinstance(value, list):
            pending.extend(value)
    return found
