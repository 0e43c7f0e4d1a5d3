from datetime import UTC, datetime

import pytest

from server.http.calendar import OCTETS, Appointment, calendar, escape, fold

TITLE = "绿色能源与先进制造；技术, 路演\\专场"


def appointment() -> Appointment:
    return Appointment(
        uid="rsh_1@example.org",
        title=TITLE,
        summary="六个团队，六种把实验室成果带进产线的办法。\n现场提问，现场表达意向。" * 3,
        host="Host; Ltd",
        url="https://example.org/r/rsh_1",
        starts_at=datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
        ends_at=datetime(2026, 11, 24, 12, 24, tzinfo=UTC),
        sequence=7,
        stamped_at=datetime(2026, 11, 1, 0, 0, tzinfo=UTC),
    )


def unfolded(content: bytes) -> dict[str, str]:
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    assert lines.pop() == ""
    return dict(line.split(":", 1) for line in lines if not line.startswith(("BEGIN", "END")))


def unescaped(text: str) -> str:
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\;", ";").replace("\\,", ",") for part in parts)


def test_an_appointment_reads_back_as_it_was_written() -> None:
    entry = unfolded(calendar(appointment()))

    assert unescaped(entry["SUMMARY"]) == TITLE
    assert unescaped(entry["DESCRIPTION"]).endswith("Host; Ltd\nhttps://example.org/r/rsh_1")
    assert (entry["DTSTART"], entry["DTEND"]) == ("20261124T110000Z", "20261124T122400Z")
    assert (entry["UID"], entry["SEQUENCE"]) == ("rsh_1@example.org", "7")


def test_components_are_nested_as_the_format_wants() -> None:
    lines = [line for line in calendar(appointment()).decode().split("\r\n") if line.startswith(("BEGIN", "END"))]

    assert lines == ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR"]


@pytest.mark.parametrize("text", ["a" * 75, "a" * 76, "路" * 200, "a路" * 90, "🚀" * 60, ""])
def test_lines_are_folded_between_characters_and_never_longer_than_the_limit(text: str) -> None:
    folded = fold(f"SUMMARY:{text}")

    assert all(len(line) <= OCTETS for line in folded.split(b"\r\n"))
    assert all(line.decode() for line in folded.rstrip(b"\r\n").split(b"\r\n"))
    assert folded.replace(b"\r\n ", b"").decode() == f"SUMMARY:{text}\r\n"


def test_what_has_a_meaning_in_the_format_is_escaped() -> None:
    assert escape("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"
