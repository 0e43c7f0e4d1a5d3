from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.kinds import IntentKind
from server.domain.messages import Amount, Basis, PersonId
from server.domain.tallies import Entry, Rung, Tally
from server.domain.terms import Level

AMOUNTS = st.none() | st.builds(
    Amount,
    minimum=st.integers(0, 3),
    maximum=st.integers(3, 6),
    currency=st.sampled_from(["CNY", "USD"]),
    basis=st.sampled_from(Basis),
)
ENTRIES = st.builds(
    Entry,
    person=st.sampled_from(["per_a", "per_b"]).map(PersonId),
    kind=st.sampled_from([IntentKind.buy, IntentKind.invest]),
    rung=st.sampled_from(Rung),
    amount=AMOUNTS,
)


@given(st.lists(ENTRIES, max_size=12), st.randoms())
def test_what_is_added_and_taken_away_leaves_no_trace(entries: list[Entry], chance: object) -> None:
    tally = Tally()
    for entry in entries:
        tally = tally.exchanged(None, entry)
    chance.shuffle(entries)  # type: ignore[attr-defined]

    for entry in entries:
        tally = tally.exchanged(entry, None)

    assert tally == Tally()


@given(st.lists(ENTRIES, max_size=12))
def test_the_lines_of_all_kinds_add_up_to_the_sums(entries: list[Entry]) -> None:
    tally = Tally()
    for entry in entries:
        tally = tally.exchanged(None, entry)

    for (currency, basis), sums in tally.sums.items():
        lines = [one for (_, *pot), one in tally.lines.items() if pot == [currency, basis]]
        assert sum(one.minimum for one in lines) == sums.minimum
        assert sum(one.maximum for one in lines) == sums.maximum
        assert {person for one in lines for person in one.parties} == set(sums.parties)


@given(ENTRIES, ENTRIES, st.lists(ENTRIES, max_size=4))
def test_an_exchange_is_a_taking_away_and_an_adding(old: Entry, new: Entry, others: list[Entry]) -> None:
    new = replace(new, person=old.person)
    tally = Tally()
    for entry in (old, *others):
        tally = tally.exchanged(None, entry)

    assert tally.exchanged(old, new) == tally.exchanged(old, None).exchanged(None, new)


def test_every_level_is_a_rung() -> None:
    assert {level.value for level in Level} < {rung.value for rung in Rung}
