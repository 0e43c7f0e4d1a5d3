from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from server.domain.materials import (
    LIMIT,
    LONGEST,
    MOST,
    Material,
    MaterialChange,
    MaterialId,
    MaterialKind,
    changed,
    fits,
    kind_of,
    known,
    named,
    room_for_one,
    seen,
)
from server.domain.messages import PersonId, ProjectId, Role
from server.errors import Invalid, Missing, TooLarge

PROJECT, OTHER = ProjectId("prj_1"), ProjectId("prj_2")
DECK = Material(
    material=MaterialId("mat_1"),
    project=PROJECT,
    name="deck.pdf",
    kind=MaterialKind.pdf,
    size=5,
    digest="",
    investors=True,
    added_at=datetime(2026, 3, 1, tzinfo=UTC),
    added_by=PersonId("per_1"),
)
PACKED = b"PK\x03\x04 ... "


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (PACKED + b"ppt/presentation.xml", "pptx"),
        (PACKED + b"word/document.xml", "docx"),
        (PACKED + b"xl/workbook.xml", "xlsx"),
    ],
)
def test_a_document_is_what_its_content_says(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>",
        b"MZ\x90",
        b" %PDF-1.7",
        PACKED,
        PACKED + b"word/document.xml xl/workbook.xml",
        PACKED + b"word/document.xml word/vbaProject.bin",
    ],
)
def test_what_is_no_document_or_has_macros_or_is_two_at_once_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="material_refused"):
        kind_of(content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("deck.pdf", "deck.pdf"),
        ("Deck.PDF", "Deck.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\files\\plan.exe", "plan.exe.pdf"),
        ("路演\u202efdp.exe", "路演fdp.exe.pdf"),
        ("a\r\nset-cookie: x", "set-cookie: x.pdf"),
    ],
)
def test_a_name_has_no_folder_and_ends_as_the_content_is(name: str, shown: str) -> None:
    assert named(name, MaterialKind.pdf) == shown


@given(st.text(max_size=300))
def test_whatever_a_name_was_what_is_left_is_short_and_harmless(name: str) -> None:
    try:
        shown = named(name, MaterialKind.pdf)
    except Invalid:
        return
    assert shown.endswith(".pdf")
    assert len(shown) <= LONGEST + 4
    assert not set(shown) & set("/\\\r\n\0")


def test_a_document_has_a_content_of_at_most_the_limit() -> None:
    fits(b"x" * LIMIT)
    with pytest.raises(TooLarge, match="material_too_large"):
        fits(b"x" * (LIMIT + 1))
    with pytest.raises(Invalid, match="material_refused"):
        fits(b"")


def test_a_project_has_so_many_and_what_was_removed_makes_room() -> None:
    full = [DECK] * MOST

    with pytest.raises(Invalid, match="material_limit"):
        room_for_one(full, PROJECT)
    room_for_one(full, OTHER)
    room_for_one([replace(DECK, removed=True), *full[1:]], PROJECT)


def test_a_change_leaves_what_it_does_not_name() -> None:
    assert changed(DECK, MaterialChange()) == DECK
    assert changed(DECK, MaterialChange(name="new")) == replace(DECK, name="new.pdf")
    assert changed(DECK, MaterialChange(investors=False, removed=True)) == replace(DECK, investors=False, removed=True)


@pytest.mark.parametrize(
    ("role", "project", "sees"),
    [
        (Role.organizer, None, True),
        (Role.auditor, None, True),
        (Role.investor, None, True),
        (Role.presenter, PROJECT, True),
        (Role.presenter, OTHER, False),
        (Role.audience, None, False),
    ],
)
def test_what_is_for_investors_is_kept_from_audience_and_rivals(
    role: Role, project: ProjectId | None, sees: bool
) -> None:
    assert seen([DECK], role, project) == ([DECK] if sees else [])
    assert seen([replace(DECK, investors=False)], role, project)
    assert not seen([replace(DECK, investors=False, removed=True)], role, project)


def test_what_is_not_there_is_missing() -> None:
    assert known([DECK], DECK.material) is DECK
    with pytest.raises(Missing, match="material_missing"):
        known([DECK], MaterialId("mat_2"))
