from collections import Counter

from media.embedded import rtcp, rtp
from media.embedded.codecs import OPUS, VP8
from media.embedded.datagrams import SEGMENTS, SLOTS
from media.embedded.fanout import runs_of
from media.embedded.ring import Outgoing
from tests.media.packets import packet, screens, sending


def outgoing(index: int, size: int, codec: str = VP8) -> Outgoing:
    data = rtp.pack(packet(0, bytes([index & 0xFF]) * size), sequence=index, timestamp=index, ssrc=7)
    return Outgoing(index, codec, data, index)


def test_every_viewer_gets_every_packet_under_its_own_payload_type() -> None:
    packets = [outgoing(each, 100) for each in range(1, 5)] + [outgoing(5, 30), outgoing(6, 900)]
    with sending() as fanout, screens({VP8: 96}, {VP8: 120}) as viewers:
        for viewer, payload_type in zip(viewers, (96, 120), strict=True):
            viewer.row.payload_type = payload_type
        viewers[1].row.shift, viewers[1].row.ts_shift = 1000, 2**32 - 1

        fanout.send([each.row for each in viewers], packets)

        for viewer, payload_type, shift in zip(viewers, (96, 120), (0, 1000), strict=True):
            got = viewer.packets()
            assert [each.sequence for each in got] == [each + shift for each in range(1, 7)]
            assert [each.timestamp for each in got] == [each - (shift > 0) for each in range(1, 7)]
            assert {each.payload_type for each in got} == {payload_type}
            assert [each.payload for each in got] == [each.data[12:] for each in packets]


def test_more_viewers_than_a_batch_holds_are_served() -> None:
    counters: Counter[str] = Counter()
    with sending(counters) as fanout, screens(*[None] * (SLOTS + 3)) as viewers:
        fanout.send([each.row for each in viewers], [outgoing(1, 100), outgoing(2, 100)])

        assert all(len(each.packets()) == 2 for each in viewers)
    assert counters["packets_out"] == 2 * (SLOTS + 3)


def test_nothing_leaves_unencrypted_where_encryption_fails() -> None:
    counters: Counter[str] = Counter()
    with sending(counters) as fanout, screens(None, None) as viewers:
        rows = [each.row for each in viewers]
        fanout.send(rows[:1], [outgoing(5000, 50)])
        viewers[0].packets()

        # Older than the first viewer's SRTP window, new to the second.
        fanout.send(rows, [outgoing(1, 50)])

        assert [len(each.packets()) for each in viewers] == [0, 1]
    assert counters["drop_protect_failed"] == 1


def test_a_report_says_of_each_viewer_what_that_viewer_was_sent() -> None:
    report = rtcp.SenderReport(7, 100.0, 2**32 - 1, 10, 1000)
    with sending() as fanout, screens(None, None) as viewers:
        row = viewers[1].row
        row.ts_shift, row.packets, row.octets = 5, -3, -300

        fanout.send_reports([each.row for each in viewers], report)

        got = [list(rtcp.parse(data)) for viewer in viewers for data in viewer.reports()]
        assert got == [[report], [rtcp.SenderReport(7, 100.0, 4, 7, 700)]]


def test_runs_are_of_equal_length_but_for_their_last() -> None:
    sizes = [100, 100, 60, 100, 100, 200, 1400, 1400, 5]
    packets = [outgoing(index, size, OPUS) for index, size in enumerate(sizes)]

    runs = [[size - 12 for _, size, *_ in run] for run in runs_of(packets)]

    assert runs == [[100, 100, 60], [100, 100], [200], [1400], [1400], [5]]


def test_runs_are_bounded() -> None:
    runs = list(runs_of([outgoing(each, 100) for each in range(SEGMENTS + 1)]))

    assert [len(run) for run in runs] == [SEGMENTS, 1]


def test_what_is_marked_is_flushed_once() -> None:
    class Waiting:
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    waiting = Waiting()
    with sending() as fanout:
        fanout.mark(waiting)
        fanout.flush()
        fanout.flush()

    assert waiting.flushed == 1
