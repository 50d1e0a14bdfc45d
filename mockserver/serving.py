"""From a contract to a mock: putting the parts together."""

from dataclasses import dataclass
from typing import Any

from contract.document import Document, open_document
from contract.model import Contract
from contract.validation import Clerk, Judging
from mockserver.gate import Gate
from mockserver.loading import behaviours_from
from mockserver.options import Options
from mockserver.systems import answer_for, system_for
from mockserver.world import Clock, World


@dataclass(frozen=True, slots=True)
class Mock:
    """A contract that answers, and the world it answers from."""

    document: Document
    contract: Contract
    gate: Gate
    world: World


def make_mock(
    spec: str | Document,
    *,
    seed: int = 0,
    clock: Clock | None = None,
    settings: dict[str, Any] | None = None,
    options: Options | None = None,
    judging: Judging = "undecided",
    behaviours: str = "",
) -> Mock:
    """
    Make the mock of a contract, named as a person would name it or already opened.

    `judging` says how often openapi-core is asked about messages, besides the compiled validators.
    `behaviours` names a module whose behaviours go before all others: `my_module.py`.

    Raises:
        ContractError: it cannot be opened or is no contract, or the behaviours cannot be used.
    """
    document = spec if isinstance(spec, Document) else open_document(spec)
    contract = Contract.from_document(document.content)
    system = system_for(document, contract, options)
    own = dict(document.system.settings) if document.system else {}
    world = World(seed, clock or Clock(), settings={**own, **(settings or {})})
    system.seed(world)
    mine = behaviours_from(behaviours, contract) if behaviours else {}
    fallback = None if options and options.static else answer_for(contract)
    gate = Gate(contract, system, Clerk(contract, judging), fallback, options, mine)
    return Mock(document, contract, gate, world)
