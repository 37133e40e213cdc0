"""The same articles in every format, as programs write them."""

from __future__ import annotations

import csv
import html
import io
import json

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from tests.readers import documents
from tests.readers.formats.test_excel import workbook
from tests.readers.formats.test_har import exchange, har
from tests.readers.formats.test_mhtml import mhtml
from tests.readers.formats.test_parquet import table
from tests.readers.formats.test_warc import record, response
from tests.readers.formats.test_webpage import PROSE


def as_text(items: list[dict[str, str]], encoding: str) -> bytes:
    item = items[0]
    lines = [item.get("title", ""), f"By {item.get('author', '')}", item.get("date", "")]
    return ("\n".join(lines) + "\n\n" + item["body"]).encode(encoding)


def as_markdown(items: list[dict[str, str]], encoding: str) -> bytes:
    front = [f"{name}: {json.dumps(value)}" for name, value in items[0].items() if name != "body"]
    return "\n".join(["---", *front, "---", items[0]["body"]]).encode(encoding)


def as_json(items: list[dict[str, str]], encoding: str) -> bytes:
    return json.dumps(items, ensure_ascii=False).encode(encoding)


def as_json_lines(items: list[dict[str, str]], encoding: str) -> bytes:
    return "\n".join(json.dumps(item, ensure_ascii=False) for item in items).encode(encoding)


def as_csv(items: list[dict[str, str]], encoding: str) -> bytes:
    out = io.StringIO()
    rows = csv.DictWriter(out, ["title", "date", "author", "body"])
    rows.writeheader()
    rows.writerows(items)
    return out.getvalue().encode(encoding)


NAMES = ("title", "date", "author", "body")


def as_excel(items: list[dict[str, str]], encoding: str) -> bytes:
    """A formula, which begins with "=", has no value before Excel computes it."""
    cells = (
        [ILLEGAL_CHARACTERS_RE.sub("", item.get(name, "")).lstrip("=") for name in NAMES]
        for item in items
    )
    return workbook(News=[NAMES, *map(tuple, cells)])


def as_parquet(items: list[dict[str, str]], encoding: str) -> bytes:
    return table(**{name: [item.get(name) for item in items] for name in NAMES})


def as_reuters(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f'<REUTERS NEWID="{number}"><DATE>12-MAY-1987 10:14:31.20</DATE><TEXT>'
        f"<TITLE>{html.escape(item.get('title', ''))}</TITLE>"
        f"<AUTHOR>By {html.escape(item.get('author', ''))}, Reuters</AUTHOR>"
        f"<BODY>{html.escape(item['body'])}</BODY></TEXT></REUTERS>\n"
        for number, item in enumerate(items)
    ).encode(encoding)


def as_trec(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"<DOC>\n<DOCNO> {number} </DOCNO><HEADLINE>{html.escape(item.get('title', ''))}</HEADLINE>"
        f"<DATE>{html.escape(item.get('date', ''))}</DATE><BYLINE>{item.get('author', '')}</BYLINE>"
        f"<TEXT>{html.escape(item['body'])}</TEXT></DOC>"
        for number, item in enumerate(items)
    ).encode(encoding)


def as_nexis(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"{number} of {len(items)} DOCUMENTS\n\nThe Paper\n\n{item.get('date', '')}\n\n"
        f"{item.get('title', '')}\n\nBYLINE: {item.get('author', '')}\n\nLENGTH: 3 words\n\n"
        f"{item['body']}\n\nLOAD-DATE: April 11, 2018\n\nCopyright 2018 The Paper\n\n"
        for number, item in enumerate(items, start=1)
    ).encode(encoding)


def as_factiva(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"HD\t{item.get('title', '')}\nBY\t{item.get('author', '')}\nPD\t{item.get('date', '')}\n"
        f"SN\tThe Paper\nLP\t\n{item['body']}\nAN\tDocument PAPER0002018041{number:06}\n\n"
        for number, item in enumerate(items)
    ).encode(encoding)


def as_proquest(items: list[dict[str, str]], encoding: str) -> bytes:
    line = "_" * 60
    return "".join(
        f"{line}\n\nDocument {number} of {len(items)}\n\n{item.get('title', '')}\n\n"
        f"Author: {item.get('author', '')}\n\nFull text: {item['body']}\n\n"
        f"Publication title: The Paper\n\nPublication date: {item.get('date', '')}\n\n"
        for number, item in enumerate(items, start=1)
    ).encode(encoding)


def as_iptc7901(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"\x01abc{number:03} 4 pl 12 abc\nPaper/\n\x02{item.get('title', '')} =\n"
        f"   {item['body']}\n\x03\n101200 GMT Apr 18\n\x04"
        for number, item in enumerate(items)
    ).encode(encoding)


def as_xml(items: list[dict[str, str]], form: str) -> str:
    """The items as XML, each in a form with places for its values."""
    found = []
    for item in items:
        texts = {
            name: html.escape(item.get(name, "")) for name in ("title", "date", "author", "body")
        }
        found.append(form.format(**texts))
    return "".join(found)


def as_feed(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<item><title>{title}</title><pubDate>{date}</pubDate><author>{author}</author>"
        "<description>{body}</description></item>"
    )
    return f"<rss><channel><title>T</title>{as_xml(items, form)}</channel></rss>".encode(encoding)


def as_wordpress(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<item><title>{title}</title><dc:creator>jdoe</dc:creator>"
        "<content:encoded>{body}</content:encoded><wp:post_date>{date}</wp:post_date></item>"
    )
    head = (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>T</title>'
        "<wp:author><wp:author_login>jdoe</wp:author_login>"
        "<wp:author_display_name>Jane Doe</wp:author_display_name></wp:author>"
    )
    return f"{head}{as_xml(items, form)}</channel></rss>".encode(encoding)


def as_nitf(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<nitf><head><title>{title}</title><docdata><date.issue norm='{date}'/></docdata></head>"
        "<body><body.content><p>{body}</p></body.content></body></nitf>"
    )
    return as_xml(items[:1], form).encode(encoding)


def as_newsml(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<newsItem><contentMeta><headline>{title}</headline><by>{author}</by></contentMeta>"
        "<contentSet><inlineData>{body}</inlineData></contentSet></newsItem>"
    )
    return f"<newsMessage><itemSet>{as_xml(items, form)}</itemSet></newsMessage>".encode(encoding)


def as_newsml_1(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<NewsItem><NewsComponent><NewsLines><HeadLine>{title}</HeadLine><ByLine>{author}</ByLine>"
        "</NewsLines><ContentItem><DataContent>{body}</DataContent></ContentItem></NewsComponent>"
        "</NewsItem>"
    )
    return f"<NewsML>{as_xml(items, form)}</NewsML>".encode(encoding)


def as_factiva_xml(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<ppsarticle><article><byline>{author}</byline><headline><paragraph>{title}</paragraph>"
        "</headline><leadParagraph><paragraph>{body}</paragraph></leadParagraph></article>"
        "</ppsarticle>"
    )
    start = f'<PPSResponse><ppsarticleResultSet count="{len(items)}">'
    return f"{start}{as_xml(items, form)}</ppsarticleResultSet></PPSResponse>".encode(encoding)


def as_factiva_html(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        '<div class="article enArticle"><div><span class="enHeadline">{title}</span></div>'
        '<div class="author">{author}</div><div>3 words</div><div>10 April 2018</div>'
        '<div>The Paper</div><p class="articleParagraph">{body}</p></div>'
    )
    return f"<html><title>Factiva</title>{as_xml(items, form)}".encode(encoding)


def as_europresse(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        '<article><span class="DocPublicationName">The Paper</span><span class="DocHeader">{date}'
        '</span><p class="titreArticleVisu">{title}</p><div class="DocText">{body}</div></article>'
    )
    return f'<html xmlns:n="cedrom-sni.com/schema">{as_xml(items, form)}'.encode(encoding)


def as_nexis_html(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<!-- Hide XML section from browser\n<DOC NUMBER=1>\n<DOCFULL> -->"
        '<BR><DIV CLASS="c0"><P CLASS="c1">The Paper</P></DIV><P>{date}</P><P>{title}</P>'
        "<P>BYLINE: {author}</P><P>LENGTH: 3 words</P><P>{body}</P><P>LOAD-DATE: May 1, 2018</P>"
        "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->"
    )
    return f"<html>{as_xml(items, form)}".encode(encoding)


def as_proquest_html(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        '<a name="DocID_MSTAR_1001"></a><p>{title}</p><p><strong>Author: </strong>{author}</p>'
        "<p><strong>Full text: </strong>{body}</p><p><strong>Database: </strong>D</p>"
    )
    return f"<html>{as_xml(items, form)}".encode(encoding)


def as_ris(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"TY  - NEWS\nTI  - {item.get('title', '')}\nAU  - {item.get('author', '')}\n"
        f"DA  - {item.get('date', '')}\nAB  - {item['body']}\nER  - \n\n"
        for item in items
    ).encode(encoding)


def as_bibtex(items: list[dict[str, str]], encoding: str) -> bytes:
    return "".join(
        f"@article{{a,\n title={{{item.get('title', '')}}},\n date={{{item.get('date', '')}}},\n"
        f" author = {{{item.get('author', '')}}},\n abstract = {{{item['body']}}},\n}}\n\n"
        for item in items
    ).encode(encoding)


def as_alto(items: list[dict[str, str]], encoding: str) -> bytes:
    form = "<TextBlock><TextLine><String CONTENT='{body}'/><HYP/></TextLine></TextBlock>"
    return f"<alto>{as_xml(items, form)}</alto>".encode(encoding)


def as_mets(items: list[dict[str, str]], encoding: str) -> bytes:
    block = "<TextBlock ID='{date}'><TextLine><String CONTENT='{body}'/></TextLine></TextBlock>"
    area = (
        "<div TYPE='ARTICLE' LABEL='{title}'><fptr><area FILEID='f' BEGIN='{date}'/></fptr></div>"
    )
    named = [{**item, "date": f"b{number}"} for number, item in enumerate(items)]
    page = f"<FContent><alto>{as_xml(named, block)}</alto></FContent>"
    divs = f"<structMap>{as_xml(named, area)}</structMap>"
    return f"<mets><fileSec><file ID='f'>{page}</file></fileSec>{divs}</mets>".encode(encoding)


def as_html(items: list[dict[str, str]], encoding: str) -> bytes:
    form = (
        "<html><head><meta name='author' content='{author}'><meta name='date' content='{date}'>"
        "</head><body><article><h1>{title}</h1>" + PROSE + "<p>{body}</p></article></body></html>"
    )
    return as_xml(items[:1], form).encode(encoding)


def as_warc(items: list[dict[str, str]], encoding: str) -> bytes:
    return b"".join(record(response(as_html([item], encoding))) for item in items)


def as_json_feed(items: list[dict[str, str]], encoding: str) -> bytes:
    of_feed = [
        {"title": one.get("title"), "content_text": one["body"],
         "date_published": one.get("date"), "authors": [{"name": one.get("author")}]}
        for one in items
    ]  # fmt: skip
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": of_feed}
    return json.dumps(feed, ensure_ascii=False).encode(encoding)


def as_har(items: list[dict[str, str]], encoding: str) -> bytes:
    pages = [as_html([item], encoding) for item in items]
    return har(*(exchange(page.decode(encoding)) for page in pages)).encode(encoding)


def as_mhtml(items: list[dict[str, str]], encoding: str) -> bytes:
    return mhtml(as_html(items, encoding))


def as_mail(items: list[dict[str, str]], encoding: str) -> bytes:
    """The text in the encoding, which may begin with a byte order mark."""
    item = items[0]
    headers = [f"{name}: {json.dumps(item[name])}" for name in ("title", "date") if name in item]
    text = ["Content-Type: text/plain; charset=utf-8", *headers, "", ""]
    return "\n".join(text).encode() + item["body"].encode(encoding)


def as_mailbox(items: list[dict[str, str]], encoding: str) -> bytes:
    first = b"From jane@paper.example Tue Apr 10 23:30:00 2018\n"
    return b"\n\n".join(first + as_mail([item], encoding) for item in items)


def _lines(item: dict[str, str]) -> list[str]:
    names = ("title", "author", "date", "body")
    return [html.escape(line) for name in names for line in item.get(name, "").split("\n")]


def as_docx(items: list[dict[str, str]], _: str) -> bytes:
    return documents.docx(*map(documents.p, _lines(items[0])))


def as_odt(items: list[dict[str, str]], _: str) -> bytes:
    return documents.odt(*(f"<text:p>{line}</text:p>" for line in _lines(items[0])))


def as_epub(items: list[dict[str, str]], _: str) -> bytes:
    return documents.epub(("a.html", "".join(f"<p>{line}</p>" for line in _lines(items[0]))))


def as_rtf(items: list[dict[str, str]], encoding: str) -> bytes:
    return b"{\\rtf1 " + b"\\par ".join(line.encode(encoding) for line in _lines(items[0])) + b"}"


WRITE = {
    "docx": as_docx,
    "odt": as_odt,
    "epub": as_epub,
    "rtf": as_rtf,
    "feed": as_feed,
    "nitf": as_nitf,
    "newsml": as_newsml,
    "newsml 1": as_newsml_1,
    "factiva xml": as_factiva_xml,
    "ris": as_ris,
    "bibtex": as_bibtex,
    "alto": as_alto,
    "mets": as_mets,
    "factiva html": as_factiva_html,
    "europresse html": as_europresse,
    "nexis html": as_nexis_html,
    "proquest html": as_proquest_html,
    "html": as_html,
    "warc": as_warc,
    "har": as_har,
    "json feed": as_json_feed,
    "mhtml": as_mhtml,
    "mail": as_mail,
    "mbox": as_mailbox,
    "text": as_text,
    "markdown": as_markdown,
    "json": as_json,
    "json lines": as_json_lines,
    "csv": as_csv,
    "excel": as_excel,
    "parquet": as_parquet,
    "wordpress": as_wordpress,
    "reuters sgml": as_reuters,
    "trec": as_trec,
    "nexis": as_nexis,
    "factiva": as_factiva,
    "proquest": as_proquest,
    "iptc 7901": as_iptc7901,
}
