"""The inference in words: what each operation was taken for, and why."""

from collections.abc import Mapping
from typing import Any, Final

from mockserver.resources.listing import Comparison, Query
from mockserver.resources.model import Resources, Role, Tally
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


def as_text(found: Resources) -> str:
    """Tell of every resource and operation, one below the other."""
    lines = [f"{len(found.resources)} resources"]
    for each in found.resources.values():
        known = f"known by {each.id_member}" if each.id_member else "known by the path"
        kind = "one record" if each.is_single else known
        owners = ", ".join(owner or "?" for owner in each.parents)
        lines.append(f"  {each.name:<24} {each.path}  {kind}" + (f", of {owners}" * bool(owners)))
        lines += [f"    {_counting(one)}" for one in found.tallies.get(each.name, ())]
    lines.append(f"{len(found.roles)} operations")
    for role in found.roles.values():
        lines += _told(role)
    return "\n".join(lines) + "\n"


def _told(role: Role) -> list[str]:
    target = f" {role.resource}" if role.resource else ""
    lines = [f"  {role.operation}", f"    {role.effect}{target}: {'; '.join(role.reasons)}"]
    lines += [f"    {each}" for each in (*_asking(role.query), *_referring(role))]
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
    otherwise = f"else {status}" if status else "others are taken too: no error is documented"
    return [f"{shown(each)} names one of {each.resource}; {otherwise}" for each in role.references]


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
