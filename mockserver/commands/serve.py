"""`mockserver serve`."""

import sys
from contextlib import nullcontext
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, get_args

import click

from contract.collection import collection_paused
from contract.judging import Judging
from contract.notes import in_short
from contract.terminal import note
from mockserver.commands.ahead import opened_ahead
from mockserver.commands.certificates import no_certificates
from mockserver.options import Options, Strictness

if TYPE_CHECKING:
    from mockserver.serving import Mock

_SWITCH_SECONDS: Final = 0.0005


@click.command()
@click.argument("spec")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=4010,
    show_default=True,
    help="The port; 0 takes any free one.",
)
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
    "--webhooks-to",
    default="",
    metavar="URL",
    help="Send webhooks to URL, on this machine, when what they tell of has happened.",
)
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
@click.option("--behaviours", default="", help="Your own behaviours: my_module.py, or my.module.")
def serve(
    spec: str,
    host: str,
    port: int,
    seed: int,
    start: datetime | None,
    pace: float | None,
    judging: Judging,
    behaviours: str,
    is_reloading: bool,
    no_security: bool,
    no_cors: bool,
    **choices: Any,
) -> None:
    """
    Serve SPEC: a file, a URL, or the name of a contract (`dify`, `dify@2026-06-12`).

    It listens until Ctrl-C. What clients create is remembered until then.
    """
    settings = {} if pace is None else {"pace_seconds": pace}
    options = Options(security=not no_security, cors=not no_cors, **choices)
    # Behaviours of a person's own may ask others as well.
    is_asking = bool(options.callbacks or options.webhooks_to or behaviours)
    opened = opened_ahead(spec)
    with collection_paused():
        with nullcontext() if is_asking else no_certificates():
            from mockserver.commands.running import allow_connections, run, spare_what_stays
        from mockserver.quieting import quiet_repetitions
        from mockserver.serving import make_mock
        from mockserver.world import Clock

        allow_connections()
        quiet_repetitions()
        mock = make_mock(
            opened(),
            seed=seed,
            clock=Clock(start.timestamp() if start else None),
            settings=settings,
            options=options,
            judging=judging,
            behaviours=behaviours,
        )
        spare_what_stays()
    run(_serve(mock, host, port, is_reloading=is_reloading))


async def _serve(mock: "Mock", host: str, port: int, *, is_reloading: bool) -> None:
    import asyncio

    from mockserver.app import Exchanges, listening
    from mockserver.commands.running import interruption
    from mockserver.reload import keeping_current

    interrupted = interruption()
    exchanges = Exchanges(mock.gate, mock.world)
    async with listening(exchanges, host, port) as url:
        _announce(mock, url)
        # Requests go first: what is done beside them makes way after a tenth of the usual time.
        sys.setswitchinterval(_SWITCH_SECONDS)
        preparing = asyncio.create_task(asyncio.to_thread(mock.gate.prepare))
        async with keeping_current(exchanges, mock, note) if is_reloading else nullcontext():
            await interrupted.wait()
        await preparing
    note("stopped")


def _announce(mock: "Mock", url: str) -> None:
    """Say what is served, where, and how to get in."""
    contract = mock.contract
    base = contract.operations[0].base_paths[0] if contract.operations else ""
    lines = [f"{contract.title} {mock.document.version or contract.version}"]
    lines += [f"listening on {url}{base}"]
    for token, purpose in mock.gate.system.tokens(mock.world).items():
        lines.append(f"token {token}  ({purpose})")
    lines += mock.gate.system.hints(mock.world)
    count = len(contract.operations)
    lines.append(f"{count} operation{'s' * (count != 1)}:")
    lines += [f"  {each.method:<7} {each.path}" for each in contract.operations]
    if mock.gate.announcer:
        lines.append("webhooks:")
        lines += [f"  {each}" for each in mock.gate.announcer.announcements]
    lines.append("Ctrl-C stops.")
    if mock.gate.options.webhooks_to and not mock.gate.announcer:
        note("warning: no webhook is sent, as there is none in the contract, or no state")
    for warning in (*in_short(mock.document.warnings), *mock.gate.warnings()):
        note(f"warning: {warning}")
    click.echo("\n".join(lines))
    sys.stdout.flush()
