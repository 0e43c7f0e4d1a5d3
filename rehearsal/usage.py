"""What the server says of itself at /metrics, for who has the token; without one nothing is said."""

import re
import time

import httpx
from msgspec import Struct

CPU = re.compile(r"^process_cpu_seconds_total(?:\{[^}]*\})? (\S+)$", re.MULTILINE)
MEMORY = re.compile(r"^process_resident_memory_bytes(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


class Usage(Struct, frozen=True):
    """Seconds of CPU since the start of the server, and bytes of memory now; `at` is monotonic."""

    at: float
    cpu: float
    memory: float


async def usage(url: str, token: str) -> Usage | None:
    """What it uses now, or None where it does not tell."""
    if not token:
        return None
    try:
        async with httpx.AsyncClient(base_url=url, timeout=5.0) as http:
            answer = await http.get("/metrics", headers={"authorization": f"Bearer {token}"})
    except httpx.TransportError:
        return None
    cpu, memory = CPU.findall(answer.text), MEMORY.findall(answer.text)
    if answer.is_error or not cpu or not memory:
        return None
    return Usage(time.monotonic(), sum(map(float, cpu)), sum(map(float, memory)))


def between(before: Usage | None, after: Usage | None) -> dict[str, float] | None:
    """Cores in use on average, and MiB at the end."""
    if before is None or after is None or after.at <= before.at:
        return None
    return {"cpu": (after.cpu - before.cpu) / (after.at - before.at), "memory_mib": after.memory / 2**20}
