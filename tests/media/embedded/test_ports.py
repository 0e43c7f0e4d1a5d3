import errno
import os
import socket
from collections.abc import Callable

import pytest

from media.embedded.ports import bind_tcp, bind_udp, open_ports


def test_both_sockets_have_one_number() -> None:
    udp, tcp = open_ports("127.0.0.1", 0)

    with udp, tcp:
        assert udp.getsockname() == tcp.getsockname()
        assert (udp.type, tcp.type) == (socket.SOCK_DGRAM, socket.SOCK_STREAM)


@pytest.mark.parametrize("bind", [bind_udp, bind_tcp])
def test_a_number_that_is_taken_for_either_is_refused(bind: Callable[[str, int], socket.socket]) -> None:
    with bind("127.0.0.1", 0) as other, pytest.raises(OSError, match=os.strerror(errno.EADDRINUSE)):
        open_ports("127.0.0.1", other.getsockname()[1])


def test_ipv6_is_served() -> None:
    udp, tcp = open_ports("::1", 0)

    with udp, tcp:
        assert udp.family == tcp.family == socket.AF_INET6
