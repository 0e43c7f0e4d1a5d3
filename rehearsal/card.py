"""The capacity card: what was carried, how fast, and what gave way first, for this server on this machine."""

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from rehearsal.spread import Spread

VERSION = 1
ADVICE: Mapping[str, str] = {
    "contents": "A viewer missed or was sent something wrong. This is a defect; keep the card and report it.",
    "rehearsal": "The machine of the rehearsal was too slow to measure; run it on another one than the server's.",
    "connections": "Viewers could not connect. Raise the open files of the service (LimitNOFILE) and of the proxy.",
    "laggards": "Viewers were too slow to be sent everything. Look at the network between the server and them.",
    "broadcast": "Changes came late to viewers. Give the server a faster core, or fewer viewers.",
    "recording": "Commands were acknowledged late. Look at the disk's sync time and at other load on the machine.",
    "refusals": "Commands were refused as too many at once. Spread them, or give the server a faster core and disk.",
    "media": "Pictures came late or not at all. Open the media ports, or add media workers or cores.",
}


class Limits(Struct, frozen=True):
    """From where on something counts as given way; all in milliseconds."""

    broadcast: int = 1000
    recording: int = 1000
    first_frame: int = 3000
    rehearsal: int = 500


class Moment(Struct, frozen=True, kw_only=True):
    """A second of a rehearsal, as far as something may have given way in it."""

    second: int
    phase: int
    viewers: int
    broadcast: int
    recording: int
    own_delay: float
    wrong: int
    absent: int
    laggards: int
    refused: int
    media_failed: int
    first_frame: int


def gave_way(moment: Moment, limits: Limits = Limits()) -> str:  # noqa: B008 - it is frozen
    """What gave way in this moment, the worst first; empty where nothing did.

    Where the rehearsal itself was late, delays say nothing of the server. What is recorded late is told late too.
    """
    slow = moment.own_delay > limits.rehearsal
    found = {
        "contents": moment.wrong > 0,
        "rehearsal": slow,
        "connections": moment.absent > 0,
        "laggards": moment.laggards > 0,
        "refusals": moment.refused > 0,
        "recording": moment.recording > limits.recording and not slow,
        "broadcast": moment.broadcast > limits.broadcast and not slow,
        "media": moment.media_failed > 0 or moment.first_frame > limits.first_frame,
    }
    return next((name for name, holds in found.items() if holds), "")


def spread(measured: Spread) -> dict[str, Any]:
    """How a card tells durations, in milliseconds."""
    return {
        "count": measured.count,
        "p50": measured.at(0.5),
        "p99": measured.at(0.99),
        "longest": round(measured.longest),
    }


def machine() -> dict[str, Any]:
    """Where the rehearsal ran."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
    }


def card(first: Moment | None, what: str, **measured: Any) -> dict[str, Any]:
    """All of it, as JSON."""
    gave = {"what": what, "second": first.second, "phase": first.phase, "viewers": first.viewers} if first else None
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return {"version": VERSION, "at": at, "machine": machine(), **measured, "gave_way": gave}


def lines(told: Mapping[str, Any]) -> list[str]:
    """The card for a terminal."""
    latency, intents, media = told["latency"], told["intents"], told["media"]
    gave, server = told["gave_way"], told["server"]
    return [
        "Capacity card",
        f"  viewers             {told['viewers']} of {told['wanted']}, {told['messages']} messages compared",
        f"  broadcast latency   p50 {latency['p50']} ms, p99 {latency['p99']} ms, longest {latency['longest']} ms",
        f"  intents             {intents['count']} acknowledged, {intents['per_second']:.1f}/s at best, "
        f"p50 {intents['p50']} ms, p99 {intents['p99']} ms",
        f"  media viewers       {media['count']} of {media['wanted']}, first frame p50 {media['p50']} ms, "
        f"longest {media['longest']} ms",
        f"  presenters          {media['shown']} of {media['presenters']} shown, "
        f"the picture stood still for at most {media['stood']} ms",
        f"  dropped             {told['dropped']['count']}, caught up in {told['dropped']['seconds']:.1f} s, "
        f"{told['dropped']['reloads']} reloaded",
        f"  server              {_server(server)}",
        f"  gave way first      {_gave(gave)}",
    ]


def _server(server: Mapping[str, Any] | None) -> str:
    if server is None:
        return "not told (no --metrics-token)"
    return f"{server['cpu']:.2f} cores, {server['memory_mib']:.0f} MiB"


def _gave(gave: Mapping[str, Any] | None) -> str:
    if gave is None:
        return "nothing"
    return f"{gave['what']} after {gave['second']} s with {gave['viewers']} viewers. {ADVICE[gave['what']]}"
