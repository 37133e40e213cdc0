"""Factiva's pages of articles: with field codes ("plus Indexing") in a table, or without.

Without codes only the title, the byline and the paragraphs are named; the lines between them have
an order: words, day, time, paper, its code, page, edition, language, rights.
"""

from __future__ import annotations

import re
from itertools import takewhile

from newsarchive.dates.expressions import parse_day
from newsarchive.model.article import Article
from newsarchive.readers.formats.factiva import article_of
from newsarchive.readers.formats.htmlexport import Database, HtmlExport
from newsarchive.readers.language import language_code
from newsarchive.readers.markup.htmlmarks import Text, joined, marked_texts
from newsarchive.readers.record import ReadOptions

_ARTICLE = rb"<div\s(?:[^>]{0,300}?\s)?class\s*=\s*[\"']?article\s+[a-z]{2,6}Article\b"
_MARKS = re.compile(
    r"(?P<code>\.index)|(?P<title>\.[a-z]{2,6}headline)|(?P<author>\.author)"
    r"|(?P<text>\.articleparagraph)"
)
_WORDS = re.compile(r"\d[\d.,\u00a0\u202f ]*[^\W\d_]+")
_TIME = re.compile(r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?(?: [A-Z]{2,5})?", re.IGNORECASE)
_CODE = re.compile(r"[A-Z]{2,3}")
_WITHOUT_CODES = {"title": "HD", "author": "BY", "text": "TD"}


def _article(source: str, options: ReadOptions) -> Article:
    texts = marked_texts(source, _MARKS)
    coded = any("code" in text.marks for text in texts)
    return article_of(_by_code(texts) if coded else _by_place(texts, options), options)


def _by_code(texts: list[Text]) -> dict[str, str]:
    """Code → the texts of the cell beside it."""
    cells: dict[str, list[Text]] = {}
    here: list[Text] = []
    for text in texts:
        if "code" not in text.marks:
            here.append(text)
        elif _CODE.fullmatch(text.text):
            here = cells.setdefault(text.text, [])
    return {code: joined(cell) for code, cell in cells.items()}


def _by_place(texts: list[Text], options: ReadOptions) -> dict[str, str]:
    """The same of an article without codes: its lines follow the one that is a day."""
    values = {
        code: joined([text for text in texts if mark in text.marks])
        for mark, code in _WITHOUT_CODES.items()
    }
    above = [text.text for text in _until(texts, "title")]
    lines = [text.text for text in _until(texts, "text")[len(above) :] if not text.marks]
    at = next((at for at, line in enumerate(lines) if parse_day(line, order=options.order)), None)
    credit, rest = ([], []) if at is None else (lines[:at], lines[at:])
    values["SE"] = above[-1] if above else ""
    values["BY"] = values["BY"] or "\n".join(one for one in credit if not _WORDS.fullmatch(one))
    values["PD"] = rest.pop(0) if rest else ""
    if rest and _TIME.fullmatch(rest[0]):
        values["ET"] = rest.pop(0)
    values["SN"] = rest.pop(0) if rest else ""
    values["LA"] = next(filter(language_code, rest), "")
    return values


def _until(texts: list[Text], mark: str) -> list[Text]:
    """The texts before the first with the mark."""
    return list(takewhile(lambda text: mark not in text.marks, texts))


FACTIVA = HtmlExport(
    Database(
        name="factiva html",
        begins=re.compile(
            rb"<title>\s*(?:Dow Jones )?Factiva\s*</title>|" + _ARTICLE, re.IGNORECASE
        ),
        sign=b"articleParagraph",
        mark=re.compile(rb"()" + _ARTICLE, re.IGNORECASE),
        ends=re.compile(
            rb"<table\s[^>]{0,300}class\s*=\s*[\"']?searchPreview|<div\s[^>]{0,300}id\s*=\s*[\"']?pageFooter"
            rb"|</body\b",
            re.IGNORECASE,
        ),
        article=_article,
    )
)
