"""What comes in and goes out by others: the address that people type, the proxy behind it, and the mail server."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import SplitResult, urlsplit

import aiosmtplib
import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Origin

from server.config import BadSetting, Settings, mail_server_of
from server.doctor.findings import Finding, Mark
from server.domain.letters import MailServer

PATIENCE: Final = 5.0
SOON: Final = timedelta(days=14)
NOBODY: Final = "sea_00000000000000000000000000"


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """Look from here at what others see; behind some networks one's own address cannot be reached from inside."""
    for warning in settings.warnings():
        yield Finding(Mark.hint, f"{warning}.")
    for finding in _proxies(settings):
        yield finding
    if settings.public_url:
        async for finding in _address(settings.origin):
            yield finding
    try:
        if server := mail_server_of(settings):
            yield await _mail(server)
    except BadSetting as error:
        yield Finding(Mark.bad, f"{error}.")


def _proxies(settings: Settings) -> Iterator[Finding]:
    if settings.public_url.startswith("https://") and not settings.tls_cert and not settings.trusted_proxies:
        told = "HTTPS ends at a proxy, and --trusted-proxies names none"
        yield Finding(Mark.bad, f"{told}: all people count as one address, and limits hold for them together.")


async def _address(origin: str) -> AsyncIterator[Finding]:
    async with httpx.AsyncClient(base_url=origin, timeout=PATIENCE, trust_env=True) as http:
        try:
            answer = await http.get("/healthz")
        except httpx.TransportError as error:
            yield Finding(Mark.bad, f"{origin} does not let us in: {_cause(error)}")
            return
    if not _is_ours(answer):
        advice = "is the server running, and does the proxy pass to it?"
        yield Finding(Mark.bad, f"{origin}/healthz answers {answer.status_code} and not as Roadshow does: {advice}")
        return
    yield Finding(Mark.good, f"{origin} leads to Roadshow.")
    if origin.startswith("https://"):
        yield await _certificate(origin)
    yield await _socket(origin)


def _is_ours(answer: httpx.Response) -> bool:
    """Whether it is what Roadshow says of its health; another server may say anything, in whatever form."""
    try:
        return answer.status_code == httpx.codes.OK and answer.json() == {"alive": True}
    except ValueError:
        return False


def _cause(error: BaseException) -> str:
    """What is at the bottom of it, such as the name of what is wrong with a certificate."""
    cause = error.__cause__ or error.__context__
    return _cause(cause) if cause else str(error)


async def _certificate(origin: str) -> Finding:
    try:
        async with asyncio.timeout(PATIENCE):
            ends = await _end_of_certificate(urlsplit(origin))
    except OSError as error:
        return Finding(Mark.hint, f"Its certificate cannot be looked at from here: {_cause(error)}")
    left = datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) - datetime.now(UTC)
    if left < SOON:
        return Finding(Mark.hint, f"Its certificate ends in {left.days} days ({ends}). Renew it.")
    return Finding(Mark.good, f"Its certificate is taken, and ends in {left.days} days.")


async def _end_of_certificate(url: SplitResult) -> str:
    _, writer = await asyncio.open_connection(url.hostname, url.port or 443, ssl=ssl.create_default_context())
    ends: str = writer.get_extra_info("peercert")["notAfter"]
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
    return ends


async def _socket(origin: str) -> Finding:
    """Nobody sits at the seat, so the socket is opened and closed with a word, or refused with our code."""
    address = f"{origin.replace('http', 'ws', 1)}/ws/{NOBODY}"
    try:
        async with asyncio.timeout(PATIENCE), connect(address, origin=Origin(origin), proxy=None) as socket:
            await socket.wait_closed()
    except InvalidStatus as error:
        answer = error.response
        # Where the server itself refuses a socket it says so in its own way.
        if answer.headers.get("content-type", "").startswith("application/problem+json"):
            return Finding(Mark.good, "WebSockets pass.")
        return Finding(Mark.bad, f"WebSockets do not pass: {answer.status_code}. Let the proxy pass Upgrade on.")
    except (WebSocketException, OSError, TimeoutError) as error:
        return Finding(Mark.bad, f"WebSockets do not pass: {error!r}. Let the proxy pass Upgrade on.")
    return Finding(Mark.good, "WebSockets pass.")


async def _mail(server: MailServer) -> Finding:
    where = f"The mail server {server.host}:{server.port}"
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.encrypted,
        username=server.user or None,
        password=server.password or None,
        timeout=PATIENCE,
    )
    try:
        async with client:
            await client.noop()
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        return Finding(Mark.bad, f"{where} does not take letters from us: {error}")
    return Finding(Mark.good, f"{where} takes letters from us.")
