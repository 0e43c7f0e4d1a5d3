from hashlib import sha256

from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, read, words


def test_anybody_reads_an_accepted_text_and_checks_its_bytes(home: Home) -> None:
    preset = home.house.presets.card("cn_technology").preset
    assert preset.notice
    digest = preset.notice.text
    assert anybody(home).get(f"/texts/{digest}").status_code == 404
    home.roadshow(home.organizer(), preset="cn_technology")

    shown = words(read(anybody(home), f"/texts/{digest}"))
    bytes_ = anybody(home).get(f"/texts/{digest}.json")

    assert "non-binding intent" in shown
    assert "不具约束力的意向" in shown
    assert sha256(bytes_.content).hexdigest() == digest
    assert "immutable" in bytes_.headers["cache-control"]


def test_there_is_no_page_for_a_text_that_nobody_could_accept(home: Home) -> None:
    for path in ("/texts/" + "0" * 64, "/texts/" + "0" * 64 + ".json", "/texts/.json"):
        assert anybody(home).get(path, headers={"accept": "text/html"}).status_code == 404
