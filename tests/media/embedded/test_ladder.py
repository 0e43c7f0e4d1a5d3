import errno
import socket
from collections import Counter
from typing import Any

import pytest

from media.embedded import datagrams, ladder
from media.embedded.datagrams import Batch, MessageBatch, SegmentBatch, ffi
from media.embedded.ladder import open_batch, works

FAMILIES = (socket.AF_INET, socket.AF_INET6)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(
    ("kind", "rung"), [(SegmentBatch, "gso"), (MessageBatch, "sendmmsg"), (Batch, "sendto")], ids=lambda each: str(each)
)
def test_each_rung_is_tried_with_real_datagrams(kind: type[Batch], rung: str, family: socket.AddressFamily) -> None:
    assert works(kind, family) == rung


@pytest.mark.parametrize("family", FAMILIES)
def test_the_best_rung_that_works_is_taken(family: socket.AddressFamily) -> None:
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        assert open_batch(sock, Counter()).rung == "gso"


def test_a_kernel_that_does_not_know_segmentation_sends_one_long_datagram_and_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ladder, "PATIENCE", 0.01)
    # An option number that no kernel has; what it does with it is what an old one does with UDP_SEGMENT.
    monkeypatch.setattr(datagrams, "_SOL_UDP", 4242)

    assert works(SegmentBatch, socket.AF_INET) is None
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert open_batch(sock, Counter()).rung == "sendmmsg"


def test_a_kernel_that_refuses_segmentation_is_not_on_that_rung(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing(SegmentBatch):
        def __init__(self, sock: socket.socket, counters: Counter[str]) -> None:
            super().__init__(sock, counters)
            real = self._sendmmsg

            def refuse(fd: int, messages: Any, count: int, flags: int) -> int:
                if messages is not self._messages and self.segments:
                    ffi.errno = errno.EIO
                    return -1
                return int(real(fd, messages, count, flags))

            self._sendmmsg = refuse

    assert works(Refusing, socket.AF_INET) is None


def test_a_system_without_sendmmsg_sends_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Library:
        """A C library that lacks it."""

    monkeypatch.setattr(datagrams.ffi, "dlopen", lambda _: Library())

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        assert open_batch(sock, Counter()).rung == "sendto"


def test_where_nothing_arrives_the_rung_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(MessageBatch):
        def send(self, runs: list[datagrams.Run]) -> None:
            """Lose everything."""

    monkeypatch.setattr(ladder, "PATIENCE", 0.01)

    assert works(Silent, socket.AF_INET) is None
