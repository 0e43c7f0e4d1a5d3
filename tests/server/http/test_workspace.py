"""Every address of the leads' workspace, as a client meets it."""

from typing import Any

import pytest

from server.domain.messages import Role
from tests.server.http.home import Browser, Home
from tests.server.http.test_api import Show


@pytest.fixture
def show(home: Home) -> Show:
    return Show(home)


def page(browser: Browser, seat: str, **after: Any) -> dict[str, Any]:
    query = "&".join(f"{name}={value}" for name, value in after.items())
    found: dict[str, Any] = browser.get(f"/api/seats/{seat}/leads?{query}").json()
    return found


def sheet(browser: Browser, seat: str) -> dict[str, Any]:
    """The one lead that this reader sees, in full."""
    (row,) = page(browser, seat)["rows"]
    found: dict[str, Any] = browser.get(f"/api/seats/{seat}/leads/{row['lead']}").json()
    return found


def test_leads_show_each_reader_what_they_may_see(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk")
    show.state_intent(kind="invest", visibility="host_only")

    whole, passed = sheet(show.organizer, show.seat), sheet(show.presenter, show.his)

    assert (whole["row"]["view"]["name"], whole["row"]["contact"]) == ("Ann", "a@b.cn")
    assert [moment["signal"] for moment in whole["story"]] == ["intent", "intent"]
    assert {intent["terms"]["kind"] for intent in whole["intents"]} == {"talk", "invest"}
    row = passed["row"]
    assert (row["view"]["name"], row["view"]["person"], row["contact"]) == (None, None, None)
    assert (len(passed["intents"]), passed["story"], passed["turns"]) == (1, [], [])
    assert "Ann" not in str(passed)


def test_a_story_tells_every_version_and_state_of_an_intent(show: Show) -> None:
    show.run()
    intent = show.state_intent(kind="talk", visibility="presenter_named", consent=True)
    show.state_intent(kind="talk", level="considering", visibility="presenter_named", consent=True)
    show.presenter.command(show.his, "intent.see", intents=[intent])

    whole, passed = (sheet(*at)["turns"] for at in ((show.organizer, show.seat), (show.presenter, show.his)))
    assert whole == passed
    assert [(one["turn"]["state"], one["turn"]["version"], one["author"]) for one in whole] == [
        ("submitted", 1, "Ann"),
        ("submitted", 2, "Ann"),
        ("seen", None, "Bo"),
    ]
    assert [one["turn"]["terms"]["level"] for one in whole[:2]] == ["interested", "considering"]


def test_with_consent_a_presenter_sees_who_it_is(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk", visibility="presenter_named", consent=True)

    named = sheet(show.presenter, show.his)["row"]
    show.investor.command(show.hers, "consent.withdraw", project=show.project)
    numbered = sheet(show.presenter, show.his)["row"]

    assert (named["view"]["name"], named["contact"], named["consented"]) == ("Ann", "a@b.cn", True)
    assert (numbered["view"]["name"], numbered["contact"], numbered["consented"]) == (None, None, False)


def test_a_presenter_reaches_no_lead_of_another_project(show: Show) -> None:
    other, others = show.home.invited(show.seat, Role.presenter, "Cai", "Quiet drone")
    show.run()
    show.state_intent(kind="talk")
    lead = sheet(show.organizer, show.seat)["row"]["lead"]

    assert page(other, others)["rows"] == []
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"version": 0, "next_step": "mine"}),
        ("POST", "/notes", {"text": "mine"}),
        ("POST", "/merge", {"version": 0, "into": lead}),
    ):
        answer = other.send(method, f"/api/seats/{others}/leads/{lead}{path}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "lead_missing"), method


def test_who_knows_a_revision_is_told_what_came_after_it(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk")
    first = page(show.organizer, show.seat)

    none = page(show.organizer, show.seat, epoch=first["epoch"], after=first["revision"])
    show.state_intent(kind="pilot")
    some = page(show.organizer, show.seat, epoch=first["epoch"], after=first["revision"])

    assert (len(first["rows"]), none["rows"], none["more"]) == (1, [], False)
    assert [len(row["intents"]) for row in some["rows"]] == [2]
    assert first["projects"][show.project]["en"] == "Solar paint"
    assert [one["name"] for one in first["people"]] == ["Olga", "Bo"]
    answer = show.organizer.get(f"/api/seats/{show.seat}/leads?after=x")
    assert (answer.status_code, answer.json()["code"]) == (400, "form_malformed")


def test_work_on_a_lead_is_versioned(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk")
    path = f"/api/seats/{show.seat}/leads/{sheet(show.organizer, show.seat)['row']['lead']}"
    owner = show.home.place(show.seat).person.id

    change = {"version": 0, "owner": owner, "stage": "meeting", "due": "2026-04-01", "tags": ["hot"]}
    first = show.organizer.send("PATCH", path, json=change).json()
    stale = show.organizer.send("PATCH", path, json=change)
    cleared = show.organizer.send("PATCH", path, json={"version": 1, "due": None, "owner": None}).json()
    wrong = show.organizer.send("PATCH", path, json={"version": 2, "stage": "sold"})
    lost = show.organizer.send("PATCH", path, json={"version": 2, "stage": "disqualified"})

    row = first["row"]
    assert (row["version"], first["owner"], row["stage"], row["due"]) == (1, "Olga", "meeting", "2026-04-01")
    assert (stale.status_code, stale.json()["code"]) == (409, "version_stale")
    assert (cleared["row"]["version"], cleared["row"]["owner"], cleared["row"]["due"]) == (2, None, None)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "body_malformed")
    assert (lost.status_code, lost.json()["code"]) == (422, "lost_reason_missing")
    assert show.organizer.get(f"/api/seats/{show.seat}/leads/changes").json()[0]["author"] == "Olga"


def test_several_leads_are_changed_at_once_and_each_refusal_has_its_sentence(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk")
    lead = sheet(show.organizer, show.seat)["row"]["lead"]
    changes = [{"lead": lead, "version": 0, "stage": "qualified"}, {"lead": "lea_none", "version": 0}]

    made, missing = show.organizer.send("PATCH", f"/api/seats/{show.seat}/leads", json={"changes": changes}).json()

    assert (made["lead"], made["row"]["stage"], "code" in made) == (lead, "qualified", False)
    assert (missing["lead"], missing["code"], "row" in missing) == ("lea_none", "lead_missing", False)
    assert missing["title"]


def test_a_note_is_written_changed_and_taken_away(show: Show) -> None:
    show.run()
    show.state_intent(kind="talk")
    path = f"/api/seats/{show.seat}/leads/{sheet(show.organizer, show.seat)['row']['lead']}/notes"

    made = show.organizer.post(path, json={"text": " call\u202e back "})
    (note,) = made.json()["notes"]
    one = f"{path}/{note['note']['note']}"
    changed = show.organizer.send("PATCH", one, json={"version": 1, "text": "called"}).json()["notes"]
    stale = show.organizer.send("DELETE", f"{one}?version=1")
    gone = show.organizer.send("DELETE", f"{one}?version=2").json()

    assert (made.status_code, note["note"]["text"], note["author"]) == (201, "call back", "Olga")
    assert ([one["note"]["text"] for one in changed], gone["notes"]) == (["called"], [])
    assert (stale.status_code, stale.json()["code"]) == (409, "version_stale")
    again = show.organizer.send("DELETE", f"{one}?version=2")
    assert (again.status_code, again.json()["code"]) == (404, "note_missing")


def test_two_leads_of_one_person_are_merged_and_taken_apart(show: Show) -> None:
    ben, bens = show.home.invited(show.seat, Role.investor, "Ann B.")
    show.run()
    show.state_intent(kind="talk")
    ben.command(bens, "intent.state", project=show.project, kind="pilot")
    first, second = (row["lead"] for row in page(show.organizer, show.seat)["rows"])
    path = f"/api/seats/{show.seat}/leads/{second}"

    twins = show.organizer.get(path).json()["twins"]
    merged = show.organizer.post(f"{path}/merge", json={"version": 0, "into": first}).json()
    again = show.organizer.post(f"{path}/merge", json={"version": 1, "into": first})
    parted = show.organizer.send("DELETE", f"{path}/merge?version=1").json()

    assert [(twin["lead"], twin["why"]) for twin in twins] == [(first, "mail")]
    assert (merged["row"]["merged"], len(merged["intents"])) == ([second], 2)
    assert (again.status_code, again.json()["code"]) == (404, "lead_missing")
    assert (parted["row"]["lead"], len(parted["intents"])) == (second, 1)


def test_the_leads_file_holds_what_happened(show: Show) -> None:
    show.run()
    amount = {"minimum": 50000000, "maximum": 100000000, "currency": "CNY"}
    show.state_intent(kind="invest", level="considering", amount=amount, comment="=cmd()", decide_by="2026-05-01")
    show.investor.command(show.hers, "question.ask", text="How thick?")

    answer = show.organizer.get(f"/api/seats/{show.seat}/leads.csv")
    header, row = answer.content.decode("utf-8-sig").splitlines()

    cells = dict(zip(header[1:-1].split('","'), row[1:-1].split('","'), strict=True))
    assert (cells["name"], cells["organisation"], cells["contact"], cells["number"]) == ("Ann", "Fund", "a@b.cn", "1")
    assert (cells["project_title"], cells["questions"], cells["votes"], cells["intents"]) == (
        *("Solar paint", "1", "0", "1"),
    )
    assert (cells["invest_level"], cells["invest_currency"]) == ("considering", "CNY")
    assert (cells["invest_amount_min_minor"], cells["invest_amount_max_minor"]) == ("50000000", "100000000")
    assert (cells["invest_comment"], cells["invest_decide_by"]) == ("'=cmd()", "2026-05-01")
    assert (cells["stage"], cells["owner"], cells["first_at"]) == ("new", "", "2026-03-01T08:00:00+00:00")
    assert not [name for name in cells if name.startswith("talk_")]
