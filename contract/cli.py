"""The command `contract`."""

from typing import Final

import click

from contract.commands.check import check
from contract.commands.diff import diff
from contract.commands.export import export
from contract.commands.overlay import overlay
from contract.commands.read import read
from contract.commands.test import test
from contract.terminal import Group

_EPILOG: Final = """\b
Examples:
  contract read reference.md -o openapi.yaml
  contract check openapi.yaml
  contract overlay apply openapi.yaml fixes.yaml -o fixed.yaml
  contract export openapi.yaml --openapi 3.0 -o openapi-3.0.yaml
  contract test dify --url http://127.0.0.1:4010
  contract diff dify@2026-05-18 dify@2026-06-10

\b
Each command exits with 0 as asked, 1 with findings, 2 when the question could
not be answered; `contract COMMAND --help` shows more examples.
"""


@click.group(cls=Group, epilog=_EPILOG)
@click.version_option(package_name="api-contract")
def main() -> None:
    """Read an API's documentation into a contract, hold servers to it, compare versions."""


for _command in (read, check, overlay, export, test, diff):
    main.add_command(_command)

if __name__ == "__main__":
    main()
