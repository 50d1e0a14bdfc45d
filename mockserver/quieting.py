"""Logs that do not grow with the number of requests."""

import logging
from collections import Counter
from traceback import walk_tb
from typing import Final

#: How often the same is said.
MOST_TIMES: Final = 20
_LOGGERS: Final = ("mockserver", "contract.validation")


class Repetitions(logging.Filter):
    """Lets what says the same pass a number of times, and says at the last that it is the last."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Counter[tuple[object, ...]] = Counter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether a record is to be written; its text and its fault's place tell it apart."""
        trace = record.exc_info[2] if record.exc_info else None
        places = [(frame.f_code.co_filename, line) for frame, line in walk_tb(trace)]
        key = (record.name, str(record.msg), *places[-1:])
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
