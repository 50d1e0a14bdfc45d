"""Texts within limits, and values that would grow beyond them."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from mockserver.values import ValueMaker
from mockserver.world import World
from tests.mockserver.values.making import MAKER, TEXT, schema_of, seeds


@given(seeds, st.integers(1, 80))
def test_no_text_ends_in_a_blank(seed, length):
    """A header would lose it, and be too short."""
    schema = {"type": "string", "minLength": length, "maxLength": length}
    made = MAKER.make(World(seed), schema, "GET /things", "X-Request-Id")
    assert len(made) == length
    assert made == made.strip()


@given(seeds, st.sampled_from([20, *range(22, 40)]))
def test_a_moment_may_be_asked_for_in_more_characters(seed, length):
    """With fractions of its second, or with its offset."""
    limits = {"minLength": length, "maxLength": length}
    schema = {"type": "string", "format": "date-time", **limits}
    made = MAKER.make(World(seed), schema, "GET /things", "created_at")
    assert len(made) == length
    assert MAKER.admits(schema, made)
    assert datetime.fromisoformat(f"{made[:19]}+00:00")


@pytest.mark.parametrize("rows", [3, 40, 100])
def test_every_row_of_a_list_has_its_optional_members(rows):
    """However many there are: what a contract declares is there, inside of them too."""
    inner = {"type": "object", "properties": {"city": TEXT, "zip": TEXT}}
    names = {f"m{number}": TEXT for number in range(8)}
    row = {"type": "object", "properties": {**names, "address": inner}}
    listed = {"type": "array", "minItems": rows, "items": row}
    made = MAKER.make(World(), schema_of(data=listed), "things")["data"]
    assert len(made) == rows
    for each in made:
        assert set(each) == {*names, "address"}
        assert set(each["address"]) == {"city", "zip"}


def test_what_refers_to_much_is_made_with_what_it_must_have():
    """Each of twenty things tells of all others: a thousand values are enough."""
    things = [f"Thing{number}" for number in range(20)]
    inner = {name: {"$ref": f"#/components/schemas/{name}"} for name in things}
    schemas = {name: {**schema_of(name=TEXT), "properties": {**inner, "name": TEXT}}
               for name in things}  # fmt: skip
    head = {"openapi": "3.2.0", "info": {"title": "Things", "version": "1"}, "paths": {}}
    maker = ValueMaker(Contract.from_document({**head, "components": {"schemas": schemas}}))
    made = maker.make(World(), inner["Thing0"], "things")
    assert maker.admits(inner["Thing0"], made)
    assert set(things[1:]) <= set(made)
    assert len(json.dumps(made)) < 50_000
