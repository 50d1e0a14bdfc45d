"""What members call the records of a contract: `customer` and `customer_id` speak of customers."""

from collections.abc import Iterable
from typing import Final

from mockserver.resources.model import Resource
from mockserver.values.kinds import PEOPLE
from mockserver.words import singular, words

#: What the people are called that authors, owners and assignees are among.
_PEOPLE: Final = ("user", "person", "account", "member", "employee", "customer", "author")


class Nouns:
    """The resources of a contract, by what others call one of their records."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._by_noun: dict[str, list[Resource]] = {}
        for each in resources:
            if not each.is_single:
                self._by_noun.setdefault(noun_of_resource(each), []).append(each)

    def named(self, noun: str, parents: tuple[str, ...] = ()) -> Resource | None:
        """
        Find the resource that a noun speaks of: `order` of `last order`, people of `author`.

        It is one without owners, or one of the same owners: those named by `parents`.
        """
        said = noun.split(" ")
        names = [noun, said[-1], *(_PEOPLE if said[-1] in PEOPLE or said[-1] == "by" else ())]
        for name in names:
            near = [e for e in self._by_noun.get(name, ()) if _is_around(e, parents)]
            if near:
                return max(near, key=lambda each: len(each.parents))
        return None


def _is_around(resource: Resource, parents: tuple[str, ...]) -> bool:
    return resource.parents == parents[: len(resource.parents)]


def noun_of_resource(resource: Resource) -> str:
    """Give what one record is called: `order item` of `order-items`."""
    return singular(resource.name.rpartition("/")[2])


def noun_of(name: str) -> str:
    """Give what a member names by an id: `customer` of `customer_id`; empty: nothing."""
    said = words(name)
    return " ".join(said[:-1]) if len(said) > 1 and said[-1] == "id" else ""


def noun_of_many(name: str) -> str:
    """Give what a member names by ids: `tag` of `tag_ids`; empty: nothing."""
    said = words(name)
    return " ".join(said[:-1]) if len(said) > 1 and said[-1] == "ids" else ""
