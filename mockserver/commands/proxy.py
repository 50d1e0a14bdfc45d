"""`mockserver proxy`."""

import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contract.terminal import FINDINGS, note

if TYPE_CHECKING:
    from mockserver.wire.connections import Service


@click.command()
@click.argument("url")
@click.argument("spec")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4010,
    show_default=True,
    help="The port; 0 takes any free one.",
)
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
    help="Seconds for which the server may be silent where it is to answer.",
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

    from contract.document import write_file
    from mockserver.commands.running import allow_connections, run
    from mockserver.proxying.har import Archive
    from mockserver.proxying.proxy import Choices, Proxied, proxying
    from mockserver.proxying.redaction import NoRedaction, Redaction
    from mockserver.proxying.tally import Tally
    from mockserver.quieting import quiet_repetitions
    from mockserver.serving import make_mock

    allow_connections()
    quiet_repetitions()
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
    proxying: "AbstractAsyncContextManager[Service]", host: str, port: int, purpose: str
) -> None:
    from mockserver.app import listening
    from mockserver.commands.running import interruption

    interrupted = interruption()
    async with proxying as service, listening(service, host, port) as address:
        click.echo(f"listening on {address}, {purpose}\nCtrl-C stops.")
        sys.stdout.flush()
        await interrupted.wait()
    note("stopped")
