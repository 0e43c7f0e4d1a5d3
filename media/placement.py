"""At which worker the next viewer is served best: each worker that serves a room costs its home a relayed copy."""

from collections.abc import Collection, Mapping

SLACK = 50
"""Sessions a worker that serves the room already may have more than another, and still be the better choice."""
SHARE = 1.25


def least_loaded(loads: Mapping[int, int]) -> int:
    """The worker with the fewest sessions."""
    return min(loads, key=lambda worker: (loads[worker], worker))


def choose(loads: Mapping[int, int], serving: Collection[int]) -> int:
    """The least loaded worker that serves the room already, unless another has clearly more room."""
    least = least_loaded(loads)
    near = {worker: loads[worker] for worker in serving if worker in loads}
    if not near:
        return least
    nearest = least_loaded(near)
    return nearest if loads[nearest] <= loads[least] * SHARE + SLACK else least
