from datetime import UTC, datetime

import pytest
from starlette.datastructures import FormData

from server.domain.messages import Bilingual
from server.domain.state import Plan
from server.errors import Invalid, Malformed
from server.http.commands import KEY
from server.http.pages import typed
from server.http.pages.page import Form

ANNOUNCED = {"title_en": "Demo", "date": "2026-07-01", "time": "19:30", "timezone": "Europe/Berlin"}


def form(**fields: str) -> Form:
    return Form(FormData(fields))


def test_a_time_is_meant_in_its_zone() -> None:
    fields = typed.announced(form(**ANNOUNCED))

    assert fields["starts_at"] == datetime(2026, 7, 1, 17, 30, tzinfo=UTC)
    assert fields["title"] == {"zh": "", "en": "Demo"}


@pytest.mark.parametrize(("name", "value"), [("date", "soon"), ("time", ""), ("date", "2026-02-30")])
def test_a_date_that_is_none_is_refused(name: str, value: str) -> None:
    with pytest.raises(Malformed):
        typed.announced(form(**{**ANNOUNCED, name: value}))


@pytest.mark.parametrize(
    ("date", "time", "zone"),
    [("0001-01-01", "00:00", "Asia/Shanghai"), ("9999-12-31", "23:59", "America/New_York")],
)
def test_a_time_that_is_beyond_the_calendar_in_utc_is_refused(date: str, time: str, zone: str) -> None:
    with pytest.raises(Invalid, match="time_range"):
        typed.announced(form(**{**ANNOUNCED, "date": date, "time": time, "timezone": zone}))


@pytest.mark.parametrize("zone", ["", "Mars/Phobos", "../etc/passwd", "x\0"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    with pytest.raises(Invalid, match="timezone_unknown"):
        typed.announced(form(**{**ANNOUNCED, "timezone": zone}))


def test_a_plan_comes_out_of_its_form_as_it_went_in() -> None:
    plan = Plan(
        title=Bilingual(zh="路演", en="Demo"),
        starts_at=datetime(2026, 7, 1, 17, 30, tzinfo=UTC),
        timezone="Europe/Berlin",
        currencies=("EUR",),
    )
    shown = typed.of_plan(plan)

    again = typed.announced(Form(FormData([(name, value) for name, value in shown.items() if isinstance(value, str)])))

    assert (again["starts_at"], again["timezone"]) == (plan.starts_at, plan.timezone)
    assert again["title"] == {"zh": "路演", "en": "Demo"}


def test_at_least_one_currency_is_chosen() -> None:
    with pytest.raises(Malformed):
        typed.ruled(form(moderated="yes"))
    assert typed.ruled(Form(FormData([("currencies", "CNY"), ("currencies", "EUR")]))) == {
        "currencies": ["CNY", "EUR"],
        "moderated": False,
    }


def test_the_key_of_a_form_is_one_for_a_command() -> None:
    assert KEY.fullmatch(f"{typed.fresh_key()}-199")
    with pytest.raises(Malformed):
        typed.key_of(form(key="short"))


def test_zones_are_places() -> None:
    assert "Asia/Shanghai" in typed.zones()
    assert "UTC" in typed.zones()
    assert "Etc/GMT+8" not in typed.zones()
