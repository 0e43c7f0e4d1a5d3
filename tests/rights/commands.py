"""Every command as somebody would send it who may; what stands behind a + is a second way to send the same one."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from tests.rights.asking import Asked
from tests.rights.scene import DECLARED, START, Things, encoded

Body = Callable[[Things], dict[str, Any]]

TITLE: Final = {"en": "Another"}


def _nothing(things: Things) -> dict[str, Any]:
    return {}


def _answer(name: str, **more: Any) -> Body:
    return lambda things: {"intent": things[name], "version": 1, "content": things[f"content_of_{name}"], **more}


COMMANDS: Final[Mapping[str, Body]] = {
    "roadshow.plan": lambda things: {"title": TITLE, "starts_at": START.isoformat()},
    "roadshow.revise": lambda things: {"title": TITLE, "starts_at": START.isoformat()},
    **dict.fromkeys(("roadshow.start", "roadshow.pause", "roadshow.resume", "roadshow.end"), _nothing),
    "stage.take": lambda things: {"seat": things.seat_of_anna},
    "stage.clear": _nothing,
    "pitch.add": lambda things: {"title": TITLE},
    "pitch.revise": lambda things: {"pitch": things.pitch_c, "title": TITLE},
    "pitch.move": lambda things: {"pitch": things.pitch_c, "position": 0},
    "pitch.remove": lambda things: {"pitch": things.pitch_c},
    "pitch.skip": lambda things: {"pitch": things.pitch_c},
    "pitch.restore": lambda things: {"pitch": things.pitch_d},
    "pitch.call": lambda things: {"pitch": things.pitch_c},
    "pitch.ready": lambda things: {"pitch": things.pitch_a, "ready": True},
    "pitch.start": lambda things: {"pitch": things.pitch_c},
    "pitch.begin_questions": lambda things: {"pitch": things.pitch_a},
    "pitch.extend": lambda things: {"pitch": things.pitch_a, "seconds": 60},
    "pitch.end": lambda things: {"pitch": things.pitch_a},
    "window.open": lambda things: {"pitch": things.pitch_b},
    "window.close": lambda things: {"pitch": things.pitch_a},
    "prompt.send": lambda things: {"project": things.project_a, "text": "faster"},
    "person.mute": lambda things: {"person": things.jane},
    "person.unmute": lambda things: {"person": things.mona},
    "person.remove": lambda things: {"person": things.jane},
    "person.readmit": lambda things: {"person": things.rex},
    "person.erase": lambda things: {"person": things.jane},
    "records.erase": _nothing,
    "seat.reassign": lambda things: {"seat": things.seat_of_jane, "role": "audience"},
    "question.ask": lambda things: {"text": "why?"},
    "question.vote": lambda things: {"question": things.question_open},
    "question.unvote": lambda things: {"question": things.question_voted},
    "question.approve": lambda things: {"question": things.question_held},
    "question.answer": lambda things: {"question": things.question_open, "text": "so"},
    "question.dismiss": lambda things: {"question": things.question_open},
    "question.withdraw": lambda things: {"question": things.question},
    "consent.give": lambda things: {"project": things.project_b},
    "consent.withdraw": lambda things: {"project": things.project_a},
    "ground.record": lambda things: {"person": things.gil, "ground": "invited"},
    "certificate.give": lambda things: {"basis": "income", "text": DECLARED},
    "certificate.withdraw": _nothing,
    "round.describe": lambda things: {"project": things.project_a, "terms": None},
    "round.open": lambda things: {"project": things.project_a},
    "number.take": _nothing,
    "consortium.form": lambda things: {"project": things.project_c},
    "consortium.invite": lambda things: {"consortium": things.consortium, "number": things.number_of_ivan},
    "consortium.join": lambda things: {"consortium": things.consortium},
    "consortium.leave": lambda things: {"consortium": things.consortium},
    "consortium.remove": lambda things: {"consortium": things.consortium, "number": things.number_of_ines},
    "intent.state": lambda things: {"project": things.project_a, "kind": "talk"},
    "intent.revise": lambda things: {"intent": things.intent, "version": 1, "kind": "pilot", "comment": "more"},
    "intent.withdraw": lambda things: {"intent": things.intent},
    "intent.see": lambda things: {"intents": [things.intent]},
    "intent.accept": _answer("intent"),
    "intent.decline": lambda things: {"intent": things.intent, "feedback": "benefit_unclear"},
    "intent.see+hidden": lambda things: {"intents": [things.hidden]},
    "intent.accept+hidden": _answer("hidden"),
    "intent.decline+hidden": lambda things: {"intent": things.hidden, "feedback": "benefit_unclear"},
    "intent.confirm": _answer("accepted"),
    "intent.retract": lambda things: {"intent": things.confirmed, "reason": "no money"},
    "intent.void": lambda things: {"intent": things.intent, "reason": "a test"},
    "intent.enter": lambda things: {"project": things.project_a, "kind": "pilot", "name": "Sue Slip"},
    "intent.claim": lambda things: {"intent": things.slip},
    "lead.import": lambda things: {"project": things.project_c, "mark": "9", "name": "Another stranger"},
    "lead.unmake": lambda things: {"lead": things.lead_new_a},
    "meeting.request": lambda things: {"project": things.project_c},
    "meeting.request+lead": lambda things: {"project": things.project_a, "lead": things.lead_ivan_a},
    "meeting.accept": lambda things: {"meeting": things.meeting},
    "meeting.decline": lambda things: {"meeting": things.meeting, "reason": "other"},
    "meeting.withdraw": lambda things: {"meeting": things.meeting},
    "meeting.move": lambda things: {"meeting": things.meeting_agreed, "version": 3, "place": "Table 1"},
    "meeting.cancel": lambda things: {"meeting": things.meeting_agreed},
    "meeting.mark": lambda things: {"meeting": things.meeting_held, "held": True},
    "meeting.configure": lambda things: {"minutes": 20},
    "ranking.set": lambda things: {"order": [things.project_b]},
    "ranking.set+leads": lambda things: {"order": [things.lead_ivan_a]},
    "timetable.propose": _nothing,
    "timetable.place": lambda things: {
        "person": things.iris,
        "project": things.project_a,
        "starts_at": things.another_slot,
    },
    "timetable.unplace": lambda things: {"person": things.ivan, "project": things.project_a},
    "timetable.publish": _nothing,
}

# Who stands in a column where the thing that a command is about is somebody else's than usual.
INSTEAD: Final[Mapping[str, Mapping[str, str]]] = {
    "number.take": {"investor": "nora"},
    "consortium.join": {"investor": "jane"},
    "intent.claim": {"investor": "sam"},
    **{name: {"presenter": "bert", "another presenter": "anna"} for name in ("meeting.move", "meeting.cancel")},
}


def order(name: str, things: Things, secret: str, seat: str, key: str) -> Asked:
    """The command of that name from a seat."""
    return Asked(
        secret=secret,
        method="POST",
        path=f"/api/seats/{seat}/commands",
        headers={"content-type": "application/json", "idempotency-key": key},
        body=encoded({"type": name.partition("+")[0], **COMMANDS[name](things)}),
    )
