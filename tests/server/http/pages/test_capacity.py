"""A capacity card as a page: shared by its address, read by who oversees the roadshow, and by nobody else."""

import pytest

from server.domain.messages import Role
from server.http.pages.capacity import figures, machine
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, anybody, read, words
from tests.server.http.pages.test_rehearsal import CARD, begun, host, tell

MACHINE = {"cores": 2, "memory_gib": 7.8, "system": "Linux x86_64"}


class Measured:
    """A roadshow with a rehearsal that has a card."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.organizer = home.organizer()
        self.roadshow, self.seat = home.roadshow(self.organizer)
        self.rehearsal = self.rehearse(viewers=150)

    def rehearse(self, **card: object) -> str:
        token = begun(self.organizer, f"/s/{self.seat}/setup/rehearsal")
        tell(host(self.home, token), card={**CARD, "machine": MACHINE, **card})
        self.home.clock.pass_by(60)
        latest, *_ = self.organizer.get(f"/api/seats/{self.seat}/rehearsals").json()
        return str(latest["roadshow"])

    def address(self, rehearsal: str) -> str:
        return f"/r/{self.roadshow}/capacity/{rehearsal}"


@pytest.fixture
def measured(home: Home) -> Measured:
    return Measured(home)


def test_it_says_what_was_measured_on_what_and_what_gave_way_in_both_languages(measured: Measured) -> None:
    address = measured.address(measured.rehearsal)

    shown, chinese = words(read(measured.organizer, address)), words(read(measured.organizer, address, "zh"))

    assert "Gave way first, after 24 s with 200 viewers" in shown
    assert "Viewers 150 –" in shown
    assert "Linux x86_64" in shown
    assert "everything here is synthetic" not in shown
    assert "承载能力卡" in chinese


def test_it_stands_beside_the_one_before(measured: Measured) -> None:
    later = measured.rehearse(viewers=200)

    assert "Viewers 200 150" in words(read(measured.organizer, measured.address(later)))


def test_the_same_is_a_file_and_the_set_up_leads_to_both(measured: Measured) -> None:
    address = measured.address(measured.rehearsal)

    answer = measured.organizer.get(f"{address}.json")
    page = read(measured.organizer, f"/s/{measured.seat}/setup/rehearsal")

    assert answer.json()["viewers"] == 150
    assert answer.headers["content-disposition"].startswith("attachment")
    assert f'href="{address}"' in page
    assert f'href="{address}.json"' in page


def test_an_auditor_reads_it_and_nobody_else(home: Home, measured: Measured) -> None:
    auditor, _ = home.invited(measured.seat, Role.auditor, "Ada")
    investor, _ = home.invited(measured.seat, Role.investor, "Ina")
    address = measured.address(measured.rehearsal)

    for path in (address, f"{address}.json"):
        assert auditor.get(path, headers=HTML).status_code == 200
        assert investor.get(path, headers=HTML).status_code == 403
        assert anybody(home).get(path, headers=HTML).status_code == 401


def test_a_card_is_of_its_roadshow_alone_and_there_once_it_is_measured(home: Home, measured: Measured) -> None:
    elsewhere, _ = home.roadshow(measured.organizer)
    begun(measured.organizer, f"/s/{measured.seat}/setup/rehearsal")
    waiting, *_ = measured.organizer.get(f"/api/seats/{measured.seat}/rehearsals").json()

    def status(browser: Browser, path: str) -> int:
        return int(browser.get(path, headers=HTML).status_code)

    assert status(measured.organizer, f"/r/{elsewhere}/capacity/{measured.rehearsal}") == 404
    assert status(measured.organizer, "/r/rsh_none/capacity/rsh_none") == 404
    assert status(measured.organizer, measured.address(waiting["roadshow"])) == 404


def test_what_was_not_measured_is_no_figure() -> None:
    names = [one.name for one in figures({"viewers": 5, "media": {"count": 0, "p50": 0}, "server": None}, None)]

    assert names == ["viewers", "media"]
    assert [one.value for one in figures({"server": {"cpu": 0.123, "memory_mib": 155.81}}, None)] == [0.12, 156]


def test_a_card_that_says_nonsense_of_its_machine_says_nothing() -> None:
    found = machine({"machine": {"cores": "many", "system": ["x"]}})

    assert (found.cores, found.memory, found.system) == (None, None, "")
