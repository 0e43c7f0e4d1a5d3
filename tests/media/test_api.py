import pytest

from media import api


@pytest.mark.parametrize(
    ("error", "code", "temporary"),
    [
        (api.OfferRefused("why"), "offer_malformed", False),
        (api.OfferRefused("why", "offer_too_large"), "offer_too_large", False),
        (api.SessionUnknown("why"), "session_unknown", False),
        (api.PlaneFull("why"), "plane_full", True),
        (api.PlaneUnavailable("why"), "plane_unavailable", True),
    ],
)
def test_an_error_says_what_to_do_and_whether_waiting_helps(error: api.MediaError, code: str, temporary: bool) -> None:
    assert (error.reason, error.detail, str(error), error.temporary) == (code, "why", "why", temporary)
