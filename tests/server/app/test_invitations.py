from pathlib import Path

import pytest

from server.app.invitations import Issued, Wanted
from server.domain.accounts import Introduction, InvitationState
from server.domain.messages import Role
from server.errors import Conflict, Forbidden, Invalid, Missing
from tests.server.app.home import ANN, OLGA, desk_in


@pytest.mark.asyncio
async def test_the_first_start_makes_the_organizer_and_later_starts_make_none(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        token = await desk.house.invitations.first()
        assert token is not None

        signed = await desk.house.accounts.accept(token, OLGA, None)

        assert signed.seat is None
        assert (await desk.house.accounts.account(signed.secret)).name == "Olga"
        assert await desk.house.invitations.first() is None


@pytest.mark.asyncio
async def test_the_operator_lets_the_same_organizer_in_again(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        first = await desk.organizer()

        again = await desk.house.accounts.accept(await desk.house.invitations.organizer(), Introduction(), None)

        assert again.person == first.person
        assert again.secret != first.secret


@pytest.mark.asyncio
async def test_of_links_that_starts_print_the_last_works_and_none_once_there_is_an_account(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        invitations, accounts = desk.house.invitations, desk.house.accounts
        earlier, later = await invitations.first(), await invitations.first()
        assert earlier
        assert later

        with pytest.raises(Conflict, match="invitation_spent"):
            await accounts.accept(earlier, OLGA, None)
        await accounts.accept(later, OLGA, None)

        with pytest.raises(Conflict, match="invitation_spent"):
            await accounts.accept(later, OLGA, None)


@pytest.mark.asyncio
async def test_a_link_that_lets_the_organizer_in_again_ends_the_one_before_and_no_other(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        invitations, accounts = desk.house.invitations, desk.house.accounts
        device, earlier = await invitations.device(place), await invitations.organizer()

        later = await invitations.organizer()

        with pytest.raises(Conflict, match="invitation_spent"):
            await accounts.accept(earlier, OLGA, None)
        for token in (device, later):
            assert (await accounts.accept(token, OLGA, None)).person == place.person.id


@pytest.mark.asyncio
async def test_a_link_to_a_device_is_the_same_person_for_ten_minutes(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        invitations, accounts = desk.house.invitations, desk.house.accounts

        signed = await accounts.accept(await invitations.device(place), Introduction(), None)
        late = await invitations.device(place)
        desk.clock.pass_by(600)

        assert signed.seat == place.seat
        assert (await accounts.seated(signed.secret, place.seat.id)).actor == place.actor
        with pytest.raises(Conflict):
            await accounts.accept(late, Introduction(), None)


@pytest.mark.asyncio
async def test_what_is_known_of_a_guest_is_kept_for_the_form(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        wanted = Wanted(role=Role.investor, name=" Ann ", organisation="Fund", expires_in_hours=1)

        issued = await desk.house.invitations.issue(place, wanted)

        found = await desk.house.accounts.invitation(issued.token)
        assert found.introduction == Introduction(name="Ann", organisation="Fund")
        desk.clock.pass_by(3600)
        (listed,) = await desk.house.invitations.sent(place)
        assert listed.state(desk.clock.now()) is InvitationState.expired


@pytest.mark.asyncio
async def test_many_are_invited_and_each_that_cannot_be_says_why(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        rows = [
            Wanted(role=Role.presenter, project="SOLAR PAINT"),
            Wanted(role=Role.presenter, project="nothing"),
            Wanted(role=Role.audience, project="Solar paint"),
        ]

        outcomes = await desk.house.invitations.issue_each(place, rows)

        assert [type(outcome) for outcome in outcomes] == [Issued, Missing, Invalid]
        assert len(await desk.house.invitations.sent(place)) == 1


@pytest.mark.asyncio
async def test_only_organizers_invite_look_and_revoke(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        signed = await desk.house.accounts.accept(await desk.invited(host), ANN, None)
        assert signed.seat is not None
        place = await desk.house.accounts.place(signed.seat.id)
        invitations = desk.house.invitations

        for attempt in (
            invitations.issue(place, Wanted(role=Role.organizer)),
            invitations.issue_each(place, []),
            invitations.sent(place),
            invitations.revoke(place, (await invitations.sent(host))[0].id),
        ):
            with pytest.raises(Forbidden):
                await attempt
