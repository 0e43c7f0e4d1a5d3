from collections.abc import Iterator
from pathlib import Path

import pytest

from server.config import Settings
from server.delivery.carriers import Carriers
from server.delivery.webhooks import Webhooks
from server.domain.leads import LeadOpened
from server.domain.messages import Entry, LeadId, PersonId, ProjectId, RoadshowId
from server.domain.questions import QuestionVoted
from server.domain.state import Roadshow
from server.outgoing import carriers_of, courier_of, waking
from tests.server.domain.test_endpoints import AT
from tests.server.http.home import Home, home_in

MAIL = Settings(smtp_url="smtp://mail.example.org", mail_from="r@show.example.org")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    with home_in(tmp_path) as home:
        yield home


def test_letters_are_carried_only_where_there_is_a_mail_server(home: Home) -> None:
    async def carrier(settings: Settings) -> object:
        async with carriers_of(settings, home.database, home.house) as carrier:
            return carrier

    assert isinstance(home.call(carrier, Settings()), Webhooks)
    assert isinstance(home.call(carrier, MAIL), Carriers)


def test_a_courier_is_woken_by_what_leaves_the_house_and_by_nothing_else(home: Home) -> None:
    courier, leaving = courier_of(Settings(webhook_allow_private="10.0.0.0/8"), home.database)
    woken: list[int] = []
    courier.wake = lambda: woken.append(1)  # type: ignore[method-assign]
    events = (
        LeadOpened(lead=LeadId("lea_1"), person=PersonId("per_1"), project=ProjectId("prj_1"), number=1),
        QuestionVoted(question="que_1"),  # type: ignore[arg-type]
    )

    counts = []
    for event in events:
        waking(courier)(RoadshowId("rsh_1"), [Entry(seq=1, at=AT, by=PersonId("per_1"), event=event)], Roadshow())
        counts.append(len(woken))

    assert counts == [1, 1]
    assert [str(network) for network in leaving.allowed] == ["10.0.0.0/8"]
