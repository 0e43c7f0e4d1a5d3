from datetime import timedelta

from server.domain.agenda import Placement
from server.domain.people import RemovePerson
from server.domain.proposal import UNLIMITED, busy_slots, free_places, matched, placement_at, tables
from server.domain.rankings import ConfigureMeetings, SetRanking
from server.domain.requests import AcceptMeeting
from tests.server.domain.story import ANNA, HOST, INES, IRIS, PROJECT_A, PROJECT_B
from tests.server.domain.test_requests import MEETING, TOMORROW, asked, ended, scheduled

SLOTS = [TOMORROW + number * timedelta(minutes=25) for number in range(4)]
PINNED = Placement(person=INES.person, project=PROJECT_A, starts_at=SLOTS[2], place="Table 2", pinned=True)


def test_who_ranks_one_another_is_matched_unless_they_met_are_placed_or_put_out() -> None:
    story = asked().given(ANNA, SetRanking(order=("lea_9", "lea_1")))
    for who in (IRIS, INES):
        story.given(who, SetRanking(order=(PROJECT_A, PROJECT_B)))
    both = [(INES.person, PROJECT_A), (IRIS.person, PROJECT_A)]

    assert matched(story.state, [], {}, 4) == both
    assert matched(story.state, [PINNED], {}, 4) == both[1:]
    assert matched(story.state, [], {INES.person: 0}, 4) == both[1:]
    assert matched(story.state, [], {}, 1) == both[:1]
    story.given(ANNA, AcceptMeeting(meeting=MEETING, starts_at=TOMORROW))
    assert matched(story.state, [], {}, 4) == both[:1]
    story.given(HOST, RemovePerson(person=INES.person))
    assert matched(story.state, [], {}, 4) == []


def test_what_is_pinned_counts_against_the_limit() -> None:
    story = asked().given(ANNA, SetRanking(order=("lea_9", "lea_1"))).given(IRIS, SetRanking(order=(PROJECT_A,)))
    story.given(HOST, ConfigureMeetings(project_limit=1))

    assert matched(story.state, [], {}, 4) == [(IRIS.person, PROJECT_A)]
    assert matched(story.state, [PINNED], {}, 4) == []


def test_meetings_and_what_is_pinned_keep_both_parties_busy() -> None:
    busy = busy_slots(scheduled().state, SLOTS, [PINNED])

    assert busy == {IRIS.person: {0}, INES.person: {2}, PROJECT_A: {0, 2}}


def test_places_are_free_where_neither_a_meeting_nor_a_placement_has_them() -> None:
    assert tables(ended().state, [[]] * 4) == [UNLIMITED] * 4
    story = asked().given(HOST, ConfigureMeetings(places=("Table 1", "Table 2", "Table 3")))
    story.given(ANNA, AcceptMeeting(meeting=MEETING, starts_at=TOMORROW))

    assert free_places(story.state, SLOTS[0], [PINNED]) == ["Table 2", "Table 3"]
    assert free_places(story.state, SLOTS[2], [PINNED]) == ["Table 1", "Table 3"]
    assert tables(story.state, [free_places(story.state, at, [PINNED]) for at in SLOTS]) == [2, 3, 2, 3]


def test_a_project_stays_at_its_place_while_that_is_free() -> None:
    story = ended().given(HOST, ConfigureMeetings(places=("Table 1", "Table 2", "Table 3")))

    def place(number: int) -> str:
        free = free_places(story.state, SLOTS[number], [PINNED])
        return placement_at(story.state, (IRIS.person, PROJECT_B), SLOTS[number], free).place

    assert [place(0), place(2)] == ["Table 2", "Table 1"]
