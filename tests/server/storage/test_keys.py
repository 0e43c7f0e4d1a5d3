import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from server.storage.keys import FILE, KeyRing, UnreadableKeys, rotate

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / FILE


def test_the_first_key_is_made_once_and_its_file_is_readable_by_its_owner_alone(path: Path) -> None:
    first, second = KeyRing.at(path, AT), KeyRing.at(path, LATER)

    assert first.public() == second.public()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_signature_verifies_and_repeats(path: Path) -> None:
    ring = KeyRing.at(path, AT)

    signed = ring.sign(b"word")

    assert signed == ring.sign(b"word")
    key = ring.public().named(signed.key)
    assert key
    assert key.signed(b"word", signed.signature)


def test_a_ring_that_is_open_signs_with_the_new_key_once_there_is_one(path: Path) -> None:
    ring = KeyRing.at(path, AT)
    old = ring.sign(b"word")

    keys = rotate(path, LATER)

    new = ring.sign(b"word")
    assert new.key != old.key
    assert new.key == keys.keys[-1].kid
    assert ring.public() == keys
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_retired_key_signed_stays_checkable_after_any_number_of_rotations(path: Path) -> None:
    ring = KeyRing.at(path, AT)
    signatures = []
    for days in range(1, 4):
        signatures.append(ring.sign(b"word"))
        rotate(path, AT + timedelta(days=days))

    keys = KeyRing(path).public()

    for signed in signatures:
        key = keys.named(signed.key)
        assert key
        assert key.until
        assert key.signed(b"word", signed.signature)


def test_each_key_is_named_by_a_signature_of_the_one_before(path: Path) -> None:
    KeyRing.at(path, AT)
    rotate(path, LATER)

    keys = rotate(path, LATER)

    assert [key.after.kid if key.after else None for key in keys.keys] == [None, keys.keys[0].kid, keys.keys[1].kid]
    assert keys.doubtful() == ()


def test_the_private_half_of_a_retired_key_is_gone(path: Path) -> None:
    KeyRing.at(path, AT)
    before = path.read_bytes()
    private = before[before.index(b'"private"') :].split(b'"')[3]

    rotate(path, LATER)

    assert private not in path.read_bytes()


def test_rotations_at_once_follow_one_another_and_leave_nothing_beside_the_file(path: Path) -> None:
    KeyRing.at(path, AT)
    threads = [Thread(target=rotate, args=(path, LATER)) for _ in range(8)]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    keys = KeyRing(path).public()
    assert len(keys.keys) == 9
    assert keys.doubtful() == ()
    assert [one.name for one in path.parent.iterdir()] == [FILE]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"private":"AAAA","keys":[]}'])
def test_a_file_without_keys_is_refused_and_left_as_it_is(path: Path, content: str) -> None:
    path.write_text(content)

    for attempt in (lambda: KeyRing.at(path, AT), lambda: rotate(path, LATER)):
        with pytest.raises(UnreadableKeys, match="backup"):
            attempt()

    assert path.read_text() == content


def test_a_file_that_was_moved_away_stops_nobody_from_signing(path: Path) -> None:
    ring = KeyRing.at(path, AT)
    signed = ring.sign(b"word")

    path.rename(path.with_suffix(".away"))

    assert ring.sign(b"word") == signed
