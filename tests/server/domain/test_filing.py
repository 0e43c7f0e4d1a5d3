from datetime import UTC, date, datetime

from server.domain.course import IntentState
from server.domain.filing import deadline, end_of
from server.domain.joint import claim
from server.domain.state import Plan, Roadshow
from tests.server.domain.courses import INTENT, now, standing
from tests.server.domain.story import IRIS, PROJECT_A


def test_a_day_is_over_at_midnight_of_its_time_zone_in_summer_and_winter() -> None:
    assert end_of(date(2026, 7, 1), "Europe/Berlin") == datetime(2026, 7, 1, 22, tzinfo=UTC)
    assert end_of(date(2026, 12, 1), "Europe/Berlin") == datetime(2026, 12, 1, 23, tzinfo=UTC)


def test_an_intent_is_found_in_every_place_or_in_none() -> None:
    def places(state: Roadshow) -> tuple[bool, bool, bool]:
        claimed = claim(IRIS.person, PROJECT_A, state.intents[INTENT].terms) in state.live_intents
        return claimed, INTENT in state.deadlines.places, bool(state.tallies[PROJECT_A].whole.parties)

    assert places(standing(IntentState.seen).state) == (True, True, True)
    assert places(standing(IntentState.declined).state) == (False, False, False)


def test_no_clock_runs_for_what_is_over() -> None:
    assert deadline(Plan(), now(standing(IntentState.withdrawn))) is None
