"""
Which lone lines of a ReDoc page are tags, which are titles, and which are descriptions.

Nothing in the text marks a heading. With the tags and titles from a mapping they are found; else
this holds: a tag is a heading behind which another heading stands, a heading is one short line
that does not end like a sentence, and where every title of the page is in title case (FastAPI
makes them of function names), so is every heading. Titles begin with a verb, tags do not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from contract.reading.blocks import Place
from contract.reading.redoc.rows import Line

_DEPRECATED: Final = re.compile(r"\s+Deprecated$")
#: Those of full width are written by their numbers, for they look like the others.
_SENTENCE_ENDS: Final = (*".:;,!?\u2026\u3002", *"\uff01\uff0c\uff1a\uff1b\uff1f")
_NO_HEADING: Final = re.compile(r"[^\w\"'(\[]|\d+\. |https?://")
_SMALL_WORDS: Final = frozenset(
    "a an and as at by for from in of on or per the to via with".split()
)
_LONGEST: Final = 100
#: The first words of titles, in the form that FastAPI's function names have.
VERBS: Final = frozenset(
    (
        "activate add approve assign assist attach batch build call cancel change check clear clone"
        " close complete confirm connect copy count create deactivate delete describe detach"
        " disable discard download duplicate edit enable execute experimental export fetch find"
        " generate get handle head health im import insert install invite invoke is join launch"
        " leave list load lock log login logout logs make mark merge modify move open patch pause"
        " ping place poll post preview publish pull purge push put query read refresh register"
        " reject release reload remove rename render reopen replace request reset resolve restart"
        " restore resume retrieve return revoke rollback rotate run save schedule search select"
        " send set share show sign simplified start stop store stream streamable submit subscribe"
        " suspend swap sync test toggle transfer trigger uninstall unlock unpublish unsubscribe"
        " update upgrade upload upsert validate verify view watch webhook write"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines without a blank one between them."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """Its lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.lines[0].place

    @property
    def title(self) -> str:
        """Its text as a title: without the word that marks a deprecated operation."""
        return _DEPRECATED.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Titles:
    """Tags and titles that are known."""

    pairs: frozenset[tuple[str, str]] = frozenset()
    tags: frozenset[str] = frozenset()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> "Titles":
        """Collect pairs of tag and title."""
        found = frozenset(pairs)
        return cls(found, frozenset(tag for tag, _ in found))


NO_TITLES: Final = Titles()


@dataclass(frozen=True, slots=True)
class Heading:
    """A tag or a title."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Head:
    """The paragraphs before the first section of an operation, told apart."""

    before: tuple[Paragraph, ...]  #: What belongs to nothing that begins here.
    tag: Heading | None  #: The tag that begins here.
    tag_description: tuple[Paragraph, ...]
    title: Heading | None
    description: tuple[Paragraph, ...]
    current_tag: str | None
    is_deprecated: bool
    is_concluded: bool  #: Whether nothing from elsewhere told the headings.


def read_heads(heads: Sequence[Sequence[Paragraph]], known: Titles) -> list[Head]:
    """Tell the paragraphs of all heads apart."""
    is_title_case = _is_title_case_page(heads)
    tag: str | None = None
    found: list[Head] = []
    for number, paragraphs in enumerate(heads):
        cut = _known_cut(paragraphs, tag, known)
        is_concluded = cut is None
        if cut is None:
            cut = _concluded_cut(paragraphs, is_title_case, is_first=number == 0)
        head = _head(paragraphs, cut, tag, is_concluded=is_concluded)
        tag = head.current_tag
        found.append(head)
    return found


#: The indices of the tag, if one begins, and of the title.
_Cut = tuple[int | None, int | None]


def _head(
    paragraphs: Sequence[Paragraph], cut: _Cut, tag: str | None, *, is_concluded: bool
) -> Head:
    tag_at, title_at = cut
    if title_at is None:
        return Head(
            tuple(paragraphs), None, (), None, (), tag, is_deprecated=False, is_concluded=True
        )
    first = title_at if tag_at is None else tag_at
    heading = paragraphs[title_at]
    # In damaged text a description may follow its title at once.
    line = heading.lines[0]
    title = _DEPRECATED.sub("", line.text)
    rest = (Paragraph(heading.lines[1:]),) if len(heading.lines) > 1 else ()
    own = None if tag_at is None else Heading(paragraphs[tag_at].text, paragraphs[tag_at].place)
    return Head(
        before=tuple(paragraphs[:first]),
        tag=own,
        tag_description=() if tag_at is None else tuple(paragraphs[tag_at + 1 : title_at]),
        title=Heading(title, line.place),
        description=(*rest, *paragraphs[title_at + 1 :]),
        current_tag=own.text if own else tag,
        is_deprecated=title != line.text,
        is_concluded=is_concluded,
    )


def _known_cut(paragraphs: Sequence[Paragraph], tag: str | None, known: Titles) -> _Cut | None:
    """Find a known title, and the tag before it."""
    for tag_at, paragraph in enumerate(paragraphs):
        if paragraph.text in known.tags:
            for at in range(tag_at + 1, len(paragraphs)):
                if _is_known(paragraph.text, paragraphs[at], known):
                    return tag_at, at
        if tag is not None and _is_known(tag, paragraph, known):
            return None, tag_at
        if tag is not None:
            return None  # Only before the first tag is there anything else.
    return None


def _is_known(tag: str, paragraph: Paragraph, known: Titles) -> bool:
    return (tag, paragraph.title) in known.pairs or (tag, paragraph.text) in known.pairs


def _concluded_cut(paragraphs: Sequence[Paragraph], is_title_case: bool, *, is_first: bool) -> _Cut:
    headings = [n for n, each in enumerate(paragraphs) if _is_heading(each, is_title_case)]
    if not headings:
        return (None, 0) if paragraphs else (None, None)
    if is_first:
        return _first_cut(paragraphs, headings)
    if headings[0] > 0 or len(headings) == 1:
        return None, 0
    if is_title_case or not _is_like_title(paragraphs[0]):
        second = next((n for n in headings[1:] if _is_like_title(paragraphs[n])), headings[1])
        return 0, second
    return None, 0


def _first_cut(paragraphs: Sequence[Paragraph], headings: Sequence[int]) -> _Cut:
    """Before the first operation the description of the API stands as well, with its headings."""
    titles = [n for n in headings if _is_like_title(paragraphs[n])] or list(headings[1:])
    if not titles:
        return None, headings[0]
    title = titles[0]
    before = [n for n in headings if n < title]
    tags = [n for n in before if _is_plain_word(paragraphs[n])] or before
    return (tags[-1] if tags else None), title


def _is_title_case_page(heads: Sequence[Sequence[Paragraph]]) -> bool:
    """Look at the heads that are one line, which can only be titles."""
    alone = [head[0].title for head in heads if len(head) == 1 and len(head[0].lines) == 1]
    fitting = sum(1 for title in alone if _is_title_case(title))
    return bool(alone) and fitting >= 0.9 * len(alone)


def _is_heading(paragraph: Paragraph, is_title_case: bool) -> bool:
    text = paragraph.text
    if len(paragraph.lines) > 1 or len(text) > _LONGEST or text.endswith(_SENTENCE_ENDS):
        return False
    if _NO_HEADING.match(text):
        return False
    return not is_title_case or _is_title_case(paragraph.title)


def _is_title_case(text: str) -> bool:
    words = re.findall(r"[^\W\d_]+(?:'\w+)?", text)
    # A tag is a single word, in whatever case.
    return len(words) == 1 or not any(
        word[0].islower() and word not in _SMALL_WORDS for word in words
    )


def _is_plain_word(paragraph: Paragraph) -> bool:
    """Tell whether it is one word in lower case: tags often are, titles are not."""
    return paragraph.text.isalpha() and paragraph.text.islower()


def _is_like_title(paragraph: Paragraph) -> bool:
    """Tell whether it begins with a verb, or is marked as only operations are."""
    if _DEPRECATED.search(paragraph.text):
        return True
    if _is_plain_word(paragraph):
        return False
    first = re.match(r"[^\W\d_]+", paragraph.text)
    word = first[0].lower() if first else ""
    return word in VERBS or word.removesuffix("s") in VERBS or word.removesuffix("es") in VERBS
