from pathlib import Path

import msgspec
import pytest

from server.domain.accounts import Introduction, Place
from server.domain.messages import Role
from server.errors import Forbidden
from tests.server.app.home import ANN, Desk, desk_in

WANG = Introduction(name="Wang Li", organisation="Lab", contact="wang@lab.cn")


async def came(desk: Desk, token: str, who: Introduction) -> Place:
    signed = await desk.house.accounts.accept(token, who, None)
    assert signed.seat is not None
    return await desk.house.accounts.place(signed.seat.id)


async def decided(desk: Desk, place: Place, command: dict[str, object]) -> None:
    body = msgspec.json.encode(command)
    await desk.house.rooms.submit(place.seat.roadshow, place.actor, f"key-{len(body)}-{command['type']}", body)


@pytest.mark.asyncio
async def test_an_investor_reads_the_presenters_by_name_and_contact(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        investor = await came(desk, await desk.invited(host), ANN)
        assert await desk.house.recipients.all(investor) == []

        wang = await came(desk, await desk.invited(host, Role.presenter, "Solar paint"), WANG)

        (one,) = await desk.house.recipients.all(investor)
        assert (one.name, one.organisation, one.contact) == ("Wang Li", "Lab", "wang@lab.cn")
        assert (one.project, one.person) == (wang.seat.project, wang.person.id)


@pytest.mark.asyncio
async def test_who_presents_no_more_or_was_put_out_is_no_recipient(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()
        investor = await came(desk, await desk.invited(host), ANN)
        first = await came(desk, await desk.invited(host, Role.presenter, "Solar paint"), WANG)
        second = await came(desk, await desk.invited(host, Role.presenter, "Solar paint"), WANG)

        await decided(desk, host, {"type": "person.remove", "person": first.person.id})
        await decided(desk, host, {"type": "seat.reassign", "seat": second.seat.id, "role": "audience"})

        assert await desk.house.recipients.all(investor) == []


@pytest.mark.asyncio
async def test_nobody_else_reads_the_presenters_contacts(tmp_path: Path) -> None:
    async with desk_in(tmp_path) as desk:
        host = await desk.roadshow()

        for place in (host, await came(desk, await desk.invited(host, Role.presenter, "Solar paint"), WANG)):
            with pytest.raises(Forbidden):
                await desk.house.recipients.all(place)
