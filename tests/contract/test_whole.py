"""A document that is told to be whole is what bundling would leave it."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from contract.bundle import bundle
from contract.errors import UnresolvedReference
from contract.walk import rewritten, walk
from contract.whole import is_whole
from tests.strategies import COMPONENTS, documents

KNOWN = f"#/components/schemas/{COMPONENTS[0]}"
PLAIN = (
    {"$ref": KNOWN},
    {"$ref": KNOWN.replace("schemas", "%73chemas")},
    {"$ref": "#/info"},
    {"$anchor": "anchor"},
    {"discriminator": {"propertyName": "kind", "mapping": {"a": COMPONENTS[0], "b": KNOWN}}},
)
ODD = (
    {"$ref": "#/components/schemas/Nobody"},
    {"$ref": "#anchor"},
    {"$ref": "other.json"},
    {"$id": "named"},
    {"properties": {"$ref": KNOWN}},
    {"discriminator": {"propertyName": "kind", "mapping": {"a": "other.json"}}},
    {"externalDocs": {"$ref": KNOWN}},
)


@st.composite
def odd_documents(draw):
    """Documents, mostly with something put into one of their objects."""
    document = draw(documents())
    places = [node.pointer for node in walk(document) if isinstance(node.value, dict)]
    place, odd = draw(st.sampled_from(places)), draw(st.sampled_from(PLAIN + ODD))
    return rewritten(document, lambda n: {**n.value, **odd} if n.pointer == place else n.value)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A path with one file beside it that documents may refer to."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "elsewhere.json").write_text("{}")
    return str(folder / "openapi.json")


def bundled(document, base):
    """Bundle a document that has one reference more, out of itself."""
    components = document.get("components", {})
    schemas = {**components.get("schemas", {}), "Elsewhere": {"$ref": "elsewhere.json"}}
    more = {**document, "components": {**components, "schemas": schemas}}
    result = bundle(more, "openapi.json", base, lambda text, name: json.loads(text))
    assert result["components"]["schemas"].pop("Elsewhere") == {}
    return result


@given(document=odd_documents())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@example(document={"components": {"schemas": {}}})
def test_what_is_whole_stays_as_it_is_whatever_else_is_bundled(base, document):
    """The whole of bundling, done because of something else, changes nothing in it."""
    try:
        result = bundled(document, base)
    except UnresolvedReference:
        result = None
    assert not is_whole(document) or result == document


@pytest.mark.parametrize(
    ("said", "expected"),
    [*((each, True) for each in PLAIN), *((each, False) for each in ODD)],
    ids=str,
)
def test_only_what_needs_bundling_is_not_whole(said, expected):
    """References to objects of the document by their pointers need none."""
    schemas = {COMPONENTS[0]: {}, "Said": {"not": said}}
    document = {"info": {}, "components": {"schemas": schemas}}
    assert is_whole(document) == expected
