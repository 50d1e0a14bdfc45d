"""`contract check`."""

from pathlib import Path
from typing import Final

import click

from contract.commands.options import opened, print_json
from contract.terminal import FINDINGS, progress, wants_colour

_EPILOG: Final = """\b
Examples:
  contract check openapi.yaml
  contract check openapi.yaml --fail-on warning
  contract check openapi.yaml --ignore operation-id-missing --format github
  contract check openapi.yaml --rule example-invalid --rule default-invalid

\b
Every rule is explained in docs/checks.md. A project switches rules off in its
pyproject.toml:
  [tool.api-contract.check]
  ignore = ["operation-id-missing"]

\b
Exits with 0 when there is no error, 1 when there is one (or a warning, with
--fail-on warning), 2 when SPEC could not be read.
"""


@click.command(epilog=_EPILOG)
@click.argument("spec")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="For people, for programs, or as commands of a GitHub workflow.",
)
@click.option("--rule", "only", metavar="ID", multiple=True, help="Look for this alone.")
@click.option("--ignore", "ignored", metavar="ID", multiple=True, help="Do not look for this.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit code 1.",
)
@click.pass_context
def check(
    ctx: click.Context,
    spec: str,
    form: str,
    only: tuple[str, ...],
    ignored: tuple[str, ...],
    fail_on: str,
) -> None:
    """
    Find what makes SPEC invalid, contradictory or weak.

    SPEC is a file (OpenAPI 2.0 to 3.2, or documentation), a URL, or a name such as `dify`.
    """
    from contract import checking

    rules = checking.chosen_rules(only, (*ignored, *checking.ignored_rules(Path.cwd())))
    found = checking.check(opened(spec), rules, progress=progress("checking"))
    if form == "json":
        print_json(checking.as_json(found))
    elif form == "github":
        click.echo(checking.as_github(found), nl=False)
    else:
        click.echo(checking.as_text(found, color=wants_colour()), nl=False)
    failing = checking.SEVERITIES[: checking.SEVERITIES.index(fail_on) + 1]
    ctx.exit(FINDINGS if any(each.severity in failing for each in found) else 0)
