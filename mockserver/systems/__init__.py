"""The documented systems, one package each: stateful behaviours behind their contracts."""

from importlib import import_module
from importlib.util import find_spec
from threading import Lock

from contract.document import Document
from contract.model import Contract
from mockserver.behaviours import Behaviour, Call, System
from mockserver.generic import GenericSystem
from mockserver.messages import MockReply
from mockserver.options import Options


def system_for(document: Document, contract: Contract, options: Options | None = None) -> System:
    """Give the behaviours of a document's system; any other contract speaks for itself."""
    known = document.system
    name = f"mockserver.systems.{known.name.replace('-', '_')}" if known else ""
    if known is None or find_spec(name) is None:
        return GenericSystem(contract, options)
    system: System = import_module(name).create(document.version)
    return system


def answer_for(contract: Contract) -> "Answer":
    """
    Give the behaviour of the operations that have none of their own.

    Raises:
        InvalidHint: an `x-mock` of the document says what cannot be.
    """
    hinted = [each for each in contract.operations if "x-mock" in each.extensions]
    if hinted:
        from mockserver.resources.hints import hint_of

        for each in hinted:
            hint_of(each)
    return Answer(contract)


class Answer:
    """
    Answers an operation out of remembered records, else by a sample of what is documented.

    Looking for the resources of a large contract takes longer than anything else before the first
    reply, so it is left until somebody asks for it, or `prepare` is called.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._lock = Lock()
        self._prepared: Behaviour | None = None

    def __call__(self, call: Call) -> MockReply:
        """Answer a call."""
        return (self._prepared or self.prepare())(call)

    def prepare(self) -> Behaviour:
        """Look for the resources, unless that has been done; any thread may ask for it."""
        with self._lock:
            if self._prepared is None:
                from mockserver.resources.answering import answering

                self._prepared = answering(self._contract)
            return self._prepared
