"""`make bench-media`: our worker and Janus in turn under the load of a roadshow, then a first picture in Chromium."""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from msgspec import json

from bench.media import janus
from bench.media.figures import Figures, compare, report
from bench.media.load import Level

LEVELS = (100, 300, 900)
COMPARED = (100, 300)
"""At 900 viewers Janus would need more than a core."""
QUICK = Level(viewers=100, seconds=2.0, storm=20)
LONGEST = 150.0
"""Seconds one run may take."""
PRIORITY = -10


def main() -> None:
    """Print what was measured."""
    given = _arguments()
    with suppress(PermissionError):
        # What else runs here is not to be measured.
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    levels = [QUICK] if given.quick else [Level(viewers=viewers) for viewers in given.viewers]
    absent = "" if given.quick else janus.missing()
    for level in levels:
        beside = not given.quick and not absent and level.viewers in COMPARED
        for line in _level(level, 1 if given.quick else given.rounds, beside=beside):
            print(line, flush=True)
    if absent:
        print(absent)
    if not given.quick:
        subprocess.run([sys.executable, "-m", "bench.media.picture"], check=True, timeout=LONGEST)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.media", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="100 viewers for two seconds, and nothing else")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each level (default: %(default)s)")
    parser.add_argument("--viewers", type=int, nargs="+", default=LEVELS, help="levels (default: %(default)s)")
    return parser.parse_args()


def _level(level: Level, rounds: int, *, beside: bool) -> Iterator[str]:
    ours: list[Figures] = []
    theirs: list[Figures] = []
    for _ in range(rounds):
        ours.append(_run("bench.media.roadshow", level))
        if beside:
            theirs.append(_run("bench.media.janus", level, janus.apart()))
    yield from report("Roadshow, one worker", ours)
    if theirs:
        yield from report("Janus, event_loops = 2", theirs, judged=False)
        yield compare(ours, theirs)


def _run(module: str, level: Level, before: Sequence[str] = ()) -> Figures:
    """One run in a process of its own, so that no run inherits another's memory."""
    command = [*before, sys.executable, "-m", module, json.encode(level).decode()]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=LONGEST)
    return json.decode(done.stdout, type=Figures)


if __name__ == "__main__":
    main()
