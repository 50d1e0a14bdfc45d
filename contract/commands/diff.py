"""`contract diff`."""

from typing import Final

import click

from contract.commands.options import opened, print_json
from contract.terminal import FINDINGS, wants_colour

_EPILOG: Final = """\b
Examples:
  contract diff dify@2026-05-18 dify@2026-06-10
  contract diff main.yaml openapi.yaml --format json

\b
Exits with 0 if nothing breaks, 1 if something does, 2 if OLD or NEW could not
be read.
"""


@click.command(epilog=_EPILOG)
@click.argument("old")
@click.argument("new")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@click.pass_context
def diff(ctx: click.Context, old: str, new: str, form: str) -> None:
    """Compare OLD with NEW: what changed, what breaks, for whom."""
    from contract.model import Contract
    from contract.regression import as_json, as_text, compare

    before, after = opened(old), opened(new)
    found = compare(Contract.from_document(before.content), Contract.from_document(after.content))
    if form == "json":
        print_json(as_json(found))
    else:
        click.echo(as_text(found, before.name, after.name, color=wants_colour()), nl=False)
    ctx.exit(FINDINGS if found.is_breaking else 0)
