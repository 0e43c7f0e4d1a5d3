"""Every address, from the tables of routes themselves, as somebody would ask for it who may."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct
from starlette.routing import Mount, Route

from server.http import health, violations
from server.http.app import ROUTES
from server.http.pages.table import NOUNS
from tests.rights.asking import Asked
from tests.rights.scene import PDF, Things, encoded

CSV: Final = {"content-type": "text/csv"}
JSON: Final = {"content-type": "application/json"}
FORM: Final = {"content-type": "application/x-www-form-urlencoded"}
SDP: Final = {"content-type": "application/sdp"}
KEY: Final = {"idempotency-key": "cell-of-rights"}
UPLOAD: Final = {"content-type": "multipart/form-data; boundary=parts"}

Fill = Callable[[Things], Any]


class Form(Struct, frozen=True, kw_only=True):
    """What goes with a request: its headers, its body, its query, and which things stand in its path."""

    headers: Mapping[str, str] = {}
    body: Fill | None = None
    query: Callable[[Things], str] | None = None
    places: Mapping[str, str] = {}
    instead: Mapping[str, str] = {}

    def content(self, things: Things) -> bytes:
        """The body's bytes."""
        given = self.body(things) if self.body else b""
        if isinstance(given, bytes):
            return given
        return urlencode(given, doseq=True).encode() if self.headers == FORM else encoded(given)


def json(body: Fill, **more: Any) -> Form:
    """A JSON body."""
    return Form(headers=JSON, body=body, **more)


def form(body: Fill, **more: Any) -> Form:
    """A page's form."""
    return Form(headers=FORM, body=body, **more)


PLACES: Final[Mapping[str, str]] = {
    "roadshow": "roadshow",
    "person": "jane",
    "invitation": "invitation",
    "intent": "intent",
    "lead": "lead",
    "note": "note",
    "material": "material",
    "meeting": "meeting",
    "endpoint": "endpoint",
    "delivery": "delivery",
    "project": "project_b",
    "rehearsal": "rehearsal",
    "session": "session",
    "token": "token",
    "digest": "digest",
    "code": "code",
}
OVER: Final = {"presenter": "bert", "another presenter": "anna"}
"""A report is of a pitch that is over, and that is the other one."""

API: Final = "/api/seats/{seat}"
_TABLE: Final = (
    b'--parts\r\nContent-Disposition: form-data; name="do"\r\n\r\nimport\r\n--parts\r\n'
    b'Content-Disposition: form-data; name="table"; filename="a.csv"\r\n\r\nrole,name\ninvestor,Zoe\n\r\n--parts--\r\n'
)


def _plan(things: Things) -> dict[str, Any]:
    when = {"date": "2026-03-01", "time": "08:00", "timezone": "UTC"}
    return {"title_en": "Another", "currencies": "CNY", **when, **KEYED}


def _clocked(things: Things) -> dict[str, Any]:
    clocks = {"accept_within": 72, "confirm_within": 30, "grace": 10, "threshold": 3, "proxy_within": 14}
    return {**_plan(things), **clocks}


def _delivering(act: str) -> Fill:
    return lambda things: {"do": act, "endpoint": things.endpoint, "delivery": things.delivery}


KEYED: Final = {"key": "cell-of-rights"}
NEXT_STEP: Final = {"next_step": "write"}

FORMS: Final[Mapping[str, Form]] = {
    f"POST {API}/commands": Form(
        headers={**JSON, **KEY}, body=lambda things: {"type": "prompt.send", "project": things.project_a, "text": "on"}
    ),
    f"GET {API}/meetings/{{meeting}}.ics": Form(places={"meeting": "meeting_agreed"}, instead=OVER),
    "GET /c/{token}/meetings.ics": Form(places={"token": "secret"}),
    f"POST {API}/invitations": json(lambda things: {"role": "investor"}),
    f"POST {API}/invitations/csv": Form(headers=CSV, body=lambda things: b"role,name\ninvestor,Zoe\n"),
    f"POST {API}/slips/{{intent}}/link": Form(places={"intent": "slip"}),
    f"PATCH {API}/leads": json(
        lambda things: {"changes": [{"lead": things.lead, "version": things.version, **NEXT_STEP}]}
    ),
    f"PATCH {API}/leads/{{lead}}": json(lambda things: {"version": things.version, **NEXT_STEP}),
    f"POST {API}/leads/{{lead}}/notes": json(lambda things: {"text": "more"}),
    f"PATCH {API}/leads/{{lead}}/notes/{{note}}": json(lambda things: {"version": 1, "text": "less"}),
    f"DELETE {API}/leads/{{lead}}/notes/{{note}}": Form(query=lambda things: "version=1"),
    f"POST {API}/leads/{{lead}}/merge": json(lambda things: {"version": things.version, "into": things.lead_ines_a}),
    f"DELETE {API}/leads/{{lead}}/merge": Form(query=lambda things: "version=1", places={"lead": "lead_merged"}),
    **{
        f"POST {API}/leads.{name}": json(lambda things: {"leads": [things.lead]})
        for name in ("csv", "xlsx", "jsonl", "vcf")
    },
    f"POST {API}/leads/import/preview": Form(headers=CSV, body=lambda things: b"lead,next\nx,y\n"),
    f"POST {API}/leads/import/undo": json(lambda things: {"at": things.imported_at}),
    f"POST {API}/leads/import": Form(
        headers=CSV,
        body=lambda things: f"lead,next\n{things.lead},soon\n".encode(),
        query=lambda things: "columns=lead,next_step&apply=1",
    ),
    "POST /api/roadshows": Form(
        headers={**JSON, **KEY}, body=lambda things: {"title": {"en": "Mine"}, "starts_at": "2026-03-01T08:00:00Z"}
    ),
    f"POST {API}/materials": Form(
        headers={"content-type": "application/octet-stream"},
        body=lambda things: PDF,
        query=lambda things: f"project={things.project_a}&name=more.pdf",
    ),
    f"PATCH {API}/materials/{{material}}": json(lambda things: {"name": "other.pdf"}),
    f"GET {API}/materials/{{material}}/content+closed": Form(places={"material": "material_closed"}),
    f"POST {API}/endpoints": json(lambda things: {"url": "https://example.org/", "types": ["roadshow.ended"]}),
    f"PATCH {API}/endpoints/{{endpoint}}": json(lambda things: {"active": False}),
    **{f"GET {API}/reports/{{project}}{name}": Form(instead=OVER) for name in (".pdf", ".csv", "/seconds.csv")},
    "GET /s/{seat}/report/{project}": Form(instead=OVER),
    "POST /whip/{seat}": Form(headers=SDP, body=lambda things: b"v=0"),
    "POST /whep/{seat}": Form(headers=SDP, body=lambda things: b"v=0"),
    "POST /whep/{seat}+preview": Form(
        headers=SDP, body=lambda things: b"v=0", query=lambda things: f"source={things.seat_of_anna}"
    ),
    **{
        f"PATCH /{way}/{{seat}}/{{session}}": Form(
            headers={"content-type": "application/trickle-ice-sdpfrag", "if-match": '"ice-1"'},
            body=lambda things: b"a=mid:0\r\na=end-of-candidates\r\n",
        )
        for way in ("whip", "whep")
    },
    "POST /whep/{seat}/{session}/layer": json(lambda things: {"encodingId": "low"}),
    f"POST {API}/rehearsals": Form(headers=KEY),
    f"POST {API}/rehearsal/people": json(lambda things: {"role": "audience", "count": 1}),
    f"PUT {API}/rehearsal": json(lambda things: {"progress": {}}),
    "POST /i/{token}": form(lambda things: {"name": "Zoe", "organisation": "Fund", "contact": "zoe@fund.cn"}),
    "POST /r/{roadshow}/join": form(lambda things: {"name": "Somebody"}),
    "POST /new": form(
        lambda things: {
            **_clocked(things),
            "do": "create",
            "kind": "demo_day",
            "preset": "internal",
            "programme": "Paint",
        }
    ),
    "POST /s/{seat}/setup": form(_clocked),
    "POST /s/{seat}/setup/programme": form(lambda things: {"do": "remove", "pitch": things.pitch_c, **KEYED}),
    "POST /s/{seat}/setup/invitations": form(lambda things: {"do": "invite", "role": "investor"}),
    "POST /s/{seat}/setup/invitations+import": Form(headers=UPLOAD, body=lambda things: _TABLE),
    "POST /s/{seat}/setup/invitations+revoke": form(lambda things: {"do": "revoke", "invitation": things.invitation}),
    "POST /s/{seat}/setup/rules": form(
        lambda things: {"do": "ground", "person": things.gil, "ground": "invited", **KEYED}
    ),
    "POST /s/{seat}/setup/deliveries": form(
        lambda things: {"do": "add", "url": "https://example.org/", "types": ["roadshow.ended"], "body": "standard"}
    ),
    **{
        f"POST /s/{{seat}}/setup/deliveries+{act}": form(_delivering(act))
        for act in ("disable", "rotate", "remove", "test", "replay")
    },
    "POST /s/{seat}/setup/rehearsal": form(lambda things: {"do": "begin", **KEYED}),
    "POST /s/{seat}/setup/rehearsal+delete": form(lambda things: {"do": "delete", "rehearsal": things.rehearsal}),
    "POST /s/{seat}/mail": form(lambda things: {"letters": "yes"}),
    "POST /sessions": form(lambda things: {"do": "renew"}),
    "POST /sessions+another's": form(lambda things: {"do": "end", "session": things.session_of_jane}),
    "POST /csp-reports": Form(
        headers={"content-type": violations.REPORT}, body=lambda things: {"csp-report": {"blocked-uri": "inline"}}
    ),
    "POST /language": form(lambda things: {"language": "en", "back": "/"}),
    "POST /theme": form(lambda things: {"theme": "dark", "back": "/"}),
}


def addresses() -> Iterator[str]:
    """Method and path of everything that the application answers but HEAD, and of what is asked for a second way."""
    for route in (*ROUTES, *health.ROUTES, *violations.ROUTES):
        if isinstance(route, Route):
            yield from (f"{method} {route.path}" for method in route.methods or () if method not in ("HEAD", "OPTIONS"))
        else:
            assert isinstance(route, Mount)
            yield f"GET {route.path}"
    yield from (f"{method} {each.path}" for noun in NOUNS for each in noun.ADDRESSES for method in each.methods)
    yield from (name for name in FORMS if "+" in name)


def request(name: str, things: Things, secret: str, seat: str) -> Asked:
    """The request of that name from a seat."""
    method, _, path = name.partition(" ")
    filled = FORMS.get(name, Form())
    places = {**PLACES, **filled.places}
    path = re.sub(r"\{(\w+)\}", lambda found: seat if found[1] == "seat" else str(things[places[found[1]]]), path)
    path = path.partition("+")[0] + (f"?{filled.query(things)}" if filled.query else "")
    return Asked(secret=secret, method=method, path=path, headers=dict(filled.headers), body=filled.content(things))
