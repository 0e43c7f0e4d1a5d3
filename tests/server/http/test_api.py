"""Every address of docs/protocol.md beside commands and media, as a client meets it."""

from pathlib import Path

import msgspec
import pytest

from server.domain.messages import Role
from server.domain.proof import receipt_in
from server.http.api import ROUTES
from tests.server.http.home import Browser, Home

DOCS = Path(__file__).parents[3] / "docs" / "protocol.md"


@pytest.fixture
def show(home: Home) -> "Show":
    return Show(home)


class Show:
    """A roadshow with an organizer, a presenter and an investor; live, with the first pitch on air."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.organizer = home.organizer()
        self.roadshow, self.seat = home.roadshow(self.organizer)
        self.investor, self.hers = home.invited(self.seat, Role.investor, "Ann")
        state = home.call(home.house.rooms.state, home.place(self.seat).seat.roadshow)
        self.pitch = state.order[0]
        self.project = state.pitches[self.pitch].project
        self.presenter, self.his = home.invited(self.seat, Role.presenter, "Bo", "solar paint")

    def run(self) -> None:
        for type_, fields in (("roadshow.start", {}), ("pitch.start", {"pitch": self.pitch})):
            answer = self.organizer.command(self.seat, type_, **fields)
            assert answer.status_code == 200, answer.text

    def state_intent(self, **fields: object) -> str:
        answer = self.investor.command(self.hers, "intent.state", project=self.project, **fields)
        assert answer.status_code == 200, answer.text
        created: str = answer.json()["created"]
        return created


def test_the_documentation_lists_every_address() -> None:
    text = DOCS.read_text(encoding="utf-8")

    for route in ROUTES:
        method = min((route.methods or set()) - {"HEAD"})
        path = route.path.replace("{invitation}", "{id}")
        assert f"`{method} {path}`" in text


def test_a_planned_roadshow_has_its_programme_and_the_same_key_leads_to_it_again(home: Home) -> None:
    organizer = home.organizer()
    headers = {"idempotency-key": "plan-me-once"}
    body = {"title": {"en": "Day"}, "starts_at": "2026-03-01T08:00:00Z", "pitches": [{"title": {"en": "A"}}]}

    first = organizer.post("/api/roadshows", headers=headers, json=body)
    again = organizer.post("/api/roadshows", headers=headers, json=body)
    other = organizer.post("/api/roadshows", headers=headers, json={**body, "title": {"en": "Night"}})

    assert (first.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert [one.title_en for one in home.call(home.house.roadshows.listings)] == ["Day"]


def test_a_roadshow_with_a_part_that_is_refused_leaves_no_trace(home: Home) -> None:
    organizer = home.organizer()
    body = {"title": {"en": "Day"}, "starts_at": "2026-03-01T08:00:00Z", "pitches": [{"title": {}}]}

    answer = organizer.post("/api/roadshows", headers={"idempotency-key": "plan-me-once"}, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "title_empty")
    assert home.call(home.house.roadshows.listings) == []


def test_only_an_organizers_account_plans_roadshows(show: Show) -> None:
    body = {"title": {"en": "Mine"}, "starts_at": "2026-03-01T08:00:00Z"}

    answer = show.investor.post("/api/roadshows", headers={"idempotency-key": "plan-me-once"}, json=body)

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "people"),
        ("GET", "invitations"),
        ("GET", "invitations.csv"),
        ("POST", "invitations"),
        ("POST", "invitations/csv"),
        ("DELETE", "invitations/inv_1"),
        ("POST", "encoder"),
        ("GET", "leads"),
        ("GET", "leads.csv"),
        ("GET", "leads/changes"),
        ("GET", "leads/lea_1"),
        ("PATCH", "leads/lea_1"),
        ("DELETE", "leads/lea_1/merge"),
    ],
)
def test_an_investor_may_none_of_the_organizers_things(show: Show, method: str, path: str) -> None:
    body = {"role,name\n": "text/csv", '{"role":"investor","version":0}': "application/json"}
    content = (
        "role,name\n" if path.endswith("/csv") else '{"version":0}' if method == "PATCH" else '{"role":"investor"}'
    )

    answer = show.investor.send(
        method,
        f"/api/seats/{show.hers}/{path}",
        headers={"content-type": body.get(content, "application/json")},
        content=content,
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_people_are_listed_as_they_sit_now(show: Show) -> None:
    show.organizer.command(show.seat, "seat.reassign", seat=show.hers, role="audience")
    person = show.home.place(show.his).person.id
    show.organizer.command(show.seat, "person.remove", person=person)

    people = show.organizer.get(f"/api/seats/{show.seat}/people").json()

    assert [(one["name"], one["role"], one["removed"]) for one in people] == [
        ("Olga", "organizer", False),
        ("Ann", "audience", False),
        ("Bo", "presenter", True),
    ]
    assert people[1] | {"person": "", "seat": ""} == {
        **{"seat": "", "person": "", "name": "Ann", "organisation": "Fund", "contact": "a@b.cn", "role": "audience"},
        **{"project": None, "muted": False, "removed": False, "online": False},
    }


def test_a_removed_person_and_a_former_organizer_are_refused_at_once(show: Show) -> None:
    host, hosts = show.home.invited(show.seat, Role.organizer, "Hao")
    show.organizer.command(show.seat, "seat.reassign", seat=hosts, role="audience")
    show.organizer.command(show.seat, "person.remove", person=show.home.place(show.his).person.id)

    former = host.get(f"/api/seats/{hosts}/people")
    removed = show.presenter.get(f"/api/seats/{show.his}/leads")

    assert (former.status_code, former.json()["code"]) == (403, "forbidden")
    assert (removed.status_code, removed.json()["code"]) == (403, "removed")


def test_an_invitation_is_made_with_a_link_that_is_shown_once(show: Show) -> None:
    path = f"/api/seats/{show.seat}/invitations"

    made = show.organizer.post(path, json={"role": "presenter", "project": "静音无人机", "name": "Chen"}).json()
    listed = show.organizer.get(path).json()[0]

    assert made["link"].startswith("http://testserver/i/")
    assert (made["state"], made["name"], made["role"]) == ("open", "Chen", "presenter")
    assert listed == {key: value for key, value in made.items() if key != "link"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"role": "presenter"}, 422, "project_needed"),
        ({"role": "investor", "project": "Solar paint"}, 422, "project_needed"),
        ({"role": "presenter", "project": "Perpetual motion"}, 404, "project_missing"),
        ({"role": "king"}, 400, "body_malformed"),
        ({"role": "investor", "expires_in_hours": 0}, 400, "body_malformed"),
        ({"role": "investor", "account": True}, 400, "body_malformed"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused(
    show: Show, body: dict[str, object], status: int, code: str
) -> None:
    answer = show.organizer.post(f"/api/seats/{show.seat}/invitations", json=body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_revoked_invitation_lets_nobody_in(show: Show) -> None:
    path = f"/api/seats/{show.seat}/invitations"
    made = show.organizer.post(path, json={"role": "investor"}).json()

    first = show.organizer.send("DELETE", f"{path}/{made['id']}")
    second = show.organizer.send("DELETE", f"{path}/{made['id']}")

    assert (first.status_code, second.status_code) == (204, 404)
    with pytest.raises(Exception, match="invitation_spent"):
        show.home.accept(made["link"].rsplit("/", 1)[1])


def test_invitations_come_in_by_csv_row_by_row_and_go_out(show: Show) -> None:
    file = "role,project,name,contact\ninvestor,,=Ann,+86 138 0013 8000\npresenter,nothing,Bo,\nking,,,\n"
    headers = {"content-type": "text/csv; charset=utf-8"}

    results = show.organizer.post(f"/api/seats/{show.seat}/invitations/csv", headers=headers, content=file).json()
    export = show.organizer.get(f"/api/seats/{show.seat}/invitations.csv").content.decode("utf-8-sig")

    assert [(one["row"], one["code"]) for one in results] == [(1, None), (2, "project_missing"), (3, "form_malformed")]
    assert results[0]["invitation"]["link"].startswith("http://testserver/i/")
    assert export.startswith('"invitation","role","project","name",')
    assert '"investor","","\'=Ann","","+86 138 0013 8000","open"' in export
    assert '"Solar paint","","","","accepted"' in export


def test_a_file_of_another_type_or_in_another_shape_is_refused_whole(show: Show) -> None:
    path = f"/api/seats/{show.seat}/invitations/csv"

    typed = show.organizer.post(path, json={})
    shaped = show.organizer.post(path, headers={"content-type": "text/csv"}, content="name\nAnn")

    assert (typed.status_code, typed.json()["code"]) == (415, "type_unsupported")
    assert (shaped.json()["code"], shaped.json()["detail"]) == ("csv_malformed", "no column role")


def test_a_second_device_is_the_same_person(show: Show) -> None:
    made = show.investor.post(f"/api/seats/{show.hers}/device").json()
    signed = show.home.accept(made["link"].rsplit("/", 1)[1])
    telephone = Browser(show.home, signed.secret)

    assert signed.seat is not None
    assert signed.seat.id == show.hers
    assert made["qr"].startswith("<svg")
    assert telephone.post(f"/api/seats/{show.hers}/device").status_code == 201


def test_a_receipt_is_for_whoever_stated_the_intent(show: Show) -> None:
    show.run()
    intent = show.state_intent(kind="talk")

    own = show.investor.get(f"/api/seats/{show.hers}/receipts/{intent}")
    others = show.presenter.get(f"/api/seats/{show.his}/receipts/{intent}")

    assert own.json()["by"] == show.home.place(show.hers).person.id
    assert (others.status_code, others.json()["code"]) == (404, "intent_missing")


def test_a_receipts_link_is_for_anybody_to_see_and_holds_no_name(show: Show) -> None:
    show.run()
    intent = show.state_intent(kind="talk", comment="<in private>")

    whole = show.investor.get(f"/api/seats/{show.hers}/receipts/{intent}").json()
    made = show.investor.get(f"/api/seats/{show.hers}/receipts/{intent}/link").json()
    others = show.presenter.get(f"/api/seats/{show.his}/receipts/{intent}/link")

    address, _, fragment = made["link"].partition("#")
    assert address == "http://testserver/verify"
    found = receipt_in(b"#" + fragment.encode())
    assert found
    assert msgspec.to_builtins(found) == {key: whole[key] for key in whole if key not in ("salt", "private")}
    assert "<in private>" in whole["private"]
    assert made["qr"].startswith("<svg")
    assert others.status_code == 404
