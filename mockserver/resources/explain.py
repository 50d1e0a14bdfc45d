"""The inference in words: what each operation was taken for, and why."""

from typing import Any

from mockserver.resources.model import Resources, Role
from mockserver.resources.references import shown


def as_text(found: Resources) -> str:
    """Tell of every resource and operation, one below the other."""
    lines = [f"{len(found.resources)} resources"]
    for each in found.resources.values():
        known = f"known by {each.id_member}" if each.id_member else "known by the path"
        kind = "one record" if each.is_single else known
        owners = ", ".join(owner or "?" for owner in each.parents)
        lines.append(f"  {each.name:<24} {each.path}  {kind}" + (f", of {owners}" * bool(owners)))
    lines.append(f"{len(found.roles)} operations")
    for role in found.roles.values():
        lines += _told(role)
    return "\n".join(lines) + "\n"


def _told(role: Role) -> list[str]:
    target = f" {role.resource}" if role.resource else ""
    lines = [f"  {role.operation}", f"    {role.effect}{target}: {'; '.join(role.reasons)}"]
    lines += [f"    {each}" for each in _referring(role)]
    return lines + [f"    not sure: {each}" for each in role.doubts]


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
            }
            for each in found.resources.values()
        ],
        "operations": [
            {
                "operation": each.operation,
                "resource": each.resource,
                "effect": each.effect,
                "id": each.id,
                "references": {shown(one): one.resource for one in each.references},
                "refused_with": each.refused_with or None,
                "reasons": list(each.reasons),
                "doubts": list(each.doubts),
            }
            for each in found.roles.values()
        ],
    }
