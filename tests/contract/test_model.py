"""The model of a contract."""

from typing import Any

import pytest

from contract.model import Contract

DOCUMENT: dict[str, Any] = {
    "openapi": "3.2.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://api.example.com/v1/"}],
    "security": [{"key": []}],
    "paths": {
        "/pets/{id}": {
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": "limit", "in": "query", "schema": {"type": "string"}},
            ],
            "get": {
                "parameters": [
                    {"$ref": "#/components/parameters/Limit"},
                    {"name": "Accept", "in": "header", "schema": {}},
                ],
                "responses": {"2XX": {"$ref": "#/components/responses/Pet"}, "default": {}},
            },
            "query": {"responses": {}, "security": []},
            "additionalOperations": {"COPY": {"responses": {}}},
        },
        "x-own": {},
    },
    "components": {
        "parameters": {"Limit": {"name": "limit", "in": "query", "schema": {"type": "integer"}}},
        "responses": {
            "Pet": {
                "description": "a pet",
                "headers": {"X-A": {"schema": {}}, "Content-Type": {"schema": {}}},
                "content": {
                    "Application/JSON": {
                        "schema": {"$ref": "#/components/schemas/Pet"},
                        "examples": {"cat": {"value": {"name": "Tom"}}},
                    }
                },
            }
        },
        "schemas": {
            "Pet": {"$ref": "#/components/schemas/Animal"},
            "Animal": {"type": "object"},
            "Loop": {"$ref": "#/components/schemas/Loop"},
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    },
}
CONTRACT = Contract.from_document(DOCUMENT)


def test_operations_are_found_with_every_method():
    """The fixed methods, `query` of OpenAPI 3.2, and additional ones."""
    assert [each.key for each in CONTRACT.operations] == [
        "GET /pets/{id}",
        "QUERY /pets/{id}",
        "COPY /pets/{id}",
    ]


def test_a_parameter_of_the_operation_overrides_that_of_its_path():
    """References are followed, and `Accept` is no parameter."""
    get = CONTRACT.operation("GET /pets/{id}")
    assert [(each.name, each.schema) for each in get.parameters] == [
        ("limit", {"type": "integer"}),
        ("id", {"type": "string"}),
    ]
    assert get.parameters[0].pointer == "/components/parameters/Limit"


@pytest.mark.parametrize(
    ("status", "expected"),
    [pytest.param(204, "2XX", id="range"), pytest.param(500, "default", id="neither")],
)
def test_most_specific_reply_wins(status, expected):
    """An exact code beats a range, and a range beats "default"."""
    reply = CONTRACT.operation("GET /pets/{id}").reply_for(status)
    assert reply is not None
    assert reply.status == expected


def test_an_undocumented_status_has_no_reply():
    """Nothing covers it."""
    assert CONTRACT.operation("QUERY /pets/{id}").reply_for(200) is None


def test_media_types_carry_their_examples():
    """By the names that clients may ask for; a Content-Type header is none."""
    reply = CONTRACT.operation("GET /pets/{id}").reply_for(200)
    assert reply is not None
    assert [each.name for each in reply.headers] == ["X-A"]
    assert reply.media_types[0].name == "application/json"
    assert reply.media_types[0].examples == {"cat": {"name": "Tom"}}


def test_security_is_the_documents_unless_the_operation_has_its_own():
    """An empty list of its own means open."""
    assert CONTRACT.operation("GET /pets/{id}").security == ({"key": ()},)
    assert CONTRACT.operation("QUERY /pets/{id}").security == ()
    assert CONTRACT.security_schemes["key"].parameter == "X-Key"


def test_references_are_followed_to_the_schema_and_loops_end():
    """A reference to itself allows anything."""
    assert CONTRACT.resolved({"$ref": "#/components/schemas/Pet"}) == {"type": "object"}
    assert CONTRACT.resolved({"$ref": "#/components/schemas/Loop"}) == {}


LATER = {"post": {"responses": {}, "callbacks": {"again": {"$ref": "#/components/callbacks/C"}}}}


def test_callbacks_are_read_one_deep():
    """References are followed; callbacks of callbacks would have no end."""
    document = {
        "paths": {"/a": {"get": {"callbacks": {"done": {"$ref": "#/components/callbacks/C"}}}}},
        "components": {"callbacks": {"C": {"{$request.query.url}": LATER, "x-own": 1}}},
    }
    [operation] = Contract.from_document(document).operations
    [callback] = operation.callbacks
    assert (callback.name, callback.expression) == ("done", "{$request.query.url}")
    [later] = callback.operations
    assert (later.method, later.path, later.callbacks) == ("POST", "{$request.query.url}", ())
