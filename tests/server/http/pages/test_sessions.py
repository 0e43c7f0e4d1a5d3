import re

from server.domain.messages import Role
from tests.server.http.home import Browser, Home
from tests.server.http.pages.reading import anybody, field, read, send, words

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.58"
OFFER = {"content-type": "application/sdp"}


def telephone(home: Home, browser: Browser, seat: str) -> Browser:
    """A second browser of the same person."""
    shown = send(browser, f"/s/{seat}/device", {}).text.replace('id="link"', 'name="link"')
    path = field(shown, "link").removeprefix("http://testserver")
    answer = anybody(home).post(path, headers={"user-agent": PHONE, "accept": "text/html"})
    found = re.search(r"roadshow=([^;]+)", answer.headers["set-cookie"])
    assert found
    home.client.cookies.clear()
    return Browser(home, found[1])


def investor(home: Home) -> tuple[Browser, str]:
    _, seat = home.roadshow(home.organizer())
    return home.invited(seat, Role.investor, "Ann")


def test_each_browser_is_told_in_words_and_this_one_is_marked(home: Home) -> None:
    ann, seat = investor(home)
    telephone(home, ann, seat)

    shown = words(read(ann, "/sessions").partition("<main")[2])

    assert "A browser that does not say its name" in shown
    assert shown.index("This browser") < shown.index("WeChat on iPhone")


def test_another_browser_is_signed_out_and_this_one_stays(home: Home) -> None:
    ann, seat = investor(home)
    phone = telephone(home, ann, seat)
    page = read(ann, "/sessions")

    answer = send(ann, "/sessions", {"do": "end", "session": field(page, "session")})

    assert answer.headers["location"] == "/sessions?done=1"
    assert phone.get(f"/s/{seat}/live").status_code == 401
    assert "WeChat" not in read(ann, "/sessions?done=1")


def test_all_others_are_signed_out_at_one_press(home: Home) -> None:
    ann, seat = investor(home)
    phones = [telephone(home, ann, seat) for _ in range(2)]

    assert "Sign out everywhere else" in read(ann, "/sessions")
    send(ann, "/sessions", {"do": "end-others"})

    assert [phone.get("/sessions").status_code for phone in phones] == [401, 401]
    assert ann.get("/sessions").status_code == 200


def test_an_encoder_stops_when_its_person_signs_out_everywhere_else_or_in_the_last_browser(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    for way, fields in (("/sessions", {"do": "end-others"}), ("/signout", {})):
        token = {"authorization": f"Bearer {organizer.post(f'/api/seats/{seat}/encoder').json()['token']}"}
        made = home.client.post(f"/whip/{seat}", headers={**OFFER, **token}, content="v=0")
        session = made.headers["location"].rpartition("/")[2]
        assert made.status_code == 201

        assert organizer.post(way, data=fields).status_code == 303

        home.call(home.plane.until, "end", session)
        assert home.client.post(f"/whip/{seat}", headers={**OFFER, **token}, content="v=0").status_code == 401


def test_what_is_signed_out_already_is_said_on_the_page(home: Home) -> None:
    ann, _ = investor(home)

    for fields in ({"do": "end", "session": "ses_none"}, {"do": "nothing"}):
        answer = send(ann, "/sessions", fields)
        assert answer.status_code in (400, 404)
        assert "This browser" in answer.text


def test_renewing_gives_the_browser_another_secret(home: Home) -> None:
    ann, _ = investor(home)

    answer = send(ann, "/sessions", {"do": "renew"})

    found = re.search(r"roadshow=([^;]+)", answer.headers["set-cookie"])
    assert found
    assert ann.get("/sessions").status_code == 401
    assert Browser(home, found[1]).get("/sessions").status_code == 200


def test_staff_is_told_that_they_are_signed_out_sooner(home: Home) -> None:
    organizer = home.organizer()
    ann, _ = investor(home)

    assert "organizes or audits" in read(organizer, "/sessions")
    assert "organizes or audits" not in read(ann, "/sessions")


def test_nobody_signed_in_is_told_so(home: Home) -> None:
    assert anybody(home).get("/sessions").status_code == 401
    assert send(anybody(home), "/sessions", {"do": "end-others"}).status_code == 401


def test_on_the_last_day_every_page_says_that_the_browser_will_be_signed_out_until_it_is_renewed(home: Home) -> None:
    ann, seat = investor(home)
    before = read(ann, f"/s/{seat}/live")
    home.clock.pass_by(29 * 86400 + 1)

    late = read(ann, f"/s/{seat}/live")
    answer = send(ann, "/sessions", {"do": "renew"})

    found = re.search(r"roadshow=([^;]+)", answer.headers["set-cookie"])
    assert found
    after = read(Browser(home, found[1]), f"/s/{seat}/live")
    assert ["soon be signed out" in page for page in (before, late, after)] == [False, True, False]
