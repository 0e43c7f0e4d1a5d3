"""What leaves the house: messages to endpoints that organizers name, and which events become one.

A message is thin: identities and numbers, never a name, a text or an amount. Whoever receives it asks for the rest at
the link that comes with it, with rights of their own. Its `type` is the name of its event, and as permanent.
"""

from base64 import b32encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final, NewType

from msgspec import Struct

from server.domain.answers import (
    IntentAccepted,
    IntentConfirmed,
    IntentDeclined,
    IntentRetracted,
    IntentSeen,
    IntentVoided,
)
from server.domain.consents import ConsentGiven, ConsentWithdrawn
from server.domain.deadlines import IntentExpired, IntentLapsed
from server.domain.erasure import PersonErased
from server.domain.intents import IntentRevised, IntentStated, IntentWithdrawn
from server.domain.leads import LeadOpened, LeadRaised
from server.domain.meetings import MeetingCancelled, MeetingMarked, MeetingMoved, MeetingScheduled
from server.domain.messages import Entry, Event, RoadshowId
from server.domain.onair import PitchEnded, PitchStarted, QuestionsBegun, WindowClosed, WindowOpened
from server.domain.questions import (
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionDismissed,
    QuestionWithdrawn,
)
from server.domain.requests import MeetingAccepted, MeetingDeclined, MeetingExpired, MeetingRequested, MeetingWithdrawn
from server.domain.show import (
    RoadshowEnded,
    RoadshowPaused,
    RoadshowPlanned,
    RoadshowResumed,
    RoadshowRevised,
    RoadshowStarted,
)
from server.domain.slips import IntentClaimed, IntentEntered
from server.domain.timetable import MeetingArranged
from server.domain.workspace import Work

MessageId = NewType("MessageId", str)

Fields = Mapping[str, str | int | bool | None]

LIMIT: Final = 20_000
"""Bytes of a body that receivers must be ready for (Standard Webhooks, Payload size)."""

TEST: Final = "endpoint.tested"

LEAVES: Final[dict[type[Event], tuple[str, ...]]] = {
    RoadshowPlanned: (),
    RoadshowRevised: (),
    RoadshowStarted: (),
    RoadshowPaused: (),
    RoadshowResumed: (),
    RoadshowEnded: (),
    PitchStarted: ("pitch",),
    QuestionsBegun: ("pitch",),
    PitchEnded: ("pitch",),
    WindowOpened: ("pitch",),
    WindowClosed: ("pitch",),
    QuestionAsked: ("question", "pitch"),
    QuestionApproved: ("question",),
    QuestionAnswered: ("question",),
    QuestionDismissed: ("question",),
    QuestionWithdrawn: ("question",),
    IntentStated: ("intent", "project", "pitch"),
    IntentRevised: ("intent", "version"),
    IntentWithdrawn: ("intent", "version"),
    MeetingRequested: ("meeting", "person", "project", "by"),
    MeetingAccepted: ("meeting",),
    MeetingDeclined: ("meeting", "reason"),
    MeetingWithdrawn: ("meeting",),
    MeetingExpired: ("meeting",),
    MeetingScheduled: ("meeting",),
    MeetingArranged: ("meeting", "person", "project"),
    MeetingMoved: ("meeting",),
    MeetingCancelled: ("meeting",),
    MeetingMarked: ("meeting", "person", "project", "held"),
    IntentSeen: ("intent",),
    IntentAccepted: ("intent", "version"),
    IntentDeclined: ("intent", "feedback"),
    IntentConfirmed: ("intent", "version"),
    IntentRetracted: ("intent",),
    IntentVoided: ("intent",),
    IntentExpired: ("intent",),
    IntentLapsed: ("intent",),
    IntentEntered: ("intent", "project", "pitch", "letter"),
    IntentClaimed: ("intent",),
    LeadOpened: ("lead", "person", "project"),
    LeadRaised: ("lead", "person", "project", "signal", "about"),
    ConsentGiven: ("person", "project"),
    ConsentWithdrawn: ("person", "project"),
    PersonErased: ("person",),
}
"""Which events leave, and with which of their fields. Only identities and closed words belong here."""


class Message(Struct, frozen=True, kw_only=True):
    """One message, the same for all who receive it; `id` is the same however often and to whomever it is sent.

    `trace` is the key of the command that led to it, empty where nobody's did.
    """

    id: MessageId
    roadshow: RoadshowId
    type: str
    at: datetime
    fields: Fields
    trace: str = ""


def type_of(event: type[Event]) -> str:
    """The name of an event, which its message has too."""
    return str(event.__struct_config__.tag)


MOVES: Final[dict[str, tuple[str, ...]]] = {
    "lead.assigned": ("lead", "version", "owner"),
    "lead.stage_changed": ("lead", "version", "stage"),
    "lead.merged": ("lead", "version", "merged_into"),
}
"""What leaves because of the work on a lead, which is rows and no events, by the field that changed last of these."""

TYPES: Final = (*(type_of(event) for event in LEAVES), *MOVES)


def message_of(roadshow: RoadshowId, entry: Entry, link: bytes, trace: str = "") -> Message | None:
    """The message of an entry, named after the `link` that chains it into the log; None where it stays in the house."""
    if (names := LEAVES.get(type(entry.event))) is None:
        return None
    given = {name: getattr(entry.event, name) for name in names}
    return Message(
        id=message_id(link),
        roadshow=roadshow,
        type=type_of(type(entry.event)),
        at=entry.at,
        fields={"roadshow": roadshow, "seq": entry.seq, **given},
        trace=trace,
    )


def moved(roadshow: RoadshowId, before: Work, after: Work, at: datetime) -> list[Message]:
    """The messages of a change in the work on a lead; a version of it is one message of a type at most."""
    return [
        Message(
            id=message_id(sha256(f"{roadshow}.{after.lead}.{after.version}.{type_}".encode()).digest()),
            roadshow=roadshow,
            type=type_,
            at=at,
            fields={"roadshow": roadshow, **{name: getattr(after, name) for name in names}},
        )
        for type_, names in MOVES.items()
        if getattr(before, names[-1]) != getattr(after, names[-1])
    ]


def message_id(origin: bytes) -> MessageId:
    """The identity of whatever came of these 16 bytes or more; it holds no full stop, which parts what is signed."""
    return MessageId("msg_" + b32encode(origin[:16]).decode().rstrip("=").lower())
