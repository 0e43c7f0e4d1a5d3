import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import pytest_asyncio
from msgspec.structs import replace
from standardwebhooks import Webhook

from server.delivery import webhooks
from server.delivery.webhooks import Webhooks, judged
from server.domain.addresses import networks
from server.domain.deliveries import Answer, DeliveryId, Verdict
from server.domain.endpoints import BodyFormat
from server.ports.outbox import Errand
from tests.server.delivery.receiver import Receiver, Reply, receiving
from tests.server.delivery.test_bodies import HOUSE, message
from tests.server.delivery.test_network import Names
from tests.server.domain.test_endpoints import AT, ENDPOINT


def errand(url: str, body: BodyFormat = BodyFormat.standard) -> Errand:
    endpoint = replace(ENDPOINT, url=url, body=body)
    return Errand(id=DeliveryId(1), queue=endpoint.id, message=message(lead="lea_1"), to=endpoint, attempts=0, tries=0)


@pytest_asyncio.fixture
async def carrier() -> AsyncIterator[Webhooks]:
    carrier = Webhooks(HOUSE, networks("127.0.0.1"), Names(["127.0.0.1"]))
    yield carrier
    await carrier.close()


async def told(carrier: Webhooks, reply: Reply) -> Answer:
    async with receiving(Receiver(reply)) as receiver:
        return await carrier.carry(errand(receiver.url), datetime.now(UTC))


@pytest.mark.asyncio
async def test_a_receiver_with_the_published_library_takes_what_is_posted(carrier: Webhooks) -> None:
    async with receiving(Receiver(Reply(200, body=b"thanks"))) as receiver:
        answer = await carrier.carry(errand(receiver.url), datetime.now(UTC))

        (request,) = receiver.requests
    assert answer == Answer(verdict=Verdict.delivered, status=200, text="thanks")
    verified = Webhook(ENDPOINT.secrets[0].shown()).verify(request.body, request.headers)
    assert verified["data"]["lead"] == "lea_1"
    assert (request.path, request.headers["content-type"]) == ("/hook", "application/json")
    assert request.headers["user-agent"] == "Roadshow"


@pytest.mark.asyncio
async def test_a_message_that_somebody_caused_carries_the_key_of_their_command(carrier: Webhooks) -> None:
    async with receiving(Receiver()) as receiver:
        one = errand(receiver.url)
        for trace in ("key-of-it", ""):
            await carrier.carry(replace(one, message=replace(one.message, trace=trace)), datetime.now(UTC))

        told, untold = receiver.requests
    assert told.headers["roadshow-trace"] == "key-of-it"
    assert "roadshow-trace" not in untold.headers
    assert told.body == untold.body


@pytest.mark.asyncio
async def test_a_cloudevent_is_signed_in_the_same_way(carrier: Webhooks) -> None:
    async with receiving(Receiver()) as receiver:
        await carrier.carry(errand(receiver.url, BodyFormat.cloudevents), datetime.now(UTC))

        (request,) = receiver.requests
    assert Webhook(ENDPOINT.secrets[0].shown()).verify(request.body, request.headers)["specversion"] == "1.0"
    assert request.headers["content-type"] == "application/cloudevents+json"


@pytest.mark.asyncio
async def test_a_redirect_is_a_failure_that_says_so_and_its_target_is_never_contacted(carrier: Webhooks) -> None:
    async with receiving(Receiver()) as target, receiving(Receiver(), host="127.0.0.2") as inner:
        for location in (target.url, f"http://127.0.0.2:{inner.port}/", "http://169.254.169.254/latest/meta-data"):
            for status in (301, 302, 303, 307, 308):
                answer = await told(carrier, Reply(status, {"location": location}))

                assert (answer.verdict, answer.status) == (Verdict.again, status)
                assert answer.text.startswith("redirect: not followed")
                assert location in answer.text

        assert target.requests == inner.requests == []


@pytest.mark.asyncio
async def test_a_name_that_leads_inside_is_refused_without_a_connection() -> None:
    carrier = Webhooks(HOUSE, networks("127.0.0.1"), Names(["127.0.0.2"]))
    async with receiving(Receiver(), host="127.0.0.2") as inner:
        answer = await carrier.carry(errand(f"http://crm.example.org:{inner.port}/"), AT)

        assert inner.requests == []
    assert (answer.verdict, answer.status) == (Verdict.again, None)
    assert answer.text.startswith("refused:")
    await carrier.close()


@pytest.mark.asyncio
async def test_a_receiver_that_says_nothing_is_given_up(carrier: Webhooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.05)

    answer = await told(carrier, Reply(held=asyncio.Event()))

    assert (answer.verdict, answer.status) == (Verdict.again, None)
    assert answer.text.startswith("timeout")


@pytest.mark.asyncio
async def test_nobody_who_listens_is_an_answer_too(carrier: Webhooks) -> None:
    async with receiving(Receiver()) as receiver:
        url = receiver.url

    answer = await carrier.carry(errand(url), AT)

    assert answer.verdict is Verdict.again
    assert answer.text.startswith("ConnectError")


@pytest.mark.asyncio
async def test_of_an_endless_answer_no_more_than_a_little_is_read_and_kept(carrier: Webhooks) -> None:
    answer = await told(carrier, Reply(200, body="路".encode() * 2_000_000))

    assert answer.verdict is Verdict.delivered
    assert answer.text.rstrip("\ufffd") == "路" * 1000


@pytest.mark.asyncio
async def test_the_next_message_goes_over_the_same_connection(carrier: Webhooks) -> None:
    async with receiving(Receiver()) as receiver:
        for _ in range(3):
            await carrier.carry(errand(receiver.url), AT)

        assert len(receiver.requests) == 3
        assert carrier.connections == 1


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        *((200, Verdict.delivered), (204, Verdict.delivered), (299, Verdict.delivered)),
        *((100, Verdict.again), (304, Verdict.again), (400, Verdict.again), (404, Verdict.again)),
        *((410, Verdict.gone), (429, Verdict.slower), (500, Verdict.again), (502, Verdict.slower)),
        *((503, Verdict.again), (504, Verdict.slower)),
    ],
)
def test_only_the_two_hundreds_are_success(status: int, verdict: Verdict) -> None:
    assert judged(status, {}, b"", AT).verdict is verdict


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(0)),
        (format_datetime(AT + timedelta(hours=1), usegmt=True), timedelta(hours=1)),
        (format_datetime(AT - timedelta(hours=1), usegmt=True), timedelta(0)),
        ("99999999999999999999", timedelta(seconds=10**6)),
        *(("-5", None), ("soon", None), ("", None), ("1.5", None), ("Sun, 01 Mar 2026 08:00:00", None)),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, after: timedelta | None) -> None:
    assert judged(503, {"retry-after": text}, b"", AT).after == after


def test_what_a_receiver_says_is_kept_as_plain_text() -> None:
    assert judged(500, {}, b"a\x00b\x1b[31m\xff\n\xe2\x80\xaec", AT).text == "ab[31m\ufffd\nc"
