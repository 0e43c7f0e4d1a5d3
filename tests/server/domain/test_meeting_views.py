from datetime import timedelta

from server.domain import meeting_views
from server.domain.consents import GiveConsent
from server.domain.messages import Role
from server.domain.rankings import ConfigureMeetings
from server.domain.timetable import ProposeTimetable, PublishTimetable
from server.domain.visibility import PUBLIC, Audience, own_picture, picture
from tests.server.domain.story import ANNA, HOST, INES, IRIS, PROJECT_A, PROJECT_B
from tests.server.domain.test_requests import ASK, MEETING, ended, scheduled
from tests.server.domain.test_timetable import ranked

ORGANIZERS = Audience(role=Role.organizer)
OF_A, OF_B = (Audience(role=Role.presenter, project=project) for project in (PROJECT_A, PROJECT_B))


def test_a_presenter_sees_a_number_until_there_is_a_consent() -> None:
    story = scheduled()

    before = meeting_views.passed_meeting(story.state, MEETING, PROJECT_A)
    story.given(IRIS, GiveConsent(project=PROJECT_A))
    after = meeting_views.passed_meeting(story.state, MEETING, PROJECT_A)

    assert before is not None
    assert after is not None
    assert (before.number, before.person, before.name, before.organisation) == (2, None, None, None)
    assert (after.number, after.person, after.name) == (2, IRIS.person, IRIS.name)


def test_a_meeting_is_seen_by_its_sides_and_organizers_alone() -> None:
    state = scheduled().state

    assert set(own_picture(state, IRIS.person)["own_meeting"]) == {MEETING}
    assert own_picture(state, INES.person)["own_meeting"] == {}
    assert [set(picture(state, audience)["meeting"]) for audience in (ORGANIZERS, OF_A, OF_B, PUBLIC)] == [
        {MEETING},
        {MEETING},
        set(),
        set(),
    ]


def test_everybody_sees_when_meetings_may_be_once_it_is_said() -> None:
    story = ended()

    assert picture(story.state, PUBLIC)["meetings"] == {}
    story.given(HOST, ConfigureMeetings(minutes=30))
    view = meeting_views.meetings(story.state, "meetings")
    assert view is not None
    assert (view.minutes, view.answer_hours, view.ranking) == (30, 72, True)


def test_organizers_see_who_has_ranked_and_nobody_elses_ranks_are_seen() -> None:
    state = ranked().state

    table = meeting_views.timetable(state, "timetable")

    assert table.ranked_investors == (INES.person, IRIS.person)
    assert table.ranked_projects == (PROJECT_A, PROJECT_B)
    assert picture(state, ORGANIZERS)["ranking"] == {}
    assert set(picture(state, OF_A)["ranking"]) == {PROJECT_A}
    assert own_picture(state, IRIS.person)["own_ranking"] == {
        "own_ranking": meeting_views.RankingView(order=(PROJECT_A, PROJECT_B))
    }
    assert own_picture(state, ANNA.person)["own_ranking"] == {}


def test_a_proposal_is_the_organizers_until_it_is_published() -> None:
    story = ranked().given(HOST, ProposeTimetable())

    table = meeting_views.timetable(story.state, "timetable")
    assert {(one.investor_zone, one.project_zone) for one in table.placements} == {
        ("Europe/Berlin", "Asia/Shanghai"),
        ("Europe/Berlin", ""),
    }
    assert own_picture(story.state, IRIS.person)["own_meeting"] == picture(story.state, OF_A)["meeting"] == {}

    story.given(HOST, PublishTimetable())
    assert len(own_picture(story.state, IRIS.person)["own_meeting"]) == 2
    assert len(picture(story.state, OF_A)["meeting"]) == 2


def test_a_request_shows_how_long_it_waits() -> None:
    view = meeting_views.own_meeting(ended().given(IRIS, ASK, id="1").state, MEETING, IRIS.person)

    assert view is not None
    assert view.expires_at is not None
    assert view.expires_at - view.asked_at == timedelta(hours=72)
