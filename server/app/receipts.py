"""What a sender is told of an accepted command, with a signed receipt where an investor gave their word."""

from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.domain.answers import IntentConfirmed, IntentRetracted
from server.domain.intents import IntentRevised, IntentStated, IntentWithdrawn
from server.domain.ledger import Head, Receipt, Sealed, signed_part, stamp
from server.domain.messages import Entry, Event, RoadshowId
from server.domain.programme import PitchAdded
from server.domain.questions import QuestionAsked
from server.domain.requests import MeetingRequested
from server.domain.slips import IntentEntered
from server.ports import Signer

RECEIPTED: Final = (IntentStated, IntentRevised, IntentWithdrawn, IntentEntered, IntentConfirmed, IntentRetracted)

CREATED: Final[dict[type[Event], str]] = {
    PitchAdded: "pitch",
    QuestionAsked: "question",
    IntentStated: "intent",
    IntentEntered: "intent",
    IntentRevised: "intent",
    MeetingRequested: "meeting",
}


class Acknowledgement(Struct, frozen=True, kw_only=True):
    """The command's events are on disk up to `seq`; `created` is what it made or made a new version of."""

    seq: int
    at: datetime
    created: str | None
    receipt: Receipt | None


def acknowledgement(
    roadshow: RoadshowId, before: Head, entries: list[Entry], rows: list[Sealed], at: datetime, signer: Signer
) -> Acknowledgement:
    """What one command came to; `before` is where the log ended in front of it."""
    return Acknowledgement(
        seq=entries[-1].seq if entries else before.seq,
        at=at,
        created=next((_created(entry.event) for entry in entries if type(entry.event) in CREATED), None),
        receipt=_receipt(roadshow, before, entries, rows, signer),
    )


def _created(event: Event) -> str:
    made: str = getattr(event, CREATED[type(event)])
    return made


def _receipt(
    roadshow: RoadshowId, before: Head, entries: list[Entry], rows: list[Sealed], signer: Signer
) -> Receipt | None:
    previous = before.hash
    for entry, row in zip(entries, rows, strict=True):
        if isinstance(entry.event, RECEIPTED):
            return receipt(roadshow, previous, row, signer)
        previous = row.hash
    return None


def with_words(made: Receipt, row: Sealed) -> Receipt:
    """The same for its owner, with the private text where that was not erased; only its owner may keep this."""
    if row.salt is None or row.private is None:
        return made
    return replace(made, salt=row.salt.hex(), private=row.private.decode())


def receipt(roadshow: RoadshowId, previous: bytes, row: Sealed, signer: Signer) -> Receipt:
    """The receipt of one row; made again from the same row and key, it is the same."""
    signed = signer.sign(signed_part(row.hash))
    return Receipt(
        roadshow=roadshow,
        seq=row.seq,
        at=stamp(row.at),
        by=row.by,
        body=row.body.decode(),
        digest=row.digest.hex(),
        previous=previous.hex(),
        hash=row.hash.hex(),
        key=signed.key,
        signature=signed.signature,
    )
