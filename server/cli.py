"""`roadshow …`: one command for each thing an operator does."""

import argparse
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from server.config import OPTIONS, BadSetting, Option, Settings, secret_in

if TYPE_CHECKING:
    from server.storage.location import Location

Argument = Callable[[ArgumentParser], object]


class Command(Struct, frozen=True):
    """What is done, whose docstring is its help, and the arguments it takes."""

    run: Callable[[Namespace], int]
    arguments: Sequence[Argument]


def serve(given: Namespace) -> int:
    """Serve until interrupted."""
    from server.starting import run

    return run(_settings(given))


def demo(given: Namespace) -> int:
    """Serve, with a demo roadshow that is live."""
    from server.starting import run_demo

    return run_demo(_settings(given))


def migrate(given: Namespace) -> int:
    """Bring the database to this version's schema, and stop; with --dry-run only say what would be done."""
    from server.offline.migrate import run

    return run(_location(given), dry=given.dry_run)


def copy(given: Namespace) -> int:
    """Copy a house whose server is stopped from SQLite to PostgreSQL, or from any database to another."""
    from server.offline.moving import carry
    from server.storage.location import Location

    target = Location(folder=given.data, address=given.to, password=secret_in(given.to_password, "--to-password"))
    return carry(_location(given), target)


def backup(given: Namespace) -> int:
    """Write all there is to a file, while the server runs; the signing keys only with --with-keys."""
    from server.offline.moving import backup

    return backup(_location(given), given.file, with_keys=given.with_keys)


def restore(given: Namespace) -> int:
    """Put a backup where there is nothing yet, or with --force in the place of what is there."""
    from server.offline.moving import restore
    from server.system import RandomIds, SystemClock

    return restore(given.file, _location(given), RandomIds(SystemClock()).new, force=given.force)


def examine_media(given: Namespace) -> int:
    """Say what this machine offers to media and what to open; status 1 if something will not work."""
    from server.doctor.findings import report
    from server.doctor.media import examine

    return report(examine(_settings(given)))


def examine(given: Namespace) -> int:
    """Say what is wrong with a deployment and what to do about it; status 1 if something will not work."""
    from server.doctor.findings import report
    from server.doctor.house import examine

    return report(examine(_settings(given), given.backups))


def organizer(given: Namespace) -> int:
    """Make another link for who plans roadshows, beside a server that may run; it works once, within a day."""
    from server.offline.organizer import run
    from server.system import RandomIds, SystemClock

    clock, url = SystemClock(), Settings(public_url=given.public_url).checked().url
    return run(given.person, _location(given), url, clock, RandomIds(clock))


def erase(given: Namespace) -> int:
    """Erase a person's name, texts and ways for good; every log stays whole."""
    from server.offline.erase import run
    from server.system import RandomIds, SystemClock

    clock = SystemClock()
    return run(given.person, _location(given), clock, RandomIds(clock), sure=given.yes)


def retain(given: Namespace) -> int:
    """Erase the personal records whose time is over, as a server does every day; say how long the rest is kept."""
    from server.offline.retention import run
    from server.system import RandomIds, SystemClock

    clock = SystemClock()
    return run(_location(given), clock, RandomIds(clock), dry=given.dry_run)


def keys(given: Namespace) -> int:
    """List the signing keys, or make a new one; receipts of retired keys stay checkable."""
    from server.offline.keys import renew, tell
    from server.system import SystemClock

    return renew(_location(given), SystemClock().now()) if given.rotate else tell(given.data)


def verify(given: Namespace) -> int:
    """Check a receipt, or with --log whole logs; status 0: proven, 1: broken, 3: whole, but by an unknown key."""
    from server.offline.data import heads_in
    from server.offline.verify import PROVEN, exported, logs, receipt, worst

    if given.log is None and (given.receipt is None or given.export or given.heads):
        raise BadSetting("verify takes a receipt or --log; --export and --heads go with --log")
    status, found = receipt(given.receipt, given.keys, given.data) if given.receipt else (PROVEN, None)
    if given.log is None:
        return status
    marks = [*(heads_in(given.heads) if given.heads else ()), *([found] if found else ())]
    if given.export:
        return worst(status, exported(given.export, given.log, given.keys, given.data, marks))
    return worst(status, logs(given.log or (found.roadshow if found else ""), given.keys, _location(given), marks))


def export(given: Namespace) -> int:
    """Write a roadshow's log to a file from which alone anybody can verify it; docs/proof.md has the format."""
    from server.offline.export import write

    return write(given.roadshow, given.output, _location(given), private=given.private)


def rehearse(given: Namespace) -> int:
    """Play a dress rehearsal with a synthetic audience on a running server, and print its capacity card."""
    from rehearsal.__main__ import rehearse as play

    return play(given)


def _option(option: Option, parser: ArgumentParser) -> None:
    parser.add_argument(
        option.flag,
        dest=option.field,
        default=option.default,
        type=option.type if option.type is Path else str,
        metavar=option.field.rsplit("_", 1)[-1].upper(),
        help=f"{option.sentence} (default: {option.default or 'none'})",
    )


def _of_rehearsals(parser: ArgumentParser) -> None:
    from rehearsal.__main__ import arguments

    arguments(parser)


def _argument(*names: str, **meaning: object) -> Argument:
    def add(parser: ArgumentParser) -> None:
        parser.add_argument(*names, **meaning)  # type: ignore[arg-type]

    return add


SETTINGS: Final = tuple(partial(_option, option) for option in OPTIONS)
HOUSE: Final = SETTINGS[:3]
PUBLIC_URL: Final = next(partial(_option, option) for option in OPTIONS if option.field == "public_url")

COMMANDS: Final[dict[str, Command]] = {
    "serve": Command(serve, SETTINGS),
    "demo": Command(demo, SETTINGS),
    "rehearse": Command(rehearse, (_of_rehearsals,)),
    "migrate": Command(
        migrate,
        (
            _argument("--dry-run", action="store_true", help="run them, show the SQL, and take them back"),
            *HOUSE,
        ),
    ),
    "copy": Command(
        copy,
        (
            _argument("--to", required=True, metavar="ADDRESS", help="the empty database, postgresql://user@host/name"),
            _argument("--to-password", default="", metavar="FILE", help="file of the password of --to"),
            *HOUSE,
        ),
    ),
    "backup": Command(
        backup,
        (
            _argument("file", type=Path, metavar="FILE", help="where to; it must not be there yet"),
            _argument("--with-keys", action="store_true", help="the private signing key too, in a file beside it"),
            *HOUSE,
        ),
    ),
    "restore": Command(
        restore,
        (
            _argument("file", type=Path, metavar="FILE", help="a backup"),
            _argument("--force", action="store_true", help="replace what is there; it cannot be undone"),
            *HOUSE,
        ),
    ),
    "doctor": Command(
        examine, (_argument("--backups", type=Path, metavar="FOLDER", help="where backups are kept"), *SETTINGS)
    ),
    "media doctor": Command(examine_media, SETTINGS),
    "verify": Command(
        verify,
        (
            _argument("receipt", nargs="?", help="file of a receipt or of its link; - reads standard input"),
            _argument("--keys", default="", metavar="FILE", help="the house's public keys, its /.well-known/jwks.json"),
            _argument("--log", nargs="?", const="", metavar="ROADSHOW", help="check this log, or all of the folder"),
            _argument("--export", default="", metavar="FILE", help="check the log in this export, not in the folder"),
            _argument("--heads", default="", metavar="FILE", help="hold the log to these published heads, heads.json"),
            *HOUSE,
        ),
    ),
    "export": Command(
        export,
        (
            _argument("roadshow", metavar="ROADSHOW"),
            _argument("-o", "--output", required=True, metavar="FILE", help="where to; - writes to standard output"),
            _argument("--private", action="store_true", help="with names and comments, as far as they are not erased"),
            *HOUSE,
        ),
    ),
    "organizer": Command(
        organizer,
        (
            _argument("person", nargs="?", default="", metavar="PERSON", help="whose, per_…, where there are several"),
            PUBLIC_URL,
            *HOUSE,
        ),
    ),
    "erase": Command(
        erase,
        (
            _argument("person", metavar="PERSON", help="the person's identity, per_…, or their contact"),
            _argument("--yes", action="store_true", help="do it; otherwise only say what would go"),
            *HOUSE,
        ),
    ),
    "retention": Command(
        retain,
        (
            _argument("--dry-run", action="store_true", help="only say what would be erased, and change nothing"),
            *HOUSE,
        ),
    ),
    "keys": Command(
        keys,
        (
            _argument("rotate", nargs="?", choices=["rotate"], help="make a new key that signs from now on"),
            *HOUSE,
        ),
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what cannot work is one line on standard error and exit status 2."""
    words = sys.argv[1:] if arguments is None else arguments
    given = _parser(next(iter(words), "")).parse_args(words)
    command = COMMANDS[" ".join(filter(None, (given.command, getattr(given, "second", None))))]
    try:
        return command.run(given)
    except BadSetting as error:
        sys.stderr.write(f"roadshow: {error}\n")
        return 2


def _location(given: Namespace) -> "Location":
    from server.storage.location import Location

    password = secret_in(given.database_password, "--database-password")
    return Location(folder=given.data, address=given.database, password=password)


def _settings(given: Namespace) -> Settings:
    values = {option.field: str(getattr(given, option.field)) for option in OPTIONS}
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_path).checked()
    except msgspec.ValidationError as error:
        raise BadSetting(str(error)) from error


def _path(kind: type, value: object) -> object:
    return kind(value)


def _parser(wanted: str) -> ArgumentParser:
    """What understands the command line; what a command takes is looked up for the one that is wanted alone."""
    parser = argparse.ArgumentParser(prog="roadshow", description="Online technology roadshows, self-hosted.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        sentence = (command.run.__doc__ or "").split("\n")[0]
        first, _, second = name.partition(" ")
        one = commands.add_parser(first, help=sentence, description=sentence)
        if second:
            one = one.add_subparsers(dest="second", required=True, metavar=second).add_parser(
                second, help=sentence, description=sentence
            )
        for argument in command.arguments if first == wanted else ():
            argument(one)
    return parser
