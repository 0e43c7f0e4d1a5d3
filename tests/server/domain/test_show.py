from datetime import datetime, timedelta, timezone

import pytest

from server.domain.messages import Bilingual, Command, SeatId
from server.domain.onair import CloseWindow, EndPitch, OpenWindow, PitchEnded, ReadyPitch, StartPitch, WindowClosed
from server.domain.show import (
    EndRoadshow,
    PauseRoadshow,
    PlanRoadshow,
    ResumeRoadshow,
    ReviseRoadshow,
    RoadshowEnded,
    RoadshowPaused,
    RoadshowPlanned,
    RoadshowResumed,
    RoadshowRevised,
    RoadshowStarted,
    StartRoadshow,
)
from server.domain.stage import StageCleared, TakeStage
from server.domain.state import Plan, Stage, Status
from tests.server.domain.story import ANNA, HOST, PITCH_A, PITCH_B, START, Story, live, on_air, planned, title

PLAN = PlanRoadshow(title=title("Evening"), starts_at=START)


def test_planning_comes_first_and_once() -> None:
    story = Story()

    story.when(HOST, PLAN).then(RoadshowPlanned(plan=Plan(title=title("Evening"), starts_at=START)))

    story.when(HOST, PLAN).refused("already_planned")


def test_a_plan_needs_a_title_in_one_of_the_languages() -> None:
    story = Story()

    story.when(HOST, PlanRoadshow(title=Bilingual(zh=" \x00\n"), starts_at=START))

    story.refused("title_empty")


def test_a_start_in_another_zone_is_kept_in_utc() -> None:
    there = datetime(2026, 11, 24, 16, 0, tzinfo=timezone(timedelta(hours=8)))

    story = Story().given(HOST, PlanRoadshow(title=title("Evening"), starts_at=there))

    assert story.state.plan.starts_at is not None
    assert story.state.plan.starts_at.isoformat() == "2026-11-24T08:00:00+00:00"


def test_a_start_that_has_no_time_in_utc_is_refused() -> None:
    before_time = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8)))

    story = Story().when(HOST, PlanRoadshow(title=title("Evening"), starts_at=before_time))

    story.refused("time_range")


def test_a_zone_that_nobody_can_show_is_refused() -> None:
    story = Story().when(HOST, PlanRoadshow(title=title("Evening"), starts_at=START, timezone="Mars/Phobos"))

    story.refused("timezone_unknown")


def test_a_year_that_no_calendar_shows_in_every_zone_is_refused() -> None:
    story = Story().when(HOST, PlanRoadshow(title=title("Evening"), starts_at=START.replace(year=9999)))

    story.refused("time_range")


def test_a_revision_replaces_the_announcement_as_a_whole() -> None:
    story = planned()

    story.when(HOST, ReviseRoadshow(title=title("Night"), starts_at=START, currencies=("EUR",)))

    story.then(RoadshowRevised)
    assert story.state.plan == Plan(title=title("Night"), starts_at=START, currencies=("EUR",))


def test_a_roadshow_goes_live_once() -> None:
    story = planned().later(60)

    story.when(HOST, StartRoadshow()).then(RoadshowStarted())

    assert story.state.started_at == story.at
    story.when(HOST, StartRoadshow()).refused("already_live")


def test_a_pause_darkens_the_stage_whoever_is_on_it() -> None:
    story = on_air().given(HOST, TakeStage(seat=HOST.seat))

    story.when(HOST, PauseRoadshow()).then(RoadshowPaused(), StageCleared())

    assert story.state.stage == Stage(since=story.at)
    story.when(HOST, PauseRoadshow()).refused("already_paused")


def test_after_a_pause_the_stage_stays_empty_until_somebody_takes_it() -> None:
    story = on_air().given(ANNA, TakeStage(seat=ANNA.seat)).given(HOST, PauseRoadshow())

    story.when(HOST, ResumeRoadshow()).then(RoadshowResumed())

    assert story.state.status is Status.live
    assert story.state.stage.seat is None
    story.when(HOST, ResumeRoadshow()).refused("not_paused")


def test_the_end_ends_the_pitch_closes_its_window_and_clears_the_stage_once() -> None:
    story = live().given(ANNA, ReadyPitch(pitch=PITCH_A, ready=True)).given(HOST, StartPitch(pitch=PITCH_A))

    story.when(HOST, EndRoadshow())

    story.then(PitchEnded(pitch=PITCH_A), WindowClosed(pitch=PITCH_A), StageCleared(), RoadshowEnded())
    assert story.state.ended_at == story.at


def test_the_end_closes_windows_that_were_opened_again() -> None:
    story = on_air().given(HOST, EndPitch(pitch=PITCH_A), OpenWindow(pitch=PITCH_A), StartPitch(pitch=PITCH_B))

    story.when(HOST, EndRoadshow())

    story.then(
        PitchEnded(pitch=PITCH_B),
        WindowClosed(pitch=PITCH_B),
        WindowClosed(pitch=PITCH_A),
        RoadshowEnded(),
    )


def test_a_paused_roadshow_may_end() -> None:
    story = on_air().given(HOST, CloseWindow(pitch=PITCH_A), PauseRoadshow())

    story.when(HOST, EndRoadshow()).then(PitchEnded(pitch=PITCH_A), RoadshowEnded())


@pytest.mark.parametrize("command", [StartRoadshow(), PauseRoadshow(), ResumeRoadshow(), EndRoadshow(), PLAN])
def test_nothing_begins_again_after_the_end(command: Command) -> None:
    story = on_air().given(HOST, EndRoadshow())

    story.when(HOST, command)

    story.refused("already_planned" if command is PLAN else "show_ended")


def test_the_end_takes_an_organizer_off_too() -> None:
    story = live().given(HOST, TakeStage(seat=SeatId("sea_host")))

    story.when(HOST, EndRoadshow()).then(StageCleared(), RoadshowEnded())
