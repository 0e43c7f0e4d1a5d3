"""Reading SDP fragments (RFC 8840 section 9): what a peer trickles, or restarts ICE with.

An ICE-lite agent sends no checks, so candidates are of no use to it; they are read only to refuse what is none.
"""

import re

from msgspec import Struct

from media.api import OfferRefused
from media.embedded.sdp import MAX_BYTES, MAX_LINE, TOO_LARGE, require_few_candidates

# RFC 8839 section 5.4: ice-char, at least 24 bits of fragment and 128 of password.
_UFRAG = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
# RFC 8839 section 5.1; an address may be a name, such as browsers' "….local".
_CANDIDATE = re.compile(
    r"[A-Za-z0-9+/]{1,32} \d{1,3} [\w-]{1,16} \d{1,10} [\w.:%-]{1,253} \d{1,5} typ [\w-]{1,16}(?: \S+ \S+)*", re.ASCII
)
_LINE = re.compile(r"[a-z]=.*")


class Credentials(Struct, frozen=True):
    """What names and proves one side of an ICE session."""

    ufrag: str
    password: str


def parse(text: str) -> Credentials | None:
    """Read a fragment and return its credentials, if it has any; OfferRefused says what is wrong with it."""
    lines = _lines(text)
    candidates = [line[12:] for line in lines if line.startswith("a=candidate:")]
    require_few_candidates(candidates)
    if not all(_CANDIDATE.fullmatch(each) for each in candidates):
        raise OfferRefused("a candidate is not of the form foundation component transport priority address port typ")
    return _required(credentials(text), lines)


def credentials(text: str) -> Credentials | None:
    """The first credentials of an offer or fragment; those of bundled lines are the same (RFC 8843 section 7.1.3)."""
    lines = text.splitlines()
    ufrag = next((line[12:] for line in lines if line.startswith("a=ice-ufrag:")), "")
    password = next((line[10:] for line in lines if line.startswith("a=ice-pwd:")), "")
    if _UFRAG.fullmatch(ufrag) and _PASSWORD.fullmatch(password):
        return Credentials(ufrag, password)
    return None


def _lines(text: str) -> list[str]:
    if len(text.encode(errors="surrogatepass")) > MAX_BYTES:
        raise OfferRefused(f"the fragment is longer than {MAX_BYTES} bytes", TOO_LARGE)
    lines = text.splitlines()
    if not lines or any(len(line) > MAX_LINE or not _LINE.fullmatch(line) for line in lines):
        raise OfferRefused("the fragment is not lines of the form type=value")
    return lines


def _required(found: Credentials | None, lines: list[str]) -> Credentials | None:
    if found is None and any(line.startswith(("a=ice-ufrag:", "a=ice-pwd:")) for line in lines):
        raise OfferRefused("the fragment needs both an ice-ufrag and an ice-pwd of RFC 8839's alphabet and length")
    return found
