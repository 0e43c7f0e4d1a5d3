"""An evening through the public interfaces alone: roadshows in every state, with everybody who belongs to them."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from demo.guest import Guest
from tools.shots import meetings, script

Person = tuple[str, str, str]


@dataclass
class Evening:
    """Who is there, and the addresses that pages are at."""

    url: str
    people: dict[str, Guest] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    open: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def come(self, name: str, link: str, person: Person) -> Guest:
        """Let somebody in; they are known by `name` from now on."""
        guest = self.people[name] = Guest(self.url)
        self.open.push_async_callback(guest.close)
        await guest.come_in(link, *person)
        self.places[name] = guest.seat
        return guest

    def cookies(self, name: str) -> list[dict[str, str]]:
        """The session of somebody, for a browser."""
        jar = self.people[name].http.cookies if name else {}
        return [{"name": key, "value": value, "url": self.url} for key, value in jar.items()]


@dataclass
class Roadshow:
    """A planned roadshow as its host sees it."""

    evening: Evening
    host: Guest
    id: str
    pitches: Sequence[str]
    projects: Sequence[str]

    async def invite(self, role: str, project: str | None = None, person: Person = ("", "", "")) -> str:
        """The link of a new invitation."""
        name, organisation, contact = person
        wanted = {"role": role, "name": name, "organisation": organisation, "contact": contact, "project": project}
        body = {key: value for key, value in wanted.items() if value}
        answer = await self.host.post(f"/api/seats/{self.host.seat}/invitations", body)
        return str(answer["link"])

    async def admit(self, name: str, role: str, person: Person, project: str | None = None) -> Guest:
        """Invite somebody, who comes."""
        return await self.evening.come(name, await self.invite(role, project, person), person)

    async def audience(self, name: str, person: Person) -> Guest:
        """Somebody comes by the public page."""
        return await self.evening.come(name, f"/r/{self.id}/join", person)

    async def start(self, *, until: int) -> None:
        """Go live, with the pitches up to this one behind us and this one on air."""
        await self.host.command("roadshow.start")
        for pitch in self.pitches[: until + 1]:
            await self.host.command("pitch.start", pitch=pitch)


async def plan(evening: Evening, name: str, **changes: Any) -> Roadshow:
    """Plan a roadshow by the evening's organizer; its seat is known by `name`."""
    account = evening.people["organizer"]
    body = {
        "title": script.TITLE,
        "host": script.HOST,
        "summary": script.SUMMARY,
        "starts_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(timespec="milliseconds"),
        "timezone": "Asia/Shanghai",
        "currencies": ["CNY", "USD"],
        "moderated": True,
        "pitches": script.pitches(),
        **changes,
    }
    host = Guest(evening.url)
    evening.open.push_async_callback(host.close)
    host.http.cookies.update(account.http.cookies)
    planned = await host.post("/api/roadshows", body)
    host.seat = evening.places[name] = str(planned["seat"])
    evening.people[name] = host
    evening.places[f"{name}_roadshow"] = str(planned["roadshow"])
    views = await host.picture()
    order = views["programme"]["programme"]["order"]
    projects = [views["pitch"][pitch]["project"] for pitch in order]
    evening.places.update({f"{name}_project{number}": project for number, project in enumerate(projects)})
    return Roadshow(evening, host, str(planned["roadshow"]), order, projects)


async def fill(evening: Evening, invitation: str) -> Roadshow:
    """Hold the evening; returns the roadshow that is live."""
    await evening.come("organizer", f"/i/{invitation}", ("司徒静远", "全国技术转移联合促进会", "situ@host.invalid"))
    evening.places["spent"] = invitation
    begun = datetime.now(UTC) - timedelta(minutes=62)
    full = await plan(evening, "host", starts_at=begun.isoformat(timespec="milliseconds"))
    await _people(full)
    await _show(full)
    await _documents(full)
    await _questions(full)
    await _intents(full)
    await _leads(full)
    await meetings.arrange(full)
    await _waiting(full)
    await asyncio.gather(_blank(evening), _over(evening), _paused(evening))
    return full


async def _people(full: Roadshow) -> None:
    for number, person in enumerate(script.PRESENTERS):
        await full.admit(f"presenter{number}", "presenter", person, full.projects[number + 2])
    for number, person in enumerate(script.INVESTORS):
        await full.admit(f"investor{number}", "investor", person)
    for number, person in enumerate(script.AUDIENCE):
        await full.audience(f"audience{number}", person)
    await full.admit("cohost", "organizer", ("Birgit Hallström-Nakamura", "Joint Association", "birgit@host.invalid"))
    await full.admit("auditor", "auditor", ("审计 Żaneta Audytorska", "Bureau of Audit", "audit@host.invalid"))


async def _show(full: Roadshow) -> None:
    """Two pitches are over, one is on air, the next is called, one is skipped."""
    await full.evening.people["presenter0"].command("pitch.ready", pitch=full.pitches[2], ready=True)
    await full.start(until=2)
    await full.host.command("pitch.extend", pitch=full.pitches[2], seconds=120)
    await full.host.command("pitch.call", pitch=full.pitches[3])
    await full.host.command("pitch.skip", pitch=full.pitches[5])
    await full.host.command("window.open", pitch=full.pitches[1])
    await full.host.command("window.open", pitch=full.pitches[0])
    await full.host.command("prompt.send", project=full.projects[2], text=script.PROMPT)


async def _documents(full: Roadshow) -> None:
    """Of the project that is on air; one investor has downloaded one."""
    presenter, investor = full.evening.people["presenter0"], full.evening.people["investor0"]
    added = [await presenter.hand_out(full.projects[2], name, content) for name, content in script.DOCUMENTS]
    await investor.http.get(f"/api/seats/{investor.seat}/materials/{added[0]['material']}/content")


async def _questions(full: Roadshow) -> None:
    """Some wait for review, some are answered in writing, some live, one is dismissed."""
    people = full.evening.people
    askers = [people[name] for name in sorted(people) if name.startswith(("investor", "audience"))]
    asked = []
    for number, text in enumerate(script.QUESTIONS):
        asker = askers[number % len(askers)]
        told = await asker.command("question.ask", text=text, anonymous=number % 4 == 3)
        asked.append((asker, str(told["created"])))
    for _, question in asked[:8]:
        await full.host.command("question.approve", question=question)
    await full.host.command("question.dismiss", question=asked[8][1])
    for number, (author, question) in enumerate(asked[:8]):
        for voter in askers[: (number * 5) % 9]:
            if voter is not author:
                await voter.command("question.vote", question=question)
    await full.host.command("question.answer", question=asked[0][1], text=script.ANSWER)
    await full.host.command("question.answer", question=asked[4][1])


def _money(low: int, high: int, currency: str) -> dict[str, Any]:
    return {"minimum": low * 1_000_000_00, "maximum": high * 1_000_000_00, "currency": currency}


def _statements() -> list[tuple[int, int, dict[str, Any]]]:
    """Investor, place in the programme, and terms."""
    named: dict[str, Any] = {"visibility": "presenter_named", "consent": True}
    comment = "希望尽快看到第三方检测报告，并安排一次现场尽调。 We would like to see the line before the summer."
    invest: dict[str, Any] = {"kind": "invest", "level": "considering"}
    return [
        (0, 0, {**invest, "amount": _money(5, 8, "CNY"), **named, "comment": comment}),
        (1, 0, {**invest, "amount": _money(1, 2, "USD"), "instrument": "convertible_note", **named}),
        (2, 0, {**invest, "amount": _money(10, 30, "CNY")}),
        (3, 0, {"kind": "license_exclusive", "level": "interested"}),
        (4, 0, {**invest, "amount": _money(3, 3, "CNY"), "visibility": "host_only"}),
        (1, 1, {"kind": "joint_rd", "level": "interested", "comment": comment}),
        (5, 1, {"kind": "pilot", "level": "considering", **named}),
        (0, 2, {**invest, "amount": _money(5, 8, "CNY"), "instrument": "equity", **named, "comment": comment}),
        (1, 2, {**invest, "amount": _money(1, 3, "USD"), "decide_by": "2027-03-31", **named}),
        (2, 2, {"kind": "invest", "level": "soft_committed", "amount": _money(20, 20, "CNY")}),
        (3, 2, {**invest, "amount": _money(2, 4, "USD")}),
        (4, 2, {**invest, "amount": _money(6, 9, "CNY"), **named}),
        (5, 2, {**invest, "amount": _money(1, 1, "USD")}),
        (3, 2, {"kind": "license_exclusive", "level": "considering", "amount": _money(1, 2, "USD"), **named}),
        (0, 2, {"kind": "talk", "level": "interested", **named}),
        (5, 2, {"kind": "commission_rd", "level": "interested"}),
    ]


async def _intents(full: Roadshow) -> None:
    """In two currencies and several kinds; one is revised, one withdrawn."""
    told = []
    for number, place, terms in _statements():
        investor = full.evening.people[f"investor{number}"]
        told.append(await investor.command("intent.state", project=full.projects[place], **terms))
    again = {**_statements()[7][2], "amount": _money(6, 10, "CNY")}
    first = full.evening.people["investor0"]
    await first.command("intent.revise", intent=told[7]["created"], version=1, **again)
    await full.evening.people["investor5"].command("intent.withdraw", intent=told[15]["created"])
    await full.host.command("window.close", pitch=full.pitches[0])


async def _leads(full: Roadshow) -> None:
    """Some leads have been worked on."""
    address = f"/api/seats/{full.host.seat}/leads"
    page = (await full.host.http.get(address)).json()
    people = {one["name"]: one["person"] for one in page["people"]}
    situ, birgit = people["司徒静远"], people["Birgit Hallström-Nakamura"]
    works = (
        {
            "owner": situ,
            "stage": "meeting",
            "next_step": "周四下午看产线 See the line on Thursday",
            "tags": ["产线", "A 轮"],
        },
        {"owner": birgit, "stage": "contacted", "next_step": "Send the report of the laboratory", "fit": ["field"]},
        {"owner": situ, "stage": "disqualified", "lost_reason": "timing"},
        {"owner": birgit, "stage": "negotiating", "tags": ["Pilot"], "fit": ["ticket", "stage"]},
    )
    for days, row, work in zip((2, -3, 1, 9), page["rows"], works, strict=False):
        due = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        lead = f"{address}/{row['lead']}"
        (await full.host.http.patch(lead, json={"version": row["version"], "due": due, **work})).raise_for_status()
        note = {"text": "本基金今年不再投早期项目。\nCall again in March, with the second batch."}
        (await full.host.http.post(f"{lead}/notes", json=note)).raise_for_status()


async def _slip(full: Roadshow) -> None:
    """Somebody on site wrote down what they would do, and has not opened their link yet."""
    terms = {"kind": "pilot", "level": "considering", "amount": _money(2, 3, "CNY"), "comment": "先试一条产线。"}
    who = {"name": "阿依古丽·买买提", "organisation": "塔里木新材料应用中心", "contact": "ayigul@fund.invalid"}
    told = await full.host.command("intent.enter", project=full.projects[0], **terms, **who)
    made = await full.host.post(f"/api/seats/{full.host.seat}/slips/{told['created']}/link", {})
    full.evening.places["slip"] = made["link"].rsplit("/", 1)[1]


async def _waiting(full: Roadshow) -> None:
    """An invitation that nobody has opened, one that was revoked, somebody muted and somebody removed."""
    await _slip(full)
    link = await full.invite("investor", None, ("Priya Raghunathan", "Deccan Deep-Tech Partners", "priya@fund.invalid"))
    full.evening.places["invitation"] = link.rsplit("/", 1)[1]
    link = await full.invite("presenter", full.projects[6], ("冷泉", "冷泉密封", "leng@team.invalid"))
    full.evening.places["presenting"] = link.rsplit("/", 1)[1]
    people = {person["name"]: person["person"] for person in await _roll(full)}
    await full.host.command("person.mute", person=people[script.AUDIENCE[3][0]])
    await full.host.command("person.remove", person=people[script.AUDIENCE[4][0]])


async def _roll(full: Roadshow) -> list[dict[str, Any]]:
    answer = await full.host.http.get(f"/api/seats/{full.host.seat}/people")
    people: list[dict[str, Any]] = answer.json()
    return people


async def _blank(evening: Evening) -> None:
    """Planned, and nothing in it yet."""
    title = {"zh": "春季预演", "en": "Spring rehearsal"}
    blank = await plan(evening, "blank", title=title, pitches=[], host={}, summary={})
    await blank.admit("early", "investor", script.INVESTORS[0])


async def _over(evening: Evening) -> None:
    """Ended."""
    title = {"zh": "去年秋季专场", "en": "Last autumn’s session"}
    over = await plan(evening, "over", title=title, starts_at="2026-10-20T06:00:00.000Z")
    await over.admit("late", "investor", script.INVESTORS[0])
    await over.admit("done", "presenter", script.PRESENTERS[0], over.projects[0])
    await over.start(until=1)
    await over.host.command("roadshow.end")


async def _paused(evening: Evening) -> None:
    """Stopped by the kill switch."""
    paused = await plan(evening, "paused", title={"zh": "闭门专场", "en": "Closed session"})
    await paused.admit("patient", "investor", script.INVESTORS[0])
    await paused.admit("stopped", "presenter", script.PRESENTERS[0], paused.projects[0])
    await paused.start(until=0)
    await paused.host.command("roadshow.pause")
