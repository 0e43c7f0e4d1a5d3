import errno
import socket
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from media.embedded.datagrams import SLOT_SIZE, Batch, Destination, LinuxBatch, Run, ffi, open_batch
from tests.media.packets import Screen, screens

PARTS = [b"a" * 40, b"b" * 40, b"c" * 7]


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


@pytest.mark.parametrize("kind", [Batch, LinuxBatch])
@pytest.mark.parametrize("parts", [PARTS[:1], PARTS, PARTS[:2]])
def test_each_destination_gets_each_datagram(sock: socket.socket, kind: type[Batch], parts: list[bytes]) -> None:
    batch = kind(sock, Counter())
    with screens(None, None, None) as viewers:
        for _ in range(2):
            batch.send(fill(batch, viewers, parts))

            for viewer in viewers:
                assert list(viewer.datagrams()) == parts


def test_whole_datagrams_are_not_cut_after_segmented_ones(sock: socket.socket) -> None:
    batch = open_batch(sock, Counter())
    with screens(None) as viewers:
        batch.send(fill(batch, viewers, PARTS))
        batch.send(fill(batch, viewers, [b"x" * 200]))

        assert list(viewers[0].datagrams()) == [*PARTS, b"x" * 200]


class RefusingKernel:
    """Refuses some messages with an errno and hands the others to the real kernel."""

    def __init__(self, kernel: Any, error: int, *refused: int) -> None:
        self.kernel, self.error, self.refused, self.calls = kernel, error, refused, 0

    def sendmmsg(self, fd: int, messages: Any, count: int, flags: int) -> int:
        self.calls += 1
        if self.calls in self.refused:
            ffi.errno = self.error
            return -1
        return int(self.kernel.sendmmsg(fd, messages, 1, flags))


def test_where_segmenting_is_refused_it_is_given_up_without_loss(sock: socket.socket) -> None:
    counters: Counter[str] = Counter()
    batch = LinuxBatch(sock, counters)
    batch._kernel = RefusingKernel(batch._kernel, errno.EIO, 1)
    with screens(None, None) as viewers:
        for _ in range(2):
            batch.send(fill(batch, viewers, PARTS))

            assert [list(each.datagrams()) for each in viewers] == [PARTS, PARTS]
    assert not batch.segments
    assert counters == {"segmentation_refused": 1}


@pytest.mark.parametrize(
    ("error", "counter", "received"),
    [(errno.EAGAIN, "drop_socket_full", 0), (errno.ENETUNREACH, "drop_unreachable", 1)],
)
def test_what_the_kernel_does_not_take_is_lost_and_counted(
    sock: socket.socket, error: int, counter: str, received: int
) -> None:
    counters: Counter[str] = Counter()
    batch = LinuxBatch(sock, counters)
    batch._kernel = RefusingKernel(batch._kernel, error, 1)
    with screens(None, None) as viewers:
        batch.send(fill(batch, viewers, PARTS[:1]))

        assert [len(list(each.datagrams())) for each in viewers] == [0, received]
    assert counters == {counter: 2 - received}


def test_ipv6_destinations_are_reached() -> None:
    with (
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender,
        socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as receiver,
    ):
        receiver.bind(("::1", 0))
        receiver.settimeout(1)
        batch = open_batch(sender, Counter())
        batch.view[0:5] = b"hello"

        batch.send([Run(Destination(receiver.getsockname()), 5, 5)])

        assert receiver.recv(10) == b"hello"
