"""Query text becomes the tree that it means, or an error that points to what is wrong."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsarchive.model.errors import QueryError
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import (
    Added,
    And,
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
    Or,
    Pattern,
    Phrase,
    Within,
    Word,
)
from tests.worlds import trees

NOW = dt.date(2018, 4, 18)
a, b, c = Word("a"), Word("b"), Word("c")
oil, gas = Word("oil"), Word("gas")
RATES = Phrase((Word("interest"), Word("rates")))


def parse(query: str, any_word: bool = False, literal: bool = False) -> Node:
    return parse_query(query, now=NOW, any_word=any_word, literal=literal)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("", Every()),
        ("*", Every()),
        ("a", a),
        ("a b", And((a, b))),
        ("a AND b", And((a, b))),
        ("a OR b", Or((a, b))),
        ("a OR b c", Or((a, And((b, c))))),
        ("(a OR b) c", And((Or((a, b)), c))),
        ("a and b or not", And((a, Word("and"), b, Word("or"), Word("not")))),
        ("NOT a", Not(a)),
        ("-a", Not(a)),
        ("^a", Not(a)),
        ("a -b", And((a, Not(b)))),
        ("a -(b OR c)", And((a, Not(Or((b, c)))))),
        ("NOT NOT a", Not(Not(a))),
        ("a & b — c", And((a, b, c))),
        ('"interest rates"', RATES),
        ("“interest rates”", RATES),
        ("„interest rates“", RATES),
        ("«interest rates»", RATES),
        ("»interest rates«", RATES),
        ("'interest rates'", RATES),
        ("‘interest rates’", RATES),
        ("Cambodia's 'interest rates'", And((Word("Cambodia"), RATES))),
        ("the people's oil", And((Word("the"), Word("people"), Word("oil")))),
        ('"a"', a),
        ('"AND"', Word("AND")),
        ("interest-rates", RATES),
        ("U.S.", Word("U.S")),
        ('title:="interest rates"', In("title", Phrase((Exact("interest"), Exact("rates"))))),
        ("U.S.-led", Phrase((Word("U.S"), Word("led")))),
        ("-C++ AT&T", And((Not(Word("C++")), Word("AT&T")))),
        ("=rates", Exact("rates")),
        ('="interest rates"', Phrase((Exact("interest"), Exact("rates")))),
        ("CAPS(IRA)", Caps("IRA")),
        ("CAPS(New York)", Phrase((Caps("New"), Caps("York")))),
        ("CAPS", Word("CAPS")),
        ("energ*", Pattern("energ*")),
        ("organi?ation", Pattern("organi?ation")),
        ("*bahn", Pattern("*bahn")),
        ("*bahn*", Pattern("*bahn*")),
        ("?ahn", Pattern("?ahn")),
        ('"*bahn fahrt"', Phrase((Pattern("*bahn"), Word("fahrt")))),
        ('"interest rat*"', Phrase((Word("interest"), Pattern("rat*")))),
        ("cambodja~", Fuzzy("cambodja", 1)),
        ("cambodja~2", Fuzzy("cambodja", 2)),
        ("a NEAR/5 b", Near(a, b, 5)),
        ("a w/5 b", Near(a, b, 5)),
        ("a W/5 b", Near(a, b, 5)),
        ('"a b"~5', Near(a, b, 5)),
        ('"a b c"~5', Near(Near(a, b, 5), c, 5)),
        ("a PRE/5 b", Near(a, b, 5, ordered=True)),
        ("a NEAR/5 b NEAR/2 c", Near(Near(a, b, 5), c, 2)),
        ("a NEAR/5 (b OR c)", Near(a, Or((b, c)), 5)),
        ("a b NEAR/5 c", And((a, Near(b, c, 5)))),
        ("w/o near/far and/or", parse_query('"w o" "near far" "and or"', now=NOW)),
        ("a SENT b", Within(a, b, "sentence")),
        ("a w/s b", Within(a, b, "sentence")),
        ("a PARA b", Within(a, b, "paragraph")),
        ("a w/p b", Within(a, b, "paragraph")),
        ("ATLEAST/3 a", AtLeast(3, a)),
        ("ATLEAST/3 (a OR b)", AtLeast(3, Or((a, b)))),
        ("title:a", In("title", a)),
        ("TITLE:a", In("title", a)),
        ("title:(a OR b)", In("title", Or((a, b)))),
        ("body:a lead:b hlead:c", And((In("body", a), In("lead", b), In("hlead", c)))),
        ('author:"a b"', In("author", Phrase((a, b)))),
        ("tag:a source:b", And((In("tag", a), In("source", b)))),
        ("path:2018/*", KeyValue("path", "2018/*")),
        ("url:https://a.example/b", KeyValue("url", "https://a.example/b")),
        ("id:12AB language:en", And((KeyValue("id", "12AB"), KeyValue("language", "en")))),
        ("date:2018-04", Dates(dt.date(2018, 4, 1), dt.date(2018, 4, 30))),
        ("date:2018-04..2018-06", Dates(dt.date(2018, 4, 1), dt.date(2018, 6, 30))),
        ('date:"last week"', Dates(dt.date(2018, 4, 9), dt.date(2018, 4, 15))),
        ("date:>=2018", Dates(dt.date(2018, 1, 1), None)),
        ("date:[2018-04-01 TO 2018-04-30]", Dates(dt.date(2018, 4, 1), dt.date(2018, 4, 30))),
        ("date:none", Dates(None, None, undated=True)),
        ("added:2018-04", Added(dt.date(2018, 4, 1), dt.date(2018, 4, 30))),
        ("added:..2018-04-10", Added(None, dt.date(2018, 4, 10))),
        ("words:>500", Length(501, None)),
        ("words:<=500", Length(None, 500)),
        ("words:200..800", Length(200, 800)),
        ("words:..800", Length(None, 800)),
        ("words:500", Length(500, 500)),
        ("has:date NOT has:author", And((Has("date"), Not(Has("author"))))),
        ("a\x00b", And((a, b))),
    ],
)
def test_text_becomes_a_tree(query: str, tree: Node) -> None:
    assert parse(query) == tree


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ("oil gas", Or((oil, gas))),
        ("oil gas -c", And((Or((oil, gas)), Not(c)))),
        ("oil gas has:date", And((Or((oil, gas)), Has("date")))),
        ("a AND b c", Or((And((a, b)), c))),
        ("title:(oil gas)", In("title", Or((oil, gas)))),
        # Letters side by side may be an acronym.
        ("u s oil", Or((Word("u"), Word("s"), oil, Word("u.s")))),
        ("u s -c", And((Or((Word("u"), Word("s"), Word("u.s"))), Not(c)))),
        ("u OR s", Or((Word("u"), Word("s")))),
        ("has:date -c", And((Has("date"), Not(c)))),
    ],
)
def test_any_word_joins_words_with_or_and_keeps_the_rest_required(query: str, tree: Node) -> None:
    assert parse(query, any_word=True) == tree


def test_literal_takes_every_character_as_words() -> None:
    said = 'a OR (b "title:c*'
    assert parse(said, literal=True) == And((a, Word("OR"), b, Word("title"), c))
    assert parse("a b", literal=True, any_word=True) == Or((a, b))
    with pytest.raises(QueryError, match="a byte that cannot be read"):
        parse("caf\udce9", literal=True)


@pytest.mark.parametrize(
    ("query", "marked", "message"),
    [
        ('oil "gas', '"', "never closed"),
        ("(oil OR gas", "(", "never closed"),
        ("oil)", ")", "never opened"),
        ("oil ()", "()", "nothing in these parentheses"),
        ("oil OR", "OR", "on its right"),
        ("OR oil", "OR", "on its left"),
        ("oil AND OR gas", "AND", "on its right"),
        ("oil NOT", "NOT", "on its right"),
        ("oil NEAR/x gas", "x", "comes a number"),
        ("oil NEAR/0 gas", "NEAR/0", "1 to 1000"),
        ("oil near/5 gas", "near/5", "in capitals: NEAR/5"),
        ("oil NEAR/5", "NEAR/5", "on its right"),
        ("oil NEAR/5 -gas", "-", "NOT"),
        ("oil NEAR/5 (a b)", "(a b)", "right of NEAR"),
        ("(a b) SENT oil", "(a b)", "left of SENT"),
        ("oil SENT title:gas", "title:gas", "right of SENT"),
        ("ATLEAST/0 oil", "ATLEAST/0", "1 or more"),
        ("ATLEAST/2 (a b)", "(a b)", "after ATLEAST"),
        ("ATLEAST/2 -a", "-", "not there"),
        ("*-ism", "*-ism", "a letter beside it"),
        ("电*", "电*", "every character is a word"),
        ("*电", "*电", "every character is a word"),
        ("=energ*", "energ*", "exact"),
        ("a-b~", "a-b~", "single word"),
        ("cambodja~3", "cambodja~3", "1 or 2 edits"),
        ('"a b"~', "~", "number of words"),
        ('""', '""', "no word"),
        ("CAPS(IRA", "CAPS(", "never closed"),
        ("titel:oil", "titel:", "did you mean title"),
        ("foo:oil", "foo:", "no field foo"),
        ("title: oil", "title:", "right after it"),
        ("title:", "title:", "right after it"),
        ("title:(a author:b)", "author:", "cannot stand inside title"),
        ("date:blarg", "blarg", ""),
        ("date:2018-02-30", "2018-02-30", ""),
        ('date:"2018"~5', '"2018"~5', "not for this field"),
        ("words:many", "many", "words:>500"),
        ("added:none", "none", "some day"),
        ("words:800..200", "800..200", "ends before it begins"),
        ("words:<00", "<00", "ends before it begins"),
        ("has:money", "money", "date, author, title, url"),
        ("id:xyz", "xyz", "0-9 and a-f"),
        ("&", "&", "no word"),
        ("caf\udce9 oil", "\udce9", "a byte that cannot be read"),
        ("author:caf\udcc3\udca9", "\udcc3\udca9", "a byte that cannot be read"),
        ("path:'a\"b'", "'a\"b'", "quotation marks"),
    ],
)
def test_an_error_points_to_the_part_that_is_wrong(query: str, marked: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(query)
    error = caught.value
    assert query[error.start : error.end] == marked
    assert message in str(error)


@given(tree=trees)
def test_a_tree_prints_as_text_that_parses_to_the_same_tree(tree: Node) -> None:
    assert parse(str(tree)) == tree


PIECES = [
    "oil", "AND", "OR", "NOT", "-", "^", "(", ")", '"', "“", "”", "„", "«", "'", "=", "~", "~2",
    "*", "?", "NEAR/5", "NEAR/", "PRE/2", "w/5", "w/s", "SENT", "PARA", "ATLEAST/2", "CAPS(",
    "title:", "author:", "date:", "date:2018", "words:", "has:", "id:", "path:", "x:", ":", " ",
    "\x00", "\u202e", "😀", "北", "e\u0301", "\ud800", "\n", "[", "..", "/",
]  # fmt: skip


def tree_or_error(query: str, any_word: bool = False) -> None:
    """Any text becomes a tree that parses back as itself, or one QueryError within the text."""
    try:
        tree = parse(query, any_word=any_word)
    except QueryError as error:
        assert 0 <= error.start < error.end
        assert error.start < max(len(query), 1)
        assert error.end <= max(len(query), 1)
        assert "\n" not in str(error)
    else:
        assert parse(str(tree)) == tree


@settings(max_examples=40 * settings().max_examples)
@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join), st.booleans())
def test_any_text_is_a_tree_or_an_error(query: str, any_word: bool) -> None:
    tree_or_error(query, any_word)


@pytest.mark.long
@pytest.mark.parametrize(
    "query",
    [
        "(" * 10_000,
        ")" * 10_000,
        "(" * 10_000 + "a" + ")" * 10_000,
        "NOT " * 10_000 + "a",
        "-" * 10_000 + "a",
        "a NEAR/5 " * 10_000 + "a",
        "ATLEAST/2 " * 10_000 + "a",
        '"' * 9_999,
        "'" * 10_000,
        "a' " * 30_000,
        "x" * 100_000,
        "a-" * 50_000,
        "a " * 50_000,
        "title:" * 10_000,
        "CAPS(" * 10_000,
        "*" * 10_000,
        "a*" * 10_000,
        "date:" + "9" * 100_000,
        "=" * 10_000,
        "😀" * 10_000,
        "\u202e\u202d" * 1_000,
        "a~" * 10_000,
    ],
    ids=lambda query: query[:6] + "…",
)
def test_a_nasty_text_is_a_tree_or_an_error_in_bounded_time(query: str) -> None:
    started = time.process_time()
    tree_or_error(query)
    assert time.process_time() - started < 5  # a bound against running away, not a speed test


@given(
    st.lists(
        st.sampled_from(
            "oil;OR;AND;NOT;and;SENT;PARA;NEAR;CAPS;w;1987;Us;u;s;oil*;9*;near5*;"
            "author:doe;title:oil*;tag:NOT;section:w9;foo:bar;Author:doe;language:en;has:date;"
            "date:2018-04-01..2018-04-30;date:2018-04-01;date:2018;date:2018-04-31;date:..;date:-1;"
            "date:2018-04-30..2018-04-01;date:..2018-04-01;date:2018..;2018..;author:atleast3;"
            '"oil";"oil OR gas";"w";"oil* gas";"1987 not us"'.split(";")
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_plain_words_mean_what_the_grammar_says(said: list[str], any_word: bool) -> None:
    """The shortcut and the grammar agree; white space behind the words forces the grammar."""

    def read(query: str) -> Node | str:
        try:
            return parse(query, any_word)
        except QueryError as error:
            return str(error)

    assert read(" ".join(said)) == read(" ".join(said) + " ")


@pytest.mark.parametrize(
    ("query", "quoted"),
    [
        ("date:april 2015", "april 2015"),
        ("oil date:last week gas", "last week"),
        ("date:10 April 2018 oil", "10 April 2018"),
        ("(date:since 2018)", "since 2018"),
    ],
)
def test_a_date_without_its_quotation_marks_is_refused(query: str, quoted: str) -> None:
    with pytest.raises(QueryError, match=f'need quotation marks: date:"{quoted}"'):
        parse_query(query, now=NOW)


def test_words_behind_a_date_that_are_no_part_of_it_are_words() -> None:
    assert str(parse_query("date:april oil", now=NOW)) == "date:2018-04-01..2018-04-30 oil"
    for query in ("date:2018-04-10 10", "date:2018-04-10.. 2018", "date:..2018-04-10 to 2019"):
        assert str(parse_query(query, now=NOW)) == query  # as trees are printed
