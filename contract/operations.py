"""Operations as a document in the normal form describes them, its references followed."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from contract import pointers
from contract.model import (
    METHODS,
    Body,
    Callback,
    Header,
    MediaType,
    Operation,
    Parameter,
    Reply,
    SecurityScheme,
)
from contract.paths import base_paths

_IGNORED_HEADERS: Final = ("accept", "content-type", "authorization")
_DEFAULT_STYLES: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


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
    reader = OperationReader(document)
    return reader.operation(operation.method, operation.path, item, operation.pointer)


class OperationReader:
    """Reads operations out of a document, following references on the way."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._base_paths = base_paths(document.get("servers"))
        #: What several operations have in common is read once.
        self._parameters_at: dict[str, Parameter] = {}
        self._replies_at: dict[tuple[str, str], Reply] = {}

    def operations(self) -> Iterator[Operation]:
        """Give the operations in the order of the document."""
        for path, raw in self._document.get("paths", {}).items():
            if not path.startswith("/"):
                continue
            item, where = self._followed(raw, pointers.pointer("paths", path))
            yield from self._of_path(path, item, where)

    def _of_path(self, path: str, item: Mapping[str, Any], where: str) -> Iterator[Operation]:
        for method in METHODS:
            if isinstance(item.get(method), dict):
                yield self.operation(method.upper(), path, item, f"{where}/{method}")
        for method, value in item.get("additionalOperations", {}).items():
            extra = {**item, method.lower(): value}
            place = where + pointers.pointer("additionalOperations", method)
            yield self.operation(method, path, extra, place)

    def security_schemes(self) -> Mapping[str, SecurityScheme]:
        """Give the ways of authenticating by their names."""
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
        """Give the operation of a method out of a path item; `where` is its pointer."""
        value = item[method.lower()]
        security = value.get("security", self._document.get("security", []))
        servers = value.get("servers") or item.get("servers")
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
            base_paths=base_paths(servers) if servers else self._base_paths,
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
                if origin not in self._parameters_at:
                    self._parameters_at[origin] = self._parameter(each, origin)
                yield self._parameters_at[origin]

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
        if (status, where) not in self._replies_at:
            self._replies_at[status, where] = self._read_reply(status, value, where)
        return self._replies_at[status, where]

    def _read_reply(self, status: str, value: Mapping[str, Any], where: str) -> Reply:
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
        seen: set[str] = set()
        while isinstance(value, dict) and isinstance(target := value.get("$ref"), str):
            if target in seen or not target.startswith("#"):
                return {}, where
            seen.add(target)
            where = pointers.of_reference(target)
            value = pointers.follow(self._document, where)
        return (value if isinstance(value, dict) else {}), where
