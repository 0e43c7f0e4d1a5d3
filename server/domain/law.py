"""What a roadshow knows of admission, certification and rounds of fund-raising: the part of its state presets rule."""

from datetime import datetime

from immutables import Map
from msgspec import Struct

from server.domain.agenda import Pair
from server.domain.kinds import Instrument
from server.domain.messages import Bilingual, Currency, Minor, PersonId, ProjectId
from server.domain.presets import Name


class Certificate(Struct, frozen=True, kw_only=True):
    """What an investor declared of themselves, on which basis, under which text, and until when it holds."""

    basis: Name
    text: str
    at: datetime
    expires_at: datetime


class RoundTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project says of the money it looks for; amounts are in minor units of `currency`."""

    instrument: Instrument | None = None
    currency: Currency = "CNY"
    amount: Minor | None = None
    unsubscribed: Minor | None = None
    proceeds: Bilingual = Bilingual()
    valuation: Bilingual = Bilingual()
    terms: Bilingual = Bilingual()


class Round(Struct, frozen=True, kw_only=True):
    """The terms that stand; whoever was shown an earlier version is shown this one only after asking again."""

    version: int
    terms: RoundTerms


class Law(Struct, frozen=True, kw_only=True):
    """`opened` is which version of a round somebody was shown last, `recipients` who was ever shown any, since when."""

    grounds: Map[PersonId, Name] = Map()
    certificates: Map[PersonId, Certificate] = Map()
    rounds: Map[ProjectId, Round] = Map()
    versions: Map[ProjectId, int] = Map()
    opened: Map[Pair, int] = Map()
    recipients: Map[PersonId, datetime] = Map()
