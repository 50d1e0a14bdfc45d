"""What happens to Markdown on its way to a reader, and what of a document survives it."""

import re
from typing import Any


def repository_page(text: str) -> str:
    """The text as a repository's page shows it: blank lines gone, runs of blanks collapsed."""
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    head = "docs/api.md\nSomebody 0a1b2c\nfeat: pets\n\n80 lines\n2 KiB\nMarkdown\n\n"
    return head + "\n".join(lines)


def added_file_page(text: str) -> str:
    """The text as the page of an added file shows it: a sign before every line."""
    lines = text.split("\n")
    numbers = "".join(str(n + 1) for n in range(len(lines)))
    return f"| {numbers} |\n" + "\n".join(f" + {line}" for line in lines)


def flattened(text: str) -> str:
    """All white space becomes single blanks, then each line break of a cell a line break."""
    text = re.sub(r"</?pre>", "", " ".join(text.split()))
    return re.sub(r" ?<br> ?", "\n", text)


def without_prose_breaks(value: Any) -> Any:
    """Prose loses its blank lines on a page; its words it keeps."""
    if isinstance(value, dict):
        return {key: without_prose_breaks(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_prose_breaks(each) for each in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def without_prose(value: Any) -> Any:
    """Flattened, nothing separates texts from what stands beside them."""
    if isinstance(value, dict):
        dropped = ("description", "summary", "externalDocs")
        return {key: without_prose(each) for key, each in value.items() if key not in dropped}
    return [without_prose(each) for each in value] if isinstance(value, list) else value
