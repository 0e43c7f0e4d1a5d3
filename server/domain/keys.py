"""The public keys of a house: how each is named, published and followed by the next, and what a signature is worth.

Published as a JWK Set (RFC 7517) of Ed25519 keys (RFC 8037). Members of ours say since when a key signs, until when it
did, and by which signature of the key before it was named as the next.
"""

from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

NAME: Final = 16
LEEWAY: Final = timedelta(minutes=1)
"""A statement that was on its way while its key was retired is none that came too late."""


class Signed(Struct, frozen=True, kw_only=True):
    """An Ed25519 signature (RFC 8032) in base64, and the name of the key it is by."""

    key: str
    signature: str


class Succession(Struct, frozen=True, kw_only=True):
    """The key before, by its last act, names the one that follows; the signature is in base64."""

    kid: str
    signature: str


class PublicKey(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A key as it is published; the one without an `until` is the one that signs."""

    kty: Literal["OKP"]
    crv: Literal["Ed25519"]
    kid: str
    x: str
    alg: str = ""
    use: str = ""
    since: str = ""
    until: str = ""
    after: Succession | None = None

    @property
    def raw(self) -> bytes:
        """The 32 bytes; ValueError where `x` is no such thing."""
        raw = urlsafe_b64decode(self.x + "=" * (-len(self.x) % 4))
        if len(raw) != 32 or _url(raw) != self.x:
            raise ValueError("an Ed25519 key has 32 bytes")
        return raw

    def signed(self, content: bytes, signature: str) -> bool:
        """Whether this key signed the content; False for whatever is no signature or no key.

        A signature has one spelling: base64 with its padding, and nothing in the bits that are left over.
        """
        try:
            raw = b64decode(signature, validate=True)
            Ed25519PublicKey.from_public_bytes(self.raw).verify(raw, content)
        except (InvalidSignature, ValueError, Error):
            return False
        return b64encode(raw).decode() == signature

    def retired(self, at: str) -> bool:
        """Whether what is of this time is too late to be signed by this key; True where one of the times is none."""
        if not self.until:
            return False
        try:
            return datetime.fromisoformat(at) > datetime.fromisoformat(self.until) + LEEWAY
        except (ValueError, TypeError):
            return True


class KeySet(Struct, frozen=True, kw_only=True):
    """The keys of a house, the oldest first."""

    keys: tuple[PublicKey, ...]

    def named(self, kid: str) -> PublicKey | None:
        """The key of this name, if its name is its own."""
        return next((key for key in self.keys if key.kid == kid and _is_named_truly(key)), None)

    def trusting(self, more: Iterable[PublicKey]) -> "KeySet":
        """With those of the others, in order, that a key which is trusted already named as the next."""
        keys = self
        for key in more:
            before = keys.named(key.after.kid) if key.after else None
            if before and key.after and keys.named(key.kid) is None and _is_named_truly(key):
                keys = KeySet(keys=(*keys.keys, key)) if keys._follows(key, key.after) else keys
        return keys

    def doubtful(self) -> tuple[str, ...]:
        """The names of keys that say to follow another one in this set without its signature."""
        return tuple(key.kid for key in self.keys if key.after and not self._follows(key, key.after))

    def _follows(self, key: PublicKey, after: Succession) -> bool:
        before = self.named(after.kid)
        return before is None or before.signed(succession_part(before.raw, key.raw, key.since), after.signature)


def public_key(raw: bytes, since: str, *, after: Succession | None = None) -> PublicKey:
    """A key as it is published from now on."""
    x = _url(raw)
    return PublicKey(kty="OKP", crv="Ed25519", kid=name(raw), x=x, alg="EdDSA", use="sig", since=since, after=after)


def name(raw: bytes) -> str:
    """What receipts call a key: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(raw).hexdigest()[:NAME]


def succession_part(before: bytes, after: bytes, since: str) -> bytes:
    """The bytes by whose signature a key names the one that follows it."""
    return b"roadshow.key.v1" + before + after + since.encode()


def _url(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _is_named_truly(key: PublicKey) -> bool:
    try:
        return key.kid == name(key.raw)
    except (ValueError, Error):
        return False
