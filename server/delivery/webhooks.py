"""One attempt at a webhook: one signed POST, one answer, of which no more than a little is read."""

import asyncio
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpcore

from server.delivery.bodies import written
from server.delivery.network import AddressRefused, GuardedNetwork, Resolve
from server.delivery.signing import headers
from server.domain.addresses import Network
from server.domain.deliveries import ANSWER, Answer, Verdict
from server.domain.endpoints import Endpoint, destination
from server.domain.messages import clean
from server.ports.outbox import Errand

TIMEOUT: Final = 15
READ: Final = 4096
TRACE: Final = "roadshow-trace"
"""The header with the key of the command that led to the message, which every line of the log about it has too."""

VERDICTS: Final[dict[int, Verdict]] = {
    410: Verdict.gone,
    429: Verdict.slower,
    502: Verdict.slower,
    504: Verdict.slower,
}
"""What a status says where it is not what its class says."""


class Webhooks:
    """Posts to endpoints, over connections that are kept open for a few seconds."""

    def __init__(
        self, house: str, allowed: Sequence[Network], resolve: Resolve, trusted: ssl.SSLContext | None = None
    ) -> None:
        """Take the address of the pages, the networks that are exempt from the rules, and whose certificates count."""
        self._house = house
        trusted = trusted or ssl.create_default_context()
        self._pools = {
            scheme: httpcore.AsyncConnectionPool(
                ssl_context=trusted,
                max_connections=None,
                max_keepalive_connections=16,
                keepalive_expiry=10,
                network_backend=GuardedNetwork(scheme, allowed, resolve),
            )
            for scheme in ("https", "http")
        }

    @property
    def connections(self) -> int:
        """How many are open."""
        return sum(len(pool.connections) for pool in self._pools.values())

    async def close(self) -> None:
        """Close what is open."""
        for pool in self._pools.values():
            await pool.aclose()

    async def carry(self, errand: Errand, at: datetime) -> Answer:
        """Within TIMEOUT seconds, looking up the name included."""
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._posted(errand, at)
        except TimeoutError:
            return _unanswered(f"timeout: no answer within {TIMEOUT} s")
        except AddressRefused:
            return _unanswered("refused: the name leads into a network that this house sends nothing to")
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            return _unanswered(f"{type(error).__name__}: {error}")

    async def _posted(self, errand: Errand, at: datetime) -> Answer:
        endpoint = errand.to
        assert isinstance(endpoint, Endpoint)  # noqa: S101 - the table of carriers sees to it
        body = written(errand.message, endpoint, self._house)
        sent = {
            "content-type": body.content_type,
            "user-agent": "Roadshow",
            "accept-encoding": "identity",
            **headers(errand.message.id, at, body.content, endpoint.live(at)),
            **({TRACE: errand.message.trace} if errand.message.trace else {}),
        }
        scheme, host, port = destination(endpoint.url)
        given = [("host", _authority(scheme, host, port)), *sent.items()]
        async with self._pools[scheme].stream("POST", endpoint.url, headers=given, content=body.content) as response:
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
            return judged(response.status, told, await _beginning(response), at)


def _authority(scheme: str, host: str, port: int) -> str:
    literal = f"[{host}]" if ":" in host else host
    return literal if (scheme, port) in (("https", 443), ("http", 80)) else f"{literal}:{port}"


async def _beginning(response: httpcore.Response) -> bytes:
    read = b""
    async for part in response.aiter_stream():
        read += part
        if len(read) >= READ:
            break
    return read[:READ]


def judged(status: int, told: Mapping[str, str], body: bytes, at: datetime) -> Answer:
    """What an HTTP answer says of the delivery."""
    text = clean(body.decode("utf-8", "replace"))[:ANSWER]
    if 300 <= status < 400:
        text = f"redirect: not followed; enter the address it leads to. {told.get('location', '')}"[:ANSWER]
    default = Verdict.delivered if 200 <= status < 300 else Verdict.again
    verdict = VERDICTS.get(status, default)
    after = None if verdict is Verdict.delivered else _after(told.get("retry-after", ""), at)
    return Answer(verdict=verdict, status=status, text=clean(text), after=after)


def _after(text: str, at: datetime) -> timedelta | None:
    """Retry-After (RFC 9110 section 10.2.3): seconds or a date; None where it is neither."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**6))
    try:
        return max(parsedate_to_datetime(text) - at, timedelta(0))
    except (ValueError, TypeError):
        return None


def _unanswered(text: str) -> Answer:
    return Answer(verdict=Verdict.again, status=None, text=clean(text)[:ANSWER])
