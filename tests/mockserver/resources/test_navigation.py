"""From page to page by the addresses that replies have."""

import re
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.document import Source, from_source
from mockserver.serving import make_mock
from tests.mockserver.asking import ask, header
from tests.mockserver.resources.client import Client

Json = dict[str, Any]
_URI: Json = {"type": "string", "format": "uri"}
_MAYBE: Json = {"type": ["string", "null"]}
_LINKS: Json = {"type": "object", "properties": {"next": _MAYBE, "prev": _MAYBE}}
_HREF: Json = {"type": "object", "properties": {"href": {"type": "string"}}}
#: What an envelope says of the page after, and how to read it.
STYLES: tuple[tuple[Json, tuple[str, ...]], ...] = (
    ({"next": _URI}, ("next",)),
    ({"next_page_url": _MAYBE}, ("next_page_url",)),
    ({"links": _LINKS}, ("links", "next")),
    ({"_links": {"type": "object", "properties": {"next": _HREF}}}, ("_links", "next", "href")),
    ({}, ("Link",)),
)
PAGING = (
    ("page", "per_page"),
    ("offset", "limit"),
    ("cursor", "limit"),
    ("starting_after", "limit"),
)


def _contract(around: Json, paging: tuple[str, str]) -> Json:
    thing = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    rows = {"type": "array", "items": thing}
    page = {"type": "object", "required": ["data"], "properties": {"data": rows, **around}}
    number = {"type": "integer", "minimum": 0}
    kinds = {"page": {**number, "minimum": 1}, "offset": number}
    parameters = [
        {"name": name, "in": "query", "schema": kinds.get(name, {"type": "string"})}
        for name in paging[:1]
    ] + [{"name": paging[1], "in": "query", "schema": number}]
    reply: Json = {"content": {"application/json": {"schema": page}}}
    if not around:
        reply["headers"] = {"Link": {"schema": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    made = {"201": {"content": {"application/json": {"schema": thing}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {
            "/things": {
                "get": {"parameters": parameters, "responses": {"200": reply}},
                "post": {"requestBody": body, "responses": made},
            }
        },
    }


def _next(reply: Any, place: tuple[str, ...]) -> str | None:
    if place == ("Link",):
        found = re.search(r'<([^>]*)>; rel="next"', header(reply, "Link") or "")
        return found[1] if found else None
    value: Any = orjson.loads(reply.body)
    for name in place:
        value = value.get(name) if isinstance(value, dict) else None
    assert value is None or isinstance(value, str)
    return value


@given(st.sampled_from(STYLES), st.sampled_from(PAGING), st.integers(0, 4), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_following_the_addresses_leads_through_the_list(style, paging, more, size):
    """Every row once and in order; at the end there is no address of a next page."""
    around, place = style
    text = orjson.dumps(_contract(around, paging)).decode()
    client = Client(make_mock(from_source(Source("things.json", text))))
    for _ in range(more):
        client.ask("POST /things", 201, {})
    everything = client.ask("GET /things?" + f"{paging[1]}=100", 200)["data"]
    found, address = [], f"/things?{paging[1]}={size}"
    while address is not None:
        reply = ask(client.mock.gate, client.world, f"GET {address.removeprefix('http://mock')}")
        assert reply.status == 200, reply
        found += orjson.loads(reply.body)["data"]
        address = _next(reply, place)
    assert found == everything
