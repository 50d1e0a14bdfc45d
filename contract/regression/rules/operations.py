"""Operations as a whole."""

from collections.abc import Iterator
from typing import Final

from contract.regression.pairs import OperationPair
from contract.regression.rules.rule import Change, Example, Family, Rule

_OPERATIONS: Final = Family("operations")

_OK: Final = {"responses": {"200": {"description": "OK"}}}
_OTHER: Final = {"/other": {"get": _OK}}


def _paths(operation: dict[str, object]) -> dict[str, object]:
    return {"paths": {"/things": {"get": {**_OK, **operation}}, **_OTHER}}


@_OPERATIONS.rule(
    "operation-removed",
    {"": "breaking"},
    Example(_paths({}), {"paths": _OTHER}, "document"),
    "Keep the operation and mark it as deprecated, with a sunset date.",
)
def operation_removed(pair: OperationPair) -> Iterator[Change]:
    """An operation was removed."""
    for old in pair.removed:
        if not pair.may_go:
            yield Change("the operation was removed", old.pointer, "")


@_OPERATIONS.rule(
    "deprecated-operation-removed",
    {"": "safe"},
    Example(_paths({"deprecated": True}), {"paths": _OTHER}, "document"),
)
def deprecated_operation_removed(pair: OperationPair) -> Iterator[Change]:
    """An operation was removed that was deprecated, and not promised for longer."""
    for old in pair.removed:
        if pair.may_go:
            yield Change("the operation, deprecated before, was removed", old.pointer, "")


@_OPERATIONS.rule(
    "operation-added",
    {"": "safe"},
    Example({"paths": _OTHER}, _paths({}), "document"),
)
def operation_added(pair: OperationPair) -> Iterator[Change]:
    """An operation was added."""
    for new in pair.added:
        yield Change("the operation was added", "", new.pointer)


@_OPERATIONS.rule(
    "operation-id-changed",
    {"": "safe"},
    Example({"operationId": "listThings"}, {"operationId": "getThings"}, "operation"),
)
def operation_id_changed(pair: OperationPair) -> Iterator[Change]:
    """The operationId changed: generated clients take the names of methods from it."""
    for old, new in pair.both:
        if old.operation_id is not None and old.operation_id != new.operation_id:
            text = f"the operationId {old.operation_id} became {new.operation_id or 'none'}"
            yield Change(text, old.pointer, new.pointer, old.operation_id, new.operation_id)


RULES: tuple[Rule[OperationPair], ...] = (
    operation_removed,
    deprecated_operation_removed,
    operation_added,
    operation_id_changed,
)
