"""TURN servers for networks that let media out by no other way, with credentials that expire.

The credentials are those of the TURN REST API (draft-uberti-behave-turn-rest-00), coturn's `use-auth-secret`.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Final

from msgspec import Struct


class Turn(Struct, frozen=True, kw_only=True):
    """The servers of a house, which all know the secret; `ttl` is in seconds."""

    urls: tuple[str, ...] = ()
    secret: str = ""
    ttl: int = 600


NO_TURN: Final = Turn()


class IceServer(Struct, frozen=True, kw_only=True):
    """One server as browsers take it (RTCIceServer)."""

    urls: str
    username: str
    credential: str


def ice_servers(turn: Turn, now: datetime, name: str) -> tuple[IceServer, ...]:
    """The servers with credentials that `name`, which has no colon, may begin to use until `ttl` from now."""
    until = int((now + timedelta(seconds=turn.ttl)).timestamp())
    username = f"{until}:{name}"
    credential = b64encode(hmac.digest(turn.secret.encode(), username.encode(), sha1)).decode()
    return tuple(IceServer(urls=url, username=username, credential=credential) for url in turn.urls)


def links(servers: tuple[IceServer, ...]) -> Iterator[str]:
    """Each as a Link header's value (RFC 9725 section 4.6)."""
    for each in servers:
        yield (
            f'<{each.urls}>; rel="ice-server"; username="{each.username}"; '
            f'credential="{each.credential}"; credential-type="password"'
        )
