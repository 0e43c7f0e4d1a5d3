"""Clocks: which runs out when, the first at hand; a binary heap in persistent maps, each change in O(log n)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from immutables import Map
from msgspec import Struct

Item = tuple[datetime, str]


class Clocks(Struct, frozen=True):
    """Keys with the time each is due at, one time a key; equal ones came about by the same changes in order."""

    heap: Map[int, Item] = Map()
    places: Map[str, int] = Map()

    @property
    def first(self) -> datetime | None:
        """When the next is due; None where nothing is."""
        return self.heap[0][0] if self.heap else None

    def of(self, key: str) -> datetime | None:
        """When this key is due; None where it is not."""
        place = self.places.get(key)
        return None if place is None else self.heap[place][0]

    def set(self, key: str, at: datetime | None) -> "Clocks":
        """With this key due at that time, or not at all."""
        place = self.places.get(key)
        if place is None:
            return self if at is None else self._put(len(self.heap), (at, key))
        if at is not None:
            return self if self.heap[place][0] == at else self._put(place, (at, key))
        return self._without(place)

    def until(self, at: datetime) -> Iterator[str]:
        """The keys due by then, the first first."""
        rest = self
        while rest.heap and rest.heap[0][0] <= at:
            yield rest.heap[0][1]
            rest = rest._without(0)

    def _without(self, place: int) -> "Clocks":
        last = len(self.heap) - 1
        moved, gone = self.heap[last], self.heap[place][1]
        rest = Clocks(self.heap.delete(last), self.places.delete(gone))
        return rest if place == last else rest._put(place, moved)

    def _put(self, place: int, item: Item) -> "Clocks":
        heap, places = self.heap.mutate(), self.places.mutate()
        place = _sunk(heap, places, _risen(heap, places, place, item), item)
        heap[place], places[item[1]] = item, place
        return Clocks(heap.finish(), places.finish())


def _risen(heap: Any, places: Any, place: int, item: Item) -> int:
    """Where an item belongs at or above a place, whose later ancestors have moved down."""
    while place > 0 and item < heap[parent := (place - 1) // 2]:
        heap[place], places[heap[parent][1]] = heap[parent], place
        place = parent
    return place


def _sunk(heap: Any, places: Any, place: int, item: Item) -> int:
    """Where an item belongs at or below a place, whose earlier descendants have moved up."""
    while (child := 2 * place + 1) < len(heap):
        if child + 1 < len(heap) and heap[child + 1] < heap[child]:
            child += 1
        if item < heap[child]:
            break
        heap[place], places[heap[child][1]] = heap[child], place
        place = child
    return place
