"""Patterns, and what is said of the content of a string."""

from collections.abc import Iterator
from typing import Final

from contract.regression.rules.rule import SWAPPED, TIGHTENED, Change, Example, Family, Rule
from contract.regression.schemas.pair import SchemaPair

_STRINGS: Final = Family("strings", frozenset(("string",)))


@_STRINGS.rule(
    "pattern-added",
    TIGHTENED,
    Example({"type": "string"}, {"type": "string", "pattern": "^[a-z]+$"}),
    "Make sure that the service refused other texts all along; otherwise announce it first.",
)
def pattern_added(pair: SchemaPair) -> Iterator[Change]:
    """Texts must match an expression where any would do."""
    added, removed = _patterns(pair)
    if added and not removed:
        yield _change(pair, f"texts must match {' and '.join(added)} now")


@_STRINGS.rule(
    "pattern-removed",
    {"request": "safe", "response": "risky"},
    Example({"type": "string", "pattern": "^[a-z]+$"}, {"type": "string", "pattern": ".*"}),
    "Go on sending texts that match, and keep saying so.",
)
def pattern_removed(pair: SchemaPair) -> Iterator[Change]:
    """Texts need no longer match an expression."""
    added, removed = _patterns(pair)
    if removed and not added:
        yield _change(pair, f"texts need no longer match {' and '.join(removed)}")


@_STRINGS.rule(
    "pattern-changed",
    {"request": "risky", "response": "safe"},
    Example(
        {"type": "string", "pattern": "^[a-z]+$"}, {"type": "string", "pattern": "^[a-z0-9]+$"}
    ),
    "Check that every text the old expression took matches the new one.",
)
def pattern_changed(pair: SchemaPair) -> Iterator[Change]:
    """Texts must match another expression; whether it takes the same texts cannot be told."""
    added, removed = _patterns(pair)
    if added and removed:
        text = f"texts must match {' and '.join(added)}, not {' and '.join(removed)}"
        yield _change(pair, text)


@_STRINGS.rule(
    "content-encoding-changed",
    SWAPPED,
    Example(
        {"type": "string", "contentEncoding": "base64"},
        {"type": "string", "contentEncoding": "base32"},
    ),
    "Keep the old encoding, or offer the new one under another name.",
)
def content_encoding_changed(pair: SchemaPair) -> Iterator[Change]:
    """The encoding of a string's content changed."""
    yield from _content_changed(pair, "contentEncoding", "the encoding of the content")


@_STRINGS.rule(
    "content-media-type-changed",
    SWAPPED,
    Example(
        {"type": "string", "contentMediaType": "image/png"},
        {"type": "string", "contentMediaType": "image/webp"},
    ),
    "Keep the old media type, or offer the new one under another name.",
)
def content_media_type_changed(pair: SchemaPair) -> Iterator[Change]:
    """The media type of a string's content changed."""
    yield from _content_changed(pair, "contentMediaType", "the media type of the content")


RULES: tuple[Rule[SchemaPair], ...] = (
    pattern_added,
    pattern_removed,
    pattern_changed,
    content_encoding_changed,
    content_media_type_changed,
)


def _patterns(pair: SchemaPair) -> tuple[list[str], list[str]]:
    """Give the expressions that came and those that went."""
    both_listed = pair.old.values is not None and pair.new.values is not None
    if both_listed:
        return [], []
    old, new = pair.old.patterns, pair.new.patterns
    return [each for each in new if each not in old], [each for each in old if each not in new]


def _change(pair: SchemaPair, text: str) -> Change:
    where = pair.old.at_keyword("pattern"), pair.new.at_keyword("pattern")
    return Change(text, *where, _joined(pair.old.patterns), _joined(pair.new.patterns))


def _joined(patterns: tuple[str, ...]) -> str | None:
    return " and ".join(patterns) or None


def _content_changed(pair: SchemaPair, keyword: str, subject: str) -> Iterator[Change]:
    old, new = pair.old.first(keyword), pair.new.first(keyword)
    if old != new:
        text = f"{subject} changed from {old or 'none'} to {new or 'none'}"
        yield Change(text, pair.old.at_keyword(keyword), pair.new.at_keyword(keyword), old, new)
