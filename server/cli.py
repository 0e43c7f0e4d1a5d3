"""`roadshow …`: one command for each thing an operator does."""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from server.config import OPTIONS, BadSetting, Settings

Command = Callable[[Settings], int]


def serve(settings: Settings) -> int:
    """Serve until interrupted."""
    from server.main import run

    return run(settings)


def demo(settings: Settings) -> int:
    """Serve, with a demo roadshow that is live."""
    from server.main import run_demo

    return run_demo(settings)


def migrate(settings: Settings) -> int:
    """Bring the database to this version's schema, and stop."""
    from server.main import run_migrations

    return run_migrations(settings)


def examine_media(settings: Settings) -> int:
    """Say what this machine offers to media and what to open; status 1 if something will not work."""
    from server.doctor import report

    return report(settings)


COMMANDS: Final[dict[str, Command]] = {
    "serve": serve,
    "demo": demo,
    "migrate": migrate,
    "media doctor": examine_media,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; what cannot work is one line on standard error and exit status 2."""
    parsed = vars(_parser().parse_args(arguments))
    command = COMMANDS[" ".join(filter(None, (parsed.pop("command"), parsed.pop("second", None))))]
    try:
        return command(_settings(parsed).checked())
    except BadSetting as error:
        sys.stderr.write(f"roadshow: {error}\n")
        return 2


def _settings(parsed: dict[str, object]) -> Settings:
    try:
        return msgspec.convert(
            {name: str(value) for name, value in parsed.items()}, Settings, strict=False, dec_hook=_path
        )
    except msgspec.ValidationError as error:
        raise BadSetting(str(error)) from error


def _path(kind: type, value: object) -> object:
    return kind(value)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="roadshow", description="Online technology roadshows, self-hosted.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, command in COMMANDS.items():
        sentence = (command.__doc__ or "").split("\n")[0]
        first, _, second = name.partition(" ")
        one = commands.add_parser(first, help=sentence, description=sentence)
        if second:
            one = one.add_subparsers(dest="second", required=True, metavar=second).add_parser(
                second, help=sentence, description=sentence
            )
        _add_options(one)
    return parser


def _add_options(parser: argparse.ArgumentParser) -> None:
    for option in OPTIONS:
        parser.add_argument(
            option.flag,
            dest=option.field,
            default=option.default,
            metavar=option.field.rsplit("_", 1)[-1].upper(),
            help=f"{option.sentence} (default: {option.default or 'none'})",
        )
