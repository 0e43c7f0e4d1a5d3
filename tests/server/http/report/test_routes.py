import io

from pypdf import PdfReader

from tests.server.http.home import Home
from tests.server.http.report.stage import Scene, statuses


def test_presenters_fetch_their_report_as_files(home: Home) -> None:
    scene = Scene(home)
    scene.go()
    _, pdf, csv, seconds = scene.paths(scene.presenting)

    printed = scene.presenter.get(pdf, headers={"accept-language": "en"})
    stated, watched = scene.presenter.get(csv), scene.presenter.get(seconds)

    assert printed.headers["content-type"] == "application/pdf"
    assert printed.headers["cache-control"] == "no-store"
    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert "How wide is it?" in words
    assert "In Lisbon" in words
    assert stated.headers["content-type"] == "text/csv; charset=utf-8"
    assert '"Ivy"' in stated.text
    assert watched.text.count("\r\n") == 61
    audit = scene.organizer.get(f"/api/seats/{scene.seat}/audit?kind=report.").json()
    assert [line["fields"] for line in audit["lines"]] == [{"file": name} for name in ("seconds", "csv", "pdf")]


def test_the_print_is_in_the_readers_language(home: Home) -> None:
    scene = Scene(home)
    scene.go()

    answer = scene.organizer.get(scene.paths(scene.seat)[1], headers={"accept-language": "zh-CN"})

    words = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "未回答" in words


def test_nobody_reads_the_report_of_a_project_that_is_not_theirs(home: Home) -> None:
    scene = Scene(home)
    scene.go()

    assert statuses(scene.rival, scene.paths(scene.rivalling)[1:]) == [403, 403, 403]
    assert statuses(scene.investor, scene.paths(scene.investing)[1:]) == [403, 403, 403]
    assert statuses(scene.rival, scene.paths(scene.presenting)[1:]) == [404, 404, 404]
    assert statuses(scene.organizer, scene.paths(scene.seat, "prj_none")[1:]) == [404, 404, 404]


def test_before_the_pitch_is_over_there_is_nothing_to_fetch(home: Home) -> None:
    scene = Scene(home)
    scene.host("pitch.start", pitch=scene.pitch)

    answer = scene.presenter.get(scene.paths(scene.presenting)[1])

    assert (answer.status_code, answer.json()["code"]) == (409, "report_early")
