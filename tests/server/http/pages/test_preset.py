import pytest
from immutables import Map

from server.domain.messages import Bilingual, PitchId, ProjectId
from server.domain.presets import Preset
from server.domain.state import Phase, Pitch, Roadshow
from server.http.pages.preset import projects_missing
from tests.server.http.home import ROADSHOW, Home
from tests.server.http.pages.reading import read, words


@pytest.mark.parametrize(
    "preset", ["cn_technology", "cn_qualified", "us_demo_day", "us_ttw_241", "eu_generic", "internal"]
)
def test_the_set_up_says_what_the_preset_does_and_that_a_lawyer_must_look(home: Home, preset: str) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset=preset)

    page = read(organizer, f"/s/{seat}/setup/rules")
    shown = words(page)

    known = home.house.presets.card(preset)
    assert known.preset.title.en in shown
    assert "Have a lawyer of yours review them" in shown
    assert f"{known.preset.retention_days} days from the end" in shown
    for text in known.texts:
        assert f'href="/texts/{text.digest}"' in page
        assert organizer.get(f"/texts/{text.digest}").status_code == 200


def test_a_demo_day_of_one_project_is_warned_about(home: Home) -> None:
    organizer = home.organizer()
    _, one = home.roadshow(organizer, preset="us_demo_day", pitches=ROADSHOW["pitches"][:1])
    _, two = home.roadshow(organizer, preset="us_demo_day")

    assert "at least 2 projects in the programme; still missing: 1" in words(read(organizer, f"/s/{one}/setup/rules"))
    assert "still missing" not in words(read(organizer, f"/s/{two}/setup/rules"))


def test_a_skipped_project_does_not_count() -> None:
    skipped = Pitch(pitch=PitchId("p"), project=ProjectId("j"), title=Bilingual(en="x"), phase=Phase.skipped)

    assert projects_missing(Roadshow(preset=Preset(least_projects=2), pitches=Map({skipped.pitch: skipped}))) == 2


def test_a_preset_that_has_gone_from_the_files_still_rules(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset="cn_technology")
    home.house.presets._cards = {}

    assert "China: technology roadshow" in words(read(organizer, f"/s/{seat}/setup/rules"))
