"""What a text is: JSON, YAML 1.2, documentation, or nothing that is known."""

import re
from typing import Any, Final

from contract import strict_json, yaml12
from contract.errors import InvalidSyntax, UnreadableSource, UnrecognisedDocument
from contract.sources import Source

_MIB: Final = 1024 * 1024
#: YAML and documentation larger than this are refused: JSON is parsed some twenty times faster.
LARGEST_SLOW_TEXT: Final = 16 * _MIB


def parse(text: str, name: str) -> Any:
    """
    Parse JSON or YAML 1.2 into plain values whose keys are all strings.

    Raises:
        InvalidSyntax: the text is neither.
        InvalidDocument: the document is too large, or a key can be no text.
        UnreadableSource: the text is too large for all but JSON.
    """
    if text.lstrip().startswith("{"):
        try:
            return strict_json.load(text, name)
        except InvalidSyntax:
            # YAML's flow style begins with a brace as well.
            if name.endswith(".json"):
                raise
    _refuse_slow(text, name)
    return yaml12.load_json(text, name)


def _refuse_slow(text: str, name: str) -> None:
    if len(text) > LARGEST_SLOW_TEXT:
        reason = f"larger than {LARGEST_SLOW_TEXT // _MIB} MiB, the limit for all but JSON"
        raise UnreadableSource(name, reason, "split the document or convert it to JSON")


def refuse_unreadable(source: Source) -> None:
    """
    Refuse what no parser needs to see.

    Raises:
        UnrecognisedDocument: the text is empty, or an HTML page that documents nothing.
    """
    if not source.text.strip():
        raise UnrecognisedDocument(source.name, "the file is empty")
    if _is_html(source.text) and not _is_documentation(source.text):
        reason = "this is an HTML page, perhaps an error page saved by mistake"
        raise UnrecognisedDocument(source.name, reason)


def _is_documentation(text: str) -> bool:
    from contract.reading import read_documentation

    return read_documentation(text) is not None


def _is_html(text: str) -> bool:
    return _HTML.match(text) is not None


#: How HTML pages begin, comments and an XML declaration apart.
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def parsed(source: Source) -> Any:
    """
    Parse what claims to be YAML or JSON; gives `None` for anything else.

    Most Markdown is neither, and some is by accident.

    Raises:
        ContractError: as `parse` raises it.
    """
    has_name = source.name.endswith((".yaml", ".yml", ".json"))
    if has_name or source.text.lstrip().startswith("{") or _OPENAPI_LINE.search(source.text):
        return parse(source.text, source.name)
    _refuse_slow(source.text, source.name)
    return None


_OPENAPI_LINE: Final = re.compile(r"(?m)^\s*[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[0-9]")


def why_unrecognised(value: Any) -> str:
    """Say why a text, and the value parsed from it, is no contract."""
    if isinstance(value, dict):
        return "this is YAML or JSON without a member `openapi` or `swagger`"
    return "this is no documentation of a known kind: it describes no operations"
