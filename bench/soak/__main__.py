"""`make soak`: every trial, one after the other, a line each, and all of it as JSON; status 1 where anything failed."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from time import monotonic
from typing import Final

import msgspec
from msgspec import Struct

from bench.malformed import trials as malformed
from bench.soak import clocks, cluster, cuts, disk, disks, kills, nets, nodes, order, postgres, restarts
from bench.soak.result import Trial

RESULT: Final = Path(".cache/soak.json")


class Kind(Struct, frozen=True):
    """One kind of trial: its size in ten minutes and in a long soak, and why a machine cannot do it."""

    run: Callable[[Path, int, int], Awaitable[Trial]]
    size: int
    long: int
    missing: Callable[[], str] = lambda: ""


TRIALS: Final[dict[str, Kind]] = {
    "kills": Kind(kills.run, 40, 1000),
    "cuts": Kind(cuts.run, 20, 200, disk.missing),
    "order": Kind(order.run, 200, 2000, order.missing),
    "full": Kind(disks.full, 2, 10, disk.missing),
    "read-only": Kind(disks.read_only, 2, 10, disk.missing),
    "broken": Kind(disks.broken, 2, 20, order.missing),
    "clocks": Kind(clocks.run, 2, 20, clocks.missing),
    "resets": Kind(nets.resets, 6, 60),
    "stall": Kind(nets.stalls, 30, 30),
    "half-open": Kind(nets.half_open, 2, 10),
    "loss": Kind(nets.loss, 20, 300, nets.missing_loss),
    "restarts": Kind(restarts.run, 4, 50),
    "malformed-sockets": Kind(malformed.sockets, 4000, 200_000),
    "malformed-offers": Kind(malformed.offers, 1000, 10_000),
    "postgres": Kind(postgres.run, 2, 25, cluster.missing),
    "nodes": Kind(nodes.run, 8, 160, nodes.missing),
    "upgrades": Kind(nodes.upgrade, 2, 20, nodes.missing),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what was asked for, or everything."""
    given = _parser().parse_args(arguments)
    # Whoever ends it leaves no server and no mounted disk behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    trials = []
    for name in given.trials or TRIALS:
        trials.append(trial := asyncio.run(_run(name, given.seed, given.size, long=given.long)))
        print("\n".join(trial.lines()), flush=True)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_bytes(msgspec.json.format(msgspec.json.encode(trials)))
    absent = [trial.name for trial in trials if trial.missing]
    return int(not all(trial.held for trial in trials) or bool(absent and os.environ.get("CI") == "true"))


async def _run(name: str, seed: int, size: int, *, long: bool) -> Trial:
    kind = TRIALS[name]
    if reason := kind.missing():
        return Trial(name=name, seed=seed, missing=reason)
    begun = monotonic()
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        trial = await kind.run(Path(folder), seed, size or (kind.long if long else kind.size))
    trial.seconds = monotonic() - begun
    return trial


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="soak", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("trials", nargs="*", choices=[[], *TRIALS], help="which; all without")
    parser.add_argument("--seed", type=int, default=1, help="repeats the choices of a trial (default: 1)")
    parser.add_argument("--size", type=int, default=0, help="how many kills, cuts, …, instead of the usual number")
    parser.add_argument("--long", action="store_true", help="1,000 kills, 200 power cuts and the like")
    return parser


if __name__ == "__main__":
    sys.exit(main())
