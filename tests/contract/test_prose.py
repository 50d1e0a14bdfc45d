"""Leaving out what is written for people."""

from contract.prose import without_prose

DOCUMENT = {
    "openapi": "3.2.0",
    "info": {"title": "T", "version": "1", "description": "prose", "summary": "prose"},
    "tags": [{"name": "a", "description": "prose"}],
    "paths": {
        "/description": {
            "get": {
                "summary": "prose",
                "parameters": [{"name": "summary", "in": "query", "description": "prose"}],
                "responses": {
                    "200": {"description": "prose"},
                    "4XX": {"description": "prose"},
                    "default": {"description": "prose"},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "description": {
                "type": "object",
                "description": "prose",
                "properties": {"description": {"type": "string", "description": "prose"}},
                "example": {"description": "a value"},
                "x-own": {"description": "a value"},
            }
        },
        "securitySchemes": {"o": {"flows": {"implicit": {"scopes": {"read": "prose"}}}}},
    },
}


def test_names_and_values_stay_and_prose_goes():
    """A member called `description` is prose only where OpenAPI puts it."""
    bare = without_prose(DOCUMENT)
    assert "prose" not in repr(bare)
    schema = bare["components"]["schemas"]["description"]
    assert schema["properties"] == {"description": {"type": "string"}}
    assert schema["example"] == schema["x-own"] == {"description": "a value"}
    assert bare["paths"]["/description"]["get"]["parameters"][0]["name"] == "summary"


def test_a_response_keeps_the_phrase_of_its_status():
    """Its description is obligatory up to OpenAPI 3.1."""
    responses = without_prose(DOCUMENT)["paths"]["/description"]["get"]["responses"]
    assert {status: each["description"] for status, each in responses.items()} == {
        "200": "OK",
        "4XX": "4XX",
        "default": "Any other status",
    }


def test_leaving_out_twice_changes_nothing_more():
    """What is bare stays so."""
    bare = without_prose(DOCUMENT)
    assert without_prose(bare) == bare
