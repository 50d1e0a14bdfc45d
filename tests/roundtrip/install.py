"""
Install swagger-markdown into a folder, where npm is at hand: `python install.py FOLDER`.

Without npm, or without its registry, nothing is installed and nothing fails: the round trips are
then skipped, and say so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

SECONDS = 60


def install(folder: Path) -> str:
    """Install the printer unless it is there; tells what became of it."""
    npm = shutil.which("npm")
    if (folder / "node_modules" / "swagger-markdown").is_dir():
        return "swagger-markdown is installed"
    if npm is None:
        return "there is no npm: documents are not printed and read back"
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    try:
        subprocess.run([*command, "swagger-markdown@3"], check=True, timeout=SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        return f"swagger-markdown could not be installed: {error}"
    return "swagger-markdown is installed"


if __name__ == "__main__":
    sys.stdout.write(f"{install(Path(sys.argv[1]))}\n")
