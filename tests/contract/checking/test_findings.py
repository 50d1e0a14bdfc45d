"""Findings: where they stand, how they are told, which rules are asked."""

import json
from typing import Any

import pytest

from contract.checking import (
    Finding,
    as_github,
    as_json,
    as_text,
    check,
    chosen_rules,
    ignored_rules,
)
from contract.document import open_document
from contract.errors import InvalidSettings, UnknownRule

SWAGGER = """\
swagger: '2.0'
info: {title: T, version: '1'}
paths:
  /a:
    get:
      operationId: a
      produces: [application/json]
      responses:
        200:
          description: ok
          schema:
            type: array
        default: {description: no}
definitions:
  B:
    type: object
    properties: {a: {type: integer, default: x}}
"""


def found_in(tmp_path, text: str, name: str = "api.yaml") -> dict[str, Finding]:
    (tmp_path / name).write_text(text)
    return {each.rule: each for each in check(open_document(str(tmp_path / name)))}


def test_findings_stand_in_the_file_as_it_was_written(tmp_path):
    """Whatever its version: pointers and lines are those of the file."""
    found = found_in(tmp_path, SWAGGER)
    places = {rule: (each.line, each.pointer) for rule, each in found.items()}
    assert places == {
        "array-items-missing": (11, "/paths/~1a/get/responses/200/schema"),
        "component-unused": (15, "/definitions/B"),
        "default-invalid": (17, "/definitions/B/properties/a/default"),
    }


EXAMPLES = """\
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  schemas:
    A:
      type: object
      properties:
        a:
          type: integer
          example: x
      example:
        a: y
  parameters:
    P:
      name: p
      in: query
      schema: {type: integer}
      example: z
"""
SWAGGER_EXAMPLES = """\
swagger: '2.0'
info: {title: T, version: '1'}
paths: {}
responses:
  R:
    description: ok
    schema:
      type: integer
      example: x
    examples:
      application/json: y
definitions:
  D:
    properties:
      content: {type: integer, example: z}
"""
BOTH_EXAMPLES = """\
openapi: 3.1.0
info: {title: T, version: '1'}
paths: {}
components:
  parameters:
    P:
      name: p
      in: query
      schema: {type: integer}
      example: x
      examples:
        e:
          value: y
"""


@pytest.mark.parametrize(
    ("text", "places"),
    [
        pytest.param(
            EXAMPLES,
            [
                (11, "/components/schemas/A/properties/a/example"),
                (12, "/components/schemas/A/example"),
                (19, "/components/parameters/P/example"),
            ],
            id="3.0",
        ),
        pytest.param(
            SWAGGER_EXAMPLES,
            [
                (9, "/responses/R/schema/example"),
                (11, "/responses/R/examples/application~1json"),
                (15, "/definitions/D/properties/content/example"),
            ],
            id="2.0",
        ),
        pytest.param(
            BOTH_EXAMPLES,
            [
                (10, "/components/parameters/P/example"),
                (13, "/components/parameters/P/examples/e/value"),
            ],
            id="3.1",
        ),
    ],
)
def test_an_example_is_found_where_it_was_written(tmp_path, text, places):
    """Though the normal form lists the examples of a schema."""
    (tmp_path / "api.yaml").write_text(text)
    found = check(open_document(str(tmp_path / "api.yaml")), chosen_rules(["example-invalid"]))
    assert [(each.line, each.pointer) for each in found] == places


def test_findings_stand_in_the_file_that_is_referred_to(tmp_path):
    """A contract may be spread over files."""
    (tmp_path / "schemas.yaml").write_text(
        "# Shared\nB:\n  type: object\n  properties:\n    c: {}\n"
    )
    text = SWAGGER.replace("            type: array\n", "            $ref: schemas.yaml#/B\n")
    finding = found_in(tmp_path, text)["schema-accepts-everything"]
    assert (finding.file, finding.line) == (str(tmp_path / "schemas.yaml"), 5)
    assert finding.pointer == "/B/properties/c"


def test_findings_stand_in_documentation_where_it_was_read(tmp_path):
    text = (
        "# T\n\n## Version: 1\n\n### [GET] /a\n\n#### Responses\n\n"
        "| Code | Description |\n| ---- | ----------- |\n| 200 | ok |\n"
    )
    assert found_in(tmp_path, text, "api.md")["error-response-missing"].line == 5


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param('{"openapi": "3.1.0",\n\t"info": {"title": "\\ud83d\\ude00", ', 3, id="pairs"),
        pytest.param('{"openapi": "3.1.0",\n\t"info": {"title": "\x7f\\/", ', 3, id="DEL"),
    ],
)
def test_json_has_lines_too(tmp_path, text, line):
    """Even where it is no YAML."""
    text += '"version": "1"},\n\t"paths": {}}'
    assert found_in(tmp_path, text, "api.json")["paths-empty"].line == line


@pytest.mark.parametrize(
    ("name", "schema", "values"),
    [
        ("a", {"description": "One of `on`, `off`."}, "on, off"),
        ("a", {"description": "Possible values: on, off or auto"}, "on, off, auto"),
        ("a", {"description": "Allowed values are on/off."}, "on, off"),
        ("runStatus", {"description": 'The state ("on" or "off")'}, "on, off"),
        ("status", {"examples": ["on", "off"]}, "on, off"),
        ("a", {"description": "One of the names on the list"}, None),
        ("a", {"description": "The `on` and the `off`"}, None),
        ("status", {"description": "How it went, in words"}, None),
        ("name", {"examples": ["Ada", "Grace"]}, None),
        ("a", {"description": "One of `on`, `off`.", "pattern": "o.*"}, None),
        ("a", {"description": "One of `on`, `off`.", "type": "integer"}, None),
    ],
)
def test_a_closed_set_of_values_is_guessed_where_the_text_lists_one(tmp_path, name, schema, values):
    document: dict[str, Any] = {
        "openapi": "3.2.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"S": {"properties": {name: {"type": "string", **schema}}}}},
    }
    finding = found_in(tmp_path, json.dumps(document), "api.json").get("enum-likely")
    assert (finding and finding.message) == (values and f"{name} reads like {values}")


FINDINGS = (
    Finding("b", "info", "it is so", "Mend it.", "/a~1b", "x,y.yaml", 3),
    Finding("a", "error", "50% off", "Mend that.", "", "x.yaml", None),
)


def test_text_tells_the_worst_first_with_what_to_do():
    assert as_text(FINDINGS) == (
        "error  a  Mend that.\n  x.yaml  50% off  (#)\n\n"
        "info  b  Mend it.\n  x,y.yaml:3  it is so  (#/a~1b)\n\n"
        "1 error, 1 note\n"
    )
    assert as_text(()) == "no findings\n"


def test_json_has_every_field():
    value = as_json(FINDINGS)
    assert value["counts"] == {"error": 1, "warning": 0, "info": 1}
    assert [Finding(**each) for each in value["findings"]] == list(FINDINGS)


def test_github_commands_are_escaped():
    assert as_github(FINDINGS).splitlines() == [
        "::notice file=x%2Cy.yaml,line=3,title=b::it is so (#/a~1b). Mend it.",
        "::error file=x.yaml,title=a::50%25 off (#). Mend that.",
    ]


def test_rules_are_chosen_by_name():
    """One that is ignored is left out of those named."""
    only = ("tag-undeclared", "paths-empty")
    assert [rule.id for rule in chosen_rules(only, ("paths-empty",))] == ["tag-undeclared"]
    with pytest.raises(UnknownRule, match="did you mean paths-empty"):
        chosen_rules(("path-empty",))


def test_a_project_ignores_rules_in_its_pyproject_toml(tmp_path):
    """The nearest one counts, from the folder upwards."""
    (tmp_path / "pyproject.toml").write_text("[tool.api-contract.check]\nignore = ['a']\n")
    (tmp_path / "inner").mkdir()
    assert ignored_rules(tmp_path / "inner") == ("a",)
    (tmp_path / "inner" / "pyproject.toml").write_text("[tool.other]\n")
    assert ignored_rules(tmp_path / "inner") == ()


@pytest.mark.parametrize("text", ["[tool", "[tool.api-contract.check]\nignore = 'a'\n"])
def test_settings_that_cannot_be_used_are_told(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(InvalidSettings, match=r"pyproject\.toml: "):
        ignored_rules(tmp_path)
