"""Frozen value classes that are quick to define, for the classes that every search loads.

`dataclass` writes and compiles six functions for each class, which takes half a millisecond, and a
search defines dozens of classes before it has read a word of the query. Fields, comparison, hash,
`match` and repr are as in frozen dataclasses. To make an object is a little slower.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(made: type[T]) -> type[T]:
    """Decorator of a class whose annotations are its fields; values given there are defaults.

    Fields in the class's `UNCOMPARED`, if it has that, do not count in comparisons.
    """
    names = tuple(n for n, kind in made.__annotations__.items() if kind != "ClassVar")
    body = {name: value for name, value in vars(made).items() if name not in _OWN}
    defaults = {name: body.pop(name) for name in names if name in body}
    compared = tuple(name for name in names if name not in body.get("UNCOMPARED", ()))
    puts: list[Callable[[Any, Any], None]] = []
    methods = _methods(made.__name__, names, defaults, compared, puts)
    body |= {"__slots__": names, "__match_args__": names} | {
        name: method for name, method in methods.items() if name not in body
    }
    again: type[T] = type(made.__name__, made.__bases__, body)
    puts += [getattr(again, name).__set__ for name in names]
    return again


def replaced(value: T, **changes: object) -> T:
    """A copy with other values in some of its fields, as `dataclasses.replace` makes."""
    fields: tuple[str, ...] = value.__match_args__  # type: ignore[attr-defined]
    return value.__class__(**{name: getattr(value, name) for name in fields} | changes)


def thawed(made: type) -> type:
    """A class of objects that have the same slots and can be filled, until they get this class.

    For classes with slots that do not check their values: `__init__` of a frozen one takes several
    times as long.
    """
    return type(made.__name__, (), {"__slots__": made.__slots__})  # type: ignore[attr-defined]


_OWN = ("__dict__", "__weakref__")


def _methods(
    title: str,
    names: tuple[str, ...],
    defaults: dict[str, Any],
    compared: tuple[str, ...],
    puts: list[Callable[[Any, Any], None]],
) -> dict[str, Any]:
    """Methods of a class with these fields; `puts` will fill its slots, once it is made."""
    known = frozenset(names)
    last = tuple(defaults[name] for name in names if name in defaults)
    if names[len(names) - len(last) :] != tuple(defaults):
        last = ()  # some default comes before a field that has none

    def __init__(self: Any, *given: Any, **named: Any) -> None:  # noqa: N807 - a method
        missing = len(names) - len(given)
        if not named and 0 < missing <= len(last):
            given += last[-missing:]
        elif missing or named:
            values = defaults | dict(zip(names, given, strict=False)) | named
            twice = named.keys() & names[: len(given)]
            if twice or values.keys() != known or len(given) > len(names):
                raise TypeError(f"{title} takes {', '.join(names)}")
            given = tuple(values[name] for name in names)
        for put, value in zip(puts, given, strict=True):
            put(self, value)

    key: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _: ()

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(key(self))

    def __repr__(self: Any) -> str:  # noqa: N807
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{title}({values})"

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807
        return self.__class__, tuple(getattr(self, name) for name in names)

    def refuse(self: Any, name: str, *_: Any) -> NoReturn:
        raise AttributeError(f"a {title} does not change: cannot set {name}")

    return {
        "__init__": __init__, "__eq__": __eq__, "__hash__": __hash__, "__repr__": __repr__,
        "__reduce__": __reduce__, "__setattr__": refuse, "__delattr__": refuse,
    }  # fmt: skip
