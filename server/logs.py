"""The server's log: a line of JSON on standard error for each thing that operators may have to know."""

import sys

import structlog


def configure() -> None:
    """Log to standard error from now on; what is bound to the context is in every line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
