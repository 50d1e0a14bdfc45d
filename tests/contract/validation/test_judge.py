"""openapi-core as the judge of a contract's messages."""

import pytest

from contract.model import Contract
from contract.validation import Request, Response
from contract.validation.judge import Judge

SERVERS = {
    "none": {},
    "another host": {"servers": [{"url": "https://api.example.com/v2"}]},
    "of a path": {"paths_servers": [{"url": "https://eu.example.com"}]},
    "with a variable": {
        "servers": [
            {
                "url": "https://{region}.example.com/{base}",
                "variables": {"region": {"default": "eu"}, "base": {"default": "v1"}},
            }
        ]
    },
}


@pytest.mark.parametrize("servers", SERVERS.values(), ids=SERVERS)
def test_which_servers_there_are_does_not_matter(servers):
    """A message is judged by its operation, wherever that is served."""
    content = {"application/json": {"schema": {"type": "array"}}}
    path = {"get": {"responses": {"200": {"description": "ok", "content": content}}}}
    if "paths_servers" in servers:
        path["servers"] = servers["paths_servers"]
    document = {
        "openapi": "3.2.0",
        "info": {"title": "Pets", "version": "1"},
        "paths": {"/pets": path},
        **{key: each for key, each in servers.items() if key == "servers"},
    }
    contract = Contract.from_document(document)
    judge, operation = Judge(contract), contract.operations[0]
    assert judge.request(operation, Request({}, (), (), {}, b"", "")) == ()
    assert judge.response(operation, Response(200, (), b"[]", "application/json")) == ()
    assert judge.response(operation, Response(200, (), b"{}", "application/json"))
