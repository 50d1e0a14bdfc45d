"""
A contract: what an API promises, as frozen values.

The model is built from a document in the normal form (OpenAPI 3.2, references inside the document
kept). Schemas stay JSON Schema (draft 2020-12) as they were written; whoever needs one resolves
its references against `Contract.document`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from contract import pointers

Schema = Mapping[str, Any] | bool
Location = Literal["path", "query", "header", "cookie", "querystring"]

_NONE: Final[Mapping[str, Any]] = MappingProxyType({})

#: The fixed fields of a Path Item that hold operations (OpenAPI 3.2.0, "Path Item Object").
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


class MediaType(NamedTuple):
    """One representation of a body."""

    name: str  #: As the document spells it, lower case: "application/json", "text/*".
    schema: Schema | None = None
    item_schema: Schema | None = None  #: Of each item of a sequential media type (OpenAPI 3.2).
    examples: Mapping[str, Any] = _NONE  #: Values by name.
    encoding: Mapping[str, Any] = _NONE
    event_order: Any = None  #: The extension `x-event-order` as written; see `contract.streams`.
    pointer: str = ""


class Parameter(NamedTuple):
    """One parameter of an operation."""

    name: str
    location: Location
    required: bool
    style: str
    explode: bool
    schema: Schema | None  #: None where `content` describes the value.
    content: MediaType | None = None
    allow_reserved: bool = False
    allow_empty_value: bool = False
    deprecated: bool = False
    examples: Mapping[str, Any] = _NONE
    pointer: str = ""


class Body(NamedTuple):
    """The request body of an operation."""

    required: bool
    media_types: tuple[MediaType, ...]
    pointer: str = ""


class Header(NamedTuple):
    """One header of a reply."""

    name: str
    required: bool
    schema: Schema | None
    explode: bool = False
    content: MediaType | None = None
    examples: Mapping[str, Any] = _NONE
    pointer: str = ""


class Reply(NamedTuple):
    """One reply an operation documents."""

    status: str  #: As the document spells it: "200", "4XX" or "default".
    description: str
    media_types: tuple[MediaType, ...]
    headers: tuple[Header, ...]
    links: Mapping[str, Any] = _NONE
    pointer: str = ""


class SecurityScheme(NamedTuple):
    """A way of authenticating, by its name in the document."""

    name: str
    kind: str  #: "apiKey", "http", "oauth2", "openIdConnect" or "mutualTLS".
    scheme: str = ""  #: Of `http`: "bearer", "basic", … in lower case.
    location: str = ""  #: Of `apiKey`: "query", "header" or "cookie".
    parameter: str = ""  #: Of `apiKey`: the name of that parameter.


#: One alternative: the schemes that must be met together, with their scopes.
Requirement = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path."""

    method: str  #: Upper case.
    path: str  #: The template, without the servers' base path.
    parameters: tuple[Parameter, ...]
    body: Body | None
    replies: tuple[Reply, ...]
    security: tuple[Requirement, ...]  #: Alternatives; empty where none is asked for.
    base_paths: tuple[str, ...]  #: Of the servers that offer it, without a slash at the end.
    operation_id: str | None = None
    summary: str = ""
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    callbacks: tuple["Callback", ...] = ()
    extensions: Mapping[str, Any] = field(default_factory=dict)  #: The members named `x-…`.
    pointer: str = ""
    #: `POST /apps/{app_id}/run`: unique within a contract, and how people name it.
    key: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Make the key."""
        object.__setattr__(self, "key", f"{self.method} {self.path}")

    def reply_for(self, status: int) -> Reply | None:
        """
        Find the reply documented for a status code.

        An exact code wins over a range such as "4XX", a range over "default".
        Source: OpenAPI 3.2.0, "Responses Object".
        """
        for spelling in (str(status), f"{status // 100}XX", "default"):
            for each in self.replies:
                if each.status == spelling:
                    return each
        return None


class Callback(NamedTuple):
    """What the server may ask of its client later on, out of band."""

    name: str
    expression: str  #: The URL, with runtime expressions in it.
    operations: tuple[Operation, ...]  #: Their path is the expression; callbacks they have none.


@dataclass(frozen=True, slots=True)
class Contract:
    """What an API promises."""

    title: str
    version: str
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, SecurityScheme]
    document: Mapping[str, Any]  #: The document itself, in the normal form.

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "Contract":
        """Build the model of a document in the normal form; what is missing stays empty."""
        # What reads these types must know them first.
        from contract.operations import OperationReader

        info = document.get("info", {})
        reader = OperationReader(document)
        return cls(
            title=str(info.get("title", "")),
            version=str(info.get("version", "")),
            operations=tuple(reader.operations()),
            security_schemes=reader.security_schemes(),
            document=document,
        )

    def operation(self, key: str) -> Operation:
        """
        Give the operation called `METHOD /path`.

        Raises:
            KeyError: the contract has none of that name.
        """
        for each in self.operations:
            if each.key == key:
                return each
        raise KeyError(key)

    def counts(self) -> dict[str, int]:
        """Count what the contract describes: operations, parameters, bodies, responses, schemas."""
        return {
            "operations": len(self.operations),
            "parameters": sum(len(each.parameters) for each in self.operations),
            "request bodies": sum(each.body is not None for each in self.operations),
            "responses": sum(len(each.replies) for each in self.operations),
            "schemas": len(self.document.get("components", {}).get("schemas", {})),
        }

    def resolved(self, schema: Schema) -> Schema:
        """Follow the references of a schema to the schema itself; its inner ones stay."""
        seen = set()
        while isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
            target = schema["$ref"]
            if target in seen:
                return {}
            seen.add(target)
            schema = pointers.follow(self.document, pointers.of_reference(target))
        return schema
