"""
What each operation of a contract does to which resource, by paths, methods and schemas.

`/pets` and `/pets/{petId}` are a collection and its items, `/me` is a single record,
`POST /pets/{petId}/feed` does something to an item. What a document says by `x-mock` goes before
anything inferred. Nothing here answers requests: `engine.py` acts on what comes out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from contract.model import Contract, Operation
from contract.schemas.parts import Parts
from mockserver.resources.dependents import dependences, tallies
from mockserver.resources.finding import Finding
from mockserver.resources.hints import Hint, hint_of
from mockserver.resources.ids import stem_of
from mockserver.resources.listing import query_of
from mockserver.resources.model import Effect, Resource, Resources, Role
from mockserver.resources.nouns import Nouns
from mockserver.resources.paths import Template
from mockserver.resources.references import references, refusal_for
from mockserver.resources.verbs import unspoken
from mockserver.words import singular, words

_SEARCH: Final = frozenset("search query find filter list lookup all recent latest by".split())
_MANY: Final = frozenset("batch bulk many multiple list array import".split())
_REMOVE: Final = frozenset("delete remove clear purge".split())
#: What a request tells members of a record by.
_TELLING: Final = ("create", "replace", "update", "action")
_BY_METHOD: Final[Mapping[str, Effect]] = {
    "GET": "read",
    "PUT": "replace",
    "PATCH": "update",
    "DELETE": "delete",
    "POST": "action",
}


def infer(contract: Contract) -> Resources:
    """
    Find the resources of a contract, and what each operation does to them.

    Raises:
        InvalidHint: an `x-mock` of the document says what cannot be.
    """
    found = Finding(contract)
    roles = _Roles(found)
    given = {each.key: roles.role(each) for each in contract.operations}
    resources, nouns = found.resources, Nouns(found.resources.values())
    members = {name: found.shapes.members(found.records.get(name)) for name in resources}
    for each in contract.operations:
        role = _referring(each, given[each.key], found, nouns)
        given[each.key] = _asking(each, role, members.get(role.resource, {}))
    depending = dependences(resources, nouns, members)
    counted = {
        name: tuple(tallies(found.shapes, members[name], each, members))
        for name, each in depending.items()
    }
    return Resources(resources, given, depending, counted)


def _asking(operation: Operation, role: Role, members: Iterable[str]) -> Role:
    """Add to a list what its parameters are for."""
    if role.effect != "list":
        return role
    told = (*role.scope, *(variable for _, variable in role.owners), role.id)
    in_path = [each.name for each in operation.parameters if each.location == "path"]
    variables = [each for each in in_path if each not in told]
    return role._replace(query=query_of(operation, members, variables))


def _referring(operation: Operation, role: Role, found: Finding, nouns: Nouns) -> Role:
    """Add to a role which records its request names."""
    if role.effect not in _TELLING or not role.resource or operation.body is None:
        return role
    resource, shapes = found.resources[role.resource], found.shapes
    sent = shapes.request(operation)
    known = shapes.members(found.records.get(resource.name))
    rows = shapes.many(sent, resource.name, known) if role.effect == "create" else None
    told = shapes.members(rows or sent) or known
    named = references(shapes, nouns, resource, told, known)
    return role._replace(references=named, refused_with=refusal_for(operation) if named else 0)


class _Roles:
    """Tells what the operations of one contract do to its resources."""

    def __init__(self, found: Finding) -> None:
        self._found = found

    def role(self, operation: Operation) -> Role:
        template = Template.of(operation.path)
        role = self._inferred(operation, template)
        hint = hint_of(operation)
        return self._hinted(role, hint, operation, template) if hint else role

    def _hinted(self, role: Role, hint: Hint, operation: Operation, template: Template) -> Role:
        """Let the document's own word go before what was inferred."""
        name = hint.resource or role.resource
        if hint.effect == "sample" or (not name and hint.effect is None):
            return Role(operation.key, "sample", reasons=("x-mock says so",))
        if name not in self._found.resources:
            variables = tuple(each for each in template.variables if each != hint.id)
            made = Template(("", *("{" + each + "}" for each in variables)))
            record = self._found.record(operation, template)
            self._found.resources[name] = Resource(
                name,
                made.path,
                "id",
                {},
                record.schema if record else None,
                self._found.parents(made),
            )
        id_ = hint.id or role.id or (template.variable if hint.effect != "list" else "")
        scope = tuple(each for each in template.variables if each != id_)
        listing = self._found.listing(operation, name)
        return role._replace(
            effect=hint.effect or role.effect,
            resource=name,
            id=id_,
            scope=scope[: len(self._found.resources[name].parents)],
            listing=listing,
            reasons=("x-mock says so",),
            doubts=(),
        )

    def _inferred(self, operation: Operation, template: Template) -> Role:
        """Take an operation for what its path and method say, a verb in the path included."""
        said = unspoken(operation)
        if said is not None and template.key not in self._found.collections:
            role = self._plain(replace(operation, method=said[1]), said[0])
            if role.effect not in ("sample", "action"):
                reason = f"{template.path} is said as {said[1]} {said[0].path}"
                return role._replace(operation=operation.key, reasons=(reason, *role.reasons))
        return self._plain(operation, template)

    def _plain(self, operation: Operation, template: Template) -> Role:
        here = self._found.collections.get(template.key)
        if here is not None and here.is_single:
            return self._of_single(operation, template, here)
        if here is not None:
            return self._of_collection(operation, template, here)
        if template.variable:
            part = self._found.collections.get(self._found.parts.get(template.key, ""))
            if part is not None and operation.method == "GET":
                return self._of_part(operation, template, part)
            above = self._found.deep_items.get(template.key, template.above.key)
            owner = self._found.collections.get(above)
            if owner is not None:
                return self._of_item(operation, template, owner)
        else:
            below = self._below(operation, template)
            if below is not None:
                return below
        return self._by_variable(operation, template) or Role(
            operation.key, "sample", reasons=("nothing tells of records, so nothing is remembered",)
        )

    def _of_single(self, operation: Operation, template: Template, resource: Resource) -> Role:
        effect = _BY_METHOD.get(operation.method, "sample")
        reasons = (f"{template.path} is one record that is read and changed",)
        return Role(operation.key, effect, resource.name, template.variables,
                    verb=template.last, reasons=reasons)  # fmt: skip

    def _of_collection(self, operation: Operation, template: Template, resource: Resource) -> Role:
        role = self._in_collection(operation, template, resource)
        listing = self._found.listing(operation, template.noun)
        reason = f"{template.path} is the collection of {resource.name}"
        if operation.method == "POST":
            return role._replace(effect="create", listing=listing, reasons=(reason,))
        if operation.method == "DELETE":
            doubts = () if self._names_records(operation) else ("it deletes all records",)
            return role._replace(effect="delete", reasons=(reason,), doubts=doubts)
        if operation.method in ("PUT", "PATCH"):
            sent = self._found.shapes.members(self._found.shapes.request(operation))
            if resource.id_member in sent:
                effect = _BY_METHOD[operation.method]
                reasons = (reason, f"the body names the record by {resource.id_member}")
                return role._replace(effect=effect, reasons=reasons)
            return role._replace(
                resource="", scope=(), reasons=(f"{reason}, but no body names one",)
            )
        if operation.method in ("GET", "QUERY") and not self._found.is_remembered(resource):
            reason = "nothing tells what its records are, nor changes them"
            owner = self._found.collections.get(template.above.above.key)
            if template.above.variable and owner is not None and not owner.is_single:
                below = self._below_item(operation, template, owner)
                return below._replace(reasons=(*below.reasons, reason), doubts=())
            return role._replace(resource="", scope=(), owners=(), reasons=(reason,))
        if operation.method in ("GET", "QUERY"):
            reply = self._found.reply(operation)
            if listing is not None or reply is None:
                doubts = () if listing else ("the reply's schema shows no rows",)
                return role._replace(
                    effect="list", listing=listing, reasons=(reason,), doubts=doubts
                )
        return role._replace(resource="", scope=(), reasons=("the reply is no list of records",))

    def _in_collection(self, operation: Operation, template: Template, resource: Resource) -> Role:
        """Tell whose records a collection's path is about, though they may be found elsewhere."""
        depth = len(resource.parents)
        owners = tuple(zip(self._found.parents(template), template.variables, strict=True))[depth:]
        return Role(operation.key, "sample", resource.name, template.variables[:depth], owners)

    def _of_part(self, operation: Operation, template: Template, resource: Resource) -> Role:
        """Take `GET /timeline/{username}` for a list where its reply is one."""
        return Role(
            operation.key,
            "list",
            resource.name,
            template.variables[: len(resource.parents)],
            listing=self._found.listing(operation, template.noun),
            reasons=(f"{template.path} lists those of {resource.name} by {template.variable}",),
        )

    def _of_item(self, operation: Operation, template: Template, resource: Resource) -> Role:
        effect = _BY_METHOD.get(operation.method, "sample")
        reasons = [f"{template.path} is one of {resource.name}"]
        if operation.method == "POST":
            sent = self._found.shapes.members(self._found.shapes.request(operation))
            known = self._found.shapes.members(self._found.records.get(resource.name))
            if self._is_making(template, resource, sent):
                effect = "create"
                reasons.append("nothing else makes any")
            elif sent.keys() & known.keys():
                effect = "update"
                reasons.append("the body has members of it")
        return Role(
            operation.key,
            effect,
            resource.name,
            template.variables[: len(resource.parents)],
            id=template.variable,
            listing=self._found.listing(operation, template.noun) if effect == "read" else None,
            reasons=tuple(reasons),
        )

    def _is_making(self, template: Template, resource: Resource, sent: Mapping[str, Parts]) -> bool:
        """Tell whether `POST /servers/{name}` makes the server: by nothing else they are made."""
        is_own = template.above.key == Template.of(resource.path).key
        if not is_own or "POST" in self._found.methods(template.above):
            return False
        known = self._found.shapes.members(self._found.records.get(resource.name))
        is_changed = {"PUT", "PATCH", "DELETE"} & self._found.methods(template)
        return bool(is_changed) and (resource.id_member in sent or not sent.keys() & known.keys())

    def _below(self, operation: Operation, template: Template) -> Role | None:
        """Take what stands below a collection or an item for something done to them."""
        owner = self._found.collections.get(template.above.key)
        if owner is not None and not owner.is_single:
            return self._below_collection(operation, template, owner)
        if template.above.variable:
            owner = self._found.collections.get(template.above.above.key)
            if owner is not None and not owner.is_single:
                return self._below_item(operation, template, owner)
        return None

    def _below_item(self, operation: Operation, template: Template, owner: Resource) -> Role:
        return Role(
            operation.key,
            "action",
            owner.name,
            template.variables[: len(owner.parents)],
            id=template.variables[-1],
            verb=template.last,
            reasons=(f"{template.last} is done to one of {owner.name}",),
            doubts=("it could be a record of its own",) if operation.method == "GET" else (),
        )

    def _below_collection(
        self, operation: Operation, template: Template, owner: Resource
    ) -> Role | None:
        said = {*words(template.last)}
        role = self._in_collection(operation, template.above, owner)
        listing = self._found.listing(operation, owner.name)
        rows = self._found.shapes.rows(self._found.reply(operation), owner.name)
        is_same = self._found.shapes.target(rows) == self._found.target(owner) != ""
        if listing is not None and operation.method in ("GET", "POST") and said & _SEARCH:
            reason = f"{template.last} looks for records of {owner.name}"
            return role._replace(effect="list", listing=listing, reasons=(reason,))
        if listing is not None and operation.method == "GET" and is_same:
            reason = f"the rows are records of {owner.name}"
            return role._replace(effect="list", listing=listing, reasons=(reason,))
        names_records = self._names_records(operation)
        if names_records and (operation.method == "DELETE" or said & _REMOVE):
            reason = f"the request names records of {owner.name} to delete"
            return role._replace(effect="delete", reasons=(reason,))
        if operation.method == "POST" and self._sends_many(operation) and said & _MANY:
            reason = f"the body has many records of {owner.name}"
            return role._replace(effect="create", listing=listing, reasons=(reason,))
        return None

    def _by_variable(self, operation: Operation, template: Template) -> Role | None:
        """Take an operation for something done to what its last variable is named for."""
        if not template.variables:
            return None
        name = template.variables[-1]
        owner = self._found.named(stem_of(name))
        is_id = {"id", "uuid", "slug", "key"} & {*words(name)} or stem_of(name) == singular(name)
        if owner is None or owner.parents or not is_id:
            return None
        verb = template.above.last if template.variable else template.last
        reasons = (f"{{{name}}} is named for {owner.name}",)
        doubts = ("the path does not begin with the collection",)
        return Role(
            operation.key, "action", owner.name, id=name, verb=verb, reasons=reasons, doubts=doubts
        )

    def _names_records(self, operation: Operation) -> bool:
        """Tell whether a request lists ids."""
        body = self._found.shapes.request(operation)
        if body is not None:
            view = self._found.shapes.view(body.parts)
            if "array" in view.types and not view.declared:
                return True
            if any(words(name)[-1:] == ("ids",) for name in self._found.shapes.members(body)):
                return True
        names = (each.name for each in operation.parameters if each.location == "query")
        return any(words(name)[-1:] == ("ids",) or words(name) == ("id",) for name in names)

    def _sends_many(self, operation: Operation) -> bool:
        body = self._found.shapes.request(operation)
        return self._found.shapes.rows(body, "") is not None
