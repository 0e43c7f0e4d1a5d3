from xml.etree import ElementTree

from server.http.qr import qr


def test_a_code_is_an_svg_that_the_policy_allows() -> None:
    made = qr("https://show.example.org/i/" + "a" * 43)

    root = ElementTree.fromstring(made)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in made
    assert "script" not in made
