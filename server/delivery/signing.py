"""Signatures of Standard Webhooks 1.0.0: HMAC-SHA256 over id, time and body, one for each secret that is live."""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from server.domain.endpoints import Secret
from server.domain.outbox import MessageId


def headers(message: MessageId, at: datetime, body: bytes, secrets: Iterable[Secret]) -> dict[str, str]:
    """The three headers of an attempt made at `at`."""
    seconds = str(int(at.timestamp()))
    signed = f"{message}.{seconds}.".encode() + body
    signatures = (f"v1,{_signature(secret.value, signed)}" for secret in secrets)
    return {
        "webhook-id": message,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(signatures),
    }


def _signature(secret: bytes, signed: bytes) -> str:
    return b64encode(hmac.new(secret, signed, sha256).digest()).decode()
