import pytest

from server.storage.memory import MemoryLog
from tests.contracts.event_log import EventLogContract


class TestMemoryLog(EventLogContract):
    @pytest.fixture
    def log(self) -> MemoryLog:
        return MemoryLog()
