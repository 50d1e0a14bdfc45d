"""The Dify contracts: what their overlays make of the published documents."""

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_path import SchemaPath
from openapi_core import V32RequestValidator, V32ResponseValidator
from openapi_core.testing import MockRequest
from openapi_core.validation.request import V32RequestBodyValidator
from openapi_spec_validator import OpenAPIV32SpecValidator

from contract import catalog, overlay, pointers, yaml12
from contract.model import Contract, MediaType

FIRST, SECOND, THIRD = VERSIONS = ("2026-05-18", "2026-06-10", "2026-06-12")
#: How many operations each document lists.
OPERATIONS: Final = {FIRST: 20, SECOND: 31, THIRD: 31}

every_version = pytest.mark.parametrize("version", VERSIONS)


# --- reading ------------------------------------------------------------------------------------


@cache
def applied(version: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give a version's amended document, and the warnings of its overlays."""
    _, release = catalog.find(f"dify@{version}")
    document = yaml12.load(release.document.read_text("utf-8"), release.document.name)
    warnings: list[str] = []
    for each in overlays(version):
        document, more = overlay.apply(document, each)
        warnings += more
    return document, tuple(warnings)


def overlays(version: str) -> list[overlay.Overlay]:
    _, release = catalog.find(f"dify@{version}")
    return [
        overlay.Overlay.from_value(yaml12.load(path.read_text("utf-8"), path.name), path.name)
        for path in release.overlays
    ]


@cache
def contract(version: str) -> Contract:
    return Contract.from_document(applied(version)[0])


@cache
def validator(version: str, pointer: str) -> jsonschema_rs.Draft202012Validator:
    document = applied(version)[0]
    schema = pointers.follow(document, pointer)
    # References lead to `#/components/…`, so the components go along with the schema.
    root = {**schema, "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(root, validate_formats=True, offline=True)


def accepts(version: str, pointer: str, value: Any) -> bool:
    return validator(version, pointer).is_valid(value)


def schema(name: str) -> str:
    return f"/components/schemas/{name}"


def reply_media(version: str, key: str, status: int, name: str = "application/json") -> MediaType:
    reply = contract(version).operation(key).reply_for(status)
    assert reply is not None
    (found,) = (each for each in reply.media_types if each.name == name)
    return found


def takes_reply(version: str, key: str, status: int, body: Any) -> bool:
    return accepts(version, f"{reply_media(version, key, status).pointer}/schema", body)


def takes_body(version: str, key: str, body: Any) -> bool:
    operation = contract(version).operation(key)
    assert operation.body is not None
    return accepts(version, f"{operation.body.media_types[0].pointer}/schema", body)


def takes_frame(version: str, key: str, frame: dict[str, str]) -> bool:
    media = reply_media(version, key, 200, "text/event-stream")
    return accepts(version, f"{media.pointer}/itemSchema", frame)


def takes_query(version: str, key: str, name: str, value: Any) -> bool:
    (parameter,) = (
        each
        for each in contract(version).operation(key).parameters
        if each.name == name and each.location == "query"
    )
    return accepts(version, f"{parameter.pointer}/schema", value)


def lists_named(value: Any, name: str) -> Iterator[list[Any]]:
    if isinstance(value, dict):
        for key, each in value.items():
            if key == name and isinstance(each, list):
                yield each
            yield from lists_named(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from lists_named(each, name)


def without(value: dict[str, Any], *path: str) -> dict[str, Any]:
    rest = copy.deepcopy(value)
    holder = rest
    for part in path[:-1]:
        holder = holder[part]
    del holder[path[-1]]
    return rest


# --- samples ------------------------------------------------------------------------------------

APP: Final = "3f1b0f3e-6a52-4a0e-9a51-5d4f5c1c0a01"
WORKSPACE: Final = "8c2d4a94-57b1-4c6d-8a77-0e6f4d2f1b02"
ACCOUNT: Final = "1d9a7a55-2d0b-45e7-9b3e-6d5b8e7a4c03"
RUN: Final = "5b7c1c1a-93f6-4f55-8f0a-2b6f5b9d7e04"
TOKEN: Final = "Ab3" * 7 + "Z"

PERSON: Final = {"id": ACCOUNT, "email": "lin@example.org", "name": "Lin"}
MEMBERSHIP: Final = {"id": WORKSPACE, "name": "Harbour", "role": "editor"}
WORKSPACE_ROW: Final = {**MEMBERSHIP, "status": "normal", "current": True}
WORKSPACE_DETAIL: Final = {**WORKSPACE_ROW, "created_at": "2026-05-02T07:15:00"}
APP_ROW: Final = {
    "id": APP,
    "name": "tide tables",
    "description": None,
    "mode": "workflow",
    "tags": [{"name": "sea"}],
    "updated_at": "2026-06-09T10:00:00.250000",
    "created_by_name": "Lin",
    "workspace_id": WORKSPACE,
    "workspace_name": "Harbour",
}
FORM_INPUT: Final = {"type": "paragraph", "output_variable_name": "note", "default": None}
ACTION: Final = {"id": "send", "title": "Send it", "button_style": "primary"}
IMPORTED: Final = {
    "id": RUN,
    "status": "completed",
    "app_id": APP,
    "app_mode": "workflow",
    "current_dsl_version": "0.6.0",
    "imported_dsl_version": "0.6.0",
    "error": "",
}
FAILED: Final = {
    **IMPORTED,
    "status": "failed",
    "app_id": None,
    "app_mode": None,
    "imported_dsl_version": "",
    "error": "Invalid YAML format",
}
UNPUBLISHED: Final = {
    "opening_statement": None,
    "suggested_questions": [],
    "user_input_form": [],
    "file_upload": None,
    "system_parameters": {},
}
PARAMETERS: Final = {
    **UNPUBLISHED,
    "user_input_form": [{"text-input": {"label": "Port", "variable": "port", "required": True}}],
    "file_upload": {"image": {"enabled": False}},
    "system_parameters": {
        "image_file_size_limit": 10,
        "video_file_size_limit": 100,
        "audio_file_size_limit": 50,
        "file_size_limit": 15,
        "workflow_file_upload_limit": 10,
    },
    "speech_to_text": {"enabled": True, "language": "fi"},
}
DESCRIPTION: Final = {
    "info": {
        "id": APP,
        "name": "tide tables",
        "description": "",
        "mode": "advanced-chat",
        "author": None,
        "tags": [],
        "updated_at": "2026-06-09T10:00:00",
        "service_api_enabled": True,
        "is_agent": True,
    },
    "parameters": PARAMETERS,
    "input_schema": {"type": "object", "properties": {}, "required": []},
}
DEVICE_TOKEN: Final = {
    "token": "dfoa_" + "x" * 43,
    "expires_at": "2026-06-23T10:00:00.250000+00:00",
    "subject_type": "account",
    "account": PERSON,
    "workspaces": [MEMBERSHIP],
    "default_workspace_id": WORKSPACE,
    "token_id": RUN,
}
SSO_TOKEN: Final = {
    **DEVICE_TOKEN,
    "token": "dfoe_" + "y" * 43,
    "subject_type": "external_sso",
    "subject_email": "lin@example.org",
    "subject_issuer": "https://id.example.org",
    "account": None,
    "workspaces": [],
    "default_workspace_id": None,
}
UPLOADED: Final = {
    "id": RUN,
    "name": "chart.pdf",
    "size": 4096,
    "extension": "pdf",
    "mime_type": "application/pdf",
    "created_by": ACCOUNT,
    "created_at": 1780999200,
    "source_url": "https://files.example.org/chart.pdf?sign=1",
    "tenant_id": WORKSPACE,
    "reference": None,
    "preview_url": None,
    "original_url": None,
    "user_id": None,
    "conversation_id": None,
    "file_key": None,
}


def page(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"page": 1, "limit": 20, "total": len(rows), "has_more": False, "data": list(rows)}


#: One body for every reply of success that is JSON, by operation and status.
SUCCESSES: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("GET /_health", "200"): {"ok": True},
    ("GET /_version", "200"): {"version": "1.14.2", "edition": "CLOUD"},
    ("GET /account", "200"): {
        "subject_type": "account",
        "subject_email": "lin@example.org",
        "subject_issuer": None,
        "account": PERSON,
        "workspaces": [MEMBERSHIP],
        "default_workspace_id": None,
    },
    ("GET /account/sessions", "200"): page(
        {
            "id": RUN,
            "prefix": "dfoa_",
            "client_id": "difyctl",
            "device_label": "desk",
            "created_at": "2026-06-09T10:00:00.250000Z",
            "last_used_at": None,
            "expires_at": "2026-06-23T10:00:00Z",
        }
    ),
    ("DELETE /account/sessions/self", "200"): {"status": "revoked"},
    ("DELETE /account/sessions/{session_id}", "200"): {"status": "revoked"},
    ("GET /apps", "200"): page(APP_ROW),
    ("GET /apps/{app_id}/check-dependencies", "200"): {
        "leaked_dependencies": [
            {
                "type": "github",
                "value": {
                    "repo": "lin/tides",
                    "version": "1.0",
                    "package": "tides.zip",
                    "github_plugin_unique_identifier": "lin/tides:1.0",
                },
                "current_identifier": None,
            },
            {
                "type": "marketplace",
                "value": {
                    "marketplace_plugin_unique_identifier": "lin/moon:2.0",
                    "version": None,
                },
                "current_identifier": "lin/moon:1.0",
            },
            {
                "type": "package",
                "value": {"plugin_unique_identifier": "lin/wind:3.0", "version": "3.0"},
                "current_identifier": None,
            },
        ]
    },
    ("GET /apps/{app_id}/describe", "200"): DESCRIPTION,
    ("GET /apps/{app_id}/export", "200"): {"data": "kind: app\nversion: 0.6.0\n"},
    ("POST /apps/{app_id}/files/upload", "201"): UPLOADED,
    ("GET /apps/{app_id}/form/human_input/{form_token}", "200"): {
        "form_content": "Sail at noon?",
        "inputs": [FORM_INPUT],
        "resolved_default_values": {"note": ""},
        "user_actions": [ACTION],
        "expiration_time": 1781085600,
    },
    ("POST /apps/{app_id}/form/human_input/{form_token}", "200"): {},
    ("POST /apps/{app_id}/tasks/{task_id}/stop", "200"): {"result": "success"},
    ("POST /oauth/device/approve", "200"): {"status": "approved"},
    ("POST /oauth/device/code", "200"): {
        "device_code": "dc_" + "k" * 32,
        "user_code": "WXYA-3456",
        "verification_uri": "https://console.example.org/device",
        "expires_in": 900,
        "interval": 5,
    },
    ("POST /oauth/device/deny", "200"): {"status": "denied"},
    ("GET /oauth/device/lookup", "200"): {
        "valid": False,
        "expires_in_remaining": 0,
        "client_id": None,
    },
    ("POST /oauth/device/token", "200"): DEVICE_TOKEN,
    ("GET /permitted-external-apps", "200"): page({**APP_ROW, "tags": [], "created_by_name": None}),
    ("GET /workspaces", "200"): {"workspaces": [WORKSPACE_ROW]},
    ("GET /workspaces/{workspace_id}", "200"): WORKSPACE_DETAIL,
    ("POST /workspaces/{workspace_id}/apps/imports", "200"): IMPORTED,
    ("POST /workspaces/{workspace_id}/apps/imports", "202"): {
        **IMPORTED,
        "status": "pending",
        "app_id": None,
        "app_mode": None,
    },
    ("POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm", "200"): IMPORTED,
    ("GET /workspaces/{workspace_id}/members", "200"): page(
        {**PERSON, "role": "dataset_operator", "status": "pending", "avatar": None}
    ),
    ("POST /workspaces/{workspace_id}/members", "201"): {
        "result": "success",
        "email": "sam@example.org",
        "role": "normal",
        "member_id": ACCOUNT,
        "invite_url": "/activate?token=1",
        "tenant_id": WORKSPACE,
    },
    ("DELETE /workspaces/{workspace_id}/members/{member_id}", "200"): {"result": "success"},
    ("PUT /workspaces/{workspace_id}/members/{member_id}/role", "200"): {"result": "success"},
    ("POST /workspaces/{workspace_id}/switch", "200"): WORKSPACE_DETAIL,
}

COMPLETION: Final = {"message_id": "m1", "created_at": 1780999200, "task_id": "t1"}
CHAT: Final = {**COMPLETION, "conversation_id": "c1"}
WORKFLOW: Final = {"workflow_run_id": RUN, "task_id": "t1"}
NODE: Final = {
    "id": "e1",
    "node_id": "1780999200001",
    "node_type": "llm",
    "title": "Ask",
    "index": 1,
    "predecessor_node_id": None,
    "inputs": None,
    "created_at": 1780999200,
    "iteration_id": None,
    "loop_id": None,
}
NODE_OUTCOME: Final = {
    **NODE,
    "process_data": None,
    "outputs": None,
    "status": "succeeded",
    "error": None,
    "elapsed_time": 0.25,
    "execution_metadata": None,
    "finished_at": 1780999201,
    "files": [],
}
CONTAINER: Final = {
    "id": "1780999200002",
    "node_id": "1780999200002",
    "node_type": "loop",
    "title": "Again",
    "created_at": 1780999200,
    "extras": {},
}
CONTAINER_OUTCOME: Final = {
    **CONTAINER,
    "outputs": {"output": [1, 2]},
    "outputs_truncated": False,
    "inputs": {},
    "inputs_truncated": False,
    "status": "succeeded",
    "error": None,
    "elapsed_time": 1.5,
    "total_tokens": 0,
    "execution_metadata": {},
    "finished_at": 1780999202,
    "steps": 2,
}
FORM_REQUEST: Final = {
    "form_id": "f1",
    "form_content": "Sail at noon?",
    "inputs": [FORM_INPUT],
    "actions": [ACTION],
    "node_id": "1780999200003",
    "node_title": "Captain",
    "resolved_default_values": {},
    "form_token": TOKEN,
    "expiration_time": 1781085600,
}
FILE: Final = {
    "dify_model_identity": "__dify__file__",
    "id": None,
    "type": "image",
    "transfer_method": "local_file",
    "remote_url": None,
    "reference": None,
    "filename": "sail.png",
    "extension": ".png",
    "mime_type": "image/png",
    "size": 77,
    "related_id": RUN,
    "url": None,
}

#: One event of each name, with no member that could be left out.
EVENTS: Final[dict[str, dict[str, Any]]] = {
    "message": {**COMPLETION, "id": "m1", "answer": "Hig", "from_variable_selector": None},
    "agent_message": {**CHAT, "id": "m1", "answer": "h ti"},
    "agent_thought": {
        **CHAT,
        "id": "a1",
        "position": 1,
        "thought": "",
        "observation": None,
        "tool": "tides",
        "tool_labels": {},
        "tool_input": "{}",
        "message_files": [],
    },
    "message_file": {
        **CHAT,
        "id": "f1",
        "type": "image",
        "belongs_to": "assistant",
        "url": "https://files.example.org/sail.png",
    },
    "message_replace": {**COMPLETION, "answer": "…", "reason": "output_moderation"},
    "message_end": {
        **COMPLETION,
        "id": "m1",
        "metadata": {"retriever_resources": [{"position": 1, "score": 0.5, "page": None}]},
        "files": [FILE],
    },
    "tts_message": {**WORKFLOW, "audio": "AAAA"},
    "tts_message_end": {**WORKFLOW, "audio": ""},
    "workflow_started": {
        **WORKFLOW,
        "data": {
            "id": RUN,
            "workflow_id": APP,
            "inputs": {"port": "Turku", "sys.files": []},
            "created_at": 1780999200,
            "reason": "initial",
        },
    },
    "workflow_paused": {
        **WORKFLOW,
        "data": {
            "workflow_run_id": RUN,
            "paused_nodes": ["1780999200003"],
            "outputs": {},
            "reasons": [
                {"TYPE": "human_input_required", **FORM_REQUEST},
                {"TYPE": "scheduled_pause", "message": "at night"},
            ],
            "status": "paused",
            "created_at": 1780999200,
            "elapsed_time": 2,
            "total_tokens": 0,
            "total_steps": 2,
        },
    },
    "workflow_finished": {
        **WORKFLOW,
        "data": {
            "id": RUN,
            "workflow_id": APP,
            "status": "succeeded",
            "outputs": {"height": 0.4},
            "error": None,
            "elapsed_time": 2.5,
            "total_tokens": 12,
            "total_steps": 3,
            "created_by": PERSON,
            "created_at": 1780999200,
            "finished_at": 1780999203,
            "exceptions_count": 0,
            "files": [],
        },
    },
    "node_started": {**WORKFLOW, "data": {**NODE, "extras": {}}},
    "node_finished": {**WORKFLOW, "data": NODE_OUTCOME},
    "node_retry": {
        **WORKFLOW,
        "data": {
            **NODE_OUTCOME,
            "status": "retry",
            "inputs_truncated": False,
            "process_data_truncated": False,
            "outputs_truncated": False,
            "retry_index": 1,
        },
    },
    "iteration_started": {
        **WORKFLOW,
        "data": {
            **CONTAINER,
            "metadata": {"iteration_length": 3},
            "inputs": {},
            "inputs_truncated": False,
        },
    },
    "iteration_next": {**WORKFLOW, "data": {**CONTAINER, "index": 0}},
    "iteration_completed": {**WORKFLOW, "data": CONTAINER_OUTCOME},
    "loop_started": {
        **WORKFLOW,
        "data": {
            **CONTAINER,
            "metadata": {"loop_length": 3},
            "inputs": {},
            "inputs_truncated": False,
        },
    },
    "loop_next": {**WORKFLOW, "data": {**CONTAINER, "index": 1, "pre_loop_output": {}}},
    "loop_completed": {**WORKFLOW, "data": CONTAINER_OUTCOME},
    "text_chunk": {**WORKFLOW, "data": {"text": "high", "from_variable_selector": ["n", "text"]}},
    "agent_log": {
        **WORKFLOW,
        "data": {
            "node_execution_id": "e1",
            "id": "l1",
            "label": "ROUND 1",
            "parent_id": None,
            "error": None,
            "status": "start",
            "data": {},
            "metadata": {},
            "node_id": "1780999200001",
        },
    },
    "human_input_required": {**WORKFLOW, "data": {**FORM_REQUEST, "display_in_ui": False}},
    "human_input_form_filled": {
        **WORKFLOW,
        "data": {
            "node_id": "1780999200003",
            "node_title": "Captain",
            "rendered_content": "Sail at noon.",
            "action_id": "send",
            "action_text": "Send it",
            "submitted_data": None,
        },
    },
    "human_input_form_timeout": {
        **WORKFLOW,
        "data": {
            "node_id": "1780999200003",
            "node_title": "Captain",
            "expiration_time": 1781085600,
        },
    },
    "error": {"message": "port is required in input form", "status": 500},
}
for _name, _event in EVENTS.items():
    _event["event"] = _name

NOT_FOUND: Final = {"code": "not_found", "message": "app not found", "status": 404}
INVALID: Final = {"code": "invalid_param", "message": "Request validation failed", "status": 422}
FAULT: Final = {"type": "missing", "loc": ["files", 0], "msg": "Field required"}


# --- the documents ------------------------------------------------------------------------------


@every_version
def test_amended_document_is_valid_openapi_3_2(version):
    document, _ = applied(version)
    assert document["openapi"].startswith("3.2.")
    assert list(OpenAPIV32SpecValidator(document).iter_errors()) == []


@every_version
def test_every_action_matches(version):
    assert applied(version)[1] == ()


@every_version
def test_every_action_gives_its_reason(version):
    actions = [action for each in overlays(version) for action in each.actions]
    assert [each.target for each in actions if not each.description.endswith(".")] == []


@every_version
def test_every_reference_leads_somewhere(version):
    document, _ = applied(version)
    for _, target in pointers.references(document):
        pointers.follow(document, target.removeprefix("#"))


@every_version
def test_every_reference_stands_alone(version):
    """Updating an object with a reference would leave both; its old members must go first."""
    for holder, target in pointers.references(applied(version)[0]):
        assert holder == {"$ref": target}


@every_version
@pytest.mark.parametrize("name", ["enum", "required", "type"])
def test_joining_lists_repeats_no_value(version, name):
    """A list that an overlay and the document both state is joined, hence stated in one place."""
    for each in lists_named(applied(version)[0], name):
        assert sorted(each) == sorted(set(each))


@every_version
def test_openapi_core_takes_the_document(version):
    document = SchemaPath.from_dict(applied(version)[0])
    assert V32RequestValidator(document)
    assert V32ResponseValidator(document)


@every_version
def test_every_operation_is_kept(version):
    assert len(contract(version).operations) == OPERATIONS[version]


@every_version
def test_every_operation_is_below_the_base_path(version):
    assert {each.base_paths for each in contract(version).operations} == {("/openapi/v1",)}


@every_version
def test_every_operation_documents_an_error_reply(version):
    for operation in contract(version).operations:
        reply = operation.reply_for(599)
        assert reply is not None
        assert [each.name for each in reply.media_types] == ["application/json"]


@every_version
def test_every_reply_has_a_body_and_the_headers_of_the_server(version):
    expected = {"X-Frame-Options", "Content-Security-Policy", "X-Version", "X-Env"}
    for operation in contract(version).operations:
        for reply in operation.replies:
            assert reply.media_types, f"{operation.key} {reply.status}"
            assert expected <= {each.name for each in reply.headers}


# --- statuses -----------------------------------------------------------------------------------

#: What every operation with a token may answer besides its own.
TOKEN_STATUSES: Final = {"401", "403", "429", "default"}
#: The other statuses of each operation, in the latest version.
STATUSES: Final = {
    "GET /_health": "200 default",
    "GET /_version": "200 default",
    "GET /account": "200",
    "GET /account/sessions": "200 422",
    "DELETE /account/sessions/self": "200",
    "DELETE /account/sessions/{session_id}": "200 404",
    "GET /apps": "200 400 404 422",
    "GET /apps/{app_id}/check-dependencies": "200 404 422",
    "GET /apps/{app_id}/describe": "200 404 422",
    "GET /apps/{app_id}/export": "200 400 404 422",
    "POST /apps/{app_id}/files/upload": "201 400 404 413 415 422",
    "GET /apps/{app_id}/form/human_input/{form_token}": "200 404 412 422",
    "POST /apps/{app_id}/form/human_input/{form_token}": "200 400 404 412 422",
    "POST /apps/{app_id}/run": "200 400 404 422 500",
    "GET /apps/{app_id}/tasks/{task_id}/events": "200 404 422",
    "POST /apps/{app_id}/tasks/{task_id}/stop": "200 404 422",
    "POST /oauth/device/approve": "200 400 401 404 409 429 503 default",
    "POST /oauth/device/code": "200 400 429 default",
    "POST /oauth/device/deny": "200 400 401 404 409 429 503 default",
    "GET /oauth/device/lookup": "200 400 429 default",
    "POST /oauth/device/token": "200 400 default",
    "GET /permitted-external-apps": "200 404 422 503",
    "GET /workspaces": "200",
    "GET /workspaces/{workspace_id}": "200 404",
    "POST /workspaces/{workspace_id}/apps/imports": "200 202 400 404 422",
    "POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm": "200 400 404",
    "GET /workspaces/{workspace_id}/members": "200 404 422",
    "POST /workspaces/{workspace_id}/members": "201 400 404 422",
    "DELETE /workspaces/{workspace_id}/members/{member_id}": "200 400 404",
    "PUT /workspaces/{workspace_id}/members/{member_id}/role": "200 400 404 422",
    "POST /workspaces/{workspace_id}/switch": "200 404",
}
#: Where the first version answers otherwise.
FIRST_STATUSES: Final = {
    "GET /account/sessions": "200 400",
    "GET /apps": "200 404 422",
    "GET /apps/{app_id}/describe": "200 404 409 422",
}


@every_version
def test_each_operation_documents_what_a_server_may_answer(version):
    expected = STATUSES | (FIRST_STATUSES if version == FIRST else {})
    for operation in contract(version).operations:
        shared = TOKEN_STATUSES if operation.key not in PUBLIC | CONSOLE else set()
        documented = {each.status for each in operation.replies}
        assert documented == set(expected[operation.key].split()) | shared, operation.key


# --- security -----------------------------------------------------------------------------------

PUBLIC: Final = {
    "GET /_health",
    "GET /_version",
    "POST /oauth/device/code",
    "POST /oauth/device/token",
    "GET /oauth/device/lookup",
}
CONSOLE: Final = {"POST /oauth/device/approve", "POST /oauth/device/deny"}


@every_version
def test_only_the_public_operations_and_the_console_s_need_no_token(version):
    for operation in contract(version).operations:
        schemes = [set(each) for each in operation.security]
        if operation.key in PUBLIC:
            assert schemes == []
        elif operation.key in CONSOLE:
            assert schemes == [{"ConsoleSession", "CsrfToken"}]
        else:
            assert schemes == [{"Bearer"}]


@every_version
def test_bearer_is_http_authentication(version):
    scheme = contract(version).security_schemes["Bearer"]
    assert (scheme.kind, scheme.scheme, scheme.location) == ("http", "bearer", "")


SCOPES: Final = {
    "full": {
        "GET /account",
        "GET /account/sessions",
        "DELETE /account/sessions/self",
        "DELETE /account/sessions/{session_id}",
    },
    "apps:read": {
        "GET /apps",
        "GET /apps/{app_id}/check-dependencies",
        "GET /apps/{app_id}/describe",
        "GET /apps/{app_id}/export",
    },
    "apps:run": {
        "POST /apps/{app_id}/files/upload",
        "GET /apps/{app_id}/form/human_input/{form_token}",
        "POST /apps/{app_id}/form/human_input/{form_token}",
        "POST /apps/{app_id}/run",
        "GET /apps/{app_id}/tasks/{task_id}/events",
        "POST /apps/{app_id}/tasks/{task_id}/stop",
    },
    "apps:read:permitted-external": {"GET /permitted-external-apps"},
    "workspace:read": {
        "GET /workspaces",
        "GET /workspaces/{workspace_id}",
        "GET /workspaces/{workspace_id}/members",
        "POST /workspaces/{workspace_id}/switch",
    },
    "workspace:write": {
        "POST /workspaces/{workspace_id}/apps/imports",
        "POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm",
        "POST /workspaces/{workspace_id}/members",
        "DELETE /workspaces/{workspace_id}/members/{member_id}",
        "PUT /workspaces/{workspace_id}/members/{member_id}/role",
    },
}
MANAGERS: Final = ["owner", "admin"]
#: The roles an operation asks for, where not every member may call it.
ROLES: Final = {
    "GET /apps/{app_id}/check-dependencies": [*MANAGERS, "editor"],
    "GET /apps/{app_id}/export": [*MANAGERS, "editor"],
    "POST /workspaces/{workspace_id}/apps/imports": [*MANAGERS, "editor"],
    "POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm": [*MANAGERS, "editor"],
    "POST /workspaces/{workspace_id}/members": MANAGERS,
    "DELETE /workspaces/{workspace_id}/members/{member_id}": MANAGERS,
    "PUT /workspaces/{workspace_id}/members/{member_id}/role": MANAGERS,
}


@every_version
def test_operations_with_a_token_name_its_scope_and_the_roles(version):
    for operation in contract(version).operations:
        scope = operation.extensions.get("x-scope", "")
        if operation.key in PUBLIC | CONSOLE:
            assert scope == ""
        else:
            assert operation.key in SCOPES[scope]
        assert operation.extensions.get("x-workspace-roles") == ROLES.get(operation.key)


@every_version
def test_tokens_of_single_sign_on_work_where_their_version_lets_them(version):
    """First on the account's own operations, later on those that run apps."""
    shared = SCOPES["full"] if version == FIRST else SCOPES["apps:run"]
    for operation in contract(version).operations:
        kinds = operation.extensions.get("x-token-kinds", [])
        if operation.key == "GET /permitted-external-apps":
            assert kinds == ["external_sso"]
        elif operation.key in shared:
            assert kinds == ["account", "external_sso"]
        else:
            assert kinds == ([] if operation.key in PUBLIC | CONSOLE else ["account"])


@every_version
def test_a_refused_token_is_told_how_to_authenticate(version):
    for operation in contract(version).operations:
        refusal = operation.reply_for(401)
        assert refusal is not None
        named = "WWW-Authenticate" in {each.name for each in refusal.headers if each.required}
        assert named is (operation.key not in PUBLIC | CONSOLE)


# --- replies ------------------------------------------------------------------------------------


@every_version
def test_every_success_has_a_sample_and_accepts_it(version):
    for operation in contract(version).operations:
        for reply in operation.replies:
            names = [each.name for each in reply.media_types]
            if not reply.status.startswith("2") or names == ["text/event-stream"]:
                continue
            body = SUCCESSES[operation.key, reply.status]
            assert takes_reply(version, operation.key, int(reply.status), body), operation.key


@every_version
def test_a_success_without_one_of_its_members_is_refused(version):
    known = {each.key for each in contract(version).operations}
    for (key, status), body in SUCCESSES.items():
        if key not in known:
            continue
        for path in [(name,) for name in body] + list(_members_of_first_row(body)):
            message = f"{key} without {'.'.join(path)}"
            assert not takes_reply(version, key, int(status), _without_in_row(body, path)), message


def _members_of_first_row(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("data", "workspaces", "leaked_dependencies"):
        rows = body.get(name)
        if isinstance(rows, list):
            yield from ((name, member) for member in rows[0])


def _without_in_row(body: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    if len(path) == 1:
        return without(body, *path)
    name, member = path
    return {**body, name: [without(body[name][0], member), *body[name][1:]]}


@every_version
@pytest.mark.parametrize(
    ("key", "status", "change"),
    [
        pytest.param("GET /account", 200, {"subject_type": "robot"}, id="subject type"),
        pytest.param("GET /account", 200, {"workspaces": None}, id="null list"),
        pytest.param("GET /apps", 200, {"page": 0}, id="page"),
        pytest.param("GET /apps", 200, {"total": -1}, id="total"),
        pytest.param("GET /apps", 200, {"data": [{**APP_ROW, "mode": "game"}]}, id="mode"),
        pytest.param(
            "GET /apps", 200, {"data": [{**APP_ROW, "updated_at": "2026-06-09T10:00:00Z"}]},
            id="time with zone",
        ),
        pytest.param("DELETE /account/sessions/self", 200, {"status": "gone"}, id="revoked"),
        pytest.param("POST /oauth/device/approve", 200, {"status": "denied"}, id="approve"),
        pytest.param("POST /oauth/device/deny", 200, {"status": "approved"}, id="deny"),
        pytest.param("POST /oauth/device/code", 200, {"interval": 6}, id="interval"),
        pytest.param("POST /oauth/device/code", 200, {"user_code": "ABCD-0000"}, id="user code"),
        pytest.param("POST /oauth/device/token", 200, {"token": "app-" + "x" * 43}, id="app key"),
        pytest.param(
            "POST /oauth/device/token", 200, {"expires_at": "2026-06-23T10:00:00"}, id="expiry"
        ),
        pytest.param("GET /workspaces/{workspace_id}", 200, {"role": "guest"}, id="role"),
        pytest.param("GET /workspaces/{workspace_id}", 200, {"status": "deleted"}, id="status"),
        pytest.param("POST /apps/{app_id}/tasks/{task_id}/stop", 200, {"result": "ok"}, id="stop"),
        pytest.param(
            "POST /apps/{app_id}/form/human_input/{form_token}", 200, {"id": 1}, id="form"
        ),
        pytest.param(
            "GET /apps/{app_id}/form/human_input/{form_token}", 200,
            {"inputs": [{**FORM_INPUT, "type": "colour"}]}, id="form input",
        ),
        pytest.param(
            "GET /apps/{app_id}/form/human_input/{form_token}", 200,
            {"user_actions": [{**ACTION, "id": "2nd"}]}, id="form action",
        ),
    ],
)  # fmt: skip
def test_wrong_replies_are_refused(version, key, status, change):
    body = {**SUCCESSES[key, str(status)], **change}
    assert not takes_reply(version, key, status, body)


@pytest.mark.parametrize("version", [SECOND, THIRD])
@pytest.mark.parametrize(
    ("key", "status", "change"),
    [
        pytest.param("GET /_version", 200, {"edition": "HOME"}, id="edition"),
        pytest.param("POST /apps/{app_id}/files/upload", 201, {"reference": "r"}, id="upload"),
        pytest.param(
            "POST /workspaces/{workspace_id}/apps/imports", 202, {"status": "completed"},
            id="import done with 202",
        ),
        pytest.param(
            "POST /workspaces/{workspace_id}/apps/imports", 200, {"status": "pending"},
            id="import pending with 200",
        ),
        pytest.param(
            "POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm", 200,
            {"status": "completed-with-warnings"}, id="confirmed with warnings",
        ),
        pytest.param(
            "GET /apps/{app_id}/check-dependencies", 200,
            {
                "leaked_dependencies": [
                    {"type": "github", "value": {"version": "1"}, "current_identifier": None}
                ]
            },
            id="value of another type",
        ),
    ],
)  # fmt: skip
def test_wrong_replies_of_later_operations_are_refused(version, key, status, change):
    body = {**SUCCESSES[key, str(status)], **change}
    assert not takes_reply(version, key, status, body)


@pytest.mark.parametrize("version", [SECOND, THIRD])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        pytest.param(
            "ImportStatus", {"completed", "completed-with-warnings", "failed", "pending"},
            id="ImportStatus",
        ),
        pytest.param("Type", {"github", "marketplace", "package"}, id="Type"),
    ],
)  # fmt: skip
def test_lists_that_are_empty_in_print_are_closed(version, name, values):
    assert set(contract(version).document["components"]["schemas"][name]["enum"]) == values


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_a_plugin_names_its_kind_beside_its_value(version):
    described = contract(version).document["components"]["schemas"]["PluginDependency"]
    assert described["properties"]["value"] == {"type": "object"}


def test_the_codes_of_errors_are_listed_while_error_bodies_stay_open():
    assert accepts(THIRD, schema("OpenApiErrorCode"), "too_many_files")
    assert not accepts(THIRD, schema("OpenApiErrorCode"), "invalid_form_data")
    assert accepts(THIRD, schema("ErrorBody"), {**INVALID, "code": "invalid_form_data"})


@every_version
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param(
            "AppInfoResponse",
            {"id": APP, "name": "x", "mode": "chat", "author": None, "description": None},
            id="AppInfoResponse",
        ),
        pytest.param("MessageMetadata", {"usage": None}, id="MessageMetadata without usage"),
        pytest.param("MessageMetadata", {"usage": {"total_tokens": 1}}, id="MessageMetadata"),
        pytest.param(
            "WorkflowRunData",
            {
                "id": RUN,
                "workflow_id": APP,
                "status": "paused",
                "error": None,
                "created_at": None,
                "elapsed_time": None,
                "finished_at": None,
                "total_steps": None,
                "total_tokens": None,
            },
            id="WorkflowRunData",
        ),
    ],
)
def test_schemas_that_no_operation_returns_allow_null_as_well(version, name, value):
    assert accepts(version, schema(name), value)


@every_version
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("AppInfoResponse", {"id": APP, "name": "x", "mode": "game"}, id="mode"),
        pytest.param("MessageMetadata", {"usage": 1}, id="usage"),
        pytest.param(
            "WorkflowRunData", {"id": RUN, "workflow_id": APP, "status": "retry"}, id="status"
        ),
        pytest.param("DeviceMutateResponse", {"status": "pending"}, id="device status"),
        pytest.param("AppListQuery", {"workspace_id": "w1"}, id="workspace"),
        pytest.param("AppListQuery", {"workspace_id": WORKSPACE, "tag": "t" * 101}, id="tag"),
        pytest.param("AppListQuery", {"workspace_id": WORKSPACE, "limit": 201}, id="limit"),
        pytest.param("PermittedExternalAppsListQuery", {"page": 0}, id="page"),
        pytest.param("PermittedExternalAppsListQuery", {"name": "n" * 201}, id="name"),
    ],
)
def test_schemas_that_no_operation_uses_are_bounded_as_well(version, name, value):
    assert not accepts(version, schema(name), value)


@every_version
def test_blocks_not_asked_for_are_null(version):
    body = dict.fromkeys(DESCRIPTION)
    assert takes_reply(version, "GET /apps/{app_id}/describe", 200, body)


@every_version
def test_parameters_of_an_unpublished_app_are_few(version):
    body = {**DESCRIPTION, "parameters": UNPUBLISHED}
    assert takes_reply(version, "GET /apps/{app_id}/describe", 200, body)


@every_version
def test_single_sign_on_gets_a_token_without_an_account(version):
    assert takes_reply(version, "POST /oauth/device/token", 200, SSO_TOKEN)


def test_only_the_first_version_knew_single_sign_on_as_an_account():
    body = {**SUCCESSES["GET /account", "200"], "subject_type": "external_sso", "account": None}
    assert [takes_reply(each, "GET /account", 200, body) for each in VERSIONS] == [
        True,
        False,
        False,
    ]


def test_the_first_version_knew_no_agent_apps():
    verdicts = [accepts(each, schema("AppMode"), "agent") for each in VERSIONS]
    assert verdicts == [False, True, True]


# --- error replies ------------------------------------------------------------------------------


@every_version
def test_the_status_of_an_error_body_is_that_of_the_reply(version):
    key = "GET /workspaces/{workspace_id}"
    assert takes_reply(version, key, 404, NOT_FOUND)
    assert not takes_reply(version, key, 404, {**NOT_FOUND, "status": 400})
    assert not takes_reply(version, key, 404, {"detail": "app not found"})
    assert takes_reply(version, key, 405, {**NOT_FOUND, "status": 405})


#: A validation error, as each version puts it.
VALIDATION: Final = {
    FIRST: {"code": "unprocessable_entity", "message": '[{"loc": ["page"]}]', "status": 422},
    SECOND: {"message": "Request validation failed", "errors": [FAULT]},
    THIRD: {**INVALID, "details": [FAULT]},
}
#: What the limit of the token answers.
LIMITED: Final = {
    FIRST: {"error": "rate_limited", "retry_after_ms": 4200},
    SECOND: {"error": "rate_limited", "retry_after_ms": 4200},
    THIRD: {"code": "too_many_requests", "message": "Try again later.", "status": 429},
}


@every_version
def test_validation_errors_have_the_body_of_their_version(version):
    for other, body in VALIDATION.items():
        assert takes_reply(version, "GET /apps", 422, body) is (version == other)
    assert takes_reply(version, "POST /apps/{app_id}/run", 422, VALIDATION[version])


def test_single_words_of_the_second_version_come_in_the_error_body():
    body = {"code": "unprocessable_entity", "message": "query_required_for_chat", "status": 422}
    assert takes_reply(SECOND, "POST /apps/{app_id}/run", 422, body)
    assert not takes_reply(SECOND, "GET /apps", 422, body)


@every_version
def test_the_limit_of_the_token_has_the_body_of_its_version(version):
    for other, body in LIMITED.items():
        assert takes_reply(version, "GET /workspaces", 429, body) is (body == LIMITED[version])
        assert takes_reply(version, "GET /account", 429, body) or version != other


@every_version
def test_the_limit_of_the_token_tells_when_to_come_back(version):
    limits_of_their_own = {"GET /account", "POST /apps/{app_id}/run"}
    for operation in contract(version).operations:
        if operation.key not in PUBLIC | CONSOLE:
            reply = operation.reply_for(429)
            assert reply is not None
            (header,) = (each for each in reply.headers if each.name == "Retry-After")
            assert header.required is (operation.key not in limits_of_their_own)


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param({"hint": None}, id="null hint"),
        pytest.param({"details": None}, id="null details"),
        pytest.param({"details": []}, id="no details"),
        pytest.param({"details": [{**FAULT, "loc": [{}]}]}, id="place that is no name"),
        pytest.param({"message": ""}, id="empty message"),
    ],
)
def test_the_latest_error_body_leaves_out_what_is_not_there(extra):
    assert takes_reply(THIRD, "GET /apps", 422, INVALID)
    assert not takes_reply(THIRD, "GET /apps", 422, {**INVALID, **extra})


@pytest.mark.parametrize(
    ("version", "code", "status"),
    [
        pytest.param(SECOND, "members.limit_exceeded", None, id="second"),
        pytest.param(THIRD, "member_limit_exceeded", 403, id="third"),
    ],
)
def test_seat_limits_have_the_body_of_their_version(version, code, status):
    body = {"code": code, "message": "No seat left.", "hint": "Buy one."}
    body |= {"status": status} if status else {}
    key = "POST /workspaces/{workspace_id}/members"
    assert takes_reply(version, key, 403, body)
    forbidden = {"code": "forbidden", "message": "insufficient workspace role", "status": 403}
    assert takes_reply(version, key, 403, forbidden)
    assert not takes_reply(version, key, 403, {"message": "No seat left."})


def test_faults_of_the_server_are_not_told_in_the_latest_version():
    body = {"code": "unknown", "message": "Internal Server Error", "status": 503}
    assert takes_reply(THIRD, "POST /oauth/device/approve", 503, body)
    assert not takes_reply(THIRD, "POST /oauth/device/approve", 503, {**body, "code": "down"})
    told = {**body, "message": "no connection to db-3"}
    assert not takes_reply(THIRD, "POST /oauth/device/approve", 503, told)
    assert takes_reply(SECOND, "POST /oauth/device/approve", 503, told)


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_a_failed_import_is_an_import(version):
    for tail in ("", "/{import_id}/confirm"):
        key = f"POST /workspaces/{{workspace_id}}/apps/imports{tail}"
        assert takes_reply(version, key, 400, FAILED)
        assert not takes_reply(version, key, 400, IMPORTED)
        assert not takes_reply(version, key, 400, {**NOT_FOUND, "status": 400})


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_a_missing_workflow_may_be_told_in_a_mere_text(version):
    key = "GET /apps/{app_id}/export"
    assert takes_reply(version, key, 404, "Nothing to export.")
    assert takes_reply(version, key, 404, NOT_FOUND)
    assert not takes_reply(version, key, 404, 404)


@every_version
@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        pytest.param("POST /oauth/device/code", 400, {"unsupported_client"}, id="code"),
        pytest.param(
            "POST /oauth/device/token", 400,
            {"authorization_pending", "slow_down", "expired_token", "access_denied"}, id="token",
        ),
        pytest.param("POST /oauth/device/approve", 404, {"expired_or_unknown"}, id="approve 404"),
        pytest.param("POST /oauth/device/deny", 404, {"expired_or_unknown"}, id="deny 404"),
        pytest.param(
            "POST /oauth/device/approve", 409,
            {"already_resolved", "state_lost", "approve_in_progress"}, id="approve 409",
        ),
        pytest.param(
            "POST /oauth/device/deny", 409, {"already_resolved", "state_lost"}, id="deny 409"
        ),
    ],
)  # fmt: skip
def test_the_device_flow_refuses_in_the_words_of_oauth(version, key, status, words):
    known = {
        "unsupported_client", "authorization_pending", "slow_down", "expired_token",
        "access_denied", "expired_or_unknown", "already_resolved", "state_lost",
        "approve_in_progress", "invalid_grant",
    }  # fmt: skip
    accepted = {each for each in known if takes_reply(version, key, status, {"error": each})}
    assert accepted == words
    told = {"error": min(words), "error_description": "why"}
    assert not takes_reply(version, key, status, told)


@every_version
@pytest.mark.parametrize("key", ["POST /oauth/device/code", "POST /oauth/device/token"])
def test_an_incomplete_device_request_meets_the_error_body(version, key):
    body = {"code": "bad_request", "message": "client_id is missing", "status": 400}
    assert takes_reply(version, key, 400, body)


@every_version
@pytest.mark.parametrize("key", sorted(CONSOLE))
def test_a_person_who_is_not_logged_in_is_told_without_a_status(version, key):
    assert takes_reply(version, key, 401, {"code": "unauthorized", "message": "Log in."})
    csrf = {"code": "unauthorized", "message": "CSRF token is missing.", "status": 401}
    assert takes_reply(version, key, 401, csrf)
    reply = contract(version).operation(key).reply_for(401)
    assert reply is not None
    assert "WWW-Authenticate" not in {each.name for each in reply.headers}


@every_version
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_closed_form_says_why(version, method):
    key = f"{method} /apps/{{app_id}}/form/human_input/{{form_token}}"
    body = {"code": "human_input_form_expired", "message": "expired", "status": 412}
    assert takes_reply(version, key, 412, body)
    assert not takes_reply(version, key, 412, {**body, "code": "gone"})


# --- requests -----------------------------------------------------------------------------------


@every_version
@pytest.mark.parametrize(
    "extra",
    [
        pytest.param({}, id="least"),
        pytest.param({"query": None, "files": None, "workflow_id": None}, id="null members"),
        pytest.param({"conversation_id": RUN, "workspace_id": WORKSPACE}, id="ids"),
        pytest.param({"conversation_id": " ", "workspace_id": ""}, id="empty ids"),
        pytest.param({"conversation_id": None, "workspace_id": None}, id="null ids"),
        pytest.param({"files": [{"type": "image"}]}, id="files"),
        pytest.param({"response_mode": "blocking", "user": "lin"}, id="unknown members"),
    ],
)
def test_runs_the_server_takes_are_accepted(version, extra):
    body = {"inputs": {"port": ["Turku", 1, None]}, **extra}
    assert takes_body(version, "POST /apps/{app_id}/run", body)


@every_version
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no inputs"),
        pytest.param({"inputs": None}, id="null inputs"),
        pytest.param({"inputs": []}, id="inputs no object"),
        pytest.param({"inputs": {}, "conversation_id": "c1"}, id="conversation"),
        pytest.param({"inputs": {}, "workspace_id": "w1"}, id="workspace"),
        pytest.param({"inputs": {}, "query": 1}, id="query"),
        pytest.param({"inputs": {}, "files": ["a"]}, id="file no object"),
        pytest.param({"inputs": {}, "auto_generate_name": None}, id="null flag"),
    ],
)
def test_runs_the_server_refuses_are_refused(version, body):
    assert not takes_body(version, "POST /apps/{app_id}/run", body)


@pytest.mark.parametrize("version", [SECOND, THIRD])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"mode": "yaml-content", "yaml_content": "kind: app"}, True, id="content"),
        pytest.param({"mode": "yaml-url", "yaml_url": "https://a.example"}, True, id="url"),
        pytest.param(
            {"mode": "yaml-url", "yaml_url": "x", "yaml_content": None, "icon_type": "sticker"},
            True,
            id="null and open members",
        ),
        pytest.param({"mode": "yaml-content"}, False, id="no content"),
        pytest.param({"mode": "yaml-content", "yaml_content": ""}, False, id="empty content"),
        pytest.param({"mode": "yaml-content", "yaml_content": None}, False, id="null content"),
        pytest.param({"mode": "yaml-url", "yaml_content": "kind: app"}, False, id="no url"),
        pytest.param({"mode": "yaml-file", "yaml_content": "x"}, False, id="mode"),
        pytest.param({"yaml_content": "kind: app"}, False, id="no mode"),
        pytest.param(
            {"mode": "yaml-content", "yaml_content": "x", "colour": "red"}, False, id="unknown"
        ),
    ],
)
def test_imports_name_their_source(version, body, expected):
    key = "POST /workspaces/{workspace_id}/apps/imports"
    assert takes_body(version, key, body) is expected


@pytest.mark.parametrize("version", [SECOND, THIRD])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param({"email": "sam@example.org", "role": "admin"}, True, id="admin"),
        pytest.param({"email": "s.o'm+x@a-b.example", "role": "normal"}, True, id="odd address"),
        pytest.param({"email": "sam", "role": "admin"}, False, id="no address"),
        pytest.param({"email": "sam@example", "role": "admin"}, False, id="no domain"),
        pytest.param({"email": "sam@example.org", "role": "owner"}, False, id="owner"),
        pytest.param({"email": "sam@example.org"}, False, id="no role"),
        pytest.param({"email": "sam@example.org", "role": "admin", "x": 1}, False, id="unknown"),
    ],
)
def test_only_addresses_are_invited(version, body, expected):
    assert takes_body(version, "POST /workspaces/{workspace_id}/members", body) is expected


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_roles_are_changed_to_those_that_can_be_given(version):
    key = "PUT /workspaces/{workspace_id}/members/{member_id}/role"
    assert takes_body(version, key, {"role": "normal"})
    assert not takes_body(version, key, {"role": "editor"})
    assert not takes_body(version, key, {"role": "normal", "email": "sam@example.org"})


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_uploads_are_forms_with_a_file(version):
    body = contract(version).operation("POST /apps/{app_id}/files/upload").body
    assert body is not None
    assert body.required
    assert [each.name for each in body.media_types] == ["multipart/form-data"]
    assert not takes_body(version, "POST /apps/{app_id}/files/upload", {})


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_openapi_core_takes_an_upload_of_any_bytes(version):
    request = MockRequest(
        "http://127.0.0.1",
        "post",
        f"/openapi/v1/apps/{APP}/files/upload",
        data=(
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n'
            b"Content-Type: application/octet-stream\r\n\r\n\xff\x00\r\n--b--\r\n"
        ),
        content_type="multipart/form-data; boundary=b",
    )
    V32RequestBodyValidator(SchemaPath.from_dict(applied(version)[0])).validate(request)


@every_version
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param({"transfer_method": "local_file", "upload_file_id": RUN}, True, id="local"),
        pytest.param({"transfer_method": "remote_url", "url": "https://a.example"}, True, id="url"),
        pytest.param({"transfer_method": "remote_url", "remote_url": "x"}, True, id="remote_url"),
        pytest.param({"transfer_method": "local_file", "url": "x"}, False, id="local without id"),
        pytest.param({"transfer_method": "remote_url"}, False, id="remote without url"),
        pytest.param({"upload_file_id": RUN}, False, id="no method"),
    ],
)
def test_files_are_named_by_id_or_address(version, value, expected):
    assert accepts(version, schema("FileInput"), {"type": "image", **value}) is expected


BLOCKS: Final = ("info", "parameters", "input_schema")


@given(st.lists(st.sampled_from([*BLOCKS, ""])), st.sampled_from([",", ", ", " ,", ",\t"]))
def test_any_list_of_blocks_may_be_asked_for(blocks, comma):
    text = comma.join(blocks)
    for version in (SECOND, THIRD):
        assert takes_query(version, "GET /apps/{app_id}/describe", "fields", text)
    assert takes_query(FIRST, "GET /apps/{app_id}/describe", "fields", text.split(","))


@given(st.lists(st.sampled_from(BLOCKS)), st.text(min_size=1), st.integers(0, 9))
def test_an_unknown_block_is_refused(blocks, word, place):
    known = all(part.strip() in ("", *BLOCKS) for part in word.split(","))
    words = [*blocks[:place], word, *blocks[place:]]
    if not known:
        for version in (SECOND, THIRD):
            text = ",".join(words)
            assert not takes_query(version, "GET /apps/{app_id}/describe", "fields", text)
        parts = ",".join(words).split(",")
        assert not takes_query(FIRST, "GET /apps/{app_id}/describe", "fields", parts)


@every_version
@pytest.mark.parametrize(
    ("key", "name", "value", "expected"),
    [
        pytest.param("GET /apps", "page", 0, False, id="page 0"),
        pytest.param("GET /apps", "page", 1, True, id="page 1"),
        pytest.param("GET /apps", "limit", 200, True, id="limit 200"),
        pytest.param("GET /apps", "limit", 201, False, id="limit 201"),
        pytest.param("GET /apps", "name", "n" * 200, True, id="long name"),
        pytest.param("GET /apps", "name", "n" * 201, False, id="longer name"),
        pytest.param("GET /apps", "tag", "t" * 101, False, id="long tag"),
        pytest.param("GET /apps", "mode", "chat", True, id="mode"),
        pytest.param("GET /apps", "mode", "game", False, id="unknown mode"),
        pytest.param("GET /apps", "workspace_id", "w1", True, id="malformed id is 404"),
        pytest.param("GET /permitted-external-apps", "limit", 201, False, id="external limit"),
        pytest.param("GET /permitted-external-apps", "mode", "game", False, id="external mode"),
        pytest.param("GET /oauth/device/lookup", "user_code", "?", True, id="any user code"),
        pytest.param(
            "GET /apps/{app_id}/tasks/{task_id}/events", "continue_on_pause", "TRUE", True,
            id="switch",
        ),
    ],
)  # fmt: skip
def test_queries_keep_to_their_bounds(version, key, name, value, expected):
    assert takes_query(version, key, name, value) is expected


@pytest.mark.parametrize(
    ("version", "strict"),
    [
        (FIRST, {"GET /permitted-external-apps", "GET /apps/{app_id}/describe"}),
        *(
            (
                each,
                {
                    "GET /account/sessions",
                    "GET /permitted-external-apps",
                    "GET /apps/{app_id}/describe",
                    "GET /workspaces/{workspace_id}/members",
                },
            )
            for each in (SECOND, THIRD)
        ),
    ],
)
def test_strict_queries_are_marked(version, strict):
    marked = {
        each.key
        for each in contract(version).operations
        if each.extensions.get("x-strict-query") is True
    }
    assert marked == strict


@every_version
def test_no_path_parameter_refuses_a_text(version):
    """A malformed id is answered 404, so the contract must let it through."""
    for operation in contract(version).operations:
        for parameter in operation.parameters:
            if parameter.location == "path":
                assert accepts(version, f"{parameter.pointer}/schema", "no id at all")


#: The defaults of all query parameters that have one.
DEFAULTS: Final = {
    ("GET /account/sessions", "limit"): 100,
    ("GET /account/sessions", "page"): 1,
    ("GET /apps", "limit"): 20,
    ("GET /apps", "page"): 1,
    ("GET /apps/{app_id}/export", "include_secret"): False,
    ("GET /apps/{app_id}/tasks/{task_id}/events", "include_state_snapshot"): "false",
    ("GET /apps/{app_id}/tasks/{task_id}/events", "continue_on_pause"): "false",
    ("GET /permitted-external-apps", "limit"): 20,
    ("GET /permitted-external-apps", "page"): 1,
    ("GET /workspaces/{workspace_id}/members", "limit"): 20,
    ("GET /workspaces/{workspace_id}/members", "page"): 1,
}


@every_version
def test_queries_have_their_defaults(version):
    found = {
        (operation.key, parameter.name): parameter.schema["default"]
        for operation in contract(version).operations
        for parameter in operation.parameters
        if isinstance(parameter.schema, dict) and "default" in parameter.schema
    }
    known = {each.key for each in contract(version).operations}
    assert found == {key: value for key, value in DEFAULTS.items() if key[0] in known}


#: The defaults of all members of schemas that have one, of those common to the versions.
MEMBER_DEFAULTS: Final = {
    ("AccountResponse", "workspaces"): [],
    ("AppDescribeInfo", "is_agent"): False,
    ("AppDescribeInfo", "tags"): [],
    ("AppInfoResponse", "tags"): [],
    ("AppListQuery", "limit"): 20,
    ("AppListQuery", "page"): 1,
    ("AppListRow", "tags"): [],
    ("AppRunRequest", "auto_generate_name"): True,
    ("DeviceLookupResponse", "expires_in_remaining"): 0,
    ("MessageMetadata", "retriever_resources"): [],
    ("PermittedExternalAppsListQuery", "limit"): 20,
    ("PermittedExternalAppsListQuery", "page"): 1,
    ("UsageInfo", "completion_tokens"): 0,
    ("UsageInfo", "prompt_tokens"): 0,
    ("UsageInfo", "total_tokens"): 0,
}
#: The same, of the schemas that came later.
LATER_MEMBER_DEFAULTS: Final = {
    ("AppDslExportQuery", "include_secret"): False,
    ("CheckDependenciesResult", "leaked_dependencies"): [],
    ("Import", "current_dsl_version"): "0.6.0",
    ("Import", "error"): "",
    ("Import", "imported_dsl_version"): "",
    ("MemberListQuery", "limit"): 20,
    ("MemberListQuery", "page"): 1,
    ("SessionListQuery", "limit"): 100,
    ("SessionListQuery", "page"): 1,
}


@every_version
def test_members_have_their_defaults(version):
    found = {
        (name, member): each["default"]
        for name, described in contract(version).document["components"]["schemas"].items()
        for member, each in described.get("properties", {}).items()
        # What the latest document alone prints is no concern of the overlays.
        if "default" in each and member not in ("loc", "result")
    }
    assert found == MEMBER_DEFAULTS | (LATER_MEMBER_DEFAULTS if version != FIRST else {})


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_schemas_of_queries_are_bounded_like_their_parameters(version):
    for name in ("SessionListQuery", "MemberListQuery"):
        assert accepts(version, schema(name), {"page": 1, "limit": 200})
        assert not accepts(version, schema(name), {"limit": 201})
        assert not accepts(version, schema(name), {"page": 0})
    assert not accepts(version, schema("AppDslExportQuery"), {"workflow_id": "latest"})


@pytest.mark.parametrize("version", [SECOND, THIRD])
def test_the_version_to_export_is_named_by_a_uuid(version):
    assert takes_query(version, "GET /apps/{app_id}/export", "workflow_id", RUN)
    assert not takes_query(version, "GET /apps/{app_id}/export", "workflow_id", "latest")


@every_version
def test_texts_may_be_empty_where_the_server_takes_them(version):
    found = {
        parameter.name
        for operation in contract(version).operations
        for parameter in operation.parameters
        if parameter.allow_empty_value
    }
    assert found == {
        "name", "tag", "fields", "user_code", "workspace_id",
        "include_state_snapshot", "continue_on_pause",
    }  # fmt: skip


@every_version
def test_ids_in_paths_are_described_not_checked(version):
    described = {}
    for operation in contract(version).operations:
        for parameter in operation.parameters:
            if parameter.location == "path" and isinstance(parameter.schema, dict):
                hints = {key: each for key, each in parameter.schema.items() if key != "type"}
                described[operation.key, parameter.name] = hints
    events = ("GET /apps/{app_id}/tasks/{task_id}/events", "task_id")
    stop = ("POST /apps/{app_id}/tasks/{task_id}/stop", "task_id")
    assert described.pop(events) == {"x-format": "uuid", "x-event-member": "workflow_run_id"}
    assert described.pop(stop) == {"x-format": "uuid", "x-event-member": "task_id"}
    # The first version takes the name of an app as well.
    by_name = described.pop(("GET /apps/{app_id}/describe", "app_id"))
    assert by_name == ({} if version == FIRST else {"x-format": "uuid"})
    for (_, name), hints in described.items():
        is_token = name == "form_token"
        assert hints == ({"x-pattern": "^[A-Za-z0-9]{22}$"} if is_token else {"x-format": "uuid"})


@every_version
def test_user_codes_are_described_not_checked(version):
    described = applied(version)[0]["components"]["schemas"]["DeviceMutateRequest"]
    pattern = re.compile(described["properties"]["user_code"]["x-pattern"])
    assert pattern.search(" wxya-3456 ")
    assert not pattern.search("WXYA3456")
    lookup = contract(version).operation("GET /oauth/device/lookup").parameters[0]
    assert isinstance(lookup.schema, dict)
    assert lookup.schema["x-pattern"] == pattern.pattern
    assert takes_body(version, "POST /oauth/device/approve", {"user_code": "?"})


def test_the_first_version_takes_any_limit_of_sessions():
    verdicts = [takes_query(each, "GET /account/sessions", "limit", 500) for each in VERSIONS]
    assert verdicts == [True, False, False]


# --- streams ------------------------------------------------------------------------------------

STREAMS: Final = ("POST /apps/{app_id}/run", "GET /apps/{app_id}/tasks/{task_id}/events")


def takes_event(version: str, event: dict[str, Any]) -> bool:
    return accepts(version, schema("StreamEvent"), event)


@every_version
def test_every_event_has_a_sample(version):
    union = applied(version)[0]["components"]["schemas"]["StreamEvent"]
    assert set(union["discriminator"]["mapping"]) == set(EVENTS)
    listed = [each["$ref"] for each in union["oneOf"]]
    assert list(union["discriminator"]["mapping"].values()) == listed


@every_version
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_events_are_accepted_by_their_name_alone(version, name):
    event = EVENTS[name]
    assert takes_event(version, event)
    union = applied(version)[0]["components"]["schemas"]["StreamEvent"]
    accepting = [
        known
        for known, target in union["discriminator"]["mapping"].items()
        if accepts(version, target.removeprefix("#"), event)
    ]
    assert accepting == [name]


@every_version
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_an_event_without_one_of_its_members_is_refused(version, name):
    event = EVENTS[name]
    paths = [(member,) for member in event]
    if isinstance(event.get("data"), dict):
        paths += [("data", member) for member in event["data"]]
    if version == FIRST and name == "human_input_form_filled":
        paths.remove(("data", "submitted_data"))
    for path in paths:
        assert not takes_event(version, without(event, *path)), path


@every_version
@pytest.mark.parametrize("name", sorted(EVENTS))
def test_events_are_open_for_more_members(version, name):
    assert takes_event(version, {**EVENTS[name], "brand_new": 1})


@every_version
@pytest.mark.parametrize(
    "event",
    [
        pytest.param({**EVENTS["message"], **CHAT}, id="message of a chat"),
        pytest.param({**EVENTS["workflow_started"], **CHAT}, id="workflow of an advanced chat"),
        pytest.param({**EVENTS["tts_message"], **CHAT}, id="speech of a chat"),
        pytest.param(
            {**EVENTS["message"], **CHAT, "event": "message_file"}, id="text after a file"
        ),
        pytest.param(
            {**EVENTS["error"], "workflow_run_id": None}, id="error before the start of a workflow"
        ),
        pytest.param(
            {**without(CHAT, "task_id"), **EVENTS["error"], "code": "invalid_param"},
            id="error of a chat",
        ),
    ],
)
def test_events_have_the_envelope_of_the_app(version, event):
    assert takes_event(version, event)


@every_version
@pytest.mark.parametrize(
    ("name", "change"),
    [
        pytest.param("message", {"event": "text_replace"}, id="reserved name"),
        pytest.param("message", {"answer": None}, id="null answer"),
        pytest.param("error", {"task_id": "t1"}, id="task of an error"),
        pytest.param("error", {"status": 200}, id="error that is none"),
        pytest.param(
            "message_end", {"metadata": {"retriever_resources": [], "usage": {}}}, id="usage"
        ),
        pytest.param("message_end", {"files": [without(FILE, "size")]}, id="file"),
        pytest.param("tts_message_end", {"audio": "AAAA"}, id="sound after the end"),
        pytest.param("workflow_started", {"conversation_id": "c1"}, id="half an envelope"),
        pytest.param("node_finished", {"workflow_run_id": None}, id="null run"),
        pytest.param("node_started", {"data": {**NODE, "extras": None}}, id="null extras"),
        pytest.param(
            "node_finished", {"data": {**NODE_OUTCOME, "status": "running"}}, id="unfinished node"
        ),
        pytest.param(
            "workflow_finished",
            {"data": {**EVENTS["workflow_finished"]["data"], "status": "paused"}},
            id="paused end",
        ),
        pytest.param(
            "workflow_finished",
            {"data": {**EVENTS["workflow_finished"]["data"], "created_by": {"id": "1"}}},
            id="nobody's run",
        ),
        pytest.param(
            "human_input_required",
            {"data": {**EVENTS["human_input_required"]["data"], "form_token": "short"}},
            id="form token",
        ),
        pytest.param(
            "workflow_paused",
            {"data": {**EVENTS["workflow_paused"]["data"], "reasons": [{"TYPE": "whim"}]}},
            id="pause reason",
        ),
    ],
)
def test_wrong_events_are_refused(version, name, change):
    assert not takes_event(version, {**EVENTS[name], **change})


@every_version
@pytest.mark.parametrize("key", STREAMS)
@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        pytest.param({"data": "{}"}, True, id="data"),
        pytest.param({"data": "{}", "event": "message"}, True, id="data as readers name it"),
        pytest.param({"event": "ping"}, True, id="ping"),
        pytest.param({"event": "ping", "data": "{}"}, False, id="ping with data"),
        pytest.param({"data": "{}", "event": "node_started"}, False, id="named data"),
        pytest.param({"data": "{}", "id": "1"}, False, id="id"),
        pytest.param({"data": "{}", "retry": "1"}, False, id="retry"),
        pytest.param({}, False, id="nothing"),
    ],
)
def test_frames_hold_data_or_ping(version, key, frame, expected):
    assert takes_frame(version, key, frame) is expected


@every_version
@pytest.mark.parametrize("key", STREAMS)
def test_the_data_of_a_frame_is_an_event_in_json(version, key):
    schema_of_frame = reply_media(version, key, 200, "text/event-stream").item_schema
    assert schema_of_frame is not None
    data = schema_of_frame["oneOf"][0]["properties"]["data"]
    assert data["contentMediaType"] == "application/json"
    assert data["contentSchema"] == {"$ref": "#/components/schemas/StreamEvent"}


@every_version
@pytest.mark.parametrize("key", STREAMS)
def test_only_a_stream_joined_later_says_that_it_must_not_be_kept(version, key):
    reply = contract(version).operation(key).reply_for(200)
    assert reply is not None
    own = {each.name for each in reply.headers} & {"Cache-Control", "Connection"}
    assert own == (set() if key.startswith("POST") else {"Cache-Control", "Connection"})


#: The inputs of forms that came with the second version.
LATER_INPUTS: Final = (
    {
        "type": "select",
        "output_variable_name": "port",
        "option_source": {"type": "constant", "selector": [], "value": ["Turku", "Oulu"]},
    },
    {
        "type": "file",
        "output_variable_name": "chart",
        "allowed_file_types": ["document"],
        "allowed_file_extensions": [".pdf"],
        "allowed_file_upload_methods": ["local_file"],
    },
    {
        "type": "file-list",
        "output_variable_name": "charts",
        "allowed_file_types": ["image", "custom"],
        "allowed_file_extensions": [],
        "allowed_file_upload_methods": ["local_file", "remote_url"],
        "number_limits": 5,
    },
)


@pytest.mark.parametrize("value", LATER_INPUTS, ids=lambda value: str(value["type"]))
def test_forms_learnt_to_ask_for_a_choice_and_for_files(value):
    verdicts = [accepts(each, schema("FormInput"), value) for each in VERSIONS]
    assert verdicts == [False, True, True]
    for member in value:
        assert not accepts(THIRD, schema("FormInput"), without(value, member))


@every_version
def test_a_paragraph_may_have_a_default(version):
    default = {"type": "variable", "selector": ["start", "note"], "value": ""}
    assert accepts(version, schema("FormInput"), {**FORM_INPUT, "default": default})
    assert not accepts(version, schema("FormInput"), {**FORM_INPUT, "default": "text"})
