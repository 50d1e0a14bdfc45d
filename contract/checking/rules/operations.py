"""Paths and operations as a whole."""

import re
from collections.abc import Iterator
from typing import Any, Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey

_OPERATIONS: Final = Family("operations")
#: RFC 9110, section 9.3: content in these requests has no meaning that is generally defined.
_WITHOUT_BODY: Final = ("GET", "HEAD", "DELETE", "TRACE")
_VARIABLE: Final = re.compile(r"\{[^{}]*\}")


def _operation(operation_id: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"type": "string"}}}
    responses = {"200": {"description": "OK", "content": content}, "default": {"description": "No"}}
    return {"operationId": operation_id, "responses": responses}


@_OPERATIONS.rule(
    "paths-empty",
    "warning",
    "Describe the operations, or check that this is the right file.",
    Example({"paths": {}}, {}, "document"),
)
def paths_empty(survey: Survey) -> Iterator[Flaw]:
    """The contract describes no operation at all."""
    if not survey.contract.operations and not survey.contract.document.get("webhooks"):
        yield Flaw("/paths", "no operation is described")


@_OPERATIONS.rule(
    "paths-ambiguous",
    "error",
    "Make one path of the two, with one name for the variable.",
    Example(
        {
            "paths": {
                f"/things/{{{name}}}": {
                    "parameters": [
                        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                    ],
                    "get": _operation(name),
                }
                for name in ("id", "name")
            }
        },
        {"paths": {"/things": {"get": _operation("a")}, "/thing": {"get": _operation("b")}}},
        "document",
    ),
)
def paths_ambiguous(survey: Survey) -> Iterator[Flaw]:
    """Two paths differ in nothing but the names of their variables."""
    first: dict[str, str] = {}
    for path in survey.written.get("paths") or {}:
        shape = _VARIABLE.sub("{}", path)
        if shape in first and path.startswith("/"):
            message = f"{path} and {first[shape]} match the same requests"
            yield Flaw(pointers.pointer("paths", path), message)
        first.setdefault(shape, path)


@_OPERATIONS.rule(
    "operation-id-missing",
    "info",
    "Give it an operationId: generated clients and links name operations by it.",
    Example({"operationId": None}, {}, "operation"),
)
def operation_id_missing(survey: Survey) -> Iterator[Flaw]:
    """An operation has no operationId."""
    for each in survey.contract.operations:
        if not each.operation_id:
            yield Flaw(each.pointer, f"{each.key} has no operationId")


@_OPERATIONS.rule(
    "operation-id-duplicate",
    "error",
    "Give each operation an operationId of its own.",
    Example(
        {"paths": {"/a": {"get": _operation("list")}, "/b": {"get": _operation("list")}}},
        {"paths": {"/a": {"get": _operation("listA")}, "/b": {"get": _operation("listB")}}},
        "document",
    ),
)
def operation_id_duplicate(survey: Survey) -> Iterator[Flaw]:
    """Two operations have the same operationId."""
    first: dict[str, str] = {}
    for node in survey.as_written("operation"):
        name = node.value.get("operationId")
        if isinstance(name, str) and first.setdefault(name, node.pointer) != node.pointer:
            message = f"the operationId {name} is that of #{first[name]} as well"
            yield Flaw(f"{node.pointer}/operationId", message)


@_OPERATIONS.rule(
    "request-body-unexpected",
    "warning",
    "Use parameters, or a method whose requests have a body.",
    Example(
        {"requestBody": {"content": {"application/json": {"schema": {"type": "string"}}}}},
        {},
        "operation",
    ),
)
def request_body_unexpected(survey: Survey) -> Iterator[Flaw]:
    """A GET, HEAD, DELETE or TRACE has a body, which clients, proxies and servers may drop."""
    for each in survey.contract.operations:
        if each.body is not None and each.method in _WITHOUT_BODY:
            yield Flaw(f"{each.pointer}/requestBody", f"{each.key} has a request body")


@_OPERATIONS.rule(
    "tag-undeclared",
    "info",
    "Declare it under `tags` with a description, or use one that is declared.",
    Example(
        {"tags": [{"name": "a"}], "paths": {"/a": {"get": {"tags": ["b"], **_operation("a")}}}},
        {"tags": [{"name": "a"}], "paths": {"/a": {"get": {"tags": ["a"], **_operation("a")}}}},
        "document",
    ),
)
def tag_undeclared(survey: Survey) -> Iterator[Flaw]:
    """An operation has a tag that is not among the declared ones."""
    declared = {node.value.get("name") for node in survey.objects("tag")}
    for each in survey.contract.operations if declared else ():
        for number, tag in enumerate(each.tags):
            if tag not in declared:
                yield Flaw(f"{each.pointer}/tags/{number}", f"the tag {tag} is not declared")


@_OPERATIONS.rule(
    "tag-duplicate",
    "error",
    "Keep one of them.",
    Example({"tags": [{"name": "a"}, {"name": "a"}]}, {"tags": [{"name": "a"}]}, "document"),
)
def tag_duplicate(survey: Survey) -> Iterator[Flaw]:
    """A tag is declared twice."""
    seen: set[str] = set()
    for node in survey.as_written("tag"):
        name = str(node.value.get("name"))
        if name in seen:
            yield Flaw(node.pointer, f"the tag {name} is declared a second time")
        seen.add(name)


@_OPERATIONS.rule(
    "tag-parent-missing",
    "error",
    "Declare the parent, and let no tag be above itself.",
    Example(
        {"tags": [{"name": "a", "parent": "b"}]},
        {"tags": [{"name": "a", "parent": "b"}, {"name": "b"}]},
        "document",
    ),
)
def tag_parent_missing(survey: Survey) -> Iterator[Flaw]:
    """The parent of a tag is not declared, or is the tag itself in the end."""
    parents = {node.value.get("name"): node.value.get("parent") for node in survey.objects("tag")}
    for node in survey.objects("tag"):
        name = parent = node.value.get("name")
        seen = set()
        while parent is not None and parent in parents and parent not in seen:
            seen.add(parent)
            parent = parents[parent]
        if parent is not None:
            message = f"{parent}, above the tag {name}, "
            message += "stands above itself" if parent in seen else "is not declared"
            yield Flaw(f"{node.pointer}/parent", message)


RULES: tuple[Rule, ...] = (
    paths_empty,
    paths_ambiguous,
    operation_id_missing,
    operation_id_duplicate,
    request_body_unexpected,
    tag_undeclared,
    tag_duplicate,
    tag_parent_missing,
)
