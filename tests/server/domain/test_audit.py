"""A thousand random roadshows, and what is found when anything about their logs is changed."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, count
from random import Random
from typing import Any, Final

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from server.domain import questions
from server.domain.audit import Audit, Fault, Record, Wrong, record
from server.domain.intents import StateIntent
from server.domain.keys import KeySet, public_key
from server.domain.ledger import Head, SignedHead, genesis, head_part
from server.domain.questions import AskQuestion
from server.domain.roadshow import RULES
from server.errors import Rejected
from tests.server.domain import evening
from tests.server.domain.machine import INVESTORS, Dice
from tests.server.domain.sealing import SHOW, rows_of
from tests.server.domain.story import CAST, Story, live, on_air

ROADSHOWS: Final = 1000
ROUNDS: Final = 4
OFTEN: Final[Sequence[Any]] = (StateIntent, StateIntent, AskQuestion, *questions.RULES)
GIVEN: Final = [kind for kind, rule in RULES.items() if rule.roles]
"""What somebody may ask for; the rest is the house's own."""
FIELDS: Final = ("at", "by", "body", "digest", "hash", "salt", "private", "seq")

Log = list[Record]
Change = Callable[[Log, int, Random], Log]


def random_roadshow(seed: int) -> Story:
    """An evening in which people try what comes to their minds."""
    chance, marks = Random(seed), count(1)
    story = chance.choice([on_air, on_air, live])(moderated=chance.random() < 0.5)
    for _ in range(chance.randrange(4, 22)):
        dice = Dice(seed, story.state, marks)
        kind = dice.of(OFTEN if chance.random() < 0.7 else GIVEN)
        fixed, who = (dice.terms(), INVESTORS) if kind is StateIntent else (None, CAST)
        try:
            story.act(dice.of([one for one in who if one.role in RULES[kind].roles]), dice.command(kind, fixed))
        except Rejected:
            story.later(1)
    return story


def sealed(story: Story) -> Log:
    return [record(row) for row in rows_of(story.entries)]


def end_of(log: Log) -> Head:
    return Head(seq=log[-1].seq, hash=log[-1].hash) if log else genesis(SHOW)


def with_one_byte_altered(part: Any, chance: Random) -> Any:
    """The same but for one byte; of a number it is one of the eight that it is hashed as."""
    raw = part.to_bytes(8, "big") if isinstance(part, int) else part.encode() if isinstance(part, str) else part
    at = chance.randrange(len(raw))
    altered = raw[:at] + bytes([raw[at] ^ chance.randrange(1, 256)]) + raw[at + 1 :]
    if isinstance(part, int):
        return int.from_bytes(altered, "big", signed=True)
    return altered.decode(errors="replace") if isinstance(part, str) else altered


def altered(field: str) -> Change:
    def change(log: Log, place: int, chance: Random) -> Log:
        one = log[place]
        return [
            *log[:place],
            replace(one, **{field: with_one_byte_altered(getattr(one, field), chance)}),
            *log[place + 1 :],
        ]

    return change


def dropped(log: Log, place: int, chance: Random) -> Log:
    return [*log[:place], *log[place + 1 :]]


def doubled(log: Log, place: int, chance: Random) -> Log:
    return [*log[:place], log[place], *log[place:]]


def swapped(log: Log, place: int, chance: Random) -> Log:
    return [*log[:place], log[place + 1], log[place], *log[place + 2 :]]


def moved(log: Log, place: int, chance: Random) -> Log:
    """An entry of this place goes to another one further on."""
    to = chance.randrange(place + 1, len(log))
    return [*log[:place], *log[place + 1 : to + 1], log[place], *log[to + 1 :]]


def places(log: Log, field: str) -> list[int]:
    return [place for place, one in enumerate(log) if getattr(one, field) not in (None, b"", "")]


def faults(log: Log, end: Head, chance: Random) -> Iterator[tuple[str, int, Fault | None]]:
    """One change of each sort: its name, the seq at which it must be found, and what was."""
    for field in FIELDS:
        if found := places(log, field):
            place = chance.choice(found)
            yield field, place + 1, Audit(SHOW).of(altered(field)(log, place, chance), end)
    place = chance.randrange(len(log))
    yield "dropped", place + 1, Audit(SHOW).of(dropped(log, place, chance), end)
    yield "doubled", place + 2, Audit(SHOW).of(doubled(log, place, chance), end)
    place = chance.randrange(len(log) - 1)
    yield "swapped", place + 1, Audit(SHOW).of(swapped(log, place, chance), end)
    yield "moved", place + 1, Audit(SHOW).of(moved(log, place, chance), end)


def test_of_a_thousand_random_roadshows_every_log_holds_and_every_change_is_found_where_it_is() -> None:
    entries, changes = 0, set[str]()
    for seed in range(ROADSHOWS):
        log, chance = sealed(random_roadshow(seed)), Random(seed)
        end = end_of(log)
        audit = Audit(SHOW)
        assert audit.of(log, end) is None, seed
        assert audit.entries == len(log)
        for name, seq, fault in chain.from_iterable(faults(log, end, chance) for _ in range(ROUNDS)):
            assert fault, (seed, name)
            assert fault.seq == seq, (seed, name, fault)
            changes.add(name)
        entries += len(log)

    assert changes == {*FIELDS, "dropped", "doubled", "swapped", "moved"}
    assert entries > 10 * ROADSHOWS


LOG: Final = sealed(evening.whole())
WITH_TEXT: Final = places(LOG, "private")[2]


@pytest.mark.parametrize(
    ("change", "place", "wrong"),
    [
        (altered("body"), 9, Wrong.altered),
        (altered("hash"), 9, Wrong.altered),
        (altered("seq"), 9, Wrong.altered),
        (altered("private"), WITH_TEXT, Wrong.private),
        (altered("salt"), WITH_TEXT, Wrong.private),
        (dropped, 9, Wrong.missing),
        (dropped, len(LOG) - 1, Wrong.missing),
        (swapped, 9, Wrong.misplaced),
        (doubled, 9, Wrong.misplaced),
    ],
)
def test_it_is_said_what_is_wrong(change: Change, place: int, wrong: Wrong) -> None:
    fault = Audit(SHOW).of(change(LOG, place, Random(1)), end_of(LOG))

    assert fault
    assert fault.wrong is wrong


def test_the_time_of_the_place_is_named() -> None:
    assert Audit(SHOW).of(altered("body")(LOG, 9, Random(1))) == Fault(seq=10, at=LOG[9].at, wrong=Wrong.altered)


def test_the_same_time_written_otherwise_is_another_record() -> None:
    for other in (LOG[9].at.replace("Z", "+00:00"), LOG[9].at.replace("T", " ")):
        fault = Audit(SHOW).of([*LOG[:9], replace(LOG[9], at=other), *LOG[10:]])

        assert fault
        assert fault.seq == 10


def test_erased_texts_are_no_fault_and_are_counted() -> None:
    erased = [replace(one, salt=None, private=None) for one in LOG]
    texts = len(places(LOG, "private"))
    before, after = Audit(SHOW), Audit(SHOW)

    assert before.of(LOG) is None
    assert after.of(erased, end_of(LOG)) is None
    assert (before.private, before.erased, after.private, after.erased) == (texts, 0, 0, texts)


def test_half_of_a_text_is_a_fault() -> None:
    for half in ({"salt": None}, {"private": None}):
        fault = Audit(SHOW).of([replace(one, **half) if one == LOG[WITH_TEXT] else one for one in LOG])

        assert fault == Fault(seq=WITH_TEXT + 1, at=LOG[WITH_TEXT].at, wrong=Wrong.private)


@pytest.mark.parametrize(
    ("end", "fault"),
    [
        (Head(seq=len(LOG), hash=b"x" * 32), Fault(seq=len(LOG), at=LOG[-1].at, wrong=Wrong.end)),
        (Head(seq=len(LOG) - 1, hash=LOG[-2].hash), Fault(seq=len(LOG), at=LOG[-1].at, wrong=Wrong.end)),
        (Head(seq=len(LOG) + 1, hash=b"x" * 32), Fault(seq=len(LOG) + 1, at="", wrong=Wrong.missing)),
    ],
)
def test_a_log_ends_where_it_says(end: Head, fault: Fault) -> None:
    assert Audit(SHOW).of(LOG, end) == fault


KEY: Final = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
KEYS: Final = KeySet(keys=(public_key(KEY.public_key().public_bytes_raw(), "2026-01-01T00:00:00.000Z"),))


def signed_head(one: Record, **changed: Any) -> SignedHead:
    signature = b64encode(KEY.sign(head_part(SHOW, one.seq, one.at, one.hash))).decode()
    head = SignedHead(
        roadshow=SHOW, seq=one.seq, at=one.at, hash=one.hash.hex(), key=KEYS.keys[0].kid, signature=signature
    )
    return replace(head, **changed)


def test_heads_that_were_signed_hold_the_log_to_what_it_was() -> None:
    heads = [signed_head(LOG[20]), signed_head(LOG[40])]

    assert Audit(SHOW, heads, KEYS).of(LOG) is None


def test_a_log_that_was_written_anew_up_to_its_end_is_another_at_the_first_head() -> None:
    story = evening.whole()
    story.entries[9] = replace(story.entries[9], at=story.entries[9].at.replace(year=2025))
    forged = sealed(story)

    assert Audit(SHOW).of(forged, end_of(forged)) is None
    fault = Audit(SHOW, [signed_head(LOG[20])], KEYS).of(forged, end_of(forged))
    assert fault == Fault(seq=21, at=LOG[20].at, wrong=Wrong.head)


def test_a_log_that_was_cut_before_a_head_lacks_what_follows() -> None:
    cut = LOG[:30]

    assert Audit(SHOW, [signed_head(LOG[40])], KEYS).of(cut, end_of(cut)) == Fault(seq=31, at="", wrong=Wrong.missing)


@pytest.mark.parametrize("changed", [{"signature": "AAAA"}, {"key": "0000000000000000"}])
def test_a_head_that_nobody_signed_is_a_fault_where_the_keys_are_known(changed: dict[str, str]) -> None:
    head = signed_head(LOG[20], **changed)

    assert Audit(SHOW, [head], KEYS).of(LOG) == Fault(seq=21, at=LOG[20].at, wrong=Wrong.signature)
    assert Audit(SHOW, [head]).of(LOG) is None


def test_a_head_by_a_key_that_was_retired_before_is_a_fault() -> None:
    [key] = KEYS.keys
    retired = KeySet(keys=(replace(key, until="2026-02-01T00:00:00.000Z"),))

    fault = Audit(SHOW, [signed_head(LOG[20])], retired).of(LOG)

    assert fault
    assert fault.wrong is Wrong.signature
