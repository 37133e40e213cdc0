"""How much memory does `newsarchive ingest` take for a long export of each format?

    python -m benchmarks.memory [--megabytes SMALL LARGE] [--only FORMAT...] [--dry-run]
    python -m benchmarks.memory --files SMALL LARGE

Writes an export of so many megabytes of each format that is read as a stream, archives it in a
process of its own, and prints the most memory that the process had, for both sizes, and their
ratio: about 1 where memory does not grow with the export. The index may hold 16 MB (`--memory`),
so that it is the reading that shows. `--megabytes 100 1000` is the long form; `--dry-run` reads
without archiving, which takes a fraction of the time.

With `--files` it archives a folder of so many files that nothing reads instead.
"""

from __future__ import annotations

import argparse
import gzip
import io
import itertools
import os
import platform
import re
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from benchmarks.scratch import scratch_folder

ROOT = Path(__file__).parent.parent
MEGABYTE = 1_000_000
_INDEX = "16M"
_TITLE = "Report $n of the harbour"
_OBJECT = f'{{"title": "{_TITLE}", "date": "2018-04-10", "text": "$text"}}'
_RULE = "_" * 60


@dataclass(frozen=True, slots=True)
class Form:
    """An export: its name, what each article looks like, and what stands around all of them."""

    name: str
    article: str
    """With `$n`, `$total`, `$text`, and `$length`, the bytes of the text."""
    head: str = ""
    tail: str = ""


FORMS: dict[str, Form] = {
    "json lines": Form("a.jsonl", f"{_OBJECT}\n"),
    "json": Form(
        "a.json", f"{_OBJECT},\n", "[\n", '{"title": "Last report", "text": "The end."}]'
    ),
    "csv": Form("a.csv", f'{_TITLE},2018-04-10,"$text"\n', "title,date,text\n"),
    "feed": Form(
        "a.rss",
        f"<item><title>{_TITLE}</title><pubDate>Tue, 10 Apr 2018 09:00:00 GMT</pubDate>"
        "<link>https://a.example/$n</link><description>$text</description></item>\n",
        "<rss><channel><title>The Paper</title>\n",
        "</channel></rss>",
    ),
    "wordpress": Form(
        "a.xml",
        f"<item><title>{_TITLE}</title><content:encoded>$text</content:encoded>"
        "<wp:post_date>2018-04-10 09:00:00</wp:post_date><wp:post_type>post</wp:post_type>"
        "<wp:status>publish</wp:status></item>\n",
        "<rss xmlns:wp='http://wordpress.org/export/1.2/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>P</title>\n",
        "</channel></rss>",
    ),
    "newsml 1": Form(
        "a.xml",
        f"<NewsItem><NewsComponent><NewsLines><HeadLine>{_TITLE}</HeadLine></NewsLines>"
        "<ContentItem><DataContent>$text</DataContent></ContentItem></NewsComponent></NewsItem>\n",
        "<NewsML>\n",
        "</NewsML>",
    ),
    "newsml": Form(
        "a.xml",
        f"<newsItem><contentMeta><headline>{_TITLE}</headline></contentMeta>"
        "<contentSet><inlineData>$text</inlineData></contentSet></newsItem>\n",
        "<newsMessage><itemSet>\n",
        "</itemSet></newsMessage>",
    ),
    "factiva xml": Form(
        "a.xml",
        f"<ppsarticle><article><headline><paragraph>{_TITLE}</paragraph></headline><leadParagraph>"
        "<paragraph>$text</paragraph></leadParagraph></article></ppsarticle>\n",
        "<PPSResponse><ppsarticleResultSet>\n",
        "</ppsarticleResultSet></PPSResponse>",
    ),
    "factiva html": Form(
        "a.html",
        f'<div class="article enArticle"><div><span class="enHeadline">{_TITLE}</span></div>'
        "<div>3 words</div><div>10 April 2018</div><div>The Paper</div>"
        '<p class="articleParagraph">$text</p></div>\n',
        "<html><title>Factiva</title>\n",
    ),
    "europresse html": Form(
        "a.html",
        '<article><span class="DocPublicationName">The Paper</span>'
        f'<p class="titreArticleVisu">{_TITLE}</p><div class="DocText">$text</div></article>\n',
        '<html xmlns:n="cedrom-sni.com/schema">\n',
    ),
    "nexis html": Form(
        "a.html",
        "<!-- Hide XML section from browser\n<DOC NUMBER=$n>\n<DOCFULL> -->"
        f"<P>The Paper</P><P>April 10, 2018</P><P>{_TITLE}</P><P>LENGTH: 3 words</P><P>$text</P>"
        "<!-- Hide XML section from browser\n</DOCFULL>\n</DOC> -->\n",
        "<html>\n",
    ),
    "proquest html": Form(
        "a.html",
        f'<a name="DocID_MSTAR_1000$n"></a><p>{_TITLE}</p><p><strong>Full text: </strong>$text</p>'
        "<p><strong>Database: </strong>D</p>\n",
        "<html>\n",
    ),
    "nexis": Form(
        "a.txt",
        f"$n of $total DOCUMENTS\n\nThe Paper\n\nApril 10, 2018\n\n{_TITLE}\n\nLENGTH: 3 words\n\n"
        "$text\n\nLOAD-DATE: April 11, 2018\n\nCopyright 2018 The Paper\n\n",
    ),
    "factiva": Form(
        "a.txt",
        f"HD\t{_TITLE}\nWC\t3 words\nPD\t10 April 2018\nSN\tThe Paper\nLP\t\n$text\n"
        "AN\tDocument PAPER00020180410ee$n\n\n",
    ),
    "proquest": Form(
        "a.txt",
        f"Document $n of $total\n\n{_TITLE}\n\nFull text: $text\n\nPublication title: The Paper\n\n"
        f"Publication date: Apr 10, 2018\n\n{_RULE}\n\n",
        f"{_RULE}\n\n",
    ),
    "iptc 7901": Form(
        "a.iptc",
        f"\x01abc$n 4 pl 12 abc\nPaper/\n\x02{_TITLE} =\n   $text\n\x03\n101200 GMT Apr 18\n\x04",
    ),
    "trec": Form(
        "a.trec",
        f"<DOC>\n<DOCNO> $n </DOCNO>\n<HEADLINE>{_TITLE}</HEADLINE>\n<TEXT>$text</TEXT>\n</DOC>\n",
    ),
    "reuters sgml": Form(
        "a.sgm",
        '<REUTERS NEWID="$n"><DATE>12-MAY-1987 10:14:31.20</DATE><TEXT>'
        f"<TITLE>{_TITLE}</TITLE><BODY>$text</BODY></TEXT></REUTERS>\n",
    ),
    "ris": Form("a.ris", f"TY  - NEWS\nTI  - {_TITLE}\nDA  - 2018/04/10\nAB  - $text\nER  - \n\n"),
    "bibtex": Form(
        "a.bib",
        f"@article{{a$n,\n title = {{{_TITLE}}},\n date = {{2018-04-10}},\n"
        " abstract = {$text},\n}\n\n",
    ),
    "mbox": Form(
        "a.mbox",
        f"From jane@paper.example Tue Apr 10 23:30:00 2018\nSubject: {_TITLE}\n"
        "Content-Type: text/plain; charset=utf-8\n\n$text\n\n",
    ),
    "warc": Form(
        "a.wet",
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://a.example/$n\r\n"
        "Content-Type: text/plain\r\nContent-Length: $length\r\n\r\n$text\r\n\r\n",
    ),
}  # fmt: skip
"""Reader → an export for it."""


def texts() -> Iterator[str]:
    """The texts of sample articles, again and again, without what means something to a format."""
    files = sorted((ROOT / "sample_articles").glob("20*/**/*.txt"))
    clean = [re.sub(r"[^\w.,' ]+", " ", file.read_text("utf-8")) for file in files]
    return itertools.cycle(" ".join(text.split()) for text in clean)


def articles(form: Form, size: int) -> Iterator[bytes]:
    """The articles of an export of so many bytes."""
    found = [text for text, _ in zip(texts(), range(100), strict=False)]
    total = max(1, size * len(found) // sum(len(form.article) + len(text) for text in found))
    article = Template(form.article)
    for number, text in zip(range(1, total + 1), itertools.cycle(found), strict=False):
        own = f"This is report {number}. {text}"
        yield article.substitute(n=number, total=total, text=own, length=len(own.encode())).encode()


def write(form: Form, file: io.BufferedIOBase, size: int) -> None:
    """Write an export of about so many bytes."""
    file.write(form.head.encode())
    for article in articles(form, size):
        file.write(article)
    file.write(form.tail.encode())


def _plain(form: Form) -> Callable[[Path, int], Path]:
    def make(folder: Path, size: int) -> Path:
        path = folder / form.name
        with path.open("wb") as file:
            write(form, file, size)
        return path

    return make


def _gzip(folder: Path, size: int) -> Path:
    path = folder / "a.jsonl.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        write(FORMS["json lines"], file, size)
    return path


_TEXT = Form("a.txt", f"{_TITLE}\n\nApril 10, 2018\n\n$text\n")


def _zip(folder: Path, size: int) -> Path:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for number, article in enumerate(articles(_TEXT, size)):
            packed.writestr(f"{number}.txt", article)
    return path


def _tar(folder: Path, size: int) -> Path:
    path = folder / "a.tar.gz"
    with tarfile.open(path, "w:gz", compresslevel=1) as packed:
        for number, article in enumerate(articles(_TEXT, size)):
            member = tarfile.TarInfo(f"{number}.txt")
            member.size = len(article)
            packed.addfile(member, io.BytesIO(article))
    return path


def _parquet(folder: Path, size: int) -> Path:
    import pyarrow as pa
    from pyarrow import parquet

    path = folder / "a.parquet"
    rows = articles(Form("", "$text"), size)
    schema = pa.schema([("text", pa.string())])
    with parquet.ParquetWriter(path, schema, compression="none", use_dictionary=False) as file:
        while block := [row.decode() for row in itertools.islice(rows, 1000)]:
            file.write_table(pa.table({"text": block}, schema=schema))
    return path


MAKERS: dict[str, Callable[[Path, int], Path]] = {
    **{name: _plain(form) for name, form in FORMS.items()},
    "parquet": _parquet,
    "json lines in gzip": _gzip,
    "texts in a zip": _zip,
    "texts in a tar.gz": _tar,
}
"""Name → what writes an export of so many bytes into a folder."""


def unreadable(folder: Path, count: int) -> Path:
    """A folder of so many small files of a kind that nothing reads, 1,000 to a folder."""
    made = folder / "files"
    for number in range(count):
        if number % 1000 == 0:
            (made / f"{number // 1000}").mkdir(parents=True)
        (made / f"{number // 1000}" / f"{number}.ppt").write_bytes(b"\xd0\xcf\x11\xe0")
    return made


@dataclass(frozen=True, slots=True)
class Ran:
    """One run of ingest."""

    peak: int
    """The most memory of the process, in bytes."""
    seconds: float
    said: str
    """Its summary."""


def ingest(path: Path, folder: Path, *options: str) -> Ran:
    """Archive a path with one process."""
    command = [
        sys.executable, "-m", "newsarchive", "--archive", str(folder / "news.db"), "ingest",
        "--jobs", "1", "--memory", _INDEX, *options, str(path),
    ]  # fmt: skip
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        lines = process.stderr.read().splitlines()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    return Ran(usage.ru_maxrss * 1024, time.perf_counter() - began, lines[-1] if lines else "")


def measure(make: Callable[[Path, int], Path], size: int, *options: str) -> Ran:
    """Make something of this size, and archive it."""
    with scratch_folder() as folder:
        return ingest(make(folder, size), folder, *options)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory")
    parser.add_argument("--megabytes", type=int, nargs=2, default=(20, 200), metavar="N")
    parser.add_argument("--files", type=int, nargs=2, metavar="N")
    parser.add_argument("--only", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--dry-run", action="store_true")
    given = parser.parse_args()
    options = ["--dry-run"] if given.dry_run else []
    print(f"Python {platform.python_version()}, newsarchive ingest {' '.join(options)}\n")
    if given.files:
        print("| unreadable files | seconds | peak memory |\n|---:|---:|---:|")
        for count in given.files:
            ran = measure(unreadable, count, *options)
            print(f"| {count:,} | {ran.seconds:.1f} | {ran.peak / 1e6:.0f} MB |", flush=True)
        return 0
    small, large = given.megabytes
    print(
        f"| format | {small:,} MB | {large:,} MB | ratio | of the last run |\n"
        "|---|---:|---:|---:|---|"
    )
    for name in given.only:
        first, second = (
            measure(MAKERS[name], size * MEGABYTE, *options) for size in (small, large)
        )
        print(
            f"| {name} | {first.peak / 1e6:.0f} MB | {second.peak / 1e6:.0f} MB "
            f"| {second.peak / first.peak:.2f} | {second.said} |",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
