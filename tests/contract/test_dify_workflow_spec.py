"""The contract of the Dify Workflow App: what its overlay makes of the published document."""

import copy
from functools import cache
from typing import Any, Final

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV32SpecValidator

from contract import catalog, overlay, pointers, yaml12
from contract.model import Contract, MediaType
from contract.streams import EventOrder
from contract.validation.events import event_checker
from contract.validation.schemas import SchemaCompiler
from tests.mockserver.asking import ask
from tests.mockserver.playing import mock_of, new_world

RUN, UPLOAD, LOGS = "POST /workflows/run", "POST /files/upload", "GET /workflows/logs"
DETAIL, STOP = "GET /workflows/run/{workflow_id}", "POST /workflows/tasks/{task_id}/stop"


@cache
def applied() -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give the amended document, and the warnings of its overlay."""
    _, release = catalog.find("dify-workflow")
    document = yaml12.load(release.document.read_text("utf-8"), release.document.name)
    [path] = release.overlays
    amendments = overlay.Overlay.from_value(yaml12.load(path.read_text("utf-8"), path.name), "o")
    assert all(each.description for each in amendments.actions)
    document, warnings = overlay.apply(document, amendments)
    return document, tuple(warnings)


@cache
def contract() -> Contract:
    return Contract.from_document(applied()[0])


@cache
def validator(pointer: str) -> jsonschema_rs.Draft202012Validator:
    document = applied()[0]
    root = {**pointers.follow(document, pointer), "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(root, validate_formats=True, offline=True)


def media_of(key: str, status: int, name: str = "application/json") -> MediaType:
    reply = contract().operation(key).reply_for(status)
    assert reply is not None
    [media] = [each for each in reply.media_types if each.name == name]
    return media


def takes_reply(key: str, status: int, body: Any) -> bool:
    return validator(f"{media_of(key, status).pointer}/schema").is_valid(body)


def takes_body(key: str, body: Any) -> bool:
    operation = contract().operation(key)
    assert operation.body is not None
    return validator(f"{operation.body.media_types[0].pointer}/schema").is_valid(body)


def takes_query(key: str, name: str, value: Any) -> bool:
    [found] = [each for each in contract().operation(key).parameters if each.name == name]
    return validator(f"{found.pointer}/schema").is_valid(value)


def sample(key: str, status: int, name: str) -> dict[str, Any]:
    value = copy.deepcopy(media_of(key, status).examples[name])
    assert isinstance(value, dict)
    return value


# --- the document -------------------------------------------------------------------------------


def test_every_action_of_the_overlay_matches():
    assert applied()[1] == ()


def test_the_amended_document_is_valid_openapi_3_2():
    assert list(OpenAPIV32SpecValidator(applied()[0]).iter_errors()) == []


def test_every_operation_is_below_the_base_path_and_needs_the_key_of_an_app():
    assert len(contract().operations) == 7
    for operation in contract().operations:
        assert operation.base_paths == ("/v1",)
        assert [set(each) for each in operation.security] == [{"Bearer"}]


STATUSES: Final = {
    RUN: "200 400 415 429",
    DETAIL: "200 400 404",
    STOP: "200 400 415",
    UPLOAD: "201 400 413 415",
    LOGS: "200 400",
    "GET /info": "200",
    "GET /parameters": "200 400",
}


@pytest.mark.parametrize("key", STATUSES)
def test_each_operation_documents_what_a_server_may_answer(key):
    """There is no 422: what is wrong with a request is 400."""
    documented = {each.status for each in contract().operation(key).replies}
    assert documented == {*STATUSES[key].split(), "401", "403", "500", "default"}


CODES: Final = {
    (RUN, 400): "bad_request completion_request_error invalid_param model_currently_not_support"
    " not_workflow_app provider_not_initialize provider_quota_exceeded",
    (RUN, 429): "rate_limit_error too_many_requests",
    (DETAIL, 400): "not_workflow_app",
    (DETAIL, 404): "not_found",
    (STOP, 400): "bad_request invalid_param not_workflow_app",
    (UPLOAD, 400): "filename_not_exists_error invalid_param no_file_uploaded too_many_files",
    (UPLOAD, 413): "file_too_large",
    (UPLOAD, 415): "unsupported_file_type",
    (LOGS, 400): "invalid_param",
    (LOGS, 401): "unauthorized",
    (LOGS, 403): "forbidden",
    ("GET /parameters", 400): "app_unavailable",
}


@pytest.mark.parametrize(("key", "status"), CODES)
def test_errors_have_the_codes_of_their_operation(key, status):
    """Each with a message and its status, and no other code than these."""
    error = {"message": "", "status": status}
    for code in CODES[key, status].split():
        assert takes_reply(key, status, {"code": code, **error})
        assert not takes_reply(key, status, {"code": code, "status": status})
        assert not takes_reply(key, status, {"code": code, **error, "status": 418})
    assert not takes_reply(key, status, {"code": "unsupported_preview", **error})


def test_every_success_has_a_sample_and_accepts_it():
    for operation in contract().operations:
        for reply in operation.replies:
            for media in reply.media_types if reply.status[0] == "2" else ():
                assert media.examples or media.item_schema, operation.key
                for value in media.examples.values():
                    assert validator(f"{media.pointer}/schema").is_valid(value), operation.key
        for media in operation.body.media_types if operation.body else ():
            assert all(takes_body(operation.key, each) for each in media.examples.values())


# --- requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"inputs": {}, "user": "a"}, True),
        ({"inputs": {}, "user": "a", "response_mode": None}, True),
        ({"inputs": {}, "user": "a", "response_mode": "streaming"}, True),
        ({"inputs": {}, "user": "a", "more": 1}, True),
        ({"inputs": {}, "user": "a", "response_mode": "later"}, False),
        ({"inputs": {}}, False),
        ({"user": "a"}, False),
        ({"inputs": {}, "user": "a", "files": [{"type": "image"}]}, False),
    ],
)
def test_a_run_needs_inputs_and_a_user(body, expected):
    assert takes_body(RUN, body) is expected


def test_an_upload_needs_no_user():
    assert takes_body(UPLOAD, {"file": "x"})
    assert not takes_body(UPLOAD, {"user": "a"})


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("status", "stopped", True),
        ("status", "running", False),
        ("page", 99999, True),
        ("page", 0, False),
        ("limit", 100, True),
        ("limit", 101, False),
        ("created_at__after", "2026-06-09T10:00:00Z", True),
        ("created_at__after", "yesterday", False),
    ],
)
def test_the_log_is_asked_within_bounds(name, value, expected):
    assert takes_query(LOGS, name, value) is expected


# --- replies ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "partial-succeeded"}, True),
        ({"status": "failed", "error": "broke", "outputs": None}, True),
        ({"status": "paused", "finished_at": None}, False),
        ({"status": "done"}, False),
        ({"total_steps": "3"}, False),
    ],
)
def test_a_blocking_run_tells_how_it_ended(change, expected):
    """One that waits for a person says for what."""
    body = sample(RUN, 200, "succeeded")
    body["data"] |= change
    assert takes_reply(RUN, 200, body) is expected


@pytest.mark.parametrize(
    ("key", "status", "name", "change"),
    [
        pytest.param(DETAIL, 200, "succeeded", {"inputs": {"text": "x"}}, id="inputs are text"),
        pytest.param(DETAIL, 200, "succeeded", {"outputs": None}, id="outputs are an object"),
        pytest.param(UPLOAD, 201, "uploaded", {"reference": "x"}, id="no reference"),
        pytest.param(STOP, 200, "stopped", {"result": "failed"}, id="one outcome"),
        pytest.param("GET /info", 200, "app", {"name": None}, id="a name"),
        pytest.param("GET /info", 200, "app", {"mode": "game"}, id="a known mode"),
        pytest.param("GET /parameters", 200, "parameters", {"file_upload": 1}, id="uploads"),
    ],
)
def test_wrong_replies_are_refused(key, status, name, change):
    assert not takes_reply(key, status, sample(key, status, name) | change)


@pytest.mark.parametrize(
    ("key", "status", "name"),
    [
        (DETAIL, 200, "succeeded"),
        (UPLOAD, 201, "uploaded"),
        (LOGS, 200, "logged"),
        ("GET /info", 200, "app"),
        ("GET /parameters", 200, "parameters"),
    ],
)
def test_a_success_without_one_of_its_members_is_refused(key, status, name):
    body = sample(key, status, name)
    for member in body:
        assert not takes_reply(key, status, {k: v for k, v in body.items() if k != member})


@pytest.mark.parametrize("member", ["workflow_run", "created_by_end_user", "created_at"])
def test_a_row_of_the_log_may_know_little(member):
    body = sample(LOGS, 200, "logged")
    body["data"][0][member] = None
    assert takes_reply(LOGS, 200, body)


# --- the stream ---------------------------------------------------------------------------------

_RUN_ID: Final = {"task_id": "t", "workflow_run_id": "r"}
_NODE: Final = {
    "id": "e1",
    "node_id": "n1",
    "node_type": "start",
    "title": "Start",
    "index": 1,
    "predecessor_node_id": None,
    "inputs": None,
    "inputs_truncated": False,
    "created_at": 1780999200,
    "iteration_id": None,
    "loop_id": None,
}
_OUTCOME: Final = {
    **_NODE,
    "inputs": {"text": "hello"},
    "process_data": None,
    "process_data_truncated": False,
    "outputs": {"text": "HELLO"},
    "outputs_truncated": False,
    "status": "succeeded",
    "error": None,
    "elapsed_time": 0.25,
    "execution_metadata": {"total_tokens": 12, "total_price": 0.5, "currency": "USD"},
    "finished_at": 1780999201,
    "files": [],
}
_RUN: Final = {
    "id": "r",
    "workflow_id": "w",
    "status": "succeeded",
    "outputs": {"text": "HELLO"},
    "error": None,
    "elapsed_time": 0.5,
    "total_tokens": 12,
    "total_steps": 1,
    "created_by": {"id": "u", "user": "abc-123"},
    "created_at": 1780999200,
    "finished_at": 1780999201,
    "exceptions_count": 0,
    "files": [],
}
_BEGUN: Final = {"id": "r", "workflow_id": "w", "inputs": {}, "created_at": 1, "reason": "initial"}
_CHUNK: Final = {"text": "HE", "from_variable_selector": ["n1", "text"]}


def event(name: str, **members: Any) -> dict[str, Any]:
    return {"event": name, **members}


def of_run(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return event(name, **_RUN_ID, data=data)


#: What the server sends for a run that passes its text on.
STREAM: Final = [
    of_run("workflow_started", _BEGUN),
    of_run("node_started", {**_NODE, "extras": {}, "agent_strategy": None}),
    of_run("text_chunk", _CHUNK),
    of_run("node_retry", {**_OUTCOME, "status": "retry", "retry_index": 1}),
    of_run("node_finished", _OUTCOME),
    event("tts_message", **_RUN_ID, audio="AAAA"),
    event("tts_message_end", **_RUN_ID, audio=""),
    of_run("workflow_finished", _RUN),
]


def faults(stream: list[dict[str, Any]]) -> list[str]:
    """Check a stream as clients do: each item, and their order."""
    media = media_of(RUN, 200, "text/event-stream")
    order = EventOrder.from_value(media.event_order, "1.yaml", media.pointer).checker()
    check = event_checker(media, SchemaCompiler(contract()))
    items = [{"event": "ping"}, *({"data": each} for each in stream)]
    found = [each for item in items for each in (*check(item), *order.event(item))]
    return [each.keyword for each in (*found, *order.end())]


def test_a_run_is_streamed_as_documented():
    assert faults(STREAM) == []
    assert faults([event("error", message="text is required in input form", status=500)]) == []


@pytest.mark.parametrize("index", range(len(STREAM)))
def test_an_event_without_its_members_is_refused(index):
    """Whichever it is, its name alone is not enough."""
    stream = [*STREAM[:index], {"event": STREAM[index]["event"]}, *STREAM[index + 1 :]]
    assert faults(stream) != []


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        pytest.param(STREAM[:-1], ["last"], id="cut off"),
        pytest.param([*STREAM, STREAM[2]], ["last"], id="goes on"),
        pytest.param([STREAM[0], STREAM[4], STREAM[-1]], ["pairs"], id="no beginning of a node"),
        pytest.param(STREAM[1:], ["first"], id="no beginning"),
        pytest.param(
            [*STREAM[:-1], {**STREAM[-1], "workflow_run_id": "s"}], ["constant"], id="another run"
        ),
    ],
)
def test_a_stream_out_of_order_is_refused(stream, expected):
    assert faults(stream) == expected


def test_workflows_send_no_messages():
    """The documentation shows one; text comes as `text_chunk`."""
    message = event("message", **_RUN_ID, id="m", answer="Hi")
    assert "oneOf" in faults([STREAM[0], message, STREAM[-1]])


def test_every_event_of_the_order_has_a_schema():
    mapping = applied()[0]["components"]["schemas"]["ChunkCompletionResponse"]["discriminator"]
    order = media_of(RUN, 200, "text/event-stream").event_order
    named = {
        name for each in order["sequences"] for name in (*each.get("events", ()), *each["last"])
    }
    assert named <= mapping["mapping"].keys()
    assert len(mapping["mapping"]) == 20


# --- the mock -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_line", "json", "status"),
    [
        ("POST /v1/workflows/run", {"inputs": {}, "user": "a"}, 200),
        (f"GET /v1/workflows/run/{'0' * 8}", None, 200),
        ("POST /v1/workflows/tasks/t/stop", {"user": "a"}, 200),
        ("GET /v1/workflows/logs?limit=5", None, 200),
        ("GET /v1/info", None, 200),
        ("GET /v1/parameters", None, 200),
    ],
)
def test_the_mock_answers_by_the_schemas(request_line, json, status):
    """With a key; without one it says how to authenticate."""
    gate, world = mock_of("dify-workflow").gate, new_world("dify-workflow", {})
    asked = {} if json is None else {"json": json}
    key = {"Authorization": "Bearer app-1"}
    assert ask(gate, world, request_line, headers=key, **asked).status == status
    refused = ask(gate, world, request_line, **asked)
    assert refused.status == 401
    assert dict(refused.headers)["WWW-Authenticate"].startswith("Bearer")
