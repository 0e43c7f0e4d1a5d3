"""Meetings in the pictures: asked for, agreed, declined; both sides rank, and a timetable is drafted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tools.shots.evening import Roadshow

NOTE = "想先了解中试线的良率与专利归属，半小时即可。 Half an hour on yield and patents would do."
ZONES = ("Asia/Shanghai", "Europe/Berlin", "Asia/Shanghai", "America/Mexico_City", "Asia/Shanghai", "Europe/Oslo")


async def arrange(full: Roadshow) -> None:
    """Three days ahead, two afternoons, three tables."""
    start = datetime.now(UTC).replace(hour=5, minute=0, second=0, microsecond=0) + timedelta(days=3)
    days = [(start + timedelta(days=day), start + timedelta(days=day, hours=3)) for day in (0, 1)]
    windows = [{"starts_at": begin.isoformat(), "ends_at": end.isoformat()} for begin, end in days]
    places = ["一号桌 Table 1", "二号桌 Table 2", "https://meet.example/rooms/3"]
    await full.host.command("meeting.configure", windows=windows, places=places, minutes=20, gap=10)
    await _ask(full, start)
    await _rank(full)
    await full.host.command("timetable.propose")


async def _ask(full: Roadshow, start: datetime) -> None:
    people, project = full.evening.people, full.projects[2]
    offers = [(start + timedelta(hours=hours)).isoformat() for hours in (0, 1)]
    asked = []
    for number in (0, 1, 3, 5):
        told = await people[f"investor{number}"].command(
            "meeting.request", project=project, offers=offers, note=NOTE, timezone=ZONES[number]
        )
        asked.append(str(told["created"]))
    presenter = people["presenter0"]
    await presenter.command("meeting.accept", meeting=asked[1], first=True, timezone="Asia/Shanghai")
    await presenter.command("meeting.decline", meeting=asked[2], reason="too_early", note="等检测报告出来再谈。")
    await people["investor0"].command("meeting.request", project=full.projects[0], note=NOTE)


async def _rank(full: Roadshow) -> None:
    people = full.evening.people
    for number in range(6):
        order = full.projects[:3] if number % 2 else full.projects[2::-1]
        await people[f"investor{number}"].command("ranking.set", order=list(order), timezone=ZONES[number])
    picture = await people["presenter0"].picture()
    leads = sorted(lead for lead, view in picture["lead"].items() if view["project"] == full.projects[2])
    await people["presenter0"].command("ranking.set", order=leads, timezone="Asia/Shanghai")
