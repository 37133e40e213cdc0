"""Every test begins in the same surroundings, and Hypothesis looks for examples in the same way.

It never looks by the clock, and always at the same ones: a busy machine is slow, which is no fault
of the code; and what lands should not depend on luck. `--hypothesis-profile thorough` takes ten
times as many examples, other ones each time.
"""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.surroundings import Surroundings, Watch

settings.register_profile(
    "same",
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile(
    "thorough", settings.get_profile("same"), max_examples=250, derandomize=False
)
settings.load_profile("same")

# What is collected stays to the end; to look through it for garbage takes a tenth of the time. It
# is not frozen: Hypothesis asks which objects refer to its random numbers, and must get an answer.
gc.set_threshold(20_000, 50, 50)

_surroundings = pytest.StashKey[Surroundings]()
_watch = Watch()


def pytest_configure(config: pytest.Config) -> None:
    """Before anything is collected: a module's constants and fixtures see no more than tests do.

    A process that only hands tests to workers (xdist) hands them what its caller set, too.
    """
    if config.getoption("dist", "no") == "no":
        config.stash[_surroundings] = Surroundings()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _surroundings in config.stash:
        config.stash[_surroundings].end()


def _watched(item: pytest.Item) -> Generator[None]:
    """One step of a test; between them pytest itself looks at the terminal."""
    with _watch.watching(not item.get_closest_marker("surroundings")):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    _watch.noted.clear()
    return (yield from _watched(item))


pytest_runtest_call = pytest_runtest_teardown = pytest.hookimpl(wrapper=True)(_watched)


@pytest.fixture(autouse=True)
def _in_named_surroundings(request: pytest.FixtureRequest) -> Iterator[None]:
    with _watch.watching(False):
        request.config.stash[_surroundings].begin()
    yield
    if _watch.noted:
        needs = ", ".join(sorted(_watch.noted))
        pytest.fail(f"{request.node.name} needs {needs}, and the marker `surroundings`")
