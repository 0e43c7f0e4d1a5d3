"""The content of an intent as one hash, by which it is accepted and confirmed: exactly that, and nothing else.

``SHA-256("roadshow.intent.v1" ‖ canonical)`` in hex, where `canonical` is the JSON of an object with the members
`intent`, `version`, `terms` and `digest` (that of the private text, in hex, as the ledger has it), as RFC 8785 writes
it: members sorted, no space, UTF-8. Members that are null, false, an empty text, list or object are left out at any
depth, so that a field which comes later changes no hash. A receipt has all of it.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

_CANONICAL: Final = msgspec.json.Encoder(order="sorted")


def content(body: Mapping[str, Any], digest: str) -> str:
    """The hash of what an event says, stated or revised; `body` is the event as plain JSON values."""
    terms = _bare(body["terms"])
    said = {"intent": body["intent"], "version": body.get("version", 1), "terms": terms, "digest": digest}
    return sha256(b"roadshow.intent.v1" + _CANONICAL.encode(_bare(said) if not digest else said)).hexdigest()


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        bare = ((name, _bare(one) if isinstance(one, dict | list) else one) for name, one in value.items())
        # Nothing that is said is falsy, but the number 0.
        return {name: one for name, one in bare if one or type(one) is int}
    return [_bare(one) if isinstance(one, dict | list) else one for one in value]
