import json

import pytest
from msgspec.structs import replace

from server.delivery.bodies import written
from server.domain.endpoints import BodyFormat
from server.domain.messages import RoadshowId
from server.domain.outbox import Message, MessageId
from tests.server.domain.test_endpoints import AT, ENDPOINT

HOUSE = "https://show.example.org"


def message(type_: str = "lead.opened", **fields: str) -> Message:
    return Message(
        id=MessageId("msg_1"), roadshow=RoadshowId("rsh_1"), type=type_, at=AT, fields={"roadshow": "rsh_1", **fields}
    )


def test_a_plain_body_is_type_timestamp_and_data() -> None:
    body = written(message(lead="lea_1"), ENDPOINT, HOUSE)

    assert body.content_type == "application/json"
    assert json.loads(body.content) == {
        "type": "lead.opened",
        "timestamp": "2026-03-01T08:00:00.000Z",
        "data": {"roadshow": "rsh_1", "lead": "lea_1", "link": f"{HOUSE}/s/sea_1/leads?lead=lea_1"},
    }


def test_a_cloudevent_has_every_attribute_that_version_1_requires() -> None:
    body = written(message(lead="lea_1"), replace(ENDPOINT, body=BodyFormat.cloudevents), HOUSE)

    assert body.content_type == "application/cloudevents+json"
    assert json.loads(body.content) == {
        "specversion": "1.0",
        "id": "msg_1",
        "source": f"{HOUSE}/r/rsh_1",
        "type": "org.example.show.lead.opened",
        "time": "2026-03-01T08:00:00.000Z",
        "datacontenttype": "application/json",
        "data": {"roadshow": "rsh_1", "lead": "lea_1", "link": f"{HOUSE}/s/sea_1/leads?lead=lea_1"},
    }


@pytest.mark.parametrize("house", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_a_house_without_a_name_names_its_types_roadshow(house: str) -> None:
    body = written(message(), replace(ENDPOINT, body=BodyFormat.cloudevents), house)

    assert json.loads(body.content)["type"] == "roadshow.lead.opened"


@pytest.mark.parametrize(
    ("type_", "link"),
    [
        ("intent.stated", f"{HOUSE}/s/sea_1/leads"),
        ("consent.given", f"{HOUSE}/s/sea_1/leads"),
        ("pitch.started", f"{HOUSE}/r/rsh_1"),
    ],
)
def test_every_message_says_where_the_rest_is(type_: str, link: str) -> None:
    assert json.loads(written(message(type_), ENDPOINT, HOUSE).content)["data"]["link"] == link


def test_the_same_message_is_the_same_bytes() -> None:
    assert written(message(lead="lea_1"), ENDPOINT, HOUSE) == written(message(lead="lea_1"), ENDPOINT, HOUSE)
