"""What docs/languages.md says of each language is true, in every row of its table."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from newsarchive import Archive
from newsarchive.readers.language import detect
from newsarchive.text.stemming import SNOWBALL
from newsarchive.text.words import forms


def _loaded() -> ModuleType:
    path = Path(__file__).parents[2] / "docs" / "languages.py"
    spec = importlib.util.spec_from_file_location("languages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


languages = _loaded()

AT_MOST = {"vi": 32}
"""The number of words that a brief needs; of other languages 25."""


def test_each_brief_is_recognised_and_none_as_another_language() -> None:
    otherwise = []
    for language, _, brief in languages.samples():
        if languages.least(brief, language) > AT_MOST.get(language, 25):
            otherwise.append(f"{language}: {languages.least(brief, language)} words")
        words = brief.split() if " " in brief else list(brief)
        parts = (" ".join(words[n : n + 12]) for n in range(0, len(words), 6))
        wrong = [(part, detect(part)) for part in parts if detect(part) not in (language, None)]
        otherwise += [f"{language}: {found} by {part}" for part, found in wrong]
    assert otherwise == []


def test_each_query_finds_its_brief_in_an_archive_of_all(tmp_path: Path) -> None:
    (tmp_path / "briefs.jsonl").write_text(
        "".join(json.dumps({"body": brief}) + "\n" for _, _, brief in languages.samples())
    )
    with Archive(tmp_path / "news.db") as archive:
        archive.ingest(tmp_path / "briefs.jsonl")
        otherwise = [
            f"{language}: {query}"
            for language, query, brief in languages.samples()
            if language not in {hit.archived.article.language for hit in archive.search(query)}
        ]
    assert otherwise == []


def test_a_query_is_another_form_wherever_there_is_an_algorithm() -> None:
    without = {"ga", "pl", "ta"}  # the same form is in the brief, too
    assert [
        language
        for language, query, brief in languages.samples()
        if (language in SNOWBALL and language not in without)
        and set(forms(query)) <= set(forms(brief))
    ] == []


def test_spellings_are_equal_or_different_as_the_table_has_them() -> None:
    assert [
        f"{language}: {one} {kind} {other}"
        for language, one, other, kind in languages.spellings()
        if (forms(one) == forms(other)) != (kind == "equal")
    ] == []
