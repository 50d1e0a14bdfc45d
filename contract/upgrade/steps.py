"""The way of a document from its own version to OpenAPI 3.2, one version after the other."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, Literal

from contract.errors import InvalidDocument
from contract.notes import Notes
from contract.upgrade.names import with_legal_names
from contract.upgrade.older_drafts import follow_moved
from contract.upgrade.openapi_3_0 import From30
from contract.upgrade.openapi_3_1 import from_3_1
from contract.upgrade.repairs import Repairs, check_paths
from contract.walk import Node, rewritten, walk

Version = Literal["2.0", "3.0", "3.1", "3.2"]

_Change = Callable[[Node], Any]
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
    check_paths(document, name)
    repairs = partial(Repairs, document, version)
    are_repairs_idle, is_step_idle = _idle(document, repairs, From30)
    if not are_repairs_idle:
        document = rewritten(document, repairs(notes))
        follow_moved(document, notes)
    document = with_legal_names(document, notes)
    if version == "2.0":
        from contract.upgrade.swagger import from_swagger

        document = from_swagger(document, name, notes)
    if version == "2.0" or (version == "3.0" and not (are_repairs_idle and is_step_idle)):
        document = rewritten(document, From30(notes))
    if version != "3.2":
        document = from_3_1(document, notes)
    return {**document, "openapi": _NORMAL_FORM}, notes.sentences


def _idle(document: dict[str, Any], *steps: Callable[[Notes], _Change]) -> list[bool]:
    """
    Tell which steps would leave a document as it is.

    Most need few: a copy takes as much memory again, and more time than looking.
    """
    tried = [Notes() for _ in steps]
    changes = [step(notes) for step, notes in zip(steps, tried, strict=True)]
    idle = [True for _ in steps]
    for node in walk(document):
        for number, change in enumerate(changes):
            if idle[number]:
                made = change(node)
                is_same = made is node.value or made == node.value
                idle[number] = is_same and not tried[number].sentences
        if True not in idle:
            break
    return idle


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
