"""
A contract: what an API promises, as frozen values.

The model is built from a document in the normal form (OpenAPI 3.2, references inside the document
kept). Schemas stay JSON Schema (draft 2020-12) as they were written; whoever needs one resolves
its references against `Contract.document`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from contract import pointers
from contract.paths import base_paths

Schema = Mapping[str, Any] | bool
Location = Literal["path", "query", "header", "cookie", "querystring"]

#: The fixed fields of a Path Item that hold operations (OpenAPI 3.2.0, "Path Item Object").
METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True, slots=True)
class MediaType:
    """One representation of a body."""

    name: str  #: As the document spells it, lower case: "application/json", "text/*".
    schema: Schema | None = None
    item_schema: Schema | None = None  #: Of each item of a sequential media type (OpenAPI 3.2).
    examples: Mapping[str, Any] = field(default_factory=dict)  #: Values by name.
    encoding: Mapping[str, Any] = field(default_factory=dict)
    event_order: Any = None  #: The extension `x-event-order` as written; see `contract.streams`.
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Parameter:
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
    examples: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """The request body of an operation."""

    required: bool
    media_types: tuple[MediaType, ...]
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """One header of a reply."""

    name: str
    required: bool
    schema: Schema | None
    explode: bool = False
    content: MediaType | None = None
    examples: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply an operation documents."""

    status: str  #: As the document spells it: "200", "4XX" or "default".
    description: str
    media_types: tuple[MediaType, ...]
    headers: tuple[Header, ...]
    links: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
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


@dataclass(frozen=True, slots=True)
class Callback:
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
        info = document.get("info", {})
        reader = _Reader(document)
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


def reread(document: Mapping[str, Any], operation: Operation) -> Operation:
    """Read an operation again, out of a document that differs from its own in other places."""
    place, _, name = operation.pointer.rpartition("/")
    if name in METHODS:
        item = pointers.follow(document, place)
    else:
        # OpenAPI 3.2.0, "Path Item Object": additional operations stand one level deeper.
        own = pointers.follow(document, operation.pointer)
        item = {**pointers.follow(document, place.rpartition("/")[0])}
        item[operation.method.lower()] = own
    reader = _Reader(document)
    return reader.operation(operation.method, operation.path, item, operation.pointer)


class _Reader:
    """Reads operations out of a document, following references on the way."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document

    def operations(self) -> Iterator[Operation]:
        for path, raw in self._document.get("paths", {}).items():
            if not path.startswith("/"):
                continue
            item, where = self._followed(raw, pointers.pointer("paths", path))
            yield from self._of_path(path, item, where)

    def _of_path(self, path: str, item: Mapping[str, Any], where: str) -> Iterator[Operation]:
        for method in METHODS:
            if isinstance(item.get(method), Mapping):
                yield self.operation(method.upper(), path, item, f"{where}/{method}")
        for method, value in item.get("additionalOperations", {}).items():
            extra = {**item, method.lower(): value}
            place = where + pointers.pointer("additionalOperations", method)
            yield self.operation(method, path, extra, place)

    def security_schemes(self) -> Mapping[str, SecurityScheme]:
        found = {}
        schemes = self._document.get("components", {}).get("securitySchemes", {})
        for name, raw in schemes.items():
            value, _ = self._followed(raw, "")
            found[name] = SecurityScheme(
                name=name,
                kind=str(value.get("type", "")),
                scheme=str(value.get("scheme", "")).lower(),
                location=str(value.get("in", "")),
                parameter=str(value.get("name", "")),
            )
        return found

    def operation(self, method: str, path: str, item: Mapping[str, Any], where: str) -> Operation:
        value = item[method.lower()]
        security = value.get("security", self._document.get("security", []))
        servers = value.get("servers") or item.get("servers") or self._document.get("servers")
        return Operation(
            method=method,
            path=path,
            parameters=tuple(self._parameters(value, item, where)),
            body=self._body(value.get("requestBody"), f"{where}/requestBody"),
            replies=tuple(
                self._reply(str(status), reply, f"{where}/responses/{status}")
                for status, reply in value.get("responses", {}).items()
                if not str(status).startswith("x-")
            ),
            security=tuple(
                {name: tuple(scopes) for name, scopes in each.items()} for each in security
            ),
            base_paths=base_paths(servers),
            operation_id=value.get("operationId"),
            summary=value.get("summary", ""),
            tags=tuple(value.get("tags", ())),
            deprecated=value.get("deprecated") is True,
            callbacks=tuple(self._callbacks(value.get("callbacks", {}), where)),
            extensions={key: each for key, each in value.items() if key.startswith("x-")},
            pointer=where,
        )

    def _callbacks(self, value: Mapping[str, Any], where: str) -> Iterator[Callback]:
        # Callbacks of callbacks are left out: those that refer to one another have no end.
        if "/callbacks/" in where:
            return
        for name, raw in value.items():
            callback, place = self._followed(raw, where + pointers.pointer("callbacks", name))
            for expression, each in callback.items():
                if not expression.startswith("x-"):
                    item, inner = self._followed(each, place + pointers.pointer(expression))
                    operations = tuple(self._of_path(expression, item, inner))
                    yield Callback(name, expression, operations)

    def _parameters(
        self, value: Mapping[str, Any], item: Mapping[str, Any], where: str
    ) -> Iterator[Parameter]:
        listed = [
            (raw, f"{place}/parameters/{number}")
            for holder, place in ((value, where), (item, where.rpartition("/")[0]))
            for number, raw in enumerate(holder.get("parameters", ()))
        ]
        seen: set[tuple[str, str]] = set()
        for raw, place in listed:
            each, origin = self._followed(raw, place)
            key = (each["name"], each["in"])
            # OpenAPI 3.2.0, "Parameter Object": header parameters of these names are ignored.
            ignored = each["in"] == "header" and each["name"].lower() in _IGNORED_HEADERS
            if key not in seen and not ignored:
                seen.add(key)
                yield self._parameter(each, origin)

    def _parameter(self, value: Mapping[str, Any], where: str) -> Parameter:
        location = value["in"]
        style = value.get("style", _DEFAULT_STYLES.get(location, "form"))
        media_types = self._media_types(value.get("content", {}), f"{where}/content")
        return Parameter(
            name=value["name"],
            location=location,
            required=value.get("required") is True,
            style=style,
            explode=value.get("explode", style in ("form", "cookie")) is True,
            schema=None if media_types else value.get("schema", {}),
            content=media_types[0] if media_types else None,
            allow_reserved=value.get("allowReserved") is True,
            allow_empty_value=value.get("allowEmptyValue") is True,
            deprecated=value.get("deprecated") is True,
            examples=self._examples(value),
            pointer=where,
        )

    def _body(self, value: Mapping[str, Any] | None, where: str) -> Body | None:
        if value is None:
            return None
        value, where = self._followed(value, where)
        content = self._media_types(value.get("content", {}), f"{where}/content")
        return Body(value.get("required") is True, content, where)

    def _reply(self, status: str, value: Mapping[str, Any], where: str) -> Reply:
        value, where = self._followed(value, where)
        return Reply(
            status=status.upper() if status != "default" else status,
            description=value.get("description", ""),
            media_types=self._media_types(value.get("content", {}), f"{where}/content"),
            headers=tuple(
                self._header(name, each, where + pointers.pointer("headers", name))
                for name, each in value.get("headers", {}).items()
                # OpenAPI 3.2.0, "Response Object": a header of this name is ignored.
                if name.lower() != "content-type"
            ),
            links=value.get("links", {}),
            pointer=where,
        )

    def _header(self, name: str, value: Mapping[str, Any], where: str) -> Header:
        value, where = self._followed(value, where)
        media_types = self._media_types(value.get("content", {}), f"{where}/content")
        return Header(
            name=name,
            required=value.get("required") is True,
            schema=None if media_types else value.get("schema", {}),
            explode=value.get("explode") is True,
            content=media_types[0] if media_types else None,
            examples=self._examples(value),
            pointer=where,
        )

    def _media_types(self, content: Mapping[str, Any], where: str) -> tuple[MediaType, ...]:
        found = []
        for name, raw in content.items():
            value, place = self._followed(raw, where + pointers.pointer(name))
            found.append(
                MediaType(
                    name=name.lower(),
                    schema=value.get("schema"),
                    item_schema=value.get("itemSchema"),
                    examples=self._examples(value),
                    encoding=value.get("encoding", {}),
                    event_order=value.get("x-event-order"),
                    pointer=place,
                )
            )
        return tuple(found)

    def _examples(self, value: Mapping[str, Any]) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for name, raw in (value.get("examples") or {}).items():
            example, _ = self._followed(raw, "")
            for key in ("dataValue", "value"):
                if key in example:
                    found[name] = example[key]
                    break
        if "example" in value:
            found.setdefault("", value["example"])
        return found

    def _followed(self, value: Any, where: str) -> tuple[Mapping[str, Any], str]:
        """Follow a Reference Object; also give the pointer of where it led."""
        seen = set()
        while isinstance(value, Mapping) and isinstance(value.get("$ref"), str):
            target = value["$ref"]
            if target in seen or not target.startswith("#"):
                return {}, where
            seen.add(target)
            where = pointers.of_reference(target)
            value = pointers.follow(self._document, where)
        return (value if isinstance(value, Mapping) else {}), where


_IGNORED_HEADERS: Final = ("accept", "content-type", "authorization")
_DEFAULT_STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
