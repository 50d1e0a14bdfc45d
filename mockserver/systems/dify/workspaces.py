"""Workspaces and their members."""

from typing import Any
from urllib.parse import quote

from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import as_id, member_of
from mockserver.systems.dify.state import (
    account_of,
    memberships_of,
    page,
    without_zone,
    workspace_of,
    world_workspace,
)
from mockserver.world import Record, World


@behaviour("GET /workspaces")
def workspaces(call: Call) -> MockReply:
    """Every workspace of the caller, the oldest first."""
    found = memberships_of(call.world, account_of(call)["id"])
    return MockReply(200, {"workspaces": [_summary(call.world, each) for each in found]})


def _summary(world: World, membership: Record) -> Record:
    workspace = world_workspace(world, membership)
    return {
        "id": workspace["id"],
        "name": workspace["name"],
        "role": membership["role"],
        "status": workspace["status"],
        "current": membership["current"],
    }


def _detail(world: World, membership: Record) -> Record:
    workspace = world_workspace(world, membership)
    return {**_summary(world, membership), "created_at": without_zone(workspace["created_at"])}


@behaviour("GET /workspaces/{workspace_id}")
def workspace(call: Call) -> MockReply:
    """One workspace of the caller, archived ones too."""
    named = as_id(call.values.path["workspace_id"])
    membership = member_of(call.world, account_of(call)["id"], named)
    if membership is None:
        raise Refusal(404, message="workspace not found")
    return MockReply(200, _detail(call.world, membership))


@behaviour("POST /workspaces/{workspace_id}/switch")
def switch(call: Call) -> MockReply:
    """The workspace becomes the current one, and no other stays it."""
    store = call.world.store["memberships"]
    chosen = workspace_of(call)["id"]
    for each in memberships_of(call.world, account_of(call)["id"]):
        key = f"{each['workspace_id']}/{each['account_id']}"
        store.put(key, {**each, "current": each["workspace_id"] == chosen})
    membership = member_of(call.world, account_of(call)["id"], chosen)
    assert membership is not None
    return MockReply(200, _detail(call.world, membership))


# --- members --------------------------------------------------------------------------------------


@behaviour("GET /workspaces/{workspace_id}/members")
def members(call: Call) -> MockReply:
    """The members, in the order they joined."""
    found = call.world.store["memberships"].where(workspace_id=workspace_of(call)["id"])
    found.sort(key=lambda each: each["joined_at"])
    return page(call, found, lambda each: _member_row(call.world, each))


def _member_row(world: World, membership: Record) -> Record:
    account = world.store["accounts"].get(membership["account_id"])
    assert account is not None
    return {
        "id": account["id"],
        "name": account["name"],
        "email": account["email"],
        "role": membership["role"],
        "status": account["status"],
        "avatar": None,
    }


@behaviour("POST /workspaces/{workspace_id}/members")
def invite(call: Call) -> MockReply:
    """A member by e-mail address; an unknown address becomes a pending account."""
    world, space = call.world, workspace_of(call)
    email, role = call.values.body["email"].lower(), call.values.body["role"]
    _check_seats(world, space)
    if email == account_of(call)["email"].lower():
        raise Refusal(400, message="Cannot operate self.")
    account = _account_by_email(world, email)
    is_active = account is not None and account["status"] != "pending"
    if account is None:
        account = _pending_account(world, email)
    _join(world, space["id"], account["id"], role)
    if is_active:
        # The server answers so even when it has just made the membership.
        raise Refusal(400, message="Account already in tenant.")
    return MockReply(201, _invitation(world, space, account, role))


def _check_seats(world: World, space: Record) -> None:
    """Check what may forbid any invitation at all: the plan, the licence, a policy."""
    settings = world.settings
    members = len(world.store["memberships"].where(workspace_id=space["id"]))
    if settings["member_limit"] and members >= settings["member_limit"]:
        raise Refusal(
            403,
            "member_limit_exceeded",
            "Subscription member limit reached.",
            "Upgrade your plan to invite more members or remove an existing member first.",
        )
    seats = len({each["account_id"] for each in world.store["memberships"]})
    if settings["licensed_seats"] and seats >= settings["licensed_seats"]:
        raise Refusal(
            403,
            "member_license_exceeded",
            "Workspace member license capacity reached.",
            "Contact your workspace administrator to expand the license seat count.",
        )
    if not settings["allows_invitations"]:
        raise Refusal(403, message="Workspace policy prohibits member invitations")


def _account_by_email(world: World, email: str) -> Record | None:
    accounts = world.store["accounts"]
    return next((each for each in accounts if each["email"].lower() == email), None)


def _pending_account(world: World, email: str) -> Record:
    account = {
        "id": world.new_id("accounts"),
        "email": email,
        "name": email.partition("@")[0],
        "status": "pending",
    }
    return world.store["accounts"].put(account["id"], account)


def _join(world: World, workspace_id: str, account_id: str, role: str) -> None:
    """Make an account a member; a member keeps the role it has."""
    if member_of(world, account_id, workspace_id) is None:
        membership: dict[str, Any] = {
            "workspace_id": workspace_id,
            "account_id": account_id,
            "role": role,
            "current": False,
            "joined_at": world.clock.now(),
        }
        world.store["memberships"].put(f"{workspace_id}/{account_id}", membership)


def _invitation(world: World, space: Record, account: Record, role: str) -> Record:
    token = world.new_id("invitations")
    console = world.settings["console_url"]
    return {
        "result": "success",
        "email": account["email"],
        "role": role,
        "member_id": account["id"],
        "invite_url": f"{console}/activate?email={quote(account['email'], safe='')}&token={token}",
        "tenant_id": space["id"],
    }


@behaviour("DELETE /workspaces/{workspace_id}/members/{member_id}")
def remove_member(call: Call) -> MockReply:
    """A member leaves; a pending account without any other workspace goes with it."""
    world, space = call.world, workspace_of(call)
    account = _member_account(call)
    if account["id"] == account_of(call)["id"]:
        raise Refusal(400, message="Cannot operate self.")
    membership = member_of(world, account["id"], space["id"])
    if membership is not None and membership["role"] == "owner":
        raise Refusal(400, message="No permission to remove member.")
    if membership is None:
        raise Refusal(404, message="Member not in tenant.")
    world.store["memberships"].delete(f"{space['id']}/{account['id']}")
    if account["status"] == "pending" and not memberships_of(world, account["id"]):
        world.store["accounts"].delete(account["id"])
    return MockReply(200, {"result": "success"})


@behaviour("PUT /workspaces/{workspace_id}/members/{member_id}/role")
def change_role(call: Call) -> MockReply:
    """A member gets another role."""
    world, space = call.world, workspace_of(call)
    account = _member_account(call)
    if account["id"] == account_of(call)["id"]:
        raise Refusal(400, message="Cannot operate self.")
    membership = member_of(world, account["id"], space["id"])
    if membership is None:
        raise Refusal(404, message="Member not in tenant.")
    if membership["role"] == "owner":
        raise Refusal(400, message="No permission to update member.")
    if membership["role"] == call.values.body["role"]:
        raise Refusal(400, message="The provided role is already assigned to the member.")
    key = f"{space['id']}/{account['id']}"
    world.store["memberships"].put(key, {**membership, "role": call.values.body["role"]})
    return MockReply(200, {"result": "success"})


def _member_account(call: Call) -> Record:
    account = call.world.store["accounts"].get(as_id(call.values.path["member_id"]))
    if account is None:
        raise Refusal(404, message="member not found")
    return account
