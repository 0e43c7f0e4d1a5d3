"""What is really sent, held against the document, which must not leave out a field, a view or a message of it."""

from copy import deepcopy
from typing import Any

from jsonschema import Draft7Validator

from server.http.asyncapi.document import document

DOCUMENT = document("https://show.example.org")


def closed(part: Any) -> Any:
    """The same schema, of which an object has no field that is not named."""
    if isinstance(part, list):
        return [closed(each) for each in part]
    if not isinstance(part, dict):
        return part
    tight = {name: closed(each) for name, each in part.items()}
    return {"additionalProperties": False, **tight} if "properties" in part else tight


COMPONENTS = {**DOCUMENT["components"], "schemas": closed(deepcopy(DOCUMENT["components"]["schemas"]))}


def complaints(message: dict[str, Any], channel: str = "seat") -> list[str]:
    """What the document does not say of a message of a channel."""
    if message["type"] not in DOCUMENT["channels"][channel]["messages"]:
        return [f"no message {message['type']}"]
    payload = DOCUMENT["components"]["messages"][message["type"]]["payload"]
    validator = Draft7Validator({**payload, "components": COMPONENTS})
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(message)]
