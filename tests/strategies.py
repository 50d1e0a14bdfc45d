"""
Hypothesis strategies for contracts, built like contracts: schemas, documents, contracts.

Small alphabets on purpose: two generated schemas should have names, values and limits in common.
"""

from functools import cache
from typing import Any

from hypothesis import strategies as st

from contract.model import Contract

NAMES = ("id", "name", "kind", "tags")
COMPONENTS = ("Alpha", "Beta", "Gamma")
TEXTS = ("a", "b", "owner", "2026-01-31", "ann@example.com", "ABC-123", "")
PATTERNS = ("^[a-z]+$", "^[A-Z]{3}-[0-9]{3}$", "a", "^(x|yz)?$")
FORMATS = ("date", "date-time", "email", "uuid", "uri")

Json = dict[str, Any]


def numbers() -> st.SearchStrategy[int]:
    """Numbers that limits are made of."""
    return st.integers(-3, 8)


def counts() -> st.SearchStrategy[int]:
    """Lengths and counts that limits are made of."""
    return st.integers(0, 4)


def values() -> st.SearchStrategy[Any]:
    """JSON values for enumerations, constants and defaults."""
    scalars = st.sampled_from((*TEXTS, 0, 1, 2, 7, -1, 1.5, True, False, None))
    return scalars | st.lists(scalars, max_size=2) | st.dictionaries(names(), scalars, max_size=2)


def names() -> st.SearchStrategy[str]:
    """Names of properties."""
    return st.sampled_from(NAMES)


def some(**members: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Objects that have some of the members."""
    return st.fixed_dictionaries({}, optional=members)


def text_schemas() -> st.SearchStrategy[Json]:
    """Schemas of strings."""
    return some(
        minLength=counts(),
        maxLength=counts(),
        pattern=st.sampled_from(PATTERNS),
        format=st.sampled_from(FORMATS),
    ).map(lambda said: {"type": "string", **said})


def number_schemas() -> st.SearchStrategy[Json]:
    """Schemas of numbers."""
    return st.builds(
        lambda kind, said: {"type": kind, **said},
        st.sampled_from(("integer", "number")),
        some(
            minimum=numbers(),
            maximum=numbers(),
            exclusiveMinimum=numbers(),
            multipleOf=st.sampled_from((1, 2, 3, 0.5)),
        ),
    )


def listed_schemas() -> st.SearchStrategy[Json]:
    """Schemas that list their values."""
    return st.one_of(
        values().map(lambda value: {"const": value}),
        st.lists(values(), min_size=1, max_size=4, unique_by=repr).map(lambda each: {"enum": each}),
        st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3, unique=True).map(
            lambda each: {"type": "string", "enum": each}
        ),
    )


def type_schemas() -> st.SearchStrategy[Json]:
    """Schemas that name one or several types."""
    kinds = ("null", "boolean", "integer", "number", "string", "array", "object")
    kind = st.sampled_from(kinds)
    several = st.lists(kind, min_size=1, max_size=3, unique=True)
    return (kind | several).map(lambda each: {"type": each})


def references() -> st.SearchStrategy[Json]:
    """References to components."""
    return st.sampled_from(COMPONENTS).map(lambda name: {"$ref": f"#/components/schemas/{name}"})


def object_schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Schemas of objects."""
    return some(
        properties=st.dictionaries(names(), inner, max_size=3),
        required=st.lists(names(), max_size=2, unique=True),
        additionalProperties=st.booleans() | inner,
        minProperties=counts(),
        maxProperties=counts(),
        patternProperties=st.dictionaries(st.sampled_from(("^n", "s$")), inner, max_size=1),
        propertyNames=some(maxLength=counts(), pattern=st.sampled_from(PATTERNS)),
        dependentRequired=st.dictionaries(
            names(), st.lists(names(), max_size=2, unique=True), max_size=1
        ),
    ).map(lambda said: {"type": "object", **said})


def array_schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Schemas of arrays."""
    return some(
        items=inner | st.just(False),
        prefixItems=st.lists(inner, min_size=1, max_size=2),
        minItems=counts(),
        maxItems=counts(),
        uniqueItems=st.booleans(),
        contains=inner,
    ).map(lambda said: {"type": "array", **said})


def composed_schemas(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Schemas made of others."""
    members = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        members.map(lambda each: {"anyOf": each}),
        members.map(lambda each: {"oneOf": each}),
        members.map(lambda each: {"allOf": each}),
        inner.map(lambda each: {"not": each}),
        st.builds(lambda one, two: {"if": one, "then": two}, inner, inner),
    )


def simple_schemas() -> st.SearchStrategy[Json]:
    """Schemas without others inside."""
    return st.one_of(
        text_schemas(), number_schemas(), listed_schemas(), type_schemas(), st.just({})
    )


@cache
def schemas(*, referring: bool = True) -> st.SearchStrategy[Json]:
    """JSON Schemas (draft 2020-12); `referring` ones may refer to the components of a document."""
    return st.recursive(
        simple_schemas() | references() if referring else simple_schemas(),
        lambda inner: object_schemas(inner) | array_schemas(inner) | composed_schemas(inner),
        max_leaves=6,
    )


@cache
def contents() -> st.SearchStrategy[Json]:
    """What a body comes in: a component or something simple, in one or two media types."""
    schema = st.fixed_dictionaries({"schema": references() | type_schemas() | text_schemas()})
    kinds = st.sampled_from(("application/json", "application/xml", "text/csv"))
    return st.dictionaries(kinds, schema, min_size=1, max_size=2)


@st.composite
def parameters(draw: st.DrawFn) -> Json:
    """Parameters of the query, of headers and cookies."""
    simple = text_schemas() | number_schemas() | listed_schemas()
    schema = draw(simple | simple.map(lambda each: {"type": "array", "items": each}))
    return {
        "name": draw(st.sampled_from(("limit", "page", "X-Trace"))),
        "in": draw(st.sampled_from(("query", "header", "cookie"))),
        "required": draw(st.booleans()),
        "schema": schema,
    }


@st.composite
def operations(draw: st.DrawFn, variables: tuple[str, ...] = ()) -> Json:
    """Operations; `variables` are those of the path."""
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in variables
    ]
    others = draw(
        st.lists(parameters(), max_size=2, unique_by=lambda each: (each["name"], each["in"]))
    )
    statuses = draw(
        st.lists(st.sampled_from(("200", "201", "404", "4XX", "default")), min_size=1, unique=True)
    )
    operation: Json = {
        "parameters": [*path, *others],
        "responses": {
            status: {"description": "A response", **draw(some(content=contents()))}
            for status in statuses
        },
    }
    if draw(st.booleans()):
        operation["requestBody"] = {"required": draw(st.booleans()), "content": draw(contents())}
    if draw(st.booleans()):
        operation["security"] = draw(st.sampled_from(([], [{"Bearer": []}], [{}, {"Key": []}])))
    return operation


PLACES = (
    ("/things", "get"), ("/things", "post"), ("/things/{id}", "get"), ("/things/{id}", "delete"),
    ("/other", "put"),
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Json:
    """OpenAPI 3.2 documents in the normal form."""
    paths: Json = {}
    for path, method in draw(st.lists(st.sampled_from(PLACES), max_size=3, unique=True)):
        variables = ("id",) if path.endswith("{id}") else ()
        paths.setdefault(path, {})[method] = draw(operations(variables))
    return {
        "openapi": "3.2.0",
        "info": {"title": "Things", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": {name: draw(schemas()) for name in COMPONENTS},
            "securitySchemes": {
                "Bearer": {"type": "http", "scheme": "bearer"},
                "Key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            },
        },
    }


def contracts() -> st.SearchStrategy[Contract]:
    """Contracts of a few operations that share components."""
    return documents().map(Contract.from_document)
