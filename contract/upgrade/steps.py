"""The way of a document from its own version to OpenAPI 3.2, one version after the other."""

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

from contract.errors import InvalidDocument
from contract.notes import Notes
from contract.upgrade.names import with_legal_names
from contract.upgrade.openapi_3_0 import from_3_0
from contract.upgrade.openapi_3_1 import from_3_1
from contract.upgrade.repairs import repaired

Version = Literal["2.0", "3.0", "3.1", "3.2"]

_NORMAL_FORM: Final = "3.2.0"
_VERSION: Final = re.compile(r"(?P<version>2|3\.[0-2])(?:\.[0-9]+)*(?:-.*)?")
_VERSIONS: Final[Mapping[tuple[str, str], Version]] = {
    ("swagger", "2"): "2.0",
    ("openapi", "3.0"): "3.0",
    ("openapi", "3.1"): "3.1",
    ("openapi", "3.2"): "3.2",
}


def upgrade(document: dict[str, Any], name: str) -> tuple[dict[str, Any], list[str]]:
    """
    Give a document in OpenAPI 3.2, and a sentence for each thing repaired or lost on the way.

    Each sentence begins with the JSON Pointer of what it is about. A complete document keeps its
    meaning: every schema allows the instances that it allowed. What is missing or misshapen is
    repaired as far as its meaning is plain. `name` is what messages call the document.

    Raises:
        InvalidDocument: it has no version that is known, or its paths are no mapping.
        UnresolvedReference: a document of version 2.0 refers to what it does not have.
    """
    notes = Notes()
    version = _version(document, name, notes)
    document = repaired(document, name, version, notes)
    document = with_legal_names(document, notes)
    if version == "2.0":
        from contract.upgrade.swagger import from_swagger

        document = from_swagger(document, name, notes)
    if version in ("2.0", "3.0"):
        document = from_3_0(document, notes)
    if version != "3.2":
        document = from_3_1(document, notes)
    return {**document, "openapi": _NORMAL_FORM}, notes.sentences


def _version(document: dict[str, Any], name: str, notes: Notes) -> Version:
    """Recognise the version; YAML reads `openapi: 3.1` as a number, and people write so."""
    member = "swagger" if "swagger" in document else "openapi"
    written = document.get(member)
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        raise InvalidDocument(name, "", "a member `openapi` with the version is missing")
    match = _VERSION.fullmatch(str(written).strip())
    version = _VERSIONS.get((member, match["version"])) if match else None
    if version is None:
        reason = f"version {written} is not one of 2.0, 3.0, 3.1 and 3.2"
        raise InvalidDocument(name, f"/{member}", reason)
    if not isinstance(written, str):
        notes.add(f"/{member}", f"the version was the number {written}, it is a text")
    return version
