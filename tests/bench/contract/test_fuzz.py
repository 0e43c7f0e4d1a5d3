"""The server keeps its contract with everybody who comes, and whoever looks for breaks finds those that are planted."""

import copy
from pathlib import Path
from typing import Any

import pytest

from bench.contract.fuzz import Outcome, tried
from bench.contract.scene import ROLES, staged

SEED = 5
PEOPLE = "/api/seats/{seat}/people"


def only(document: dict[str, Any], *paths: str) -> dict[str, Any]:
    return {**copy.deepcopy(document), "paths": {path: copy.deepcopy(document["paths"][path]) for path in paths}}


@pytest.mark.asyncio
@pytest.mark.timeout(300)
async def test_made_up_requests_of_every_role_break_nothing_that_the_contract_says(tmp_path: Path) -> None:
    async with staged(tmp_path) as scene:
        outcome = await tried(scene, SEED, 1)

        assert outcome.breaks == {}
        assert outcome.statuses[500] == outcome.statuses[503] == 0
        assert set(outcome.roles) == set(ROLES)
        assert sum(count > 0 for count in outcome.operations.values()) > len(outcome.operations) / 2

        planted = only(await scene.contract(), PEOPLE, "/healthz")
        people = planted["paths"][PEOPLE]["get"]
        people["x-roles"].remove("auditor")
        del people["responses"]["401"]
        planted["components"]["schemas"]["Attendee"]["properties"]["name"] = {"type": "integer"}
        del planted["paths"]["/healthz"]["get"]["responses"]["200"]
        found = await tried(scene, SEED, 1, planted)

        assert sorted(sort.split("\n")[0] for sort in found.breaks) == [
            f"GET {PEOPLE} JsonSchemaError Response violates schema",
            f"GET {PEOPLE} UndefinedStatusCode Undocumented status code",
            f"GET {PEOPLE} answers auditor",
            "GET /healthz UndefinedStatusCode Undocumented status code",
        ]


def test_outcomes_are_told_together() -> None:
    one, other = Outcome(cases=1, requests=6), Outcome(cases=1, requests=6, breaks={"GET /x": "by nobody"})
    one.statuses[200] += 5
    one.statuses[404] += 1
    other.statuses[503] += 6

    assert (one + other).told() == "2 cases in 12 requests (5 of 2xx, 1 of 4xx, 6 of 5xx), 1 sorts of breaks"
