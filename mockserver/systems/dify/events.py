"""The events of a run as the server sends them: which members each has, mode by mode."""

from typing import Any, Final

from mockserver.messages import ServerSentEvent
from mockserver.world import Record

#: A frame without data that shows the connection is alive.
PING: Final = ServerSentEvent(event="ping")
_RUN_EVENTS: Final = (
    "workflow_started",
    "workflow_paused",
    "workflow_finished",
    "node_started",
    "node_finished",
    "human_input_required",
    "human_input_form_filled",
    "human_input_form_timeout",
)


def event(run: Record, kind: str, **members: Any) -> ServerSentEvent:
    """Write one event of a run, with the envelope of the app's mode."""
    return ServerSentEvent(data={"event": kind, **_envelope(run, kind), **members})


def _envelope(run: Record, kind: str) -> Record:
    if run["mode"] == "workflow":
        return {"workflow_run_id": run["id"], "task_id": run["task_id"]}
    envelope = {"message_id": run["message_id"], "created_at": int(run["created_at"])}
    if run["mode"] != "completion":
        envelope = {"conversation_id": run["conversation_id"], **envelope}
    envelope["task_id"] = run["task_id"]
    if kind in _RUN_EVENTS:
        envelope["workflow_run_id"] = run["id"]
    return envelope


def failure(run: Record, code: str, status: int, message: str) -> ServerSentEvent:
    """Write the error that ends a stream; it names no task."""
    members = {key: value for key, value in _envelope(run, "error").items() if key != "task_id"}
    told = {"code": code, "status": status, "message": message}
    return ServerSentEvent(data={"event": "error", **members, **told})


def refused_start(message: str) -> ServerSentEvent:
    """Write the only event of a run that could not begin."""
    return ServerSentEvent(data={"event": "error", "message": message, "status": 500})


def message(run: Record, answer: str, selector: list[str] | None, kind: str) -> ServerSentEvent:
    """Write a piece of an answer."""
    if kind == "agent_message":
        return event(run, kind, id=run["message_id"], answer=answer)
    return event(run, kind, id=run["message_id"], answer=answer, from_variable_selector=selector)


def message_end(run: Record) -> ServerSentEvent:
    """Write the end of an answer."""
    metadata: Record = {"retriever_resources": []}
    return event(run, "message_end", id=run["message_id"], metadata=metadata, files=None)


def workflow_started(run: Record, reason: str) -> ServerSentEvent:
    """Write that a run begins, or goes on after a pause."""
    data = {
        "id": run["id"],
        "workflow_id": run["workflow_id"],
        "inputs": {**run["inputs"], **run["system_inputs"]},
        "created_at": int(run["created_at"]),
        "reason": reason,
    }
    return event(run, "workflow_started", data=data)


def node_started(run: Record, node: Record) -> ServerSentEvent:
    """Write that a node begins; this API does not tell its inputs."""
    data = {**_node(node), "inputs": None, "created_at": int(node["created_at"]), "extras": {}}
    return event(run, "node_started", data={**data, "iteration_id": None, "loop_id": None})


def node_finished(run: Record, node: Record) -> ServerSentEvent:
    """Write that a node is done; this API tells neither what came out nor what went wrong."""
    data = {
        **_node(node),
        "inputs": None,
        "process_data": None,
        "outputs": None,
        "status": node["status"],
        "error": None,
        "elapsed_time": round(node["finished_at"] - node["created_at"], 6),
        "execution_metadata": None,
        "created_at": int(node["created_at"]),
        "finished_at": int(node["finished_at"]),
        "files": [],
        "iteration_id": None,
        "loop_id": None,
    }
    return event(run, "node_finished", data=data)


def _node(node: Record) -> Record:
    return {
        "id": node["id"],
        "node_id": node["node_id"],
        "node_type": node["node_type"],
        "title": node["title"],
        "index": 1,
        "predecessor_node_id": None,
    }


def text_chunk(run: Record, text: str, selector: list[str]) -> ServerSentEvent:
    """Write a piece of a workflow's text."""
    data = {"text": text, "from_variable_selector": selector}
    return event(run, "text_chunk", data=data)


def human_input_required(run: Record, form: Record) -> ServerSentEvent:
    """Write that the run waits for a form."""
    return event(run, "human_input_required", data=_form(form, display_in_ui=False))


def _form(form: Record, **members: Any) -> Record:
    return {
        "form_id": form["id"],
        "node_id": form["node_id"],
        "node_title": form["node_title"],
        "form_content": form["form_content"],
        "inputs": form["inputs"],
        "actions": form["actions"],
        **members,
        "form_token": form["token"] if form["is_open"] else None,
        "resolved_default_values": form["defaults"],
        "expiration_time": int(form["expires_at"]),
    }


def human_input_form_filled(
    run: Record, form: Record, action: Record, *, tells_data: bool
) -> ServerSentEvent:
    """Write that somebody answered the form."""
    data = {
        "node_id": form["node_id"],
        "node_title": form["node_title"],
        "rendered_content": form["rendered_content"],
        "action_id": action["id"],
        "action_text": action["title"],
    }
    if tells_data:
        data["submitted_data"] = form["submitted"]
    return event(run, "human_input_form_filled", data=data)


def human_input_form_timeout(run: Record, form: Record) -> ServerSentEvent:
    """Write that nobody answered the form in time."""
    data = {
        "node_id": form["node_id"],
        "node_title": form["node_title"],
        "expiration_time": int(form["expires_at"]),
    }
    return event(run, "human_input_form_timeout", data=data)


def workflow_paused(run: Record, form: Record, now: float) -> ServerSentEvent:
    """Write that the run stands still."""
    data = {
        "workflow_run_id": run["id"],
        "paused_nodes": [form["node_id"]],
        "outputs": {},
        "reasons": [{"TYPE": "human_input_required", **_form(form)}],
        "status": "paused",
        "created_at": int(run["created_at"]),
        "elapsed_time": round(now - run["created_at"], 6),
        "total_tokens": run["total_tokens"],
        "total_steps": run["total_steps"],
    }
    return event(run, "workflow_paused", data=data)


def workflow_finished(run: Record) -> ServerSentEvent:
    """Write how a run ended."""
    return event(run, "workflow_finished", data=_finished(run))


def finished_again(run: Record) -> ServerSentEvent:
    """Write how a run ended for a client that comes back later: without the envelope of a chat."""
    members = {"workflow_run_id": run["id"], "task_id": run["id"]}
    return ServerSentEvent(data={"event": "workflow_finished", **members, "data": _finished(run)})


def _finished(run: Record) -> Record:
    return {
        "id": run["id"],
        "workflow_id": run["workflow_id"],
        "status": run["status"],
        "outputs": run["outputs"],
        "error": run["error"],
        "elapsed_time": round(run["finished_at"] - run["created_at"], 6),
        "total_tokens": run["total_tokens"],
        "total_steps": run["total_steps"],
        "created_by": run["created_by"],
        "created_at": int(run["created_at"]),
        "finished_at": int(run["finished_at"]),
        "exceptions_count": run["exceptions_count"],
        "files": [],
    }


def agent_thought(run: Record, thought: Record) -> ServerSentEvent:
    """Write what an agent thinks, or what its tool said."""
    return event(run, "agent_thought", **thought)
