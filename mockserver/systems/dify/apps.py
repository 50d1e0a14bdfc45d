"""Apps: the list, and what one app is and takes."""

from collections.abc import Mapping
from operator import itemgetter
from typing import Any, Final

from mockserver.behaviours import Call, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import OPEN_MODES, as_id, is_uuid
from mockserver.systems.dify.state import app_of, newest_first, page, without_zone, workspace_of
from mockserver.world import Record, World

CHAT_MODES: Final = ("chat", "agent-chat", "advanced-chat")
GRAPH_MODES: Final = ("workflow", "advanced-chat")
_FIELDS: Final = ("info", "parameters", "input_schema")
_SCHEMA: Final = "https://json-schema.org/draft/2020-12/schema"
#: Characters of a searched name that count.
_NAME_CHARACTERS: Final = 30
_FEATURES: Final = (
    "suggested_questions_after_answer",
    "speech_to_text",
    "text_to_speech",
    "retriever_resource",
    "annotation_reply",
    "more_like_this",
)
_FILE_UPLOAD: Final[Record] = {
    "image": {
        "enabled": False,
        "number_limits": 3,
        "detail": "high",
        "transfer_methods": ["remote_url", "local_file"],
    }
}
_SYSTEM_PARAMETERS: Final = {
    "image_file_size_limit": 10,
    "video_file_size_limit": 100,
    "audio_file_size_limit": 50,
    "file_size_limit": 15,
    "workflow_file_upload_limit": 10,
}


#: An app, and how lists show it.
_Listed = tuple[Record, Record]
_ROW: Final = itemgetter(1)


@behaviour("GET /apps")
def apps(call: Call) -> MockReply:
    """The workspace's apps whose API is on, the newest first."""
    query, found = call.values.query, _listed(call.world, workspace_of(call)["id"])
    name = str(query.get("name", ""))
    if name and is_uuid(name):
        return _by_id(call, found, as_id(name))
    return page(call, _matching(found, query, name), _ROW)


def _by_id(call: Call, found: list[_Listed], app_id: str) -> MockReply:
    """A name that is an id looks that app up; paging and other filters do not count then."""
    named = [shown for app, shown in found if app["id"] == app_id]
    if not named:
        return page(call, [], _ROW)
    body = {"page": 1, "limit": 1, "total": 1, "has_more": False}
    return MockReply(200, {**body, "data": [named[0]]})


def _listed(world: World, workspace_id: str) -> list[_Listed]:
    """Give the apps of a workspace whose API is on, the newest first."""

    def made() -> list[_Listed]:
        found = world.store["apps"].where(workspace_id=workspace_id, api_enabled=True)
        return [(each, row(world, each)) for each in newest_first(found)]

    return world.store.view(("listed", workspace_id), ("apps", "workspaces"), made)


def _matching(found: list[_Listed], query: Mapping[str, Any], name: str) -> list[_Listed]:
    mode, tag = query.get("mode"), query.get("tag")
    if mode is None and tag is None and not name:
        return found
    wanted = name[:_NAME_CHARACTERS].lower()
    return [
        (app, shown)
        for app, shown in found
        if mode in (None, app["mode"])
        and (tag is None or tag in app["tags"])
        and wanted in app["name"].lower()
    ]


@behaviour("GET /permitted-external-apps")
def permitted_apps(call: Call) -> MockReply:
    """The apps an SSO subject may run."""
    query, world = call.values.query, call.world
    shown: Record = {"tags": [], "created_by_name": None}
    found = newest_first(
        [
            each
            for each in world.store["apps"].where(api_enabled=True)
            if each["access_mode"] in OPEN_MODES
        ]
    )
    listed = [(each, {**row(world, each), **shown}) for each in found]
    wanted = {"mode": query.get("mode")}
    return page(call, _matching(listed, wanted, str(query.get("name", ""))), _ROW)


def row(world: World, app: Record) -> Record:
    """An app as lists show it."""
    space = world.store["workspaces"].get(app["workspace_id"])
    assert space is not None
    return {
        "id": app["id"],
        "name": app["name"],
        "description": app["description"],
        "mode": app["mode"],
        "tags": [{"name": name} for name in app["tags"]],
        "updated_at": without_zone(app["updated_at"]),
        "created_by_name": app["author"],
        "workspace_id": space["id"],
        "workspace_name": space["name"],
    }


# --- describe -------------------------------------------------------------------------------------


@behaviour("GET /apps/{app_id}/describe")
def describe(call: Call) -> MockReply:
    """What an app is, what its features are, and the schema of its inputs."""
    wanted = _wanted(call.values.query.get("fields"))
    app = app_of(call)
    blocks = {"info": _info, "parameters": parameters, "input_schema": input_schema}
    return MockReply(200, {name: blocks[name](app) if name in wanted else None for name in _FIELDS})


def _wanted(fields: Any) -> tuple[str, ...]:
    text = ",".join(fields) if isinstance(fields, list) else fields or ""
    return tuple(each.strip() for each in text.split(",")) if text else _FIELDS


def _info(app: Record) -> Record:
    return {
        "id": app["id"],
        "name": app["name"],
        "description": app["description"],
        "mode": app["mode"],
        "author": app["author"],
        "tags": [{"name": name} for name in app["tags"]],
        "updated_at": without_zone(app["updated_at"]),
        "service_api_enabled": app["api_enabled"],
        "is_agent": app["mode"] in ("agent-chat", "advanced-chat"),
    }


def is_configured(app: Record) -> bool:
    """Tell whether an app can run: its workflow is published, or its model configured."""
    return bool(app["published"] if app["mode"] in GRAPH_MODES else app["model_config"])


def controls(app: Record) -> list[Record]:
    """Give the controls of an app's form: the inner objects, each with its `type`."""
    if not is_configured(app):
        return []
    if app["mode"] in GRAPH_MODES:
        nodes = app["published"]["graph"]["nodes"]
        start: Record = next(
            (each["data"] for each in nodes if each["data"]["type"] == "start"), {}
        )
        return list(start.get("variables", []))
    return [{**inner, "type": kind} for each in _form(app) for kind, inner in each.items()]


def _form(app: Record) -> list[Record]:
    """Give the form of an app as it is stored; what an import brought in may be no control."""
    stored = _stored(app["model_config"], "user_input_form", [])
    return [
        each
        for each in stored
        if isinstance(each, dict) and len(each) == 1 and all(map(_is_control, each.values()))
    ]


def _is_control(inner: Any) -> bool:
    return (
        isinstance(inner, dict)
        and isinstance(inner.get("variable"), str)
        and isinstance(inner.get("label", ""), str)
        and isinstance(inner.get("max_length") or 0, int)
        and isinstance(inner.get("options", []), list)
    )


def tools(app: Record) -> list[str]:
    """Name the tools that an app's agent asks."""
    told = _stored(_stored(app["model_config"] or {}, "agent_mode", {}), "tools", [])
    names = [each.get("tool_name") for each in told if isinstance(each, dict)]
    return [each for each in names if isinstance(each, str)]


def failure(app: Record) -> str:
    """Tell why the app's model fails, where it is one that is made to."""
    return str(_stored(app["model_config"] or {}, "x-mock-error", ""))


def _stored(config: Record, name: str, default: Any) -> Any:
    """Give a setting of an app where it is of its default's type, else the default."""
    value = config.get(name)
    return value if isinstance(value, type(default)) else default


def _feature(config: Record, name: str) -> Record:
    found: Record = _stored(config, name, {})
    return found if isinstance(found.get("enabled"), bool) else {"enabled": False}


def parameters(app: Record) -> Record:
    """Give the features of an app, as the web app reads them."""
    if not is_configured(app):
        return {
            "opening_statement": None,
            "suggested_questions": [],
            "user_input_form": [],
            "file_upload": None,
            "system_parameters": {},
        }
    is_graph = app["mode"] in GRAPH_MODES
    config = app["published"]["features"] if is_graph else app["model_config"]
    statement = config.get("opening_statement")
    questions = _stored(config, "suggested_questions", [])
    return {
        "opening_statement": statement if isinstance(statement, str) else None,
        "suggested_questions": [each for each in questions if isinstance(each, str)],
        **{name: _feature(config, name) for name in _FEATURES},
        "user_input_form": [{each["type"]: each} for each in controls(app)]
        if is_graph
        else _form(app),
        "sensitive_word_avoidance": {
            "type": "",
            "configs": [],
            **_feature(config, "sensitive_word_avoidance"),
        },
        "file_upload": _stored(config, "file_upload", _FILE_UPLOAD),
        "system_parameters": _SYSTEM_PARAMETERS,
    }


def input_schema(app: Record) -> Record:
    """Give the JSON Schema of what a run of the app takes."""
    if not is_configured(app):
        return {"$schema": _SCHEMA, "type": "object", "properties": {}, "required": []}
    known = [(each, _control_schema(each)) for each in controls(app)]
    inputs = {
        "type": "object",
        "properties": {each["variable"]: schema for each, schema in known if schema},
        "required": [each["variable"] for each, schema in known if schema and each.get("required")],
        "additionalProperties": False,
    }
    query = {"query": {"type": "string", "minLength": 1}} if app["mode"] in CHAT_MODES else {}
    members = {**query, "inputs": inputs}
    return {"$schema": _SCHEMA, "type": "object", "properties": members, "required": list(members)}


def _control_schema(control: Record) -> Record | None:
    kind = control["type"]
    title = {"title": control.get("label") or control["variable"]}
    if kind in ("text-input", "paragraph"):
        limit = control.get("max_length") or 0
        return {"type": "string", **title, **({"maxLength": limit} if limit > 0 else {})}
    if kind == "select":
        return {"type": "string", **title, "enum": control.get("options", [])}
    if kind == "number":
        return {"type": "number", **title}
    if kind == "file":
        return {**_FILE, **title}
    if kind == "file-list":
        return {"type": "array", **title, "items": _FILE}
    return None


_FILE: Final[Record] = {
    "type": "object",
    "properties": {
        name: {"type": "string"} for name in ("type", "transfer_method", "url", "upload_file_id")
    },
    "additionalProperties": True,
}
