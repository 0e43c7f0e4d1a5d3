from itertools import pairwise

from hypothesis.stateful import invariant

from server.domain.messages import Actor, Command, Event
from server.domain.roadshow import EVOLVE, RULES, SLICES, decide, evolve, fold
from server.domain.state import Roadshow
from server.errors import Rejected
from tests.server.domain import evening
from tests.server.domain.machine import Evening, run


class AnyEvening(Evening):
    """Whatever anybody does: nothing but Rejected is raised, and the log is the whole truth."""

    def attempt(self, who: Actor, wanted: Command, id: str = "") -> None:
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
    def seqs_count_from_1_without_a_gap(self) -> None:
        assert [entry.seq for entry in self.story.entries] == list(range(1, self.state.seq + 1))

    @invariant()
    def at_most_one_pitch_is_on_and_the_programme_names_each_once(self) -> None:
        assert sum(pitch.on for pitch in self.state.pitches.values()) <= 1
        assert sorted(self.state.order) == sorted(self.state.pitches)
        assert dict(self.state.projects) == {pitch.project: key for key, pitch in self.state.pitches.items()}

    @invariant()
    def one_intent_of_a_kind_is_live(self) -> None:
        live = [i for i in self.state.intents.values() if not i.withdrawn]

        assert {(i.person, i.project, i.terms.kind): i.intent for i in live} == dict(self.state.live_intents)
        assert len(live) == len(self.state.live_intents)

    @invariant()
    def who_shows_interest_has_a_number_of_their_own(self) -> None:
        numbers = self.state.numbers

        assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
        assert {lead.person for lead in self.state.leads.values()} == set(numbers)


TestAnyEvening = run(AnyEvening)


def test_every_event_type_occurs_in_the_whole_evening() -> None:
    story = evening.whole()

    assert {type(entry.event) for entry in story.entries} == set(EVOLVE)


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
