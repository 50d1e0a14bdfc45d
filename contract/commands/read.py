"""`contract read`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from contract.commands.options import OUTPUT, as_json_text, opened, write_document
from contract.notes import in_short
from contract.terminal import FINDINGS, note

if TYPE_CHECKING:
    from contract.document import Document

_EPILOG: Final = """\b
Examples:
  contract read reference.md -o openapi.yaml
  contract read reference.md -o openapi.yaml --report
  contract read reference.md -o openapi.yaml --report json | jq .findings
  contract read reference.md --strict --report full -o openapi.yaml
  contract read redoc.txt --propose-operations operations.csv
  contract read redoc.txt --operations operations.csv -o openapi.yaml

\b
Exits with 0 when the contract was written, 1 when --strict found something
and nothing was written, 2 when DOC could not be read.
"""
_FORMS: Final = ("text", "full", "json")


class _ReadCommand(click.Command):
    """Lets `--report` stand without a value, wherever it stands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Complete a bare `--report`, so that it does not swallow DOC."""
        completed = []
        for each, following in zip(args, [*args[1:], ""], strict=True):
            completed.append(each)
            if each == "--report" and following not in _FORMS:
                completed.append("text")
        return super().parse_args(ctx, completed)


@click.command(cls=_ReadCommand, epilog=_EPILOG)
@click.argument("doc")
@OUTPUT
@click.option("--no-prose", is_flag=True, help="Leave out descriptions and summaries.")
@click.option(
    "--operations",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV with the methods and paths of a ReDoc page, whose text shows none.",
)
@click.option(
    "--propose-operations",
    "proposal",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write such a CSV for DOC, to be corrected, and no contract; rows of --operations stay.",
)
@click.option(
    "--provenance", is_flag=True, help="Note on each element, as x-source, where it was read."
)
@click.option(
    "--report",
    "form",
    type=click.Choice(_FORMS),
    help="Tell what was concluded and by which rule, what is open, contradictory or not "
    "understood: `text` in short (also without a value), `full` with every repetition, or "
    "`json`. To standard output with -o, else to standard error.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Write nothing if something was concluded, repaired, contradictory or not understood.",
)
def read(
    doc: str,
    output: Path | None,
    operations: Path | None,
    proposal: Path | None,
    form: str | None,
    *,
    no_prose: bool,
    provenance: bool,
    strict: bool,
) -> None:
    """
    Read DOC into an OpenAPI 3.2 document.

    DOC is a file or a URL: published API documentation, or OpenAPI 2.0 to 3.2.
    """
    from contract.document import propose_operations, write_file
    from contract.prose import without_prose
    from contract.provenance import with_sources

    if proposal is not None:
        write_file(proposal, propose_operations(doc, operations=operations))
        return
    document = opened(doc, operations)
    if strict and (doubts := _doubts(document)):
        click.echo(_report(document, form) if form else doubts, nl=False, err=output is None)
        note(f"{document.name}: read only with the conclusions above; --strict writes nothing")
        raise click.exceptions.Exit(FINDINGS)
    content = with_sources(document) if provenance else document.content
    write_document(without_prose(content) if no_prose else content, output)
    if form:
        click.echo(_report(document, form), nl=False, err=output is None)
    for line in _summary(document, warns=form in (None, "json")):
        note(line)


def _doubts(document: "Document") -> str:
    """Write what --strict does not accept; nothing where the document was read as written."""
    from contract.reading import report

    lines = _warnings(document.warnings)
    uncertain = report.uncertain(document.reading) if document.reading else ()
    told = report.as_text(uncertain, document.name, is_full=True) if uncertain else ""
    return told + lines


def _report(document: "Document", form: str) -> str:
    from contract.reading import report

    reading = document.reading
    if form == "json":
        value: dict[str, Any] = {"file": document.name, "kind": "OpenAPI", "findings": []}
        if reading is not None:
            value = report.as_json(reading, document.name)
        return as_json_text({**value, "warnings": [*document.warnings]}) + "\n"
    findings = reading.findings if reading is not None else ()
    lines = _warnings(document.warnings if form == "full" else in_short(document.warnings))
    if lines and not findings:
        return lines
    return report.as_text(findings, document.name, is_full=form == "full") + lines


def _warnings(sentences: Iterable[str]) -> str:
    """Write what was repaired, a line each."""
    return "".join(f"warning: {each}\n" for each in sentences)


def _summary(document: "Document", *, warns: bool) -> list[str]:
    """Tell what was read, in a few lines."""
    from contract.model import Contract

    counts = Contract.from_document(document.content).counts()
    lines = []
    if document.reading is not None:
        lines.append(f"{document.name}: {document.reading.kind}")
    lines.append(", ".join(_counted(count, name) for name, count in counts.items()))
    if warns:
        short = in_short(document.warnings)
        lines += _warnings(short).splitlines()
        if len(short) < len(document.warnings):
            lines.append("--report full tells every place")
    if document.reading is not None:
        kinds = [each.kind for each in document.reading.findings]
        told = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
        lines.append(
            "findings: " + (", ".join(f"{n} {kind}" for kind, n in told.items()) or "none")
        )
    return lines


def _counted(count: int, name: str) -> str:
    """Say how many there are: `1 request body`, `2 request bodies`."""
    one = name.removesuffix("ies") + "y" if name.endswith("ies") else name.removesuffix("s")
    return f"{count} {one if count == 1 else name}"
