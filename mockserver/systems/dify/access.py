"""
Who may call what: tokens, workspaces, roles, in the order the server checks them.

The first check that fails decides, and all of them come before the query and the body are
validated, so that a stranger never learns whether the input was valid. Which tokens and roles an
operation takes is told by its contract: `x-token-kinds`, `x-workspace-roles`, `x-enterprise-only`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl
from uuid import UUID

from mockserver.behaviours import Call, Refusal
from mockserver.systems.dify.versions import Version
from mockserver.world import Record, World

TOO_MANY: Final = "This user has exceeded an allotted request count. Try again later."
_TOKEN_WINDOW_SECONDS: Final = 60.0
_KINDS: Final = {"dfoa_": "account", "dfoe_": "external_sso"}
#: A UUID as ids are spelt.
_ID: Final = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: The access modes of apps that subjects of single sign-on may run.
OPEN_MODES: Final = ("public", "sso_verified")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the session of the token, and the account, app and workspace it concerns."""

    session: Record
    account: Record | None = None
    app: Record | None = None
    workspace: Record | None = None


def admit(call: Call, version: Version) -> None:
    """
    Let a call pass and set its caller.

    Raises:
        Refusal: the first check that fails.
    """
    told = call.operation.extensions
    if "x-token-kinds" not in told:
        return  # Asked before anybody is logged in, or by a browser.
    if told.get("x-enterprise-only") and not call.world.settings["enterprise"]:
        raise Refusal(404, message="only the enterprise edition has this")
    session = _session(call, version)
    _check_kind(call, session, version)
    app = _app(call, version) if "app_id" in call.values.path else None
    workspace = _workspace(call, app, version)
    account = call.world.store["accounts"].get(session["account_id"] or "")
    if account is None and session["account_id"] is not None:
        raise Refusal(401, message="account not found")
    if app is not None and not app["api_enabled"]:
        raise Refusal(403, message="service_api_disabled")
    role = _role(call, account, workspace, version)
    if app is not None:
        _check_same_workspace(call, app, version)
    if account is not None and role not in told.get("x-workspace-roles", (role,)):
        raise Refusal(403, message="insufficient workspace role")
    if app is not None and account is None and app["access_mode"] not in OPEN_MODES:
        raise Refusal(403, message="subject_not_allowed_for_access_mode")
    call.caller = Caller(session, account, app, workspace)


def _check_kind(call: Call, session: Record, version: Version) -> None:
    kind = _KINDS[session["prefix"]]
    if kind not in call.operation.extensions["x-token-kinds"]:
        surface = "permitted-external-apps" if kind == "external_sso" else "apps"
        wrong = f"wrong_surface (canonical: /openapi/v1/{surface})" if version.tells_surface else ""
        raise Refusal(403, message=wrong or "unsupported_token_type")
    if kind == "external_sso" and not call.world.settings["enterprise"]:
        raise Refusal(403, message="external_sso_requires_ee")


# --- the token ------------------------------------------------------------------------------------


def _session(call: Call, version: Version) -> Record:
    scheme, _, token = call.request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        is_read = version.tells_surface and "app_id" not in call.values.path
        raise Refusal(401, message="missing bearer token" if is_read else "bearer required")
    if not token.startswith(tuple(_KINDS)):
        raise Refusal(401, message="invalid_bearer")
    limit = call.world.settings["token_limit"]
    wait = seconds_to_wait(call.world, f"token:{token}", limit, _TOKEN_WINDOW_SECONDS)
    if wait:
        raise Refusal(429, message=TOO_MANY, headers=(("Retry-After", str(wait)),))
    for session in _sessions(call.world).get(token, ()):
        if is_live(session, call.world):
            return session
    raise Refusal(401, message="invalid_bearer")


def _sessions(world: World) -> Mapping[str, list[Record]]:
    """Give the sessions by their tokens."""

    def made() -> Mapping[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for session in world.store["sessions"]:
            found.setdefault(session["token"], []).append(session)
        return found

    return world.store.view("sessions by token", ("sessions",), made)


def is_live(session: Record, world: World) -> bool:
    """Tell whether a session's token works: neither revoked nor expired."""
    return not session["revoked"] and world.clock.is_ahead(session["expires_at"])


def seconds_to_wait(world: World, bucket: str, limit: int, window_seconds: float) -> int:
    """
    Count a request in a sliding window; a limit of 0 counts nothing.

    Gives 0, or, where the window is full, the seconds until there is room: then the request does
    not count.
    """
    if not limit:
        return 0
    now = world.clock.now()
    windows = world.store["windows"]
    known = windows.get(bucket) or {"times": []}
    times = [each for each in known["times"] if each > now - window_seconds]
    if len(times) >= limit:
        return max(1, int(times[0] + window_seconds - now + 0.999))
    windows.put(bucket, {"times": [*times, now]})
    return 0


def check_limit(world: World, bucket: str, limit: int, window_seconds: float) -> None:
    """
    Count a request against a limit that is not the token's.

    Raises:
        Refusal: the window is full; how long to wait is not told.
    """
    if seconds_to_wait(world, bucket, limit, window_seconds):
        raise Refusal(429, message="rate_limited")


# --- the app and the workspace --------------------------------------------------------------------


def _app(call: Call, version: Version) -> Record:
    app_id = str(call.values.path["app_id"])
    if version.describes_by_name and call.operation.key == "GET /apps/{app_id}/describe":
        app_id = _named_app(call, app_id)
    app = call.world.store["apps"].get(as_id(app_id))
    if app is None:
        raise Refusal(404, message="app not found")
    workspace = call.world.store["workspaces"].get(app["workspace_id"])
    if workspace is None or workspace["status"] == "archive":
        raise Refusal(403, message="workspace unavailable")
    return app


def _named_app(call: Call, name: str) -> str:
    """In the first version an app may be named, if the workspace is given as well."""
    if is_uuid(name):
        return name
    workspace_id = call.values.query.get("workspace_id")
    if not workspace_id:
        raise Refusal(422, message="workspace_id is required to look an app up by its name")
    named = call.world.store["apps"].where(workspace_id=as_id(workspace_id), name=name)
    if len(named) > 1:
        raise Refusal(409, message=f"{len(named)} apps have this name")
    return str(named[0]["id"]) if named else name


def _workspace(call: Call, app: Record | None, version: Version) -> Record | None:
    """Find the workspace that the call is about; the app's, or the one it names."""
    store = call.world.store["workspaces"]
    if app is not None:
        return store.get(app["workspace_id"])
    if call.operation.key == "GET /apps":
        named = call.values.query.get("workspace_id")
    elif call.operation.path.startswith("/workspaces/{workspace_id}/"):
        named = call.values.path["workspace_id"]
    else:
        return None
    if named is None and version.demands_workspace:
        return None  # The validation will say so.
    workspace = store.get(as_id(named))
    if workspace is None or workspace["status"] == "archive":
        raise Refusal(404, message="workspace not found")
    return workspace


def _role(
    call: Call, account: Record | None, workspace: Record | None, version: Version
) -> str | None:
    """Give the role of an account in the workspace that the call is about, if it is about one."""
    if account is None or workspace is None:
        return None
    membership = member_of(call.world, account["id"], workspace["id"])
    if membership is not None:
        return str(membership["role"])
    if not version.strangers_are_told:
        raise Refusal(404, message="workspace not found")
    if not call.world.settings["enterprise"]:
        raise Refusal(403, message="workspace_membership_revoked")
    return None


def _check_same_workspace(call: Call, app: Record, version: Version) -> None:
    given = dict(reversed(parse_qsl(call.request.query))).get("workspace_id")  # The first counts.
    is_strict = call.operation.extensions.get("x-strict-query") and not version.describes_by_name
    if given and not is_strict and as_id(given) != app["workspace_id"]:
        raise Refusal(422, message="workspace_id does not match app's workspace")


def member_of(world: World, account_id: str, workspace_id: str) -> Record | None:
    """Give the membership of an account in a workspace, or nothing."""
    return world.store["memberships"].get(f"{workspace_id}/{account_id}")


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in any of its usual spellings."""
    if _ID.fullmatch(text):
        return True
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def as_id(text: Any) -> str:
    """Spell a UUID as ids are spelt, in lower case with dashes; anything else stays as it is."""
    spelt = str(text)
    if _ID.fullmatch(spelt) or not is_uuid(spelt):
        return spelt
    return str(UUID(spelt))
