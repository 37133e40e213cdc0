"""The locks hold what pyproject.toml asks for, on every Python that it declares, and no place.

They are renewed by `make lock`; what is compared here needs no network.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDS = PROJECT["project"]
EXTRAS: dict[str, list[str]] = NEEDS["optional-dependencies"]
PYTHONS = [
    found[1]
    for line in NEEDS["classifiers"]
    if (found := re.search(r":: Python :: (3\.\d+)$", line))
]
BUILD = [
    line.partition("#")[0].strip()
    for line in (ROOT / "requirements" / "build.in").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LOCKS = {"run": ("documents", "html", "warc"), "dev": ("dev",)}
"""Each lock, and the extras that it is for."""


def asked(extras: tuple[str, ...], python: str) -> Iterator[Requirement]:
    """What this Python needs for the project, for these extras, and to build it."""
    needs = [*NEEDS["dependencies"], *BUILD, *(need for name in extras for need in EXTRAS[name])]
    for need in map(Requirement, needs):
        if need.name == NEEDS["name"]:
            yield from asked(tuple(need.extras), python)
        elif is_for(need, python):
            yield need


def is_for(need: Requirement, python: str) -> bool:
    machine = {"python_version": python, "python_full_version": f"{python}.0", "os_name": "posix"}
    return need.marker is None or need.marker.evaluate(machine)


def pins(lock: str) -> list[Requirement]:
    """What a lock holds, without the hashes."""
    lines = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\")) for line in lines if line[:1] not in {" ", "#"}]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_is_asked_for(lock: str, python: str) -> None:
    held = {
        canonicalize_name(pin.name): next(iter(pin.specifier)).version
        for pin in pins(lock)
        if is_for(pin, python)
    }
    missing = [
        str(need)
        for need in asked(LOCKS[lock], python)
        if not need.specifier.contains(held.get(canonicalize_name(need.name), "0"))
    ]
    assert missing == [], "run: make lock"


@pytest.mark.parametrize("lock", [*LOCKS, "lowest"])
def test_a_lock_pins_everything_by_hash_and_names_no_place(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert all(re.fullmatch(r"==[^*]+", str(pin.specifier)) for pin in pins(lock))
    assert text.count(" \\\n    --hash=sha256:") >= len(pins(lock))
    assert re.findall(r"://|^-\S*|--(?!hash=)\S*", text, re.MULTILINE) == []


def test_what_is_run_is_what_is_tested() -> None:
    """`make demo` installs no version that the tests have not seen."""
    tested = {(pin.name, str(pin.specifier)) for pin in pins("dev")}
    assert {(pin.name, str(pin.specifier)) for pin in pins("run")} <= tested


def test_every_need_has_a_least_version() -> None:
    """CI runs the tests with the lowest: there has to be one."""
    needs = [*NEEDS["dependencies"], *BUILD, *(need for some in EXTRAS.values() for need in some)]
    unbounded = [
        need
        for need in needs
        if Requirement(need).name != NEEDS["name"]
        and not re.fullmatch(r">=[\d.]+", str(Requirement(need).specifier))
    ]
    assert unbounded == []


def test_the_lowest_lock_holds_the_least_versions_themselves() -> None:
    """One that an extra raises, by what it needs in turn, is too low: nobody has tested it."""
    held = {canonicalize_name(pin.name): str(pin.specifier)[2:] for pin in pins("lowest")}
    differs = [
        (str(need), held[canonicalize_name(need.name)])
        for need in asked(("dev",), PYTHONS[0])
        if not SpecifierSet(str(need.specifier).replace(">=", "~=") + ".0").contains(
            held[canonicalize_name(need.name)]
        )
    ]
    assert differs == []


def test_the_project_is_built_by_what_is_locked() -> None:
    assert set(PROJECT["build-system"]["requires"]) <= set(BUILD)
