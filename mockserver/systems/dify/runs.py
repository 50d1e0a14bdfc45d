"""Running apps: start, come back, stop."""

from collections.abc import AsyncIterator
from typing import Any, Final

from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply, ServerSentEvent
from mockserver.streaming.streams import Channel
from mockserver.systems.dify import events
from mockserver.systems.dify.access import TOO_MANY, as_id, is_uuid
from mockserver.systems.dify.apps import (
    CHAT_MODES,
    GRAPH_MODES,
    controls,
    failure,
    is_configured,
    tools,
)
from mockserver.systems.dify.engine import ask_to_stop, carry_out, let_form_time_out
from mockserver.systems.dify.inputs import InvalidInputError, checked_inputs
from mockserver.systems.dify.state import app_of, author_of, subject_of, version_of
from mockserver.world import Record, World

#: A stream in which nothing happens is given up after this.
SILENCE_SECONDS: Final = 300.0
_RUNNABLE: Final = (*CHAT_MODES, "completion", "workflow")
#: The events with which the stream of a run ends, for one who listens.
_LAST: Final = ("workflow_finished", "workflow_paused", "error")


@behaviour("POST /apps/{app_id}/run")
def run(call: Call) -> MockReply:
    """A run begins; its events are the reply."""
    app, body = app_of(call), call.values.body
    query = _query(app, body)
    workflow = _workflow(app, body.get("workflow_id"))
    _check_load(call, app)
    is_graph = app["mode"] in GRAPH_MODES
    try:
        conversation = _known_conversation(call, app, body.get("conversation_id"))
        inputs = checked_inputs(controls(app), body["inputs"])
    except Refusal:
        if app["mode"] != "advanced-chat":
            raise
        return _stream(_alone(events.PING, events.refused_start("")))
    except InvalidInputError as error:
        if not is_graph:
            raise Refusal(400, message=str(error)) from error
        return _stream(_alone(events.PING, events.refused_start(str(error))))
    record = _new_run(call, app, workflow, inputs, query, conversation)
    channel = call.world.channels[record["id"]] = Channel()
    call.world.start(carry_out(call.world, record["id"]))
    return _stream(_listened(channel, starts_with_ping=is_graph))


def _stream(frames: AsyncIterator[ServerSentEvent]) -> MockReply:
    return MockReply(200, events=frames, idle=events.PING)


async def _alone(*frames: ServerSentEvent) -> AsyncIterator[ServerSentEvent]:
    for frame in frames:
        yield frame


async def _listened(
    channel: Channel, *, starts_with_ping: bool, start: int = 0
) -> AsyncIterator[ServerSentEvent]:
    if starts_with_ping:
        yield events.PING
    async for each in channel.listen(start, until=_is_last):
        yield each


def _is_last(event: ServerSentEvent) -> bool:
    return event.data["event"] in _LAST


# --- what must be true before a run begins --------------------------------------------------------


def _query(app: Record, body: Record) -> str:
    mode, query = app["mode"], body.get("query")
    if mode not in _RUNNABLE:
        raise Refusal(422, message="mode_not_runnable")
    if mode == "workflow" and query is not None:
        raise Refusal(422, message="query_not_supported_for_workflow")
    if mode in CHAT_MODES and not (query or "").strip():
        raise Refusal(422, message="query_required_for_chat")
    return query or ""


def _workflow(app: Record, workflow_id: str | None) -> Record | None:
    if workflow_id and app["mode"] in GRAPH_MODES:
        if not is_uuid(workflow_id):
            raise Refusal(400, message=f"Invalid workflow_id format: '{workflow_id}'. ")
        if app["published"] is None or app["published"]["id"] != as_id(workflow_id):
            raise Refusal(404, message=f"Workflow not found with id: {workflow_id}")
    if not is_configured(app):
        raise Refusal(
            400, "app_unavailable", "App unavailable, please check your app configurations."
        )
    published: Record | None = app["published"]
    return published


def _check_load(call: Call, app: Record) -> None:
    """Check how many runs there may be: at a time of one app, and altogether of a workspace."""
    settings, runs = call.world.settings, call.world.store["runs"]
    quota, most = settings["run_quota"], settings["concurrent_runs"]
    if quota and len(runs.where(workspace_id=app["workspace_id"])) >= quota:
        raise Refusal(429, "rate_limit_error", "The workflow execution quota is used up.")
    if most and len(runs.where(app_id=app["id"], status="running")) >= most:
        status = 429 if version_of(call.world).errors == "canonical" else 500
        raise Refusal(status, message=TOO_MANY)


def _known_conversation(call: Call, app: Record, conversation_id: str | None) -> Record | None:
    """Find the conversation that goes on; nothing where a new one, or none at all, is meant."""
    if app["mode"] not in CHAT_MODES or not (conversation_id or "").strip():
        return None
    known = call.world.store["conversations"].get(as_id(conversation_id))
    if known and known["app_id"] == app["id"] and known["subject"] == subject_of(call):
        return known
    raise Refusal(404, message="Conversation Not Exists.")


def _conversation(call: Call, app: Record, known: Record | None) -> Record | None:
    """Count one more question of a conversation, new if there is none; some apps have none."""
    if app["mode"] not in CHAT_MODES:
        return None
    record = known or {
        "id": call.world.new_id("conversations"),
        "app_id": app["id"],
        "subject": subject_of(call),
        "dialogue_count": 0,
    }
    counted = {**record, "dialogue_count": record["dialogue_count"] + 1}
    return call.world.store["conversations"].put(record["id"], counted)


def _new_run(
    call: Call,
    app: Record,
    workflow: Record | None,
    inputs: Record,
    query: str,
    known: Record | None,
) -> Record:
    world, conversation = call.world, _conversation(call, app, known)
    run_id, task_id = world.new_id("runs"), world.new_id("tasks")
    record = {
        "id": run_id,
        "task_id": task_id,
        "app_id": app["id"],
        "workspace_id": app["workspace_id"],
        "mode": app["mode"],
        "subject": subject_of(call),
        "created_by": author_of(call),
        "workflow_id": workflow["id"] if workflow else None,
        "graph": workflow["graph"] if workflow else None,
        "tools": tools(app),
        "failure": failure(app),
        "conversation_id": conversation["id"] if conversation else None,
        "message_id": world.new_id("messages") if app["mode"] != "workflow" else None,
        "query": query,
        "inputs": inputs,
        "system_inputs": {},
        "status": "running",
        "outputs": None,
        "error": None,
        "answer": "",
        "nodes": [],
        "waits_at": None,
        "form_token": None,
        "created_at": world.clock.now(),
        "finished_at": None,
        "total_tokens": 0,
        "total_steps": 0,
        "exceptions_count": 0,
    }
    record["system_inputs"] = _system_inputs(record, conversation)
    record["pool"] = {"sys": {key[4:]: value for key, value in record["system_inputs"].items()}}
    return world.store["runs"].put(run_id, record)


def _system_inputs(record: Record, conversation: Record | None) -> Record:
    told: dict[str, Any] = {
        "sys.files": [],
        "sys.user_id": record["created_by"]["id"],
        "sys.app_id": record["app_id"],
        "sys.workflow_id": record["workflow_id"],
        "sys.workflow_run_id": record["id"],
    }
    if conversation is not None:
        told["sys.query"] = record["query"]
        told["sys.dialogue_count"] = conversation["dialogue_count"]
    return told


# --- coming back and stopping ---------------------------------------------------------------------


@behaviour("GET /apps/{app_id}/tasks/{task_id}/events")
def task_events(call: Call) -> MockReply:
    """The events of a run for one who comes back; the path takes the id of the run."""
    app = app_of(call)
    if app["mode"] not in GRAPH_MODES:
        raise Refusal(422, message="mode_not_supported_for_event_reconnect")
    record = call.world.store["runs"].get(as_id(call.values.path["task_id"]))
    if record is None or record["app_id"] != app["id"] or record["subject"] != subject_of(call):
        raise Refusal(404, message="Workflow run not found")
    let_form_time_out(call.world, record["id"])
    headers = (("Cache-Control", "no-cache"), ("Connection", "keep-alive"))
    snapshot = _is_true(call, "include_state_snapshot")
    goes_on = _is_true(call, "continue_on_pause")
    frames = _returned(call.world, record["id"], snapshot=snapshot, goes_on=goes_on)
    return MockReply(200, events=frames, headers=headers, idle=events.PING)


def _is_true(call: Call, name: str) -> bool:
    return str(call.values.query.get(name, "false")).lower() == "true"


async def _returned(
    world: World, run_id: str, *, snapshot: bool, goes_on: bool
) -> AsyncIterator[ServerSentEvent]:
    """Give the end of a run that is over; else the state if asked for, and what happens then."""
    record = world.store["runs"].get(run_id)
    assert record is not None
    if record["finished_at"] is not None:
        yield events.finished_again(record)
        return
    # The state and the place in the channel are taken in one step: nothing happens in between.
    channel = world.channels[run_id]
    position = len(channel.events)
    state = _state(world, record) if snapshot else []
    yield events.PING
    for each in state:
        yield each
    if snapshot and record["status"] == "paused" and not goes_on:
        return
    last = ("workflow_finished", "error") if goes_on else _LAST
    listening = channel.listen(
        position, until=lambda event: event.data["event"] in last, silence_seconds=SILENCE_SECONDS
    )
    async for each in listening:
        yield each


def _state(world: World, record: Record) -> list[ServerSentEvent]:
    """Tell a run so far again, out of what is stored."""
    told = [events.workflow_started(record, "initial")]
    if record["mode"] == "advanced-chat":
        told.append(events.event(record, "message_replace", answer=record["answer"], reason=""))
    for number, node in enumerate(record["nodes"], 1):
        started = events.node_started(record, node)
        started.data["data"]["index"] = number
        told.append(started)
        if node["finished_at"] is not None:
            finished = events.node_finished(record, node)
            finished.data["data"]["index"] = number
            told.append(finished)
    form = world.store["forms"].get(record["form_token"] or "")
    if record["status"] == "paused" and form is not None:
        told.append(events.human_input_required(record, form))
        told.append(events.workflow_paused(record, form, world.clock.now()))
    return told


@behaviour("POST /apps/{app_id}/tasks/{task_id}/stop")
def stop(call: Call) -> MockReply:
    """The task is told to stop; one that is over, or unknown, makes no difference."""
    ask_to_stop(call.world, str(call.values.path["task_id"]))
    return MockReply(200, {"result": "success"})
