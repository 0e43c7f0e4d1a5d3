"""What every AccountStore promises."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from server.domain.accounts import Introduction, Invitation, InvitationId, Person, Seat, SessionId
from server.domain.browsers import Device
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role, SeatId
from server.ports import AccountStore, Catalog, Entrance, InvitationGone

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
ROADSHOW = RoadshowId("rsh_1")
HOST = Person(id=PersonId("per_1"), name="Olga", organisation="", contact="", account=True, created_at=NOW)


def person(number: int) -> Person:
    made = PersonId(f"per_{number}")
    return Person(id=made, name=f"Person {number}", organisation="Fund", contact="+86 1", account=False, created_at=NOW)


def seat(number: int, role: Role = Role.investor, project: ProjectId | None = None) -> Seat:
    return Seat(
        id=SeatId(f"sea_{number}"),
        roadshow=ROADSHOW,
        person=PersonId(f"per_{number}"),
        role=role,
        project=project,
        created_at=NOW,
    )


def invitation(number: int, known: PersonId | None = None) -> Invitation:
    return Invitation(
        id=InvitationId(f"inv_{number}"),
        digest=bytes([number]) * 32,
        roadshow=ROADSHOW,
        role=Role.investor,
        project=None,
        introduction=Introduction(name="Ann"),
        person=known,
        created_at=NOW,
        created_by=HOST.id,
        expires_at=LATER,
    )


def entrance(number: int, invited: int | None = None, session: str = "") -> Entrance:
    return Entrance(
        session=SessionId(session or f"ses_{number}"),
        digest=bytes([100 + number]) * 32,
        expires_at=LATER,
        person=person(number),
        new=True,
        seat=seat(number),
        invitation=InvitationId(f"inv_{invited}") if invited else None,
    )


async def inhabited(store: AccountStore, catalog: Catalog, *entrances: Entrance) -> None:
    """A founded house, and who came in since."""
    await founded(store, catalog)
    for each in entrances:
        await store.enter(each, NOW)


class AccountStoreContract:
    """Subclasses give the fixtures `store` and `catalog` of an empty house."""

    @pytest.mark.asyncio
    async def test_who_comes_in_is_there_with_seat_and_session(self, store: AccountStore, catalog: Catalog) -> None:
        await founded(store, catalog)

        await store.enter(entrance(2), NOW)

        session = await store.session(entrance(2).digest, NOW)
        place = await store.place(SeatId("sea_2"))
        assert session is not None
        assert place is not None
        assert (session.id, session.persons, session.expires_at) == ("ses_2", ("per_2",), LATER)
        assert (place.seat, place.person) == (seat(2), person(2))
        assert [one.seat.id for one in await store.places(ROADSHOW)] == ["sea_1", "sea_2"]
        assert [one.seat.id for one in await store.places_of([HOST.id, PersonId("per_2")])] == ["sea_2", "sea_1"]
        assert await store.person(PersonId("per_2")) == person(2)

    @pytest.mark.asyncio
    async def test_a_session_holds_several_persons_under_its_last_secret(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)

        await store.enter(entrance(2, session="ses_2"), NOW)
        await store.enter(entrance(3, session="ses_2"), NOW)

        session = await store.session(entrance(3).digest, NOW)
        assert session is not None
        assert set(session.persons) == {"per_2", "per_3"}
        assert await store.session(entrance(2).digest, NOW) is None

    @pytest.mark.asyncio
    async def test_a_session_ends_at_its_time_or_before(self, store: AccountStore, catalog: Catalog) -> None:
        await inhabited(store, catalog, entrance(2), entrance(3))

        await store.end_session(SessionId("ses_3"))
        await store.end_session(SessionId("ses_none"))

        assert await store.session(entrance(3).digest, NOW) is None
        assert await store.session(entrance(2).digest, LATER - timedelta(milliseconds=1)) is not None
        assert await store.session(entrance(2).digest, LATER) is None

    @pytest.mark.asyncio
    async def test_of_many_sessions_those_that_are_there_are_told(self, store: AccountStore, catalog: Catalog) -> None:
        await inhabited(store, catalog, entrance(2), entrance(3))
        await store.end_session(SessionId("ses_3"))

        found = await store.sessions([SessionId(f"ses_{number}") for number in range(2000)])

        assert {one.id for one in found} == {"ses_1", "ses_2"}
        assert not await store.sessions([])

    @pytest.mark.asyncio
    async def test_a_session_tells_its_browser_its_times_and_whether_staff_is_in_it(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        phone = Device(browser="WeChat", system="iPhone")
        await store.enter(replace(entrance(2), device=phone), NOW)
        await store.enter(replace(entrance(3), seat=seat(3, Role.auditor)), NOW)
        soon = NOW + timedelta(hours=1)

        await store.saw({SessionId("ses_2"): soon, SessionId("ses_3"): NOW - timedelta(hours=1)})

        host, investor, auditor = sorted(
            await store.sessions([*map(SessionId, ("ses_1", "ses_2", "ses_3"))]), key=lambda one: one.id
        )
        assert (host.staff, investor.staff, auditor.staff) == (True, False, True)
        assert (investor.device, investor.came_at, investor.seen_at) == (phone, NOW, soon)
        assert auditor.seen_at == NOW

    @pytest.mark.asyncio
    async def test_the_sessions_of_persons_are_told_the_last_used_first(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await inhabited(store, catalog, entrance(2, session="ses_a"))
        again = replace(entrance(2), new=False, seat=None, session=SessionId("ses_b"), digest=b"b" * 32)
        await store.enter(again, NOW + timedelta(minutes=1))

        found = await store.sessions_of([PersonId("per_2"), PersonId("per_9")])

        assert [one.id for one in found] == ["ses_b", "ses_a"]
        assert not await store.sessions_of([PersonId("per_9")])

    @pytest.mark.asyncio
    async def test_who_leaves_a_session_leaves_the_others_in_it_and_ends_it_as_the_last(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await inhabited(store, catalog, entrance(2, session="ses_2"), entrance(3, session="ses_2"))

        await store.leave_session(SessionId("ses_2"), [PersonId("per_2"), PersonId("per_9")])
        (left,) = await store.sessions([SessionId("ses_2")])
        await store.leave_session(SessionId("ses_2"), [PersonId("per_3")])

        assert left.persons == ("per_3",)
        assert not await store.sessions([SessionId("ses_2")])

    @pytest.mark.asyncio
    async def test_a_renewed_session_has_another_secret_and_begins_anew(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await inhabited(store, catalog, entrance(2))
        end = LATER + timedelta(days=1)

        await store.renew_session(SessionId("ses_2"), b"n" * 32, LATER, end)

        assert await store.session(entrance(2).digest, NOW) is None
        renewed = await store.session(b"n" * 32, LATER)
        assert renewed is not None
        assert (renewed.id, renewed.came_at, renewed.seen_at, renewed.expires_at) == ("ses_2", LATER, LATER, end)

    @pytest.mark.asyncio
    async def test_of_two_who_accept_at_once_one_comes_in_and_the_other_leaves_no_trace(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        await store.invite([invitation(1)])

        outcomes = await asyncio.gather(
            *(store.enter(entrance(number, invited=1), NOW) for number in (2, 3)), return_exceptions=True
        )

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvitationGone", "NoneType"]
        came, late = (2, 3) if outcomes[0] is None else (3, 2)
        assert await store.person(PersonId(f"per_{late}")) is None
        assert await store.session(entrance(late).digest, NOW) is None
        accepted = await store.invitation(invitation(1).digest)
        assert accepted is not None
        assert (accepted.accepted_at, accepted.accepted_by) == (NOW, f"per_{came}")

    @pytest.mark.asyncio
    async def test_an_expired_or_revoked_invitation_lets_nobody_in(self, store: AccountStore, catalog: Catalog) -> None:
        await founded(store, catalog)
        await store.invite([invitation(1), invitation(2)])

        assert await store.revoke(ROADSHOW, InvitationId("inv_1"), NOW)

        with pytest.raises(InvitationGone):
            await store.enter(entrance(2, invited=1), NOW)
        with pytest.raises(InvitationGone):
            await store.enter(entrance(2, invited=2), LATER)

    @pytest.mark.asyncio
    async def test_only_an_open_invitation_of_the_roadshow_is_revoked(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        await store.invite([invitation(1), invitation(2)])
        await store.enter(entrance(2, invited=2), NOW)

        assert not await store.revoke(RoadshowId("rsh_2"), InvitationId("inv_1"), NOW)
        assert not await store.revoke(ROADSHOW, InvitationId("inv_2"), NOW)
        assert not await store.revoke(ROADSHOW, InvitationId("inv_1"), LATER)

    @pytest.mark.asyncio
    async def test_invitations_are_listed_latest_first_without_links_to_devices(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)

        await store.invite([invitation(1), invitation(2), invitation(3, known=HOST.id)])

        assert await store.invitations(ROADSHOW) == [invitation(2), invitation(1)]
        assert await store.invitations(RoadshowId("rsh_2")) == []
        assert await store.invitation(invitation(3).digest) == invitation(3, known=HOST.id)

    @pytest.mark.asyncio
    async def test_the_first_account_is_the_houses_organizer(self, store: AccountStore, catalog: Catalog) -> None:
        assert await store.organizer() is None

        await founded(store, catalog)

        assert await store.organizer() == HOST

    @pytest.mark.asyncio
    async def test_of_two_links_to_the_first_account_one_makes_it_and_both_are_spent(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        links = [replace(invitation(number), roadshow=None) for number in (1, 2)]
        await store.invite(links)
        others = [
            replace(entrance(number, invited=number), person=replace(person(number), account=True), seat=None)
            for number in (1, 2)
        ]

        outcomes = await asyncio.gather(*(store.enter(one, NOW) for one in others), return_exceptions=True)

        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["InvitationGone", "NoneType"]
        assert len(await store.accounts()) == 1
        left = [await store.invitation(one.digest) for one in links]
        assert all(one and (one.accepted_at or one.revoked_at) for one in left)

    @pytest.mark.asyncio
    async def test_a_seat_has_one_encoder_token(self, store: AccountStore, catalog: Catalog) -> None:
        await founded(store, catalog)

        await store.set_encoder(SeatId("sea_1"), b"1" * 32, LATER)
        await store.set_encoder(SeatId("sea_1"), b"2" * 32, LATER)

        assert await store.encoder(b"1" * 32, NOW) is None
        assert await store.encoder(b"2" * 32, NOW) == "sea_1"

    @pytest.mark.asyncio
    async def test_an_encoder_token_ends_by_time_and_may_last_longer(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        seat = SeatId("sea_1")
        await store.extend_encoder(seat, LATER)
        before = await store.encoder_until(seat)
        await store.set_encoder(seat, b"1" * 32, LATER)
        ended = await store.encoder(b"1" * 32, LATER)

        await store.extend_encoder(seat, LATER + timedelta(days=1))

        assert (before, ended) == (None, None)
        assert await store.encoder(b"1" * 32, LATER) == seat
        assert await store.encoder_until(seat) == LATER + timedelta(days=1)

    @pytest.mark.asyncio
    async def test_the_encoder_tokens_of_persons_are_taken_and_nobody_elses(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await founded(store, catalog)
        place = await store.place(SeatId("sea_1"))
        assert place is not None
        await store.set_encoder(place.seat.id, b"1" * 32, LATER)

        await store.take_encoders([PersonId("per_another")])
        kept = await store.encoder(b"1" * 32, NOW)
        await store.take_encoders([place.person.id])

        assert kept == place.seat.id
        assert await store.encoder(b"1" * 32, NOW) is None

    @pytest.mark.asyncio
    async def test_a_new_link_to_a_person_ends_those_that_were_open(
        self, store: AccountStore, catalog: Catalog
    ) -> None:
        await inhabited(store, catalog, entrance(2))
        theirs = PersonId("per_2")
        await store.invite([invitation(1), invitation(2, known=HOST.id)])

        await store.relink(invitation(3, known=theirs))
        await store.relink(invitation(4, known=theirs))

        found = [await store.invitation(invitation(number).digest) for number in (1, 2, 3, 4)]
        assert [one.revoked_at if one else None for one in found] == [None, None, NOW, None]


async def founded(store: AccountStore, catalog: Catalog) -> None:
    """A house with an organizer who has a roadshow."""
    host = Entrance(
        session=SessionId("ses_1"),
        digest=b"\0" * 32,
        expires_at=LATER,
        person=HOST,
        new=True,
        seat=None,
        invitation=None,
    )
    await store.enter(host, NOW)
    await catalog.found("key", seat(1, Role.organizer))
