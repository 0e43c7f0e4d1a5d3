"""A check that no defect turns red is decoration: each planted one must be found, by the clause that is about it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench.soak import defects
from tests.bench.soak.inside import Inside

Plant = Callable[[pytest.MonkeyPatch], None]


@pytest.mark.asyncio
@pytest.mark.parametrize("seed", [7, 11])
async def test_a_server_without_a_defect_keeps_every_clause(tmp_path: Path, seed: int) -> None:
    inside = Inside(tmp_path, seed, least={"ok": 200, "unknown": 10})

    assert await inside.violations() == {}
    assert len({(sight.viewer, sight.connection) for sight in inside.history.sights}) > 8


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("plant", "clauses"),
    [
        (defects.acknowledge_early, {"acknowledged"}),
        (defects.tell_early, {"watched", "totals"}),
        (defects.leave_keys_unindexed, {"once"}),
        (defects.decide_again, {"once"}),
        (defects.attach_late, {"watched"}),
        (defects.show_everything, {"hidden"}),
    ],
)
async def test_a_planted_defect_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plant: Plant, clauses: set[str]
) -> None:
    plant(monkeypatch)

    found = await Inside(tmp_path).violations()

    assert clauses <= found.keys(), found


@pytest.mark.asyncio
async def test_two_who_write_one_log_without_knowing_of_each_other_keep_every_clause(tmp_path: Path) -> None:
    inside = Inside(tmp_path, rivals=True, least={"ok": 100})

    assert await inside.violations() == {}


@pytest.mark.asyncio
async def test_a_writer_that_nothing_fences_off_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    defects.leave_the_log_unfenced(monkeypatch)

    found = await Inside(tmp_path, rivals=True).violations()

    assert "acknowledged" in found
