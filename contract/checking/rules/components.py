"""Components: what is shared, and whether it is."""

import json
from collections.abc import Iterator
from typing import Any, Final

from contract import pointers
from contract.checking.rules.rule import Example, Family, Flaw, Rule
from contract.checking.survey import Survey
from contract.prose import without_prose

_COMPONENTS: Final = Family("components")
_POINT: Final = {
    "type": "object",
    "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
}


def _document(schemas: dict[str, Any], *used: str) -> dict[str, Any]:
    references = [{"$ref": f"#/components/schemas/{name}"} for name in used]
    content = {"application/json": {"schema": {"anyOf": references}}}
    responses = {"200": {"description": "OK", "content": content}, "default": {"description": "No"}}
    operation = {"operationId": "a", "responses": responses}
    return {"paths": {"/a": {"get": operation}}, "components": {"schemas": schemas}}


@_COMPONENTS.rule(
    "component-unused",
    "warning",
    "Refer to it where it is meant, or remove it.",
    Example(
        _document({"Point": _POINT, "Other": {"type": "string"}}, "Point"),
        _document({"Point": _POINT}, "Point"),
        "document",
    ),
)
def component_unused(survey: Survey) -> Iterator[Flaw]:
    """Nothing refers to a component."""
    used = {pointers.parts(each)[1:3] for each in survey.references}
    used |= {
        ("securitySchemes", name)
        for node in survey.objects("securityRequirement")
        for name in node.value
    }
    for section, components in survey.contract.document.get("components", {}).items():
        for name in () if section.startswith("x-") else components:
            if (section, name) not in used:
                place = pointers.pointer("components", section, name)
                yield Flaw(place, f"nothing refers to {name}")


@_COMPONENTS.rule(
    "schema-duplicate",
    "info",
    "Keep one and refer to it, so that the two cannot drift apart.",
    Example(
        _document({"Point": _POINT, "Other": {**_POINT, "title": "Other"}}, "Point", "Other"),
        _document({"Point": _POINT}, "Point"),
        "document",
    ),
)
def schema_duplicate(survey: Survey) -> Iterator[Flaw]:
    """Two schemas with several members say the same."""
    first: dict[str, str] = {}
    for name, schema in survey.contract.document.get("components", {}).get("schemas", {}).items():
        if not isinstance(schema, dict) or not _is_worth_sharing(schema):
            continue
        bare = without_prose({key: each for key, each in schema.items() if key != "title"})
        text = json.dumps(bare, sort_keys=True)
        if first.setdefault(text, name) != name:
            place = pointers.pointer("components", "schemas", name)
            yield Flaw(place, f"{name} says the same as {first[text]}")


def _is_worth_sharing(schema: dict[str, Any]) -> bool:
    return len(schema.get("properties", ())) > 1 or len(schema.get("enum", ())) > 1


RULES: tuple[Rule, ...] = (component_unused, schema_duplicate)
