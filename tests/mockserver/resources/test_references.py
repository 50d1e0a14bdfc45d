"""What requests name is there, what may be there once is there once."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.document import Source, from_source
from mockserver.resources.explain import as_json, as_text
from mockserver.resources.infer import infer
from mockserver.serving import make_mock
from tests.mockserver.resources.client import Client

Json = dict[str, Any]

IDS: tuple[Json, ...] = (
    {"type": "integer", "minimum": 1},
    {"type": "string", "format": "uuid"},
    {"type": "string"},
)
#: Where a body names a customer, and how such a body is written.
PLACES = (
    ("customer_id",),
    ("customerId",),
    ("billing_customer_id",),
    ("lines", "*", "customer_id"),
    ("customer_ids", "*"),
    ("meta", "customer-id"),
)
#: What the contract documents for errors, and what a stranger is refused with: where nothing in the
#: path could be missing, and where something could.
DOCUMENTED = (
    ((), 201, 200),
    (("404",), 404, 404),
    (("422", "404"), 404, 422),
    (("400",), 400, 400),
    (("409",), 409, 409),
    (("400", "404"), 404, 400),
    (("default",), 422, 422),
    (("4XX",), 422, 422),
    (("401", "500"), 201, 200),
)


def _at(place: tuple[str, ...], value: Any) -> Any:
    """Put a value at a place of a body, or of a schema's example."""
    if not place:
        return value
    inner = _at(place[1:], value)
    return [inner] if place[0] == "*" else {place[0]: inner}


def _schema_at(place: tuple[str, ...], schema: Json) -> Json:
    if not place:
        return schema
    inner = _schema_at(place[1:], schema)
    if place[0] == "*":
        return {"type": "array", "items": inner}
    return {"type": "object", "properties": {place[0]: inner}}


def _ids_at(value: Any) -> Iterator[Any]:
    """Give everything that stands inside a value."""
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _ids_at(each)
    else:
        yield value


def _content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def shop(ids: Json, place: tuple[str, ...], documented: tuple[str, ...], base: str = "") -> Json:
    """Write a contract of customers, and of orders that name them."""
    customer = {"type": "object", "required": ["id"], "properties": {"id": ids}}
    named = _schema_at(place, {"anyOf": [ids, {"type": "null"}]} if "*" not in place else ids)
    order = {"properties": {**named["properties"], "id": {"type": "integer"}}, "required": ["id"]}
    many = {"responses": {"200": _content({"type": "array", "items": customer})}}
    one = {"name": "id", "in": "path", "required": True, "schema": ids}
    errors: Json = {each: {"description": "No"} for each in documented}
    body = {"requestBody": {"required": True, **_content(named)}}
    changed = {**body, "responses": {"200": _content({"type": "object", **order}), **errors}}
    made = {**body, "responses": {"201": _content({"type": "object", **order}), **errors}}
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
    outer = [{"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}]
    shops: Json = {"parameters": outer} if base else {}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            f"{base}/customers": {**shops, "get": many, "post": {
                "requestBody": _content({"type": "object"}),
                "responses": {"201": _content(customer)},
            }},
            f"{base}/customers/{{id}}": {
                "parameters": [one, *shops.get("parameters", [])],
                "delete": {"responses": {"204": {"description": "Gone"}}},
            },
            f"{base}/orders": {**shops, "post": made},
            f"{base}/orders/{{number}}": {
                "parameters": [number, *shops.get("parameters", [])],
                "get": {"responses": {"200": _content({"type": "object", **order})}},
                "put": changed, "patch": changed,
            },
        },
    }  # fmt: skip


def _client(document: Json) -> Client:
    return Client(make_mock(from_source(Source("shop.json", orjson.dumps(document).decode()))))


def _unlike(ids: Json) -> Any:
    return 4711 if ids["type"] == "integer" else "00000000-0000-4000-8000-000000000000"


@given(
    st.sampled_from(IDS),
    st.sampled_from(PLACES),
    st.sampled_from(DOCUMENTED),
    st.sampled_from(("", "/shops/{shop}")),
)
@settings(max_examples=40, deadline=None)
def test_a_body_names_what_is_there(ids, place, documented, base):
    """What nobody has is refused as documented, and taken where nothing is."""
    statuses, making, changing = documented
    client = _client(shop(ids, place, statuses, base))
    here = base.replace("{shop}", "s1")
    customer = client.ask(f"GET {here}/customers", 200)[0]["id"]
    order = client.ask(f"POST {here}/orders", 201, _at(place, customer))
    assert customer in _ids_at(order)
    if base:
        making = 201 if changing == 200 else changing
    client.ask(f"POST {here}/orders", making, _at(place, _unlike(ids)))
    client.ask(f"PATCH {here}/orders/{order['id']}", changing, _at(place, _unlike(ids)))


@given(st.sampled_from(IDS), st.sampled_from(PLACES))
@settings(max_examples=20, deadline=None)
def test_what_was_read_may_be_written_back(ids, place):
    """Even where what it names is gone by now."""
    client = _client(shop(ids, place, ("422",)))
    customer = client.ask("POST /customers", 201, {})["id"]
    body = _at(place, customer)
    order = client.ask("POST /orders", 201, body)
    client.ask(f"DELETE /customers/{customer}", 204)
    client.ask("POST /orders", 422, body)
    read = client.ask(f"GET /orders/{order['id']}", 200)
    assert client.ask(f"PUT /orders/{order['id']}", 200, read) == read


@pytest.mark.parametrize(
    "name", ["stripe_customer_id", "external_customer_id", "customer", "customer_number", "id"]
)
def test_what_names_something_else_is_taken(name):
    """An id of another system is no record of this one."""
    client = _client(shop({"type": "string"}, (name,), ("422",)))
    client.ask("POST /orders", 201, {name: "nobody"})


@pytest.mark.parametrize("value", [None, pytest.param("absent", id="absent")])
def test_nobody_need_be_named(value):
    """Null and absent are no strangers."""
    client = _client(shop({"type": "string"}, ("customer_id",), ("422",)))
    client.ask("POST /orders", 201, {} if value == "absent" else {"customer_id": value})


@pytest.mark.parametrize(
    ("documented", "told"),
    [
        (("422",), "lines/*/customer_id names one of customers, or is refused by 422"),
        ((), "lines/*/customer_id names one of customers; no error is documented, so any"),
    ],
)
def test_the_explanation_tells_what_bodies_name(documented, told):
    """And what becomes of strangers."""
    client = _client(shop({"type": "integer"}, ("lines", "*", "customer_id"), documented))
    found = infer(client.mock.contract)
    assert told in as_text(found)
    [role] = [e for e in as_json(found)["operations"] if e["operation"] == "POST /orders"]
    assert role["references"] == {"lines/*/customer_id": "customers"}
    assert role["refused_with"] == (int(documented[0]) if documented else None)
