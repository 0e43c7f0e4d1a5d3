from datetime import timedelta

import pytest

from server.domain.agenda import Setup, Window
from server.domain.intents import StateIntent
from server.domain.kinds import IntentKind
from server.domain.messages import ProjectId
from server.domain.rankings import ConfigureMeetings, MeetingsConfigured, RankingGiven, SetRanking
from server.domain.terms import Visibility
from server.domain.timetable import PlaceMeeting, PublishTimetable
from tests.server.domain.story import ANNA, BERT, HOST, INES, IRIS, PROJECT_A, PROJECT_B, START, on_air
from tests.server.domain.test_requests import TOMORROW, ended

HOUR = timedelta(hours=1)


def window(start: float, end: float) -> Window:
    return Window(starts_at=TOMORROW + start * HOUR, ends_at=TOMORROW + end * HOUR)


def test_windows_are_put_in_order_and_places_said_once() -> None:
    command = ConfigureMeetings(windows=(window(4, 5), window(0, 2)), places=("Table 1", " ", "Table 2", "Table 1"))

    setup = Setup(windows=(window(0, 2), window(4, 5)), places=("Table 1", "Table 2"))
    ended().when(HOST, command).then(MeetingsConfigured(setup=setup))


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ((window(1, 1),), "window_range"),
        ((window(2, 1),), "window_range"),
        ((window(0, 2), window(1, 3)), "window_range"),
        ((window(0, 24 * 30),), "window_range"),
        ((Window(starts_at=START, ends_at=START.replace(year=2999)),), "time_range"),
    ],
)
def test_windows_that_are_none_are_refused(windows: tuple[Window, ...], code: str) -> None:
    ended().when(HOST, ConfigureMeetings(windows=windows)).refused(code)


def test_windows_may_touch() -> None:
    ended().when(HOST, ConfigureMeetings(windows=(window(0, 1), window(1, 2)))).then(MeetingsConfigured)


def test_an_investor_ranks_projects_and_presenters_the_leads_they_see() -> None:
    story = ended()

    story.when(IRIS, SetRanking(order=(PROJECT_B, PROJECT_A), timezone="Europe/Berlin"))
    story.then(RankingGiven(party=IRIS.person, order=(PROJECT_B, PROJECT_A), timezone="Europe/Berlin"))
    story.when(ANNA, SetRanking(order=("lea_9",))).then(RankingGiven(party=PROJECT_A, order=("lea_9",)))


def test_what_is_not_there_twice_or_hidden_cannot_be_ranked() -> None:
    hidden = StateIntent(project=PROJECT_A, kind=IntentKind.pilot, visibility=Visibility.host_only, aggregate=False)
    story = on_air().given(INES, hidden, id="9")

    story.when(IRIS, SetRanking(order=(ProjectId("prj_x"),))).refused("project_missing")
    story.when(IRIS, SetRanking(order=(PROJECT_A, PROJECT_A))).refused("ranking_twice")
    story.when(ANNA, SetRanking(order=("lea_9",))).refused("lead_missing")
    story.when(BERT, SetRanking(order=("lea_9",))).refused("lead_missing")


def test_the_last_ranking_counts_and_an_empty_one_is_none() -> None:
    story = ended().given(IRIS, SetRanking(order=(PROJECT_A,)), SetRanking(order=(PROJECT_B,)))

    assert story.state.agenda.rankings[IRIS.person].order == (PROJECT_B,)
    story.given(IRIS, SetRanking(order=()), SetRanking(order=()))
    assert IRIS.person not in story.state.agenda.rankings


def test_ranks_are_closed_by_publishing_and_opened_by_the_next_setting_up() -> None:
    story = ended().given(HOST, PlaceMeeting(person=INES.person, project=PROJECT_A, starts_at=TOMORROW))
    story.given(HOST, PublishTimetable())

    story.when(IRIS, SetRanking(order=(PROJECT_A,))).refused("timetable_published")
    story.given(HOST, ConfigureMeetings()).when(IRIS, SetRanking(order=(PROJECT_A,))).then(RankingGiven)


def test_a_proposal_stays_while_its_slots_do() -> None:
    story = ended().given(HOST, ConfigureMeetings(windows=(window(0, 2),)))
    story.given(HOST, PlaceMeeting(person=INES.person, project=PROJECT_A, starts_at=TOMORROW))

    story.given(HOST, ConfigureMeetings(windows=(window(0, 2),), answer_hours=5, project_limit=3))
    assert len(story.state.agenda.timetable.placements) == 1
    story.given(HOST, ConfigureMeetings(windows=(window(0, 1),)))
    assert len(story.state.agenda.timetable.placements) == 0
