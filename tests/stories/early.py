"""The server with one planted defect: it answers before the disk has the batch. For test_durability.py alone."""

import sys
from typing import Any

from server.app.draft import Draft
from server.app.room import Room
from server.cli import main
from server.ports import Batch


class EarlyDraft(Draft):
    """Settles as soon as somebody asks what is to be recorded."""

    def batch(self) -> Batch | None:
        self.settle()
        return super().batch()


def plant() -> None:
    record: Any = Room._record
    record.__globals__["Draft"] = EarlyDraft


if __name__ == "__main__":
    plant()
    sys.exit(main())
