"""Letters in words: what each message says to the person it is mailed to, in their language, as text and as HTML.

To write the letter of one more message: a function, and its line in WRITERS.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Final

import msgspec
from babel.numbers import format_currency, get_currency_precision
from msgspec import Struct

from server.app.meetings import Engagement, asking, engagement
from server.app.rooms import Rooms
from server.app.slips import Slips
from server.appointments import Appointment
from server.calendars import invitation
from server.domain.accounts import Person, Place
from server.domain.agenda import Meeting
from server.domain.answers import IntentAccepted, IntentDeclined
from server.domain.course import IntentState
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.intents import IntentRevised, IntentStated
from server.domain.letters import Attachment, Calendar, Letter, is_asked_for
from server.domain.mailboxes import address_of
from server.domain.meetings import MeetingCancelled, MeetingMoved, MeetingScheduled
from server.domain.messages import Amount, Event, IntentId, MeetingId, PersonId
from server.domain.outbox import Message, type_of
from server.domain.requests import MeetingRequested
from server.domain.slips import IntentEntered
from server.domain.state import Intent, Roadshow
from server.domain.timetable import MeetingArranged
from server.errors import Forbidden, Missing, RoadshowError
from server.http.language import DEFAULT, Language
from server.http.meetings import appointment, called, with_whom
from server.http.rendering import Renderer
from server.http.report.words import FEEDBACKS, KINDS, LEVELS
from server.ports import AccountStore
from server.ports.outbox import Choices


class Desk(Struct, frozen=True, kw_only=True):
    """Everything a letter is written from; `link` leads to the reader's own page of the roadshow, `house` to all."""

    message: Message
    person: Person
    place: Place | None
    language: Language
    state: Roadshow
    rooms: Rooms
    slips: Slips
    house: str
    link: str


class Draft(Struct, frozen=True, kw_only=True):
    """A letter before it is laid out: every text in the reader's language, facts and link as label and value."""

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    link: tuple[str, str] | None = None
    attachments: tuple[Attachment, ...] = ()
    calendar: Calendar | None = None


Write = Callable[[Desk], Awaitable[Draft | None]]


class Letters:
    """Writes letters, as `server.ports.Correspondent` has it."""

    def __init__(
        self, renderer: Renderer, rooms: Rooms, slips: Slips, accounts: AccountStore, choices: Choices, house: str
    ) -> None:
        """Take what letters are made of; `house` is the address of the pages."""
        self._renderer = renderer
        self._rooms = rooms
        self._slips = slips
        self._accounts = accounts
        self._choices = choices
        self._house = house

    async def write(self, message: Message, person: PersonId) -> Letter | None:
        """The letter; None for who left no mail address, changed their mind, or of what is gone."""
        known, write = await self._accounts.person(person), WRITERS.get(message.type)
        if known is None or write is None or (to := address_of(known.contact)) is None:
            return None
        choice = await self._choices.choice(person)
        reads = choice.language if choice else str(message.fields.get("letter") or DEFAULT)
        desk = await self._desk(message, known, self._renderer.languages[reads])
        if is_asked_for(message) and not (choice and choice.wanted):
            return None
        try:
            draft = await write(desk)
        except (Forbidden, Missing):
            # They were removed, or it is gone.
            return None
        return self._laid_out(draft, desk, to) if draft else None

    async def _desk(self, message: Message, person: Person, language: Language) -> Desk:
        places = await self._accounts.places_of([person.id])
        place = next((place for place in places if place.seat.roadshow == message.roadshow), None)
        return Desk(
            message=message,
            person=person,
            language=language,
            state=await self._rooms.state(message.roadshow),
            rooms=self._rooms,
            slips=self._slips,
            house=self._house,
            place=place,
            link=f"{self._house}/s/{place.seat.id}/live" if place else f"{self._house}/r/{message.roadshow}",
        )

    def _laid_out(self, draft: Draft, desk: Desk, to: str) -> Letter:
        title = desk.language.pick(desk.state.plan.title)
        context = {"draft": draft, "title": title, "name": desk.person.name}
        return Letter(
            to=to,
            name=_line(desk.person.name),
            subject=_line(f"{draft.subject} · {title}"),
            text=_text(draft, title),
            html=self._renderer.letter(desk.language, "letter.html", context),
            attachments=draft.attachments,
            calendar=draft.calendar,
        )


def _line(text: str) -> str:
    """A text that breaks no line, for a header."""
    return " ".join(text.split())


def _text(draft: Draft, title: str) -> str:
    facts = "\n".join(f"{label}: {value}" for label, value in draft.facts)
    link = f"{draft.link[0]}:\n{draft.link[1]}" if draft.link else ""
    return "\n\n".join(part for part in (title, *draft.paragraphs, facts, link) if part) + "\n"


async def receipt(desk: Desk) -> Draft | None:
    """The receipt of an intent, which the investor can check without this server."""
    say = desk.language.gettext
    if (intent := _intent(desk)) is None or desk.place is None:
        return None
    try:
        made = await desk.rooms.receipt(desk.message.roadshow, desk.place.actor, intent.intent)
    except RoadshowError:
        return None
    content = msgspec.json.format(msgspec.json.encode(made), indent=2)
    return Draft(
        subject=say("Receipt of your intent"),
        paragraphs=[
            say("Your intent is on record. The receipt is attached: keep it, it proves what you stated and when."),
            say("It is non-binding, no money is taken, and you may change or withdraw it while that is possible."),
        ],
        facts=_facts(desk, intent),
        link=(say("Look at it"), desk.link),
        attachments=(Attachment(name=f"{intent.intent}.json", content_type="application/json", content=content),),
    )


async def accepted(desk: Desk) -> Draft | None:
    """The written confirmation of what the project accepted: exactly that version, and what the investor may do now."""
    say, intent = desk.language.gettext, _intent(desk)
    if intent is None or intent.state is not IntentState.accepted or intent.version != desk.message.fields["version"]:
        return None
    until = desk.state.deadlines.of(intent.intent)
    facts = [*_facts(desk, intent), (say("Content, as a hash"), intent.content)]
    if until and not intent.terms.conditions:
        facts.append((say("Confirm by"), desk.language.when(until, desk.state.plan.timezone, "short")))
    return Draft(
        subject=say("Your intent was accepted"),
        paragraphs=[say("The project accepted exactly what you stated, in this version."), _next(desk, intent)],
        facts=facts,
        link=(say("Look at it"), desk.link),
    )


def _next(desk: Desk, intent: Intent) -> str:
    say = desk.language.gettext
    if intent.terms.conditions:
        return say("It has conditions, so it leads to talks and cannot be confirmed as it is.")
    return say("Confirm it in the room if you stand by it. Even then it is non-binding, and no money is taken.")


async def declined(desk: Desk) -> Draft | None:
    """What the project answered, where it stands."""
    say, intent = desk.language.gettext, _intent(desk)
    if intent is None or intent.state is not IntentState.declined:
        return None
    reason = say(FEEDBACKS[intent.feedback]) if intent.feedback else ""
    facts = [*_facts(desk, intent), (say("Reason"), reason), (say("Note"), intent.reason or "")]
    return Draft(
        subject=say("Your intent was declined"),
        paragraphs=[say("The project declined your intent, and says why.")],
        facts=[(label, value) for label, value in facts if value],
        link=(say("Look at it"), desk.link),
    )


async def expired(desk: Desk) -> Draft | None:
    """One of the two sides did not answer in time, where that still stands."""
    say, intent = desk.language.gettext, _intent(desk)
    if intent is None or intent.state is not IntentState.expired:
        return None
    return Draft(
        subject=say("Your intent has expired"),
        paragraphs=[say("It was not accepted, or not confirmed, in time. You may state it again, or ask for a talk.")],
        facts=_facts(desk, intent),
        link=(say("Look at it"), desk.link),
    )


async def entered(desk: Desk) -> Draft | None:
    """What the host entered for the reader, with the link to own it or to delete it, while it waits for that."""
    say, intent = desk.language.gettext, _intent(desk)
    if intent is None or intent.claim_by is None or not intent.live:
        return None
    until = desk.language.when(intent.claim_by, desk.state.plan.timezone, "short")
    return Draft(
        subject=say("What you wrote down on site"),
        paragraphs=[
            say(
                "The host of this roadshow entered on your behalf what you wrote down on site. It binds you to nothing."
            ),
            say(
                "By the link you make it yours, or delete it with your name. If you do neither, it expires on %(date)s."
            )
            % {"date": until},
            say("You agreed to this one letter; no other follows unless you ask for it."),
        ],
        facts=_facts(desk, intent),
        link=(say("Own it or delete it"), f"{desk.house}/i/{await desk.slips.mailed(desk.message.roadshow, intent)}"),
    )


async def lapsed(desk: Desk) -> Draft | None:
    """It was confirmed and not closed in time, where that still stands."""
    say, intent = desk.language.gettext, _intent(desk)
    if intent is None or intent.state is not IntentState.lapsed:
        return None
    return Draft(
        subject=say("Your intent has lapsed"),
        paragraphs=[
            say("It was confirmed, and not closed by the day it named. You may state it again, or ask for a talk.")
        ],
        facts=_facts(desk, intent),
        link=(say("Look at it"), desk.link),
    )


def _intent(desk: Desk) -> Intent | None:
    found = desk.state.intents.get(IntentId(str(desk.message.fields.get("intent"))))
    return found if found and found.person == desk.person.id else None


def _facts(desk: Desk, intent: Intent) -> list[tuple[str, str]]:
    language, terms = desk.language, intent.terms
    say, title = language.gettext, desk.state.pitch_of(intent.project).title
    facts = [
        (say("Project"), language.pick(title)),
        (say("Kind"), say(KINDS[terms.kind])),
        (say("How firm"), say(LEVELS[terms.level])),
        (say("Amount"), money(terms.amount, language) if terms.amount else ""),
        (say("Version"), str(intent.version)),
    ]
    return [(label, value) for label, value in facts if value]


def money(amount: Amount, language: Language) -> str:
    """A range of money as the reader writes it."""
    digits = 10 ** get_currency_precision(amount.currency)
    ends = dict.fromkeys((amount.minimum, amount.maximum))
    return " – ".join(format_currency(end / digits, amount.currency, locale=language.locale) for end in ends)


async def meeting(desk: Desk) -> Draft | None:
    """The invitation to a meeting, its change or its cancellation, as the meeting stands by now."""
    found = desk.state.agenda.meetings.get(MeetingId(str(desk.message.fields.get("meeting"))))
    if found is None or desk.place is None:
        return None
    actor = await desk.rooms.acting(desk.message.roadshow, desk.place.actor)
    if (one := engagement(desk.state, desk.place, actor, found, {})) is None:
        return None
    origin = desk.link.removesuffix(f"/s/{desk.place.seat.id}/live")
    made, say = appointment(one, desk.language, origin), desk.language.gettext
    off = say("The meeting was called off.")
    return Draft(
        subject=_heading(made, with_whom(one, desk.language), desk.language),
        paragraphs=[off if made.cancelled else say("Open the attached file to have the meeting in your calendar.")],
        facts=_appointed(one, desk.language),
        link=(say("Your meetings"), f"{origin}/s/{desk.place.seat.id}/meetings"),
        calendar=Calendar(
            method="CANCEL" if made.cancelled else "REQUEST", content=invitation(made, desk.message.at).decode()
        ),
    )


async def requested(desk: Desk) -> Draft | None:
    """Who asks for a meeting, for the side that has still to answer."""
    found = desk.state.agenda.meetings.get(MeetingId(str(desk.message.fields.get("meeting"))))
    if found is None or desk.place is None:
        return None
    actor = await desk.rooms.acting(desk.message.roadshow, desk.place.actor)
    if (asked := asking(desk.state, actor, found)) is None:
        return None
    say, whom = desk.language.gettext, called(*asked, desk.language)
    return Draft(
        subject=say("%(whom)s asks for a meeting") % {"whom": whom},
        paragraphs=[say("Accept it, with a time or without one yet, or say no, on your page of meetings.")],
        facts=_wished(found, desk),
        link=(say("Your meetings"), f"{desk.link.removesuffix('/live')}/meetings"),
    )


def _wished(found: Meeting, desk: Desk) -> list[tuple[str, str]]:
    """In the roadshow's zone, since nobody knows yet where the reader will be."""
    say, zone = desk.language.gettext, desk.state.plan.timezone

    def when(at: datetime) -> str:
        return f"{desk.language.when(at, zone, 'short')} · {desk.language.zone(at, zone)}"

    facts = [*((say("Would suit"), when(each)) for each in found.offers), (say("Note"), found.note or "")]
    until = [(say("Answer by"), when(found.expires_at))] if found.expires_at else []
    return [(label, value) for label, value in (*facts, *until) if value]


def _heading(made: Appointment, whom: str, language: Language) -> str:
    say = language.gettext
    if made.cancelled:
        text = say("Called off: meeting with %(whom)s")
    else:
        text = say("Moved: meeting with %(whom)s") if made.sequence else say("Meeting with %(whom)s")
    return text % {"whom": whom}


def _appointed(one: Engagement, language: Language) -> list[tuple[str, str]]:
    say, zone = language.gettext, language.zone(one.starts_at, one.zone)
    day, time = (language.when(one.starts_at, one.zone, form) for form in ("day", "time"))
    facts = [(say("With"), with_whom(one, language)), (say("When"), f"{day}, {time} · {zone}")]
    return [*facts, (say("Where"), one.meeting.place)] if one.meeting.place else facts


MEETINGS: Final = (MeetingScheduled, MeetingArranged, MeetingMoved, MeetingCancelled)

_OF: dict[type[Event], Write] = {
    IntentStated: receipt,
    IntentRevised: receipt,
    IntentAccepted: accepted,
    IntentDeclined: declined,
    IntentExpired: expired,
    IntentLapsed: lapsed,
    IntentEntered: entered,
    MeetingRequested: requested,
    **dict.fromkeys(MEETINGS, meeting),
}

WRITERS: Final[dict[str, Write]] = {type_of(event): write for event, write in _OF.items()}
