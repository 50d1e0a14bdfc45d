"""The documented systems, one package each: stateful behaviours behind their contracts."""

from importlib import import_module
from importlib.util import find_spec

from contract.document import Document
from contract.model import Contract
from mockserver.behaviours import System
from mockserver.generic import GenericSystem
from mockserver.options import Options


def system_for(document: Document, contract: Contract, options: Options | None = None) -> System:
    """Give the behaviours of a document's system; any other contract speaks for itself."""
    known = document.system
    name = f"mockserver.systems.{known.name.replace('-', '_')}" if known else ""
    if known is None or find_spec(name) is None:
        return GenericSystem(contract, options)
    system: System = import_module(name).create(document.version)
    return system
