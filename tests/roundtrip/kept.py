"""
What swagger-markdown 3.0.0 prints of an OpenAPI document, as the document to be read back.

Written from the printer's source, part by part; the functions are named for its files. The result
is an OpenAPI 3.2 document as our reader writes it: what the printer leaves out is not in it.
"""

import json
import re
from typing import Any, Final

from contract.pointers import follow
from tests.roundtrip.kept_types import Json, kept_schema

_METHODS_2_0: Final = ("get", "post", "put", "patch", "delete", "options", "head")
_METHODS_3: Final = (*_METHODS_2_0, "trace")
_FLOWS_2_0: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}


def kept(document: Json) -> Json:
    """Give the OpenAPI 3.2 document that the print of a document still tells."""
    document = _with_references_replaced(document, document)
    is_2_0 = "swagger" in document
    groups = _groups(document, _METHODS_2_0 if is_2_0 else _METHODS_3)
    declared = {each["name"]: each for each in document.get("tags", [])}
    components = document if is_2_0 else document["components"]
    schemes = components.get("securityDefinitions" if is_2_0 else "securitySchemes", {})
    scheme = _scheme_2_0 if is_2_0 else _scheme_3
    schemas = components.get("definitions" if is_2_0 else "schemas", {})
    return pruned(
        {
            "openapi": "3.2.0",
            "info": _info(document["info"]),
            "externalDocs": _documentation(document),
            "tags": [_tag(declared[name]) for name in groups if name in declared],
            "paths": {
                path: _path(document, path, [t for t in groups if path in groups[t]], declared)
                for path in document["paths"]
                if any(path in paths for paths in groups.values())
            },
            "components": {
                "securitySchemes": {name: scheme(each) for name, each in schemes.items()},
                "schemas": {name: _model(each, notes=not is_2_0) for name, each in schemas.items()},
            },
        }
    )


def pruned(document: Json) -> Json:
    """Leave out what is empty at the top of the document and of its components."""
    parts = {key: value for key, value in document.items() if value or key == "paths"}
    inner = {key: value for key, value in parts.pop("components", {}).items() if value}
    return parts | ({"components": inner} if inner else {})


def _with_references_replaced(value: Any, document: Json) -> Any:
    """Put what references lead to in their place, but for those to named schemas."""
    if isinstance(value, list):
        return [_with_references_replaced(each, document) for each in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref", "#/definitions/")
    if not reference.startswith(("#/definitions/", "#/components/schemas")):
        return _with_references_replaced(follow(document, reference[1:]), document)
    return {key: _with_references_replaced(each, document) for key, each in value.items()}


# --- texts --------------------------------------------------------------------------------------


def prose(text: str) -> str:
    """Texts on their own: the printer keeps one blank line where several stand."""
    return re.sub(r"\n{2,}", "\n\n", text).strip()


def cell(text: str) -> str:
    """Texts in tables: every line break became a blank."""
    return re.sub(r"[\r\n]", " ", text).strip()


def _texts(**texts: str) -> Json:
    return {key: value for key, value in texts.items() if value}


# --- info, tags, external documentation ---------------------------------------------------------


def _info(info: Json) -> Json:
    kept_info = {"title": info["title"].strip(), "version": info["version"]}
    kept_info |= _texts(description=prose(info.get("description", "")))
    kept_info |= _texts(termsOfService=info.get("termsOfService", ""))
    if info.get("contact"):
        kept_info["contact"] = info["contact"]
        kept_info |= {"license": info["license"]} if "license" in info else {}
    return kept_info


def _documentation(holder: Json) -> Json | None:
    if "externalDocs" not in holder:
        return None
    docs = holder["externalDocs"]
    return {"url": docs["url"], "description": docs.get("description") or "Find more info here"}


def _tag(tag: Json) -> Json:
    docs = {"externalDocs": tag["externalDocs"]} if "externalDocs" in tag else {}
    return {"name": tag["name"], **_texts(description=prose(tag.get("description", ""))), **docs}


def _groups(document: Json, methods: tuple[str, ...]) -> dict[str, list[str]]:
    """Give the paths that are printed under each tag; operations without tags are under ""."""
    groups: dict[str, list[str]] = {}
    for path, item in document["paths"].items():
        for method in methods_of(item, methods):
            for tag in item[method].get("tags", [""]):
                groups.setdefault(tag, []).append(path)
    return groups


def methods_of(item: Json, methods: tuple[str, ...]) -> list[str]:
    """Give the methods of a path that are printed, in their order."""
    return [method for method in item if method in methods]


# --- operations ---------------------------------------------------------------------------------


def _path(document: Json, path: str, groups: list[str], declared: Json) -> Json:
    """Give a path's operations; all of them are printed under each tag that any of them has."""
    item = document["paths"][path]
    tags = [tag for tag in groups if tag in declared]
    is_2_0 = "swagger" in document
    operation = _operation_2_0 if is_2_0 else _operation_3
    return {
        method: ({"tags": tags} if tags else {}) | operation(item[method], item)
        for method in methods_of(item, _METHODS_2_0 if is_2_0 else _METHODS_3)
    }


def _common(operation: Json) -> Json:
    parts: Json = {"deprecated": True} if operation.get("deprecated") is True else {}
    parts |= _texts(summary=prose(operation.get("summary", "")))
    parts |= _texts(description=prose(operation.get("description", "")))
    if docs := _documentation(operation):
        parts["externalDocs"] = docs
    if security := [each for each in operation.get("security", []) if each]:
        parts["security"] = security
    return parts


def _operation_2_0(operation: Json, item: Json) -> Json:
    parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
    own = {(each["name"], each["in"]): _parameter_2_0(each) for each in parameters}
    plain = [value for (_, place), value in own.items() if place not in ("body", "formData")]
    return (
        _common(operation)
        | ({"parameters": plain} if plain else {})
        | _body_2_0(parameters, own)
        | {"responses": {s: _response_2_0(each) for s, each in operation["responses"].items()}}
    )


def _parameter_2_0(parameter: Json) -> Json:
    described = {key: parameter[key] for key in ("type", "format", "items") if key in parameter}
    return _parameter(parameter, kept_schema(parameter.get("schema", described), notes=False))


def _parameter(parameter: Json, schema: Json) -> Json:
    is_required = parameter.get("required") or parameter["in"] == "path"
    return {
        "name": parameter["name"],
        "in": parameter["in"],
        **_texts(description=cell(parameter.get("description", ""))),
        **({"required": True} if is_required else {}),
        "schema": schema,
    }


def _body_2_0(parameters: list[Json], own: dict[tuple[str, str], Json]) -> Json:
    """Parameters in the body and in a form become the request body; the media type is a guess."""
    for (_, place), value in own.items():
        if place == "body":
            parts = {key: value[key] for key in ("description", "required") if key in value}
            content = {"application/json": {"schema": value["schema"]}}
            return {"requestBody": {**parts, "content": content}}
    fields = {name: value for (name, place), value in own.items() if place == "formData"}
    if not fields:
        return {}
    required = [name for name, value in fields.items() if value.get("required")]
    properties = {
        name: value["schema"] | _texts(description=value.get("description", ""))
        for name, value in fields.items()
    }
    schema = {"type": "object", "properties": properties}
    schema |= {"required": required} if required else {}
    has_file = any(each.get("type") == "file" for each in parameters)
    media = "multipart/form-data" if has_file else "application/x-www-form-urlencoded"
    body: Json = {"content": {media: {"schema": schema}}}
    return {"requestBody": body | ({"required": True} if required else {})}


def _response_2_0(response: Json) -> Json:
    schema = kept_schema(response.get("schema", {}), notes=False)
    content: Json = {"application/json": {"schema": schema}} if schema else {}
    for media, example in response.get("examples", {}).items():
        shown = _example(example, is_text=media.startswith("text/"))
        content.setdefault(media, {})["example"] = shown
    headers = {
        name: {"schema": {"type": header["type"]}} | _text_of_header(header)
        for name, header in response.get("headers", {}).items()
    }
    return _response(response, headers, content)


def _response(response: Json, headers: Json, content: Json) -> Json:
    return {
        "description": cell(response["description"]),
        **({"headers": headers} if headers else {}),
        **({"content": content} if content else {}),
    }


def _example(value: Any, *, is_text: bool) -> Any:
    """A text prints without quotes: where it may be another value, one that reads as JSON is it."""
    if is_text:
        return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _text_of_header(header: Json) -> Json:
    """A header's text keeps its line breaks; the blanks around them are gone."""
    lines = [line.strip() for line in header.get("description", "").split("\n")]
    return _texts(description="\n".join(line for line in lines if line))


def _operation_3(operation: Json, item: Json) -> Json:
    parameters: dict[tuple[str, str], Json] = {}
    for each in [*operation.get("parameters", []), *item.get("parameters", [])]:
        parameters.setdefault((each["name"], each["in"]), _parameter(each, _schema_of(each)))
    parts = _common(operation)
    if operation.get("summary") == operation.get("description"):
        parts.pop("description", None)
    if parameters:
        parts["parameters"] = list(parameters.values())
    if body := operation.get("requestBody"):
        required = {"required": True} if body.get("required") else {}
        parts["requestBody"] = {"content": _content(body["content"]), **required}
    responses = {status: _response_3(each) for status, each in operation["responses"].items()}
    return {**parts, "responses": responses}


def _schema_of(parameter: Json) -> Json:
    media = next(iter(parameter.get("content", {}).values()), {})
    return kept_schema(parameter.get("schema", media.get("schema", {})), notes=True)


def _content(content: Json) -> Json:
    return {
        media: {"schema": kept_schema(each["schema"], notes=True)}
        for media, each in content.items()
        if "schema" in each
    }


def _response_3(response: Json) -> Json:
    """Headers are printed only with a text, and without a type."""
    headers = {
        name: {"schema": {"type": "string"}} | _text_of_header(header)
        for name, header in response.get("headers", {}).items()
        if "description" in header
    }
    return _response(response, headers, _content(response.get("content", {})))


# --- models -------------------------------------------------------------------------------------


def _model(schema: Json, *, notes: bool) -> Json:
    kept_model: Json = _texts(description=prose(schema.get("description", "")))
    if schema.get("example") not in (None, False, 0, ""):
        is_text = "properties" not in schema and schema.get("type") == "string"
        kept_model["examples"] = [_example(schema["example"], is_text=is_text)]
    if "properties" not in schema:
        return kept_model | ({"type": schema["type"]} if "type" in schema else {})
    properties = schema["properties"]
    required = [name for name in properties if name in schema.get("required", [])]
    return {
        **kept_model,
        "type": "object",
        "properties": {name: _property(each, notes=notes) for name, each in properties.items()},
        **({"required": required} if required else {}),
    }


def _property(schema: Json, *, notes: bool) -> Json:
    described = _texts(description=cell(schema.get("description", "")))
    values = {"enum": schema["enum"]} if "enum" in schema else {}
    examples = {"examples": [schema["example"]]} if "example" in schema else {}
    return kept_schema(schema, notes=notes) | values | described | examples


# --- security schemes ---------------------------------------------------------------------------


def _scheme_2_0(scheme: Json) -> Json:
    described = _texts(description=cell(scheme.get("description", "")))
    if scheme["type"] == "basic":
        return {"type": "http", "scheme": "basic"} | described
    if scheme["type"] == "apiKey":
        return {"type": "apiKey", "name": scheme["name"], "in": scheme["in"]} | described
    flow = {key: scheme[key] for key in ("authorizationUrl", "tokenUrl") if key in scheme}
    scopes = {name: cell(text) for name, text in scheme["scopes"].items()}
    name = _FLOWS_2_0.get(scheme["flow"], scheme["flow"])
    return {"type": "oauth2", "flows": {name: {**flow, "scopes": scopes}}} | described


def _scheme_3(scheme: Json) -> Json:
    members = {key: value for key, value in scheme.items() if not key.startswith("x-")}
    return members | _texts(description=prose(scheme.get("description", "")))
