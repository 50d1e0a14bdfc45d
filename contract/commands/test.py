"""`contract test`."""

from typing import Final

import click

from contract.commands.options import opened

_EPILOG: Final = """\b
Examples:
  contract test dify --url http://127.0.0.1:4010
  contract test openapi.yaml --url https://staging.example.com --token "$TOKEN"
  contract test dify --url http://127.0.0.1:4010 -- --workers 2 --report junit

\b
Options after -- go to `schemathesis run` as they are.

\b
Exits with 0 if the contract is kept, 1 if it is not, 2 if the tests could not
be run.
"""


@click.command(context_settings={"ignore_unknown_options": True}, epilog=_EPILOG)
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
    """Test the server at --url against SPEC with Schemathesis."""
    from contract.model import Contract
    from contract.testing.suite import run_suite

    contract = Contract.from_document(opened(spec).content)
    given = [*options]
    if max_examples is not None:
        given += ["--max-examples", str(max_examples)]
    if seed is not None:
        given += ["--seed", str(seed)]
    ctx.exit(run_suite(contract, url, token=token, options=given).exit_code)
