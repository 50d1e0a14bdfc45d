"""
Pictures that a browser shows without a network: small SVG drawings as `data:` addresses.

Source: RFC 2397; the characters that stay as they are, RFC 3986, 2.2 and 2.3.
"""

from html import escape
from typing import Final
from urllib.parse import quote

from mockserver.values.chance import Chance
from mockserver.values.scene import Scene

#: What may stand in the path of an address and matters to SVG.
_STAYS: Final = "/:=',;()"
_SQUARE: Final = (64, 64)
_WIDE: Final = (320, 180)
_LONG: Final = 24
_LONGEST: Final = 40
_OPENING: Final = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {0} {1}'>"
_SHEET: Final = "<rect width='{0}' height='{1}' fill='{2}'/>"
_LETTERS: Final = (
    "<text x='50%' y='50%' fill='white' font-family='sans-serif' font-size='{0}' "
    "text-anchor='middle' dominant-baseline='central'>{1}</text></svg>"
)


def portrait(scene: Scene, chance: Chance) -> str:
    """Draw a square with initials: the person's, else those of the thing's name."""
    if scene.kind in ("person", "text", "thing"):
        return _drawn(_SQUARE, 26, scene.color, scene.person.initials)
    return logo(scene, chance)


def logo(scene: Scene, _: Chance) -> str:
    """Draw a square with the first letters of a name."""
    letters = "".join(each[0] for each in scene.name.split()[:2])
    return _drawn(_SQUARE, 26, scene.color, letters.upper())


def picture(scene: Scene, _: Chance) -> str:
    """Draw a wide field with the name of what it shows."""
    said = scene.name
    return _drawn(_WIDE, 20 if len(said) < _LONG else 14, scene.color, said[:_LONGEST])


def _drawn(size: tuple[int, int], letter: int, color: str, text: str) -> str:
    said = escape(text, quote=False)
    drawing = _OPENING.format(*size) + _SHEET.format(*size, color) + _LETTERS.format(letter, said)
    return f"data:image/svg+xml,{quote(drawing, safe=_STAYS)}"
