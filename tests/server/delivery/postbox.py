"""A real SMTP server that takes letters, or refuses them as it is told."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Postbox:
    """Says `at_recipient` and `at_content` to every letter, each once and the last for ever."""

    def __init__(self, at_recipient: str = "250 OK", at_content: str = "250 OK") -> None:
        self.at_recipient = at_recipient
        self.at_content = at_content
        self.port = 0
        self.letters: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.encrypted: list[bool] = []
        self.users: list[bytes] = []
        self._came = asyncio.Event()

    async def until(self, count: int) -> None:
        """Wait until so many letters have come."""
        async with asyncio.timeout(20):
            while len(self.letters) < count:
                self._came.clear()
                await self._came.wait()

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        if self.at_content.startswith("250"):
            self.letters.append(message_from_bytes(cast(bytes, envelope.content), policy=POLICY))
            self.recipients.append([str(each) for each in envelope.rcpt_tos])
            self.encrypted.append(cast(asyncio.Transport, server.transport).get_extra_info("ssl_object") is not None)
            self._came.set()
        return self.at_content

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: Any) -> AuthResult:
        self.users.append(data.login)
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"roadshow", b"open:sesame")
        return AuthResult(success=right, handled=False)


@asynccontextmanager
async def opened(
    postbox: Postbox, tls: ssl.SSLContext | None = None, *, at_once: bool = False, **options: Any
) -> AsyncIterator[Postbox]:
    """Serve it on a free port; with `tls` by STARTTLS, or from the first byte on."""

    def made() -> SMTP:
        return SMTP(
            postbox,
            tls_context=None if at_once else tls,
            authenticator=postbox.authenticate,
            auth_require_tls=False,
            hostname="mail.example.org",
            **options,
        )

    server = await asyncio.get_running_loop().create_server(made, "127.0.0.1", 0, ssl=tls if at_once else None)
    postbox.port = server.sockets[0].getsockname()[1]
    try:
        yield postbox
    finally:
        server.close()
        await server.wait_closed()
