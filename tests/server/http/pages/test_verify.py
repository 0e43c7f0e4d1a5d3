import json
import re

from tests.server.http.home import Home
from tests.server.http.pages.reading import anybody, read, words


def test_anybody_may_check_a_receipt_without_signing_in(home: Home) -> None:
    shown = read(anybody(home), "/verify")

    boot = re.search(r'<script type="application/json" id="boot">(.*?)</script>', shown)
    assert boot
    assert json.loads(boot[1])["language"] == "en"
    assert "/static/js/pages/verify.js" in shown


def test_without_a_script_the_page_gives_the_command(home: Home) -> None:
    shown = read(anybody(home), "/verify", "zh")

    assert "核验回执" in words(shown)
    assert "roadshow verify receipt.json --keys jwks.json" in words(shown)
