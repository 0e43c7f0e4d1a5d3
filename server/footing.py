"""What a process has to have before it serves: a folder that it can write to, and a port that is its own."""

import resource
import socket
import sys
from pathlib import Path
from typing import Final

from server.config import BadSetting, Settings

RESERVED: Final = 512
"""Open files for everything but sockets."""
UNCONNECTED: Final = 128
"""Open files for everything but what people come by: the database, media workers, what is sent out."""
BACKLOG: Final = 4096
"""Connections that wait to be taken; all viewers come back at once."""
UNREAD_SECONDS: Final = 120
"""How long what is sent may stay unread before the kernel ends the connection (tcp(7), TCP_USER_TIMEOUT)."""


def writable(path: Path) -> Path:
    """The data folder, made where there is none; BadSetting where it cannot be written to."""
    try:
        # Names, contacts and comments lie there in clear.
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = path / ".writable"
        probe.touch()
        # Of two nodes that start on one folder the other may have been quicker.
        probe.unlink(missing_ok=True)
    except OSError as error:
        raise BadSetting(
            f"the data folder {path} cannot be written to ({error.strerror}); choose another --data"
        ) from error
    return path


def open_files() -> int:
    """How many files and connections this process may have open, after raising its limit as far as it may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def sockets_beside(files: int) -> int:
    """How many of so many open files live sockets may be, so that requests, the database and media have theirs."""
    return max(files - RESERVED, files // 4)


def connections_beside(files: int) -> int:
    """How many of so many open files connections may be, requests and live sockets together."""
    return max(files - UNCONNECTED, files // 2)


def listening_on(settings: Settings) -> socket.socket:
    """A socket where the web server will be; BadSetting where it is taken.

    Who comes meanwhile waits, unless there are other nodes to go to.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":
        # Connections have it from here.
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_SECONDS * 1000)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise BadSetting(
            f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another --port"
        ) from error
    if not settings.node_url:
        listening.listen(BACKLOG)
    return listening
