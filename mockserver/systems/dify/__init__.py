"""The Dify user API: accounts, workspaces, apps, imports, device logins and runs."""

from collections.abc import Mapping
from typing import Any, Final

from contract.model import Operation
from mockserver.behaviours import Behaviour, Call, Refusal, collect
from mockserver.messages import MockReply
from mockserver.systems.dify import (
    access,
    accounts,
    apps,
    console,
    device,
    errors,
    export,
    files,
    forms,
    imports,
    runs,
    workspaces,
)
from mockserver.systems.dify.seed import console_credentials, seed, tokens
from mockserver.systems.dify.versions import VERSIONS, Version
from mockserver.world import World

#: What an operator may set; see docs/systems/dify.md.
SETTINGS: Final[Mapping[str, Any]] = {
    "product_version": "1.14.2",
    "edition": "SELF_HOSTED",
    "enterprise": True,  #: Whether SSO tokens and what they are for exist.
    # Limits; 0 is none. The product's own are 60, 60, 60 and 10.
    "token_limit": 0,  #: Requests of one token a minute.
    "account_limit": 0,  #: Requests of one account a minute to say who it is.
    "device_limit": 0,  #: Codes for one address an hour, and look-ups in five minutes.
    "console_limit": 0,  #: Answers to codes out of one console login an hour.
    "concurrent_runs": 0,  #: Runs of one app at a time.
    "run_quota": 0,  #: Runs of one workspace altogether.
    "member_limit": 0,  #: Members of one workspace, by its plan.
    "licensed_seats": 0,  #: Members of all workspaces together, by the licence.
    "allows_invitations": True,
    "issues_tokens": True,  #: Whether device codes can be answered at all.
    "client_ids": ("difyctl",),
    "console_url": "",
    "files_url": "https://files.example.com",
    "blocked_extensions": (),
    "installed_plugins": (),
    "remote_texts": {},  #: What a URL to import from would give; nothing is ever fetched.
    "pace_seconds": 0.05,  #: Between two events of a run.
}


class DifySystem:
    """The behaviours of one version."""

    takes_any_body = True
    imitates_server = True
    largest_body_bytes = 110 * files.MEBIBYTE
    headers = (
        ("X-Frame-Options", "DENY"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("X-Version", SETTINGS["product_version"]),
        ("X-Env", "PRODUCTION"),
    )

    def __init__(self, version: Version) -> None:
        self._version = version
        self.behaviours: Mapping[str, Behaviour] = collect(
            accounts, apps, device, export, files, forms, imports, runs, workspaces
        )

    def admit(self, call: Call) -> None:
        """Check who may call what, in the server's order."""
        security = call.operation.security
        if security and any("ConsoleSession" in each for each in security):
            console.admit(call)
        else:
            access.admit(call, self._version)

    def refuse(self, refusal: Refusal, operation: Operation | None) -> MockReply:
        """Write an error in the version's shape."""
        return errors.refuse(refusal, operation, self._version)

    def seed(self, world: World) -> None:
        """Fill a new world."""
        world.settings = {**SETTINGS, "version": self._version, **world.settings}
        seed(world)

    def tokens(self, world: World) -> Mapping[str, str]:
        """Give the tokens that work from the start."""
        return tokens(world)

    def hints(self, world: World) -> tuple[str, ...]:
        """Tell how device codes are approved without a browser."""
        console = console_credentials(world)
        return (
            f"console access_token={console['access_token']} csrf_token={console['csrf_token']}"
            "  (cookies of a console login, which approves device codes)",
        )


def create(version: str | None) -> DifySystem:
    """Make the behaviours of a version of the contract."""
    return DifySystem(VERSIONS[version or list(VERSIONS)[-1]])
