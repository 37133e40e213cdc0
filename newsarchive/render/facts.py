"""The metadata of an article as named lines, for people and for a pipe."""

from __future__ import annotations

from newsarchive.model.article import ArchivedArticle, Article, Note


def facts(archived: ArchivedArticle) -> list[tuple[str, str]]:
    """Names and values in reading order, without the title and without what is unknown."""
    article = archived.article
    version = f"version {archived.version}, archived {archived.added}"
    parts: list[tuple[str, str | None]] = [
        ("by", ", ".join(article.authors)),
        ("date", article.published or (article.date.isoformat() if article.date else None)),
        ("updated", article.updated),
        ("agency", article.agency),
        ("source", article.source),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("language", article.language),
        ("words", str(archived.words)),
        ("url", article.url),
        *(("path", path) for path in archived.paths),
        *(("note", note_line(archived, note)) for note in archived.notes),
        ("id", f"{archived.id} ({version})"),
    ]
    return [(name, value) for name, value in parts if value]


def note_line(archived: ArchivedArticle, note: Note) -> str:
    """The note, and where it stands if that is a passage."""
    if note.quote is None:
        return note.text
    paragraph = _paragraph_of(archived.article.body, note.quote)
    quote = f"“{_shortened(note.quote)}”"
    where = "its passage is gone" if paragraph is None else f"paragraph {paragraph}"
    return f"{note.text} ({where}: {quote})"


def _paragraph_of(body: str, quote: str) -> int | None:
    from newsarchive.text.anchors import paragraph_of  # few articles have notes

    return paragraph_of(body, quote)


def _shortened(quote: str) -> str:
    return quote if len(quote) <= QUOTED else f"{quote[: QUOTED - 1].rstrip()}…"


def note_record(archived: ArchivedArticle, note: Note) -> dict[str, object]:
    """The note as plain data; `paragraph` is null for the whole article, and if it is gone."""
    body = archived.article.body
    paragraph = None if note.quote is None else _paragraph_of(body, note.quote)
    return {
        "text": note.text, "quote": note.quote, "paragraph": paragraph,
        "gone": note.quote is not None and paragraph is None,
        "made": note.made, "changed": note.changed,
    }  # fmt: skip


QUOTED = 60
"""Characters of a passage that a line about a note repeats."""
AUTHORS = 3
"""How many authors a line about an article names."""


def byline(article: Article) -> list[str]:
    """Day, authors, and source or agency: what there is of them, in this order."""
    authors = ", ".join(article.authors)
    if len(article.authors) > AUTHORS + 1:  # "and 1 more" would be no shorter than the name
        more = len(article.authors) - AUTHORS
        authors = f"{', '.join(article.authors[:AUTHORS])} and {more} more"
    day = article.date.isoformat() if article.date else "undated"
    return [part for part in (day, authors, article.source or article.agency) if part]
