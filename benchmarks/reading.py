"""
What reading costs: growth with the size of a document, memory, and YAML against its parser alone.

Figures are ratios measured in this run, so they compare between machines.
"""

import argparse
import gc
import os
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from contract.document import Source, from_source, open_document, to_yaml
from contract.model import Contract

_TABLE = "| {head} |\n| {ruler} |\n| {row} |\n\n"
_SIZES = (1, 10, 50)
_OPERATIONS = 20  #: In a document of size 1.


def table(head: str, row: str) -> str:
    """A table with one row."""
    ruler = " | ".join("-" * max(3, len(cell)) for cell in head.split(" | "))
    return _TABLE.format(head=head, ruler=ruler, row=row)


def parameters(number: int) -> str:
    """The rows of parameters, alike in both dialects."""
    return table(
        "Name | Located in | Description | Required | Schema",
        f"limit{number} | query | How many \\| at most | No | integer",
    )


def path_dialect(count: int) -> str:
    """A document as printed from Swagger 2.0, with `count` operations and models."""
    operations = "".join(
        f"### /things{n}\n\n#### GET\n##### Summary\n\nList {n}\n\n##### Description\n\n"
        f"Text of *{n}*.\n\n##### Parameters\n\n{parameters(n)}##### Responses\n\n"
        + table("Code | Description | Schema", f"200 | ok | [ [Thing{n}](#thing{n}) ]")
        for n in range(count)
    )
    return f"# Things\n\n## Version: 1\n\n---\n\n{operations}---\n### Models\n\n{models(count)}"


def method_dialect(count: int) -> str:
    """A document as printed from OpenAPI 3, with `count` operations and models."""
    operations = "".join(
        f"### [POST] /things{n}\n**Add {n}**\n\nText of *{n}*.\n\n#### Parameters\n\n"
        f"{parameters(n)}#### Request Body\n\n"
        + table("Required | Schema", f" Yes | **application/json**: [Thing{n}](#thing{n})<br>")
        + "#### Responses\n\n"
        + table("Code | Description | Schema", f'200 | ok | **a/b**: {{ **"a{n}"**: long }}<br>')
        for n in range(count)
    )
    return f"# Things\n\n## Version: 1\n\n---\n\n{operations}---\n### Schemas\n\n{models(count)}"


def models(count: int) -> str:
    """The models of both dialects."""
    head = "Name | Type | Description | Required"
    row = 'kind | string | what it is<br>*Enum:* `"a"`, `"b|c"` | Yes'
    return "".join(f"#### Thing{n}\n\nText.\n\n{table(head, row)}" for n in range(count))


def repository_page(text: str) -> str:
    """The text without blank lines."""
    return "\n".join(line for line in text.split("\n") if line.strip())


def added_file_page(text: str) -> str:
    """The text with a sign before every line."""
    return "\n".join(f" + {line}" for line in text.split("\n"))


def flattened(text: str) -> str:
    """The text on a few lines."""
    return " ".join(text.split()).replace("<br>", "\n")


def openapi(count: int) -> str:
    """An OpenAPI document in YAML, with `count` operations and models."""
    return to_yaml(from_source(Source("reference.md", method_dialect(count))).content)


def mdx_reference(count: int) -> str:
    """A reference written in MDX, with `count` operations."""
    operations = "".join(
        f"---\n\n<Heading url='/things{n}/:id' method='POST' title='Add {n}' name='#a{n}' />\n"
        f"<Row>\n  <Col>\n    Text of {n}.\n\n    ### Path\n    - `id` (string) Required which\n\n"
        "    ### Request Body\n    - `kind` (string) Required `a` / `b`\n\n"
        f"    ### Response\n    - `a{n}` (object) what\n      - `b` (int) default is {n}\n\n"
        "    ### Errors\n    - 400, `bad_input`, not understood\n  </Col>\n  <Col sticky>\n"
        f'    ```json {{{{ title: \'Response\' }}}}\n    {{"a{n}": {{"b": {n}}}}}\n    ```\n'
        "  </Col>\n</Row>\n\n"
        for n in range(count)
    )
    return f"# Things API\n\nText.\n\n{operations}"


def redoc_page(count: int) -> str:
    """The text of a ReDoc page, with `count` operations."""
    operations = "".join(
        f"Tag{n}\n\nRead thing {n}\n\nText of {n}.\n\nAuthorizations:\nBearer\n"
        "path Parameters\nthing_id\nrequired\nstring <uuid> (Thing Id)\n"
        "query Parameters\nlimit\ninteger (Limit) [ 1 .. 500 ]\nDefault: 50\n\nHow many\n\n"
        "Responses\n\nResponse samples\n\nContent type\napplication/json\n"
        f'{{\n  • "name{n}": "string",\n  • "owner": {{\n    }}\n}}\n\n'
        for n in range(count)
    )
    return f"Things (1.0)\n\nDownload OpenAPI specification:Download\n\n{operations}"


DOCUMENTS: dict[str, Callable[[int], str]] = {
    "path headings": path_dialect,
    "path headings, repository page": lambda count: repository_page(path_dialect(count)),
    "path headings, flattened": lambda count: flattened(path_dialect(count)),
    "method headings": method_dialect,
    "method headings, added file": lambda count: added_file_page(method_dialect(count)),
    "method headings, flattened": lambda count: flattened(method_dialect(count)),
    "MDX reference": mdx_reference,
    "MDX reference, flattened": lambda count: flattened(mdx_reference(count)),
    "text of a ReDoc page": redoc_page,
    "OpenAPI, YAML": openapi,
}


def seconds(call: Callable[[], Any], *, rounds: int = 5) -> float:
    """The median time of a call."""
    taken = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak_bytes(call: Callable[[], Any]) -> int:
    """The most memory that a call holds at once."""
    gc.collect()
    tracemalloc.start()
    call()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def growth(name: str, make: Callable[[int], str]) -> str:
    """One row: how time and memory grow with the size of a document."""
    sources = [Source("reference.md", make(_OPERATIONS * size)) for size in _SIZES]
    times = [seconds(lambda source=source: from_source(source)) for source in sources]
    peak = peak_bytes(lambda: from_source(sources[-1])) / len(sources[-1].text.encode())
    ratios = [took / (size * times[0]) for size, took in zip(_SIZES, times, strict=True)]
    kilobytes = len(sources[-1].text) / 1000
    shown = " | ".join(f"{ratio:5.2f}" for ratio in ratios[1:])
    return f"| {name:32} | {kilobytes:7.0f} | {shown} | {times[-1] * 1000:7.0f} | {peak:6.1f} |"


def against_parser(count: int) -> tuple[float, float]:
    """Seconds for opening a YAML contract, and for PyYAML's C loader alone."""
    text = openapi(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "openapi.yaml"
        path.write_text(text, "utf-8")
        alone = seconds(lambda: yaml.load(text, yaml.CSafeLoader))
        opened = seconds(lambda: Contract.from_document(open_document(str(path)).content))
    return opened, alone


def published() -> None:
    """Print what the published documents take, where CONTRACT_SEEDS names their folder."""
    folder = os.environ.get("CONTRACT_SEEDS")
    for path in sorted(Path(folder).glob("*.txt")) if folder else ():
        source = Source(path.name, path.read_text("utf-8"))
        kilobytes = len(source.text) / 1000
        took = seconds(lambda source=source: from_source(source)) * 1000
        peak = peak_bytes(lambda source=source: from_source(source)) / len(source.text.encode())
        print(f"| {path.name:32} | {kilobytes:7.0f} |       |       | {took:7.0f} | {peak:6.1f} |")


def main() -> None:
    """Print one table, what is published among it, and the comparison with the parser."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--operations", type=int, default=1000, help="of the YAML contract")
    count = arguments.parse_args().operations
    print(f"| {'document':32} |  kB 50x | t10/10t1 | t50/50t1 |  ms 50x | peak/size |")
    print(f"|{'-' * 34}|---------|----------|----------|---------|-----------|")
    for name, make in DOCUMENTS.items():
        print(growth(name, make))
    published()
    opened, alone = against_parser(count)
    print(
        f"\nOpening {count} operations in YAML takes {opened / alone:.2f} times PyYAML's C loader."
    )


if __name__ == "__main__":
    main()
