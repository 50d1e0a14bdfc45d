"""Replies where the contract makes it hard."""

import orjson

from contract.document import Source, from_source
from mockserver.options import Options
from mockserver.serving import make_mock
from mockserver.world import World
from tests.mockserver.asking import ask, header

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
