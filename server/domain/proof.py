"""What a receipt proves: its hash is computed again from what it holds, its signature checked with a house's keys.

The browser's twin is web/static/js/core/proof.js; both are tested with tests/vectors/receipts.json.
"""

import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from enum import StrEnum
from hashlib import sha256
from typing import Final
from zlib import compressobj, decompressobj

import msgspec
from msgspec.structs import replace

from server.domain.keys import KeySet
from server.domain.ledger import ENCODER, Receipt, chained, from_hex, signed_part
from server.domain.messages import UNREADABLE

LIMIT: Final = 64 * 1024
RAW: Final = -15
LINK: Final = re.compile(rb"\A(?:https?://\S*)?#([\w-]+)\Z", re.ASCII)


class Verdict(StrEnum):
    """What came of a receipt, the best last; each but the last says what is the first thing wrong with it."""

    malformed = "malformed"
    altered = "altered"
    private = "private"
    unknown = "unknown"
    forged = "forged"
    late = "late"
    genuine = "genuine"


def receipt_in(text: bytes) -> Receipt | None:
    """The receipt in a file, as JSON or as the link of its QR code; None where there is none."""
    if len(text) > LIMIT:
        return None
    link = LINK.search(text.strip())
    return _parsed(_inflated(link[1]) if link else text)


def packed(receipt: Receipt) -> str:
    """The receipt as a link carries it, without private text: base64url of raw DEFLATE (RFC 1951) of its JSON."""
    squeeze = compressobj(level=9, wbits=RAW)
    content = ENCODER.encode(replace(receipt, salt="", private=""))
    return urlsafe_b64encode(squeeze.compress(content) + squeeze.flush()).decode().rstrip("=")


def _inflated(text: bytes) -> bytes:
    try:
        return decompressobj(wbits=RAW).decompress(urlsafe_b64decode(text + b"=" * (-len(text) % 4)), LIMIT)
    except (zlib.error, Error):
        return b""


def _parsed(text: bytes) -> Receipt | None:
    try:
        return msgspec.json.decode(text, type=Receipt)
    except UNREADABLE:
        return None


def judge(receipt: Receipt, keys: KeySet) -> Verdict:
    """Whether the receipt's hash is that of its content, and signed by one of the keys while it signed."""
    try:
        fits, own = _fits(receipt), _is_own_text(receipt)
    except (ValueError, OverflowError):
        return Verdict.malformed
    if not fits:
        return Verdict.altered
    return _signed(receipt, keys) if own else Verdict.private


def _fits(receipt: Receipt) -> bool:
    computed = chained(
        from_hex(receipt.previous, 32),
        receipt.roadshow,
        receipt.seq,
        receipt.at,
        receipt.by,
        receipt.body.encode(),
        from_hex(receipt.digest, 0, 32),
    )
    return computed == from_hex(receipt.hash, 32)


def _is_own_text(receipt: Receipt) -> bool:
    if not receipt.private and not receipt.salt:
        return True
    return sha256(from_hex(receipt.salt) + receipt.private.encode()).hexdigest() == receipt.digest


def _signed(receipt: Receipt, keys: KeySet) -> Verdict:
    key = keys.named(receipt.key)
    if key is None:
        return Verdict.unknown
    if not key.signed(signed_part(bytes.fromhex(receipt.hash)), receipt.signature):
        return Verdict.forged
    return Verdict.late if key.retired(receipt.at) else Verdict.genuine
