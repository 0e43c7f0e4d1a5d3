from datetime import datetime

import pytest
from msgspec.structs import replace

from server.delivery.letters import Letters
from server.domain.deliveries import Answer, Verdict
from server.domain.letters import MAIL, Letter
from server.domain.messages import PersonId
from server.domain.outbox import Message
from server.ports.outbox import Errand
from tests.server.delivery.test_mime import LETTER
from tests.server.delivery.test_webhooks import errand
from tests.server.domain.test_endpoints import AT


class Writes:
    def __init__(self, letter: Letter | None) -> None:
        self.letter = letter

    async def write(self, message: Message, person: PersonId) -> Letter | None:
        return self.letter


class Bounces:
    def __init__(self) -> None:
        self.identities: list[str] = []

    async def send(self, letter: Letter, identity: str, at: datetime) -> Answer:
        self.identities.append(identity)
        return Answer(verdict=Verdict.hopeless, status=550, text=f"<{letter.to}> unknown")


def to(person: str) -> Errand:
    return replace(errand("https://crm.example.org/"), queue=MAIL, to=PersonId(person))


@pytest.mark.asyncio
async def test_what_a_mail_server_says_is_kept_without_the_address() -> None:
    answer = await Letters(Writes(LETTER), Bounces()).carry(to("per_ann"), AT)

    assert (answer.verdict, answer.status, answer.text) == (Verdict.hopeless, 550, "<…> unknown")


@pytest.mark.asyncio
async def test_a_letter_has_one_identity_however_often_and_another_for_each_person() -> None:
    mailer = Bounces()
    letters = Letters(Writes(LETTER), mailer)

    for person in ("per_ann", "per_ann", "per_bob"):
        await letters.carry(to(person), AT)

    first, again, other = mailer.identities
    assert first == again != other
    assert "per_ann" not in first


@pytest.mark.asyncio
async def test_a_letter_that_is_not_wanted_any_more_is_not_sent() -> None:
    mailer = Bounces()

    answer = await Letters(Writes(None), mailer).carry(to("per_ann"), AT)

    assert answer.verdict is Verdict.hopeless
    assert mailer.identities == []
