"""
The world of one mock: what it remembers, its clock and its source of ids.

Everything random derives from the world's seed and from the place it is for, never from the order
of calls. Time is the world's clock, so that expiry is tested by moving it.
"""

import asyncio
import time
from binascii import b2a_base64
from collections import deque
from collections.abc import Callable, Coroutine, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import blake2b
from math import inf
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from contract.validation import Violation
from mockserver.streaming.streams import Channel

Record = dict[str, Any]
_View = TypeVar("_View")

#: RFC 4648, 5.
_URL_SAFE: Final = bytes.maketrans(b"+/", b"-_")
#: Exchanges that the journal keeps; older ones are forgotten.
JOURNAL_LENGTH: Final = 1000
#: What it keeps of one: violations, and characters of each text. Requests may be large.
_JOURNAL_VIOLATIONS: Final = 20
_JOURNAL_TEXT: Final = 500


class Clock:
    """The time of a world, in seconds since 1970: the system's, or one that stands still."""

    def __init__(self, start: float | None = None) -> None:
        """`start`: where the clock stands until it is moved; without it, it runs."""
        self._fixed = start
        self._offset = 0.0
        self.readings = 0  #: How often the time was asked for.
        self.turn = inf  #: The earliest moment that was said to be ahead.

    def now(self) -> float:
        """Give the time."""
        self.readings += 1
        return self._time()

    def _time(self) -> float:
        return (time.time() if self._fixed is None else self._fixed) + self._offset

    def is_ahead(self, moment: float) -> bool:
        """Tell whether a moment is still to come; until then that stays so: this is no reading."""
        is_ahead = moment > self._time()
        if is_ahead and moment < self.turn:
            self.turn = moment
        return is_ahead

    def advance(self, seconds: float) -> None:
        """Move the time forward."""
        self._offset += seconds

    def utc(self) -> datetime:
        """Give the time as a date in UTC."""
        return datetime.fromtimestamp(self.now(), UTC)


class Collection:
    """
    Records of one kind by their id, in the order they came.

    A record is never changed in place: a change is another record put in its stead.
    """

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._records: dict[str, Record] = {}
        #: Grows whenever a record is put or deleted; begins where no older collection has been.
        self.changes = store.changes

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[Record]:
        return iter(list(self._records.values()))

    def get(self, key: str) -> Record | None:
        """Give a record, or nothing."""
        return self._records.get(key)

    def put(self, key: str, record: Record) -> Record:
        """Keep a record, in place of one of the same id."""
        self._records[key] = record
        self._changed()
        return record

    def delete(self, key: str) -> bool:
        """Forget a record; tells whether there was one."""
        self._changed()
        return self._records.pop(key, None) is not None

    def _changed(self) -> None:
        self.changes += 1
        self._store.changes += 1

    def where(self, **members: Any) -> list[Record]:
        """Give the records whose members have these values."""
        found = list(self._records.values())
        for name, value in members.items():
            found = [record for record in found if record.get(name) == value]
        return found


class Store:
    """The memory of a world: collections by name, made when first asked for."""

    def __init__(self) -> None:
        self._collections: dict[str, Collection] = {}
        self.changes = 0  #: Of all collections together, and of the counters of the world.
        self._views: dict[Hashable, tuple[int, Any]] = {}

    def __getitem__(self, name: str) -> Collection:
        found = self._collections.get(name)
        if found is None:
            found = self._collections[name] = Collection(self)
        return found

    def view(self, name: Hashable, of: tuple[str, ...], make: Callable[[], _View]) -> _View:
        """Give what `make` makes of the collections `of`, made anew only once one has changed."""
        changes = 0
        for each in of:
            changes += self[each].changes
        known = self._views.get(name)
        if known is None or known[0] != changes:
            known = self._views[name] = (changes, make())
        view: _View = known[1]
        return view

    def forget(self, name: str) -> None:
        """Forget a collection, as if nobody had asked for it."""
        self.changes += 1
        self._collections.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Name the collections there are."""
        return tuple(self._collections)


class Exchange(NamedTuple):
    """One request and what became of it."""

    time: float
    method: str
    path: str
    operation: str  #: Its key; empty where none was found.
    status: int
    violations: tuple[Violation, ...] = ()


class Journal(deque[Exchange]):
    """The last exchanges of a world; what is large in one is cut short, so its size is bounded."""

    def __init__(self, exchanges: Iterable[Exchange] = ()) -> None:
        super().__init__(exchanges, JOURNAL_LENGTH)

    def append(self, exchange: Exchange) -> None:
        """Enter an exchange."""
        if exchange.violations:
            kept = exchange.violations[:_JOURNAL_VIOLATIONS]
            exchange = exchange._replace(violations=tuple(map(_cut_short, kept)))
        super().append(exchange)


def _cut_short(violation: Violation) -> Violation:
    return violation._replace(
        path=tuple(map(_small, violation.path)),
        message=_small(violation.message),
        expected=_small(violation.expected),
        value=_small(violation.value),
    )


def _small(value: Any) -> Any:
    """Give the beginning of a text, a number that is not huge, and nothing for anything else."""
    if isinstance(value, str):
        return value[:_JOURNAL_TEXT]
    if isinstance(value, int):
        return value if value.bit_length() <= _JOURNAL_TEXT else None
    return value if isinstance(value, float) else None


@dataclass(slots=True)
class World:
    """One isolated state of the mock."""

    seed: int = 0
    clock: Clock = field(default_factory=Clock)
    store: Store = field(default_factory=Store)
    journal: Journal = field(default_factory=Journal)
    settings: dict[str, Any] = field(default_factory=dict)  #: Of the system.
    channels: dict[str, Channel] = field(default_factory=dict)  #: Of runs, by the run's id.
    tasks: set[asyncio.Task[None]] = field(default_factory=set)  #: What goes on by itself.
    _counters: dict[str, int] = field(default_factory=dict)
    _digests: dict[int, blake2b] = field(default_factory=dict)  #: By size: of the seed alone.

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something go on by itself, whoever listens."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def stop(self) -> None:
        """End everything that goes on by itself."""
        for task in self.tasks:
            task.cancel()

    def digest(self, *place: object, size: int = 16) -> bytes:
        """Give bytes that depend on the seed and the place alone."""
        begun = self._digests.get(size)
        if begun is None:
            begun = self._digests[size] = blake2b(str(self.seed).encode(), digest_size=size)
        digest = begun.copy()
        digest.update(("\x1f%s" * len(place) % place).encode("utf-8", "surrogatepass"))
        return digest.digest()

    def count(self, name: str) -> int:
        """Count up: 1 at the first call for a name, then 2, and so on."""
        self.store.changes += 1
        number = self._counters[name] = self._counters.get(name, 0) + 1
        return number

    def forget(self, name: str) -> None:
        """Forget a collection, and how far was counted by its name."""
        self.store.forget(name)
        self._counters.pop(name, None)

    def new_id(self, kind: str) -> str:
        """Give the next id of a kind, a UUID of version 4."""
        return self.id_for(kind, self.count(kind))

    def id_for(self, *place: object) -> str:
        """Give the UUID of a place, of version 4: the same every time."""
        return str(UUID(bytes=self.digest(*place), version=4))

    def new_ordered_id(self, kind: str) -> str:
        """Give the next id of a kind, a UUID of version 7: later ones sort behind (RFC 9562)."""
        milliseconds = int(self.clock.now() * 1000)
        random = self.digest(kind, self.count(kind), size=10)
        value = milliseconds.to_bytes(6, "big") + random
        number = int.from_bytes(value, "big") & ~(0xF << 76) & ~(0x3 << 62)
        return str(UUID(int=number | 7 << 76 | 2 << 62))

    def new_secret(self, kind: str, size: int = 32) -> str:
        """Give the next secret of a kind: `size` bytes as URL-safe text without padding."""
        text = b2a_base64(self.digest(kind, self.count(kind), size=size), newline=False)
        return text.translate(_URL_SAFE).rstrip(b"=").decode()

    def pick(self, alphabet: str, length: int, *place: object) -> str:
        """Give text of the characters of an alphabet that depends on the place alone."""
        digest = self.digest(*place, size=min(64, length * 2))
        pairs, texts = _pairs(alphabet, length)
        number = int.from_bytes(digest, "big") % texts  # Small numbers are fast.
        picked = ""
        for _ in range(length // 2):
            number, index = divmod(number, len(pairs))
            picked += pairs[index]
        return picked if length % 2 == 0 else picked + alphabet[number]


@lru_cache(maxsize=64)
def _pairs(alphabet: str, length: int) -> tuple[tuple[str, ...], int]:
    """Give what each two digits of a number stand for, the lower first, and how many texts are."""
    pairs = tuple(low + high for high in alphabet for low in alphabet)
    return pairs, len(alphabet) ** length
