"""Documentation printed by swagger-markdown, in all its layouts."""

from typing import Any

import pytest

from contract.reading import read_documentation
from contract.reading.blocks import Heading, Rule, Table, Text
from contract.reading.pages import parse_page
from tests.contract.reading.layouts import (
    added_file_page,
    flattened,
    repository_page,
    without_prose,
)

PATH_DIALECT = """\
# Pet store

All about pets

## Version: 2.1

### Security
**key**

| apiKey | *API Key* |
| ------ | --------- |
| In | header |
| Name | X-Key |

---
## pets

Pets and owners

### /pets/{petId}

#### GET
***DEPRECATED***
##### Summary

Find a pet

##### Parameters

| Name | Located in | Description | Required | Schema |
| ---- | ---------- | ----------- | -------- | ------ |
| petId | path | ID of \\| the pet | Yes | long |
| fields | query |  | No | [ string ] |

##### Responses

| Code | Description | Schema |
| ---- | ----------- | ------ |
| 200 | ok<br>**Headers:**<br>**X-Left** (integer): calls left<br> | [ [Pet](#pet) ] |
| 404 | none |  |

#### POST
##### Parameters

| Name | Located in | Description | Required | Schema |
| ---- | ---------- | ----------- | -------- | ------ |
| payload | body | the pet | Yes | [Pet](#pet) |

##### Responses

| Code | Description |
| ---- | ----------- |
| 201 | made |

##### Security

| Security Schema | Scopes |
| --------------- | ------ |
| key |  |

---
### Models

#### Pet

An animal.

#### Not a model, but a heading of the description

| Name | Type | Description | Required |
| ---- | ---- | ----------- | -------- |
| id | long |  | Yes |
| kind | string | what it is<br>*Enum:* `"cat"`, `"dog"`<br>*Example:* `"cat"` | No |

#### Mode

| Name | Type | Description | Required |
| ---- | ---- | ----------- | -------- |
| Mode | string |  |  |
"""

METHOD_DIALECT = """\
# Pet store

## Version: 3

### Available authorizations
#### token (HTTP, bearer)
Bearer format: JWT

---

### [POST] /pets
**Add a pet**

It is kept.

#### Parameters

| Name | Located in | Description | Required | Schema |
| ---- | ---------- | ----------- | -------- | ------ |
| dry | query |  | No | boolean, <br>**Default:** true |
| mode | query |  | No | string, <br>**Available values:** "a", "b\\|c" |

#### Request Body

| Required | Schema |
| -------- | ------ |
|  Yes | **application/json**: [Pet](#pet)<br>**text/plain**: string<br> |

#### Responses

| Code | Description | Schema |
| ---- | ----------- | ------ |
| 200 | ok | **application/json**: { **"id"**: long }<br> |
| default | bad | |

### ~~[GET] /old~~

***DEPRECATED***

#### Responses

| Code | Description |
| ---- | ----------- |
| 200 | ok |

---
### Schemas

#### Pet

| Name | Type | Description | Required |
| ---- | ---- | ----------- | -------- |
| tags | [ string ], <br>**Default:**  |  | No |
"""


def document(text: str) -> dict[str, Any]:
    reading = read_documentation(text)
    assert reading is not None
    return reading.document


class TestPathDialect:
    """What Swagger 2.0 was printed as."""

    def test_operations_have_their_parts(self):
        """Parameters, bodies, responses, headers, security and tags come back."""
        get = document(PATH_DIALECT)["paths"]["/pets/{petId}"]["get"]
        assert get == {
            "tags": ["pets"],
            "deprecated": True,
            "summary": "Find a pet",
            "parameters": [
                {
                    "name": "petId",
                    "in": "path",
                    "description": "ID of | the pet",
                    "required": True,
                    "schema": {"type": "integer", "format": "int64"},
                },
                {
                    "name": "fields",
                    "in": "query",
                    "schema": {"type": "array", "items": {"type": "string"}},
                },
            ],
            "responses": {
                "200": {
                    "description": "ok",
                    "headers": {
                        "X-Left": {"schema": {"type": "integer"}, "description": "calls left"}
                    },
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "array",
                                "items": {"$ref": "#/components/schemas/Pet"},
                            }
                        }
                    },
                },
                "404": {"description": "none"},
            },
        }

    def test_a_body_parameter_becomes_the_request_body(self):
        """OpenAPI 3 has a place of its own for it."""
        post = document(PATH_DIALECT)["paths"]["/pets/{petId}"]["post"]
        assert post["requestBody"] == {
            "description": "the pet",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
            "required": True,
        }
        assert post["security"] == [{"key": []}]

    def test_models_survive_headings_in_their_descriptions(self):
        """Every model has exactly one table: that tells a model's heading from any other."""
        schemas = document(PATH_DIALECT)["components"]["schemas"]
        assert list(schemas) == ["Pet", "Mode"]
        assert schemas["Pet"]["properties"]["kind"] == {
            "type": "string",
            "enum": ["cat", "dog"],
            "description": "what it is",
            "examples": ["cat"],
        }
        assert schemas["Pet"]["required"] == ["id"]
        assert schemas["Mode"] == {"type": "string"}

    def test_the_media_type_is_said_to_be_assumed(self):
        """The dialect never prints one."""
        reading = read_documentation(PATH_DIALECT)
        assert reading is not None
        rules = [each.rule for each in reading.findings if each.kind == "inferred"]
        assert set(rules) == {"media-type-assumed"}


class TestMethodDialect:
    """What OpenAPI 3.x was printed as."""

    def test_operations_have_their_parts(self):
        """Summary, defaults, enumerations and every media type come back."""
        post = document(METHOD_DIALECT)["paths"]["/pets"]["post"]
        assert post["summary"] == "Add a pet"
        assert post["description"] == "It is kept."
        assert [each["schema"] for each in post["parameters"]] == [
            {"type": "boolean", "default": True},
            {"type": "string", "enum": ["a", "b\\|c"]},
        ]
        assert list(post["requestBody"]["content"]) == ["application/json", "text/plain"]
        assert post["requestBody"]["required"] is True
        assert list(post["responses"]) == ["200", "default"]

    def test_deprecation_is_seen(self):
        """A struck heading is a deprecated operation."""
        assert document(METHOD_DIALECT)["paths"]["/old"]["get"]["deprecated"] is True

    def test_security_schemes_come_back(self):
        """With what the heading and the text below it say."""
        assert document(METHOD_DIALECT)["components"]["securitySchemes"] == {
            "token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        }

    def test_an_empty_default_of_a_list_is_an_empty_list(self):
        """It prints as nothing behind the word."""
        tags = document(METHOD_DIALECT)["components"]["schemas"]["Pet"]["properties"]["tags"]
        assert tags["default"] == []


@pytest.mark.parametrize("text", [PATH_DIALECT, METHOD_DIALECT], ids=["path", "method"])
@pytest.mark.parametrize("layout", [repository_page, added_file_page, flattened])
def test_every_layout_reads_the_same(text, layout):
    """Whatever flattened the white space, the contract is the same."""
    told, shown = document(text), document(layout(text))
    assert shown["paths"].keys() == told["paths"].keys()
    for path, item in told["paths"].items():
        for method, operation in item.items():
            assert without_prose(shown["paths"][path][method]) == without_prose(operation)
    assert without_prose(shown["components"]) == without_prose(told["components"])


def test_operations_printed_under_several_tags_are_merged():
    """A path is printed whole under every tag that any of its operations has."""
    operation = "### [GET] /a\n\n#### Responses\n\n| Code | Description |\n| ---- | ----------- |\n"
    operation += "| 200 | ok |\n\n"
    text = f"# T\n\n## Version: 1\n\n---\n## one\n\n{operation}---\n## two\n\n{operation}"
    reading = read_documentation(text)
    assert reading is not None
    assert reading.document["paths"]["/a"]["get"]["tags"] == ["one", "two"]
    assert [each.rule for each in reading.findings] == [
        "response-without-schema",
        "tag-from-position",
    ]


def test_of_what_is_printed_twice_the_first_place_is_told():
    """With its findings, of which none is repeated."""
    text = f"# T\n\n## Version: 1\n\n---\n## one\n\n{NO_CONTENT}---\n## two\n\n{NO_CONTENT}"
    reading = read_documentation(text)
    assert reading is not None
    assert reading.places["/paths/~1a/delete"].line == 8
    assert reading.places["/paths/~1a/delete/responses/204"].line == 14
    assert [each.rule for each in reading.findings] == ["tag-from-position"]


NO_CONTENT = """\
### [DELETE] /a

#### Responses

| Code | Description |
| ---- | ----------- |
| 204 | gone |

"""


def test_types_that_are_not_printed_are_told_with_their_lines():
    """A blank cell, a blank inside an object, and a model that is nowhere."""
    text = f"""\
# T

## Version: 1

---

{NO_CONTENT}---
### Schemas

#### A

| Name | Type | Description | Required |
| ---- | ---- | ----------- | -------- |
| blank |  | any | No |
| inner | {{ **"a"**: , **"b"**: [ object ] }} |  | No |
| lost | [Gone](#gone) |  | No |
"""
    reading = read_documentation(text)
    assert reading is not None
    assert [(each.rule, each.place.line) for each in reading.findings] == [
        ("type-not-printed", 22),
        ("type-not-printed", 23),
        ("object-without-properties", 23),
        ("reference-to-missing-model", 24),
    ]


def test_a_reference_to_a_missing_model_is_a_contradiction():
    """The document says two things; the reference still leads somewhere."""
    text = METHOD_DIALECT.replace("#### Pet", "#### Cat")
    reading = read_documentation(text)
    assert reading is not None
    assert "reference-to-missing-model" in [each.rule for each in reading.findings]
    assert reading.document["components"]["schemas"]["Pet"] == {}


def test_ragged_rows_are_reported_with_their_line():
    """Nothing is dropped without a word."""
    text = PATH_DIALECT.replace("| fields | query |  | No | [ string ] |", "| fields | query |")
    reading = read_documentation(text)
    assert reading is not None
    found = [each for each in reading.findings if each.kind == "unread"]
    assert [each.place.line for each in found] == [
        text[: text.index("| fields | query |")].count("\n") + 1
    ]


def test_blocks_know_where_they_stand():
    """Line numbers are those of the text that was given."""
    blocks = parse_page("# a\n\ntext\nmore\n\n| x |\n| --- |\n| y |\n\n---\n").blocks
    kinds = [(type(each), each.place.line) for each in blocks]
    assert kinds == [(Heading, 1), (Text, 3), (Table, 6), (Rule, 10)]


@pytest.mark.parametrize("text", ["", "# Only a title\n", "Some notes about [GET] things\n"])
def test_other_texts_are_not_recognised(text):
    """A Markdown file of another kind is no documentation."""
    assert read_documentation(text) is None
