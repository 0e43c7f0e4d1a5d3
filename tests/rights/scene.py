"""A roadshow with something of everything in it, its neighbour with nothing, and everybody in front of a browser.

Once `full` the disk takes nothing more, so that whatever a request would do is not done: what is let in comes as far as
the disk and is answered `storage_full`, and every request meets the same roadshow, in whatever order they are tried.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, inspect
from starlette.testclient import TestClient

from server.domain.messages import Bilingual, Command, Role
from server.domain.presets import Admission, Certification, Gate, Preset, PresetCard, Recipients, Text, Use
from server.domain.programme import AddPitch
from server.domain.show import PlanRoadshow
from server.http.app import create_app
from server.http.limits import Limits
from server.http.pages.table import error_page, routes
from server.http.rendering import Renderer
from server.storage.migrate import upgrade
from tests.server.app.house import HandClock
from tests.server.http.home import Browser, Home, greet, open_house

START: Final = HandClock().at
ADMITTED: Final = Text(use=Use.admission, preset="rights", version="1", text=Bilingual(en="Who may come."))
CERTIFIED: Final = Text(use=Use.certification, preset="rights", version="1", text=Bilingual(en="I am one."))
DECLARED: Final = CERTIFIED.digest
PRESET: Final = Preset(
    admission=Admission(text=ADMITTED.digest, grounds=("invited",)),
    certification=Certification(text=DECLARED, bases=("income",), before=(Gate.round,), days=30),
    recipients=Recipients(limit=20, warn=10),
)
PITCHES: Final = ("a", "b", "c", "d")
PDF: Final = b"%PDF-1.7\n"
SDP: Final = {"content-type": "application/sdp"}
MONITOR: Final = "the token of monitors, which is long"

CAST: Final[Mapping[str, tuple[Role, str | None]]] = {
    "gil": (Role.audience, None),
    "iris": (Role.investor, None),
    "ivan": (Role.investor, None),
    "ines": (Role.investor, None),
    "jane": (Role.investor, None),
    "nora": (Role.investor, None),
    "mona": (Role.investor, None),
    "anna": (Role.presenter, "a"),
    "bert": (Role.presenter, "b"),
    "otto": (Role.organizer, None),
    "ada": (Role.auditor, None),
    "rex": (Role.investor, None),
    "rita": (Role.presenter, "a"),
    "rolf": (Role.organizer, None),
}
NEIGHBOURS: Final = {
    "audience": (Role.audience, None),
    "investor": (Role.investor, None),
    "presenter": (Role.presenter, "a"),
    "organizer": (Role.organizer, None),
    "auditor": (Role.auditor, None),
}


class Things(dict[str, Any]):
    """What there is by name; of what is not there yet, an identity that nothing has."""

    def __missing__(self, name: str) -> Any:
        return 1 if "number" in name or "version" in name else "0" * 64 if "content" in name else f"{name}_nowhere"

    def __getattr__(self, name: str) -> Any:
        return self[name]

    def nowhere(self) -> "Things":
        """The same with identities of the same kinds that nothing has."""
        return Things({name: _unknown(value) for name, value in self.items()})


def _unknown(value: Any) -> Any:
    """Another identity of the same kind; what is none stays."""
    if isinstance(value, str) and re.fullmatch(r"[a-z]{3}_\d{26}", value):
        return value[:4] + "9" * 26
    return value


class Somebody:
    """A browser with one seat."""

    def __init__(self, browser: Browser, seat: str = "", person: str = "") -> None:
        self.browser = browser
        self.seat = seat
        self.person = person

    def give(self, type_: str, /, **fields: Any) -> dict[str, Any]:
        """Give a command that is taken."""
        answer = self.browser.command(self.seat, type_, None, **fields)
        assert answer.status_code == 200, (type_, answer.text)
        told: dict[str, Any] = answer.json()
        return told

    def call(self, method: str, path: str, status: int, **rest: Any) -> Any:
        """Send a request to an address of the seat that is answered so."""
        answer = self.browser.send(method, f"/api/seats/{self.seat}/{path}", **rest)
        assert answer.status_code == status, (path, answer.text)
        return answer.json() if answer.content and status != 204 else None


class Scene:
    """The two roadshows; `things` are those of the first."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.things = Things()
        self.people: dict[str, Somebody] = {"nobody": Somebody(Browser(home))}
        self.neighbours: dict[str, Somebody] = {}

    def reach(self, state: str) -> None:
        """Go on to a state; they are to be reached in their order."""
        {"planned": self.plan, "live": self.begin, "paused": self.pause, "ended": self.end}[state]()

    def plan(self) -> None:
        """Both roadshows are planned, everybody comes in, and all is made that can be before the evening."""
        olga = self.home.organizer()
        self.people["olga"] = self._found(olga, "rights-of-one")
        neighbour = self.neighbours["host"] = self._found(olga, "rights-of-two")
        card = PresetCard(preset=PRESET, description=Bilingual(), reviewed_by="", texts=(ADMITTED, CERTIFIED))
        self.home.call(self.home.house.presets.keep, card)
        for name, (role, project) in CAST.items():
            self.people[name] = self._invite(self.people["olga"], role, name, project)
        for name, (role, project) in NEIGHBOURS.items():
            self.neighbours[name] = self._invite(neighbour, role, f"{name} next door", project)
        self._programme()
        self._law()
        self._meetings()
        self._leads()
        self._timetable()
        self._files()

    def _found(self, olga: Browser, key: str) -> Somebody:
        person = self.home.call(self.home.house.accounts.account, olga.secret)
        commands: list[Command] = [
            PlanRoadshow(title=Bilingual(en="Evening"), starts_at=START, moderated=True, preset=PRESET),
            *(AddPitch(title=Bilingual(en=f"Project {name}")) for name in PITCHES),
        ]
        seat = self.home.call(self.home.house.roadshows.found, person, key, commands)
        return Somebody(olga, seat.id, person.id)

    def _invite(self, host: Somebody, role: Role, name: str, project: str | None) -> Somebody:
        browser, seat = self.home.invited(host.seat, role, name, project and f"Project {project}")
        return Somebody(browser, seat, self.home.place(seat).person.id)

    def _programme(self) -> None:
        things, olga = self.things, self.people["olga"]
        things["roadshow"] = self.home.place(olga.seat).seat.roadshow
        state = self.home.call(self.home.house.rooms.state, things["roadshow"])
        for name, pitch in zip(PITCHES, state.order, strict=True):
            things[f"pitch_{name}"], things[f"project_{name}"] = pitch, state.pitches[pitch].project
        olga.give("pitch.skip", pitch=things.pitch_d)
        for name, one in self.people.items():
            things[name], things[f"seat_of_{name}"] = one.person, one.seat
        session = self.home.call(self.home.house.accounts.session, self.people["jane"].browser.secret)
        things["session_of_jane"] = session.id
        for name in ("rex", "rita", "rolf"):
            olga.give("person.remove", person=things[name])
        olga.give("person.mute", person=things.mona)
        olga.give("prompt.send", project=things.project_a, text="be short")

    def _law(self) -> None:
        things, olga = self.things, self.people["olga"]
        for name in ("iris", "ivan", "ines", "jane", "nora", "mona"):
            olga.give("ground.record", person=things[name], ground="invited")
            self.people[name].give("certificate.give", basis="income", text=DECLARED)
        for project in (things.project_a, things.project_b):
            olga.give("round.describe", project=project, terms={"amount": 500})
        for name in ("iris", "ines", "jane"):
            self.people[name].give("consent.give", project=things.project_a)
        for name in ("iris", "ivan", "ines", "jane", "mona"):
            self.people[name].give("number.take")
        self.people["iris"].give("consortium.form", project=things.project_a)
        state = self.home.call(self.home.house.rooms.state, things.roadshow)
        [things["consortium"]], numbers = state.consortia.known, state.numbers
        for name in ("ines", "jane"):
            things[f"number_of_{name}"] = numbers[things[name]]
            self.people["iris"].give("consortium.invite", consortium=things.consortium, number=numbers[things[name]])
        things["number_of_ivan"] = numbers[things.ivan]
        self.people["ines"].give("consortium.join", consortium=things.consortium)

    def _leads(self) -> None:
        things, olga = self.things, self.people["olga"]
        olga.give("lead.import", project=things.project_a, mark="1", name="A stranger")
        self._name_leads()
        things["lead"] = things.lead_iris_a
        anna = self.people["anna"]
        anna.call("POST", f"leads/{things.lead}/notes", 201, json={"text": "a note"})
        sheet = anna.call("PATCH", f"leads/{things.lead}", 200, json={"version": 0, "next_step": "call"})
        things["version"], things["note"] = sheet["row"]["version"], sheet["notes"][0]["note"]["note"]
        merged = {"version": 0, "into": things.lead_ines_a}
        anna.call("POST", f"leads/{things.lead_jane_a}/merge", 200, json=merged)
        things["lead_merged"] = things.lead_jane_a
        self.later(1)
        lines = f"lead,next\n{things.lead_ivan_a},soon\n".encode()
        headers = {"content-type": "text/csv"}
        report = olga.call("POST", "leads/import?columns=lead,next_step&apply=1", 200, content=lines, headers=headers)
        things["imported_at"] = report["at"]

    def _name_leads(self) -> None:
        names = {things: name for name, things in self.things.items()}
        state = self.home.call(self.home.house.rooms.state, self.things.roadshow)
        for lead in state.leads.values():
            project = names[lead.project].removeprefix("project_")
            self.things[f"lead_{names.get(lead.person, 'new')}_{project}"] = lead.lead

    def _meetings(self) -> None:
        things, olga = self.things, self.people["olga"]
        iris, ines, anna, bert = (self.people[name] for name in ("iris", "ines", "anna", "bert"))
        opens = START + timedelta(days=5)
        things["another_slot"] = (opens + timedelta(hours=1)).isoformat()
        things["slot"] = (opens + timedelta(hours=2)).isoformat()
        windows = [{"starts_at": opens.isoformat(), "ends_at": (opens + timedelta(hours=4)).isoformat()}]
        olga.give("meeting.configure", windows=windows, places=["Table 1"], minutes=30)
        things["meeting"] = iris.give("meeting.request", project=things.project_a)["created"]
        things["meeting_agreed"] = iris.give("meeting.request", project=things.project_b)["created"]
        bert.give("meeting.accept", meeting=things.meeting_agreed, starts_at=opens.isoformat())
        things["meeting_held"] = ines.give("meeting.request", project=things.project_a)["created"]
        soon = (START + timedelta(minutes=30)).isoformat()
        anna.give("meeting.accept", meeting=things.meeting_held, starts_at=soon)
        things["meeting_version"] = 3
        for one in (self.people["ivan"], self.people["jane"]):
            one.give("meeting.withdraw", meeting=one.give("meeting.request", project=things.project_a)["created"])

    def _timetable(self) -> None:
        things, olga, anna = self.things, self.people["olga"], self.people["anna"]
        self.people["ivan"].give("ranking.set", order=[things.project_a])
        anna.give("ranking.set", order=[things.lead_ivan_a])
        olga.give("timetable.place", person=things.ivan, project=things.project_a, starts_at=things.slot)
        self.later(3600)

    def _files(self) -> None:
        things, olga, anna = self.things, self.people["olga"], self.people["anna"]
        bytes_ = {"content-type": "application/octet-stream"}
        for name, investors in (("material", "false"), ("material_closed", "true")):
            path = f"materials?project={things.project_a}&name={name}.pdf&investors={investors}"
            made = anna.call("POST", path, 201, headers=bytes_, content=PDF + name.encode())
            things[name] = made["material"]
        url = {"url": "https://example.org/hook", "types": ["roadshow.started"]}
        things["endpoint"] = olga.call("POST", "endpoints", 201, json=url)["id"]
        olga.call("POST", f"endpoints/{things.endpoint}/test", 202)
        things["delivery"] = olga.call("GET", "deliveries", 200)[0]["id"]
        things["invitation"] = olga.call("POST", "invitations", 201, json={"role": "investor"})["id"]
        invited = olga.call("POST", "invitations", 201, json={"role": "investor"})
        things["token"], things["digest"], things["code"] = invited["link"].rpartition("/")[2], DECLARED, "en"
        for name in ("iris", "anna"):
            feed = self.people[name].call("POST", "calendar", 201)["url"]
            things["secret"] = feed.split("/")[-2]
        made = olga.call("POST", "rehearsals", 201, headers={"idempotency-key": "rehearse-it"})
        things["rehearsal"], things["token_of_rehearsal"] = made["roadshow"], made["token"]
        things["token_of_anna"] = anna.call("POST", "encoder", 201)["token"]
        Somebody(olga.browser, made["seat"]).call("PUT", "rehearsal", 204, json={"card": {"viewers": 1}})

    def begin(self) -> None:
        """Live: one pitch is over, one is on; questions are asked, and intents are in every state."""
        things, olga = self.things, self.people["olga"]
        olga.give("roadshow.start")
        for pitch in (things.pitch_b, things.pitch_a):
            olga.give("pitch.start", pitch=pitch)
        self._next_door()
        self._questions()
        self._intents()
        self.people["anna"].give("stage.take", seat=things.seat_of_anna)
        slip = olga.give("intent.enter", project=things.project_a, kind="pilot", name="Sam Slip")
        things["slip"] = slip["created"]
        link = olga.call("POST", f"slips/{things.slip}/link", 201)["link"]
        signed = self.home.accept(link.rpartition("/")[2])
        assert signed.seat is not None
        self.people["sam"] = Somebody(Browser(self.home, signed.secret), signed.seat.id, signed.person)

    def _next_door(self) -> None:
        """The neighbour is live too, so that nothing is refused there for its state."""
        host = self.neighbours.pop("host")
        host.give("roadshow.start")
        next_door = self.home.call(self.home.house.rooms.state, self.home.place(host.seat).seat.roadshow)
        host.give("pitch.start", pitch=next_door.order[0])

    def _questions(self) -> None:
        things, jane = self.things, self.people["jane"]
        for name in ("held", "open", "voted"):
            things[f"question_{name}"] = jane.give("question.ask", text=f"{name}?")["created"]
        things["question"] = self.people["iris"].give("question.ask", text="mine?")["created"]
        for name in ("open", "voted"):
            self.people["olga"].give("question.approve", question=things[f"question_{name}"])
        self.people["olga"].give("person.unmute", person=things.mona)
        for name in ("gil", "iris", "ivan", "anna", "bert", "olga", "mona"):
            self.people[name].give("question.vote", question=things.question_voted)
        self.people["olga"].give("person.mute", person=things.mona)

    def _intents(self) -> None:
        things, iris, anna = self.things, self.people["iris"], self.people["anna"]
        for name, kind in (("intent", "pilot"), ("accepted", "license"), ("confirmed", "joint_rd")):
            things[name] = iris.give("intent.state", project=things.project_a, kind=kind)["created"]
        hidden = iris.give("intent.state", project=things.project_a, kind="purchase", visibility="host_only")
        things["hidden"] = hidden["created"]
        intents = self.home.call(self.home.house.rooms.state, things.roadshow).intents
        for name in ("intent", "accepted", "confirmed", "hidden"):
            things[f"content_of_{name}"] = intents[things[name]].content
        for name in ("accepted", "confirmed"):
            anna.give("intent.accept", intent=things[name], version=1, content=things[f"content_of_{name}"])
        iris.give("intent.confirm", intent=things.confirmed, version=1, content=things.content_of_confirmed)

    def pause(self) -> None:
        """The kill switch."""
        self.people["olga"].give("roadshow.pause")

    def end(self) -> None:
        """Ended for good."""
        self.people["olga"].give("roadshow.resume")
        self.people["olga"].give("roadshow.end")

    def later(self, seconds: float) -> None:
        """Let time pass, on the thread where everybody waits for it."""

        async def passing() -> None:
            self.home.clock.pass_by(seconds)

        self.home.call(passing)

    def silence(self) -> None:
        """End what an encoder sends, since a seat has so many media sessions."""

        async def ending() -> None:
            self.home.house.studio.renew_encoder(self.things.seat_of_anna)

        self.home.call(ending)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Nothing is recorded any more."""
        self.home.call(self.home.database.run, _fill)
        yield
        self.home.call(self.home.database.run, _empty)


def _tables(connection: Connection) -> Iterator[str]:
    for table in inspect(connection).get_table_names():
        yield from (f"{table}_{act}" for act in ("INSERT", "UPDATE", "DELETE"))


def _fill(connection: Connection) -> None:
    for name in _tables(connection):
        table, _, act = name.rpartition("_")
        connection.exec_driver_sql(
            f"CREATE TRIGGER full_{name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'database is full'); END"
        )


def _empty(connection: Connection) -> None:
    for name in _tables(connection):
        connection.exec_driver_sql(f"DROP TRIGGER full_{name}")


@contextmanager
def home_in_full(path: Path) -> Iterator[Home]:
    """A house with pages, in which nobody is ever too fast."""
    house, database, clock, plane = open_house(path)
    seconds = count(step=1000)
    house = replace(house, limits=Limits(lambda: float(next(seconds))), metrics_token=MONITOR)
    renderer = Renderer(house.languages)
    app = create_app(
        house,
        greet,
        pages=routes(renderer),
        error_page=error_page(renderer),
        scripts=[renderer.script_hash],
    )
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        home = Home(client, house, database, clock, plane)
        home.call(database.run, upgrade)
        yield home
        home.call(house.studio.close)
        home.call(house.rooms.close)
        home.call(database.close)


@contextmanager
def scene_in(path: Path) -> Iterator[Scene]:
    """The scene before it begins."""
    with home_in_full(path) as home:
        yield Scene(home)


def encoded(value: Any) -> bytes:
    """A body."""
    return msgspec.json.encode(value)
