"""Values that a schema admits: whatever the schema, what is made of it is valid."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from contract.validation.schemas import SchemaCompiler
from mockserver.values import ValueMaker
from mockserver.world import World

Json = dict[str, Any]

_DOCUMENT: Json = {
    "openapi": "3.2.0",
    "info": {"title": "Things", "version": "1"},
    "paths": {},
    "components": {
        "schemas": {
            "Name": {"type": "string", "minLength": 1, "maxLength": 9},
            "Tree": {
                "type": "object",
                "required": ["name", "children"],
                "properties": {
                    "name": {"$ref": "#/components/schemas/Name"},
                    "parent": {"$ref": "#/components/schemas/Tree"},
                    "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
                },
            },
        }
    },
}
_CONTRACT = Contract.from_document(_DOCUMENT)
_COMPILER = SchemaCompiler(_CONTRACT)
FORMATS = ("uuid", "date", "date-time", "time", "email", "uri", "hostname", "ipv4", "ipv6")


def _made(schema: Any, seed: int = 0) -> Any:
    return ValueMaker(_CONTRACT, World(seed)).make(schema, "here")


def _check(schema: Any) -> None:
    value = _made(schema)
    assert _COMPILER.compile(schema).is_valid(value), (schema, value)


# --- schemas as APIs have them: there is always a value -------------------------------------------


def _between(low: str, high: str, least: int, most: int) -> st.SearchStrategy[Json]:
    """Two bounds, either or both or none of them, the lower not above the upper."""
    pairs = st.tuples(st.integers(least, most), st.integers(least, most)).map(sorted)
    wanted = st.sampled_from(((), (low,), (high,), (low, high)))
    return st.builds(
        lambda names, pair: {name: pair[0 if name == low else 1] for name in names}, wanted, pairs
    )


texts = _between("minLength", "maxLength", 0, 30).map(lambda said: {"type": "string", **said})
formatted = st.sampled_from(FORMATS).map(lambda each: {"type": "string", "format": each})
integers = _between("minimum", "maximum", -20, 20).map(lambda said: {"type": "integer", **said})
numbers = _between("minimum", "maximum", -20, 20).map(lambda said: {"type": "number", **said})
chosen = st.lists(st.integers(0, 9) | st.text(max_size=3), min_size=1, unique_by=repr).map(
    lambda values: {"enum": values}
)
flat = st.one_of(
    texts,
    formatted,
    integers,
    numbers,
    chosen,
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({"type": ["string", "null"]}),
    st.just({"$ref": "#/components/schemas/Name"}),
    st.just({"$ref": "#/components/schemas/Tree"}),
)


def _objects(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    properties = st.dictionaries(
        st.sampled_from(("name", "email", "id", "size")), inner, max_size=3
    )
    return st.builds(
        lambda named, count: {
            "type": "object",
            "properties": named,
            "required": [*named][:count],
        },
        properties,
        st.integers(0, 3),
    )


def _arrays(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.builds(
        lambda items, said: {"type": "array", "items": items, **said},
        inner,
        _between("minItems", "maxItems", 0, 4),
    )


def _variants(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    several = st.lists(inner, min_size=1, max_size=3)
    return several.map(lambda each: {"anyOf": each})


schemas = st.recursive(
    flat, lambda inner: _objects(inner) | _arrays(inner) | _variants(inner), max_leaves=8
)


@given(schemas)
def test_a_made_value_is_valid(schema):
    """Texts, numbers, objects, lists, choices and references."""
    _check(schema)


@given(schemas, st.integers(0, 3))
def test_the_same_seed_and_place_give_the_same_value(schema, seed):
    """Nothing depends on what was made before."""
    maker = ValueMaker(_CONTRACT, World(seed))
    maker.make(schema, "elsewhere")
    assert maker.make(schema, "here") == _made(schema, seed)


@given(schemas, st.integers(0, 9), st.sampled_from(("const", "example", "default")))
def test_what_the_contract_tells_is_taken(schema, value, keyword):
    """An example is worth more than anything made up."""
    assert _made({**schema, keyword: value}) == value


objects = _objects(flat)


@given(st.lists(objects, min_size=1, max_size=3))
def test_parts_of_an_object_are_put_together(parts):
    """What several schemas ask for is all there, where they name different things."""
    renamed = [
        {
            "type": "object",
            "properties": {f"{name}{number}": each for name, each in part["properties"].items()},
            "required": [f"{name}{number}" for name in part["required"]],
        }
        for number, part in enumerate(parts)
    ]
    _check({"allOf": renamed})
    _check({**renamed[0], "allOf": renamed})


@given(objects, st.dictionaries(st.sampled_from(("kind", "code")), flat, min_size=1))
def test_a_variant_is_put_into_its_frame(variant, frame):
    """Members beside `oneOf` belong to every variant."""
    _check({"type": "object", "properties": frame, "required": [*frame], "oneOf": [variant]})


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(True, id="anything"),
        pytest.param({}, id="no word"),
        pytest.param({"type": "object", "minProperties": 0}, id="empty object"),
        pytest.param({"properties": {"a": {"type": "integer"}}, "required": ["a"]}, id="no type"),
        pytest.param({"items": {"type": "integer"}, "minItems": 2}, id="no type of a list"),
        pytest.param({"type": "integer", "multipleOf": 7, "minimum": 1, "maximum": 20}, id="step"),
        pytest.param({"type": "integer", "exclusiveMinimum": 3, "maximum": 4}, id="exclusive"),
        pytest.param({"type": "number", "minimum": 5, "maximum": 5}, id="one number"),
        pytest.param(
            {"type": "array", "prefixItems": [{"const": 1}, {"const": "b"}], "minItems": 2},
            id="a tuple",
        ),
        pytest.param({"type": "string", "minLength": 5000}, id="a long text"),
    ],
)
def test_pinned_schemas_have_a_value(schema):
    """What the strategies above leave out."""
    _check(schema)
