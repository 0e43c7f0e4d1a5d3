import json
from pathlib import Path

import msgspec
import pytest

from server.config import BadSetting
from server.domain.keys import KeySet
from server.domain.proof import LIMIT
from server.offline.data import archive_of, content_of, heads_in, keys_for, ring_of
from server.storage.keys import FILE, KeyRing
from tests.server.domain.story import START


def test_an_empty_folder_has_no_logs_and_no_keys(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="no database"):
        archive_of(tmp_path)
    with pytest.raises(BadSetting, match="no keys"):
        ring_of(tmp_path)
    assert keys_for("", tmp_path) == KeySet(keys=())


def test_a_file_that_holds_no_keys_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{}")

    with pytest.raises(BadSetting, match="holds no signing keys"):
        ring_of(tmp_path)


def test_keys_that_are_named_go_before_those_of_the_folder(tmp_path: Path) -> None:
    ring = KeyRing.at(tmp_path / FILE, START)
    file = tmp_path / "none.json"
    file.write_text('{"keys":[]}')

    assert keys_for("", tmp_path) == ring.public()
    assert keys_for(str(file), tmp_path) == KeySet(keys=())


def test_no_more_of_a_file_is_read_than_a_receipt_may_have(tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(b"x" * 2 * LIMIT)

    assert len(content_of(str(file))) == LIMIT + 1


def test_heads_are_read_as_they_are_published(tmp_path: Path) -> None:
    file = tmp_path / "heads.json"
    head = {"roadshow": "rsh_1", "seq": 7, "at": "", "hash": "", "key": "", "signature": ""}
    file.write_text(json.dumps({"heads": [head]}))

    assert [msgspec.to_builtins(one) for one in heads_in(str(file))] == [head]
    file.write_text("[]")
    with pytest.raises(BadSetting, match="no published heads"):
        heads_in(str(file))
