"""Plays a script on a server: seats people, lets them come, act, drop and come back, and measures all the while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import httpx
from msgspec import Struct

from demo.guest import Refused
from rehearsal.acts import Acts
from rehearsal.card import card, spread
from rehearsal.cast import Cast
from rehearsal.doors import Doors, Person
from rehearsal.gauge import Gauge
from rehearsal.house import House
from rehearsal.pictures import Pictures
from rehearsal.posts import Posts
from rehearsal.script import Phase, Script
from rehearsal.usage import between, usage
from rehearsal.viewers import Crowd, Viewer

SETTLING = 10.0
ADMITTED = 200
"""Investors whom the host lets in by name where the rules ask for a ground; so many are enough to act."""


class Wanted(Struct, frozen=True, kw_only=True):
    """What the operator asked for."""

    url: str
    token: str
    viewers: int
    media: int
    script: Script
    clips: Path
    metrics_token: str = ""


Report = Callable[[dict[str, Any]], Awaitable[None]]


class Player:
    """One rehearsal from the doors to the card."""

    def __init__(self, wanted: Wanted, doors: Doors, report: Report) -> None:
        """Take what is wanted; `report` hears how far it is, once a second."""
        self._wanted = wanted
        self._doors = doors
        self._report = report
        self._dice = Random(len(wanted.token))  # noqa: S311 - not a secret
        self._house = House(wanted.url)
        self._crowd = Crowd(self._house)
        self._posts = Posts(self._house)
        self._pictures = Pictures(wanted.url, wanted.clips)
        self._cast = Cast(doors, self._posts, self._pictures, filmed=wanted.media > 0)
        self._people: list[Person] = []
        self._acting: list[Person] = []
        self._dropped = 0
        self._return = 0.0
        self._returning: set[asyncio.Task[None]] = set()
        self._crowd.on_lost = self._come_again

    async def play(self) -> dict[str, Any]:
        """The card."""
        acts = await self._seat()
        gauge = Gauge(self._crowd, acts, self._pictures)
        before = await usage(self._wanted.url, self._wanted.metrics_token)
        measuring = asyncio.create_task(self._measure(gauge, acts))
        try:
            for number, phase in enumerate(self._wanted.script.phase):
                gauge.phase = number
                await self._phase(phase, acts)
            await acts.settle()
            await self._until_caught_up()
        finally:
            measuring.cancel()
            await asyncio.gather(measuring, return_exceptions=True)
            gauge.look(0.0)
            self._crowd.on_lost = lambda viewer: None
        after = await usage(self._wanted.url, self._wanted.metrics_token)
        return self._card(gauge, acts, between(before, after))

    async def close(self) -> None:
        """Have everybody go."""
        for task in self._returning:
            task.cancel()
        await self._pictures.close()
        self._crowd.leave()
        await self._posts.close()

    async def _seat(self) -> Acts:
        picture = await self._cast.gather(self._wanted.script.pitches)
        await self._doors.host.command("roadshow.start")
        investors = round(self._wanted.viewers * self._wanted.script.investors)
        self._people = await self._doors.seat("investor", investors)
        self._people += await self._doors.seat("audience", self._wanted.viewers - investors)
        self._dice.shuffle(self._people)
        preset = picture["preset"]["preset"]
        await self._admit(preset)
        await self._cast.backstage(0)
        return Acts(self._posts, preset, self._cast.on.project, self._dice)

    async def _admit(self, preset: dict[str, Any]) -> None:
        self._acting = self._people
        if (admission := preset.get("admission")) is None:
            return
        chosen = [one for one in self._people if one.ticket.audience == "investor"][:ADMITTED]
        for one in chosen:
            with suppress(Refused):
                await self._doors.host.command("ground.record", person=one.person, ground=admission["grounds"][0])
                await asyncio.sleep(0.1)
        self._acting = chosen + [one for one in self._people if one.ticket.audience != "investor"]

    async def _phase(self, phase: Phase, acts: Acts) -> None:
        loop = asyncio.get_running_loop()
        await self._cast.show(phase.show)
        # However long a picture took to be there, the audience acts for all of the phase.
        until = loop.time() + phase.seconds
        acts.turn_to(self._cast.on.project)
        idle = self._some(phase.idle)
        for viewer in idle:
            viewer.stop_reading()
        # Whoever comes while a phase goes on finds it going on; it lasts until all are there who should be.
        others = asyncio.gather(self._drop(self._some(phase.drop)), self._grow(phase))
        wanted = {one.ticket.seat for one in self._people[: self._share(phase)]}
        people = [one for one in self._acting if one.ticket.seat in wanted]
        await acts.play(people, {"question": phase.questions, "vote": phase.votes, "intent": phase.intents}, until)
        await asyncio.sleep(max(0.0, until - loop.time()))
        await others
        for viewer in idle:
            viewer.read_on()

    def _share(self, phase: Phase) -> int:
        return round(self._wanted.viewers * phase.viewers)

    def _some(self, share: float) -> list[Viewer]:
        """A share, drawn by lot, of those who are there."""
        there = [viewer for viewer in self._crowd.viewers if viewer.connected]
        return self._dice.sample(there, round(len(there) * share))

    async def _grow(self, phase: Phase) -> None:
        newcomers = self._people[len(self._crowd.viewers) : self._share(phase)]
        await self._crowd.join([one.ticket for one in newcomers])
        watching = round(self._wanted.media * phase.media)
        if watching > self._pictures.asked:
            await self._pictures.watch(self._people[self._pictures.asked : watching])

    async def _drop(self, chosen: list[Viewer]) -> None:
        if not chosen:
            return
        self._crowd.drop(chosen)
        began = time.perf_counter()
        await self._crowd.come_back(chosen)
        self._dropped += len(chosen)
        self._return = max(self._return, time.perf_counter() - began)

    def _come_again(self, viewer: Viewer) -> None:
        task = asyncio.create_task(self._return_of(viewer))
        self._returning.add(task)
        task.add_done_callback(self._returning.discard)

    async def _return_of(self, viewer: Viewer) -> None:
        await asyncio.sleep(self._dice.random())
        await self._crowd.come_back([viewer])

    async def _until_caught_up(self) -> None:
        last = max((stream.last for stream in self._crowd.streams), default=0)
        with suppress(TimeoutError):
            async with asyncio.timeout(SETTLING):
                while self._pictures.waiting or any(viewer.seq < last for viewer in self._crowd.viewers):  # noqa: ASYNC110 - of thousands
                    await asyncio.sleep(0.1)
        for _ in (viewer for viewer in self._crowd.viewers if viewer.seq < last):
            self._crowd.fault("missed")

    async def _measure(self, gauge: Gauge, acts: Acts) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + 1
            await asyncio.sleep(1)
            gauge.look(max(0.0, loop.time() - due) * 1000)
            with suppress(httpx.TransportError):
                await self._report(self._progress(gauge, acts))

    def _progress(self, gauge: Gauge, acts: Acts) -> dict[str, Any]:
        phases = self._wanted.script.phase
        title = phases[gauge.phase].title
        return {
            "phase": gauge.phase + 1,
            "phases": len(phases),
            "title": {"en": title.en, "zh": title.zh},
            "second": gauge.second,
            "seconds": round(self._wanted.script.seconds),
            "presenter": self._cast.number,
            "presenters": self._cast.parts,
            "pitch": self._cast.on.title if self._cast.number else {},
            "viewers": self._crowd.connected,
            "wanted": self._wanted.viewers,
            "p50": gauge.lag.at(0.5),
            "p99": gauge.lag.at(0.99),
            "intents": gauge.intents,
            "acknowledged": sum(acts.taken.values()),
            "pictures": self._pictures.first_frames.count,
            "errors": self._errors(acts),
        }

    def _errors(self, acts: Acts) -> int:
        return sum(self._crowd.faults.values()) + sum(acts.refusals.values()) + acts.late + acts.unsent

    def _card(self, gauge: Gauge, acts: Acts, server: dict[str, float] | None) -> dict[str, Any]:
        pictures = self._pictures
        return card(
            gauge.first,
            gauge.what,
            wanted=self._wanted.viewers,
            viewers=gauge.most,
            seconds=gauge.second,
            messages=self._crowd.messages,
            events=max((stream.events.total() for stream in self._crowd.streams), default=0),
            latency=spread(gauge.lags),
            intents={**spread(gauge.recorded), "per_second": float(gauge.best)},
            acknowledged=dict(acts.taken),
            refused=dict(acts.refusals),
            unanswered=acts.late + acts.unsent,
            media={
                **spread(pictures.first_frames),
                "wanted": self._wanted.media,
                "presenters": pictures.presenters,
                "shown": pictures.presenters - pictures.missing,
                "stood": round(pictures.stood),
                "failed": sorted(set(pictures.failures)),
            },
            dropped={"count": self._dropped, "seconds": round(self._return, 2), "reloads": self._crowd.reloads},
            faults=dict(self._crowd.faults),
            closed={str(code): count for code, count in self._crowd.closed.items()},
            server=server,
        )
