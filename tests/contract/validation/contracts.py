"""Hypothesis strategies for contracts of one operation that says all that messages may obey."""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract.model import Contract
from tests import strategies
from tests.strategies import COMPONENTS, Json, some

STYLES = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form", "cookie"),
}
MEDIA_TYPES = (
    "application/json", "application/merge-patch+json", "application/x-www-form-urlencoded",
    "multipart/form-data", "text/plain", "text/csv", "application/octet-stream", "*/*",
)  # fmt: skip

#: Strategies are built once: building them costs more than drawing from them.
_ANY = strategies.schemas()


@cache
def simple_schemas() -> st.SearchStrategy[Json]:
    """Schemas of single values, also of several types and of variants."""
    plain = strategies.text_schemas() | strategies.number_schemas() | _types()
    return st.one_of(
        plain,
        strategies.listed_schemas(),
        st.lists(plain, min_size=1, max_size=2).map(lambda each: {"anyOf": each}),
        st.builds(lambda each, more: {**each, **more}, plain, some(default=strategies.values())),
        st.just({"type": "integer", "format": "int32"}),
        strategies.references(),
    )


@cache
def _types() -> st.SearchStrategy[Json]:
    kinds = st.sampled_from(("null", "boolean", "integer", "number", "string"))
    several = st.lists(kinds, min_size=1, max_size=3, unique=True)
    return (kinds | several).map(lambda each: {"type": each})


@cache
def list_schemas() -> st.SearchStrategy[Json]:
    """Schemas of lists of single values."""
    return st.builds(
        lambda items, said: {"type": "array", "items": items, **said},
        simple_schemas(),
        some(minItems=strategies.counts(), maxItems=strategies.counts(), uniqueItems=st.booleans()),
    )


@cache
def member_schemas() -> st.SearchStrategy[Json]:
    """Schemas of objects of single values."""
    return st.builds(
        lambda properties, said: {"type": "object", "properties": properties, **said},
        st.dictionaries(strategies.names(), simple_schemas(), min_size=1, max_size=3),
        some(
            required=st.lists(strategies.names(), max_size=2, unique=True),
            additionalProperties=st.booleans(),
        ),
    )


@cache
def body_schemas() -> st.SearchStrategy[Json]:
    """Schemas of bodies: anything, and objects with members that go one way only."""
    hidden = some(readOnly=st.booleans(), writeOnly=st.booleans())
    properties = st.dictionaries(
        strategies.names(),
        st.builds(lambda each, more: {**each, **more}, simple_schemas() | list_schemas(), hidden),
        max_size=3,
    )
    objects = st.builds(
        lambda held, required, said: {
            "type": "object",
            "properties": held,
            "required": required,
            **said,
        },
        properties,
        st.lists(strategies.names(), max_size=2, unique=True),
        some(additionalProperties=st.booleans()),
    )
    variants = st.lists(objects, min_size=1, max_size=2).map(
        lambda each: {"oneOf": each, "discriminator": {"propertyName": "kind"}}
    )
    return st.one_of(objects, _ANY, variants)


@cache
@st.composite
def parameters(draw: st.DrawFn, location: str, name: str) -> Json:
    """Parameters in every style."""
    style = draw(st.sampled_from(STYLES[location]))
    schema: Any = st.one_of(simple_schemas(), list_schemas(), member_schemas())
    if style == "deepObject":
        schema = member_schemas()
    elif style.endswith("Delimited"):
        schema = list_schemas() | member_schemas()
    said = draw(some(explode=st.booleans(), style=st.just(style)))
    if draw(st.integers(0, 9)) == 0:
        described: Json = {"content": {"application/json": {"schema": draw(schema)}}}
    else:
        described = {"schema": draw(schema), **said}
    if location == "query" and draw(st.booleans()):
        described["allowEmptyValue"] = draw(st.booleans())
    required = location == "path" or draw(st.booleans())
    return {"name": name, "in": location, "required": required, **described}


@cache
@st.composite
def contents(draw: st.DrawFn) -> Json:
    """One or two media types."""
    names = draw(st.lists(st.sampled_from(MEDIA_TYPES), min_size=1, max_size=2, unique=True))
    found = {}
    for name in names:
        schema = member_schemas() | body_schemas() if "form" in name else body_schemas()
        if name.startswith("text") or "octet" in name:
            schema = strategies.text_schemas() | strategies.simple_schemas()
        found[name] = draw(some(schema=schema))
    return found


@cache
@st.composite
def headers(draw: st.DrawFn) -> Json:
    """Headers of a response."""
    schema = simple_schemas() | list_schemas() | member_schemas()
    return {
        "required": draw(st.booleans()),
        "schema": draw(schema),
        **draw(some(explode=st.booleans())),
    }


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """Documents with one operation."""
    described = [
        draw(parameters(location, name))
        for location, name in (("path", "p"), ("query", "q"), ("header", "X-H"), ("cookie", "c"))
        if draw(st.booleans())
    ]
    operation: Json = {"parameters": described, "responses": {}}
    for status in ("200", "4XX", "default"):
        if draw(st.booleans()):
            operation["responses"][status] = {
                "description": "",
                **draw(
                    some(
                        content=contents(),
                        headers=st.dictionaries(st.just("X-Count"), headers(), max_size=1),
                    )
                ),
            }
    if draw(st.booleans()):
        operation["requestBody"] = {"required": draw(st.booleans()), "content": draw(contents())}
    return {
        "openapi": "3.2.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things/{p}": {"post": operation}},
        "components": {"schemas": {name: draw(_ANY) for name in COMPONENTS}},
    }


def contracts() -> st.SearchStrategy[Contract]:
    """Contracts of one operation."""
    return documents().map(Contract.from_document)
