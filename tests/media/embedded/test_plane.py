import asyncio
import contextlib
import socket

import pytest

from media.api import (
    IceStale,
    OfferRefused,
    PlaneFull,
    SessionEnded,
    SessionId,
    SessionUnknown,
    SourceId,
    SourceStarted,
    SourceStopped,
)
from media.settings import MediaSettings
from tests.media.offers import AUDIO, DATA, TRANSPORT, offer
from tests.media.packets import SOUND, VP8_DELTA, VP8_KEY
from tests.media.peers import CAMERA, ROOM, stage

pytestmark = pytest.mark.asyncio

OFFERED = "\r\n".join((*TRANSPORT[:2], ""))


async def test_what_is_published_on_stage_is_received() -> None:
    async with stage() as it:
        await it.forwarder.put_on_stage(ROOM, CAMERA)
        publisher, viewer = await it.publisher(), await it.viewer()

        publisher.send_rtp(96, VP8_KEY)

        received = await viewer.packet()
        assert (received.payload_type, received.payload) == (96, VP8_KEY)
        started = await it.event()
        assert isinstance(started, SourceStarted)
        assert (started.room, started.source, started.video, started.audio) == (ROOM, CAMERA, "VP8", "opus")


async def test_a_publisher_that_is_the_dtls_server_is_served() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(passive=True), await it.viewer(CAMERA)

        publisher.send_rtp(111, SOUND)

        assert (await viewer.packet()).payload == SOUND


async def test_spoofed_datagrams_disturb_neither_the_handshake_nor_the_picture() -> None:
    async with stage() as it:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            target = ("127.0.0.1", it.forwarder.port)
            alert = b"\x15\xfe\xfd" + bytes(8) + b"\x00\x02\x02\x28"
            viewing = asyncio.create_task(it.viewer(CAMERA))
            for _ in range(50):
                stranger.sendto(alert, target)
                await asyncio.sleep(0)
            viewer, publisher = await viewing, await it.publisher()
            stranger.sendto(b"\x80\x60" + bytes(40), target)

            publisher.send_rtp(96, VP8_KEY)

            assert (await viewer.packet()).payload == VP8_KEY
            stranger.settimeout(0)
            with pytest.raises(BlockingIOError):
                stranger.recv(10)
        assert it.forwarder.counters()["drop_unproven_address"] == 51


async def test_a_source_ends_with_its_publishers_goodbye() -> None:
    async with stage() as it:
        publisher = await it.publisher()
        publisher.send_rtp(96, VP8_KEY)
        started = await it.event()

        await publisher.link.close()

        stopped = await it.event()
        assert isinstance(started, SourceStarted)
        assert stopped == SourceStopped(room=ROOM, source=CAMERA, session=started.session)
        with pytest.raises(SessionUnknown):
            await it.forwarder.end(started.session)


async def test_a_source_ends_with_its_publishers_silence() -> None:
    async with stage(MediaSettings(silence=0.2)) as it:
        publisher = await it.publisher()
        publisher.send_rtp(96, VP8_KEY)

        assert [type(await it.event()) for _ in range(2)] == [SourceStarted, SourceStopped]
        assert it.forwarder.counters()["rooms"] == 0


async def test_of_a_viewer_who_falls_silent_the_end_is_told() -> None:
    async with stage(MediaSettings(silence=0.2)) as it:
        await it.viewer()

        assert isinstance(await it.event(), SessionEnded)
        assert it.forwarder.counters()["viewers"] == 0


async def test_a_second_session_of_a_source_replaces_the_first() -> None:
    async with stage() as it:
        viewer, first = await it.viewer(CAMERA), await it.publisher()
        first.send_rtp(96, VP8_KEY)
        await viewer.packet()

        second = await it.publisher()
        second.send_rtp(96, VP8_KEY + b"again")

        assert (await viewer.packet()).payload == VP8_KEY + b"again"
        kinds = [type(await it.event()) for _ in range(4)]
        assert kinds == [SourceStarted, SourceStopped, SessionEnded, SourceStarted]
        assert it.forwarder.counters()["publishers"] == 1


async def test_a_source_named_before_it_starts_is_shown_when_it_does() -> None:
    async with stage() as it:
        viewer, first = await it.viewer(), await it.publisher()
        await it.forwarder.put_on_stage(ROOM, CAMERA)
        first.send_rtp(96, VP8_KEY)
        await viewer.packet()
        await it.forwarder.put_on_stage(ROOM, SourceId("later"))
        first.send_rtp(96, VP8_DELTA)

        later = await it.publisher(source=SourceId("later"))
        later.send_rtp(96, VP8_KEY + b"later")

        assert (await viewer.packet()).payload == VP8_KEY + b"later"


async def test_limits_are_kept_and_an_ended_session_makes_room() -> None:
    async with stage(MediaSettings(max_sessions=2, max_sources=1)) as it:
        await it.forwarder.publish(ROOM, CAMERA, offer())
        with pytest.raises(PlaneFull):
            await it.forwarder.publish(ROOM, SourceId("second"), offer())
        await it.forwarder.publish(ROOM, CAMERA, offer())
        viewer = await it.forwarder.view(ROOM, None, offer())
        with pytest.raises(PlaneFull):
            await it.forwarder.view(ROOM, None, offer())

        await it.forwarder.end(viewer.session)

        await it.forwarder.view(ROOM, None, offer())


async def test_nothing_is_kept_of_a_refused_offer() -> None:
    async with stage() as it:
        for ask in (it.forwarder.publish(ROOM, CAMERA, "hello"), it.forwarder.view(ROOM, None, offer(DATA))):
            with pytest.raises(OfferRefused):
                await ask

        assert it.forwarder.counters() == {"rooms": 0, "publishers": 0, "viewers": 0, "rung_gso": 1}


async def test_a_refused_offer_does_not_replace_a_source() -> None:
    async with stage() as it:
        answer = await it.forwarder.publish(ROOM, CAMERA, offer())

        with pytest.raises(OfferRefused):
            await it.forwarder.publish(ROOM, CAMERA, "hello")

        await it.forwarder.end(answer.session)


async def test_the_viewers_answer_is_the_same_for_every_stage() -> None:
    async with stage() as it:
        empty = await it.forwarder.view(ROOM, None, offer(direction="recvonly"))
        publisher = await it.publisher()
        await it.forwarder.put_on_stage(ROOM, CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await it.event()

        full = await it.forwarder.view(ROOM, None, offer(direction="recvonly"))

        varying = ("a=ice-ufrag", "a=ice-pwd")
        lines = [[each for each in one.sdp.splitlines() if not each.startswith(varying)] for one in (empty, full)]
        assert lines[0] == lines[1]


async def test_a_closed_room_is_forgotten() -> None:
    async with stage() as it:
        await it.forwarder.put_on_stage(ROOM, CAMERA)
        await it.publisher()
        await it.viewer()

        await it.forwarder.close_room(ROOM)
        await it.forwarder.close_room(ROOM)

        assert it.forwarder.counters()["rooms"] == 0


async def test_ice_restarts_without_a_gap_in_the_picture() -> None:
    async with stage() as it:
        publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
        publisher.send_rtp(96, VP8_KEY)
        await viewer.packet()

        await viewer.restart(it.forwarder)
        publisher.send_rtp(96, VP8_KEY)
        before = await viewer.packet()
        await viewer.move()
        publisher.send_rtp(96, VP8_DELTA)

        assert (before.payload, (await viewer.packet()).payload) == (VP8_KEY, VP8_DELTA)


async def test_candidates_alone_restart_nothing_and_stale_ones_are_refused() -> None:
    async with stage() as it:
        answer = await it.forwarder.view(ROOM, None, offer())
        trickled = f"{OFFERED}m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=end-of-candidates\r\n"

        assert await it.forwarder.restart(answer.session, trickled, (answer.ice,)) is None
        restarted = await it.forwarder.restart(answer.session, trickled.replace("abcd", "efgh"), None)

        assert restarted is not None
        assert restarted.ice != answer.ice
        with pytest.raises(IceStale):
            await it.forwarder.restart(answer.session, trickled, (answer.ice,))
        with pytest.raises(OfferRefused):
            await it.forwarder.restart(answer.session, "no fragment", (restarted.ice,))
        with pytest.raises(SessionUnknown):
            await it.forwarder.restart(SessionId("nobody"), trickled, None)


async def test_nothing_is_sent_to_the_candidates_of_an_offer_or_a_fragment() -> None:
    """A server that tried them would look for others into whatever network it stands in."""
    async with stage() as it:
        with contextlib.ExitStack() as stack:
            told = [stack.enter_context(_listening(f"127.0.0.{number}", number % 2)) for number in range(20, 26)]
            lines = [_candidate(number, each) for number, each in enumerate(told)]
            answer = await it.forwarder.view(ROOM, None, offer((*AUDIO, *lines)))
            trickled = "\r\n".join((*TRANSPORT[:2], AUDIO[0], "a=mid:0", *lines, ""))
            await it.forwarder.restart(answer.session, trickled, (answer.ice,))

            # Others are served meanwhile, so that there was time for whatever might be sent.
            publisher, viewer = await it.publisher(), await it.viewer(CAMERA)
            publisher.send_rtp(96, VP8_KEY)
            await viewer.packet()

            for each in told:
                with pytest.raises(BlockingIOError):
                    _ = each.recv(1) if each.type == socket.SOCK_DGRAM else each.accept()


def _listening(host: str, stream: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM if stream else socket.SOCK_DGRAM)
    made.bind((host, 0))
    if stream:
        made.listen()
    made.setblocking(False)
    return made


def _candidate(number: int, listening: socket.socket) -> str:
    host, port = listening.getsockname()
    by = "udp 2130706431" if listening.type == socket.SOCK_DGRAM else "tcp 1518280447"
    kind = "" if listening.type == socket.SOCK_DGRAM else " tcptype passive"
    return f"a=candidate:{number} 1 {by} {host} {port} typ host{kind}"


async def test_an_unknown_session_cannot_be_ended() -> None:
    async with stage() as it:
        with pytest.raises(SessionUnknown):
            await it.forwarder.end(SessionId("nobody"))
