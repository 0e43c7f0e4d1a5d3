import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.api import OfferRefused
from media.embedded import fragment
from tests.media.offers import offer

CREDENTIALS = "a=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\n"
LINE = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
CANDIDATE = "a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw network-id 1\r\n"
NAME = "a=candidate:1 1 UDP 2122252543 0aa8-11.local 49203 typ host\r\n"
REFLEXIVE = "a=candidate:3 1 tcp 1845501695 2001:db8::2 9 typ srflx raddr 10.0.1.1 rport 8998 tcptype active\r\n"


def test_candidates_come_with_the_credentials_they_belong_to() -> None:
    text = CREDENTIALS + LINE + CANDIDATE + NAME + REFLEXIVE + "a=end-of-candidates\r\n"

    assert fragment.parse(text) == fragment.Credentials("EsAw", "P2uYro0UCOQ4zxjKXaWCBui1")


def test_a_fragment_may_come_without_credentials() -> None:
    assert fragment.parse(LINE + "a=end-of-candidates\n") is None


def test_the_empty_candidate_that_ends_a_generation_is_no_mistake() -> None:
    assert fragment.parse(CREDENTIALS + LINE + CANDIDATE + "a=\r\na=end-of-candidates\r\n") is not None


def test_an_offer_has_credentials_too() -> None:
    assert fragment.credentials(offer()) == fragment.Credentials("abcd", "a" * 24)
    assert fragment.credentials(offer().replace("a=ice-pwd", "a=other")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello\r\n",
        "{}",
        LINE + "a=candidate:1 1 udp\r\n",
        LINE + CANDIDATE.replace("61764", "port"),
        LINE + CANDIDATE.replace(" typ host", ""),
        CREDENTIALS.replace("EsAw", "E"),
        "a=ice-ufrag:EsAw\r\n",
    ],
)
def test_what_is_no_fragment_is_refused(text: str) -> None:
    with pytest.raises(OfferRefused) as refused:
        fragment.parse(text)

    assert refused.value.reason == "offer_malformed"


@pytest.mark.parametrize("text", [CANDIDATE * 17, LINE * 2000])
def test_too_much_is_refused(text: str) -> None:
    with pytest.raises(OfferRefused) as refused:
        fragment.parse(text)

    assert refused.value.reason == "offer_too_large"


@given(st.text() | st.lists(st.sampled_from([CREDENTIALS, LINE, CANDIDATE, "a=ice-pwd:", "\0"])).map("".join))
def test_nothing_but_a_refusal_is_raised(text: str) -> None:
    try:
        fragment.parse(text)
    except OfferRefused:
        return
