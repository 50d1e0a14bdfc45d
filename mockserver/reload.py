"""
Serving what a contract's files say now.

The files are looked at, not listened for: there are few of them, it works on every file system,
and no thread is left behind.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

from contract.errors import ContractError
from mockserver.app import Exchanges
from mockserver.serving import Mock, renewed

LOOK_SECONDS: Final = 0.4
_LOG: Final = logging.getLogger("mockserver")
#: What tells one state of a file from another; nothing where there is no file.
_Stamp = tuple[int, int, int] | None


@asynccontextmanager
async def keeping_current(
    exchanges: Exchanges, mock: Mock, tell: Callable[[str], None]
) -> AsyncIterator[None]:
    """
    Renew the gate whenever a file of the contract changes, while the context lasts.

    The world stays as it is, and so do replies that have begun. A contract that cannot be read is
    told, and the last good one is served on.
    """
    task = asyncio.create_task(_keep_current(exchanges, mock, tell))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_current(exchanges: Exchanges, mock: Mock, tell: Callable[[str], None]) -> None:
    watched = mock.document.files
    seen = _stamps(watched)
    while watched:
        await asyncio.sleep(LOOK_SECONDS)
        if _stamps(watched) == seen:
            continue
        # What is read next is at least as new as this.
        seen = await _settled(watched)
        try:
            mock = await asyncio.to_thread(renewed, mock)
        except ContractError as error:
            tell(f"{error}; until then the contract from before is served")
            # A file that is missing may be made, beside those that are known.
            watched = _with_folders(mock.document.files)
        except Exception:
            # The outermost rim: whatever an edit brings about, the last good contract goes on.
            _LOG.exception("%s cannot be served", mock.document.name)
        else:
            exchanges.gate = mock.gate
            watched = mock.document.files
            tell(f"{mock.document.name} changed, {len(mock.contract.operations)} operations now")
        if set(watched) != set(seen):
            seen = _stamps(watched)


async def _settled(files: Iterable[Path]) -> dict[Path, _Stamp]:
    """Wait until nothing changes between two looks: files are written in steps."""
    before = _stamps(files)
    while True:
        await asyncio.sleep(LOOK_SECONDS / 4)
        now = _stamps(files)
        if now == before:
            return now
        before = now


def _stamps(files: Iterable[Path]) -> dict[Path, _Stamp]:
    return {each: _stamp(each) for each in files}


def _stamp(path: Path) -> _Stamp:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _with_folders(files: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(dict.fromkeys((*files, *(each.parent for each in files))))
