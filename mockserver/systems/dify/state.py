"""What the behaviours share: times as the server spells them, pages, and look-ups."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeVar

from mockserver.behaviours import Call
from mockserver.messages import MockReply
from mockserver.systems.dify.access import Caller
from mockserver.systems.dify.versions import Version
from mockserver.world import Record, World

_Item = TypeVar("_Item")
#: Rows of a page unless the query asks for another number.
ROWS_ON_A_PAGE: Final = 20


def caller(call: Call) -> Caller:
    """Give who calls, as `admit` found out."""
    found = call.caller
    assert isinstance(found, Caller)
    return found


def account_of(call: Call) -> Record:
    """Give the account that calls; only account tokens come this far."""
    account = caller(call).account
    assert account is not None
    return account


def workspace_of(call: Call) -> Record:
    """Give the workspace the call is about."""
    workspace = caller(call).workspace
    assert workspace is not None
    return workspace


def app_of(call: Call) -> Record:
    """Give the app the call is about."""
    app = caller(call).app
    assert app is not None
    return app


def subject_of(call: Call) -> str:
    """Give what tells callers apart: the account's id, or the e-mail of an SSO subject."""
    return owner(caller(call).session)


def owner(session: Record) -> str:
    """Give the subject of a session: an account's id, or the e-mail of an SSO subject."""
    return str(session["account_id"] or session["subject_email"])


def author_of(call: Call) -> Record:
    """Give the caller as what it makes names it: an account, or an end user by its e-mail."""
    account, session = caller(call).account, caller(call).session
    if account is not None:
        return {"id": account["id"], "name": account["name"], "email": account["email"]}
    email = session["subject_email"]
    return {"id": call.world.id_for("end_user", email), "user": email}


def version_of(world: World) -> Version:
    """Give the version of the API that is served in a world."""
    version = world.settings["version"]
    assert isinstance(version, Version)
    return version


# --- times: three spellings and epoch seconds are in use ------------------------------------------


def with_z(seconds: float | None) -> str | None:
    """Spell a time as sessions do: `2026-06-11T08:26:02.512043Z`."""
    return None if seconds is None else f"{without_zone(seconds)}Z"


@lru_cache(maxsize=4096)  # Lists tell the same times again and again.
def without_zone(seconds: float) -> str:
    """Spell a time as apps and workspaces do: UTC, but without saying so."""
    return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None).isoformat()


def with_offset(seconds: float) -> str:
    """Spell a time as the device flow does: `2026-06-25T08:26:02.512043+00:00`."""
    return datetime.fromtimestamp(seconds, UTC).isoformat()


# --- pages ----------------------------------------------------------------------------------------


def page(
    call: Call,
    records: Sequence[_Item],
    row: Callable[[_Item], Any],
    *,
    limit: int | None = None,
) -> MockReply:
    """Give the page of a listing that the query asks for; `limit` says how many rows it has."""
    number = call.values.query.get("page", 1)
    limit = limit or call.values.query.get("limit", ROWS_ON_A_PAGE)
    start = (number - 1) * limit
    return MockReply(
        200,
        {
            "page": number,
            "limit": limit,
            "total": len(records),
            "has_more": number * limit < len(records),
            "data": [row(each) for each in records[start : start + limit]],
        },
    )


def newest_first(records: Sequence[Record]) -> list[Record]:
    """Sort by the time of creation, what came last first where the time is the same."""
    oldest_first = sorted(records, key=lambda each: each["created_at"])
    return oldest_first[::-1]


# --- look-ups -------------------------------------------------------------------------------------


def memberships_of(world: World, account_id: str) -> list[Record]:
    """Give the memberships of an account, the oldest workspace first."""
    found = world.store["memberships"].where(account_id=account_id)
    return sorted(found, key=lambda each: world_workspace(world, each)["created_at"])


def world_workspace(world: World, membership: Record) -> Record:
    """Give the workspace of a membership."""
    workspace = world.store["workspaces"].get(membership["workspace_id"])
    assert workspace is not None
    return workspace


def default_workspace_id(world: World, account_id: str) -> str | None:
    """Give the workspace flagged current, else the first, else none."""
    found = memberships_of(world, account_id)
    current = [each for each in found if each["current"]]
    return (current or found)[0]["workspace_id"] if found else None
