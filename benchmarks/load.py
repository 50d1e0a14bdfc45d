"""One request again and again over 16 kept connections: by wrk, or by autocannon where it lacks."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from programs import Program

CONNECTIONS = 16


@dataclass(frozen=True)
class Ask:
    """A request, and the status that answers it."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    is_unique: bool = False  #: Each has an X-Request-ID of its own; only wrk can do that.


#: Gives each request of wrk a header of its own.
_UNIQUE = """
local number = 0
request = function()
    number = number + 1
    wrk.headers["X-Request-ID"] = number
    return wrk.format()
end
"""


@dataclass(frozen=True)
class Measured:
    """What a server did under load."""

    requests: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Give the requests of one second."""
        return self.requests / self.seconds


def send(program: Program, ask: Ask) -> tuple[int, bytes]:
    """Send a request once; gives the status and the body."""
    url, body = program.url + ask.path, ask.body.encode() or None
    request = Request(url, body, dict(ask.headers), method=ask.method)  # noqa: S310 - our own
    try:
        with urlopen(request, timeout=60) as answer:  # noqa: S310
            return answer.status, answer.read()
    except HTTPError as answer:
        with answer:
            return answer.code, answer.read()


class Load:
    """Puts servers under load, by the program that is there."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where autocannon is installed if it is needed."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.has_wrk = shutil.which("wrk") is not None
        if not self.has_wrk:
            install(folder, "autocannon@8.0.0")

    def measure(self, program: Program, ask: Ask, seconds: int) -> Measured:
        """Put a server under load; every answer must be the expected one."""
        status, body = send(program, ask)
        if status != ask.status:
            sys.exit(f"{ask.method} {ask.path} answers {status}: {body[:500].decode()}")
        count, refused, took = (self._wrk if self.has_wrk else self._autocannon)(
            program.url + ask.path, ask, seconds
        )
        if refused != (count if ask.status >= 400 else 0):
            sys.exit(f"{ask.method} {ask.path}: {refused} of {count} answers are refusals")
        return Measured(count, took)

    def _wrk(self, url: str, ask: Ask, seconds: int) -> tuple[int, int, float]:
        script = self._folder / "ask.lua"
        told = f'wrk.method = "{ask.method}"\nwrk.body = [==[{ask.body}]==]\n'
        script.write_text(told + (_UNIQUE if ask.is_unique else ""))
        sizes = ["-t1", f"-c{CONNECTIONS}", f"-d{seconds}s"]
        headers = [each for name, value in ask.headers.items() for each in _header(name, value)]
        told = _output(["wrk", *sizes, "-s", str(script), *headers, url])
        found = re.search(r"(\d+) requests in ([\d.]+)s", told)
        failed = re.search(r"Socket errors: (.*)", told)
        if found is None or failed is not None:
            sys.exit(f"wrk could not measure {url}: {told}")
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
        return int(found[1]), int(refused[1]) if refused else 0, float(found[2])

    def _autocannon(self, url: str, ask: Ask, seconds: int) -> tuple[int, int, float]:
        program = str(self._folder / "node_modules/autocannon/autocannon.js")
        sizes = ["--json", "-c", str(CONNECTIONS), "-d", str(seconds), "-m", ask.method]
        headers = [each for name, value in ask.headers.items() for each in _header(name, value)]
        body = ["-b", ask.body] if ask.body else []
        told = json.loads(_output(["node", program, *sizes, *headers, *body, url]))
        if told["errors"]:
            sys.exit(f"autocannon could not measure {url}: {told['errors']} errors")
        return told["requests"]["total"], told["non2xx"], told["duration"]


def install(folder: Path, *packages: str) -> None:
    """Install packages of npm into a folder of their own, unless they are there."""
    if all((folder / "node_modules" / each.rpartition("@")[0]).is_dir() for each in packages):
        return
    folder.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), *packages]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _header(name: str, value: str) -> tuple[str, str]:
    return "-H", f"{name}: {value}"


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
