"""Texts: by format, by what the name tells, by pattern, within limits."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from contract.sampling.patterns import drawn_texts, matching_texts
from contract.sampling.scalars import least_of, most_of
from contract.schemas.values import matches
from contract.schemas.views import View
from mockserver.values.addresses import domain, url
from mockserver.values.chance import Chance
from mockserver.values.meanings import Text
from mockserver.values.moments import is_day, is_moment
from mockserver.values.names import code_for, of_whom, text_for
from mockserver.values.people import plain
from mockserver.values.scene import Scene, moment_of
from mockserver.values.vocabulary import REMARKS, WORDS
from mockserver.words import words

#: How often a pattern is drawn from before the plainest text that matches is taken.
_DRAWS: Final = 8
_LONGEST_DRAWN: Final = 80
#: Longer texts than this are filled up with sentences, shorter ones with words.
_SENTENCE: Final = 20

#: Words of names whose texts tell things apart.
_UNIQUE: Final = frozenset("code identifier key name number ref token".split())
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

#: A text that keeps to its schema; nothing where none was found.
Draw = Callable[[Scene, Chance], str | None]


def _word_path(_: Scene, chance: Chance) -> str:
    return f"/{chance.one(WORDS)}"


def _date_time(name: str) -> Text:
    moment = moment_of(name)
    return lambda scene, _: f"{moment(scene).isoformat()}Z"


def _date(name: str) -> Text:
    moment = moment_of(name)
    return lambda scene, _: moment(scene).date().isoformat()


def _time(name: str) -> Text:
    moment = moment_of(name)
    return lambda scene, _: f"{moment(scene).time().isoformat()}Z"


def _email(scene: Scene, _: Chance) -> str:
    return scene.person.email


#: Formats that a name tells more of: which moment it is.
MOMENTS: Final[Mapping[str, Callable[[str], Text]]] = {
    "date-time": _date_time,
    "date": _date,
    "time": _time,
}
FORMATS: Final[Mapping[str, Text]] = {
    "duration": lambda _, chance: f"PT{chance.between(1, 59)}M",
    "uuid": lambda _, chance: chance.uuid(),
    "email": _email,
    "idn-email": _email,
    "hostname": domain,
    "idn-hostname": domain,
    "ipv4": lambda _, chance: f"192.168.0.{chance.between(2, 254)}",
    "ipv6": lambda _, chance: f"2001:db8::{chance.between(1, 0xFFFF):x}",
    "uri": url,
    "url": url,
    "iri": url,
    "uri-reference": _word_path,
    "iri-reference": _word_path,
    "uri-template": lambda _, chance: f"/{chance.one(WORDS)}/{{id}}",
    "json-pointer": _word_path,
    "relative-json-pointer": lambda _, chance: f"1/{chance.one(WORDS)}",
    "regex": lambda _, chance: f"^{chance.one(WORDS)}$",
    "byte": lambda _, __: "c2FtcGxl",
    "password": lambda _, chance: chance.hexadecimal(12),
}
_ADDRESSES: Final = frozenset(("uri", "url", "iri"))


def text_of(view: View, name: str) -> Draw:
    """Give what draws the texts of a schema, for a member of a name."""
    wish = _date_time(name) if view.patterns and _is_day(view, name) else _wish(view, name)
    least, most = least_of(view, "minLength"), most_of(view, "maxLength")
    if view.patterns:
        return _matching(view, wish, least, most)
    if least == 0 and most is None:
        return wish
    return _limited(wish, _shorter(view, name), least, most)


def is_unexplained(view: View, name: str) -> bool:
    """Tell whether nothing but an example says what the texts of a schema look like."""
    is_text = view.types - {"null"} == {"string"} and view.values is None and not view.patterns
    is_told = view.format or text_for(name) or is_moment(name)
    return is_text and not is_told and _UNIQUE.isdisjoint(words(name))


def _is_day(view: View, name: str) -> bool:
    return view.format == "date" or (view.format is None and is_moment(name))


def _wish(view: View, name: str) -> Text:
    told, said = text_for(name), view.format or ""
    if said in MOMENTS:
        return MOMENTS[said](name)
    by_format = FORMATS.get(said)
    if by_format is not None:
        # A name may tell more than its format: an avatar is an image.
        if told and said in _ADDRESSES:
            return _address(told, by_format)
        return of_whom(name, by_format)
    if told is not None:
        return told
    if is_moment(name):
        return _date(name) if is_day(name) else _date_time(name)
    return lambda _, chance: chance.one(WORDS)


def _address(told: Text, usual: Text) -> Text:
    def address(scene: Scene, chance: Chance) -> str:
        said = told(scene, chance)
        return said if said.startswith(("https:", "data:")) else usual(scene, chance)

    return address


def _shorter(view: View, name: str) -> Text | None:
    """Give what a text too long gives way to: an address, a country's code, else a part of it."""
    if view.format in _ADDRESSES:
        return FORMATS["uri"]
    return None if view.format in FORMATS else code_for(name)


def _limited(wish: Text, shorter: Text | None, least: int, most: int | None) -> Draw:
    def limited(scene: Scene, chance: Chance) -> str:
        said = wish(scene, chance)
        if len(said) < least and _DATE_TIME.fullmatch(said):
            said = _longer_moment(said, least)
        while len(said) < least:
            said = f"{said} {chance.one(REMARKS if least > _SENTENCE else WORDS)}"
        if most is None or len(said) <= most:
            return said
        if said.startswith("data:"):
            said = url(scene, chance)
        short = shorter(scene, chance) if shorter else ""
        return short if short and least <= len(short) <= most else _cut(said, least, most)

    return limited


def _longer_moment(said: str, least: int) -> str:
    """Write a moment in UTC with more characters: its offset, or fractions of its second."""
    offset = f"{said[:-1]}+00:00"
    return offset if len(offset) == least else f"{said[:-1]}.{'0' * max(1, least - 21)}Z"


def _cut(wish: str, least: int, most: int) -> str:
    """Cut a text, between two words if that is long enough; no blank ends it: headers lose it."""
    cut = wish[:most]
    whole = cut.rpartition(" ")[0] if wish[most : most + 1] not in ("", " ") else cut.rstrip()
    return whole if whole and len(whole) >= least else cut.rstrip().ljust(least, ".")


def _notations(said: str) -> Iterator[str]:
    """Give a text as it may be written as well."""
    yield from (said, plain(said), said.upper(), said.lower())
    if _DATE_TIME.fullmatch(said):
        yield from (said[:-1], f"{said[:-1]}.000Z", f"{said[:-1]}.000000", f"{said[:-1]}+00:00")
        yield from (f"{said[:10]} {said[11:19]}", said[:10], said[11:19], said[11:16], said[:7])
        yield f"{said[5:7]}/{said[8:10]}/{said[:4]}"


def _matching(view: View, wish: Text, least: int, most: int | None) -> Draw:
    patterns = view.patterns
    longest = min(most if most is not None else _LONGEST_DRAWN, _LONGEST_DRAWN)

    def fits(each: str) -> bool:
        long_enough = least <= len(each) <= (most if most is not None else len(each))
        return long_enough and all(matches(pattern, each) for pattern in patterns)

    def matching(scene: Scene, chance: Chance) -> str | None:
        for told in _notations(wish(scene, chance)):
            if fits(told):
                return told
        for pattern in patterns:
            for drawn in drawn_texts(pattern, chance, _DRAWS, longest):
                if fits(drawn):
                    return drawn
            for text in matching_texts(pattern, least, most):
                if fits(text):
                    return text
        return None

    return matching
