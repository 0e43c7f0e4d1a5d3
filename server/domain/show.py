"""The roadshow as a whole: it is planned, goes live, pauses (the kill switch) and ends."""

from collections.abc import Sequence
from typing import Annotated, Final
from zoneinfo import available_timezones

from msgspec import Meta
from msgspec.structs import replace

from server.domain.messages import Bilingual, Command, Context, Currency, Entry, Event, Moment, utc
from server.domain.onair import closing
from server.domain.presets import Preset
from server.domain.rules import OPEN, RUNNING, STAFF, Evolutions, Rule, Rules
from server.domain.stage import cleared
from server.domain.state import Plan, Roadshow, Status
from server.errors import Conflict, Invalid

ZONES: Final = frozenset(available_timezones())
YEARS: Final = range(2000, 2200)
"""Years in which every zone has offsets that calendars and browsers can show."""

Hours = Annotated[int, Meta(ge=1, le=24 * 90)]
Days = Annotated[int, Meta(ge=1, le=365)]
Threshold = Annotated[int, Meta(ge=3, le=100)]
Grace = Annotated[int, Meta(ge=0, le=60)]
Currencies = Annotated[tuple[Currency, ...], Meta(min_length=1, max_length=8)]


class Announcement(Command, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an organizer announces; the currencies are those an amount may be stated in.

    `accept_within` is in hours, `confirm_within` in days, `grace` in seconds. A clock that runs keeps its length.
    """

    title: Bilingual
    starts_at: Moment
    summary: Bilingual = Bilingual()
    host: Bilingual = Bilingual()
    timezone: Annotated[str, Meta(max_length=64)] = "Asia/Shanghai"
    currencies: Currencies = ("CNY", "USD")
    moderated: bool = True
    accept_within: Hours = 48
    confirm_within: Days = 10
    grace: Grace = 5
    threshold: Threshold = 3
    proxy_within: Days = 14


class PlanRoadshow(Announcement, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.plan"):
    """Announce the roadshow; the first command of every log. A rehearsal stays one; nothing of it leaves the house."""

    preset: Preset = Preset()
    rehearsal: bool = False


class ReviseRoadshow(Announcement, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.revise"):
    """Replace what is announced, as a whole."""


class StartRoadshow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.start"):
    """Go live: pitches may start, questions and intents are taken."""


class PauseRoadshow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.pause"):
    """The kill switch: the stage goes dark at once and nothing is taken until `roadshow.resume`."""


class ResumeRoadshow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.resume"):
    """Go on after a pause; the stage stays empty until somebody takes it."""


class EndRoadshow(Command, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="roadshow.end"):
    """End for good: the running pitch ends, every window closes, the stage is cleared."""


class RoadshowPlanned(Event, frozen=True, kw_only=True, tag="roadshow.planned"):
    """The roadshow was announced, under a preset that stays with it."""

    plan: Plan
    preset: Preset = Preset()
    rehearsal: bool = False


class RoadshowRevised(Event, frozen=True, kw_only=True, tag="roadshow.revised"):
    """What is announced was replaced."""

    plan: Plan


class RoadshowStarted(Event, frozen=True, kw_only=True, tag="roadshow.started"):
    """The roadshow went live."""


class RoadshowPaused(Event, frozen=True, kw_only=True, tag="roadshow.paused"):
    """The kill switch was thrown."""


class RoadshowResumed(Event, frozen=True, kw_only=True, tag="roadshow.resumed"):
    """The roadshow went on after a pause."""


class RoadshowEnded(Event, frozen=True, kw_only=True, tag="roadshow.ended"):
    """The roadshow ended for good."""


def plan(state: Roadshow, command: PlanRoadshow, context: Context) -> Sequence[Event]:
    """Announce once."""
    if state.status is not Status.blank:
        raise Conflict("already_planned")
    return [RoadshowPlanned(plan=_plan(command), preset=command.preset, rehearsal=command.rehearsal)]


def revise(state: Roadshow, command: ReviseRoadshow, context: Context) -> Sequence[Event]:
    """Replace the announcement; amounts already stated keep their currency."""
    return [RoadshowRevised(plan=_plan(command))]


def start(state: Roadshow, command: StartRoadshow, context: Context) -> Sequence[Event]:
    """Go live once."""
    state.require(Status.planned, otherwise="already_live")
    return [RoadshowStarted()]


def pause(state: Roadshow, command: PauseRoadshow, context: Context) -> Sequence[Event]:
    """Darken the stage whoever is on it."""
    state.require(Status.live, otherwise="already_paused")
    return [RoadshowPaused(), *cleared(state)]


def resume(state: Roadshow, command: ResumeRoadshow, context: Context) -> Sequence[Event]:
    """Only out of a pause."""
    state.require(Status.paused, otherwise="not_paused")
    return [RoadshowResumed()]


def end(state: Roadshow, command: EndRoadshow, context: Context) -> Sequence[Event]:
    """End the pitch of the moment with the roadshow."""
    return [*closing(state), *cleared(state), RoadshowEnded()]


def _plan(command: Announcement) -> Plan:
    title = command.title.cleaned()
    if not title:
        raise Invalid("title_empty")
    if command.timezone not in ZONES:
        raise Invalid("timezone_unknown")
    if command.starts_at.year not in YEARS:
        raise Invalid("time_range")
    return Plan(
        title=title,
        summary=command.summary.cleaned(),
        host=command.host.cleaned(),
        starts_at=utc(command.starts_at),
        timezone=command.timezone,
        currencies=tuple(dict.fromkeys(command.currencies)),
        moderated=command.moderated,
        accept_within=command.accept_within,
        confirm_within=command.confirm_within,
        grace=command.grace,
        threshold=command.threshold,
        proxy_within=command.proxy_within,
    )


def planned(state: Roadshow, event: RoadshowPlanned, entry: Entry) -> Roadshow:
    """The log begins."""
    return replace(state, plan=event.plan, preset=event.preset, rehearsal=event.rehearsal, status=Status.planned)


def revised(state: Roadshow, event: RoadshowRevised, entry: Entry) -> Roadshow:
    """The announcement is another."""
    return replace(state, plan=event.plan)


def started(state: Roadshow, event: RoadshowStarted, entry: Entry) -> Roadshow:
    """Live from now on."""
    return replace(state, status=Status.live, started_at=entry.at)


def paused(state: Roadshow, event: RoadshowPaused, entry: Entry) -> Roadshow:
    """Nothing is taken."""
    return replace(state, status=Status.paused)


def resumed(state: Roadshow, event: RoadshowResumed, entry: Entry) -> Roadshow:
    """Live again."""
    return replace(state, status=Status.live)


def ended(state: Roadshow, event: RoadshowEnded, entry: Entry) -> Roadshow:
    """Over."""
    return replace(state, status=Status.ended, ended_at=entry.at)


RULES: Rules = {
    PlanRoadshow: Rule(plan, STAFF, frozenset(Status)),
    ReviseRoadshow: Rule(revise, STAFF, OPEN),
    StartRoadshow: Rule(start, STAFF, frozenset(Status)),
    PauseRoadshow: Rule(pause, STAFF, frozenset(Status)),
    ResumeRoadshow: Rule(resume, STAFF, frozenset(Status)),
    EndRoadshow: Rule(end, STAFF, RUNNING),
}

EVOLVE: Evolutions = {
    RoadshowPlanned: planned,
    RoadshowRevised: revised,
    RoadshowStarted: started,
    RoadshowPaused: paused,
    RoadshowResumed: resumed,
    RoadshowEnded: ended,
}
