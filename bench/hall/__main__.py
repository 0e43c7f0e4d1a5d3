"""`make bench-hall`: a full hall on one server, and each figure beside its promise; bounded in time."""

import argparse
import os
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import uvloop

from bench.hall.evening import Evening, Figures
from bench.hall.house import furnish
from bench.hall.promises import Figure, beside
from bench.soak.process import Server
from server import logs

PRIORITY: Final = -10
RUNS: Final[tuple[Callable[[Evening], Awaitable[Figures]], ...]] = (
    Evening.fill,
    Evening.speak,
    Evening.rush,
    Evening.drop,
    Evening.stall,
)


def main() -> None:
    """Print what was measured; the status says whether every promise was kept."""
    given = _arguments()
    logs.configure("warning")
    with suppress(PermissionError):
        # What else runs here is not to be measured.
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    figures = uvloop.run(_measure(given.viewers, given.seconds))
    raise SystemExit(0 if all(figure.kept for figure in figures) else 1)


async def _measure(viewers: int, seconds: float) -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        hall = await furnish(Path(folder), viewers)
        # Everybody is in already, so nobody is invited; all of them come from this machine, and nobody reads the log.
        options = ("--sockets-per-address", str(viewers), "--log-level", "warning")
        server = Server(Path(folder), options=options)
        server.invitation = "none"
        async with server:
            evening = Evening(server.url, server.pid, hall, seconds)
            measured: Figures = {}
            for run in RUNS:
                measured |= await run(evening)
            evening.crowd.leave()
    figures = beside(measured)
    for line in (*evening.notes, *(figure.line() for figure in figures), _faults(evening)):
        print(line, flush=True)
    return figures


def _faults(evening: Evening) -> str:
    faults = evening.crowd.faults
    return (
        f"faults among viewers: {dict(faults)}" if faults else "every event reached every viewer, in order, unaltered"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.hall", description=main.__doc__)
    parser.add_argument("--viewers", type=int, default=10_000)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long a run takes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
