"""What an intent may be for, and what an investment would be made by: the two lists that presets choose from."""

from enum import StrEnum


class IntentKind(StrEnum):
    """What the investor would do; the contract kinds follow the technology contracts of the Chinese Civil Code."""

    invest = "invest"
    buy = "buy"
    license_exclusive = "license_exclusive"
    license_sole = "license_sole"
    license = "license"
    contribute_as_equity = "contribute_as_equity"
    commission_rd = "commission_rd"
    joint_rd = "joint_rd"
    consult = "consult"
    service = "service"
    pilot = "pilot"
    purchase = "purchase"
    talk = "talk"


class Instrument(StrEnum):
    """What an investment would be made by."""

    equity = "equity"
    safe = "safe"
    convertible_note = "convertible_note"
    loan = "loan"
    grant = "grant"
    other = "other"
    undecided = "undecided"
