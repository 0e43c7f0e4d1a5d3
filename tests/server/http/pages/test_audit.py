from tests.server.http.home import Home
from tests.server.http.pages.reading import read, words


def test_the_set_up_shows_what_was_done_by_whom_and_narrows_it(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    organizer.command(seat, "roadshow.start")

    whole = read(organizer, f"/s/{seat}/setup/audit")
    part = words(read(organizer, f"/s/{seat}/setup/audit?kind=invitation."))

    assert "<code>roadshow.started</code>" in whole
    assert "Olga" in words(whole)
    assert "Nothing of that kind was done." in part
