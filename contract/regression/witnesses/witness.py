"""Witnesses: concrete cases that anyone can replay, each checked before it is shown."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from contract.model import Contract, Operation, Parameter, Reply
from contract.regression.access import AccessPair, name_of
from contract.regression.findings import Answer, Call, Witness
from contract.regression.media import covers
from contract.regression.rules.rule import Change
from contract.regression.schemas.pair import Bench
from contract.regression.serving import is_served
from contract.regression.witnesses.calls import Caller, Wish, concrete, media_type_parts
from contract.regression.witnesses.evidence import Carrier, OperationEvidence, SchemaEvidence
from contract.regression.witnesses.proof import Proof, prove
from contract.sampling import POOL, NoSample, Sampler
from contract.schemas.parts import Parts
from contract.schemas.views import View

#: How many values are tried for a parameter that is written otherwise.
_MOST_TRIES: Final = 40


class Witnesses:
    """Makes witnesses for the findings of one comparison."""

    def __init__(self, old: Contract, new: Contract, bench: Bench) -> None:
        self.old, self.new, self._bench = old, new, bench
        self.caller = Caller(old, Sampler(bench.old_reader, "request"), bench.old_judges["request"])
        self._answering = Caller(
            new, Sampler(bench.new_reader, "response"), bench.new_judges["response"]
        )

    def of_schema(self, evidence: SchemaEvidence, change: Change) -> Witness | None:
        """Make a witness for a change inside a schema; `None` where none was found."""
        carrier = evidence.carrier
        if carrier.side == "request" and carrier.reply is not None:
            return None  # What a client answers a webhook is no case to send or to wait for.
        proof = prove(evidence, change, self._bench)
        try:
            return None if proof is None else self._carried(carrier, proof)
        except NoSample:
            return None

    def of_operation(self, rule_id: str, evidence: OperationEvidence) -> Witness | None:
        """Make a witness for any other change; `None` where none was found."""
        make = _MAKERS.get(rule_id)
        try:
            return None if make is None else make(self, evidence)
        except NoSample:
            return None

    def answer(self, reply: Reply, *, without: str = "") -> Answer:
        """
        Write an answer that the new contract documents.

        Raises:
            NoSample: no value was found for something that must be sent.
        """
        headers = {
            header.name: self._answering.header(header)
            for header in reply.headers
            if header.required and header.name.lower() != without.lower()
        }
        status = reply.status.replace("XX", "00") if reply.status != "default" else "500"
        if not reply.media_types:
            return Answer(status, headers)
        media_type = reply.media_types[0]
        headers["Content-Type"] = concrete(media_type.name)
        if media_type.schema is None:
            return Answer(status, headers)
        return Answer(status, headers, self._answering.content(media_type), has_body=True)

    def usual_call(self, operation: Operation) -> Call:
        """Write a call that leads to an answer."""
        try:
            return self.caller.call(operation)
        except NoSample:
            return Call(operation.method.upper(), operation.path)

    def refused_value(self, parts: Parts) -> tuple[Any, str] | None:
        """Find a value that a schema of the new contract refuses in requests, and why it does."""
        validator = self._bench.new_judges["request"].validator(parts)
        for value in POOL if validator else ():
            for error in validator.iter_errors(value) if validator else ():
                return value, error.message
        return None

    def _carried(self, carrier: Carrier, proof: Proof) -> Witness:
        """Put a value into the request or answer that carries it."""
        operation = carrier.operation.old
        assert operation is not None
        witness = Witness(
            operation.key, carrier.part, self.usual_call(operation), None, proof.value, proof.reason
        )
        if carrier.parameter is not None:
            key = carrier.parameter.location, carrier.parameter.name
            return replace(
                witness, call=self.caller.call(operation, Wish(values={key: proof.value}))
            )
        if carrier.reply is None:
            wish = Wish(media_type=carrier.media_type, body=(proof.value,))
            return replace(witness, call=self.caller.call(operation, wish))
        if carrier.header:
            answer = self.answer(carrier.reply, without=carrier.header)
            text = proof.value if isinstance(proof.value, str) else json.dumps(proof.value)
            headers = {**answer.headers, carrier.header: text}
            return replace(witness, answer=replace(answer, headers=headers))
        headers = {"Content-Type": concrete(carrier.media_type)}
        answer = replace(self.answer(carrier.reply), body=proof.value, has_body=True)
        return replace(witness, answer=replace(answer, headers={**answer.headers, **headers}))


# --- requests that the new contract refuses -------------------------------------------------------


def _refused(evidence: OperationEvidence, call: Call, reason: str) -> Witness:
    operation = evidence.operation.old
    assert operation is not None
    return Witness(operation.key, "call", call, reason=reason)


def _old(evidence: OperationEvidence) -> Operation:
    assert evidence.operation.old is not None
    return evidence.operation.old


def _removed_operation(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    call = witnesses.caller.call(_old(evidence))
    path = call.target.partition("?")[0]
    if is_served(witnesses.new, call.method, path):
        return None  # Another operation answers; it may well do.
    return _refused(evidence, call, f"the new contract has no {call.method} {path}")


def _without_parameter(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    parameter: Parameter = evidence.subject.new
    known = evidence.subject.old or parameter
    wish = Wish(left_out=frozenset([(known.location, known.name)]))
    call = witnesses.caller.call(_old(evidence), wish)
    reason = f"the {parameter.location} parameter {parameter.name} is missing"
    return _refused(evidence, call, reason)


def _with_removed_parameter(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    parameter: Parameter = evidence.subject.old
    value = witnesses.caller.value(parameter)
    wish = Wish(values={(parameter.location, parameter.name): value})
    call = witnesses.caller.call(_old(evidence), wish)
    reason = f"the new contract knows no {parameter.location} parameter {parameter.name}"
    return _refused(evidence, call, reason)


def _written_otherwise(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    """Find a value that the two contracts write differently."""
    operation, old = _old(evidence), evidence.subject.old
    # Under its old name, so that nothing but the way of writing differs.
    new = evidence.subject.new._replace(name=old.name)
    others = tuple(new if each is old else each for each in operation.parameters)
    for value in islice(witnesses.caller.values(old), _MOST_TRIES):
        wish = Wish(values={(old.location, old.name): value})
        call = witnesses.caller.call(operation, wish)
        other = witnesses.caller.call(replace(operation, parameters=others), wish)
        if (call.target, call.headers) != (other.target, other.headers):
            shown = other.target if call.target != other.target else dict(other.headers)
            reason = f"the new contract expects {shown}"
            return replace(_refused(evidence, call, reason), value=value)
    return None


def _other_default(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    pair = evidence.subject
    wish = Wish(left_out=frozenset([(pair.old.location, pair.old.name)]))
    call = witnesses.caller.call(_old(evidence), wish)
    before, after = _default(pair.old_view), _default(pair.new_view)
    return _refused(
        evidence, call, f"leaving {pair.old.name} out meant {before}, and means {after}"
    )


def _default(view: View) -> str:
    return json.dumps(view.first("default")) if view.has("default") else "nothing stated"


def _with_empty_value(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    name = evidence.subject.old.name
    wish = Wish(left_out=frozenset([("query", name)]))
    call = witnesses.caller.call(_old(evidence), wish)
    target = f"{call.target}{'&' if '?' in call.target else '?'}{name}="
    return _refused(evidence, replace(call, target=target), f"{name} must have a value")


def _without_body(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    call = witnesses.caller.call(_old(evidence), Wish(without_body=True))
    return _refused(evidence, call, "the body is missing")


def _with_body(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    body = evidence.subject.old
    if not body.media_types:
        return None
    wish = Wish(media_type=body.media_types[0].name)
    call = witnesses.caller.call(_old(evidence), wish)
    return _refused(evidence, call, "the new contract takes no body")


def _with_media_type(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    name = evidence.subject.old.name
    body = evidence.operation.new.body if evidence.operation.new else None
    if body is None or any(covers(each.name, concrete(name)) for each in body.media_types):
        return None
    call = witnesses.caller.call(_old(evidence), Wish(media_type=name))
    return _refused(evidence, call, f"the new contract does not take {concrete(name)}")


def _anonymous(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    call = witnesses.caller.call(_old(evidence), Wish(credentials={}))
    return _refused(evidence, call, "credentials are missing")


def _with_old_credentials(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    pair: AccessPair = evidence.subject
    lost = (*pair.refused, *(old for old, _ in (*pair.extended, *pair.rescoped)))
    for credentials in lost:
        if name_of(credentials) == evidence.name:
            call = witnesses.caller.call(_old(evidence), Wish(credentials=credentials))
            return _refused(evidence, call, "these credentials are no longer enough")
    return None


def _with_old_scheme(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    name = evidence.subject.old.name
    asked = next(each for each in _old(evidence).security if name in each)
    call = witnesses.caller.call(_old(evidence), Wish(credentials=asked))
    return _refused(evidence, call, f"{name} works otherwise now")


def _with_any_body(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    """Find a body that a schema refuses which was not there before."""
    old, new = evidence.subject.old, evidence.subject.new
    parts = media_type_parts(new) or media_type_parts(new, "itemSchema")
    found = witnesses.refused_value(parts)
    if found is None:
        return None
    value, reason = found
    wish = Wish(media_type=old.name, body=(value,))
    call = witnesses.caller.call(_old(evidence), wish)
    return replace(_refused(evidence, call, reason), part="body", value=value)


# --- answers that the old contract does not know --------------------------------------------------


def _unknown_status(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    old, new = evidence.operation.old, evidence.operation.new
    for reply in new.replies if old and new else ():
        answer = witnesses.answer(reply)
        if old and answer.status.isdigit() and old.reply_for(int(answer.status)) is None:
            reason = f"the old contract documents no {answer.status}"
            return _answered(witnesses, evidence, answer, reason)
    return None


def _accepting_removed(witnesses: Witnesses, evidence: OperationEvidence) -> Witness:
    call = witnesses.usual_call(_old(evidence))
    accepted = concrete(evidence.subject.old.name)
    call = replace(call, headers={**call.headers, "Accept": accepted})
    return _refused(evidence, call, f"the new contract does not answer {accepted}")


def _unknown_media_type(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    old, new = evidence.subject.old, evidence.subject.new
    name = concrete(new.name)
    replies = evidence.replies
    if replies is None or replies.old is None or replies.new is None:
        return None
    if any(covers(each.name, name) for each in replies.old.media_types):
        return None
    answer = witnesses.answer(replies.new._replace(media_types=(new,)))
    reason = f"the old contract answers {old.name}, not {name}"
    return _answered(witnesses, evidence, answer, reason)


def _without_header(witnesses: Witnesses, evidence: OperationEvidence) -> Witness | None:
    replies, name = evidence.replies, evidence.subject.old.name
    if replies is None or replies.new is None:
        return None
    answer = witnesses.answer(replies.new, without=name)
    return _answered(witnesses, evidence, answer, f"the header {name} is missing")


def _answered(
    witnesses: Witnesses, evidence: OperationEvidence, answer: Answer, reason: str
) -> Witness:
    operation = _old(evidence)
    call = witnesses.usual_call(operation)
    return Witness(operation.key, "call", call, answer, reason=reason)


_Maker = Callable[[Witnesses, OperationEvidence], Witness | None]
_MAKERS: Final[Mapping[str, _Maker]] = {
    "operation-removed": _removed_operation,
    "required-parameter-added": _without_parameter,
    "parameter-became-required": _without_parameter,
    "parameter-removed": _with_removed_parameter,
    "parameter-style-changed": _written_otherwise,
    "parameter-explode-changed": _written_otherwise,
    "parameter-reserved-characters-changed": _written_otherwise,
    "parameter-content-changed": _written_otherwise,
    "parameter-default-changed": _other_default,
    "empty-value-refused": _with_empty_value,
    "required-body-added": _without_body,
    "body-became-required": _without_body,
    "body-removed": _with_body,
    "request-media-type-removed": _with_media_type,
    "request-schema-added": _with_any_body,
    "success-status-removed": _unknown_status,
    "response-media-type-removed": _accepting_removed,
    "response-media-type-widened": _unknown_media_type,
    "required-header-removed": _without_header,
    "header-became-optional": _without_header,
    "security-added": _anonymous,
    "security-alternative-removed": _with_old_credentials,
    "security-scheme-joined": _with_old_credentials,
    "scope-added": _with_old_credentials,
    "security-scheme-changed": _with_old_scheme,
}
