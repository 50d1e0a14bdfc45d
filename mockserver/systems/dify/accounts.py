"""Health, version, account and its sessions."""

from typing import Final

from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import as_id, check_limit, is_live
from mockserver.systems.dify.state import (
    account_of,
    caller,
    default_workspace_id,
    memberships_of,
    newest_first,
    owner,
    page,
    subject_of,
    version_of,
    with_z,
    world_workspace,
)
from mockserver.world import Record, World

_ACCOUNT_WINDOW_SECONDS: Final = 60.0
_SESSIONS_ON_A_PAGE: Final = 100
_MOST_SESSIONS_ON_A_PAGE: Final = 200


@behaviour("GET /_health")
def health(_call: Call) -> MockReply:
    """The server is there."""
    return MockReply(200, {"ok": True})


@behaviour("GET /_version")
def server_version(call: Call) -> MockReply:
    """The product's version, which clients compare with those they know."""
    settings = call.world.settings
    return MockReply(200, {"version": settings["product_version"], "edition": settings["edition"]})


@behaviour("GET /account")
def account(call: Call) -> MockReply:
    """Who calls, and the workspaces of an account."""
    limit, session = call.world.settings["account_limit"], caller(call).session
    check_limit(call.world, f"account:{owner(session)}", limit, _ACCOUNT_WINDOW_SECONDS)
    if caller(call).account is None:
        return MockReply(200, _external_subject(session))
    known = account_of(call)
    return MockReply(
        200,
        {
            "subject_type": "account",
            "subject_email": known["email"],
            "subject_issuer": None,
            "account": account_payload(known),
            "workspaces": workspace_payloads(call.world, known["id"]),
            "default_workspace_id": default_workspace_id(call.world, known["id"]),
        },
    )


def _external_subject(session: Record) -> Record:
    return {
        "subject_type": "external_sso",
        "subject_email": session["subject_email"],
        "subject_issuer": session["subject_issuer"],
        "account": None,
        "workspaces": [],
        "default_workspace_id": None,
    }


def account_payload(known: Record) -> Record:
    """An account as replies show it."""
    return {"id": known["id"], "email": known["email"], "name": known["name"]}


def workspace_payloads(world: World, account_id: str) -> list[Record]:
    """Every membership of an account, archived workspaces included."""
    return [
        {
            "id": each["workspace_id"],
            "name": world_workspace(world, each)["name"],
            "role": each["role"],
        }
        for each in memberships_of(world, account_id)
    ]


@behaviour("GET /account/sessions")
def sessions(call: Call) -> MockReply:
    """The live sessions of the caller, the newest first."""
    live = [
        each
        for each in call.world.store["sessions"]
        if owner(each) == subject_of(call) and is_live(each, call.world)
    ]
    limit = call.values.query.get("limit", _SESSIONS_ON_A_PAGE)
    if version_of(call.world).lowers_limits:
        limit = min(max(limit, 1), _MOST_SESSIONS_ON_A_PAGE)
    return page(call, newest_first(live), _session_row, limit=limit)


def _session_row(session: Record) -> Record:
    return {
        "id": session["id"],
        "prefix": session["prefix"],
        "client_id": session["client_id"],
        "device_label": session["device_label"],
        "created_at": with_z(session["created_at"]),
        "last_used_at": None,
        "expires_at": with_z(session["expires_at"]),
    }


@behaviour("DELETE /account/sessions/self")
def revoke_own(call: Call) -> MockReply:
    """The token of this very request dies."""
    return _revoke(call, caller(call).session)


@behaviour("DELETE /account/sessions/{session_id}")
def revoke(call: Call) -> MockReply:
    """A session of one's own dies; once more changes nothing."""
    session = call.world.store["sessions"].get(as_id(call.values.path["session_id"]))
    if session is None or owner(session) != subject_of(call):
        raise Refusal(404, message="session not found")
    return _revoke(call, session)


def _revoke(call: Call, session: Record) -> MockReply:
    call.world.store["sessions"].put(session["id"], {**session, "revoked": True})
    return MockReply(200, {"status": "revoked"})
