"""No acknowledgement leaves before the write-ahead log is synced, seen in the system calls of the server itself.

A kill cannot show this, because the page cache survives it. The defects that this must catch are planted to see that it
does.
"""

from pathlib import Path

import pytest

from bench.soak.order import CROWD, early_answers, missing, run
from tests.bench.soak.test_soak import DEFECTS, need

INTENTS = 60


@pytest.mark.asyncio
@pytest.mark.timeout(120)
async def test_every_acknowledgement_leaves_after_the_sync(tmp_path: Path) -> None:
    need(missing())

    trial = await run(tmp_path, 3, INTENTS)

    assert trial.violations == {}
    assert trial.counts["answers traced"] >= INTENTS


@pytest.mark.asyncio
@pytest.mark.timeout(120)
@pytest.mark.parametrize("defect", ["early", "normal"])
async def test_a_server_that_acknowledges_early_or_syncs_late_is_caught(tmp_path: Path, defect: str) -> None:
    need(missing())

    trial = await run(tmp_path, 3, INTENTS, CROWD, *DEFECTS, defect)

    assert trial.counts["answers traced"] >= INTENTS
    assert "order" in trial.violations


def test_an_answer_between_a_write_and_its_sync_is_early() -> None:
    written, synced = "1 pwrite64(9</d/roadshow.db-wal>, ...) = 4096", "1 fsync(9</d/roadshow.db-wal>) = 0"
    answered = r'2 sendto(7<TCP>, "HTTP/1.1 200 OK\r\n{\"seq\":4,\"receipt\":{\"roadshow\"...) = 900'

    assert early_answers([written, synced, answered]) == (1, 0)
    assert early_answers([written, answered, synced, answered]) == (2, 1)
