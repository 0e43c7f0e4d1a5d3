from xml.etree import ElementTree

from server.http.qr import qr


def test_a_code_is_an_svg_that_the_policy_allows() -> None:
    made = qr("https://show.example.org/i/" + "a" * 43)

    root = ElementTree.fromstring(made)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "style" not in made
    assert "script" not in made


def test_a_long_link_has_larger_dots_where_less_of_it_may_be_covered() -> None:
    link = "https://show.example.org/verify#" + "aB-_" * 180

    dots = [float(ElementTree.fromstring(qr(link, error)).attrib["viewBox"].split()[2]) for error in ("m", "l")]

    assert dots[1] < dots[0]
    assert dots[1] < 110
