"""Everything Roadshow refuses, as one tree of values with stable codes.

::

    RoadshowError
    ├── Rejected             a rule of the domain says no; the command left no trace
    │   ├── Forbidden        this actor may not (403)
    │   ├── Missing          no such thing, or not for this actor to know of (404)
    │   ├── Conflict         not in this state, not any more, or not yet (409)
    │   └── Invalid          the content breaks a rule (422)
    ├── Malformed            not a message of the protocol (400)
    ├── Unauthenticated      nobody is signed in, or no longer (401)
    ├── MethodRefused        the address takes other methods (405)
    ├── Unacceptable         the answer is of a type that the sender does not take (406)
    ├── Unmatched            for a version of the thing that is no longer there (412)
    ├── TooLarge             beyond a size limit (413)
    ├── Unsupported          the body is of another content type (415)
    ├── Unconditional        does not say for which version of the thing it is (428)
    ├── TooMany              beyond a rate limit; the same again later will do (429)
    └── Unavailable          cannot be recorded now; the same again later will do (503)

A code is permanent once released. `SENTENCES` says in English what happened and what to do; pages translate by code.
"""

from collections.abc import Mapping
from typing import ClassVar, Final

SENTENCES: Final[dict[str, str]] = {
    "forbidden": "Your seat does not allow this.",
    "removed": "The organizer has removed you from this roadshow.",
    "muted": "The organizer has muted you; you can still watch and state intents.",
    "pitch_missing": "There is no such pitch; reload the programme.",
    "question_missing": "There is no such question; it may have been withdrawn.",
    "intent_missing": "There is no such intent of yours.",
    "project_missing": "There is no such project in this roadshow.",
    "person_missing": "There is no such person in this roadshow.",
    "seat_missing": "There is no such seat, or it is not yours; open your invitation link again.",
    "preset_missing": "There is no such preset; the detail names those there are.",
    "text_missing": "There is no such text.",
    "roadshow_missing": "There is no such roadshow.",
    "material_missing": "There is no such document; it may have been removed.",
    "lead_missing": "There is no such lead.",
    "lead_unknown": "Nobody here is meant by this row; invite the person, a lead opens with their first signal.",
    "import_missing": "There is nothing of yours to undo from that time.",
    "meeting_missing": "There is no such meeting, or it is not yours.",
    "note_missing": "There is no such note; its author may have taken it away.",
    "invitation_only": "One comes to this roadshow by invitation; ask the organizer for one.",
    "invitation_missing": "There is no such invitation.",
    "invitation_spent": "This invitation has been used, has expired or was revoked; ask the organizer for a new one.",
    "endpoint_missing": "There is no such endpoint.",
    "rehearsal_only": "This is possible in a rehearsal only.",
    "rehearsal_shut": "Nothing leaves a rehearsal; do this in the roadshow itself.",
    "rehearsal_missing": "There is no such rehearsal, or its token has been used or is too old; begin another one.",
    "rehearsal_full": "A rehearsal has at most 20,000 people.",
    "endpoint_limit": "A roadshow has at most 10 endpoints; remove one first.",
    "delivery_missing": "There is no such delivery.",
    "url_refused": "The address of an endpoint begins with https:// and has no name, password or fragment in it.",
    "address_refused": "That address is inside a network that this house sends nothing to.",
    "session_missing": "There is no such media session, or it has ended; start again.",
    "browser_missing": "That browser is signed out already.",
    "page_missing": "There is no such page.",
    "already_planned": "This roadshow has been planned already; revise it instead.",
    "not_planned": "This roadshow has not been planned yet.",
    "not_live": "This works only while the roadshow is live.",
    "already_live": "The roadshow is live already.",
    "already_paused": "The roadshow is paused already.",
    "not_paused": "The roadshow is not paused.",
    "show_ended": "The roadshow has ended.",
    "pitch_state": "The pitch is not in a state that allows this; look at the programme.",
    "window_closed": "The intent window of this project is closed; you can still ask for a talk.",
    "window_open": "The intent window is open already.",
    "report_early": "The report is there once the pitch is over.",
    "question_state": "The question is not in a state that allows this.",
    "own_question": "One cannot vote for one's own question.",
    "already_voted": "Your vote for this question counts already.",
    "not_voted": "You have no vote on this question.",
    "intent_withdrawn": "This intent has been withdrawn; state a new one.",
    "intent_confirmed": "This intent is confirmed; it can only be retracted, with a reason.",
    "intent_state": "The intent is not in a state that allows this; look at it again.",
    "intent_conditions": "An intent with conditions can be accepted for talks; to confirm it, revise it without them.",
    "not_addressed": "This intent is for others to answer.",
    "content_stale": "What you looked at is not what stands; look at it again and repeat your answer.",
    "version_stale": "Somebody changed this in the meantime; look at it again and repeat your change.",
    "lead_erased": "The person of this lead was erased; there is nothing to work on any more.",
    "lead_merged": "These leads cannot be merged: both must be of one project, and neither merged into the other.",
    "lead_ambiguous": "Several leads may be meant by this row; add a column with the project, or with our lead.",
    "row_anonymous": "This row does not say whom it means; take a column with the lead, a mail address or a telephone.",
    "row_nameless": "Nobody here is meant by this row, and it has no name to make a lead of.",
    "row_project": "Nobody here is meant by this row; say in it which project the lead is of.",
    "lead_there": "There is a lead of this person and project already.",
    "row_repeated": "A row above is about the same lead; only that one counts.",
    "value_unknown": "A cell says something that is not known here; correct it, or leave the column out.",
    "lead_apart": "This lead is not merged into another.",
    "note_foreign": "Only who wrote a note may change it.",
    "consent_state": "The consent is in that state already.",
    "records_erased": "The personal records of this roadshow have been erased; nothing can be changed any more.",
    "person_state": "The person is in that state already.",
    "text_empty": "The text is empty.",
    "name_empty": "Give the name.",
    "mail_missing": "To send them a letter, give their mail address.",
    "title_empty": "Give a title in Chinese or in English.",
    "amount_range": "The amount must run from a minimum to a maximum that is not smaller.",
    "amount_missing": "A soft commitment needs an amount.",
    "commitment_conditional": "A soft commitment has no conditions; take them out, or choose a milder level.",
    "currency_refused": "This roadshow does not take that currency.",
    "not_suitable": "The organizer has not recorded yet on which ground you take part; ask them to.",
    "not_certified": "Declare first what the rules of this roadshow ask of investors.",
    "certification_expired": "Your declaration has expired; make it again.",
    "ground_refused": "That is no ground under the rules of this roadshow; the detail names those there are.",
    "basis_refused": "That is no basis under the rules of this roadshow; the detail names those there are.",
    "round_missing": "There are no terms of a round of this project.",
    "round_state": "You are shown these terms already.",
    "recipients_full": "As many people as the rules allow have been shown terms; the detail gives the number.",
    "kind_refused": "This roadshow does not take intents of that kind.",
    "field_refused": "This roadshow does not ask that; leave out what the detail names.",
    "notice_missing": "Read the text and accept it first.",
    "notice_stale": "The text you accepted is not the one that holds here; read it again.",
    "invest_only": "Only an intent to invest has an instrument, a round or a valuation.",
    "valuation_amount": "A valuation before the money or a cap needs its amount; an uncapped one has none.",
    "condition_twice": "Each kind of condition stands once.",
    "condition_incomplete": "A readiness level, a price cap and a condition of your own need a value, others none.",
    "dates_order": "The closing day must not be before the day of decision.",
    "number_taken": "You have a number already.",
    "number_unknown": "Nobody here has this number.",
    "consortium_missing": "There is no such consortium, or you are neither in it nor invited.",
    "consortium_state": "This does not fit how the consortium stands. Look again.",
    "consortium_full": "There is room for 50 in a consortium.",
    "consortium_confirmed": "What you confirmed for the consortium stands. Retract it first, then leave.",
    "consortium_visibility": "Only a member of a consortium can state something for its members alone.",
    "not_leading": "Only who leads a consortium can do that.",
    "consent_missing": "To be shown by name to the presenter, tick the consent to pass your name and contact on.",
    "recipient_missing": "Say to which presenter your name may be passed on; each needs a consent of its own.",
    "kind_fixed": "The kind and round of an intent stay; withdraw this one and state another.",
    "owner_refused": "A lead is followed up by an organizer, or by a presenter of its project.",
    "stage_refused": "Only erasing the person makes a lead erased.",
    "lost_reason_missing": "Say why the lead is disqualified.",
    "project_needed": "A presenter needs a project, and nobody else has one.",
    "time_range": "The time is beyond the calendar.",
    "date_past": "The day is over already; choose a later one.",
    "timezone_unknown": "The time zone is not a name of the tz database, such as Asia/Shanghai.",
    "position_range": "There is no such place in the programme.",
    "pitch_asked": "There are questions about this pitch; skip it instead of removing it.",
    "pitch_met": "There are meetings about this pitch; skip it instead of removing it.",
    "meeting_exists": "There is a meeting or an open request between you already; look at your meetings.",
    "meeting_state": "The meeting is not in a state that allows this; look at it again.",
    "meeting_early": "The meeting has not begun yet.",
    "meeting_clash": "One of you has another meeting at that time; choose another time.",
    "no_common_slot": "There is no time that you both have free; propose one, or ask the organizer for more slots.",
    "place_taken": "Somebody else meets at that place then; choose another place or time.",
    "time_past": "The time is not in the future; choose a later one.",
    "window_range": "Each time for meetings must end after it begins, and they must not overlap.",
    "slots_missing": "There is no time for meetings ahead; add one first.",
    "ranking_twice": "The order names something twice.",
    "timetable_empty": "Nobody has a place in the timetable yet.",
    "timetable_published": "The timetable has been published; meetings change one by one now.",
    "material_refused": "Only PDF, PowerPoint, Word, Excel (without macros), PNG and JPEG files are taken.",
    "material_limit": "A project has at most 20 documents; remove one first.",
    "pitch_limit": "A roadshow holds at most 200 pitches.",
    "key_reused": "This Idempotency-Key was used for another command; make a new key.",
    "key_missing": "Send an Idempotency-Key header of 8 to 64 letters, digits, '-' or '_'.",
    "body_malformed": "The body is not a message of the protocol; the detail says where.",
    "form_malformed": "Some fields are missing or not of their form; the detail says which.",
    "csv_malformed": "The file is not a CSV table with the columns that are asked for; the detail says where.",
    "message_malformed": "The message is not one of the protocol; the detail says where.",
    "offer_malformed": "The SDP offer cannot be answered; the detail says why.",
    "offer_unsupported": "The SDP offer has no codec that Roadshow forwards (VP8, H.264, VP9, AV1; Opus).",
    "offer_too_large": "The SDP offer is too large.",
    "ice_stale": "ICE has been restarted since; send the entity tag of the present ICE session.",
    "precondition_missing": "Send an If-Match header: the entity tag of the ICE session, or * to restart it.",
    "type_unsupported": "The body is of another content type than this address takes; the detail says which.",
    "answer_unacceptable": "The Accept header does not allow the answer; the detail says of which type it is.",
    "origin_refused": "The request comes from another site; open the page from its own address.",
    "signed_out": "You are not signed in, or no longer; open your invitation link again.",
    "body_too_large": "The body is too large; the detail gives the limit.",
    "material_too_large": "The document is too large; the detail gives the limit.",
    "too_many": "Too many at once; wait a moment and send the same again.",
    "house_full": "Every place in this house is taken; this page comes in by itself as soon as there is room.",
    "address_full": "Too many pages are open from your network; this one comes in by itself as soon as others close.",
    "inbox_full": "The roadshow is very busy; send the same again in a moment.",
    "storage_full": "The disk is full; nothing was recorded. Send the same again once the operator has made room.",
    "storage_away": "The database does not answer; what you sent may be recorded already. Send the same again.",
    "elsewhere": "Another server is taking over this roadshow; send the same again in a moment.",
    "stopping": "The server is restarting; send the same again in a moment.",
    "seat_media_full": "This seat has as many pictures open as it may; close another page of it and try again.",
    "plane_full": "The media plane is full; try again later.",
    "plane_unavailable": "The media plane is restarting; try again in a second.",
    "method_refused": "This address does not take that method.",
    "internal": "Something broke on the server; it was logged. Send the same again.",
}


class RoadshowError(Exception):
    """A refusal with a stable `code`; `detail`, in English, names the place or the limit where the code does not."""

    status: ClassVar[int] = 500

    def __init__(self, code: str, detail: str = "") -> None:
        """Take a code of SENTENCES."""
        super().__init__(f"{code}: {detail or SENTENCES[code]}")
        self.code = code
        self.detail = detail


class Rejected(RoadshowError):
    """A rule of the domain refused a command; the state is as it was."""

    status = 409


class Forbidden(Rejected):
    """The actor's role, standing or project does not allow the command."""

    status = 403


class Missing(Rejected):
    """What the command names does not exist, or not for this actor."""

    status = 404


class Conflict(Rejected):
    """The command does not fit the state: too early, too late, twice, or on a stale version."""

    status = 409


class Invalid(Rejected):
    """The content of the command breaks a rule that its type cannot express."""

    status = 422


class Malformed(RoadshowError):
    """The request is not a message of the protocol."""

    status = 400


class Unauthenticated(RoadshowError):
    """No valid session; what the sender holds back should be kept and sent after signing in."""

    status = 401


class MethodRefused(RoadshowError):
    """The address takes other methods."""

    status = 405


class Unacceptable(RoadshowError):
    """The sender takes no answer of the type there is."""

    status = 406


class Unmatched(RoadshowError):
    """The request is meant for a version that has been replaced."""

    status = 412


class Unsupported(RoadshowError):
    """The body is not of the content type that is taken here; `accepted` says in headers which is."""

    status = 415

    def __init__(self, code: str, detail: str = "", *, accepted: Mapping[str, str]) -> None:
        """Take a code and the headers."""
        super().__init__(code, detail)
        self.accepted = accepted


class Unconditional(RoadshowError):
    """The request must say for which version it is, so that one that comes late does no harm."""

    status = 428


class TooLarge(RoadshowError):
    """The request is beyond a size limit and was not read to its end."""

    status = 413


class Retry(RoadshowError):
    """The same request will do later; `after` is in seconds and becomes Retry-After (RFC 9110 section 10.2.3)."""

    def __init__(self, code: str, detail: str = "", *, after: int = 1) -> None:
        """Take a code and the seconds to wait."""
        super().__init__(code, detail)
        self.after = after


class TooMany(Retry):
    """Beyond a rate limit."""

    status = 429


class Unavailable(Retry):
    """Cannot be recorded now; nothing was."""

    status = 503


_CODES: Final[Mapping[type[RoadshowError], str]] = {
    Forbidden: """
        forbidden removed muted invitation_only own_question not_addressed not_suitable not_certified
        certification_expired not_leading origin_refused
    """,
    Missing: """
        pitch_missing question_missing intent_missing project_missing person_missing seat_missing preset_missing
        text_missing roadshow_missing material_missing lead_missing lead_unknown import_missing meeting_missing
        note_missing invitation_missing endpoint_missing rehearsal_missing delivery_missing session_missing
        browser_missing page_missing round_missing number_unknown consortium_missing
    """,
    Conflict: """
        invitation_spent rehearsal_only rehearsal_shut rehearsal_full endpoint_limit already_planned not_planned
        not_live already_live already_paused not_paused show_ended pitch_state window_closed window_open report_early
        question_state already_voted not_voted intent_withdrawn intent_confirmed intent_state intent_conditions
        content_stale version_stale lead_erased lead_there lead_apart note_foreign consent_state records_erased
        person_state round_state recipients_full number_taken consortium_state consortium_full consortium_confirmed
        pitch_asked pitch_met meeting_exists meeting_state meeting_early meeting_clash no_common_slot place_taken
        slots_missing timetable_empty timetable_published pitch_limit
    """,
    Invalid: """
        url_refused address_refused lead_merged lead_ambiguous row_anonymous row_nameless row_project row_repeated
        value_unknown text_empty name_empty mail_missing title_empty amount_range amount_missing commitment_conditional
        currency_refused ground_refused basis_refused kind_refused field_refused notice_missing notice_stale
        invest_only valuation_amount condition_twice condition_incomplete dates_order consortium_visibility
        consent_missing recipient_missing kind_fixed owner_refused stage_refused lost_reason_missing project_needed
        time_range date_past timezone_unknown position_range time_past window_range ranking_twice material_refused
        material_limit key_reused offer_unsupported
    """,
    Malformed: "key_missing body_malformed form_malformed csv_malformed message_malformed offer_malformed",
    Unauthenticated: "signed_out",
    MethodRefused: "method_refused",
    Unacceptable: "answer_unacceptable",
    Unmatched: "ice_stale",
    TooLarge: "body_too_large material_too_large offer_too_large",
    Unsupported: "type_unsupported",
    Unconditional: "precondition_missing",
    TooMany: "too_many address_full seat_media_full",
    Unavailable: "house_full inbox_full storage_full storage_away elsewhere stopping plane_full plane_unavailable",
    RoadshowError: "internal",
}

KINDS: Final[Mapping[str, type[RoadshowError]]] = {
    code: kind for kind, codes in _CODES.items() for code in codes.split()
}
"""Which kind of refusal each code is, and with it its status."""
