import pytest
from sqlalchemy import select

from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.catalog_tables import session, session_person
from server.storage.database import Database
from tests.contracts.account_store import LATER, NOW, AccountStoreContract, entrance, founded


class TestDatabaseAccounts(AccountStoreContract):
    @pytest.fixture
    def store(self, database: Database) -> DatabaseAccounts:
        return DatabaseAccounts(database)

    @pytest.fixture
    def catalog(self, database: Database) -> DatabaseCatalog:
        return DatabaseCatalog(database)

    @pytest.mark.asyncio
    async def test_ended_sessions_are_swept_out_when_somebody_comes_in(
        self, store: DatabaseAccounts, catalog: DatabaseCatalog, database: Database
    ) -> None:
        await founded(store, catalog)

        await store.enter(entrance(2), LATER)

        assert await database.run(lambda connection: connection.scalars(select(session.c.id)).all()) == ["ses_2"]
        assert len(await database.run(lambda connection: connection.execute(select(session_person)).all())) == 1

    @pytest.mark.asyncio
    async def test_one_person_has_one_seat_in_a_roadshow(
        self, store: DatabaseAccounts, catalog: DatabaseCatalog
    ) -> None:
        await founded(store, catalog)
        await store.enter(entrance(2), NOW)

        with pytest.raises(Exception, match=r"UNIQUE|unique"):
            await store.enter(entrance(2), NOW)
