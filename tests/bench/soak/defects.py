"""Planted defects, each of which a soak must find; for tests alone.

Those that show in what a process tells the kernel are planted in a server of its own: `python -m
tests.bench.soak.defects NAME serve …`.
"""

import asyncio
import sys
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, Insert, Table, delete, insert, text, update

from server.app.draft import Draft
from server.app.feed import Feed, Viewer
from server.app.orders import Order
from server.app.room import Room
from server.app.tenancy import Tenancy
from server.app.wire import Hello
from server.domain.ledger import Head
from server.domain.messages import PersonId, ProjectId, RoadshowId, Role
from server.domain.visibility import Audience
from server.ports import Batch, Key, Stored
from server.storage import log, sqlite
from server.storage.lead_tables import intent_turn, lead_signal
from server.storage.log import DatabaseLog
from server.storage.tables import event, event_private
from server.storage.tables import log as ends

LATE = 0.15


class EarlyDraft(Draft):
    """Settles as soon as somebody asks what is to be recorded."""

    def batch(self) -> Batch | None:
        self.settle()
        return super().batch()


def acknowledge_early(patch: pytest.MonkeyPatch) -> None:
    """Answer before the disk has the batch."""
    record: Any = Room._record
    patch.setitem(record.__globals__, "Draft", EarlyDraft)


def tell_early(patch: pytest.MonkeyPatch) -> None:
    """Number entries and tell viewers of them before they are on record."""

    async def record(room: Room, orders: list[Order]) -> None:
        outside = room._outside
        known = await outside.log.results(room.roadshow, {order.key for order in orders})
        draft = Draft(room.roadshow, room.state, room._head, outside.signer)
        for order in orders:
            draft.take(order, known.get(order.key), outside.clock, outside.ids)
        if batch := draft.batch():
            room.follow(room.roadshow, draft.entries, draft.state)
            await outside.log.append(room.roadshow, room._head, batch)
        room.state, room._head = draft.state, draft.head
        draft.settle()

    patch.setattr(Room, "_record", record)


def _execute(statement: str, connection: Connection) -> None:
    connection.execute(text(statement))


def _nothing(connection: Connection, roadshow: RoadshowId, keys: Collection[Key]) -> dict[Key, Stored]:
    return {}


def leave_keys_unindexed(patch: pytest.MonkeyPatch) -> None:
    """Rely on the unique index of keys, and have none."""
    upgrade = log.DatabaseLog.create

    async def create(store: DatabaseLog, roadshow: RoadshowId, epoch: str) -> None:
        for statement in ("DROP TABLE command", "CREATE TABLE command (roadshow, seat, key, digest, result)"):
            await store._database.run(partial(_execute, statement))
        await upgrade(store, roadshow, epoch)

    patch.setattr(DatabaseLog, "create", create)
    patch.setattr(log, "_results", _nothing)


def _replace(table: Table) -> Insert:
    return insert(table).prefix_with("OR REPLACE")


def decide_again(patch: pytest.MonkeyPatch) -> None:
    """Take a command that was sent again for a new one."""
    patch.setattr(log, "_results", _nothing)
    patch.setattr(log, "insert", _replace)


def attach_late(patch: pytest.MonkeyPatch) -> None:
    """Read what a viewer missed first, and put them on the feed a little later."""
    attach = Feed.attach

    def late(feed: Feed, viewer: Viewer, hello: Hello) -> None:
        attach(feed, viewer, hello)
        feed.viewers.discard(viewer)
        asyncio.get_running_loop().call_later(LATE, feed.viewers.add, viewer)

    patch.setattr(Feed, "attach", late)


def show_everything(patch: pytest.MonkeyPatch) -> None:
    """Take everybody for an organizer."""

    def of(role: Role, project: ProjectId | None, person: PersonId | None = None) -> Audience:
        return Audience(role=Role.organizer)

    patch.setattr(Audience, "of", of)


def synchronise_normally(patch: pytest.MonkeyPatch) -> None:
    """Leave the write-ahead log to be synced whenever."""
    patch.setattr(sqlite, "PRAGMAS", [line.replace("= FULL", "= NORMAL") for line in sqlite.PRAGMAS])


def leave_the_log_unfenced(patch: pytest.MonkeyPatch) -> None:
    """Write where a writer thinks that the log ends, whoever has written since, and go on without a lease."""
    append = log._append

    def anyway(connection: Connection, roadshow: RoadshowId, expected: Head, batch: Batch, *, mails: bool) -> Any:
        for table in (event_private, event, intent_turn, lead_signal):
            connection.execute(delete(table).where(table.c.roadshow == roadshow, table.c.seq > expected.seq))
        end = update(ends).where(ends.c.roadshow == roadshow)
        connection.execute(end.values(seq=expected.seq, head=expected.hash))
        return append(connection, roadshow, expected, batch, mails=mails)

    patch.setattr(log, "_append", anyway)
    patch.setattr(Tenancy, "mine", lambda tenancy, name: name in tenancy._held)


OUTSIDE: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "early": acknowledge_early,
    "normal": synchronise_normally,
    "unfenced": leave_the_log_unfenced,
}

if __name__ == "__main__":
    OUTSIDE[sys.argv.pop(1)](pytest.MonkeyPatch())
    from server.cli import main

    sys.exit(main())
