from server.domain.messages import Role
from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, read, words


def test_a_new_house_says_how_to_begin(home: Home) -> None:
    assert "one-time link in the terminal" in words(read(anybody(home), "/"))


def test_an_organizer_may_plan_the_first_roadshow(home: Home) -> None:
    shown = read(home.organizer(), "/")

    assert 'href="/new"' in shown
    assert "Planning one takes five minutes" in words(shown)


def test_roadshows_are_listed_by_where_they_stand(home: Home) -> None:
    organizer = home.organizer()
    planned, _ = home.roadshow(organizer, title={"en": "Planned show"})
    _, live = home.roadshow(organizer, title={"en": "Live show"})
    _, ended = home.roadshow(organizer, title={"en": "Ended show"})
    organizer.command(live, "roadshow.start")
    organizer.command(ended, "roadshow.start")
    organizer.command(ended, "roadshow.end")

    shown = words(read(anybody(home), "/"))

    assert shown.index("Live show") < shown.index("Upcoming")
    assert shown.index("Upcoming") < shown.index("Planned show") < shown.index("Past") < shown.index("Ended show")
    assert f'href="/r/{planned}"' in read(anybody(home), "/")
    assert 'href="/new"' not in read(anybody(home), "/")


def test_somebody_signed_in_finds_their_seats(home: Home) -> None:
    _, seat = home.roadshow(home.organizer())
    investor, mine = home.invited(seat, Role.investor, "Ivy")

    assert f'href="/s/{mine}/live"' in read(investor, "/")
    assert "Your seats" in words(read(investor, "/"))
    assert "Your seats" not in words(read(anybody(home), "/"))
