"""Parameters, and the variables of paths."""

from collections.abc import Iterator
from typing import Any, Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey
from contract.paths import path_variables
from contract.walk import Node

_PARAMETERS: Final = Family("parameters")
#: OpenAPI 3.2.0, "Parameter Object": header parameters of these names are ignored.
_IGNORED: Final = ("accept", "content-type", "authorization")
_TEXT: Final = {"schema": {"type": "string"}}
_ID: Final = {"name": "id", "in": "path", "required": True, **_TEXT}


def _path(path: str, *parameters: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": _TEXT}
    responses = {"200": {"description": "OK", "content": content}, "default": {"description": "No"}}
    operation = {"operationId": "a", "parameters": [*parameters], "responses": responses}
    return {"paths": {path: {"get": operation}}}


@_PARAMETERS.rule(
    "path-parameter-undeclared",
    "error",
    "Declare a parameter of this name with `in: path` and `required: true`.",
    Example(_path("/things/{id}"), _path("/things/{id}", _ID), "document"),
)
def path_parameter_undeclared(survey: Survey) -> Iterator[Flaw]:
    """A variable of a path is not among the parameters of an operation."""
    for path, item, operation in _operations(survey):
        declared = {name for _, name in _in_path(survey, item) + _in_path(survey, operation)}
        for variable in dict.fromkeys(path_variables(path)):
            if variable not in declared:
                yield Flaw(operation.pointer, f"the path variable {variable} is not declared")


@_PARAMETERS.rule(
    "path-parameter-unused",
    "error",
    "Put the variable into the path, or remove the parameter.",
    Example(_path("/things", _ID), _path("/things/{id}", _ID), "document"),
)
def path_parameter_unused(survey: Survey) -> Iterator[Flaw]:
    """A path parameter has no variable in its path."""
    seen = set()
    for path, item, operation in _operations(survey):
        for place, name in _in_path(survey, item) + _in_path(survey, operation):
            if name not in path_variables(path) and place not in seen:
                seen.add(place)
                yield Flaw(place, f"the path {path} has no variable {name}")


@_PARAMETERS.rule(
    "parameter-duplicate",
    "error",
    "Keep one of them.",
    Example(
        {"parameters": [{"name": "q", "in": "query", **_TEXT}] * 2},
        {"parameters": [{"name": "q", "in": "query", **_TEXT}]},
        "operation",
    ),
)
def parameter_duplicate(survey: Survey) -> Iterator[Flaw]:
    """Two parameters of one list have the same name and location."""
    for node in (*survey.as_written("pathItem"), *survey.as_written("operation")):
        seen: set[tuple[str, str]] = set()
        for place, each in _parameters(survey, node):
            key = (str(each.get("name")), str(each.get("in")))
            if key in seen:
                yield Flaw(place, f"the {key[1]} parameter {key[0]} is declared a second time")
            seen.add(key)


@_PARAMETERS.rule(
    "parameter-schema-missing",
    "error",
    "Give it a `schema`, or a `content` with one media type.",
    Example(
        {"parameters": [{"name": "q", "in": "query"}]},
        {"parameters": [{"name": "q", "in": "query", **_TEXT}]},
        "operation",
    ),
)
def parameter_schema_missing(survey: Survey) -> Iterator[Flaw]:
    """A parameter says nothing about its values."""
    if "swagger" in survey.written:
        return
    for node in survey.as_written("parameter"):
        if not {"schema", "content"} & node.value.keys():
            yield Flaw(node.pointer, f"the parameter {node.value.get('name')} has no schema")


@_PARAMETERS.rule(
    "header-parameter-ignored",
    "warning",
    "Describe it by the media types of the body and responses, or by a security scheme.",
    Example(
        {"parameters": [{"name": "Authorization", "in": "header", **_TEXT}]},
        {"parameters": [{"name": "X-Key", "in": "header", **_TEXT}]},
        "operation",
    ),
)
def header_parameter_ignored(survey: Survey) -> Iterator[Flaw]:
    """A header parameter is named Accept, Content-Type or Authorization, which OpenAPI ignores."""
    for node in survey.objects("parameter"):
        name = str(node.value.get("name"))
        if node.value.get("in") == "header" and name.lower() in _IGNORED:
            yield Flaw(node.pointer, f"the header parameter {name} is ignored")


def _operations(survey: Survey) -> Iterator[tuple[str, Node, Node]]:
    """Give each operation under `paths` with its path and path item, as written."""
    items = {node.pointer: node for node in survey.as_written("pathItem") if node.member == "paths"}
    for node in survey.as_written("operation"):
        parts = pointers.parts(node.pointer)
        item = items.get(pointers.pointer(*parts[:2]))
        if item is not None and len(parts) == (4 if parts[2] == "additionalOperations" else 3):
            yield parts[1], item, node


def _in_path(survey: Survey, holder: Node) -> list[tuple[str, str]]:
    return [
        (place, str(each.get("name")))
        for place, each in _parameters(survey, holder)
        if each.get("in") == "path"
    ]


def _parameters(survey: Survey, holder: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    listed = holder.value.get("parameters")
    for number, each in enumerate(listed if isinstance(listed, list) else ()):
        yield f"{holder.pointer}/parameters/{number}", survey.followed(each)


RULES: tuple[Rule, ...] = (
    path_parameter_undeclared,
    path_parameter_unused,
    parameter_duplicate,
    parameter_schema_missing,
    header_parameter_ignored,
)
