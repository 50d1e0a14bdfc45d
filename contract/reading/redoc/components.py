"""The parts of a page that have a name."""

from typing import Any

from contract.components import component_name


class Components:
    """Named parts of the document, under names that OpenAPI allows."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self.values: dict[str, Any] = {}

    def name(self, text: str) -> str:
        """Give the legal name for a name: `List[Pet]` is `List_Pet_`."""
        if text not in self._names:
            self._names[text] = component_name(text, self._names.values())
        return self._names[text]

    def get(self, text: str) -> Any:
        """Give the component of a name; nothing where there is none."""
        return self.values.get(self._names.get(text, ""))
