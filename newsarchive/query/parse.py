"""Query text → tree: plain queries at once (`query.plain`), all others by `query.grammar`.

This module must not know how articles are found.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from newsarchive.model.errors import QueryError
from newsarchive.query.leaves import unsaved
from newsarchive.query.plain import plain_query
from newsarchive.query.tree import Every, Node, Word, conjunction, disjunction
from newsarchive.text import words

if TYPE_CHECKING:
    from newsarchive.dates import expressions
    from newsarchive.query.grammar import Saved


def parse_query(
    query: str,
    *,
    now: dt.date,
    any_word: bool = False,
    literal: bool = False,
    order: expressions.Order | None = None,
    saved: Saved = unsaved,
) -> Node:
    """The tree of a query text.

    `now` is the day from which "last week" counts back; `order` says how to read 04/05/2018. With
    `any_word`, OR instead of AND joins words side by side (fields that are not words, such as
    dates, and saved searches stay required). With `literal` no character is an operator. `saved`
    has the tree of a saved search, for "@name", or raises ValueError. An empty text asks for every
    article. Raises QueryError.
    """
    if not query.strip():
        return Every()
    _check_characters(query)
    if literal:
        nodes: list[Node] = list(map(Word, words.words(query)))
        if not nodes:
            from newsarchive.query.tokens import NO_WORD

            raise QueryError(NO_WORD, query, 0, len(query))
        return disjunction(nodes) if any_word else conjunction(nodes)
    plain = plain_query(query, any_word=any_word)
    if plain is not None:
        return plain
    from newsarchive.query.grammar import Parser

    return Parser(query, now, any_word, order, saved).parse()


def _check_characters(query: str) -> None:
    """Raises QueryError for bytes of a command line that are no text: words would end there."""
    if query.isascii():
        return
    try:
        query.encode()
    except UnicodeEncodeError as error:
        message = "no character, but a byte that cannot be read as text: is it UTF-8?"
        raise QueryError(message, query, error.start, error.end) from None
