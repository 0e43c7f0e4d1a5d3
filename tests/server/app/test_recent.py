from server.app.recent import Recent


def test_the_one_unused_for_longest_is_let_go_first() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("b", 2)

    recent.get("a")
    recent.put("c", 3)

    assert (recent.get("a"), recent.get("b"), recent.get("c"), len(recent)) == (1, None, 3, 2)


def test_what_is_dropped_or_put_again_is_so() -> None:
    recent: Recent[str, int] = Recent(2)
    recent.put("a", 1)
    recent.put("a", 2)
    recent.put("b", 3)

    recent.drop("b")
    recent.drop("never there")

    assert (recent.get("a"), recent.get("b")) == (2, None)


def test_what_is_named_goes_and_the_rest_stays() -> None:
    kept: Recent[str, int] = Recent(3)
    for number, key in enumerate("abc"):
        kept.put(key, number)

    kept.drop_each(lambda key, value: key == "a" or value == 2)

    assert [kept.get(key) for key in "abc"] == [None, 1, None]
