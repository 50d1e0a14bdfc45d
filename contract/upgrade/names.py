"""Names of components that OpenAPI 3 allows: 2.0 allows any, and 3.0's schema does not look."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from contract import pointers
from contract.components import LEGAL_NAME, component_name, sections
from contract.notes import Notes
from contract.walk import Kind, Node, rewritten

#: New names by section and old name.
_Names = dict[tuple[str, ...], dict[str, str]]


def with_legal_names(document: dict[str, Any], notes: Notes) -> dict[str, Any]:
    """Rename components whose names are not legal; references and requirements follow."""
    renamed: _Names = {}
    for path in sections(document).values():
        names = _new_names(_section(document, path))
        for old, new in names.items():
            notes.add(pointers.pointer(*path, old), f"the name is not legal, it is now {new}")
        if names:
            renamed[path] = names
    if not renamed:
        return document
    following = _Following(renamed, sections(document))
    result: dict[str, Any] = rewritten(document, following)
    return result


def _section(document: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    element: Any = document
    for part in path:
        element = element.get(part)
        if not isinstance(element, dict):
            return {}
    return dict(element)


def _new_names(section: dict[str, Any]) -> dict[str, str]:
    taken = {name for name in section if LEGAL_NAME.fullmatch(name)}
    names = {}
    for old in section:
        if old not in taken:
            names[old] = component_name(old, taken)
            taken.add(names[old])
    return names


class _Following:
    """Writes the new names wherever a component is named."""

    def __init__(self, renamed: _Names, paths: Mapping[Kind, tuple[str, ...]]) -> None:
        self._renamed = renamed
        self._schemas = renamed.get(paths["schema"], {})
        self._schemes = renamed.get(paths["securityScheme"], {})

    def __call__(self, node: Node) -> Any:
        value = node.value
        if node.kind in ("document", "components"):
            value = self._sections(value, () if node.kind == "document" else ("components",))
        if node.kind == "securityRequirement":
            value = {self._schemes.get(name, name): scopes for name, scopes in value.items()}
        if node.kind == "discriminator" and isinstance(value.get("mapping"), dict):
            mapping = {key: self._mapped(each) for key, each in value["mapping"].items()}
            value = {**value, "mapping": mapping}
        if node.reference is not None:
            value = {**value, "$ref": self._reference(node.reference)}
        return value

    def _sections(self, holder: dict[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
        changed = {}
        for member, held in holder.items():
            names = self._renamed.get((*path, member), {})
            changed[member] = {names.get(n, n): each for n, each in held.items()} if names else held
        return changed

    def _mapped(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return self._schemas.get(value) or self._reference(value)

    def _reference(self, reference: str) -> str:
        if not reference.startswith("#/"):
            return reference
        parts = pointers.parts(unquote(reference[1:]))
        for path, names in self._renamed.items():
            length = len(path)
            if parts[:length] == path and len(parts) > length and parts[length] in names:
                new = (*path, names[parts[length]], *parts[length + 1 :])
                return f"#{pointers.pointer(*new)}"
        return reference
