"""Event streams: how events are written, and who hears them."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.messages import ServerSentEvent
from mockserver.streaming.streams import KEEP_ALIVE, LONGEST_CHANNEL, Channel, encode_event
from tests.mockserver.event_stream import FrameReader, frames_of

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
names = st.sampled_from(("", "ping", "message", "größer"))


@given(
    st.lists(st.tuples(json_values.filter(lambda each: not isinstance(each, str)), names, names))
)
def test_what_is_written_can_be_read_again(told):
    """Browsers find the events, in their order, with their names, ids and data."""
    written = b"".join(encode_event(ServerSentEvent(data, name, key)) for data, name, key in told)
    read = [(each.json, each.event, each.id or "") for each in frames_of(written)]
    assert read == told


@given(
    st.text(
        alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=20
    )
)
def test_text_is_sent_as_it_is(text):
    """Line breaks in a text begin new lines of data and come back as line breaks."""
    [frame] = frames_of(encode_event(ServerSentEvent(text)))
    assert frame.data == text


@given(json_values, st.integers(1, 7))
def test_events_survive_being_cut_anywhere(value, size):
    """Where the chunks of a stream end does not matter, not even inside of a letter."""
    written = encode_event(ServerSentEvent([value], "message", "1"))
    reader, frames = FrameReader(), []
    for start in range(0, len(written), size):
        frames += reader.feed(written[start : start + size])
    assert [each.json for each in frames] == [[value]]


@pytest.mark.parametrize(
    ("event", "written"),
    [
        pytest.param(ServerSentEvent({"a": "ä"}), 'data: {"a":"ä"}\n\n', id="JSON, compact"),
        pytest.param(ServerSentEvent(event="ping"), "event: ping\n\n", id="a name alone"),
        pytest.param(ServerSentEvent(retry=1500), "retry: 1500\n\n", id="when to come back"),
        pytest.param(ServerSentEvent("a\nb"), "data: a\ndata: b\n\n", id="two lines"),
        pytest.param(
            ServerSentEvent(1, "tick", "7"), "id: 7\nevent: tick\ndata: 1\n\n", id="all fields"
        ),
    ],
)
def test_events_look_as_the_standard_has_them(event, written):
    """One field a line, an empty line at the end."""
    assert encode_event(event).decode() == written


def test_clients_skip_what_keeps_a_connection_open():
    """A comment is no event."""
    assert frames_of(KEEP_ALIVE + encode_event(ServerSentEvent(1)) + KEEP_ALIVE) == frames_of(
        encode_event(ServerSentEvent(1))
    )


# --- channels -------------------------------------------------------------------------------------


async def _heard(channel: Channel, start: int = 0, **how: Any) -> list[Any]:
    how.setdefault("until", lambda event: False)
    return [each.data async for each in channel.listen(start, **how)]


async def test_whoever_comes_late_hears_the_same():
    """A channel keeps its events; when somebody listens makes no difference."""
    channel = Channel()
    early = asyncio.ensure_future(_heard(channel))
    for number in range(3):
        await asyncio.sleep(0)
        channel.send(ServerSentEvent(number))
    late = asyncio.ensure_future(_heard(channel))
    await asyncio.sleep(0)
    channel.send(ServerSentEvent(3))
    channel.close()
    assert await early == await late == await _heard(channel) == [0, 1, 2, 3]


@given(st.lists(st.booleans(), max_size=20), st.integers(0, 3))
def test_a_slow_listener_loses_nothing(turns, start):
    """Whoever reads now and then hears all that was sent in between, once."""

    async def story() -> None:
        channel, sent, heard = Channel(), 0, []
        listening = channel.listen(start, until=lambda event: False)
        for is_sending in turns:
            if is_sending:
                channel.send(ServerSentEvent(sent))
                sent += 1
            elif start + len(heard) < sent:
                heard.append((await anext(listening)).data)
        channel.close()
        heard += [each.data async for each in listening]
        assert heard == list(range(start, sent))

    asyncio.run(story())


async def test_listening_ends_with_the_event_that_was_waited_for():
    """The last event is given too, and what follows is for others."""
    channel = Channel()
    for number in range(4):
        channel.send(ServerSentEvent(number))
    assert await _heard(channel, until=lambda event: event.data == 2) == [0, 1, 2]
    assert await _heard(channel, 3, until=lambda event: True) == [3]


async def test_listening_ends_with_a_long_silence():
    """Nobody waits for ever, if told how long."""
    channel = Channel()
    channel.send(ServerSentEvent(1))
    assert await _heard(channel, silence_seconds=0.01) == [1]


async def test_a_closed_channel_takes_no_more():
    """What comes after the end is not heard, and the end comes at once."""
    channel = Channel()
    channel.close()
    channel.send(ServerSentEvent(1))
    assert await _heard(channel) == []


async def test_a_channel_has_an_end():
    """A run that never stops talking does not fill the memory."""
    channel = Channel()
    for number in range(LONGEST_CHANNEL + 5):
        channel.send(ServerSentEvent(number))
    channel.close()
    assert len(await _heard(channel)) == LONGEST_CHANNEL
