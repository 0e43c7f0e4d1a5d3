import pytest

from server.storage.database import Database
from server.storage.texts import DatabaseTexts
from tests.contracts.text_store import TextStoreContract


class TestTexts(TextStoreContract):
    @pytest.fixture
    def texts(self, database: Database) -> DatabaseTexts:
        return DatabaseTexts(database)
