"""
From Swagger 2.0 to OpenAPI 3.0.

Bodies and forms become request bodies, media types move to what they describe, the shared parts
become components. Sources: OpenAPI 2.0 and 3.0.4, the objects of the same names; "Style Values"
for what was `collectionFormat`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from contract import pointers
from contract.bundle import with_components
from contract.notes import Notes
from contract.references import followed
from contract.upgrade.swagger_schemas import with_schemas_of_3_0
from contract.upgrade.swagger_values import Values, extensions
from contract.walk import rewritten

_Object = dict[str, Any]

_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch")
_FORM: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"
_JSON: Final = "application/json"
_FLOWS: Final = {
    "implicit": "implicit",
    "password": "password",
    "application": "clientCredentials",
    "accessCode": "authorizationCode",
}
_KEPT_OF_OPERATION: Final = (
    "tags", "summary", "description", "externalDocs", "operationId", "deprecated", "security",
)  # fmt: skip


def from_swagger(document: _Object, name: str, notes: Notes) -> _Object:
    """
    Give a Swagger 2.0 document as OpenAPI 3.0, its schemas as the next step expects them.

    Raises:
        UnresolvedReference: a reference leads nowhere.
    """
    converted = _Converter(with_components(document, name), notes).converted()
    result: _Object = rewritten(converted, with_schemas_of_3_0)
    return result


@dataclass(slots=True)
class _Inputs:
    """The parameters of an operation or a path, sorted by what becomes of them."""

    parameters: list[_Object] = field(default_factory=list)
    body: _Object | None = None
    #: The fields of a form by their names, each with its pointer.
    form: dict[str, tuple[_Object, str]] = field(default_factory=dict)


class _Converter:
    """Converts everything around the schemas."""

    def __init__(self, document: _Object, notes: Notes) -> None:
        self._document = document
        self._notes = notes
        self._values = Values(notes)
        self._assumed: set[str] = set()

    def converted(self) -> _Object:
        document = self._document
        result: _Object = {"openapi": "3.0.4", "info": document["info"]}
        servers = list(self._servers(_texts(document.get("schemes"))))
        if servers:
            result["servers"] = servers
        kept = ("tags", "externalDocs", "security")
        result |= {key: each for key, each in document.items() if key in kept}
        result["paths"] = {
            path: item if path.startswith("x-") else self._path_item(item, f"/paths{_part(path)}")
            for path, item in document["paths"].items()
        }
        components = {section: held for section, held in self._components() if held}
        if components:
            result["components"] = components
        return result | extensions(document)

    def _components(self) -> Iterator[tuple[str, _Object]]:
        document = self._document
        yield "schemas", document.get("definitions", {})
        parameters = document.get("parameters", {})
        yield (
            "parameters",
            {
                name: each
                if "$ref" in each
                else self._values.parameter(each, f"/parameters{_part(name)}")
                for name, each in parameters.items()
                if followed(each, document).get("in") not in ("body", "formData")
            },
        )
        produces = _texts(document.get("produces"))
        yield (
            "responses",
            {
                name: self._response(each, produces, f"/responses{_part(name)}")
                for name, each in document.get("responses", {}).items()
            },
        )
        yield (
            "securitySchemes",
            {
                name: self._security_scheme(each, f"/securityDefinitions{_part(name)}")
                for name, each in document.get("securityDefinitions", {}).items()
            },
        )

    def _servers(self, schemes: list[str]) -> Iterator[_Object]:
        """
        Give the servers.

        Without schemes the one counts by which the document was fetched, and without a host the
        one that it was fetched from: a relative URL says the same.
        """
        base = "/" + str(self._document.get("basePath", "")).strip("/")
        host = str(self._document.get("host", "")).rpartition("://")[2].strip("/")
        if not host:
            if "basePath" in self._document:
                yield {"url": base}
            return
        path = "" if base == "/" else base
        for scheme in schemes or [""]:
            yield {"url": f"{scheme}:" * bool(scheme) + f"//{host}{path}"}

    def _security_scheme(self, value: _Object, where: str) -> _Object:
        kind = value.get("type")
        if kind == "basic":
            rest = {key: each for key, each in value.items() if key != "type"}
            return {"type": "http", "scheme": "basic", **rest}
        if kind != "oauth2":
            return value
        flow = _FLOWS.get(str(value.get("flow")))
        if flow is None:
            self._notes.add(where, f"{value.get('flow')} is no flow of OAuth 2, it is left out")
        moved = ("authorizationUrl", "tokenUrl", "scopes")
        inner = {"scopes": {}, **{key: value[key] for key in moved if key in value}}
        rest = {key: each for key, each in value.items() if key not in (*moved, "flow")}
        return {**rest, "flows": {flow: inner} if flow else {}}

    # --- paths and operations ---

    def _path_item(self, value: _Object, where: str) -> _Object:
        shared = self._inputs(value, where)
        others = {key: each for key, each in value.items() if key not in _METHODS}
        result = self._values.kept(others, ("$ref", "summary", "description"), where)
        if shared.parameters:
            result["parameters"] = shared.parameters
        for method in (key for key in value if key in _METHODS):
            result[method] = self._operation(value[method], shared, f"{where}/{method}")
        return result

    def _inputs(self, holder: _Object, where: str) -> _Inputs:
        found = _Inputs()
        for number, each in enumerate(holder.get("parameters", ())):
            place = f"{where}/parameters/{number}"
            parameter = followed(each, self._document)
            if parameter.get("in") == "body":
                found.body = parameter
            elif parameter.get("in") == "formData":
                found.form[parameter["name"]] = parameter, place
            else:
                found.parameters.append(
                    each if "$ref" in each else self._values.parameter(each, place)
                )
        return found

    def _operation(self, value: _Object, shared: _Inputs, where: str) -> _Object:
        result = self._values.kept(value, _KEPT_OF_OPERATION, where)
        own = self._inputs(value, where)
        if own.parameters:
            result["parameters"] = own.parameters
        body = self._request_body(value, own, shared, where)
        if body is not None:
            result["requestBody"] = body
        result["responses"] = self._responses(value, where)
        servers = list(self._servers(_texts(value["schemes"]))) if "schemes" in value else []
        if servers:
            result["servers"] = servers
        return result

    def _media_types(self, member: str, operation: _Object) -> list[str]:
        """Give what an operation consumes or produces; its own list replaces the document's."""
        return _texts(operation.get(member, self._document.get(member)))

    def _assumed_json(self, member: str, where: str) -> list[str]:
        if member not in self._assumed:
            self._assumed.add(member)
            self._notes.add(where, f"there is no `{member}`, bodies are taken to be {_JSON}")
        return [_JSON]

    # --- bodies ---

    def _request_body(
        self, operation: _Object, own: _Inputs, shared: _Inputs, where: str
    ) -> _Object | None:
        consumes = self._media_types("consumes", operation)
        form = {**shared.form, **own.form}
        body = own.body or (None if own.form else shared.body)
        if body is None:
            return self._form_body(form, consumes) if form else None
        if form:
            self._notes.add(where, "it has both a body and a form, the form is left out")
        media_types = consumes or self._assumed_json("consumes", where)
        schema = body.get("schema", {})
        kept: _Object = {key: body[key] for key in ("description", "required") if key in body}
        content = {name: {"schema": schema} for name in media_types}
        return {**kept, "content": content, **extensions(body)}

    def _form_body(self, form: dict[str, tuple[_Object, str]], consumes: list[str]) -> _Object:
        properties: _Object = {}
        encoding: _Object = {}
        for name, (each, where) in form.items():
            described = {"description": each["description"]} if "description" in each else {}
            properties[name] = self._values.schema(each, where) | described | extensions(each)
            if style := self._values.style(each, where):
                encoding[name] = style
            if each.get("allowEmptyValue") is True:
                reason = "OpenAPI 3 has it in queries only, it is left out"
                self._notes.add(f"{where}/allowEmptyValue", reason)
        required = [name for name, (each, _) in form.items() if each.get("required") is True]
        schema = {"type": "object", "properties": properties}
        if required:
            schema["required"] = required
        media_type = {"schema": schema} | ({"encoding": encoding} if encoding else {})
        has_file = any(each.get("type") == "file" for each, _ in form.values())
        media_types = [_MULTIPART] if has_file else _forms(consumes)
        body = {"content": dict.fromkeys(media_types, media_type)}
        return {**body, "required": True} if required else body

    def _responses(self, operation: _Object, where: str) -> _Object:
        produces = self._media_types("produces", operation)
        is_own = produces != self._media_types("produces", {})
        return {
            status: value
            if status.startswith("x-")
            else self._response(value, produces, f"{where}/responses/{status}", is_own=is_own)
            for status, value in operation["responses"].items()
        }

    def _response(
        self, value: _Object, produces: list[str], where: str, *, is_own: bool = False
    ) -> _Object:
        """`is_own`: the media types are the operation's own, so no shared response has them."""
        if "$ref" in value:
            target = followed(value, self._document)
            if not (is_own and "schema" in target):
                return value
            value = target
        result = self._values.kept(value, ("description",), where)
        if headers := value.get("headers"):
            result["headers"] = {
                name: self._values.header(each, f"{where}/headers{_part(name)}")
                for name, each in headers.items()
            }
        if content := self._content(value, produces, where):
            result["content"] = content
        return result

    def _content(self, value: _Object, produces: list[str], where: str) -> _Object:
        schema = value.get("schema")
        examples = value.get("examples")
        examples = examples if isinstance(examples, dict) else {}
        media_types = [name for name in examples if "/" in name]
        for name in (each for each in examples if each not in media_types):
            self._notes.add(
                f"{where}/examples{_part(name)}", "this is no media type, it is left out"
            )
        if schema is not None:
            is_file = isinstance(schema, dict) and schema.get("type") == "file"
            default = ["application/octet-stream"] if is_file else media_types
            usual = produces or default or self._assumed_json("produces", where)
            media_types = list(dict.fromkeys([*usual, *media_types]))
        content: _Object = {}
        for name in media_types:
            example = {"example": examples[name]} if name in examples else {}
            content[name] = ({} if schema is None else {"schema": schema}) | example
        return content


def _forms(consumes: list[str]) -> list[str]:
    known = [name.partition(";")[0].strip().lower() for name in consumes]
    return [name for name in known if name in (_FORM, _MULTIPART)] or [_FORM]


def _texts(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, str)]


def _part(name: str) -> str:
    return f"/{pointers.escape(name)}"
