"""What `contract test` lets Schemathesis take for an answer to a valid request."""

import tomllib

import pytest

from contract.model import Contract
from contract.testing.suite import suite_config


def expected(*documented, **members):
    """Give the statuses that are expected of an operation which documents some."""
    operation = {"responses": {each: {"description": "It is."} for each in documented}, **members}
    contract = Contract.from_document(
        {
            "openapi": "3.2.0",
            "info": {"title": "Pets", "version": "1"},
            "paths": {"/pets": {"post": operation}},
        }
    )
    config = tomllib.loads(suite_config(contract, "http://127.0.0.1:4010", has_token=False))
    checks = config["operations"][0]["checks"]
    return set(checks["positive_data_acceptance"]["expected-statuses"])


def test_a_documented_redirect_is_an_answer():
    assert "302" in expected("302")
    assert {"301", "307"} <= expected("3XX")
    assert not {"301", "302"} & expected("200")


def test_a_range_of_refusals_is_no_leave_to_refuse_what_is_valid():
    """Of `4XX`, what speaks about the state is an answer, and what speaks about the request not."""
    statuses = expected("200", "4XX")
    assert {"402", "410", "429"} <= statuses
    assert not {"400", "4XX", "422"} & statuses


@pytest.mark.parametrize(
    ("documented", "members", "answers"),
    [
        pytest.param(("200", "400"), {}, False, id="the only one for invalid requests"),
        pytest.param(("200", "400", "422"), {}, True, id="422 is for those"),
        pytest.param(("200", "400"), {"x-state-statuses": ["400"]}, True, id="said to be of state"),
        pytest.param(("200", "4XX"), {"x-state-statuses": [400]}, True, id="said as a number"),
    ],
)
def test_400_is_an_answer_where_it_speaks_of_the_state(documented, members, answers):
    assert ("400" in expected(*documented, **members)) is answers
