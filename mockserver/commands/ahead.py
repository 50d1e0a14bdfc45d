"""Reading a large contract in a process of its own, while this one is still being imported."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from contract.document import Document

#: A contract of ours: `dify@2026-06-12`.
_NAME: Final = re.compile(r"[a-z0-9-]+(?:@[0-9A-Za-z.-]+)?")
#: Smaller files are read in no time; for larger ones, what is won is lost by handing it over.
_BYTES: Final = range(64 * 1024, 2 * 1024 * 1024)


def opened_ahead(spec: str) -> Callable[[], "Document"]:
    """
    Begin to open what a person named; what is given waits for the document, to be served.

    Whatever goes wrong in the other process is met again in this one, and told there. No thread
    may have been started yet.
    """
    if sys.platform == "linux" and _takes_time(spec) and (os.cpu_count() or 1) > 1:
        return _forked(spec)
    return lambda: _opened(spec)


def _takes_time(spec: str) -> bool:
    """Tell whether it is a large file, or the name of a contract, which is amended by overlays."""
    try:
        return Path(spec).stat().st_size in _BYTES
    except (OSError, ValueError):
        return _NAME.fullmatch(spec) is not None


def _opened(spec: str) -> "Document":
    from contract.document import open_document

    return open_document(spec)


def _forked(spec: str) -> Callable[[], "Document"]:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        # Else it would wait for ever to write to a process that has ended.
        os.close(reading)
        _write(spec, writing)
    os.close(writing)

    def wait() -> "Document":
        import pickle

        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read()
        _, status = os.waitpid(child, 0)
        if status != 0:
            return _opened(spec)
        document: Document = pickle.loads(told)  # noqa: S301 - from a process of our own
        return document

    return wait


def _write(spec: str, writing: int) -> None:
    """Open a document and write it; the process ends here, and says nothing."""
    try:
        import pickle

        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(_opened(spec).without_origin(), pipe, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    except BaseException:
        os._exit(1)
