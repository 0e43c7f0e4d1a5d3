"""Where the AsyncAPI document is fetched, by anybody: it says what there is, and nothing of whom or what is in it."""

from typing import Any, Final

from starlette.requests import Request

from server.http.asyncapi.document import document
from server.http.bodies import Json
from server.http.house import house_of
from server.http.operations import Entrance, Operation, Operations


async def asyncapi(request: Request) -> Json[dict[str, Any]]:
    """The contract of the live wire and of webhooks (AsyncAPI)."""
    return Json(document(house_of(request).origin(request)))


ROUTES: Final = (Operations("/api/asyncapi.json", GET=Operation(asyncapi, entrance=Entrance.anybody)),)
