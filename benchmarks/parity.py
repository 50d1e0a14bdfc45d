"""
Asks the mock and Prism the same questions, and counts what they answer.

The documents are those of npm's @readme/oas-examples, or others that are named. For each kind of
question it prints how many were asked, to how many both gave the same status, and how often either
fell over or gave a reply that breaks the contract.
"""

import argparse
import http.client
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

import programs
from load import install
from questions import Question, Questions

from contract.document import open_document
from contract.model import Contract
from contract.validation import Clerk, Response, is_json

PRISM: Final = "@stoplight/prism-cli@5.14.2"
EXAMPLES: Final = "@readme/oas-examples@8.2.2"
#: After so many falls over one operation, the next one is asked about.
_MOST_FALLS: Final = 3
_LARGEST_BYTES: Final = 50_000
_COLUMNS: Final = ("asked", "same", "mock fell", "prism fell", "mock broke", "prism broke")


class Answer(NamedTuple):
    """What came back; status 0 where nothing did."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


class Peer:
    """A server that is started again when it falls."""

    def __init__(self, command: programs.Command) -> None:
        self._command = command
        self._program = programs.Program(command)

    def ask(self, question: Question) -> Answer:
        """Ask once."""
        place = urlsplit(self._program.url)
        connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=30)
        headers = {"Content-Length": str(len(question.body))} if question.body else {}
        try:
            connection.request(
                question.method,
                question.target,
                question.body or None,
                {**headers, **question.headers},
            )
            reply = connection.getresponse()
            return Answer(reply.status, tuple(reply.getheaders()), reply.read())
        except (OSError, http.client.HTTPException):
            self.stop()
            self._program = programs.Program(self._command)
            return Answer(0)
        finally:
            connection.close()

    def stop(self) -> None:
        """End the server."""
        self._program.stop()


@contextmanager
def _peers(document: Path, folder: Path) -> Iterator[tuple[Peer, Peer]]:
    with ExitStack() as stack:
        mock = Peer(lambda port: [*programs.mock(str(document))(port), "--static"])
        stack.callback(mock.stop)
        prism = Peer(programs.prism(folder, document))
        stack.callback(prism.stop)
        yield mock, prism


def compare(document: Path, folder: Path, counts: Counter[tuple[str, str]]) -> None:
    """Ask both about one document, and add to the counts."""
    contract = Contract.from_document(open_document(str(document)).content)
    if not contract.operations:
        return  # Prism does not start.
    clerk = Clerk(contract)
    falls: Counter[str] = Counter()
    with _peers(document, folder) as (mock, prism):
        for question in Questions(contract):
            key = question.operation.key
            if falls[key] >= _MOST_FALLS:
                continue
            ours, theirs = mock.ask(question), prism.ask(question)
            kind = question.kind
            counts[kind, "asked"] += 1
            counts[kind, "same"] += ours.status == theirs.status
            for name, answer in (("mock", ours), ("prism", theirs)):
                has_fallen = answer.status == 0
                falls[key] += has_fallen
                counts[kind, f"{name} fell"] += has_fallen
                counts[kind, f"{name} broke"] += not has_fallen and _breaks(clerk, question, answer)


def _breaks(clerk: Clerk, question: Question, answer: Answer) -> bool:
    """Tell whether a success, empty or in JSON, is none of those that the contract documents."""
    operation = question.operation
    if answer.status >= 300 or question.method != operation.method or not operation.replies:
        return False
    content_type = {k.lower(): v for k, v in answer.headers}.get("content-type", "")
    if answer.body and not is_json(content_type):
        return False
    try:
        value = json.loads(answer.body or b"null")
    except ValueError:
        return True
    response = Response(answer.status, answer.headers, answer.body, content_type)
    return bool(clerk.response(operation, response, value))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument("--peers", type=Path, default=Path(__file__).parent / ".peers")
    given = parser.parse_args()
    install(given.peers, PRISM, EXAMPLES)
    folder = given.peers / "node_modules/@readme/oas-examples"
    counts: Counter[tuple[str, str]] = Counter()
    all_documents = sorted(folder.glob("[23].*/yaml/*.yaml"))
    # The largest would take as long as all others together.
    usual = [each for each in all_documents if each.stat().st_size <= _LARGEST_BYTES]
    for document in given.documents or usual:
        compare(document, given.peers, counts)
    print(f"{'':<24}" + "".join(f"{each:>13}" for each in _COLUMNS))
    kinds = dict.fromkeys(kind for kind, _ in counts)
    for kind in kinds:
        print(f"{kind:<24}" + "".join(f"{counts[kind, each]:>13,}" for each in _COLUMNS))
    total = {each: sum(counts[kind, each] for kind in kinds) for each in _COLUMNS}
    print(f"{'all':<24}" + "".join(f"{total[each]:>13,}" for each in _COLUMNS))


if __name__ == "__main__":
    main()
