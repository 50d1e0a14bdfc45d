"""The inference in words: what each operation was taken for, and why."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mockserver.resources.listing import Comparison, Query
from mockserver.resources.model import Resource, Resources, Role, Tally
from mockserver.resources.references import shown

#: What parameters of a list do, by the names of `Query`.
_PURPOSES: Final = {
    "page": "is the number of the page",
    "limit": "is how many rows a page has",
    "offset": "is how many rows come before",
    "cursor": "is the row to go on from",
    "before": "is the row to go back from",
    "sort": "is what to sort by",
    "order": "is the direction to sort in",
    "search": "is looked for in all texts",
}
_COMPARISONS: Final[Mapping[Comparison, str]] = {"is": "", "least": ", from", "most": ", up to"}


#: By operation key: what needs no inference.
Behaviours = Mapping[str, Any]
_NONE: Final[Behaviours] = MappingProxyType({})


def as_text(found: Resources, behaviours: Behaviours = _NONE) -> str:
    """Tell of every resource and operation, one below the other."""
    used = _used(found, behaviours)
    lines = [_counted(len(used), "resource")]
    for each in used:
        lines += [f"  {each.name}", f"    {_kind(each)}, at {each.path}"]
        lines += [f"    {_counting(one)}" for one in found.tallies.get(each.name, ())]
    lines += ["", _counted(len(found.roles), "operation")]
    for role in found.roles.values():
        own = behaviours.get(role.operation)
        own_lines = [f"  {role.operation}", f"    a behaviour of its own: {_described(own)}"]
        lines += _told(role) if own is None else own_lines
    return "\n".join(lines) + "\n"


def _used(found: Resources, behaviours: Behaviours) -> list[Resource]:
    """Give the resources that operations without a behaviour are about, and their owners."""
    roles = [each for each in found.roles.values() if each.operation not in behaviours]
    names = {each.resource for each in roles} | {name for each in roles for name, _ in each.owners}
    pending = list(names)
    while pending:
        resource = found.resources.get(pending.pop())
        more = {each for each in resource.parents if each} - names if resource else set()
        names |= more
        pending += more
    return [each for name, each in found.resources.items() if name in names]


def _described(behaviour: Any) -> str:
    """Say what a behaviour does: the first line that is written of it."""
    return next(iter((getattr(behaviour, "__doc__", None) or "").strip().splitlines()), "")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _kind(resource: Resource) -> str:
    if resource.is_single:
        return "one record"
    owners = ", ".join(owner or "?" for owner in resource.parents)
    known = f"by their {resource.id_member}" if resource.id_member else "by their path"
    return f"records known {known}" + (f", below {owners}" * bool(owners))


def _told(role: Role) -> list[str]:
    target = f" {role.resource}" if role.resource else ""
    path = role.operation.partition(" ")[2].rstrip("/")
    # The path stands in the line above.
    why = [
        f"the path{each[len(path) :]}" if each.startswith(f"{path} ") else each
        for each in role.reasons
    ]
    lines = [f"  {role.operation}", f"    {role.effect}{target}: {why[0]}"]
    lines += [f"    {each}" for each in (*why[1:], *_asking(role.query), *_referring(role))]
    return lines + [f"    not sure: {each}" for each in role.doubts]


def _counting(tally: Tally) -> str:
    what = f"sums the {tally.cost} of" if tally.cost else "counts"
    by = f" by {tally.of.member}" if tally.of.member else ""
    return f"{tally.member} {what} its {tally.of.resource}{by}"


def _purposes(query: Query) -> dict[str, str]:
    """Give what parameters are for, by their names."""
    names = {each: getattr(query, each) for each in _PURPOSES}
    return {name: purpose for purpose, name in names.items() if name}


def _asking(query: Query) -> list[str]:
    """Tell what the parameters of a list are for, a line for each purpose."""
    lines = [f"{name} {_PURPOSES[purpose]}" for name, purpose in _purposes(query).items()]
    filters = (
        f"{name} filters by {member}" + _COMPARISONS[comparison]
        for name, (member, comparison) in query.filters.items()
    )
    return [*lines, *filters]


def _referring(role: Role) -> list[str]:
    """Tell which members of the request name records, and what becomes of strangers."""
    status = role.refused_with
    otherwise = (
        f", or is refused by {status}" if status else "; no error is documented, so any will do"
    )
    return [f"{shown(each)} names one of {each.resource}{otherwise}" for each in role.references]


def as_json(found: Resources, behaviours: Behaviours = _NONE) -> dict[str, Any]:
    """Give the same as JSON: `{"resources": [...], "operations": [...]}`."""
    roles = found.roles.values()
    return {
        "resources": [
            {
                "name": each.name,
                "path": each.path,
                "id": each.id_member,
                "parents": list(each.parents),
                "single": each.is_single,
                "counts": {one.member: one.of.resource for one in found.tallies.get(each.name, ())},
            }
            for each in _used(found, behaviours)
        ],
        "operations": [
            {"operation": each.operation, "behaviour": _described(behaviours[each.operation])}
            if each.operation in behaviours
            else {
                "operation": each.operation,
                "resource": each.resource,
                "effect": each.effect,
                "id": each.id,
                "query": {
                    **_purposes(each.query),
                    **{name: " ".join(told) for name, told in each.query.filters.items()},
                },
                "references": {shown(one): one.resource for one in each.references},
                "refused_with": each.refused_with or None,
                "reasons": list(each.reasons),
                "doubts": list(each.doubts),
            }
            for each in roles
        ],
    }
