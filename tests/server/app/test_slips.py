import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from server.domain.accounts import Introduction, InvitationState, Place
from server.domain.course import IntentState
from server.domain.messages import IntentId, RoadshowId, Role, SeatId
from server.domain.state import Intent
from server.errors import Conflict, Forbidden, Missing
from tests.server.app.home import ANN, Desk, desk_in


async def entered(desk: Desk) -> tuple[Place, IntentId]:
    """A pitch is on, and the host has entered what Bo wrote down."""
    place = await desk.roadshow()
    state = await desk.house.rooms.state(place.seat.roadshow)
    await command(desk, place, '{"type":"roadshow.start"}')
    await command(desk, place, f'{{"type":"pitch.start","pitch":"{state.order[0]}"}}')
    project = state.pitches[state.order[0]].project
    written = '"kind":"pilot","name":"Bo","contact":"bo@x.cn","comment":"ink"'
    await command(desk, place, f'{{"type":"intent.enter","project":"{project}",{written}}}')
    (intent,) = (await desk.house.rooms.state(place.seat.roadshow)).intents
    return place, intent


async def command(desk: Desk, place: Place, body: str) -> None:
    await desk.house.rooms.submit(place.seat.roadshow, place.actor, f"key-{body[:40]}", body.encode())


async def now(desk: Desk, roadshow: RoadshowId, intent: IntentId) -> Intent:
    return (await desk.house.rooms.state(roadshow)).intents[intent]


@pytest.mark.asyncio
async def test_by_the_link_a_person_owns_what_the_host_entered_and_comes_in_as_themselves(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, intent = await entered(desk)
        token = await desk.house.slips.link(place, intent)
        invitation = await desk.house.accounts.invitation(token)
        slip = await desk.house.slips.of(invitation)
        assert slip is not None
        assert [one.intent for one in slip.intents] == [intent]

        await desk.house.slips.own(invitation, slip)
        await desk.house.slips.own(invitation, slip)
        signed = await desk.house.accounts.accept(token, Introduction(), None)

        found = await now(desk, place.seat.roadshow, intent)
        assert (found.claim_by, signed.person) == (None, found.person)
        assert signed.seat is not None
        seated = await desk.house.accounts.seated(signed.secret, signed.seat.id)
        assert (seated.actor.role, seated.actor.name) == (Role.investor, "Bo")
        assert await desk.house.slips.of(invitation) is None
    assert texts(tmp_path / "roadshow.db", found.person) == 2


@pytest.mark.asyncio
async def test_who_deletes_it_leaves_no_word_and_no_name_and_the_chain_holds(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, intent = await entered(desk)
        invitation = await desk.house.accounts.invitation(await desk.house.slips.link(place, intent))
        slip = await desk.house.slips.of(invitation)
        assert slip is not None
        await desk.house.slips.take_back(invitation, slip)

        found = await now(desk, place.seat.roadshow, intent)
        assert (found.state, found.text) == (IntentState.withdrawn, None)
        person = (await desk.house.accounts.place(SeatId(found.person.replace("per_", "sea_")))).person
        assert (person.name, person.contact) == ("", "")
        assert not (await desk.house.rooms.state(place.seat.roadshow)).leads
    assert texts(tmp_path / "roadshow.db", found.person) == 0


def texts(path: Path, person: str) -> int:
    """How many private texts of somebody there are."""
    with closing(sqlite3.connect(path)) as connection:
        (count,) = connection.execute("SELECT count(*) FROM event_private WHERE person = ?", (person,)).fetchone()
    return int(count)


@pytest.mark.asyncio
async def test_another_link_ends_the_last_and_an_owned_intent_has_none(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, intent = await entered(desk)
        first = await desk.house.slips.link(place, intent)
        invitation = await desk.house.accounts.invitation(await desk.house.slips.link(place, intent))

        with pytest.raises(Conflict, match="invitation_spent"):
            await desk.house.accounts.invitation(first)
        slip = await desk.house.slips.of(invitation)
        assert slip is not None
        await desk.house.slips.own(invitation, slip)
        with pytest.raises(Conflict, match="intent_state"):
            await desk.house.slips.link(place, intent)


@pytest.mark.asyncio
async def test_the_link_ends_when_the_intent_expires(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, intent = await entered(desk)
        invitation = await desk.house.accounts.invitation(await desk.house.slips.link(place, intent))

        assert invitation.expires_at == (await now(desk, place.seat.roadshow, intent)).claim_by
        assert invitation.state(invitation.expires_at) is InvitationState.expired


@pytest.mark.asyncio
async def test_only_an_organizer_makes_a_link_and_only_to_what_was_entered(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, intent = await entered(desk)
        signed = await desk.house.accounts.accept(await desk.invited(place), ANN, None)
        assert signed.seat is not None
        investor = await desk.house.accounts.place(signed.seat.id)

        with pytest.raises(Forbidden):
            await desk.house.slips.link(investor, intent)
        with pytest.raises(Missing):
            await desk.house.slips.link(place, IntentId("int_nowhere"))


@pytest.mark.asyncio
async def test_nothing_waits_at_any_other_link(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, _ = await entered(desk)
        links = [await desk.invited(place), await desk.house.invitations.device(place)]

        waiting = [await desk.house.slips.of(await desk.house.accounts.invitation(token)) for token in links]

        assert waiting == [None, None]
