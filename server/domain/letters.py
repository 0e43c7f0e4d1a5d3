"""Letters: what the house mails to whom because of which event.

A letter is the message of its event (`outbox.LEAVES`), delivered by mail to persons. Who they are is read off the state
that the event left; what the letter says is written when it is sent. To mail because of one more event: a line in
LEAVES, a line in MAILINGS, and a line in the table of `server.http.letters`, which writes it.
"""

from collections.abc import Callable, Iterable
from email.headerregistry import Address
from typing import Any, Final

from msgspec import Struct

from server.domain.agenda import Side
from server.domain.answers import IntentAccepted, IntentDeclined
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.intents import IntentRevised, IntentStated
from server.domain.meetings import MeetingCancelled, MeetingMoved, MeetingScheduled
from server.domain.messages import Entry, Event, PersonId, ProjectId
from server.domain.outbox import Message, type_of
from server.domain.requests import MeetingRequested
from server.domain.slips import IntentEntered
from server.domain.state import Roadshow
from server.domain.timetable import MeetingArranged

MAIL: Final = "mail"
"""The one queue of all letters."""


class Choice(Struct, frozen=True, kw_only=True):
    """Whether somebody asked for letters about their intents, and in which language they read."""

    person: PersonId
    language: str
    wanted: bool


class Calendar(Struct, frozen=True, kw_only=True):
    """An iCalendar object that a letter carries (RFC 6047): its METHOD, and its text with CRLF line ends."""

    method: str
    content: str


class Attachment(Struct, frozen=True, kw_only=True):
    """A file that a letter carries."""

    name: str
    content_type: str
    content: bytes


class Letter(Struct, frozen=True, kw_only=True):
    """A letter to one person, as it is sent. `to` is a mail address and nothing else; nothing in it breaks a line."""

    to: str
    name: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()
    calendar: Calendar | None = None


class MailServer(Struct, frozen=True, kw_only=True):
    """Where letters are handed over; `encrypted` is TLS from the first byte on, else STARTTLS where it is offered.

    With a `user`, TLS is a must, unless the server is on this machine.
    """

    host: str
    port: int
    encrypted: bool
    sender: Address
    user: str = ""
    password: str = ""

    @property
    def start_tls(self) -> bool | None:
        """Whether to begin TLS after the greeting: never, always, or if it is offered."""
        if self.encrypted:
            return False
        return True if self.user and self.host not in ("localhost", "127.0.0.1", "::1") else None


class Mailing(Struct, frozen=True):
    """Whom the letter of an event goes to; with `asked` to those alone who chose to get letters."""

    to: Callable[[Roadshow, Any, Entry], Iterable[PersonId]]
    asked: bool = True


class Addressees(Struct, frozen=True, kw_only=True):
    """Who gets the letter of one entry, if they have a mail address: these persons, and all presenters of a project."""

    persons: tuple[PersonId, ...]
    asked: bool
    presenters_of: ProjectId | None = None


def _actor(state: Roadshow, event: Event, entry: Entry) -> Iterable[PersonId]:
    yield entry.by


def _investor(state: Roadshow, event: Any, entry: Entry) -> Iterable[PersonId]:
    yield state.intents[event.intent].person


def _writer(state: Roadshow, event: IntentEntered, entry: Entry) -> Iterable[PersonId]:
    """Whoever wrote the slip, if they agreed to a letter."""
    return [event.person] if event.letter else []


def _parties(state: Roadshow, event: Any, entry: Entry) -> Iterable[PersonId]:
    """The investor, and who asked, accepted or ranked for the project."""
    meeting = state.agenda.meetings[event.meeting]
    return [person for person in (meeting.person, meeting.presenter) if person]


def _asked_investor(state: Roadshow, event: MeetingRequested, entry: Entry) -> Iterable[PersonId]:
    """Where it is the investor who may answer."""
    return [event.person] if event.by is Side.project else []


MAILINGS: Final[dict[type[Event], Mailing]] = {
    IntentStated: Mailing(_actor),
    IntentRevised: Mailing(_actor),
    IntentAccepted: Mailing(_investor),
    IntentDeclined: Mailing(_investor),
    IntentExpired: Mailing(_investor),
    IntentLapsed: Mailing(_investor),
    IntentEntered: Mailing(_writer, asked=False),
    MeetingRequested: Mailing(_asked_investor),
    MeetingScheduled: Mailing(_parties, asked=False),
    MeetingArranged: Mailing(_parties, asked=False),
    MeetingMoved: Mailing(_parties, asked=False),
    MeetingCancelled: Mailing(_parties, asked=False),
}


ASKED: Final = {type_of(event): mailing.asked for event, mailing in MAILINGS.items()}


def addressees(state: Roadshow, entry: Entry) -> Addressees | None:
    """Who gets a letter because of an entry that led to this state; None for nobody."""
    if (mailing := MAILINGS.get(type(entry.event))) is None:
        return None
    persons = tuple(mailing.to(state, entry.event, entry))
    if isinstance(entry.event, MeetingRequested) and entry.event.by is Side.investor:
        return Addressees(persons=persons, asked=False, presenters_of=entry.event.project)
    return Addressees(persons=persons, asked=mailing.asked)


def is_asked_for(message: Message) -> bool:
    """Whether the letter of a message goes to those alone who chose to get letters.

    Whoever presents is told of every request for a meeting.
    """
    to_presenters = message.type == type_of(MeetingRequested) and message.fields.get("by") == Side.investor
    return ASKED.get(message.type, True) and not to_presenters
