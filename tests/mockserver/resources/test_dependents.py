"""Records that depend on others: counted, summed, in the way of a deletion."""

from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.document import Source, from_source
from mockserver.serving import make_mock
from tests.mockserver.resources.client import Client

Json = dict[str, Any]

#: How orders are found: by their own path, or below that of their customer.
PLACES = ("/orders", "/customers/{customer_id}/orders")
COUNTS = ("orders_count", "order_count", "numOrders", "number_of_orders", "orders")
SUMS = ("total_spent", "totalSpent", "lifetime_value")


def _content(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def shop(
    place: str, count: str = "orders_count", spent: str = "total_spent", *, status: str = "404"
) -> Json:
    """Write a contract of customers and their orders; `status` is documented for deletions."""
    number = {"type": "number", "minimum": 0}
    named = {"type": ["integer", "null"]}
    customer = {
        "type": "object",
        "required": ["id", count, spent],
        "properties": {"id": {"type": "integer"}, count: {"type": "integer"}, spent: number},
    }
    order = {
        "type": "object",
        "required": ["id", "total", "customer_id", "customer_ids"],
        "properties": {
            "id": {"type": "integer"},
            "total": number,
            "customer_id": named,
            "customer_ids": {"type": "array", "items": {"type": "integer"}},
        },
    }
    body = {"requestBody": _content({"type": "object"})}
    errors: Json = {status: {"description": "No"}}
    one = {"name": "customer_id", "in": "path", "required": True, "schema": {"type": "integer"}}
    item = {**one, "name": "id"}
    outer: Json = {"parameters": [one]} if "{" in place else {}
    gone = {"responses": {"204": {"description": "Gone"}, **errors}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/customers": {
                "get": {"responses": {"200": _content({"type": "array", "items": customer})}},
                "post": {**body, "responses": {"201": _content(customer)}},
            },
            "/customers/{customer_id}": {
                "parameters": [one],
                "get": {"responses": {"200": _content(customer)}},
                "put": {**body, "responses": {"200": _content(customer)}},
                "delete": gone,
            },
            place: {
                **outer,
                "get": {"responses": {"200": _content({"type": "array", "items": order})}},
                "post": {**body, "responses": {"201": _content(order)}},
            },
            place + "/{id}": {
                "parameters": [item, *outer.get("parameters", [])],
                "get": {"responses": {"200": _content(order)}},
                "delete": gone,
            },
        },
    }


def _client(document: Json, seed: int = 0) -> Client:
    text = orjson.dumps(document).decode()
    return Client(make_mock(from_source(Source("shop.json", text))), seed)


def _orders(client: Client, place: str, customer: Json) -> list[Json]:
    here = place.replace("{customer_id}", str(customer["id"]))
    found: list[Json] = client.ask(f"GET {here}", 200)
    return [each for each in found if each["customer_id"] == customer["id"]]


@given(
    st.sampled_from(PLACES),
    st.sampled_from(COUNTS),
    st.sampled_from(SUMS),
    st.integers(0, 3),
    st.lists(st.integers(1, 9), max_size=3),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_counts_and_sums_are_those_of_the_lists(place, count, spent, seed, totals, removes):
    """Of customers there from the start and of new ones, whatever was bought since."""
    client = _client(shop(place, count, spent), seed)
    client.ask("POST /customers", 201, {})
    for number, total in enumerate(totals):
        customer = client.ask("GET /customers", 200)[-1 - number]["id"]
        here = place.replace("{customer_id}", str(customer))
        client.ask(f"POST {here}", 201, {"total": total, "customer_id": customer})
    for customer in client.ask("GET /customers", 200):
        orders = _orders(client, place, customer)
        if removes and orders:
            here = place.replace("{customer_id}", str(customer["id"]))
            client.ask(f"DELETE {here}/{orders.pop(0)['id']}", 204)
        read = client.ask(f"GET /customers/{customer['id']}", 200)
        assert read[count] == len(orders)
        assert read[spent] == round(sum(each["total"] for each in orders), 2)


def test_a_count_that_a_client_sets_stays():
    """Unless it is the one that it read."""
    client = _client(shop("/orders"))
    told = client.ask("POST /customers", 201, {"orders_count": 7})
    assert told["orders_count"] == 7
    client.ask("POST /orders", 201, {"customer_id": told["id"]})
    assert client.ask(f"GET /customers/{told['id']}", 200)["orders_count"] == 7
    other = client.ask("POST /customers", 201, {})
    client.ask(f"PUT /customers/{other['id']}", 200, other)
    client.ask("POST /orders", 201, {"customer_id": other["id"]})
    assert client.ask(f"GET /customers/{other['id']}", 200)["orders_count"] == 1


@pytest.mark.parametrize("place", PLACES)
def test_what_others_depend_on_stays_where_409_is_documented(place):
    """It goes once nothing depends on it."""
    client = _client(shop(place, status="409"))
    customer = client.ask("POST /customers", 201, {})["id"]
    here = place.replace("{customer_id}", str(customer))
    order = client.ask(f"POST {here}", 201, {"customer_id": customer})["id"]
    client.ask(f"DELETE /customers/{customer}", 409)
    client.ask(f"DELETE {here}/{order}", 204)
    client.ask(f"DELETE /customers/{customer}", 204)


@given(st.integers(0, 5))
@settings(max_examples=6, deadline=None)
def test_nothing_names_what_is_gone(seed):
    """Where it may name nothing: an order without its customer, a list without one of them."""
    client = _client(shop("/orders"), seed)
    gone = client.ask("GET /customers", 200)[0]["id"]
    client.ask("POST /orders", 201, {"customer_id": gone, "customer_ids": [gone, 3]})
    client.ask(f"DELETE /customers/{gone}", 204)
    left = {each["id"] for each in client.ask("GET /customers", 200)}
    client.ask("POST /orders", 201, {})
    for order in client.ask("GET /orders", 200):
        assert {order["customer_id"], *order["customer_ids"]} <= {None, *left}


def test_what_is_below_goes_with_what_is_above():
    """Where no 409 is documented."""
    client = _client(shop("/customers/{customer_id}/orders"))
    customer = client.ask("POST /customers", 201, {})["id"]
    order = client.ask(f"POST /customers/{customer}/orders", 201, {})["id"]
    client.ask(f"DELETE /customers/{customer}", 204)
    client.ask(f"GET /customers/{customer}/orders/{order}", 404)
    client.ask(f"POST /customers/{customer}/orders", 404, {})
