"""The vocabulary of intents as the pages have it, for what is written without a script."""

from typing import Final

from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.terms import Level

KINDS: Final[dict[IntentKind, str]] = {
    IntentKind.invest: "Invest",
    IntentKind.license: "Licence",
    IntentKind.license_exclusive: "Exclusive licence",
    IntentKind.license_sole: "Sole licence",
    IntentKind.buy: "Buy the technology",
    IntentKind.contribute_as_equity: "Technology for equity",
    IntentKind.joint_rd: "Joint R&D",
    IntentKind.commission_rd: "Commission R&D",
    IntentKind.pilot: "Pilot",
    IntentKind.purchase: "Purchase",
    IntentKind.consult: "Consulting",
    IntentKind.service: "Technical service",
    IntentKind.talk: "Talk",
}

STATES: Final[dict[IntentState, str]] = {
    IntentState.submitted: "On record",
    IntentState.seen: "Seen",
    IntentState.accepted: "Accepted",
    IntentState.confirmed: "Confirmed",
    IntentState.declined: "Declined",
    IntentState.expired: "Expired",
    IntentState.voided: "Voided",
    IntentState.withdrawn: "Withdrawn",
    IntentState.retracted: "Retracted",
    IntentState.lapsed: "Lapsed",
}

LEVELS: Final[dict[Level, str]] = {
    Level.interested: "Interested",
    Level.considering: "Considering",
    Level.soft_committed: "Softly committed",
}

INSTRUMENTS: Final[dict[Instrument, str]] = {
    Instrument.equity: "Equity",
    Instrument.safe: "SAFE",
    Instrument.convertible_note: "Convertible note",
    Instrument.loan: "Loan",
    Instrument.grant: "Grant",
    Instrument.other: "Other",
    Instrument.undecided: "Undecided",
}
