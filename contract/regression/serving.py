"""Where an operation is served, and whether a contract knows a request at all."""

import re
from collections.abc import Mapping
from typing import Any

from contract import pointers
from contract.model import Contract, Operation
from contract.regression.pairs import Servers


def servers_of(operation: Operation, contract: Contract) -> Servers:
    """Read the servers that offer an operation: its own, those of its path, or all."""
    path_pointer = operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
    for pointer in (operation.pointer, path_pointer, ""):
        listed = pointers.follow(contract.document, pointer).get("servers")
        if listed:
            return Servers(tuple(map(_url, listed)), f"{pointer}/servers")
    return Servers(("/",), "")


def is_served(contract: Contract, method: str, path: str) -> bool:
    """Tell whether a contract has an operation for a method and a concrete path."""
    return any(
        each.method.upper() == method.upper() and _template(each.path).fullmatch(path)
        for each in contract.operations
    )


def _template(path: str) -> re.Pattern[str]:
    pieces = re.split(r"\{[^{}/]*\}", path)
    return re.compile("[^/]+".join(map(re.escape, pieces)))


def _url(server: Mapping[str, Any]) -> str:
    url = str(server.get("url", "/"))
    for name, variable in server.get("variables", {}).items():
        url = url.replace("{" + name + "}", str(variable.get("default", "")))
    return url.rstrip("/") or "/"
