"""Answers of a cluster, which are as little to be trusted as any text from outside.

An answer is bytes that may be no JSON, and JSON that may have any form. Here both become values of
the types that are expected, or a ClusterError. This module must not know requests.
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn, TypeVar

from newsarchive.model.errors import ClusterError

T = TypeVar("T")
Answer = dict[str, Any]
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_LARGEST = 2**63 - 1
_MISSING = object()


def parsed(data: bytes) -> Any:
    """The value of JSON in UTF-8. Raises ValueError if it is none.

    Numbers are finite, and every text can be written: no NaN, and no half of a character.
    """
    text = data.decode()
    try:
        found = json.loads(text, parse_constant=_no_number, parse_float=_finite)
        if _HALF.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _finite(digits: str) -> float:
    number = float(digits)
    return number if math.isfinite(number) else _no_number(digits[:20])


def object_at(answer: object, *path: str | int) -> Answer:
    """The object at a place of an answer: keys, and numbers within lists. Raises ClusterError."""
    return _at(answer, path, dict, "an object")


def list_at(answer: object, *path: str | int) -> list[Any]:
    """The list at a place of an answer. Raises ClusterError."""
    return _at(answer, path, list, "a list")


def text_at(answer: object, *path: str | int) -> str:
    """The text at a place of an answer. Raises ClusterError."""
    return _at(answer, path, str, "a text")


def number_at(answer: object, *path: str | int) -> int:
    """The whole number of at most 64 bits at a place of an answer. Raises ClusterError.

    Aggregations write whole numbers as 3.0 too.
    """
    found = _number(answer, path)
    if not -_LARGEST <= found <= _LARGEST or found != int(found):
        _wrong(path, "a whole number of 64 bits")
    return int(found)


def measure_at(answer: object, *path: str | int) -> float:
    """The number at a place of an answer. Raises ClusterError."""
    try:
        return float(_number(answer, path))
    except OverflowError:
        _wrong(path, "a number")


def hits_of(answer: object) -> list[Answer]:
    """The hits of a search, each an object. Raises ClusterError."""
    hits = list_at(answer, "hits", "hits")
    return [object_at(hits, place) for place in range(len(hits))]


def _at(answer: object, path: tuple[str | int, ...], kind: type[T], what: str) -> T:
    found = _found(answer, path)
    if not isinstance(found, kind):
        _wrong(path, what)
    return found


def _number(answer: object, path: tuple[str | int, ...]) -> int | float:
    found = _found(answer, path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        _wrong(path, "a number")
    return found


def _found(answer: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        if isinstance(answer, dict):
            answer = answer.get(step, _MISSING)
        elif isinstance(answer, list) and isinstance(step, int) and step < len(answer):
            answer = answer[step]
        else:
            return _MISSING
    return answer


def _wrong(path: tuple[str | int, ...], what: str) -> NoReturn:
    place = ".".join(map(str, path)) or "it"
    raise ClusterError(
        f"the cluster gives an answer as no OpenSearch does: {place} is not {what}; "
        "is something else between newsarchive and the cluster?"
    )
