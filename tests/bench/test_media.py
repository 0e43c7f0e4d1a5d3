import subprocess
import sys

import pytest

from bench.media.figures import LINES, Figures, Joins, Spread, Steady, Storm, compare, report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and calls recvmmsg")


def figures(*, viewers: int = 300, packet_us: float = 4.0) -> Figures:
    return Figures(
        viewers=viewers,
        joins=Joins(connected=viewers, cpu_ms=1.5, memory_kib=100),
        steady=Steady(
            expected=1000,
            received=990,
            receive_errors=0,
            send_errors=0,
            dropped=0,
            packet_us=packet_us,
            busy=0.25,
            waited=0.0,
            latency=Spread.of([1.0, 2.0, 3.0]),
        ),
        storm=Storm(connected=20, seconds=2.0, latency=Spread.of([])),
    )


def test_a_second_of_load_is_sent_counted_and_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.media", "--quick"], capture_output=True, text=True, timeout=50, check=True
    )
    title, *lines = done.stdout.splitlines()
    assert title == "Roadshow, one worker, 100 viewers"
    told = {line[:24].strip(): float(line[24:37]) for line in lines}
    assert list(told) == [target.name for target in LINES]
    assert told["connected"] == 100
    assert told["joined in the storm"] == 20
    assert told["expected"] > told["lost"] >= 0
    assert all(told[name] > 0 for name in ("CPU a packet", "CPU a join", "added latency p50", "p99 in the storm"))


def test_each_figure_stands_beside_its_target() -> None:
    text = "\n".join(report("Ours", [figures(), figures(packet_us=6.0), figures()]))
    assert "Ours, 300 viewers, medians of 3 runs" in text
    assert "4 µs        (at most 6: reached)" in text
    assert "10 packets   (at most 0: missed)" in text


def test_a_target_counts_at_its_own_level_only_and_for_ours_only() -> None:
    assert "µs        (at most" not in "\n".join(report("Ours", [figures(viewers=900)]))
    assert "at most" not in "\n".join(report("Theirs", [figures()], judged=False))


def test_runs_are_compared_in_pairs() -> None:
    ours = [figures(), figures(packet_us=5.0)]
    theirs = [figures(packet_us=cost) for cost in (12.0, 10.0)]
    assert compare(ours, theirs).startswith("2.50 times")
    assert "run by run 3.00, 2.00; at least 2.5: reached" in compare(ours, theirs)
