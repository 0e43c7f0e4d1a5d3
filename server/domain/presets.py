"""Presets: what the law of a place lets a roadshow ask, show and keep, as data that is chosen when it is planned.

What rules need of a preset is taken into the log as a `Preset`, so that a log folds to the same decisions whatever has
become of the file it came from. Texts are known by the SHA-256 of their bytes and are never changed, only replaced.
"""

from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Any, Final, Protocol

import msgspec
from msgspec import Meta, Struct

from server.domain.kinds import IntentKind
from server.domain.messages import Bilingual
from server.errors import Invalid

Digest = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
"""SHA-256 in hexadecimal."""

Accepted = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
"""The hash of a text that somebody accepted; empty where they accepted none."""

Name = Annotated[str, Meta(pattern=r"\A[a-z][a-z0-9_]{0,47}\Z")]


class Asked(StrEnum):
    """What a form may ask beside the kind, the level and who may see it."""

    amount = "amount"
    instrument = "instrument"
    round = "round"
    valuation = "valuation"
    conditions = "conditions"
    confidence = "confidence"
    decide_by = "decide_by"
    close_by = "close_by"
    questions = "questions"
    comment = "comment"
    channels = "channels"
    nda = "nda"


class Shown(StrEnum):
    """What the public page may show beside the title and the time."""

    host = "host"
    summary = "summary"
    projects = "projects"
    team = "team"
    field = "field"
    round = "round"


class Joined(StrEnum):
    """Who may come in as audience: whoever reads the public page, or whom an organizer invited."""

    anybody = "anybody"
    invited = "invited"


class RoundField(StrEnum):
    """What may be said of a round of fund-raising."""

    instrument = "instrument"
    amount = "amount"
    proceeds = "proceeds"
    unsubscribed = "unsubscribed"
    valuation = "valuation"
    terms = "terms"


class Gate(StrEnum):
    """What a notice or a certification must come before."""

    round = "round"
    amount = "amount"
    intent = "intent"


class Offered(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of intent that may be stated, and what its form may ask."""

    kind: IntentKind
    fields: tuple[Asked, ...]


class Notice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that an investor accepts before the gate."""

    text: Digest
    before: Gate


class Admission(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The grounds on which an investor may take part; the text says each in words."""

    text: Digest
    grounds: tuple[Name, ...]


class Certification(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an investor declares of themselves before the gates, on one of the bases; it holds for so many days."""

    text: Digest
    bases: tuple[Name, ...]
    before: tuple[Gate, ...]
    days: Annotated[int, Meta(ge=1, le=3650)]


class Recipients(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many distinct persons may be shown terms of a round, and from which number the organizer is warned."""

    limit: Annotated[int, Meta(ge=1, le=1_000_000)]
    warn: Annotated[int, Meta(ge=1, le=1_000_000)]


EVERYTHING: Final = tuple(Offered(kind=kind, fields=tuple(Asked)) for kind in IntentKind)


class Preset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The parts of a preset that rules need, as they were when the roadshow was planned; without one, all is allowed.

    `consent` is the text of consents to pass a name on, `retention_days` counts from the end of the roadshow.
    """

    id: str = ""
    version: str = ""
    title: Bilingual = Bilingual()
    kinds: tuple[Offered, ...] = EVERYTHING
    page: tuple[Shown, ...] = (Shown.host, Shown.summary, Shown.projects, Shown.team, Shown.field)
    joined_by: Joined = Joined.anybody
    round: tuple[RoundField, ...] = tuple(RoundField)
    notice: Notice | None = None
    admission: Admission | None = None
    certification: Certification | None = None
    consent: Digest | None = None
    recipients: Recipients | None = None
    least_projects: int = 1
    retention_days: int | None = None

    @property
    def tells_amounts(self) -> bool:
        """Whether the amount of a round may be said."""
        return RoundField.amount in self.round

    def asks(self, kind: IntentKind) -> tuple[Asked, ...] | None:
        """What the form of a kind may ask; None where the kind is not offered."""
        return next((offered.fields for offered in self.kinds if offered.kind is kind), None)


class Use(StrEnum):
    """What a text is for."""

    notice = "notice"
    admission = "admission"
    certification = "certification"
    consent = "consent"


class Text(Struct, frozen=True, kw_only=True):
    """A text in both languages with what belongs to it by name; it is known by `digest` and is for ever."""

    use: Use
    preset: str
    version: str
    text: Bilingual
    parts: dict[str, Bilingual] = {}

    @property
    def body(self) -> bytes:
        """The bytes that are hashed, kept and given out: JSON with sorted keys."""
        return msgspec.json.encode(self, order="sorted")

    @property
    def digest(self) -> str:
        """SHA-256 of `body` in hexadecimal."""
        return sha256(self.body).hexdigest()


class PresetCard(Struct, frozen=True, kw_only=True):
    """A preset as it is offered; `reviewed_by` names the lawyer who has reviewed its texts, and is empty before."""

    preset: Preset
    description: Bilingual
    reviewed_by: str
    texts: tuple[Text, ...]


class Wanted(Protocol):
    """Terms of an intent, as far as presets look at them; each further field is looked up by its name."""

    @property
    def kind(self) -> IntentKind:
        """What for."""
        ...


def asked(preset: Preset, wanted: Wanted) -> None:
    """Invalid where a preset does not offer the kind, or forbids a field that the terms fill in."""
    if (allowed := preset.asks(wanted.kind)) is None:
        raise Invalid("kind_refused")
    filled = [field.value for field in Asked if field not in allowed and _filled(getattr(wanted, field.value, None))]
    if filled:
        raise Invalid("field_refused", ", ".join(filled))


def _filled(value: Any) -> bool:
    return value is not None and value != "" and value != ()


def noticed(preset: Preset, given: str, *, amount: bool) -> None:
    """Invalid where the notice had to be accepted and was not, or another text was."""
    notice = preset.notice
    if notice is None or (notice.before is Gate.amount and not amount):
        return
    accepted(notice.text, given)


def accepted(wanted: str | None, given: str) -> None:
    """Invalid where a text is wanted and none or another was accepted."""
    if wanted is None:
        return
    if not given:
        raise Invalid("notice_missing")
    if given != wanted:
        raise Invalid("notice_stale")
