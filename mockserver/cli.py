"""The command `mockserver`."""

from typing import Final

import click

from contract.terminal import Group
from mockserver.commands.explain import explain
from mockserver.commands.proxy import proxy
from mockserver.commands.serve import serve
from mockserver.commands.webhook import webhook

_EPILOG: Final = """\b
Examples:
  mockserver serve dify                  the newest Dify user API
  mockserver serve dify@2026-05-18       an older version of it
  mockserver serve openapi.yaml          any OpenAPI document, 2.0 to 3.2
  mockserver serve reference.md          documentation as it was published
  mockserver explain openapi.yaml        what the mock takes each operation for
  mockserver proxy http://127.0.0.1:8000 openapi.yaml
                                         a real server, held to its contract
  mockserver webhook openapi.yaml newPet --to http://127.0.0.1:9000/hook
                                         what the service sends of its own accord
"""


@click.group(cls=Group, epilog=_EPILOG)
@click.version_option(package_name="api-contract")
def main() -> None:
    """Serve what an API's documentation promises, with a memory."""


for _command in (serve, explain, proxy, webhook):
    main.add_command(_command)

if __name__ == "__main__":
    main()
