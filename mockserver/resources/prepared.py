"""What is known of an operation before anybody asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract.model import MediaType, Operation, Reply
from contract.schemas.parts import Parts
from mockserver.replies import status_of, success
from mockserver.resources.model import Resource, Resources, Role
from mockserver.resources.navigation import Link, links_in
from mockserver.resources.nouns import noun_of_resource
from mockserver.resources.records import Records
from mockserver.resources.shapes import Shapes, media_type_of

_WANTED: Final[Mapping[str, tuple[int, ...]]] = {"create": (201,), "delete": (204,)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """One operation, and the resource that it is about."""

    operation: Operation
    role: Role
    resource: Resource
    reply: Reply
    status: int
    media_type: MediaType | None
    held: tuple[str, ...]  #: Where the record stands in the reply.
    links: tuple[Link, ...]  #: Members of the reply that lead to other pages.
    wrapped: tuple[str, ...]  #: Where the record stands in the request: `{"data": {...}}`.
    sent: Mapping[str, Parts]  #: The members of the request's body.
    answered: Mapping[str, Parts]  #: The members of the reply's body.
    is_made: bool  #: Whether an operation makes such records.
    rows_sent: tuple[str, ...] | None  #: Where the body has many records.


def prepare(operation: Operation, found: Resources, shapes: Shapes, records: Records) -> Prepared:
    """Read what an operation that is about a resource takes and gives."""
    role = found.roles[operation.key]
    resource = found.resources[role.resource]
    wanted = _WANTED.get(role.effect, ())
    reply = success(operation, *wanted)
    record = shapes.record(shapes.reply(operation, *wanted), noun_of_resource(resource))
    request = shapes.request(operation)
    members = records.members(resource)
    noun = noun_of_resource(resource)
    inner = shapes.record(request, noun)
    is_wrapped = inner is not None and bool(inner.path) and inner.path[0] not in members
    is_new = role.effect == "create"
    rows = shapes.many(request, resource.name, members) if is_new else None
    answered = shapes.members(shapes.reply(operation, *wanted))
    links = links_in(shapes, answered) if role.effect == "list" else ()
    return Prepared(
        operation=operation,
        role=role,
        resource=resource,
        reply=reply,
        status=status_of(reply, 201 if is_new else 200),
        media_type=media_type_of(reply),
        held=record.path if record else (),
        wrapped=inner.path if inner is not None and is_wrapped else (),
        sent=shapes.members(inner if is_wrapped else request),
        links=tuple(links),
        answered=answered,
        is_made=any(each.effect == "create" for each in found.of(resource.name)),
        rows_sent=rows.path if rows else None,
    )
