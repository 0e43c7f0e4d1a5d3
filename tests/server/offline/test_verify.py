import io
import json
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from msgspec.structs import replace

from server.config import BadSetting
from server.domain.audit import Mark
from server.domain.ledger import Receipt, stamp
from server.domain.messages import RoadshowId
from server.domain.proof import packed
from server.offline.export import write
from server.offline.verify import BROKEN, PROVEN, UNDECIDED, exported, logs, receipt, worst
from server.storage.archive import Archive
from server.storage.keys import FILE, KeyRing, rotate
from tests.server.domain.sealing import SHOW
from tests.server.domain.story import START
from tests.server.domain.test_proof import GENUINE, KEYS, VECTORS
from tests.server.storage.shelf import ROWS, shelve, spoil

OTHER = RoadshowId("rsh_2")
STATUS = {"genuine": PROVEN, "unknown": UNDECIDED}


@pytest.fixture
def keys(tmp_path: Path) -> str:
    path = tmp_path / "jwks.json"
    path.write_bytes(msgspec.json.encode(KEYS))
    return str(path)


def written(folder: Path, content: Any) -> str:
    path = folder / "receipt.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("vector", VECTORS["receipts"], ids=lambda vector: str(vector["name"]))
def test_the_exit_status_follows_the_verdict(tmp_path: Path, keys: str, vector: Any) -> None:
    file = written(tmp_path, vector["receipt"])

    assert receipt(file, keys, tmp_path)[0] == STATUS.get(vector["verdict"], BROKEN)


def test_without_keys_a_whole_receipt_is_undecided(tmp_path: Path) -> None:
    file = written(tmp_path, VECTORS["receipts"][0]["receipt"])

    assert receipt(file, "", tmp_path)[0] == UNDECIDED


def test_a_link_is_as_good_as_a_file(tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, f"https://roadshow.example.org/verify#{packed(GENUINE)}\n")

    assert receipt(file, keys, tmp_path)[0] == PROVEN
    assert "Genuine" in capsys.readouterr().out


def test_a_receipt_is_read_from_standard_input(tmp_path: Path, keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(msgspec.json.encode(GENUINE))))

    assert receipt("-", keys, tmp_path)[0] == PROVEN


def test_what_is_no_receipt_is_broken(tmp_path: Path, keys: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert receipt(written(tmp_path, "good morning"), keys, tmp_path)[0] == BROKEN
    assert "no receipt" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="cannot be read"):
        receipt(str(tmp_path / "none"), "", tmp_path)


@pytest.mark.parametrize("content", ["{}", "[]", "\x00", '{"keys":[{"kty":"RSA"}]}'])
def test_keys_that_are_none_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "jwks.json"
    path.write_text(content)

    with pytest.raises(BadSetting, match="no JWK Set"):
        receipt(written(tmp_path, "{}"), str(path), tmp_path)


def test_keys_with_a_successor_that_nobody_named_are_refused(tmp_path: Path) -> None:
    old, new = KEYS.keys
    path = tmp_path / "jwks.json"
    path.write_bytes(msgspec.json.encode(replace(KEYS, keys=(old, replace(new, since="2026-02-01T00:00:00.000Z")))))

    with pytest.raises(BadSetting, match="not named"):
        receipt(written(tmp_path, "{}"), str(path), tmp_path)


@pytest_asyncio.fixture
async def path(tmp_path: Path) -> Path:
    await shelve(tmp_path, OTHER)
    return await shelve(tmp_path)


def test_every_log_of_a_folder_is_checked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert logs("", "", path.parent) == PROVEN

    out = capsys.readouterr().out
    assert f"{SHOW}: whole" in out
    assert f"{OTHER}: whole" in out


def test_a_broken_log_does_not_hide_behind_a_whole_one(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(path, "UPDATE event SET body = body || ' ' WHERE seq = 7 AND roadshow = ?", SHOW)

    assert logs("", "", path.parent) == BROKEN
    assert logs(OTHER, "", path.parent) == PROVEN
    assert f"{SHOW}: BROKEN at entry 7" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE log_head SET hash = replace(hash, substr(hash, 1, 1), 'x')", "not the entry that was published"),
        ("UPDATE log_head SET seq = 9", "not the entry that was published"),
        ("UPDATE log_head SET signature = 'x'", "not signed by a key of this house"),
        ("UPDATE log_head SET key = CAST(x'ff' AS TEXT)", "not signed by a key of this house"),
        ("DELETE FROM event WHERE seq > 80", "entry 81\n  missing"),
    ],
)
def test_a_log_is_held_to_its_published_head(
    path: Path, capsys: pytest.CaptureFixture[str], statement: str, words: str
) -> None:
    spoil(path, statement)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE log SET (seq, head) = (SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1)")

    assert logs(SHOW, "", path.parent) == BROKEN
    assert words in capsys.readouterr().out


def test_without_the_keys_heads_are_compared_but_not_who_signed_them(path: Path) -> None:
    (path.parent / FILE).unlink()

    assert logs(SHOW, "", path.parent) == PROVEN


def test_a_head_by_a_retired_key_still_counts(path: Path) -> None:
    rotate(path.parent / FILE, START + timedelta(days=365))

    assert logs(SHOW, "", path.parent) == PROVEN


def test_what_is_not_there_is_said_in_one_line(path: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="no roadshow rsh_9"):
        logs("rsh_9", "", path.parent)
    with pytest.raises(BadSetting, match="no database"):
        logs("", "", tmp_path / "none")


@pytest.fixture
def export(path: Path) -> Path:
    write(SHOW, str(path.parent / "log.jsonl"), path.parent, private=True)
    return path.parent / "log.jsonl"


def test_an_export_is_checked_with_its_published_heads(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exported(str(export), "", "", export.parent) == PROVEN
    assert f"{SHOW}: whole" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("cut", "words"),
    [
        (slice(None, -1), f"entry {len(ROWS) + 1}\n  missing"),
        (slice(None, 40), "entry 40\n  missing"),
    ],
)
def test_an_export_that_was_cut_lacks_its_end(
    export: Path, capsys: pytest.CaptureFixture[str], cut: slice, words: str
) -> None:
    export.write_bytes(b"".join(export.read_bytes().splitlines(keepends=True)[cut]))

    assert exported(str(export), "", "", export.parent) == BROKEN
    assert words in capsys.readouterr().out


def test_an_export_without_its_last_entries_is_not_whole_by_its_own_head(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = export.read_bytes().splitlines(keepends=True)
    export.write_bytes(b"".join([*lines[:-3], lines[-1]]))

    assert exported(str(export), "", "", export.parent) == BROKEN
    assert f"entry {len(ROWS) - 1}\n  missing" in capsys.readouterr().out


def test_an_export_signed_by_another_house_is_not_of_this_one(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    KeyRing.at(other / FILE, START)

    assert exported(str(export), "", "", other) == BROKEN
    assert "not signed by a key of this house" in capsys.readouterr().out


def test_old_public_keys_trust_the_new_one_that_they_named(export: Path, tmp_path: Path) -> None:
    jwks = tmp_path / "kept.json"
    jwks.write_bytes(msgspec.json.encode(KeyRing(export.parent / FILE).public()))
    rotate(export.parent / FILE, START + timedelta(days=365))
    write(SHOW, str(export), export.parent, private=False)

    assert exported(str(export), "", str(jwks), tmp_path / "none") == PROVEN


def test_an_export_of_another_roadshow_is_said_in_one_line(export: Path) -> None:
    with pytest.raises(BadSetting, match=f"is of roadshow {SHOW}"):
        exported(str(export), OTHER, "", export.parent)
    with pytest.raises(BadSetting, match="no export"):
        exported(str(export.parent / FILE), "", "", export.parent)
    with pytest.raises(BadSetting, match="cannot be read"):
        exported(str(export.parent / "none"), "", "", export.parent)


def receipt_of(seq: int) -> Receipt:
    row, before = ROWS[seq - 1], ROWS[seq - 2]
    return Receipt(
        roadshow=SHOW,
        seq=seq,
        at=stamp(row.at),
        by=row.by,
        body=row.body.decode(),
        digest=row.digest.hex(),
        previous=before.hash.hex(),
        hash=row.hash.hex(),
        key="",
        signature="",
    )


def test_a_log_is_held_to_heads_and_receipts_that_somebody_kept(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [head] = Archive(export.parent / "roadshow.db").heads(SHOW)
    marks: list[Mark] = [receipt_of(20), head]

    assert logs("", "", export.parent, marks) == exported(str(export), "", "", export.parent, marks) == PROVEN
    assert capsys.readouterr().out.count("entry 20 is the one it is of") == 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"hash": "0" * 64}, "entry 20 of"),
        ({"at": "2026-01-01T00:00:00.000Z"}, "not the entry that the receipt is of"),
        ({"seq": len(ROWS) + 9}, f"entry {len(ROWS) + 1}\n  missing"),
    ],
)
def test_a_log_without_the_entry_of_a_receipt_is_broken(
    path: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], words: str
) -> None:
    assert logs(SHOW, "", path.parent, [replace(receipt_of(20), **changed)]) == BROKEN
    assert words in capsys.readouterr().out


def test_a_log_that_is_not_there_any_more_is_missed(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost = replace(receipt_of(20), roadshow=RoadshowId("rsh_lost"))

    assert logs("", "", path.parent, [lost]) == BROKEN
    assert "rsh_lost: BROKEN at entry 1\n  missing" in capsys.readouterr().out


def test_what_is_broken_counts_before_what_is_undecided() -> None:
    assert worst(PROVEN, UNDECIDED) == UNDECIDED
    assert worst(UNDECIDED, BROKEN) == BROKEN
    assert worst(PROVEN, PROVEN) == PROVEN
