from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from server.app.meetings import engagement
from server.domain.accounts import Person, Place, Seat
from server.domain.agenda import Side
from server.domain.messages import Actor, MeetingId, PersonId, RoadshowId, Role, SeatId
from server.domain.requests import AcceptMeeting, RequestMeeting
from server.errors import Missing
from tests.server.app.home import ANN, Desk, desk_in
from tests.server.domain.story import ANNA, IRIS, PROJECT_A, START, on_air
from tests.server.domain.test_consents import NAMED, to


async def seated(desk: Desk, host: Place, role: Role, project: str | None = None) -> Place:
    signed = await desk.house.accounts.accept(await desk.invited(host, role, project), ANN, None)
    assert signed.seat is not None
    return await desk.house.accounts.place(signed.seat.id)


async def give(desk: Desk, place: Place, body: str, key: str) -> None:
    await desk.house.rooms.submit(place.seat.roadshow, place.actor, key, body.encode())


async def meeting(desk: Desk, preset: str = "internal") -> tuple[Place, Place, MeetingId]:
    """An investor and a presenter whose meeting is scheduled."""
    host = await desk.roadshow(preset=preset)
    state = await desk.house.rooms.state(host.seat.roadshow)
    project = state.pitches[state.order[0]].project
    investor = await seated(desk, host, Role.investor)
    presenter = await seated(desk, host, Role.presenter, project)
    await give(desk, investor, f'{{"type":"meeting.request","project":"{project}"}}', "key-00000001")
    [found] = (await desk.house.rooms.state(host.seat.roadshow)).agenda.meetings
    accept = f'{{"type":"meeting.accept","meeting":"{found}","starts_at":"2026-03-05T08:00:00Z"}}'
    await give(desk, presenter, accept, "key-00000002")
    return investor, presenter, found


@pytest.mark.asyncio
async def test_each_side_finds_its_meeting_and_learns_of_the_other_what_it_may(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        investor, presenter, found = await meeting(desk)

        theirs = await desk.house.meetings.one(investor, found)
        ours = await desk.house.meetings.one(presenter, found)

        assert (theirs.side, ours.side) == (Side.investor, Side.project)
        assert theirs.starts_at == datetime(2026, 3, 5, 8, tzinfo=UTC)
        assert theirs.counterpart.project.en == "Solar paint"
        assert (ours.counterpart.name, ours.counterpart.contact, ours.counterpart.number) == ("", "", 1)
        with pytest.raises(Missing):
            await desk.house.meetings.one(investor, MeetingId("mee_x"))


@pytest.mark.asyncio
async def test_only_a_presenter_who_was_named_in_a_consent_finds_the_investor_by_name(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        investor, presenter, found = await meeting(desk, "cn_technology")
        text = desk.house.presets.card("cn_technology").preset.consent
        consent = f'{{"type":"consent.give","project":"{presenter.seat.project}","text":"{text}",'
        await give(desk, investor, consent + '"recipient":"per_other"}', "key-00000003")
        assert (await desk.house.meetings.one(presenter, found)).counterpart.name == ""

        await give(desk, investor, consent + f'"recipient":"{presenter.person.id}"}}', "key-00000004")

        named = (await desk.house.meetings.one(presenter, found)).counterpart
        assert (named.name, named.contact) == (ANN.name, ANN.contact)


@pytest.mark.asyncio
async def test_a_secret_leads_to_its_persons_meetings_until_it_is_revoked(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        investor, presenter, found = await meeting(desk)

        secret = await desk.house.meetings.issue(investor)
        person, engagements = await desk.house.meetings.all(secret)

        assert (person, [one.meeting.meeting for one in engagements]) == (investor.person.id, [found])
        assert await desk.house.meetings.since(investor) == desk.clock.now()
        assert await desk.house.meetings.since(presenter) is None
        await desk.house.meetings.revoke(investor)
        with pytest.raises(Missing):
            await desk.house.meetings.all(secret)


@pytest.mark.asyncio
async def test_who_was_removed_from_one_roadshow_keeps_the_meetings_of_others_in_their_calendar(tmp_path: Path) -> None:
    """Their calendar was once refused as a whole."""
    async with desk_in(tmp_path) as desk:
        investor, _, _ = await meeting(desk)
        secret = await desk.house.meetings.issue(investor)
        [host] = [place for place in await desk.house.accounts.places(desk.secret)]

        await give(desk, host, f'{{"type":"person.remove","person":"{investor.person.id}"}}', "key-00000009")

        assert await desk.house.meetings.all(secret) == (investor.person.id, [])


def test_a_consent_to_one_presenter_by_name_tells_the_others_nothing() -> None:
    story = on_air(preset=NAMED).given(IRIS, RequestMeeting(project=PROJECT_A), id="1").given(IRIS, to(ANNA))
    story.given(ANNA, AcceptMeeting(meeting=MeetingId("mee_1"), starts_at=story.at + timedelta(days=1)))
    found = story.state.agenda.meetings[MeetingId("mee_1")]
    other = replace(ANNA, person=PersonId("per_other"), seat=SeatId("sea_other"))

    told, untold = (engagement(story.state, placed(who), who, found, {IRIS.person: "i@x.cn"}) for who in (ANNA, other))

    assert told is not None
    assert untold is not None
    assert (told.counterpart.name, told.counterpart.contact) == (IRIS.name, "i@x.cn")
    assert (untold.counterpart.name, untold.counterpart.contact, untold.counterpart.number) == ("", "", 1)


def placed(actor: Actor) -> Place:
    """A seat for somebody of a story."""
    person = Person(id=actor.person, name=actor.name, organisation="", contact="", account=False, created_at=START)
    seat = Seat(
        id=actor.seat,
        roadshow=RoadshowId("rsh_1"),
        person=actor.person,
        role=actor.role,
        project=actor.project,
        created_at=START,
    )
    return Place(seat=seat, person=person)
