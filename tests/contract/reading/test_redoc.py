"""The text of a ReDoc page: what each of its parts becomes."""

import pytest
from openapi_spec_validator import validate

from contract.reading import OperationEntry, read_documentation, redoc
from tests.contract.reading.redoc_pages import (
    HEAD,
    PUT_PET,
    body,
    operation,
    page,
    read_page,
    request_sample,
    response_sample,
)

SHOP = (
    HEAD
    + """
All about the shop.

Pets

What the shop sells.

Get Pet

Find one.

By its number.

Authorizations:
BearerKey
path Parameters
pet_id
required
string <uuid> (Pet Id)

The pet's number

header Parameters
X-Trace.Id
string (X-Trace.Id) <= 8 characters
cookie Parameters
Session Key (string) or Session Key (null) (Session Key)

Responses

Response samples

Content type
application/json
{
  • "name": "string",
  • "owner": {
    },
  • "born": "2019-08-24"
}

Sell Pet Deprecated

Authorizations:
Bearer
Request Body schema: application/x-www-form-urlencoded
required
price
required
number (Price) > 0

Responses

Response samples

Content type
application/json
{
  • "detail": [
    ]
}

Größen

List Größen

Authorizations:
None

Responses

Response samples

Content type
application/json
null
"""
)


@pytest.fixture(scope="module")
def shop():
    return redoc.read(SHOP)


def findings(reading, rule):
    return [each for each in reading.findings if each.rule == rule]


def test_a_page_is_recognised_and_read_on_the_way_in():
    reading = read_documentation(SHOP)
    assert reading is not None
    assert reading.kind == "text of a ReDoc page"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# Title\n\nResponses\n\nare good", id="prose"),
        pytest.param("### [GET] /a\n\n#### Responses\n\n| Code |\n| --- |\n", id="Markdown"),
        pytest.param("", id="nothing"),
    ],
)
def test_other_texts_are_not_recognised(text):
    assert not redoc.recognise(text)


def test_the_document_is_valid_openapi(shop):
    validate(shop.document)


def test_title_version_and_description_of_the_api(shop):
    assert shop.document["info"] == {
        "title": "Shop",
        "version": "1.2",
        "description": "All about the shop.",
    }


def test_tags_keep_their_order_and_descriptions(shop):
    assert shop.document["tags"] == [
        {"name": "Pets", "description": "What the shop sells."},
        {"name": "Größen"},
    ]


def test_titles_and_descriptions_are_told_apart(shop):
    values = [value for item in shop.document["paths"].values() for value in item.values()]
    assert [(each["summary"], each.get("description")) for each in values] == [
        ("Get Pet", "Find one.\n\nBy its number."),
        ("Sell Pet", None),
        ("List Größen", None),
    ]
    assert [each.get("deprecated", False) for each in values] == [False, True, False]


def test_parameters_of_every_place(shop):
    value = next(iter(shop.document["paths"].values()))["get"]
    assert value["parameters"] == [
        {
            "name": "pet_id",
            "in": "path",
            "description": "The pet's number",
            "required": True,
            "schema": {"type": "string", "format": "uuid"},
        },
        {"name": "X-Trace.Id", "in": "header", "schema": {"type": "string", "maxLength": 8}},
        {"name": "session_key", "in": "cookie", "schema": {"type": ["string", "null"]}},
    ]


def test_names_of_security_schemes_are_cut_apart(shop):
    security = [
        value.get("security") for item in shop.document["paths"].values() for value in item.values()
    ]
    assert security == [[{"Bearer": []}, {"Key": []}], [{"Bearer": []}], [{}]]
    assert list(shop.document["components"]["securitySchemes"]) == ["Bearer", "Key"]


@pytest.mark.parametrize(
    ("line", "schemes", "names"),
    [
        pytest.param("AppKey headerAppKey query", (), ["AppKey header", "AppKey query"], id="like"),
        pytest.param("basicAuthtoken", ("basicAuth", "token"), ["basicAuth", "token"], id="known"),
        pytest.param("Session", (), ["Session"], id="one"),
        pytest.param("SessionNone", (), ["Session", None], id="optional"),
    ],
)
def test_names_that_are_alike_or_known_are_cut_apart(line, schemes, names):
    entry = OperationEntry("Pets", "Update Pet", "PUT", "/pets", schemes=schemes)
    reading = read_page(page(f"Authorizations:\n{line}"), entry)
    shown = {
        key: value.get("x-displayName", key)
        for key, value in reading.document["components"]["securitySchemes"].items()
    }
    found = reading.document["paths"]["/pets"]["put"]["security"]
    assert [shown[next(iter(each))] if each else None for each in found] == names


def test_every_part_knows_its_line(shop):
    lines = SHOP.split("\n")
    for where, line in [
        ("/tags/0", "Pets"),
        ("/paths/~1pets~1{pet_id}/get", "Get Pet"),
        ("/paths/~1pets~1{pet_id}/get/parameters/0", "pet_id"),
        ("/components/securitySchemes/Bearer", "BearerKey"),
    ]:
        assert lines[shop.places[where].line - 1] == line
    price = [place for where, place in shop.places.items() if where.endswith("/properties/price")]
    assert [lines[each.line - 1] for each in price] == ["price"]


WRITTEN_BY_HAND = """\
Toy shop (2.0.1)
Download OpenAPI specification:Download

Toys: toys@example.com URL: https://example.com/help License: MIT Terms of Service

What you need to know.

toy

Everything about toys

Add a toy to the shop

Request Body schema: application/json
required

The toy to be added

id\t
integer <int64> (Id)

Number of the toy

photos
required
Array of strings <url> <= 20 items [ items <url > ]

What it looks like

like
object (Toy) Recursive

Responses

Find toy by ID

path Parameters
toyId
required
integer <int64>

Responses

store

Where toys are sold

Sells a toy Deprecated

Responses
"""


def test_a_page_whose_titles_were_written_by_hand():
    reading = redoc.read(WRITTEN_BY_HAND)
    validate(reading.document)
    assert reading.document["info"] == {
        "title": "Toy shop",
        "version": "2.0.1",
        "contact": {
            "name": "Toys",
            "email": "toys@example.com",
            "url": "https://example.com/help",
        },
        "license": {"name": "MIT"},
        "description": "What you need to know.",
    }
    assert [each["name"] for each in reading.document["tags"]] == ["toy", "store"]
    values = [value for item in reading.document["paths"].values() for value in item.values()]
    assert [each["summary"] for each in values] == [
        "Add a toy to the shop",
        "Find toy by ID",
        "Sells a toy",
    ]
    body = values[0]["requestBody"]
    assert body["description"] == "The toy to be added"
    assert body["content"]["application/json"]["schema"] == {
        "type": "object",
        "required": ["photos"],
        "properties": {
            "id": {"type": "integer", "format": "int64", "description": "Number of the toy"},
            "photos": {
                "type": "array",
                "items": {"type": "string", "format": "url"},
                "maxItems": 20,
                "description": "What it looks like",
            },
            "like": {"$ref": "#/components/schemas/Toy"},
        },
    }


# --- bodies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "schema"),
    [
        pytest.param(
            "required\nname\nrequired\nstring (Name) [ 1 .. 64 ] characters\nage\ninteger (Age)",
            {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "minLength": 1, "maxLength": 64},
                    "age": {"type": "integer"},
                },
            },
            id="required is of the body, then of the property",
        ),
        pytest.param(
            'kind\nstring (Kind)\nDefault: "cat"\nEnum: "cat" "dog"\n\nWhich one\n\nOf both',
            {
                "type": "object",
                "properties": {
                    "kind": {
                        "type": "string",
                        "default": "cat",
                        "enum": ["cat", "dog"],
                        "description": "Which one\n\nOf both",
                    }
                },
            },
            id="default, enumeration, description of two paragraphs",
        ),
        pytest.param(
            'kinds\nArray of strings (Kinds) unique\nItems Enum: "cat" "dog"\nDeprecated',
            {
                "type": "object",
                "properties": {
                    "kinds": {
                        "type": "array",
                        "items": {"type": "string", "enum": ["cat", "dog"]},
                        "uniqueItems": True,
                        "deprecated": True,
                    }
                },
            },
            id="enumeration of items",
        ),
        pytest.param(
            'kind\nrequired\nstring (Kind)\nValue: "cat"\nExample: "cat"',
            {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string", "const": "cat", "examples": ["cat"]}},
            },
            id="constant and example",
        ),
        pytest.param(
            "Array\nstring <uuid>",
            {"type": "array", "items": {"type": "string", "format": "uuid"}},
            id="list",
        ),
        pytest.param(
            "Array (non-empty)\nid\nrequired\ninteger (Id)",
            {
                "type": "array",
                "minItems": 1,
                "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {"id": {"type": "integer"}},
                },
            },
            id="list of objects",
        ),
        pytest.param(
            "property name*\nadditional property\nArray of integers",
            {
                "type": "object",
                "additionalProperties": {"type": "array", "items": {"type": "integer"}},
            },
            id="map",
        ),
        pytest.param(
            "$a.b-c d[0]\nstring\nproperty name*\nadditional property\nany",
            {
                "type": "object",
                "properties": {"$a.b-c d[0]": {"type": "string"}},
                "additionalProperties": True,
            },
            id="a strange name, and any other",
        ),
        pytest.param(
            "Any of\nstring <uuid>",
            {"anyOf": [{"type": "string", "format": "uuid"}, {}]},
            id="a union that stands open: only its first variant is shown",
        ),
    ],
)
def test_rows_of_a_body(rows, schema):
    assert body(rows) == schema


@pytest.mark.parametrize(
    ("rows", "sample", "properties"),
    [
        pytest.param(
            "Nick Name (string) or Nick Name (null) (Nick Name)",
            '{\n  • "nickName": "string"\n}',
            {"nickName": {"type": ["string", "null"]}},
            id="by title and sample, in the sample's spelling",
        ),
        pytest.param(
            "Owner-Id (integer) or Owner-Id (null) (Owner-Id)",
            "",
            {"owner-id": {"type": ["integer", "null"]}},
            id="by title alone",
        ),
        pytest.param(
            "a\nstring\nOwner (object) or null\nb\nstring",
            '{\n  • "a": "string",\n  • "keeper": {\n    },\n  • "b": "string"\n}',
            {
                "a": {"type": "string"},
                "keeper": {"anyOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
                "b": {"type": "string"},
            },
            id="by the place in the sample",
        ),
        pytest.param(
            "When (string) or When (null) (When)",
            '{\n  • "when": "2019-08-24T14:15:22Z"\n}',
            {"when": {"type": ["string", "null"], "format": "date-time"}},
            id="with the format that the sample shows",
        ),
        pytest.param("Owner (object) or null", "", None, id="not at all"),
    ],
)
def test_names_that_are_not_shown_are_restored_where_something_proves_them(
    rows, sample, properties
):
    schema = body(rows, request_sample(sample) if sample else "")
    assert schema.get("properties") == properties


OWNER = '{\n  • "owner": {\n      • "name": "string",\n      • "pets": [\n        ]\n    }\n}'
OWNERS = '{\n  • "owners": [\n      • {\n          • "name": "string"\n        }\n    ]\n}'
NAME = {"name": {"type": ["string", "null"]}}


@pytest.mark.parametrize(
    ("rows", "sample", "schema"),
    [
        pytest.param(
            "object (Owner)",
            OWNER,
            {"type": "object", "properties": {**NAME, "pets": {"type": ["array", "null"]}}},
            id="an object",
        ),
        pytest.param(
            "Array of objects (Owners)",
            OWNERS,
            {"type": "array", "items": {"type": "object", "properties": NAME}},
            id="a list of objects",
        ),
        pytest.param(
            "owner\nobject (Owner)",
            OWNER,
            {"type": "object"},
            id="one that can have none of its own",
        ),
        pytest.param(
            "object (Owner)",
            '{\n  • "owner": {\n    }\n}',
            {"type": "object"},
            id="one that is closed there too",
        ),
    ],
)
def test_members_that_only_the_sample_shows_are_those_of_a_closed_object(rows, sample, schema):
    """ReDoc draws the name of an object with members as a control, which loses it."""
    properties = body(f"a\nstring\n{rows}", request_sample(sample))["properties"]
    assert list(properties.values()) == [{"type": "string"}, schema]


def test_members_of_a_model_may_be_told_by_a_sample():
    """Which is reported."""
    rows = "Request Body schema: application/json\nOwner (object) or null\na\nstring"
    reading = read_page(page(rows, request_sample(OWNER)))
    owner = reading.document["components"]["schemas"]["Owner"]
    assert owner == {"type": "object", "properties": {**NAME, "pets": {"type": ["array", "null"]}}}
    assert len(findings(reading, "members-from-sample")) == 1


def test_a_name_that_nothing_proves_is_reported():
    reading = read_page(page("Request Body schema: application/json\nOwner (object) or null"))
    assert len(findings(reading, "name-lost")) == 1


def test_a_single_property_that_stands_open_is_told_from_the_body_by_the_sample():
    rows = "required\nrequired\nArray of objects (Pets)\nArray\nname\nrequired\nstring (Name)"
    schema = body(rows, request_sample('{\n  • "pets": [\n    ]\n}'))
    assert schema["required"] == ["pets"]
    assert list(schema["properties"]) == ["pets"]
    assert schema["properties"]["pets"]["items"]["properties"] == {"name": {"type": "string"}}


def test_a_single_union_that_stands_open_has_its_first_variant_in_full():
    rows = "required\nrequired\nJob Id (string) or Job Id (integer) (Job Id)\nAny of\nstring <uuid>"
    schema = body(rows, request_sample('{\n  • "job_id": "string"\n}'))
    assert schema["required"] == ["job_id"]
    assert list(schema["properties"]) == ["job_id"]
    assert schema["properties"]["job_id"] == {"type": ["string", "integer"], "format": "uuid"}


@pytest.mark.parametrize(
    ("line", "media_type"),
    [
        ("multipart/form-data", "multipart/form-data"),
        ("\napplication/xml", "application/xml"),
    ],
)
def test_media_types_of_a_body(line, media_type):
    value = operation(f"Request Body schema: {line}\nrequired\nfile\nstring <binary> (File)")
    assert list(value["requestBody"]["content"]) == [media_type]
    assert value["requestBody"]["required"] is True


def test_an_enumeration_with_a_name_is_a_component():
    rows = 'kind\nstring (PetKind)\nDefault: "cat"\nEnum: "cat" "dog"\nKind (string) or null'
    reading = read_page(page(f"Request Body schema: application/json\n{rows}"))
    assert reading.document["components"]["schemas"] == {
        "PetKind": {"type": "string", "enum": ["cat", "dog"]}
    }
    content = reading.document["paths"]["/pets"]["put"]["requestBody"]["content"]
    assert content["application/json"]["schema"]["properties"]["kind"] == {
        "$ref": "#/components/schemas/PetKind",
        "default": "cat",
    }


# --- responses ------------------------------------------------------------------------------------


def response_schema(sample):
    value = operation("", response_sample(sample))
    return value["responses"]["200"]["content"]["application/json"]["schema"]


@pytest.mark.parametrize(
    ("sample", "schema"),
    [
        ("null", {}),
        ("{ }", {"type": "object"}),
        ("[\n  • 0\n]", {"type": "array", "items": {"type": "integer"}}),
        ("[\n  • {\n    }\n]", {"type": "array", "items": {"type": "object"}}),
        (
            '{\n  • "id": "497f6eca-6276-4993-bfeb-53cbbbba6f08",\n  • "left": 0.1\n}',
            {
                "type": "object",
                "properties": {
                    "id": {"type": ["string", "null"], "format": "uuid"},
                    "left": {"type": ["number", "null"]},
                },
            },
        ),
        (
            '{\n  • "property1": true,\n  • "property2": true\n}',
            {"type": "object", "additionalProperties": {"type": ["boolean", "null"]}},
        ),
    ],
    ids=["null", "an object", "a list", "a list of objects", "members", "a map"],
)
def test_a_response_is_what_its_sample_proves(sample, schema):
    assert response_schema(sample) == schema


def test_what_a_sample_wholly_shows_is_the_example():
    value = operation("", response_sample('{\n  • "id": 1,\n  • "owner": {\n    }\n}'))
    assert value["responses"]["200"]["content"]["application/json"]["example"] == {"id": 1}


def test_an_error_of_validation_alone_means_a_success_without_body():
    entry = OperationEntry("Pets", "Delete Pet", "DELETE", "/pets")
    text = page("", response_sample('{\n  • "detail": [\n    ]\n}'), title="Delete Pet")
    reading = read_page(text, entry)
    responses = reading.document["paths"]["/pets"]["delete"]["responses"]
    assert list(responses) == ["204", "422"]
    assert "content" not in responses["204"]
    schema = responses["422"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/HTTPValidationError"}


def test_a_detail_that_is_a_text_is_a_success():
    assert list(operation("", response_sample('{\n  • "detail": "string"\n}'))["responses"]) == [
        "200"
    ]


# --- methods and paths ----------------------------------------------------------------------------

TWICE = (
    HEAD
    + "".join(
        f"\n{tag}\n\nList Items\n\nResponses\n\nResponse samples\n\nContent type\n"
        f"application/json\n{sample}\n"
        for tag, sample in [("mcp", '"a"'), ("MCP", '"b"')]
    )
    + "\nList Items\n\nResponses\n\nResponse samples\n\nContent type\napplication/json\n1\n"
)


def test_rows_are_matched_by_tag_and_title_then_by_order_and_never_by_line():
    entries = [
        OperationEntry("MCP", "List Items", "GET", "/upper", source_line=1),
        OperationEntry("mcp", "List Items", "GET", "/lower", source_line=900),
        OperationEntry("MCP", "List Items", "POST", "/upper", source_line=2),
    ]
    paths = read_page(TWICE, *entries).document["paths"]
    examples = {
        (method, path): next(iter(value["responses"].values()))["content"]["application/json"]
        for path, item in paths.items()
        for method, value in item.items()
    }
    assert {key: value["example"] for key, value in examples.items()} == {
        ("get", "/lower"): "a",
        ("get", "/upper"): "b",
        ("post", "/upper"): 1,
    }
    ids = [value["operationId"] for item in paths.values() for value in item.values()]
    assert len(set(ids)) == 3


def test_what_file_and_page_do_not_share_is_reported():
    entries = [
        OperationEntry("mcp", "List Items", "GET", "/lower"),
        OperationEntry("mcp", "Gone", "GET", "/gone", source_line=7),
    ]
    reading = read_page(TWICE, *entries)
    assert len(findings(reading, "operation-not-in-mapping")) == 2
    assert [each.place.line for each in findings(reading, "operation-not-on-page")] == [7]
    proposed = findings(reading, "method-and-path-proposed")
    assert [each.confidence for each in proposed] == ["low", "low"]


def test_a_method_and_path_that_come_twice_are_reported_and_the_first_counts():
    entries = [OperationEntry(tag, "List Items", "GET", "/x") for tag in ("mcp", "MCP", "MCP")]
    reading = read_page(TWICE, *entries)
    assert len(findings(reading, "method-and-path-twice")) == 2
    assert reading.document["paths"]["/x"]["get"]["tags"] == ["mcp"]


def test_the_origin_of_method_and_path_stands_in_the_contract():
    source = operation()["x-source"]
    assert source == {"line": 9, "basis": "known", "confidence": "certain"}


def test_templates_that_differ_by_the_names_of_variables_are_one_path():
    text = (
        HEAD
        + "\nPets\n\nGet Pet\n\npath Parameters\nid\nrequired\nstring\n\nResponses\n"
        + "\nDelete Pet\n\npath Parameters\npet\nrequired\nstring\n\nResponses\n"
    )
    entries = [
        OperationEntry("Pets", "Get Pet", "GET", "/pets/{id}"),
        OperationEntry("Pets", "Delete Pet", "DELETE", "/pets/{pet}"),
    ]
    reading = read_page(text, *entries)
    assert list(reading.document["paths"]) == ["/pets/{id}"]
    assert reading.document["paths"]["/pets/{id}"]["delete"]["parameters"][0]["name"] == "id"
    validate(reading.document)


@pytest.mark.parametrize(
    ("shown", "path"),
    [("path Parameters\nid\nrequired\nstring", "/pets"), ("", "/pets/{id}")],
    ids=["shown and not in the path", "in the path and not shown"],
)
def test_path_parameters_that_do_not_fit_the_path_are_reported(shown, path):
    entry = OperationEntry("Pets", "Update Pet", "PUT", path)
    reading = read_page(page(shown), entry) if shown else redoc.read(page(), [entry])
    assert len(findings(reading, "path-variables-differ")) == 1
    validate(reading.document)


def test_a_default_that_prose_contradicts_is_reported():
    sections = 'query Parameters\nmode\nstring (Mode)\nDefault: "a"\n\nHow; default is "b".\n'
    reading = read_page(page(sections))
    assert len(findings(reading, "default-differs-from-prose")) == 1


def test_reading_again_gives_the_same():
    first, second = (redoc.read(SHOP, [PUT_PET]) for _ in range(2))
    assert first == second
