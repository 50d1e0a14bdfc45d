"""What follows a reply."""

import orjson
import pytest

from contract.model import Operation
from contract.validation import Values
from mockserver.behaviours import Call
from mockserver.hooks.callbacks import Exchanged, is_loopback
from mockserver.messages import MockRequest, SentReply
from mockserver.options import Options
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of

TEXT = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /orders/{id}:
    post:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        content: {application/json: {schema: {type: object, properties: {url: {type: string}}}}}
      responses:
        '201':
          description: Created
          content: {application/json: {schema: {type: object, example: {id: 7}}}}
      callbacks:
        paid:
          '{$request.body#/url}/{$response.body#/id}?order={$request.path.id}':
            post:
              requestBody:
                content: {application/json: {schema: {type: object}, example: {paid: true}}}
              responses: {'200': {description: OK}}
"""
OPTIONS = Options(callbacks=True)


def _order(url, options=OPTIONS):
    return ask(gate_of(TEXT, options), World(), "POST /orders/a", json={"url": url})


def test_callbacks_go_where_the_exchange_says():
    """Their body is that of the callback's operation."""
    [callback] = _order("http://127.0.0.1:9/hook").callbacks
    assert (callback.method, callback.url) == ("POST", "http://127.0.0.1:9/hook/7?order=a")
    assert callback.headers == (("Content-Type", "application/json"),)
    assert orjson.loads(callback.body) == {"paid": True}


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        pytest.param("application/xml", b"<order><paid>true</paid></order>", id="XML"),
        pytest.param("application/x-www-form-urlencoded", b"paid=true", id="a form"),
        pytest.param("application/vnd.shop+json", b'{"paid":true}', id="a kind of JSON"),
    ],
)
def test_a_callback_is_written_in_its_media_type(media_type, expected):
    """Whatever the document says that its body is."""
    [before, sent] = TEXT.split("'{$request.body#/url}")
    schema = "{type: object, xml: {name: order}}"
    sent = sent.replace(
        "application/json: {schema: {type: object}", f"{media_type}: {{schema: {schema}"
    )
    text = before + "'{$request.body#/url}" + sent
    reply = ask(gate_of(text, OPTIONS), World(), "POST /orders/a", json={"url": "http://127.0.0.1"})
    [callback] = reply.callbacks
    assert callback.headers == (("Content-Type", media_type),)
    assert callback.body.endswith(expected)


@pytest.mark.parametrize(
    ("url", "options"),
    [
        pytest.param("http://example.com", OPTIONS, id="elsewhere"),
        pytest.param("http://127.0.0.1.example.com", OPTIONS, id="a name like an address"),
        pytest.param("ftp://127.0.0.1", OPTIONS, id="another protocol"),
        pytest.param("http://127.0.0.1", Options(), id="not enabled"),
    ],
)
def test_nothing_is_sent_elsewhere_or_unasked(url, options):
    """A request must not make the mock ask other machines."""
    assert _order(url, options).callbacks == ()


def test_a_url_that_cannot_be_told_is_left_out():
    """The request names none."""
    assert ask(gate_of(TEXT, OPTIONS), World(), "POST /orders/a", json={}).callbacks == ()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost:80/a", True),
        ("https://[::1]/a", True),
        ("http://127.1.2.3", True),
        ("http://user@127.0.0.1@example.com/", False),
        ("http://0.0.0.0/", False),
        ("http://[::1", False),
        ("//localhost/", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine(url, expected):
    """By address or by name, and by nothing that only looks like it."""
    assert is_loopback(url) is expected


REQUEST = MockRequest(
    "POST", "/a/1", "q=x&q=y", {}, (("X-Id", "7"),), b"", host="http://mock", client=""
)
EXCHANGED = Exchanged(
    Call(
        Operation("POST", "/a/{id}", (), None, (), (), ("",)),
        World(),
        REQUEST,
        Values(path={"id": 1}, body={"a.b": [{"c": "d"}], "n": 2}),
    ),
    SentReply(201, (("Location", "/a/1"),), b'{"id": 5}'),
)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("$url", "http://mock/a/1?q=x&q=y"),
        ("$method", "POST"),
        ("$statusCode", "201"),
        ("$request.header.x-id", "7"),
        ("$request.query.q", "x"),
        ("$request.path.id", "1"),
        ("$request.body#/a.b/0/c", "d"),
        ("$response.header.location", "/a/1"),
        ("$response.body", '{"id":5}'),
        ("http://h/{$response.body#/id}/{$request.body#/n}", "http://h/5/2"),
        ("http://h/{id}", "http://h/{id}"),
    ],
)
def test_runtime_expressions_take_parts_of_the_exchange(template, expected):
    """OpenAPI 3.2.0, "Runtime Expressions"."""
    assert EXCHANGED.filled(template) == expected


@pytest.mark.parametrize(
    "expression", ["$request.header.no", "$request.query.no", "$response.body#/no", "$no", "$x.y.z"]
)
def test_what_the_exchange_lacks_is_an_error(expression):
    """The callback is left out then."""
    with pytest.raises(LookupError):
        EXCHANGED.value(expression)
