"""
Webhooks and callbacks: operations that the service calls and the client serves.

What clients send and receive changes places in them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from contract import pointers
from contract.model import Contract, Operation


def read_hooks(contract: Contract) -> tuple[Operation, ...]:
    """Read the webhooks and callbacks of a contract; their paths are names for people."""
    found = dict(_hooks(contract))
    if not found:
        return ()
    # The model reads operations from paths only; a path may refer to where they stand.
    names = {f"/{number}": name for number, name in enumerate(found)}
    paths = {path: {"$ref": f"#{found[name]}"} for path, name in names.items()}
    own = Contract.from_document({**contract.document, "paths": paths | _others(contract, paths)})
    return tuple(
        replace(each, path=names[each.path]) for each in own.operations if each.path in names
    )


def _others(contract: Contract, paths: Mapping[str, Any]) -> dict[str, Any]:
    """Give the paths of the contract: callbacks stand inside them."""
    known = contract.document.get("paths", {})
    return {path: item for path, item in known.items() if path not in paths}


def _hooks(contract: Contract) -> Iterator[tuple[str, str]]:
    """Name the path items of hooks, with their pointers."""
    for name in contract.document.get("webhooks", {}):
        yield f"webhook {name}", pointers.pointer("webhooks", name)
    for operation in contract.operations:
        raw = pointers.follow(contract.document, operation.pointer)
        for name, callback in raw.get("callbacks", {}).items():
            where = operation.pointer + pointers.pointer("callbacks", name)
            for expression in _expressions(callback):
                hook = f"callback {name} of {operation.key}, {expression}"
                yield hook, where + pointers.pointer(expression)


def _expressions(callback: Any) -> list[str]:
    if not isinstance(callback, Mapping) or "$ref" in callback:
        return []
    return [key for key in callback if not key.startswith("x-")]
