"""Leads of one project that are of one human being: which may be, and how they are joined and taken apart again.

Merging sets a pointer and nothing else, so that undoing it leaves both leads as they were.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import combinations
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from server.domain.messages import Identity, LeadId, PersonId
from server.domain.workspace import LeadStage, Version, Work
from server.errors import Conflict, Invalid

ALIKE: Final = 0.85


class Merge(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Join a lead, seen at `version`, into another of its project."""

    version: Version
    into: Identity

    def applied(self, lead: LeadId, works: Mapping[LeadId, Work]) -> Work:
        """The next version of the lead; raises Conflict on a stale version, Invalid where it cannot be merged."""
        work, into = works[lead], works.get(LeadId(self.into))
        _fresh(work, self.version)
        if work.merged_into or into is None or into.project != work.project or root(into.lead, works) == lead:
            raise Invalid("lead_merged")
        return replace(work, merged_into=into.lead, version=work.version + 1)


class Parting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Have a lead, seen at `version`, stand for itself again."""

    version: Version

    def applied(self, lead: LeadId, works: Mapping[LeadId, Work]) -> Work:
        """The next version of the lead; raises Conflict on a stale version, or where it is not merged."""
        work = works[lead]
        _fresh(work, self.version)
        if work.merged_into is None:
            raise Conflict("lead_apart")
        return replace(work, merged_into=None, version=work.version + 1)


def root(lead: LeadId, works: Mapping[LeadId, Work]) -> LeadId:
    """The lead under which this one is shown: itself, or what it and those it was merged into were merged into."""
    while (work := works.get(lead)) is not None and work.merged_into is not None:
        lead = work.merged_into
    return lead


def groups(works: Mapping[LeadId, Work]) -> dict[LeadId, list[Work]]:
    """The leads by the one under which they are shown, which comes first among its own."""
    found: dict[LeadId, list[Work]] = {lead: [work] for lead, work in works.items() if work.merged_into is None}
    for lead, work in works.items():
        if work.merged_into is not None and (shown := found.get(root(lead, works))) is not None:
            shown.append(work)
    return found


def _fresh(work: Work, version: int) -> None:
    if version != work.version:
        raise Conflict("version_stale", f"version {work.version} stands")
    if work.stage is LeadStage.erased:
        raise Conflict("lead_erased")


class Likeness(StrEnum):
    """Why two persons may be one: the same mail address or telephone number, or names and organisations alike."""

    mail = "mail"
    phone = "phone"
    name = "name"


class Known(Struct, frozen=True, kw_only=True):
    """What is known of a person."""

    person: PersonId
    name: str
    organisation: str
    contact: str


class Twins(Struct, frozen=True, kw_only=True):
    """Two persons who are, or with a likeness by name may be, one."""

    first: PersonId
    second: PersonId
    why: Likeness


def twins(persons: Iterable[Known]) -> list[Twins]:
    """Pairs of persons who may be one, each pair once and for its best reason. Nothing is ever merged for it.

    Only persons who agree in one respect are compared in the others, so that a thousand take milliseconds.
    """
    found: dict[tuple[PersonId, PersonId], Twins] = {}
    for why, same in _agreeing(list(persons)):
        for one, other in combinations(same, 2):
            pair = (min(one.person, other.person), max(one.person, other.person))
            if pair not in found and (why is not Likeness.name or _alike(one, other)):
                found[pair] = Twins(first=pair[0], second=pair[1], why=why)
    return list(found.values())


def _agreeing(persons: Sequence[Known]) -> Iterator[tuple[Likeness, Sequence[Known]]]:
    for why, key in KEYS:
        same: dict[str, list[Known]] = {}
        for person in persons:
            if found := key(person):
                same.setdefault(found, []).append(person)
        yield from ((why, several) for several in same.values() if len(several) > 1)


def _alike(one: Known, other: Known) -> bool:
    names = _same(plain(one.name), plain(other.name))
    return names and _same(firm(one.organisation), firm(other.organisation))


def _same(one: str, other: str) -> bool:
    if not one or not other:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # The dear one last: many of one house have its name in common and nothing else.
    return one == other or all(
        ratio() >= ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    )


def mail(contact: str) -> str:
    """A mail address as it is compared; nothing where it is none."""
    contact = contact.strip().casefold()
    return contact if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", contact) else ""


def phone(contact: str) -> str:
    """A telephone number in E.164; nothing where it is none, or where its country is not known.

    Eleven digits that begin with 1 are a Chinese mobile number.
    """
    digits = re.sub(r"[\s().\-/]", "", unicodedata.normalize("NFKC", contact))
    digits = re.sub(r"^00", "+", digits)
    if re.fullmatch(r"1[3-9]\d{9}", digits):
        return f"+86{digits}"
    return digits if re.fullmatch(r"\+[1-9]\d{7,14}", digits) else ""


def plain(name: str) -> str:
    """A name as it is compared: without case, width and accents of writing, its words in order of the alphabet."""
    words = re.findall(r"\w+", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(sorted(words))


def firm(organisation: str) -> str:
    """An organisation as it is compared: as a name, and without what says which form of company it is."""
    text = unicodedata.normalize("NFKC", organisation).casefold()
    for form in ("股份有限公司", "有限责任公司", "有限公司", "公司", "集团"):
        text = text.replace(form, "")
    words = [word for word in re.findall(r"\w+", text) if word not in FORMS]
    return " ".join(words)


FORMS: Final = frozenset({"co", "ltd", "limited", "inc", "llc", "llp", "gmbh", "ag", "corp", "company", "plc", "the"})

KEYS: Final[tuple[tuple[Likeness, Callable[[Known], str]], ...]] = (
    (Likeness.mail, lambda person: mail(person.contact)),
    (Likeness.phone, lambda person: phone(person.contact)),
    (Likeness.name, lambda person: plain(person.name)),
    (Likeness.name, lambda person: firm(person.organisation)),
)
