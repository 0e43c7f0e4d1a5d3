"""The short form of what is malformed, on a real server, and defects that it must find."""

from pathlib import Path

import pytest

from bench.malformed import trials

DEFECTS = ("-m", "tests.bench.malformed.defects")


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_malformed_frames_and_messages_end_as_they_must_and_nobody_else_notices(tmp_path: Path) -> None:
    trial = await trials.sockets(tmp_path, 11, 300)

    assert trial.violations == {}
    assert (trial.counts["malformed frames"], trial.counts["malformed messages"]) == (150, 150)
    assert trial.counts["packets"] > 0


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_mutated_offers_are_answered_and_nobody_else_notices(tmp_path: Path) -> None:
    trial = await trials.offers(tmp_path, 11, 150)

    assert trial.violations == {}
    assert trial.counts["mutated offers"] == 150
    assert trial.counts["mutated fragments"] > 0


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_a_server_that_complains_and_is_held_up_is_found(tmp_path: Path) -> None:
    trial = await trials.sockets(tmp_path, 11, 40, *DEFECTS)

    assert "log" in trial.violations
    assert trial.counts["ms of it the server's at the socket"] > trials.STALL
