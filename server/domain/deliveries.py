"""How often a message is tried, and what an attempt comes to. The table is that of Standard Webhooks 1.0.0."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NewType

from msgspec import Struct

DeliveryId = NewType("DeliveryId", int)

WAITS: Final = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""How long after the attempt before it each attempt is made."""

JITTER: Final = 0.2
LONGEST: Final = timedelta(hours=24)
"""A receiver may ask to be left alone for so long and no longer."""

KEPT: Final = timedelta(days=30)
ANSWER: Final = 1000


class DeliveryState(StrEnum):
    """What has become of a delivery."""

    waiting = "waiting"
    delivered = "delivered"
    failed = "failed"


class Verdict(StrEnum):
    """What an attempt says of the next one."""

    delivered = "delivered"
    again = "again"
    slower = "slower"
    hopeless = "hopeless"
    gone = "gone"


class Answer(Struct, frozen=True, kw_only=True):
    """What came of one attempt: the other side's status, or None, and at most ANSWER characters of what it said.

    `after` is how long it asks to be left alone.
    """

    verdict: Verdict
    status: int | None
    text: str
    after: timedelta | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt as the log of deliveries keeps it."""

    number: int
    at: datetime
    milliseconds: int
    status: int | None
    answer: str


class Settlement(Struct, frozen=True, kw_only=True):
    """What follows from an attempt.

    A waiting delivery is due again at `due_at`. Until `paused_until` nothing more goes to the same receiver, and one
    that is `gone` gets nothing until somebody says otherwise.
    """

    state: DeliveryState
    due_at: datetime | None = None
    paused_until: datetime | None = None
    gone: bool = False


def settled(answer: Answer, tries: int, at: datetime, chance: float) -> Settlement:
    """What follows from the answer to try number `tries`, counted from 1; `chance` is from 0 to less than 1."""
    match answer.verdict:
        case Verdict.delivered:
            return Settlement(state=DeliveryState.delivered)
        case Verdict.gone:
            return Settlement(state=DeliveryState.failed, gone=True)
        case Verdict.hopeless:
            return Settlement(state=DeliveryState.failed)
        case Verdict.again | Verdict.slower:
            return _again(answer, tries, at, chance)


def _again(answer: Answer, tries: int, at: datetime, chance: float) -> Settlement:
    slow = answer.verdict is Verdict.slower or answer.after is not None
    wait = max(_wait(tries, chance), min(answer.after or timedelta(0), LONGEST))
    paused = at + wait if slow else None
    if tries >= len(WAITS):
        return Settlement(state=DeliveryState.failed, paused_until=paused)
    return Settlement(state=DeliveryState.waiting, due_at=at + wait, paused_until=paused)


def _wait(tries: int, chance: float) -> timedelta:
    wait = WAITS[min(tries, len(WAITS) - 1)]
    return wait + wait * JITTER * chance
