"""
What the webhooks of a contract tell of: which resource, and what became of it.

A webhook is about the resource that its name speaks of, else the one whose schema it sends; and
about what the name says of it: `newPet`, `pet.updated`, `order.shipped`. A name that says nothing
of it is about all. `x-mock: {resource: pets, effect: create}` in the webhook says it otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from contract.model import Operation
from mockserver.hooks.webhooks import Webhooks
from mockserver.resources.hints import Hint, InvalidHint, hint_of
from mockserver.resources.model import Effect, Resource, Resources
from mockserver.resources.shapes import Body, Shapes
from mockserver.words import singular, words

Happening = Literal["created", "changed", "deleted"]

_WORDS: Final[Mapping[Happening, str]] = {
    "created": "new create creates created creation add adds added insert inserted register "
    "registered open opened place placed submit submitted upload uploaded",
    "changed": "change changes changed update updates updated modify modified edit edited replace "
    "replaced patch patched",
    "deleted": "delete deletes deleted deletion remove removes removed removal destroy destroyed",
}
_SAID: Final[Mapping[str, Happening]] = {
    word: happening for happening, told in _WORDS.items() for word in told.split()
}
_OF_EFFECT: Final[Mapping[Effect, Happening]] = {
    "create": "created",
    "replace": "changed",
    "update": "changed",
    "action": "changed",
    "delete": "deleted",
}
#: Words of a name that tell neither.
_FILLERS: Final = frozenset(
    "on when a an the is was has been got event events webhook hook notification notify received "
    "status state data info".split()
)
#: What envelopes call the record that they hold.
_HOLDERS: Final = ("data", "object", "payload", "resource", "record", "item", "entity")
_STATES: Final = ("status", "state", "phase")


@dataclass(frozen=True, slots=True)
class Announcement:
    """A webhook, and what it tells of."""

    name: str
    operation: Operation  #: What is sent.
    resources: tuple[str, ...]  #: Empty: none was found, so it is sent on demand alone.
    said: str = ""  #: A happening, or a state such as "shipped"; empty: any happening.

    def __str__(self) -> str:
        if not self.resources:
            return f"{self.name}: sent on demand alone, as it names no resource"
        said = self.said or "created, changed or deleted"
        return f"{self.name}: sent when one of {' or '.join(self.resources)} is {said}"

    def tells_of(
        self, happening: Happening, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> bool:
        """Tell whether this is sent for what became of a record's members."""
        if self.said in ("", happening):
            return True
        return self.said not in _OF_EFFECT.values() and _reaches(self.said, before, after)


def announcements(webhooks: Webhooks, found: Resources, shapes: Shapes) -> tuple[Announcement, ...]:
    """
    Tell what the webhooks of a contract are about, in the order of the document.

    Raises:
        InvalidHint: an `x-mock` of a webhook says what cannot be.
    """
    return tuple(
        _announcement(name, webhooks.operation(name), found, shapes) for name in webhooks.names
    )


def as_rows(told: Sequence[Announcement]) -> list[dict[str, Any]]:
    """Give them as JSON: `[{"webhook": "newPet", "resources": ["pets"], "sent": "created"}]`."""
    return [
        {"webhook": each.name, "resources": list(each.resources), "sent": each.said}
        for each in told
    ]


def _announcement(
    name: str, operation: Operation, found: Resources, shapes: Shapes
) -> Announcement:
    inferred = _inferred(name, operation, found, shapes)
    hint = hint_of(operation)
    return _hinted(inferred, hint, found) if hint else inferred


def _hinted(inferred: Announcement, hint: Hint, found: Resources) -> Announcement:
    """Let the document's own word go before what was inferred."""
    if hint.effect == "sample":
        return replace(inferred, resources=(), said="")
    if hint.resource and hint.resource not in found.resources:
        known = ", ".join(found.resources) or "none"
        reason = f"there is no resource {hint.resource!r} (known: {known})"
        raise InvalidHint(f"the webhook {inferred.name}", reason)
    resources = (hint.resource,) if hint.resource else inferred.resources
    said = _OF_EFFECT.get(hint.effect, "") if hint.effect else inferred.said
    return replace(inferred, resources=resources, said=said)


def _inferred(name: str, operation: Operation, found: Resources, shapes: Shapes) -> Announcement:
    nouns, said = _read(name)
    # What is said of a record may be no word of ours: a state that it has come to.
    ways = [(nouns, said)] if said or not nouns else [(nouns, said), (nouns[:-1], nouns[-1])]
    resources = found.resources.values()
    for left, told in ways:
        named = tuple(each.name for each in resources if _is_called(each, " ".join(left)))
        if named:
            return Announcement(name, operation, named, told)
    sent = tuple(each.name for each in resources if _is_sent(operation, each, shapes))
    if len(nouns) == 1:
        said = ways[-1][1]
    return Announcement(name, operation, sent, said if sent else "")


def _read(name: str) -> tuple[list[str], str]:
    """Take a name apart: into what is left of it, and the happening that it says."""
    said = [_SAID[each] for each in words(name) if each in _SAID]
    left = [each for each in words(name) if each not in _SAID and each not in _FILLERS]
    return left, said[-1] if said else ""


def _is_called(resource: Resource, noun: str) -> bool:
    """Tell whether a noun means a resource, by its path or by its component."""
    if not noun:
        return False
    component = resource.schema.get("$ref", "") if isinstance(resource.schema, Mapping) else ""
    names = (resource.name, component)
    return singular(noun) in (noun_of(each) for each in names if each)


def _is_sent(operation: Operation, resource: Resource, shapes: Shapes) -> bool:
    """Tell whether a webhook sends records of a resource, as they are or in an envelope."""
    own = shapes.target(shapes.body(resource.schema, resource.name))
    return bool(own) and _component_at(shapes.request(operation), own, shapes) is not None


def place_of(operation: Operation, resource: Resource, shapes: Shapes) -> tuple[str, ...] | None:
    """Give the members that lead to the record in what a webhook sends; None: it holds none."""
    body = shapes.request(operation)
    own = shapes.target(shapes.body(resource.schema, resource.name))
    found = _component_at(body, own, shapes) if own else None
    if found is not None:
        return found
    noun = noun_of(resource.name)
    for name, parts in shapes.members(body).items():
        if (name in _HOLDERS or singular(name) == noun) and shapes.members(Body(True, parts)):
            return (name,)
    return None


def _component_at(
    body: Body | None, component: str, shapes: Shapes, depth: int = 2
) -> tuple[str, ...] | None:
    """Give the members that lead to a component in a body, if they do so soon."""
    if shapes.target(body) == component:
        return ()
    for name, parts in shapes.members(body).items() if depth else ():
        found = _component_at(Body(True, parts), component, shapes, depth - 1)
        if found is not None:
            return (name, *found)
    return None


def noun_of(resource: str) -> str:
    """Give what one record of a resource is called."""
    return singular(resource.rpartition("/")[2])


def happening_said(text: str) -> str:
    """Give the happening that a text speaks of, such as `pet.created`; empty if it does not."""
    return _read(text)[1]


def _reaches(state: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Tell whether a change led to a state: `status: shipped`, `is_archived`, `published_at`."""
    for name, value in after.items():
        if before.get(name) == value or not value:
            continue
        said = words(name)
        if state in said or (said[-1:] and said[-1] in _STATES and state in words(str(value))):
            return True
    return False
