"""By which member a record is known, and what its ids keep to."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from contract.model import Operation, Schema
from contract.schemas.parts import Parts
from mockserver.words import singular, words

_IDS: Final = ("id", "uuid", "guid", "key", "slug", "code", "name")


def stem_of(variable: str) -> str:
    """Give what a variable is named for: `flow` of `flow_id`, `flowId` and `flow_id_or_name`."""
    said = list(words(variable))
    for end in ("id", "uuid", "key", "name", "slug", "ids"):
        if end in said[1:]:
            return singular(" ".join(said[: said.index(end, 1)]))
    return singular(" ".join(said))


def id_member(
    variable: str, noun: str, members: Mapping[str, Parts], sent: Collection[str] = ()
) -> str:
    """
    Find the member that the variable of the items' paths stands for; empty: none is known.

    `noun` is what one record is called. Failing all names, it is the one id that a reply has and
    that no request sends.
    """
    by_words = {" ".join(words(name)): name for name in reversed([*members])}
    said = words(variable)
    if not members:
        return said[-1] if said[-1:] and said[-1] in _IDS[3:] else "id"
    wanted = [" ".join(said), " ".join(said[1:]), " ".join(said[-1:]), f"{noun} id", *_IDS[:4]]
    if not variable:
        wanted = ["id", "uuid", f"{noun} id"]
    found = next((by_words[each] for each in wanted if each and each in by_words), "")
    return found or (_given(members, sent) if variable else "")


def _given(members: Mapping[str, Parts], sent: Collection[str]) -> str:
    """Find the one id that the server gives."""
    ids = [
        name
        for name in members
        if words(name)[-1:] == ("id",) and words(name)[:1] != ("parent",) and name not in sent
    ]
    return ids[0] if len(ids) == 1 and sent else ""


def id_schema(member: Parts, operations: Iterable[Operation], variable: str) -> Schema:
    """Say what ids keep to: the member of a record, and the variable of the paths."""
    schemas: list[Any] = [each.schema for each in member]
    for operation in operations:
        for parameter in operation.parameters:
            named = parameter.location == "path" and parameter.name == variable
            if not named:
                continue
            examples = [{"examples": [*parameter.examples.values()]}]
            schemas += [
                each
                for each in (parameter.schema, *(examples if parameter.examples else ()))
                if each and each not in schemas
            ]
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas} if schemas else {}
