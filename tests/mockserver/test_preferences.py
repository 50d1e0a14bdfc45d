"""What clients ask of the mock itself."""

from urllib.parse import quote_plus

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.http.header_fields import word
from mockserver.http.preferences import preferences_of, without_preferences
from mockserver.messages import MockReply, MockRequest
from mockserver.options import Options
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header

PETS = """
openapi: 3.2.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: OK
          headers: {X-Total: {schema: {type: integer, example: 2}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Pet'}
              examples:
                cat: {value: {name: Tom, age: 3}}
                dog: {value: {name: Rex, age: 5}}
                wrong: {value: {name: 1}}
                a text: {value: '{"name": "Ann", "age": 1}'}
        '404':
          description: Missing
          content:
            application/json:
              schema: {type: object, properties: {message: {type: string}}}
              examples: {gone: {value: {message: gone}}}
        4XX: {description: Any error of the client}
  /named:
    get:
      parameters:
        - {name: __code, in: query, schema: {type: string}}
      responses:
        '200': {description: OK}
  /default:
    get:
      responses:
        default: {description: Whatever, content: {application/json: {schema: {type: 'null'}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name, age]
      properties: {name: {type: string, example: Kit}, age: {type: integer, default: 2}}
"""


def _reply(request="GET /pets", prefer=None, options=None, **behaviours):
    headers = {"Prefer": prefer} if prefer else {}
    return ask(gate_of(PETS, options, **behaviours), World(), request, headers=headers)


def _name(reply):
    return orjson.loads(reply.body)["name"]


words = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1)


@given(words, words)
def test_preferences_are_read_as_they_are_written(code, example):
    """Whatever the words are, quoted or encoded."""
    value = f"code={word(code)}, Example = {word(example)} ; more=1"
    asked = preferences_of(MockRequest("GET", "/", "", {}, (("Prefer", value),)))
    assert (asked.code, asked.example) == (code, example)
    query = f"a=1&__code={quote_plus(code)}&__example={quote_plus(example)}&b"
    asked = preferences_of(MockRequest("GET", "/", query))
    assert (asked.code, asked.example) == (code, example)
    assert without_preferences(query) == "a=1&b"


@given(st.text(max_size=40))
def test_any_header_is_read(value):
    """What is no preference is passed over (RFC 7240, 2)."""
    preferences_of(MockRequest("GET", "/", value, {}, (("Prefer", value),)))


@pytest.mark.parametrize(
    ("request_line", "prefer", "status", "body"),
    [
        pytest.param("GET /pets", None, 200, {"name": "Tom", "age": 3}, id="nothing"),
        pytest.param("GET /pets", "code=404", 404, {"message": "gone"}, id="code"),
        pytest.param("GET /pets", "code=418", 418, None, id="covered by a range"),
        pytest.param("GET /pets", "example=dog", 200, {"name": "Rex", "age": 5}, id="example"),
        pytest.param("GET /pets", "example=gone", 404, {"message": "gone"}, id="of another reply"),
        pytest.param(
            "GET /pets", 'example="a text"', 200, {"name": "Ann", "age": 1}, id="JSON as text"
        ),
        pytest.param(
            "GET /pets", "code=200, example=dog", 200, {"name": "Rex", "age": 5}, id="both"
        ),
        pytest.param("GET /pets", "return=minimal", 200, {"name": "Tom", "age": 3}, id="unknown"),
        pytest.param("GET /pets?__code=404", None, 404, {"message": "gone"}, id="query: code"),
        pytest.param(
            "GET /pets?__example=dog&limit=1", None, 200, {"name": "Rex", "age": 5}, id="query"
        ),
        pytest.param(
            "GET /pets?__example=dog", "example=cat", 200, {"name": "Tom", "age": 3}, id="header"
        ),
        pytest.param("GET /default", "code=503", 503, None, id="covered by default"),
    ],
)
def test_clients_choose_their_reply(request_line, prefer, status, body):
    """An exact code beats a range, a range "default"; the header beats the query."""
    reply = _reply(request_line, prefer)
    assert (reply.status, orjson.loads(reply.body or b"null")) == (status, body)


def test_several_headers_are_one():
    """RFC 7240, 2: as if in one list; the first of a name counts."""
    pairs = (("Prefer", "code=404"), ("prefer", "code=200, example=dog"))
    request = MockRequest("GET", "/pets", "", dict(pairs[:1]), pairs)
    asked = preferences_of(request)
    assert (asked.code, asked.example) == ("404", "dog")
    assert asked.applied == (("Preference-Applied", "code=404, example=dog"),)


def test_heeded_preferences_are_told():
    """RFC 7240, 3: by `Preference-Applied`, where `Prefer` asked."""
    assert header(_reply(prefer="code=404"), "Preference-Applied") == "code=404"
    assert header(_reply("GET /pets?__code=404"), "Preference-Applied") is None
    assert header(_reply(), "Preference-Applied") is None
    assert header(_reply(prefer="code=302"), "Preference-Applied") is None


@pytest.mark.parametrize(
    ("prefer", "told"),
    [
        ("code=302", "no code 302 is documented here; there are: 200, 404, 4XX"),
        ("code=4XX", "there are: 200, 404, 4XX (as a number, such as 204)"),
        ("example=bird", "there are: cat, dog, wrong, a text, gone"),
        ("code=404, example=cat", "there are: gone"),
    ],
)
def test_what_is_not_documented_is_told_with_what_is(prefer, told):
    """404, in the mock's own words."""
    reply = _reply(prefer=prefer)
    assert (reply.status, header(reply, "Content-Type")) == (404, "application/problem+json")
    assert told in orjson.loads(reply.body)["detail"]


def test_a_parameter_of_the_contract_is_no_preference():
    """A contract may spell its own parameters so."""
    assert _reply("GET /named?__code=404").status == 200


def test_invalid_requests_are_refused_whatever_is_preferred():
    """The contract comes first."""
    assert _reply("GET /pets?limit=x&__code=200").status == 422


def test_dynamic_replies_are_made_from_the_schema_alone():
    """Neither examples nor defaults are repeated, and no two replies need be the same."""
    gate, world = gate_of(PETS), World()
    names = [
        _name(ask(gate, world, "GET /pets", headers={"Prefer": "dynamic=true"})) for _ in range(9)
    ]
    assert not {"Tom", "Kit"} & set(names)
    assert len(set(names)) > 1
    again = [
        _name(ask(gate_of(PETS), world, "GET /pets?__dynamic=true")) for world in (World(), World())
    ]
    assert again == [names[0]] * 2


def test_dynamic_may_be_the_rule():
    """Then a client may ask for the ordinary reply."""
    options = Options(dynamic=True)
    assert _name(_reply(options=options)) != "Tom"
    assert _name(_reply(prefer="dynamic=false", options=options)) == "Tom"
    assert _name(_reply(prefer="example=dog", options=options)) == "Rex"


def test_static_mocks_have_no_behaviours():
    """Replies are the examples."""

    def behaviour(_call):
        return MockReply(200, {"name": "Bea", "age": 1})

    assert _name(_reply(GET_pets=behaviour)) == "Bea"
    assert _name(_reply(GET_pets=behaviour, options=Options(static=True))) == "Tom"


def test_an_example_that_breaks_its_schema_is_sent_on_request_alone():
    """It is told of at the start, and in a header; where errors count it is a 500."""
    assert list(gate_of(PETS).warnings()) == [
        "GET /pets 200 application/json: the example wrong breaks its schema; "
        "it is sent only if asked for by name"
    ]
    reply = _reply(prefer="example=wrong")
    assert (reply.status, orjson.loads(reply.body)) == (200, {"name": 1})
    told = orjson.loads(header(reply, "X-Contract-Violations") or "")
    assert {(each["of"], each["at"]) for each in told} == {
        ("reply", "body"),
        ("reply", "body/name"),
    }
    assert _reply(prefer="example=wrong", options=Options(errors=True)).status == 500
