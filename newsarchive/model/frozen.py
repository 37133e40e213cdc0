"""Frozen value classes that are quick to define, for the classes that every search loads.

`dataclass` writes and compiles six functions for each class, which takes half a millisecond, and a
search defines dozens of classes before it has read a word of the query. Fields, comparison, hash,
`match` and repr are as in frozen dataclasses, and the functions of `dataclasses` treat
these as such. To make an object is a little slower.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True)
def frozen(made: type[T]) -> type[T]:
    """Decorator of a class whose annotations are its fields; values given there are defaults.

    Fields in the class's `UNCOMPARED`, if it has that, do not count in comparisons. Fields of a
    frozen base come first, without their defaults.
    """
    return _frozen(made, by_name=False)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def named(made: type[T]) -> type[T]:
    """The same, of a class whose fields are only given by name, in any order."""
    return _frozen(made, by_name=True)


def _frozen(made: type[T], *, by_name: bool) -> type[T]:
    own = tuple(n for n, kind in made.__annotations__.items() if not kind.startswith("ClassVar"))
    body = {name: value for name, value in vars(made).items() if name not in _OWN}
    defaults = {name: body.pop(name) for name in own if name in body}
    names = (*getattr(made.__base__, "__match_args__", ()), *own)
    compared = tuple(name for name in names if name not in body.get("UNCOMPARED", ()))
    puts: Puts = {}
    initialise = _by_name if by_name else _by_place
    methods = _methods(made.__name__, names, compared) | {
        "__init__": initialise(made.__name__, names, defaults, puts),
        "__dataclass_fields__": _OfDataclass(defaults, compared, by_name=by_name),
        "__dataclass_params__": _OfDataclass(defaults, compared, by_name=by_name),
        "__signature__": _OfDataclass(defaults, compared, by_name=by_name),
    }
    body |= {"__slots__": own, "__match_args__": names} | {
        name: method for name, method in methods.items() if name not in body
    }
    again: type[T] = type(made.__name__, made.__bases__, body)
    puts |= {name: getattr(again, name).__set__ for name in names}
    return again


def replaced(value: T, **changes: object) -> T:
    """A copy with other values in some of its fields, as `dataclasses.replace` makes."""
    fields = _fields(value.__class__)
    return value.__class__(**{name: getattr(value, name) for name in fields} | changes)


def _fields(made: type) -> tuple[str, ...]:
    """The names of the fields of one of these classes, or of a dataclass that extends it."""
    found = vars(made).get("__dataclass_fields__")
    names: tuple[str, ...] = made.__match_args__  # type: ignore[attr-defined]
    return tuple(found) if isinstance(found, dict) else names


def thawed(made: type) -> type:
    """A class of objects that have the same slots and can be filled, until they get this class.

    For classes with slots that do not check their values: `__init__` of a frozen one takes several
    times as long.
    """
    return type(made.__name__, (), {"__slots__": made.__slots__})  # type: ignore[attr-defined]


_OWN = ("__dict__", "__weakref__")
Puts = dict[str, Callable[[Any, Any], None]]
"""Field → what fills its slot. They are known once the class is made."""


def _by_place(
    title: str, names: tuple[str, ...], defaults: dict[str, Any], puts: Puts
) -> Callable[..., None]:
    """The `__init__` of a class with these fields."""
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
                raise _wrong(title, known, values, twice)
            given = tuple(values[name] for name in names)
        for put, value in zip(puts.values(), given, strict=True):
            put(self, value)

    return __init__


def _by_name(
    title: str, names: tuple[str, ...], defaults: dict[str, Any], puts: Puts
) -> Callable[..., None]:
    """The same of a class whose fields are only given by name."""
    known = frozenset(names)

    def __init__(self: Any, **given: Any) -> None:  # noqa: N807
        if given.keys() != known:
            given = defaults | given
            if given.keys() != known:
                raise _wrong(title, known, given)
        for name, value in given.items():
            puts[name](self, value)

    return __init__


def _wrong(
    title: str, known: frozenset[str], given: Iterable[str], twice: Iterable[str] = ()
) -> TypeError:
    """What is wrong with the fields given to make an object."""
    missing, strange = known - set(given), set(given) - known
    said = {"missing": missing, "no such field:": strange, "given twice:": twice}
    parts = [f"{what} {', '.join(sorted(which))}" for what, which in said.items() if which]
    return TypeError(f"{title}: {'; '.join(parts) or 'too many values'}")


def _methods(title: str, names: tuple[str, ...], compared: tuple[str, ...]) -> dict[str, Any]:
    """The other methods of a class with these fields."""
    key: Callable[[Any], Any] = attrgetter(*compared) if compared else lambda _: ()

    def __eq__(self: Any, other: object) -> bool:  # noqa: N807
        return key(self) == key(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(key(self))

    def __repr__(self: Any) -> str:  # noqa: N807
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{title}({values})"

    def __reduce__(self: Any) -> tuple[Any, ...]:  # noqa: N807
        return _made, (self.__class__, [getattr(self, n) for n in _fields(self.__class__)])

    def refuse(self: Any, name: str, *_: Any) -> NoReturn:
        from dataclasses import FrozenInstanceError

        raise FrozenInstanceError(f"a {title} does not change: cannot set {name}")

    return {
        "__eq__": __eq__, "__hash__": __hash__, "__repr__": __repr__, "__reduce__": __reduce__,
        "__setattr__": refuse, "__delattr__": refuse, "__replace__": replaced,
    }  # fmt: skip


def _made(kind: type[T], values: list[Any]) -> T:
    """An object of one of these classes, or of a class that extends it, with these values."""
    value = object.__new__(kind)
    for name, one in zip(_fields(kind), values, strict=True):
        object.__setattr__(value, name, one)
    return value


class _OfDataclass:
    """What `dataclasses` keeps in a class of its own. It is made when `dataclasses` asks for it."""

    def __init__(
        self, defaults: dict[str, Any], compared: tuple[str, ...], *, by_name: bool
    ) -> None:
        self._defaults, self._compared, self._by_name = defaults, compared, by_name

    def __set_name__(self, owner: type, name: str) -> None:
        self._owner, self._name = owner, name

    def __get__(self, value: object, owner: type) -> Any:
        if self._name == "__signature__" and owner is not self._owner:
            raise AttributeError(self._name)  # a class that extends it may have another
        from dataclasses import field, make_dataclass

        kinds = dict[str, Any]()
        for one in reversed(owner.__mro__):
            kinds |= getattr(one, "__annotations__", {})
        fields = []
        for name in owner.__match_args__:  # type: ignore[attr-defined]
            about: dict[str, Any] = {"compare": name in self._compared}
            if name in self._defaults:
                default = self._defaults[name]
                if default.__class__.__hash__:
                    about["default"] = default
                else:  # behind a function, as dataclasses refuse dictionaries
                    about["default_factory"] = partial(self._defaults.__getitem__, name)
            fields.append((name, kinds[name], field(**about)))
        text = {"__doc__": owner.__doc__ or owner.__name__}  # else `inspect` is loaded to make one
        made = make_dataclass(
            owner.__name__, fields, frozen=True, kw_only=self._by_name, namespace=text
        )
        if self._name == "__signature__":
            from inspect import signature

            return signature(made)
        found = getattr(made, self._name)
        setattr(owner, self._name, found)
        return found
