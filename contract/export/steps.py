"""The way of a document from OpenAPI 3.2 back to 3.1 or 3.0, one version after the other."""

from typing import Any, Literal

from contract.export.openapi_3_0 import to_3_0
from contract.export.openapi_3_1 import to_3_1
from contract.notes import Notes


def export(
    document: dict[str, Any], version: Literal["3.1", "3.0"]
) -> tuple[dict[str, Any], list[str]]:
    """
    Give a document of OpenAPI 3.2 in an older version, and a sentence for each loss.

    Each sentence begins with the JSON Pointer of what it is about. A schema whose keywords the
    older version lacks allows more than before, unless it stands under `not` or `oneOf`.

    Raises:
        UnresolvedReference: a reference leads nowhere.
    """
    notes = Notes()
    result = to_3_1(document, notes)
    if version == "3.0":
        result = to_3_0(result, notes)
    return result, notes.sentences
