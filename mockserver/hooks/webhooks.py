"""
Webhooks: requests that a service sends of its own accord, to a URL that no document tells.

They are sent to this machine alone: one on demand, and what comes back is held to the replies that
the document names; others when what they tell of happens (`announcing.py`). Source: OpenAPI 3.2.0,
"OpenAPI Object", `webhooks`.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import orjson

from contract.errors import ContractError
from contract.model import Contract, Operation
from contract.validation import Clerk, Response, Violation
from mockserver.hooks.callbacks import hook_request, is_loopback
from mockserver.messages import Outgoing
from mockserver.options import Options
from mockserver.replies import Samples
from mockserver.world import World

if TYPE_CHECKING:
    from mockserver.hooks.announcing import Announcer

#: Stands before the name of a webhook where a path stands; no path begins so.
_MARK = "/#"


@dataclass(eq=False)
class UnknownWebhook(ContractError):
    """A webhook that the contract does not have."""

    name: str
    known: tuple[str, ...]

    def __str__(self) -> str:
        meant = get_close_matches(self.name, self.known, n=1)
        known = ", ".join(self.known) or "none"
        hint = f"did you mean {meant[0]}?" if meant else f"it has: {known}"
        return f"{self.name}: the contract has no such webhook; {hint}"


@dataclass(eq=False)
class NotLoopback(ContractError):
    """A URL that leads to another machine."""

    url: str

    def __str__(self) -> str:
        return (
            f"{self.url}: webhooks are sent to this machine alone; "
            "give a URL such as http://127.0.0.1:9000/hook"
        )


class Webhooks:
    """The webhooks of one contract."""

    def __init__(self, contract: Contract) -> None:
        document = contract.document
        hooks = {f"{_MARK}{name}": each for name, each in document.get("webhooks", {}).items()}
        # The model reads operations from paths only; those of the contract may be referred to.
        paths = {**document.get("paths", {}), **hooks}
        #: What the webhooks are written and judged by.
        self.contract = Contract.from_document({**document, "paths": paths})
        self._operations = {
            each.path.removeprefix(_MARK): each
            for each in reversed(self.contract.operations)
            if each.path in hooks
        }

    @property
    def names(self) -> tuple[str, ...]:
        """Name the webhooks that send anything, in the order of the document."""
        return tuple(reversed(self._operations))

    def operation(self, name: str) -> Operation:
        """
        Give what a webhook sends: its first method, if it has several.

        Raises:
            UnknownWebhook: there is none of this name.
        """
        try:
            return self._operations[name]
        except KeyError:
            raise UnknownWebhook(name, self.names) from None

    def request(self, operation: Operation, url: str, seed: int) -> Outgoing:
        """
        Write the request of a webhook, from its examples or its schemas.

        Raises:
            NotLoopback: the URL leads to another machine.
        """
        check_loopback(url)
        return hook_request(operation, url, World(seed), Samples(self.contract))

    def violations(self, operation: Operation, response: Response) -> tuple[Violation, ...]:
        """Tell how a reply to a webhook breaks what is documented of it."""
        if operation.replies and operation.reply_for(response.status) is None:
            message = f"status {response.status} is not documented"
            return (Violation("status", (), "documented", message),)
        try:
            value = orjson.loads(response.body)
        except orjson.JSONDecodeError:
            value = response.body.decode("utf-8", "replace")
        return Clerk(self.contract).response(operation, response, value)


def check_loopback(url: str) -> None:
    """
    Check that webhooks may be sent to a URL.

    Raises:
        NotLoopback: it leads to another machine.
    """
    if not is_loopback(url):
        raise NotLoopback(url)


def announcer_for(contract: Contract, options: Options) -> "Announcer | None":
    """
    Give what sends webhooks by itself, if that is asked for, and there are any and a state.

    Raises:
        NotLoopback: they are to be sent to another machine.
    """
    if not options.webhooks_to:
        return None
    check_loopback(options.webhooks_to)
    if options.static or not contract.document.get("webhooks"):
        return None
    # Takes the resources and Faker, which a mock that sends none starts without.
    from mockserver.hooks.announcing import Announcer

    return Announcer(contract, options.webhooks_to)
