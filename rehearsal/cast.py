"""The presenters of a rehearsal: each has a pitch and a stream, and they step up and down one after another."""

from typing import Any, Final

from msgspec import Struct

from rehearsal.doors import Doors, Person
from rehearsal.pictures import Pictures
from rehearsal.posts import Posts

INVENTED: Final = {"en": "An invented technology", "zh": "虚构的技术"}


class Part(Struct, frozen=True, kw_only=True):
    """A pitch of the programme, as the host's picture shows it."""

    pitch: str
    project: str
    title: dict[str, str]


class Cast:
    """Plays the programme from its first pitch on; who is next waits backstage, with their picture on already."""

    def __init__(self, doors: Doors, posts: Posts, pictures: Pictures, *, filmed: bool) -> None:
        """Take what presenters need; without being filmed nobody has a picture, and pitches go on all the same."""
        self._doors = doors
        self._posts = posts
        self._pictures = pictures
        self._filmed = filmed
        self._parts: list[Part] = []
        self._presenters: dict[int, Person] = {}
        self.number = 0

    @property
    def parts(self) -> int:
        """How many pitches there will be."""
        return len(self._parts)

    @property
    def on(self) -> Part:
        """The pitch that is on, or was last; before any, the first."""
        return self._parts[max(0, self.number - 1)]

    async def gather(self, parts: int) -> dict[str, Any]:
        """Have a pitch for each part, invented where the programme is shorter, and the first presenter backstage.

        The host's picture.
        """
        picture = await self._doors.host.picture()
        missing = parts - len(picture["programme"]["programme"]["order"])
        for _ in range(missing):
            await self._doors.host.command("pitch.add", title=INVENTED)
        if missing > 0:
            picture = await self._doors.host.picture()
        order = picture["programme"]["programme"]["order"][:parts]
        shown = (picture["pitch"][pitch] for pitch in order)
        self._parts = [Part(pitch=one["pitch"], project=one["project"], title=one["title"]) for one in shown]
        return picture

    async def show(self, what: str) -> None:
        """What a phase begins with, by its word in the script."""
        if what == "pitch":
            await self._step_up()
        elif what:
            await self._doors.host.command(COMMANDS[what], pitch=self.on.pitch)

    async def backstage(self, number: int) -> None:
        """Have the presenter of a part begin to stream, ready to be shown; nothing where there is none."""
        if not self._filmed or number >= len(self._parts):
            return
        part = self._parts[number]
        (presenter,) = await self._doors.seat("presenter", 1, part.project)
        self._presenters[number] = presenter
        await self._pictures.present(self._doors, presenter)
        await self._posts.command(presenter.ticket, _ready(part.pitch))

    async def _step_up(self) -> None:
        """The next pitch; whoever was on steps down once the next is shown, and the one after comes backstage."""
        here, before = self._presenters.get(self.number), self._presenters.get(self.number - 1)
        if here is not None:
            await self._pictures.published(self._doors, here)
        self.number += 1
        await self._doors.host.command("pitch.start", pitch=self.on.pitch)
        self._pictures.on_stage()
        if before is not None:
            self._pictures.step_down(before)
        await self.backstage(self.number)


COMMANDS: Final = {"questions": "pitch.begin_questions", "end": "pitch.end"}


def _ready(pitch: str) -> bytes:
    return f'{{"type":"pitch.ready","pitch":"{pitch}","ready":true}}'.encode()
