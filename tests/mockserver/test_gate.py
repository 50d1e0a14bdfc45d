"""The gate: requests and replies against a contract, and what happens when they break it."""

import logging
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qsl

import orjson
import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import given
from hypothesis import strategies as st

from contract.document import Source, from_source
from contract.model import Contract, MediaType
from contract.validation import Clerk
from contract.validation.media_types import media_type_for
from mockserver.app import create_app
from mockserver.behaviours import Call, Refusal
from mockserver.checking import encode
from mockserver.gate import Gate, query_pairs
from mockserver.generic import GenericSystem
from mockserver.messages import NOTHING, MockReply, MockRequest, ServerSentEvent
from mockserver.world import World
from tests.mockserver.asking import ask, events_of, fail_on, first_events
from tests.mockserver.event_stream import frames_of

_TEXT = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
servers: [{url: /v1}]
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, default: 10}}
        - {name: token, in: cookie, schema: {type: string}}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {type: array, items: {type: string}}}}
    post:
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [name]
              properties: {name: {type: string}}
      responses:
        '201':
          description: Created
          content: {application/json: {schema: {type: object}}}
        '422':
          description: Unprocessable
          content:
            application/json:
              schema:
                type: object
                required: [message]
                properties: {message: {type: string}}
  /pets/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
      responses: {'200': {description: OK, content: {application/json: {schema: {type: integer}}}}}
  /strict:
    get:
      x-strict-query: true
      parameters:
        - {name: a, in: query, schema: {type: string}}
      responses: {'204': {description: Nothing}}
  /events:
    get:
      responses:
        '200':
          description: OK
          content:
            text/event-stream:
              itemSchema:
                type: object
                properties:
                  data:
                    type: string
                    contentMediaType: application/json
                    contentSchema: {type: object, required: [number]}
"""
_CONTRACT = Contract.from_document(from_source(Source("tiny.yaml", _TEXT)).content)
_CLERK = Clerk(_CONTRACT, "all", fail_on)


class _System(GenericSystem):
    """Says whatever a test wants it to say."""

    largest_body_bytes = 1000

    def __init__(self, **replies: Any) -> None:
        super().__init__(_CONTRACT)
        self.behaviours = {
            key: (lambda call, reply=reply: reply(call) if callable(reply) else reply)
            for key, reply in replies.items()
        }


def _gate(**replies: Any) -> Gate:
    """Make a gate whose operations answer as told; keys have an underscore for the space."""
    named = {key.replace("_", " /"): reply for key, reply in replies.items()}
    return Gate(_CONTRACT, _System(**named), _CLERK)


def _status(gate: Gate, request: str, **more: Any) -> int:
    return ask(gate, World(), request, **more).status


# --- requests -------------------------------------------------------------------------------------


def test_unknown_paths_are_not_found():
    """The problem names what the path may have meant."""
    reply = ask(_gate(), World(), "GET /v1/pet")
    assert reply.status == 404
    problem = orjson.loads(reply.body)
    assert problem["status"] == 404
    assert problem["detail"] == "no operation at /v1/pet; did you mean /v1/pets?"
    assert _status(_gate(), "GET /") == 404


def test_wrong_methods_are_told_the_right_ones():
    """405 names what is allowed (RFC 9110, section 15.5.6), HEAD where there is GET."""
    reply = ask(_gate(), World(), "DELETE /v1/pets")
    assert reply.status == 405
    assert set(dict(reply.headers)["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


@pytest.mark.parametrize(
    ("request_line", "more", "part", "path"),
    [
        pytest.param("GET /v1/pets?limit=0", {}, "query", ["limit"], id="bound"),
        pytest.param("GET /v1/pets?limit=x", {}, "query", ["limit"], id="type in a query"),
        pytest.param("GET /v1/pets/x", {}, "path", ["id"], id="type in a path"),
        pytest.param("POST /v1/pets", {"json": {"name": 1}}, "body", ["name"], id="type in a body"),
        pytest.param("POST /v1/pets", {"json": {}}, "body", [], id="member missing"),
        pytest.param("POST /v1/pets", {}, "body", [], id="body missing"),
        pytest.param("GET /v1/strict?b=1", {}, "query", ["b"], id="not documented"),
    ],
)
def test_invalid_requests_are_refused_with_their_place(request_line, more, part, path):
    """422 in the documented shape; the journal has what was wrong."""
    world = World()
    reply = ask(_gate(), world, request_line, **more)
    assert reply.status == 422, reply
    [violation] = world.journal[-1].violations
    assert (violation.part, list(violation.path)) == (part, path)


def test_a_refusal_has_the_documented_shape():
    """Where the contract has a schema for the status, the reply keeps to it."""
    reply = ask(_gate(), World(), "POST /v1/pets", json={})
    assert list(orjson.loads(reply.body)) == ["message"]
    assert ("Content-Type", "application/json") in reply.headers


@pytest.mark.parametrize("body", [b"{", b'{"name": "a"', b"\xff", b"nonsense"])
def test_malformed_json_is_refused(body):
    """Bytes that are no JSON are told so."""
    headers = {"Content-Type": "application/json"}
    world = World()
    assert ask(_gate(), world, "POST /v1/pets", headers=headers, body=body).status == 422
    assert world.journal[-1].violations[0].keyword == "syntax"


def test_another_media_type_is_unsupported():
    """RFC 9110, section 15.5.16."""
    headers = {"Content-Type": "text/plain"}
    assert _status(_gate(), "POST /v1/pets", headers=headers, body=b"name=a") == 415


def test_parameters_come_decoded_with_their_defaults():
    """Behaviours meet values, not text."""
    seen: list[Call] = []

    def remember(call: Call) -> MockReply:
        seen.append(call)
        return MockReply(200, [])

    gate = _gate(GET_pets=remember)
    headers = {"Cookie": "token=t; other=o"}
    assert _status(gate, "GET /v1/pets?limit=3&unknown=1", headers=headers) == 200
    assert _status(gate, "GET /v1/pets") == 200
    assert [call.values.query for call in seen] == [{"limit": 3}, {"limit": 10}]
    assert seen[0].values.cookies["token"] == "t"


@given(
    st.binary(max_size=40), st.sampled_from(("", "application/json", "multipart/form-data", "x"))
)
def test_any_body_gets_an_answer(body, content_type):
    """Whatever is sent, the reply is no fault of the server."""
    headers = {"Content-Type": content_type} if content_type else {}
    assert _status(_gate(), "POST /v1/pets", headers=headers, body=body) in (201, 415, 422)


#: What a client can get past the server's own reading of the message.
on_the_wire = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=20)


@given(on_the_wire, on_the_wire)
def test_any_query_gets_an_answer(query, cookie):
    """Also where it is no proper query, and the cookies are no proper cookies."""
    request = MockRequest("GET", "/v1/pets", query, {"Cookie": cookie}, (("Cookie", cookie),))
    assert _gate().answer(World(), request).status in (200, 422)


# --- replies --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        pytest.param(MockReply(200, [1]), "body/0", id="wrong type"),
        pytest.param(MockReply(200), "body", id="no body"),
        pytest.param(MockReply(201, []), "status 201 is not documented", id="status"),
        pytest.param(MockReply(200, "[]", "text/plain"), "text/plain", id="media type"),
    ],
)
def test_a_behaviour_that_breaks_the_contract_is_told_so(reply, told):
    """The mock never lies: what it may not say does not leave it, and it goes on."""
    gate = _gate(GET_pets=reply)
    sent = ask(gate, World(), "GET /v1/pets")
    problem = orjson.loads(sent.body)
    assert sent.status == 500
    assert problem["title"] == "The mock broke its contract"
    assert told in problem["detail"]
    assert _status(gate, "GET /v1/pets/1") == 200


def test_a_behaviour_that_fails_is_a_fault_of_the_server(caplog):
    """The fault is logged for whoever wrote the behaviour; the mock stays up."""

    def fail(_call: Call) -> MockReply:
        raise KeyError("oops")

    gate = _gate(GET_pets=fail)
    with caplog.at_level(logging.CRITICAL):
        assert _status(gate, "GET /v1/pets") == 500
    assert _status(gate, "GET /v1/pets/1") == 200


def test_a_refusal_of_a_behaviour_is_a_reply():
    """Errors that the contract does not document may be told all the same."""

    def refuse(_call: Call) -> MockReply:
        raise Refusal(409, message="taken", headers=(("X-Reason", "taken"),))

    reply = ask(_gate(GET_pets=refuse), World(), "GET /v1/pets")
    assert reply.status == 409
    assert ("X-Reason", "taken") in reply.headers
    assert orjson.loads(reply.body)["detail"] == "taken"


def test_operations_without_a_behaviour_are_answered_from_their_schema():
    """A sample that keeps to the contract."""
    reply = ask(_gate(), World(), "GET /v1/pets")
    assert all(isinstance(each, str) for each in orjson.loads(reply.body))


def test_an_operation_that_documents_no_reply_answers_all_the_same():
    """Since OpenAPI 3.1 an operation may say nothing of its replies."""
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Quiet", "version": "1"},
        "paths": {"/pets": {"get": {}}},
    }
    contract = Contract.from_document(document)
    gate = Gate(contract, GenericSystem(contract), Clerk(contract, "all", fail_on))
    reply = ask(gate, World(), "GET /pets")
    assert (reply.status, reply.body) == (200, b"")


def test_a_refusal_stays_one_where_its_documented_shape_cannot_be_met():
    """Two equal alternatives of which one must hold alone: no value does. A header says so."""
    schema = {"oneOf": [{"type": "object"}, {"type": "object"}]}
    content = {"application/json": {"schema": schema}}
    operation = {
        "security": [{"key": []}],
        "responses": {"401": {"description": "Unauthorized", "content": content}},
    }
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Strict", "version": "1"},
        "components": {
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
        },
        "paths": {"/pets": {"get": operation}},
    }
    contract = Contract.from_document(document)
    gate = Gate(contract, GenericSystem(contract), Clerk(contract, "all", fail_on))
    reply = ask(gate, World(), "GET /pets")
    assert reply.status == 401
    assert "application/problem+json" in dict(reply.headers)["X-Contract-Violations"]


def test_the_journal_tells_every_exchange():
    """What was asked, which operation it was, and what became of it."""
    world, gate = World(), _gate()
    for request in ("GET /v1/pets", "GET /v1/pets/7", "GET /v1/cats", "GET /v1/pets?limit=0"):
        ask(gate, world, request)
    told = [(each.path, each.operation, each.status) for each in world.journal]
    assert told == [
        ("/v1/pets", "GET /pets", 200),
        ("/v1/pets/7", "GET /pets/{id}", 200),
        ("/v1/cats", "", 404),
        ("/v1/pets", "GET /pets", 422),
    ]


# --- streams --------------------------------------------------------------------------------------


async def _numbers(*numbers: Any) -> AsyncIterator[ServerSentEvent]:
    for number in numbers:
        yield ServerSentEvent(number)


async def test_events_that_keep_to_the_contract_pass():
    """They are given as they were made."""
    reply = MockReply(200, events=_numbers({"number": 1}, {"number": 2}))
    sent = ask(_gate(GET_events=reply), World(), "GET /v1/events")
    assert ("Content-Type", "text/event-stream") in sent.headers
    assert [each.data["number"] for each in await events_of(sent)] == [1, 2]


async def test_an_event_that_breaks_the_contract_ends_the_stream():
    """It is replaced by an error that says so, and nothing follows."""
    reply = MockReply(200, events=_numbers({"number": 1}, {"letter": "a"}, {"number": 2}))
    sent = ask(_gate(GET_events=reply), World(), "GET /v1/events")
    first, last = await events_of(sent)
    assert first.data == {"number": 1}
    assert last.event == "error"
    assert last.data["message"].startswith("The mock broke its contract")


async def test_a_stream_can_be_left():
    """Whoever goes away early does no harm."""
    reply = MockReply(200, events=_numbers({"number": 1}, {"number": 2}))
    sent = ask(_gate(GET_events=reply), World(), "GET /v1/events")
    assert [each.data for each in await first_events(sent, 1)] == [{"number": 1}]


# --- over a socket --------------------------------------------------------------------------------


async def test_a_body_that_is_too_large_is_refused():
    """413, in the shape of an error, and the server stays up."""
    app = create_app(_gate(), World())
    async with TestClient(TestServer(app)) as client:
        reply = await client.post("/v1/pets", data=b"x" * 1001)
        assert reply.status == 413
        assert (await reply.json(content_type=None))["status"] == 413
        assert (await client.get("/v1/pets")).status == 200


async def test_replies_go_over_the_wire_as_they_are():
    """Status, headers, body; HEAD has no body; streams are framed."""
    streamed = MockReply(200, events=_numbers({"number": 1}))
    app = create_app(_gate(GET_pets=MockReply(200, ["ä"]), GET_events=streamed), World())
    async with TestClient(TestServer(app)) as client:
        reply = await client.get("/v1/pets")
        assert (reply.status, reply.content_type) == (200, "application/json")
        assert await reply.json() == ["ä"]
        reply = await client.head("/v1/pets")
        assert (reply.status, await reply.read()) == (200, b"")
        reply = await client.get("/v1/events")
        assert reply.content_type == "text/event-stream"
        assert [each.json for each in frames_of(await reply.read())] == [{"number": 1}]
        assert (await client.get("/no/such%0Athing")).status == 404


# --- media types ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("documented", "given_type", "expected"),
    [
        ("application/json", "application/json; charset=utf-8", True),
        ("application/json", "APPLICATION/JSON", True),
        ("text/*", "text/plain", True),
        ("*/*", "image/png", True),
        ("application/json", "application/problem+json", False),
        ("text/*", "textile/plain", False),
        ("application/json", "", False),
    ],
)
def test_a_documented_media_type_covers_what_is_sent(documented, given_type, expected):
    """Ranges cover their types, parameters and case do not matter (RFC 9110, section 8.3.1)."""
    found = media_type_for(given_type, [MediaType(documented)])
    assert (found is not None) is expected


@given(st.dictionaries(st.text(max_size=4), st.integers(0, 9)), st.text(max_size=9), st.binary())
def test_values_are_written_in_their_media_type(value, text, data):
    """JSON as JSON, text and bytes as they are, and nothing as nothing."""
    assert orjson.loads(encode(value, "application/json")) == value
    assert orjson.loads(encode(text, "application/hal+json")) == text
    assert encode(text, "text/plain").decode() == text
    assert encode(data, "image/png") == data
    assert encode(NOTHING, "application/json") == b""


@given(st.text("ab=&;+%41é", max_size=12))
def test_a_query_is_read_as_a_form(query):
    """The short way for queries without anything to decode gives what the long one does."""
    assert query_pairs(query) == parse_qsl(query, keep_blank_values=True)
