import pytest
from sqlalchemy import func, select, text

from server.domain.ledger import genesis
from server.ports import Batch
from server.storage.database import Database
from server.storage.location import Location
from server.storage.log import DatabaseLog
from server.storage.tables import event
from tests.contracts.event_log import KEY, ROADSHOW, EventLogContract, batch_after, head_of

ONCE = "UNIQUE|unique"


class TestDatabaseLog(EventLogContract):
    @pytest.fixture
    def log(self, database: Database) -> DatabaseLog:
        return DatabaseLog(database)

    @pytest.mark.asyncio
    async def test_private_text_lies_apart_and_its_deletion_keeps_the_row(
        self, log: DatabaseLog, database: Database, first: Batch
    ) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        await database.run(lambda connection: connection.execute(text("DELETE FROM event_private")))

        rows = await log.read(ROADSHOW, 0, 10)
        assert rows[2].private is None
        assert rows[2].digest == first.rows[2].digest
        assert "一分钟" not in rows[2].body.decode()

    @pytest.mark.asyncio
    async def test_what_was_acknowledged_is_there_for_another_connection(
        self, log: DatabaseLog, first: Batch, location: Location
    ) -> None:
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)

        with location.reader().connect() as other:
            assert other.scalar(select(func.count()).select_from(event)) == 3

    @pytest.mark.asyncio
    async def test_a_command_is_recorded_once_even_where_nobody_looks(
        self, log: DatabaseLog, first: Batch, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("server.storage.log._results", lambda connection, roadshow, keys: {})
        await log.create(ROADSHOW, "epoch")
        await log.append(ROADSHOW, genesis(ROADSHOW), first)
        again = batch_after(head_of(first), first.entries[1].event, key=KEY)

        with pytest.raises(Exception, match=ONCE):
            await log.append(ROADSHOW, head_of(first), again)

        assert len(await log.read(ROADSHOW, 0, 10)) == 3
