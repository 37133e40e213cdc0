"""Articles of a few words."""

from __future__ import annotations

from newsarchive import text
from newsarchive.article import ArchivedArticle, Article


def archived(key: int, body: str, version: int = 1) -> ArchivedArticle:
    """An article that is nothing but a text."""
    return ArchivedArticle(
        key=key,
        id=f"{key:016x}",
        version=version,
        article=Article(body=body),
        words=text.count_words(body),
        paths=(f"/news/{key}.txt",),
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added="2018-04-18T00:00:00Z",
    )
