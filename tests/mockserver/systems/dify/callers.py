"""Who calls a Dify mock in the tests."""

from mockserver.systems.dify.device import new_session
from mockserver.systems.dify.seed import console_credentials
from mockserver.world import World


def callers(world: World) -> dict[str, dict[str, str]]:
    """
    Give the headers by which each of them calls.

    Ada owns "Analytical Engines" and edits in "Compiler Works"; Grace is an admin in the first and
    owns the second; Alan belongs to neither. `sso` is a visitor by single sign-on, `console` Ada's
    browser.
    """
    known = {each["prefix"]: each["token"] for each in world.store["sessions"]}
    cookies = console_credentials(world)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return {
        "ada": bearer(known["dfoa_"]),
        "sso": bearer(known["dfoe_"]),
        "grace": bearer(token_for(world, "grace@example.com")),
        "alan": bearer(token_for(world, "alan@example.com")),
        "console": {"Cookie": cookie, "X-CSRF-Token": cookies["csrf_token"]},
    }


def bearer(token: str) -> dict[str, str]:
    """Give the header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def token_for(world: World, email: str) -> str:
    """Log an account in, without the device flow."""
    account = next(each for each in world.store["accounts"] if each["email"] == email)
    return str(new_session(world, account, "difyctl", f"of {email}")["token"])
