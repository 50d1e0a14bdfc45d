"""Behaviours out of a module that a person names: a file, or a module as `import` would name it."""

import sys
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from contract.errors import ContractError
from contract.model import Contract
from mockserver.behaviours import Behaviour, collect


@dataclass(eq=False)
class UnusableBehaviours(ContractError):
    """A module of behaviours that cannot be loaded, or has none for the contract."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


def behaviours_from(name: str, contract: Contract) -> dict[str, Behaviour]:
    """
    Load the behaviours of `my_module.py` or `my.module`, by operation key.

    The module runs: the name is a person's, never a document's.

    Raises:
        UnusableBehaviours: it cannot be loaded, or binds what is no operation of the contract.
    """
    found = collect(_module(name))
    known = [each.key for each in contract.operations]
    if not found:
        raise UnusableBehaviours(name, "it has no behaviour; mark a function by @behaviour")
    for key in found:
        if key not in known:
            meant = get_close_matches(key, known, n=1)
            hint = f"did you mean {meant[0]}?" if meant else f"it has {', '.join(known[:3])}, …"
            raise UnusableBehaviours(name, f"the contract has no operation {key}; {hint}")
    return found


def _module(name: str) -> ModuleType:
    path = Path(name)
    is_file = path.suffix == ".py"
    if is_file and not path.is_file():
        raise UnusableBehaviours(name, "there is no such file; give a file or a module's name")
    try:
        return _from_file(path) if is_file else import_module(name)
    except Exception as error:
        # The rim of somebody else's code: whatever it raises is theirs to mend.
        told = f"{type(error).__name__}: {error}"
        raise UnusableBehaviours(name, f"it cannot be loaded ({told}); correct it") from error


def _from_file(path: Path) -> ModuleType:
    name = f"behaviours_in_{path.stem}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is no Python module")
    module = module_from_spec(spec)
    sys.modules[name] = module  # Dataclasses look their own module up.
    spec.loader.exec_module(module)
    return module
