"""Both sides of a meeting are mailed its invitation, its change and its cancellation by a real mail server."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from demo.guest import Guest
from tests.server.delivery.postbox import Postbox, opened
from tests.stories.process import Server
from tests.stories.test_kills import invest, roadshow


async def presenting(server: Server, host: Guest, project: str) -> Guest:
    presenter = Guest(server.url)
    wanted = {"role": "presenter", "project": project}
    invited = await host.post(f"/api/seats/{host.seat}/invitations", wanted)
    await presenter.come_in(invited["link"], "Pia", "Team", "pia@team.invalid")
    return presenter


def invited(letter: EmailMessage) -> Any:
    """The calendar that a letter carries, which says the same as its part does."""
    [part] = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == calendar["METHOD"]
    return calendar


@pytest.mark.asyncio
async def test_both_sides_are_mailed_one_event_that_changes_and_goes(tmp_path: Path) -> None:
    # At noon no clock of Berlin is put forward or back.
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=3)
    async with opened(Postbox()) as postbox:
        mail = ("--smtp-url", f"smtp://127.0.0.1:{postbox.port}", "--mail-from", "路演 <roadshow@show.example.org>")
        async with Server(tmp_path, options=mail) as server, roadshow(server) as (host, _, project):
            investor = (await invest(server, host, project, 1)).guest
            presenter = await presenting(server, host, project)
            asked = await investor.command("meeting.request", project=project, timezone="Europe/Berlin")
            meeting = asked["created"]
            await presenter.command("meeting.accept", meeting=meeting, starts_at=day.isoformat())
            await postbox.until(2)
            later = (day + timedelta(hours=1)).isoformat()
            await investor.command("meeting.move", meeting=meeting, version=3, starts_at=later)
            await postbox.until(4)
            await presenter.command("meeting.cancel", meeting=meeting)
            await postbox.until(6)
            for guest in (investor, presenter):
                await guest.close()

    theirs = [
        invited(letter)
        for letter, to in zip(postbox.letters, postbox.recipients, strict=True)
        if to == ["1@fund.invalid"]
    ]
    assert sorted(map(str, postbox.recipients)) == ["['1@fund.invalid']"] * 3 + ["['pia@team.invalid']"] * 3
    events = [calendar.events[0] for calendar in theirs]
    assert [calendar["METHOD"] for calendar in theirs] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({event["UID"] for event in events}) == 1
    assert events[1].start - events[0].start == timedelta(hours=1)
    assert events[0]["DTSTART"].params["TZID"] == "Europe/Berlin"
