"""
OpenAPI Overlay: amendments to a document, each with its reason.

Source: Overlay Specification 1.0.0 and 1.1.0. Targets are JSONPath (RFC 9535). Actions apply in
order, each to the result of the one before; one that matches nothing does nothing and is reported.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from contract.errors import InvalidOverlay

if TYPE_CHECKING:
    import jsonpath

_VERSIONS: Final = ("1.0", "1.1")


@dataclass(frozen=True, slots=True)
class Action:
    """One amendment: merge `update`, put a copy of what `copy` names, or remove."""

    target: str
    update: Any = None
    has_update: bool = False
    copy: str | None = None
    remove: bool = False
    joins_lists: bool = True  #: Overlay 1.0 appends a list to a list as one item.
    description: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A list of actions."""

    name: str  #: What messages call it.
    title: str
    extends: str | None
    actions: tuple[Action, ...]

    @classmethod
    def from_value(cls, value: Any, name: str) -> "Overlay":
        """
        Read an overlay out of parsed YAML or JSON.

        Raises:
            InvalidOverlay: it breaks the Overlay Specification.
        """
        if not isinstance(value, Mapping) or "overlay" not in value:
            raise InvalidOverlay(name, "this is no overlay: the member `overlay` is missing")
        if str(value["overlay"]).rpartition(".")[0] not in _VERSIONS:
            raise InvalidOverlay(name, f"version {value['overlay']} is not 1.0.x or 1.1.x")
        info, actions = value.get("info"), value.get("actions")
        if not isinstance(info, Mapping) or not {"title", "version"} <= info.keys():
            raise InvalidOverlay(name, "`info` needs a `title` and a `version`")
        if not isinstance(actions, list) or not actions:
            raise InvalidOverlay(name, "`actions` must be a list with at least one action")
        is_first = str(value["overlay"]).startswith("1.0.")
        read = tuple(
            _action(each, number, name, is_first=is_first) for number, each in enumerate(actions, 1)
        )
        return cls(name, str(info["title"]), value.get("extends"), read)


def apply(document: dict[str, Any], *overlays: Overlay) -> tuple[dict[str, Any], list[str]]:
    """
    Apply overlays, one after the other, to a copy of a document.

    Gives the amended document, and a warning for every action that matched nothing.

    Raises:
        InvalidOverlay: a target is no JSONPath, or an action does not fit what it matched.
    """
    amended = copy.deepcopy(document)
    warnings: list[str] = []
    for overlay in overlays:
        warnings += _apply(overlay, amended)
    return amended, warnings


def _apply(overlay: Overlay, amended: dict[str, Any]) -> list[str]:
    warnings: list[str] = []
    for number, action in enumerate(overlay.actions, 1):
        matches = _find(action.target, amended, overlay.name, number)
        if not matches:
            warnings.append(f"{overlay.name}: action {number}: {action.target} matches nothing")
        # Backwards, so that removing an item of a list leaves the places before it as they were.
        for match in reversed(matches):
            _act(action, match, amended, overlay.name, number)
    return warnings


def _action(value: Any, number: int, name: str, *, is_first: bool) -> Action:
    if not isinstance(value, Mapping) or not isinstance(value.get("target"), str):
        raise InvalidOverlay(name, f"action {number} has no `target`")
    if "copy" in value and (is_first or not isinstance(value["copy"], str)):
        reason = "`copy` is new in 1.1" if is_first else "`copy` is no JSONPath"
        raise InvalidOverlay(name, f"action {number}: {reason}")
    if not {"update", "copy"} & value.keys() and value.get("remove") is not True:
        raise InvalidOverlay(name, f"action {number} has neither `update`, `copy` nor `remove`")
    return Action(
        target=value["target"],
        update=value.get("update"),
        has_update="update" in value,
        copy=value.get("copy"),
        remove=value.get("remove") is True,
        joins_lists=not is_first,
        description=value.get("description", ""),
    )


def _find(path: str, document: Any, name: str, number: int) -> "list[jsonpath.JSONPathMatch]":
    import jsonpath

    try:
        return list(jsonpath.finditer(path, document))
    except jsonpath.JSONPathError as error:
        raise InvalidOverlay(name, f"action {number}: {path} is no JSONPath: {error}") from error


def _act(
    action: Action, match: "jsonpath.JSONPathMatch", document: Any, name: str, number: int
) -> None:
    if action.remove:
        if match.parent is None:
            raise InvalidOverlay(name, f"action {number} would remove the whole document")
        _container(match.parent).pop(match.parts[-1])
        return
    update = action.update
    if action.copy is not None:
        sources = _find(action.copy, document, name, number)
        if len(sources) != 1:
            message = f"action {number}: `copy` must name one element, {action.copy} names"
            raise InvalidOverlay(name, f"{message} {len(sources)}")
        update = sources[0].obj
    if isinstance(match.obj, list) and not (action.joins_lists and isinstance(update, list)):
        update = [update]
    _update(match, copy.deepcopy(update), name, number)


def _update(match: "jsonpath.JSONPathMatch", update: Any, name: str, number: int) -> None:
    target = match.obj
    if isinstance(target, list):
        target.extend(update)
    elif isinstance(target, dict) and isinstance(update, dict):
        _merge(target, update)
    elif match.parent is not None and not isinstance(target, dict):
        _container(match.parent)[match.parts[-1]] = update
    else:
        raise InvalidOverlay(name, f"action {number}: an object can only be updated by an object")


def _container(match: "jsonpath.JSONPathMatch") -> Any:
    return match.obj


def _merge(target: dict[str, Any], update: dict[str, Any]) -> None:
    """Merge recursively: members of objects one by one, lists joined, the rest replaced."""
    for key, value in update.items():
        known = target.get(key)
        if isinstance(known, dict) and isinstance(value, dict):
            _merge(known, value)
        elif isinstance(known, list) and isinstance(value, list):
            known.extend(value)
        else:
            target[key] = value
