"""
Do the main job once, on the published Dify contracts, and end.

Reads the three contracts, serves the newest, uses it as a client would, tests it with Schemathesis
and compares the versions. The exit code is 0 only if every step did what it should.
"""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from contract.catalog import find
from contract.document import open_document
from contract.model import Contract

VERSIONS = ("2026-05-18", "2026-06-10", "2026-06-12")
NEWER_APP = """\
version: 99.0.0
kind: app
app: {name: from-the-future, mode: workflow, icon: "*"}
workflow: {graph: {nodes: [], edges: []}, features: {}}
"""


def main() -> None:
    """Run every step in turn."""
    step("1. What was read from the three published documents")
    for version in VERSIONS:
        show(f"dify@{version}")
    with served("dify@2026-06-12") as mock:
        step("3. Log in by device code (RFC 8628)")
        log_in(mock)
        step("4. Workspaces and apps")
        workspace_id, apps = list_apps(mock)
        step("5. Import an app of a newer version: it waits for a confirmation")
        import_app(mock, workspace_id)
        step("6. Run a workflow and watch its events")
        run_app(mock, apps["echo-workflow"])
        step("7. A short Schemathesis pass against the mock")
        test(mock)
    step("8. What changed between the versions")
    for old, new in pairwise(VERSIONS):
        code = run("contract", "diff", f"dify@{old}", f"dify@{new}", expected=(0, 1))
        print(f"exit code {code}: {'something breaks' if code else 'nothing breaks'}\n")
    print("Everything did what it should.")


class Mock:
    """The running mock, and who we are to it."""

    def __init__(self, url: str, console: dict[str, str]) -> None:
        self.url = url
        self.console = console
        self.token = ""

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Send a request and give the JSON of the reply, or its text."""
        data = None if body is None else json.dumps(body).encode()
        sent = {"Content-Type": "application/json", **headers}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url + path, data, sent, method=method)  # noqa: S310
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            text = response.read().decode()
            is_json = response.headers["Content-Type"].startswith("application/json")
            print(f"{method} {path} → {response.status}")
            return json.loads(text) if is_json else text


def show(spec: str) -> None:
    """Say what was read from a published document, and what its overlays make of it."""
    read = Contract.from_document(open_document(str(find(spec)[1].document)).content)
    amended = Contract.from_document(open_document(spec).content)
    for label, contract in ((f"{spec}:", read), ("  with its overlays:", amended)):
        counts = ", ".join(f"{count} {name}" for name, count in contract.counts().items())
        print(f"{label:<20} {counts}")


def step(title: str) -> None:
    """Begin a step."""
    print(f"\n=== {title}\n", flush=True)


def run(*command: str, expected: tuple[int, ...] = (0,)) -> int:
    """Run one of our commands; the demo fails if it ends otherwise than expected."""
    print("$", " ".join(command), flush=True)
    code = subprocess.run(command, check=False).returncode
    if code not in expected:
        sys.exit(f"{command[0]} {command[1]} ended with {code}")
    return code


@contextmanager
def served(spec: str) -> Iterator[Mock]:
    """Serve a contract on a free port of this machine while the context lasts."""
    step(f"2. Serve {spec} on a free port of 127.0.0.1")
    command = ["mockserver", "serve", spec, "--port", "0", "--pace", "0.02"]
    print("$", " ".join(command), flush=True)
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        told = []
        for line in server.stdout:
            told.append(line)
            if line.startswith("Ctrl-C"):
                break
        print("".join(told[:4]), f"  … {len(told) - 5} operations", sep="")
        text = "".join(told)
        url = found(r"listening on (\S+)", text)
        yield Mock(url, dict(re.findall(r"(access_token|csrf_token)=(\S+)", text)))
    finally:
        server.terminate()
        if server.wait(timeout=10) != 0:
            sys.exit("the mock did not stop cleanly")


def found(pattern: str, text: str) -> str:
    """Give what a pattern finds; the demo fails if that is nothing."""
    match = re.search(pattern, text)
    if match is None:
        sys.exit(f"nothing like {pattern} in: {text}")
    return match[1]


def log_in(mock: Mock) -> None:
    """Ask for a code, approve it as the person at the browser would, fetch the token."""
    asked = {"client_id": "difyctl", "device_label": "demo"}
    codes = mock.call("POST", "/oauth/device/code", asked)
    print(f"  the person enters {codes['user_code']} at {codes['verification_uri']}")
    console = mock.console
    cookies = f"access_token={console['access_token']}; csrf_token={console['csrf_token']}"
    told = {"Cookie": cookies, "X-CSRF-Token": console["csrf_token"]}
    mock.call("POST", "/oauth/device/approve", {"user_code": codes["user_code"]}, **told)
    polled = {"device_code": codes["device_code"], "client_id": "difyctl"}
    token = mock.call("POST", "/oauth/device/token", polled)
    mock.token = token["token"]
    print(f"  logged in as {token['account']['email']}, token {mock.token[:9]}…")


def list_apps(mock: Mock) -> tuple[str, dict[str, str]]:
    """Give the current workspace and its apps by name."""
    spaces = mock.call("GET", "/workspaces")["workspaces"]
    for space in spaces:
        current = "  (current)" if space["current"] else ""
        print(f"  {space['name']}, {space['role']}, {space['status']}{current}")
    workspace_id = next(space["id"] for space in spaces if space["current"])
    apps = mock.call("GET", f"/apps?workspace_id={workspace_id}&limit=50")["data"]
    for app in apps:
        print(f"  {app['mode']:<14} {app['name']:<16} {app['description']}")
    return workspace_id, {app["name"]: app["id"] for app in apps}


def import_app(mock: Mock, workspace_id: str) -> None:
    """Import, confirm, and find the app in the list."""
    path = f"/workspaces/{workspace_id}/apps/imports"
    told = mock.call("POST", path, {"mode": "yaml-content", "yaml_content": NEWER_APP})
    print(f"  {told['status']}: {told['imported_dsl_version']} > {told['current_dsl_version']}")
    done = mock.call("POST", f"{path}/{told['id']}/confirm")
    print(f"  {done['status']}: app {done['app_id']}")
    listed = mock.call("GET", f"/apps?workspace_id={workspace_id}&name=future")["data"]
    if told["status"] != "pending" or [app["id"] for app in listed] != [done["app_id"]]:
        sys.exit("the confirmed import is not in the list")


def run_app(mock: Mock, app_id: str) -> None:
    """Start a run, show its stream, then ask for the run again."""
    text = mock.call("POST", f"/apps/{app_id}/run", {"inputs": {"x": "hello, world"}})
    events = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    for event in events:
        data = event["data"]
        shown = data.get("text") or data.get("title") or data.get("status") or ""
        print(f"  {event['event']:<18} {shown}")
    last = events[-1]
    if last["event"] != "workflow_finished":
        sys.exit("the stream did not end with workflow_finished")
    again = mock.call("GET", f"/apps/{app_id}/tasks/{last['workflow_run_id']}/events")
    outputs = json.loads(again.removeprefix("data: "))["data"]["outputs"]
    print(f"  a client that comes back sees {outputs}")
    if outputs != last["data"]["outputs"]:
        sys.exit("the stored run and its stream do not agree")


def test(mock: Mock) -> None:
    """Hold the mock to its own contract."""
    options = ("--max-examples", "10", "--seed", "1", "--token", mock.token)
    run("contract", "test", "dify@2026-06-12", "--url", mock.url, *options)


if __name__ == "__main__":
    main()
