"""Explanations and advice as lines of text for a person. It knows data, not how it was come by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from newsarchive.engines import ScorePart
from newsarchive.search.explain import Advice, QueryPart
from newsarchive.search.hit import Hit


def query_lines(parts: Sequence[QueryPart]) -> Iterator[str]:
    """A table: how many articles each part of a query matches alone."""
    width = max(len(f"{part.articles:,}") for part in parts)
    yield f"{'articles':>{width}}  part of the query, alone"
    width = max(width, len("articles"))
    for part in parts:
        notes = [f'from "{part.typed}"'] if part.typed else []
        notes += ["verified by reading"] if part.verified else []
        note = f"   ({', '.join(notes)})" if notes else ""
        yield f"{part.articles:>{width},}  {'  ' * part.depth}{part.query}{note}"


def score_lines(hits: Sequence[Hit], parts: dict[str, list[ScorePart]]) -> Iterator[str]:
    """For each hit what its score is the sum of: of each word how often it is there, weighted.

    After "of", how many articles have the word.
    """
    yield "score of each hit: for each word (how often, weighted; of how many articles)"
    for hit in hits:
        made_of = " + ".join(
            f"{part.word} {part.score:.2f} ({part.count:g}x, of {part.articles:,})"
            for part in parts.get(hit.id, ())
        )
        total = sum(part.score for part in parts.get(hit.id, ()))
        newer = f", times {hit.score / total:.2f} for its date" if total < hit.score - 0.005 else ""
        yield f"{hit.rank:>3}  {hit.id[:8]}  {hit.score:.2f} = {made_of or 'no words'}{newer}"


def advice_lines(advice: Advice) -> Iterator[str]:
    """What to try where nothing was found; nothing if there is nothing to say."""
    for word, near in advice.spellings.items():
        shown = ", ".join(f"{form} ({count:,})" for form, count in near)
        yield f"no article has {word}" + (f"; did you mean {shown}?" if shown else "")
    for word, count in advice.as_author.items():
        yield f"with --author {word} {_articles(count)}"
    if advice.without_dates:
        span = f"the archive goes from {advice.first} to {advice.last}"
        if advice.first is None:
            span = "no article in the archive has a date"
        yield f"without the dates {_articles(advice.without_dates)}; {span}"
    if advice.with_any:
        yield f"with --any {_articles(advice.with_any)}"


def _articles(count: int) -> str:
    return f"{count:,} article{' matches' if count == 1 else 's match'}"
