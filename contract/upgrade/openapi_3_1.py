"""From OpenAPI 3.1 to 3.2, which forbids little that 3.1 allowed."""

from typing import Any, Final

from contract.components import component_name
from contract.notes import Notes
from contract.walk import Node, rewritten

#: The dialect of schemas that each version takes for its own.
DIALECT_3_1: Final = "https://spec.openapis.org/oas/3.1/dialect/base"
DIALECT_3_2: Final = "https://spec.openapis.org/oas/3.2/dialect/2025-09-17"


def from_3_1(document: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """Give an OpenAPI 3.1 document as 3.2."""
    result = {**document}
    if _has_both_examples(document):
        result = rewritten(document, lambda node: _one_kind_of_example(node, notes))
    if result.get("jsonSchemaDialect") == DIALECT_3_1:
        result["jsonSchemaDialect"] = DIALECT_3_2
    return {**result, "openapi": "3.2.0"}


def _has_both_examples(value: Any) -> bool:
    """Tell whether any object has both, wherever it stands: most documents need no rewriting."""
    pending = [value]
    while pending:
        element = pending.pop()
        if isinstance(element, dict):
            if "example" in element and "examples" in element:
                return True
            pending += element.values()
        elif isinstance(element, list):
            pending += element
    return False


def _one_kind_of_example(node: Node, notes: Notes) -> Any:
    """`example` and `examples` exclude each other now."""
    value = node.value
    holders = ("header", "mediaType", "parameter")
    if node.kind not in holders or not {"example", "examples"} <= value.keys():
        return value
    notes.add(f"{node.pointer}/example", "it is now one of the examples")
    added = {component_name("example", value["examples"]): {"value": value["example"]}}
    rest = {key: each for key, each in value.items() if key != "example"}
    return {**rest, "examples": {**added, **value["examples"]}}
