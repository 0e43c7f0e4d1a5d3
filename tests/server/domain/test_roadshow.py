from datetime import timedelta
from functools import reduce
from itertools import pairwise

import pytest
from hypothesis.stateful import invariant

from server.domain import roadshow
from server.domain.consortia import NumberTaken
from server.domain.imported import LeadImported
from server.domain.joint import claim
from server.domain.messages import SYSTEM, Actor, Command, Event
from server.domain.retention import RecordsErased
from server.domain.roadshow import EVOLVE, RULES, SLICES, decide, due, evolve, fold, next_due
from server.domain.rules import Due
from server.domain.show import RoadshowEnded, RoadshowPaused
from server.domain.state import Roadshow
from server.errors import Rejected
from tests.server.domain import evening
from tests.server.domain.machine import Evening, run
from tests.server.domain.story import START


class AnyEvening(Evening):
    """Whatever anybody does: nothing but Rejected is raised, and the log is the whole truth."""

    def attempt(self, who: Actor, wanted: Command, id: str = "") -> None:
        self.story.ring()
        id, before, seq = f"m{next(self.marks)}", self.state, self.state.seq
        first, second = (self.decided(who, wanted, id) for _ in range(2))

        super().attempt(who, wanted, id)

        assert first == second == [entry.event for entry in self.story.entries[seq:]]
        assert before.seq == seq

    def decided(self, who: Actor, wanted: Command, id: str) -> list[Event]:
        """What `decide` says, which is the same whenever it is asked."""
        try:
            return list(decide(self.state, wanted, self.story.context(who, id)))
        except Rejected:
            return []

    @invariant()
    def folding_the_log_gives_the_live_state(self) -> None:
        assert fold(self.story.entries) == self.state

    @invariant()
    def a_clock_rings_once(self) -> None:
        at = self.story.at
        state = reduce(evolve, self.story.entries_of(SYSTEM, due(self.state, at)), self.state)

        assert (first := next_due(state)) is None or first > at
        assert due(state, at) == []

    @invariant()
    def seqs_count_from_1_without_a_gap(self) -> None:
        assert [entry.seq for entry in self.story.entries] == list(range(1, self.state.seq + 1))

    @invariant()
    def at_most_one_pitch_is_on_and_the_programme_names_each_once(self) -> None:
        assert sum(pitch.on for pitch in self.state.pitches.values()) <= 1
        assert sorted(self.state.order) == sorted(self.state.pitches)
        assert dict(self.state.projects) == {pitch.project: key for key, pitch in self.state.pitches.items()}

    @invariant()
    def one_intent_of_a_kind_is_live(self) -> None:
        live = [i for i in self.state.intents.values() if i.live]

        assert {claim(i.person, i.project, i.terms): i.intent for i in live} == dict(self.state.live_intents)
        assert len(live) == len(self.state.live_intents)

    @invariant()
    def who_shows_interest_has_a_number_of_their_own(self) -> None:
        numbers = self.state.numbers

        assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
        stated = {intent.person for intent in self.state.intents.values()}
        members = {person for one in self.state.consortia.known.values() for person in one.members}
        taken = {entry.by for entry in self.story.entries if isinstance(entry.event, NumberTaken)}
        taken |= {entry.event.person for entry in self.story.entries if isinstance(entry.event, LeadImported)}
        assert {lead.person for lead in self.state.leads.values()} | stated | members | taken == set(numbers)

    @invariant()
    def one_is_in_one_consortium_a_project(self) -> None:
        consortia = self.state.consortia
        running = [one for one in consortia.known.values() if not one.ended]

        assert all(one.lead in one.members for one in running)
        pairs = [((person, one.project), one.consortium) for one in running for person in one.members]
        assert sorted(pairs) == sorted(consortia.of_pair.items())


TestAnyEvening = run(AnyEvening)


def test_every_event_type_occurs_in_the_whole_evening_but_the_one_after_which_no_word_is_left() -> None:
    story = evening.whole()

    assert {type(entry.event) for entry in story.entries} == set(EVOLVE) - {RecordsErased}


def test_a_log_may_be_folded_in_any_two_parts() -> None:
    story = evening.whole()

    for cut, state in enumerate(story.states):
        assert fold(story.entries[:cut]) == state
        assert fold(story.entries[cut:], state) == story.state


def test_evolving_changes_no_earlier_state() -> None:
    story = evening.whole()

    for entry, (before, after) in zip(story.entries, pairwise(story.states), strict=True):
        assert evolve(before, entry) == after
    assert story.states[0] == Roadshow()


def test_no_two_slices_claim_the_same_command_or_event() -> None:
    assert sum(len(part.RULES) for part in SLICES) == len(RULES)
    assert all(command not in EVOLVE for command in RULES)


def test_what_is_due_comes_of_every_slice_that_has_clocks_and_the_next_is_the_first_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rings(seconds: int, event: Event) -> Due:
        at = START + timedelta(seconds=seconds)
        return Due(events=lambda state, now: [event] if now >= at else [], first=lambda state: at)

    silent = Due(events=lambda state, now: [], first=lambda state: None)
    monkeypatch.setattr(roadshow, "DUE", (rings(2, RoadshowEnded()), silent, rings(1, RoadshowPaused())))

    assert next_due(Roadshow()) == START + timedelta(seconds=1)
    assert due(Roadshow(), START) == []
    assert due(Roadshow(), START + timedelta(seconds=1)) == [RoadshowPaused()]
    assert due(Roadshow(), START + timedelta(seconds=2)) == [RoadshowEnded(), RoadshowPaused()]


def test_no_clock_runs_in_a_roadshow_that_nobody_has_planned() -> None:
    assert next_due(Roadshow()) is None
