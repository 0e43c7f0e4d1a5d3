import re
from base64 import b64decode

from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import anybody, read, send, words


def press(organizer: Browser, seat: str, **fields: str) -> str:
    answer = send(organizer, f"/s/{seat}/setup/invitations", fields)
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def link_in(page: str) -> str:
    [link] = re.findall(r'id="link" value="http://testserver([^"]+)"', page)
    return str(link)


def test_a_link_is_shown_once_and_lets_its_person_in(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    link = link_in(press(organizer, seat, do="invite", role="investor", name="Ivy", project="ignored"))

    assert "Waiting" in words(read(organizer, f"/s/{seat}/setup/invitations"))
    assert link not in read(organizer, f"/s/{seat}/setup/invitations")
    assert send(anybody(home), link, {"name": "Ivy", "organisation": "F", "contact": "1"}).status_code == 303
    assert "Came in" in words(read(organizer, f"/s/{seat}/setup/invitations"))


def test_a_presenter_is_invited_to_a_project(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    projects = re.findall(r'<option value="(prj_\w+)">([^<]+)', read(organizer, f"/s/{seat}/setup/invitations"))
    assert [title for _, title in projects] == ["Solar paint", "Quiet drone"]

    link = link_in(press(organizer, seat, do="invite", role="presenter", project=projects[1][0]))

    assert "Presenter · Quiet drone" in words(read(anybody(home), link))


def test_a_presenter_without_a_project_is_refused_and_the_form_kept(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    answer = send(
        organizer, f"/s/{seat}/setup/invitations", {"do": "invite", "role": "presenter", "name": "Pat", "project": ""}
    )

    assert answer.status_code == 422
    assert 'value="Pat"' in answer.text
    assert 'role="alert"' in answer.text


def test_a_revoked_link_lets_nobody_in(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    link = link_in(press(organizer, seat, do="invite", role="investor"))
    [invitation] = re.findall(r'name="invitation" value="([^"]+)"', read(organizer, f"/s/{seat}/setup/invitations"))

    answer = send(organizer, f"/s/{seat}/setup/invitations", {"do": "revoke", "invitation": invitation})

    assert answer.status_code == 303
    assert send(anybody(home), link, {}).status_code == 409
    assert "Revoked" in words(read(organizer, f"/s/{seat}/setup/invitations"))


def test_a_file_invites_row_by_row_and_gives_its_links_back_as_a_file(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    table = "role,project,name\ninvestor,,Ivy\npresenter,No such,Pat\npresenter,静音无人机,Wang\nboss,,Bob\n"

    answer = send(
        organizer,
        f"/s/{seat}/setup/invitations",
        {"do": "import"},
        files={"table": ("people.csv", table.encode(), "text/csv")},
    )

    assert answer.text.count("<code>http://testserver/i/") == 2
    assert "There is no such project in this roadshow. No such" in words(answer.text)
    [encoded] = re.findall(r'href="data:text/csv;charset=utf-8;base64,([^"]+)"', answer.text)
    assert b64decode(encoded).decode().count("http://testserver/i/") == 2


def test_a_file_that_is_no_table_is_refused(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)

    answer = send(
        organizer,
        f"/s/{seat}/setup/invitations",
        {"do": "import"},
        files={"table": ("people.csv", b"nothing", "text/csv")},
    )

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
