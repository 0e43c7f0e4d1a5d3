"""The signing keys of this server: the one that signs and all that did, in one file that only its owner reads.

The file is replaced as a whole, so whoever reads it sees the keys before a rotation or after it. The private half of a
retired key is not kept: nobody can sign with it any more.
"""

import fcntl
import os
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from msgspec import Struct
from msgspec.structs import replace

from server.domain.keys import KeySet, PublicKey, Signed, Succession, public_key, succession_part
from server.domain.ledger import stamp

FILE: Final = "keys.json"
UNREAD: Final = (0, 0)


class UnreadableKeys(Exception):
    """The file holds no keys; what it held is in a backup, or lost."""


class Ring(Struct, frozen=True, kw_only=True):
    """What the file holds: the private half of the last key, and the public halves of all."""

    private: bytes
    keys: tuple[PublicKey, ...]


class KeyRing:
    """Signs with the last key of a file; a rotation counts from the next signature on, without a restart."""

    def __init__(self, path: Path) -> None:
        """Read the keys of a file that is there; raises UnreadableKeys."""
        self._path = path
        self._mark = UNREAD
        self._read()

    @classmethod
    def at(cls, path: Path, at: datetime) -> "KeyRing":
        """The keys at a path; the first is made there at the first start."""
        with _alone(path.parent):
            if not path.exists():
                private = Ed25519PrivateKey.generate()
                _write(path, Ring(private=_bytes(private), keys=(public_key(_public(private), stamp(at)),)))
        return cls(path)

    def sign(self, content: bytes) -> Signed:
        """Deterministic, as RFC 8032 has it."""
        self._read()
        return Signed(key=self._ring.keys[-1].kid, signature=b64encode(self._private.sign(content)).decode())

    def public(self) -> KeySet:
        """All keys there are and were."""
        self._read()
        return KeySet(keys=self._ring.keys)

    def _read(self) -> None:
        try:
            state = os.stat(self._path)
        except FileNotFoundError:
            # Somebody moved the file away; no word is refused for that while the key is at hand.
            if self._mark != UNREAD:
                return
            raise
        mark = (state.st_ino, state.st_mtime_ns)
        if mark != self._mark:
            self._ring, self._private = _opened(self._path)
            self._mark = mark


def rotate(path: Path, at: datetime) -> KeySet:
    """Make a new key that signs from now on, named by a last signature of the one before."""
    with _alone(path.parent):
        (ring, old), new = _opened(path), Ed25519PrivateKey.generate()
        last, since = ring.keys[-1], stamp(at)
        part = succession_part(last.raw, _public(new), since)
        signature = b64encode(old.sign(part)).decode()
        following = public_key(_public(new), since, after=Succession(kid=last.kid, signature=signature))
        keys = (*ring.keys[:-1], replace(last, until=since), following)
        _write(path, Ring(private=_bytes(new), keys=keys))
    return KeySet(keys=keys)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes that would change the keys waiting."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield
        os.fsync(opened)
    finally:
        os.close(opened)


def _opened(path: Path) -> tuple[Ring, Ed25519PrivateKey]:
    try:
        ring = msgspec.json.decode(path.read_bytes(), type=Ring)
        return ring, Ed25519PrivateKey.from_private_bytes(ring.private)
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnreadableKeys(f"{path} holds no signing keys ({error}); restore it from a backup") from error


def _write(path: Path, ring: Ring) -> None:
    """Replace the file; what is there after a power cut is the one or the other."""
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    made = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(ring)))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def _bytes(private: Ed25519PrivateKey) -> bytes:
    return private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())


def _public(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
