"""The parts of a page that have a name."""

import re
from typing import Any, Final

_ILLEGAL: Final = re.compile(r"[^A-Za-z0-9._-]")


class Components:
    """Named parts of the document, under names that OpenAPI allows."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()
        self.values: dict[str, Any] = {}

    def name(self, text: str) -> str:
        """Give the legal name for a name: `List[Pet]` is `List_Pet_`."""
        if text not in self._names:
            legal = unique = _ILLEGAL.sub("_", text)
            number = 2
            while unique in self._taken:
                unique = f"{legal}_{number}"
                number += 1
            self._names[text] = unique
            self._taken.add(unique)
        return self._names[text]

    def get(self, text: str) -> Any:
        """Give the component of a name; nothing where there is none."""
        return self.values.get(self._names.get(text, ""))
