"""
Requests that contradict what is there: they name what is missing, or what may be there once.

They are refused only by a status that the contract documents for it.
"""

from typing import Final

from mockserver.behaviours import Call, Refusal
from mockserver.resources.making import Members, Scope
from mockserver.resources.model import Resources
from mockserver.resources.nouns import noun_of_resource
from mockserver.resources.prepared import Prepared
from mockserver.resources.records import Records
from mockserver.resources.references import named_ids, stranger
from mockserver.world import Record

#: Members that no two records share, the first that a record has; names only where it has no other.
_UNIQUE: Final = ("email", "username", "login", "slug", "sku", "isbn", "handle", "key", "code")
_NAMES: Final = ("name", "title")


class Refusing:
    """Refuses what contradicts the records of one contract."""

    def __init__(self, found: Resources, records: Records) -> None:
        self._found = found
        self._records = records

    def strangers(
        self,
        call: Call,
        prepared: Prepared,
        scope: Scope,
        told: Members,
        before: Record | None = None,
    ) -> None:
        """Refuse to name what is not there, where the contract documents it; what stays may."""
        status = prepared.role.refused_with
        for reference in prepared.role.references if status else ():
            other = self._found.resources[reference.resource]
            inside = scope[: len(other.parents)]
            kept = named_ids(before["members"], reference.place) if before else ()
            known = [value for _, value in kept]
            for at, value in named_ids(told, reference.place):
                if value in known or self._records.named(call.world, other, inside, value):
                    continue
                violations = (stranger(at, noun_of_resource(other), value),)
                raise Refusal(status, violations=violations)

    def twin(
        self,
        call: Call,
        prepared: Prepared,
        scope: Scope,
        told: Members,
        before: Record | None = None,
    ) -> None:
        """Refuse what makes two records alike by id or name, where the contract documents 409."""
        if "409" not in [each.status for each in prepared.operation.replies]:
            return
        if prepared.role.effect == "create" and prepared.role.id:
            key = str(call.values.path[prepared.role.id])
            if self._records.get(call.world, prepared.resource, scope, key) is not None:
                raise Refusal(409, message=f"there is such a {noun_of_resource(prepared.resource)}")
        members = self._records.members(prepared.resource)
        given = {name for name in told if told[name] is not None}
        unique = [name for name in members if name in _UNIQUE and name in given]
        unique = unique or [name for name in _NAMES if name in given]
        unique += [prepared.resource.id_member] if prepared.resource.id_member in given else []
        for record in self._records.all(call.world, prepared.resource, scope):
            is_itself = before is not None and before["key"] == record["key"]
            for name in () if is_itself else unique:
                if record["members"].get(name) == told[name]:
                    raise Refusal(409, message=f"another record has this {name}")

    def needed(self, call: Call, prepared: Prepared, scope: Scope, record: Record) -> None:
        """Refuse to delete what others depend on, where the contract documents 409."""
        if "409" not in [each.status for each in prepared.operation.replies]:
            return
        world, resource = call.world, prepared.resource
        for each in self._records.dependents.of(resource):
            if self._records.dependents.records(world, resource, scope, record, each):
                raise Refusal(409, message=f"there are {each.resource} that depend on it")
