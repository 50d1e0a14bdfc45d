"""`contract overlay`."""

from pathlib import Path
from typing import Final

import click

from contract.commands.options import OUTPUT, opened, write_document
from contract.terminal import FINDINGS, note

_EPILOG: Final = """\b
Examples:
  contract overlay apply openapi.yaml public.yaml -o public-openapi.yaml
  contract overlay apply openapi.yaml fixes.yaml public.yaml --strict

\b
Exits with 0 when the result was written, 1 when --strict found an action that
matches nothing and nothing was written, 2 when a file could not be read.
"""


@click.group()
def overlay() -> None:
    """Amend contracts with OpenAPI Overlays (1.0 and 1.1)."""


@overlay.command(epilog=_EPILOG)
@click.argument("spec")
@click.argument(
    "overlays", metavar="OVERLAY...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@OUTPUT
@click.option("--strict", is_flag=True, help="Write nothing if an action matches nothing.")
@click.pass_context
def apply(
    ctx: click.Context,
    spec: str,
    overlays: tuple[Path, ...],
    output: Path | None,
    *,
    strict: bool,
) -> None:
    """
    Apply each OVERLAY in turn to SPEC.

    The result has SPEC's own version of OpenAPI, and holds what SPEC refers to in other files.
    """
    from contract.document import open_overlay
    from contract.overlay import apply as apply_overlay

    document = opened(spec)
    written = dict(document.written) or document.content
    content, warnings = apply_overlay(written, *map(open_overlay, overlays))
    for warning in warnings:
        note(f"warning: {warning}")
    if strict and warnings:
        ctx.exit(FINDINGS)
    write_document(content, output)
