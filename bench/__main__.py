"""`make bench`: every measurement, one after the other, a line each; bounded in time."""

import asyncio

import uvloop

from bench import commands, exports, leads
from server import logs
from server.system import collect_rarely

BENCHES = {
    "Intents on record, SQLite with synchronous=FULL": commands.measure,
    "Intents on record, PostgreSQL": commands.measure_on_postgresql,
    "Leads": leads.measure,
    "Leads as files": exports.measure,
}


def main() -> None:
    """Print what this machine carries."""
    logs.configure("warning")
    collect_rarely()
    for title, measure in BENCHES.items():
        print(title)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            for line in runner.run(measure()):
                print(" ", line)


if __name__ == "__main__":
    main()
