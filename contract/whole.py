"""Whether a document is whole: one file, in which every reference leads to where it may."""

from typing import Any, Final

from contract import pointers
from contract.components import sections
from contract.references import is_reference
from contract.walk import MEMBERS, Kind, Node, walk

#: The members of each kind that hold objects by names.
_MAPS: Final = {
    kind: tuple(member for member, (shape, _) in members.items() if shape == "map")
    for kind, members in MEMBERS.items()
}


def is_whole(document: dict[str, Any]) -> bool:
    """
    Tell whether bundling would leave a document as it is; most are so.

    `False` may also mean that it cannot be told without doing it.
    """
    checks = _Checks(document)
    return all(map(checks.stays, walk(document)))


class _Checks:
    """Looks at one object after the other."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._kinds: frozenset[Kind] = frozenset({*sections(document), "pathItem"})
        self._plain: dict[bool, set[str]] = {True: set(), False: set()}

    def stays(self, node: Node) -> bool:
        """Tell whether there is nothing to be done about an object."""
        value, kind = node.value, node.kind
        if not isinstance(value, dict):
            return True
        if "$id" in value or (kind == "discriminator" and not self._maps_plainly(value)):
            return False
        for member in _MAPS[kind]:
            # `schemas: {$ref: …}`, as some tools allow.
            if member in value and _refers(value[member]):
                return False
        return self._is_plain(value["$ref"], kind) if _refers(value) else True

    def _maps_plainly(self, discriminator: dict[str, Any]) -> bool:
        mapping = discriminator.get("mapping")
        values = mapping.values() if isinstance(mapping, dict) else ()
        references = (each for each in values if isinstance(each, str) and is_reference(each))
        return all(self._is_plain(each, "schema") for each in references)

    def _is_plain(self, reference: str, kind: Kind) -> bool:
        """Tell whether a reference leads to an object of the document, and may stand here."""
        if kind not in self._kinds or not reference.startswith("#/"):
            return False
        plain = self._plain[kind == "schema"]
        if reference not in plain:
            try:
                target = pointers.follow(self._document, pointers.of_reference(reference))
            except LookupError:
                return False
            if not isinstance(target, (dict, bool) if kind == "schema" else dict):
                return False
            plain.add(reference)
        return True


def _refers(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("$ref"), str)
