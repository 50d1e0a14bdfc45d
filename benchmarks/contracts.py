"""What is served under measurement: the Dify user API, and a large generated contract."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from load import Ask, send
from programs import Program

from contract.document import open_document, to_yaml
from contract.export import export
from mockserver.serving import make_mock

DIFY = "dify@2026-06-12"
BASE = "/openapi/v1"
ROWS = 20
_JSON = {"Content-Type": "application/json"}
_APP = "version: 0.6.0\nkind: app\napp: {name: app-%d, mode: workflow}\nworkflow: {graph: {}}\n"


class Dify:
    """The requests, told by a mock of the same seed: same ids, same tokens."""

    def __init__(self) -> None:
        world = make_mock(DIFY).world
        sessions = [each for each in world.store["sessions"] if each["prefix"] == "dfoa_"]
        apps = {each["name"]: each for each in world.store["apps"]}
        self._space = apps["small-talk"]["workspace_id"]
        self._token = {"Authorization": f"Bearer {sessions[0]['token']}"}
        told = {**self._token, **_JSON}
        query = urlencode({"workspace_id": self._space, "limit": ROWS})
        code = json.dumps({"client_id": "difyctl", "device_label": "benchmark"})
        wrong = json.dumps({"email": 5, "role": "emperor"})
        said = json.dumps({"inputs": {}, "query": "word " * 200})
        members = f"{BASE}/workspaces/{self._space}/members"
        self.listing = Ask("GET", f"{BASE}/apps?{query}", 200, self._token)
        self.creating = Ask("POST", f"{BASE}/oauth/device/code", 200, _JSON, code)
        self.invalid = Ask("POST", members, 422, told, wrong)
        self.streaming = Ask("POST", f"{BASE}/apps/{apps['small-talk']['id']}/run", 200, told, said)

    def fill(self, mock: Program) -> bytes:
        """Import apps into the mock until the list has its rows; gives the list."""
        path = f"{BASE}/workspaces/{self._space}/apps/imports"
        for number in range(ROWS):
            told = {"mode": "yaml-content", "yaml_content": _APP % number}
            headers = {**self._token, **_JSON}
            send(mock, Ask("POST", path, 200, headers, json.dumps(told)))
        listed = send(mock, self.listing)[1]
        assert len(json.loads(listed)["data"]) == ROWS, listed
        return listed


def write_dify_for_prism(path: Path, listed: bytes) -> None:
    """Write the contract as OpenAPI 3.0, with the mock's list as the example Prism answers."""
    document, _ = export(open_document(DIFY).content, "3.0")
    reply = document["paths"]["/apps"]["get"]["responses"]["200"]
    reply["content"]["application/json"]["example"] = json.loads(listed)
    path.write_text(to_yaml(document))


def write_large(path: Path, operations: int) -> None:
    """Write a contract of so many operations, as an API of that size has: five to a resource."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {}
    for number in range(operations // 5):
        name = f"Resource{number}"
        schemas[name] = _resource(number)
        schema = {"$ref": f"#/components/schemas/{name}"}
        body = {"content": {"application/json": {"schema": schema}}}
        one = {"200": {"description": "OK", **body}}
        many = {"type": "array", "items": schema}
        listed = {"200": {"description": "OK", "content": {"application/json": {"schema": many}}}}
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
        limit = {"name": "limit", "in": "query", "schema": {"type": "integer", "maximum": 100}}
        paths[f"/resource{number}"] = {
            "get": {"parameters": [limit], "responses": listed},
            "post": {"requestBody": body, "responses": one},
        }
        paths[f"/resource{number}/{{id}}"] = {
            "parameters": [key],
            "get": {"responses": one},
            "put": {"requestBody": body, "responses": one},
            "delete": {"responses": {"204": {"description": "Gone"}}},
        }
    document = {"openapi": "3.0.3", "info": {"title": "Large", "version": "1"}, "paths": paths}
    path.write_text(to_yaml({**document, "components": {"schemas": schemas}}))


def _resource(number: int) -> dict[str, Any]:
    """Give the schema of one resource; every other one holds its neighbour."""
    properties: dict[str, Any] = {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string", "maxLength": 100},
        "count": {"type": "integer", "minimum": 0},
        "state": {"type": "string", "enum": ["new", "open", "done"]},
        "tags": {"type": "array", "items": {"type": "string"}},
    }
    if number % 2:
        properties["inner"] = {"$ref": f"#/components/schemas/Resource{number - 1}"}
    return {"type": "object", "required": ["id", "name"], "properties": properties}
