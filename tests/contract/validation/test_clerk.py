"""The compiled validators say what openapi-core says."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

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
