import errno
import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from media.embedded.datagrams import SLOT_SIZE, SLOTS, Batch, Destination, MessageBatch, Run, SegmentBatch, ffi
from tests.media.packets import Screen, screens

PARTS = [b"a" * 40, b"b" * 40, b"c" * 7]
KINDS = (SegmentBatch, MessageBatch, Batch)


@pytest.fixture
def sock() -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        sock.settimeout(0)
        yield sock


def fill(batch: Batch, viewers: list[Screen], parts: list[bytes]) -> list[Run]:
    data = b"".join(parts)
    for slot in range(len(viewers)):
        batch.view[slot * SLOT_SIZE : slot * SLOT_SIZE + len(data)] = data
    return [Run(each.row.destination, len(data), len(parts[0])) for each in viewers]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("parts", [PARTS[:1], PARTS, PARTS[:2]])
def test_each_destination_gets_each_datagram(sock: socket.socket, kind: type[Batch], parts: list[bytes]) -> None:
    batch = kind(sock, Counter())
    with screens(None, None, None) as viewers:
        for _ in range(2):
            batch.send(fill(batch, viewers, parts))

            for viewer in viewers:
                assert list(viewer.datagrams()) == parts


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_batch_of_long_runs_arrives_whole(sock: socket.socket, kind: type[Batch]) -> None:
    parts = [bytes([number]) * 1100 for number in range(12)]
    counters: Counter[str] = Counter()
    batch = kind(sock, counters)
    with screens(*[None] * SLOTS) as viewers:
        batch.send(fill(batch, viewers, parts))

        assert all(list(each.datagrams()) == parts for each in viewers)
    assert not counters


@pytest.mark.parametrize("kind", KINDS)
def test_whole_datagrams_are_not_cut_after_others(sock: socket.socket, kind: type[Batch]) -> None:
    batch = kind(sock, Counter())
    with screens(None) as viewers:
        batch.send(fill(batch, viewers, PARTS))
        batch.send(fill(batch, viewers, [b"x" * 200]))

        assert list(viewers[0].datagrams()) == [*PARTS, b"x" * 200]


class RefusingKernel:
    """Refuses some calls with an errno and has the real kernel take one message in each of the others."""

    def __init__(self, kernel: Any, error: int, *refused: int) -> None:
        self.kernel, self.error, self.refused, self.calls = kernel, error, refused, 0

    def __call__(self, fd: int, messages: Any, count: int, flags: int) -> int:
        self.calls += 1
        if self.calls in self.refused:
            ffi.errno = self.error
            return -1
        return int(self.kernel(fd, messages, 1, flags))


@pytest.mark.parametrize("error", [errno.EIO, errno.EINVAL])
@pytest.mark.parametrize("refused", [1, 2])
def test_where_segmenting_is_refused_it_is_given_up_without_loss(sock: socket.socket, error: int, refused: int) -> None:
    counters: Counter[str] = Counter()
    batch = SegmentBatch(sock, counters)
    batch._sendmmsg = RefusingKernel(batch._sendmmsg, error, refused)
    with screens(None, None) as viewers:
        for _ in range(2):
            batch.send(fill(batch, viewers, PARTS))

            assert [list(each.datagrams()) for each in viewers] == [PARTS, PARTS]
    assert batch.rung == "sendmmsg"
    assert counters == {"segmentation_refused": 1}


@pytest.mark.parametrize("kind", [SegmentBatch, MessageBatch])
@pytest.mark.parametrize("parts", [PARTS[:1], PARTS[:2]])
def test_a_full_socket_loses_the_rest_and_counts_it(
    sock: socket.socket, kind: type[MessageBatch], parts: list[bytes]
) -> None:
    counters: Counter[str] = Counter()
    batch = kind(sock, counters)
    batch._sendmmsg = RefusingKernel(batch._sendmmsg, errno.EAGAIN, 1)
    with screens(None, None) as viewers:
        batch.send(fill(batch, viewers, parts))

        assert [list(each.datagrams()) for each in viewers] == [[], []]
    assert counters == {"drop_socket_full": 2 * len(parts)}


@pytest.mark.parametrize(
    ("kind", "parts", "lost"),
    [
        (SegmentBatch, PARTS[:1], 1),
        (MessageBatch, PARTS[:1], 1),
        (SegmentBatch, PARTS[:2], 2),
        (MessageBatch, PARTS[:2], 1),
    ],
)
def test_one_that_cannot_be_reached_costs_the_others_nothing(
    sock: socket.socket, kind: type[MessageBatch], parts: list[bytes], lost: int
) -> None:
    counters: Counter[str] = Counter()
    batch = kind(sock, counters)
    batch._sendmmsg = RefusingKernel(batch._sendmmsg, errno.ENETUNREACH, 1)
    with screens(None, None) as viewers:
        batch.send(fill(batch, viewers, parts))

        assert list(viewers[0].datagrams()) == parts[lost:]
        assert list(viewers[1].datagrams()) == parts
    assert counters == {"drop_unreachable": lost}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("bound", ["::1", "127.0.0.1"])
def test_one_ipv6_socket_reaches_both_families(kind: type[Batch], bound: str) -> None:
    family = socket.AF_INET6 if ":" in bound else socket.AF_INET
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender, socket.socket(family, socket.SOCK_DGRAM) as peer:
        sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        peer.bind((bound, 0))
        peer.settimeout(20)
        batch = kind(sender, Counter())
        data = b"".join(PARTS)
        batch.view[0 : len(data)] = data
        host = bound if ":" in bound else f"::ffff:{bound}"

        batch.send([Run(Destination((host, peer.getsockname()[1], 0, 0)), len(data), 40)])

        assert [peer.recv(100) for _ in PARTS] == PARTS
