"""From a contract to a mock: putting the parts together."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from contract.collection import collection_paused
from contract.document import Document, open_document
from contract.judging import Judging
from contract.model import Contract
from contract.validation import Clerk
from mockserver.gate import Gate
from mockserver.loading import behaviours_from
from mockserver.options import Options
from mockserver.systems import answer_for, system_for
from mockserver.world import Clock, World


class Mock(NamedTuple):
    """A contract that answers, and the world it answers from."""

    document: Document
    contract: Contract
    gate: Gate
    world: World
    make_gate: Callable[[Document, Contract], Gate]  #: As this one was made.


@collection_paused()
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
    make_gate = partial(_gate, judging=judging, options=options, behaviours=behaviours)
    gate = make_gate(document, contract)
    own = dict(document.system.settings) if document.system else {}
    world = World(seed, clock or Clock(), settings={**own, **(settings or {})})
    gate.system.seed(world)
    return Mock(document.without_origin(), contract, gate, world, make_gate)


def renewed(mock: Mock) -> Mock:
    """
    Read the contract of a mock again; what its world remembers stays.

    Raises:
        ContractError: it can no longer be opened or is no contract any more.
    """
    document = open_document(mock.document.name)
    contract = Contract.from_document(document.content)
    gate = mock.make_gate(document, contract)
    gate.prepare()
    return mock._replace(document=document.without_origin(), contract=contract, gate=gate)


def _gate(
    document: Document,
    contract: Contract,
    *,
    judging: Judging,
    options: Options | None,
    behaviours: str,
) -> Gate:
    system = system_for(document, contract, options)
    own = behaviours_from(behaviours, contract) if behaviours else {}
    fallback = None if options and options.static else answer_for(contract)
    return Gate(contract, system, Clerk(contract, judging), fallback, options, own)
