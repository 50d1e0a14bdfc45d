"""The compiled validators say what openapi-core says."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract import catalog
from contract.document import open_document
from contract.model import Contract
from contract.validation import Clerk, Disagreement
from tests.contract.validation.contracts import contracts
from tests.contract.validation.messages import requests, responses


def fail(disagreement: Disagreement) -> None:
    """Let a disagreement fail the test."""
    raise AssertionError(disagreement)


@given(contracts(), st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_requests_of_any_contract_are_judged_alike(contract, data):
    """Accepted by both or refused by both, for the same parameters and parts."""
    clerk = Clerk(contract, "all", fail)
    for _ in range(4):
        operation = contract.operations[0]
        clerk.request(operation, data.draw(requests(operation, contract)))


@given(contracts(), st.data())
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
def test_responses_of_any_contract_are_judged_alike(contract, data):
    """The body by its value, before it is written; the headers by their text."""
    clerk = Clerk(contract, "all", fail)
    for _ in range(4):
        operation = contract.operations[0]
        response, value = data.draw(responses(operation, contract))
        clerk.response(operation, response, value)


@cache
def contract_of(name: str) -> Contract:
    """Open a contract of the catalogue once."""
    return Contract.from_document(open_document(name).content)


CONTRACTS = [
    f"{system.name}@{release.version}"
    for system in catalog.systems().values()
    for release in system.releases
]


@pytest.mark.parametrize("name", CONTRACTS)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_messages_of_every_contract_of_ours_are_judged_alike(name, data):
    """Requests and responses of any of its operations."""
    contract = contract_of(name)
    operation = data.draw(st.sampled_from(contract.operations))
    clerk = _clerk_of(name)
    clerk.request(operation, data.draw(requests(operation, contract)))
    response, value = data.draw(responses(operation, contract))
    if response.content_type != "text/event-stream":
        clerk.response(operation, response, value)


@cache
def _clerk_of(name: str) -> Clerk:
    return Clerk(contract_of(name), "all", fail)
