"""Every recipe of docs/recipes.md prints what the page says."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.surroundings

DOCS = Path(__file__).parents[1] / "docs"


def _loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("recipes", DOCS / "recipes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["recipes"] = module
    spec.loader.exec_module(module)
    return module


recipes = _loaded()
ALL: dict[str, Any] = {one.wish: one for several in recipes.RECIPES.values() for one in several}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with recipes.world() as folder:
        yield folder


@pytest.mark.long
@pytest.mark.parametrize("wish", ALL)
def test_a_recipe_prints_what_the_page_says(folder: Path, wish: str) -> None:
    recipe = ALL[wish]
    for tool in recipe.needs:
        if not shutil.which(tool):
            pytest.skip(f"there is no {tool} here")
    page = (DOCS / "recipes.md").read_text(encoding="utf-8")
    said = f"{recipe.said}\n\n" if recipe.said else ""
    assert f"### {wish}\n\n{said}{recipes.block(recipe, folder)}" in page


def test_there_are_twenty() -> None:
    assert len(ALL) >= 20
