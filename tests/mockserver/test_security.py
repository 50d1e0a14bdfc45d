"""Credentials: present, and in the form of their scheme."""

from base64 import b64encode

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.options import Options
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header

TEXT = """
openapi: 3.2.0
info: {title: 'A "safe"', version: '1'}
security: [{basic: []}]
paths:
  /basic: {get: {responses: {'204': {description: OK}}}}
  /digest: {get: {security: [{digest: []}], responses: {'204': {description: OK}}}}
  /bearer: {get: {security: [{bearer: []}], responses: {'204': {description: OK}}}}
  /oauth: {get: {security: [{oauth: [read, write]}], responses: {'204': {description: OK}}}}
  /openid: {get: {security: [{openid: []}], responses: {'204': {description: OK}}}}
  /header: {get: {security: [{header: []}], responses: {'204': {description: OK}}}}
  /query: {get: {security: [{query: []}], responses: {'204': {description: OK}}}}
  /cookie: {get: {security: [{cookie: []}], responses: {'204': {description: OK}}}}
  /both: {get: {security: [{header: [], bearer: []}], responses: {'204': {description: OK}}}}
  /either: {get: {security: [{header: []}, {bearer: []}], responses: {'204': {description: OK}}}}
  /optional: {get: {security: [{bearer: []}, {}], responses: {'204': {description: OK}}}}
  /open: {get: {security: [], responses: {'204': {description: OK}}}}
  /mutual: {get: {security: [{mutual: []}], responses: {'204': {description: OK}}}}
  /shaped:
    post:
      requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
      responses:
        '204': {description: OK}
        '401':
          description: Who are you?
          headers: {X-Help: {required: true, schema: {type: string, example: ask}}}
          content:
            application/json:
              schema:
                type: object
                required: [error]
                properties:
                  error:
                    type: object
                    required: [code, message]
                    properties: {code: {type: integer}, message: {type: string}}
components:
  securitySchemes:
    basic: {type: http, scheme: Basic}
    digest: {type: http, scheme: digest}
    bearer: {type: http, scheme: bearer}
    oauth: {type: oauth2, flows: {}}
    openid: {type: openIdConnect, openIdConnectUrl: 'https://example.com'}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: key}
    mutual: {type: mutualTLS}
"""
GATE = gate_of(TEXT)
DIGEST = 'Digest username="a", realm="b, c", nonce="n", uri="/", response="r"'


def _status(request: str, **headers: str) -> int:
    return ask(GATE, World(), request, headers=headers).status


@pytest.mark.parametrize(
    ("request_line", "headers", "expected"),
    [
        pytest.param("GET /basic", {"Authorization": "Basic YTpi"}, 204, id="basic"),
        pytest.param("GET /basic", {"Authorization": "basic YTpi"}, 204, id="basic: no case"),
        pytest.param("GET /basic", {}, 401, id="basic: missing"),
        pytest.param("GET /basic", {"Authorization": "Basic a:b"}, 401, id="basic: no base64"),
        pytest.param("GET /basic", {"Authorization": "Basic YWI="}, 401, id="basic: no colon"),
        pytest.param("GET /basic", {"Authorization": "Bearer YTpi"}, 401, id="basic: another"),
        pytest.param("GET /digest", {"Authorization": DIGEST}, 204, id="digest"),
        pytest.param("GET /digest", {"Authorization": "Digest a=b"}, 401, id="digest: lacking"),
        pytest.param("GET /bearer", {"Authorization": "Bearer a.b-c="}, 204, id="bearer"),
        pytest.param("GET /bearer", {"Authorization": "Bearer"}, 401, id="bearer: empty"),
        pytest.param("GET /bearer", {"Authorization": "Bearer a b"}, 401, id="bearer: two"),
        pytest.param("GET /bearer", {"Authorization": "a.b.c"}, 401, id="bearer: no scheme"),
        pytest.param("GET /oauth", {"Authorization": "Bearer a"}, 204, id="oauth2"),
        pytest.param("GET /oauth", {"Authorization": "Basic YTpi"}, 401, id="oauth2: basic"),
        pytest.param("GET /openid", {"Authorization": "Bearer a"}, 204, id="openIdConnect"),
        pytest.param("GET /header", {"X-Key": "1"}, 204, id="key in a header"),
        pytest.param("GET /header", {"X-Key": " "}, 401, id="key in a header: empty"),
        pytest.param("GET /query?a=&key=1", {}, 204, id="key in a query"),
        pytest.param("GET /query?key=", {}, 401, id="key in a query: empty"),
        pytest.param("GET /query?other_key=1", {}, 401, id="key in a query: another"),
        pytest.param("GET /cookie", {"Cookie": "a=b; key=1"}, 204, id="key in a cookie"),
        pytest.param("GET /cookie", {"Cookie": "monkey=1"}, 401, id="key in a cookie: another"),
        pytest.param("GET /both", {"X-Key": "1", "Authorization": "Bearer a"}, 204, id="and"),
        pytest.param("GET /both", {"X-Key": "1"}, 401, id="and: one of two"),
        pytest.param("GET /either", {"X-Key": "1"}, 204, id="or: the first"),
        pytest.param("GET /either", {"Authorization": "Bearer a"}, 204, id="or: the second"),
        pytest.param("GET /either", {}, 401, id="or: none"),
        pytest.param("GET /optional", {}, 204, id="optional"),
        pytest.param("GET /open", {}, 204, id="open"),
        pytest.param("GET /mutual", {}, 204, id="settled before HTTP"),
    ],
)
def test_credentials_are_asked_for_in_the_form_of_their_scheme(request_line, headers, expected):
    """Any that are well-formed will do."""
    assert _status(request_line, **headers) == expected


@given(st.text(st.characters(exclude_characters=":"), max_size=9), st.text(max_size=9))
def test_any_user_and_password_are_taken(user, password):
    """RFC 7617, 2: base64 of UTF-8."""
    credentials = b64encode(f"{user}:{password}".encode()).decode()
    assert _status("GET /basic", Authorization=f"Basic {credentials}") == 204


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF), max_size=20))
def test_any_other_header_is_an_answer(value):
    """Whatever stands there, it is no fault of the mock."""
    for path in ("basic", "digest", "bearer"):
        assert _status(f"GET /{path}", Authorization=value, Cookie=value) in (204, 401)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("basic", [r'Basic realm="A \"safe\"", charset="UTF-8"']),
        ("bearer", [r'Bearer realm="A \"safe\""']),
        ("oauth", [r'Bearer realm="A \"safe\"", scope="read write"']),
        ("query", [r'ApiKey realm="A \"safe\"", in="query", name="key"']),
        (
            "either",
            [
                r'ApiKey realm="A \"safe\"", in="header", name="X-Key"',
                r'Bearer realm="A \"safe\""',
            ],
        ),
    ],
)
def test_each_scheme_has_its_challenge(path, expected):
    """RFC 9110, 11.6.1: one for each scheme that would do."""
    reply = ask(GATE, World(), f"GET /{path}")
    assert [value for name, value in reply.headers if name == "WWW-Authenticate"] == expected


def test_malformed_tokens_are_told_apart():
    """RFC 6750, 3.1."""
    reply = ask(GATE, World(), "GET /bearer", headers={"Authorization": "Bearer ?"})
    assert (header(reply, "WWW-Authenticate") or "").endswith('error="invalid_token"')
    assert "is malformed" in orjson.loads(reply.body)["detail"]


def test_a_documented_401_is_the_shape_and_comes_before_the_validation():
    """The message takes its place inside; what was wrong with the body is not told."""
    reply = ask(GATE, World(), "POST /shaped", json=1)
    told = orjson.loads(reply.body)["error"]
    assert reply.status == 401
    assert told["code"] == 401
    assert told["message"] == "the header Authorization with Basic credentials is missing"
    assert header(reply, "X-Help") == "ask"


def test_credentials_may_be_left_out_of_the_question():
    """An option of the mock."""
    gate = gate_of(TEXT, Options(security=False))
    assert ask(gate, World(), "GET /basic").status == 204
