"""Whether a request is valid as it was sent."""

import pytest

from contract.model import Contract
from contract.testing.as_sent import AsSent

FORM = "application/x-www-form-urlencoded"
NUMBERS = {"type": "array", "items": {"type": "integer"}}
CONTRACT = Contract.from_document(
    {
        "openapi": "3.2.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "/v1"}],
        "paths": {
            "/pets/{id}:tag": {
                "post": {
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {}},
                        {"name": "ages", "in": "query", "schema": NUMBERS},
                        {"name": "herd", "in": "cookie", "schema": {"type": "integer"}},
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {
                            FORM: {"schema": {"properties": {"owner": {"type": "string"}}}},
                            "application/json": {"schema": {"type": "object"}},
                            "text/plain": {"schema": {"type": "string"}},
                        },
                    },
                    "responses": {"204": {"description": "Tagged."}},
                }
            }
        },
    }
)
URL = "http://127.0.0.1:4010/v1/pets/7%2F:tag"


@pytest.mark.parametrize(
    ("url", "headers", "body", "expected"),
    [
        pytest.param(URL, {"Content-Type": FORM}, b"owner=true", True, id="no types in a form"),
        pytest.param(f"{URL}?ages=1", {"Content-Type": FORM}, b"a=1", True, id="a list of one"),
        pytest.param(f"{URL}?ages=x", {"Content-Type": FORM}, b"a=1", False, id="no number"),
        pytest.param(URL, {"content-type": "application/json"}, b"[]", False, id="no object"),
        pytest.param(URL, {"content-type": "text/plain"}, b"", False, id="no body"),
        pytest.param(URL, {"content-type": FORM, "Cookie": "herd=x"}, b"a=1", False, id="a cookie"),
        pytest.param(f"{URL}/x", {"content-type": FORM}, b"a=1", None, id="another path"),
    ],
)
def test_what_counts_is_what_was_sent(url, headers, body, expected):
    assert AsSent(CONTRACT).is_valid("POST /pets/{id}:tag", url, headers, body) is expected
