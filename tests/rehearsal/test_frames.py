"""What a client writes a server reads, and what a server writes is found however it is cut."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.protocol import CLIENT, OPEN, SERVER, Protocol

from rehearsal.frames import TEXT, Broken, Splitter, masked
from server.ws.fanout import text_frame


@given(st.binary(max_size=70_000).filter(lambda payload: len(payload) < 65_536))
def test_another_implementation_reads_what_is_masked(payload: bytes) -> None:
    server = Protocol(SERVER, state=OPEN, max_size=None)

    server.receive_data(masked(TEXT, payload))

    (read,) = server.events_received()
    assert isinstance(read, Frame)
    assert (read.opcode, read.data) == (Opcode.TEXT, payload)


@given(st.lists(st.binary(max_size=70_000), max_size=4), st.lists(st.integers(0, 140_000), max_size=6))
def test_frames_are_whole_however_they_come(payloads: list[bytes], cuts: list[int]) -> None:
    sent = b"".join(map(text_frame, payloads))
    splitter, places = Splitter(), sorted({0, len(sent), *(cut for cut in cuts if cut < len(sent))})

    found = [frame for a, b in pairwise(places) for frame in splitter.feed(sent[a:b])]

    assert found == [(TEXT, text_frame(payload), payload) for payload in payloads]
    assert splitter.empty


def test_a_masked_frame_from_a_server_is_broken() -> None:
    client = Protocol(CLIENT, state=OPEN)
    client.send_text(b"hello")

    with pytest.raises(Broken):
        list(Splitter().feed(client.data_to_send()[0]))
