"""The short form of every trial, and of those that only a real process can be put on, the defects they must find."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from bench.soak import clocks, cluster, cuts, disk, disks, kills, nets, nodes, order, postgres, restarts
from bench.soak.result import Trial
from bench.soak.scene import Crowd

CROWD = Crowd(investors=10, voters=3, watchers=3, pause=0.05, answer=3.0, silent=4.0)
DEFECTS = ("-m", "tests.bench.soak.defects")

Run = Callable[[Path, int, int, Crowd], Awaitable[Trial]]


def need(reason: str) -> None:
    """Where a test has to run, what it lacks is a failure."""
    if reason and os.environ.get("CI") == "true":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


@pytest.mark.asyncio
@pytest.mark.timeout(480)
@pytest.mark.parametrize(
    ("run", "size", "reason", "counted"),
    [
        pytest.param(kills.run, 3, "", {"kills": 3}, id="kills"),
        pytest.param(cuts.run, 3, disk.missing(), {"cuts": 3}, id="cuts"),
        pytest.param(disks.full, 1, disk.missing(), {"times full": 1}, id="full"),
        pytest.param(disks.read_only, 1, disk.missing(), {"times read-only": 1}, id="read-only"),
        pytest.param(disks.broken, 1, order.missing(), {"failed syncs": 2}, id="broken"),
        pytest.param(clocks.run, 1, clocks.missing(), {"jumps": 3}, id="clocks"),
        pytest.param(nets.resets, 2, "", {}, id="resets"),
        pytest.param(nets.stalls, 4, "", {"s stalled": 4}, id="stall"),
        pytest.param(nets.half_open, 1, "", {}, id="half-open"),
        pytest.param(nets.loss, 3, nets.missing_loss(), {"s with loss": 3}, id="loss"),
        pytest.param(restarts.run, 1, "", {"restarts": 1}, id="restarts"),
        pytest.param(postgres.run, 1, cluster.missing(), {"faults": 4}, id="postgres"),
        pytest.param(nodes.run, 4, nodes.missing(), {"faults": 4}, id="nodes"),
        pytest.param(nodes.upgrade, 1, nodes.missing(), {"upgrades": 1}, id="upgrades"),
    ],
)
async def test_nothing_acknowledged_is_lost_and_everybody_ends_with_the_same(
    tmp_path: Path, run: Run, size: int, reason: str, counted: dict[str, int]
) -> None:
    need(reason)

    trial = await run(tmp_path, 5, size, CROWD)

    assert trial.violations == {}
    assert counted.items() <= trial.counts.items()
    assert trial.counts["acknowledged"] > 20


@pytest.mark.asyncio
async def test_a_disk_that_is_written_to_while_it_is_copied_is_copied_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = tmp_path / "disk"
    image.write_bytes(b"before")
    copying, writes = disk.run, [b"meanwhile", b"again"]

    async def run(*command: str) -> str:
        said = await copying(*command)
        if writes:
            image.write_bytes(writes.pop(0))
        return said

    monkeypatch.setattr(disk, "run", run)
    await disk.copied(image, tmp_path / "copy")

    assert (tmp_path / "copy").read_bytes() == b"again"

    writes += [b"never still"] * disk.COPIES
    with pytest.raises(OSError, match="was written to during each"):
        await disk.copied(image, tmp_path / "copy")


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_a_log_that_is_not_synced_is_found_after_a_power_cut(tmp_path: Path) -> None:
    need(disk.missing())

    trial = await cuts.run(tmp_path, 5, 1, CROWD, *DEFECTS, "normal")

    assert "acknowledged" in trial.violations


@pytest.mark.asyncio
@pytest.mark.timeout(240)
async def test_a_clock_that_jumps_is_felt_by_the_server(tmp_path: Path) -> None:
    need(clocks.missing())

    trial = await clocks.run(tmp_path, 5, 1, replace(CROWD, investors=4, voters=0))

    assert trial.counts["entries dated before the one before"] >= 1
