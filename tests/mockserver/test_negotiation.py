"""Which media type a client gets."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.app import Exchanges, listening
from mockserver.http.negotiation import concrete, offers
from mockserver.messages import MockReply
from mockserver.world import World
from tests.mockserver.asking import ask, gate_of, header
from tests.mockserver.wire import Site

NAMES = ("application/json", "application/xml", "text/html", "application/vnd.shop.v2+json")
documented = st.lists(st.sampled_from((*NAMES, "text/*", "*/*")), min_size=1, unique=True)
ranges = st.sampled_from((*NAMES, "text/*", "*/*", "application/*", "image/png"))
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,"
    "*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)


@given(documented.map(tuple))
def test_without_accept_all_are_offered_in_their_order(names):
    """RFC 9110, 12.5.1: no Accept header means that any media type will do."""
    told = [each.position for each in offers(names, "")]
    assert told == list(range(len(names)))


@given(documented.map(tuple), st.lists(ranges, max_size=5))
def test_what_is_offered_is_documented_and_concrete(names, accepted):
    """Each documented type at most once, and never a range."""
    found = offers(names, ", ".join(accepted))
    assert len({each.position for each in found}) == len(found)
    for each in found:
        assert "*" not in each.name
        assert names[each.position] in (each.name, "*/*", f"{each.name.partition('/')[0]}/*")


@given(documented.map(tuple), st.text(max_size=40))
def test_any_header_gets_an_answer(names, accept):
    """No text makes the negotiation fail."""
    assert len(offers(names, accept)) <= len(names)


@given(documented.map(tuple), st.sampled_from(NAMES))
def test_a_refused_media_type_is_not_offered(names, refused):
    """q=0 means "not this" (RFC 9110, 12.4.2)."""
    found = offers(names, f"{refused};q=0, */*;q=0.1")
    assert refused not in [names[each.position] for each in found]


@pytest.mark.parametrize(
    ("names", "accept", "expected"),
    [
        pytest.param(NAMES[:2], "application/xml", "application/xml", id="exact"),
        pytest.param(NAMES[:2], "Application/XML", "application/xml", id="no case"),
        pytest.param(NAMES[:2], "application/json;q=.1, application/xml", NAMES[1], id="quality"),
        pytest.param(NAMES[:2], "application/xml, application/json", NAMES[1], id="their order"),
        pytest.param(NAMES[:2], "application/*", NAMES[0], id="range"),
        pytest.param(NAMES[:2], "application/xml;q=0.5, */*", NAMES[0], id="rest before"),
        pytest.param(NAMES[:2], "*", NAMES[0], id="an old client"),
        pytest.param(NAMES[:3], CHROME, "text/html", id="a browser, HTML"),
        pytest.param(NAMES[:2], CHROME, "application/xml", id="a browser, no HTML"),
        pytest.param(NAMES[:1], CHROME, "application/json", id="a browser, JSON alone"),
        pytest.param(NAMES, "application/vnd.shop.v2+json", NAMES[3], id="vendor type"),
        pytest.param(NAMES[3:], "application/json", NAMES[3], id="JSON by its suffix"),
        pytest.param(NAMES, "application/json", NAMES[0], id="exact before suffix"),
        pytest.param(NAMES[:1], "application/vnd.shop.v2+json", None, id="no such vendor type"),
        pytest.param(NAMES[:1], "application/json; charset=utf-8", NAMES[0], id="charset"),
        pytest.param(NAMES[:1], "application/json;odata=verbose", NAMES[0], id="more parameters"),
        pytest.param(
            ("text/html;level=1", "text/html;level=2"),
            "text/html;level=2",
            "text/html;level=2",
            id="parameters",
        ),
        pytest.param(
            ("application/json; version=1",),
            "application/json",
            "application/json; version=1",
            id="fewer parameters",
        ),
        pytest.param(("text/*",), "text/csv", "text/csv", id="a documented range"),
        pytest.param(("*/*",), "image/png", "image/png", id="anything documented"),
        pytest.param(("*/*",), "*/*", "application/json", id="anything for anybody"),
        pytest.param(("*/*",), "text/*", "text/plain", id="anything, as some text"),
        pytest.param(NAMES[:2], "image/png", None, id="nothing fits"),
        pytest.param(NAMES[:2], "*/*;q=0", None, id="nothing wanted"),
        pytest.param(NAMES[:2], "application/json;q=wrong", NAMES[0], id="a wrong quality"),
        pytest.param(NAMES[:2], "nonsense", NAMES[0], id="no media type at all"),
    ],
)
def test_the_best_media_type_comes_first(names, accept, expected):
    """Pinned: what clients send."""
    found = offers(names, accept)
    assert (found[0].name if found else None) == expected


@pytest.mark.parametrize(
    ("documented_name", "expected"),
    [
        ("text/*", "text/plain"),
        ("application/*", "application/json"),
        ("font/*", "font/octet-stream"),
        ("text/html; charset=utf-8", "text/html; charset=utf-8"),
    ],
)
def test_ranges_become_concrete(documented_name, expected):
    """What is sent has one media type."""
    assert concrete(documented_name) == expected


SHOP = """
openapi: 3.2.0
info: {title: Shop, version: '1'}
paths:
  /item:
    get:
      responses:
        '200':
          description: OK
          content:
            application/json: {schema: {$ref: '#/components/schemas/Item'}}
            application/xml: {schema: {$ref: '#/components/schemas/Item'}}
            text/plain: {schema: {type: string}, example: one item}
    put:
      responses:
        '204': {description: Nothing}
  /count:
    get:
      responses:
        '200':
          description: OK
          content:
            text/html: {schema: {type: integer}, example: 7}
components:
  schemas:
    Item:
      type: object
      required: [id]
      properties:
        id: {type: integer, example: 4}
        name: {type: string, example: Tea}
"""


@pytest.mark.parametrize(
    ("accept", "body"),
    [
        (None, b'{"id":4,"name":"Tea"}'),
        ("*/*", b'{"id":4,"name":"Tea"}'),
        (
            "application/xml",
            b'<?xml version="1.0" encoding="UTF-8"?>\n<Item><id>4</id><name>Tea</name></Item>',
        ),
        ("text/*", b"one item"),
    ],
)
def test_the_body_is_written_in_the_negotiated_type(accept, body):
    """The same value, as the client wants it."""
    headers = {"Accept": accept} if accept else {}
    assert ask(gate_of(SHOP), World(), "GET /item", headers=headers).body == body


def test_behaviours_are_negotiated_as_well():
    """They give a value; how it is written is decided for the client."""
    gate = gate_of(SHOP, GET_item=lambda _call: MockReply(200, {"id": 1}))
    reply = ask(gate, World(), "GET /item", headers={"Accept": "application/xml"})
    assert reply.body.endswith(b"<Item><id>1</id></Item>")


def test_a_client_that_takes_nothing_documented_is_told_what_there_is():
    """406, before anything is done (RFC 9110, 15.5.7)."""
    reply = ask(gate_of(SHOP), World(), "GET /item", headers={"Accept": "image/png"})
    assert reply.status == 406
    assert "application/json, application/xml, text/plain" in orjson.loads(reply.body)["detail"]


def test_an_empty_reply_is_acceptable_to_anybody():
    """There is nothing to negotiate about."""
    reply = ask(gate_of(SHOP), World(), "PUT /item", headers={"Accept": "image/png"})
    assert (reply.status, reply.body, header(reply, "Content-Type")) == (204, b"", None)


def test_scalars_are_text():
    """HTML and plain text need no JSON around a number."""
    reply = ask(gate_of(SHOP), World(), "GET /count", headers={"Accept": CHROME})
    assert (reply.status, reply.body, header(reply, "Content-Type")) == (200, b"7", "text/html")


async def test_several_accept_headers_are_one_list():
    """Whichever line names what there is (RFC 9110, 5.2)."""
    text = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: OK
          content: {application/json: {example: {}}, text/csv: {example: a}}
"""
    lines = ("GET /pets HTTP/1.1", "Host: a", "Accept: image/png", "accept: text/csv", "", "")
    exchanges = Exchanges(gate_of(text), World())
    async with listening(exchanges, "127.0.0.1", 0) as url:
        answer = await Site(exchanges, url).exchange("\r\n".join(lines).encode())
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"Content-Type: text/csv" in answer


def test_a_range_gives_way_to_what_it_stands_for():
    """What is sent as JSON is what is said of JSON, though `*/*` is documented first."""
    text = """
openapi: 3.2.0
info: {title: Tiny, version: '1'}
paths:
  /avatar:
    get:
      responses:
        '200':
          description: Drawn
          content: {'*/*': {}, application/json: {schema: {type: object}}, image/png: {}}
"""
    reply = ask(gate_of(text), World(), "GET /avatar")
    assert (reply.status, reply.body, header(reply, "Content-Type")) == (
        200,
        b"{}",
        "application/json",
    )
