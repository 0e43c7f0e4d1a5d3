from datetime import timedelta

from msgspec.structs import replace

from server.domain.messages import HOUSE
from server.domain.people import MutePerson
from server.domain.presets import Preset
from server.domain.questions import AskQuestion
from server.domain.retention import EraseRecords, RecordsErased, kept_until
from server.domain.show import EndRoadshow, StartRoadshow
from tests.server.domain.story import GUEST, HOST, START, live, planned


def test_only_the_house_erases_records_and_nothing_is_decided_after() -> None:
    story = live()

    story.when(HOST, EraseRecords()).refused("forbidden")
    story.when(HOUSE, EraseRecords(texts=3)).then(RecordsErased(texts=3))
    story.when(HOST, MutePerson(person=GUEST.person)).refused("records_erased")
    story.when(GUEST, AskQuestion(text="Why?")).refused("records_erased")
    story.when(HOUSE, EraseRecords()).refused("records_erased")
    assert story.state.erased_at == START


def test_the_days_of_the_preset_count_from_the_end() -> None:
    story = planned(preset=Preset(retention_days=30)).given(HOST, StartRoadshow())
    assert kept_until(story.state) is None

    story.later(60).given(HOST, EndRoadshow())

    assert kept_until(story.state) == START + timedelta(days=30, seconds=60)
    assert kept_until(replace(story.state, preset=Preset())) is None
