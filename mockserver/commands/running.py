"""What every command needs that listens until it is interrupted."""

import asyncio
import signal
import sys

from mockserver.app import MOST_CONNECTIONS

if sys.platform == "win32":
    run = asyncio.run
else:
    from uvloop import run

__all__ = ["allow_connections", "interruption", "run"]


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


def interruption() -> asyncio.Event:
    """Give what is set by Ctrl-C, or by a polite request to end."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, interrupted.set)
    return interrupted
