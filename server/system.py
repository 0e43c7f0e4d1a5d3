"""Time, randomness and memory of the real world."""

import asyncio
import gc
import secrets
import sys
from datetime import UTC, datetime
from typing import Final

NAP: Final = 30.0
"""Longest sleep at once in seconds, since the machine's clock may be set and its sleep is not counted everywhere."""

COLLECTING: Final = (100_000, 3, 1000)
"""How rarely cyclic garbage is looked for. States and rows live long and hold no cycles: each is looked at twice and
then left alone, in pauses of some hundredths of a second; a look at all of them stops everybody for far longer."""

SWITCHING: Final = 0.001
"""How long in seconds a thread that has come back from SQLite waits for one that computes, several times a batch."""

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def switch_often() -> None:
    """Have threads take turns in shorter steps, so that a busy loop does not hold up what is being recorded."""
    sys.setswitchinterval(SWITCHING)


def collect_later() -> None:
    """Look for no garbage for now: what loading code makes nearly all stays, and looking at it takes a tenth more."""
    gc.disable()


def collect_rarely() -> None:
    """Leave alone for good what is in memory now, and look rarely for garbage among what comes."""
    gc.freeze()
    gc.enable()
    gc.set_threshold(*COLLECTING)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """UTC, cut to milliseconds."""
        now = datetime.now(UTC)
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    async def until(self, moment: datetime) -> None:
        """Sleep until then, in naps."""
        while (left := (moment - self.now()).total_seconds()) > 0:  # noqa: ASYNC110 - time is no event
            await asyncio.sleep(min(left, NAP))


class RandomIds:
    """Identities of 48 bits of time and 80 random ones, in 26 letters that sort as they were made (ULID's layout)."""

    def __init__(self, clock: SystemClock) -> None:
        """Take the clock they are made by."""
        self._clock = clock

    def new(self) -> str:
        """One more."""
        number = int(self._clock.now().timestamp() * 1000) << 80 | secrets.randbits(80)
        return "".join(ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))

    def salt(self) -> bytes:
        """16 random bytes."""
        return secrets.token_bytes(16)

    def secret(self) -> str:
        """256 random bits."""
        return secrets.token_urlsafe(32)
