"""Which way of sending this machine has, found out with real datagrams and not by the name of its system.

A kernel that does not know UDP_SEGMENT sends the whole run as one datagram and reports success, so only what arrives
at the other end tells.
"""

import logging
import socket
from collections import Counter

from media.embedded.datagrams import Batch, Destination, MessageBatch, Run, Rung, SegmentBatch

log = logging.getLogger(__name__)

LADDER: tuple[type[Batch], ...] = (SegmentBatch, MessageBatch, Batch)
PATIENCE = 0.2
"""Seconds; on loopback what was sent is there when sending returns."""
_PROBE = (b"a" * 40, b"b" * 40, b"c" * 7)


def open_batch(sock: socket.socket, counters: Counter[str]) -> Batch:
    """Return the fastest batch that works here, for a socket's address family."""
    for kind in LADDER[:-1]:
        if (rung := works(kind, sock.family)) is not None:
            log.debug("datagrams leave by %s", rung)
            return kind(sock, counters)
    return LADDER[-1](sock, counters)


def works(kind: type[Batch], family: socket.AddressFamily) -> Rung | None:
    """Send a run to ourselves; its rung if it arrived as it should, without stepping down on the way."""
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    try:
        with socket.socket(family, socket.SOCK_DGRAM) as sender, socket.socket(family, socket.SOCK_DGRAM) as receiver:
            receiver.bind((host, 0))
            receiver.settimeout(PATIENCE)
            batch = kind(sender, Counter())
            promised = batch.rung
            _send(batch, Destination(receiver.getsockname()))
            arrived = tuple(receiver.recv(2048) for _ in _PROBE)
    except (OSError, AttributeError):
        return None
    return promised if arrived == _PROBE and batch.rung == promised else None


def _send(batch: Batch, destination: Destination) -> None:
    data = b"".join(_PROBE)
    batch.view[0 : len(data)] = data
    batch.send([Run(destination, len(data), len(_PROBE[0]))])
