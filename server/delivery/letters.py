"""One attempt at a letter: written now, in case what it tells of has changed, and handed to the mail server."""

from datetime import datetime
from hashlib import sha256

from server.domain.deliveries import ANSWER, Answer, Verdict
from server.domain.endpoints import Endpoint
from server.ports.outbox import Correspondent, Errand, Mailer


class Letters:
    """Carries letters; what a mail server says is kept without the address it was said of."""

    def __init__(self, correspondent: Correspondent, mailer: Mailer) -> None:
        """Take who writes and who sends."""
        self._correspondent = correspondent
        self._mailer = mailer

    async def carry(self, errand: Errand, at: datetime) -> Answer:
        """Write and send; a letter that nobody wants any more has come to its end."""
        assert not isinstance(errand.to, Endpoint)  # noqa: S101 - the table of carriers sees to it
        letter = await self._correspondent.write(errand.message, errand.to)
        if letter is None:
            return Answer(verdict=Verdict.hopeless, status=None, text="unwanted: there is nothing to send any more")
        # A person is one recipient of a message: the same letter, however often it is sent.
        recipient = sha256(errand.to.encode()).hexdigest()[:12]
        answer = await self._mailer.send(letter, f"{errand.message.id}.{recipient}", at)
        text = answer.text.replace(letter.to, "…")[:ANSWER]
        return Answer(verdict=answer.verdict, status=answer.status, text=text)
