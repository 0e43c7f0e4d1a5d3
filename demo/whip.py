"""A small WHIP client (RFC 9725): an offer goes in, an answer and a resource to delete come back.

Errors::

    WhipError
    ├── Refused         asking again will not help
    └── Unavailable     asking again later may; `retry_after` is what the server suggests, in seconds
"""

from dataclasses import dataclass

import httpx

REASONS = {
    401: "the token is missing or wrong",
    403: "this token may not publish here",
    404: "there is no such place to publish",
}
# Beside every 5xx: timeout, the publisher's last session is still there, too early, too many requests.
TEMPORARY = frozenset({408, 409, 425, 429})
# A server that is going down must not hold the presenter up.
WITHDRAW_TIMEOUT = 2.0


class WhipError(Exception):
    """The server did not take the offer."""


class Refused(WhipError):
    """The server will not take this offer, however often it is sent."""


class Unavailable(WhipError):
    """The server cannot be reached or cannot take the offer now."""

    def __init__(self, reason: str, retry_after: float = 0.0) -> None:
        super().__init__(reason)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Publication:
    """What the server gave back: its SDP answer, and the resource that ends the session when deleted."""

    answer: str
    resource: httpx.URL


@dataclass(frozen=True)
class WhipEndpoint:
    """Where one publisher publishes, and the token that says who it is."""

    http: httpx.AsyncClient
    url: str
    token: str

    async def publish(self, offer: str) -> Publication:
        """Send the offer. Raises Refused or Unavailable."""
        headers = {"Content-Type": "application/sdp", "Accept": "application/sdp"} | self._credentials()
        try:
            response = await self.http.post(self.url, content=offer, headers=headers, follow_redirects=True)
        except httpx.TransportError as error:
            raise Unavailable(f"{self.url} does not answer ({type(error).__name__})") from error
        if response.status_code != httpx.codes.CREATED:
            raise _refusal(response)
        return Publication(response.text, response.url.join(response.headers.get("Location", "")))

    async def withdraw(self, publication: Publication) -> bool:
        """End the session; False if the server did not confirm it, which only means that it must find out itself."""
        try:
            response = await self.http.delete(
                publication.resource, headers=self._credentials(), timeout=WITHDRAW_TIMEOUT
            )
        except httpx.TransportError:
            return False
        return response.is_success

    def _credentials(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _refusal(response: httpx.Response) -> WhipError:
    status = response.status_code
    reason = f"{response.request.url} answers {status} {response.reason_phrase}"
    if status in TEMPORARY or response.is_server_error:
        return Unavailable(reason, _seconds(response.headers.get("Retry-After", "")))
    return Refused(f"{reason}: {REASONS.get(status, 'the offer is not accepted')}")


def _seconds(retry_after: str) -> float:
    """The delay a server asks for; the form that gives a date is taken as no delay."""
    return float(retry_after) if retry_after.isdecimal() else 0.0
