from media.embedded.meter import SHORTEST_PATIENCE, SILENCE, Meter


def test_a_steady_stream_has_its_rate() -> None:
    meter = Meter()

    for step in range(200):
        meter.add(1000, step / 100)

    assert 780_000 < meter.bitrate(2.0) < 820_000
    assert meter.active(2.0)


def test_one_keyframe_does_not_double_the_rate() -> None:
    meter = Meter()
    highest = 0

    for step in range(400):
        meter.add(50_000 if step == 200 else 1000, step / 100)
        highest = max(highest, meter.bitrate(step / 100))

    assert highest < 800_000 + 8 * 50_000 + 10_000


def test_in_silence_nothing_flows() -> None:
    meter = Meter()
    assert not meter.active(0.0)
    meter.add(1000, 1.0)

    assert not meter.active(1.0 + SILENCE)
    assert meter.bitrate(1.0 + SILENCE) == 0


def test_what_was_before_a_pause_does_not_count_after_it() -> None:
    meter = Meter()
    for step in range(100):
        meter.add(10_000, step / 100)

    meter.add(100, 60.0)

    assert 0 < meter.bitrate(60.1) < 10_000


def paced(meter: Meter, rate: float, since: float, until: float) -> None:
    for step in range(round((until - since) * rate)):
        meter.add(1000, since + step / rate)


def test_patience_follows_the_longest_usual_pause_within_bounds() -> None:
    meter = Meter()
    assert meter.patience == SILENCE

    paced(meter, 30, 0.0, 10.0)
    assert meter.patience == SHORTEST_PATIENCE
    paced(meter, 5, 10.0, 14.0)
    assert 0.5 < meter.patience < 0.7
    paced(meter, 1, 14.0, 18.0)
    assert meter.patience > 1.2
    paced(meter, 30, 18.0, 30.0)
    assert meter.patience == SHORTEST_PATIENCE
