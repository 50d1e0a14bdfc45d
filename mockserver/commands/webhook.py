"""`mockserver webhook`."""

import sys
from typing import TYPE_CHECKING

import click

from contract.terminal import FINDINGS

if TYPE_CHECKING:
    from contract.validation import Response
    from mockserver.messages import Headers, Outgoing


@click.command()
@click.argument("spec")
@click.argument("name")
@click.option("--to", "url", required=True, help="Where it is heard: a URL of this machine.")
@click.option("--seed", default=0, show_default=True, help="Another seed, another payload.")
def webhook(spec: str, name: str, url: str, seed: int) -> None:
    """
    Send the webhook NAME of SPEC once, and hold what comes back to the contract.

    The exit code is 1 if the reply breaks it.
    """
    import asyncio

    from contract.document import open_document
    from contract.model import Contract
    from mockserver.hooks.webhooks import Webhooks
    from mockserver.http.problems import shown
    from mockserver.wire.calling import answered

    webhooks = Webhooks(Contract.from_document(open_document(spec).content))
    operation = webhooks.operation(name)
    request = webhooks.request(operation, url, seed)
    click.echo(_sent(request))
    response = asyncio.run(answered(request))
    click.echo(_received(response))
    violations = webhooks.violations(operation, response)
    for each in violations:
        click.echo(f"the reply breaks the contract: {shown(each)}: {each.message}")
    if violations:
        sys.exit(FINDINGS)
    click.echo("the reply keeps to the contract")


def _sent(request: "Outgoing") -> str:
    return _message(f"{request.method} {request.url}", request.headers, request.body)


def _received(response: "Response") -> str:
    from mockserver.http.problems import phrase

    start = f"{response.status} {phrase(response.status)}"
    return _message(start, tuple(response.headers), response.body)


def _message(start: str, headers: "Headers", body: bytes) -> str:
    """Show a message as it goes over the wire, and an empty line."""
    lines = [start, *(f"{name}: {value}" for name, value in headers), ""]
    text = body.decode("utf-8", "replace")
    return "\n".join([*lines, text, ""] if text else lines)
