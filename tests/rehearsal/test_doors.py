"""The synthetic host comes in once, seats as many as are wanted, and takes everything away."""

import pytest

from demo.guest import Refused
from rehearsal.doors import Doors, cookies
from tests.rehearsal.conftest import House


@pytest.mark.asyncio
async def test_a_token_opens_the_doors_once_and_everybody_gets_a_seat(house: House) -> None:
    token, doors, late = await house.begin(), Doors(house.url), Doors(house.url)
    await doors.open(token)

    people = await doors.seat("investor", 501)
    with pytest.raises(Refused, match="rehearsal_missing"):
        await late.open(token)

    assert len({one.ticket.seat for one in people}) == len({one.person for one in people}) == 501
    assert {one.ticket.audience for one in people} == {"investor"}
    assert cookies(people[:1]) == [{"seat": people[0].ticket.seat, "cookie": people[0].ticket.cookie}]
    await doors.tell(progress={"second": 1})
    assert (await house.rehearsals())[0]["progress"] == {"second": 1}
    await late.clean(token)
    assert (await house.rehearsals())[0]["state"] == "deleted"
    await doors.close()
    await late.close()
