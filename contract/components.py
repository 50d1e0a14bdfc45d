"""The components of a document: their sections, and names that are legal and unique."""

import re
from collections.abc import Container, Mapping
from typing import Any, Final

from contract.walk import SECTIONS, Kind

#: OpenAPI 3.2.0, "Components Object": what a name may consist of.
LEGAL_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
#: The sections of OpenAPI 2.0 stand in the document itself.
_SWAGGER: Final[Mapping[Kind, tuple[str, ...]]] = {
    "schema": ("definitions",),
    "parameter": ("parameters",),
    "response": ("responses",),
    "securityScheme": ("securityDefinitions",),
}
_OPENAPI: Final[Mapping[Kind, tuple[str, ...]]] = {
    kind: ("components", section) for kind, section in SECTIONS.items()
}


def sections(document: Mapping[str, Any]) -> Mapping[Kind, tuple[str, ...]]:
    """Give the path of the section for each kind of component that the document's version has."""
    return _SWAGGER if "swagger" in document else _OPENAPI


def component_name(text: str, taken: Container[str]) -> str:
    """
    Make a legal component name out of any text, one that is not taken.

    `List«Pet»` becomes `List_Pet_`, or `List_Pet__2` where that is taken.
    """
    name = re.sub(r"[^A-Za-z0-9._-]", "_", text) or "_"
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}_{number}"
        number += 1
    return unique
