"""What can be asked of many articles at once: counts, samples, telling words, similar articles.

It is the part of the public library that `Archive` inherits, a few lines a method. It must not know
click, rich or the terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newsarchive.model.deadline import Deadline
from newsarchive.model.progress import Advance
from newsarchive.query.tree import Every
from newsarchive.search.results import Results, counts
from newsarchive.session import Session

if TYPE_CHECKING:
    from newsarchive.model.article import ArchivedArticle
    from newsarchive.search.collocates import Collocates
    from newsarchive.search.collocates import Order as CollocateOrder
    from newsarchive.search.facets import Facet, Tally
    from newsarchive.search.keywords import Keywords, Order
    from newsarchive.search.results import Dups
    from newsarchive.search.sample import By, Sample
    from newsarchive.search.similar import Similar
    from newsarchive.store import CountedValue, Detail


class Questions:
    """An archive that is asked about many articles. `Archive` is one."""

    _session: Session

    def tally(
        self, facets: Sequence[Facet], results: Results | None = None,
        advance: Advance | None = None, deadline: Deadline | None = None,
    ) -> Tally:  # fmt: skip
        """How many of the articles found (None: of all) have each value of these facets."""
        from newsarchive.search import facets as counting

        return counting.tally(self._session, facets, results, advance, deadline)

    def authors(self, results: Results) -> list[tuple[str, int]]:
        """The authors of the articles found, with the number of articles: most first."""
        return results.authors()

    def counts(
        self, details: Sequence[Detail], results: Results | None = None,
        advance: Advance | None = None, deadline: Deadline | None = None,
    ) -> dict[Detail, Counter[CountedValue]]:  # fmt: skip
        """How many of the articles found (None: of all) have each value of each detail.

        Reads no text, and without results no index. A `deadline` that ends this (`ended`) leaves
        some articles uncounted, but not those that a search found in time.
        """
        return counts(self._session, details, results, advance, deadline)

    def sample(
        self, results: Results, size: int, *, seed: int = 1, by: By | None = None,
        in_order: bool = False,
    ) -> Sample:  # fmt: skip
        """Draw at most `size` of the articles found: the results are then these, as drawn.

        With `by`, each month, source and so on gives its share. The same seed draws the same
        articles everywhere (docs/numbers.md says how). `in_order` leaves them in the order of the
        search.
        """
        from newsarchive.search import sample

        return sample.draw(results, size, seed, by, in_order=in_order)

    def keywords(
        self, results: Results, against: Results | None = None, *, least: int = 5,
        sort: Order = "g2", limit: int | None = None, advance: Advance | None = None,
    ) -> Keywords:  # fmt: skip
        """The words and pairs that set the articles found apart from others, at most `limit`.

        The others are those found by `against`, or all others of the same sources, dates and so on
        that the query names beside its words; articles that both found are not among them. Words
        that occur `least` times are compared (docs/numbers.md says how). Raises DeadlineError if
        the time of the results is up: then there are no numbers.
        """
        from newsarchive.search import keywords

        return keywords.keywords(
            results, against, least=least, sort=sort, limit=limit, advance=advance
        )

    def collocates(
        self, results: Results, *, window: int = 5, least: int = 5,
        sort: CollocateOrder = "g2", limit: int | None = None, advance: Advance | None = None,
    ) -> Collocates:  # fmt: skip
        """The words that stand within so many words of what was found, in its sentence.

        The results are those of one word, phrase, or OR or NEAR of such; sources, dates and so on
        beside it limit where it is looked for, and what it is compared with. Words that occur
        `least` times in the windows are listed, at most `limit`. Raises QueryError for any other
        query, and DeadlineError if the time of the results is up.
        """
        from newsarchive.search import collocates

        return collocates.collocates(
            results, window=window, least=least, sort=sort, limit=limit, advance=advance
        )

    def similar(
        self, article: ArchivedArticle, among: Results | None = None, *, words: int = 25,
        dups: Dups = "hide", limit: int | None = None, advance: Advance | None = None,
    ) -> Similar:  # fmt: skip
        """The articles that have the most telling `words` of one, the most similar first.

        The article is one of the archive, or one that `read` gave. It and its near duplicates are
        left out; of other near duplicates the best comes first (`dups`). `among` are the articles
        that are asked. Raises DeadlineError if the time of these is up before a word is known.
        """
        from newsarchive.search import similar

        asked = Results(self._session, Every()) if among is None else among
        return similar.similar(article, asked, words=words, dups=dups, limit=limit, advance=advance)
