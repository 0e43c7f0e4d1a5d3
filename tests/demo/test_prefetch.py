import threading
from collections.abc import Iterator

import pytest

from demo.prefetch import prefetch


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10])
def test_everything_comes_in_order(count: int) -> None:
    assert list(prefetch(iter(range(count)), batch=3)) == list(range(count))


def test_items_are_produced_in_another_thread() -> None:
    def producers() -> Iterator[int]:
        yield threading.get_ident()

    assert list(prefetch(producers())) != [threading.get_ident()]


def test_what_the_producer_raises_reaches_the_consumer() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        list(prefetch(broken(), batch=1))
