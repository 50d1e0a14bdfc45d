"""Any contract as a system: errors in its shape, replies of all kinds."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.document import Source, from_source
from contract.validation import Clerk
from contract.validation.bodies import split_multipart
from mockserver.gate import Gate
from mockserver.generic import GenericSystem
from mockserver.messages import MockReply
from mockserver.options import Options
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header
from tests.strategies import contracts


def _gate(responses: str, more: str = "", options: Options | None = None, parameters: str = "[]"):
    return gate_of(
        f"""
openapi: 3.2.0
info: {{title: Tiny, version: '1'}}
servers: [{{url: 'https://host/{{stage}}/v1', variables: {{stage: {{default: a, enum: [a, b]}}}}}}]
paths:
  /pets:
    get:
      {more}
      parameters: {parameters}
      responses: {responses}
""",
        options,
    )


def _ask(responses: str, request: str = "GET /a/v1/pets", **more):
    return ask(_gate(responses, **more), World(), request)


LIMIT = "[{name: limit, in: query, required: true, schema: {type: integer}}]"
MESSAGE = "{type: object, required: [message], properties: {message: {type: string}}}"
CODES = "{type: object, required: [code], properties: {code: {enum: [a, b]}}}"


def _content(schema: str = "{}", media_type: str = "application/json") -> str:
    return f"{{content: {{{media_type}: {{schema: {schema}}}}}}}"


SHAPE = _content(MESSAGE)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        pytest.param("{'201': {}, '200': {}, '404': {}}", 200, id="the lowest success"),
        pytest.param("{'404': {}, 2XX: {}}", 200, id="a range"),
        pytest.param("{default: {}, '404': {}}", 200, id="default"),
        pytest.param("{'404': {}, '302': {}}", 404, id="the first of others"),
        pytest.param("{4XX: {}}", 400, id="the first of ranges"),
        pytest.param("{}", 200, id="nothing documented"),
    ],
)
def test_the_lowest_success_is_answered(responses, expected):
    """Then "2XX", then "default", else what comes first; descriptions may be missing."""
    assert _ask(responses).status == expected


@pytest.mark.parametrize(
    ("responses", "status", "told"),
    [
        pytest.param(f"{{'422': {SHAPE}, '400': {{}}}}", 422, "limit", id="422"),
        pytest.param(f"{{'400': {SHAPE}, default: {{}}}}", 400, "limit", id="400"),
        pytest.param(f"{{4XX: {SHAPE}, default: {{}}}}", 422, "limit", id="range"),
        pytest.param(f"{{default: {SHAPE}}}", 422, "limit", id="default"),
        pytest.param("{'200': {}}", 422, "violations", id="nothing documented"),
        pytest.param(f"{{'422': {_content(CODES)}}}", 422, "code", id="no room for words"),
        pytest.param(f"{{'422': {_content()}}}", 422, "violations", id="no shape"),
        pytest.param("{'422': {content: {text/plain: {}}}}", 422, "limit", id="text"),
        pytest.param("{'422': {content: {application/xml: {schema: {}}}}}", 422, "limit", id="XML"),
        pytest.param(
            "{'422': {content: {application/problem+json: {schema: {type: object}}}}}",
            422,
            "violations",
            id="problem",
        ),
    ],
)
def test_invalid_requests_get_the_documented_error(responses, status, told):
    """A 422, a 400, or default as the shape; else a problem that lists every violation."""
    reply = _ask(responses, "GET /a/v1/pets?limit=x", parameters=LIMIT)
    assert reply.status == status
    assert told in reply.body.decode()


def test_problems_list_every_violation_with_its_place():
    """RFC 9457, with a member of its own for the violations."""
    parameters = "[{name: a, in: query, required: true}, {name: b, in: header, required: true}]"
    reply = _ask("{'200': {}}", parameters=parameters)
    assert header(reply, "Content-Type") == "application/problem+json"
    places = [(each["in"], each["path"]) for each in orjson.loads(reply.body)["violations"]]
    assert sorted(places) == [("header", ["b"]), ("query", ["a"])]


@pytest.mark.parametrize(
    ("validation", "status", "of"),
    [("strict", 422, "request"), ("warn", 200, "request"), ("off", 200, None)],
)
def test_violations_of_requests_may_be_warnings(validation, status, of):
    """They are told in a header and in the journal, or not looked for."""
    gate, world = (
        _gate("{'200': {}}", parameters=LIMIT, options=Options(validation=validation)),
        World(),
    )
    reply = ask(gate, world, "GET /a/v1/pets?limit=ä")
    assert reply.status == status
    told = header(reply, "X-Contract-Violations")
    assert (orjson.loads(told)[0]["of"] if told else None) == of
    assert bool(world.journal[-1].violations) is (validation != "off")


@pytest.mark.parametrize("path", ["/a/v1/pets", "/b/v1/pets", "/pets", "/%61/v1/pets"])
def test_an_api_is_offered_with_and_without_its_base_path(path):
    """Under each value that the servers' variables enumerate."""
    assert _ask("{'200': {}}", f"GET {path}").status == 200


@pytest.mark.parametrize("path", ["/c/v1/pets", "/a/v1", "//pets", "/a/v1/pets/", "/a/v1//pets"])
def test_other_paths_are_not_found(path):
    """Empty segments are segments."""
    assert _ask("{'200': {}}", f"GET {path}").status == 404


def test_documented_headers_are_generated():
    """In the style of their kind; what frames the message is not the contract's to say."""
    described = (
        "{X-Count: {schema: {type: integer, const: 3}},"
        " X-Tags: {schema: {type: array, const: [a, b]}},"
        " X-Wrong: {schema: {type: integer, const: 1}, example: x},"
        " X-Json: {content: {application/json: {schema: {const: {a: 1}}}}},"
        " Content-Length: {schema: {type: integer}}}"
    )
    reply = _ask(f"{{'200': {{headers: {described}}}}}")
    assert dict(reply.headers) == {
        "X-Count": "3",
        "X-Tags": "a,b",
        "X-Wrong": "1",
        "X-Json": '{"a":1}',
    }


def test_a_declared_head_answers_for_itself():
    """Else it is that of GET."""
    declared = "responses: {'200': {}}\n    head:"
    assert ask(_gate("{'204': {}}", more=declared), World(), "HEAD /pets").status == 204
    assert _ask("{'203': {}}", "HEAD /pets").status == 203


def test_deprecated_operations_say_so():
    """In every reply."""
    reply = _ask("{'200': {}}", more="deprecated: true\n      x-sunset: 2026-12-31")
    assert header(reply, "Deprecation") == "@0"
    assert header(reply, "Sunset") == "Thu, 31 Dec 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("content", "body"),
    [
        pytest.param("{application/json: {example: {a: 1}}}", b'{"a":1}', id="example"),
        pytest.param("{application/json: {examples: {b: {value: 2}}}}", b"2", id="named example"),
        pytest.param("{application/json: {schema: {examples: [3]}}}", b"3", id="of the schema"),
        pytest.param("{application/json: {schema: {example: 4}}}", b"4", id="of an old schema"),
        pytest.param("{application/json: {schema: {default: 5}}}", b"5", id="default"),
        pytest.param("{application/json: {}}", b"{}", id="no schema"),
        pytest.param(
            "{application/json: {schema: {type: integer, const: 6}, example: x}}",
            b"6",
            id="an example that breaks the schema",
        ),
        pytest.param(
            "{application/json: {schema: {type: object}, example: '{\"a\": 7}'}}",
            b'{"a":7}',
            id="JSON as text",
        ),
        pytest.param(
            "{application/json: {schema: {required: [a], properties: {a: {writeOnly: true}}},"
            " example: {b: 8}}}",
            b'{"b":8}',
            id="what is only written is not missing",
        ),
        pytest.param("{application/xml: {example: <a/>}}", b"<a/>", id="XML as text"),
        pytest.param("{text/html: {schema: {type: boolean, const: true}}}", b"true", id="scalar"),
    ],
)
def test_bodies_come_from_examples_and_else_from_schemas(content, body):
    """The first that keeps to the schema."""
    reply = _ask(f"{{'200': {{content: {content}}}}}")
    assert (reply.status, reply.body) == (200, body)


@settings(max_examples=25)
@given(
    contracts(),
    st.sampled_from(("", "*/*", "application/xml", "text/html, */*;q=0.1")),
    st.sampled_from(("", "code=200", "code=404", "dynamic=true", "example=a")),
)
def test_any_contract_is_served(contract, accept, prefer):
    """Whatever is documented, there is a reply, and it is documented or a problem."""
    gate = Gate(contract, GenericSystem(contract), Clerk(contract))
    for operation in contract.operations:
        path = operation.path.replace("{id}", "1")
        headers = {"Accept": accept, "Prefer": prefer, "Origin": "http://page"}
        reply = ask(gate, World(), f"{operation.method} {path}", headers=headers)
        is_problem = header(reply, "Content-Type") == "application/problem+json"
        assert is_problem or operation.reply_for(reply.status), reply
        assert b"the mock failed" not in reply.body


def test_a_pattern_that_is_none_hinders_nothing():
    """What nobody can judge is taken as it is."""
    bad = "{content: {application/json: {schema: {pattern: '('}, example: a}}}"
    gate = _gate(f"{{'200': {bad}, default: {bad}}}", parameters=LIMIT)
    assert list(gate.warnings()) == []
    assert ask(gate, World(), "GET /pets?limit=1").status == 200
    assert ask(gate, World(), "GET /pets?limit=x").status == 422


XML = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /pets:
    post:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      requestBody:
        content:
          application/xml:
            schema: {type: object, required: [id], properties: {id: {type: integer}}}
      responses:
        '201': {description: OK, content: {application/json: {schema: {type: object}}}}
"""


@pytest.mark.parametrize(
    ("body", "query", "places"),
    [
        (b"<pet><id>7</id></pet>", "", []),
        (b"<pet><id>x</id></pet>", "", [("body", ("id",))]),
        (b"<pet/>", "?limit=x", [("query", ("limit",)), ("body", ())]),
        (b"<pet>", "", [("body", ())]),
    ],
)
def test_bodies_in_xml_are_judged_as_values(body, query, places):
    """Behaviours meet the value, whatever it was written in."""
    world, seen = World(), []

    def behaviour(call):
        seen.append(call.values.body)
        return MockReply(201, {})

    gate = gate_of(XML, POST_pets=behaviour)
    headers = {"Content-Type": "application/xml"}
    reply = ask(gate, world, f"POST /pets{query}", headers=headers, body=body)
    assert [(each.part, each.path) for each in world.journal[-1].violations] == places
    assert (reply.status, seen) == ((422, []) if places else (201, [{"id": 7}]))


def test_incomplete_documents_are_served():
    """What is missing is told as warnings."""
    text = "openapi: 3.0.0\npaths: {'/pets/{id}': {get: {responses: {200: {}}}}}"
    document = from_source(Source("tiny.yaml", text))
    assert any("id was not declared" in each for each in document.warnings)
    assert ask(gate_of(text), World(), "GET /pets/7").status == 200


def test_an_error_may_be_told_in_more_than_one_shape():
    """FastAPI's `detail` is a list of places, or a text: the message replaces the list."""
    places = "{type: array, minItems: 1, items: " + MESSAGE + "}"
    detail = f"{{properties: {{detail: {{anyOf: [{places}, {{type: string}}]}}}}}}"
    reply = _ask(f"{{'200': {{}}, '422': {_content(detail)}}}", parameters=LIMIT)
    assert reply.status == 422
    assert "limit" in orjson.loads(reply.body)["detail"]


def test_replies_are_written_in_odd_media_types():
    """As a form or in parts, and in what a document calls a media type, though it is none."""
    text = """
openapi: 3.0.3
info: {title: Odd, version: "1"}
paths:
  /form:
    get:
      responses:
        "200":
          description: A form
          content:
            application/x-www-form-urlencoded:
              schema: {type: object}
              example: {name: Ada, tags: [a, b]}
  /parts:
    get:
      responses:
        "200":
          description: Parts
          content:
            multipart/form-data:
              schema: {type: object}
              example: {name: Ada, tags: [a, b], more: {x: 1}}
  /mixed:
    get: {responses: {"200": {description: Whatever, content: {multipart/mixed: {}}}}}
  /table:
    get:
      responses:
        "200": {description: A table, content: {xls: {schema: {type: string}, example: cells}}}
"""
    gate, world = gate_of(text), World()
    assert ask(gate, world, "GET /form").body == b"name=Ada&tags=a&tags=b"
    reply = ask(gate, world, "GET /parts")
    parts = split_multipart(reply.body, header(reply, "Content-Type") or "")
    text, json = "text/plain; charset=utf-8", "application/json"
    named = [("name", text, b"Ada"), ("tags", text, b"a"), ("tags", text, b"b")]
    assert parts == [*named, ("more", json, b'{"x":1}')]
    mixed = ask(gate, world, "GET /mixed")
    assert (mixed.status, "boundary=" in (header(mixed, "Content-Type") or "")) == (200, True)
    reply = ask(gate, world, "GET /table")
    assert (reply.status, reply.body, header(reply, "Content-Type")) == (200, b"cells", "xls")
