"""What every command needs that listens until it is interrupted."""

import asyncio
import gc
import signal
import sys
from typing import Final

from mockserver.wire.connections import MOST_CONNECTIONS

if sys.platform == "win32":
    run = asyncio.run
else:
    from uvloop import run

__all__ = ["allow_connections", "interruption", "run", "spare_what_stays"]

#: Objects made and not freed after which the garbage collector looks for cycles.
_COLLECTED_FROM: Final = 10_000


def allow_connections() -> None:
    """Let the process hold as many connections as the server takes, where the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 256
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def spare_what_stays() -> None:
    """Let the garbage collector pass over what is there now, and look less often at the rest."""
    gc.freeze()
    # Values of a request are freed when it is answered; only cycles wait for the collector.
    gc.set_threshold(_COLLECTED_FROM)


def interruption() -> asyncio.Event:
    """Give what is set by Ctrl-C, or by a polite request to end."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, interrupted.set)
    return interrupted
