"""Objects in a query, member by member."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from contract.validation.deep_objects import deep_object
from tests.contract.validation.test_sides import asked, clerk_of

NODE = {
    "type": "object",
    "properties": {
        "size": {"type": "integer"},
        "list": {"type": "array", "items": {"type": "integer"}},
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "inner": {"$ref": "#/components/schemas/Node"},
    },
}
CONTRACT = Contract.from_document({"components": {"schemas": {"Node": NODE}}})
texts = st.text(st.sampled_from("01az&=[]%"), min_size=1, max_size=4)
lists = st.lists(texts, min_size=1, max_size=3)
nodes: Any = st.recursive(
    st.fixed_dictionaries({"size": texts}, optional={"list": lists}),
    lambda inner: st.fixed_dictionaries(
        {"size": texts},
        optional={"inner": inner, "rows": st.lists(inner, min_size=1, max_size=3)},
    ),
)
MARKS: dict[str, Callable[[int], str]] = {
    "the name": lambda _number: "",
    "the name and brackets": lambda _number: "[]",
    "numbers": lambda number: f"[{number}]",
}


def written(value: Any, name: str, mark: Callable[[int], str]) -> Iterator[tuple[str, str]]:
    """Write a value as pairs of a query."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from written(each, f"{name}[{key}]", mark)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            is_text = isinstance(each, str)
            yield from written(each, name + (mark(number) if is_text else f"[{number}]"), mark)
    else:
        yield name, value


@pytest.mark.parametrize("mark", MARKS)
@given(node=nodes)
def test_what_is_written_is_read_back(mark, node):
    """However deep it nests, and in each of the ways that lists are written."""
    query: dict[str, list[str]] = {}
    for key, value in written(node, "p", MARKS[mark]):
        query.setdefault(key, []).append(value)
    assert deep_object("p", query, NODE, CONTRACT) == node


@given(st.dictionaries(st.text("p[]az0", max_size=12), lists, max_size=4))
def test_any_query_is_read(query):
    """What is no member is passed over."""
    deep_object("p", query, NODE, CONTRACT)


@pytest.mark.parametrize(
    ("query", "is_valid"),
    [
        pytest.param("p[size]=1&p[inner][size]=2", True, id="nested"),
        pytest.param("p[inner][size]=x", False, id="nested, of another type"),
        pytest.param("p[size][more]=1", False, id="an object instead of a number"),
        pytest.param("p[list][0]=1&p[list][1]=2", True, id="numbered"),
        pytest.param("p[list][0]=x", False, id="numbered, of another type"),
        pytest.param("p[rows][0][size]=1&p[rows][0][list]=2", True, id="objects in a list"),
        pytest.param("p[rows][0][size]=x", False, id="objects in a list, of another type"),
        pytest.param("p[]=1", True, id="no member"),
    ],
)
def test_both_validators_judge_what_is_read(query, is_valid):
    """Types count at every level."""
    reference = {"$ref": "#/components/schemas/Node"}
    clerk = clerk_of(
        {"name": "p", "in": "query", "style": "deepObject", "schema": reference},
        components={"Node": NODE},
    )
    pairs = tuple(tuple(each.split("=")) for each in query.split("&"))
    assert (not asked(clerk, query=pairs)) is is_valid


@pytest.mark.parametrize(
    ("body", "is_valid"),
    [
        pytest.param(b"rows[0][size]=1&rows[0][inner][size]=2&rows[1][size]=3", True, id="objects"),
        pytest.param(b"rows[0][size]=x", False, id="objects of another type"),
        pytest.param(b"tags[]=1&tags[]=2", True, id="brackets"),
        pytest.param(b"tags[0]=1&tags[1]=x", False, id="numbers of another type"),
        pytest.param(b"notes[a]=1&notes[b]=x", True, id="free members"),
    ],
)
def test_members_of_forms_are_read_alike(body, is_valid):
    """Also those that are lists themselves."""
    members = {
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}},
        "tags": {"type": "array", "items": {"type": "integer"}},
        "notes": {"type": "object", "additionalProperties": {"type": "string"}},
    }
    deep = {"style": "deepObject", "explode": True}
    form = {
        "schema": {"type": "object", "properties": members, "additionalProperties": False},
        "encoding": dict.fromkeys(members, deep),
    }
    name = "application/x-www-form-urlencoded"
    clerk = clerk_of(content={name: form}, components={"Node": NODE})
    assert (not asked(clerk, body=body, content_type=name)) is is_valid
