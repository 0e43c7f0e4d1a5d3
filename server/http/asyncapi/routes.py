"""Where the AsyncAPI document is fetched, by anybody: it says what there is, and nothing of whom or what is in it."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from server.http.asyncapi.document import document
from server.http.bodies import told
from server.http.house import house_of


async def asyncapi(request: Request) -> Response:
    """The document of this house."""
    return told(document(house_of(request).origin(request)))


ROUTES: Final = (Route("/api/asyncapi.json", asyncapi, methods=["GET"]),)
