"""FFmpeg's WHIP muxer as PyAV's wheel brings it, which is a build with GnuTLS."""

import sys
from pathlib import Path

import pytest
from aiortc import RTCCertificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.clients.muxer import HEIGHT, WIDTH
from tests.clients.program import HERE, started
from tests.clients.reference import viewing
from tests.clients.venue import Seat

pytestmark = pytest.mark.asyncio(loop_scope="session")


def muxer(seat: Seat, *identity: str) -> tuple[str, ...]:
    return (sys.executable, str(HERE / "muxer.py"), seat.whip, seat.token, *identity)


def p256(folder: Path) -> tuple[str, str]:
    """A certificate on the curve of WebRTC (RFC 8827 section 6.5), as `cert_file` and `key_file` want it."""
    made = RTCCertificate.generateCertificate()
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made._cert.public_bytes(Encoding.PEM))
    key.write_bytes(made._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return str(certificate), str(key)


async def test_ffmpeg_publishes_with_a_certificate_on_p256(seat: Seat, tmp_path: Path) -> None:
    async with started(*muxer(seat, *p256(tmp_path))) as publisher, viewing(seat) as viewer:
        await viewer.sees(WIDTH, HEIGHT)
        await viewer.receives("audio", "video")

        assert await publisher.dismiss() == 0


async def test_ffmpegs_own_certificate_is_on_a_curve_that_openssl_has_given_up(seat: Seat) -> None:
    """It makes one on secp224r1, and OpenSSL 4 has no such group for TLS: "wrong curve", whoever is the server.

    Once this fails, a newer FFmpeg asks for P-256 by itself, and docs/operations.md need not explain it any more.
    """
    async with started(*muxer(seat)) as publisher:
        assert "DTLS session failed" in (await publisher.says("failed"))["failed"]
        assert await publisher.ends() == 1
