"""What hurts the reader of one format: nesting without end, entities, numbers that lie, and bombs.

A test demands a hostile file for each reader (`tests/readers/test_shelf.py`).
"""

from __future__ import annotations

import io
import zipfile

import pyarrow as pa
from pyarrow import parquet

from tests.readers.documents import docx, drawn, epub, odt, p, pdf
from tests.readers.formats.test_alto import page as alto
from tests.readers.formats.test_excel import workbook
from tests.readers.formats.test_mets import at, div, logical, mets
from tests.readers.formats.test_newsml1 import component
from tests.readers.formats.test_newsml1 import document as newsml1

_XML = "<?xml version='1.0'?>"
_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {'abcdefghij'[n + 1]} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
_WXR = "<rss xmlns:wp='http://wordpress.org/export/1.2/'><channel><item>{}</item></channel></rss>"
_G2 = "<newsItem><contentSet><inlineData>{}</inlineData></contentSet></newsItem>"
_PPS = "<PPSResponse><ppsarticle><article><leadParagraph>{}</leadParagraph></article></ppsarticle>"
_FACTIVA = b"<html><title>Factiva</title><div class='article enArticle'>"
_EUROPRESSE = b"<article><span class='DocPublicationName'>"
_NEXIS = b"<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->"
_PROQUEST = b"<a name='DocID_MSTAR_1001'></a>"
_FEED = b'{"version": "https://jsonfeed.org/version/1.1", "items": '
_FACTIVA_TEXT = (
    b"HD\tQuarry\nWC\t3 words\nPD\t1 May 2018\nSN\tP\nLP\nThe quarry closed.\n"
    b"AN\tDocument P0000020180501ee0001\n\n"
)
_RULE = b"_" * 60 + b"\n\n"


def _laughing(document: str) -> bytes:
    return f"{_XML}{_LAUGHS}{document.format('&j;')}".encode()


def _deep(document: str) -> bytes:
    return f"{_XML}{document.format('<a>' * 20_000)}".encode()


def _changed(packed: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """A zip in which something of a part is something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as before, zipfile.ZipFile(out, "w") as after:
        for part in before.namelist():
            data = before.read(part)
            if part.endswith(name):
                assert old in data
                data = data.replace(old, new)
            after.writestr(zipfile.ZipInfo(part), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _repeated(times: int) -> bytes:
    """An issue in which so many articles have the same text."""
    block = f"<TextBlock ID='b'><TextLine><String CONTENT='{'x' * 5_000}'/></TextLine></TextBlock>"
    file = f"<file ID='f1'><FContent><alto>{block}</alto></FContent></file>"
    made = mets(logical(div("ARTICLE", at(1, "b")) * times), files={})
    return made.replace("<fileSec>", f"<fileSec>{file}").encode()


def _row(number: int) -> bytes:
    """A workbook whose last row says that it has this number."""
    row = f'</row><row r="{number}"><c r="B{number}"><v>1</v></c></row></sheetData>'.encode()
    book = workbook(News=[("title", "text")])
    return _changed(book, "sheet1.xml", b"</row></sheetData>", row)


def _one_text(size: int, rows: int) -> bytes:
    """A table of Parquet that holds one text once, and shows it in every row."""
    text = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), pa.array(["x" * size]))
    out = io.BytesIO()
    parquet.write_table(pa.table({"text": text}), out, compression="gzip")
    return out.getvalue()


def _nexis(number: int, total: int) -> bytes:
    return (
        b"%d of %d DOCUMENTS\n\nThe Paper\n\nMay 1, 2018\n\nQuarry\n\nLENGTH: 3 words\n\n"
        b"The quarry closed.\n\nLOAD-DATE: May 1, 2018\n\n" % (number, total)
    )


OF_FORMATS: dict[str, tuple[str, bytes]] = {
    # Documents
    "documents/bomb.docx": ("when unpacked: --max-record raises", docx(p(" " * 1_000_000))),
    "documents/laughs.docx": (
        "refused for safety",
        _changed(docx(p("x")), "main.xml", b"<w:document", f"{_XML}{_LAUGHS}<w:document".encode()),
    ),
    "documents/deep.rtf": ("groups nested more than 1000 deep", b"{\\rtf1" + b"{" * 100_000),
    "documents/page.pdf": ("no text in it", pdf("").replace(b"Kids[6", b"Kids[2 0 R 6")),
    "documents/itself.pdf": ("no text in it", pdf("/X Do", extra=drawn(5), use="/X 5 0 R")),
    "documents/zeros.doc": ("not a text", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50_000)),
    "documents/deep.odt": ("nested more than 200 deep", odt("<text:p>" * 10_000)),
    "documents/again.epub": (
        "when unpacked: --max-record raises",
        _changed(
            epub(("a.html", "<p>The mill. " * 90)),
            "a.opf",
            b'<itemref idref="i0"/>',
            b'<itemref idref="i0"/>' * 1000,
        ),
    ),
    # Rows
    "tables/far.xlsx": ("a row beyond the 1,048,576 that a sheet can have", _row(10**15)),
    "tables/shared.parquet": ("--max-ratio raises this limit", _one_text(8 << 20, 9)),
    # Agencies, blogs, feeds
    "markup/laughs.wxr.xml": ("refused for safety", _laughing(_WXR)),
    "markup/deep.wxr.xml": ("nested more than 200 deep", _deep(_WXR)),
    "markup/laughs.newsml": ("refused for safety", _laughing(_G2)),
    "markup/deep.newsml": ("nested more than 200 deep", _deep(_G2)),
    "markup/laughs.newsml1.xml": ("refused for safety", _laughing(newsml1(component("{}")))),
    "markup/laughs.factiva.xml": ("refused for safety", _laughing(_PPS)),
    "markup/laughs.alto": ("refused for safety", _laughing(alto("{}"))),
    "markup/deep.alto": ("nested more than 200 deep", _deep(alto("{}"))),
    "markup/laughs.mets.xml": ("refused for safety", _laughing(mets("{}", files={}))),
    "markup/deep.mets.xml": ("nested more than 200 deep", _deep(mets("{}", files={}))),
    "markup/out.mets.xml": (
        "a link that leads out of the folder",
        mets(logical(div("ARTICLE", at(1))), files={"../../etc/passwd.xml": ""}).encode(),
    ),
    "markup/far.mets.xml": ("an address", mets(logical(), files={"http://a/b.xml": ""}).encode()),
    "markup/again.mets.xml": ("of text: --max-record raises", _repeated(20_000)),
    "markup/open.trec": (
        "</DOC> is missing",
        b"<DOC>\n<DOCNO> 1 </DOCNO>\n" + b"<TEXT><P>" * 9_000,
    ),
    "json/deep.jsonfeed": ("nested too deeply", _FEED + b"[" * 90_000),
    # Exports
    "exports/factiva.html": ("the text is empty", _FACTIVA + b"<div>" * 19_000),
    "exports/europresse.html": ("an entry without a text", _EUROPRESSE + b"<div>" * 19_000),
    "exports/nexis.html": ("no article in this page", _NEXIS * 1_000),
    "exports/proquest.html": ("neither a full text", _PROQUEST + b"<p>" * 30_000),
    "exports/nexis.txt": ("999,999 articles, of which 999,998 are not", _nexis(1, 999_999)),
    "exports/proquest.txt": (
        "announces 999,999 articles",
        _RULE + b"Document 1 of 999999\n\nFull text: x\n\nPublication title: P\n\n" + _RULE * 1_000,
    ),
    "exports/factiva.txt": (
        "announces 100 articles",
        _FACTIVA_TEXT + b"Search Summary\nResults Found\t100\n",
    ),
    "exports/wire.iptc": (
        "cut off: the end of its text",
        b"\x01abc062 4 pl 211\n\x02" + b"x\n" * 40_000,
    ),
    "exports/open.ris": ("no citation with a text", b"TY  - NEWS\nTI  - x\n" * 5_000),
    "exports/braces.bib": ("cut off: a value has no end", b"@a{b,\n title={" + b"{" * 90_000),
}
"""Name → what is said of it, and the file itself."""
