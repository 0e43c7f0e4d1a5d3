"""A roadshow in which every text and every amount that somebody gives is known by a mark of its own."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from pypdf import PdfReader
from pypdf.errors import PdfReadError

from server.app.feed import Viewer
from server.app.invitations import Wanted
from server.app.wire import Hello
from server.domain.messages import Actor, Bilingual, Command, Money, Role, SeatId
from server.domain.presets import PresetCard
from server.domain.programme import AddPitch
from server.domain.show import PlanRoadshow
from tests.rights.asking import Asked, ask
from tests.rights.routes import addresses, request
from tests.rights.scene import ADMITTED, CERTIFIED, DECLARED, PDF, PRESET, START, Scene, Somebody, Things
from tests.server.http.home import Browser, Home

CALLED: Final = {
    "gil": "a visitor's {}",
    "iris": "an investor's {}, with consent",
    "ivan": "an investor's {}, no consent",
    "ines": "an investor's {}, who asked openly",
    "anna": "a presenter's {}",
    "bert": "another presenter's {}",
    "ada": "an auditor's {}",
}
GUESTS: Final = {
    "gil": (Role.audience, None),
    "iris": (Role.investor, None),
    "ivan": (Role.investor, None),
    "ines": (Role.investor, None),
    "anna": (Role.presenter, "a"),
    "bert": (Role.presenter, "b"),
    "ada": (Role.auditor, None),
}
BYTES: Final = {"content-type": "application/octet-stream"}
SECRETS: Final = ("/i/", "/c/", "/metrics")
"""What a token opens."""


class Wire:
    """Keeps the bytes that a socket would carry."""

    def __init__(self) -> None:
        self.sent = b""

    def send(self, message: bytes) -> None:
        self.sent += message + b"\n"

    def waiting(self) -> int:
        return 0

    def offer(self, message: bytes, most: int) -> bool:
        self.send(message)
        return True

    def close(self, code: int, reason: str = "") -> None:
        """Nobody is put off here."""


class Marked(Scene):
    """The evening; `marks` has each mark by the field it was given in."""

    def __init__(self, home: Home) -> None:
        super().__init__(home)
        self.marks: dict[str, str | int] = {}
        self.wires: dict[str, Wire] = {}

    def text(self, name: str) -> str:
        """A new mark that is a text."""
        made = "Q" + re.sub(r"\W", "", name) + "Z"
        assert self.marks.setdefault(name, made) == made
        return made

    def both(self, name: str) -> Bilingual:
        """The same in English alone."""
        return Bilingual(en=self.text(name))

    def number(self, name: str) -> int:
        """A new mark that is an amount in minor units."""
        self.marks[name] = 7_310_137 + 101_010 * len(self.marks)
        return int(self.marks[name])

    def amount(self, name: str) -> dict[str, Any]:
        """An exact amount."""
        minor = self.number(name)
        return {"minimum": minor, "maximum": minor, "currency": "CNY"}

    def run(self) -> None:
        """All of the evening, with a wire to each who watches."""
        self._planned()
        self._watched()
        for step in (self._before, self._asked, self._stated, self._answered, self._afterwards, self._worked):
            step()
            self._tick()
        self._watched()

    def _planned(self) -> None:
        home, card = (
            self.home,
            PresetCard(preset=PRESET, description=Bilingual(), reviewed_by="", texts=(ADMITTED, CERTIFIED)),
        )
        home.call(home.house.presets.keep, card)
        olga = home.organizer()
        person = home.call(home.house.accounts.account, olga.secret)
        seat = home.call(home.house.roadshows.found, person, "marks-of-all", self._programme_marked())
        self.people["olga"] = Somebody(olga, seat.id, person.id)
        state = home.call(home.house.rooms.state, seat.roadshow)
        self.things["roadshow"] = seat.roadshow
        for name, pitch in zip("ab", state.order, strict=True):
            self.things[f"pitch_{name}"], self.things[f"project_{name}"] = pitch, state.pitches[pitch].project
        for name, (role, project) in GUESTS.items():
            self.people[name] = self._let_in(name, role, project and self.things[f"project_{project}"])
            self.things[name] = self.people[name].person

    def _programme_marked(self) -> list[Command]:
        plan: dict[str, Any] = {name: self.both(f"roadshow.plan {name}") for name in ("title", "summary", "host")}
        card: dict[str, Any] = {name: self.both(f"pitch.add {name}") for name in ("title", "summary", "team", "field")}
        target = Money(minor=self.number("pitch.add target"), currency="CNY")
        return [
            PlanRoadshow(starts_at=START, moderated=True, preset=PRESET, **plan),
            AddPitch(target=target, **card),
            AddPitch(title=Bilingual(en="B")),
        ]

    def _let_in(self, name: str, role: Role, project: str | None) -> Somebody:
        place = self.home.place(self.people["olga"].seat)
        issued = self.home.call(self.home.house.invitations.issue, place, Wanted(role=role, project=project))
        given = {field: self.text(CALLED[name].format(field)) for field in ("name", "organisation", "contact")}
        signed = self.home.accept(issued.token, **given)
        assert signed.seat is not None
        return Somebody(Browser(self.home, signed.secret), signed.seat.id, signed.person)

    def _watched(self) -> None:
        """Another viewer for everybody, who sees the picture as it is now and what changes from now on."""

        async def attach(actor: Actor, wire: Wire) -> None:
            live = await self.home.house.rooms.live(self.things.roadshow)
            live.feed.attach(Viewer(actor, wire), Hello())

        for name, one in self.people.items():
            if one.seat:
                actor = self.home.call(self.home.house.accounts.place, SeatId(one.seat)).actor
                self.home.call(attach, actor, self.wires.setdefault(name, Wire()))

    def _tick(self) -> None:
        """Everybody is sent what is new."""

        async def tick() -> None:
            (await self.home.house.rooms.live(self.things.roadshow)).feed.tick(1.0)

        self.home.call(tick)

    def _before(self) -> None:
        things, olga = self.things, self.people["olga"]
        for name in ("iris", "ivan", "ines"):
            olga.give("ground.record", person=things[name], ground="invited")
            self.people[name].give("certificate.give", basis="income", text=DECLARED)
        terms = {name: self.number(f"round.describe {name}") for name in ("unsubscribed", "amount")}
        texts = {name: {"en": self.text(f"round.describe {name}")} for name in ("proceeds", "valuation", "terms")}
        olga.give("round.describe", project=things.project_a, terms={**terms, **texts})
        self.people["iris"].give("round.open", project=things.project_a)
        self.people["iris"].give("consent.give", project=things.project_a)
        olga.give("prompt.send", project=things.project_a, text=self.text("prompt.send text"))
        olga.give("roadshow.start")
        olga.give("pitch.start", pitch=things.pitch_b)
        olga.give("pitch.start", pitch=things.pitch_a)

    def _asked(self) -> None:
        olga, iris, ivan, ines = (self.people[name] for name in ("olga", "iris", "ivan", "ines"))
        asked = iris.give("question.ask", text=self.text("question.ask text"), anonymous=True)["created"]
        named = ines.give("question.ask", text="Who else?")["created"]
        ivan.give("question.ask", text=self.text("question.ask text, held"))
        for question in (asked, named):
            olga.give("question.approve", question=question)
        self.people["anna"].give("question.answer", question=asked, text=self.text("question.answer text"))

    def _stated(self) -> None:
        things, olga, iris = self.things, self.people["olga"], self.people["iris"]
        hidden = {"kind": "license", "visibility": "host_only"}
        for who, name, more in (("iris", "", {}), ("iris", ", host only", hidden), ("ivan", ", no consent", {})):
            fields = {**self._intent(name), **more}
            things[f"intent{name}"] = self.people[who].give("intent.state", **fields)["created"]
        for kind in ("pilot", "joint_rd"):
            things[kind] = iris.give("intent.state", project=things.project_a, kind=kind)["created"]
        slip: dict[str, Any] = {
            field: self.text(f"intent.enter {field}") for field in ("name", "contact", "comment", "organisation")
        }
        slip["amount"] = self.amount("intent.enter amount")
        olga.give("intent.enter", project=things.project_a, kind="purchase", **slip)
        self._together()

    def _intent(self, name: str) -> dict[str, Any]:
        """An intent with a mark in each of its fields."""

        def money(field: str) -> dict[str, Any]:
            return {"minor": self.number(f"intent.state {field}{name}"), "currency": "CNY"}

        texts = ("organisation", "comment", "condition", "nda_reference")
        confidence = 37 + len(name)
        self.marks[f"intent.state confidence{name}"] = f'"confidence":{confidence}'
        return {
            "project": self.things.project_a,
            "kind": "invest",
            "nda": "signed",
            "confidence": confidence,
            "amount": self.amount(f"intent.state amount{name}"),
            "conditions": [{"kind": "other"}, {"kind": "price_cap", "cap": money("conditions")}],
            **{field: self.text(f"intent.state {field}{name}") for field in texts},
            **({} if "host" in name else {"valuation": {"pricing": "pre_money", "amount": money("valuation")}}),
        }

    def _together(self) -> None:
        """Two are a consortium about the other project, and show one another what they would do."""
        things, iris, ines = self.things, self.people["iris"], self.people["ines"]
        iris.give("consortium.form", project=things.project_b)
        state = self._state()
        [consortium] = state.consortia.known
        iris.give("consortium.invite", consortium=consortium, number=state.numbers[things.ines])
        ines.give("consortium.join", consortium=consortium)
        share = {"project": things.project_b, "kind": "pilot", "visibility": "consortium"}
        share["amount"] = self.amount("intent.state amount, for members")
        iris.give("intent.state", **share, comment=self.text("intent.state comment, for members"))

    def _state(self) -> Any:
        return self.home.call(self.home.house.rooms.state, self.things.roadshow)

    def _answered(self) -> None:
        things, olga, iris, anna = self.things, self.people["olga"], self.people["iris"], self.people["anna"]
        note = self.text("intent.decline note")
        anna.give("intent.decline", intent=things["intent, no consent"], feedback="benefit_unclear", note=note)
        exactly = {"intent": things.pilot, "version": 1, "content": self._state().intents[things.pilot].content}
        anna.give("intent.accept", **exactly)
        iris.give("intent.confirm", **exactly)
        iris.give("intent.retract", intent=things.pilot, reason=self.text("intent.retract reason"))
        olga.give("intent.void", intent=things.joint_rd, reason=self.text("intent.void reason"))

    def _afterwards(self) -> None:
        things, olga, iris, anna = self.things, self.people["olga"], self.people["iris"], self.people["anna"]
        olga.give("roadshow.end")
        opens = START + timedelta(days=5)
        window = {"starts_at": opens.isoformat(), "ends_at": (opens + timedelta(hours=4)).isoformat()}
        olga.give("meeting.configure", windows=[window], places=[self.text("meeting.configure places")], minutes=30)
        asked = iris.give("meeting.request", project=things.project_a, note=self.text("meeting.request note"))
        anna.give(
            "meeting.accept",
            meeting=asked["created"],
            starts_at=opens.isoformat(),
            place=self.text("meeting.accept place"),
        )
        things["meeting"] = asked["created"]
        self._tick()
        iris.give("meeting.move", meeting=things.meeting, version=3, place=self.text("meeting.move place"))
        anna.give("meeting.cancel", meeting=things.meeting, note=self.text("meeting.cancel note"))
        asked = self.people["ivan"].give(
            "meeting.request", project=things.project_a, note=self.text("meeting.request note, no consent")
        )
        note = self.text("meeting.decline note")
        anna.give("meeting.decline", meeting=asked["created"], reason="other", note=note)
        slot = (opens + timedelta(hours=2)).isoformat()
        place = {"place": self.text("timetable.place place")}
        olga.give("timetable.place", person=things.iris, project=things.project_b, starts_at=slot, **place)

    def _worked(self) -> None:
        things, olga, anna = self.things, self.people["olga"], self.people["anna"]
        stranger = {field: self.text(f"lead.import {field}") for field in ("name", "organisation", "contact")}
        olga.give("lead.import", project=things.project_a, mark=self.text("lead.import mark"), **stranger)
        lead = self._state().lead_of[things.iris, things.project_a]
        anna.call("POST", f"leads/{lead}/notes", 201, json={"text": self.text("a presenter's note")})
        olga.call("POST", f"leads/{lead}/notes", 201, json={"text": self.text("an organizer's note")})
        work: dict[str, Any] = {"next_step": self.text("next step of a lead"), "tags": [self.text("tag of a lead")]}
        work["external"] = {"crm": self.text("identity of a lead elsewhere")}
        anna.call("PATCH", f"leads/{lead}", 200, json={"version": 0, **work})
        for name, investors in (("", "false"), (", for investors", "true")):
            query = (
                f"project={things.project_a}&name={self.text(f'name of a document{name}')}.pdf&investors={investors}"
            )
            anna.call("POST", f"materials?{query}", 201, headers=BYTES, content=PDF + name.encode())
        path = self.text("address of a webhook")
        hook = {"url": f"https://example.org/{path}", "types": ["roadshow.started"]}
        olga.call("POST", "endpoints", 201, json=hook)
        invited = {field: self.text(f"{field} in an invitation") for field in ("name", "organisation", "contact")}
        olga.call("POST", "invitations", 201, json={"role": "investor", **invited})

    def seen(self, who: str) -> bytes:
        """All that somebody is sent: their socket, and every page and file that they may ask for."""
        wire = self.wires[who].sent if who in self.wires else b""
        return wire + b"\n".join(map(unpacked, self._read(self.people[who])))

    def _read(self, one: Somebody) -> Iterator[bytes]:
        seat = one.seat or self.people["olga"].seat
        requests = [
            request(name, things, one.browser.secret, seat)
            for name in addresses()
            if name.startswith("GET") and not any(secret in name for secret in SECRETS)
            for things in self._turns(name)
        ]
        yield from (answer.body for answer in ask(self, unique(requests)) if answer.status == 200)

    def _turns(self, name: str) -> Iterator[Things]:
        """The things that an address may be about, each once."""
        state = self._state()
        all_ = {
            "lead": list(state.leads),
            "intent": list(state.intents),
            "meeting": list(state.agenda.meetings),
            "project": [pitch.project for pitch in state.pitches.values()],
            "person": [one.person for one in self.people.values() if one.person],
        }
        for place, identities in all_.items():
            if f"{{{place}}}" in name:
                yield from (Things({**self.things, **dict.fromkeys(KEYS[place], each)}) for each in identities)
                return
        yield self.things


KEYS: Final = {
    "lead": ("lead",),
    "intent": ("intent",),
    "meeting": ("meeting", "meeting_agreed"),
    "project": ("project_b",),
    "person": ("jane",),
}
"""Under which names the requests take a thing."""


def unique(requests: Sequence[Asked]) -> list[Asked]:
    """Each once."""
    return list({(each.path, each.secret): each for each in requests}.values())


def unpacked(body: bytes) -> bytes:
    """What is in a workbook or on printed pages, however its lines are broken, or the body itself."""
    with suppress(PdfReadError):
        if body.startswith(b"%PDF"):
            return printed(PdfReader(BytesIO(body)))
    with suppress(BadZipFile), ZipFile(BytesIO(body)) as package:
        return b"\n".join(package.read(name) for name in package.namelist())
    return body


def printed(paper: PdfReader) -> bytes:
    """What is to be read on the pages, and what the file says of itself."""
    texts = [*(page.extract_text() for page in paper.pages), *map(str, (paper.metadata or {}).values())]
    return b"\n".join(each for text in texts for each in (text.encode(), re.sub(r"\s+", "", text).encode()))


def holds(seen: bytes, mark: str | int) -> bool:
    """Whether a mark is there, an amount also as people write it."""
    if isinstance(mark, str):
        return mark.encode() in seen
    return any(each.encode() in seen for each in (str(mark), f"{mark / 100:.2f}", f"{mark / 100:,.2f}"))
