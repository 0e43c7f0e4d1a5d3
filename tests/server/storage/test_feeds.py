import pytest

from server.storage.accounts import DatabaseAccounts
from server.storage.catalog import DatabaseCatalog
from server.storage.database import Database
from server.storage.feeds import DatabaseFeeds
from tests.contracts.feed_store import FeedStoreContract


class TestDatabaseFeeds(FeedStoreContract):
    @pytest.fixture
    def feeds(self, database: Database) -> DatabaseFeeds:
        return DatabaseFeeds(database)

    @pytest.fixture
    def store(self, database: Database) -> DatabaseAccounts:
        return DatabaseAccounts(database)

    @pytest.fixture
    def catalog(self, database: Database) -> DatabaseCatalog:
        return DatabaseCatalog(database)
