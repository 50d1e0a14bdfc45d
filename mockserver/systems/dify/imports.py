"""Apps out of their text: the import, its confirmation, and the plugins it needs."""

import re
from collections.abc import Sequence
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from contract import yaml12
from contract.errors import InvalidSyntax
from mockserver.behaviours import Call, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import as_id, is_uuid
from mockserver.systems.dify.apps import GRAPH_MODES
from mockserver.systems.dify.state import account_of, app_of, workspace_of
from mockserver.world import Record, World

CURRENT_VERSION: Final = "0.6.0"
#: How long an import waits for its confirmation, and its dependencies are remembered.
MEMORY_SECONDS: Final = 600
_MODEL_MODES: Final = ("chat", "agent-chat", "completion")
_MODES: Final = (*GRAPH_MODES, *_MODEL_MODES, "agent", "channel", "rag-pipeline")
#: Characters; a text that is sent along may be longer.
_LONGEST_REMOTE_TEXT: Final = 10 * 1024 * 1024
#: The page that shows a file, in the place of which the file itself is meant.
_GITHUB_PAGE: Final = re.compile(
    r"https://github\.com/(?P<repository>[^/]+/[^/]+)/blob/(?P<path>.+\.ya?ml)"
)
_STATUS_CODES: Final = {
    "completed": 200,
    "completed-with-warnings": 200,
    "pending": 202,
    "failed": 400,
}


class _ImportError(Exception):
    """An import that fails; its text is the reason the reply carries."""


@behaviour("POST /workspaces/{workspace_id}/apps/imports")
def import_app(call: Call) -> MockReply:
    """An app out of its text; from a newer version only after a confirmation."""
    request: Record = dict(call.values.body)
    import_id, imported = call.world.new_id("imports"), ""
    try:
        document = _parsed(_source(call, request))
        imported = document["version"] if isinstance(document["version"], str) else ""
        status = _status(document["version"])
        _check_target(call, document, request)
        if status == "pending":
            put_aside = {
                "request": request,
                "document": document,
                "expires_at": call.world.clock.now() + MEMORY_SECONDS,
            }
            call.world.store["imports"].put(import_id, put_aside)
            return _reply(import_id, status, imported, app_id=request.get("app_id"))
        app = _put_app(call, document, request, request.get("app_id"))
    except _ImportError as error:
        return _reply(import_id, "failed", imported, error=str(error))
    dependencies = document.get("dependencies")
    if isinstance(dependencies, list):
        _remember(call.world, app, dependencies)
    return _reply(import_id, status, imported, app_id=app["id"], app_mode=app["mode"])


@behaviour("POST /workspaces/{workspace_id}/apps/imports/{import_id}/confirm")
def confirm(call: Call) -> MockReply:
    """The import that was put aside is carried out, in the workspace of this path."""
    import_id = as_id(call.values.path["import_id"])
    imports = call.world.store["imports"]
    known = imports.get(import_id)
    if known is None or known["expires_at"] <= call.world.clock.now():
        shown_id = import_id if is_uuid(import_id) else call.world.new_id("imports")
        error = "Import information expired or does not exist"
        return _reply(shown_id, "failed", "", error=error)
    document, request = known["document"], known["request"]
    app_id = request.get("app_id")
    if app_id and _overwritten(call, app_id) is None:
        app_id = None
    try:
        app = _put_app(call, document, request, app_id)
    except _ImportError as error:
        return _reply(import_id, "failed", document["version"], error=str(error))
    imports.delete(import_id)
    version = document["version"]
    return _reply(import_id, "completed", version, app_id=app["id"], app_mode=app["mode"])


def _reply(
    import_id: str,
    status: str,
    imported: str,
    *,
    app_id: str | None = None,
    app_mode: str | None = None,
    error: str = "",
) -> MockReply:
    body = {
        "id": import_id,
        "status": status,
        "app_id": app_id,
        "app_mode": app_mode,
        "current_dsl_version": CURRENT_VERSION,
        "imported_dsl_version": imported,
        "error": error,
    }
    return MockReply(_STATUS_CODES[status], body)


# --- the steps of an import -----------------------------------------------------------------------


def _source(call: Call, request: Record) -> str:
    """Give the text; a mock fetches nothing, so a URL must be one that it was given a text for."""
    if request["mode"] == "yaml-content":
        return str(request["yaml_content"])
    url = request["yaml_url"]
    page = _GITHUB_PAGE.fullmatch(url)
    if page:
        url = f"https://raw.githubusercontent.com/{page['repository']}/{page['path']}"
    text = call.world.settings["remote_texts"].get(url)
    if text is None:
        raise _ImportError(f"Error fetching YAML from URL: {url}")
    if len(text) > _LONGEST_REMOTE_TEXT:
        raise _ImportError("File size exceeds the limit of 10MB")
    if not text:
        raise _ImportError("Empty content from url")
    return str(text)


def _parsed(text: str) -> Record:
    try:
        document = yaml12.load(text, "yaml_content")
    except InvalidSyntax as error:
        raise _ImportError(f"Invalid YAML format: {error.reason}") from error
    if not isinstance(document, dict):
        raise _ImportError("Invalid YAML format: content must be a mapping")
    return {**document, "kind": "app", "version": document.get("version") or "0.1.0"}


def _status(version: Any) -> str:
    """Compare a document's version with the server's, as Python packages are compared."""
    if not isinstance(version, str):
        raise _ImportError(f"Invalid version type, expected str, got {type(version).__name__}")
    try:
        imported = Version(version)
    except InvalidVersion as error:
        raise _ImportError(f"Invalid version: {version}") from error
    current = Version(CURRENT_VERSION)
    if imported > current or imported.major < current.major:
        return "pending"
    return "completed-with-warnings" if imported.minor < current.minor else "completed"


def _check_target(call: Call, document: Record, request: Record) -> None:
    if not isinstance(document.get("app"), dict):
        raise _ImportError("Missing app data in YAML content")
    app_id = request.get("app_id")
    if not app_id:
        return
    app = _overwritten(call, app_id)
    if app is None:
        raise _ImportError("App not found")
    if app["mode"] not in GRAPH_MODES:
        raise _ImportError("Only workflow or advanced chat apps can be overwritten")


def _overwritten(call: Call, app_id: str) -> Record | None:
    app = call.world.store["apps"].get(as_id(app_id))
    return app if app and app["workspace_id"] == workspace_of(call)["id"] else None


def _put_app(call: Call, document: Record, request: Record, app_id: str | None) -> Record:
    """Create or overwrite the app; nothing is left behind where that fails."""
    world, told = call.world, document["app"]
    config = _configuration(document)
    known = world.store["apps"].get(as_id(app_id)) if app_id else None
    now = world.clock.now()
    app = {
        "id": world.new_id("apps"),
        "workspace_id": workspace_of(call)["id"],
        "mode": told["mode"],
        "tags": [],
        "author": account_of(call)["name"],
        "created_at": now,
        "api_enabled": True,
        "access_mode": "private",
        "published": None,
        "model_config": None,
        "draft": None,
        **(known or {}),
        "updated_at": now,
        "name": request.get("name") or str(told.get("name") or "Untitled"),
        "description": request.get("description") or str(told.get("description") or ""),
        "icon": request.get("icon") or str(told.get("icon") or "🤖"),
        "icon_type": _icon_type(request.get("icon_type") or told.get("icon_type")),
        "icon_background": request.get("icon_background") or told.get("icon_background"),
        **config,
    }
    return world.store["apps"].put(app["id"], app)


def _icon_type(told: Any) -> str:
    return told if told in ("emoji", "image", "link") else "emoji"


def _configuration(document: Record) -> Record:
    """Give the draft of a graph app, or the configuration of any other."""
    mode = document["app"].get("mode")
    if not mode:
        raise _ImportError("loss app mode")
    if mode not in _MODES:
        raise _ImportError(f"'{mode}' is not a valid AppMode")
    if mode in GRAPH_MODES:
        draft = document.get("workflow")
        if not isinstance(draft, dict):
            raise _ImportError("Missing workflow data for workflow/advanced chat app")
        return {"draft": draft}
    if mode not in _MODEL_MODES:
        raise _ImportError("Invalid app mode")
    config = document.get("model_config")
    if not isinstance(config, dict):
        raise _ImportError("Missing model_config for chat/agent-chat/completion app")
    return {"model_config": config}


# --- dependencies ---------------------------------------------------------------------------------


def _remember(world: World, app: Record, dependencies: list[Any]) -> None:
    record = {
        "dependencies": [each for each in map(_dependency, dependencies) if each],
        "expires_at": world.clock.now() + MEMORY_SECONDS,
    }
    world.store["dependencies"].put(app["id"], record)


@behaviour("GET /apps/{app_id}/check-dependencies")
def check_dependencies(call: Call) -> MockReply:
    """The plugins the last import named and the workspace lacks; forgotten after a while."""
    known = call.world.store["dependencies"].get(app_of(call)["id"])
    is_remembered = known is not None and known["expires_at"] > call.world.clock.now()
    installed = call.world.settings["installed_plugins"]
    leaked = [
        {**each, "current_identifier": _other_version(identifier, installed)}
        for each in (known["dependencies"] if known and is_remembered else ())
        if (identifier := _identifier(each)) not in installed
    ]
    return MockReply(200, {"leaked_dependencies": leaked})


#: The members of each kind of dependency; the first identifies it.
_DEPENDENCIES: Final = {
    "github": ("github_plugin_unique_identifier", "repo", "version", "package"),
    "marketplace": ("marketplace_plugin_unique_identifier", "version"),
    "package": ("plugin_unique_identifier", "version"),
}


def _dependency(told: Any) -> Record | None:
    """Give a dependency as it is told later; nothing where it is none."""
    kind = told.get("type") if isinstance(told, dict) else None
    value = told["value"] if isinstance(told, dict) and isinstance(told.get("value"), dict) else {}
    members = {name: value.get(name) for name in _DEPENDENCIES.get(str(kind), ())}
    may_lack = ("version",) if kind != "github" else ()
    is_whole = all(
        isinstance(each, str) or (each is None and name in may_lack)
        for name, each in members.items()
    )
    return {"type": kind, "value": members} if members and is_whole else None


def _identifier(dependency: Record) -> str:
    return str(dependency["value"][_DEPENDENCIES[dependency["type"]][0]])


def _other_version(identifier: str, installed: Sequence[str]) -> str | None:
    """Find the installed plugin of the same name; identifiers are `name:version@digest`."""
    name = identifier.partition(":")[0]
    return next((each for each in installed if each.partition(":")[0] == name), None)
