"""Comparing two contracts: operation by operation, each part with its rules."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from contract import pointers
from contract.model import Body, Contract, Header, MediaType, Operation, Parameter, Reply
from contract.regression import matching
from contract.regression.access import AccessPair, access_of, old_names, schemes_of
from contract.regression.collecting import Collector
from contract.regression.findings import Comparison
from contract.regression.hooks import read_hooks
from contract.regression.media import schema_keywords
from contract.regression.pairs import Lifecycle, MediaPair, OperationPair, Pair, ParameterPair
from contract.regression.places import said_of
from contract.regression.rules import (
    RULES,
    bodies,
    components,
    hooks,
    lifecycle,
    operations,
    parameters,
    responses,
    security,
    servers,
)
from contract.regression.rules.parameters import shown
from contract.regression.rules.rule import Rule
from contract.regression.schemas.pair import Bench, Wire
from contract.regression.schemas.walk import PlaceKey, SchemaWalk
from contract.regression.serving import servers_of
from contract.regression.unused import unused_components
from contract.regression.witnesses.calls import (
    header_parts,
    media_type_parts,
    parameter_parts,
    parameter_wire,
)
from contract.regression.witnesses.evidence import (
    Carrier,
    CarrierPart,
    OperationEvidence,
    SchemaEvidence,
)
from contract.regression.witnesses.witness import Witnesses
from contract.schemas.views import Side, View

T = TypeVar("T")
_RULES = {rule.id: rule for rule in RULES}


def compare(
    old: Contract, new: Contract, *, today: date | None = None, include_unstable: bool = False
) -> Comparison:
    """
    Tell what changed between two versions of a contract, and whom it breaks.

    `today` says which sunset dates have passed; without it, none has. Changes of what is marked
    alpha or draft (`x-stability-level`) are left out unless `include_unstable` asks for them.
    """
    comparing = _Comparing(old, new, today, include_unstable=include_unstable)
    comparing.compare_operations()
    comparing.compare_hooks()
    comparing.compare_components()
    return comparing.comparison()


class _Comparing:
    def __init__(
        self, old: Contract, new: Contract, today: date | None, *, include_unstable: bool
    ) -> None:
        self._old, self._new, self._today = old, new, today
        self._include_unstable = include_unstable
        self._bench = Bench.of(old.document, new.document)
        self._walk = SchemaWalk(self._bench, include_unstable=include_unstable)
        self._roots: list[tuple[PlaceKey, Carrier]] = []
        self._collector = Collector(old, new, Witnesses(old, new, self._bench))
        self._old_schemes, self._new_schemes = schemes_of(old), schemes_of(new)
        self._names = old_names(self._old_schemes, self._new_schemes)

    def comparison(self) -> Comparison:
        """Gather what the walk through the schemas noticed, and hand all findings over."""
        for root, carrier in self._roots:
            for place, way in self._walk.reached(root):
                evidence = SchemaEvidence(carrier, self._walk.place(root), place, way)
                for noticed in place.noticed:
                    self._collector.note(
                        _RULES[noticed.rule_id],
                        carrier.side,
                        noticed.change,
                        place.pair.place,
                        _key(carrier.operation),
                        evidence,
                    )
        return Comparison(self._collector.findings())

    def compare_components(self) -> None:
        """Compare the schemas that no operation uses."""
        old, new = self._old.document, self._new.document
        for pair in unused_components(old, new, self._bench.contents):
            for rule in components.RULES:
                for change in rule.check(pair):
                    place = change.new or change.old
                    self._collector.note(rule, None, change, place, "", None)

    def compare_operations(self) -> None:
        """Compare all operations."""
        for pair in matching.operations(self._old, self._new):
            operation = OperationPair(pair.old, pair.new, self._today)
            for old, new in operation.both:
                stages = Pair(_stage(old, "the operation"), _stage(new, "the operation"))
                self._note(lifecycle.RULES, stages, None, operation)
            if not self._is_left_out(operation):
                self._note(operations.RULES, operation, None, operation)
                self._compare_parts(operation)

    def compare_hooks(self) -> None:
        """Compare what the service calls: there, a request is received and a response sent."""
        old, new = read_hooks(self._old), read_hooks(self._new)
        for pair in matching.hooks(old, new):
            hook = OperationPair(pair.old, pair.new, self._today)
            self._note(hooks.RULES, hook, None, hook)
            for before, after in hook.both:
                for one, other in Pair(before.body, after.body).both:
                    self._compare_contents(one, other, hook, "response")
                for replies in matching.replies(before, after):
                    for one_reply, other_reply in replies.both:
                        self._compare_contents(one_reply, other_reply, hook, "request")

    def _compare_contents(
        self, old: Body | Reply, new: Body | Reply, hook: OperationPair, side: Side
    ) -> None:
        for media in matching.media_types(old.media_types, new.media_types):
            self._compare_content(media, hook, side, old if isinstance(old, Reply) else None)

    def _is_left_out(self, pair: OperationPair) -> bool:
        known = pair.old or pair.new
        assert known is not None
        return not (_stage(known, "").is_stable or self._include_unstable)

    def _compare_parts(self, operation: OperationPair) -> None:
        for old, new in operation.both:
            for parameter in matching.parameters(old, new):
                self._compare_parameter(parameter, operation)
            body = Pair(old.body, new.body)
            self._note(bodies.RULES, body, "request", operation)
            for old_body, new_body in body.both:
                for media in matching.media_types(old_body.media_types, new_body.media_types):
                    self._note(bodies.MEDIA_TYPE_RULES, media, "request", operation)
                    self._compare_content(media, operation, "request", None)
            for replies in matching.replies(old, new):
                self._compare_reply(replies, operation)
            self._compare_access(operation)
            urls = Pair(servers_of(old, self._old), servers_of(new, self._new))
            self._note(servers.RULES, urls, None, operation)

    # --- parameters -----------------------------------------------------------------------------

    def _compare_parameter(self, pair: Pair[Parameter], operation: OperationPair) -> None:
        old_stage = self._parameter_stage(pair.old, self._old)
        if not (old_stage is None or old_stage.is_stable or self._include_unstable):
            return
        parameter = ParameterPair(
            pair.old,
            pair.new,
            self._parameter_view(pair.old, is_old=True),
            self._parameter_view(pair.new, is_old=False),
            old_stage,
            self._today,
        )
        self._note(parameters.RULES, parameter, "request", operation)
        stages = Pair(old_stage, self._parameter_stage(pair.new, self._new))
        self._note(lifecycle.RULES, stages, "request", operation)
        for old, new in pair.both:
            if (old.content and old.content.name) == (new.content and new.content.name):
                self._compare_value(parameter, old, new, operation)

    def _compare_value(
        self, pair: ParameterPair, old: Parameter, new: Parameter, operation: OperationPair
    ) -> None:
        before, after = parameter_parts(old), parameter_parts(new)
        if pair.became_list and pair.new_view is not None:
            after = pair.new_view.items
        if before and after:
            wire = parameter_wire(old)
            self._compare_schemas(
                Carrier("parameter", operation, "request", wire, before, after, parameter=old)
            )

    def _parameter_stage(self, parameter: Parameter | None, contract: Contract) -> Lifecycle | None:
        if parameter is None:
            return None
        raw = pointers.follow(contract.document, parameter.pointer)
        return Lifecycle.of(raw, parameter.pointer, f"the {shown(parameter)}")

    def _parameter_view(self, parameter: Parameter | None, *, is_old: bool) -> View | None:
        if parameter is None or parameter.content is not None:
            return None
        reader = self._bench.old_reader if is_old else self._bench.new_reader
        return reader.view(parameter_parts(parameter), "request")

    # --- responses ------------------------------------------------------------------------------

    def _compare_reply(self, pair: Pair[Reply], operation: OperationPair) -> None:
        self._note(responses.RULES, pair, "response", operation)
        for old, new in pair.both:
            first = new.media_types[0] if old.media_types and new.media_types else None
            for media in matching.media_types(old.media_types, new.media_types):
                checked = MediaPair(media.old, media.new, media.new is first)
                self._note(responses.MEDIA_TYPE_RULES, checked, "response", operation, pair)
                self._compare_content(media, operation, "response", new)
            for header in matching.headers(old, new):
                self._note(responses.HEADER_RULES, header, "response", operation, pair)
                for before, after in header.both:
                    self._compare_header(before, after, operation, new)
            for link in matching.links(old, new):
                self._note(responses.LINK_RULES, link, "response", operation, pair)

    def _compare_header(
        self, old: Header, new: Header, operation: OperationPair, reply: Reply
    ) -> None:
        before, after = header_parts(old), header_parts(new)
        if before and after:
            wire: Wire = "json" if old.content else "header"
            self._compare_schemas(
                Carrier(
                    "header", operation, "response", wire, before, after, reply=reply,
                    header=new.name,
                )
            )  # fmt: skip

    def _compare_content(
        self, pair: Pair[MediaType], operation: OperationPair, side: Side, reply: Reply | None
    ) -> None:
        for old, new in pair.both:
            for keyword in schema_keywords(old):
                before, after = media_type_parts(old, keyword), media_type_parts(new, keyword)
                if after:
                    part: CarrierPart = "body" if keyword == "schema" else "item"
                    name = old.name if side == "request" else new.name
                    self._compare_schemas(
                        Carrier(part, operation, side, "json", before, after, name, reply)
                    )

    def _compare_schemas(self, carrier: Carrier) -> None:
        root = self._walk.compare(carrier.old, carrier.new, carrier.side, carrier.wire)
        if root is not None:
            self._roots.append((root, carrier))

    # --- security -------------------------------------------------------------------------------

    def _compare_access(self, operation: OperationPair) -> None:
        for old, new in operation.both:
            before = access_of(old, self._old, {})
            after = access_of(new, self._new, self._names)
            self._note(security.RULES, AccessPair(before, after), "request", operation)
            for name in sorted(before.schemes & after.schemes):
                schemes = Pair(self._old_schemes.get(name), self._new_schemes.get(name))
                self._note(security.SCHEME_RULES, schemes, "request", operation)

    def _note(
        self,
        rules: Iterable[Rule[T]],
        subject: T,
        side: Side | None,
        operation: OperationPair,
        replies: Pair[Reply] | None = None,
    ) -> None:
        """Run rules on a subject, and note what they find."""
        for rule in rules:
            for change in rule.check(subject):
                evidence = OperationEvidence(operation, subject, replies, change.name)
                place = said_of(change.new or change.old)
                self._collector.note(rule, side, change, place, _key(operation), evidence)


def _stage(operation: Operation, subject: str) -> Lifecycle:
    said = {"deprecated": operation.deprecated, **operation.extensions}
    return Lifecycle.of(said, operation.pointer, subject)


def _key(pair: OperationPair) -> str:
    known = pair.new or pair.old
    assert known is not None
    return known.key
