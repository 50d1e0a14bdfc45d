"""Logs that do not grow with the number of requests."""

import logging
from collections import Counter
from typing import Final

#: How often the same is said.
MOST_TIMES: Final = 20
_LOGGERS: Final = ("mockserver", "contract.validation")


class Repetitions(logging.Filter):
    """Lets what says the same pass a number of times, and says at the last that it is the last."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[tuple[str, str]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be written; its text without its details tells it apart."""
        key = record.name, str(record.msg)
        self._counts[key] += 1
        if self._counts[key] == MOST_TIMES:
            record.msg = f"{record.getMessage()} (and no more is said of the like)"
            record.args = ()
        return self._counts[key] <= MOST_TIMES


def quiet_repetitions() -> None:
    """Let the logs of the mock say the same thing only so often in this process."""
    repetitions = Repetitions()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(repetitions)
