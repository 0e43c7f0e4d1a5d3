"""Whether other nodes sign with the keys of this one, as they publish them."""

from collections.abc import Collection, Sequence
from typing import Final

import httpx
import msgspec

from server.domain.keys import KeySet

ADDRESS: Final = "/.well-known/jwks.json"
TIMEOUTS: Final = {"connect": 2.0, "read": 5.0, "write": 2.0, "pool": 2.0}


class Strangers(Exception):
    """Another node of the house signs with other keys; the message is one line for who copies them."""


async def agree(reach: httpx.AsyncBaseTransport, urls: Collection[str], ours: KeySet) -> Sequence[str]:
    """Raise Strangers where the node at one of `urls` has another last key; returns those that do not answer."""
    unreached = []
    for url in sorted(urls):
        theirs = await _keys_at(reach, url)
        if theirs is None:
            unreached.append(url)
        elif theirs.keys[-1].kid != ours.keys[-1].kid:
            raise Strangers(f"the node at {url} signs with other keys: keys.json has to be the same at every node")
    return unreached


async def _keys_at(reach: httpx.AsyncBaseTransport, url: str) -> KeySet | None:
    try:
        request = httpx.Request("GET", url + ADDRESS, extensions={"timeout": TIMEOUTS})
        answer = await reach.handle_async_request(request)
        body = await answer.aread()
        await answer.aclose()
        return msgspec.json.decode(body, type=KeySet)
    except (httpx.TransportError, msgspec.MsgspecError):
        return None
