"""What an intent says: terms, all typed, so that nothing personal can stand in them, and private text apart.

An amount is a range, an exact one has equal ends; nothing here is ever a float.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta, Struct

from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Amount, ConsortiumId, Currency, Money, Signature


class Level(StrEnum):
    """How firm an intent is; none of them binds."""

    interested = "interested"
    considering = "considering"
    soft_committed = "soft_committed"


class Round(StrEnum):
    """The raise that an investment would be part of."""

    angel = "angel"
    pre_seed = "pre_seed"
    seed = "seed"
    pre_a = "pre_a"
    a = "a"
    b = "b"
    c = "c"
    later = "later"
    bridge = "bridge"
    strategic = "strategic"


class Party(StrEnum):
    """Who would be the counterparty: the person who acts, or the organisation they act for."""

    person = "person"
    organisation = "organisation"


class Pricing(StrEnum):
    """How a company would be valued: before the money, at most, or not yet."""

    pre_money = "pre_money"
    cap = "cap"
    uncapped = "uncapped"


Percent = Annotated[int, Meta(ge=0, le=100)]


class Valuation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """At what valuation; all but an uncapped one has an amount, `discount` is in per cent."""

    pricing: Pricing
    amount: Money | None = None
    discount: Percent | None = None


class ConditionKind(StrEnum):
    """What must be so first; the text of `other` is private."""

    due_diligence = "due_diligence"
    lead_investor = "lead_investor"
    ip_title = "ip_title"
    trl = "trl"
    board_approval = "board_approval"
    price_cap = "price_cap"
    other = "other"


class Condition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition; `trl` is the technology readiness level to be reached, `cap` the price not to be passed."""

    kind: ConditionKind
    trl: Annotated[int, Meta(ge=1, le=9)] | None = None
    cap: Money | None = None


Conditions = Annotated[tuple[Condition, ...], Meta(max_length=8)]


class Channel(StrEnum):
    """A way in which the investor may be contacted, where they may be at all."""

    phone = "phone"
    email = "email"
    messenger = "messenger"
    post = "post"


Channels = Annotated[tuple[Channel, ...], Meta(max_length=4)]


class Nda(StrEnum):
    """Whether a non-disclosure agreement is wanted or there; its reference is private."""

    none = "none"
    wanted = "wanted"
    signed = "signed"


class Visibility(StrEnum):
    """Who sees an intent beside organizers: nobody, the members of one's consortium, or presenters, also by name."""

    host_only = "host_only"
    consortium = "consortium"
    presenter = "presenter"
    presenter_named = "presenter_named"


HIDDEN: Final = frozenset({Visibility.host_only, Visibility.consortium})
"""What the project's presenters do not learn of."""

Hash = Annotated[str, Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]


class Terms(Struct, frozen=True, kw_only=True):
    """What an intent says; `aggregate` lets it count in public figures.

    Its hash leaves out what is null, false or empty (`content`), so a field to come must have such a default. `notice`
    is the hash of the notice that was accepted, `conflict` declares a conflict of interest; a joint intent is of a
    `consortium`.
    """

    kind: IntentKind
    level: Level = Level.interested
    party: Party = Party.person
    amount: Amount | None = None
    instrument: Instrument | None = None
    round: Round | None = None
    valuation: Valuation | None = None
    conditions: tuple[Condition, ...] = ()
    decide_by: date | None = None
    close_by: date | None = None
    channels: tuple[Channel, ...] = ()
    nda: Nda | None = None
    visibility: Visibility = Visibility.presenter
    aggregate: bool = True
    notice: str = ""
    conflict: bool = False
    consortium: ConsortiumId | None = None

    @property
    def passed(self) -> bool:
        """Whether the project's presenters may know of it."""
        return self.visibility not in HIDDEN

    @property
    def currencies(self) -> Iterable[Currency]:
        """Every currency that occurs in it."""
        sums = (self.amount, self.valuation and self.valuation.amount, *(one.cap for one in self.conditions))
        return (one.currency for one in sums if one)


class IntentText(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the investor wrote, and who they are; the audience never sees any of it, nobody else the confidence."""

    signature: Signature
    comment: str = ""
    condition: str = ""
    confidence: int | None = None
    nda_reference: str = ""


class Source(StrEnum):
    """By which way a version came in; a proxy is the host, for somebody on site."""

    button = "button"
    qr = "qr"
    proxy = "proxy"
    imported = "import"


class Provenance(Struct, frozen=True, kw_only=True):
    """Where a version comes from; `second` counts from the start of the pitch by the server's clock, while it is on."""

    source: Source
    second: int | None = None
