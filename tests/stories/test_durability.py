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
    assert trial.counts["answers traced"] >= INTENTS * 0.7


@pytest.mark.asyncio
@pytest.mark.timeout(120)
@pytest.mark.parametrize("defect", ["early", "normal"])
async def test_a_server_that_acknowledges_early_or_syncs_late_is_caught(tmp_path: Path, defect: str) -> None:
    need(missing())

    trial = await run(tmp_path, 3, INTENTS, CROWD, *DEFECTS, defect)

    assert trial.counts["answers traced"] >= INTENTS * 0.7
    assert "order" in trial.violations


def test_an_answer_without_a_sync_since_it_was_asked_for_is_early_but_for_one_given_again() -> None:
    asked = r'1 read(7<TCP>, "POST /api/seats/s/commands HTTP/1.1\r\nIdempotency-Key: key-1\r\n"..., 65536) = 300'
    synced = "2 fsync(9</d/roadshow.db-wal>) = 0"
    answered = r'1 sendto(7<TCP>, "HTTP/1.1 200 OK\r\n{\"seq\":4,\"at\":0,\"receipt\":{\"roadshow\"...) = 900'

    assert early_answers([asked, synced, answered, asked, answered]) == (1, 0)
    assert early_answers([synced, asked, answered, synced]) == (1, 1)
