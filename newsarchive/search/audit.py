"""What may be wrong with articles: which of them a person should look at, and why.

A defect is a suspicion that follows from the article alone; only duplicates need all articles. This
module must not know how findings are shown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, get_args

from newsarchive.model.article import ArchivedArticle
from newsarchive.model.deadline import Deadline, DeadlineError, stepping
from newsarchive.model.frozen import frozen

if TYPE_CHECKING:
    from newsarchive.search.hit import Hit
    from newsarchive.session import Session

Defect = Literal[
    "undated", "ambiguous", "no-author", "derived", "short", "garbled", "duplicate"
]  # fmt: skip
DEFECTS: tuple[Defect, ...] = get_args(Defect)

SHORT = 50
"""Words. Shorter articles are often teasers, captions, or cut off by a paywall."""


@frozen
class Finding:
    """An article, and what may be wrong with it."""

    hit: Hit
    problems: tuple[Defect, ...]
    """Those that were asked about, in the order of DEFECTS."""


def audit(
    session: Session,
    among: Iterable[Hit],
    problems: Iterable[Defect],
    short: int,
    deadline: Deadline | None = None,
) -> Iterator[Finding]:
    """Those of the hits that have one of the problems, as they come.

    All articles of the archive are read if duplicates are asked for. A `deadline` ends this with
    what was found until then. Raises ValueError for a problem that there is not.
    """
    wanted = set(problems)
    if unknown := wanted.difference(DEFECTS):
        raise ValueError(f"the problems are {', '.join(DEFECTS)}, not {min(unknown)!r}")
    asked = [problem for problem in DEFECTS if problem in wanted]
    step = deadline.check if deadline else None
    often: Counter[bytes] = Counter()
    with suppress(DeadlineError):
        if "duplicate" in asked:
            everything = session.stored().articles()
            often.update(map(_text_print, stepping(everything, step, 1)))
        for hit in among:
            has = tuple(one for one in asked if _has(hit.archived, one, short, often))
            if has:
                yield Finding(hit, has)


def _has(archived: ArchivedArticle, problem: Defect, short: int, often: Counter[bytes]) -> bool:
    article = archived.article
    match problem:
        case "undated":
            return article.date is None
        case "ambiguous":
            return article.date is None and len(article.date_candidates) > 1
        case "no-author":
            return not article.authors
        case "derived":
            return article.title_source == "derived"
        case "short":
            return archived.words < short
        case "garbled":
            return is_garbled(article.body) or is_garbled(article.title or "")
        case "duplicate":
            return often[_text_print(archived)] > 1


def _text_print(archived: ArchivedArticle) -> bytes:
    """The same for texts that differ only in capitals, spaces and line ends."""
    from hashlib import blake2b

    text = " ".join(archived.article.body.split()).casefold()
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


# What the bytes 80 to BF, the rest of a character in UTF-8, look like in Windows-1252. Left out
# are spaces, quotation marks, dashes and dots, which can well stand after a capital with an accent.
_REST = "€‚ƒ„†‡ˆ‰Š‹ŒŽ˜™š›œžŸ¡¢£¤¥¦§¨©ª¬®¯°±²³´µ¶·¸¹º¼½¾¿"
_ANY_REST = f"{_REST}‘’“”•–—…«»\xa0\xad"
_GARBLED = (
    "\ufffd"  # the replacement of a byte that could not be decoded
    "|[\x80-\x84\x86-\x9f]"  # C1 controls: mostly quotation marks of Windows-1252
    f"|[ÂÃ][{_REST}]|Ã\xad"
    f"|[Ä-ß][{_REST}](?=\\w)"
    f"|â€[{_ANY_REST}]|ï»¿"
    f"|[á-ï][{_REST}][{_REST}]|ðŸ[{_ANY_REST}][{_ANY_REST}]"
)


def is_garbled(text: str) -> bool:
    """Whether characters of the text were lost, or read in a wrong encoding ("cafÃ©")."""
    return re.search(_GARBLED, text) is not None  # compiled when it is first needed
