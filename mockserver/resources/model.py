"""What is known of a contract's resources: frozen values, whoever they come from."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from contract.model import Schema
from mockserver.resources.listing import Query

#: What an operation does to a resource.
Effect = Literal["list", "create", "read", "replace", "update", "delete", "action", "sample"]
EFFECTS: Final[tuple[Effect, ...]] = get_args(Effect)


class Resource(NamedTuple):
    """A kind of thing that a server remembers: a collection of records, or a single one."""

    name: str  #: Unique: "pets", or more of the path where that is taken.
    path: str  #: Where its records are found: "/stores/{store_id}/books".
    id_member: str  #: The member by which a record is known; empty: none, it has a key only.
    id_schema: Schema  #: What the ids keep to, as a member and in paths.
    schema: Schema | None  #: Of one record; None where the contract tells none.
    parents: tuple[str, ...] = ()  #: For each variable of the path: whose id it is, or "".
    owners: tuple[str, ...] = ()  #: Whose records it is also listed under: "/users/{id}/orders".
    is_single: bool = False  #: One record that is always there, such as settings.


class Listing(NamedTuple):
    """Where the rows stand in the body of a reply."""

    path: tuple[str, ...]  #: The members that lead to the array; empty: it is the body.
    items: Schema  #: What a row keeps to.


class Reference(NamedTuple):
    """A member of a request that names a record of another resource."""

    place: tuple[str, ...]  #: `*` stands for each item of a list.
    resource: str


class Dependence(NamedTuple):
    """Records that depend on those of another resource."""

    resource: str
    by: Literal["path", "owner", "member"]
    member: str = ""  #: The one that names the other record.


class Tally(NamedTuple):
    """A member that says how many records depend on its own, or what they cost together."""

    member: str
    of: Dependence
    cost: str = ""  #: The member that is summed; empty: they are counted.


class Role(NamedTuple):
    """What an operation is taken for."""

    operation: str  #: Its key.
    effect: Effect
    resource: str = ""  #: Empty: none, the reply is a sample.
    scope: tuple[str, ...] = ()  #: The variables that name what the records belong to.
    owners: tuple[tuple[str, str], ...] = ()  #: Resource and variable: whose records are meant.
    id: str = ""  #: The variable that names the record; empty: none does.
    verb: str = ""  #: Of an action: "publish".
    listing: Listing | None = None
    query: Query = Query()  #: What the query parameters of a list are for.
    references: tuple[Reference, ...] = ()
    refused_with: int = 0  #: The status for references to nothing; 0: they are taken.
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


class Resources(NamedTuple):
    """Everything that was inferred from one contract."""

    resources: Mapping[str, Resource] = MappingProxyType({})
    roles: Mapping[str, Role] = MappingProxyType({})  #: By operation key.
    #: By the resource that others depend on.
    dependences: Mapping[str, tuple[Dependence, ...]] = MappingProxyType({})
    tallies: Mapping[str, tuple[Tally, ...]] = MappingProxyType({})  #: By resource.

    def of(self, name: str) -> tuple[Role, ...]:
        """Give the roles of the operations that are about a resource."""
        return tuple(each for each in self.roles.values() if each.resource == name)

    def children(self, name: str) -> tuple[Resource, ...]:
        """Give the resources whose paths go through those of another."""
        return tuple(each for each in self.resources.values() if name in each.parents)
