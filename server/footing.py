"""What a process has to have before it serves: a folder that it can write to, and a port that is its own."""

import socket
from pathlib import Path

from server.config import BadSetting, Settings


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


def listening_on(settings: Settings) -> socket.socket:
    """A socket that is bound to where the web server listens; BadSetting where it is taken."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise BadSetting(
            f"port {settings.port} on {settings.host} cannot be used ({error.strerror}); choose another --port"
        ) from error
    return listening
