from typing import Any

import pytest
from immutables import Map
from msgspec.structs import replace

from server.domain.messages import Bilingual, PitchId, ProjectId, Role
from server.domain.presets import Preset
from server.domain.state import Phase, Pitch, Roadshow
from server.http.pages.setup import projects_missing
from tests.server.http.home import ROADSHOW, Browser, Home
from tests.server.http.pages.reading import anybody, field, read, send, words


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

    for page in ("setup", "setup/programme", "setup/rules"):
        assert "at least 2 projects in the programme; still missing: 1" in words(read(organizer, f"/s/{one}/{page}"))
    assert "still missing" not in words(read(organizer, f"/s/{two}/setup/rules"))


def test_a_skipped_project_does_not_count() -> None:
    skipped = Pitch(pitch=PitchId("p"), project=ProjectId("j"), title=Bilingual(en="x"), phase=Phase.skipped)

    assert projects_missing(Roadshow(preset=Preset(least_projects=2), pitches=Map({skipped.pitch: skipped}))) == 2


def test_a_preset_that_has_gone_from_the_files_still_rules(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset="cn_technology")
    home.house.presets._cards = {}

    assert "China: technology roadshow" in words(read(organizer, f"/s/{seat}/setup/rules"))


def test_a_newer_edition_is_told_of_while_the_roadshow_is_not_over_and_changes_nothing_of_it(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer, preset="cn_technology")
    page, presets = f"/s/{seat}/setup/rules", home.house.presets
    card = presets.card("cn_technology")
    before = words(read(organizer, page))

    for version in ("2000-01", "2999-01"):
        edition = replace(card, preset=replace(card.preset, version=version))
        presets._cards = {**presets._cards, "cn_technology": edition}
        shown = words(read(organizer, page))
        assert ("newer edition of these rules, version 2999-01" in shown) is (version == "2999-01")
        assert f"version {card.preset.version}" in shown
    organizer.command(seat, "roadshow.start")
    organizer.command(seat, "roadshow.end")

    assert "newer edition" not in before + words(read(organizer, page))


def press(browser: Browser, seat: str, do: str, **fields: str) -> Any:
    path = f"/s/{seat}/setup/rules"
    return send(browser, path, {"key": home_key(browser), "do": do, **fields})


def home_key(browser: Browser) -> str:
    return f"{browser.home.key()}-r"


def project_of(home: Home, roadshow: str) -> ProjectId:
    state = home.call(home.house.rooms.state, roadshow)
    return ProjectId(state.pitches[state.order[0]].project)


def test_a_ground_is_recorded_for_an_investor_from_the_list(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer, preset="us_demo_day")
    _, mine = home.invited(seat, Role.investor, "Ivy")
    person = home.place(mine).person.id

    answer = press(organizer, seat, "ground", person=person, ground="member_of_sponsor")

    assert answer.headers["location"] == f"/s/{seat}/setup/rules?done=1"
    assert home.call(home.house.rooms.state, roadshow).law.grounds[person] == "member_of_sponsor"
    page = read(organizer, f"/s/{seat}/setup/rules")
    assert 'value="member_of_sponsor" selected' in page
    assert "associated with it" in words(page)
    press(organizer, seat, "ground", person=person, ground="")
    assert not home.call(home.house.rooms.state, roadshow).law.grounds


def test_terms_of_a_round_are_described_shown_again_and_taken_away(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer, preset="us_demo_day", currencies=["USD"])
    project = project_of(home, roadshow)
    fields = {"project": project, f"{project}.currency": "USD", f"{project}.amount": "2,000,000"}

    press(organizer, seat, "round", **fields, **{f"{project}.instrument": "safe"})

    law = home.call(home.house.rooms.state, roadshow).law
    assert law.rounds[project].terms.amount == 200_000_000
    page = read(organizer, f"/s/{seat}/setup/rules")
    assert field(page, f"{project}.amount") == "2000000"
    assert f"{project}.valuation" not in page
    press(organizer, seat, "no_round", project=project)
    assert not home.call(home.house.rooms.state, roadshow).law.rounds


def test_what_was_typed_of_a_round_is_kept_when_it_is_refused(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer, preset="us_demo_day")
    project = project_of(home, roadshow)

    answer = press(
        organizer, seat, "round", project=project, **{f"{project}.currency": "CNY", f"{project}.amount": "many"}
    )

    assert answer.status_code == 400
    assert field(answer.text, f"{project}.amount") == "many"
    assert press(organizer, seat, "dance").status_code == 400


def test_the_organizer_is_told_how_many_were_shown_terms_and_warned_at_the_limit(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer, preset="eu_generic")
    project = project_of(home, roadshow)
    organizer.command(seat, "round.describe", project=project, terms={"amount": 5})
    investor, mine = home.invited(seat, Role.investor, "Ivy")

    investor.command(mine, "round.open", project=project)

    shown = words(read(organizer, f"/s/{seat}/setup/rules"))
    assert "1 so far" in shown
    assert "persons shown it: 1" in shown


def test_only_a_preset_that_lets_them_shows_terms_on_the_public_page_and_then_with_its_notice(home: Home) -> None:
    organizer = home.organizer()
    for preset, shown in (("us_ttw_241", True), ("us_demo_day", False), ("cn_qualified", False), ("eu_generic", False)):
        roadshow, seat = home.roadshow(organizer, preset=preset)
        told = organizer.command(
            seat, "round.describe", project=project_of(home, roadshow), terms={"amount": 12_345_600}
        )
        assert told.status_code == 200

        page = words(read(anybody(home), f"/r/{roadshow}"))

        assert ("123,456" in page) is shown
        assert ("has not determined a specific exemption" in page) is shown
