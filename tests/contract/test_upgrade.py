import copy

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator, OAS32Validator
from openapi_spec_validator import (
    OpenAPIV2SpecValidator,
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)

from contract import pointers
from contract.errors import InvalidDocument, UnresolvedReference
from contract.upgrade import upgrade
from contract.walk import LISTED, MEMBERS

INFO = {"title": "t", "version": "1"}


def problems(validator, document):
    return [str(error) for error in validator(document).iter_errors()]


def swagger_problems(document):
    """What is wrong with a Swagger document; the validator does not know `type: file`."""
    found = problems(OpenAPIV2SpecValidator, document)
    return [each for each in found if not each.startswith("'file' is not valid")]


def upgraded(document, *warnings):
    """Upgrade a document and check the warnings, each by a part of it."""
    before = copy.deepcopy(document)
    result, sentences = upgrade(document, "x.yaml")
    assert document == before
    assert len(sentences) == len(warnings), sentences
    for part, sentence in zip(warnings, sentences, strict=True):
        assert part in sentence
    assert problems(OpenAPIV32SpecValidator, result) == []
    return result


def schema_of(schema, *warnings, openapi="3.0.3"):
    """Upgrade one schema."""
    document = {
        "openapi": openapi,
        "info": INFO,
        "paths": {},
        "components": {"schemas": {"A": {}, "S": schema}},
    }
    return upgraded(document, *warnings)["components"]["schemas"]["S"]


def operation_of(operation, *warnings, path="/a", **document):
    """Upgrade one operation of a Swagger document."""
    swagger = {"swagger": "2.0", "info": INFO, "paths": {path: {"post": operation}}, **document}
    assert swagger_problems(swagger) == []
    return upgraded(swagger, *warnings)["paths"][path]["post"]


# --- schemas of 3.0 ---

NAMES = st.sampled_from(["a", "b", "c"])
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 2, 1.5, "", "a", "bb", "ccc"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)


def schemas(nullable="nullable"):
    """Schemas of OpenAPI 3.0."""
    limits = st.fixed_dictionaries(
        {},
        optional={
            "minimum": st.integers(-1, 2),
            "exclusiveMinimum": st.booleans(),
            "maximum": st.integers(-1, 2),
            "exclusiveMaximum": st.booleans(),
            "minLength": st.integers(0, 2),
            "maxItems": st.integers(0, 2),
            "uniqueItems": st.booleans(),
            "enum": st.lists(VALUES, min_size=1, max_size=4),
            "example": VALUES,
            "required": st.lists(NAMES, min_size=1, max_size=2, unique=True),
        },
    )
    plain = st.builds(
        lambda kind, limited, null: kind | limited | null,
        st.fixed_dictionaries(
            {},
            optional={
                "type": st.sampled_from(
                    ["array", "boolean", "integer", "number", "object", "string"]
                )
            },
        ),
        limits,
        st.fixed_dictionaries({}, optional={nullable: st.booleans()}),
    )
    reference = st.sampled_from([{"$ref": "#/components/schemas/R", "description": "d"}])

    def nested(inner):
        return st.builds(
            lambda outer, members: {**outer, **members},
            plain,
            st.fixed_dictionaries(
                {},
                optional={
                    "items": inner,
                    "properties": st.dictionaries(NAMES, inner, max_size=2),
                    "additionalProperties": st.booleans() | inner,
                    "allOf": st.lists(inner, min_size=1, max_size=2),
                    "anyOf": st.lists(inner, min_size=1, max_size=2),
                    "oneOf": st.lists(inner, min_size=1, max_size=2),
                    "not": inner,
                },
            ),
        )

    return st.recursive(plain | reference, nested, max_leaves=6)


def is_valid(validator, components, instance):
    schema = {"$ref": "#/components/schemas/S", "components": components}
    return validator(schema).is_valid(instance)


@settings(deadline=None)
@given(schemas(), schemas(), st.lists(VALUES, max_size=6))
@example({"type": "string", "nullable": True, "enum": ["a"]}, {}, [None, "a"])
@example({"type": "string", "nullable": True, "enum": ["a", None]}, {}, [None, "a"])
@example({"allOf": [{"type": "string"}], "nullable": True}, {}, [None, "a"])
def test_a_schema_allows_the_instances_that_it_allowed(schema, referred, instances):
    # A schema that is nothing but itself allows nothing, and validators go round in it.
    assume("#/components/schemas/R" not in str(referred))
    components = {"schemas": {"S": schema, "R": referred}}
    document = {"openapi": "3.0.3", "info": INFO, "paths": {}, "components": components}
    after, _ = upgrade(document, "x")
    for instance in [None, *instances]:
        old = is_valid(OAS30Validator, components, instance)
        assert is_valid(OAS32Validator, after["components"], instance) == old


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            {"type": "string", "nullable": True}, {"type": ["string", "null"]}, id="nullable"
        ),
        pytest.param({"type": "string", "nullable": False}, {"type": "string"}, id="not nullable"),
        pytest.param(
            {"type": "string", "nullable": True, "enum": ["a", None]},
            {"type": ["string", "null"], "enum": ["a", None]},
            id="nullable enumeration with null",
        ),
        pytest.param(
            {"minimum": 1, "exclusiveMinimum": True, "maximum": 3, "exclusiveMaximum": False},
            {"exclusiveMinimum": 1, "maximum": 3},
            id="exclusive limits",
        ),
        pytest.param(
            {"example": None, "title": "t"}, {"examples": [None], "title": "t"}, id="example"
        ),
        pytest.param(
            {"$ref": "#/components/schemas/A", "description": "d", "x-a": 1, "default": 1},
            {"$ref": "#/components/schemas/A"},
            id="annotations beside a reference",
        ),
        pytest.param(
            {"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}, id="format"
        ),
        pytest.param(
            {"properties": {"nullable": {"type": "object"}, "example": {"example": 1}}},
            {"properties": {"nullable": {"type": "object"}, "example": {"examples": [1]}}},
            id="properties called like members",
        ),
    ],
)
def test_schemas_of_3_0_become_json_schema(old, new):
    assert schema_of(old) == new


def test_what_has_no_effect_in_a_schema_of_3_0_is_named():
    where = "#/components/schemas/S: "
    enumerated = {"type": "string", "nullable": True, "enum": ["a"]}
    assert schema_of(enumerated, f"{where}`nullable` means nothing, since the enumeration") == {
        "type": "string",
        "enum": ["a"],
    }
    untyped = {"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": True}
    assert "nullable" not in schema_of(untyped, f"{where}`nullable` without a type means nothing")
    beside = {"$ref": "#/components/schemas/A", "nullable": True, "maxLength": 3}
    assert schema_of(beside, f"{where}nullable, maxLength beside a reference") == {
        "$ref": "#/components/schemas/A"
    }
    foreign = {"const": 1, "if": {}}
    assert schema_of(foreign, f"{where}const, if meant nothing in OpenAPI 3.0") == foreign


# --- whole documents ---


SCHEMAS_3_0 = [
    {},
    {"type": "string", "nullable": True, "example": None, "default": None},
    {"type": "integer", "minimum": 1, "exclusiveMinimum": True, "default": 2},
    {"$ref": "#/components/schemas/R", "description": "d"},
    {"type": "array", "items": {"allOf": [{"$ref": "#/components/schemas/R"}], "nullable": True}},
]
SCHEMAS_3_1 = [True, {"type": ["string", "null"]}, {"$ref": "#/components/schemas/R", "title": "t"}]

LINK = {"operationId": "o", "parameters": {"a": "$request.path.id"}}
NUMBERED_LINK = {"operationId": "o", "parameters": {"b": 1}}


EXAMPLES_3_0 = [{}, {"example": 1}, {"examples": {"example": {"value": None}}}]
EXAMPLES_3_1 = [*EXAMPLES_3_0, {"example": 2, "examples": {"example": {"value": None}}}]


class Drawing:
    """What the parts of a document are drawn from; 3.0 allows more of some things than 3.1."""

    def __init__(self, draw, version):
        self.draw = draw
        self.is_old = version == "3.0.3"

    def some(self, **members):
        return {key: each for key, each in members.items() if self.draw(st.booleans())}

    def schema(self):
        return copy.deepcopy(
            self.draw(st.sampled_from(SCHEMAS_3_0 if self.is_old else SCHEMAS_3_1))
        )

    def examples(self):
        return self.draw(st.sampled_from(EXAMPLES_3_0 if self.is_old else EXAMPLES_3_1))

    def media_type(self):
        return self.some(schema=self.schema()) | self.examples()

    def parameter(self, name, place):
        made = {"name": name, "in": place, **self.some(description="d", deprecated=True)}
        if place == "path":
            made["required"] = True
        if self.draw(st.booleans()):
            return made | {"content": {"application/json": self.media_type()}}
        return made | self.some(explode=True) | self.header()

    def header(self):
        flags = self.some(allowReserved=True, allowEmptyValue=True) if self.is_old else {}
        return {"schema": self.schema(), **flags, **self.examples()}

    def link(self):
        odd = [{}, NUMBERED_LINK] if self.is_old else []
        return self.draw(st.sampled_from([{"operationId": "o"}, LINK, *odd]))

    def response(self):
        media_types = {"application/json": self.media_type(), "text/*": self.media_type()}
        return {
            "description": "d",
            **self.some(headers={"x-h": self.header()}, links={"next": self.link()}),
            **self.some(content=media_types),
        }

    def responses(self):
        several = {"200": self.response(), "4XX": {"$ref": "#/components/responses/R"}}
        odd = [{"x-only": 1}] if self.is_old else []
        return self.draw(st.sampled_from([several, {"default": self.response(), "x-r": 1}, *odd]))

    def operation(self, identifier):
        body = {"content": {"application/json": self.media_type()}, **self.some(required=True)}
        called = {"post": {"responses": {"200": self.response()}}}
        return {
            **self.some(
                tags=["a"],
                operationId=identifier,
                parameters=[self.parameter(each, each) for each in ("query", "header", "cookie")],
                requestBody=body,
                callbacks={"c": {"{$url}": called}},
                security=[{}, {"key": []}],
                deprecated=True,
            ),
            "responses": self.responses(),
        }


@st.composite
def documents_3(draw, version):
    """Valid documents of 3.0 or 3.1, with what 3.2 has differently in many places."""
    drawing = Drawing(draw, version)
    some, is_old = drawing.some, drawing.is_old
    odd_name = "an odd/name" if is_old else "S"
    odd_example = {"value": 1, "externalValue": "/e"} if is_old else {"value": 1}
    variable = {"default": "1", "enum": [] if is_old else ["1"]}
    operations = some(get=drawing.operation("get"), post=drawing.operation("post"), summary="s")
    return {
        "openapi": version,
        "info": {**INFO, **some(description="d", license={"name": "MIT"})},
        "paths": {
            "/a/{id}": {"parameters": [drawing.parameter("id", "path")], **operations},
            "x-paths": {},
        },
        **some(servers=[{"url": "/{v}", "variables": {"v": variable}}], tags=[{"name": "a"}]),
        "components": {
            "schemas": {"R": {"type": "string"}, odd_name: drawing.schema()},
            "responses": {"R": drawing.response()},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X"}},
            **some(
                examples={"e": odd_example},
                headers={"h": drawing.header()},
                links={"l": drawing.link()},
            ),
        },
    }


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["3.0.3", "3.1.0"]).flatmap(documents_3))
def test_a_valid_document_becomes_a_valid_document_of_3_2(document):
    old = OpenAPIV30SpecValidator if document["openapi"] == "3.0.3" else OpenAPIV31SpecValidator
    assert problems(old, document) == []
    before = copy.deepcopy(document)
    result, _ = upgrade(document, "x")
    assert document == before
    assert problems(OpenAPIV32SpecValidator, result) == []
    assert upgrade(result, "x") == (result, [])


@st.composite
def junk(draw):
    """Documents in which anything may stand anywhere."""
    leaves = st.sampled_from([None, 1, "text", True, [], {}, [None, {}], {"a": None}])
    members = {
        "type": st.sampled_from(["String", "file", ["null", "x"], 1]),
        "name": st.just("a"),
        "in": st.sampled_from(["path", "body", "formData", "query", 1]),
        "url": st.just("u"),
        **dict.fromkeys(["required", "nullable", "x-nullable", "example", "parameters"], leaves),
        **dict.fromkeys(["minimum", "exclusiveMinimum", "discriminator", "schema"], leaves),
        **dict.fromkeys(["items", "additionalItems", "dependencies", "dependentSchemas"], leaves),
    }
    extra = st.lists(st.sampled_from(sorted(members)), max_size=3)

    def made(kind, depth):
        if kind == "schema" and draw(st.booleans()):
            return {"$ref": "#/components/schemas/A", **draw(st.sampled_from([{}, {"type": "x"}]))}
        if depth == 0 or draw(st.integers(0, 9)) == 0:
            return draw(leaves)
        value = {each: draw(members[each]) for each in draw(extra)}
        if kind in LISTED:
            return value | {"/{a}": made(LISTED[kind], depth - 1)}
        names = st.sampled_from(sorted(MEMBERS[kind]) or ["x"])
        for member in draw(st.lists(names, max_size=3)):
            shape, inner = MEMBERS[kind].get(member, ("one", "schema"))
            held = made(inner, depth - 1)
            value[member] = {"one": held, "list": [held, draw(leaves)], "map": {"é": held}}[shape]
        return value

    body = made("document", 7)
    versions = [{"swagger": "2.0"}, {"openapi": "3.0.0"}, {"openapi": 3.1}, {"openapi": "3.2.0"}]
    head = draw(st.sampled_from(versions))
    return {
        **(body if isinstance(body, dict) else {}),
        **head,
        "components": {"schemas": {"A": {}}},
    }


def swagger_of(schema):
    """A header of 2.0 that is described by these members, and a model."""
    return {
        "swagger": "2.0",
        "responses": {"r": {"description": "d", "headers": {"h": {"type": "string", **schema}}}},
        "definitions": {"S": schema},
    }


EMPTY_TUPLE = {"items": [], "additionalItems": 1}


@settings(deadline=None)
@given(junk())
@example(swagger_of({"minimum": "text"}))  # once put right at the second time only
@example(swagger_of({"items": []}))
@example(swagger_of({"dependencies": {"a": ["b"]}}))
@example(
    {"openapi": "3.1.0", "components": {"schemas": {"S": {"items": [], "additionalItems": 1}}}}
)
def test_whatever_a_document_holds_it_is_repaired_or_refused(document):
    try:
        result, _ = upgrade(document, "x")
    except (InvalidDocument, UnresolvedReference):
        return
    assert upgrade(result, "x") == (result, [])


def test_a_complete_document_of_3_2_stays_as_it_is():
    document = {
        "openapi": "3.2.7",
        "info": INFO,
        "jsonSchemaDialect": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
        "tags": [{"name": "a", "summary": "s", "kind": "nav"}],
        "paths": {
            "/{a}/{b}": {
                "parameters": [{"$ref": "#/components/parameters/a"}],
                "query": {
                    "parameters": [{"name": "b", "in": "path", "required": True, "schema": True}],
                    "responses": {"200": {"content": {"text/event-stream": {"itemSchema": False}}}},
                },
                "additionalOperations": {
                    "COPY": {"parameters": [{"$ref": "#/components/parameters/b"}]}
                },
            }
        },
        "components": {
            "parameters": {
                each: {"name": each, "in": "path", "required": True, "schema": {"nullable": True}}
                for each in ("a", "b")
            },
            "schemas": {"S": {"default": None, "const": None, "example": None, "enum": [None]}},
            "examples": {"e": {"dataValue": None}, "l": {"value": None}},
            "links": {"l": {"operationId": "o", "requestBody": None}},
        },
        "x-a": None,
    }
    assert upgraded(document) == {**document, "openapi": "3.2.0"}


def test_depth_does_not_matter():
    schema = {"nullable": True, "type": "object"}
    for _ in range(3_000):
        schema = {"items": schema}
    components = {"schemas": {"S": schema}}
    result, _ = upgrade(
        {"openapi": "3.0.0", "info": INFO, "paths": {}, "components": components}, "x"
    )
    schema = result["components"]["schemas"]["S"]
    for _ in range(3_000):
        schema = schema["items"]
    assert schema == {"type": ["object", "null"]}


# --- 2.0 ---


@st.composite
def documents_2(draw):
    """Valid documents of 2.0."""

    def some(**members):
        return {key: each for key, each in members.items() if draw(st.booleans())}

    limits = {"minimum": 1, "exclusiveMinimum": True}
    media = st.lists(
        st.sampled_from(["application/json", "multipart/form-data", "text/plain"]), unique=True
    )

    def typed(formats):
        array = {"type": "array", "items": {"type": "string"}}
        separated = {**array, "collectionFormat": draw(st.sampled_from(formats))}
        plain = {"type": "integer", **limits}
        return draw(st.sampled_from([plain, array, separated, {"type": "string", "enum": ["a"]}]))

    def schema():
        return draw(
            st.sampled_from(
                [
                    {"$ref": "#/definitions/S"},
                    {"type": "object", "discriminator": "a", "required": ["a"], "example": {}},
                    {"type": "string", "x-nullable": True, "enum": ["a"]},
                    {"type": ["string", "null"], **limits},
                    {"$ref": "#/definitions/odd «name»", "x-nullable": True},
                ]
            )
        )

    separators = ["csv", "ssv", "tsv", "pipes"]

    def parameters():
        found = [
            {
                "name": "q",
                "in": "query",
                **typed([*separators, "multi"]),
                **some(allowEmptyValue=True),
            },
            {"name": "h", "in": "header", **typed(separators)},
            {"$ref": "#/parameters/shared"},
        ]
        body = {
            "name": "b",
            "in": "body",
            "schema": schema(),
            **some(required=True, description="d"),
        }
        form = [
            {"name": "f", "in": "formData", **typed([*separators, "multi"]), **some(required=True)},
            {"name": "u", "in": "formData", "type": "file"},
        ]
        return found + draw(st.sampled_from([[], [body], [{"$ref": "#/parameters/body"}], form]))

    def response():
        return {
            "description": "d",
            **some(
                schema=draw(st.sampled_from([schema(), {"type": "file"}])),
                headers={"x-h": typed(separators)},
                examples={"application/json": {"a": 1}, "text/csv": "a"},
            ),
        }

    def operation():
        responses = {"200": response(), "404": {"$ref": "#/responses/R"}, "x-r": 1}
        return {
            **some(
                parameters=parameters(),
                consumes=draw(media),
                produces=draw(media),
                schemes=["wss"],
                tags=["a"],
                security=[{"odd name": ["r"]}],
            ),
            "responses": draw(
                st.sampled_from([responses, {"700": response()}, {"default": response()}])
            ),
        }

    flow = draw(st.sampled_from(["implicit", "accessCode", "password", "application"]))
    urls = {"implicit": ["authorizationUrl"], "accessCode": ["authorizationUrl", "tokenUrl"]}
    oauth = {"type": "oauth2", "flow": flow, **some(scopes={"r": "read"})}
    oauth |= dict.fromkeys(urls.get(flow, ["tokenUrl"]), "https://a.b/c")
    identifier = {"name": "id", "in": "path", "required": True, **typed(separators)}
    return {
        "swagger": "2.0",
        "info": INFO,
        "paths": {
            "/a/{id}": {
                "parameters": [identifier],
                **some(get=operation(), post=operation(), delete=operation()),
            },
            "x-paths": {},
        },
        "definitions": {"S": schema(), "odd «name»": {"type": "object"}},
        "parameters": {
            "shared": {"name": "s", "in": "query", **typed([*separators, "multi"])},
            "body": {"name": "b", "in": "body", "schema": schema()},
        },
        "responses": {"R": response()},
        "securityDefinitions": {"odd name": oauth, "b": {"type": "basic"}},
        **some(
            host="a.b", basePath="/v1", schemes=["https", "http"], consumes=draw(media),
            produces=draw(media),
        ),
    }  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(documents_2())
def test_a_valid_swagger_document_becomes_a_valid_document_of_3_2(document):
    # A schema that is only a reference to itself: valid, and validators go round in it.
    assume(document["definitions"]["S"] != {"$ref": "#/definitions/S"})
    assert swagger_problems(document) == []
    before = copy.deepcopy(document)
    result, _ = upgrade(document, "x")
    assert document == before
    assert problems(OpenAPIV32SpecValidator, result) == []
    assert upgrade(result, "x") == (result, [])
    text = str(result)
    assert "#/definitions" not in text
    assert "collectionFormat" not in text
    assert "x-nullable" not in text


OK = {"responses": {"200": {"description": "d"}}}


def document_of(**members):
    """Upgrade a whole Swagger document."""
    return upgraded({"swagger": "2.0", "info": INFO, "paths": {}, **members})


@pytest.mark.parametrize(
    ("written", "servers"),
    [
        pytest.param(
            {"host": "a.b:1", "basePath": "/v1/", "schemes": ["https", "ws"]},
            ["https://a.b:1/v1", "ws://a.b:1/v1"],
            id="all",
        ),
        pytest.param({"host": "a.b", "schemes": ["https"]}, ["https://a.b"], id="no base path"),
        pytest.param({"host": "a.b", "basePath": "/"}, ["//a.b"], id="no schemes"),
        pytest.param({"basePath": "/v1"}, ["/v1"], id="no host"),
        pytest.param({"schemes": ["https"]}, None, id="schemes alone"),
    ],
)
def test_host_base_path_and_schemes_become_servers(written, servers):
    found = document_of(**written).get("servers")
    assert found == (servers and [{"url": url} for url in servers])


def test_schemes_of_an_operation_become_servers_of_its_own():
    operation = operation_of({"schemes": ["wss"], **OK}, host="a.b", schemes=["https"])
    assert operation["servers"] == [{"url": "wss://a.b"}]


@pytest.mark.parametrize(
    ("place", "separator", "expected"),
    [
        pytest.param("query", None, {"style": "form", "explode": False}, id="default"),
        pytest.param("query", "csv", {"style": "form", "explode": False}, id="csv"),
        pytest.param("query", "ssv", {"style": "spaceDelimited", "explode": False}, id="ssv"),
        pytest.param("query", "pipes", {"style": "pipeDelimited", "explode": False}, id="pipes"),
        pytest.param("query", "multi", {}, id="multi"),
        pytest.param("header", "csv", {}, id="header"),
    ],
)
def test_separators_become_styles(place, separator, expected):
    array = {"type": "array", "items": {"type": "string"}}
    separated = array | ({"collectionFormat": separator} if separator else {})
    operation = operation_of({"parameters": [{"name": "a", "in": place, **separated}], **OK})
    assert operation["parameters"] == [{"name": "a", "in": place, **expected, "schema": array}]


def test_separators_without_an_equivalent_are_named():
    inner = {"type": "array", "items": {"type": "string"}, "collectionFormat": "pipes"}
    array = {"type": "array", "items": inner}
    headers = {"x-h": {**inner}}
    operation = operation_of(
        {
            "parameters": [
                {"name": "a", "in": "query", "collectionFormat": "tsv", **array},
                {"name": "b", "in": "header", **inner},
            ],
            "responses": {"200": {"description": "d", "headers": headers}},
        },
        "#/paths/~1a/post/parameters/0/collectionFormat: tsv cannot be expressed, spaceDelimited",
        "#/paths/~1a/post/parameters/0/items/collectionFormat: pipes cannot be expressed here",
        "#/paths/~1a/post/parameters/1/collectionFormat: pipes cannot be expressed here",
        "#/paths/~1a/post/responses/200/headers/x-h/collectionFormat: pipes cannot be expressed",
    )
    plain = {"type": "array", "items": {"type": "string"}}
    assert operation["parameters"][0]["style"] == "spaceDelimited"
    assert operation["parameters"][0]["schema"]["items"] == plain
    assert operation["responses"]["200"]["headers"] == {"x-h": {"schema": plain}}


def test_a_body_takes_the_media_types_that_the_operation_consumes():
    schema = {"$ref": "#/definitions/Pet"}
    body = {"name": "b", "in": "body", "required": True, "description": "d", "x-b": 1}
    operation = operation_of(
        {"parameters": [{**body, "schema": schema}], "consumes": ["text/a", "text/b"], **OK},
        consumes=["application/json"],
        definitions={"Pet": {"type": "object"}},
    )
    media_type = {"schema": {"$ref": "#/components/schemas/Pet"}}
    assert operation["requestBody"] == {
        "description": "d",
        "required": True,
        "content": {"text/a": media_type, "text/b": media_type},
        "x-b": 1,
    }
    assert "parameters" not in operation


def test_bodies_of_a_path_and_shared_ones_go_to_each_operation():
    result = document_of(
        consumes=["text/a"],
        paths={
            "/a": {
                "parameters": [{"$ref": "#/parameters/body"}, {"$ref": "#/parameters/q"}],
                "put": OK,
                "post": {"parameters": [{"name": "x", "in": "body", "schema": {}}], **OK},
            }
        },
        parameters={
            "body": {"name": "b", "in": "body", "schema": {"type": "string"}},
            "q": {"name": "q", "in": "query", "type": "string"},
        },
    )
    item = result["paths"]["/a"]
    assert item["parameters"] == [{"$ref": "#/components/parameters/q"}]
    assert item["put"]["requestBody"]["content"] == {"text/a": {"schema": {"type": "string"}}}
    assert item["post"]["requestBody"]["content"] == {"text/a": {"schema": {}}}
    assert list(result["components"]["parameters"]) == ["q"]


FIELD = {"name": "a", "in": "formData", "type": "string"}


@pytest.mark.parametrize(
    ("consumes", "fields", "expected"),
    [
        pytest.param([], [FIELD], ["application/x-www-form-urlencoded"], id="nothing said"),
        pytest.param(["a/b"], [FIELD], ["application/x-www-form-urlencoded"], id="no form"),
        pytest.param(["multipart/form-data"], [FIELD], ["multipart/form-data"], id="multipart"),
        pytest.param(
            ["multipart/form-data", "application/x-www-form-urlencoded"],
            [FIELD],
            ["multipart/form-data", "application/x-www-form-urlencoded"],
            id="both",
        ),
        pytest.param(
            ["application/x-www-form-urlencoded"],
            [FIELD, {**FIELD, "name": "f", "type": "file"}],
            ["multipart/form-data"],
            id="file",
        ),
    ],
)
def test_a_form_takes_a_media_type_of_forms(consumes, fields, expected):
    operation = operation_of({"parameters": fields, "consumes": consumes, **OK})
    assert list(operation["requestBody"]["content"]) == expected


def test_fields_of_a_form_become_properties():
    tags = {"name": "tags", "in": "formData", "type": "array", "items": {"type": "string"}}
    operation = operation_of(
        {
            "parameters": [
                {**tags, "required": True, "description": "d", "x-f": 1},
                {"name": "f", "in": "formData", "type": "file", "allowEmptyValue": True},
            ],
            **OK,
        },
        "#/paths/~1a/post/parameters/1/allowEmptyValue: OpenAPI 3 has it in queries only",
    )
    assert operation["requestBody"] == {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "tags": {
                            "type": "array",
                            "items": {"type": "string"},
                            "description": "d",
                            "x-f": 1,
                        },
                        "f": {"type": "string", "format": "binary"},
                    },
                    "required": ["tags"],
                },
                "encoding": {"tags": {"style": "form", "explode": False}},
            }
        },
        "required": True,
    }


def test_a_response_takes_the_media_types_that_the_operation_produces():
    shared = {"description": "s", "schema": {"type": "string"}}
    operation = operation_of(
        {
            "produces": ["text/a"],
            "responses": {
                "200": {
                    "description": "d",
                    "schema": {"type": "object"},
                    "examples": {"text/a": 1, "text/b": 2},
                    "headers": {"x-h": {"type": "integer", "description": "h"}},
                },
                "404": {"$ref": "#/responses/R"},
                "406": {"$ref": "#/responses/Bare"},
            },
        },
        produces=["application/json"],
        responses={"R": shared, "Bare": {"description": "b"}},
    )
    assert operation["responses"] == {
        "200": {
            "description": "d",
            "headers": {"x-h": {"description": "h", "schema": {"type": "integer"}}},
            "content": {
                "text/a": {"schema": {"type": "object"}, "example": 1},
                "text/b": {"schema": {"type": "object"}, "example": 2},
            },
        },
        "404": {"description": "s", "content": {"text/a": {"schema": {"type": "string"}}}},
        "406": {"$ref": "#/components/responses/Bare"},
    }


def test_media_types_that_nobody_states_are_taken_to_be_json_and_named_once():
    body = {"name": "b", "in": "body", "schema": {}}
    answered = {"responses": {"200": {"description": "d", "schema": {}}}}
    operation = {"parameters": [body], **answered}
    document = {
        "swagger": "2.0",
        "info": INFO,
        "paths": {"/a": {"put": operation, "post": operation}},
    }
    result = upgraded(
        document,
        "#/paths/~1a/put: there is no `consumes`, bodies are taken to be application/json",
        "#/paths/~1a/put/responses/200: there is no `produces`",
    )
    post = result["paths"]["/a"]["post"]
    assert list(post["requestBody"]["content"]) == ["application/json"]
    assert list(post["responses"]["200"]["content"]) == ["application/json"]


def test_a_file_in_a_response_is_binary():
    response = {"description": "d", "schema": {"type": "file"}}
    operation = operation_of({"responses": {"200": response}})
    binary = {"format": "binary", "type": "string"}
    content = {"application/octet-stream": {"schema": binary}}
    assert operation["responses"]["200"]["content"] == content


def test_schemas_of_swagger():
    result = document_of(
        definitions={
            "A": {"type": "object", "discriminator": "kind", "required": ["kind"], "example": {}},
            "B": {"$ref": "#/definitions/A", "x-nullable": True},
            "C": {"type": "string", "x-nullable": True, "enum": ["a"]},
            "D": {"allOf": [{"$ref": "#/definitions/A"}], "x-nullable": True},
            "E": {"type": "integer", "x-nullable": False, "x-other": 1},
        }
    )
    a = {"$ref": "#/components/schemas/A"}
    assert result["components"]["schemas"] == {
        "A": {
            "type": "object",
            "discriminator": {"propertyName": "kind"},
            "required": ["kind"],
            "examples": [{}],
        },
        "B": {"anyOf": [a, {"type": "null"}]},
        "C": {"type": ["string", "null"], "enum": ["a", None]},
        "D": {"anyOf": [{"allOf": [a]}, {"type": "null"}]},
        "E": {"type": "integer", "x-other": 1},
    }


def test_security_definitions_become_security_schemes():
    urls = {"authorizationUrl": "https://a.b/c", "tokenUrl": "https://a.b/t"}
    result = document_of(
        securityDefinitions={
            "basic": {"type": "basic", "description": "d"},
            "key": {"type": "apiKey", "in": "query", "name": "k"},
            "code": {
                "type": "oauth2",
                "flow": "accessCode",
                "scopes": {"r": "R"},
                "x-a": 1,
                **urls,
            },
            "app": {"type": "oauth2", "flow": "application", "tokenUrl": "https://a.b/t"},
        }
    )
    assert result["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic", "description": "d"},
        "key": {"type": "apiKey", "in": "query", "name": "k"},
        "code": {
            "type": "oauth2",
            "x-a": 1,
            "flows": {"authorizationCode": {"scopes": {"r": "R"}, **urls}},
        },
        "app": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"scopes": {}, "tokenUrl": "https://a.b/t"}},
        },
    }


def test_references_into_paths_still_lead_somewhere():
    response = {"description": "d", "schema": {"type": "string"}}
    target = {"$ref": "#/paths/~1a/post/responses/200/schema"}
    operation = operation_of(
        {"responses": {"200": response, "201": {"description": "d", "schema": target}}},
        produces=["a/b"],
    )
    schema = operation["responses"]["201"]["content"]["a/b"]["schema"]
    assert schema == {"$ref": "#/components/schemas/schema"}


# --- names ---


def test_illegal_names_are_replaced_and_everything_that_names_them_follows():
    odd, place = "List«Pet»", "#/components/schemas/List%C2%ABPet%C2%BB"
    document = {
        "openapi": "3.0.0",
        "info": INFO,
        "security": [{"my key": []}],
        "paths": {},
        "components": {
            "schemas": {
                "List_Pet_": {},
                odd: {"type": "array", "items": {"$ref": "#/components/schemas/List«Pet»"}},
                "S": {
                    "oneOf": [{"$ref": f"{place}/items"}],
                    "discriminator": {"propertyName": "a", "mapping": {"a": place, "b": odd}},
                },
            },
            "securitySchemes": {"my key": {"type": "http", "scheme": "bearer"}},
        },
    }
    result = upgraded(
        document,
        "#/components/schemas/List«Pet»: the name is not legal, it is now List_Pet__2",
        "#/components/securitySchemes/my key: the name is not legal, it is now my_key",
    )
    new = "#/components/schemas/List_Pet__2"
    schemas = result["components"]["schemas"]
    assert schemas["List_Pet__2"]["items"] == {"$ref": new}
    assert schemas["S"]["oneOf"] == [{"$ref": f"{new}/items"}]
    assert schemas["S"]["discriminator"]["mapping"] == {"a": new, "b": "List_Pet__2"}
    assert result["security"] == [{"my_key": []}]
    assert list(result["components"]["securitySchemes"]) == ["my_key"]


# --- repairs ---


@pytest.mark.parametrize(
    ("written", "warnings"),
    [
        pytest.param({"openapi": 3.1}, ["#/openapi: the version was the number 3.1"], id="float"),
        pytest.param({"swagger": 2}, ["#/swagger: the version was the number 2"], id="integer"),
        pytest.param({"swagger": 2.0}, ["#/swagger: the version was the number 2.0"], id="2.0"),
        pytest.param({"openapi": "3.0"}, [], id="short"),
        pytest.param({"openapi": "3.1.0-rc1"}, [], id="candidate"),
    ],
)
def test_the_version_is_recognised(written, warnings):
    result = upgraded({**written, "info": INFO, "paths": {}}, *warnings)
    assert result == {"openapi": "3.2.0", "info": INFO, "paths": {}}


@pytest.mark.parametrize(
    "written",
    [
        {},
        {"openapi": None},
        {"openapi": True},
        {"openapi": "2.0"},
        {"openapi": "4.0.0"},
        {"swagger": "1.2"},
        {"swagger": "3.0.0"},
        {"openapi": []},
    ],
)
def test_without_a_known_version_nothing_can_be_understood(written):
    with pytest.raises(InvalidDocument, match=r"^x\.yaml(#/openapi|#/swagger)?: "):
        upgrade({**written, "info": INFO, "paths": {}}, "x.yaml")


@pytest.mark.parametrize("paths", [[1], "text", 1])
def test_paths_that_are_no_mapping_cannot_be_understood(paths):
    with pytest.raises(InvalidDocument, match=r"^x\.yaml#/paths: "):
        upgrade({"openapi": "3.0.0", "info": INFO, "paths": paths}, "x.yaml")


def test_an_almost_empty_document_is_completed():
    assert upgraded(
        {"openapi": "3.0.0"},
        "#: it has no paths",
        '#/info: the title was missing, it is now "Untitled"',
        '#/info: the version was missing, it is now "0"',
    ) == {"openapi": "3.2.0", "info": {"title": "Untitled", "version": "0"}, "paths": {}}


def test_empty_yaml_values_are_left_out():
    document = {
        "openapi": "3.1.0",
        "info": {"title": 1, "version": 1.0, "description": None},
        "tags": None,
        "security": {"key": None},
        "paths": {"/a": {"get": None, "parameters": [None], "summary": None}, "/b": None},
        "components": {
            "schemas": {"S": None, "T": {"properties": {"a": None}, "items": None, "default": None}}
        },
    }
    result = upgraded(
        document,
        "#/tags: it is empty and is left out",
        "#/info/description: it is empty and is left out",
        "#/info/title: it was 1, it is now a text",
        "#/info/version: it was 1.0, it is now a text",
        "#/paths/~1b: it is empty",
        "#/paths/~1a/parameters/0: it is empty and is left out",
        "#/paths/~1a/summary: it is empty and is left out",
        "#/components/schemas/S: it is empty",
        "#/components/schemas/T/properties/a: it is empty",
        "#/components/schemas/T/items: it is empty and is left out",
    )
    assert result == {
        "openapi": "3.2.0",
        "info": {"title": "1", "version": "1.0"},
        "security": [{"key": []}],
        "paths": {"/a": {"get": {}, "parameters": []}, "/b": {}},
        "components": {"schemas": {"S": {}, "T": {"properties": {"a": {}}, "default": None}}},
    }


def test_path_variables_are_declared_and_parameters_without_one_are_left_out():
    document = {
        "openapi": "3.0.0",
        "info": INFO,
        "paths": {
            "/{a}/{b}/{c}/{c}": {
                "parameters": [
                    {"$ref": "#/components/parameters/a"},
                    {"name": "z", "in": "path", "required": True, "schema": {}},
                ],
                "get": {"parameters": [{"name": "b", "in": "path", "schema": {}}], **OK},
            }
        },
        "components": {
            "parameters": {"a": {"name": "a", "in": "path", "required": True, "schema": {}}}
        },
    }
    result = upgraded(
        document,
        "#/paths/~1{a}~1{b}~1{c}~1{c}/parameters/1: the path has no variable z",
        "#/paths/~1{a}~1{b}~1{c}~1{c}/get: the path variable c was not declared",
        "#/paths/~1{a}~1{b}~1{c}~1{c}/get/parameters/0: a parameter of a path is always required",
    )
    item = result["paths"]["/{a}/{b}/{c}/{c}"]
    assert item["parameters"] == [{"$ref": "#/components/parameters/a"}]
    assert item["get"]["parameters"] == [
        {"name": "b", "in": "path", "schema": {}, "required": True},
        {"name": "c", "in": "path", "required": True, "schema": {"type": "string"}},
    ]


def test_undeclared_path_variables_of_swagger_are_strings_too():
    document = {"swagger": "2.0", "info": INFO, "paths": {"/{a}": {"get": OK}}}
    result = upgraded(document, "the path variable a was not declared")
    parameter = {"name": "a", "in": "path", "required": True, "schema": {"type": "string"}}
    assert result["paths"]["/{a}"]["get"]["parameters"] == [parameter]


@pytest.mark.parametrize(
    ("responses", "expected", "warnings"),
    [
        pytest.param(None, {"default": {"description": "Any response"}}, 2, id="empty"),
        pytest.param({}, {"default": {"description": "Any response"}}, 1, id="none"),
        pytest.param({"2xx": {"description": "d"}}, {"2XX": {"description": "d"}}, 1, id="case"),
        pytest.param(
            {"600": {"description": "d"}, "Default": {"description": "e"}},
            {"default": {"description": "e"}},
            2,
            id="no status",
        ),
    ],
)
def test_an_operation_has_responses(responses, expected, warnings):
    operation = {"responses": responses}
    document = {"openapi": "3.0.0", "info": INFO, "paths": {"/a": {"get": operation}}}
    result, sentences = upgrade(document, "x")
    assert result["paths"]["/a"]["get"] == {"responses": expected}
    assert len(sentences) == warnings
    assert problems(OpenAPIV32SpecValidator, result) == []


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Integer", {"type": "integer"}),
        ("long", {"type": "integer", "format": "int64"}),
        ("datetime", {"type": "string", "format": "date-time"}),
        ("file", {"type": "string", "format": "binary"}),
        ("any", {}),
        (["string", "long"], {"type": ["string"]}),
        ({"a": 1}, {}),
    ],
)
def test_types_that_do_not_exist_are_read_as_they_were_meant(written, meant):
    reason = "is no type, it is taken as" if meant else "is no type, any value is allowed"
    assert schema_of({"type": written, "title": "t"}, reason) == {**meant, "title": "t"}


def test_required_in_a_property_moves_to_its_object():
    schema = {
        "properties": {"a": {"required": True}, "b": {"required": False}, "c": {"required": True}},
        "required": ["c"],
    }
    assert schema_of(schema, "`required: true` in a property, now required: a, c") == {
        "properties": {"a": {}, "b": {}, "c": {}},
        "required": ["c", "a"],
    }


def test_parameters_described_the_way_of_swagger_get_a_schema():
    parameters = [
        {"name": "a", "in": "query", "type": "array", "items": {"type": "int"}, "x-a": 1},
        {"name": "b", "in": "query"},
        {"in": "query"},
    ]
    paths = {"/a": {"get": {"parameters": parameters, **OK}}}
    result = upgraded(
        {"openapi": "3.0.0", "info": INFO, "paths": paths},
        "#/paths/~1a/get/parameters/2: it has no `name` and is left out",
        "#/paths/~1a/get/parameters/0: its type stood outside of a schema",
        "#/paths/~1a/get/parameters/0/schema/items/type: int is no type",
        "#/paths/~1a/get/parameters/1: it has no schema",
    )
    assert result["paths"]["/a"]["get"]["parameters"] == [
        {
            "name": "a",
            "in": "query",
            "x-a": 1,
            "schema": {"type": "array", "items": {"type": "integer"}},
        },
        {"name": "b", "in": "query", "schema": {}},
    ]


def test_objects_of_another_form_are_left_out():
    document = {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": {"pets": {"get": {"tags": ["a"], "servers": "http://a.b"}}, "/a": 1},
        "tags": [{"description": "no name"}, "text"],
        "components": {
            "schemas": {"S": "string", "T": {"examples": {"a": {"value": 1}}, "allOf": {}}},
            "links": {"l": {}},
        },
    }
    result = upgraded(
        document,
        "#/tags/0: it has no `name` and is left out",
        "#/tags/1: it is no object and is left out",
        "#/paths/~1a: it is no object and is left out",
        "#/paths/pets: the path is now /pets",
        "#/paths/~1pets/get/servers: it is no list and is left out",
        "#/components/schemas/S: it is no object and is left out",
        "#/components/links/l: it has no `operationRef` and is left out",
        "#/components/schemas/T/examples: the examples of a schema are a list",
    )
    assert result["paths"] == {"/pets": {"get": {"tags": ["a"]}}}
    assert result["components"] == {"schemas": {"T": {"examples": [1], "allOf": [{}]}}, "links": {}}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "pattern": 3}, {"type": "string"}),
        ({"type": "array", "minItems": -1, "items": {}}, {"type": "array", "items": {}}),
        ({"multipleOf": 0}, {}),
        ({"enum": "a"}, {}),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}),
    ],
)
def test_keywords_that_mean_nothing_are_left_out_and_named(schema, expected):
    """A schema that no validator takes would make its operation unusable."""
    document = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema}},
    }
    content, notes = upgrade(document, "a.yaml")
    assert content["components"]["schemas"]["A"] == expected
    assert any("/components/schemas/A" in each for each in notes)


def test_references_in_a_circle_are_told():
    """Of schemas and of paths; a schema that contains itself is none."""
    document = {
        "openapi": "3.1.0",
        "info": INFO,
        "paths": {"/a": {"$ref": "#/paths/~1a"}},
        "components": {
            "schemas": {
                "A": {"$ref": "#/components/schemas/B"},
                "B": {"$ref": "#/components/schemas/A"},
                "C": {"properties": {"c": {"$ref": "#/components/schemas/C"}}},
                "D": {"$ref": "#/components/schemas/A"},
            }
        },
    }
    told = [each.partition(": ")[0] for each in upgrade(document, "x.yaml")[1]]
    assert told == ["#/paths/~1a", "#/components/schemas/A", "#/components/schemas/B"]


def test_schemas_of_an_older_draft_are_brought_to_the_one_of_openapi():
    """Whether the schema or the document names it."""
    draft = "http://json-schema.org/draft-04/schema#"
    schema = {"type": "number", "minimum": 1, "exclusiveMinimum": True}
    notes = ("is not the dialect of OpenAPI 3.2", "a number since OpenAPI 3.1")
    expected = {"type": "number", "exclusiveMinimum": 1}
    assert schema_of({"$schema": draft, **schema}, *notes, openapi="3.1.0") == expected
    document = {
        "openapi": "3.1.0",
        "info": INFO,
        "jsonSchemaDialect": draft,
        "components": {"schemas": {"S": schema}},
    }
    assert upgraded(document, *notes)["components"]["schemas"]["S"] == expected


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (
            {"items": [{"exclusiveMinimum": True, "minimum": 1}, True], "additionalItems": False},
            {"prefixItems": [{"exclusiveMinimum": 1}, True], "items": False},
            "prefixItems",
        ),
        ({"items": [{}]}, {"prefixItems": [{}]}, "prefixItems"),
        (
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {
                "dependentRequired": {"a": ["b"]},
                "dependentSchemas": {"c": {"required": ["d"]}},
            },
            "told apart",
        ),
        (
            {"dependencies": {"a": ["b"], "c": 1}, "dependentRequired": {"d": ["e"]}},
            {"dependentRequired": {"d": ["e"]}},
            "told apart",
        ),
    ],
)
def test_keywords_of_older_drafts_keep_their_meaning(old, new, note):
    """The instances that draft 7 allows are those that the newest allows."""
    draft = "http://json-schema.org/draft-07/schema#"
    document = {
        "openapi": "3.1.0",
        "info": INFO,
        "jsonSchemaDialect": draft,
        "components": {"schemas": {"S": old}},
    }
    content, notes = upgrade(document, "x.yaml")
    assert content["components"]["schemas"]["S"] == new
    assert any(note in each for each in notes)


def test_references_to_keywords_of_older_drafts_still_lead_there():
    """Into a tuple, to what follows it, and to what depends on a property."""
    base = "#/components/schemas/S"
    schema = {
        "items": [{"items": [{"type": "string"}, True]}, {"$ref": f"{base}/items/0/items/0"}],
        "additionalItems": {"$ref": f"{base}/items/1"},
        "dependencies": {"a": {"$ref": f"{base}/additionalItems"}, "b": ["a"]},
        "not": {"$ref": f"{base}/dependencies/a"},
    }
    document = {"openapi": "3.1.0", "info": INFO, "components": {"schemas": {"S": schema}}}
    content, _ = upgrade(document, "x.yaml")
    targets = [target for _, target in pointers.references(content)]
    assert len(targets) == 4
    for target in targets:
        assert pointers.follow(content, target.removeprefix("#"))


def test_references_into_what_is_left_out_say_nothing():
    """`allOf` is a list: what a mapping in its stead holds is gone, and so is what it was for."""
    inside = "#/components/schemas/S/allOf/3/properties/a"
    schemas = {
        "S": {"allOf": {"3": {"properties": {"a": {"type": "string"}}}}},
        "T": {"properties": {"b": {"$ref": inside, "description": "B"}}},
    }
    document = {"openapi": "3.1.0", "info": INFO, "components": {"schemas": schemas}}
    content, notes = upgrade(document, "x.yaml")
    assert content["components"]["schemas"]["T"] == {"properties": {"b": {"description": "B"}}}
    assert any(inside in note for note in notes)


@pytest.mark.parametrize(
    "dialect",
    ["https://json-schema.org/draft/2020-12/schema", "https://example.com/our-own"],
)
def test_other_dialects_are_kept(dialect):
    """The draft of OpenAPI 3.2 itself, and those of authors."""
    document = {"openapi": "3.1.0", "info": INFO, "paths": {}, "jsonSchemaDialect": dialect}
    assert upgrade(document, "x.yaml")[0]["jsonSchemaDialect"] == dialect
