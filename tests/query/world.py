"""One archived article, made of what a test says and nothing else."""

from __future__ import annotations

import datetime as dt

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.text import words


def archived(
    body: str = "",
    *,
    title: str | None = None,
    title_source: str = "header line 1",
    date: str | None = None,
    authors: tuple[str, ...] = (),
    source: str | None = None,
    tags: tuple[str, ...] = (),
    url: str | None = None,
    language: str | None = None,
    paths: tuple[str, ...] = (),
    key: int = 1,
) -> ArchivedArticle:
    """An article in its first version."""
    return ArchivedArticle(
        key=key,
        id=f"ab12{key:012x}",
        version=1,
        article=Article(
            body=body,
            title=title,
            title_source=title_source if title else None,
            date=dt.date.fromisoformat(date) if date else None,
            authors=authors,
            source=source,
            tags=tags,
            url=url,
            language=language,
        ),
        words=words.count_words(body),
        paths=paths,
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added="2018-04-18T00:00:00Z",
    )
