"""Leaving out members that an older version does not have."""

from collections.abc import Iterable, Mapping
from typing import Any

from contract.notes import Notes
from contract.pointers import pointer
from contract.walk import Kind, Node


def without_newer(
    node: Node, newer: Mapping[Kind, Iterable[str]], version: str, notes: Notes
) -> Any:
    """Give an object without the members that its kind has only got since."""
    lost = [member for member in newer.get(node.kind, ()) if member in node.value]
    for member in lost:
        reason = f"OpenAPI {version} has no such member, it is left out"
        notes.add(node.pointer + pointer(member), reason)
    return (
        {key: each for key, each in node.value.items() if key not in lost} if lost else node.value
    )
