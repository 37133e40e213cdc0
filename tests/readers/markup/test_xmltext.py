"""XML and its kin: files that are broken, or made to break a reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from newsarchive import Archive
from newsarchive.cli import main
from newsarchive.ingest.report import IngestReport
from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import Record
from newsarchive.readers import reader_for
from newsarchive.readers.markup import xmltext
from tests.readers.formats.test_feeds import atom, rss
from tests.readers.formats.test_newsml import TEXT, item, message
from tests.readers.formats.test_nitf import nitf
from tests.readers.formats.test_warc import record, response
from tests.readers.formats.test_webpage import page
from tests.readers.reading import read

GOOD: dict[str, str] = {
    "a.rss": rss("<title>A</title><description>Oil rose.</description>"),
    "a.atom": atom("<title>A</title><summary>Oil rose.</summary>"),
    "a.nitf": nitf(),
    "a.newsml": message(item("<headline>A</headline>", TEXT)),
    "one.newsml": item("<headline>A</headline>", TEXT),
    "a.html": page(),
    "a.warc": record(response()).decode(),
}
FEEDS = ("a.rss", "a.atom")
"""Read as far as it goes, whatever is broken."""
XML = [name for name in GOOD if not name.endswith(("html", "warc"))]


def outcome(name: str, data: bytes | str) -> str:
    """Why a file cannot be read, or what of it cannot."""
    try:
        found = read(name, data)
    except ReadError as error:
        return str(error)
    return "; ".join(f"{one.place}: {one.reason}" for one in found if isinstance(one, Problem))


def with_doctype(source: str, subset: str) -> str:
    root = source[1:].split(maxsplit=1)[0].split(">", maxsplit=1)[0]
    return f"<!DOCTYPE {root} [{subset}]>{source}"


BOMB = '<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(code + 1)} "{f"&{chr(code)};" * 10}">' for code in range(ord("a"), ord("j"))
)


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "subset",
    [
        BOMB,
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd"> %a;',
        '<!ENTITY a "x">',
    ],
)
def test_entities_that_a_document_declares_are_refused(name: str, subset: str) -> None:
    data = with_doctype(GOOD[name].replace("Oil", "&j;&a;Oil"), subset)
    assert outcome(name, data) == ('declares the entity "a", which is refused for safety at line 1')


@pytest.mark.parametrize("name", XML)
def test_a_definition_elsewhere_is_never_opened(name: str, tmp_path: Path) -> None:
    (tmp_path / "x.dtd").write_text('<!ENTITY secret "told">')
    root = GOOD[name][1:].split(maxsplit=1)[0].split(">")[0]
    doctype = f'<!DOCTYPE {root} SYSTEM "{(tmp_path / "x.dtd").as_uri()}">'
    found = read(name, doctype + GOOD[name].replace("Oil rose", "Oil rose &secret;"))
    assert isinstance(found[0], Record)
    assert found[0].article.body.startswith("Oil rose &secret;.")


@pytest.mark.parametrize("name", XML)
def test_deep_nesting_is_refused(name: str) -> None:
    data = GOOD[name].replace("Oil", "<b>" * 100_000 + "Oil")
    assert outcome(name, data) == "elements nested more than 200 deep at line 1"


@pytest.mark.parametrize("name", XML)
def test_a_huge_element_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltext, "LARGEST", 128 * 1024)
    for much in ("word " * 60_000, f"<x y='{'z' * 300_000}'/>", "<x/>" * 60_000):
        reason = outcome(name, GOOD[name].replace("Oil", much + "Oil"))
        assert reason == "an element of more than 0.125 MiB at line 1"


@pytest.mark.parametrize("name", XML)
def test_a_file_that_is_cut_off_is_reported_with_its_line(name: str) -> None:
    data = "\n" + GOOD[name]
    assert outcome(name, data[: data.index("Oil") + 3]).startswith("broken XML at line 2: it ends")


@pytest.mark.parametrize("name", [name for name in XML if name not in FEEDS])
def test_malformed_xml_is_reported_with_its_line(name: str) -> None:
    assert outcome(name, GOOD[name].replace("Oil", "\n\n<b>Oil</i>")) == (
        "broken XML at line 3: mismatched tag"
    )


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    ("declared", "written", "reason"),
    [
        ("utf-8", "latin-1", "has bytes that are not in the encoding of the document (utf-8)"),
        ("x-klingon", "utf-8", 'declares an unknown encoding: "x-klingon"'),
        ("base64", "utf-8", 'declares an encoding that is not one of documents: "base64"'),
        ("unicode_escape", "utf-8", "not one of documents"),
        ("utf-16", "utf-8", ""),
        ("iso-8859-1", "cp1252", ""),
        ("windows-1251", "cp1251", ""),
    ],
)
def test_an_encoding_that_is_wrong_is_reported(
    name: str, declared: str, written: str, reason: str
) -> None:
    word = "нефть" if written == "cp1251" else "Öl"
    source = f'<?xml version="1.0" encoding="{declared}"?>{GOOD[name].replace("Oil", word)}'
    if name in FEEDS and written == "latin-1":
        reason = "entries that are not in utf-8, read as cp1252: 1"
    assert reason in outcome(name, source.encode(written))
    if not reason:
        [found] = read(name, source.encode(written))
        assert isinstance(found, Record)
        assert word in found.article.body


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_file_is_reported(name: str) -> None:
    for data in ("", " \n", "\ufeff"):
        assert outcome(name, data)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("wrong", ["a.txt", "article", ""])
def test_the_content_decides_where_the_name_is_wrong_or_missing(name: str, wrong: str) -> None:
    for lead in ("", "\ufeff", "<?xml version='1.0'?>\n<!-- a comment -->\n "):
        if name == "a.warc" and lead:
            continue
        head = (lead + GOOD[name]).encode()[:4096]
        right, found = reader_for(name, head), reader_for(wrong, head)
        assert found is right is not None


@pytest.mark.parametrize("name", [*XML, "a.html"])
def test_line_ends_of_all_kinds_may_be_mixed(name: str) -> None:
    source = GOOD[name].replace("><", ">\r<", 3).replace("><", ">\r\n<", 3).replace("><", ">\n<")
    [found] = read(name, source)
    [same] = read(name, GOOD[name])
    assert isinstance(found, Record)
    assert isinstance(same, Record)
    assert found.article == same.article


def test_a_lone_ampersand_and_rubbish_after_the_end_are_reported() -> None:
    assert "line 1" in outcome("a.rss", GOOD["a.rss"].replace("Oil", "Oil & gas"))
    assert "line 1: junk" in outcome("a.nitf", GOOD["a.nitf"] + "<x/>")


# A run goes on


def ingested(folder: Path, *paths: Path) -> IngestReport:
    with Archive(folder / "news.db", engine="scan") as archive:
        return archive.ingest(*paths)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    folder = tmp_path / "news"
    folder.mkdir()
    for name, data in GOOD.items():
        (folder / name).write_text(data, newline="")
    return folder


@pytest.mark.surroundings
def test_one_bad_file_stops_nothing(news: Path, tmp_path: Path) -> None:
    bad = [name for name in XML if name != "one.newsml"]
    for name in bad:
        (news / f"bad-{name}").write_text(with_doctype(GOOD[name], BOMB))
    report = ingested(tmp_path, news)
    assert (report.added + report.duplicates, report.failed) == (len(GOOD), len(bad))
    assert {flaw.place for flaw in report.flaws} == {str(news / f"bad-{name}") for name in bad}
    assert main(["--archive", str(tmp_path / "other.db"), "ingest", "--quiet", str(news)]) == 2


@contextmanager
def without(monkeypatch: pytest.MonkeyPatch, *packages: str) -> Iterator[None]:
    """As if these packages were not installed."""
    import sys

    with monkeypatch.context() as patch:
        for package in packages:
            patch.setitem(sys.modules, package, None)
        yield


@pytest.mark.surroundings
def test_without_the_extra_pages_in_a_folder_are_counted_and_read_once_it_is_there(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--archive", str(tmp_path / "news.db"), "ingest", str(news)]
    with without(monkeypatch, "trafilatura"):
        assert main(arguments) == 0
        printed = capsys.readouterr().err
        assert "1 HTML: pip install 'newsarchive[html]'\n" in printed
        assert "1 WARC: pip install 'newsarchive[warc]'\n" in printed
        assert "failed" not in printed
        named = ["--archive", str(tmp_path / "news.db"), "ingest", str(news / "a.html")]
        assert main(named) == 2
        assert "a.html: to read HTML: pip install 'newsarchive[html]'" in capsys.readouterr().err
    assert main(arguments) == 0
    assert "2 articles added" in capsys.readouterr().err
