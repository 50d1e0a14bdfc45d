"""Where things are and how they are reached: nobody is, at any of these."""

from typing import Final

from mockserver.values.chance import Chance
from mockserver.values.scene import Scene
from mockserver.values.vocabulary import WORDS, supply

#: ISO 13616: the bank as it begins an account number, and how many digits follow.
_ACCOUNTS: Final = {
    "DE": ("", 18), "FR": ("", 23), "ES": ("", 20), "NL": ("INGB", 10), "GB": ("NWBK", 14),
    "CH": ("", 17), "SE": ("", 20),
}  # fmt: skip


def url(_: Scene, chance: Chance) -> str:
    """Give an address of a domain that is nobody's (RFC 2606)."""
    return f"https://example.com/{chance.one(WORDS)}/{chance.hexadecimal(6)}"


def domain(_: Scene, chance: Chance) -> str:
    """Give a name below a domain that is nobody's."""
    return f"{chance.one(WORDS)}.example.com"


def street(scene: Scene, chance: Chance) -> str:
    """Give a street and a number as the country writes them."""
    name = chance.one(supply("street_name", scene.locality.names))
    number = chance.between(1, 199)
    return f"{number} {name}" if scene.locality.has_number_first else f"{name} {number}"


def phone(scene: Scene, chance: Chance) -> str:
    """Give a number of the country as E.164 has it."""
    return f"{scene.locality.phone}{chance.digits(2)}"


def iban(scene: Scene, chance: Chance) -> str:
    """Give an account number with the right check digits; a German one where a country has none."""
    country = scene.locality.country_code
    country = country if country in _ACCOUNTS else "DE"
    bank, length = _ACCOUNTS[country]
    account = bank + chance.digits(length)
    number = int("".join(str(int(each, 36)) for each in f"{account}{country}00"))
    return f"{country}{98 - number % 97:02}{account}"
