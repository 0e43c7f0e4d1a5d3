from server.system import RandomIds, SystemClock


def test_ids_differ_and_sort_by_the_time_they_were_made() -> None:
    ids = RandomIds(SystemClock())
    made = [ids.new() for _ in range(100)]

    assert len(set(made)) == 100
    assert [each[:10] for each in made] == sorted(each[:10] for each in made)
    assert {len(each) for each in made} == {26}


def test_the_clock_is_aware_and_cut_to_milliseconds() -> None:
    now = SystemClock().now()

    assert now.utcoffset() is not None
    assert now.microsecond % 1000 == 0
