"""Servers under measurement: one process each, on a free port of this machine."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil

#: Makes the command of a server from the port it shall listen on.
Command = Callable[[int], Sequence[str]]

_PATIENCE_SECONDS = 60
#: Programs have their bytecode, as they have where they are installed.
_ENVIRONMENT = {key: os.environ[key] for key in os.environ if key != "PYTHONDONTWRITEBYTECODE"}


class Program:
    """A server that answers."""

    def __init__(self, command: Command) -> None:
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        began = time.perf_counter()
        self._process = subprocess.Popen(
            command(port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_ENVIRONMENT
        )
        self._watched = psutil.Process(self._process.pid)
        self._wait()
        self.ready_seconds = time.perf_counter() - began

    def _wait(self) -> None:
        """Wait for the first answer, whatever it is; nobody takes a processor from the server."""
        begun = time.perf_counter()
        place = urlsplit(self.url)
        while self._process.poll() is None and time.perf_counter() - begun < _PATIENCE_SECONDS:
            with suppress(OSError):
                socket.create_connection((place.hostname, place.port)).close()
                try:
                    urlopen(self.url, timeout=_PATIENCE_SECONDS).close()  # noqa: S310 - our own
                except HTTPError as answer:
                    answer.close()
                return
            time.sleep(0.002)
        self.stop()
        sys.exit(f"this server did not come up: {' '.join(map(str, self._process.args))}")

    def resident_bytes(self) -> int:
        """Give the memory in use."""
        return int(self._watched.memory_info().rss)

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait(timeout=30)


@contextmanager
def running(command: Command) -> Iterator[Program]:
    """Run a server while the context lasts."""
    program = Program(command)
    try:
        yield program
    finally:
        program.stop()


def mock(spec: str) -> Command:
    """Serve a contract with the mock."""
    serve = [sys.executable, "-m", "mockserver.cli", "serve", spec, "--pace", "0", "--port"]
    return lambda port: [*serve, str(port)]


def bare(listed: Path, streamed: Path) -> Command:
    """Serve with the bare handlers; the files hold the bytes of the list and of a stream."""
    program = str(Path(__file__).with_name("bare.py"))
    return lambda port: [sys.executable, program, str(port), str(listed), str(streamed)]


def prism(folder: Path, document: Path) -> Command:
    """Serve a document with the Prism that a folder holds, without its log, which costs it time."""
    program = str(folder / "node_modules/@stoplight/prism-cli/dist/index.js")
    options = ["mock", "--verboseLevel", "silent", "--port"]
    return lambda port: ["node", program, *options, str(port), str(document)]


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
