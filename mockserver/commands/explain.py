"""`mockserver explain`."""

import json

import click


@click.command()
@click.argument("spec")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
def explain(spec: str, form: str) -> None:
    """
    Tell what the mock takes each operation of SPEC for, and why.

    What is wrong can be put right in the document, by `x-mock`.
    """
    from contract.document import open_document
    from contract.model import Contract
    from mockserver.resources.explain import as_json, as_text
    from mockserver.resources.infer import infer

    found = infer(Contract.from_document(open_document(spec).content))
    if form == "json":
        click.echo(json.dumps(as_json(found), indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(found), nl=False)
