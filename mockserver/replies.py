"""
Which of its documented replies an operation gives, and what is in it.

A client may ask for a status and an example by name; otherwise it is the lowest success. Its value
is an example of the media type the client takes, or made from the schema.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import orjson

from contract import pointers
from contract.model import Contract, Header, MediaType, Operation, Reply, Schema
from contract.validation import is_json
from contract.validation.media_types import is_xml
from contract.validation.prepared import prepared_in_parts
from contract.validation.schemas import CompiledSchema, SchemaCompiler
from contract.walk import Node, rewritten
from mockserver.behaviours import Call
from mockserver.http.header_values import header_value
from mockserver.http.negotiation import Offer, offers
from mockserver.http.preferences import Unavailable
from mockserver.messages import Headers, MockReply
from mockserver.world import World

if TYPE_CHECKING:
    from mockserver.values import ValueMaker

#: These never have content (RFC 9110, 15.3.5, 15.3.6 and 15.4.5).
_BARE: Final = (204, 205, 304)
_EVENT_STREAM: Final = "text/event-stream"
_EXEMPLIFIED: Final = ("header", "mediaType", "parameter", "schema")
_EXAMPLES: Final = ("example", "examples")
#: Headers that belong to the message as it is sent: a made value would tear it apart.
_FRAMING: Final = frozenset(
    ("connection", "content-encoding", "content-length", "keep-alive", "te", "trailer",
     "transfer-encoding", "upgrade")
)  # fmt: skip

#: Keywords by which schemas refuse every value.
_RESTRICTING: Final = ("required", "additionalProperties", "unevaluatedProperties")


class Samples:
    """Replies of one contract out of its examples and schemas; a behaviour for any operation."""

    def __init__(self, contract: Contract, *, varies: bool = False) -> None:
        """`varies`: made values differ from one reply to the next, as the seed decides."""
        self.contract = contract
        self._varies = varies
        self._operations = {each.key: each for each in contract.operations}
        self._compiled: dict[str, CompiledSchema] = {}
        self._examples: dict[str, Mapping[str, Any]] = {}
        self._valueless: set[str] = set()  #: Media types whose schema no value was found for.

    @cached_property
    def _maker(self) -> "ValueMaker":
        # Making values takes Faker: a mock that is asked for none starts without it.
        from mockserver.values import ValueMaker

        return ValueMaker(self.contract)

    @cached_property
    def _judged(self) -> tuple[Contract, SchemaCompiler]:
        """The contract as the validators of replies read it."""
        contract = prepared_in_parts(self.contract, "response")
        return contract, SchemaCompiler(contract, in_parts=True)

    def __call__(self, call: Call) -> MockReply:
        """
        Answer a call as the contract documents it.

        Raises:
            Unavailable: the client asks for a status or example that is not documented.
        """
        operation = self._operations[call.operation.key]
        accept = call.request.headers.get("Accept", "")
        if call.preferences.example:
            return self._quoted(operation, call, accept)
        documented, status = chosen(operation, call.preferences.code, accept)
        place = self._place(call, documented)
        headers = self.headers(documented, call.world, *place)
        if not documented.media_types or status in _BARE:
            return MockReply(status, headers=headers)
        offer = best_offer(documented, accept)
        media_type = described_as(documented, offer)
        value = self.value(media_type, call.world, *place)
        may_break = media_type.pointer in self._valueless
        return MockReply(status, value, offer.name, headers, may_break=may_break)

    def value(self, media_type: MediaType, world: World, *place: object) -> Any:
        """Give a value of a media type: its first example that keeps to it, or a made one."""
        for example in self.examples(media_type).values():
            return example
        schema = media_type.schema
        if schema is None:
            if is_json(media_type.name):
                return {}
            schema = {"type": "string"}
        from mockserver.values import NoValue

        try:
            return self._maker.make(world, schema, *place)
        except NoValue as error:
            self._valueless.add(media_type.pointer)
            near = self._make(world, self._relaxed(schema, set()), *place)
            return error.nearest if near is None else near

    def _relaxed(self, schema: Schema, seen: set[int]) -> Schema:
        """
        Give a schema without what most often keeps values from it.

        That is that it needs itself, or that the parts of an `allOf` refuse each other's members.
        """
        resolved = self.contract.resolved(schema)
        if not isinstance(resolved, Mapping) or id(resolved) in seen:
            return resolved
        seen.add(id(resolved))
        kept = {key: each for key, each in resolved.items() if key not in _RESTRICTING}
        if isinstance(kept.get("allOf"), list):
            kept["allOf"] = [self._relaxed(each, seen) for each in kept["allOf"]]
        return kept

    def headers(self, documented: Reply, world: World, *place: object) -> Headers:
        """Give the documented headers of a reply: their examples, or made values."""
        made = [
            (header, self._header(header, world, place))
            for header in documented.headers
            if header.name.lower() not in _FRAMING
        ]
        return tuple(
            (header.name, header_value(header, value))
            for header, value in made
            # One that has no value stays away if it may.
            if value is not None or header.required
        )

    def with_headers(self, call: Call, reply: MockReply) -> MockReply:
        """Give a reply those of its documented headers that it lacks."""
        documented = call.operation.reply_for(reply.status)
        if documented is None or not documented.headers:
            return reply
        known = {name.lower() for name, _ in reply.headers}
        made = self.headers(documented, call.world, *self._place(call, documented))
        added = tuple(each for each in made if each[0].lower() not in known)
        return reply._replace(headers=reply.headers + added)

    def examples(self, media_type: MediaType) -> Mapping[str, Any]:
        """
        Give the examples of a media type that keep to its schema, by name.

        JSON that is written as a text counts as what it says where the schema wants that.
        """
        if not media_type.examples:
            return {}
        known = self._examples.get(media_type.pointer)
        if known is None:
            read = {
                name: self.meant(media_type, each) for name, each in media_type.examples.items()
            }
            known = {name: each for name, each in read.items() if self.fits(media_type, each)}
            self._examples[media_type.pointer] = known
        return known

    def meant(self, media_type: MediaType, example: Any) -> Any:
        """Give the value that an example stands for."""
        if not isinstance(example, str) or not is_json(media_type.name):
            return example
        if self.fits(media_type, example):
            return example
        try:
            return orjson.loads(example)
        except orjson.JSONDecodeError:
            return example

    def fits(self, media_type: MediaType, value: Any) -> bool:
        """
        Tell whether a value keeps to the schema of its media type; XML as text may be any.

        An empty text is no body at all, unless it is JSON.
        """
        if value == "" and not is_json(media_type.name):
            return False
        if media_type.schema is None or (isinstance(value, str) and is_xml(media_type.name)):
            return True
        return self._keeps_to(media_type.schema, media_type.pointer, value)

    def broken_examples(self) -> Iterator[str]:
        """Tell of the examples of replies that break their schema, one sentence each."""
        for operation in self.contract.operations:
            for reply in operation.replies:
                for media_type in reply.media_types:
                    good = self.examples(media_type)
                    for name in (each for each in media_type.examples if each not in good):
                        title = f"the example {name}" if name else "the example"
                        yield (
                            f"{operation.key} {reply.status} {media_type.name}: {title} "
                            "breaks its schema; it is sent only if asked for by name"
                        )

    def _quoted(self, operation: Operation, call: Call, accept: str) -> MockReply:
        """Quote an example by its name; without a code, of the first reply that has it."""
        preferences = call.preferences
        known: dict[str, None] = {}
        for documented, status in _candidates(operation, preferences.code):
            for offer in _ranked(documented, accept):
                media_type = described_as(documented, offer)
                known |= dict.fromkeys(name for name in media_type.examples if name)
                if preferences.example in media_type.examples:
                    value = self.meant(media_type, media_type.examples[preferences.example])
                    headers = self.headers(documented, call.world, *self._place(call, documented))
                    return MockReply(status, value, offer.name, headers, may_break=True)
        raise Unavailable("example", preferences.example, tuple(known))

    def _header(self, header: Header, world: World, place: tuple[object, ...]) -> Any:
        described = header.content.schema if header.content else header.schema
        schema: Schema = {} if described is None else described
        examples = header.examples or (header.content.examples if header.content else {})
        for example in examples.values():
            if self._keeps_to(schema, header.pointer, example):
                return example
        return self._make(world, schema, *place, header.name)

    def _keeps_to(self, schema: Schema, pointer: str, value: Any) -> bool:
        compiled = self._compiled.get(pointer)
        if compiled is None:
            contract, compiler = self._judged
            try:
                schema = pointers.follow(contract.document, f"{pointer}/schema")
            except LookupError:
                # XML has no schema for the validators: there it stays the given one.
                compiler = SchemaCompiler(self.contract, in_parts=True)
            compiled = self._compiled[pointer] = compiler.compile(schema)
        return compiled.is_valid(value)

    def _place(self, call: Call, documented: Reply) -> tuple[str, ...]:
        place = (call.operation.key, call.request.path, documented.status)
        if not self._varies:
            return place
        return (*place, str(call.world.count(f"sample {call.operation.key}")))

    def _make(self, world: World, schema: Schema, *place: object) -> Any:
        from mockserver.values import NoValue

        try:
            return self._maker.make(world, schema, *place)
        except NoValue:
            return None  # Whoever checks the reply tells that nothing could be made.


def generated(contract: Contract) -> Samples:
    """Give the replies out of schemas alone: as if nobody had written examples and defaults."""
    return Samples(Contract.from_document(rewritten(contract.document, _bare)), varies=True)


def _bare(node: Node) -> Any:
    """Take the examples out of an object, and the default out of a schema."""
    if not isinstance(node.value, dict) or node.kind not in _EXEMPLIFIED:
        return node.value
    named = ("default", *_EXAMPLES) if node.kind == "schema" else _EXAMPLES
    return {key: each for key, each in node.value.items() if key not in named}


def chosen(operation: Operation, code: str, accept: str = "") -> tuple[Reply, int]:
    """
    Choose a documented reply, and the status to send it with.

    An exact code beats a range, and a range "default". Without a code it is the lowest success,
    then "2XX", then "default", else the first reply; or, if the client takes none of its media
    types, another success of which it does.

    Raises:
        Unavailable: nothing is documented for the code.
    """
    if code:
        status = int(code) if code.isascii() and code.isdecimal() else 0
        documented = operation.reply_for(status) if 200 <= status <= 599 else None
        if documented is None:
            raise Unavailable("code", code, tuple(each.status for each in _final(operation)))
        return documented, status
    documented = success(operation)
    if not _suits(documented, accept):
        successes = (each for each in operation.replies if each.status[:1] == "2")
        documented = next((each for each in successes if _suits(each, accept)), documented)
    return documented, status_of(documented)


def success(operation: Operation, *wanted: int) -> Reply:
    """Choose the reply when all goes well: a wanted one, else the lowest, default, the first."""
    final = _final(operation)
    exact = sorted(each.status for each in final if each.status[:1] == "2")
    for status in (*map(str, wanted), *exact, "default"):
        for reply in final:
            if reply.status == status:
                return reply
    if final:
        return final[0]
    return Reply("501" if operation.replies else "200", "", (), ())


def _final(operation: Operation) -> list[Reply]:
    """Give the replies that end an exchange: no client stops waiting at a 1xx (RFC 9110, 15.2)."""
    return [each for each in operation.replies if each.status[:1] != "1"]


def status_of(reply: Reply, usual: int = 200) -> int:
    """Give a status code that a documented one stands for; `usual` is what a default does."""
    return usual if reply.status == "default" else int(reply.status.replace("XX", "00"))


def described_as(documented: Reply, offer: Offer) -> MediaType:
    """Give the media type that describes what is offered: of its own name, before a range."""
    own = (each for each in documented.media_types if each.name == offer.name)
    return next(own, documented.media_types[offer.position])


def best_offer(documented: Reply, accept: str) -> Offer:
    """
    Choose the media type a client gets of a reply that has some.

    A client that takes none of them gets the first all the same (RFC 9110, 12.4.1); successes are
    refused before. A stream of events is sent only where there is nothing else, or on request.
    """
    ranked = _ranked(documented, accept)
    if "event-stream" in accept:
        return ranked[0]
    return next((each for each in ranked if each.name != _EVENT_STREAM), ranked[0])


def _ranked(documented: Reply, accept: str) -> Sequence[Offer]:
    """Rank the media types of a reply; a client that does not say what it takes gets JSON first."""
    names = _names(documented)
    if accept:
        return offers(names, accept) or offers(names, "")
    return sorted(offers(names, ""), key=lambda each: not is_json(each.name))


def _suits(documented: Reply, accept: str) -> bool:
    """Tell whether a client takes a reply in one of its media types."""
    return not documented.media_types or bool(offers(_names(documented), accept))


def _candidates(operation: Operation, code: str) -> Iterator[tuple[Reply, int]]:
    """Give the reply of a code; without one all of them, the one of success first."""
    first, status = chosen(operation, code)
    yield first, status
    for each in () if code else operation.replies:
        if each is not first:
            yield each, status_of(each)


def _names(documented: Reply) -> tuple[str, ...]:
    return tuple(each.name for each in documented.media_types)
