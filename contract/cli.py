"""The command `contract`."""

import json
from pathlib import Path
from typing import Any

import click

from contract.document import (
    Document,
    open_document,
    propose_operations,
    to_yaml,
    write_file,
)
from contract.model import Contract
from contract.prose import without_prose
from contract.terminal import FINDINGS, Group, note, wants_colour

_EPILOG = """\b
Examples:
  contract read reference.md -o openapi.yaml
  contract test dify --url http://127.0.0.1:4010
  contract diff dify@2026-05-18 dify@2026-06-10
"""
_FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)


@click.group(cls=Group, epilog=_EPILOG)
@click.version_option(package_name="api-contract")
def main() -> None:
    """Read an API's documentation into a contract, hold servers to it, compare versions."""


@main.command()
@click.argument("doc")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Write the contract to FILE instead of standard output.",
)
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
def read(
    doc: str, output: Path | None, operations: Path | None, proposal: Path | None, *, no_prose: bool
) -> None:
    """
    Read DOC into an OpenAPI 3.2 document.

    DOC is a file or a URL: documentation made by swagger-markdown, the text of a ReDoc page, or
    OpenAPI 2.0 to 3.2.
    """
    if proposal is not None:
        write_file(proposal, propose_operations(doc, operations=operations))
        return
    document = open_document(doc, operations=operations)
    content = without_prose(document.content) if no_prose else document.content
    text = to_yaml(content)
    if output is None:
        click.echo(text, nl=False)
    else:
        write_file(output, text)
    for line in _summary(document):
        note(line)


def _summary(document: Document) -> list[str]:
    """Tell what was read, in a few lines."""
    counts = Contract.from_document(document.content).counts()
    lines = []
    if document.reading is not None:
        lines.append(f"{document.name}: {document.reading.kind}")
    lines.append(", ".join(f"{count} {name}" for name, count in counts.items()))
    lines += [f"warning: {each}" for each in document.warnings]
    if document.reading is not None:
        kinds = [each.kind for each in document.reading.findings]
        told = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
        lines.append(
            "findings: " + (", ".join(f"{n} {kind}" for kind, n in told.items()) or "none")
        )
    return lines


@main.command(
    context_settings={"ignore_unknown_options": True},
    epilog="Options after -- go to `schemathesis run` as they are: contract test dify "
    "--url http://127.0.0.1:4010 -- --workers 2 --report junit",
)
@click.argument("spec")
@click.option("--url", required=True, help="The server, with or without the base path.")
@click.option("--token", envvar="CONTRACT_TOKEN", help="The bearer token to test with.")
@click.option("--max-examples", type=click.IntRange(1), help="Test cases for each operation.")
@click.option("--seed", type=int, help="Same seed, same test cases.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def test(
    ctx: click.Context,
    spec: str,
    url: str,
    token: str | None,
    max_examples: int | None,
    seed: int | None,
    options: tuple[str, ...],
) -> None:
    """
    Test the server at --url against SPEC with Schemathesis.

    Exits with 0 if the contract is kept, 1 if it is not, 2 if the tests could not be run.
    """
    from contract.testing.suite import run_suite

    contract = Contract.from_document(open_document(spec).content)
    given = [*options]
    if max_examples is not None:
        given += ["--max-examples", str(max_examples)]
    if seed is not None:
        given += ["--seed", str(seed)]
    ctx.exit(run_suite(contract, url, token=token, options=given).exit_code)


@main.command()
@click.argument("old")
@click.argument("new")
@_FORMAT
@click.pass_context
def diff(ctx: click.Context, old: str, new: str, form: str) -> None:
    """
    Compare OLD with NEW: what changed, what breaks, for whom.

    Exits with 1 if something breaks.
    """
    from contract.regression import as_json, as_text, compare

    before, after = open_document(old), open_document(new)
    found = compare(Contract.from_document(before.content), Contract.from_document(after.content))
    if form == "json":
        _print_json(as_json(found))
    else:
        click.echo(as_text(found, before.name, after.name, color=wants_colour()), nl=False)
    ctx.exit(FINDINGS if found.is_breaking else 0)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
