"""Articles of a few words."""

from __future__ import annotations

from newsarchive.model.article import ArchivedArticle, Article
from newsarchive.text import words


def archived(key: int, body: str, version: int = 1) -> ArchivedArticle:
    """An article that is nothing but a text."""
    return ArchivedArticle(
        key=key,
        id=f"{key:016x}",
        version=version,
        article=Article(body=body),
        words=words.count_words(body),
        paths=(f"/news/{key}.txt",),
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added="2018-04-18T00:00:00Z",
    )
