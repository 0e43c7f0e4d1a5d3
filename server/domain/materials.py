"""A project's materials: the documents it hands out, what they may be and who may have them.

What a document is, is told by its content and never by its name; nothing of it is ever unpacked or run here.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from server.domain.messages import Identity, Line, PersonId, PitchId, ProjectId, Role, required
from server.errors import Invalid, Missing, TooLarge

MaterialId = NewType("MaterialId", Identity)

LIMIT: Final = 20 * 1024 * 1024
"""The most bytes of one document."""
MOST: Final = 20
"""The most documents of one project, those that were removed not counted."""
LONGEST: Final = 120


class MaterialKind(StrEnum):
    """What is taken; each is the ending of its name."""

    pdf = "pdf"
    pptx = "pptx"
    docx = "docx"
    xlsx = "xlsx"
    png = "png"
    jpg = "jpg"


OFFICE: Final = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Final = {
    MaterialKind.pdf: "application/pdf",
    MaterialKind.pptx: f"{OFFICE}.presentationml.presentation",
    MaterialKind.docx: f"{OFFICE}.wordprocessingml.document",
    MaterialKind.xlsx: f"{OFFICE}.spreadsheetml.sheet",
    MaterialKind.png: "image/png",
    MaterialKind.jpg: "image/jpeg",
}

BEGINNINGS: Final = {
    b"%PDF-": MaterialKind.pdf,
    b"\x89PNG\r\n\x1a\n": MaterialKind.png,
    b"\xff\xd8\xff": MaterialKind.jpg,
}
# The member of an Office Open XML package that says what it is; names of members are never compressed.
MEMBERS: Final = {
    b"ppt/presentation.xml": MaterialKind.pptx,
    b"word/document.xml": MaterialKind.docx,
    b"xl/workbook.xml": MaterialKind.xlsx,
}
PACKAGE: Final = b"PK\x03\x04"
MACROS: Final = b"vbaProject.bin"


class Material(Struct, frozen=True, kw_only=True):
    """One document; `digest` is the SHA-256 of its content in hex, `investors` keeps it from the audience."""

    material: MaterialId
    project: ProjectId
    name: str
    kind: MaterialKind
    size: int
    digest: str
    investors: bool
    added_at: datetime
    added_by: PersonId
    removed: bool = False


class MaterialChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes of a material; what is not given stays. What was removed can be brought back."""

    name: Line | UnsetType = UNSET
    investors: bool | UnsetType = UNSET
    removed: bool | UnsetType = UNSET


class Download(Struct, frozen=True, kw_only=True):
    """Somebody downloaded a material; `second` counts from when `pitch`, the one that was on, began."""

    material: MaterialId
    person: PersonId
    at: datetime
    pitch: PitchId | None = None
    second: int | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """A download with the name of what was downloaded."""

    download: Download
    name: str


def kind_of(content: bytes) -> MaterialKind:
    """What a content is; Invalid for whatever is not on the list, and for a document with macros."""
    for beginning, kind in BEGINNINGS.items():
        if content.startswith(beginning):
            return kind
    if content.startswith(PACKAGE) and MACROS not in content:
        found = [kind for member, kind in MEMBERS.items() if member in content]
        if len(found) == 1:
            return found[0]
    raise Invalid("material_refused")


def named(name: str, kind: MaterialKind) -> str:
    """A name to show and to save under: no folders, at most LONGEST characters, ending as the content is."""
    last = re.split(r"[/\\\n]", required(name, "name_empty"))[-1].strip(" .")
    stem = last.removesuffix(f".{kind}") if not last.lower().endswith(f".{kind}") else last[: -len(kind) - 1]
    return f"{required(stem, 'name_empty')[:LONGEST].strip()}.{kind}"


def fits(content: bytes) -> None:
    """TooLarge beyond LIMIT, Invalid without content."""
    if len(content) > LIMIT:
        raise TooLarge("material_too_large", f"at most {LIMIT} bytes")
    if not content:
        raise Invalid("material_refused")


def room_for_one(materials: Sequence[Material], project: ProjectId) -> None:
    """Invalid where a project has as many as it may have."""
    if sum(one.project == project and not one.removed for one in materials) >= MOST:
        raise Invalid("material_limit")


def changed(material: Material, change: MaterialChange) -> Material:
    """The material after a change."""
    name = material.name if change.name is UNSET else named(change.name, material.kind)
    investors = material.investors if change.investors is UNSET else change.investors
    removed = material.removed if change.removed is UNSET else change.removed
    return replace(material, name=name, investors=investors, removed=removed)


def shown(material: Material, role: Role, project: ProjectId | None) -> bool:
    """Whether a seat may have a material; what was removed is known to nobody."""
    if material.removed:
        return False
    if not material.investors or role in (Role.organizer, Role.auditor, Role.investor):
        return True
    return role is Role.presenter and material.project == project


def seen(materials: Sequence[Material], role: Role, project: ProjectId | None) -> list[Material]:
    """Those a seat may have."""
    return [one for one in materials if shown(one, role, project)]


def known(materials: Sequence[Material], material: MaterialId) -> Material:
    """The one that is meant; Missing where there is none."""
    if (found := next((one for one in materials if one.material == material), None)) is None:
        raise Missing("material_missing")
    return found
