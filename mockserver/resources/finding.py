"""The resources of a contract: where collections, items and single records stand."""

from collections.abc import Iterable, Mapping
from typing import Final

from contract.model import Contract, Operation
from mockserver.replies import success
from mockserver.resources.ids import id_member, id_schema, stem_of
from mockserver.resources.model import Listing, Resource
from mockserver.resources.paths import Template
from mockserver.resources.shapes import Body, Shapes
from mockserver.resources.verbs import is_finding, unspoken
from mockserver.words import is_plural, shared_start, singular, words

_VERBS: Final = frozenset(
    "get create update delete remove add list upload download import export search run execute "
    "download check send start stop".split()
)
_SINGLE: Final = frozenset("me self current settings profile preferences config account".split())


class Finding:
    """The resources of one contract, found when it is made: the shallowest before the others."""

    def __init__(self, contract: Contract) -> None:
        self.shapes = Shapes(contract)
        self._operations: dict[str, dict[str, Operation]] = {}
        for each in contract.operations:
            key = Template.of(each.path).key
            self._operations.setdefault(key, {}).setdefault(each.method, each)
        spoken = [(unspoken(each), each) for each in contract.operations]
        meant = [(said, each) for said, each in spoken if said is not None]
        for (template, method), each in meant:
            self._operations.setdefault(template.key, {}).setdefault(method, each)
        #: The variables that name a kind of things, by the key of the template that they end.
        self._kinds = set(_kinds(contract))
        self.resources: dict[str, Resource] = {}
        self.collections: dict[str, Resource] = {}  #: By the key of the collection's template.
        self.records: dict[str, Body | None] = {}  #: By resource: what its records look like.
        self.parts: dict[str, str] = {}  #: Templates that list a part of a collection; both keys.
        self.deep_items: dict[str, str] = {}  #: Items under such a part, with their collection.
        paths = [Template.of(each.path) for each in contract.operations]
        paths += [template for (template, _), _ in meant]
        templates = {each.key: each for each in reversed(paths)}
        order = sorted(templates.values(), key=lambda each: (len(each.segments), each.path))
        for template in order:
            self._find_collection(template)
        for template in order:
            self._find_single(template)

    def _find_collection(self, template: Template) -> None:
        """Add the resource whose collection stands here, if one does."""
        if template.variable or not template.segments:
            if len(template.segments) > 1 and template.variable:
                self._find_item(template)
            return
        here = self._operations[template.key]
        lists = "GET" in here and self._lists(here["GET"], template)
        creates = "POST" in here and self._creates(here["POST"])
        is_many = is_plural(template.last)
        if (lists and ("POST" in here or is_many)) or (creates and is_many):
            self._add_collection(template)

    def _find_item(self, template: Template) -> None:
        """Add the collection whose items stand here, unless the variable names no item of it."""
        here, above = self._operations[template.key], template.above
        if here.keys() <= {"GET", "POST"} and "GET" in here and self._is_part(here["GET"]):
            if above.key not in self._operations:
                self._add_collection(template)
                return
            self._add_collection(above)
            self.parts[template.key] = above.key
            return
        base = self.collections.get(above.above.key) if above.variable else None
        if base is not None and self._is_deep(template, base):
            self.deep_items[template.key] = above.above.key
        elif base is None or not self._is_one(above):
            self._add_collection(above)

    def _is_one(self, template: Template) -> bool:
        """Tell whether one record stands here: what is below it by a variable is a part of it."""
        here = self._operations.get(template.key, {})
        return bool(here.keys() - {"POST"}) and not (
            "GET" in here and self._lists(here["GET"], template)
        )

    def _is_part(self, operation: Operation) -> bool:
        """Tell whether what should be one thing is a list of things."""
        body = self.reply(operation)
        return body is not None and self.shapes.view(body.parts).types - {"null"} == {"array"}

    def _is_deep(self, template: Template, base: Resource) -> bool:
        """Tell whether an item has one more variable before its id: `/{section}/{title}`."""
        members = {" ".join(words(each)) for each in self.shapes.members(self.records[base.name])}
        last, between = words(template.variable), words(template.above.variable)
        is_known = words(base.id_member) in (last, last[-1:]) or last[-1] in members
        is_part = template.above.key in self.parts
        return is_part or (
            is_known and template.above.key not in self._operations and " ".join(between) in members
        )

    def _add_collection(self, template: Template) -> None:
        if template.key in self.collections or template.noun.lower() in _VERBS:
            return
        if is_finding(template.last):
            return
        item = self._operations.get(f"{template.key}/{{}}", {})
        here = self._operations.get(template.key, {})
        alias = self._alias(template, item, here) or self._shared(template, item, here)
        if alias is not None:
            self.collections[template.key] = alias
        elif {"PUT", "PATCH", "DELETE"} & {*item} or here or self._is_told(template, item):
            self.collections[template.key] = self._new(template, here, item)

    def _is_told(self, template: Template, item: Mapping[str, Operation]) -> bool:
        """Tell whether items that are only read have anything that could be remembered."""
        reading = item.get("GET")
        return reading is not None and self.record(reading, template) is not None

    def _alias(
        self, template: Template, item: Mapping[str, Operation], here: Mapping[str, Operation]
    ) -> Resource | None:
        """
        Find the resource that another path leads to as well, as `/public/flows/{flow_id}` does.

        It is one with the same owners, whose records are the same component, or which the variable
        is named for; a path by which records are made is no other path to them.
        """
        if "POST" in here or not item or self._is_membership(item):
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

    def _is_membership(self, item: Mapping[str, Operation]) -> bool:
        """Tell whether `PUT /starred/{repo}` says that something is so, and no more."""
        reading = item.get("GET")
        return "PUT" in item and reading is not None and not success(reading).media_types

    def _shared(
        self, template: Template, item: Mapping[str, Operation], here: Mapping[str, Operation]
    ) -> Resource | None:
        """
        Find the resource whose records are listed here by their owner.

        `/users/{user_id}/orders` without items of its own lists those of `/orders/{order_id}`; both
        may be below the same path.
        """
        parents = self.parents(template) if not item else ()
        if not parents or not parents[-1]:
            return None
        here_target = self.shapes.target(self._record_of([], here, template))
        alike = [
            each
            for each in self.resources.values()
            if each.parents == parents[:-1]
            and singular(Template.of(each.path).noun) == singular(template.noun)
            and (not here_target or self.target(each) in (here_target, ""))
            and f"{Template.of(each.path).key}/{{}}" in self._operations
        ]
        if not alike:
            return None
        found = max(alike, key=lambda each: (
            self.target(each) == here_target, shared_start(each.path, template.path)
        ))  # fmt: skip
        shared = found._replace(owners=(*found.owners, parents[-1]))
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
        posted = here.get("POST") or item.get("PUT")
        sent = self.shapes.members(self.shapes.request(posted)) if posted else {}
        known_by = id_member(variable, singular(template.noun), members, sent)
        resource = Resource(
            name=self._name(template),
            path=template.path,
            id_member=known_by,
            id_schema=id_schema(members.get(known_by, ()), item.values(), variable),
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
            if each.variable and each.key in self._kinds:
                found.append("")
            elif each.variable:
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

    def methods(self, template: Template) -> frozenset[str]:
        """Give the methods of the operations at a path."""
        return frozenset(self._operations.get(template.key, {}))

    def is_remembered(self, resource: Resource) -> bool:
        """Tell whether there is anything to remember: members of records, or what changes them."""
        if self.shapes.members(self.records.get(resource.name)) or resource.owners:
            return True
        here = {key for key, each in self.collections.items() if each.name == resource.name}
        below = (key for key in self._operations for each in here if key.startswith(f"{each}/{{}}"))
        return any(True for _ in below) or any(self._operations[e].keys() - {"GET"} for e in here)

    def target(self, resource: Resource) -> str:
        """Name the component that the records of a resource are."""
        return self.shapes.target(self.records.get(resource.name))

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

    def _creates(self, operation: Operation) -> bool:
        return operation.body is not None and success(operation, 201).status == "201"


def _kinds(contract: Contract) -> Iterable[str]:
    """Give the templates whose last variable is one of a few words: a kind, and no id."""
    for operation in contract.operations:
        in_path = [each for each in operation.parameters if each.location == "path"]
        schemas = {each.name: each.schema for each in in_path}
        closed = {name for name, each in schemas.items()
                  if isinstance(each, Mapping) and "enum" in each}  # fmt: skip
        segments = Template.of(operation.path).segments
        for end in range(len(segments) if closed else 0):
            template = Template(segments[: end + 1])
            if template.variable in closed:
                yield template.key
