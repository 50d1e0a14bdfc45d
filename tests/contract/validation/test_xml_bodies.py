"""Values as XML and back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.model import Contract
from contract.validation.casting import UndecodableError
from contract.validation.xml_bodies import from_xml, to_xml

PET = {
    "type": "object",
    "xml": {"name": "pet", "prefix": "p", "namespace": "http://pets"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {"type": "string"},
        "tame": {"type": "boolean", "xml": {"name": "isTame"}},
        "photos": {
            "type": "array",
            "xml": {"name": "photoUrls", "wrapped": True},
            "items": {"type": "string", "xml": {"name": "photo"}},
        },
        "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
        "weight": {"type": ["number", "null"]},
        "owner": {"type": "object", "properties": {"note": {"type": "string"}}},
    },
}
TAG = {"type": "object", "xml": {"name": "tag"}, "properties": {"word": {"type": "string"}}}
CONTRACT = Contract.from_document({"components": {"schemas": {"Pet": PET, "Tag": TAG}}})
REFERENCE = {"$ref": "#/components/schemas/Pet"}
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'

#: Carriage returns are line breaks to XML (XML 1.0, 2.11), and control characters are none of it.
texts = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))
pets = st.fixed_dictionaries(
    {},
    optional={
        "id": st.integers(-9, 9),
        "name": texts,
        "tame": st.booleans(),
        "photos": st.lists(texts),
        "tags": st.lists(st.fixed_dictionaries({"word": texts}), min_size=1),
        "weight": st.floats(-9, 9),
        "owner": st.fixed_dictionaries({"note": texts}),
    },
)


@given(pets)
def test_what_is_written_is_read_again(pet):
    """There and back."""
    assert from_xml(to_xml(pet, REFERENCE, CONTRACT), REFERENCE, CONTRACT) == pet


def _written(value: Any, schema: Any) -> str:
    return to_xml(value, schema, CONTRACT).removeprefix(HEAD).decode()


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        pytest.param(
            {"id": 1, "name": "a<b", "photos": ["x", "y"], "tags": [{"word": "w"}]},
            REFERENCE,
            '<p:pet xmlns:p="http://pets" id="1"><name>a&lt;b</name>'
            "<photoUrls><photo>x</photo><photo>y</photo></photoUrls>"
            "<tag><word>w</word></tag></p:pet>",
            id="names, attributes, wrapped and repeated",
        ),
        pytest.param(
            [{"word": "a"}],
            {"type": "array", "items": {"$ref": "#/components/schemas/Tag"}},
            "<root><tag><word>a</word></tag></root>",
            id="a list as the root",
        ),
        pytest.param({"Pet": None}, {}, "<root><Pet></Pet></root>", id="no schema"),
        pytest.param(
            {"a b": 1, "1": [2, 3]}, {}, "<root><a_b>1</a_b><_1>2</_1><_1>3</_1></root>", id="names"
        ),
        pytest.param(
            7, {"xml": {"name": "n", "namespace": "u"}}, '<n xmlns="u">7</n>', id="scalar"
        ),
        pytest.param(
            {"a": "<&", "b": "c"},
            {
                "xml": {"name": "n"},
                "properties": {
                    "a": {"xml": {"nodeType": "cdata"}},
                    "b": {"xml": {"nodeType": "attribute"}},
                },
            },
            '<n b="c"><![CDATA[<&]]></n>',
            id="node types of OpenAPI 3.2",
        ),
        pytest.param(
            {"w": 1, "t": {}},
            {
                "xml": {"name": "n"},
                "allOf": [
                    {"properties": {"w": {"xml": {"attribute": True}}}},
                    {"properties": {"t": {"xml": {"name": "T"}}}},
                ],
            },
            '<n w="1"><T></T></n>',
            id="composed",
        ),
        pytest.param("a\x00b", {}, "<root>ab</root>", id="characters that XML has not"),
    ],
)
def test_schemas_say_how_values_are_written(value, schema, expected):
    """OpenAPI 3.2.0, "XML Object"."""
    assert _written(value, schema) == expected


def test_other_spellings_are_read():
    """Prefixes are the client's to choose; what is missing or wrong is the schema's to refuse."""
    read = from_xml(
        b'<pet xmlns="http://pets" id="x"> <name>a</name><isTame>1</isTame><more>m</more></pet>',
        REFERENCE,
        CONTRACT,
    )
    assert read == {"id": "x", "name": "a", "tame": True, "more": "m"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<a>",
        b"nonsense",
        b"\xff",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"<a>&b;</a>",
        b"<a>" * 100_000,
    ],
)
def test_what_is_no_xml_cannot_be_read(data):
    """Document types and their entities are refused with it."""
    with pytest.raises(UndecodableError):
        from_xml(data, REFERENCE, CONTRACT)


def test_deep_nesting_is_refused():
    """However deep, and without a schema to stop at."""
    with pytest.raises(UndecodableError):
        from_xml(b"<a>" * 50_000 + b"</a>" * 50_000, {}, CONTRACT)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(data):
    """Nothing else happens."""
    try:
        from_xml(b"<pet>" + data + b"</pet>", REFERENCE, CONTRACT)
    except UndecodableError:
        return
