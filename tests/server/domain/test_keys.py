from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from server.domain.keys import KeySet, Succession, name, public_key, succession_part

OLD, NEW = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
SINCE, THEN = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"


def raw(private: Ed25519PrivateKey) -> bytes:
    return private.public_key().public_bytes_raw()


def signature(private: Ed25519PrivateKey, content: bytes) -> str:
    return b64encode(private.sign(content)).decode()


FIRST = replace(public_key(raw(OLD), SINCE), until=THEN)
STATEMENT = Succession(kid=FIRST.kid, signature=signature(OLD, succession_part(raw(OLD), raw(NEW), THEN)))
SECOND = public_key(raw(NEW), THEN, after=STATEMENT)


def test_a_key_is_published_as_a_jwk_of_rfc_8037() -> None:
    """The public key of RFC 8037 appendix A.2."""
    given = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")

    key = public_key(given, SINCE)

    assert (key.kty, key.crv, key.x) == ("OKP", "Ed25519", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")
    assert key.raw == given
    assert key.kid == name(given)


def test_only_the_signature_of_just_that_content_counts() -> None:
    good = signature(OLD, b"word")

    assert FIRST.signed(b"word", good)
    assert not FIRST.signed(b"wore", good)
    assert not SECOND.signed(b"word", good)


@pytest.mark.parametrize("nonsense", ["", "x", "====", "é", "A" * 88])
def test_what_is_no_signature_is_no_error(nonsense: str) -> None:
    assert not FIRST.signed(b"word", nonsense)


@pytest.mark.parametrize("x", ["", "AAAA", "é", "!" * 43])
def test_what_is_no_key_signed_nothing_and_has_no_name(x: str) -> None:
    key = replace(FIRST, x=x)

    assert not key.signed(b"word", signature(OLD, b"word"))
    assert KeySet(keys=(key,)).named(FIRST.kid) is None


def test_a_key_under_the_name_of_another_is_not_found() -> None:
    assert KeySet(keys=(FIRST, SECOND)).named(FIRST.kid) == FIRST
    assert KeySet(keys=(replace(SECOND, kid=FIRST.kid),)).named(FIRST.kid) is None


def test_a_key_is_retired_for_what_comes_a_minute_after_its_end() -> None:
    assert not FIRST.retired("2026-02-01T00:01:00.000Z")
    assert FIRST.retired("2026-02-01T00:01:00.001Z")
    assert FIRST.retired("some day")
    assert not SECOND.retired("2036-01-01T00:00:00.000Z")


def test_a_successor_counts_by_the_signature_of_the_key_before_alone() -> None:
    forged = replace(STATEMENT, signature=signature(NEW, succession_part(raw(OLD), raw(NEW), THEN)))

    assert KeySet(keys=(FIRST, SECOND)).doubtful() == ()
    assert KeySet(keys=(FIRST, replace(SECOND, after=forged))).doubtful() == (SECOND.kid,)
    assert KeySet(keys=(FIRST, replace(SECOND, since=SINCE))).doubtful() == (SECOND.kid,)
    assert KeySet(keys=(SECOND,)).doubtful() == (), "a set that begins later says nothing of what was before"


def test_trust_goes_on_from_key_to_key_and_to_no_other() -> None:
    trusted = KeySet(keys=(FIRST,))
    forged = replace(SECOND, after=replace(STATEMENT, signature=signature(NEW, b"me")))

    assert trusted.trusting([FIRST, SECOND]) == KeySet(keys=(FIRST, SECOND))
    assert trusted.trusting([forged]) == trusted
    assert trusted.trusting([replace(SECOND, after=None)]) == trusted
    assert KeySet(keys=()).trusting([FIRST, SECOND]) == KeySet(keys=())
