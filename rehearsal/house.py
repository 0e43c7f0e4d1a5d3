"""Where the server is: the one address to which anything is sent."""

import asyncio
import socket
import ssl
from urllib.parse import urlsplit


class House:
    """Where the server is. Nothing is ever sent to another address, whatever the server answers."""

    def __init__(self, url: str) -> None:
        """Resolve the server's name, once; raises OSError."""
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.name = parts.hostname or ""
        self.netloc = parts.netloc
        self.port = parts.port or (443 if self.secure else 80)
        found = socket.getaddrinfo(self.name, self.port, type=socket.SOCK_STREAM)[0]
        self._family, self._address = found[0], found[4]
        self._context = ssl.create_default_context() if self.secure else None

    async def connect(self, protocol: asyncio.Protocol, *, buffer: int = 0) -> None:
        """Open a connection; a receive `buffer` of so many bytes makes a reader who stops felt soon."""
        made = socket.socket(self._family)
        try:
            made.settimeout(0)
            if buffer:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(made, self._address)
            name = self.name if self.secure else None
            await loop.create_connection(lambda: protocol, sock=made, ssl=self._context, server_hostname=name)
        except BaseException:
            made.close()
            raise
