"""Verifies an export from docs/proof.md alone: the standard library, `cryptography`, and nothing of this project.

usage: verify_export.py EXPORT [JWKS]    prints what was found; status 0 where everything holds
"""

import base64
import hashlib
import json
import struct
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def framed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def public_keys(jwks: list[dict[str, Any]]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for jwk in jwks:
        raw = base64.urlsafe_b64decode(jwk["x"] + "=")
        assert jwk["kty"] == "OKP"
        assert jwk["crv"] == "Ed25519"
        assert jwk["kid"] == hashlib.sha256(raw).hexdigest()[:16], "a key under a false name"
        found[jwk["kid"]] = raw
        if "after" in jwk and jwk["after"]["kid"] in found:
            before = found[jwk["after"]["kid"]]
            statement = b"roadshow.key.v1" + before + raw + jwk["since"].encode()
            verify(before, jwk["after"]["signature"], statement)
    return found


def verify(raw: bytes, signature: str, content: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(raw).verify(base64.b64decode(signature), content)


def verify_head(head: dict[str, Any], keys: dict[str, bytes]) -> None:
    content = framed(
        head["roadshow"].encode(), struct.pack(">Q", head["seq"]), head["at"].encode(), bytes.fromhex(head["hash"])
    )
    verify(keys[head["key"]], head["signature"], b"roadshow.head.v1" + content)


def entry_hash(previous: bytes, roadshow: str, entry: dict[str, Any]) -> bytes:
    return sha256(
        framed(
            previous,
            roadshow.encode(),
            struct.pack(">Q", entry["seq"]),
            entry["at"].encode(),
            entry["by"].encode(),
            entry["body"].encode(),
            bytes.fromhex(entry["digest"]),
        )
    )


def main(path: str, jwks: str = "") -> None:
    with open(path, encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line) for line in file]
    header, entries, last = lines[0], lines[1:-1], lines[-1]
    assert header["type"] == "roadshow.log"
    assert header["version"] == 1
    assert last["type"] == "roadshow.head", "cut"
    keys = public_keys(json.loads(Path(jwks).read_text(encoding="utf-8"))["keys"] if jwks else header["keys"])
    roadshow = header["roadshow"]
    previous = sha256(b"roadshow.log.v1" + roadshow.encode())
    assert header["genesis"] == previous.hex()
    heads = {head["seq"]: head for head in [*header["heads"], last["head"]]}
    texts = 0
    for place, entry in enumerate(entries, start=1):
        assert entry["seq"] == place, f"entry {place} is not in its place"
        previous = entry_hash(previous, roadshow, entry)
        assert entry["hash"] == previous.hex(), f"entry {place} was altered"
        if "private" in entry:
            texts += 1
            digest = sha256(bytes.fromhex(entry["salt"]) + entry["private"].encode())
            assert entry["digest"] == digest.hex(), f"the private text of entry {place} was altered"
        if place in heads:
            head = heads.pop(place)
            assert (head["roadshow"], head["at"], head["hash"]) == (roadshow, entry["at"], entry["hash"])
            verify_head(head, keys)
    assert not heads, f"entries are missing up to {max(heads)}"
    assert last["head"]["seq"] == len(entries)
    sys.stdout.write(f"{roadshow}: {len(entries)} entries, {texts} private texts, {len(header['heads'])} heads\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (AssertionError, InvalidSignature, ValueError, KeyError) as error:
        sys.exit(f"broken: {error!r}")
