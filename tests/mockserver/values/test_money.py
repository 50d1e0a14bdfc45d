"""Amounts agree: a line with its price, a total with its lines."""

from typing import Any

import pytest
from hypothesis import given

from mockserver.world import World
from tests.mockserver.values.making import MAKER, NUMBER, made, seeds


def _object(*amounts: str, **others: Any) -> dict[str, Any]:
    properties = {**{each: {"type": "number"} for each in amounts}, **others}
    return {"type": "object", "properties": properties, "required": [*properties]}


LINE = _object("unit_price", "total", quantity={"type": "integer"})


@given(seeds)
def test_a_line_costs_its_price_times_its_quantity(seed):
    """Nobody has to explain a made-up bill."""
    line = MAKER.make(World(seed), LINE, "lines")
    assert line["total"] == pytest.approx(line["unit_price"] * line["quantity"], abs=0.01)


@given(seeds)
def test_an_order_costs_what_its_lines_cost(seed):
    """Tax and shipping come on top, a discount is taken off."""
    order = _object(
        "subtotal", "tax", "shipping", "discount", "total", lines={"type": "array", "items": LINE}
    )
    made = MAKER.make(World(seed), order, "orders")
    subtotal = sum(each["total"] for each in made["lines"])
    assert made["subtotal"] == pytest.approx(subtotal, abs=0.01)
    extra = made["tax"] + made["shipping"] - min(made["discount"], made["subtotal"])
    assert made["total"] == pytest.approx(subtotal + extra, abs=0.02)


@given(seeds)
def test_a_total_beside_a_list_of_other_things_counts_them(seed):
    """A page is no bill."""
    page = _object(total={"type": "integer"}, items={"type": "array", "items": {"type": "string"}})
    made = MAKER.make(World(seed), page, "pages")
    assert made["total"] == len(made["items"])


@given(seeds)
def test_what_stands_beside_a_list_tells_of_it(seed):
    """A page of three rows is not the seventh of a hundred."""
    numbers = {each: {"type": "integer"} for each in ("page", "totalElements", "totalPages")}
    things = {"type": "array", "items": {"type": "object"}}
    page = _object(page={"type": "object", "properties": numbers}, things=things)
    made = MAKER.make(World(seed), page, "search")
    assert made["page"] == {"page": 1, "totalElements": len(made["things"]), "totalPages": 1}


@given(seeds)
def test_a_price_in_cents_is_the_same_price(seed):
    """And a lower one is lower by the discount."""
    names = ("price", "price_in_cents", "sale_price", "discount_percentage")
    product = made("products", seed, **dict.fromkeys(names, NUMBER))
    assert product["price_in_cents"] == pytest.approx(product["price"] * 100)
    left = 1 - product["discount_percentage"] / 100
    assert product["sale_price"] == pytest.approx(product["price"] * left, abs=0.01)
