"""
What kind of thing an object is: a person, a product, a text.

The last word decides, as the head of an English compound does: a `UserPost` is a post. Of several
names that lead to an object, the closest that tells anything counts.
"""

from functools import lru_cache
from typing import Final

from mockserver.words import singular, words

PEOPLE: Final = frozenset(
    "user account author owner customer person member contact employee creator actor assignee "
    "reviewer manager driver patient student teacher sender recipient profile me whoami player "
    "passenger guest client seller buyer participant attendee artist speaker performer character "
    "collaborator committer subscriber follower candidate applicant doctor instructor writer "
    "staff admin tester organizer organiser by".split()
)
_KINDS: Final = {
    "person": PEOPLE,
    "company": frozenset(
        "company organization organisation org tenant business vendor supplier brand publisher "
        "employer merchant manufacturer shop store restaurant operator airline carrier bank".split()
    ),
    "product": frozenset("product item line sku variant good".split()),
    "text": frozenset(
        "post article page story course issue task news talk book movie film episode song album "
        "playlist document chapter lesson ticket".split()
    ),
    "pet": frozenset(("pet",)),
    "file": frozenset("file attachment upload artifact asset".split()),
    "picture": frozenset("image picture photo screenshot".split()),
    "recording": frozenset("audio recording podcast".split()),
    "film": frozenset("video clip".split()),
    "label": frozenset("tag label topic keyword".split()),
    "category": frozenset(("category",)),
    "department": frozenset(("department", "division")),
    "team": frozenset(("team", "group", "squad")),
    "plan": frozenset(("plan", "tier", "subscription")),
    "role": frozenset(("role",)),
    "place": frozenset("city station location place town venue address".split()),
    "country": frozenset(("country",)),
    "event": frozenset("event meeting meetup appointment".split()),
    "run": frozenset("run job execution build attempt invocation".split()),
    "trip": frozenset("flight trip journey ride".split()),
    "repository": frozenset("repository repo branch".split()),
}  # fmt: skip
_KIND_OF: Final = {word: kind for kind, known in _KINDS.items() for word in known}
#: Members that tell more of the same thing: by their last word, and by their whole name.
_PART_ENDS: Final = frozenset("address addresses location coordinates geo geolocation".split())
_PARTS: Final = frozenset(
    "attributes billing contact details dimensions fields info personal position profile shipping "
    "venue".split()
)
#: Words that say how a thing is wrapped, not what it is: a `UserResponse` is a user.
_WRAPPING: Final = frozenset(
    "api base basic body brief collection create created data detail dto edge entity entry full "
    "get hit in info input item line list mini minimal model new node nullable object out output "
    "page partial payload private public read record request resource response result row schema "
    "short simple summary update updated v view".split()
)
#: The kind of which nothing is known.
THING: Final = "thing"


@lru_cache(maxsize=4096)
def kind_of_thing(*names: str) -> str:
    """Give the kind of what several names lead to, the last one being the closest."""
    for name in reversed(names):
        kind = _kind_of_one(name)
        if kind is not None:
            return kind
    return THING


def _kind_of_one(name: str) -> str | None:
    """Give the kind that one name tells; of an operation, that its path ends with."""
    if "/" in name:
        fixed = [each for each in name.split("/")[1:] if each and not each.startswith("{")]
        name = fixed[-1] if fixed else ""
    said = [singular(each) for each in words(name) if not each.isdecimal()]
    while len(said) > 1 and said[-1] in _WRAPPING:
        said.pop()
    return _KIND_OF.get(said[-1]) if said else None


def is_part(name: str) -> bool:
    """Tell whether a member holds no other thing, but more of the one it is of: `address`."""
    said = words(name)
    return " ".join(said) in _PARTS or (bool(said) and said[-1] in _PART_ENDS)
