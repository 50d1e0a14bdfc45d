"""Which operation, parameter, response and media type of the old contract is which of the new."""

import re
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from contract import pointers
from contract.model import Contract, Header, MediaType, Operation, Parameter, Reply
from contract.paths import path_variables
from contract.regression.media import covers, essence
from contract.regression.pairs import Link, Pair

T = TypeVar("T")


def paired(
    old: Iterable[T],
    new: Iterable[T],
    key: Callable[[T], Hashable],
    new_key: Callable[[T], Hashable],
) -> Iterator[Pair[T]]:
    """Pair things by a key: those of the old side in order, then those only the new side has."""
    partners = {new_key(each): each for each in new}
    for each in old:
        yield Pair(each, partners.pop(key(each), None))
    for each in partners.values():
        yield Pair(None, each)


def operations(old: Contract, new: Contract) -> Iterator[Pair[Operation]]:
    """Pair operations; templates are equal up to the names of their variables."""
    return paired(old.operations, new.operations, operation_key, operation_key)


def operation_key(operation: Operation) -> tuple[str, str]:
    """Tell an operation from all others of a contract."""
    return operation.method.upper(), re.sub(r"\{[^{}/]*\}", "{}", operation.path)


def hooks(old: tuple[Operation, ...], new: tuple[Operation, ...]) -> Iterator[Pair[Operation]]:
    """Pair what the service calls, by name and method."""
    return paired(old, new, _hook_key, _hook_key)


def _hook_key(hook: Operation) -> str:
    return hook.key


def parameters(old: Operation, new: Operation) -> Iterator[Pair[Parameter]]:
    """Pair parameters: those of the path by position, headers without regard to case."""
    return paired(
        old.parameters,
        new.parameters,
        lambda each: _parameter_key(each, old),
        lambda each: _parameter_key(each, new),
    )


def _parameter_key(parameter: Parameter, operation: Operation) -> tuple[str, str | int]:
    variables = path_variables(operation.path)
    if parameter.location == "path" and parameter.name in variables:
        return "path", variables.index(parameter.name)
    if parameter.location == "header":
        return "header", parameter.name.lower()
    return parameter.location, parameter.name


def headers(old: Reply, new: Reply) -> Iterator[Pair[Header]]:
    """Pair the headers of a response, without regard to case."""
    return paired(old.headers, new.headers, _header_key, _header_key)


def _header_key(header: Header) -> str:
    return header.name.lower()


def links(old: Reply, new: Reply) -> Iterator[Pair[Link]]:
    """Pair the links of a response, by name."""
    return paired(_links(old), _links(new), _link_key, _link_key)


def _links(reply: Reply) -> list[Link]:
    return [
        Link(name, value, f"{reply.pointer}/links{pointers.pointer(name)}")
        for name, value in reply.links.items()
    ]


def _link_key(link: Link) -> str:
    return link.name


def replies(old: Operation, new: Operation) -> Iterator[Pair[Reply]]:
    """Pair responses by status; where a status is missing, by the range that covers it."""
    before = {each.status: each for each in old.replies}
    after = {each.status: each for each in new.replies}
    covered: set[str] = set()
    for status, reply in before.items():
        partners = _partners(status, before, after)
        covered.update(partners)
        for partner in partners:
            yield Pair(reply, after[partner])
        if not partners:
            yield Pair(reply, None)
    yield from (Pair(None, reply) for status, reply in after.items() if status not in covered)


def _partners(status: str, before: dict[str, Reply], after: dict[str, Reply]) -> list[str]:
    if status in after:
        return [status]
    if status.isdigit():
        return [each for each in after if each == f"{status[0]}XX"]
    if status.endswith("XX"):
        return [each for each in after if each[0] == status[0] and each not in before]
    return []


def media_types(
    old: tuple[MediaType, ...], new: tuple[MediaType, ...]
) -> Iterator[Pair[MediaType]]:
    """Pair media types: the same first, then those of which one covers the other."""
    left = {essence(each.name): each for each in new}
    waiting = []
    for media_type in old:
        same = left.pop(essence(media_type.name), None)
        if same is None:
            waiting.append(media_type)
        else:
            yield Pair(media_type, same)
    for media_type in waiting:
        name = next((each for each in left if _are_related(each, media_type.name)), None)
        yield Pair(media_type, left.pop(name) if name else None)
    yield from (Pair(None, each) for each in left.values())


def _are_related(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)
