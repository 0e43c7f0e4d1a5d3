"""How secrets are kept: as a digest, because each has at least 128 random bits and needs no salt or stretching."""

from hashlib import sha256

LONGEST = 128


def digest(secret: str) -> bytes:
    """What is stored of a secret, and looked up by."""
    return sha256(secret[:LONGEST].encode()).digest()
