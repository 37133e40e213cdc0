"""Every task of docs/tasks/ prints, command by command, what its page says."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

import pytest

from tests.surroundings import ROOT, needs_faketime

DOCS = ROOT / "docs"
PAGES = sorted(path.stem for path in (DOCS / "tasks").glob("*.md"))


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(DOCS)
    return import_module("tasks")


@pytest.mark.surroundings
def test_there_is_a_page_for_each_task(tasks: ModuleType) -> None:
    assert sorted(tasks.TASKS) == PAGES


@needs_faketime
@pytest.mark.long
@pytest.mark.surroundings
@pytest.mark.parametrize("name", PAGES)
def test_a_task_prints_what_its_page_says(tasks: ModuleType, name: str) -> None:
    page = (DOCS / "tasks" / f"{name}.md").read_text(encoding="utf-8")
    assert page.endswith(f"<!-- generated: task -->\n\n{tasks.page(name)}\n<!-- end -->\n")
