"""
Messages and documents in a form that openapi-core can take.

What it reads otherwise than OpenAPI says, or not at all, is read here and given to it as a value:
forms, text and bytes; lists and objects in the styles that docs/validation.md names. Everything
else it reads itself, and all of it it judges.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from contract import pointers
from contract.model import Contract, Header, MediaType, Operation, Parameter
from contract.validation.bodies import BodyReader
from contract.validation.casting import UndecodableError
from contract.validation.media_types import (
    FORM,
    bare,
    is_json,
    is_xml,
    media_type_for,
    normal_name,
)
from contract.validation.messages import Pairs, Request, Response
from contract.validation.parameters import (
    ABSENT,
    Indexed,
    ParameterReader,
    kind_of,
    listed,
)
from contract.walk import Node, rewritten

#: The style of a parameter whose value is given, taken apart already.
GIVEN: Final = "given"
#: What a body without Content-Type is (RFC 9110, 8.3).
_UNTYPED: Final = "application/octet-stream"
#: No JSON: stands for a body that cannot be read.
_UNREADABLE: Final = b"!"


@dataclass(frozen=True, slots=True)
class Asked:
    """One message, as it is put before openapi-core."""

    path: str  #: Of the operation, in the document that openapi-core gets.
    variables: Mapping[str, Any]
    query: list[tuple[str, Any]]
    headers: Pairs
    cookies: list[tuple[str, Any]]
    body: bytes
    content_type: str


class Questions:
    """The messages of one contract, prepared for one direction, as questions to openapi-core."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._operations = {each.key: each for each in contract.operations}
        self._paths = {each.key: f"/operation/{n}" for n, each in enumerate(contract.operations)}
        self._given: dict[str, tuple[ParameterReader, ...]] = {}

    def document(self) -> dict[str, Any]:
        """
        Make the document that openapi-core gets.

        Each operation has a path of its own, so that no template or server must be searched; it
        also reaches methods that openapi-core does not know.
        """
        made: dict[str, Any] = rewritten(dict(self._contract.document), self._for_openapi_core)
        paths = {self._paths[each.key]: _as_post(made, each) for each in self._contract.operations}
        made["paths"] = {**paths, **made.get("paths", {})}
        made.pop("servers", None)
        return made

    def _for_openapi_core(self, node: Node) -> Any:
        value = node.value
        if not isinstance(value, Mapping):
            return value
        is_parameter = node.kind == "parameter" and node.reference is None
        if is_parameter and value["in"] == "query":
            value = {**value, "allowEmptyValue": True}  # Whether it may be, its schema says.
        if is_parameter and _is_given(value, self._contract):
            location = "query" if value["in"] == "querystring" else value["in"]
            value = {**value, "in": location, "style": GIVEN}
        content = value.get("content")
        if node.kind != "schema" and isinstance(content, Mapping):
            value = {**value, "content": {_renamed(name): each for name, each in content.items()}}
        return value

    def of_request(self, key: str, request: Request) -> Asked:
        """Put a request to the operation of that key."""
        operation = self._operations[key]
        indexed = Indexed.of(request)
        given = {
            location: {
                each.parameter.name: _split(each, indexed)
                for each in self._given_readers(operation)
                if each.parameter.location in locations
            }
            for location, locations in _LOCATIONS.items()
        }
        body = operation.body
        documented = body.media_types if body else ()
        content, content_type = self._body(request.body, request.content_type, documented)
        return Asked(
            path=self._paths[key],
            variables=dict(_replaced(request.path.items(), given["path"])),
            query=_replaced(request.query, given["query"]),
            headers=self._with_lists(
                request.headers,
                (each for each in operation.parameters if each.location == "header"),
            ),
            cookies=_replaced(request.cookies.items(), given["cookie"]),
            body=content,
            content_type=content_type,
        )

    def of_response(self, key: str, response: Response) -> Asked:
        """Put a response of the operation of that key."""
        reply = self._operations[key].reply_for(response.status)
        documented = reply.media_types if reply else ()
        content, content_type = self._body(response.body, response.content_type, documented)
        headers = self._with_lists(response.headers, reply.headers if reply else ())
        return Asked(self._paths[key], {}, [], headers, [], content, content_type)

    def _with_lists(self, headers: Pairs, described: Iterable[Parameter | Header]) -> Pairs:
        """Write the headers that are lists or objects as one line each, without spaces."""
        kinds = {
            each.name.lower(): kind_of(schema)
            for each in described
            if isinstance(schema := self._contract.resolved(each.schema or {}), Mapping)
        }
        lists = {
            name: listed(value for each, value in headers if each.lower() == name)
            for name, kind in kinds.items()
            if kind
        }
        kept = [(name, value) for name, value in headers if name.lower() not in lists]
        return [*kept, *((name, text) for name, text in lists.items() if text is not None)]

    def _given_readers(self, operation: Operation) -> tuple[ParameterReader, ...]:
        if operation.key not in self._given:
            self._given[operation.key] = tuple(
                ParameterReader(each, self._contract)
                for each in operation.parameters
                if _is_given(_raw(each), self._contract)
            )
        return self._given[operation.key]

    def _body(
        self, body: bytes, content_type: str, documented: tuple[MediaType, ...]
    ) -> tuple[bytes, str]:
        names = {each.name for each in documented}
        full = normal_name(content_type)
        name = _renamed(full if full in names else bare(content_type))
        found = media_type_for(content_type, documented)
        if found is not None and not name:
            name = _UNTYPED
        if not body or found is None or is_json(content_type) or is_xml(found.name):
            return body, name
        try:
            value = BodyReader(found, self._contract).read(body, content_type).value
            return orjson.dumps(value), name
        except (UndecodableError, orjson.JSONEncodeError):
            return _UNREADABLE, name


_LOCATIONS: Final = {"path": ("path",), "query": ("query", "querystring"), "cookie": ("cookie",)}


def single_types(value: Any) -> Any:
    """Write every list of types as `anyOf`: openapi-core casts text by a type that is one word."""
    if isinstance(value, list):
        return [single_types(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    members = {key: single_types(each) for key, each in value.items()}
    types = value.get("type")
    if not isinstance(types, list) or not all(isinstance(each, str) for each in types):
        return members
    rest = {key: each for key, each in members.items() if key not in ("type", "default")}
    kept = {"default": members["default"]} if "default" in members else {}
    ordered = sorted(types, key="null".__eq__)
    return {"anyOf": [{**rest, "type": each} for each in ordered], **kept}


def _as_post(document: Mapping[str, Any], operation: Operation) -> dict[str, Any]:
    """Make the path item of one operation."""
    place = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
    item = pointers.follow(document, place)
    own = pointers.follow(document, operation.pointer)
    post = {key: each for key, each in own.items() if key != "servers"}
    return {"parameters": item.get("parameters", []), "post": post}


def _is_given(parameter: Mapping[str, Any], contract: Contract) -> bool:
    """Tell whether openapi-core gets the value of a parameter, and not its text."""
    location = parameter["in"]
    if location == "header" or "content" in parameter:
        return bool(location == "querystring")
    style = parameter.get("style", "simple" if location == "path" else "form")
    schema = contract.resolved(parameter.get("schema", {}))
    kind = schema.get("type") if isinstance(schema, Mapping) else None
    is_exploded = style == "form" and parameter.get("explode", True) is True
    return (
        style not in ("simple", "form")
        or (isinstance(kind, list) and not {"array", "object"}.isdisjoint(kind))
        or (kind == "object" and is_exploded)
    )


def _raw(parameter: Parameter) -> dict[str, Any]:
    content = {"content": {}} if parameter.content else {"schema": parameter.schema}
    said = {"in": parameter.location, "style": parameter.style, "explode": parameter.explode}
    return {**said, **content}


def _split(reader: ParameterReader, indexed: Indexed) -> Any:
    try:
        return reader.split(indexed)
    except UndecodableError as error:
        return error


def _replaced(pairs: Any, given: Mapping[str, Any]) -> list[tuple[str, Any]]:
    kept = [(name, value) for name, value in pairs if name not in given]
    return kept + [(name, value) for name, value in given.items() if value is not ABSENT]


def _renamed(name: str) -> str:
    """Name a form so that openapi-core takes its value as it is given."""
    if name.startswith("multipart/"):
        return f"given-{name}"
    return name.replace(FORM, "application/x-given", 1)
