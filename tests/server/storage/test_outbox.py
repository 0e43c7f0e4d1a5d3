from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from sqlalchemy import insert, select
from structlog.testing import capture_logs

from server.domain.accounts import Seat, SessionId
from server.domain.endpoints import EndpointId, EndpointState
from server.domain.leads import LeadOpened, LeadRaised, Signal
from server.domain.ledger import Head, genesis
from server.domain.letters import Addressees, Choice
from server.domain.messages import LeadId, PersonId, ProjectId, RoadshowId, Role, SeatId
from server.domain.outbox import Message, MessageId
from server.domain.questions import QuestionVoted
from server.domain.workspace import LeadStage, WorkChange
from server.errors import Rejected
from server.ports import Batch, Entrance, LogConflict
from server.storage.accounts import DatabaseAccounts
from server.storage.catalog_tables import seat
from server.storage.choices import DatabaseChoices
from server.storage.database import Database
from server.storage.deliveries import DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.leads import DatabaseLeads
from server.storage.log import DatabaseLog
from server.storage.outbox import announce, send
from server.storage.outbox_tables import delivery, message
from server.storage.rows import seat_values
from tests.contracts.account_store import HOST, NOW, ROADSHOW
from tests.contracts.event_log import batch_after
from tests.server.domain.test_endpoints import ENDPOINT
from tests.server.domain.test_letters import STATED
from tests.server.storage.shelf import founded
from tests.server.storage.test_catalog import recorded

ANN, PROJECT, LEAD = PersonId("per_ann"), ProjectId("prj_1"), LeadId("lea_1")
OPENED = LeadOpened(lead=LEAD, person=ANN, project=PROJECT, number=1)
RAISED = LeadRaised(lead=LEAD, person=ANN, project=PROJECT, signal=Signal.vote, about="que_1")
FIRST = replace(ENDPOINT, roadshow=ROADSHOW, types=("lead.opened", "lead.raised"))
SECOND = replace(FIRST, id=EndpointId("end_2"), types=("lead.opened",))


async def pairs(database: Database) -> list[tuple[str, str]]:
    query = select(message.c.type, delivery.c.endpoint).join(delivery, delivery.c.message == message.c.id)
    rows = await database.run(lambda connection: connection.execute(query.order_by(delivery.c.id)).all())
    return [(row.type, row.endpoint) for row in rows]


async def endpoints(database: Database, *added: object) -> None:
    for one in added:
        assert await DatabaseEndpoints(database).add(one, 10)  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_each_endpoint_gets_the_types_it_wants_of_its_own_roadshow(database: Database) -> None:
    elsewhere = replace(FIRST, id=EndpointId("end_3"), roadshow=RoadshowId("rsh_other"))
    disabled = replace(FIRST, id=EndpointId("end_4"), state=EndpointState.disabled)
    await endpoints(database, FIRST, SECOND, elsewhere, disabled)

    await recorded(database, ROADSHOW, OPENED, RAISED, QuestionVoted(question="que_1"))  # type: ignore[arg-type]

    assert await pairs(database) == [("lead.opened", "end_1"), ("lead.opened", "end_2"), ("lead.raised", "end_1")]


@pytest.mark.asyncio
async def test_where_nobody_wants_a_message_nothing_is_written(database: Database) -> None:
    await recorded(database, ROADSHOW, OPENED)

    assert await database.run(lambda connection: connection.execute(select(message)).all()) == []


@pytest.mark.asyncio
async def test_a_message_keeps_the_trace_of_its_command_and_the_log_says_where_it_waits(database: Database) -> None:
    await endpoints(database, FIRST, SECOND)
    log = DatabaseLog(database)
    await log.create(ROADSHOW, "epoch")
    batch = replace(batch_after(genesis(ROADSHOW), OPENED, RAISED, roadshow=ROADSHOW), traces={1: "key-of-it"})

    with capture_logs() as lines:
        await log.append(ROADSHOW, genesis(ROADSHOW), batch)

    due = await DatabaseOutbox(database).due(batch.entries[0].at, (), 10)
    assert {errand.message.trace for errand in due.errands} == {"key-of-it"}
    assert [(line["event"], line["trace"], line["type"], line["queue"]) for line in lines] == [
        ("delivery.waiting", "key-of-it", "lead.opened", "end_1"),
        ("delivery.waiting", "key-of-it", "lead.opened", "end_2"),
        ("delivery.waiting", "", "lead.raised", "end_1"),
    ]


@pytest.mark.asyncio
async def test_an_append_that_is_refused_sends_nothing(database: Database) -> None:
    await endpoints(database, FIRST)
    log = DatabaseLog(database)
    await log.create(ROADSHOW, "epoch")
    elsewhere = Head(seq=3, hash=b"x" * 32)

    with pytest.raises(LogConflict):
        await log.append(ROADSHOW, elsewhere, batch_after(elsewhere, OPENED, roadshow=ROADSHOW))

    assert await pairs(database) == []


@pytest.mark.asyncio
async def test_an_append_that_fails_behind_its_events_sends_nothing(database: Database) -> None:
    await endpoints(database, FIRST)
    log = DatabaseLog(database)
    await log.create(ROADSHOW, "epoch")
    twice = batch_after(genesis(ROADSHOW), OPENED, OPENED, roadshow=ROADSHOW)

    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        await log.append(ROADSHOW, genesis(ROADSHOW), twice)

    assert await pairs(database) == []


@pytest.mark.asyncio
async def test_what_is_no_event_is_announced_in_a_transaction_of_its_own(database: Database) -> None:
    await endpoints(database, FIRST, SECOND)
    one = Message(id=MessageId("msg_1"), roadshow=ROADSHOW, type="lead.raised", at=NOW, fields={"lead": LEAD})

    await database.run(lambda connection: announce(connection, ROADSHOW, [one]))

    assert await pairs(database) == [("lead.raised", "end_1")]


@pytest.mark.asyncio
async def test_sending_twice_is_sending_once(database: Database) -> None:
    await endpoints(database, FIRST)
    one = Message(id=MessageId("msg_1"), roadshow=ROADSHOW, type="endpoint.tested", at=NOW, fields={})

    for _ in range(2):
        await database.run(lambda connection: send(connection, one, FIRST.id))

    assert await pairs(database) == [("endpoint.tested", "end_1")]
    assert (await DatabaseOutbox(database).waiting()) == (1, 0)


def stated(persons: tuple[str, ...], *, asked: bool) -> Batch:
    batch = batch_after(genesis(ROADSHOW), STATED, roadshow=ROADSHOW)
    addressees = Addressees(persons=tuple(PersonId(each) for each in persons), asked=asked)
    return replace(batch, letters={1: addressees})


async def appended(
    database: Database, batch: Batch, *, mails: bool = True, seats: Sequence[dict[str, object]] = ()
) -> list[tuple[str, str]]:
    """Who is mailed because of a batch, when all these came in and Ann and Bob chose letters."""
    accounts = DatabaseAccounts(database)
    people = {"per_ann": "ann@fund.cn", "per_bob": "138 0000", "per_eve": "eve@fund.cn", "per_joe": "joe@fund.cn"}
    for number, (who, contact) in enumerate(people.items()):
        person = replace(HOST, id=PersonId(who), contact=contact, account=False)
        session = SessionId(f"ses_{number}")
        entrance = Entrance(
            session=session,
            digest=bytes([number]) * 32,
            expires_at=NOW,
            person=person,
            new=True,
            seat=None,
            invitation=None,
        )
        await accounts.enter(entrance, NOW)
    for who, wanted in (("per_ann", True), ("per_bob", True), ("per_joe", False)):
        await DatabaseChoices(database).choose(Choice(person=PersonId(who), language="en", wanted=wanted))
    if seats:
        await database.run(lambda connection: founded(connection, ROADSHOW))
        await database.run(lambda connection: connection.execute(insert(seat), list(seats)))
    log = DatabaseLog(database, mails=mails)
    await log.create(ROADSHOW, "epoch")
    await log.append(ROADSHOW, genesis(ROADSHOW), batch)
    rows = await database.run(lambda connection: connection.execute(select(delivery).order_by(delivery.c.id)).all())
    return [(row.queue, row.recipient) for row in rows]


EVERYBODY = ("per_ann", "per_bob", "per_eve", "per_joe", "per_none")


@pytest.mark.asyncio
async def test_a_letter_goes_to_who_asked_and_has_an_address(database: Database) -> None:
    assert await appended(database, stated(EVERYBODY, asked=True)) == [("mail", "per_ann")]


@pytest.mark.asyncio
async def test_a_letter_nobody_need_ask_for_goes_to_whoever_has_an_address(database: Database) -> None:
    mailed = await appended(database, stated(EVERYBODY, asked=False))

    assert mailed == [("mail", "per_ann"), ("mail", "per_eve"), ("mail", "per_joe")]


@pytest.mark.asyncio
async def test_a_letter_to_a_project_goes_to_each_of_its_presenters_once(database: Database) -> None:
    seats = [
        _seat("per_ann", PROJECT),
        _seat("per_eve", PROJECT),
        _seat("per_joe", ProjectId("prj_other")),
    ]
    batch = stated(("per_ann",), asked=False)

    batch = replace(batch, letters={1: replace(batch.letters[1], presenters_of=PROJECT)})
    mailed = await appended(database, batch, seats=seats)

    assert mailed == [("mail", "per_ann"), ("mail", "per_eve")]


def _seat(who: str, project: ProjectId) -> dict[str, object]:
    made = Seat(
        id=SeatId(f"sea_{who}"),
        roadshow=ROADSHOW,
        person=PersonId(who),
        role=Role.presenter,
        project=project,
        created_at=NOW,
    )
    return seat_values(made)


@pytest.mark.asyncio
async def test_where_no_mail_is_sent_nothing_is_queued(database: Database) -> None:
    assert await appended(database, stated(EVERYBODY, asked=False), mails=False) == []


@pytest.mark.asyncio
async def test_a_webhook_and_a_letter_share_the_message(database: Database) -> None:
    await endpoints(database, replace(FIRST, types=("intent.stated",)))

    assert await appended(database, stated(("per_ann",), asked=True)) == [("end_1", ""), ("mail", "per_ann")]

    messages = await database.run(lambda connection: connection.execute(select(message.c.id)).all())
    assert len(messages) == 1


@pytest.mark.asyncio
async def test_work_on_a_lead_leaves_with_the_transaction_that_records_it(database: Database) -> None:
    await endpoints(database, replace(FIRST, types=("lead.assigned", "lead.stage_changed")))
    await recorded(database, ROADSHOW, OPENED)
    leads = DatabaseLeads(database)

    done = await leads.revise(ROADSHOW, [(LEAD, WorkChange(version=0, stage=LeadStage.contacted))], HOST.id, NOW)
    stale = await leads.revise(ROADSHOW, [(LEAD, WorkChange(version=0, stage=LeadStage.meeting))], HOST.id, NOW)

    assert not isinstance(done[0], Rejected)
    assert isinstance(stale[0], Rejected)
    assert await pairs(database) == [("lead.stage_changed", "end_1")]
