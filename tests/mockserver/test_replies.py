"""Replies where the contract makes it hard."""

import orjson
import pytest

from contract.document import Source, from_source
from mockserver.options import Options
from mockserver.serving import make_mock
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header

ENDLESS = """
openapi: 3.1.0
info: {title: Endless, version: "1"}
paths:
  /nodes:
    get:
      responses: &answer
        "200":
          description: A node.
          content: {application/json: {schema: {$ref: "#/components/schemas/Node"}}}
    post: {responses: *answer}
components:
  schemas:
    Node:
      type: object
      required: [name, parent]
      properties:
        name: {type: string}
        parent: {$ref: "#/components/schemas/Node"}
"""


def test_a_schema_that_no_value_has_is_answered_by_what_comes_near():
    """A node that needs a parent that needs a parent: nothing finite is one."""
    document = from_source(Source("endless.yaml", ENDLESS))
    for static in (False, True):
        mock = make_mock(document, options=Options(static=static))
        for request in ("GET /nodes", "POST /nodes"):
            reply = ask(mock.gate, World(), request)
            assert (reply.status, *orjson.loads(reply.body)) == (200, "name")
            assert "required" in str(header(reply, "X-Contract-Violations"))
    strict = make_mock(document, options=Options(errors=True))
    assert ask(strict.gate, World(), "GET /nodes").status == 500


SEVERAL = """
openapi: 3.1.0
info: {title: Several, version: "1"}
paths:
  /report:
    get:
      responses:
        "101": {description: Other protocols}
        "200":
          description: The report
          content:
            application/xml: {example: <report/>}
            application/json: {examples: {short: {value: {a: 1}}}}
        "201": {description: Its picture, content: {image/png: {schema: {type: string}}}}
  /socket: {get: {responses: {"101": {description: Other protocols}}}}
"""


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        pytest.param("", (200, "application/json"), id="nothing said: JSON"),
        pytest.param("*/*", (200, "application/xml"), id="anything: as the document orders it"),
        pytest.param("image/*", (201, "image/png"), id="another success has it"),
        pytest.param("text/html", (406, "application/problem+json"), id="no success has it"),
    ],
)
def test_a_reply_comes_in_a_media_type_that_the_client_takes(accept, expected):
    """The lowest success that can."""
    reply = ask(gate_of(SEVERAL), World(), "GET /report", headers={"Accept": accept})
    assert (reply.status, header(reply, "Content-Type")) == expected


def test_interim_replies_end_no_exchange():
    """RFC 9110, 15.2: a client waits for what follows a 1xx; where nothing can, 501 says so."""
    gate = gate_of(SEVERAL)
    assert ask(gate, World(), "GET /socket").status == 501
    preferred = ask(gate, World(), "GET /report", headers={"Prefer": "code=101"})
    assert preferred.status == 404
    assert orjson.loads(preferred.body)["detail"].endswith("there are: 200, 201")


def test_an_empty_example_is_no_body():
    """Of what is no JSON; a value is made, as where there is no example."""
    gate = gate_of(EMPTY)
    reply = ask(gate, World(), "GET /logo")
    assert reply.status == 200, reply.body
    assert reply.body


def test_a_reply_that_never_has_content_needs_none():
    """Whatever is documented for it (RFC 9110, 15.3.5)."""
    reply = ask(gate_of(EMPTY), World(), "DELETE /logo")
    assert (reply.status, reply.body) == (204, b"")


EMPTY = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /logo:
    get:
      responses:
        '200': {description: OK, content: {text/plain: {examples: {one: {value: ''}}}}}
    delete:
      responses:
        '204': {$ref: '#/components/responses/Done'}
components:
  responses:
    Done: {description: OK, content: {application/json: {schema: {type: object}}}}
"""


def test_a_header_that_no_value_has_stays_away_if_it_may():
    """An integer out of a list of texts is none; whoever needs the header is told."""
    text = """
openapi: 3.1.0
info: {title: Headers, version: "1"}
paths:
  /optional: {get: {responses: {"200": {description: A, headers: {X-State:
    {schema: {type: integer, enum: ["410"]}}}}}}}
  /required: {get: {responses: {"200": {description: A, headers: {X-State:
    {required: true, schema: {type: integer, enum: ["410"]}}}}}}}
"""
    gate = gate_of(text)
    free = ask(gate, World(), "GET /optional")
    assert (free.status, header(free, "X-State")) == (200, None)
    assert ask(gate, World(), "GET /required").status == 500


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/xml; charset=x"])
def test_references_through_a_media_type_lead_there(kind):
    """Its name has parameters, which the validators do without."""
    name = kind.replace("/", "~1").replace(" ", "%20")
    inside = f"#/paths/~1first/get/responses/200/content/{name}/schema"
    text = f"""
openapi: 3.1.0
info: {{title: Errors, version: "1"}}
paths:
  /first:
    get:
      responses:
        "200":
          description: One
          content:
            {kind}:
              schema: {{type: object, required: [name], properties: {{name: {{type: string}}}}}}
  /second:
    get:
      responses:
        "200":
          description: As the first
          content:
            {kind}: {{schema: {{$ref: "{inside}"}}}}
    post:
      requestBody:
        content:
          application/json:
            schema: {{$ref: "{inside}"}}
      responses: {{"200": {{description: Taken}}}}
"""
    gate = gate_of(text)
    for request in ("GET /first", "GET /second"):
        reply = ask(gate, World(), request)
        assert reply.status == 200, reply.body
        assert b"name" in reply.body
    assert ask(gate, World(), "POST /second", json={"name": "a"}).status == 200
    assert ask(gate, World(), "POST /second", json={"name": 1}).status == 422
