"""Values that a schema admits: whatever the schema, what is made of it is valid."""

import os
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contract.model import Contract
from contract.validation.schemas import SchemaCompiler
from mockserver.values import NoValue, ValueMaker
from mockserver.values.people import plain
from mockserver.world import World
from tests.strategies import COMPONENTS, documents

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
_MAKER = ValueMaker(_CONTRACT)
FORMATS = ("uuid", "date", "date-time", "time", "email", "uri", "hostname", "ipv4", "ipv6")


def _made(schema: Any, seed: int = 0) -> Any:
    return _MAKER.make(World(seed), schema, "here")


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
    maker, world = ValueMaker(_CONTRACT), World(seed)
    maker.make(world, schema, "elsewhere")
    assert maker.make(world, schema, "here") == _made(schema, seed)


_PRINTED = """
import json
from tests.mockserver.values.making import *
row = schema_of(**dict.fromkeys(("id", "name", "email", "street", "company", "created_at"), TEXT))
print(json.dumps(MAKER.make(World(5), {"type": "array", "items": row}, "rows"), sort_keys=True))
"""


def test_another_process_makes_the_same_values():
    """Whatever the order of its sets."""
    printed = {
        subprocess.run(
            [sys.executable, "-c", _PRINTED],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1


@given(schemas, st.data(), st.sampled_from(("example", "default")))
def test_what_the_contract_tells_is_taken(schema, data, keyword):
    """An example is worth more than anything made up, if it is valid."""
    value = data.draw(st.just(_MAKER.make(World(7), schema, "there")))
    assume(value not in (None, "", []) and not isinstance(value, dict))
    assert _made({**schema, keyword: value}) == value


@given(schemas)
def test_an_example_that_breaks_its_schema_is_not_taken(schema):
    """Documents contradict themselves; values do not."""
    _check({**schema, "example": [object.__name__, 1.5], "default": {"no": "such"}})


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


# --- any schema -----------------------------------------------------------------------------------

_SIMPLE = ({}, [], "text", 1, 0.5, True, None)


@given(documents())
@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
def test_whatever_the_schema_a_value_is_valid_or_there_is_none(document):
    """Where a simple value passes, one is found; what is found passes, whatever the keywords."""
    contract = Contract.from_document(document)
    maker, compiler = ValueMaker(contract), SchemaCompiler(contract)
    for name in COMPONENTS:
        schema = {"$ref": f"#/components/schemas/{name}"}
        compiled = compiler.compile(schema)
        try:
            value = maker.make(World(), schema, name)
        except NoValue:
            assert not any(map(compiled.is_valid, _SIMPLE)), document["components"]
        else:
            assert compiled.is_valid(value)


# --- what names tell ------------------------------------------------------------------------------

_TEXT: Json = {"type": "string"}


def _object(**properties: Json) -> Json:
    return {"type": "object", "required": [*properties], "properties": properties}


@pytest.mark.parametrize(
    ("name", "schema", "pattern"),
    [
        pytest.param("email", _TEXT, r"[a-z.]+@example\.com", id="e-mail"),
        pytest.param("userEmail", _TEXT, r"[a-z.]+@example\.com", id="camel case"),
        pytest.param("avatar_url", _TEXT, r"data:image/svg\+xml,[\w%.~/:=',;()-]+", id="image"),
        pytest.param(
            "logo", {**_TEXT, "maxLength": 80}, r"https://example\.com/\S+", id="short image"
        ),
        pytest.param("home-page", {**_TEXT, "format": "uri"}, r"https://\S+", id="format"),
        pytest.param("created_at", _TEXT, r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", id="moment"),
        pytest.param("order_id", _TEXT, r"[0-9a-f-]{36}", id="id"),
        pytest.param("country", {**_TEXT, "maxLength": 2}, r"[A-Z]{2}", id="code"),
        pytest.param(
            "sku", {**_TEXT, "pattern": "^[A-Z]{3}-[0-9]{3}$"}, r"[A-Z]{3}-\d{3}", id="own"
        ),
    ],
)
def test_texts_mean_what_their_names_say(name, schema, pattern):
    """In snake, camel and kebab case."""
    assert re.fullmatch(pattern, _made(_object(**{name: schema}))[name])


@given(st.integers(0, 200))
def test_members_of_one_object_agree(seed):
    """Moments follow one another, and an address has the person's name."""
    moments = ("expires_at", "finishedAt", "updated_at", "started-at", "created_at")
    schema = _object(first_name=_TEXT, email=_TEXT, **dict.fromkeys(moments, _TEXT))
    made = _made(schema, seed)
    name = plain(made["first_name"]).lower()
    assert made["email"].startswith("".join(filter(str.isalnum, name)))
    order = ("created_at", "started-at", "updated_at", "finishedAt", "expires_at")
    assert [made[name] for name in order] == sorted(made[name] for name in order)


def test_numbers_beside_a_list_are_those_of_the_list():
    """Totals, pages, and whether there is more."""
    count = {"type": "integer"}
    rows = {"type": "array", "items": _object(id=_TEXT), "minItems": 4}
    page = _made(_object(items=rows, total=count, page=count, has_more={"type": "boolean"}))
    assert (page["total"], page["page"], page["has_more"]) == (len(page["items"]), 1, False)


def test_only_the_first_row_is_like_the_example():
    """Three rows of one example would have one id."""
    row = _object(id={"type": "integer", "example": 10}, name={**_TEXT, "example": "doggie"})
    made = _made({"type": "array", "items": row, "minItems": 3})
    assert made[0] == {"id": 10, "name": "doggie"}
    assert len({each["id"] for each in made}) == 3


def test_texts_that_nothing_else_explains_are_like_the_example_in_every_row():
    """And those with several examples in turns."""
    row = _object(
        cipher={**_TEXT, "example": "aes"}, engine={**_TEXT, "examples": ["diesel", "steam"]}
    )
    made = _made({"type": "array", "items": row, "minItems": 3})
    assert [each["cipher"] for each in made] == ["aes"] * 3
    assert [each["engine"] for each in made] == ["diesel", "steam", "diesel"]


def test_members_go_one_way():
    """Requests have nothing that is read-only, responses nothing that is write-only."""
    schema = {
        "type": "object",
        "properties": {
            "id": {**_TEXT, "readOnly": True},
            "password": {**_TEXT, "writeOnly": True},
            "name": _TEXT,
        },
    }
    document = {**_DOCUMENT, "components": {"schemas": {"User": schema}}}
    contract, user = Contract.from_document(document), {"$ref": "#/components/schemas/User"}
    assert [*ValueMaker(contract).make(World(), user, "x")] == ["id", "name"]
    assert [*ValueMaker(contract, "request").make(World(), user, "x")] == ["password", "name"]


def test_what_is_known_is_kept_as_far_as_it_is_valid():
    """The rest is made."""
    schema = _object(name=_TEXT, size={"type": "integer"}, note=_TEXT)
    known = {"name": "mine", "size": "large", "unheard": 1}
    made = _MAKER.make(World(), schema, "here", known=known)
    assert made["name"] == "mine"
    assert isinstance(made["size"], int)
    assert [*made] == ["name", "size", "note"]


def test_where_no_value_is_admitted_none_is_made():
    """Which is told."""
    with pytest.raises(NoValue):
        _made({"type": "integer", "minimum": 2, "maximum": 1})


def test_what_is_known_is_kept_however_much_is_made_beside_it():
    """Of objects that are too large, the rest is left out."""
    wide = _object(**{f"w{number}": _TEXT for number in range(100)})
    large = {f"l{number:02}": wide for number in range(40)}
    schema = {"type": "object", "properties": {**large, "tags": {"type": "object"}}}
    made = _MAKER.make(World(), schema, "here", known={"tags": {"a": "1"}})
    assert "l39" not in made
    assert made["tags"] == {"a": "1"}
