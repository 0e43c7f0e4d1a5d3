"""Cases of the contract, each sent by everybody who may come to the house, and what came of them.

A server error, a status, a content type, a header or a body that the contract does not name, a valid request that is
refused for its form, an invalid one that is taken, and an answer to whom the contract says it is not for, are breaks.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any, Final

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct, field
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi import checks

from bench.contract.scene import RECEIVER, ROLES, Scene

CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.positive_data_acceptance,
    checks.negative_data_rejection,
]
# What a rule may still say to what the schema allows, and what may be said before anybody looks at the form.
RULES: Final = ["2xx", "304", "401", "403", "404", "409", "412", "413", "422", "428", "429", "5xx"]
FORM: Final = ["400", "401", "403", "404", "406", "409", "412", "413", "415", "422", "428", "429", "5xx"]
CONFIG: Final = {
    "generation": {"with-security-parameters": False},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": RULES},
        "negative_data_rejection": {"expected-statuses": FORM},
    },
}
RECORDED: Final = Path(__file__).parents[2] / "tests" / "media" / "recorded"
# Of these a schema says no more than that they are text or bytes.
OPAQUE: Final = (
    *("text/csv", "application/sdp", "application/trickle-ice-sdpfrag", "application/octet-stream"),
    "application/csp-report",
)
SAMPLES: Final[dict[str, tuple[bytes, ...]]] = {
    "text/csv": (b"role,name\r\naudience,Ann\r\n", b"name,mail,stage\r\nAnn,a@b.cn,contacted\r\n", b"a;b\n1;2\n", b""),
    "application/sdp": tuple(
        (RECORDED / f"{name}.sdp").read_bytes() for name in ("chromium-viewer", "aiortc-publisher")
    ),
    "application/trickle-ice-sdpfrag": (b"a=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n", b"m="),
    "application/csp-report": (
        b'{"csp-report": {"document-uri": "https://a.example/i/x"}}',
        b'{"csp-report": 1}',
        b"{",
    ),
    "application/octet-stream": (b"%PDF-1.7 another", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04word/document.xml", b""),
}

KINDS: Final = {
    **{"invitation": "inv", "person": "per", "owner": "per", "recipient": "per", "seat": "sea", "intent": "int"},
    **{"lead": "lea", "into": "lea", "note": "not", "material": "mat", "meeting": "mee", "endpoint": "end"},
    **{"rehearsal": "rsh", "roadshow": "rsh", "project": "prj", "pitch": "pit", "question": "que", "consortium": "con"},
}
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "preset": ("internal", "eu_generic", "us_demo_day"),
    "timezone": ("Asia/Shanghai", "Europe/Berlin"),
    "currency": ("CNY", "EUR"),
    # Nothing that is made up is ever called.
    "url": (RECEIVER["url"],),
}
"""What a schema cannot list although there are only so many."""
# These end the evening for everybody; others are undone by the scene.
FINAL: Final = frozenset({"roadshow.end"})
HEALED: Final = 400
"""Requests after which the scene is set right again."""


class Outcome(Struct):
    """How many cases and requests there were, by whom and with which statuses, and an example of each sort of break.

    `operations` counts what succeeded.
    """

    cases: int = 0
    requests: int = 0
    roles: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)
    breaks: dict[str, str] = field(default_factory=dict)

    def __add__(self, more: "Outcome") -> "Outcome":
        """Both together."""
        return Outcome(
            cases=self.cases + more.cases,
            requests=self.requests + more.requests,
            roles=self.roles + more.roles,
            statuses=self.statuses + more.statuses,
            operations=self.operations + more.operations,
            breaks={**more.breaks, **self.breaks},
        )

    def told(self) -> str:
        """In one line."""
        families = Counter(status // 100 for status, count in self.statuses.items() for _ in range(count))
        answers = ", ".join(f"{count} of {family}xx" for family, count in sorted(families.items()))
        return f"{self.cases} cases in {self.requests} requests ({answers}), {len(self.breaks)} sorts of breaks"


class Fuzz:
    """Sends cases of one document to one scene, whose loop runs in another thread."""

    def __init__(self, scene: Scene, document: dict[str, Any], loop: asyncio.AbstractEventLoop, number: int) -> None:
        """Take the contract, and the seed of all that is random."""
        self.scene = scene
        self.outcome = Outcome()
        self._loop = loop
        self._seed = number
        self._random = Random(number)
        self._session = requests.Session()
        self._paths = document["paths"]
        schema: Any = schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_dict(CONFIG))
        self._operations = [each.ok() for each in schema.get_all_operations()]

    def run(self, examples: int) -> Outcome:
        """Send so many valid and half as many invalid cases of each operation, more of commands, by everybody.

        It blocks; the scene's loop must run meanwhile.
        """
        for operation, mode in product(self._operations, GenerationMode):
            if mode.is_negative and not _can_be_wrong(operation.definition.raw):
                continue
            count = examples if mode.is_positive else (examples + 1) // 2
            if operation.path.endswith("/commands"):
                count *= 10
            self._try(operation, mode, count)
        self._methods()
        return self.outcome

    def _try(self, operation: Any, mode: GenerationMode, count: int) -> None:
        @hypothesis.seed(self._seed)
        @settings(
            max_examples=count,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def every(case: Any) -> None:
            self.outcome.cases += 1
            for role in self._random.sample(ROLES, len(ROLES)):
                self._send(role, case, mode)

        every()

    def _send(self, role: str, case: Any, mode: GenerationMode) -> None:
        if mode.is_positive:
            self._name(case)
        self._place(role, case)
        if isinstance(case.body, dict) and str(case.body.get("type")) in FINAL:
            return
        answer = case.call(base_url=self.scene.url, session=self._session, headers=self._who(role, case))
        self.scene.hear(answer.content)
        self.scene.hear(answer.headers.get("location", [""])[0].encode())
        self._count(role, case, answer)
        self._judge(role, case, answer)
        if self.outcome.requests % HEALED == 0:
            asyncio.run_coroutine_threadsafe(self.scene.heal(), self._loop).result()

    def _who(self, role: str, case: Any) -> dict[str, str]:
        """The session of a role; where a token counts instead, the organizer has it."""
        schemes = {name for each in case.operation.definition.raw["security"] for name in each}
        token = self.scene.tokens.get("".join(schemes))
        if token and role == "organizer":
            return {"Authorization": f"Bearer {token}"}
        return {"Cookie": self.scene.cookies[role]} if self.scene.cookies[role] else {}

    def _place(self, role: str, case: Any) -> None:
        """Put a case at the sender's seat, or now and then at another, and let it name what there is."""
        path = dict(case.path_parameters or {})
        for name in path:
            if name == "seat":
                rehearses = role == "organizer" and "/rehearsal/" in f"{case.operation.path}/"
                path[name] = self.scene.rehearsal["seat"] if rehearses else self.scene.seats[role]
            elif self._random.random() < 0.8:
                path[name] = self._named(name) or path[name]
        if path:
            case.path_parameters = path

    def _name(self, case: Any) -> None:
        if isinstance(case.body, dict | list):
            case.body = self._filled(case.body)
        if case.query:
            case.query = {
                name: self._filled(each, name) if name != "preset" else each for name, each in case.query.items()
            }

    def _filled(self, value: Any, name: str = "") -> Any:
        """The same with identities of what there is for most of those that were made up."""
        if isinstance(value, dict):
            return {key: self._filled(each, key) for key, each in value.items()}
        if isinstance(value, list):
            return [self._filled(each, name.removesuffix("s")) for each in value]
        if name in WORDS:
            return self._random.choice(WORDS[name])
        if isinstance(value, str) and self._random.random() < 0.8:
            return self._named(name) or value
        if isinstance(value, int) and name == "version":
            return self._random.randrange(4)
        return value

    def _named(self, name: str) -> str | None:
        if name == "delivery":
            return str(self._random.randrange(9))
        return self.scene.some(KINDS.get(name, name), self._random)

    def _count(self, role: str, case: Any, answer: Any) -> None:
        self.outcome.requests += 1
        self.outcome.roles[role] += 1
        self.outcome.statuses[answer.status_code] += 1
        self.outcome.operations[case.operation.label] += answer.status_code < 300

    def _judge(self, role: str, case: Any, answer: Any) -> None:
        wanted = CHECKS if case.media_type not in OPAQUE else CHECKS[:-2]
        try:
            case.validate_response(answer, checks=wanted)
        except FailureGroup as group:
            for failure in group.exceptions:
                self._broken(f"{case.operation.label} {type(failure).__name__} {_first(failure)}", role, case, answer)
        if answer.status_code < 300 and not _may(role, case.operation.definition.raw):
            self._broken(f"{case.operation.label} answers {role}", role, case, answer)

    def _broken(self, sort: str, role: str, case: Any, answer: Any) -> None:
        sent = f"{case.method} {case.formatted_path} {case.query} {case.body!r:.600}"
        self.outcome.breaks.setdefault(sort, f"by {role}: {sent}\n  -> {answer.status_code} {answer.content[:600]!r}")

    def _methods(self) -> None:
        """An address refuses each method that it does not describe, and names all that it does."""
        for path, described in self._paths.items():
            address = self.scene.url + re.sub(r"{\w+}", "x", path)
            for method in {"get", "post", "put", "patch", "delete"} - set(described):
                answer = self._session.request(method, address)
                allowed = {each.lower() for each in answer.headers.get("allow", "").split(", ")} - {"head"}
                self.outcome.requests += 1
                if answer.status_code != 405 or allowed != set(described):
                    self.outcome.breaks[f"{method} {path}"] = f"{answer.status_code} {allowed}"


async def tried(scene: Scene, seed: int, examples: int, document: dict[str, Any] | None = None) -> Outcome:
    """What comes of the cases of the scene's own contract, or of another document."""
    fuzz = Fuzz(scene, document or await scene.contract(), asyncio.get_running_loop(), seed)
    return await asyncio.to_thread(fuzz.run, examples)


def _may(role: str, operation: dict[str, Any]) -> bool:
    """Whether the contract says that an answer is for somebody; without a seat in the address roles say nothing."""
    if role == "nobody":
        return not operation["security"]
    roles: list[str] = operation["x-roles"]
    return role in roles or not roles


def _can_be_wrong(operation: dict[str, Any]) -> bool:
    """Whether there is more to get wrong than what stands in the path, which is just not found then."""
    media = operation.get("requestBody", {}).get("content", {})
    return any(each["in"] != "path" for each in operation["parameters"]) or bool(set(media) - set(OPAQUE))


def _first(failure: Exception) -> str:
    return str(failure).strip().splitlines()[0][:160]


def _media_types() -> Iterator[tuple[str, st.SearchStrategy[bytes]]]:
    for media, samples in SAMPLES.items():
        made_up = st.binary(max_size=200) | st.text(max_size=200).map(_encoded)
        yield media, st.sampled_from(samples) | made_up


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


for _media, _strategy in _media_types():
    schemathesis.openapi.media_type(_media, _strategy)
