import asyncio
import os
import sys

import pytest

from media.spare import Spare

pytestmark = pytest.mark.asyncio


async def test_the_spare_is_taken_once_and_then_a_new_worker() -> None:
    spare = Spare()
    await spare.prepare()
    await spare.prepare()

    first, second = await spare.take(), await spare.take()

    assert first.process.pid != second.process.pid
    for each in (first, second):
        await each.close()
    await spare.close()


async def test_closing_ends_the_spare() -> None:
    spare = Spare()
    await spare.prepare()
    link = await spare.take()
    await link.close()
    await spare.prepare()

    await spare.close()
    await spare.close()

    with pytest.raises(ProcessLookupError):
        os.kill(link.process.pid, 0)


async def test_who_is_cancelled_while_preparing_leaves_no_worker_behind() -> None:
    spare = Spare()
    preparing = asyncio.create_task(spare.prepare())
    await asyncio.sleep(0)

    preparing.cancel()
    await asyncio.wait([preparing])

    assert preparing.cancelled()


async def test_where_none_can_be_started_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    spare = Spare()

    await spare.prepare()

    await spare.close()
