import stat
from base64 import b64decode
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from server.storage.keys import FileSigner


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"

    first, second = FileSigner.at(path), FileSigner.at(path)

    assert first.key == second.key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_signature_verifies_and_repeats(tmp_path: Path) -> None:
    signer = FileSigner.at(tmp_path / "signing.key")

    signature = signer.sign(b"word")

    assert signature == signer.sign(b"word")
    Ed25519PublicKey.from_public_bytes(signer.public).verify(b64decode(signature), b"word")
