"""What is new in a second is looked at, and the first second in which something gave way is kept."""

from pathlib import Path
from random import Random

from rehearsal.acts import Acts
from rehearsal.gauge import Gauge
from rehearsal.house import House
from rehearsal.pictures import Pictures
from rehearsal.posts import Posts
from rehearsal.viewers import Crowd


def test_the_first_to_give_way_is_kept_with_its_second() -> None:
    house = House("http://127.0.0.1:1")
    crowd, acts = Crowd(house), Acts(Posts(house), {}, "prj_1", Random(1))
    gauge = Gauge(crowd, acts, Pictures("http://127.0.0.1:1", Path()))

    crowd.lags.add(100)
    acts.spreads["intent"].add(20)
    gauge.look(0)
    assert (gauge.what, gauge.lag.count, gauge.intents, gauge.best) == ("", 1, 1, 1)
    crowd.lags.add(5000)
    gauge.look(0)
    crowd.fault("gap")
    gauge.look(0)

    assert (gauge.what, gauge.first.second if gauge.first else 0) == ("broadcast", 2)
    assert (gauge.lags.count, gauge.recorded.count, gauge.lag.count) == (2, 1, 0)


def test_what_was_counted_before_is_not_counted_again() -> None:
    house = House("http://127.0.0.1:1")
    crowd, acts = Crowd(house), Acts(Posts(house), {}, "prj_1", Random(1))
    gauge = Gauge(crowd, acts, Pictures("http://127.0.0.1:1", Path()))
    gauge.what, gauge.first = "", None

    acts.refusals["window_closed"] += 5
    gauge.look(0)
    assert gauge.what == ""
    acts.refusals["inbox_full"] += 1
    gauge.look(0)
    assert gauge.what == "refusals"
    gauge.what, gauge.first = "", None
    gauge.look(0)
    assert gauge.what == ""
