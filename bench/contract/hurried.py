"""`roadshow` with limits whose clock runs a thousand times faster: what is tried is the contract, not the patience."""

import sys
from collections.abc import Callable
from typing import Final

from server import building, cli
from server.http.limits import Limits

FASTER: Final = 1000.0


def hurried(monotonic: Callable[[], float], hall: int) -> Limits:
    """The limits of a server, for senders who are a thousand times faster."""
    return Limits(lambda: monotonic() * FASTER, hall=hall)


if __name__ == "__main__":
    vars(building)["Limits"] = hurried
    sys.exit(cli.main(sys.argv[1:]))
