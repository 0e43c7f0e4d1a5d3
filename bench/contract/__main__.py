"""The contract tried at length: rounds of made-up requests, each on a new server and house, until there were enough."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import Final

from bench.contract.fuzz import Outcome, tried
from bench.contract.scene import staged

EXAMPLES: Final = 8
"""Valid cases of each operation in one round; half as many are invalid."""


async def run(requests: int, seed: int) -> Outcome:
    """What came of so many requests at least; a line and what broke for each round."""
    outcome, begun = Outcome(), monotonic()
    while outcome.requests < requests:
        with tempfile.TemporaryDirectory() as folder:
            async with staged(Path(folder)) as scene:
                found = await tried(scene, seed, EXAMPLES)
        for sort in set(found.breaks) - set(outcome.breaks):
            print(f"broken: {sort}\n  {found.breaks[sort]}", flush=True)
        outcome += found
        print(f"seed {seed}: {outcome.told()} in {monotonic() - begun:.0f} s", flush=True)
        seed += 1
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Try it; status 1 if anything broke the contract."""
    parser = argparse.ArgumentParser(prog="python -m bench.contract", description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    return 1 if asyncio.run(run(given.requests, given.seed)).breaks else 0


if __name__ == "__main__":
    sys.exit(main())
