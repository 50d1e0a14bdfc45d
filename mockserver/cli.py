"""The command `mockserver`."""

import asyncio
import signal
import sys
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import click

from contract.document import write_file
from contract.terminal import FINDINGS, Group, note
from contract.validation import Judging
from mockserver.app import MOST_CONNECTIONS, Exchanges, Service, listening
from mockserver.options import Options, Strictness
from mockserver.reload import keeping_current
from mockserver.serving import Mock, make_mock
from mockserver.world import Clock

if sys.platform == "win32":
    run = asyncio.run
else:
    from uvloop import run

_EPILOG = """\b
Examples:
  mockserver serve dify                  the newest Dify user API
  mockserver serve dify@2026-05-18       an older version of it
  mockserver serve openapi.yaml          any OpenAPI document, 2.0 to 3.2
  mockserver serve reference.md          documentation made by swagger-markdown
  mockserver proxy http://127.0.0.1:8000 openapi.yaml
                                         a real server, held to its contract
"""


@click.group(cls=Group, epilog=_EPILOG)
@click.version_option(package_name="api-contract")
def main() -> None:
    """Serve what an API's documentation promises, with a memory."""


@main.command()
@click.argument("spec")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=4010, show_default=True, help="The port; 0 takes any free one.")
@click.option("--seed", default=0, show_default=True, help="Same seed, same ids and data.")
@click.option(
    "--clock",
    "start",
    type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
    help="Let the mock's time stand at this moment; left out, it is the system's.",
)
@click.option("--pace", type=click.FloatRange(0), help="Seconds between two events of a stream.")
@click.option(
    "--judge",
    "judging",
    type=click.Choice(get_args(Judging)),
    default="undecided",
    show_default=True,
    help="How often openapi-core checks the compiled validators; what they differ in is logged.",
)
@click.option("--dynamic", is_flag=True, help="Make every reply from its schema: no state.")
@click.option("--static", is_flag=True, help="Reply with examples and samples: no state.")
@click.option("--no-security", is_flag=True, help="Ask for no credentials.")
@click.option("--no-cors", is_flag=True, help="Let pages of other origins not read replies.")
@click.option("--errors", is_flag=True, help="Answer 500 where a written example is invalid.")
@click.option("--callbacks", is_flag=True, help="Send callbacks, to this machine alone.")
@click.option(
    "--validation",
    type=click.Choice(get_args(Strictness)),
    default="strict",
    show_default=True,
    help="Whether invalid requests are refused, told of in a header, or not looked at.",
)
@click.option(
    "--reload/--no-reload",
    "is_reloading",
    default=True,
    show_default=True,
    help="Serve what the files of SPEC say now; what was created stays.",
)
def serve(
    spec: str,
    host: str,
    port: int,
    seed: int,
    start: datetime | None,
    pace: float | None,
    judging: Judging,
    is_reloading: bool,
    no_security: bool,
    no_cors: bool,
    **choices: Any,
) -> None:
    """
    Serve SPEC: a file, a URL, or the name of a contract (`dify`, `dify@2026-06-12`).

    It listens until Ctrl-C. What clients create is remembered until then.
    """
    clock = Clock(start.timestamp() if start else None)
    settings = {} if pace is None else {"pace_seconds": pace}
    options = Options(security=not no_security, cors=not no_cors, **choices)
    _allow_connections()
    mock = make_mock(
        spec, seed=seed, clock=clock, settings=settings, judging=judging, options=options
    )
    run(_serve(mock, host, port, is_reloading=is_reloading))


@main.command()
@click.argument("url")
@click.argument("spec")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=4010, show_default=True, help="The port; 0 takes any free one.")
@click.option("--fallback-mock", "falls_back", is_flag=True, help="Mock what is answered 404, 501.")
@click.option("--errors", is_flag=True, help="Answer 500 where the contract is broken.")
@click.option(
    "--record", type=click.Path(path_type=Path, dir_okay=False), help="Write a HAR 1.2 file."
)
@click.option("--keep-credentials", is_flag=True, help="Record and show credentials as they are.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=60.0,
    show_default=True,
    help="Seconds within which the server must begin to answer.",
)
def proxy(
    url: str,
    spec: str,
    host: str,
    port: int,
    falls_back: bool,
    errors: bool,
    record: Path | None,
    keep_credentials: bool,
    timeout: float,
) -> None:
    """
    Pass requests on to the server at URL, and hold both directions against SPEC.

    It listens until Ctrl-C, then tells what broke the contract; the exit code is 1 if anything did.
    """
    from importlib.metadata import version

    from mockserver.har import Archive
    from mockserver.proxy import Choices, Proxied, proxying
    from mockserver.redaction import NoRedaction, Redaction
    from mockserver.tally import Tally

    _allow_connections()
    mock = make_mock(spec)
    redaction = NoRedaction() if keep_credentials else Redaction(mock.contract)
    tally = Tally(redaction)
    archive = Archive(redaction, version("api-contract")) if record else None
    if record and archive:
        # Better now than after an hour.
        write_file(record, archive.text())
    choices = Choices(falls_back=falls_back, errors=errors, timeout_seconds=timeout)
    service = proxying(url, Proxied(mock, tally, archive, choices))
    run(_proxy(service, host, port, f"passing on to {url}"))
    if record and archive:
        write_file(record, archive.text())
    click.echo("\n".join(tally.lines()))
    sys.exit(FINDINGS if tally.broken else 0)


async def _proxy(
    proxying: AbstractAsyncContextManager[Service], host: str, port: int, purpose: str
) -> None:
    interrupted = _interruption()
    async with proxying as service, listening(service, host, port) as address:
        click.echo(f"listening on {address}, {purpose}\nCtrl-C stops.")
        sys.stdout.flush()
        await interrupted.wait()
    note("stopped")


async def _serve(mock: Mock, host: str, port: int, *, is_reloading: bool) -> None:
    interrupted = _interruption()
    exchanges = Exchanges(mock.gate, mock.world)
    async with listening(exchanges, host, port) as url:
        _announce(mock, url)
        async with keeping_current(exchanges, mock, note) if is_reloading else nullcontext():
            await interrupted.wait()
    note("stopped")


def _announce(mock: Mock, url: str) -> None:
    """Say what is served, where, and how to get in."""
    contract = mock.contract
    base = contract.operations[0].base_paths[0] if contract.operations else ""
    lines = [f"{contract.title} {mock.document.version or contract.version}"]
    lines += [f"listening on {url}{base}"]
    for token, purpose in mock.gate.system.tokens(mock.world).items():
        lines.append(f"token {token}  ({purpose})")
    lines += mock.gate.system.hints(mock.world)
    lines.append(f"{len(contract.operations)} operations:")
    lines += [f"  {each.method:<7} {each.path}" for each in contract.operations]
    lines.append("Ctrl-C stops.")
    for warning in (*mock.document.warnings, *mock.gate.warnings()):
        note(f"warning: {warning}")
    click.echo("\n".join(lines))
    sys.stdout.flush()


def _allow_connections() -> None:
    """Let the process hold as many connections as the server takes, where the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 256
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _interruption() -> asyncio.Event:
    """Give what is set by Ctrl-C, or by a polite request to end."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, interrupted.set)
    return interrupted


if __name__ == "__main__":
    main()
