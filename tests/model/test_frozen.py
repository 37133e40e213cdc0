"""Frozen values behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import sys
from collections.abc import Mapping
from typing import Any, ClassVar

import pytest

from newsarchive.model.frozen import frozen, named, replaced


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


@frozen
class Base:
    x: int


@frozen
class Marked(Base):
    mark: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Measured(Other):
    width: int = 1


@named
class Named:
    x: int = 0
    also: Mapping[str, int] = {}
    y: int  # a field without a default may come last


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bounded(Named):
    most: int = 0


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


def test_fields_that_are_named_are_given_by_name_only() -> None:
    make: Any = Named
    assert Named(y=1) == Named(y=1, x=0) != Named(y=2)
    assert repr(replaced(Named(y=1), x=2)) == "Named(x=2, also={}, y=1)"
    for wrong, said in [({}, "missing y"), ({"y": 1, "z": 1}, "no such field: z")]:
        with pytest.raises(TypeError, match=f"^Named: {said}$"):
            make(**wrong)
    with pytest.raises(TypeError):
        make(1, 2)


def test_a_class_has_the_fields_of_its_base_too() -> None:
    marked = Marked(1, "!")
    assert isinstance(marked, Base)
    assert repr(marked) == "Marked(x=1, mark='!')"
    assert pickle.loads(pickle.dumps(marked)) == marked != Marked(1)


def test_the_functions_of_dataclasses_take_it_for_one() -> None:
    first, second = dataclasses.fields(Other)
    assert (first.name, first.type, first.default) == ("x", "int", dataclasses.MISSING)
    assert second.default == 0
    assert str(inspect.signature(Other)) == "(x: 'int', y: 'int' = 0) -> None"
    value: Any = Named(y=1)
    assert dataclasses.asdict(value) == {"x": 0, "also": {}, "y": 1}
    assert dataclasses.replace(value, x=2) == Named(y=1, x=2)
    assert dataclasses.is_dataclass(Named)
    assert [one.kw_only for one in dataclasses.fields(Named)] == [True, True, True]


def test_a_dataclass_can_extend_it() -> None:
    measured = Measured(1, 2, 3)
    assert (measured.x, measured.width) == (1, 3)
    assert pickle.loads(pickle.dumps(measured)) == measured != Measured(1, 2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        measured.x = 2  # type: ignore[misc]


def test_a_dataclass_by_name_can_extend_it() -> None:
    bounded = Bounded(y=1, most=2)
    assert pickle.loads(pickle.dumps(bounded)) == bounded == copy.copy(bounded)
    assert replaced(bounded, most=3) == Bounded(y=1, most=3)
    assert list(inspect.signature(Bounded).parameters) == ["x", "also", "y", "most"]


@pytest.mark.skipif(sys.version_info < (3, 13), reason="copy.replace is new in 3.13")
def test_copy_can_replace_fields() -> None:
    assert copy.replace(Point(1), y=2) == Point(1, 2)  # type: ignore[attr-defined,unused-ignore]
