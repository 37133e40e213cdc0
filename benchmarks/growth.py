"""How the time of everything that reads a text grows with its length, for texts made to be slow.

    python -m benchmarks.growth          # every reader, operator and step, 1 to 8 MB: hours
    python -m benchmarks.growth --short  # fewer texts, 1 KB to 1 MB, for CI: a minute or two

The texts repeat what means something to a parser, the words that a query asks for (for each
operator), and letters and marks (for each step that shows a text). Each text is doubled again and
again. The exponent is the slope of a straight line (least squares) through the logarithms of length
and time: 1 is in proportion, 2 is a square.

Other programs make a machine look slower, never faster. So time is that of the processor and the
least of several repetitions, and a text that seems too slow is measured again before it counts.
The short form doubles a text only until it takes `ENOUGH`: a quick reader needs a long text before
its growth shows. Text that takes less than `FLOOR` at every length is too quick to matter.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import gc
import html
import io
import json
import math
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import FrameType
from typing import NamedTuple

from benchmarks.faults.trying import Tried, table
from benchmarks.fuzzing.targets import TARGETS
from newsarchive.curate import diff
from newsarchive.likeness.sketch import shingles, sketch
from newsarchive.model.article import ArchivedArticle, Article, Problem
from newsarchive.model.errors import ReadError
from newsarchive.query.concordance import concordance
from newsarchive.query.highlight import highlights
from newsarchive.query.matches import matches
from newsarchive.query.parse import parse_query
from newsarchive.query.snippet import best_passage
from newsarchive.readers import READERS, language
from newsarchive.readers.record import Reader
from newsarchive.render import safe
from newsarchive.text import graphemes
from newsarchive.text.words import Text, count_words

UNITS = r"""
    \s|\n|\t|\r|\r\n|\s\s\s\s|\n\s|\n\n|\x0c|\u2028|\xa0|\ufeff|a|A|aa\s|A.\s|Aa\s|9|0.|1,|1/1/18\s|
    2018-01-01\n|1\sMay\s2018,\s|.|,|;|:|-|--|---\n|+++\n|=|=\n|_|#|#\s|*|**|`|~|>|>\s|<|</|<a|<a\s|
    <a>|</a>|<p>|<p|<br>|<div>|<!--|-->|<!|<?|<![CDATA[|]]>|&|&#|&a|&amp;|&#x41;|"|'|"",|,"|\\|\\u|
    \\u00|(|)|((|[|[]|[[|{|}|{"a":|["|null,|true|By\s|By\sA\s|By\n|and\s|&\s|Title:\s|a:\s|a:\n|a:|
    URL:|URL:\n|URL:\n\n|URL:\sx\n\n|http://|www.a.b/|@|a@b\s|a@b,|<a@b>,|=?|=?utf-8?q?|=?utf-8?q?a?=|
    =41|=\r\n|%|%41|/|//|?|!|!\s|“|”|é|É|ß|漢|أ|\xff|\xc3|\x00|\x1b[|From\s|\nFrom\sa\n|>From\s|
    Subject:\sa\n|Content-Type:\s|;\sa=|boundary=|WARC/1.0\r\n|HTTP/1.1\s|<TITLE>|<BODY>|<REUTERS>|
    </REUTERS>|<DOC>|<DOCNO>|<TEXT>|<item>|<entry>|<head>|<body>|<script>|<style>|<meta\sname=|
    BYLINE:\s|LENGTH:\s|1\sof\s2\sDOCUMENTS\n|End\sof\sDocument\n|HD\n|WC\n|AN\n|Document\s|Dr.\s|
    U.S.\s|van\sde\s|MAC|O'|-A|A-|A/|(AP)\s|(Reuters)\s-\s|LONDON,\s|_\s|•\s|1.\s
"""
SHORT_UNITS = ("Aa. ", "a\u0300\u0316", "<p>a", "<a href=a>b</a> ", "&amp;")
"""The units of the short form, for every format."""
HTML = (
    "<p>", "<p>a", "<p>a</p>", "<b>", "<br>a", "<a href=a>b</a> ", "<span>a</span>", "<div>",
    "</p>", "<!--", "-->", "<![x y]>", "<!", "<?", "<", "&amp;", "&#x41;", "&a", "<script>",
    "<td>a", "a ",
)  # fmt: skip
"""The units of texts that are HTML within another format."""
SHORT_HTML = ("<p>a", "<a href=a>b</a> ", "<span>a</span>", "<![x y]>", "&amp;")
QUERIES = (
    "a", "=a", "CAPS(A)", "a*", "a?", "a*a*b", "aa~", '"a a"', '"a b a"', "a NEAR/5 b",
    "a NEAR/5 a", "(a NEAR/5 b) NEAR/9 a", "a PRE/5 b", "a SENT b", "a PARA b", "ATLEAST/100000 a",
    "ATLEAST/9 (a NEAR/5 b)", "a OR b", "a AND NOT c", "title:a", "body:a", "lead:(a NEAR/5 b)",
    "hlead:b", '"a b"~5',
)  # fmt: skip
"""Every operator that asks for places, of words that occur without end."""
FACTS = (
    "author:a", 'author:"a b"', "author:(a NEAR/5 b)", "author:aa~", "tag:a*", "tag:(a OR b)",
    "source:=a", "agency:CAPS(A)", "section:(a PRE/5 b)", "url:a*b*c", "url:a?b", "path:a*b*c",
    "language:en", "id:ab12", "words:>5", "date:2018", "has:author",
)  # fmt: skip
"""Every operator that asks for metadata, of values without end."""
TEXTS = ("a ", "a b ", "a b. ", "a b.\n\n", "é ", "漢", "a\u0300\u0316", "\u0301", "A. ", "b a a ")
BODIES = ("a b. ", "a b ", "a a.\n\n", "a")
LONG = tuple(2**power for power in range(20, 24))
SHORT = tuple(2**power for power in range(10, 21))
"""Lengths in bytes, each twice the one before."""
POINTS = 3
"""A line is fitted through the last lengths, so many: the first ones hold what all cost alike."""
STEEPEST = 1.2
ENOUGH = 0.04
"""Seconds after which the short form doubles no further."""
FLOOR = 0.005
"""Seconds; a quicker time is noise."""
AGAIN = (1, 1, 2)
"""Repetitions, as long as a text seems too slow; the short form then doubles it once more."""
BOUND = 600.0
"""Seconds that a text may take, or what a cube would take after half of it, if that is more."""
Make = Callable[[int], Callable[[], None]]
"""A length in bytes → the work that is measured, on a text of that length."""


class Case(NamedTuple):
    """Something whose growth is measured."""

    kind: str
    name: str
    make: Make


class TooLongError(BaseException):
    """Not an Exception: nobody in between may take it for a fault of a file."""


def units() -> list[bytes]:
    """What is repeated."""
    said = "".join(UNITS.split()).split("|")
    return [
        one.replace("\\\\", "\0bs").replace("\\s", " ").replace("\\n", "\n").replace("\\r", "\r")
        .replace("\\t", "\t").replace("\\x0c", "\x0c").replace("\\x00", "\0")
        .replace("\\x1b", "\x1b").replace("\\u2028", "\u2028").replace("\\xa0", "\xa0")
        .replace("\\ufeff", "\ufeff").replace("\0bs", "\\").encode()
        .replace(b"\\xff", b"\xff").replace(b"\\xc3", b"\xc3")
        for one in said
    ]  # fmt: skip


def read(reader: Reader, data: bytes) -> None:
    """Read it, and do with each article what archiving does."""
    try:
        for found in reader.read("/news/a", io.BytesIO(data)):
            if not isinstance(found, Problem):
                archive(found.article)
    except ReadError:
        pass


def archive(article: Article) -> None:
    """What is worked out of any article: words, bounds, likeness."""
    count_words(article.body)
    for part in (article.title or "", article.body):
        text = Text(part, article.language)
        _ = text.stems, text.sentence_bounds, text.paragraph_bounds
    sketch(shingles(article))


def seconds(work: Callable[[], None], most: float) -> float:
    """How long the processor works on it; infinite if that is more than `most`."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, end)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 0 if math.isinf(most) else most)
    try:
        work()
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begun


def exponent(make: Make, sizes: Sequence[int], enough: float) -> float | None:
    """How time grows with length: 1 in proportion; None if it is too quick to say; infinite if it
    takes too long. Lengths after the one that takes `enough` seconds are left out.
    """
    make(1024)()  # what is made once, and kept
    least: dict[int, float] = {}
    for size in sizes:
        bound = max(BOUND, 8 * max(least.values(), default=0))
        least[size] = _quickest(make(size), 1, bound)
        if math.isinf(least[size]):
            return math.inf
        if least[size] >= enough and len(least) >= POINTS:
            break
    for number, repetitions in enumerate(AGAIN):
        found = _fitted(least)
        if found is None or found <= STEEPEST:
            break
        # What every text costs alike counts for less in longer ones.
        if number and enough < math.inf:
            least[2 * max(least)] = math.inf
        for size in [*least][-POINTS:]:
            least[size] = min(least[size], _quickest(make(size), repetitions, math.inf))
    return _fitted(least)


def _quickest(work: Callable[[], None], repetitions: int, bound: float) -> float:
    """The seconds of the quickest repetition."""
    gc.collect()
    gc.freeze()
    gc.disable()  # it works in leaps, which look like growth
    try:
        return min(seconds(work, bound) for _ in range(repetitions))
    finally:
        gc.enable()


def _fitted(least: Mapping[int, float]) -> float | None:
    last = [*least.items()][-POINTS:]
    points = [(math.log(size), math.log(took)) for size, took in last if took >= FLOOR]
    return slope(points) if len(points) > 1 else None


def slope(points: list[tuple[float, float]]) -> float:
    """Of the straight line that has the least squares of distances to the points."""
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points, strict=True))
    over = math.fsum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / math.fsum((x - mean_x) ** 2 for x, _ in points)


def readers(repeated: Iterable[bytes]) -> Iterator[Case]:
    """Every reader: a sample of its format with something repeated in its middle, or only that."""
    given = list(repeated)
    for reader in READERS:
        sample = max(TARGETS[reader.name.replace(" ", "-")].seeds(), key=len)
        middle = len(sample) // 2
        for unit in given:
            for before, after in ((sample[:middle], sample[middle:]), (b"", b"")):
                where = "within a sample" if before else "alone"

                def make(
                    size: int,
                    reader: Reader = reader,
                    parts: tuple[bytes, bytes, bytes] = (before, unit, after),
                ) -> Callable[[], None]:
                    data = parts[0] + parts[1] * (size // len(parts[1])) + parts[2]
                    return lambda: read(reader, data)

                yield Case(f"reader {reader.name}", f"{unit!r} {where}", make)


def pages(repeated: Sequence[str]) -> Iterator[Case]:
    """HTML as the text of an article, within every format that may hold it."""

    def row(page: str) -> bytes:
        lines = io.StringIO()
        csv.writer(lines).writerows((("title", "body"), ("A", page)))
        return lines.getvalue().encode()

    formats: dict[str, Callable[[str], bytes]] = {
        "json": lambda page: json.dumps({"title": "A", "body": page}).encode(),
        "json lines": lambda page: json.dumps({"title": "A", "body": page}).encode() + b"\n",
        "csv": row,
        "mail": lambda page: f"Subject: A\nContent-Type: text/html\n\n{page}".encode(),
        "feed": lambda page: (
            "<rss><channel><item><title>A</title>"
            f"<description>{html.escape(page)}</description></item></channel></rss>"
        ).encode(),
    }
    for reader in READERS:
        if reader.name not in formats:
            continue
        for unit in repeated:

            def make(
                size: int,
                reader: Reader = reader,
                within: Callable[[str], bytes] = formats[reader.name],
                unit: str = unit,
            ) -> Callable[[], None]:
                data = within(f"<p>a</p>{unit * (size // len(unit))}<p>b</p>")
                return lambda: read(reader, data)

            yield Case(f"reader {reader.name}", f"{unit!r} as HTML", make)


def operators(bodies: Sequence[str]) -> Iterator[Case]:
    """Every operator: the question, the highlights, the snippet, the places in context."""
    for query in QUERIES:
        for unit in bodies:
            yield _asked(query, unit, lambda text: Article(body=text, title="a b"))
    for query in FACTS:
        for unit in bodies:
            yield _asked(query, unit, _with_long_metadata)


def _with_long_metadata(text: str) -> Article:
    many = tuple(text.split())
    return Article(
        body="a b.", authors=(text, *many), tags=(text, *many), source=text, agency=text,
        section=text, url=f"https://a.b/{text}",
    )  # fmt: skip


def _asked(query: str, unit: str, article_of: Callable[[str], Article]) -> Case:
    tree = parse_query(query, now=dt.date(2018, 4, 18))

    def make(size: int) -> Callable[[], None]:
        article = archived(article_of(unit * (size // len(unit))))

        def ask() -> None:
            matches(tree, article)
            _, spans = highlights(tree, article)
            best_passage(article.article.body, spans)
            for _ in concordance(tree, article):
                pass

        return ask

    return Case("query", f"{query} of {unit!r}", make)


def steps() -> Iterator[Case]:
    """What is done with a text that was found, or compared."""
    works: dict[str, Callable[[str], object]] = {
        "archiving": lambda said: archive(Article(body=said)),
        "graphemes": lambda said: sum(1 for _ in graphemes.graphemes(said)),
        "width": graphemes.width,
        "lines": lambda said: graphemes.wrap(said, 80),
        "cutting": lambda said: (
            graphemes.first_columns(said, 80),
            graphemes.last_columns(said, 80),
        ),
        "whole": lambda said: graphemes.whole(said, 0, len(said) // 2),
        "safe": lambda said: (safe.line(said), safe.block(said)),
        "diff": lambda said: sum(1 for _ in diff.compared(said, said[::-1])),
        "language": language.detect,
    }
    for name, work in works.items():
        for unit in TEXTS:

            def make(
                size: int, work: Callable[[str], object] = work, unit: str = unit
            ) -> Callable[[], None]:
                said = unit * (size // len(unit.encode()))

                def do() -> None:
                    work(said)

                return do

            yield Case(name, repr(unit), make)


def archived(article: Article) -> ArchivedArticle:
    """An article as an archive would give it."""
    return ArchivedArticle(
        key=1,
        id="ab12" * 4,
        version=1,
        article=article,
        words=count_words(article.body),
        paths=(article.url or "/news/a",),
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added="2018-04-18T00:00:00Z",
    )


def main() -> int:
    """Measure and print; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth")
    parser.add_argument("--short", action="store_true", help="for CI")
    parser.add_argument("--only", metavar="TEXT", default="", help="whose kind and name hold it")
    given = parser.parse_args()
    repeated = [unit.encode() for unit in SHORT_UNITS] if given.short else units()
    sizes = SHORT if given.short else LONG
    inside = SHORT_HTML if given.short else HTML
    groups = (
        chain(readers(repeated), pages(inside)),
        operators(BODIES[: 1 if given.short else None]),
        steps(),
    )
    done: list[Tried] = []
    for group, what in zip(groups, ("reader", "operator of queries", "step"), strict=True):
        tried = Tried(
            f"texts made to be slow, for every {what}",
            f"doubled from {sizes[0] >> 10:,} to {sizes[-1] >> 10:,} KiB"
            + (f", or until it takes {ENOUGH} s" if given.short else ""),
        )
        for case in group:
            if given.only not in f"{case.kind}: {case.name}":
                continue
            found = exponent(case.make, sizes, ENOUGH if given.short else math.inf)
            tried.came("too quick to say" if found is None else f"exponent up to {_up(found)}")
            line = f"{case.kind}: {case.name}: exponent {found or 0:.2f}"
            if not tried.expect(found is None or found <= STEEPEST, line) or given.only:
                print(line, file=sys.stderr, flush=True)
        print(
            f"{what}: {tried.tries} texts, {len(tried.broken)} broken,"
            f" {time.process_time():.0f} s of the processor so far",
            file=sys.stderr,
            flush=True,
        )
        done.append(tried)
    print(table(tried for tried in done if tried.tries))
    return 1 if any(tried.broken for tried in done) else 0


def _up(found: float) -> str:
    return "1.0" if found <= 1 else f"{STEEPEST}" if found <= STEEPEST else "more"


if __name__ == "__main__":
    sys.exit(main())
