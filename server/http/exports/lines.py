"""Leads as JSON Lines: all of each, one object a line, as its JSON Schema says."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import msgspec

from server.app.records import LeadRecord

SEVERAL: Final = 200

_ENCODER: Final = msgspec.json.Encoder()


def lines(records: Iterable[LeadRecord]) -> Iterator[bytes]:
    """The file in parts of SEVERAL lines."""
    several: list[LeadRecord] = []
    for record in records:
        several.append(record)
        if len(several) == SEVERAL:
            yield _ENCODER.encode_lines(several)
            several = []
    yield _ENCODER.encode_lines(several)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a line. Fields may be added; none changes its meaning."""
    made = msgspec.json.schema(LeadRecord)
    for definition in made["$defs"].values():
        definition["description"] = " ".join(definition["description"].split())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
