"""`contract export`."""

from pathlib import Path
from typing import Final, Literal

import click

from contract.commands.options import OUTPUT, opened, write_document
from contract.terminal import note

_EPILOG: Final = """\b
Examples:
  contract export dify --openapi 3.1 -o dify-3.1.yaml
  contract export openapi.yaml --openapi 3.0 > openapi-3.0.yaml

\b
Exits with 0 when the result was written, whatever was lost, and 2 when SPEC
could not be read.
"""


@click.command(epilog=_EPILOG)
@click.argument("spec")
@click.option(
    "--openapi",
    "version",
    type=click.Choice(["3.1", "3.0"]),
    required=True,
    help="The version of OpenAPI to write.",
)
@OUTPUT
def export(spec: str, version: Literal["3.1", "3.0"], output: Path | None) -> None:
    """
    Write SPEC in an older version of OpenAPI, for tools that lag.

    What that version cannot express is told on standard error, each with its pointer.
    """
    from contract.export import export as exported

    document = opened(spec)
    content, losses = exported(document.content, version)
    write_document(content, output)
    for loss in losses:
        note(f"lost: {loss}")
    note(f"OpenAPI {content['openapi']}: " + (f"{len(losses)} lost" if losses else "nothing lost"))
