"""Which records a list shows."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from mockserver.resources.listing import Query, Row, UnknownCursor, query_of, select

MEMBERS = ("id", "name", "size", "price", "created_at", "tags")
ROWS = [
    Row("1", {"name": "Lamp", "size": 3, "price": 9.5, "created_at": "2026-01-02", "tags": ["a"]}),
    Row(
        "2",
        {"name": "desk", "size": 1, "price": 80, "created_at": "2026-03-02", "tags": ["a", "b"]},
    ),
    Row("3", {"name": "Chair", "size": None, "price": 20, "created_at": "2026-02-02", "tags": []}),
]


def query(*names: str, **schemas: Any) -> Query:
    parameters = [
        {"name": name, "in": "query", "schema": schemas.get(name, {"type": "string"})}
        for name in names
    ]
    document = {"paths": {"/a": {"get": {"parameters": parameters, "responses": {}}}}}
    [operation] = Contract.from_document(document).operations
    return query_of(operation, MEMBERS)


def keys(asked: dict[str, Any], **schemas: Any) -> list[str]:
    return list(select(ROWS, query(*asked, **schemas), asked).keys)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({}, ["1", "2", "3"], id="all"),
        pytest.param({"name": "Lamp"}, ["1"], id="member"),
        pytest.param({"name": "LAMP"}, ["1"], id="without case"),
        pytest.param({"tag": "b"}, ["2"], id="one of many"),
        pytest.param({"tags": ["a", "z"]}, ["1", "2"], id="any of several"),
        pytest.param({"min_price": 10}, ["2", "3"], id="least"),
        pytest.param({"price_lte": 20}, ["1", "3"], id="most"),
        pytest.param({"created_after": "2026-02-01"}, ["2", "3"], id="after"),
        pytest.param({"createdBefore": "2026-02-01"}, ["1"], id="before"),
        pytest.param({"q": "air"}, ["3"], id="search"),
        pytest.param({"sort": "price"}, ["1", "3", "2"], id="up"),
        pytest.param({"sort": "-price"}, ["2", "3", "1"], id="down"),
        pytest.param({"sort_by": "price", "order": "desc"}, ["2", "3", "1"], id="order"),
        pytest.param({"order_by": "price:desc"}, ["2", "3", "1"], id="order in one"),
        pytest.param({"sortBy": "size"}, ["2", "1", "3"], id="nothing comes last"),
        pytest.param({"limit": 2}, ["1", "2"], id="limit"),
        pytest.param({"limit": 2, "offset": 1}, ["2", "3"], id="offset"),
        pytest.param({"limit": "1", "page": "2"}, ["2"], id="numbers as texts"),
        pytest.param({"page": 2, "per_page": 2}, ["3"], id="page"),
        pytest.param({"pageSize": 2, "cursor": "2"}, ["3"], id="cursor"),
        pytest.param({"limit": 2, "starting_after": "1"}, ["2", "3"], id="after an id"),
        pytest.param({"limit": 1, "ending_before": "3"}, ["2"], id="before an id"),
        pytest.param({"limit": 2, "after": "1", "before": "3"}, ["1", "2"], id="before a cursor"),
        pytest.param({"before": "2026-02-03"}, ["1", "3"], id="before a moment"),
        pytest.param({"page": 0}, ["1", "2", "3"], id="before the first page"),
        pytest.param({"name": "all"}, ["1", "2", "3"], id="no filter"),
        pytest.param({"unheard_of": "x"}, ["1", "2", "3"], id="unknown"),
    ],
)
def test_parameters_mean_what_they_are_called(asked, expected):
    """However they are spelt."""
    assert keys(asked) == expected


def test_pages_may_be_counted_from_nothing():
    """Where the parameter says so."""
    asked = {"page": 1, "size": 2}
    schema = {"type": "integer", "minimum": 0}
    members = [each for each in MEMBERS if each != "size"]
    document = {
        "paths": {
            "/a": {
                "get": {
                    "parameters": [
                        {"name": name, "in": "query", "schema": schema} for name in asked
                    ],
                    "responses": {},
                }
            }
        }
    }
    [operation] = Contract.from_document(document).operations
    assert select(ROWS, query_of(operation, members), asked).keys == ("3",)


rows = st.lists(st.integers(0, 5), max_size=12).map(
    lambda sizes: [Row(str(number), {"size": size}) for number, size in enumerate(sizes)]
)


@given(rows, st.integers(1, 5))
def test_pages_make_up_the_whole(all_rows, size):
    """Every row once, in order, and the last page knows that it is the last."""
    told, found, number = query("page", "limit"), [], 1
    while True:
        page = select(all_rows, told, {"page": number, "limit": size})
        found += page.keys
        if not page.has_more:
            break
        number += 1
    assert found == [each.key for each in all_rows]
    assert page.total == len(all_rows)
    assert page.pages in (number, 0)


@given(rows, st.integers(1, 5))
def test_cursors_make_up_the_whole(all_rows, size):
    """The same by cursors."""
    told, found, asked = query("cursor", "limit"), [], {"limit": size}
    while True:
        page = select(all_rows, told, asked)
        found += page.keys
        if page.cursor is None:
            break
        asked = {"limit": size, "cursor": page.cursor}
    assert found == [each.key for each in all_rows]


@given(rows, st.sampled_from(("asc", "desc")))
def test_sorting_keeps_every_row(all_rows, order):
    """And puts them in order."""
    page = select(all_rows, query("sort", "order"), {"sort": "size", "order": order})
    by_key = {each.key: each.members["size"] for each in all_rows}
    sizes = [by_key[key] for key in page.keys]
    assert sizes == sorted(sizes, reverse=order == "desc")
    assert sorted(page.keys) == sorted(each.key for each in all_rows)


@given(rows, st.integers(1, 5))
def test_pages_go_back_as_they_came(all_rows, size):
    """What comes before a row, page by page, is everything before it."""
    if not all_rows:
        return
    told, found = query("limit", "starting_after", "ending_before"), []
    before = all_rows[-1].key
    while before is not None:
        page = select(all_rows, told, {"limit": size, "ending_before": before})
        found = [*page.keys, *found]
        before = page.keys[0] if page.has_more else None
    assert found == [each.key for each in all_rows[:-1]]


@given(rows.filter(len), st.integers(1, 5), st.data())
def test_a_cursor_outlives_its_row(all_rows, size, data):
    """A row that was removed, or that the filter leaves out by now, still is a place."""
    place = data.draw(st.integers(0, len(all_rows) - 1))
    gone = all_rows[place]._replace(is_there=False)
    left = [*all_rows[:place], gone, *all_rows[place + 1 :]]
    page = select(left, query("cursor", "limit"), {"cursor": gone.key, "limit": size})
    assert page.keys == tuple(each.key for each in all_rows[place + 1 :][:size])
    assert page.total == len(all_rows) - 1
    unlike = {"cursor": gone.key, "size": 9, "limit": size}
    assert select(all_rows, query(*unlike), unlike).keys == ()


@given(rows, st.sampled_from(("cursor", "after", "page_token", "ending_before")))
def test_a_cursor_of_nothing_is_told(all_rows, name):
    """It is not taken for the beginning."""
    with pytest.raises(UnknownCursor):
        select(all_rows, query(name, "limit"), {name: "nothing", "limit": 2})


@pytest.mark.parametrize(
    ("name", "schema", "role"),
    [
        pytest.param("after", {"type": "string", "format": "date-time"}, "", id="a moment"),
        pytest.param("after", {"type": "string"}, "cursor", id="a cursor"),
        pytest.param("page", {"type": "string"}, "page", id="a number as a text"),
        pytest.param("start", {"type": "string", "format": "date"}, "", id="the first day"),
        pytest.param("start", {"type": "integer"}, "offset", id="the first row"),
    ],
)
def test_a_parameter_is_for_what_its_type_can_be(name, schema, role):
    """A text counts nothing, and a moment is no cursor."""
    told = query(name, **{name: schema})
    assert [each for each in ("page", "cursor", "offset") if getattr(told, each)] == [role][
        : len(role)
    ]
