import re
from dataclasses import replace
from typing import cast

import pytest
from starlette.applications import Starlette

from server.app.mail import Mail
from server.domain.deliveries import Attempt, DeliveryState, Settlement
from server.domain.messages import Role
from server.storage.deliveries import DatabaseOutbox
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, field, read, send, words

NEW = {
    "do": "add",
    "url": "https://crm.example.org/hook",
    "types": ["intent.stated", "lead.opened"],
    "body": "standard",
}


@pytest.fixture
def organized(home: Home) -> tuple[Browser, str]:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    return organizer, f"/s/{seat}/setup/deliveries"


def added(organizer: Browser, at: str) -> str:
    """The endpoint that was added."""
    assert send(organizer, at, NEW).status_code == 200
    return field(read(organizer, at), "endpoint")


def settle(home: Home, settlement: Settlement, answer: str = "", status: int | None = 500) -> None:
    """What a courier does with the first delivery that is due."""

    async def work() -> None:
        outbox = DatabaseOutbox(home.database, mails=True)
        (errand,) = (await outbox.due(home.clock.now(), (), 1)).errands
        made = Attempt(number=errand.attempts + 1, at=home.clock.now(), milliseconds=7, status=status, answer=answer)
        await outbox.settle(errand, made, settlement)

    home.call(work)


def test_a_secret_is_shown_once_on_the_answer_that_made_it(organized: tuple[Browser, str]) -> None:
    organizer, at = organized

    made = send(organizer, at, NEW)
    later = read(organizer, at)

    secret = field(made.text.replace('id="secret"', 'name="secret"'), "secret")
    assert secret.startswith("whsec_")
    assert secret not in later
    assert "https://crm.example.org/hook" in later
    assert "Kinds of messages: 2" in words(later)


def test_an_address_that_is_refused_comes_back_with_what_was_typed(organized: tuple[Browser, str]) -> None:
    organizer, at = organized

    answer = send(organizer, at, {**NEW, "url": "https://10.0.0.1/hook"})

    assert answer.status_code == 422
    assert "inside a network" in words(answer.text)
    assert field(answer.text, "url") == "https://10.0.0.1/hook"
    assert re.search(r'value="lead.opened" checked', answer.text)
    assert not re.search(r'value="lead.raised" checked', answer.text)


@pytest.mark.parametrize("fields", [{"do": "dance"}, {**NEW, "body": "xml"}, {**NEW, "types": []}])
def test_a_form_that_cannot_be_is_refused(organized: tuple[Browser, str], fields: dict[str, object]) -> None:
    organizer, at = organized

    assert send(organizer, at, fields).status_code in (400, 422)


def test_an_endpoint_is_changed_switched_off_and_on_given_another_secret_and_removed(
    organized: tuple[Browser, str],
) -> None:
    organizer, at = organized
    endpoint = added(organizer, at)

    send(organizer, at, {"do": "change", "endpoint": endpoint, "types": ["lead.opened"], "body": "cloudevents"})
    changed = words(read(organizer, at))
    send(organizer, at, {"do": "disable", "endpoint": endpoint})
    off = words(read(organizer, at))
    send(organizer, at, {"do": "enable", "endpoint": endpoint})
    rotated = words(send(organizer, at, {"do": "rotate", "endpoint": endpoint}).text)
    send(organizer, at, {"do": "remove", "endpoint": endpoint})

    assert "CloudEvents 1.0 · Kinds of messages: 1" in changed
    assert "Switched off" in off
    assert "The old secret signs too for one more day." in rotated
    assert "crm.example.org" not in read(organizer, at).replace('https://crm.example.org/hook" autocomplete', "")


def test_the_log_shows_what_was_tried_and_answered_and_sends_it_again(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    endpoint = added(organizer, at)
    assert send(organizer, at, {"do": "test", "endpoint": endpoint}).status_code == 303
    waiting = words(read(organizer, at))
    settle(home, Settlement(state=DeliveryState.failed), "<b>no such hook</b>", 404)
    failed = read(organizer, f"{at}?state=failed")

    again = send(organizer, at, {"do": "replay", "delivery": field(failed, "delivery")})
    after = words(read(organizer, at))

    assert "On its way" in waiting
    assert "&lt;b&gt;no such hook&lt;/b&gt;" in failed
    assert "404" in words(failed)
    assert again.status_code == 303
    assert "Tried, goes again" in after
    assert "None." in words(read(organizer, f"{at}?state=failed"))


def test_all_that_failed_at_an_endpoint_is_sent_again(home: Home, organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    endpoint = added(organizer, at)
    for _ in range(2):
        send(organizer, at, {"do": "test", "endpoint": endpoint})
        settle(home, Settlement(state=DeliveryState.failed))

    send(organizer, at, {"do": "replay-failed", "endpoint": endpoint})

    assert words(read(organizer, at)).count("Tried, goes again") == 2


def test_a_receiver_that_is_gone_is_said_to_be_and_what_waits_is_held_back(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    endpoint = added(organizer, at)
    for _ in range(2):
        send(organizer, at, {"do": "test", "endpoint": endpoint})
    settle(home, Settlement(state=DeliveryState.failed, gone=True), status=410)

    shown = words(read(organizer, at))

    assert "Gone, says the receiver" in shown
    assert "Held back" in shown


def test_letters_are_in_the_same_list_by_the_name_of_who_gets_them(home: Home) -> None:
    organizer = home.organizer()
    roadshow, seat = home.roadshow(organizer)
    organizer.command(seat, "roadshow.start")
    state = home.call(home.house.rooms.state, roadshow)
    organizer.command(seat, "pitch.start", pitch=state.order[0])
    ann, hers = home.invited(seat, Role.investor, "Ann")
    person = home.place(hers).person.id
    home.call(lambda: home.house.mail.choose(person, "en", wanted=True))
    project = state.pitches[state.order[0]].project
    assert ann.command(hers, "intent.state", project=project, kind="pilot").status_code == 200

    shown = words(read(organizer, f"/s/{seat}/setup/deliveries"))

    assert "Mail to Ann" in shown
    assert "intent.stated" in shown


def test_a_delivery_shows_the_reference_under_which_the_operator_finds_it_in_the_log(
    home: Home, organized: tuple[Browser, str]
) -> None:
    organizer, at = organized
    types = {**NEW, "types": ["roadshow.started"]}
    send(organizer, at, types)
    commands = f"/api/seats/{at.split('/')[2]}/commands"
    headers = {"idempotency-key": "key-of-a-start"}
    assert organizer.post(commands, headers=headers, json={"type": "roadshow.start"}).status_code == 200

    assert "Reference key-of-a-start" in words(read(organizer, at))


def test_a_house_without_a_mail_server_says_so(home: Home, organized: tuple[Browser, str]) -> None:
    organizer, at = organized
    mail = Mail(home.house.mail._choices, sends=False)
    cast("Starlette", home.client.app).state.house = home.house = replace(home.house, mail=mail)

    assert "This house sends no mail" in words(read(organizer, at))


def test_nobody_but_an_organizer_sees_the_page(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    investor, hers = home.invited(seat, Role.investor, "Ann")

    assert investor.get(f"/s/{hers}/setup/deliveries", headers=HTML).status_code == 403


def test_fifty_fit_on_a_page_and_the_rest_on_the_next(organized: tuple[Browser, str], home: Home) -> None:
    organizer, at = organized
    endpoint = added(organizer, at)
    for _ in range(51):
        home.clock.pass_by(1)
        send(organizer, at, {"do": "test", "endpoint": endpoint})
    first = read(organizer, at)
    (address,) = re.findall(r'href="([^"]*before=[^"]*)#log"', first)

    second = read(organizer, address)

    assert first.count('name="delivery"') == 50
    assert second.count('name="delivery"') == 1


def test_every_kind_of_message_has_a_word_of_the_readers_language(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    shown = read(organizer, f"/s/{seat}/setup/deliveries", "zh")

    kinds = re.findall(r"<dt>(.*?)</dt>", shown)
    assert len(kinds) > 5
    assert [kind for kind in kinds if kind.isascii()] == []
