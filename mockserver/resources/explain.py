"""The inference in words: what each operation was taken for, and why."""

from collections.abc import Container, Mapping
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


def as_text(found: Resources, behaviours: Container[str] = ()) -> str:
    """Tell of every resource and operation, one below the other; `behaviours` need no inference."""
    lines = [_counted(len(found.resources), "resource")]
    for each in found.resources.values():
        lines += [f"  {each.name}", f"    {_kind(each)}, at {each.path}"]
        lines += [f"    {_counting(one)}" for one in found.tallies.get(each.name, ())]
    lines += ["", _counted(len(found.roles), "operation")]
    for role in found.roles.values():
        is_known = role.operation in behaviours
        lines += [f"  {role.operation}", "    a behaviour of its own"] if is_known else _told(role)
    return "\n".join(lines) + "\n"


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


def as_json(found: Resources) -> dict[str, Any]:
    """Give the same as JSON: `{"resources": [...], "operations": [...]}`."""
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
            for each in found.resources.values()
        ],
        "operations": [
            {
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
            for each in found.roles.values()
        ],
    }
