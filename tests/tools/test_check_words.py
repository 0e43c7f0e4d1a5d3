from pathlib import Path

import pytest

from tools.check_words import complaints, complaints_in


@pytest.mark.parametrize("line", ["class RoomManager:", "  class HTTPHandler(Base):", "export class LeadData {"])
def test_class_names_that_say_nothing_are_refused(line: str) -> None:
    assert [number for number, _ in complaints_in(line)] == [1]


@pytest.mark.parametrize("line", ["class Database:", "class Informed:", "class Managers_:", "room = RoomManager()"])
def test_only_whole_words_of_class_names_count(line: str) -> None:
    assert list(complaints_in(line)) == []


def test_work_left_for_later_is_refused() -> None:
    left = "# " + "TO" + "DO: tidy"

    ((number, complaint),) = complaints_in(f"a = 1\n{left}\n")

    assert number == 2
    assert complaint.endswith("belongs in an issue")


def test_complaints_name_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.py").write_text("\nclass PeerInfo:\n")

    assert complaints(tmp_path) == ["media/a.py:2: class PeerInfo: Info says nothing about what it is"]
