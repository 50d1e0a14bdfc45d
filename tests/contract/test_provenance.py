"""Noting on each element where it was read."""

from typing import Any

from hypothesis import given, settings

from contract.document import Source, from_source, to_yaml
from contract.provenance import with_sources
from tests.strategies import documents


def without_sources(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_sources(each) for key, each in value.items() if key != "x-source"}
    return [without_sources(each) for each in value] if isinstance(value, list) else value


@given(documents())
@settings(max_examples=30, deadline=None)
def test_nothing_else_changes(document):
    """Without the notes the contract is what it was, and it is valid OpenAPI with them."""
    opened = from_source(Source("api.yaml", to_yaml(document)))
    noted = with_sources(opened)
    assert without_sources(noted) == opened.content
    assert from_source(Source("api.yaml", to_yaml(noted))).warnings == opened.warnings


@given(documents())
@settings(max_examples=30, deadline=None)
def test_a_note_leads_to_the_element(document):
    """On the line named stands the element's own name."""
    text = to_yaml(document)
    lines = text.splitlines()
    noted = with_sources(from_source(Source("api.yaml", text)))
    for item in noted["paths"].values():
        for method, operation in item.items():
            source = operation["x-source"]
            assert source["file"] == "api.yaml"
            assert lines[source["line"] - 1].strip().startswith(f"{method}:")


def test_what_takes_no_extension_is_noted_on_what_holds_it():
    """A title, and a schema that is only `true`."""
    text = (
        "# T\n\n## Version: 1\n\n### [GET] /a\n\n#### Responses\n\n"
        "| Code | Description | Schema |\n| ---- | ----------- | ------ |\n"
        "| 200 | ok | **application/json**: [B](#b)<br> |\n\n---\n### Schemas\n\n#### B\n\n"
        "| Name | Type | Description | Required |\n| ---- | ---- | ----------- | -------- |\n"
        "| id | string |  | Yes |\n"
    )
    noted = with_sources(from_source(Source("api.md", text)))
    assert noted["paths"]["/a"]["get"]["x-source"] == {"file": "api.md", "line": 5}
    assert noted["components"]["schemas"]["B"]["x-source"] == {"file": "api.md", "line": 16}
    assert "x-source" not in noted["components"]["schemas"]
