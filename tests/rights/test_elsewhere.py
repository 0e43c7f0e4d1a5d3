from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from msgspec.structs import replace

from tests.rights.asking import Answer, Asked, ask
from tests.rights.commands import COMMANDS, order
from tests.rights.routes import addresses, request
from tests.rights.scene import Scene, Somebody, Things, scene_in
from tests.rights.table import COLUMNS

DONE: Final = ("person.mute", "ground.record", "seat.reassign", "person.remove", "person.erase")
NAMED: Final = {*DONE, "person.unmute", "person.readmit", "stage.take", "POST /s/{seat}/setup/rules"}
"""Commands that name a person or a seat, who need not have come yet."""

CSV: Final = {"content-type": "text/csv"}
IMPORT: Final = "leads/import?columns=lead,next_step&apply=1"

OTHERWISE: Final = {
    *(f"POST /api/seats/{{seat}}/leads.{file}" for file in ("csv", "xlsx", "jsonl", "vcf")),
    "PATCH /api/seats/{seat}/leads",
    "POST /api/seats/{seat}/leads/import",
    "POST /whep/{seat}+preview",
    "consent.withdraw",
}
"""What leaves out what is unknown or answers for each; a preview is of one's own roadshow, a consent is none there."""

WITH_SEAT: Final = [name for name in sorted(set(addresses())) if "{seat}" in name]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Everything is there, the show is on, and nothing can be changed."""
    with scene_in(tmp_path_factory.mktemp("elsewhere")) as scene:
        scene.plan()
        scene.begin()
        with scene.full():
            yield scene


def asked(scene: Scene, name: str, who: Somebody, seat: str, things: Things) -> Asked:
    """A command or an address, from a seat, about things."""
    if name in COMMANDS:
        return order(name, things, who.browser.secret, seat, f"elsewhere-{seat[-6:]}")
    return request(name, things, who.browser.secret, seat)


def told(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


@pytest.mark.parametrize("name", [*COMMANDS, *WITH_SEAT])
def test_a_seat_of_somebody_else_is_as_one_that_does_not_exist(scene: Scene, name: str) -> None:
    owners = ((who, scene.people[who]) for cast in COLUMNS.values() for who in cast if who != "nobody")
    foreign = [scene.people["jane"].seat, scene.neighbours["organizer"].seat, "sea_nowhere"]

    requests = [asked(scene, name, one, seat, scene.things) for _, one in owners for seat in foreign]

    assert {told(answer) for answer in ask(scene, requests)} == {(404, "seat_missing")}


@pytest.mark.parametrize("name", [*COMMANDS, *WITH_SEAT])
def test_a_thing_of_another_roadshow_is_as_one_that_does_not_exist(scene: Scene, name: str) -> None:
    nowhere = scene.things.nowhere()
    pairs = [
        (asked(scene, name, one, one.seat, scene.things), asked(scene, name, one, one.seat, nowhere))
        for one in scene.neighbours.values()
    ]
    about = [pair for pair in pairs if pair[0] != pair[1]]
    answers = ask(scene, [each for pair in about for each in pair])

    for there, missing in zip(answers[::2], answers[1::2], strict=True):
        assert told(there) == told(missing)
        assert name in NAMED or name in OTHERWISE or there.status in (403, 404)


def test_head_is_answered_as_get_is(scene: Scene) -> None:
    names = [name for name in sorted(set(addresses())) if name.startswith("GET")]
    cast = [scene.people[who] for who in ("nobody", "gil", "bert", "olga")]
    gets = [
        asked(scene, name, one, one.seat or scene.people["olga"].seat, scene.things) for name in names for one in cast
    ]
    heads = [replace(each, method="HEAD") for each in gets]

    pairs = zip(gets, ask(scene, gets), ask(scene, heads), strict=True)

    # A document that is taken is put on record, which the full disk refuses; asking for its size is not.
    assert [one.path for one, got, head in pairs if head.status != got.status and got.status != 503] == []


def test_of_several_leads_those_of_another_roadshow_are_left_out_and_left_alone(tmp_path: Path) -> None:
    with scene_in(tmp_path) as scene:
        scene.plan()
        things, before = scene.things, home_leads(scene)
        for name in ("organizer", "presenter"):
            one = scene.neighbours[name]
            for file in ("csv", "jsonl", "vcf"):
                exported = one.browser.post(f"/api/seats/{one.seat}/leads.{file}", json={"leads": [things.lead]})
                assert exported.status_code == 200
                assert things.lead not in exported.text
            changed = {"changes": [{"lead": things.lead, "version": things.version, "next_step": "mine"}]}
            (refused,) = one.call("PATCH", "leads", 200, json=changed)
            taken = one.call("POST", IMPORT, 200, headers=CSV, content=f"lead,next\n{things.lead},mine\n".encode())
            assert refused["code"] == "lead_missing"
            assert [row["outcome"] for row in taken["rows"]] == ["refused"]

        assert home_leads(scene) == before


def test_whoever_names_people_of_another_roadshow_changes_nothing_there(tmp_path: Path) -> None:
    with scene_in(tmp_path) as scene:
        scene.plan()
        state = scene.home.call(scene.home.house.rooms.state, scene.things.roadshow)
        host = scene.neighbours["organizer"]
        for name in DONE:
            fields = COMMANDS[name](scene.things)
            assert host.browser.command(host.seat, name, None, **fields).status_code == 200, name

        assert scene.home.call(scene.home.house.rooms.state, scene.things.roadshow) == state
        for name in ("jane", "gil"):
            one = scene.people[name]
            assert one.browser.get(f"/s/{one.seat}/live").status_code == 200
            assert scene.home.place(one.seat).person.name == name


def home_leads(scene: Scene) -> Any:
    """The leads as the organizer has them."""
    return scene.people["olga"].call("GET", "leads", 200)["rows"]
