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
    Tell what the mock takes each operation and webhook of SPEC for, and why.

    What is wrong can be put right in the document, by `x-mock`.
    """
    from contract.document import open_document
    from contract.model import Contract
    from mockserver.hooks.announcements import announcements, as_rows
    from mockserver.hooks.webhooks import Webhooks
    from mockserver.resources.explain import as_json, as_text
    from mockserver.resources.infer import infer
    from mockserver.resources.shapes import Shapes
    from mockserver.systems import system_for

    document = open_document(spec)
    contract = Contract.from_document(document.content)
    found, webhooks = infer(contract), Webhooks(contract)
    behaviours = system_for(document, contract).behaviours
    told = announcements(webhooks, found, Shapes(webhooks.contract))
    if form == "json":
        value = {**as_json(found, behaviours), "webhooks": as_rows(told)}
        click.echo(json.dumps(value, indent=2, ensure_ascii=False))
    else:
        click.echo(as_text(found, behaviours))
        if told:
            click.echo("\n".join(("webhooks:", *(f"  {each}" for each in told), "")))
        click.echo("What is wrong is put right by `x-mock` in an operation (docs/state.md).")
