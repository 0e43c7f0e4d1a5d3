import asyncio
import ssl
from asyncio import StreamReader as Reader
from asyncio import StreamWriter as Writer
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from server.config import Settings
from server.doctor import outside
from server.doctor.findings import Mark
from server.doctor.outside import examine
from tests.deployment import NAME, certify
from tests.stories.process import Server, free_port

ALIVE = b'HTTP/1.1 200 OK\r\ncontent-length: 14\r\nconnection: close\r\n\r\n{"alive":true}'
ELSEWHERE = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\nconnection: close\r\n\r\nWelcome!"
REFUSED = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


async def said(settings: Settings, mark: Mark) -> str:
    return "\n".join([each.words async for each in examine(settings) if each.mark is mark])


@asynccontextmanager
async def listening(
    serve: Callable[[Reader, Writer], Awaitable[None]], context: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve connections until the context is left; yields the port."""
    writers: list[Writer] = []

    async def one(reader: Reader, writer: Writer) -> None:
        writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await serve(reader, writer)
        writer.close()

    async with await asyncio.start_server(one, "127.0.0.1", 0, ssl=context) as server:
        yield server.sockets[0].getsockname()[1]
    for writer in writers:
        writer.transport.abort()
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


@asynccontextmanager
async def proxy(answer: bytes, certificate: Path | None = None) -> AsyncIterator[int]:
    """Something in front that passes no WebSockets; yields its port."""

    async def serve(reader: Reader, writer: Writer) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        writer.write(REFUSED if b"upgrade" in head.lower() else answer)
        await writer.drain()

    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate / "fullchain.pem", certificate / "privkey.pem")
    async with listening(serve, context) as port:
        yield port


@pytest.mark.asyncio
async def test_a_house_that_can_be_reached_is_good(tmp_path: Path) -> None:
    async with Server(tmp_path) as server:
        good = await said(Settings(public_url=server.url), Mark.good)

    assert f"{server.url} leads to Roadshow." in good
    assert "WebSockets pass." in good


@pytest.mark.asyncio
async def test_a_proxy_that_passes_no_sockets_is_told() -> None:
    async with proxy(ALIVE) as port:
        assert "WebSockets do not pass: 400" in await said(Settings(public_url=f"http://127.0.0.1:{port}"), Mark.bad)


@pytest.mark.asyncio
async def test_an_address_at_which_there_is_something_else_or_nothing_is_told() -> None:
    async with proxy(REFUSED) as port:
        given = Settings(public_url=f"http://127.0.0.1:{port}")
        assert "/healthz answers 400 and not as Roadshow does" in await said(given, Mark.bad)
    async with proxy(ELSEWHERE) as port:
        given = Settings(public_url=f"http://127.0.0.1:{port}")
        assert "/healthz answers 200 and not as Roadshow does" in await said(given, Mark.bad)
    assert "does not let us in" in await said(Settings(public_url=f"http://127.0.0.1:{free_port()}"), Mark.bad)


@pytest.mark.asyncio
async def test_a_certificate_that_nobody_takes_or_that_ends_soon_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certify(tmp_path / "tls")
    async with proxy(ALIVE, tmp_path / "tls") as port:
        given = Settings(public_url=f"https://{NAME}:{port}", trusted_proxies="127.0.0.1")
        assert "CERTIFICATE_VERIFY_FAILED" in await said(given, Mark.bad)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "fullchain.pem"))
        assert "Its certificate ends in 0 days" in await said(given, Mark.hint)
        monkeypatch.setattr(outside, "SOON", timedelta())
        assert "Its certificate is taken" in await said(given, Mark.good)


@pytest.mark.asyncio
async def test_a_certificate_that_is_out_of_reach_from_here_is_told() -> None:
    """Where a way out by a proxy alone leads to the address, looking ended in a traceback."""
    found = await outside._certificate(f"https://127.0.0.1:{free_port()}")

    assert (found.mark, "cannot be looked at" in found.words) == (Mark.hint, True)


@pytest.mark.asyncio
async def test_https_without_a_proxy_that_is_trusted_is_told() -> None:
    there = f"https://{NAME}:{free_port()}"

    assert "--trusted-proxies names none" in await said(Settings(public_url=there), Mark.bad)
    assert "--trusted-proxies" not in await said(Settings(public_url=there, trusted_proxies="10.0.0.1"), Mark.bad)
    assert "is not HTTPS" in await said(Settings(host="192.0.2.1"), Mark.hint)


@pytest.mark.asyncio
async def test_a_mail_server_that_is_not_there_is_told() -> None:
    given = Settings(smtp_url=f"smtp://127.0.0.1:{free_port()}", mail_from="house@roadshow.example")

    assert "does not take letters from us" in await said(given, Mark.bad)


@pytest.mark.asyncio
async def test_a_mail_server_that_greets_is_good() -> None:
    async def serve(reader: Reader, writer: Writer) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        while line := await reader.readline():
            writer.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")
            await writer.drain()

    async with listening(serve) as port:
        given = Settings(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="house@roadshow.example")
        assert "takes letters from us" in await said(given, Mark.good)
