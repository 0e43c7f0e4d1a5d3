"""`roadshow keys`: the signing keys of a data folder."""

import sys
from datetime import datetime
from pathlib import Path

from server.config import BadSetting
from server.domain.keys import KeySet, PublicKey
from server.storage.keys import FILE, KeyRing, rotate


def tell(folder: Path) -> int:
    """Print the keys, the one that signs last."""
    _print(KeyRing(_existing(folder)).public())
    return 0


def renew(folder: Path, at: datetime) -> int:
    """Make a new key, and print all; a server that runs signs with it from the next receipt on."""
    _print(rotate(_existing(folder), at))
    return 0


def _existing(folder: Path) -> Path:
    path = folder / FILE
    if not path.exists():
        raise BadSetting(f"there are no keys in {folder}; the first start of the server makes one there")
    return path


def _print(keys: KeySet) -> None:
    for key in keys.keys:
        sys.stdout.write(_line(key) + "\n")


def _line(key: PublicKey) -> str:
    return f"{key.kid}  signed from {key.since} to {key.until}" if key.until else f"{key.kid}  signs since {key.since}"
