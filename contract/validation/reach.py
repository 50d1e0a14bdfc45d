"""What of a document the references of a schema lead to."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from contract import pointers

#: The path of a component or of another large part of a document: `("components", "schemas", "A")`.
Element = tuple[str, ...]
#: By the first part of its path, how many parts lead to an element.
_SIZES: Final = {"components": 3, "paths": 2, "webhooks": 2}
_DYNAMIC: Final = ("$dynamicRef", "$recursiveRef")


class Reach:
    """Follows the references of the schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        #: What each element refers to itself; `None` where that cannot be told.
        self._direct: dict[Element, frozenset[Element] | None] = {}

    def of(self, schema: Any) -> frozenset[Element] | None:
        """Give the elements that a schema reaches; `None` where it may be the whole document."""
        found: set[Element] = set()
        pending: list[Any] = [_direct(schema)]
        while pending:
            direct = pending.pop()
            if direct is None:
                return None
            new = direct - found
            found |= new
            pending += map(self._directly, new)
        return frozenset(found)

    def _directly(self, element: Element) -> frozenset[Element] | None:
        if element not in self._direct:
            try:
                value = pointers.follow(self._document, pointers.pointer(*element))
            except LookupError:
                value = {}  # Whoever compiles the schema is told.
            self._direct[element] = _direct(value)
        return self._direct[element]


def part_of(document: Mapping[str, Any], elements: Iterable[Element]) -> dict[str, Any]:
    """Give a document that has those elements alone, where they stand."""
    made: dict[str, Any] = {}
    for element in sorted(elements):
        *path, name = element
        holder, source = made, document
        try:
            for part in path:
                holder, source = holder.setdefault(part, {}), source[part]
            holder[name] = source[name]
        except LookupError:
            continue  # Whoever compiles the schema is told.
    return made


def plain(value: Any) -> Any:
    """Give a document that is made lazily as a whole."""
    if isinstance(value, Mapping) and not isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value


def _direct(value: Any) -> frozenset[Element] | None:
    """Give the elements that the references inside a value name."""
    found: set[Element] = set()
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, dict):
            target = each.get("$ref")
            if isinstance(target, str):
                parts = pointers.parts(pointers.of_reference(target))
                size = _SIZES.get(parts[0]) if target.startswith("#/") else None
                if size is None or len(parts) < size:
                    return None
                found.add(parts[:size])
            if any(keyword in each for keyword in _DYNAMIC):
                return None
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return frozenset(found)
