"""`python -m server` is `roadshow`."""

import sys

from server import logs
from server.cli import main


def start() -> None:
    """Run the command line; what it logs goes to standard error, so that standard output is for who reads or pipes."""
    logs.configure("warning")
    sys.exit(main())


if __name__ == "__main__":
    start()
