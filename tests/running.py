"""The commands of the project, run as people run them."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent
#: No command takes longer.
PATIENCE_SECONDS = 300


@contextmanager
def serving(spec: str) -> Iterator[str]:
    """Serve a contract while the context lasts; gives what the mock says when it is ready."""
    command = [str(BIN / "mockserver"), "serve", spec, "--port", "0", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as mock:
        try:
            assert mock.stdout is not None
            told = ""
            while "Ctrl-C" not in told:
                line = mock.stdout.readline()
                assert line, told
                told += line
            yield told
        finally:
            mock.terminate()


def url_in(told: str) -> str:
    """Find where a mock says that it listens."""
    found = re.search(r"listening on (\S+)", told)
    assert found, told
    return found[1]


def suite_output(spec: str, url: str, *options: str, folder: Path) -> str:
    """Run the suite of a contract against a server that must pass it; gives what it prints."""
    done = subprocess.run(
        [str(BIN / "contract"), "test", spec, "--url", url, *options],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:]
    return done.stdout
