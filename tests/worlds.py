"""Small random worlds: articles made of few words, and queries made of the same words."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from newsarchive.model.article import ArchivedArticle, Article, Note
from newsarchive.query.fields import PRESENCES
from newsarchive.query.tree import (
    TEXT_ZONES,
    Added,
    AtLeast,
    Caps,
    Dates,
    Every,
    Exact,
    Fuzzy,
    Has,
    In,
    KeyValue,
    Length,
    Near,
    Node,
    Not,
    Pattern,
    Phrase,
    Within,
    Word,
    conjunction,
    disjunction,
)
from newsarchive.text import words as text
from newsarchive.text.words import count_words

# Words that share stems, cases, accents and spellings, so that differences between the ways of
# comparing them show.
WORDS = (
    "oil oils Oil OIL price prices priced énergie energie Energy rate rates US us grün 北 5.93 "
    "U.S. u.s AT&T C++ C e-mail email O'Doe O’Doe 國 国 ｶﾞ ガ ي ی צה\"ל צה״ל हिन्दी हिंदी "
    "выборы выборов 유가 유가는"
).split()
NAMES = ("Jane Doe", "Jane Smith", "Ali Veli", "Gülşən Doe", "Jane Doe Smith", "J.R. O'Doe")
TAGS = ("oil", "oil prices", "énergie", "US", "U.S.")
LANGUAGES = (None, "en", "fr", "de", "az", "ru", "ko")
DAYS = tuple(dt.date(2018, 1, 1) + dt.timedelta(days=n) for n in (0, 1, 31, 365))

word = st.sampled_from(WORDS)
sentence = st.lists(word, min_size=1, max_size=6).map(lambda said: " ".join(said) + ". ")
paragraph = st.lists(sentence, min_size=1, max_size=3).map(lambda said: "".join(said).strip())
# Wrapped lines, lines that end a paragraph in some texts only, and paragraphs without a word.
bodies = st.lists(paragraph | st.sampled_from(["* * *", "…"]), min_size=1, max_size=4).flatmap(
    lambda parts: st.lists(
        st.sampled_from(["\n\n", "\n\n", "\n", " "]),
        min_size=len(parts) - 1,
        max_size=len(parts) - 1,
    ).map(lambda gaps: "".join(a + b for a, b in zip(parts, [*gaps, ""], strict=True)))
)
titles = st.none() | sentence.map(str.strip) | st.lists(word, min_size=1, max_size=5).map(" ".join)


@st.composite
def articles(draw: st.DrawFn, key: int = 1) -> ArchivedArticle:
    """One article."""
    body = draw(bodies)
    title = draw(titles)
    derived = title is None and draw(st.booleans())
    url = draw(
        st.none() | st.sampled_from(["https://www.example.org/oil/1", "https://news.example/2"])
    )
    return ArchivedArticle(
        key=key,
        id=f"{draw(st.integers(0, 2**16 - 1)):04x}{key:012x}",
        version=1,
        article=Article(
            body=body,
            title=body.split(". ")[0] if derived else title,
            title_source="derived" if derived else "header line 1",
            date=draw(st.none() | st.sampled_from(DAYS)),
            authors=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))),
            tags=tuple(draw(st.lists(st.sampled_from(TAGS), max_size=2, unique=True))),
            source=draw(st.none() | st.sampled_from(["Daily Oil", "US Example"])),
            url=url,
            language=draw(st.sampled_from(LANGUAGES)),
        ),
        words=count_words(body),
        paths=draw(st.sampled_from([(), ("/news/2018/a.txt",), ("/news/b.csv#1", "/old/US.txt")])),
        digest="0" * 64,
        reader="text",
        encoding="utf-8",
        added=f"{draw(st.sampled_from(DAYS))}T23:00:00Z",
        notes=tuple(
            Note("0" * 16, text, None, "2018-04-18T00:00:00Z")
            for text in draw(st.lists(st.sampled_from(["Doe", "Oil prices. See US"]), max_size=2))
        ),
    )


@st.composite
def collections(draw: st.DrawFn) -> list[ArchivedArticle]:
    """Up to eight articles with keys of their own."""
    return [draw(articles(key=n)) for n in range(1, draw(st.integers(1, 8)) + 1)]


typed = word.map(lambda said: text.words(said)[0])  # as the parser makes them
words = typed.map(Word)
exacts = typed.map(Exact)
caps = typed.map(Caps)
patterns = st.sampled_from(
    "oi* p?ice* ener* r*s gr?n u?s u.s* o'd* *il *ric* ?ate *боров 유* *는".split()
).map(Pattern)
fuzzies = st.builds(Fuzzy, typed.filter(str.isalpha), st.sampled_from([1, 2]))
leaves = words | words | exacts | caps | patterns | fuzzies
phrases = (
    st.lists(words | words | patterns, min_size=2, max_size=3)
    | st.lists(exacts, min_size=2, max_size=3)
    | st.lists(caps, min_size=2, max_size=3)
).map(lambda parts: Phrase(tuple(parts)))


def _either(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.lists(nodes, min_size=2, max_size=3).map(disjunction)


def _joined(operands: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return (
        st.builds(Near, operands, operands, st.integers(1, 4), st.booleans())
        | st.builds(Within, operands, operands, st.sampled_from(["sentence", "paragraph"]))
        | _either(operands)
    )


def _boolean(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return (
        st.lists(nodes, min_size=2, max_size=3).map(conjunction) | _either(nodes) | nodes.map(Not)
    )


places: st.SearchStrategy[Node] = st.recursive(leaves | phrases, _joined, max_leaves=4)
counted = st.builds(AtLeast, st.integers(1, 3), places)
texts: st.SearchStrategy[Node] = st.recursive(places | counted, _boolean, max_leaves=3)
zones = st.builds(In, st.sampled_from(TEXT_ZONES), texts)
names = st.builds(
    In,
    st.sampled_from(["author", "tag", "source", "note"]),
    st.sampled_from(
        ["Doe", "jane", "oil", "us", "gülşən", "energie", "JR", "O'Doe", "odoe", "U.S"]
    ).map(Word)
    | st.just(Phrase((Word("jane"), Word("doe"))))
    | st.just(Phrase((Word("oil"), Word("prices"))))
    | st.just(Phrase((Word("jr"), Word("odoe"))))
    | st.just(Exact("US"))
    | st.just(Pattern("do*")),
)
values = st.sampled_from(
    [
        KeyValue("url", "example.org"), KeyValue("url", "news.*"), KeyValue("path", "2018/*"),
        KeyValue("path", "us"), KeyValue("language", "fr"), KeyValue("id", "0"),
        KeyValue("id", "ff"),
    ]
)  # fmt: skip
lengths = st.sampled_from([Length(5, None), Length(None, 8), Length(4, 10)])
ends = st.none() | st.sampled_from(DAYS)
dates = (
    st.tuples(ends, ends)
    .filter(lambda pair: pair[0] is None or pair[1] is None or pair[0] <= pair[1])
    .map(lambda pair: Dates(*pair))
) | st.just(Dates(None, None, undated=True))
added = st.tuples(ends, ends).map(lambda pair: Added(*pair))
metadata = names | values | lengths | dates | added | st.sampled_from(PRESENCES).map(Has)
trees: st.SearchStrategy[Node] = st.recursive(
    texts | texts | zones | metadata | st.just(Every()), _boolean, max_leaves=4
)
