import csv
import io

from server.domain.messages import Role
from tests.server.http.home import Home


def test_organizers_and_auditors_read_it_as_pages_and_as_a_file(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    auditor, theirs = home.invited(seat, Role.auditor, "Aud")
    investor, hers = home.invited(seat, Role.investor, "Ann")
    organizer.get(f"/api/seats/{seat}/leads.csv")

    page = auditor.get(f"/api/seats/{theirs}/audit?kind=leads.").json()
    table = list(csv.DictReader(io.StringIO(organizer.get(f"/api/seats/{seat}/audit.csv").text.removeprefix("\ufeff"))))

    assert [line["kind"] for line in page["lines"]] == ["leads.exported"]
    assert page["before"] is None
    assert {row["kind"] for row in table} >= {"leads.exported", "invitation.made", "roadshow.planned"}
    assert {row["name"] for row in table} == {"Olga"}
    assert investor.get(f"/api/seats/{hers}/audit").status_code == 403
    assert organizer.get(f"/api/seats/{seat}/audit?before={'x' * 101}").status_code == 400


def test_what_is_taken_out_of_the_house_is_told_with_who_took_it(home: Home) -> None:
    organizer = home.organizer()
    _, seat = home.roadshow(organizer)
    organizer.get(f"/api/seats/{seat}/audit.csv")
    organizer.post(f"/api/seats/{seat}/encoder")
    organizer.get(f"/api/seats/{seat}/invitations.csv")

    lines = organizer.get(f"/api/seats/{seat}/audit").json()["lines"]

    assert [line["kind"] for line in lines[:3]] == ["invitations.exported", "encoder.made", "audit.exported"]
