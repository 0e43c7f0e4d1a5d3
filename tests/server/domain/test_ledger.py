import random
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis.stateful import invariant
from msgspec.structs import replace

from server.domain.audit import Audit, record
from server.domain.ledger import Head, Sealed, genesis, link, seal, signed_part, stamp, unseal
from server.domain.messages import Entry, PersonId, RoadshowId
from server.domain.roadshow import fold
from server.domain.visibility import PUBLIC, picture
from tests.server.domain import evening
from tests.server.domain.machine import Evening, run

SHOW: Final = RoadshowId("rsh_1")
GENESIS: Final = "4f07eb5f29fab908f65e2992fdf46165ebaadc8c8a038af2f4dbe67a727bdb86"
LINK: Final = "78ace2f385ed667f1a91c575fda121a482b5b81fd24aae82a51ebabd80429d12"


def sealed(entries: Iterable[Entry], head: Head | None = None) -> list[Sealed]:
    rows: list[Sealed] = []
    head = head or genesis(SHOW)
    for entry in entries:
        row = seal(SHOW, head, entry, entry.seq.to_bytes(16, "big"))
        head = Head(seq=row.seq, hash=row.hash)
        rows.append(row)
    return rows


def broken(roadshow: RoadshowId, rows: Iterable[Sealed]) -> int | None:
    """The seq of the first row that is not what was recorded."""
    fault = Audit(roadshow).of(map(record, rows))
    return fault.seq if fault else None


def erased(row: Sealed) -> Sealed:
    return replace(row, salt=None, private=None)


ROWS: Final = sealed(evening.whole().entries)
PRIVATE: Final = [row.seq for row in ROWS if row.private is not None]


class SealedEvening(Evening):
    """What comes out of the ledger is what went in, erased or not."""

    @invariant()
    def replaying_what_was_stored_gives_the_live_state(self) -> None:
        rows = sealed(self.story.entries)

        assert broken(SHOW, rows) is None
        digests = [row.digest.hex() for row in rows]
        there = [replace(entry, digest=digest) for entry, digest in zip(self.story.entries, digests, strict=True)]
        assert [unseal(row) for row in rows] == there
        assert fold(map(unseal, rows)) == fold(there)

    @invariant()
    def erased_texts_leave_chain_and_rules_as_they_are(self) -> None:
        rows = [erased(row) for row in sealed(self.story.entries)]

        state = fold(map(unseal, rows))

        assert broken(SHOW, rows) is None
        assert (state.tallies, state.live_intents, state.numbers) == (
            self.state.tallies,
            self.state.live_intents,
            self.state.numbers,
        )
        assert picture(state, PUBLIC)["board"] == picture(self.state, PUBLIC)["board"]

    @invariant()
    def no_private_text_is_in_what_is_chained(self) -> None:
        for row in sealed(self.story.entries):
            assert b'"private"' not in row.body


TestSealedEvening = run(SealedEvening, examples=40)


def flipped(part: bytes, at: int, bit: int) -> bytes:
    return part[:at] + bytes([part[at] ^ 1 << bit]) + part[at + 1 :]


@pytest.mark.parametrize("field", ["body", "digest", "hash", "salt", "private"])
def test_one_altered_bit_anywhere_is_found_where_it_is(field: str) -> None:
    chance = random.Random(field)
    for row in ROWS:
        part: bytes = getattr(row, field) or b""
        for at in range(len(part)):
            altered = replace(row, **{field: flipped(part, at, chance.randrange(8))})

            assert broken(SHOW, around(altered)) == row.seq


def around(row: Sealed, *, place: int = 0) -> Sequence[Sealed]:
    """The log up to and with another row in its place; what follows is not looked at any more."""
    return [*ROWS[: (place or row.seq) - 1], row]


@pytest.mark.parametrize(
    "alter",
    [
        lambda row: replace(row, at=row.at + timedelta(milliseconds=1)),
        lambda row: replace(row, by=PersonId("per_else")),
        lambda row: replace(row, seq=row.seq + 1),
    ],
    ids=["time", "person", "place"],
)
def test_another_time_person_or_place_is_found(alter: Callable[[Sealed], Sealed]) -> None:
    for row in ROWS:
        assert broken(SHOW, around(alter(row), place=row.seq)) == row.seq


@pytest.mark.parametrize("seq", PRIVATE)
def test_a_text_that_was_put_back_otherwise_is_found(seq: int) -> None:
    row = ROWS[seq - 1]

    assert broken(SHOW, around(replace(row, private=b"{}"))) == seq
    assert broken(SHOW, around(replace(row, salt=None))) == seq


def test_a_text_where_there_was_none_is_found() -> None:
    assert broken(SHOW, around(replace(ROWS[0], salt=b"0" * 16, private=b"{}"))) == 1


@pytest.mark.parametrize("seq", range(1, len(ROWS)))
def test_a_row_that_is_missing_doubled_or_swapped_is_found(seq: int) -> None:
    before, row, then, rest = ROWS[: seq - 1], ROWS[seq - 1], ROWS[seq], ROWS[seq + 1 :]

    assert broken(SHOW, [*before, then, *rest]) == seq
    assert broken(SHOW, [*before, row, row, then, *rest]) == seq + 1
    assert broken(SHOW, [*before, then, row, *rest]) == seq


def test_a_log_is_of_one_roadshow() -> None:
    assert broken(RoadshowId("rsh_2"), ROWS) == 1


def test_an_erased_text_cannot_be_guessed_from_its_digest() -> None:
    entry = evening.whole().entries[PRIVATE[0] - 1]
    here, there = (seal(SHOW, genesis(SHOW), entry, salt) for salt in (b"a" * 16, b"b" * 16))

    assert here.private == there.private
    assert here.digest != there.digest


def test_the_hash_is_of_everything_named_each_behind_its_length() -> None:
    """Pinned: a log that is on disk somewhere cannot be hashed again."""
    row = Sealed(
        seq=1, at=datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC), by=PersonId("p"), body=b"{}", digest=b"", hash=b""
    )

    assert genesis(SHOW).hash.hex() == GENESIS
    assert link(SHOW, genesis(SHOW).hash, row).hex() == LINK
    assert signed_part(b"hash") == b"roadshow.receipt.v1hash"


def test_times_are_hashed_in_utc_to_the_millisecond() -> None:
    assert stamp(datetime(2026, 1, 2, 3, 4, 5, 678999, tzinfo=UTC)) == "2026-01-02T03:04:05.678Z"
