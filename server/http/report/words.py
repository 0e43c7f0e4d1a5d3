"""The vocabulary of intents as the pages have it, for what is written without a script."""

from typing import Final

from server.domain.course import IntentState
from server.domain.kinds import Instrument, IntentKind
from server.domain.messages import Basis
from server.domain.state import Feedback
from server.domain.terms import Channel, ConditionKind, Level, Nda, Pricing, Round

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

BASES: Final[dict[Basis, str]] = {
    Basis.total: "in total",
    Basis.per_year: "a year",
    Basis.per_tranche: "a tranche",
}

ROUNDS: Final[dict[Round, str]] = {
    Round.angel: "Angel round",
    Round.pre_seed: "Pre-seed",
    Round.seed: "Seed",
    Round.pre_a: "Pre-A",
    Round.a: "Series A",
    Round.b: "Series B",
    Round.c: "Series C",
    Round.later: "Later",
    Round.bridge: "Bridge",
    Round.strategic: "Strategic",
}

PRICINGS: Final[dict[Pricing, str]] = {
    Pricing.pre_money: "Pre-money",
    Pricing.cap: "Cap",
    Pricing.uncapped: "Uncapped",
}

CONDITIONS: Final[dict[ConditionKind, str]] = {
    ConditionKind.due_diligence: "Due diligence",
    ConditionKind.lead_investor: "A lead investor is there",
    ConditionKind.ip_title: "Title to the IP is verified",
    ConditionKind.trl: "A technology readiness level is reached",
    ConditionKind.board_approval: "Our board approves",
    ConditionKind.price_cap: "The price stays below a cap",
    ConditionKind.other: "Something else",
}

CHANNELS: Final[dict[Channel, str]] = {
    Channel.phone: "Phone",
    Channel.email: "E-mail",
    Channel.messenger: "Messenger",
    Channel.post: "Post",
}

NDAS: Final[dict[Nda, str]] = {
    Nda.none: "No NDA needed",
    Nda.wanted: "An NDA first",
    Nda.signed: "An NDA is signed",
}

FEEDBACKS: Final[dict[Feedback, str]] = {
    Feedback.too_early: "Too early for us",
    Feedback.benefit_unclear: "The benefit is unclear",
    Feedback.route_unclear: "The route to market is unclear",
    Feedback.description_unclear: "It is unclear what is meant",
    Feedback.scientific: "Scientific reasons",
    Feedback.out_of_scope: "Outside what we look for",
    Feedback.terms_unsuitable: "The terms do not suit",
    Feedback.other: "Another reason",
}
