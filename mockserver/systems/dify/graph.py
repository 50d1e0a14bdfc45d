"""The graph of a workflow, and the texts in which nodes name the outputs of others."""

import re
from typing import Any, Final

from mockserver.world import Record

_PLACEHOLDER: Final = re.compile(r"\{\{#(?P<node>[^.#]+)\.(?P<name>[^#]+)#\}\}")


class Graph:
    """The nodes of a workflow and what leads from one to the next."""

    def __init__(self, graph: Record) -> None:
        self._nodes: dict[str, Record] = {each["id"]: each for each in graph["nodes"]}
        self._edges: list[Record] = graph["edges"]

    def start(self) -> Record | None:
        """Give the node where runs begin."""
        return next(
            (each for each in self._nodes.values() if each["data"]["type"] == "start"), None
        )

    def node(self, node_id: str) -> Record | None:
        """Give a node, or nothing."""
        return self._nodes.get(node_id)

    def behind(self, node: Record, branch: str) -> Record | None:
        """Give the next node on a branch."""
        for each in self._edges:
            if each["source"] == node["id"] and each["sourceHandle"] == branch:
                return self._nodes.get(each["target"])
        return None

    def is_model(self, node_id: str) -> bool:
        """Tell whether a node makes its text piece by piece."""
        node = self._nodes.get(node_id)
        return node is not None and node["data"]["type"] == "llm"

    def passes_on(self, node_id: str) -> bool:
        """Tell whether the text of a node comes out at an end or in an answer."""
        for each in self._nodes.values():
            data = each["data"]
            told = _PLACEHOLDER.finditer(data.get("answer", ""))
            selectors = [selector["value_selector"] for selector in data.get("outputs", ())]
            if [node_id, "text"] in selectors or any(match["node"] == node_id for match in told):
                return True
        return False


def looked_up(pool: Record, selector: list[str]) -> Any:
    """Give an output by its path: the node, the name, and so on inwards; else nothing."""
    value: Any = pool
    for part in selector:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def filled(template: str, pool: Record) -> str:
    """Put the outputs of nodes into a text: `{{#node.name#}}`."""

    def fill(match: re.Match[str]) -> str:
        value = looked_up(pool, [match["node"], match["name"]])
        return "" if value is None else str(value)

    return _PLACEHOLDER.sub(fill, template)
