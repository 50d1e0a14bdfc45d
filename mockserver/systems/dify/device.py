"""Logging in by device code (RFC 8628), as the server does it."""

from typing import Final

from mockserver.behaviours import Call, Refusal, behaviour
from mockserver.messages import MockReply
from mockserver.systems.dify.access import check_limit, is_live
from mockserver.systems.dify.accounts import account_payload, workspace_payloads
from mockserver.systems.dify.console import account_of_console
from mockserver.systems.dify.state import default_workspace_id, version_of, with_offset
from mockserver.world import Record, World

LIFETIME_SECONDS: Final = 900
INTERVAL_SECONDS: Final = 5
TOKEN_DAYS: Final = 14
#: Without the letters and digits that look alike.
USER_CODE_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXY3456789"
#: How long an answer waits for the client after it was given, even where the code has run out.
_GRACE_SECONDS: Final = 60
_CODE_WINDOW_SECONDS: Final = 3600.0
_LOOKUP_WINDOW_SECONDS: Final = 300.0


@behaviour("POST /oauth/device/code")
def start(call: Call) -> MockReply:
    """A pair of codes: one for the device, one for the person."""
    body, world = call.values.body, call.world
    check_limit(
        world, f"code:{call.request.client}", world.settings["device_limit"], _CODE_WINDOW_SECONDS
    )
    if body["client_id"] not in world.settings["client_ids"]:
        raise Refusal(400, body={"error": "unsupported_client"})
    number = world.count("devices")
    letters = world.pick(USER_CODE_LETTERS, 8, "user_code", number)
    device = {
        "device_code": f"dc_{world.new_secret('device_code', 24)}",
        "user_code": f"{letters[:4]}-{letters[4:]}",
        "status": "pending",
        "client_id": body["client_id"],
        "device_label": body["device_label"],
        "expires_at": world.clock.now() + LIFETIME_SECONDS,
        "account_id": None,
        "session_id": None,
    }
    world.store["devices"].put(device["device_code"], device)
    return MockReply(
        200,
        {
            "device_code": device["device_code"],
            "user_code": device["user_code"],
            "verification_uri": f"{world.settings['console_url'] or call.request.host}/device",
            "expires_in": LIFETIME_SECONDS,
            "interval": INTERVAL_SECONDS,
        },
    )


@behaviour("GET /oauth/device/lookup")
def lookup(call: Call) -> MockReply:
    """Whether a person's code waits for an answer."""
    limit = call.world.settings["device_limit"]
    check_limit(call.world, f"lookup:{call.request.client}", limit, _LOOKUP_WINDOW_SECONDS)
    device = _by_user_code(call.world, str(call.values.query["user_code"]))
    is_pending = device is not None and device["status"] == "pending"
    return MockReply(
        200,
        {
            "valid": is_pending,
            # The server gives the constant, not what remains.
            "expires_in_remaining": LIFETIME_SECONDS if is_pending else 0,
            "client_id": device["client_id"] if device else None,
        },
    )


@behaviour("POST /oauth/device/approve")
def approve(call: Call) -> MockReply:
    """The person says yes: the token exists from now on."""
    account, device = account_of_console(call), _pending(call)
    session = new_session(call.world, account, device["client_id"], device["device_label"])
    _answered(
        call.world, device, status="approved", account_id=account["id"], session_id=session["id"]
    )
    return MockReply(200, {"status": "approved"})


@behaviour("POST /oauth/device/deny")
def deny(call: Call) -> MockReply:
    """The person says no."""
    _answered(call.world, _pending(call), status="denied")
    return MockReply(200, {"status": "denied"})


@behaviour("POST /oauth/device/token")
def poll(call: Call) -> MockReply:
    """The device asks whether the person has answered; an answer is given once."""
    world, code = call.world, call.values.body["device_code"]
    polls, now = world.store["device_polls"], world.clock.now()
    last = polls.get(code)
    polls.put(code, {"at": now})
    if last is not None and now - last["at"] < INTERVAL_SECONDS:
        raise Refusal(400, body={"error": "slow_down"})
    device = _live(world, world.store["devices"].get(code))
    if device is None:
        raise Refusal(400, body={"error": "expired_token"})
    if device["status"] == "pending":
        raise Refusal(400, body={"error": "authorization_pending"})
    world.store["devices"].delete(code)
    if device["status"] == "denied":
        raise Refusal(400, body={"error": "access_denied"})
    return MockReply(200, _token(world, device))


def _token(world: World, device: Record) -> Record:
    session = world.store["sessions"].get(device["session_id"])
    account = world.store["accounts"].get(device["account_id"])
    assert session is not None
    assert account is not None
    return {
        "token": session["token"],
        "expires_at": with_offset(session["expires_at"]),
        "subject_type": "account",
        "account": account_payload(account),
        "workspaces": workspace_payloads(world, account["id"]),
        "default_workspace_id": default_workspace_id(world, account["id"]),
        "token_id": session["id"],
    }


def new_session(world: World, account: Record, client_id: str, device_label: str) -> Record:
    """
    Make a session and its token.

    A live one of the same account, client and device dies; its id lives on in the versions where
    logging in again keeps the session.
    """
    store = world.store["sessions"]
    now = world.clock.now()
    kept_id = None
    for known in store.where(
        account_id=account["id"], client_id=client_id, device_label=device_label
    ):
        if is_live(known, world):
            store.put(known["id"], {**known, "revoked": True})
            kept_id = known["id"] if version_of(world).keeps_session_on_relogin else None
    session = {
        "id": kept_id or world.new_ordered_id("sessions"),
        "token": f"dfoa_{world.new_secret('token')}",
        "prefix": "dfoa_",
        "account_id": account["id"],
        "subject_email": account["email"],
        "subject_issuer": None,
        "client_id": client_id,
        "device_label": device_label,
        "created_at": now,
        "expires_at": now + TOKEN_DAYS * 86_400,
        "revoked": False,
    }
    store.delete(session["id"])  # Where the id is kept, the new session is the newest all the same.
    return store.put(session["id"], session)


# --- the person's side ----------------------------------------------------------------------------


def _pending(call: Call) -> Record:
    device = _by_user_code(call.world, call.values.body["user_code"])
    if device is None:
        raise Refusal(404, body={"error": "expired_or_unknown"})
    if device["status"] != "pending":
        raise Refusal(409, body={"error": "already_resolved"})
    return device


def _answered(world: World, device: Record, **members: object) -> None:
    grace = max(device["expires_at"], world.clock.now() + _GRACE_SECONDS)
    world.store["devices"].put(device["device_code"], {**device, **members, "expires_at": grace})


def _by_user_code(world: World, text: str) -> Record | None:
    wanted = text.strip().upper()
    found = world.store["devices"].where(user_code=wanted)
    return _live(world, found[0]) if found else None


def _live(world: World, device: Record | None) -> Record | None:
    if device is None or device["expires_at"] <= world.clock.now():
        return None
    return device
