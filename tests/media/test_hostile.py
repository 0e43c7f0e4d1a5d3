"""Who means harm, against a whole forwarder: garbage, forgeries, floods, and packets that are almost right."""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from media.api import Answer, PlaneFull, RoomId, SourceId
from media.embedded import ice, rtcp, session
from media.embedded.viewer import Viewer
from media.settings import MediaSettings
from tests.media.checks import check
from tests.media.offers import AUDIO, SIMULCAST, offer
from tests.media.packets import VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, PATIENCE, ROOM, Peer, Stage, stage

ELSEWHERE = RoomId("elsewhere")
GARBAGE = (
    b"\x00",
    b"\x00" * 19,
    b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),
    b"\x16\xfe\xfd" + bytes(60),
    b"\x80\x60" + bytes(40),
    b"\x80\xc8" + bytes(4),
    b"\xff" * 1400,
    check(username="nobody:x"),
)


@pytest_asyncio.fixture
async def it() -> AsyncIterator[Stage]:
    async with stage() as opened:
        yield opened


async def elsewhere(it: Stage) -> tuple[Peer, Peer]:
    """A publisher and a viewer of another room."""
    publisher, viewer = Peer(), Peer()
    await it._connect(publisher, await it.forwarder.publish(ELSEWHERE, CAMERA, publisher.offer("sendonly")))
    await it._connect(viewer, await it.forwarder.view(ELSEWHERE, CAMERA, viewer.offer("recvonly")))
    return publisher, viewer


async def shows(publisher: Peer, viewer: Peer, payload: bytes) -> None:
    publisher.send_rtp(96, payload)
    assert (await viewer.packet()).payload == payload


def silent(stranger: socket.socket) -> bool:
    stranger.settimeout(0)
    try:
        stranger.recv(1)
    except BlockingIOError:
        return True
    return False


@pytest.mark.asyncio
async def test_a_stranger_is_counted_never_answered_and_disturbs_nobody(it: Stage) -> None:
    publisher, viewer = await elsewhere(it)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for each in GARBAGE * 20:
            stranger.sendto(each, ("127.0.0.1", it.forwarder.port))
        await publisher.settled()
        await shows(publisher, viewer, VP8_KEY)

        assert silent(stranger)
    dropped = it.forwarder.counters()
    assert dropped["drop_stun_malformed"] == 60
    assert dropped["drop_stun_unproven"] == 20
    assert dropped["drop_unproven_address"] == 80


@pytest.mark.asyncio
async def test_a_publisher_that_floods_has_its_budget_and_no_more(it: Stage) -> None:
    publisher, viewer = await elsewhere(it)
    flooding, watching = await it.publisher(), await it.viewer(CAMERA)
    await shows(publisher, viewer, VP8_KEY)
    await shows(flooding, watching, VP8_KEY)
    allowed = it.forwarder._sessions[flooding.session].allowance
    # No further budget comes.
    it.forwarder._timer.cancel()

    for number in range(40):
        for _ in range(100):
            flooding.send_rtp(96, VP8_DELTA)
        await publisher.settled()
        await shows(publisher, viewer, VP8_DELTA + bytes([number]))

    # Of its budget the handshake and the first picture took a few.
    assert 0 <= it.forwarder.counters()["drop_over_budget"] - (4000 - allowed) <= 10


FLOODED = 250
"""Packets of a picture that others watch, each amid a hundred datagrams of those who mean harm."""

LAST = VP8_DELTA + b"the last"
TWISTED = (
    b"\x90\x60" + bytes(10) + b"\x10\x00\x00\x01" + bytes(4),
    b"\xa0\x60" + bytes(10) + b"\xff",
    b"\x90\xe0" + bytes(10) + b"\xbe\xde\x00\x01\xff\xff\xff\xff" + VP8_KEY,
)
"""RTP that is authentic and of which an extension or the padding says nonsense."""


def harm(publisher: Peer, viewer: Peer, stranger: socket.socket, port: int) -> None:
    """A hundred datagrams: from nobody, forged and twisted by who publishes, and demands without end by who watches."""
    good = publisher.link.protect_rtp(b"\x80\x60" + bytes(10) + VP8_DELTA) or b""
    for each in GARBAGE * 5:
        stranger.sendto(each, ("127.0.0.1", port))
    for each in (*TWISTED, b"\x80\x60" + bytes(10)) * 6:
        publisher.send(publisher.link.protect_rtp(each) or each)
    for cut in range(1, 17):
        publisher.send(good[:-cut])
    for number in range(10):
        viewer.send_rtcp(rtcp.nack(1, 1, range(number * 16, number * 16 + 16)))
        viewer.send_rtcp(rtcp.keyframe_request(1, 1))


async def read(datagrams: int) -> None:
    """Let the forwarder read so many, which it does by wake-ups, so that none is lost in front of it."""
    for _ in range(datagrams // ice.DATAGRAMS_A_WAKEUP + 2):
        await asyncio.sleep(0)


async def seen(viewer: Peer, last: bytes) -> set[bytes]:
    """What came to a viewer until the last packet."""
    found = set[bytes]()
    while last not in found:
        found.add((await viewer.packet()).payload)
    return found


@pytest.mark.asyncio
async def test_a_flood_of_garbage_forgeries_and_demands_costs_others_less_than_one_packet_in_a_hundred(
    it: Stage,
) -> None:
    publisher, viewer = await elsewhere(it)
    others = [viewer, *[await it._connect(one := Peer(), await watch(it, one)) for _ in range(4)]]
    flooding, demanding = await it.publisher(), await it.viewer(CAMERA)
    publisher.send_rtp(96, VP8_KEY)
    assert [(await one.packet()).payload for one in others] == [VP8_KEY] * len(others)
    sent = [VP8_DELTA + number.to_bytes(2, "big") for number in range(FLOODED)]

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        for payload in sent:
            harm(flooding, demanding, stranger, it.forwarder.port)
            publisher.send_rtp(96, payload)
            await read(101)
    await publisher.settled()
    publisher.send_rtp(96, LAST)

    counted = it.forwarder.counters()
    harmful = sum(count for name, count in counted.items() if name.startswith("drop_"))
    assert harmful > 90 * FLOODED
    for one in others:
        lost = set(sent) - await seen(one, LAST)
        assert len(lost) <= FLOODED // 100


async def watch(it: Stage, peer: Peer) -> Answer:
    return await it.forwarder.view(ELSEWHERE, CAMERA, peer.offer("recvonly"))


@pytest.mark.asyncio
async def test_replayed_truncated_and_forged_packets_are_counted_and_dropped(it: Stage) -> None:
    publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
    await shows(publisher, viewer, VP8_KEY)
    sent: list[bytes] = []
    publisher.transport, transport = Recorder(sent), publisher.transport  # type: ignore[assignment]
    publisher.send_rtp(96, VP8_DELTA)
    publisher.send_rtcp(rtcp.receiver_report(1, []))
    publisher.transport = transport

    for each in sent:
        publisher.send(each)
    await viewer.packet()
    for each in sent:
        for data in (each, each[:-1], each[:13], each[:2], each[:-1] + bytes([each[-1] ^ 1])):
            publisher.send(data)
    await publisher.settled()

    assert it.forwarder.counters()["drop_not_authentic"] == 10
    await shows(publisher, viewer, VP8_DELTA + b"on")


class Recorder:
    """Keeps what would be sent."""

    def __init__(self, sent: list[bytes]) -> None:
        self.sendto = sent.append


@pytest.mark.asyncio
async def test_an_overheard_check_sent_on_from_elsewhere_moves_nobody(it: Stage) -> None:
    publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
    overheard = check(username=f"{viewer.ufrag}:x", password=viewer.password.encode())
    viewer.checked.clear()
    viewer.send(overheard)
    async with asyncio.timeout(PATIENCE):
        await viewer.checked.wait()

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.sendto(overheard, ("127.0.0.1", it.forwarder.port))
        await publisher.settled()
        await shows(publisher, viewer, VP8_KEY)

        assert silent(stranger)
    assert it.forwarder.counters()["drop_stun_replayed"] == 1


@pytest.mark.asyncio
async def test_who_never_shakes_hands_loses_the_place(it: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "HANDSHAKE", 0.05)
    peer = Peer()
    await peer.open(await it.forwarder.view(ROOM, None, peer.offer("recvonly")))

    await it.event()

    assert it.forwarder.counters()["viewers"] == 0
    assert it.forwarder.counters()["handshakes_failed"] == 1
    peer.transport.close()


@pytest.mark.asyncio
async def test_thousands_of_half_open_sessions_end_at_a_limit_harm_nobody_and_leave_nothing(it: Stage) -> None:
    offered = offer(direction="recvonly")
    publisher, viewer = await elsewhere(it)
    opened = [await it.forwarder.view(ROOM, None, offered) for _ in range(MediaSettings().max_sessions - 2)]

    with pytest.raises(PlaneFull):
        await it.forwarder.view(ROOM, None, offered)
    await shows(publisher, viewer, VP8_KEY)
    for each in opened:
        await it.forwarder.end(each.session)

    assert it.forwarder.counters()["viewers"] == 1
    assert len(it.forwarder._port._by_ufrag) == 2


@pytest.mark.asyncio
async def test_a_packet_that_breaks_its_session_breaks_no_other(it: Stage, caplog: pytest.LogCaptureFixture) -> None:
    publisher, viewer = await elsewhere(it)
    broken = await it.publisher()
    mine = it.forwarder._sessions[broken.session]
    mine.on_rtp = lambda _: 1 / 0  # type: ignore[method-assign, assignment]

    broken.send_rtp(96, VP8_KEY)
    await shows(publisher, viewer, VP8_KEY)

    await it.event()
    assert broken.session not in it.forwarder._sessions
    assert "failed" in caplog.text


def headers(payload_type: int) -> st.SearchStrategy[bytes]:
    """RTP headers that are nearly right, whose extensions and padding may say anything."""
    first = st.sampled_from([0x80, 0x90, 0xA0, 0xB0, 0x9F])
    numbers = st.tuples(st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF), st.sampled_from([7, 8]))
    extension = st.sampled_from(
        [b"", b"\xbe\xde\x00\x01", b"\x10\x00\x00\x01", b"\xbe\xde\xff\xff", b"\xbe\xde\x00\x03\xa0l"]
    )
    return st.builds(
        lambda one, marker, rest, more: struct.pack("!BBHLL", one, marker | payload_type, *rest) + more,
        *(first, st.sampled_from([0, 0x80]), numbers, extension),
    )


PAYLOADS = st.binary(max_size=60) | st.sampled_from([VP8_KEY, VP8_DELTA, b"\x7c\x85\x67\x42", b"\x78\x00\x04\x67\x42"])
PACKETS = st.builds(bytes.__add__, st.sampled_from([96, 97, 103, 111]).flatmap(headers), PAYLOADS)
REPORTS = st.builds(
    lambda first, kind, body: struct.pack("!BBH", first, kind, len(body) // 4) + body,
    st.integers(0x80, 0x9F),
    st.sampled_from([200, 201, 202, 203, 205, 206, 207]),
    st.binary(max_size=60) | st.builds(lambda tail: bytes(8) + b"REMB" + tail, st.binary(min_size=4, max_size=12)),
)


@pytest.mark.asyncio
async def test_whatever_an_authentic_peer_says_its_session_bears_it() -> None:
    async with stage() as it:
        answers = [
            await it.forwarder.publish(ROOM, SourceId(f"camera {number}"), offer(*sections))
            for number, sections in enumerate([(), (AUDIO, SIMULCAST)])
        ]
        viewing = await it.forwarder.view(ROOM, SourceId("camera 0"), offer(direction="recvonly"))
        publishers = [it.forwarder._sessions[each.session] for each in answers]
        viewer = it.forwarder._sessions[viewing.session]
        assert isinstance(viewer, Viewer)
        await it.viewer(SourceId("camera 0"))

        @given(st.lists(PACKETS, max_size=20), st.lists(REPORTS, max_size=5))
        @settings(max_examples=150, deadline=None)
        def bears(packets: list[bytes], reports: list[bytes]) -> None:
            for each in publishers:
                for packet in packets:
                    each.on_rtp(packet)
                each.on_rtcp(b"".join(reports))
            viewer.on_rtcp(b"".join(reports))
            it.forwarder._fanout.flush()

        bears()


MUTATIONS = st.lists(st.tuples(st.integers(0, 2000), st.sampled_from(["cut", "flip", "double"])), max_size=6)


def mutated(data: bytes, mutations: list[tuple[int, str]]) -> bytes:
    for at, way in mutations:
        at %= max(1, len(data))
        match way:
            case "cut":
                data = data[:at]
            case "flip" if data:
                data = data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :]
            case _:
                data = data[:at] + data[at // 2 :]
    return data[: ice.MAX_DATAGRAM]


@given(MUTATIONS)
def test_a_check_that_was_tampered_with_gets_no_answer(mutations: list[tuple[int, str]]) -> None:
    sent: list[bytes] = []
    port = _Deaf(sent)
    peer = port.open_peer()
    good = check(username=f"{peer.ufrag}:x", password=peer.password.encode())
    data = mutated(good, mutations)

    if data:
        port.route(data, ("192.0.2.1", 1))

    # What stands behind the integrity is not covered by it, and not read.
    assert not sent or data[2:-8] == good[2:-8]


class _Deaf(ice.UdpPort):
    """A port without a socket."""

    def __init__(self, sent: list[bytes]) -> None:
        super().__init__(socket.socket(), lambda: 0.0, Counter())
        self.sock.close()
        self.sent = sent

    def send(self, data: bytes, address: ice.Address) -> None:
        self.sent.append(data)
