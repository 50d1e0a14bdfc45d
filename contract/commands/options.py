"""Arguments and results that several commands share."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from contract.terminal import working

if TYPE_CHECKING:
    from contract.document import Document

#: Of every command that writes a document.
OUTPUT: Final = click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write to FILE, whole or not at all, instead of standard output.",
)


def opened(name: str, operations: Path | None = None) -> "Document":
    """Open what a person named, as `open_document` does, and say so on a terminal meanwhile."""
    from contract.document import open_document

    with working(f"reading {name}"):
        return open_document(name, operations=operations)


def write_document(content: dict[str, Any], output: Path | None) -> None:
    """Write a document as YAML to a file, or to standard output."""
    from contract.document import to_yaml, write_file

    with working("writing"):
        text = to_yaml(content)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)


def print_json(value: Any) -> None:
    """Write values as JSON to standard output."""
    click.echo(as_json_text(value))


def as_json_text(value: Any) -> str:
    """Write values as JSON for people to read as well."""
    return json.dumps(value, indent=2, ensure_ascii=False)
