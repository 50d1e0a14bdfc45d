"""Published documentation in, an OpenAPI document and a report out."""

from collections.abc import Callable

from contract.reading import mdx, swagger_markdown
from contract.reading.blocks import Place
from contract.reading.findings import Finding, Reading

__all__ = ["Finding", "Place", "Reading", "read_documentation"]

_Recognise = Callable[[str], bool]
_Read = Callable[[str], Reading]
_KINDS: tuple[tuple[_Recognise, _Read], ...] = (
    (mdx.recognise, mdx.read),
    (swagger_markdown.recognise, swagger_markdown.read),
)


def read_documentation(text: str) -> Reading | None:
    """Read documentation of a known kind; `None` where no kind is recognised."""
    for recognise, read in _KINDS:
        if recognise(text):
            return read(text)
    return None
