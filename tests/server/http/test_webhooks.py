import pytest

from server.domain.messages import Role
from server.http.webhooks import number
from tests.server.http.home import Browser, Home

WANTED = {"url": "https://crm.example.org/hook", "types": ["roadshow.started", "lead.opened"]}


@pytest.fixture
def organized(home: Home) -> tuple[Browser, str]:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    return organizer, f"/api/seats/{seat}"


def test_an_endpoint_shows_its_secret_once(organized: tuple[Browser, str]) -> None:
    organizer, at = organized

    made = organizer.post(f"{at}/endpoints", json=WANTED)
    listed = organizer.get(f"{at}/endpoints")

    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    assert listed.json() == [{name: value for name, value in made.json().items() if name != "secret"}]
    assert made.json()["secret"] not in listed.text
    assert listed.json()[0] == {
        **WANTED,
        "id": made.json()["id"],
        "body": "standard",
        "state": "active",
        "created_at": "2026-03-01T08:00:00Z",
        "paused_until": None,
        "old_secret_until": None,
    }


def test_a_rotation_says_until_when_the_old_secret_signs_too(organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    made = organizer.post(f"{at}/endpoints", json=WANTED).json()

    rotated = organizer.post(f"{at}/endpoints/{made['id']}/secret")

    assert rotated.status_code == 201
    assert rotated.json()["secret"] not in ("", made["secret"])
    assert rotated.json()["old_secret_until"] == "2026-03-02T08:00:00Z"


def test_an_endpoint_is_changed_and_removed(organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    one = f"{at}/endpoints/{organizer.post(f'{at}/endpoints', json=WANTED).json()['id']}"

    changed = organizer.send("PATCH", one, json={"active": False, "body": "cloudevents"})
    refused = organizer.send("PATCH", one, json={"types": []})
    removed = organizer.send("DELETE", one)
    again = organizer.send("DELETE", one)

    assert (changed.json()["state"], changed.json()["body"]) == ("disabled", "cloudevents")
    assert (refused.status_code, refused.json()["code"]) == (400, "form_malformed")
    assert (removed.status_code, again.status_code, again.json()["code"]) == (204, 404, "endpoint_missing")


def test_the_log_is_read_page_by_page_and_a_delivery_is_made_again(organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    one = f"{at}/endpoints/{organizer.post(f'{at}/endpoints', json=WANTED).json()['id']}"
    sent = organizer.post(f"{one}/test")
    organizer.post(f"{one}/test")

    newest, oldest = organizer.get(f"{at}/deliveries?state=waiting").json()
    before = organizer.get(f"{at}/deliveries?before={newest['id']}").json()
    replayed = organizer.post(f"{at}/deliveries/{oldest['id']}/replay")
    failed = organizer.post(f"{one}/replay")

    assert (sent.status_code, sent.json()) == (202, {"message": oldest["message"]})
    assert before == [oldest]
    assert (oldest["type"], oldest["state"], oldest["attempts"]) == ("endpoint.tested", "waiting", [])
    assert (replayed.status_code, replayed.json(), failed.json()) == (202, {"deliveries": 1}, {"deliveries": 0})
    assert organizer.get(f"{at}/deliveries?state=failed").json() == []


@pytest.mark.parametrize("query", ["state=lost", "before=x", "before=-1", "before=9999999999999999999"])
def test_a_page_that_cannot_be_is_refused(organized: tuple[Browser, str], query: str) -> None:
    organizer, at = organized

    assert organizer.get(f"{at}/deliveries?{query}").status_code == 400


@pytest.mark.parametrize("delivery", ["99", "x", "-1", "99999999999999999999999"])
def test_a_delivery_that_is_not_there_is_missing(organized: tuple[Browser, str], delivery: str) -> None:
    organizer, at = organized

    assert organizer.post(f"{at}/deliveries/{delivery}/replay").json()["code"] == "delivery_missing"


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://crm.example.org:22", None), ("https://10.0.0.1/", "address_refused"), ("gopher://x", "url_refused")],
)
def test_where_nothing_is_sent_to_is_refused(organized: tuple[Browser, str], url: str, code: str | None) -> None:
    organizer, at = organized

    answer = organizer.post(f"{at}/endpoints", json={**WANTED, "url": url})

    assert answer.json().get("code") == code
    assert answer.status_code == (422 if code else 201)


def test_an_investor_is_refused(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    investor, hers = home.invited(seat, Role.investor, "Ann")

    for path in ("endpoints", "deliveries"):
        assert investor.get(f"/api/seats/{hers}/{path}").status_code == 403
    assert investor.post(f"/api/seats/{hers}/endpoints", json=WANTED).status_code == 403


def test_a_number_of_a_delivery_has_ascii_digits_alone() -> None:
    assert (number("007"), number("\u0667"), number("")) == (7, None, None)
