import io

from tools.sentences import extract

SOURCE = b"""
OTHER = {"a": "not this"}
SENTENCES: Final[dict[str, str]] = {
    "one": "First.",
    "two": "Second.",
}
"""


def test_the_values_of_the_table_are_extracted_with_their_lines() -> None:
    assert list(extract(io.BytesIO(SOURCE), [], [], {})) == [(4, None, "First.", []), (5, None, "Second.", [])]
