"""The signing key of this server: one Ed25519 key in a file that only its owner reads."""

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


class FileSigner:
    """Signs with the key in a file; the key's name is the start of the SHA-256 of its public half."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        """Take the key."""
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._key = sha256(self.public).hexdigest()[:16]

    @classmethod
    def at(cls, path: Path) -> "FileSigner":
        """The key at a path, made there at the first start."""
        if not path.exists():
            _write(path, Ed25519PrivateKey.generate())
        return cls(Ed25519PrivateKey.from_private_bytes(path.read_bytes()))

    @property
    def key(self) -> str:
        """The name receipts carry."""
        return self._key

    def sign(self, content: bytes) -> str:
        """Deterministic, as RFC 8032 has it."""
        return b64encode(self._private.sign(content)).decode()


def _write(path: Path, private: Ed25519PrivateKey) -> None:
    raw = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
