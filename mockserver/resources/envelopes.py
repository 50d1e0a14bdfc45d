"""What stands around records in a reply: totals, pages, cursors, counts."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from contract.schemas.parts import Parts
from mockserver.resources.listing import Page
from mockserver.resources.shapes import Body, Shapes
from mockserver.words import words

_COUNTS: Final = frozenset(
    ("deleted", "deleted count", "count", "total", "affected", "removed", "files deleted")
)


def placed(around: Mapping[str, Any], path: tuple[str, ...], value: Any) -> Any:
    """Put a value into an object, under the members that lead to it."""
    if not path:
        return value
    inner = around.get(path[0])
    inside = inner if isinstance(inner, Mapping) else {}
    return {**around, path[0]: placed(inside, path[1:], value)}


def about_page(shapes: Shapes, body: Body, path: tuple[str, ...], page: Page) -> dict[str, Any]:
    """Say about a page what the members of its envelope ask for."""
    return _about(shapes, shapes.members(body), path, page)


def _about(
    shapes: Shapes, members: Mapping[str, Parts], path: tuple[str, ...], page: Page, depth: int = 0
) -> dict[str, Any]:
    names = {" ".join(words(each)) for each in members}
    facts = _facts(page, has_total=not names.isdisjoint(_TOTALS))
    found: dict[str, Any] = {}
    for name, parts in members.items():
        said = " ".join(words(name))
        inner = shapes.view(parts)
        if said in facts:
            found[name] = facts[said]
        elif inner.declared and depth < 2 and path != (name,):
            nested = _about(shapes, inner.declared, path[1:], page, depth + 1)
            found.update({name: nested} if nested else {})
    return found


_TOTALS: Final = (
    "total", "total count", "total items", "total elements", "total results", "total records",
)  # fmt: skip


def _facts(page: Page, *, has_total: bool) -> dict[str, Any]:
    shown = len(page.keys)
    first, last = (page.keys[0], page.keys[-1]) if page.keys else (None, None)
    by_fact: list[tuple[Any, Iterable[str]]] = [
        (page.total, _TOTALS),
        (shown if has_total else page.total, ("count", "n", "number of elements")),
        (page.number, ("page", "current page", "page number", "page no")),
        (page.size or max(shown, 1), ("limit", "per page", "page size", "size", "pagesize")),
        (page.pages, ("pages", "total pages", "page count", "last page")),
        (page.offset, ("offset", "skip")),
        (page.has_more, ("has more", "has next", "has next page", "more")),
        (page.offset > 0, ("has previous", "has prev", "has previous page")),
        (page.cursor, ("next cursor", "next page token", "next", "cursor", "end cursor")),
        (first, ("first id",)),
        (last, ("last id",)),
    ]
    return {name: fact for fact, names in by_fact for name in names}


def about_deletion(members: Iterable[str], gone: list[str]) -> dict[str, Any]:
    """Say how many records are gone, by the members that a reply has for it."""
    found: dict[str, Any] = {"success": True, "ok": True}
    for name in members:
        if " ".join(words(name)) in _COUNTS:
            found[name] = len(gone)
        elif words(name)[-1:] == ("ids",):
            found[name] = gone
    return found
