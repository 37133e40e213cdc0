"""Hits for tests, made without an archive."""

from __future__ import annotations

import datetime as dt

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.query.parse import parse_query
from newsarchive.search.hit import Hit

ARTICLE = Article(
    title="Oil prices rise",
    title_source="header line 1",
    date=dt.date(2018, 4, 10),
    authors=("Jane Doe", "Ali Veli"),
    source="Daily Example",
    tags=("oil",),
    body="Oil rose on Tuesday.\n\nTraders in Baku were not surprised.",
)


def hit(article: Article, query: str = "", *, rank: int = 1, score: float = 0.0) -> Hit:
    """The article as a hit of the query."""
    archived = ArchivedArticle(
        key=rank,
        id=f"{rank:08x}deadbeef",
        version=1,
        article=article,
        words=10,
        paths=("/news/oil.txt",),
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added="2018-04-18T00:00:00Z",
    )
    return Hit(archived, score, rank, parse_query(query, now=dt.date(2018, 4, 18)))
