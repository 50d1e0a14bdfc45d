"""What the samples of an operation show: commands, requests, responses, events."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from contract.reading.blocks import Place
from contract.reading.findings import Draft
from contract.reading.mdx.blocks import Fence
from contract.reading.mdx.samples import (
    Call,
    parse_curl,
    parse_json,
    parse_status,
    parse_stream,
)
from contract.reading.mdx.schemas import lifted
from contract.reading.mdx.sections import Page, Sample
from contract.reading.mdx.titles import is_of_request, is_of_response, section_kind

#: Languages of fences that may hold JSON; in others a brace begins something else.
_JSON_LANGUAGES: Final = ("", "json", "json5", "jsonc", "javascript", "js", "text")
_SHELLS: Final = ("bash", "sh", "shell", "curl", "console", "zsh")


@dataclass(slots=True)
class Evidence:
    """The samples of one operation; values come with their title and their place."""

    calls: list[tuple[Call, Place]] = field(default_factory=list)
    requests: list[tuple[str, Any, Place]] = field(default_factory=list)
    responses: list[tuple[str, Any, Place]] = field(default_factory=list)
    events: list[tuple[dict[str, Any], Place]] = field(default_factory=list)
    content_type: str | None = None  #: Of the response, where a sample shows its headers.
    status: str | None = None  #: Of a response that is a status alone.

    def events_by(self, member: str) -> dict[str, Any]:
        """Give one event for each value of a member."""
        found: dict[str, Any] = {}
        for event, _ in self.events:
            found.setdefault(str(event.get(member)), event)
        return found


def collect(draft: Draft, page: Page) -> Evidence:
    """Read the samples of an operation; what cannot be read is reported."""
    collector = _Collector(draft, page)
    for sample in page.samples:
        collector.take(sample)
    collector.take_commands()
    return collector.evidence


def unique(title: str, taken: Collection[str]) -> str:
    """Give a title that is not taken: a second `Response` is `Response 2`."""
    number, chosen = 2, title
    while chosen in taken:
        chosen, number = f"{title} {number}", number + 1
    return chosen


class _Collector:
    def __init__(self, draft: Draft, page: Page) -> None:
        self._draft = draft
        self._page = page
        self.evidence = Evidence()

    def take(self, sample: Sample) -> None:
        """Take one fence."""
        fence = sample.fence
        if fence.language in _SHELLS or fence.text.lstrip().startswith("curl "):
            self._command(fence)
        elif fence.language == "streaming" or re.match(r"\s*data:\s*\{", fence.text):
            found = [(event, fence.place) for event in parse_stream(fence.text)]
            self.evidence.events += found
        elif status := parse_status(fence.text):
            self.evidence.status = status
        elif fence.language in _JSON_LANGUAGES and fence.text.strip():
            self._json(fence, sample.group)

    def take_commands(self) -> None:
        """Take the commands of the groups where no fence has one; then the bodies of all."""
        if not self.evidence.calls:
            for group in self._page.groups:
                call = parse_curl(group.code.replace("\\\\\\n", " ").replace("\\n", " "))
                if call is not None:
                    self.evidence.calls.append((call, group.place))
        for call, place in self.evidence.calls:
            if call.body is None:
                continue
            try:
                value, _ = parse_json(call.body)
            except ValueError:
                self._draft.skip("the body of a command is no JSON", place)
            else:
                self.evidence.requests.insert(0, ("cURL", value, place))

    def _command(self, fence: Fence) -> None:
        call = parse_curl(fence.text)
        if call is None:
            self._draft.skip("a command that cannot be read", fence.place)
        else:
            self.evidence.calls.append((call, fence.place))

    def _json(self, fence: Fence, group: str) -> None:
        title = fence.title or group or "Example"
        try:
            value, is_repaired = parse_json(fence.text)
        except ValueError:
            self._draft.skip(f'the sample "{title}" is no JSON', fence.place)
            return
        if is_repaired:
            message = f'commas at the end of a list were left out of the sample "{title}"'
            self._draft.infer("sample-repaired", message, fence.place, confidence="certain")
        if isinstance(value, dict) and [key.lower() for key in value] == ["content-type"]:
            self.evidence.content_type = str(*value.values()).partition(";")[0].strip().lower()
            return
        titles = f"{title} {group}"
        is_request = is_of_request(titles) or self._looks_like_request(value)
        known = self.evidence.requests
        if is_of_response(titles) or not is_request:
            known = self.evidence.responses
        known.append((title, value, fence.place))

    def _looks_like_request(self, value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        bodies = (each for each in self._page.sections if section_kind(each.title) == "body")
        names = {entry.code for section in bodies for entry in lifted(section.entries)}
        return bool(names & value.keys())
