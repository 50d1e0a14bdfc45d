"""Media types: how they are named and which documented one a message's type is."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from contract.model import MediaType

FORM: Final = "application/x-www-form-urlencoded"


@lru_cache(maxsize=256)
def bare(content_type: str) -> str:
    """Give a media type without its parameters, in lower case (RFC 9110, 8.3.1)."""
    return content_type.partition(";")[0].strip().lower()


def normal_name(content_type: str) -> str:
    """Write a media type with its parameters in one way: lower case, without spaces."""
    return ";".join(part.strip() for part in content_type.lower().split(";") if part.strip())


@lru_cache(maxsize=256)
def is_json(content_type: str) -> bool:
    """Tell whether a media type is JSON (RFC 8259) or has the suffix `+json` (RFC 6839)."""
    name = bare(content_type)
    return name == "application/json" or name.endswith("+json")


@lru_cache(maxsize=256)
def is_xml(content_type: str) -> bool:
    """Tell whether a media type is XML (RFC 7303)."""
    name = bare(content_type)
    return name in ("application/xml", "text/xml") or name.endswith("+xml")


def is_form(content_type: str) -> bool:
    """Tell whether a media type is that of a form: URL-encoded, or in parts."""
    name = bare(content_type)
    return name == FORM or name.startswith("multipart/")


def media_type_for(content_type: str, documented: Sequence[MediaType]) -> MediaType | None:
    """
    Find the documented media type of a message: the same, else the first range that covers it.

    A name that is documented with parameters wants them (`normal_name`). What has no media type at
    all may be anything: only `*/*` covers it (RFC 9110, 8.3).
    """
    name = bare(content_type)
    if not name:
        return next((each for each in documented if each.name == "*/*"), None)
    for wanted in (normal_name(content_type), name) if ";" in content_type else (name,):
        for each in documented:
            if each.name == wanted:
                return each
    if "/" not in name:
        return None  # No media type, and not what a document calls one.
    for each in documented:
        if each.name == "*/*" or (each.name.endswith("/*") and name.startswith(each.name[:-1])):
            return each
    return None
