"""The server's log: a line of JSON on standard error for each thing that operators may have to know.

What libraries log by Python's own logging becomes such a line too.
"""

import logging
import sys
from collections.abc import Sequence
from json import JSONEncoder
from typing import Final

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

LEVELS: Final = ("debug", "info", "warning")
FAST: Final = msgspec.json.Encoder(enc_hook=repr)
ASCII: Final = JSONEncoder(default=repr)
"""Takes twenty times as long, and escapes what a terminal might take for a command."""


def configure(level: str = "info", node: str = "") -> None:
    """Log what is of one of LEVELS or above to standard error from now on, each line with the `node` it comes from.

    Libraries say what is a warning at least.
    """
    shared: Sequence[Processor] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([_from(node)] if node else []),
    )
    rendered: Sequence[Processor] = (structlog.processors.format_exc_info, _line)
    structlog.configure(
        processors=[*shared, *rendered],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        # A line a command is written while everybody waits; making the logger anew costs more than the line.
        cache_logger_on_first_use=True,
    )
    _gather_libraries(shared, rendered)


def _line(logger: WrappedLogger, method: str, line: EventDict) -> str:
    text = FAST.encode(line)
    return text.decode() if text.isascii() else ASCII.encode(line)


def _from(node: str) -> Processor:
    def add(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
        line["node"] = node
        return line

    return add


def _gather_libraries(shared: Sequence[Processor], rendered: Sequence[Processor]) -> None:
    stderr = logging.StreamHandler(sys.stderr)
    stderr.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[stderr], force=True)
    logging.captureWarnings(capture=True)
