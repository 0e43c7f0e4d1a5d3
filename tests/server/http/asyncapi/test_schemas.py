import json
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace

from server.app import wire
from server.app.feed import Feed, Viewer
from server.app.frames import Frames, Snapshots
from server.app.sync import Tape
from server.app.wire import Arrival, Figures, Hello, Layer, Media
from server.delivery.bodies import written
from server.domain.messages import LeadId, PersonId, ProjectId, RoadshowId, Role
from server.domain.outbox import TEST, TYPES, Message, MessageId, message_of, moved
from server.domain.state import Roadshow
from server.domain.visibility import PUBLIC, Audience, Shift
from server.domain.workspace import LeadStage, Work
from server.http.asyncapi.schemas import hooks, kinds
from tests.server.app.house import HOST, HandClock, Line
from tests.server.delivery.test_bodies import HOUSE
from tests.server.domain import evening
from tests.server.domain.story import CAST, START
from tests.server.domain.test_endpoints import ENDPOINT
from tests.server.http.asyncapi.described import DOCUMENT, complaints

ROADSHOW = RoadshowId("rsh_1")


def audiences() -> dict[Audience, set[PersonId]]:
    by_audience: dict[Audience, set[PersonId]] = {PUBLIC: set()}
    for who in CAST:
        by_audience.setdefault(Audience.of(who.role, who.project, who.person), set()).add(who.person)
    return by_audience


def test_every_view_of_a_whole_evening_is_described_field_by_field() -> None:
    story, seen = evening.whole(), set()
    for start, end in [(0, len(story.entries)), *((at, at + 1) for at in range(len(story.entries)))]:
        frames = Frames(Shift(story.states[start], story.states[end], story.entries[start:end]))
        snapshots = Snapshots("epoch", story.states[end])
        for audience, persons in audiences().items():
            for person in persons:
                changed = json.loads(frames.of(audience, person))
                seen |= {kind for kind, views in changed["views"].items() if any(views.values())}
                assert complaints(changed) == []
        if end % 20 == 0:
            for audience, persons in audiences().items():
                assert complaints(json.loads(snapshots.of(audience, min(persons)))) == []

    assert seen == set(kinds())


def test_whatever_else_a_feed_tells_is_described() -> None:
    clock, lines = HandClock(), []
    feed = Feed("epoch", Tape(Roadshow()), clock)
    for role in (Role.organizer, Role.audience):
        lines.append(Line())
        feed.attach(Viewer(replace(HOST, role=role), lines[-1]), Hello())
    arrival = Arrival(bitrate=1, loss=0.1, round_trip=None, silence=0.0, layers=(Layer(rid="h", height=1, bitrate=2),))
    feed.react("wow")
    feed.pulse()
    feed.ping()
    feed.set_media(Media(workers=[0], sources=[HOST.seat]))
    feed.set_figures(Figures(sources={HOST.seat: arrival}, audience=wire.Audience(viewers=2, troubled=1)))

    told = [message for line in lines for message in line.sent]
    assert [found for message in told for found in complaints(message)] == []
    assert {str(message["type"]) for message in told} | {"changed"} == operation("tell")


def operation(name: str) -> set[str]:
    return {each["$ref"].split("/")[-1] for each in DOCUMENT["operations"][name]["messages"]}


def test_no_message_of_the_wire_is_left_out() -> None:
    tagged = {part for part in vars(wire).values() if isinstance(part, type) and issubclass(part, Struct)}

    names = {part.__struct_config__.tag for part in tagged} - {None}

    assert names == operation("listen") | operation("tell")


def test_every_message_to_a_webhook_is_described_field_by_field() -> None:
    messages = [*of_the_log(), *of_the_work(), of_a_test()]

    bodies = [json.loads(written(message, ENDPOINT, HOUSE).content) for message in messages]

    assert [found for body in bodies for found in complaints(body, "webhook")] == []
    assert {body["type"] for body in bodies} == set(hooks()) == {*TYPES, TEST} == operation("deliver")


def of_the_log() -> list[Message]:
    entries = evening.whole().entries
    return [message for entry in entries if (message := message_of(ROADSHOW, entry, b"%032d" % entry.seq))]


def of_the_work() -> list[Message]:
    before = Work(lead=LeadId("lea_1"), person=PersonId("per_1"), project=ProjectId("prj_1"), opened_at=START)
    after = replace(before, version=1, owner=PersonId("per_1"), stage=LeadStage.assigned, merged_into=LeadId("lea_2"))
    return moved(ROADSHOW, before, after, START)


def of_a_test() -> Message:
    fields: dict[str, Any] = {"roadshow": ROADSHOW, "endpoint": ENDPOINT.id}
    return Message(id=MessageId("msg_1"), roadshow=ROADSHOW, type=TEST, at=datetime.now(UTC), fields=fields)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "ping", "seq": 1},
        {"type": "ping", "seq": "1", "now": "x"},
        {"type": "ping", "seq": 1, "now": "x", "more": 1},
        {"type": "pong"},
        {"type": "snapshot", "epoch": "e", "seq": 1, "views": {"secret": {}}},
        {"type": "snapshot", "epoch": "e", "seq": 1, "views": {"me": {"me": {"muted": False}}}},
        {"type": "snapshot", "epoch": "e", "seq": 1, "views": {"me": {"me": None}}},
    ],
)
def test_what_is_not_described_is_found(message: dict[str, Any]) -> None:
    assert complaints(message) != []


def test_a_kind_says_who_may_see_it() -> None:
    views = DOCUMENT["components"]["schemas"]["Picture"]["properties"]

    assert views["show"]["x-seen-by"] == ["public", "presenter", "organizer"]
    assert views["standing"]["x-seen-by"] == ["organizer"]
    assert views["own_intent"]["x-seen-by"] == ["own"]
