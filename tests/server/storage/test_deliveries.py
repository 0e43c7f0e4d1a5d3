from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, select

from server.domain.deliveries import Attempt, DeliveryId, DeliveryState, Settlement
from server.domain.endpoints import EndpointId, EndpointState
from server.domain.messages import RoadshowId
from server.domain.outbox import Message, MessageId
from server.ports.outbox import Due, Errand
from server.storage.database import Database
from server.storage.deliveries import HEAD, DatabaseOutbox
from server.storage.endpoints import DatabaseEndpoints
from server.storage.outbox_tables import attempt, delivery, message
from tests.contracts.account_store import NOW, ROADSHOW
from tests.server.storage.test_outbox import FIRST, SECOND

LATER = NOW + timedelta(minutes=5)
FAILED = Settlement(state=DeliveryState.failed)
DONE = Settlement(state=DeliveryState.delivered)
AGAIN = Settlement(state=DeliveryState.waiting, due_at=LATER)


def note(name: str, at: datetime = NOW) -> Message:
    return Message(id=MessageId(f"msg_{name}"), roadshow=ROADSHOW, type="lead.opened", at=at, fields={"lead": name})


def attempted(errand: Errand, status: int | None = 500, at: datetime = NOW) -> Attempt:
    return Attempt(number=errand.attempts + 1, at=at, milliseconds=12, status=status, answer="what it said")


async def filled(database: Database, *names: str, endpoint: EndpointId = FIRST.id) -> DatabaseOutbox:
    """An outbox in which these wait for an endpoint, a second apart."""
    outbox = DatabaseOutbox(database)
    await DatabaseEndpoints(database).add(FIRST, 10)
    for number, name in enumerate(names):
        await outbox.post(note(name, NOW + timedelta(seconds=number)), endpoint)
    return outbox


async def settled_once(database: Database) -> DatabaseOutbox:
    outbox = await filled(database, "a")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    await outbox.settle(errand, attempted(errand), FAILED)
    return outbox


@pytest.mark.asyncio
async def test_each_queue_gives_its_earliest_errand_and_a_busy_one_none(database: Database) -> None:
    await DatabaseEndpoints(database).add(SECOND, 10)
    outbox = await filled(database, "a", "b")
    await outbox.post(note("c", NOW - timedelta(seconds=9)), SECOND.id)

    due = await outbox.due(NOW, (), 10)
    one = await outbox.due(NOW, (), 1)
    rest = await outbox.due(NOW, {SECOND.id}, 10)

    assert [(each.queue, each.message.fields["lead"]) for each in due.errands] == [("end_2", "c"), ("end_1", "a")]
    assert [each.queue for each in one.errands] == ["end_2"]
    assert [each.queue for each in rest.errands] == ["end_1"]
    assert due.errands[0].to == SECOND


@pytest.mark.asyncio
async def test_what_is_due_later_says_when(database: Database) -> None:
    outbox = await filled(database, "a")

    before = await outbox.due(NOW - timedelta(seconds=1), (), 10)

    assert (list(before.errands), before.next_at) == ([], NOW)
    assert (await outbox.due(NOW, {FIRST.id}, 10)).next_at is None


@pytest.mark.asyncio
async def test_a_delivery_nobody_settled_is_still_due(database: Database) -> None:
    outbox = await filled(database, "a")

    first, second = await outbox.due(NOW, (), 10), await outbox.due(NOW, (), 10)

    assert first == second
    assert len(first.errands) == 1


@pytest.mark.asyncio
async def test_settling_gives_what_is_next_in_the_same_queue(database: Database) -> None:
    outbox = await filled(database, "a", "b", "c")
    (errand,) = (await outbox.due(NOW, (), 10)).errands

    following = await outbox.settle(errand, attempted(errand, 200, NOW + timedelta(seconds=1)), DONE)
    assert following is not None
    nothing = await outbox.settle(following, attempted(following, 200, NOW + timedelta(seconds=1)), DONE)

    assert following.message.fields["lead"] == "b"
    assert nothing is None
    assert (await outbox.due(NOW, (), 10)).next_at == NOW + timedelta(seconds=2)


@pytest.mark.asyncio
async def test_what_is_being_attempted_is_not_given_but_what_stands_behind_it(database: Database) -> None:
    outbox = await filled(database, "a", "b", "c")
    at = NOW + timedelta(seconds=9)
    (first,) = (await outbox.due(at, (), 10)).errands

    (second,) = (await outbox.due(at, (), 10, [first.id])).errands
    third = await outbox.settle(first, attempted(first, 200, at), DONE, [first.id, second.id])

    assert third is not None
    assert [each.message.fields["lead"] for each in (first, second, third)] == ["a", "b", "c"]
    assert await outbox.settle(second, attempted(second, 200, at), DONE, [second.id, third.id]) is None
    assert await outbox.due(at, (), 10, [third.id]) == Due(errands=[], next_at=None)


@pytest.mark.asyncio
async def test_a_delivery_that_failed_for_now_is_due_again_and_counts_its_tries(database: Database) -> None:
    outbox = await filled(database, "a")
    (errand,) = (await outbox.due(NOW, (), 10)).errands

    await outbox.settle(errand, attempted(errand), AGAIN)

    early, late = await outbox.due(NOW, (), 10), await outbox.due(LATER, (), 10)
    assert (list(early.errands), early.next_at) == ([], LATER)
    assert [(each.tries, each.attempts, each.message.id) for each in late.errands] == [(1, 1, "msg_a")]


@pytest.mark.asyncio
async def test_a_paused_receiver_is_left_alone_whatever_waits_for_it(database: Database) -> None:
    outbox = await filled(database, "a", "b")
    (errand,) = (await outbox.due(NOW, (), 10)).errands

    slow = Settlement(state=DeliveryState.waiting, due_at=LATER, paused_until=LATER)
    following = await outbox.settle(errand, attempted(errand, 429, NOW + timedelta(seconds=5)), slow)

    paused = await outbox.due(NOW + timedelta(seconds=5), (), 10)
    assert following is None
    assert (list(paused.errands), paused.next_at) == ([], LATER)
    assert len((await outbox.due(LATER, (), 10)).errands) == 1


@pytest.mark.asyncio
async def test_a_receiver_that_is_gone_gets_nothing_and_what_waits_is_kept(database: Database) -> None:
    outbox = await filled(database, "a", "b")
    (errand,) = (await outbox.due(NOW, (), 10)).errands

    await outbox.settle(errand, attempted(errand, 410), replace(FAILED, gone=True))

    (endpoint,) = await DatabaseEndpoints(database).endpoints(ROADSHOW)
    assert endpoint.state is EndpointState.gone
    assert await outbox.due(LATER, (), 10) == await outbox.due(LATER, {FIRST.id}, 10)
    assert await outbox.waiting() == (1, 0)


@pytest.mark.asyncio
async def test_the_log_of_deliveries_shows_every_attempt_the_latest_delivery_first(database: Database) -> None:
    outbox = await filled(database, "a", "b", "c")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    await outbox.settle(errand, attempted(errand), AGAIN)
    (errand,) = (await outbox.due(LATER, {"end_0"}, 10)).errands
    await outbox.settle(errand, attempted(errand, None), DONE)

    everything = await outbox.deliveries(ROADSHOW, None, None, 10)
    waiting = await outbox.deliveries(ROADSHOW, DeliveryState.waiting, None, 1)
    rest = await outbox.deliveries(ROADSHOW, DeliveryState.waiting, everything[0].id, 10)

    leads = [each.message.fields["lead"] for each in everything]
    assert leads == ["c", "b", "a"]
    assert [each.id for each in waiting] == [everything[0].id]
    assert everything[0].id not in {each.id for each in rest}
    made = {each.message.fields["lead"]: each for each in everything}
    assert sorted(len(each.attempts) for each in everything) == [0, 1, 1]
    assert made["a"].attempts == [attempted(replace(errand, attempts=0))]
    assert list(await outbox.deliveries(RoadshowId("rsh_other"), None, None, 10)) == []


@pytest.mark.asyncio
async def test_a_replay_keeps_the_identity_begins_the_table_anew_and_ends_a_pause(database: Database) -> None:
    outbox = await settled_once(database)
    (before,) = await outbox.deliveries(ROADSHOW, DeliveryState.failed, None, 10)
    await DatabaseEndpoints(database).replace(replace(FIRST, paused_until=LATER + timedelta(hours=5)))

    elsewhere = await outbox.replay(RoadshowId("rsh_other"), before.id, LATER)
    there = await outbox.replay(ROADSHOW, before.id, LATER)
    unknown = await outbox.replay(ROADSHOW, DeliveryId(99), LATER)

    (errand,) = (await outbox.due(LATER, (), 10)).errands
    assert (elsewhere, there, unknown) == (False, True, False)
    assert (errand.message.id, errand.tries, errand.attempts) == (before.message.id, 0, 1)


@pytest.mark.asyncio
async def test_all_that_failed_at_an_endpoint_is_replayed_and_nothing_else(database: Database) -> None:
    await DatabaseEndpoints(database).add(SECOND, 10)
    outbox = await filled(database, "a", "b", "c")
    await outbox.post(note("d"), SECOND.id)
    for settlement in (FAILED, DONE, FAILED):
        errand = next(each for each in (await outbox.due(LATER, (), 10)).errands if each.queue == FIRST.id)
        await outbox.settle(errand, attempted(errand), settlement)

    assert await outbox.replay_failed(ROADSHOW, SECOND.id, LATER) == 0
    assert await outbox.replay_failed(ROADSHOW, FIRST.id, LATER) == 2
    assert await outbox.waiting() == (3, 0)


@pytest.mark.asyncio
async def test_settling_what_was_removed_meanwhile_leaves_no_trace(database: Database) -> None:
    outbox = await filled(database, "a")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    await DatabaseEndpoints(database).remove(ROADSHOW, FIRST.id)

    assert await outbox.settle(errand, attempted(errand), AGAIN) is None

    assert await database.run(lambda connection: connection.execute(select(attempt)).all()) == []


@pytest.mark.asyncio
async def test_what_is_over_is_forgotten_after_a_while_and_what_waits_never(database: Database) -> None:
    outbox = await filled(database, "a", "b")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    await outbox.settle(errand, attempted(errand), DONE)

    await outbox.forget(NOW)
    kept = len(await outbox.deliveries(ROADSHOW, None, None, 10))
    await outbox.forget(NOW + timedelta(days=400))

    left = [each.message.id for each in await outbox.deliveries(ROADSHOW, None, None, 10)]
    messages = await database.run(lambda connection: connection.execute(select(message.c.id)).scalars().all())
    assert (kept, left, list(messages)) == (2, ["msg_b"], ["msg_b"])


@pytest.mark.asyncio
async def test_the_heads_of_queues_come_from_the_index_of_those_that_wait(database: Database) -> None:
    await filled(database, "a")
    query = HEAD.with_only_columns(delivery.c.id).params(wanted="end_1", flying=[DeliveryId(7)])

    def explained(connection: Connection) -> str:
        text = query.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}").all())
        # It would read so few rows in any order.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        return str(connection.exec_driver_sql(f"EXPLAIN {text}").all())

    plan = await database.run(explained)

    assert "delivery_waiting" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.asyncio
async def test_what_a_clock_ahead_has_put_off_and_nobody_tried_is_due_when_it_is_hastened(database: Database) -> None:
    outbox = await filled(database, "a")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    await outbox.settle(errand, attempted(errand), AGAIN)
    await outbox.post(note("b", NOW + timedelta(hours=1)), FIRST.id)

    await outbox.hasten(NOW, tried=False)

    states = {each.message.fields["lead"]: each.due_at for each in await outbox.deliveries(ROADSHOW, None, None, 10)}
    assert states == {"a": LATER, "b": NOW}


@pytest.mark.asyncio
async def test_all_that_waits_and_whoever_rests_is_hastened_where_the_clock_went_back(
    database: Database,
) -> None:
    outbox = await filled(database, "a")
    (errand,) = (await outbox.due(NOW, (), 10)).errands
    paused = Settlement(state=DeliveryState.waiting, due_at=LATER, paused_until=LATER)
    await outbox.settle(errand, attempted(errand), paused)

    await outbox.hasten(NOW, tried=True)

    assert [each.id for each in (await outbox.due(NOW, (), 10)).errands] == [errand.id]


@pytest.mark.asyncio
async def test_what_is_over_is_not_hastened(database: Database) -> None:
    outbox = await settled_once(database)

    await outbox.hasten(NOW - timedelta(hours=1), tried=True)

    assert (await outbox.due(LATER, (), 10)).errands == []
