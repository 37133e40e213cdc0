"""The examples of docs/formats: files of each format, and what ingest and list print of them.

`generate.py` runs them and writes the pages; `tests/readers/test_shelf.py` runs them again.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import recipes

_SAMPLES = "sample_articles"
_CASES = "tests/data/cases"
EXAMPLES: dict[str, tuple[str, ...]] = {
    "alto": (f"{_CASES}/1905-03-11_page.alto", f"{_CASES}/harlow-echo"),
    "citations": (f"{_CASES}/zotero.ris", f"{_CASES}/zotero.bib", f"{_CASES}/csl.json"),
    "databases": (
        f"{_CASES}/A15_factiva_html_indexed.html", f"{_CASES}/A16_factiva_xml.xml",
        f"{_CASES}/europresse_articles.html", f"{_CASES}/nexis_german.html",
        f"{_CASES}/A21_proquest_html.html",
    ),
    "documents": (
        f"{_CASES}/document_word.docx", f"{_CASES}/document_letter.odt",
        f"{_CASES}/nexisuni.rtf", f"{_CASES}/document_book.epub",
        f"{_CASES}/document_columns.pdf", f"{_CASES}/document_scanned.pdf",
    ),
    "factiva": (f"{_SAMPLES}/archives/factiva_export.txt",),
    "feeds": (
        f"{_SAMPLES}/wire/island_post.rss", f"{_SAMPLES}/wire/bergfunk.atom",
        f"{_CASES}/packet.jsonfeed",
    ),
    "html": (f"{_SAMPLES}/web/night_train_returns.html", f"{_CASES}/chromium.mhtml"),
    "iptc7901": (f"{_CASES}/A27_iptc7901.txt",),
    "json": (f"{_SAMPLES}/wire/drawer_comet.json", f"{_SAMPLES}/wire/northline_wire.jsonl"),
    "mail": (f"{_SAMPLES}/mail/quayside_letter.eml", f"{_SAMPLES}/mail/ledger_letters.mbox"),
    "markdown": (f"{_SAMPLES}/features/typewriter_clinic.md",),
    "newsml": (f"{_SAMPLES}/wire/seed_library.newsml", f"{_CASES}/A25_newsml12.xml"),
    "nexis": (
        f"{_SAMPLES}/archives/nexis_export.txt", f"{_SAMPLES}/archives/nexis_uni_export.txt",
    ),
    "nitf": (f"{_SAMPLES}/wire/glass_bridge.nitf",),
    "packed": (f"{_SAMPLES}/packed/oder_clippings.zip", f"{_SAMPLES}/packed/polar_wire.jsonl.gz"),
    "proquest": (f"{_CASES}/A20_proquest.txt",),
    "reuters": (f"{_SAMPLES}/archives/newswire_collection.sgm",),
    "tables": (
        f"{_SAMPLES}/wire/desk_export.csv", f"{_SAMPLES}/wire/coast_desk.tsv",
        f"{_CASES}/data-excel.xlsx", f"{_CASES}/data-parquet.parquet",
    ),
    "text": (f"{_SAMPLES}/features/shadow_puppets.txt",),
    "trec": (f"{_SAMPLES}/archives/northline_collection.trec",),
    "warc": (f"{_SAMPLES}/web/pellin.warc", f"{_CASES}/browser.har"),
    "wordpress": (f"{_CASES}/s19_wxr.xml",),
}  # fmt: skip
"""Page → the files of its example."""
LIST = "newsarchive list --format '{date|no date   }  {title:50.50}  {author|no author}'"
_SECONDS = re.compile(r" \(\d+\.\d+ s\)$", re.MULTILINE)


def example(page: str) -> str:
    """The example of a page: the commands, and what they print."""
    files = EXAMPLES[page]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for file in files:
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (recipes.ROOT / file).is_dir() else shutil.copy
            copy(recipes.ROOT / file, folder / file)
        return console(
            *((command, recipes.run(command, folder)) for command in commands(files)), root=folder
        )


def commands(files: tuple[str, ...]) -> tuple[str, str]:
    """What is typed."""
    separator = " " if len(files) == 1 else " \\\n    "
    return separator.join(("newsarchive ingest", *files)), LIST


def console(*ran: tuple[str, str], root: Path) -> str:
    """Commands and what each printed, without how long it took and where the files are."""
    shown = "".join(f"$ {command}\n{printed}" for command, printed in ran)
    return f"```console\n{_SECONDS.sub('', shown.replace(f'{root}/', ''))}```\n"
