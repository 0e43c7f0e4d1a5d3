import pytest

from server.domain.ledger import signed_part
from server.domain.messages import Role
from tests.server.app.house import HOST, ROADSHOW, House, NamedSigner, actor


@pytest.mark.asyncio
async def test_an_intent_is_acknowledged_with_a_receipt_over_its_own_row() -> None:
    house = House()
    project, _ = await house.begin()
    state = await house.rooms.state(ROADSHOW)
    await house.command(HOST, "pitch.start", pitch=state.order[0])

    told = await house.command(
        actor("ann", Role.investor),
        "intent.state",
        project=project,
        kind="invest",
        amount={"minimum": 1, "maximum": 2, "currency": "CNY"},
        visibility="presenter_named",
        consent=True,
    )

    receipt = told["receipt"]
    assert isinstance(receipt, dict)
    rows = {row.seq: row for row in await house.log.read(ROADSHOW, 0, 100)}
    row = rows[receipt["seq"]]
    assert receipt["body"] == row.body.decode()
    assert '"intent.stated"' in receipt["body"]
    assert receipt["previous"] == rows[receipt["seq"] - 1].hash.hex()
    assert receipt["signature"] == NamedSigner().sign(signed_part(row.hash)).signature
    assert told["created"] == next(iter((await house.rooms.state(ROADSHOW)).intents))


@pytest.mark.asyncio
async def test_what_is_no_intent_has_no_receipt() -> None:
    house = House()
    await house.begin()

    told = await house.command(HOST, "pitch.add", title={"en": "C"})

    assert told["receipt"] is None
    assert str(told["created"]).startswith("pit_")
