"""The resources of a contract: where collections, items and single records stand."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from contract.model import Contract, Operation, Schema
from contract.schemas.parts import Parts
from mockserver.replies import success
from mockserver.resources.model import Listing, Resource
from mockserver.resources.paths import Template
from mockserver.resources.shapes import Body, Shapes
from mockserver.words import singular, words

_VERBS: Final = frozenset(
    "get create update delete remove add list upload download import export search run execute "
    "download check send start stop".split()
)
_SINGLE: Final = frozenset("me self current settings profile preferences config account".split())
_IDS: Final = ("id", "uuid", "guid", "key", "slug", "code", "name")


class Finding:
    """The resources of one contract, found when it is made: the shallowest before the others."""

    def __init__(self, contract: Contract) -> None:
        self.shapes = Shapes(contract)
        self._operations: dict[str, dict[str, Operation]] = {}
        for each in contract.operations:
            key = Template.of(each.path).key
            self._operations.setdefault(key, {}).setdefault(each.method, each)
        self.resources: dict[str, Resource] = {}
        self.collections: dict[str, Resource] = {}  #: By the key of the collection's template.
        self.records: dict[str, Body | None] = {}  #: By resource: what its records look like.
        templates = {Template.of(each.path).key: Template.of(each.path)
                     for each in reversed(contract.operations)}  # fmt: skip
        order = sorted(templates.values(), key=lambda each: (len(each.segments), each.path))
        for template in order:
            self._find_collection(template)
        for template in order:
            self._find_single(template)

    def _find_collection(self, template: Template) -> None:
        """Add the resource whose collection stands here, if one does."""
        if template.variable or not template.segments:
            if len(template.segments) > 1 and template.variable:
                self._add_collection(template.above)
            return
        here = self._operations[template.key]
        lists = "GET" in here and self._lists(here["GET"], template)
        creates = "POST" in here and self._creates(here["POST"])
        is_plural = self._is_plural(template)
        if (lists and ("POST" in here or is_plural)) or (creates and is_plural):
            self._add_collection(template)

    def _add_collection(self, template: Template) -> None:
        if template.key in self.collections or template.noun.lower() in _VERBS:
            return
        item = self._operations.get(f"{template.key}/{{}}", {})
        here = self._operations.get(template.key, {})
        alias = self._alias(template, item, here) or self._shared(template, item, here)
        if alias is not None:
            self.collections[template.key] = alias
        elif {"GET", "PUT", "PATCH", "DELETE"} & {*item} or here:
            self.collections[template.key] = self._new(template, here, item)

    def _alias(
        self, template: Template, item: Mapping[str, Operation], here: Mapping[str, Operation]
    ) -> Resource | None:
        """
        Find the resource that another path leads to as well, as `/public/flows/{flow_id}` does.

        It is one with the same owners, whose records are the same component, or which the variable
        is named for; a path by which records are made is no other path to them.
        """
        if "POST" in here or not item:
            return None
        variables = {Template.of(each.path).variable for each in item.values()}
        reading = item.get("GET")
        target = self.shapes.target(self.record(reading, template)) if reading else ""
        for resource in self.resources.values():
            if len(resource.parents) != len(template.variables):
                continue
            stems = {stem_of(each) for each in variables}
            if singular(Template.of(resource.path).noun) in stems - {singular(template.noun)}:
                return resource
            if target and self.target(resource) == target:
                return resource
        return None

    def _shared(
        self, template: Template, item: Mapping[str, Operation], here: Mapping[str, Operation]
    ) -> Resource | None:
        """
        Find the resource whose records are listed here by their owner.

        `/users/{user_id}/orders` without items of its own lists those of `/orders/{order_id}`.
        """
        if item or not template.variables:
            return None
        parents = self.parents(template)
        found = self.named(singular(template.noun))
        if found is None or len(parents) != 1 or not parents[0]:
            return None
        here_target = self.shapes.target(self._record_of([], here, template))
        if here_target and self.target(found) and here_target != self.target(found):
            return None
        shared = replace(found, owners=(*found.owners, parents[0]))
        self.resources[found.name] = shared
        for key, each in self.collections.items():
            if each.name == found.name:
                self.collections[key] = shared
        return shared

    def _new(
        self, template: Template, here: Mapping[str, Operation], item: Mapping[str, Operation]
    ) -> Resource:
        reading = [item.get("GET"), item.get("PATCH"), item.get("PUT"), here.get("POST")]
        record = self._record_of(filter(None, reading), here, template)
        variable = next((Template.of(each.path).variable for each in item.values()), "")
        members = self.shapes.members(record)
        id_member = _id_member(variable, template, members)
        resource = Resource(
            name=self._name(template),
            path=template.path,
            id_member=id_member,
            id_schema=self._id_schema(members.get(id_member, ()), item.values(), variable),
            schema=record.schema if record else None,
            parents=self.parents(template),
        )
        self.resources[resource.name] = resource
        self.records[resource.name] = record
        return resource

    def _record_of(
        self, reading: Iterable[Operation], here: Mapping[str, Operation], template: Template
    ) -> Body | None:
        """Find what a record looks like: as it is read, listed, or sent."""
        found = [self.record(each, template) for each in reading]
        rows = self.shapes.rows(self.reply(here.get("GET")), template.noun)
        sent = self.shapes.request(here["POST"]) if "POST" in here else None
        full = [each for each in (*found, rows) if each and self.shapes.members(each)]
        if not full:
            return sent if self.shapes.members(sent) else None
        # What is created is sometimes answered by its id alone.
        return max(full[:2], key=lambda each: len(self.shapes.members(each)))

    def _find_single(self, template: Template) -> None:
        """Add the single record that stands here, such as `/settings`."""
        here = self._operations.get(template.key, {})
        if template.variable or template.key in self.collections or "GET" not in here:
            return
        record = self.record(here["GET"], template)
        is_changed = bool({"PUT", "PATCH"} & {*here})
        is_named = not _SINGLE.isdisjoint(words(template.last)) and record is not None
        if not is_changed and not is_named:
            return
        if self._lists(here["GET"], template) and not self._is_put_back(here, record):
            return
        resource = Resource(
            name=self._name(template),
            path=template.path,
            id_member="",
            id_schema=True,
            schema=record.schema if record else None,
            parents=self.parents(template),
            is_single=True,
        )
        self.resources[resource.name] = self.collections[template.key] = resource

    def _is_put_back(self, here: Mapping[str, Operation], record: Body | None) -> bool:
        """Tell whether what is read is also what is written: a cart with items is one record."""
        writing = here.get("PUT") or here.get("PATCH")
        sent = self.shapes.members(self.shapes.request(writing)) if writing else {}
        return bool(sent) and sent.keys() <= self.shapes.members(record).keys()

    def _name(self, template: Template) -> str:
        fixed = [each for each in template.segments if "{" not in each]
        for count in range(1, len(fixed) + 1):
            name = "/".join(fixed[-count:])
            if name not in self.resources:
                return name
        return template.path

    def parents(self, template: Template) -> tuple[str, ...]:
        """Tell for each variable of a path whose id it is."""
        found: list[str] = []
        for index, segment in enumerate(template.segments):
            each = Template(template.segments[: index + 1])
            if each.variable:
                owner = self._owner(each.above, stem_of(segment.strip("{}")), len(found))
                found.append(owner.name if owner else "")
        return tuple(found)

    def _owner(self, collection: Template, stem: str, depth: int) -> Resource | None:
        direct = self.collections.get(collection.key)
        if direct is not None:
            return direct if len(direct.parents) == depth else None
        return self.named(stem) if depth == 0 else None

    def named(self, stem: str) -> Resource | None:
        """Give the resource without owners that is called so."""
        for resource in self.resources.values():
            is_free = not resource.parents and not resource.is_single
            if is_free and singular(Template.of(resource.path).noun) == stem:
                return resource
        return None

    def target(self, resource: Resource) -> str:
        """Name the component that the records of a resource are."""
        return self.shapes.target(self.records.get(resource.name))

    def _id_schema(self, member: Parts, operations: Iterable[Operation], variable: str) -> Schema:
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

    # --- what operations say --------------------------------------------------------------------

    def reply(self, operation: Operation | None) -> Body | None:
        """Give the body of an operation's success."""
        return self.shapes.reply(operation) if operation else None

    def listing(self, operation: Operation, name: str) -> Listing | None:
        """Find the rows in the reply of an operation."""
        rows = self.shapes.rows(self.reply(operation), name)
        return Listing(rows.path, rows.schema) if rows else None

    def record(self, operation: Operation | None, template: Template) -> Body | None:
        """Find the one record in the reply of an operation."""
        return self.shapes.record(self.reply(operation), singular(template.noun))

    def _lists(self, operation: Operation, template: Template) -> bool:
        return self.listing(operation, template.noun) is not None

    def _is_plural(self, template: Template) -> bool:
        last = (words(template.last) or ("",))[-1]
        return singular(last) != last

    def _creates(self, operation: Operation) -> bool:
        return operation.body is not None and success(operation, 201).status == "201"


def stem_of(variable: str) -> str:
    """Give what a variable is named for: `flow` of `flow_id`, `flowId` and `flow_id_or_name`."""
    said = list(words(variable))
    for end in ("id", "uuid", "key", "name", "slug", "ids"):
        if end in said[1:]:
            return singular(" ".join(said[: said.index(end, 1)]))
    return singular(" ".join(said))


def _id_member(variable: str, template: Template, members: Mapping[str, Parts]) -> str:
    """Find the member that the variable of the items' paths stands for."""
    by_words = {" ".join(words(name)): name for name in reversed([*members])}
    said = words(variable)
    noun = singular(template.noun)
    wanted = [" ".join(said), " ".join(said[1:]), " ".join(said[-1:]), f"{noun} id", *_IDS[:4]]
    if not variable:
        wanted = ["id", "uuid", f"{noun} id"]
    usual = "" if members else "id"
    return next((by_words[each] for each in wanted if each and each in by_words), usual)
