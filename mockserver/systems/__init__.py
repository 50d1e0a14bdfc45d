"""The documented systems, one package each: stateful behaviours behind their contracts."""

from importlib import import_module
from importlib.util import find_spec

from contract.document import Document
from contract.model import Contract
from mockserver.behaviours import Behaviour, Call, System
from mockserver.generic import GenericSystem
from mockserver.generic_streams import event_streams
from mockserver.messages import MockReply
from mockserver.options import Options
from mockserver.replies import Samples
from mockserver.resources import ResourceEngine
from mockserver.values import NoValue, ValueMaker


def system_for(document: Document, contract: Contract, options: Options | None = None) -> System:
    """Give the behaviours of a document's system; any other contract speaks for itself."""
    known = document.system
    name = f"mockserver.systems.{known.name.replace('-', '_')}" if known else ""
    if known is None or find_spec(name) is None:
        return GenericSystem(contract, options)
    system: System = import_module(name).create(document.version)
    return system


def answer_for(contract: Contract) -> Behaviour:
    """
    Give the behaviour of the operations that have none of their own.

    They are answered out of remembered records where a resource was found for them, else by a
    sample of what the contract documents.

    Raises:
        InvalidHint: an `x-mock` of the document says what cannot be.
    """
    maker = ValueMaker(contract)
    remembered = ResourceEngine(contract, maker)
    stream, sample = event_streams(contract, maker, remembered.find), Samples(contract)

    def answer(call: Call) -> MockReply:
        try:
            return stream(call) or remembered(call) or sample(call)
        except NoValue:
            return sample(call)  # Which comes as near to such a schema as can be.

    return answer
