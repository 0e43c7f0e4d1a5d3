from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, field, read, send


def test_looking_makes_no_code_and_pressing_shows_one(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    assert "<path" not in read(organizer, f"/s/{seat}/device").partition("<main")[2]

    shown = send(organizer, f"/s/{seat}/device", {}).text

    link = field(shown.replace('id="link"', 'name="link"'), "link")
    assert link.startswith("http://testserver/i/")
    assert "<svg" in shown.partition('class="qr"')[2]
    assert send(anybody(home), link.removeprefix("http://testserver"), {}).status_code == 303
