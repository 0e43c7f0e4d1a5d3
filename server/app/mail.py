"""Who gets letters about their intents: whoever asked for them and has a mail address; nobody where none are sent."""

from server.domain.accounts import Person
from server.domain.letters import Choice
from server.domain.mailboxes import address_of
from server.domain.messages import PersonId
from server.ports.outbox import Choices


class Mail:
    """What people choose; `sends` says whether the house sends mail at all."""

    def __init__(self, choices: Choices, *, sends: bool) -> None:
        """Take where choices are kept."""
        self._choices = choices
        self.sends = sends

    async def choose(self, person: PersonId, language: str, *, wanted: bool) -> None:
        """Send somebody letters about their intents from now on, or none; in either case in this language."""
        await self._choices.choose(Choice(person=person, language=language, wanted=wanted))

    async def choice(self, person: Person) -> Choice | None:
        """What somebody chose; None where they were never asked."""
        return await self._choices.choice(person.id)

    def reaches(self, person: Person) -> bool:
        """Whether a letter would come to somebody who wants it."""
        return self.sends and address_of(person.contact) is not None
