from datetime import UTC, datetime, timedelta

import pytest
from immutables import Map

from server.domain.messages import Bilingual, PitchId, ProjectId, Role
from server.domain.presets import Preset, Shown
from server.domain.state import Phase, Pitch, Plan, Roadshow
from server.http.pages.public import published, slots
from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, read, words

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def pitch(number: int, phase: Phase = Phase.pending) -> Pitch:
    return Pitch(
        pitch=PitchId(f"pit_{number}"), project=ProjectId(f"prj_{number}"), title=Bilingual(en="x"), phase=phase
    )


def test_pitches_follow_one_another_and_a_skipped_one_has_and_takes_no_time() -> None:
    pitches = [pitch(1), pitch(2, Phase.skipped), pitch(3)]
    state = Roadshow(
        plan=Plan(starts_at=START),
        order=tuple(one.pitch for one in pitches),
        pitches=Map({one.pitch: one for one in pitches}),
    )

    assert [slot.starts_at for slot in slots(state)] == [START, None, START + timedelta(minutes=10)]


def test_anybody_reads_what_and_when_and_how_to_take_part(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer(), host={"en": "The Institute"})

    shown = read(anybody(home), f"/r/{roadshow}")

    assert "Sunday, 1 March 2026 16:00 Shanghai GMT+08:00" in words(shown)
    assert "Solar paint" in shown
    assert "The Institute" in shown
    assert f'href="/r/{roadshow}/join"' in shown
    assert f'<meta property="og:url" content="http://testserver/r/{roadshow}">' in shown


def test_whoever_has_a_seat_goes_on_to_it(home: Home) -> None:
    roadshow, seat = home.roadshow(home.organizer())
    investor, mine = home.invited(seat, Role.investor, "Ivy")

    shown = read(investor, f"/r/{roadshow}")

    assert f'href="/s/{mine}/live"' in shown
    assert f'href="/r/{roadshow}/join"' not in shown


def test_a_live_roadshow_says_so(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    organizer.command(seat, "roadshow.start")

    assert "Watch live" in words(read(anybody(home), f"/r/{roadshow}"))


def test_the_calendar_entry_has_the_length_of_the_programme(home: Home) -> None:
    roadshow, _ = home.roadshow(home.organizer())

    answer = anybody(home).get(f"/r/{roadshow}/calendar.ics")

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20260301T080000Z\r\nDTEND:20260301T082000Z" in answer.text


@pytest.mark.parametrize("page", ["", "/calendar.ics", "/join"])
def test_a_roadshow_at_the_end_of_the_calendar_has_its_pages(home: Home, page: str) -> None:
    roadshow, _ = home.roadshow(home.organizer(), starts_at="2199-12-31T23:59:59Z")

    assert anybody(home).get(f"/r/{roadshow}{page}").status_code == 200


def test_there_is_no_page_for_what_is_not_there(home: Home) -> None:
    for path in ("/r/rsh_none", "/r/rsh_none/join", "/r/rsh_none/calendar.ics"):
        assert anybody(home).get(path, headers={"accept": "text/html"}).status_code == 404


@pytest.mark.parametrize("shown", [*Shown, None])
def test_the_public_page_has_what_the_preset_shows_and_no_more(shown: Shown | None) -> None:
    text = {line: Bilingual(en=f"<{line}>") for line in Shown}
    one = Pitch(
        pitch=PitchId("pit_1"),
        project=ProjectId("prj_1"),
        title=text[Shown.projects],
        summary=text[Shown.summary],
        team=text[Shown.team],
        field=text[Shown.field],
    )
    plan = Plan(title=Bilingual(en="x"), host=text[Shown.host], summary=text[Shown.summary])
    page = (Shown.projects, shown) if shown else ()
    state = Roadshow(preset=Preset(page=page), plan=plan, order=(one.pitch,), pitches=Map({one.pitch: one}))

    seen = published(state)

    found = {line for line in Shown if f"<{line}>" in repr((seen.plan, dict(seen.pitches)))}
    assert found == set(page) - {Shown.round}
    assert len(slots(seen)) == (1 if page else 0)


def test_a_closed_roadshow_shows_where_its_log_ended_and_what_was_added_since(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    investor, mine = home.invited(seat, Role.investor, "Ivy")
    project = str(next(iter(home.call(home.house.rooms.state, roadshow).pitches.values())).project)
    organizer.command(seat, "roadshow.start")
    assert "The record" not in words(read(anybody(home), f"/r/{roadshow}"))
    assert anybody(home).get(f"/r/{roadshow}/heads.json").json() == {"heads": []}

    organizer.command(seat, "roadshow.end")
    closed = anybody(home).get(f"/r/{roadshow}/heads.json").json()["heads"]
    assert investor.command(mine, "consent.give", project=project).status_code == 200
    later = anybody(home).get(f"/r/{roadshow}/heads.json").json()["heads"]

    shown = words(read(anybody(home), f"/r/{roadshow}")).replace(" ", "")
    assert len(closed) == 1
    assert later[0] == closed[0]
    assert later[1]["seq"] > closed[0]["seq"]
    assert all(head["hash"] in shown for head in later)
    assert set(later[0]) == {"roadshow", "seq", "at", "hash", "key", "signature"}
