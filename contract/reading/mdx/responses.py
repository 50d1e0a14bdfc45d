"""The responses of one operation of an MDX reference: successes, streams of events, errors."""

import re
import sys
from dataclasses import dataclass
from typing import Any, Final

from contract.pointers import follow, pointer
from contract.reading.blocks import Place
from contract.reading.findings import Draft
from contract.reading.mdx.evidence import Evidence, unique
from contract.reading.mdx.fitting import Fitting, schema_of
from contract.reading.mdx.schemas import Components, SchemaReader, lifted, locate
from contract.reading.mdx.sections import Entry, Section
from contract.reading.mdx.titles import section_name, section_status, status_with_phrase
from contract.reading.mdx.types import Schema, plain

_MEDIA_TYPE: Final = re.compile(
    r"\b(?:application|audio|image|multipart|text|video)/[a-z0-9][\w.+-]*\w", re.IGNORECASE
)
_STREAM: Final = "text/event-stream"
_SEPARATOR: Final = r"\s*[,:.-]?\s*"
_ERROR: Final = re.compile(
    rf"[`*]*(?P<status>[1-5]\d\d)[`*]*{_SEPARATOR}"
    rf"(?:`(?P<quoted>[\w.-]+)`|(?P<bare>[a-z][a-z0-9]*(?:_[a-z0-9]+)+)(?=\W|$))?{_SEPARATOR}(?P<text>.*)",
    re.DOTALL,
)
_ERROR_CODE_FIRST: Final = re.compile(
    rf"`(?P<quoted>[\w.-]+)` ?\((?P<status>[1-5]\d\d)\){_SEPARATOR}(?P<text>.*)", re.DOTALL
)


@dataclass(slots=True)
class _Body:
    """One representation of the success."""

    media_type: str
    section: Section
    name: str | None  #: Of the component it becomes.


class ResponseReader:
    """Turns the sections about what comes back into Response Objects."""

    def __init__(
        self,
        draft: Draft,
        where: str,
        place: Place,
        components: Components,
        shown: Evidence,
    ) -> None:
        self._draft = draft
        self._where = where
        self._place = place
        self._known = components.known
        self._shown = shown
        self._components = components
        #: The member that tells the events of a stream apart, and their schemas by its value.
        self._unions: list[tuple[str, dict[str, str]]] = []

    def read(
        self, sections: list[Section], named: list[Section], errors: list[Section]
    ) -> dict[str, Any]:
        """Read the responses, by status; `named` are the objects that sections describe."""
        status = self._status(sections)
        responses = {status: self._success(status, sections, named)}
        for code, response in self._errors(errors).items():
            responses.setdefault(code, response)
        return responses

    # --- the success ---

    def _status(self, sections: list[Section]) -> str:
        texts = [line for each in sections for line in each.lines]
        told = [section_status(each.title) for each in sections] + [self._shown.status]
        told += [status_with_phrase(each) for each in texts]
        status = next((each for each in told if each), None)
        if status is None:
            message = "the status of the success is not written; 200 was taken"
            place = sections[0].place if sections else self._place
            self._draft.infer(
                "status-assumed", message, place, f"{self._where}/200", confidence="medium"
            )
        return status or "200"

    def _success(
        self, status: str, sections: list[Section], named: list[Section]
    ) -> dict[str, Any]:
        where = f"{self._where}/{status}"
        self._draft.places[where] = sections[0].place if sections else self._place
        text = "\n".join(line for section in sections for line in section.lines).strip()
        response: dict[str, Any] = {"description": text}
        content = self._content(self._bodies(sections, named, where), f"{where}/content")
        if not content:
            content = self._content_from_samples(sections, where)
        self._add_examples(content, f"{where}/content")
        if content:
            response["content"] = content
        elif status not in ("204", "205", "304"):
            message = "what the response holds is not described"
            self._draft.leave_open(
                "response-without-schema", message, self._draft.places[where], where
            )
        return response

    def _bodies(self, sections: list[Section], named: list[Section], where: str) -> list[_Body]:
        bodies = [
            _Body(self._media_type(each, where), each, None)
            for each in sections
            if list(lifted(each.entries))
        ]
        used = _type_names([*sections, *named])
        mentioned = " ".join(line for section in sections for line in section.lines)
        for each in named:
            name = section_name(each.title)
            assert name is not None
            if name in used and name not in mentioned:
                self._described(name, each)
            else:
                bodies.append(_Body(self._media_type(each, where), each, name))
        return bodies

    def _described(self, name: str, section: Section) -> str:
        """Make a component of an object that a section describes."""
        own = Draft(self._draft.document)
        own.places[""] = section.place
        schema = SchemaReader(own, self._known).object(section.entries, "")
        return self._components.add(name, schema, own)

    def _media_type(self, section: Section, where: str) -> str:
        told = _MEDIA_TYPE.search(" ".join(section.lines))
        if told:
            return told[0].lower()
        if any(each.alternative for each in lifted(section.entries)):
            return _STREAM
        message = "the media type is not written; application/json was taken"
        self._draft.infer("media-type-assumed", message, section.place, where, confidence="high")
        return "application/json"

    def _content(self, bodies: list[_Body], where: str) -> dict[str, Any]:
        by_media_type: dict[str, list[_Body]] = {}
        for body in bodies:
            by_media_type.setdefault(body.media_type, []).append(body)
        return {
            media_type: self._representation(media_type, each, where + pointer(media_type))
            for media_type, each in by_media_type.items()
        }

    def _representation(self, media_type: str, bodies: list[_Body], where: str) -> dict[str, Any]:
        self._draft.places[where] = bodies[0].section.place
        keyword, read = ("schema", self._schema)
        if media_type == _STREAM:
            keyword, read = ("itemSchema", self._item)
        if len(bodies) == 1:
            return {keyword: read(bodies[0], f"{where}/{keyword}")}
        variants = [
            read(body, f"{where}/{keyword}/anyOf/{index}") for index, body in enumerate(bodies)
        ]
        return {keyword: {"anyOf": variants}}

    def _schema(self, body: _Body, where: str) -> Schema:
        entries = list(lifted(body.section.entries))
        told_apart = [each for each in entries if each.alternative]
        if told_apart:
            return {
                "$ref": "#" + self._union(body.name or "Alternatives", entries, body.section.place)
            }
        if body.name is None:
            schema = told = SchemaReader(self._draft, self._known).object(entries, where)
        else:
            target = self._described(body.name, body.section)
            schema, told = {"$ref": f"#{target}"}, follow(self._draft.document, target)
        if "required" not in told:
            message = "which members are always there is not said"
            self._draft.leave_open("required-not-said", message, body.section.place, where)
        return schema

    # --- streams ---

    def _item(self, body: _Body, where: str) -> Schema:
        """
        Describe one item of a stream: an event whose data is JSON, or one that is a name alone.

        Source: OpenAPI 3.2.0, "Sequential Media Types", server-sent events.
        """
        entries = list(lifted(body.section.entries))
        told_apart = [each for each in entries if each.alternative]
        bare = [
            each for each in told_apart if not each.children and len(told_apart) == len(entries)
        ]
        with_data = [each for each in entries if each not in bare]
        frames = [self._bare_frame(each, where) for each in bare]
        if with_data or not bare:
            frames.insert(0, self._data_frame(body, with_data))
        item = {"type": "object", **(frames[0] if len(frames) == 1 else {"oneOf": frames})}
        return locate(self._draft, item, body.section.place, where)

    def _data_frame(self, body: _Body, entries: list[Entry]) -> Schema:
        name = body.name or "StreamEvent"
        if any(each.alternative for each in entries):
            target = self._union(name, entries, body.section.place)
        else:
            target = self._described(name, body.section)
        data = {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": f"#{target}"},
        }
        return {"required": ["data"], "properties": {"data": data}}

    def _bare_frame(self, entry: Entry, where: str) -> Schema:
        told = entry.alternative
        assert told is not None
        message = f"{told[1]} has no members, so it was taken for an event without data"
        self._draft.infer("frame-assumed", message, entry.place, where, confidence="medium")
        frame = {"required": ["event"], "properties": {"event": {"const": told[1]}}}
        return {**frame, "not": {"required": ["data"]}}

    def _union(self, name: str, entries: list[Entry], place: Place) -> str:
        """Make a component of each alternative, and one of all of them; give its pointer."""
        mapping: dict[str, str] = {}
        told_apart = [each for each in entries if each.alternative]
        common = [each for each in entries if not each.alternative]
        first = told_apart[0].alternative
        assert first is not None
        for entry in told_apart:
            own = Draft(self._draft.document)
            member, value, schema = SchemaReader(own, self._known).alternative(entry, common)
            if member != first[0] or value in mapping:
                message = f"the alternative {entry.code} does not stand beside the others"
                self._draft.contradict("alternative-differs", message, entry.place)
                continue
            mapping[value] = "#" + self._components.add(f"Event{_pascal(value)}", schema, own)
        self._unions.append((first[0], mapping))
        own = Draft(places={"": place})
        union = {
            "oneOf": [{"$ref": target} for target in mapping.values()],
            "discriminator": {"propertyName": first[0], "mapping": mapping},
        }
        return self._components.add(name, union, own)

    # --- samples ---

    def _content_from_samples(self, sections: list[Section], where: str) -> dict[str, Any]:
        told = _MEDIA_TYPE.search(" ".join(line for each in sections for line in each.lines))
        media = self._shown.content_type or (told[0].lower() if told else None)
        if self._shown.responses:
            _, sample, place = self._shown.responses[0]
            media = media or "application/json"
            message = "the members of the response are not described; a sample shows them"
            at = where + pointer("content", media, "schema")
            self._draft.infer("schema-from-sample", message, place, at, confidence="low")
            return {media: {"schema": locate(self._draft, schema_of(sample), place, at)}}
        return {media: {}} if media else {}

    def _add_examples(self, content: dict[str, Any], where: str) -> None:
        for media, value in content.items():
            if "schema" in value:
                at = where + pointer(media, "schema")
                examples = self._examples(value["schema"], at)
                if examples:
                    value["examples"] = examples
        if _STREAM in content:
            self._event_examples()

    def _examples(self, schema: Schema, where: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for title, sample, place in self._shown.responses:
            fitting = Fitting(self._draft, place, f'the sample "{title}"')
            if fitting.fits(schema, sample, where):
                found[unique(title, found)] = {"value": sample}
        return found

    def _event_examples(self) -> None:
        """Give each event's schema the first sample that is one of its values."""
        for event, place in self._shown.events:
            for member, mapping in self._unions:
                self._event_example(event, place, member, mapping)

    def _event_example(
        self, event: dict[str, Any], place: Place, member: str, mapping: dict[str, str]
    ) -> None:
        value = event.get(member)
        target = mapping.get(value) if isinstance(value, str) else None
        if target is None:
            message = f"the sample shows the event {value}, which is not described"
            self._draft.contradict("sample-event-undescribed", message, place)
            return
        schema = follow(self._draft.document, target.removeprefix("#"))
        fitting = Fitting(self._draft, place, f"the sample of {value}")
        if fitting.fits(schema, event, target.removeprefix("#")):
            schema.setdefault("examples", [event])

    # --- errors ---

    def _errors(self, sections: list[Section]) -> dict[str, Any]:
        listed: dict[str, list[tuple[str, str, Place]]] = {}
        for entry in (each for section in sections for each in section.entries):
            read = _error(entry)
            if read is None:
                self._draft.skip(f"no status code: {entry.code} {entry.text[:80]}", entry.place)
                continue
            status, code, text = read
            listed.setdefault(status, []).append((code, text, entry.place))
        return {status: self._error_response(status, each) for status, each in listed.items()}

    def _error_response(self, status: str, listed: list[tuple[str, str, Place]]) -> dict[str, Any]:
        where = f"{self._where}/{status}"
        place = listed[0][2]
        self._draft.places[where] = place
        codes = list(dict.fromkeys(code for code, _, _ in listed if code))
        lines = [f"{code}: {text}" if code and text else code or text for code, text, _ in listed]
        response: dict[str, Any] = {"description": "\n".join(lines).strip()}
        if not codes:
            message = f"the error {status} has no code"
            self._draft.leave_open("error-without-code", message, place, where)
            return response
        message = "the codes of errors were taken for the member `code` of a JSON body"
        self._draft.infer("error-body-assumed", message, place, where, confidence="medium")
        # Where one error of the status has no code, the list is not known to be complete.
        is_complete = all(code for code, _, _ in listed)
        schema: Schema = {"type": "object", **({"required": ["code"]} if is_complete else {})}
        keyword = "enum" if is_complete else "examples"
        schema["properties"] = {"code": {"type": "string", keyword: codes}}
        at = where + pointer("content", "application/json", "schema")
        locate(self._draft, schema, place, at)
        response["content"] = {"application/json": {"schema": schema}}
        return response


def _error(entry: Entry) -> tuple[str, str, str] | None:
    """Read ``400, `invalid_param`, text``: status, code (or nothing) and text."""
    text = f"`{entry.code}` ({entry.type}) {entry.text}" if entry.type else entry.text
    if entry.code and not entry.type:
        text = f"`{entry.code}` {entry.text}"
    match = _ERROR.fullmatch(plain(text)) or _ERROR_CODE_FIRST.fullmatch(plain(text))
    if match is None:
        return None
    named = match.groupdict()
    return (
        sys.intern(match["status"]),
        named["quoted"] or named.get("bare") or "",
        match["text"].strip(),
    )


def _type_names(sections: list[Section]) -> set[str]:
    """Collect the words of the types that entries have."""
    pending = [entry for section in sections for entry in section.entries]
    names: set[str] = set()
    while pending:
        entry = pending.pop()
        names.update(re.findall(r"[A-Z]\w+", entry.type))
        pending += entry.children
    return names


def _pascal(value: str) -> str:
    """Write a value as a part of a name: `node_started` is `NodeStarted`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"\W|_", value))
