from pathlib import Path

import pytest

from server.domain.accounts import Place
from server.domain.deliveries import DeliveryId, DeliveryState
from server.domain.endpoints import MOST, BodyFormat, EndpointChange, EndpointId, NewEndpoint
from server.domain.messages import Role
from server.domain.trail import Asked
from server.errors import Conflict, Forbidden, Invalid, Missing
from tests.server.app.home import ANN, Desk, desk_in

WANTED = NewEndpoint(url="https://crm.example.org/hook", types=("roadshow.started", "intent.stated"))


@pytest.mark.asyncio
async def test_an_event_leaves_for_the_endpoint_that_wants_it_with_the_append_that_records_it(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, webhooks = await desk.roadshow(), desk.house.webhooks
        made = await webhooks.add(place, WANTED)

        rooms = desk.house.rooms
        await rooms.submit(place.seat.roadshow, place.actor, "start-it-once", b'{"type":"roadshow.start"}')
        await rooms.submit(place.seat.roadshow, place.actor, "start-it-once", b'{"type":"roadshow.start"}')

        (delivery,) = await webhooks.deliveries(place)
        assert delivery.message.type == "roadshow.started"
        assert delivery.endpoint == made.endpoint.id
        assert delivery.state is DeliveryState.waiting
        assert await webhooks.counted() == ((1, 0), {})


@pytest.mark.asyncio
async def test_a_secret_is_32_random_bytes_and_each_is_another(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, webhooks = await desk.roadshow(), desk.house.webhooks

        first, second = await webhooks.add(place, WANTED), await webhooks.add(place, WANTED)
        rotated = await webhooks.rotate(place, first.endpoint.id)

        assert len({first.secret, second.secret, rotated.secret}) == 3
        assert all(secret.startswith("whsec_") for secret in (first.secret, second.secret, rotated.secret))
        assert [len(secret.value) for secret in rotated.endpoint.secrets] == [32, 32]
        assert (await webhooks.endpoints(place))[0] == rotated.endpoint


@pytest.mark.asyncio
async def test_what_an_organizer_changes_is_kept(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, webhooks = await desk.roadshow(), desk.house.webhooks
        made = await webhooks.add(place, WANTED)

        changed = await webhooks.change(
            place, made.endpoint.id, EndpointChange(active=False, body=BodyFormat.cloudevents)
        )
        assert list(await webhooks.endpoints(place)) == [changed]
        await webhooks.remove(place, made.endpoint.id)

        assert list(await webhooks.endpoints(place)) == []
        assert (changed.state, changed.body) == ("disabled", "cloudevents")


@pytest.mark.asyncio
async def test_a_test_is_sent_whatever_types_the_endpoint_wants(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, webhooks = await desk.roadshow(), desk.house.webhooks
        made = await webhooks.add(place, WANTED)

        message = await webhooks.test(place, made.endpoint.id)

        (delivery,) = await webhooks.deliveries(place, DeliveryState.waiting)
        assert (delivery.message.id, delivery.message.type) == (message, "endpoint.tested")
        await webhooks.replay(place, delivery.id)
        assert await webhooks.replay_failed(place, made.endpoint.id) == 0


@pytest.mark.asyncio
async def test_a_roadshow_has_a_limit_of_endpoints(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()
        for _ in range(MOST):
            await desk.house.webhooks.add(place, WANTED)

        with pytest.raises(Conflict, match="endpoint_limit"):
            await desk.house.webhooks.add(place, WANTED)


@pytest.mark.asyncio
async def test_what_is_not_there_is_missing_and_another_roadshows_is_not_there(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        webhooks = desk.house.webhooks
        place, other = await desk.roadshow(), await desk.roadshow("plan-another")
        made = await webhooks.add(place, WANTED)
        await webhooks.test(place, made.endpoint.id)
        (delivery,) = await webhooks.deliveries(place)

        for seat, endpoint in ((place, EndpointId("end_none")), (other, made.endpoint.id)):
            for refused in (
                webhooks.change(seat, endpoint, EndpointChange(active=False)),
                webhooks.rotate(seat, endpoint),
                webhooks.remove(seat, endpoint),
                webhooks.test(seat, endpoint),
                webhooks.replay_failed(seat, endpoint),
            ):
                with pytest.raises(Missing, match="endpoint_missing"):
                    await refused
        for seat, wanted in ((place, DeliveryId(99)), (other, delivery.id)):
            with pytest.raises(Missing, match="delivery_missing"):
                await webhooks.replay(seat, wanted)
        assert list(await webhooks.deliveries(other)) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("role", [Role.investor, Role.presenter])
async def test_nobody_but_an_organizer_sees_or_does_anything(tmp_path: Path, role: Role) -> None:
    async with desk_in(tmp_path) as desk:
        organizer, webhooks = await desk.roadshow(), desk.house.webhooks
        made = await webhooks.add(organizer, WANTED)
        place = await seated(desk, role)

        for refused in (
            webhooks.endpoints(place),
            webhooks.add(place, WANTED),
            webhooks.change(place, made.endpoint.id, EndpointChange(active=False)),
            webhooks.rotate(place, made.endpoint.id),
            webhooks.remove(place, made.endpoint.id),
            webhooks.test(place, made.endpoint.id),
            webhooks.deliveries(place),
            webhooks.replay(place, DeliveryId(1)),
            webhooks.replay_failed(place, made.endpoint.id),
        ):
            with pytest.raises(Forbidden):
                await refused


async def seated(desk: Desk, role: Role) -> Place:
    organizer = await desk.roadshow()
    project = next(iter((await desk.house.rooms.state(organizer.seat.roadshow)).projects))
    token = await desk.invited(organizer, role, project if role is Role.presenter else None)
    signed = await desk.house.accounts.accept(token, ANN, None)
    assert signed.seat is not None
    return await desk.house.accounts.place(signed.seat.id)


@pytest.mark.asyncio
async def test_an_address_inside_a_network_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place = await desk.roadshow()

        with pytest.raises(Invalid, match="address_refused"):
            await desk.house.webhooks.add(place, NewEndpoint(url="https://10.0.0.1/", types=WANTED.types))


@pytest.mark.asyncio
async def test_an_auditor_reads_where_messages_go_and_what_became_of_them_and_changes_nothing(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        organizer, webhooks = await desk.roadshow(), desk.house.webhooks
        made = await webhooks.add(organizer, WANTED)
        auditor = await seated(desk, Role.auditor)

        assert list(await webhooks.endpoints(auditor)) == [made.endpoint]
        assert list(await webhooks.deliveries(auditor)) == []
        for refused in (webhooks.rotate(auditor, made.endpoint.id), webhooks.remove(auditor, made.endpoint.id)):
            with pytest.raises(Forbidden):
                await refused


@pytest.mark.asyncio
async def test_the_audit_names_an_endpoints_host_and_not_its_path_which_may_be_a_secret(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        place, webhooks = await desk.roadshow(), desk.house.webhooks

        await webhooks.add(place, NewEndpoint(url="https://crm.example.org/hook?token=abc", types=WANTED.types))

        (added,) = [
            line for line in (await desk.house.trail.read(place, Asked())).lines if line.kind == "endpoint.added"
        ]
        assert added.fields == {"host": "crm.example.org"}
