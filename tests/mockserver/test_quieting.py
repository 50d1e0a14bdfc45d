"""What fails with every request is not logged with every request."""

import logging

import pytest

from mockserver.quieting import MOST_TIMES, Repetitions


@pytest.fixture(name="log")
def _log():
    log = logging.getLogger("tests.quieting")
    repetitions = Repetitions()
    log.addFilter(repetitions)
    yield log
    log.removeFilter(repetitions)


def test_the_same_is_said_a_number_of_times(log, caplog):
    """Details do not tell messages apart; the last says that it is the last."""
    for number in range(10 * MOST_TIMES):
        log.error("GET /pets/%s failed", number)
    assert len(caplog.messages) == MOST_TIMES
    assert caplog.messages[0] == "GET /pets/0 failed"
    assert caplog.messages[-1].endswith("no more is said of the like)")


def test_another_fault_is_still_told(log, caplog):
    """Each kind of message has its own count, and each place of a fault."""
    for _ in range(2 * MOST_TIMES):
        log.error("one")
    log.error("another")
    assert caplog.messages[-1] == "another"
    for _ in range(2 * MOST_TIMES):
        try:
            _ = 1 / 0
        except ZeroDivisionError:
            log.exception("it failed")
    with pytest.raises(KeyError) as caught:
        _ = {}["key"]
    log.error("it failed", exc_info=caught.value)
    assert "KeyError" in caplog.text
