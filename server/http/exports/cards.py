"""Leads as contacts: vCard 4.0 (RFC 6350), one for each person.

An address book is beyond the reach of a withdrawn consent. So nobody gets a card for who did not agree to be passed on,
organizers included, nor for who is not to be contacted about any project.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC
from typing import Final

from server.app.records import LeadRecord
from server.domain.messages import PersonId
from server.http.exports.people import names, reach

FOLD: Final = 75

_ESCAPES: Final = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n", "\r": None})


def cards(records: Iterable[LeadRecord], barred: Collection[PersonId]) -> Iterator[bytes]:
    """The file, a part for each card; `barred` are the persons who are not to be contacted."""
    people: dict[PersonId, list[LeadRecord]] = {}
    for record in records:
        if record.consented and record.person and record.name and record.person not in barred:
            people.setdefault(record.person, []).append(record)
    yield from (_card(leads) for leads in people.values())


def _card(leads: list[LeadRecord]) -> bytes:
    return b"".join(_folded(f"{name}:{value}") for name, value in _properties(leads))


def _properties(leads: list[LeadRecord]) -> Iterator[tuple[str, str]]:
    one, name = leads[0], leads[0].name or ""
    parts, contact = names(name), reach(one.contact)
    yield from (("BEGIN", "VCARD"), ("VERSION", "4.0"), ("KIND", "individual"))
    yield "UID;VALUE=text", _text(one.person or "")
    yield "FN", _text(name)
    yield "N", f"{_text(parts.family)};{_text(parts.given)};;;"
    yield from (
        (property_, _text(value))
        for property_, value in (("ORG", one.organisation), ("EMAIL", contact.mail), ("TEL", contact.phone))
        if value
    )
    yield "CATEGORIES", ",".join(_text(lead.project_title) for lead in leads)
    if times := [lead.last_at for lead in leads if lead.last_at]:
        yield "REV", max(times).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    yield "END", "VCARD"


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> bytes:
    """A content line in pieces of at most FOLD bytes (RFC 6350 section 3.2), none of which parts a character."""
    pieces, piece = [], b""
    for character in line:
        encoded = character.encode()
        if len(piece) + len(encoded) > FOLD:
            pieces.append(piece)
            piece = b" "
        piece += encoded
    return b"\r\n".join((*pieces, piece)) + b"\r\n"
