"""An about in an answer, and parted from it again."""

from __future__ import annotations

import csv
import hashlib
import io
import json

import pytest
from bibtexparser.entrypoint import parse_string

from newsarchive.model.errors import ReadError
from newsarchive.render import about

ABOUT: dict[str, object] = {"query": "@x{y, \x1b\n%", "options": {"b": ["ü"]}, "ids": ["a", "b"]}
ANSWERS = {
    "json": ("[]\n", '[\n  {"id": 1}\n]\n', '[\n  {"id": 1},\n  {"id": 2}\n]\n'),
    "jsonl": ("", '{"id": 1}\n'),
    "csv": ("id\n", 'id\n"a\n# b"\n'),
    "tsv": ("id\tb\n",),
    "bibtex": ("", "@article{a,\n}\n"),
}


def written(form: str, answer: str) -> bytes:
    out = io.BytesIO()
    about.write(form, about.line(form, ABOUT), io.BytesIO(answer.encode()), out)
    return out.getvalue()


@pytest.mark.parametrize("form", ANSWERS)
def test_what_is_joined_can_be_parted(form: str) -> None:
    for answer in ANSWERS[form]:
        parted = about.Parted(io.BytesIO(written(form, answer)))
        digest = hashlib.sha256(answer.encode()).hexdigest()
        assert (parted.about, parted.is_about, parted.digest()) == (ABOUT, False, digest)


def test_in_json_it_is_the_first_record() -> None:
    for answer in ANSWERS["json"]:
        assert json.loads(written("json", answer)) == [{"about": ABOUT}, *json.loads(answer)]


def test_elsewhere_it_is_one_line_that_controls_nothing() -> None:
    """In BibTeX a @ would begin an entry."""
    for form in ANSWERS.keys() - {"json"}:
        line = about.line(form, ABOUT)
        assert line.isprintable(), form
        assert written(form, "x\n") == f"{line}\nx\n".encode()
    assert "@" not in about.line("bibtex", ABOUT)


def test_bibtexparser_passes_over_it() -> None:
    text = written("bibtex", "@article{a,\n  title = {Oil},\n}\n").decode()
    library = parse_string(text)
    assert (library.failed_blocks, [entry.key for entry in library.entries]) == ([], ["a"])


def saved(text: str, delimiter: str, width: int = 0) -> str:
    """A CSV as a spreadsheet writes it, perhaps with other signs between cells, and empty ones."""
    out = io.StringIO()
    rows = (row + [""] * (width - len(row)) for row in csv.reader(io.StringIO(text)))
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("width", [0, 40])
def test_what_a_spreadsheet_saved_has_its_about(delimiter: str, width: int) -> None:
    text = saved(written("csv", "id\n").decode(), delimiter, width)
    assert text.startswith('"# newsarchive: {""')
    parted = about.Parted(io.BytesIO(text.encode()))
    assert parted.about == ABOUT
    assert parted.digest() != hashlib.sha256(b"id\n").hexdigest()


def test_an_about_that_a_spreadsheet_spoiled_is_said_to_be_altered() -> None:
    for text in ('"# newsarchive: {""a"": 1', '"# newsarchive: ' + "x" * 200_000 + '"'):
        with pytest.raises(ReadError, match="another program has altered it"):
            about.Parted(io.BytesIO(text.encode()))


def test_a_file_beside_an_answer_has_its_ids_on_one_line() -> None:
    text = about.file_of(ABOUT)
    parted = about.Parted(io.BytesIO(text.encode()))
    assert (parted.about, parted.is_about) == (ABOUT, True)
    assert '    "ids": ["a", "b"]\n' in text


@pytest.mark.parametrize(
    "text", ["", "id,title\n", "[]\n", "[\n  1\n]\n", '{\n  "a": 1}', "\0\xff"]
)
def test_any_other_file_has_none(text: str) -> None:
    parted = about.Parted(io.BytesIO(text.encode("latin-1")))
    assert (parted.about, parted.is_about) == (None, False)


@pytest.mark.parametrize(
    "text",
    [
        "# newsarchive: {\n",
        '{"about": ' + "[" * 100_000 + "\n",
        '{\n"about"',
        "% newsarchive: \xff",
    ],
)
def test_what_only_looks_like_one_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match="the about cannot be read"):
        about.Parted(io.BytesIO(text.encode("latin-1")))


def test_a_first_line_without_an_end_is_not_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(about, "MOST", 10)
    with pytest.raises(ReadError, match="too long"):
        about.Parted(io.BytesIO(b"# newsarchive: " * 10))
