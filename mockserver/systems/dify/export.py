"""Apps as text."""

from copy import deepcopy
from typing import Any, Final

from contract import yaml12
from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import as_id
from mockserver.systems.dify.apps import GRAPH_MODES
from mockserver.systems.dify.imports import CURRENT_VERSION
from mockserver.systems.dify.state import app_of
from mockserver.world import Record


@behaviour("GET /apps/{app_id}/export")
def export(call: Call) -> MockReply:
    """An app's text: the draft, or a published version by its id."""
    app = app_of(call)
    workflow_id = call.values.query.get("workflow_id")
    document: Record = {
        "app": {
            "description": app["description"],
            "icon": app["icon"],
            "icon_background": app["icon_background"],
            "icon_type": app["icon_type"],
            "mode": app["mode"],
            "name": app["name"],
            "use_icon_as_answer_icon": False,
        },
        "dependencies": [],
        "kind": "app",
        "version": CURRENT_VERSION,
    }
    if app["mode"] in GRAPH_MODES:
        workflow = _workflow(app, workflow_id)
        has_secrets = call.values.query.get("include_secret") is True
        document["workflow"] = _exported(workflow, has_secrets=has_secrets)
    elif app["model_config"] is None:
        raise Refusal(400, message="Missing app configuration, please check.")
    else:
        document["model_config"] = app["model_config"]
    return MockReply(200, {"data": yaml12.dump(_sorted(document))})


def _workflow(app: Record, workflow_id: str | None) -> Record:
    published = app["published"]
    if workflow_id is None and app["draft"] is not None:
        draft: Record = app["draft"]
        return draft
    if workflow_id and published is not None and published["id"] == as_id(workflow_id):
        return {key: value for key, value in published.items() if key != "id"}
    raise Refusal(404, message="Missing draft workflow configuration, please check.")


def _exported(workflow: Record, *, has_secrets: bool) -> Record:
    """Take out of a workflow what belongs to this server alone, and the secrets unless wanted."""
    copy: Record = deepcopy(workflow)
    variables = copy.get("environment_variables")
    for each in variables if isinstance(variables, list) and not has_secrets else ():
        if isinstance(each, dict) and each.get("value_type") == "secret":
            each["value"] = ""
    graph = copy.get("graph")
    nodes = graph.get("nodes") if isinstance(graph, dict) else None
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict) and isinstance(node.get("data"), dict):
            _clean(node["data"], has_secrets=has_secrets)
    return copy


def _clean(data: Record, *, has_secrets: bool) -> None:
    """Clean one node: triggers forget where they are reached, tools who uses them."""
    kind = data.get("type")
    if kind == "trigger-webhook":
        data.update(webhook_url="", webhook_debug_url="")
    elif kind == "trigger-schedule":
        data["config"] = dict(_SCHEDULE)
    elif kind == "trigger-plugin":
        data["subscription_id"] = ""
    elif kind == "tool" and not has_secrets:
        data.pop("credential_id", None)
    elif kind == "agent" and not has_secrets:
        for tool in _agent_tools(data):
            tool.pop("credential_id", None)


def _agent_tools(data: Record) -> list[Record]:
    told: Any = data
    for name in ("agent_parameters", "tools", "value"):
        told = told.get(name) if isinstance(told, dict) else None
    return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []


#: What a schedule is reset to.
_SCHEDULE: Final = {"mode": "visual", "frequency": "daily", "timezone": "UTC"}


def _sorted(value: Any) -> Any:
    """The server writes the members of every object in alphabetical order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list):
        return [_sorted(each) for each in value]
    return value
