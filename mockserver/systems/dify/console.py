"""The browser of a person who is logged in to the console, where device codes are answered."""

from typing import Final

from mockserver.behaviours import Call, Refusal
from mockserver.systems.dify.access import check_limit
from mockserver.world import Record

_WINDOW_SECONDS: Final = 3600.0


def admit(call: Call) -> None:
    """
    Let a browser pass and set the caller to the account that is logged in there.

    A bearer does not count.

    Raises:
        Refusal: nobody is logged in, the CSRF pair does not fit, or it answered too often.
    """
    cookies, settings = call.values.cookies, call.world.settings
    console = call.world.store["consoles"].get(str(cookies.get("access_token", "")))
    account = call.world.store["accounts"].get(console["account_id"]) if console else None
    if console is None or account is None:
        raise Refusal(401, body={"code": "unauthorized", "message": "Unauthorized."})
    given = {call.request.headers.get("X-CSRF-Token"), cookies.get("csrf_token")}
    if given != {console["csrf_token"]}:
        raise Refusal(401, message="CSRF token is missing or invalid.")
    bucket = f"console:{console['cookie']}"
    check_limit(call.world, bucket, settings["console_limit"], _WINDOW_SECONDS)
    if not settings["issues_tokens"]:
        raise Refusal(503)
    call.caller = account


def account_of_console(call: Call) -> Record:
    """Give the account whose browser calls."""
    assert isinstance(call.caller, dict)
    return call.caller
