import copy
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import pointers
from contract.walk import LISTED, MEMBERS, SECTIONS, Kind, Node, rewritten, subschemas, walk


def kinds(document, kind="document"):
    return {node.pointer: node.kind for node in walk(document, kind)}


@st.composite
def documents(draw):
    """Documents of every shape: objects of the grammar, and things that only look like them."""
    leaves = st.sampled_from([None, 1, "text", True, [], {}, [{}], {"$ref": "#/x"}, {"$ref": 1}])

    def made(kind, depth):
        if depth == 0:
            return draw(leaves)
        value = {"x-a": {"schema": {}}, "default": {"schema": {}}, "description": {"items": {}}}
        if kind in LISTED:
            return value | {"/a~": made(LISTED[kind], depth - 1), "properties": draw(leaves)}
        names = st.sampled_from(sorted(MEMBERS[kind]) or ["none"])
        for member in draw(st.lists(names, max_size=2, unique=True)):
            shape, inner = MEMBERS[kind].get(member, ("one", "schema"))
            held = [made(inner, depth - 1), draw(leaves)]
            named = {"parameters": held[0], "$ref": held[1]}
            value[member] = {"one": held[0], "list": held, "map": named}[shape]
        return value

    return made("document", 8)


@given(documents())
def test_every_node_stands_where_its_pointer_says(document):
    nodes = list(walk(document))
    assert nodes[0] == Node("document", "", document)
    for node in nodes:
        assert pointers.follow(document, node.pointer) is node.value
        assert isinstance(node.value, dict) or (node.kind, type(node.value)) == ("schema", bool)
    assert len({node.pointer for node in nodes}) == len(nodes)


@given(documents())
def test_a_walk_from_a_node_finds_what_stands_below_it(document):
    nodes = list(walk(document))
    for node in nodes[:20]:
        below = [(each.kind, node.pointer + each.pointer) for each in walk(node.value, node.kind)]
        inside = f"{node.pointer}/"
        found = [(n.kind, n.pointer) for n in nodes if f"{n.pointer}/".startswith(inside)]
        assert below == found


@given(documents())
def test_rewriting_without_a_change_gives_an_equal_copy(document):
    before = copy.deepcopy(document)
    same = rewritten(document, lambda node: node.value)
    assert same == document
    for node in walk(same):
        if isinstance(node.value, dict):
            node.value.clear()
    assert document == before


@given(documents())
def test_rewriting_sees_what_a_walk_sees(document):
    seen = []
    rewritten(document, lambda node: seen.append(node) or node.value)
    assert [each[:4] for each in seen] == [each[:4] for each in walk(document)]


def test_rewriting_goes_on_inside_what_the_change_made():
    def change(node):
        return (
            {"anyOf": [{"type": t} for t in node.value["type"]]}
            if _has_list(node)
            else _upper(node)
        )

    def _has_list(node):
        return isinstance(node.value.get("type"), list)

    def _upper(node):
        return {"type": node.value["type"].upper()} if "type" in node.value else node.value

    assert rewritten({"items": {"type": ["a", "b"]}}, change, "schema") == {
        "items": {"anyOf": [{"type": "A"}, {"type": "B"}]}
    }


def test_names_of_the_author_are_no_members_of_openapi():
    schema = {
        "properties": {
            "parameters": {"type": "array"},
            "example": {"properties": {"schema": {"type": "object"}}},
            "x-a": {"items": {}},
            "$ref": {"type": "string"},
        }
    }
    document = {"components": {"schemas": {"responses": schema}, "headers": {"x-b": {}}}}
    assert kinds(document) == {
        "": "document",
        "/components": "components",
        "/components/schemas/responses": "schema",
        "/components/schemas/responses/properties/parameters": "schema",
        "/components/schemas/responses/properties/example": "schema",
        "/components/schemas/responses/properties/example/properties/schema": "schema",
        "/components/schemas/responses/properties/x-a": "schema",
        "/components/schemas/responses/properties/x-a/items": "schema",
        "/components/schemas/responses/properties/$ref": "schema",
        "/components/headers/x-b": "header",
    }


@pytest.mark.parametrize("keyword", ["example", "examples", "default", "enum", "const", "x-more"])
def test_values_and_extensions_are_not_entered(keyword):
    schema = {keyword: {"properties": {"a": {}}, "schema": {}}, "title": "t"}
    assert kinds(schema, "schema") == {"": "schema"}


def test_examples_are_objects_but_their_values_are_not_entered():
    media_type = {"examples": {"a": {"value": {"schema": {}}}}, "example": {"schema": {}}}
    assert kinds(media_type, "mediaType") == {"": "mediaType", "/examples/a": "example"}


def test_members_beside_a_reference_are_not_entered_but_for_schemas_and_paths():
    beside = {"$ref": "#/x", "schema": {}, "items": {}, "get": {}}
    assert kinds(beside, "parameter") == {"": "parameter"}
    assert kinds(beside, "schema") == {"": "schema", "/items": "schema"}
    assert kinds(beside, "pathItem") == {"": "pathItem", "/get": "operation"}
    assert [node.reference for node in walk(beside, "schema")] == ["#/x", None]


def test_a_node_knows_the_member_it_stands_in():
    document = {
        "paths": {"/a": {"parameters": [{"schema": {}}]}},
        "webhooks": {"b": {"post": {"callbacks": {"c": {"d": {}}}}}},
    }
    assert [(node.kind, node.member) for node in walk(document)] == [
        ("document", ""),
        ("paths", "paths"),
        ("pathItem", "paths"),
        ("parameter", "parameters"),
        ("schema", "schema"),
        ("pathItem", "webhooks"),
        ("operation", "post"),
        ("callback", "callbacks"),
        ("pathItem", "callback"),
    ]


def test_objects_of_swagger_are_found():
    document = {
        "definitions": {"A": {"items": [{}, {}]}},
        "parameters": {"p": {"items": {"items": {}}}},
        "responses": {"r": {"schema": {}, "examples": {"a/b": {"schema": {}}}}},
        "securityDefinitions": {"s": {}},
    }
    assert list(kinds(document)) == [
        "",
        "/definitions/A",
        "/definitions/A/items/0",
        "/definitions/A/items/1",
        "/parameters/p",
        "/parameters/p/items",
        "/parameters/p/items/items",
        "/responses/r",
        "/responses/r/schema",
        "/securityDefinitions/s",
    ]


def test_subschemas_are_the_schemas_directly_inside():
    each = {"type": "object"}
    single = "additionalProperties contains contentSchema else if items not propertyNames then"
    single += " unevaluatedItems unevaluatedProperties"
    schema = {
        **dict.fromkeys(single.split(), each),
        **{key: [each, {"items": each}] for key in ("allOf", "anyOf", "oneOf", "prefixItems")},
        **{key: {"a/b": each} for key in ("$defs", "dependentSchemas")},
        **{key: {"not": True} for key in ("properties", "patternProperties")},
        "xml": {},
        "discriminator": {},
        "required": ["a"],
        "dependentRequired": {"a": {}},
    }
    expected = {f"/{keyword}": each for keyword in single.split()}
    for keyword in ("allOf", "anyOf", "oneOf", "prefixItems"):
        expected |= {f"/{keyword}/0": each, f"/{keyword}/1": {"items": each}}
    expected |= {"/$defs/a~1b": each, "/dependentSchemas/a~1b": each}
    expected |= {"/properties/not": True, "/patternProperties/not": True}
    assert dict(subschemas(schema)) == expected
    assert list(subschemas(True)) == []


def test_depth_does_not_matter():
    schema = {}
    for _ in range(5_000):
        schema = {"items": schema}
    assert sum(1 for _ in walk(schema, "schema")) == 5_001
    assert rewritten(schema, lambda node: node.value, "schema")["items"] is not schema["items"]


def test_the_grammar_is_closed():
    every = set(get_args(Kind))
    assert set(MEMBERS) == every
    assert {kind for held in MEMBERS.values() for _, kind in held.values()} <= every
    assert set(SECTIONS.values()) == set(MEMBERS["components"])
