from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from server.domain.audit import Audit, record
from server.domain.export import Exported, NotAnExport, end, entry, header
from tests.server.domain import evening
from tests.server.domain.sealing import SHOW, rows_of
from tests.server.domain.test_audit import KEYS, signed_head

RECORDS = [record(row) for row in rows_of(evening.whole().entries)]
HEAD = signed_head(RECORDS[-1])


def lines(*, private: bool = True) -> Iterator[bytes]:
    yield header(SHOW, KEYS.keys, [signed_head(RECORDS[20])], private=private)
    yield from (entry(one, private=private) for one in RECORDS)
    yield end(HEAD)


WHOLE: Sequence[bytes] = list(lines())


def test_what_is_read_is_what_was_written() -> None:
    found = Exported(WHOLE)

    assert list(found.records()) == RECORDS
    assert found.head == HEAD
    assert (found.header.roadshow, found.header.keys) == (SHOW, KEYS.keys)


def test_without_private_texts_everything_else_is_there() -> None:
    found = Exported(lines(private=False))

    assert list(found.records()) == [replace(one, salt=None, private=None) for one in RECORDS]
    assert not any(b"Name of iris" in line for line in lines(private=False))


def test_one_altered_bit_anywhere_in_an_entry_is_found_at_that_entry() -> None:
    for place in (1, 19, 22, 40):
        line = WHOLE[place]
        for at in range(len(line) - 1):
            other = line[:at] + bytes([line[at] ^ (1 << at % 8)]) + line[at + 1 :]
            fault = Audit(SHOW).of(Exported([*WHOLE[:place], other, *WHOLE[place + 1 :]]).records())
            assert fault, (place, at)
            assert fault.seq == place, (place, at, fault)


@pytest.mark.parametrize("first", [b"", b"{}", WHOLE[1], b"\xff", WHOLE[0].replace(b'"version":1', b'"version":2')])
def test_what_is_no_export_of_this_version_is_refused(first: bytes) -> None:
    with pytest.raises(NotAnExport):
        Exported([first, *WHOLE[1:]])


def test_a_chain_begins_with_its_own_roadshow() -> None:
    with pytest.raises(NotAnExport, match="begins elsewhere"):
        Exported([WHOLE[0].replace(b'"roadshow":"rsh_1","genesis"', b'"roadshow":"rsh_2","genesis"'), *WHOLE[1:]])


def test_a_line_that_is_cut_is_an_entry_that_fits_nowhere() -> None:
    found = Exported([*WHOLE[:30], WHOLE[30][:40]])

    fault = Audit(SHOW).of(found.records())

    assert fault
    assert fault.seq == 30
    assert found.head is None
