import re
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from server.app.chatter import Chatter
from server.app.nodes import Nodes
from server.app.tenancy import Tenancy
from server.domain.messages import Role
from tests.server.app.neighbours import MemoryBus, MemoryLeases, Steady
from tests.server.http.home import Home

OPERATIONS = Path("docs/operations.md").read_text()
BEARER = {"authorization": "Bearer open sesame"}


def among_others(home: Home) -> Nodes:
    """A node that hears the others, holds two leases and could reach a third one's holder twice."""
    clock, bus, rooms = Steady(), MemoryBus(), home.house.rooms
    tenancy = Tenancy(MemoryLeases(clock), "a", "http://a", clock)
    home.call(tenancy.claim, "one")
    home.call(tenancy.claim, "two")
    nodes = Nodes(rooms, tenancy, bus, Chatter(bus, rooms, tenancy, clock))
    nodes.chatter.beat()
    nodes.tally["forwarded"] = 2
    return nodes


@pytest.fixture
def watched(home: Home) -> Home:
    house = replace(home.house, metrics_token="open sesame", nodes=among_others(home), wal=lambda: 4096)
    cast("Starlette", home.client.app).state.house = home.house = house
    home.plane.counted = {0: {"packets_out": 7, "viewers": 2, "drop_tcp_full": 3, "rung_gso": 1}, 1: {}}
    return home


def read(home: Home) -> dict[tuple[str, str], float]:
    answer = home.client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.text)
    return {(each.name, ",".join(sorted(each.labels.values()))): each.value for one in families for each in one.samples}


def test_a_monitor_reads_what_each_worker_counted(watched: Home) -> None:
    found = read(watched)

    assert found["roadshow_media_packets_out_total", "0"] == 7
    assert found["roadshow_media_packets_out_total", "1"] == 0
    assert found["roadshow_media_viewers", "0"] == 2
    assert found["roadshow_media_dropped_total", "0,tcp_full"] == 3
    assert found["roadshow_media_sending", "0,gso"] == 1
    assert found["roadshow_media_workers", ""] == 2


def test_a_monitor_reads_how_long_the_write_ahead_log_is_where_there_is_one(watched: Home) -> None:
    assert read(watched)["roadshow_wal_bytes", ""] == 4096

    cast("Starlette", watched.client.app).state.house = replace(watched.house, wal=None)
    assert ("roadshow_wal_bytes", "") not in read(watched)


def test_commands_and_refusals_are_counted(watched: Home) -> None:
    organizer = watched.organizer()
    _, seat = watched.roadshow(organizer)
    investor, hers = watched.invited(seat, Role.investor, "Ann")
    before = read(watched)

    assert organizer.command(seat, "roadshow.start").status_code == 200
    assert investor.command(hers, "roadshow.start").status_code == 403

    after = read(watched)
    assert after["roadshow_commands_total", ""] == before["roadshow_commands_total", ""] + 1
    assert after["roadshow_refusals_total", "forbidden"] == 1
    assert after["roadshow_rooms", ""] == 1


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer guess"}, {"authorization": "Basic open sesame"}])
def test_nobody_else_reads_them(watched: Home, headers: dict[str, str]) -> None:
    answer: Any = watched.client.get("/metrics", headers=headers)

    assert answer.status_code == 401


@pytest.mark.parametrize("headers", [{}, BEARER, {"authorization": "Bearer "}])
def test_without_a_token_nobody_reads_them(home: Home, headers: dict[str, str]) -> None:
    assert home.client.get("/metrics", headers=headers).status_code == 401


def test_every_metric_and_reason_is_in_the_operators_manual(watched: Home) -> None:
    text = watched.client.get("/metrics", headers=BEARER).text
    names = {
        name + ("_total" if kind == "counter" else "")
        for name, kind in re.findall(r"# TYPE (\w+?)(?:_total)? (\w+)", text)
    }

    assert names == set(re.findall(r"^\| `((?:roadshow|process)_\w+)` \|", OPERATIONS, re.MULTILINE))
    for reason in set(re.findall(r'reason="(\w+)"', text)):
        assert f"| `{reason}` |" in OPERATIONS


def test_alerts_are_about_metrics_that_there_are() -> None:
    alerts = OPERATIONS.split("What to be woken for")[1].split("The reasons:")[0]
    listed = set(re.findall(r"^\| `(roadshow_\w+)` \|", OPERATIONS, re.MULTILINE))

    used = set(re.findall(r"roadshow_\w+", alerts))
    assert used
    assert used <= listed


def test_one_of_several_processes_says_what_it_holds_and_whether_it_hears_the_others(watched: Home) -> None:
    told = read(watched)

    assert told["roadshow_leases", ""] == 2
    assert told["roadshow_requests_handed_over_total", "forwarded"] == 2
    assert told["roadshow_requests_handed_over_total", "unreached"] == 0
    assert (told["roadshow_bus_connected", ""], told["roadshow_bus_lag_seconds", ""]) == (1, 0)
