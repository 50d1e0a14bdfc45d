"""Talking to people at a terminal: one place for colour, errors and exit codes."""

import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any, Final, TypeVar

import click

from contract.errors import ContractError

#: The question could not be answered.
INPUT_ERROR: Final = 2
#: There are findings.
FINDINGS: Final = 1

Command = TypeVar("Command", bound=Callable[..., Any])
Item = TypeVar("Item")


def wants_colour(stream: Any = None) -> bool:
    """Tell whether to colour: only on a terminal, and never where `NO_COLOR` is set."""
    stream = stream or sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR")


class Group(click.Group):
    """Commands whose errors are one sentence on standard error, with exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except ContractError as error:
            click.echo(f"{ctx.info_name}: {error}", err=True)
            ctx.exit(INPUT_ERROR)
        except BrokenPipeError:
            # Whoever read our output has had enough.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)


def note(message: str) -> None:
    """Say something beside the result, on standard error."""
    click.echo(message, err=True)


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say what is being done while it takes, on standard error and only on a terminal."""
    if not sys.stderr.isatty():
        yield
        return
    click.echo(f"{what} …", err=True, nl=False)
    try:
        yield
    finally:
        click.echo("\r\033[K", err=True, nl=False)


def progress(what: str) -> Callable[[Collection[Item]], Iterator[Item]]:
    """Give a function that shows how far the work on some items is, as `working` does."""

    def shown(items: Collection[Item]) -> Iterator[Item]:
        for number, item in enumerate(items, 1):
            with working(f"{what} {number}/{len(items)}"):
                yield item

    return shown
