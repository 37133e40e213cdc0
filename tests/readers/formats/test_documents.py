"""Documents: DOCX, ODT, RTF and EPUB as single articles, and what is refused."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path
from typing import Any

import pytest

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers import READERS, reader_for
from newsarchive.readers.documents.rtf import DEEPEST
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.documents import STORY, docx, epub, odt, p, rtf, zipped
from tests.readers.reading import article, format_of, read, records

PAGE = "".join(f"<p>{line}</p>" for line in STORY)
STORIES = {
    "a.docx": docx(*map(p, STORY)),
    "a.odt": odt(*(f"<text:p>{line}</text:p>" for line in STORY)),
    "a.rtf": rtf("\\par ".join(STORY)),
    "a.epub": epub(("a.xhtml", PAGE)),
}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def body(name: str, data: bytes) -> str:
    return article(name, data).body


@pytest.mark.parametrize("name", STORIES)
def test_a_document_is_read_as_the_same_plain_text(name: str) -> None:
    [record] = records(name, STORIES[name])
    found = record.article
    assert (found.title, found.authors, str(found.date)) == (
        STORY[0], ("Tessa Brandt",), "2019-03-04",
    )  # fmt: skip
    assert found.body == f"{STORY[3]}\n\n{STORY[4]}"
    assert record.original == STORIES[name], "the document is the original"
    assert record.reader is None


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.doc", STORIES["a.rtf"], "rtf"),
        ("a.docx", STORIES["a.rtf"], "rtf"),
        ("a.txt", STORIES["a.rtf"], "rtf"),
        ("", STORIES["a.rtf"], "rtf"),
        ("a.doc", STORIES["a.docx"], "docx"),
        ("a.docm", STORIES["a.docx"], "docx"),
        ("a.doc", OLE, "doc"),
        ("a.docx", OLE, "doc"),
        ("a.fodt", b"<?xml version='1.0'?>", "odt"),
        ("a", b"%PDF-1.7\n", "pdf"),
        ("a.txt", b"What is %PDF-1.7?", "text"),
        ("a.xlsx", STORIES["a.docx"], "excel"),
        ("a.xls", OLE, None),
        ("a.doc", b"Some text.", None),
    ],
)
def test_the_beginning_of_a_document_counts_more_than_its_name(
    name: str, data: bytes, kind: str | None
) -> None:
    assert format_of(name, data[:4096]) == kind


def test_word_shows_its_text_and_nothing_else() -> None:
    run = "<w:r>{}<w:t>{}</w:t></w:r>".format
    found = body(
        "a.docx",
        docx(
            "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr>"
            + run("", "Seen")
            + "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
            + f"<w:moveFrom>{run('', 'moved')}</w:moveFrom><w:hyperlink>{run('', ', linked')}"
            + "</w:hyperlink>"
            + run("<w:rPr><w:vanish/></w:rPr>", "hidden")
            + run('<w:rPr><w:vanish w:val="0"/></w:rPr>', ", shown")
            + "<w:r><w:instrText>PAGE</w:instrText><w:br/><w:t>below</w:t><w:noBreakHyphen/></w:r>"
            + "</w:p>",
            f"<w:sdt><w:sdtContent>{p('In a control.')}</w:sdtContent></w:sdt>",
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
            + p("In a box.")
            + f"</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{p('In a box.')}"
            "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        ),
    )
    assert found == "Seen, linked, shown\nbelow-\n\nIn a control.\n\nIn a box."


def test_hyphens_that_show_only_where_a_line_ends_are_left_out() -> None:
    assert body("a.docx", docx(p("A fer\u00adry sails."))) == "A ferry sails."


def test_open_document_shows_its_text_and_nothing_else() -> None:
    found = body(
        "a.odt",
        odt(
            "<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>",
            "<text:h>A<text:s text:c='2'/>heading.<text:note><text:p>note</text:p></text:note>"
            "</text:h>",
            "<text:list><text:list-item><text:p>An <text:span>item</text:span>.</text:p>"
            "</text:list-item></text:list>",
            "<text:p>One<text:line-break/>two<office:annotation><text:p>No.</text:p>"
            "</office:annotation>.</text:p>",
        ),
    )
    assert found == "A  heading.\n\nAn item.\n\nOne\ntwo."


def test_rtf_shows_its_text_and_nothing_else() -> None:
    found = body(
        "a.rtf",
        rtf(
            r"{\header A head\par}{\info{\author The Machine}}{\*\unknown thing}"
            r"{\field{\*\fldinst LINK}{\fldrslt A link}}, {\v hidden}seen{\footnote no\par}.\par"
            r"{\pict\bin5 }}}}}}\pard Tab\tab line\line done\_\{\}\~.\par"
        ),
    )
    assert found == "A link, seen.\n\nTab\tline\ndone-{}\xa0."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"caf\'e9", "café"),
        (r"\u8220?Caf\u233e\u8221?", "“Café”"),
        (r"{\uc2\u8220 xy}a", "“a"),
        (r"\uc1\u8220\'93a", "“a"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\f1 \'cf\'f0\'e8}\f0 \'e9", "Приé"),
        (r"{\f2 \'93\'fa\'96\'7b}", "日本"),
        ("caf\xc3\xa9", "café"),
        ("caf\xe9", "café"),
        (r"a\'zz", "a'zz"),
    ],
)
def test_letters_of_rtf(text: str, expected: str) -> None:
    fonts = r"\ansi\ansicpg1252{\fonttbl{\f0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}"
    assert body("a.rtf", rtf(text, head=fonts)) == expected


def test_a_table_is_its_rows_and_a_frame_is_its_paragraphs() -> None:
    def table(*rows: str) -> str:
        return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"

    def cells(*texts: str) -> str:
        return "".join(f"<w:tc>{text}</w:tc>" for text in texts)

    rows = table(cells(p("Town"), p("Boats")), cells(p("Marlow"), p("9")))
    frame = table(cells(p("One.") + p("Two."), p("Three.") + p("Four.")))
    found = body("a.docx", docx(p("Boats are counted in each town of the bay."), rows, frame))
    assert found.endswith("bay.\n\nTown\tBoats\nMarlow\t9\n\nOne.\n\nTwo.\n\nThree.\n\nFour.")


def test_lines_that_were_broken_for_a_page_stay_lines() -> None:
    """A word processor makes a paragraph of each line of a plain text that it opens."""
    line = "The ferry to Marlow will sail through the winter for the first"
    found = body("a.docx", docx(*map(p, [line, line, line, "time.", "", line, line, "time."])))
    assert found == f"{line}\n{line}\n{line}\ntime.\n\n{line}\n{line}\ntime."


def test_an_epub_is_read_in_its_order_without_its_cover() -> None:
    data = epub(("b.xhtml", "<h1>Two parts</h1><p>One.</p>"), ("a.xhtml", "<p>Two.</p>"))
    assert body("a.epub", data).endswith("One.\n\nTwo.")


def test_chapters_of_an_epub_are_one_article_with_a_warning() -> None:
    pages = [(f"{name}.html", f"<h1>{name}</h1><p>Text {name}.</p>") for name in ("One", "Two")]
    found = read("a.epub", epub(*pages))
    assert isinstance(found[0], Record)
    assert found[0].article.body.endswith("Text One.\n\nTwo\n\nText Two.")
    assert found[1:] == [ReadWarning("a.epub", "2 chapters of it are one article")]


def test_each_article_of_a_newspaper_from_calibre_is_one() -> None:
    kind = '<meta name="calibre:publication_type" content="periodical:newspaper:A"/>'
    navigation = '<div class="calibre_navbar">| <a href="b">Next</a> |</div>'
    pages = [
        (f"feed_0/article_{number}/a.html", f"{navigation}<h2>Title {number}</h2><p>Text.</p>")
        for number in (0, 1)
    ]
    found = records("a.epub", epub(("feed_0/index.html", "<p>List</p>"), *pages, meta=kind))
    assert [(one.number, one.article.title, one.article.body) for one in found] == [
        (1, "Title 0", "Text."), (2, "Title 1", "Text."),
    ]  # fmt: skip
    assert [one.original for one in found] == [b"Title 0\n\nText.", b"Title 1\n\nText."]
    assert {one.reader for one in found} == {"text"}


NEXIS = (
    "Ferry to sail", "The Courier", "March 4, 2019 Monday", "Copyright 2019 The Courier",
    "Length: 9 words", "Byline: Tessa Brandt", "Body", "The ferry sails.", "End of Document",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", docx(*map(p, NEXIS * 2))),
        ("a.odt", odt(*(f"<text:p>{line}</text:p>" for line in NEXIS * 2))),
        ("a.rtf", rtf("\\par ".join(NEXIS * 2))),
    ],
)
def test_an_export_is_read_as_the_same_export_in_plain_text(name: str, data: bytes) -> None:
    found = records(name, data)
    assert [one.number for one in found] == [1, 2]
    assert {one.reader for one in found} == {"nexis"}
    for one in found:
        assert (one.article.title, one.article.source) == ("Ferry to sail", "The Courier")
        assert (one.article.authors, one.article.body) == (("Tessa Brandt",), "The ferry sails.")
        assert again(one) == one.article


CASES = Path(__file__).parents[2] / "data" / "cases"
IN_TEXT = [*CASES.glob("*nexis*.txt"), *CASES.glob("*factiva*.txt")]


@pytest.mark.parametrize("path", IN_TEXT, ids=lambda path: path.stem)
@pytest.mark.parametrize("suffix", [".docx", ".rtf"])
def test_an_export_that_a_word_processor_has_saved_is_read_as_before(
    path: Path, suffix: str
) -> None:
    """Each line has become a paragraph."""
    text = path.read_text("utf-8-sig").replace("\f", "\n")
    lines = text.split("\n")
    escaped = (re.sub(r"[^ -~]", lambda found: f"\\u{ord(found[0])}?", line) for line in lines)
    data = {".docx": docx(*(p(html.escape(line)) for line in lines))}
    data[".rtf"] = rtf("\\par\n".join(escaped))
    plain, saved = (
        [one.article if isinstance(one, Record) else one.reason for one in read(name, export)]
        for name, export in (("a.txt", text), ("a" + suffix, data[suffix]))
    )
    assert saved == plain


def again(record: Record) -> Article:
    """What the reader of the record makes of its original."""
    [reader] = [one for one in READERS if one.name == record.reader]
    [found] = [*reader.read("", io.BytesIO(record.original))]
    assert isinstance(found, Record)
    return found.article


def test_rtf_that_is_cut_off_is_read_with_a_warning() -> None:
    found = read("a.rtf", STORIES["a.rtf"][:-9])
    assert isinstance(found[0], Record)
    assert found[1:] == [ReadWarning("a.rtf", "cut off: it ends within the text")]


_DEEP = f"<w:document xmlns:w='a'><w:body>{'<w:p>' * 300}"
_LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.doc", OLE + "WordDocument".encode("utf-16-le"), "old kind (.doc): save it as .docx"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted: save it without"),
        ("a.doc", OLE, "another document of Microsoft Office"),
        ("a.docx", b"", "the file is empty"),
        ("a.docx", b"PK\3\4", "its table of contents cannot be read"),
        ("a.docx", zipped(("a", "b")), "it has no word/document.xml"),
        ("a.docx", zipped(("word/document.xml", _DEEP)), "nested more than 200 deep"),
        ("a.docx", zipped(("word/document.xml", _LAUGHS + "<a/>")), "refused for safety"),
        ("a.docx", docx(p("")), "no text in it"),
        (
            "a.docx",
            zipped(("_rels/.rels", "<a><Relationship Type='/officeDocument' Target='xl/a'/></a>")),
            "a spreadsheet or a presentation",
        ),
        ("a.odt", odt("<text:p>x</text:p>", manifest="<m><encryption-data/></m>"), "encrypted"),
        ("a.rtf", b"Some text.", "not RTF, although its name says so"),
        ("a.rtf", b"{\\rtf" + b"{" * 100_000, f"nested more than {DEEPEST} deep"),
        ("a.epub", zipped(("a", "b")), "it has no META-INF/container.xml"),
        (
            "a.epub",
            epub(("a.html", PAGE), encryption="<a><CipherReference URI='in/a.html'/></a>"),
            "encrypted: its seller",
        ),
        ("a.pdf", b"Some text.", "not a PDF, although its name says so"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(
    name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(ReadError) as raised:
        read(name, data)
    assert reason in str(raised.value)


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.epub"])
def test_a_zip_bomb_ends_at_the_limit(name: str) -> None:
    blanks = " " * (1 << 20)
    bombs = {
        "a.docx": docx(*[p(blanks)] * 4),
        "a.odt": odt(*[f"<text:p>{blanks}</text:p>"] * 4),
        "a.epub": epub(*((f"{number}.html", blanks) for number in range(4))),
    }
    data = bombs[name]
    assert len(data) < 20_000
    options = ReadOptions(limits=Limits(record_bytes=2 << 20))
    with pytest.raises(ReadError, match="more than 2M when unpacked: --max-record"):
        _read_with(name, data, options)


def _read_with(name: str, data: bytes, options: ReadOptions) -> list[Any]:
    reader = reader_for(name, data[:4096])
    assert reader is not None
    return list(reader.read(name, io.BytesIO(data), options))
