"""Frozen values behave as frozen dataclasses do."""

from __future__ import annotations

import pickle
from typing import Any, ClassVar

import pytest

from newsarchive.model.frozen import frozen, replaced


@frozen
class Point:
    """A place."""

    x: int
    y: int = 0
    said: str = ""

    UNCOMPARED: ClassVar = ("said",)

    def __str__(self) -> str:
        return f"{self.x}/{self.y}"


@frozen
class Other:
    x: int
    y: int = 0


def test_fields_are_given_by_place_or_by_name() -> None:
    assert Point(1, y=2) == Point(1, 2) == Point(y=2, x=1) != Point(2, 1)
    assert repr(Point(1)) == "Point(x=1, y=0, said='')"
    assert str(Point(1, 2)) == "1/2"


def test_fields_in_uncompared_are_not_compared() -> None:
    assert Point(1, said="a") == Point(1, said="b")
    assert hash(Point(1, said="a")) == hash(Point(1, said="b"))


def test_a_copy_has_other_values_in_some_fields() -> None:
    assert replaced(Point(1, 2), y=3) == Point(1, 3)


def test_another_class_is_another_value() -> None:
    others: list[object] = [Point(1), 1, (1, 0)]
    assert Other(1) not in others


def test_values_do_not_change() -> None:
    point: Any = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2
    with pytest.raises(AttributeError):
        del point.x
    with pytest.raises(AttributeError):
        point.z = 2


@pytest.mark.parametrize(
    ("given", "named"),
    [((), {}), ((1, 2, "", 4), {}), ((1,), {"x": 1}), ((1,), {"z": 1}), ((), {"y": 1})],
)
def test_wrong_fields_are_refused(given: tuple[Any, ...], named: dict[str, Any]) -> None:
    make: Any = Point
    with pytest.raises(TypeError):
        make(*given, **named)


def test_values_match_and_travel() -> None:
    match pickle.loads(pickle.dumps(Point(1, 2, "a"))):
        case Point(x, y, said=said):
            assert (x, y, said) == (1, 2, "a")
