import json
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from server.delivery.signing import headers
from server.domain.endpoints import Secret
from server.domain.outbox import MessageId

ID = MessageId("msg_p5jxn2")
OLD, NEW, OTHER = (Secret(value=letter * 32) for letter in (b"o", b"n", b"x"))
BODY = '{"type":"lead.opened","data":{"name":"线索"}}'.encode()


def now() -> datetime:
    return datetime.now(UTC)


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_the_published_library_accepts_either_secret_while_both_are_live(secret: Secret) -> None:
    signed = headers(ID, now(), BODY, (NEW, OLD))

    assert Webhook(secret.shown()).verify(BODY, signed) == json.loads(BODY)
    assert len(signed["webhook-signature"].split(" ")) == 2


@pytest.mark.parametrize(
    ("changed", "body", "secret"),
    [
        ({}, BODY + b" ", NEW),
        ({}, BODY, OTHER),
        ({"webhook-id": "msg_other"}, BODY, NEW),
        ({"webhook-timestamp": str(int(now().timestamp()) - 7)}, BODY, NEW),
        ({"webhook-signature": ""}, BODY, NEW),
        ({"webhook-signature": "v1a,AAAA"}, BODY, NEW),
    ],
    ids=["body", "secret", "id", "time", "no signature", "another scheme"],
)
def test_the_published_library_refuses_whatever_was_altered(
    changed: dict[str, str], body: bytes, secret: Secret
) -> None:
    signed = headers(ID, now(), BODY, (NEW,))

    with pytest.raises(WebhookVerificationError):
        Webhook(secret.shown()).verify(body, {**signed, **changed})


def test_the_published_library_refuses_what_was_signed_more_than_five_minutes_ago() -> None:
    with pytest.raises(WebhookVerificationError, match="too old"):
        Webhook(NEW.shown()).verify(BODY, headers(ID, now() - timedelta(minutes=6), BODY, (NEW,)))


def test_signatures_are_those_of_the_specification() -> None:
    at = datetime.fromtimestamp(1674087231, UTC)
    secret = Secret(value=b"\x31\xf7" * 16)

    signed = headers(MessageId("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"), at, b'{"a":1}', (secret,))

    expected = Webhook(secret.shown()).sign("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", at, '{"a":1}')
    assert signed == {
        "webhook-id": "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W",
        "webhook-timestamp": "1674087231",
        "webhook-signature": expected,
    }
