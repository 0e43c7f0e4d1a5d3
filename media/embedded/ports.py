"""Binding the two sockets of a worker: UDP, and TCP under the same number for networks that block UDP."""

import errno
import socket

BUFFER = 8 << 20
"""Bytes asked for; what the kernel gives is bounded by net.core.rmem_max and wmem_max."""
BACKLOG = 128
ATTEMPTS = 20


def open_ports(host: str, port: int) -> tuple[socket.socket, socket.socket]:
    """Open both, non-blocking; with port 0 under any number that is free for both. OSError where one cannot be had.

    An IPv6 wildcard serves IPv4 as well.
    """
    for _ in range(ATTEMPTS):
        udp = bind_udp(host, port)
        try:
            return udp, bind_tcp(host, int(udp.getsockname()[1]))
        except OSError as error:
            udp.close()
            if port or error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no number is free for both UDP and TCP")


def bind_udp(host: str, port: int) -> socket.socket:
    """Open the socket of nearly all media, with room for bursts."""
    sock = _open(host, socket.SOCK_DGRAM)
    for option in (socket.SO_RCVBUF, socket.SO_SNDBUF):
        sock.setsockopt(socket.SOL_SOCKET, option, BUFFER)
    return _bound(sock, host, port)


def bind_tcp(host: str, port: int) -> socket.socket:
    """Open the listening socket."""
    sock = _open(host, socket.SOCK_STREAM)
    # A worker that replaces a dead one must not wait for the dead one's connections to be forgotten.
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock = _bound(sock, host, port)
    sock.listen(BACKLOG)
    return sock


def _open(host: str, kind: socket.SocketKind) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, kind)
    if family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    sock.settimeout(0)
    return sock


def _bound(sock: socket.socket, host: str, port: int) -> socket.socket:
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
