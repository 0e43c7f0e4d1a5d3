"""`roadshow keys`: the signing keys of a data folder."""

import sys
from datetime import datetime
from pathlib import Path

from server.domain.keys import KeySet, PublicKey
from server.offline.data import ring_of
from server.storage.keys import FILE, rotate


def tell(folder: Path) -> int:
    """Print the keys, the one that signs last."""
    _print(ring_of(folder).public())
    return 0


def renew(folder: Path, at: datetime) -> int:
    """Make a new key, and print all; a server that runs signs with it from the next receipt on."""
    ring_of(folder)
    _print(rotate(folder / FILE, at))
    return 0


def _print(keys: KeySet) -> None:
    for key in keys.keys:
        sys.stdout.write(_line(key) + "\n")


def _line(key: PublicKey) -> str:
    return f"{key.kid}  signed from {key.since} to {key.until}" if key.until else f"{key.kid}  signs since {key.since}"
