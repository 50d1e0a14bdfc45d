"""Webhooks and callbacks: what the service calls."""

from collections.abc import Iterator
from typing import Any, Final

from contract.regression.pairs import OperationPair
from contract.regression.rules.rule import Change, Example, Family, Rule

_HOOKS: Final = Family("webhooks and callbacks")


def _document(*names: str) -> dict[str, Any]:
    operation = {"responses": {"204": {"description": "Taken"}}}
    return {"webhooks": {name: {"post": operation} for name in names}}


@_HOOKS.rule(
    "hook-removed",
    {"": "breaking"},
    Example(_document("finished", "failed"), _document("finished"), "document"),
    "Go on calling it: clients wait for it.",
)
def hook_removed(pair: OperationPair) -> Iterator[Change]:
    """A webhook or callback was removed."""
    for old in pair.removed:
        yield Change(f"the {old.path} was removed", old.pointer, "")


@_HOOKS.rule(
    "hook-added",
    {"": "safe"},
    Example(_document("finished"), _document("finished", "failed"), "document"),
)
def hook_added(pair: OperationPair) -> Iterator[Change]:
    """A webhook or callback was added."""
    for new in pair.added:
        yield Change(f"the {new.path} was added", "", new.pointer)


RULES: tuple[Rule[OperationPair], ...] = (hook_removed, hook_added)
