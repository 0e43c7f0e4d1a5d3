import csv
import io

from server.http.report.tables import BOTH, INTENT, QUESTION, SECONDS, seconds, stated
from tests.server.domain.story import INES
from tests.server.http.report.evening import empty, full, read


def rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_questions_and_intents_are_rows_of_one_table() -> None:
    question, _, intent, *_ = rows(stated(read(full())))

    assert list(question) == [*BOTH, *QUESTION, *INTENT]
    assert (question["sort"], question["second"], question["state"], question["votes"]) == (
        "question",
        "60",
        "open",
        "0",
    )
    assert (intent["sort"], intent["second"], intent["name"], intent["state"]) == (
        "intent",
        "75",
        INES.name,
        "submitted",
    )
    assert (intent["amount_min_minor"], intent["amount_max_minor"], intent["currency"]) == (
        "100000000",
        "300000000",
        "CNY",
    )


def test_what_was_written_stays_text_in_a_spreadsheet() -> None:
    question, *_ = rows(stated(read(full())))

    assert question["text"] == "'=1+1?"


def test_until_when_a_response_is_owed_is_a_column() -> None:
    *_, waiting, withdrawn = rows(stated(read(full())))

    assert (waiting["due"], withdrawn["due"]) == ("2026-11-26T08:01:15+00:00", "")


def test_what_was_taken_back_says_so() -> None:
    assert [row["state"] for row in rows(stated(read(full())))][-1] == "withdrawn"


def test_every_second_is_a_row() -> None:
    found = rows(seconds(read(full())))

    assert list(found[0]) == list(SECONDS)
    assert len(found) == 100
    assert (found[45]["watching"], found[60]["questions"], found[75]["intents"]) == ("3", "1", "3")


def test_a_report_of_nothing_is_a_header() -> None:
    assert rows(stated(read(empty()))) == []
    assert {row["watching"] for row in rows(seconds(read(empty())))} == {"0"}
