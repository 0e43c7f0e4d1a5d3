"""The compose file by what it says; docs/operations.md tells how its containers were tried."""

import re
import shlex
from ipaddress import ip_address, ip_network
from typing import Any, Final

import pytest
import yaml

from server.cli import main
from tests.deployment import DEPLOY
from tools.sources import ROOT

HERE: Final = DEPLOY / "compose"
HOUSE: Final[dict[str, Any]] = yaml.safe_load((HERE / "compose.yaml").read_text())
SERVICES: Final[dict[str, dict[str, Any]]] = HOUSE["services"]
NODES: Final = {name: service for name, service in SERVICES.items() if name.startswith("node-")}
PUBLISHED: Final = {"80:80", "443:443", "8001:8001/udp", "8001:8001/tcp", "8101:8101/udp", "8101:8101/tcp"}
CONTAINERFILE: Final = (HERE / "Containerfile").read_text()


def options(node: dict[str, Any]) -> dict[str, str]:
    words = shlex.split(f"{node['entrypoint']} {node['command']}")
    assert words[:4] == ["python", "-m", "server", "serve"]
    return dict(zip(words[4::2], words[5::2], strict=True))


def test_nothing_is_published_but_the_proxy_and_media() -> None:
    assert {port for service in SERVICES.values() for port in service.get("ports", ())} == PUBLISHED


@pytest.mark.parametrize("node", NODES)
def test_a_nodes_media_ports_are_those_that_it_is_started_with(node: str) -> None:
    port = options(NODES[node])["--media-port"]

    assert NODES[node]["ports"] == [f"{port}:{port}/udp", f"{port}:{port}/tcp"]
    assert options(NODES[node])["--media-workers"] == "1"


@pytest.mark.parametrize("node", NODES)
def test_a_node_is_started_with_settings_that_go_together(node: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [word for option in options(NODES[node]).items() for word in option]

    assert main(["serve", *given, "--tls-cert", "nowhere.pem"]) == 2
    assert "--tls-cert and --tls-key go together" in capsys.readouterr().err
    assert options(NODES[node])["--node-url"] == f"http://{node}:{options(NODES[node])['--port']}"


def test_the_proxy_knows_every_node_and_is_the_one_that_nodes_trust() -> None:
    known = set(re.findall(r"server (\S+)", (HERE / "roadshow-nodes.conf").read_text()))
    address = SERVICES["proxy"]["networks"]["house"]["ipv4_address"]

    assert known == {f"{node}:8000" for node in NODES}
    assert {options(node)["--trusted-proxies"] for node in NODES.values()} == {address}


def test_nobody_else_is_given_the_address_that_nodes_trust() -> None:
    (pool,) = HOUSE["networks"]["house"]["ipam"]["config"]
    address = ip_address(SERVICES["proxy"]["networks"]["house"]["ipv4_address"])

    assert address in ip_network(pool["subnet"])
    assert address not in ip_network(pool["ip_range"])


def test_redis_is_set_as_its_file_says() -> None:
    said = shlex.split(SERVICES["redis"]["command"].replace("--", ""))
    pairs = dict(zip(said[1::2], said[2::2], strict=True))
    lines = (shlex.split(line) for line in (DEPLOY / "redis" / "redis.conf").read_text().splitlines())
    filed = {line[0]: line[1] for line in lines if line and not line[0].startswith("#")}

    assert pairs.keys() | {"protected-mode"} == filed.keys()
    assert {name for name in pairs if pairs[name] != filed[name]} == {"bind", "aclfile"}


def test_every_secret_is_a_file_and_every_file_of_ours_is_there() -> None:
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", ())}
    mounted = [volume.partition(":")[0] for volume in SERVICES["proxy"]["volumes"]]

    assert {name: each["file"] for name, each in HOUSE["secrets"].items()} == {each: f"secrets/{each}" for each in used}
    assert all((HERE / path).exists() for path in mounted if "secrets" not in path)


def test_the_image_holds_what_a_command_needs() -> None:
    copied = {line.split()[1] for line in CONTAINERFILE.splitlines() if line.startswith("COPY")}

    assert copied == {"requirements.lock", "server", "media", "web", "demo", "rehearsal"}
    assert all((ROOT / path).exists() for path in copied)
