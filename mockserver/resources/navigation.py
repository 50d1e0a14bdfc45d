"""
The addresses of the pages around one: `links.next`, `next_page_url`, the header `Link` (RFC 8288).

They are the request's own address with another page, offset or cursor in its query.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, urlencode

from contract.schemas.parts import Parts
from mockserver.messages import MockRequest
from mockserver.resources.listing import Page, Query
from mockserver.resources.shapes import Shapes
from mockserver.words import words

_RELATIONS: Final = {"self": "self", "first": "first", "last": "last", "next": "next",
                     "prev": "prev", "previous": "prev"}  # fmt: skip
_ENDINGS: Final = frozenset("page url uri link href".split())
_ADDRESSES: Final = frozenset("url uri link href links".split())
_DEEPEST: Final = 2

Addresses = Mapping[str, str | None]  #: By relation; None where there is no such page.


class Link(NamedTuple):
    """A member of a reply that leads to another page."""

    place: tuple[str, ...]
    relation: str
    may_be_null: bool


def links_in(
    shapes: Shapes, members: Mapping[str, Parts], around: tuple[str, ...] = ()
) -> Iterator[Link]:
    """Find the members of an envelope that are addresses of pages."""
    for name, parts in members.items():
        said, view = words(name), shapes.view(parts)
        rest = said[1:] if said[:1] and said[0] in _RELATIONS else ("",)
        may_be_null = "null" in view.types
        is_address = str(view.format).startswith("uri") or not _ADDRESSES.isdisjoint(
            (*said, *(each for outer in around for each in words(outer)))
        )
        if {*rest} <= _ENDINGS and view.types - {"null"} == {"string"} and is_address:
            yield Link((*around, name), _RELATIONS[said[0]], may_be_null)
        elif {*rest} <= _ENDINGS and "href" in view.declared:
            yield Link((*around, name, "href"), _RELATIONS[said[0]], may_be_null=False)
        elif len(around) < _DEEPEST and view.declared:
            yield from links_in(shapes, view.declared, (*around, name))


def addresses(request: MockRequest, query: Query, page: Page) -> Addresses:
    """Give the addresses of a page and of those around it."""
    sent = dict(parse_qsl(request.query, keep_blank_values=True))

    def at(**changed: Any) -> str:
        told = {**sent, **{name: str(value) for name, value in changed.items() if name}}
        kept = {name: value for name, value in told.items() if value != "None"}
        asked = f"?{urlencode(kept)}" if kept else ""
        return f"{request.host}{request.path}{asked}"

    found = {"self": at(), **_around(query, page)}
    return {
        relation: each if isinstance(each, str) else None if each is None else at(**each)
        for relation, each in found.items()
    }


def _around(query: Query, page: Page) -> dict[str, dict[str, Any] | None]:
    """Give what is to be asked for around a page, by relation."""
    has_next, has_previous = page.offset + len(page.keys) < page.total, page.offset > 0
    if query.page:
        number, last = page.number, query.first_page + max(page.pages, 1) - 1
        return {
            "first": {query.page: query.first_page},
            "last": {query.page: last},
            "next": {query.page: number + 1} if has_next else None,
            "prev": {query.page: number - 1} if has_previous else None,
        }
    if query.offset and not query.cursor:
        size = max(page.size, 1)
        return {
            "first": {query.offset: 0},
            "last": {query.offset: (max(page.total, 1) - 1) // size * size},
            "next": {query.offset: page.offset + page.size} if has_next else None,
            "prev": {query.offset: max(0, page.offset - page.size)} if has_previous else None,
        }
    oldest, newest = (page.keys[0], page.keys[-1]) if page.keys else (None, None)
    onward: dict[str, Any] = {query.before: None, query.cursor: newest}
    backward: dict[str, Any] = {query.cursor: None, query.before: oldest}
    return {
        "first": {query.cursor: None, query.before: None},
        "last": None,
        "next": onward if query.cursor and has_next and newest else None,
        "prev": backward if query.before and has_previous and oldest else None,
    }


def link_header(found: Addresses) -> str:
    """Write addresses as the value of a `Link` header."""
    wanted = ("prev", "next", "last", "first")
    told = ((each, found.get(each)) for each in wanted)
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in told if address)


def without(value: Any, place: Iterable[str]) -> Any:
    """Give a copy of a value that lacks a member, or the object around its `href`."""
    name, *rest = place
    if not isinstance(value, dict) or name not in value:
        return value
    if rest and rest != ["href"]:
        return {**value, name: without(value[name], rest)}
    return {other: each for other, each in value.items() if other != name}
