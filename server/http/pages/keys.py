"""The public keys of the house, for whoever checks a receipt."""

from typing import Final

import msgspec
from starlette.responses import Response

from server.domain.keys import KeySet
from server.http.operations import Gives
from server.http.pages.page import Address, Page

TYPE: Final = "application/jwk-set+json"


async def key_set(page: Page) -> Response:
    """All keys, retired ones too, as a JWK Set (RFC 7517 section 8.5.2)."""
    keys = msgspec.json.encode(page.house.rooms.keys())
    return Response(keys, headers={"cache-control": "no-cache"}, media_type=TYPE)


ADDRESSES: Final = (Address("/.well-known/jwks.json", key_set, gives=(Gives(200, TYPE, KeySet),)),)
