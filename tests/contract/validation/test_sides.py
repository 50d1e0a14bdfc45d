"""Where libraries read one contract in two ways: the side that docs/validation.md takes."""

from typing import Any

import orjson
import pytest

from contract.model import Contract
from contract.validation import Clerk, Request, Response, Violation
from tests.contract.validation.messages import BOUNDARY, multipart
from tests.contract.validation.test_clerk import fail

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"


def clerk_of(
    *parameters: Any, content: Any = None, components: Any = None, response: Any = None
) -> tuple[Clerk, Contract]:
    """Make a clerk of one operation that asks openapi-core each time; they must agree."""
    operation = {
        "parameters": list(parameters),
        "responses": {"200": {"description": "", "content": response or {JSON: {}}}},
        **({"requestBody": {"content": content}} if content else {}),
    }
    contract = Contract.from_document(
        {
            "openapi": "3.2.0",
            "info": {"title": "Sides", "version": "1"},
            "paths": {"/sides/{p}": {"post": operation}},
            "components": {"schemas": components or {}},
        }
    )
    return Clerk(contract, "all", fail), contract


def asked(clerk_and_contract: tuple[Clerk, Contract], **said: Any) -> tuple[Violation, ...]:
    """Ask about one request."""
    clerk, contract = clerk_and_contract
    request = Request(
        path=said.get("path", {}),
        query=said.get("query", ()),
        headers=said.get("headers", ()),
        cookies=said.get("cookies", {}),
        body=said.get("body", b""),
        content_type=said.get("content_type", ""),
    )
    return clerk.request(contract.operations[0], request).violations


def takes(schema: Any, value: Any, **more: Any) -> bool:
    """Tell whether a JSON body is taken."""
    clerk = clerk_of(content={JSON: {"schema": schema}}, **more)
    return not asked(clerk, body=orjson.dumps(value), content_type=JSON)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        pytest.param(r"^\d$", "\u0661", False, id="digits are ASCII"),
        pytest.param(r"^\w$", "é", False, id="word characters are ASCII"),
        pytest.param("^a$", "a\n", False, id="the end is the end"),
        pytest.param(r"^\p{L}$", "é", True, id="Unicode properties"),
        pytest.param("^.$", "\U0001f600", True, id="a character beyond the first plane is one"),
        pytest.param("(?i)a", "b", True, id="no ECMA-262: says nothing"),
        pytest.param("(", "b", True, id="no pattern: says nothing"),
        pytest.param("^(a+)+$", "a" * 40 + "b", False, id="no catastrophe"),
    ],
)
def test_patterns_are_ecma_262(pattern, text, expected):
    """With the flag `u`, as JSON Schema recommends (Core 6.4)."""
    assert takes({"pattern": pattern}, text) is expected
    schema = {"patternProperties": {pattern: {"type": "null"}}, "additionalProperties": False}
    names = {text: None}
    if pattern not in ("(?i)a", "("):
        assert takes(schema, names) is expected


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        pytest.param({"format": "uri"}, "not a uri", False, id="uri"),
        pytest.param({"format": "email"}, "@", False, id="email"),
        pytest.param({"format": "duration"}, "P1D", True, id="duration"),
        pytest.param({"format": "date-time"}, "2026-06-12T08:00:00", False, id="date-time"),
        pytest.param({"format": "secret"}, "anything", True, id="an unknown one"),
        pytest.param({"format": "int32"}, 2**31, False, id="int32 is a bound"),
        pytest.param({"format": "int64"}, 2**63, False, id="int64 is a bound"),
        pytest.param({"format": "int64"}, 0.5, True, id="of integers"),
        pytest.param({"multipleOf": 0.01}, 19.99, True, id="multiples of decimals"),
        pytest.param({"type": "integer"}, 1.0, True, id="a whole number is an integer"),
        pytest.param({"const": 1}, True, False, id="true is not 1"),
        pytest.param({"uniqueItems": True}, [1, 1.0], False, id="1 is 1.0"),
        pytest.param({"uniqueItems": True}, [1, True], True, id="1 and true are two"),
        pytest.param({"type": "integer"}, 10**30, True, id="large integers are integers"),
    ],
)
def test_values_are_read_in_one_way(schema, value, expected):
    """Formats, bounds and numbers."""
    body = str(value).encode() if value == 10**30 else orjson.dumps(value)
    assert takes(schema, value) is expected if value != 10**30 else True
    clerk = clerk_of(content={JSON: {"schema": schema}})
    assert (not asked(clerk, body=body, content_type=JSON)) is expected


def test_a_discriminator_decides_nothing():
    """OpenAPI 3.2.0, "Discriminator Object": it is a hint, validation is by the variants."""
    components = {"Cat": {"required": ["lives"]}, "Dog": {"required": ["tail"]}}
    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    assert takes(schema, {"kind": "Dog", "lives": 9}, components=components)
    assert takes(schema, {"tail": 1}, components=components)
    assert not takes(schema, {"kind": "Dog"}, components=components)


def test_what_only_the_server_knows_need_not_be_sent():
    """`required` holds for the direction in which a member goes."""
    schema = {
        "required": ["id", "secret"],
        "properties": {"id": {"readOnly": True}, "secret": {"writeOnly": True}},
    }
    assert takes(schema, {"secret": 1})
    assert takes(schema, {"secret": 1, "id": 1})
    assert not takes(schema, {"id": 1})
    clerk, contract = clerk_of(response={JSON: {"schema": schema}})
    operation = contract.operations[0]
    for value, is_valid in (({"id": 1}, True), ({"secret": 1}, False)):
        response = Response(200, (), orjson.dumps(value), JSON)
        assert (clerk.response(operation, response, value) == ()) is is_valid


def test_what_stands_beside_a_reference_counts():
    """JSON Schema 2020-12, Core 8.2.3.1."""
    components = {"Name": {"type": "string"}}
    schema = {"$ref": "#/components/schemas/Name", "maxLength": 2}
    assert takes(schema, "ab", components=components)
    assert not takes(schema, "abc", components=components)
    named = {"name": "q", "in": "query", "schema": schema}
    clerk = clerk_of(named, components=components)
    assert asked(clerk, query=(("q", "ab"),)) == ()
    assert asked(clerk, query=(("q", "abc"),))


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        pytest.param({"type": "integer"}, "1_000", False, id="no underscores"),
        pytest.param({"type": "integer"}, "\u0661", False, id="ASCII digits"),
        pytest.param({"type": "integer"}, " 1", False, id="no spaces"),
        pytest.param({"type": "integer"}, "+01", True, id="a sign and zeros"),
        pytest.param({"type": "integer"}, "1.0", False, id="an integer has no point"),
        pytest.param({"type": "number"}, "nan", False, id="no NaN"),
        pytest.param({"type": "number"}, "1e999", False, id="no infinity"),
        pytest.param({"type": "number"}, "1e3", True, id="exponents"),
        pytest.param({"type": "boolean"}, "Yes", True, id="booleans as openapi-core reads them"),
        pytest.param({"type": "boolean"}, "maybe", False, id="and no others"),
        pytest.param({"type": ["null", "integer"]}, "5", True, id="null is tried last"),
        pytest.param({"anyOf": [{"type": "null"}, {"type": "integer"}]}, "5", True, id="anyOf too"),
        pytest.param({"type": ["integer", "null"]}, "null", False, id="null has no text"),
    ],
)
def test_text_is_read_in_one_way(schema, text, expected):
    """A number in a query is written as in JSON."""
    clerk = clerk_of({"name": "q", "in": "query", "schema": schema})
    assert (not asked(clerk, query=(("q", text),))) is expected


NUMBERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "required": ["x"], "properties": {"x": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("parameter", "said", "expected"),
    [
        pytest.param(
            {"in": "path", "style": "label", "schema": NUMBERS},
            {"path": {"p": ".1,2"}},
            True,
            id="label",
        ),
        pytest.param(
            {"in": "path", "style": "label", "schema": NUMBERS},
            {"path": {"p": "1,2"}},
            False,
            id="label without its point",
        ),
        pytest.param(
            {"in": "path", "style": "matrix", "explode": True, "schema": NUMBERS},
            {"path": {"p": ";p=1;p=2"}},
            True,
            id="matrix",
        ),
        pytest.param(
            {"in": "query", "style": "spaceDelimited", "explode": False, "schema": NUMBERS},
            {"query": (("p", "1 2"),)},
            True,
            id="spaceDelimited",
        ),
        pytest.param(
            {"in": "query", "style": "pipeDelimited", "explode": True, "schema": NUMBERS},
            {"query": (("p", "1"), ("p", "2"))},
            True,
            id="delimited and exploded is form",
        ),
        pytest.param(
            {"in": "query", "schema": POINT, "required": True},
            {"query": (("x", "1"),)},
            True,
            id="exploded object",
        ),
        pytest.param(
            {"in": "query", "schema": POINT, "required": True},
            {"query": (("x", "a"),)},
            False,
            id="exploded object, wrong type",
        ),
        pytest.param(
            {"in": "query", "style": "deepObject", "schema": POINT},
            {"query": (("p[x]", "1"),)},
            True,
            id="deepObject is exploded",
        ),
        pytest.param(
            {"in": "query", "style": "deepObject", "schema": POINT},
            {},
            True,
            id="deepObject need not be there",
        ),
        pytest.param(
            {"in": "cookie", "style": "cookie", "schema": {"type": "integer"}},
            {"cookies": {"p": "1"}},
            True,
            id="style cookie is form",
        ),
        pytest.param(
            {"in": "query", "schema": {"type": ["array", "null"], "items": {"type": "integer"}}},
            {"query": (("p", "1"), ("p", "2"))},
            True,
            id="a list that may be null",
        ),
        pytest.param(
            {"in": "querystring", "content": {JSON: {"schema": POINT}}},
            {"query": (('{"x":1}', ""),)},
            True,
            id="the whole query string",
        ),
        pytest.param(
            {"in": "querystring", "content": {JSON: {"schema": POINT}}},
            {"query": (('{"x":"a"}', ""),)},
            False,
            id="the whole query string, wrong type",
        ),
    ],
)
def test_styles_that_openapi_core_cannot_take_apart(parameter, said, expected):
    """It gets the value, and judges it."""
    clerk = clerk_of({"name": "p", "required": parameter["in"] == "path", **parameter})
    assert (not asked(clerk, **said)) is expected


# --- bodies ---------------------------------------------------------------------------------------

MEMBERS = {
    "type": "object",
    "required": ["count"],
    "properties": {"count": {"type": "integer"}, "tags": NUMBERS},
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param([("count", "1")], True, id="numbers are read"),
        pytest.param([("count", "x")], False, id="text is no number"),
        pytest.param([("count", "1"), ("other", "1")], False, id="what is too much counts"),
        pytest.param([("count", "1"), ("tags", "1"), ("tags", "2")], True, id="lists"),
        pytest.param([("count", "1"), ("count", "x")], True, id="the first of one value"),
        pytest.param([], False, id="missing"),
    ],
)
def test_forms_are_read_by_their_schema(fields, expected):
    """Whether in parts or URL-encoded."""
    clerk = clerk_of(content={PARTS: {"schema": MEMBERS}, FORM: {"schema": MEMBERS}})
    encoded = "&".join(f"{name}={value}" for name, value in fields).encode() or b"&"
    assert (not asked(clerk, body=encoded, content_type=FORM)) is expected
    content_type = f"{PARTS}; boundary={BOUNDARY}"
    assert (not asked(clerk, body=multipart(fields), content_type=content_type)) is expected


@pytest.mark.parametrize(
    ("documented", "schema", "sent", "body", "expected"),
    [
        pytest.param("text/csv", {"type": "string"}, "text/csv", b"a,b", True, id="text"),
        pytest.param("text/csv", {"maxLength": 2}, "text/csv", b"a,b", False, id="its length"),
        pytest.param("image/png", {"maxLength": 2}, "image/png", b"\xff\xff", True, id="bytes"),
        pytest.param("text/plain", {"type": "integer"}, "text/plain", b"1", False, id="no number"),
        pytest.param("application/hal+json", NUMBERS, "application/hal+json", b"[1]", True, id="+"),
        pytest.param("*/*", NUMBERS, JSON, b"[1]", True, id="a range, by what is sent"),
        pytest.param("*/*", NUMBERS, "json", b"[1]", False, id="no media type"),
        pytest.param("application/*", NUMBERS, "text/plain", b"[1]", False, id="another range"),
        pytest.param("*/*", {"maxLength": 2}, "", b"ab", True, id="no Content-Type: anything"),
        pytest.param("*/*", {"maxLength": 2}, "", b"abc", False, id="no Content-Type: its length"),
        pytest.param(JSON, NUMBERS, "", b"[1]", False, id="no Content-Type: not JSON"),
        pytest.param(f"{JSON};charset=UTF-8", NUMBERS, JSON, b"[1]", True, id="parameters"),
        pytest.param(JSON, NUMBERS, f"{JSON}; charset", b"[1]", True, id="odd parameters"),
        pytest.param("application/xml", POINT, "application/xml", b"<p/>", True, id="XML"),
        pytest.param("application/xml", POINT, "application/xml", b"<p>", False, id="broken XML"),
        pytest.param("text/plain", {}, "text/plain; charset=x\0", b"a", True, id="no charset"),
    ],
)
def test_bodies_are_read_by_their_media_type(documented, schema, sent, body, expected):
    """What is not JSON is text; XML is only parsed."""
    clerk = clerk_of(content={documented: {"schema": schema}})
    assert (not asked(clerk, body=body, content_type=sent)) is expected


def test_media_types_that_differ_by_parameters_stay_apart():
    """They are found by the whole name, however it is spaced."""
    content = {f"{JSON};v=1": {"schema": {"const": 1}}, f"{JSON}; v=2": {"schema": {"const": 2}}}
    clerk = clerk_of(content=content)
    assert asked(clerk, body=b"2", content_type=f"{JSON};V=2") == ()
    assert asked(clerk, body=b"2", content_type=f"{JSON}; v=1")


def test_an_optional_body_may_be_missing():
    """Also where openapi-core has a word for it."""
    assert asked(clerk_of(content={JSON: {"schema": NUMBERS}})) == ()


def test_what_is_referred_to_is_read_as_if_it_stood_there():
    """Parameters, bodies, responses, headers and path items."""
    document = {
        "openapi": "3.2.0",
        "info": {"title": "References", "version": "1"},
        "paths": {"/a": {"$ref": "#/components/pathItems/A"}},
        "components": {
            "pathItems": {
                "A": {
                    "parameters": [{"$ref": "#/components/parameters/Filter"}],
                    "post": {
                        "requestBody": {"$ref": "#/components/requestBodies/B"},
                        "responses": {"200": {"$ref": "#/components/responses/R"}},
                    },
                }
            },
            "parameters": {
                "Filter": {
                    "name": "filter",
                    "in": "query",
                    "style": "deepObject",
                    "schema": {"$ref": "#/components/schemas/Point"},
                }
            },
            "requestBodies": {"B": {"required": True, "content": {JSON: {"schema": NUMBERS}}}},
            "responses": {
                "R": {"description": "", "headers": {"X-H": {"$ref": "#/components/headers/H"}}}
            },
            "headers": {"H": {"required": True, "schema": {"type": "integer"}}},
            "schemas": {"Point": POINT},
        },
    }
    contract = Contract.from_document(document)
    clerk, operation = Clerk(contract, "all", fail), contract.operations[0]
    body = {"body": b"[1]", "content_type": JSON}
    assert asked((clerk, contract), query=(("filter[x]", "1"),), **body) == ()
    [violation] = asked((clerk, contract), query=(("filter[x]", "a"),), **body)
    assert violation.path == ("filter",)
    assert asked((clerk, contract))[0].part == "body"
    for headers, is_valid in (((("X-H", "1"),), True), ((("x-h", "a"),), False), ((), False)):
        assert (clerk.response(operation, Response(200, headers, b"", ""), None) == ()) is is_valid


@pytest.mark.parametrize("kind", ["integer", "boolean", "number", "string"])
def test_an_empty_value_passes_where_it_is_allowed(kind):
    """`?flag=` and `?flag` are values of their own; what is not empty keeps to its type."""
    schema = {"type": kind, "enum": [1, True, "1"]}
    clerk = clerk_of({"name": "flag", "in": "query", "allowEmptyValue": True, "schema": schema})
    assert not asked(clerk, query=(("flag", ""),))
    assert not asked(clerk, query=(("flag", "1"),))
    assert asked(clerk, query=(("flag", "other"),))


def test_a_default_that_breaks_its_schema_refuses_nobody():
    """A document's mistake in what is left out is not the client's."""
    clerk = clerk_of(
        {"name": "n", "in": "query", "schema": {"type": "integer", "default": "300"}},
        {"name": "m", "in": "query", "schema": {"type": "integer", "default": 3}},
    )
    assert not asked(clerk)
    assert asked(clerk, query=(("n", "300.5"),))


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"type": "string"}, True, id="text"),
        pytest.param({"type": "string", "minLength": 1}, False, id="text that is not empty"),
        pytest.param({"type": "string", "enum": ["a"]}, False, id="one of some"),
        pytest.param({"type": "integer"}, False, id="number"),
    ],
)
def test_an_empty_text_in_the_query_is_the_empty_string(schema, expected):
    """`?q=` is a text of no characters: its schema says whether it will do."""
    clerk = clerk_of({"name": "q", "in": "query", "required": True, "schema": schema})
    assert (not asked(clerk, query=(("q", ""),))) is expected


@pytest.mark.parametrize("name", ["f[list]", "f[list][]"])
def test_a_list_in_a_deep_object_repeats_its_name(name):
    """OpenAPI says nothing of it; clients write it in these two ways."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    schema = {"type": "object", "properties": {"list": numbers, "one": {"type": "integer"}}}
    clerk = clerk_of({"name": "f", "in": "query", "style": "deepObject", "schema": schema})
    assert not asked(clerk, query=((name, "1"), (name, "2"), ("f[one]", "3")))
    assert asked(clerk, query=((name, "1"), (name, "x")))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param(["1,2"], True, id="as the style writes it"),
        pytest.param(["1, 2 ,\t3"], True, id="with spaces"),
        pytest.param(["1", "2"], True, id="on two lines"),
        pytest.param(["1", "x"], False, id="another type on the second line"),
        pytest.param(["1 2"], False, id="spaces inside"),
    ],
)
def test_a_list_in_headers_may_have_spaces_and_several_lines(lines, expected):
    """RFC 9110, 5.3 and 5.6.1."""
    schema = {"type": "array", "items": {"type": "integer"}}
    clerk = clerk_of({"name": "X-List", "in": "header", "schema": schema})
    headers = tuple(("x-list", each) for each in lines)
    assert (not asked(clerk, headers=headers)) is expected


def test_an_object_in_a_header_may_have_spaces():
    """It is a list of its members."""
    clerk = clerk_of({"name": "X-Point", "in": "header", "explode": True, "schema": POINT})
    assert not asked(clerk, headers=(("X-Point", "x=1, y=2"),))
    assert asked(clerk, headers=(("X-Point", "x=1, x=b"),))


def test_a_default_does_not_stand_for_what_must_be_sent():
    """Neither a parameter nor a member of a form; what need not be sent has it."""
    schema = {"type": "integer", "default": 3}
    parameter = {"name": "n", "in": "query", "schema": {"$ref": "#/components/schemas/Three"}}
    components = {"Three": schema}
    assert asked(clerk_of({**parameter, "required": True}, components=components))
    assert not asked(clerk_of(parameter, components=components))
    for form in (
        {"required": ["n"], "properties": {"n": schema, "m": schema}},
        {"allOf": [{"required": ["n"]}], "properties": {"n": schema, "m": schema}},
    ):
        clerk = clerk_of(content={FORM: {"schema": {"type": "object", **form}}})
        assert asked(clerk, body=b"m=1", content_type=FORM)
        assert not asked(clerk, body=b"n=1", content_type=FORM)


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        pytest.param({}, b"a=1&x=2", id="exploded"),
        pytest.param({"o": {"style": "deepObject"}}, b"a=1&o[x]=2", id="deepObject"),
    ],
)
def test_the_fields_of_an_object_in_a_form_are_no_members_of_the_form(encoding, body):
    """Other fields are, which `additionalProperties` may refuse."""
    members = {"a": {"type": "integer"}, "o": POINT}
    schema = {"type": "object", "additionalProperties": False, "properties": members}
    clerk = clerk_of(content={FORM: {"schema": schema, "encoding": encoding}})
    assert not asked(clerk, body=body, content_type=FORM)
    assert asked(clerk, body=body + b"&other=3", content_type=FORM)
    assert asked(clerk, body=body.replace(b"=2", b"=two"), content_type=FORM)
