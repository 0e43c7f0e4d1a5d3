"""The views are the allowlist: what may be in which is pinned here."""

import pytest
from msgspec import Struct

from server.domain import meeting_views, views
from server.domain.board import BoardView

PUBLIC = (
    views.ShowView,
    views.PresetView,
    views.ProgrammeView,
    views.PitchView,
    views.StageView,
    BoardView,
    meeting_views.MeetingsView,
)
PERSONAL = {"person", "author", "name", "organisation", "signature", "contact", "voters"}


@pytest.mark.parametrize("view", PUBLIC)
def test_what_everybody_sees_has_no_field_for_a_person(view: type[Struct]) -> None:
    assert not PERSONAL & set(view.__struct_fields__)


def test_no_view_has_a_contact_or_the_list_of_who_voted() -> None:
    every = [
        view
        for module in (views, meeting_views)
        for view in vars(module).values()
        if isinstance(view, type) and issubclass(view, Struct) and view.__name__.endswith("View")
    ]

    for view in every:
        assert not {"contact", "voters", "signature", "consents"} & set(view.__struct_fields__)
