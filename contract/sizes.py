"""How large and how deep a document may be."""

from typing import Any, Final

from contract.errors import InvalidDocument

#: Of one file, in values, with what YAML aliases share written out.
_LARGEST: Final = 5_000_000
_DEEPEST: Final = 400
_CONTAINERS: Final = (dict, list)


def check_size(content: Any, name: str) -> None:
    """
    Refuse what is too large or too deep, without writing out what YAML aliases share.

    Raises:
        InvalidDocument: it is, or it contains itself.
    """
    if not _is_small(content):
        _measure_shared(content, name)


def _is_small(content: Any) -> bool:
    """Tell whether content is within bounds even with what aliases share written out."""
    level, size = [content], 1
    for _ in range(_DEEPEST):
        held = [each for each in level if isinstance(each, _CONTAINERS)]
        size += sum(map(len, held))
        if not held or size > _LARGEST:
            return size <= _LARGEST
        level = []
        for each in held:
            level.extend(each.values() if isinstance(each, dict) else each)
    return False


def _measure_shared(content: Any, name: str) -> None:
    measured: dict[int, tuple[int, int]] = {}
    open_ids: set[int] = set()
    pending = [(content, False)]
    while pending:
        element, complete = pending.pop()
        inner = [each for _, each in containers(element)]
        if complete:
            open_ids.discard(id(element))
            measured[id(element)] = _measure(element, [measured[id(each)] for each in inner], name)
        elif id(element) in open_ids:
            raise InvalidDocument(name, "", "a part of it contains itself by an alias")
        elif id(element) not in measured:
            open_ids.add(id(element))
            pending.append((element, True))
            pending.extend((each, False) for each in inner)


def _measure(element: Any, inner: list[tuple[int, int]], name: str) -> tuple[int, int]:
    """Give the number of values in an element, itself included, and its depth."""
    own = len(element) if isinstance(element, dict | list) else 0
    size = 1 + own - len(inner) + sum(each for each, _ in inner)
    depth = 1 + max((each for _, each in inner), default=0)
    if size > _LARGEST:
        raise InvalidDocument(name, "", f"it has more than {_LARGEST:,} values")
    if depth > _DEEPEST:
        raise InvalidDocument(name, "", f"it is nested more than {_DEEPEST} levels deep")
    return size, depth


def containers(element: Any) -> list[tuple[str | int, Any]]:
    """Give the mappings and lists directly inside a value, with their keys."""
    if isinstance(element, dict):
        return [(key, each) for key, each in element.items() if isinstance(each, dict | list)]
    if isinstance(element, list):
        return [(key, each) for key, each in enumerate(element) if isinstance(each, dict | list)]
    return []
