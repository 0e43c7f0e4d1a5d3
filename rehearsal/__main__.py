"""`roadshow rehearse` and `python -m rehearsal`: a dress rehearsal against the one server that is named."""

import argparse
import asyncio
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import uvloop

from demo.clip import cached
from demo.guest import Refused
from rehearsal.card import lines
from rehearsal.doors import Doors
from rehearsal.play import Player, Report, Wanted
from rehearsal.script import DEFAULT, MOST_MEDIA, MOST_MINUTES, MOST_VIEWERS, BadScript, read

TOKEN_VARIABLE = "ROADSHOW_REHEARSAL_TOKEN"  # noqa: S105 - the variable's name
REPORTED = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("--url", required=True, help="where the server is; nothing is sent anywhere else")
    parser.add_argument("--token", default="", help=f"of the page Rehearse in the set-up; by default ${TOKEN_VARIABLE}")
    parser.add_argument("--viewers", type=int, default=200, help=f"viewers with sockets, at most {MOST_VIEWERS:,}")
    parser.add_argument("--media", type=int, default=2, help=f"viewers with pictures too, at most {MOST_MEDIA}")
    parser.add_argument("--minutes", type=float, default=0.0, help="how long it takes (default: what the script says)")
    parser.add_argument("--script", type=Path, default=DEFAULT, metavar="FILE", help="phases and rates as TOML")
    parser.add_argument("--card", type=Path, default=None, metavar="FILE", help="write the capacity card there as JSON")
    parser.add_argument(
        "--clips", type=Path, default=Path("var/demo"), help="folder of the clip that is shown, made once"
    )
    parser.add_argument("--metrics-token", default="", metavar="FILE", help="file of the server's --metrics-token")
    parser.add_argument("--print-script", action="store_true", help="print the script, to be changed, and stop")
    parser.add_argument("--clean", action="store_true", help="delete the rehearsal with all it made, and stop")


def rehearse(given: argparse.Namespace) -> int:
    """Play a dress rehearsal with a synthetic audience on a running server, and print its capacity card."""
    try:
        if given.print_script:
            sys.stdout.write(given.script.read_text(encoding="utf-8"))
            return 0
        return uvloop.run(_told_to_stop(_run(given)))
    except (BadScript, Refused, httpx.TransportError, OSError, ValueError) as error:
        sys.stderr.write(f"roadshow: the rehearsal cannot be played: {error}\n")
        return 2


async def _told_to_stop(playing: Any) -> int:
    task = asyncio.ensure_future(playing)
    for told in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(told, task.cancel)
    try:
        return int(await task)
    except asyncio.CancelledError:
        return 130


async def _run(given: argparse.Namespace) -> int:
    token, doors = given.token or os.environ.get(TOKEN_VARIABLE, ""), Doors(given.url.rstrip("/"))
    try:
        if given.clean:
            await doors.clean(token)
            _say("The rehearsal is deleted with everything it made.")
            return 0
        wanted = _wanted(given, token)
        if wanted.media:
            wanted.clips.mkdir(parents=True, exist_ok=True)
            await asyncio.to_thread(cached, wanted.clips / "vp8.mkv", "vp8", _drawing)
        await doors.open(token)
        return await _play(wanted, doors, given.card)
    finally:
        await doors.close()


async def _play(wanted: Wanted, doors: Doors, file: Path | None) -> int:
    player = Player(wanted, doors, _reporting(doors))
    try:
        made = await player.play()
    finally:
        await player.close()
    await doors.tell(card=made)
    if file is not None:
        _write(file, made)
    _say("\n".join(lines(made)))
    return 1 if made["faults"] else 0


def _write(file: Path, made: dict[str, Any]) -> None:
    file.write_text(json.dumps(made, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _drawing(share: float) -> None:
    _say(f"  making the clip that is shown, once: {share:4.0%}")


def _wanted(given: argparse.Namespace, token: str) -> Wanted:
    script = read(given.script)
    if not 1 <= given.viewers <= MOST_VIEWERS or not 0 <= given.media <= min(MOST_MEDIA, given.viewers):
        raise BadScript(f"1 to {MOST_VIEWERS} viewers, of whom at most {MOST_MEDIA} have pictures")
    if not 0 <= given.minutes <= MOST_MINUTES:
        raise BadScript(f"a rehearsal lasts at most {MOST_MINUTES:g} minutes")
    return Wanted(
        url=given.url.rstrip("/"),
        token=token,
        viewers=given.viewers,
        media=given.media,
        script=script.lasting(given.minutes) if given.minutes else script,
        clips=given.clips,
        metrics_token=Path(given.metrics_token).read_text(encoding="ascii").strip() if given.metrics_token else "",
    )


def _reporting(doors: Doors) -> Report:
    async def report(progress: dict[str, Any]) -> None:
        _say(
            f"{progress['second']:4} s  {progress['phase']}/{progress['phases']} {progress['title']['en']:24} "
            f"pitch {progress['presenter']}/{progress['presenters']} "
            f"{progress['viewers']:6} viewers  p50 {progress['p50']:4} ms  p99 {progress['p99']:4} ms  "
            f"{progress['intents']:5} intents/s  {progress['errors']} errors"
        )
        if progress["second"] % REPORTED == 0:
            await doors.tell(progress=progress)

    return report


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(words: Sequence[str] | None = None) -> int:
    """Run it from the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=rehearse.__doc__)
    arguments(parser)
    return rehearse(parser.parse_args(words))


if __name__ == "__main__":
    sys.exit(main())
