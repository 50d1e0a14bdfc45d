"""Objects that could be one of several: which they are, and how that can be told."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from mockserver.values import NoValue, ValueMaker
from mockserver.world import World
from tests.mockserver.values.making import FLAG, MAKER, NUMBER, TEXT, Json, schema_of, seeds

_PET = {**schema_of(kind=TEXT, name=TEXT), "discriminator": {"propertyName": "kind"}}
_BIRD = {
    **schema_of(kind=TEXT),
    "discriminator": {"propertyName": "kind", "mapping": {"parrot": "Parrot"}},
}


def _heir(of: str, **properties: Any) -> Json:
    return {"allOf": [{"$ref": f"#/components/schemas/{of}"}, schema_of(**properties)]}


def _either(kind: str, *names: str, **more: Any) -> Json:
    found = [{"$ref": f"#/components/schemas/{name}"} for name in names]
    return {kind: found, "discriminator": {"propertyName": "kind", **more}}


_SCHEMAS = {
    "Pet": _PET,
    "Cat": _heir("Pet", lives=NUMBER),
    "Dog": _heir("Pet", barks=FLAG),
    "Bird": _BIRD,
    "Parrot": _heir("Bird", words=NUMBER),
    "Rook": _heir("Bird", nest=NUMBER),
    "Circle": schema_of(kind=TEXT, radius=NUMBER),
    "Square": schema_of(kind=TEXT, side=NUMBER),
    "Shape": _either("oneOf", "Circle", "Square"),
    "Figure": _either("anyOf", "Circle", "Square", mapping={"round": "Circle", "edged": "Square"}),
}
_MAKER = ValueMaker(
    Contract.from_document(
        {
            "openapi": "3.2.0",
            "info": {"title": "Kinds", "version": "1"},
            "paths": {},
            "components": {"schemas": _SCHEMAS},
        }
    )
)


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        pytest.param("Shape", {"Circle": "radius", "Square": "side"}, id="by their own names"),
        pytest.param("Figure", {"round": "radius", "edged": "side"}, id="by names of a mapping"),
        pytest.param("Pet", {"Cat": "lives", "Dog": "barks"}, id="what builds on it"),
        pytest.param("Bird", {"parrot": "words"}, id="what the mapping names of it"),
        pytest.param("Dog", {"Dog": "barks"}, id="one that builds on it"),
    ],
)
@given(seeds)
def test_an_object_says_which_alternative_it_is(name, kinds, seed):
    """The property of the discriminator has the name of what the object is, in each row."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    made = [_MAKER.make(World(seed), schema, "kinds", row=row) for row in range(4)]
    assert {each["kind"] for each in made} == set(kinds)
    for each in made:
        assert kinds[each["kind"]] in each


@given(seeds, st.sampled_from(["Cat", "Dog"]))
def test_what_a_client_says_an_object_is_it_is(seed, kind):
    """What is made beside it is that of its kind."""
    schema = {"$ref": "#/components/schemas/Pet"}
    made = _MAKER.make(World(seed), schema, "pets", known={"kind": kind, "name": "Rex"})
    assert made["kind"] == kind
    assert made["name"] == "Rex"
    assert {"Cat": "lives", "Dog": "barks"}[kind] in made


_TYPES = st.sampled_from((TEXT, NUMBER, FLAG, schema_of(a=TEXT), {"type": "array", "items": TEXT}))
_OPEN = st.dictionaries(st.sampled_from("abcd"), _TYPES, min_size=1).map(
    lambda properties: {"type": "object", "properties": properties}
)


@given(st.lists(_OPEN, min_size=2, max_size=3, unique_by=lambda each: tuple(each["properties"])))
def test_one_of_several_open_objects_is_made(schemas):
    """Each admits what the others admit, so a member must tell which one it is."""
    schema = {"oneOf": schemas}
    try:
        made = MAKER.make(World(), schema, "things")
    except NoValue:
        # Where each has a member that another one has otherwise, nothing need be found.
        assert any(
            first["properties"].keys() & second["properties"].keys()
            for first in schemas
            for second in schemas
            if first is not second
        )
        return
    assert MAKER.admits(schema, made)


def test_where_nothing_can_be_made_what_comes_near_is_told():
    """It is of use, and whoever sends it says what is wrong with it."""
    schema = {"oneOf": [schema_of(a=TEXT), schema_of(a=TEXT)]}
    with pytest.raises(NoValue) as caught:
        MAKER.make(World(), schema, "things")
    assert set(caught.value.nearest) == {"a"}
