"""Mail by SMTP, as `server.ports.Mailer` has it: a connection for each letter, with TLS wherever it is offered."""

import asyncio
import ssl
from datetime import datetime
from typing import Final

import aiosmtplib

from server.delivery.mime import message
from server.domain.deliveries import ANSWER, Answer, Verdict
from server.domain.letters import Letter, MailServer
from server.domain.messages import clean

TIMEOUT: Final = 30


class SmtpMailer:
    """Sends by one server."""

    def __init__(self, server: MailServer, trusted: ssl.SSLContext | None = None) -> None:
        """Take the server, and whose certificates count."""
        self._server = server
        self._trusted = trusted or ssl.create_default_context()

    async def send(self, letter: Letter, identity: str, at: datetime) -> Answer:
        """Within TIMEOUT seconds."""
        try:
            made = message(letter, self._server.sender, identity, at)
        except ValueError as error:
            return Answer(verdict=Verdict.hopeless, status=None, text=f"unsendable: {error}"[:ANSWER])
        try:
            async with asyncio.timeout(TIMEOUT), self._client() as client:
                _, said = await client.send_message(made, sender=self._server.sender.addr_spec, recipients=[letter.to])
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            return failed(error)
        return Answer(verdict=Verdict.delivered, status=250, text=clean(said)[:ANSWER])

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.encrypted,
            start_tls=server.start_tls,
            username=server.user or None,
            password=server.password or None,
            local_hostname=server.sender.domain,
            tls_context=self._trusted,
            timeout=TIMEOUT,
        )


def failed(error: Exception) -> Answer:
    """What a failure says: a refusal for good of this letter ends it, all else is tried again.

    Where the server could not be spoken to, or refuses the house itself, other letters need not be tried for a while.
    """
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused):
        error = error.recipients[0]
    if not isinstance(error, aiosmtplib.SMTPResponseException):
        return _answer(Verdict.slower, None, f"{type(error).__name__}: {error}")
    if not isinstance(error, aiosmtplib.SMTPRecipientRefused | aiosmtplib.SMTPDataError):
        return _answer(Verdict.slower, error.code, error.message)
    return _answer(Verdict.hopeless if error.code >= 500 else Verdict.again, error.code, error.message)


def _answer(verdict: Verdict, status: int | None, text: str) -> Answer:
    return Answer(verdict=verdict, status=status, text=clean(text)[:ANSWER])
