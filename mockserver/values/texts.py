"""Texts: by format, by what the name tells, by pattern, within limits."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from contract.sampling.patterns import drawn_texts, matching_texts
from contract.sampling.scalars import least_of, most_of
from contract.schemas.values import matches
from contract.schemas.views import View
from mockserver.values.meanings import hexadecimal, is_moment, text_for, uuid
from mockserver.values.scene import Draws, Scene
from mockserver.values.vocabulary import SENTENCES, WORDS

#: How often a pattern is drawn from before the plainest text that matches is taken.
_DRAWS: Final = 8
_LONGEST_DRAWN: Final = 80


def iso(moment: datetime) -> str:
    """Write a moment as RFC 3339 has it, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _url(draws: Draws) -> str:
    return f"https://example.com/{draws.one(WORDS)}/{hexadecimal(draws, 6)}"


_Format = Callable[[str, Scene, Draws], str]
_FORMATS: Final[Mapping[str, _Format]] = {
    "date-time": lambda name, scene, _: iso(scene.moment(name)),
    "date": lambda name, scene, _: scene.moment(name).date().isoformat(),
    "time": lambda name, scene, _: scene.moment(name).strftime("%H:%M:%SZ"),
    "duration": lambda _, __, draws: f"PT{draws.random.randint(1, 59)}M",
    "uuid": lambda _, __, draws: uuid(draws),
    "email": lambda _, scene, __: scene.person.email,
    "idn-email": lambda _, scene, __: scene.person.email,
    "hostname": lambda _, __, draws: f"{draws.one(WORDS)}.example.com",
    "idn-hostname": lambda _, __, draws: f"{draws.one(WORDS)}.example.com",
    "ipv4": lambda _, __, draws: f"192.168.0.{draws.random.randint(2, 254)}",
    "ipv6": lambda _, __, draws: f"2001:db8::{draws.random.randint(1, 0xFFFF):x}",
    "uri": lambda _, __, draws: _url(draws),
    "url": lambda _, __, draws: _url(draws),
    "iri": lambda _, __, draws: _url(draws),
    "uri-reference": lambda _, __, draws: f"/{draws.one(WORDS)}",
    "iri-reference": lambda _, __, draws: f"/{draws.one(WORDS)}",
    "uri-template": lambda _, __, draws: f"/{draws.one(WORDS)}/{{id}}",
    "json-pointer": lambda _, __, draws: f"/{draws.one(WORDS)}",
    "relative-json-pointer": lambda _, __, draws: f"1/{draws.one(WORDS)}",
    "regex": lambda _, __, draws: f"^{draws.one(WORDS)}$",
    "byte": lambda _, __, ___: "c2FtcGxl",
    "password": lambda _, __, draws: hexadecimal(draws, 12),
}


def text(view: View, name: str, scene: Scene, draws: Draws) -> str | None:
    """Draw a text that keeps to a schema; nothing where none is found."""
    wish = _wish(view, name, scene, draws)
    least, most = least_of(view, "minLength"), most_of(view, "maxLength")
    if view.patterns:
        return _matching(view, wish, draws, least, most)
    if view.format in _FORMATS:
        return wish
    while len(wish) < least:
        wish = f"{wish} {draws.one(SENTENCES) if least > 20 else draws.one(WORDS)}"
    if most is None or len(wish) <= most:
        return wish
    # A country in two letters is its code.
    code = text_for(f"{name} code", scene, draws)
    return code if code and least <= len(code) <= most else _cut(wish, least, most)


def _wish(view: View, name: str, scene: Scene, draws: Draws) -> str:
    told = text_for(name, scene, draws)
    by_format = _FORMATS.get(view.format or "")
    if by_format is not None:
        # A name may tell more than its format: an avatar is an image.
        if view.format in ("uri", "url") and told is not None and told.startswith("https://"):
            return told
        return by_format(name, scene, draws)
    if told is not None:
        return told
    if is_moment(name):
        return iso(scene.moment(name))
    return draws.one(WORDS)


def _cut(wish: str, least: int, most: int) -> str:
    """Cut a text, between two words if that is long enough."""
    cut = wish[:most]
    whole = cut.rpartition(" ")[0] if wish[most : most + 1] not in ("", " ") else cut.rstrip()
    return whole if whole and len(whole) >= least else cut


def _matching(view: View, wish: str, draws: Draws, least: int, most: int | None) -> str | None:
    def fits(each: str) -> bool:
        long_enough = least <= len(each) <= (most if most is not None else len(each))
        return long_enough and all(matches(pattern, each) for pattern in view.patterns)

    if fits(wish):
        return wish
    longest = min(most if most is not None else _LONGEST_DRAWN, _LONGEST_DRAWN)
    for pattern in view.patterns:
        for drawn in drawn_texts(pattern, draws.random, _DRAWS, longest):
            if fits(drawn):
                return drawn
        for plain in matching_texts(pattern, least, most):
            if fits(plain):
                return plain
    return None
