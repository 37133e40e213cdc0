"""ProQuest's documents in HTML, as they are exported and mailed: labels in bold, in four languages.

The text stands behind a label of its own, in an element <text> or in the paragraphs up to the next
label.
"""

from __future__ import annotations

import re

from newsarchive.model.article import Article
from newsarchive.model.errors import ReadError
from newsarchive.readers.fields import build
from newsarchive.readers.formats.htmlexport import Database, HtmlExport
from newsarchive.readers.markup.htmlmarks import Text, joined, marked_texts
from newsarchive.readers.record import ReadOptions

_MARKS = re.compile(r"(?P<label>strong)|(?P<text>text)")
_LABELS = {
    "title": ("title", "titel", "titre", "título"),
    "authors": ("author", "autor", "auteur"),
    "date": ("publication date", "veröffentlichungsdatum", "date de publication",
             "fecha de publicación"),
    "source": ("publication title", "titel der publikation", "titre de la publication",
               "título de publicación"),
    "section": ("section", "rubrik", "sección"),
    "language": ("language of publication", "publikationssprache", "langue de publication",
                 "idioma de la publicación"),
    "tags": ("subject", "thema", "sujet", "materia"),
    "info": ("publication info", "publikationsinformationen", "information sur la publication"),
    "abstract": ("abstract", "zusammenfassung", "résumé", "resumen"),
    "body": ("full text", "volltext", "texte intégral", "texto completo"),
}  # fmt: skip
_OURS = {label: ours for ours, labels in _LABELS.items() for label in labels}
_BELOW_TEXT = frozenset((
    "business indexing term", "location", "people", "company / organization",
    "identifier / keyword", "classification", "term", "url", "copyright", "credit", "ort",
    "personen", "lieu", "personnes", "lugar", "personas", "último acceso",
))  # fmt: skip
"""Labels, besides ours, of which one may be the first below the text."""
_EDITION = re.compile(r"\s*;.*|,\s[^,;]*\bedition\b.*", re.IGNORECASE)
_NONE = re.compile(r"^(?:None available|Not available|Keine)\.?$", re.IGNORECASE)
_POINT = re.compile(r"(?<=[^\W\d_]{3})\.\s*$")
"""Behind a whole name, "Brandt, Tessa.", and not behind an initial."""
_PRINTED = re.compile(r"(?<!\d)\d{1,2} [^\W\d_]{3,12} \d{4}\b")
_LINE = re.compile(r"(?:Document|Email) \d+ (?:of|de|von) \d+|ProQuest document link", re.I)
_DOCUMENT = rb"<a\s[^>]{0,100}?name\s*=\s*[\"']?DocID_\w{0,20}\d{4}"


def _article(source: str, options: ReadOptions) -> Article:
    values, heading = _values(marked_texts(source, _MARKS))
    body = values.get("body") or _NONE.sub("", values.get("abstract", ""))
    if not body:
        raise ReadError("neither a full text nor an abstract of this document in the export")
    subjects = values.get("tags", "")
    fields: dict[str, object] = {
        **values,
        "body": body,
        "title": values.get("title") or heading,
        "date": values.get("date") or _day(values.get("info", "")),
        "authors": [_POINT.sub("", part) for part in values.get("authors", "").split(";")],
        "source": _EDITION.sub("", values.get("source", "")),
        "tags": [part.strip() for part in subjects.split(";")],
    }
    return build(fields, 'label "{}"'.format, options)


def _day(info: str) -> str:
    """The day in "Pellin Courier; Pellin [Pellin]04 Mar 2019: A.3." """
    found = _PRINTED.search(info)
    return found[0] if found else ""


def _values(texts: list[Text]) -> tuple[dict[str, str], str]:
    """Our field → its value; and the first text, which is the title as printed."""
    found: dict[str, list[Text]] = {}
    heading = ""
    here: list[Text] = []
    for text in texts:
        label, colon, _ = text.text.lower().rpartition(":")
        ours = _OURS.get(label.strip(), "")
        of_text = here is found.get("body") and not ours and label.strip() not in _BELOW_TEXT
        if colon and "label" in text.marks and not (of_text or "text" in text.marks):
            here = found.setdefault(ours, [])
        elif not _LINE.fullmatch(text.text):
            heading = heading or text.text
            here.append(text)
    values = {ours: joined(parts) for ours, parts in found.items() if ours}
    within = [text for text in found.get("body", []) if "text" in text.marks]
    return values | ({"body": joined(within)} if within else {}), heading


PROQUEST = HtmlExport(
    Database(
        name="proquest html",
        begins=re.compile(_DOCUMENT, re.IGNORECASE),
        sign=b"DocID_",
        mark=re.compile(rb"()" + _DOCUMENT, re.IGNORECASE),
        ends=re.compile(rb"<div\s[^>]{0,300}class=[\"']?copyright|</body\b", re.IGNORECASE),
        announces=re.compile(rb">\s*Document \d{1,6} (?:of|de|von) (\d{1,6})\s*<"),
        article=_article,
    )
)
