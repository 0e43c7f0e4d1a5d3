import re
import xml.etree.ElementTree as ET

import pytest

from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import HTML, read, words
from tests.server.http.report.stage import Scene, statuses
from tests.server.http.test_materials import Show


def test_it_shows_the_question_and_the_intent_as_soon_as_the_pitch_is_over(home: Home) -> None:
    scene = Scene(home)
    scene.go()

    shown = words(read(scene.presenter, scene.paths(scene.presenting)[0]))

    assert "Solar paint" in shown
    for expected in ("How wide is it?", "Unanswered", "Ivy · Fund", "In Lisbon", "Pilot · Interested"):
        assert expected in shown
    assert "Interest while it lasted: questions 1, votes 0, intents 1." in shown


def test_the_plot_has_a_title_and_a_description_and_is_a_table_too(home: Home) -> None:
    scene = Scene(home)
    scene.go()
    page = read(scene.organizer, scene.paths(scene.seat)[0])

    plots = re.findall(r'<svg class="plot.*?</svg>', page, re.DOTALL)

    assert len(plots) == 2
    for plot in map(ET.fromstring, plots):
        named = {element.get("id"): element.text for element in plot if element.tag in ("title", "desc")}
        assert set(str(plot.get("aria-labelledby")).split()) == set(named)
        assert "Nobody watched." in str(list(named.values()))
    assert "Watching at most" in words(page)


def test_it_leads_to_the_files_and_to_the_leads(home: Home) -> None:
    scene = Scene(home)
    scene.go()
    page, pdf, csv, seconds = scene.paths(scene.presenting)

    shown = read(scene.presenter, page)

    for path in (pdf, csv, seconds, f"/s/{scene.presenting}/leads?project={scene.project}"):
        assert f'href="{path}"' in shown


def test_it_is_for_the_projects_presenters_and_organizers_alone(home: Home) -> None:
    scene = Scene(home)
    scene.go()

    assert statuses(scene.rival, scene.paths(scene.rivalling)[:1]) == [403]
    assert statuses(scene.investor, scene.paths(scene.investing)[:1]) == [403]
    assert statuses(scene.investor, scene.paths(scene.presenting)[:1]) == [404]


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Not yet The report is there once the pitch is over."), ("zh", "路演环节结束后")]
)
def test_before_the_pitch_is_over_the_page_says_when_it_will_be_there(home: Home, language: str, sentence: str) -> None:
    scene = Scene(home)

    answer = scene.organizer.get(scene.paths(scene.seat)[0], headers={**HTML, "accept-language": language})

    assert answer.status_code == 409
    assert sentence in words(answer.text)


def test_a_page_that_has_not_changed_is_not_sent_again(home: Home) -> None:
    scene = Scene(home)
    scene.go()
    path = scene.paths(scene.presenting)[0]
    first = scene.presenter.get(path, headers=HTML)
    known = {**HTML, "if-none-match": first.headers["etag"]}

    home.clock.pass_by(30)
    again = scene.presenter.get(path, headers=known)
    other = scene.presenter.get(path, headers={**known, "accept-language": "zh"})
    scene.investor.command(scene.investing, "question.ask", None, text="How heavy?", pitch=scene.pitch)
    asked = scene.presenter.get(path, headers=known)

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert (other.status_code, asked.status_code) == (200, 200)
    assert "How heavy?" in asked.text


def test_the_page_of_a_report_and_of_one_that_is_to_come_ask_again_by_themselves(home: Home) -> None:
    scene = Scene(home)
    script = 'src="/static/js/pages/report.js"'
    path = scene.paths(scene.seat)[0]

    early = scene.organizer.get(path, headers=HTML)
    scene.go()

    assert early.status_code == 409
    assert script in early.text
    assert script in read(scene.organizer, path)


def test_a_report_says_how_many_downloaded_a_document_and_who_as_far_as_its_reader_may_know(home: Home) -> None:
    show = Show(home)
    material, (browser, seat) = show.add(show.presenter).json()["material"], show.investor
    show.add(show.presenter, b"%PDF-1.7 plan", "plan.pdf")
    show.organizer.command(show.host, "roadshow.start")
    show.organizer.command(show.host, "pitch.start", pitch=show.pitches[show.project])
    browser.command(seat, "intent.state", project=show.project, kind="talk", visibility="presenter", consent=False)
    for who in (show.investor, show.investor, show.viewer):
        show.get(who, material)
    show.organizer.command(show.host, "pitch.end", pitch=show.pitches[show.project])

    ours, theirs = (documents(show, *who) for who in ((show.organizer, show.host), show.presenter))
    browser.command(seat, "consent.give", project=show.project)

    assert "Nobody has downloaded it." in ours
    assert "deck.pdf" in ours
    assert "Downloaded by 2 people · Ines" in ours
    assert "Downloaded by 2 people" in theirs
    assert "Ines" not in theirs
    assert "Downloaded by 2 people · Ines" in documents(show, *show.presenter)


def documents(show: Show, browser: Browser, seat: str) -> str:
    """What the project's report says of them."""
    page = read(browser, f"/s/{seat}/report/{show.project}")
    return page.partition('aria-labelledby="documents"')[2].partition("</section>")[0]
