import pytest

from server.storage.database import Database
from server.storage.leases import DatabaseLeases
from tests.contracts.lease_store import LeaseStoreContract


class TestLeases(LeaseStoreContract):
    @pytest.fixture
    def leases(self, database: Database) -> DatabaseLeases:
        return DatabaseLeases(database)
