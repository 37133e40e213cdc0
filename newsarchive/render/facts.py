"""The metadata of an article as named lines, for people and for a pipe."""

from __future__ import annotations

from newsarchive.model.article import ArchivedArticle, Article


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
        ("id", f"{archived.id} ({version})"),
    ]
    return [(name, value) for name, value in parts if value]


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
