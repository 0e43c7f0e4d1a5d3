from collections.abc import AsyncIterator

import pytest

from server.doctor.findings import Finding, Mark, report


async def found(*marks: Mark) -> AsyncIterator[Finding]:
    for mark in marks:
        yield Finding(mark, f"It is {mark.name}.")


@pytest.mark.parametrize(("marks", "status"), [((Mark.good, Mark.hint), 0), ((Mark.bad, Mark.good), 1), ((), 0)])
def test_the_status_is_one_where_something_will_not_work(
    marks: tuple[Mark, ...], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(found(*marks)) == status
    assert capsys.readouterr().out == "".join(f"{mark.value}  It is {mark.name}.\n" for mark in marks)
