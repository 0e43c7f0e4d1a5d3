from aioice import stun as reference
from hypothesis import given
from hypothesis import strategies as st

from media.embedded import stun
from tests.media.checks import PASSWORD, check


def test_a_check_names_its_peer_and_proves_the_password() -> None:
    parsed = stun.parse_check(check())

    assert parsed is not None
    assert parsed.ufrag == b"ours"
    assert parsed.nominates
    assert parsed.proves(PASSWORD)
    assert not parsed.proves(b"b" * 24)


def test_a_changed_check_proves_nothing() -> None:
    data = check(nominated=False)

    for at in range(20, len(data) - 32):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        parsed = stun.parse_check(changed)
        assert parsed is None or not parsed.proves(PASSWORD)


def test_what_follows_the_integrity_is_not_read() -> None:
    data = check(nominated=False) + b"\x00\x25\x00\x00"
    data = data[:2] + (len(data) - 20).to_bytes(2, "big") + data[4:]

    parsed = stun.parse_check(data)

    assert parsed is not None
    assert not parsed.nominates


def test_what_is_shorter_than_its_answer_would_be_is_no_check() -> None:
    message = reference.Message(reference.Method.BINDING, reference.Class.REQUEST)
    message.attributes["USERNAME"] = "ours"
    message.add_message_integrity(PASSWORD)
    data = bytes(message)[:-8]

    assert stun.parse_check(data[:2] + (len(data) - 20).to_bytes(2, "big") + data[4:]) is None


def test_the_answer_is_understood_and_no_larger_than_the_check() -> None:
    request = check()
    parsed = stun.parse_check(request)
    assert parsed is not None

    for host in ("192.0.2.7", "::ffff:192.0.2.7", "2001:db8::7"):
        answer = stun.success(parsed.transaction, host, 4711, PASSWORD)
        message = reference.parse_message(answer)
        assert message.check_message_integrity(PASSWORD)
        assert message.attributes["XOR-MAPPED-ADDRESS"] == (host.removeprefix("::ffff:"), 4711)
        assert len(answer) <= len(request)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_word(data: bytes) -> None:
    parsed = stun.parse_check(data)

    assert parsed is None or not parsed.proves(PASSWORD)


@given(st.binary(max_size=120))
def test_any_attributes_are_read_without_a_word(body: bytes) -> None:
    header = b"\x00\x01" + len(body).to_bytes(2, "big") + b"\x21\x12\xa4\x42" + bytes(12)

    parsed = stun.parse_check(header + body)

    assert parsed is None or not parsed.proves(PASSWORD)
