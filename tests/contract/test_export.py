import copy

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator, OAS32Validator
from openapi_spec_validator import (
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)

from contract import yaml12
from contract.catalog import specs_folder
from contract.errors import UnresolvedReference
from contract.export import export
from contract.upgrade import upgrade
from contract.walk import walk

INFO = {"title": "t", "version": "1"}
DIALECT_3_2 = "https://spec.openapis.org/oas/3.2/dialect/2025-09-17"
VALIDATORS = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}


def problems(validator, document):
    return [str(error) for error in validator(document).iter_errors()]


def exported(document, version, *losses):
    """Export a document and check the losses, each by a part of it."""
    before = copy.deepcopy(document)
    assert problems(OpenAPIV32SpecValidator, document) == []
    result, sentences = export(document, version)
    assert document == before
    assert len(sentences) == len(losses), sentences
    for part, sentence in zip(losses, sentences, strict=True):
        assert part in sentence
    assert problems(VALIDATORS[version], result) == []
    return result


def document_of(**members):
    return {"openapi": "3.2.0", "info": INFO, "paths": {}, **members}


def schema_of(schema, *losses):
    """Export one schema to 3.0."""
    schemas = {"A": {}, "S": schema}
    result = exported(document_of(components={"schemas": schemas}), "3.0", *losses)
    return result["components"]["schemas"]["S"]


# --- schemas ---

NAMES = st.sampled_from(["a", "b", "ab"])
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, 1.5, "", "a", "bb"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
TYPES = st.sampled_from(["array", "boolean", "integer", "null", "number", "object", "string"])


def schemas():
    """Schemas of 2020-12 without `not` and `oneOf`, under which allowing more forbids more."""
    flat = st.fixed_dictionaries(
        {},
        optional={
            "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
            "const": VALUES,
            "enum": st.lists(VALUES, max_size=3),
            "minimum": st.integers(-1, 2),
            "exclusiveMinimum": st.integers(-1, 2),
            "maximum": st.integers(-1, 2),
            "exclusiveMaximum": st.integers(-1, 2),
            "maxLength": st.integers(0, 2),
            "examples": st.lists(VALUES, max_size=2),
            "required": st.lists(NAMES, max_size=2, unique=True),
            "dependentRequired": st.just({"a": ["b"]}),
            "contentEncoding": st.just("base64"),
            "nullable": st.booleans(),
        },
    )
    leaf = flat | st.booleans() | st.just({"$ref": "#/components/schemas/R"})

    def nested(inner):
        several = st.lists(inner, min_size=1, max_size=2)
        named = st.dictionaries(NAMES, inner, max_size=2)
        members = st.fixed_dictionaries(
            {},
            optional={
                "$ref": st.just("#/components/schemas/R"),
                "allOf": several,
                "anyOf": several,
                "items": inner,
                "prefixItems": several,
                "contains": inner,
                "properties": named,
                "patternProperties": st.dictionaries(st.just("^a"), inner, max_size=1),
                "additionalProperties": inner,
                "propertyNames": inner,
                "dependentSchemas": named,
                "if": inner,
                "then": inner,
                "unevaluatedProperties": inner,
                "$defs": named,
            },
        )
        return st.builds(lambda own, outer: {**own, **outer}, flat, members)

    return st.recursive(leaf, nested, max_leaves=5)


def is_valid(validator, components, instance):
    schema = {"$ref": "#/components/schemas/S", "components": components}
    return validator(schema).is_valid(instance)


@settings(deadline=None)
@given(schemas(), st.sampled_from([{"type": "string"}, {"type": ["null", "array"]}, {}]), VALUES)
@example({"type": ["null", "string", "array"], "anyOf": [{"maxLength": 1}]}, {}, [])
@example({"type": ["string", "null"], "enum": ["a"]}, {}, None)
@example(
    {"patternProperties": {"^a": {"type": "null"}}, "additionalProperties": False}, {}, {"a": None}
)
@example({"prefixItems": [{"type": "string"}], "items": False}, {}, ["a"])
@example({"items": False}, {}, [])
def test_a_schema_allows_what_it_allowed_and_no_more_unless_a_loss_is_stated(
    schema, referred, instance
):
    document = document_of(components={"schemas": {"S": schema, "R": referred}})
    # The validator wants what is required beside `allOf` to be declared somewhere.
    assume(not problems(OpenAPIV32SpecValidator, document))
    result, losses = export(document, "3.0")
    assert problems(OpenAPIV30SpecValidator, result) == []
    was = is_valid(OAS32Validator, document["components"], instance)
    now = is_valid(OAS30Validator, result["components"], instance)
    assert now or not was
    if not losses:
        assert now == was


@pytest.mark.parametrize(
    ("new", "old"),
    [
        pytest.param(True, {}, id="true"),
        pytest.param(False, {"not": {}}, id="false"),
        pytest.param(
            {"type": ["string", "null"]}, {"type": "string", "nullable": True}, id="nullable"
        ),
        pytest.param(
            {"type": ["string", "integer", "null"], "maxLength": 1},
            {
                "anyOf": [
                    {"type": "string", "nullable": True},
                    {"type": "integer", "nullable": True},
                ],
                "maxLength": 1,
            },
            id="several types",
        ),
        pytest.param({"type": "null"}, {"enum": [None]}, id="null"),
        pytest.param({"const": 1}, {"enum": [1]}, id="const"),
        pytest.param(
            {"const": 1, "enum": [1, 2]},
            {"enum": [1, 2], "allOf": [{"enum": [1]}]},
            id="const, enum",
        ),
        pytest.param({"examples": [1]}, {"example": 1}, id="example"),
        pytest.param(
            {"exclusiveMinimum": 1, "maximum": 3, "exclusiveMaximum": 4},
            {"minimum": 1, "exclusiveMinimum": True, "maximum": 3},
            id="limits",
        ),
        pytest.param(
            {"$ref": "#/components/schemas/A", "title": "t", "type": ["string", "null"]},
            {
                "type": "string",
                "nullable": True,
                "title": "t",
                "allOf": [{"$ref": "#/components/schemas/A"}],
            },
            id="beside a reference",
        ),
        pytest.param({"type": "array"}, {"type": "array", "items": {}}, id="items"),
        pytest.param(
            {"type": "string", "contentEncoding": "base64"},
            {"type": "string", "format": "byte"},
            id="base64",
        ),
        pytest.param({"additionalProperties": False}, {"additionalProperties": False}, id="closed"),
        pytest.param(
            {"nullable": True, "type": "string"}, {"type": "string"}, id="no keyword of 3.1"
        ),
        pytest.param(
            {"properties": {"const": {"type": "string"}, "additionalProperties": True}},
            {"properties": {"const": {"type": "string"}, "additionalProperties": {}}},
            id="properties called like keywords",
        ),
    ],
)
def test_what_3_0_can_say_is_no_loss(new, old):
    assert schema_of(new) == old


@pytest.mark.parametrize(
    ("new", "old", "loss"),
    [
        pytest.param(
            {"examples": [1, 2]}, {"example": 1}, "/examples: OpenAPI 3.0 has one", id="examples"
        ),
        pytest.param(
            {"prefixItems": [{"type": "string"}], "items": {"type": "integer"}},
            {"items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
            "has no prefixItems",
            id="tuple",
        ),
        pytest.param(
            {"patternProperties": {"a": {"type": "string"}}, "additionalProperties": False},
            {"additionalProperties": {"anyOf": [{"type": "string"}]}},
            "has no patternProperties",
            id="patterns",
        ),
        pytest.param(
            {"if": {}, "then": {}, "else": {}, "x-a": 1},
            {"x-a": 1},
            "has no if, then, else, left out",
            id="conditions",
        ),
        pytest.param({"propertyNames": {}}, {}, "has no propertyNames", id="names"),
        pytest.param({"unevaluatedProperties": False}, {}, "has no unevaluatedP", id="unevaluated"),
        pytest.param(
            {"contentMediaType": "a/b", "contentSchema": {}}, {}, "has no contentM", id="content"
        ),
    ],
)
def test_what_3_0_cannot_say_is_a_loss(new, old, loss):
    assert schema_of(new, loss) == old


def test_what_was_referred_to_outlives_the_keyword_that_held_it():
    new = {"$defs": {"B": {"type": "string"}}, "items": {"$ref": "#/components/schemas/S/$defs/B"}}
    assert schema_of(new) == {"items": {"$ref": "#/components/schemas/B"}}


def test_a_reference_that_leads_nowhere_is_named():
    document = document_of(components={"schemas": {"S": {"$ref": "#/components/schemas/T"}}})
    with pytest.raises(UnresolvedReference):
        export(document, "3.0")


# --- documents ---

OK = {"responses": {"200": {"description": "d"}}}


@st.composite
def documents(draw):
    """Valid documents of 3.2 that use nothing new."""

    def some(**members):
        return {key: each for key, each in members.items() if draw(st.booleans())}

    def schema():
        references = [{"$ref": "#/components/schemas/R", "title": "t"}, True]
        types = [{"type": ["string", "null"], "examples": [1]}, {"exclusiveMinimum": 1}]
        return draw(st.sampled_from([*references, *types]))

    def media_type():
        named = {"examples": {"e": {"value": 1}, "f": {"$ref": "#/components/examples/e"}}}
        return some(schema=schema()) | draw(st.sampled_from([{}, {"example": 1}, named]))

    def parameter(name, place):
        made = {"name": name, "in": place, **some(description="d")}
        made |= {"required": True} if place == "path" else {}
        described = {"schema": schema(), **some(example=1), **some(explode=True)}
        return made | draw(st.sampled_from([described, {"content": {"a/b": media_type()}}]))

    def operation():
        response = {"description": "d", **some(content={"a/*": media_type()})}
        response |= some(headers={"x-h": {"schema": schema()}}, links={"l": {"operationId": "o"}})
        return {
            **some(
                parameters=[parameter("q", "query"), {"$ref": "#/components/parameters/p"}],
                requestBody={"content": {"a/b": media_type()}},
                callbacks={"c": {"{$url}": {"post": {"responses": {"200": response}}}}},
                security=[{"key": []}, {}],
                responses={"200": response, "default": {"$ref": "#/components/responses/R"}},
            )
        }

    return document_of(
        paths={"/a/{id}": {"parameters": [parameter("id", "path")], **some(get=operation())}},
        components={
            "schemas": {"R": {"type": "string"}},
            "responses": {"R": {"description": "d"}},
            "parameters": {"p": parameter("p", "header")},
            "examples": {"e": {"value": None}},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        **some(
            jsonSchemaDialect=DIALECT_3_2,
            webhooks={"w": {"post": operation()}},
            servers=[{"url": "/v1"}],
            tags=[{"name": "t"}],
        ),
    )


@settings(deadline=None, max_examples=50)
@given(documents())
def test_a_document_that_uses_nothing_new_comes_back_from_3_1(document):
    result = exported(document, "3.1")
    assert result["openapi"] == "3.1.1"
    assert upgrade(result, "x") == (document, [])


@settings(deadline=None, max_examples=50)
@given(documents())
def test_a_document_is_valid_in_3_0(document):
    result, _ = export(document, "3.0")
    assert result["openapi"] == "3.0.4"
    assert problems(OpenAPIV30SpecValidator, result) == []
    back, _ = upgrade(result, "x")
    assert problems(OpenAPIV32SpecValidator, back) == []


@pytest.mark.parametrize("version", ["3.0", "3.1"])
@pytest.mark.parametrize(
    "path", sorted(specs_folder().glob("*/[0-9]*.yaml")), ids=lambda path: path.stem
)
def test_the_contracts_that_come_with_the_project_can_be_exported(path, version):
    document = yaml12.load(path.read_text("utf-8"), path.name)
    result, _ = export(document, version)
    assert problems(VALIDATORS[version], result) == []


def test_new_objects_and_members_are_losses():
    document = document_of(
        **{"$self": "https://a.b/c"},
        servers=[{"url": "/", "name": "n"}],
        tags=[{"name": "a", "summary": "s", "parent": "b", "kind": "nav"}, {"name": "b"}],
        paths={
            "/a": {
                "query": OK,
                "additionalOperations": {"COPY": OK},
                "get": {
                    "parameters": [
                        {"$ref": "#/components/parameters/s"},
                        {"name": "c", "in": "cookie", "style": "cookie", "schema": {}},
                    ],
                    "responses": {"200": {"summary": "s"}, "404": {}, "default": {}},
                },
            }
        },
        components={
            "parameters": {
                "s": {"name": "s", "in": "querystring", "content": {"a/b": {}}},
                "p": {
                    "name": "p",
                    "in": "header",
                    "example": 1,
                    "content": {"a/b": {"schema": {}}},
                },
            },
            "securitySchemes": {
                "o": {
                    "type": "oauth2",
                    "deprecated": True,
                    "flows": {
                        "deviceAuthorization": {
                            "deviceAuthorizationUrl": "/d",
                            "tokenUrl": "/t",
                            "scopes": {},
                        }
                    },
                }
            },
            "schemas": {
                "X": {"xml": {"nodeType": "attribute"}},
                "Y": {"xml": {"nodeType": "text"}},
                "D": {"discriminator": {"propertyName": "a", "defaultMapping": "X"}},
            },
        },
    )
    result = exported(
        document,
        "3.1",
        "#/$self: OpenAPI 3.1 has no such member",
        "#/paths/~1a/additionalOperations: ",
        "#/paths/~1a/query: ",
        "#/paths/~1a/get/parameters/0: a `querystring` is left out",
        "#/paths/~1a/get/parameters/0/style: OpenAPI 3.1 has no `cookie`",
        "#/paths/~1a/get/responses/200/summary: ",
        "#/servers/0/name: ",
        "#/tags/0/kind: ",
        "#/tags/0/parent: ",
        "#/tags/0/summary: ",
        "#/components/parameters/s: a `querystring` is left out",
        "#/components/securitySchemes/o/deprecated: ",
        "#/components/securitySchemes/o/flows/deviceAuthorization: ",
        "#/components/schemas/Y/xml/nodeType: OpenAPI 3.1 cannot express text",
        "#/components/schemas/D/discriminator/defaultMapping: ",
    )
    get = result["paths"]["/a"]["get"]
    assert get["parameters"] == [{"name": "c", "in": "cookie", "style": "form", "schema": {}}]
    described = [each["description"] for each in get["responses"].values()]
    assert described == ["s", "Not Found", "Any other status"]
    assert result["components"]["schemas"]["X"] == {"xml": {"attribute": True}}
    parameters = result["components"]["parameters"]
    assert parameters == {
        "p": {"name": "p", "in": "header", "content": {"a/b": {"schema": {}, "example": 1}}}
    }


def test_a_stream_becomes_a_text():
    responses = {
        "200": {
            "description": "d",
            "content": {
                "text/event-stream": {"itemSchema": {"type": "object"}, "description": "m"},
                "application/jsonl": {"itemSchema": {}, "schema": {"type": "array"}},
            },
        }
    }
    where = "#/paths/~1a/get/responses/200/content/"
    result = exported(
        document_of(paths={"/a": {"get": {"responses": responses}}}),
        "3.1",
        f"{where}text~1event-stream/description: OpenAPI 3.1 has no such member",
        f"{where}text~1event-stream/itemSchema: OpenAPI 3.1 has no such member",
        f"{where}application~1jsonl/itemSchema: OpenAPI 3.1 has no such member",
    )
    assert result["paths"]["/a"]["get"]["responses"]["200"]["content"] == {
        "text/event-stream": {"schema": {"type": "string"}},
        "application/jsonl": {"schema": {"type": "array"}},
    }


def test_examples_get_the_one_kind_of_value_that_3_1_has():
    examples = {
        "data": {"dataValue": {"a": 1}},
        "both": {"dataValue": 1, "serializedValue": "1"},
        "text": {"serializedValue": "a=1"},
        "file": {"dataValue": 1, "externalValue": "/e"},
    }
    result = exported(
        document_of(components={"examples": examples}),
        "3.1",
        "#/components/examples/both/serializedValue: there is a value as well",
        "#/components/examples/text/serializedValue: the value is now the text",
        "#/components/examples/file/externalValue: there is a value as well",
    )
    assert result["components"]["examples"] == {
        "data": {"value": {"a": 1}},
        "both": {"value": 1},
        "text": {"value": "a=1"},
        "file": {"value": 1},
    }


def test_media_types_take_the_place_of_their_references():
    document = document_of(
        components={
            "mediaTypes": {"M": {"schema": {"type": "string"}}},
            "requestBodies": {"B": {"content": {"a/b": {"$ref": "#/components/mediaTypes/M"}}}},
        }
    )
    for version in ("3.1", "3.0"):
        assert exported(document, version)["components"] == {
            "requestBodies": {"B": {"content": {"a/b": {"schema": {"type": "string"}}}}}
        }


def test_media_types_and_path_items_that_contain_themselves_have_an_end():
    item = {"$ref": "#/components/pathItems/I", "summary": "s"}
    header = {"content": {"a/b": {"$ref": "#/components/mediaTypes/M"}}}
    document = document_of(
        components={
            "mediaTypes": {"M": {"encoding": {"p": {"headers": {"h": header}}}}},
            "headers": {"H": header},
            "pathItems": {"I": {"post": {"callbacks": {"c": {"{$url}": item}}, **OK}}},
        },
        webhooks={"w": {"$ref": "#/components/pathItems/I"}},
        paths={"/a": {"$ref": "#/components/pathItems/I"}},
    )
    result, losses = export(document, "3.0")
    assert "#/webhooks: OpenAPI 3.0 has no such member, it is left out" in losses
    assert sum("it contains itself and is left out" in loss for loss in losses) == 2
    assert problems(OpenAPIV30SpecValidator, result) == []


def test_path_items_take_the_place_of_their_references_in_3_0():
    item = {"get": OK, "description": "theirs"}
    document = document_of(
        paths={"/a": {"$ref": "#/components/pathItems/I", "description": "mine"}},
        components={"pathItems": {"I": item}},
    )
    result = exported(document, "3.0")
    assert result["paths"] == {"/a": {"get": OK, "description": "mine"}}
    assert result["components"] == {}


def test_losses_of_documents_in_3_0():
    document = {
        "openapi": "3.2.0",
        "info": {**INFO, "summary": "s", "license": {"name": "MIT", "identifier": "MIT"}},
        "jsonSchemaDialect": DIALECT_3_2,
        "security": [{"m": []}, {"m": [], "k": []}, {}],
        "webhooks": {"w": {"post": {"security": [{"m": []}]}}},
        "paths": {
            "/a": {
                "get": {"parameters": [{"$ref": "#/components/parameters/p", "description": "d"}]}
            }
        },
        "components": {
            "parameters": {"p": {"name": "p", "in": "query", "schema": {}}},
            "securitySchemes": {
                "m": {"type": "mutualTLS"},
                "k": {"type": "apiKey", "in": "query", "name": "k"},
            },
        },
    }
    result = exported(
        document,
        "3.0",
        "#/security: schemes that OpenAPI 3.0 lacks are not required",
        "#/jsonSchemaDialect: ",
        "#/webhooks: ",
        "#/info/summary: ",
        "#/info/license/identifier: ",
        "#/paths/~1a/get: OpenAPI 3.0 asks for responses",
        "#/paths/~1a/get/parameters/0/description: it stands beside a reference",
        "#/components/securitySchemes/m: OpenAPI 3.0 has no `mutualTLS`",
    )
    assert result["security"] == [{"k": []}, {}]
    assert list(result["components"]["securitySchemes"]) == ["k"]
    references = [node.value for node in walk(result) if node.reference]
    assert references == [{"$ref": "#/components/parameters/p"}]
