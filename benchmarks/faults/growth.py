"""Texts made to be slow: no reader may take more than in proportion to their length.

One thing that means something to a parser is repeated without end, at several places of a sample of
each format. What matters is how the time of the processor grows with the length: a text four times
as long may take four times as long, but not sixteen times. What seems to grow so is measured at
1 MB, which has to be read within a bound all the same.
"""

from __future__ import annotations

import io
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from types import FrameType

from benchmarks.faults.trying import Tried
from benchmarks.fuzzing.targets import TARGETS
from newsarchive.article import Article, Flaw
from newsarchive.errors import ReadError
from newsarchive.likeness.sketch import shingles
from newsarchive.readers import READERS
from newsarchive.readers.record import Reader
from newsarchive.text import Text, count_words

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
SMALL, LARGE, WHOLE = 16 * 1024, 64 * 1024, 1024 * 1024
SLOW = 0.02
"""Seconds from which it is worth asking how they grow."""
STEEP = 8.0
"""How many times as long the fourfold may take: between 4 and 16."""
BOUND = 20.0
"""Seconds that 1 MB may take."""


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
            if not isinstance(found, Flaw):
                archive(found.article)
    except ReadError:
        pass


def archive(article: Article) -> None:
    """What is worked out of any article: words, bounds, likeness."""
    count_words(article.body)
    for part in (article.title or "", article.body):
        text = Text(part, article.language)
        assert len(text.stems) >= 0
        assert text.sentence_bounds is not None
        assert text.paragraph_bounds is not None
    shingles(article)


def seconds(work: Callable[[], None], most: float) -> float:
    """How long the processor works on it; infinite if that is more than `most`."""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, end)
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    try:
        work()
    except TooLongError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begun


def growth(chance: random.Random, places: int) -> list[Tried]:
    """Every unit in a sample of every format, at so many places of it."""
    tried = Tried(
        f"1 MB made to be slow, for each of {len(READERS)} readers",
        f"each of {len(units())} things repeated without end, at {places} places of a sample",
    )
    for reader in READERS:
        for name, make in _texts(reader, chance, places):
            _grow(tried, reader, name, make)
        print(f"{reader.name}: {tried.tries}, {len(tried.broken)} broken", file=sys.stderr)
    return [tried]


def _texts(
    reader: Reader, chance: random.Random, places: int
) -> Iterator[tuple[str, Callable[[int], bytes]]]:
    samples = [*TARGETS[reader.name.replace(" ", "-")].seeds(), b""]
    for unit in units():
        for _ in range(places):
            sample = chance.choice(samples)
            at = chance.choice(
                (0, len(sample), *(chance.randrange(len(sample) + 1) for _ in "abcd"))
            )

            def made(size: int, sample: bytes = sample, at: int = at, unit: bytes = unit) -> bytes:
                return sample[:at] + unit * (size // len(unit)) + sample[at:]

            yield f"{unit!r} at {at} of {sample[:30]!r}", made


def _grow(tried: Tried, reader: Reader, name: str, make: Callable[[int], bytes]) -> None:
    def took(size: int) -> float:
        data = make(size)
        return seconds(lambda: read(reader, data), BOUND)

    large = took(LARGE)
    if large < SLOW or large < took(SMALL) * STEEP:
        tried.came("takes in proportion to its length")
        return
    whole = took(WHOLE)
    held = tried.expect(whole < BOUND, f"{reader.name}: {name} takes more than {BOUND:.0f} s")
    tried.came(f"read within {BOUND:.0f} s" if held else "takes longer")
