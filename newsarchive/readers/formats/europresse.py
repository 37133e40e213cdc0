"""Europresse's pages of articles: the form with an <article> each, and the older one of tables.

In the older form only the paper, the day and the title are named. The byline is on a line of its
own below the title, and the rights and the number of the document close the text.
"""

from __future__ import annotations

import re

from newsarchive.dates.expressions import Day, Order
from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.credits.bylines import people
from newsarchive.readers.fields import build
from newsarchive.readers.formats.htmlexport import Database, HtmlExport
from newsarchive.readers.header.days import day_at_start
from newsarchive.readers.markup.htmlmarks import Text, joined, marked_texts
from newsarchive.readers.record import ReadOptions

_PAPER = rb"<span\s+class\s*=\s*[\"']?DocPublicationName\b"
_NAME = rb"<div class=.rdp__DocPublicationName\b"
"""Within an <article>; alone in a document that was saved as it is shown."""
_MARKS = re.compile(
    r"(?P<paper>\.docpublicationname)|(?P<day>\.docheader)|(?P<titles>\.titrearticle)"
    r"|(?P<title>\.titrearticlevisu)|(?P<authors>\.docauthors)|(?P<line>\.sm-margin-bottomnews)"
    r"|(?P<text>\.dococurrcontainer|\.doctext)|(?P<aside>aside|footer|\.rdp__attachnews)"
)
_ISSUE = re.compile(
    r",? (?:no|n°|Nr|vol)\.? ?\d.*|\s+-\s.*|\s*\((?:site web|web site|website)\).*", re.I
)
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?:num[ée]ro (?:de|du) document|document number)\s*:|\w+·\d{8}·", re.I)
_CREDITS_WITHOUT_NAMES = re.compile(r"propos recueillis par|par|by", re.IGNORECASE)
_LONGEST_HEADER = 300
"""Characters in which the section and the day stand."""
_MOST_WORDS = 12
"""Words of a byline in the older form."""
_WHERE = {
    "title": "title element", "date": "header element", "authors": "author element",
    "source": "publication name",
}  # fmt: skip


def _article(source: str, options: ReadOptions) -> Article:
    texts = [text for text in marked_texts(source, _MARKS) if "aside" not in text.marks]
    day, section = _day_and_section(_marked(texts, "day")[:_LONGEST_HEADER], options.order)
    named = "<article" in source[:200].lower() or any("text" in text.marks for text in texts)
    authors, body = (_named if named else _placed)(texts)
    title = _marked(texts, "title") or " ".join(
        text.text for text in texts if "titles" in text.marks and "line" not in text.marks
    )
    fields: dict[str, object] = {
        "title": title,
        "date": day,
        "authors": [part for part in authors.split(";") if not _is_label(part)],
        "source": _paper(texts),
        "section": section,
        "body": joined(body),
    }
    if not body:
        raise ReadError("an entry without a text")
    return build(fields, lambda name: _WHERE.get(name, "text"), options)


def _marked(texts: list[Text], mark: str) -> str:
    return " ".join(text.text for text in texts if mark in text.marks)


def _paper(texts: list[Text]) -> str | None:
    """The name of the paper, without number, edition and the kind of its site."""
    name = next((text.text for text in texts if "paper" in text.marks), "")
    return _ISSUE.sub("", name).strip(" ,;") or None


def _is_label(part: str) -> bool:
    return _CREDITS_WITHOUT_NAMES.fullmatch(part.strip()) is not None


def _day_and_section(header: str, order: Order | None) -> tuple[Day | None, str | None]:
    """The day in "Ports, jeudi 4 octobre 2012 295 mots, p. 7", and the section before it."""
    for start in (0, *(match.end() for match in re.finditer(r"[,;]\s+", header))):
        if found := day_at_start(header[start:], order):
            return found[0], header[:start].strip(" ,;") or None
    return None, None


def _named(texts: list[Text]) -> tuple[str, list[Text]]:
    """The byline and the text of the newer form."""
    lines = [text for text in texts if "line" in text.marks and "titles" not in text.marks]
    byline = _marked(texts, "authors") or " ".join(text.text for text in lines)
    return byline, [text for text in texts if "text" in text.marks]


def _placed(texts: list[Text]) -> tuple[str, list[Text]]:
    """The byline and the text of the older form."""
    last = max((at for at, text in enumerate(texts) if "title" in text.marks), default=-1)
    body = texts[last + 1 :]
    end = next((at for at, text in enumerate(body) if _NUMBER.match(text.text)), len(body))
    if end and _RIGHTS.match(body[end - 1].text):
        end -= 1
    body = body[:end]
    first = body[0] if len(body) > 1 else None
    if first and first.line_end and len(first.text.split()) <= _MOST_WORDS and people(first.text):
        return first.text, body[1:]
    return "", body


EUROPRESSE = HtmlExport(
    Database(
        name="europresse html",
        begins=re.compile(
            rb"cedrom-sni\.com/schema|\.DocPublicationName\s*[{,]|" + _NAME + rb"|" + _PAPER,
            re.IGNORECASE,
        ),
        sign=b"DocPublicationName",
        mark=re.compile(
            rb"()<article[\s>](?:(?:(?!</?article\b|<div class=.rdp__DocPub).){0,3500}"
            + _NAME
            + rb")?|()"
            + _NAME
            + rb"|(?:<td\b[^>]{0,300}>|</table>)\s{0,200}()"
            + _PAPER,
            re.IGNORECASE | re.DOTALL,
        ),
        article=_article,
    )
)
