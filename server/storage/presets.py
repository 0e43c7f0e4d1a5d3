"""Presets read from folders of TOML files, checked as a whole, so that a bad file stops the start and no roadshow."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from server.domain.kinds import IntentKind
from server.domain.messages import Bilingual
from server.domain.presets import (
    Admission,
    Asked,
    Certification,
    Gate,
    Joined,
    Name,
    Notice,
    Offered,
    Preset,
    PresetCard,
    Recipients,
    RoundField,
    Shown,
    Text,
    Use,
)

SHIPPED: Final = Path(__file__).parents[1] / "presets"

Words = Annotated[str, Meta(min_length=1, max_length=2000)]


class BadPreset(Exception):
    """A file that is no preset; the message is one line that names the file and the place."""


class Part(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text in both languages, without which there is none."""

    zh: Words
    en: Words

    @property
    def text(self) -> Bilingual:
        """The same for the domain; a text in a file is laid out for whoever edits it."""
        return Bilingual(zh=self.zh.strip(), en=self.en.strip())


class PagePart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[page]`: what the public page shows, and whether whoever reads it may come in."""

    shows: tuple[Shown, ...]
    joined_by: Joined


class FormPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[form]`: the kinds in the order they are offered, their fields, and fewer fields for some kinds."""

    kinds: Annotated[tuple[IntentKind, ...], Meta(min_length=1)]
    fields: tuple[Asked, ...]
    narrowed: dict[IntentKind, tuple[Asked, ...]] = {}


class RoundPart(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[round]`: what may be said of a round of fund-raising."""

    fields: tuple[RoundField, ...]


class NoticePart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[notice]`: the text, and what it is accepted before."""

    before: Gate


class AdmissionPart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[admission]`: the grounds, and each in words."""

    grounds: Annotated[tuple[Name, ...], Meta(min_length=1)]
    words: dict[str, Part]


class CertificationPart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[certification]`: the declaration, its bases, each in words, the gates and the days it holds."""

    bases: Annotated[tuple[Name, ...], Meta(min_length=1)]
    words: dict[str, Part]
    before: Annotated[tuple[Gate, ...], Meta(min_length=1)]
    days: Annotated[int, Meta(ge=1, le=3650)]


class ConsentPart(Part, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[consent]`: the sentence, with {recipient} and {project}, and what is said of the passing on."""

    purpose: Part
    method: Part
    kinds: Part
    retention: Part


class PresetFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file as it is written."""

    id: Name
    version: Annotated[str, Meta(pattern=r"\A[0-9A-Za-z.-]{1,32}\Z")]
    reviewed_by: Annotated[str, Meta(max_length=200)]
    title: Part
    description: Part
    page: PagePart
    form: FormPart
    round: RoundPart
    least_projects: Annotated[int, Meta(ge=1, le=200)]
    retention_days: Annotated[int, Meta(ge=1, le=36500)]
    notice: NoticePart | None = None
    admission: AdmissionPart | None = None
    certification: CertificationPart | None = None
    consent: ConsentPart | None = None
    recipients: Recipients | None = None


def read_presets(folders: Iterable[Path]) -> Mapping[str, PresetCard]:
    """The presets of all folders by id; a later folder overrides an earlier one, in a folder the latest version counts.

    Raises BadPreset.
    """
    found: dict[str, PresetCard] = {}
    for folder in folders:
        found |= _folder(folder)
    return found


def _folder(folder: Path) -> dict[str, PresetCard]:
    if not folder.is_dir():
        raise BadPreset(f"{folder} is no folder")
    cards: dict[str, PresetCard] = {}
    for path in sorted(folder.glob("*.toml")):
        card = read_preset(path)
        known = cards.get(card.preset.id)
        if known is None or known.preset.version < card.preset.version:
            cards[card.preset.id] = card
    return cards


def read_preset(path: Path) -> PresetCard:
    """One file, which must be named after its id and version; raises BadPreset."""
    try:
        written = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), PresetFile)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadPreset(f"{path}: {error}") from error
    if problem := next(_problems(written, path.name), None):
        raise BadPreset(f"{path}: {problem}")
    return _card(written)


def _problems(file: PresetFile, name: str) -> Iterator[str]:
    if name != f"{file.id}.{file.version}.toml":
        yield f"must be named {file.id}.{file.version}.toml"
    if unknown := set(file.form.narrowed) - set(file.form.kinds):
        yield f"form.narrowed has kinds that are not offered: {', '.join(sorted(unknown))}"
    if file.admission and set(file.admission.words) != set(file.admission.grounds):
        yield "admission.words must have each of admission.grounds and no other"
    if file.certification and set(file.certification.words) != set(file.certification.bases):
        yield "certification.words must have each of certification.bases and no other"
    if file.certification and Gate.amount in file.certification.before:
        yield "certification.before may be round and intent"
    if file.notice and file.notice.before is Gate.round:
        yield "notice.before must be amount or intent"
    if file.recipients and file.recipients.warn > file.recipients.limit:
        yield "recipients.warn must not be above recipients.limit"
    for side in ("zh", "en") if file.consent else ():
        if missing := [mark for mark in ("{recipient}", "{project}") if mark not in getattr(file.consent, side)]:
            yield f"consent.{side} must name {' and '.join(missing)}"


def _card(file: PresetFile) -> PresetCard:
    texts = {text.use: text for text in _texts(file)}
    digests = {use: text.digest for use, text in texts.items()}
    return PresetCard(
        preset=_preset(file, digests),
        description=file.description.text,
        reviewed_by=file.reviewed_by,
        texts=tuple(texts.values()),
    )


def _preset(file: PresetFile, digests: Mapping[Use, str]) -> Preset:
    notice, admission, certification = file.notice, file.admission, file.certification
    return Preset(
        id=file.id,
        version=file.version,
        title=file.title.text,
        kinds=tuple(
            Offered(kind=kind, fields=file.form.narrowed.get(kind, file.form.fields)) for kind in file.form.kinds
        ),
        page=file.page.shows,
        joined_by=file.page.joined_by,
        round=file.round.fields,
        notice=Notice(text=digests[Use.notice], before=notice.before) if notice else None,
        admission=Admission(text=digests[Use.admission], grounds=admission.grounds) if admission else None,
        certification=Certification(
            text=digests[Use.certification],
            bases=certification.bases,
            before=certification.before,
            days=certification.days,
        )
        if certification
        else None,
        consent=digests.get(Use.consent),
        recipients=file.recipients,
        least_projects=file.least_projects,
        retention_days=file.retention_days,
    )


def _texts(file: PresetFile) -> Iterable[Text]:
    if file.notice:
        yield _text(file, Use.notice, file.notice)
    if file.admission:
        yield _text(file, Use.admission, file.admission, file.admission.words)
    if file.certification:
        yield _text(file, Use.certification, file.certification, file.certification.words)
    if file.consent:
        parts = {name: getattr(file.consent, name) for name in ("purpose", "method", "kinds", "retention")}
        yield _text(file, Use.consent, file.consent, parts)


def _text(file: PresetFile, use: Use, part: Part, parts: Mapping[str, Part] | None = None) -> Text:
    return Text(
        use=use,
        preset=file.id,
        version=file.version,
        text=part.text,
        parts={name: one.text for name, one in (parts or {}).items()},
    )
