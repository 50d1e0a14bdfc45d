"""Published documentation in, an OpenAPI document and a report out."""

from collections.abc import Callable, Sequence

from contract.reading import mdx, redoc, swagger_markdown
from contract.reading.blocks import Place
from contract.reading.findings import Finding, Reading
from contract.reading.operations import OperationEntry, parse_operations

__all__ = [
    "Finding",
    "OperationEntry",
    "Place",
    "Reading",
    "parse_operations",
    "read_documentation",
    "redoc",
]

_Recognise = Callable[[str], bool]
_Read = Callable[[str], Reading]
_KINDS: tuple[tuple[_Recognise, _Read], ...] = (
    (mdx.recognise, mdx.read),
    (swagger_markdown.recognise, swagger_markdown.read),
)


def read_documentation(text: str, operations: Sequence[OperationEntry] = ()) -> Reading | None:
    """
    Read documentation of a known kind; `None` where no kind is recognised.

    `operations` gives methods and paths to the text of a ReDoc page, which shows none.
    """
    if redoc.recognise(text):
        return redoc.read(text, operations)
    for recognise, read in _KINDS:
        if recognise(text):
            return read(text)
    return None
