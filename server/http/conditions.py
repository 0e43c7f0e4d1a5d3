"""What a request says of itself before its body is read: the content types, and the ICE session it is meant for."""

import re
from typing import Final

from starlette.requests import Request

from server.errors import Unacceptable, Unconditional, Unsupported

# RFC 9110 section 8.8.3; If-Match compares strongly (section 13.1.1), so a weak tag matches nothing.
_TAG: Final = re.compile(r'(W/)?"([\x21\x23-\x7e\x80-\xff]*)"')
ANY: Final = "*"

# Of Linked Data Platform 1.0 (section 7.1) and RFC 5789; for others there is Accept (RFC 9110 section 15.5.16).
_WANTED: Final = {"POST": "accept-post", "PATCH": "accept-patch"}


def require_type(request: Request, wanted: str) -> None:
    """Raise Unsupported, whose answer names the wanted type, where the body is of another one."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != wanted:
        header = _WANTED.get(request.method, "accept")
        raise Unsupported("type_unsupported", f"Content-Type must be {wanted}", accepted={header: wanted})


def refuse_other_answers(request: Request, given: str) -> None:
    """Raise Unacceptable where the answer is none that the Accept header allows (RFC 9110 section 12.5.1)."""
    ranges = [each.strip().lower() for each in request.headers.get("accept", "").split(",") if each.strip()]
    family = given.partition("/")[0]
    if ranges and not any(_allows(each, (given, f"{family}/*", "*/*")) for each in ranges):
        raise Unacceptable("answer_unacceptable", f"the answer is {given}")


def _allows(accepted: str, names: tuple[str, ...]) -> bool:
    name, *parameters = (part.strip() for part in accepted.split(";"))
    return name in names and not any(re.fullmatch(r"q=0(\.0{0,3})?", each) for each in parameters)


def ice_sessions(request: Request) -> tuple[str, ...] | None:
    """The entity tags of If-Match, None for any; raises Unconditional where there is none (RFC 6585 section 3)."""
    given = request.headers.get("if-match", "").strip()
    if not given:
        raise Unconditional("precondition_missing")
    return None if given == ANY else tuple(tag for weak, tag in _TAG.findall(given) if not weak)
