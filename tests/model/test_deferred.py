"""Modules of Python's library wait until they are used, and are then what they always were."""

from __future__ import annotations

import inspect
import subprocess
import sys
from urllib.parse import quote_from_bytes

import pytest

from newsarchive.model import deferred
from tests.surroundings import environment

DEFERRED = (
    "import sys; from newsarchive.model import deferred; deferred.defer_what_is_seldom_used()"
)


def printed(code: str) -> str:
    """What a new process prints, in which the modules wait."""
    ran = subprocess.run(
        [sys.executable, "-c", f"{DEFERRED}\n{code}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=environment(),
    )
    return ran.stdout.strip()


@pytest.mark.surroundings
def test_what_click_imports_is_not_loaded() -> None:
    code = "import click; print(sorted({'dis', 'ipaddress', 'locale'} & set(sys.modules)))"
    assert printed(code) == "[]"


@pytest.mark.surroundings
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import inspect; print(inspect.isfunction(print))", "False"),
        ("import inspect; print(inspect.cleandoc(' a\\n  b'))", "a\nb"),
        ("from inspect import signature; print(signature(lambda x: x))", "(x)"),
        ("from pathlib import PureWindowsPath as P; print(P('C:/A').match('a'))", "True"),
        ("from fnmatch import fnmatchcase; print(fnmatchcase('ab', 'a*'))", "True"),
        ("import ntpath; print(ntpath.basename('C:/a/b'))", "b"),
        ("import gettext; print(gettext.ngettext('day', 'days', 2))", "days"),
        ("import gettext; print(gettext.NullTranslations().gettext('day'))", "day"),
        ("import urllib.parse; print(urllib.parse.quote('a b'))", "a%20b"),
        ("from urllib import parse; print(parse.urlsplit('http://[::1]/a').hostname)", "::1"),
        ("from pathlib import Path; print(Path('/a/b-1.db').as_uri())", "file:///a/b-1.db"),
        ("from pathlib import Path; print(Path('/a?/\\u0259').as_uri())", "file:///a%3F/%C9%99"),
        ("from urllib.parse import quote_from_bytes as q; print(q(b'a/b', safe=''))", "a%2Fb"),
        ("import gettext as g; g.textdomain('a'); print(g.gettext.__module__)", "gettext"),
        ("from importlib.util import find_spec; print(find_spec('inspect').name)", "inspect"),
        ("import platform; print(platform.system() == platform.uname().system)", "True"),
        ("import dataclasses; print(dataclasses.make_dataclass('A', ['x'])(1))", "A(x=1)"),
        ("import inspect; print(hasattr(inspect, 'nothing'), 'ast' in sys.modules)", "False True"),
    ],
)
def test_everything_is_there_when_it_is_asked_for(code: str, said: str) -> None:
    assert printed(code) == said


@pytest.mark.surroundings
def test_once_loaded_others_import_the_module_itself() -> None:
    code = """
import inspect as first
found = first.getdoc
import inspect
print(found is first.getdoc is inspect.getdoc, type(inspect).__name__)
"""
    assert printed(code) == "True module"


@pytest.mark.surroundings
def test_threads_may_ask_at_once() -> None:
    code = """
import inspect, threading
ready, found = threading.Barrier(8), []
def ask():
    ready.wait()
    found.append(inspect.Signature)
threads = [threading.Thread(target=ask) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(len(found), len(set(found)), set(found) == {sys.modules["inspect"].Signature})
"""
    assert printed(code) == "8 1 True"


def test_what_is_loaded_stays_as_it_is() -> None:
    before = dict(sys.modules)
    deferred.defer_what_is_seldom_used()
    assert sys.modules["inspect"] is before["inspect"] is inspect


@pytest.mark.parametrize(
    "text", ["Skip N.", "", " two\n   lines\n", "a\tb", "  a", "a \n b", "é\xa0"]
)
def test_help_texts_are_cleaned_as_ever(text: str) -> None:
    assert deferred._cleaned(text) == inspect.cleandoc(text)


@pytest.mark.parametrize("path", [b"/a/b_c-1.2~", b"/a b", b"/\xff%?#", b""])
def test_paths_are_quoted_as_ever(path: bytes) -> None:
    assert deferred._quoted(path) == quote_from_bytes(path)
