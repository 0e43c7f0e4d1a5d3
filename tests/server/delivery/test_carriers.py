from datetime import datetime

import pytest
from msgspec.structs import replace

from server.delivery.carriers import Carriers
from server.delivery.courier import channel
from server.domain.deliveries import Answer, Verdict
from server.domain.letters import MAIL
from server.domain.messages import PersonId
from server.ports.outbox import Errand
from tests.server.delivery.test_webhooks import errand
from tests.server.domain.test_endpoints import AT


class Named:
    def __init__(self, name: str) -> None:
        self.name = name

    async def carry(self, errand: Errand, at: datetime) -> Answer:
        return Answer(verdict=Verdict.delivered, status=None, text=f"{self.name} {errand.id}")


@pytest.mark.asyncio
async def test_endpoints_get_webhooks_and_persons_get_letters() -> None:
    carriers = Carriers(Named("webhook"), Named("letter"))
    hook = errand("https://crm.example.org/")
    letter = replace(hook, queue=MAIL, to=PersonId("per_ann"))

    assert (await carriers.carry(hook, AT)).text == "webhook 1"
    assert (await carriers.carry(letter, AT)).text == "letter 1"
    assert (channel(hook), channel(letter)) == ("webhook", "mail")
