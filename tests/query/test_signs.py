"""What signs, digits and letters in several shapes mean: each row of the tables under "What a word
is" in the page on queries.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest

from newsarchive.cli.commands.helping import page
from newsarchive.engines.scan import ScanEngine
from newsarchive.engines.whoosh import WhooshEngine
from newsarchive.model.article import Revision
from newsarchive.model.errors import QueryError
from newsarchive.query.highlight import highlights
from newsarchive.query.matches import matches
from newsarchive.query.parse import parse_query
from tests.query.world import archived

NOW = dt.date(2018, 4, 18)

SIGNS = {
    "U.N.": ("the U.N. said|UN envoy|a U.N.-led force|U.N.'s envoy|un homme", "U. N.|U.N.I.|U.Nor"),
    "UN": ("the U.N. said|UN envoy|the U.N", "U. N.|UNO"),
    "=U.N.": ("in the U.N.|u.n.", "UN"),
    "CAPS(U.N.)": ("in the U.N.", "UN|u.n."),
    "=UN": ("UN|un", "U.N."),
    "CAPS(UN)": ("UN", "U.N.|un"),
    "Ph.D.": ("a Ph.D.|a PhD", "P. Hd"),
    "PhD": ("a Ph.D.|a PhD|a P.H.D.", "Ph D"),
    "J.R. Tull": ("J.R. Tull|JR Tull|J.R.Tull", "J. R. Tull|J. Tull"),
    "JR Tull": ("J.R. Tull|JR Tull", "J. R. Tull"),
    "AT&T": ("AT&T|A.T.&T.|AT&T's plan", "at T-Mobile|AT T|AT&TV"),
    "R&D": ("R&D|an R&D-led firm", "R and D|R&Don|R"),
    "Q&A": ("a Q&A.", "Q and A|Q|a Q: A"),
    "C++": ("in C++, C|C++'s|(c++)", "C|vitamin C|C+|C#"),
    "C#": ("C#.|in c#", "C|C++|C#x"),
    "F#": ("in F# minor", "F"),
    "A+": ("an A+", "a|AA+|A+b"),
    "e-mail": ("e-mail|an E-Mail|email|e‑mails", "e mail|mail"),
    "email": ("e-mail|an E-Mail|emails", "e mail|mail"),
    "F-16": ("an F-16|F16|f-16", "F 16|16"),
    "F16": ("an F-16|F16", "F 16|F-16.5"),
    "O'Brien": ("O'Brien|O’Brien's|OBrien|o'brien", "Brien|O Brien"),
    "OBrien": ("O'Brien|O’Brien|obrien", "Brien"),
    "צה״ל": ('דובר צה"ל|צה״ל|צה”ל|צהל', "צה ל|ל"),
    "צהל": ('דובר צה"ל|צה״ל', "צה ל"),
    "u.s.*": ("U.S.S.R.|U.S.A.", "U.S.|US|u s"),
    "US": ("let us|US|U.S.", "USA"),
    "PM": ("3 p.m.|the PM|3 pm", "3p.m."),
    "CAPS(US) OR CAPS(U.S.)": ("US|U.S.", "let us"),
    "node.js": ("Node.js|node js|node-js", "node|nodejs"),
    "A/B": ("A/B|a b", "a|B"),
    "north-south": ("north-south|North South", "north"),
    "24/7": ("24/7|24-7", "24|7|24.7"),
    "9/11": ("9/11|9-11", "9|11|9.11"),
    ".NET": (".NET|net", "node"),
    "#metoo": ("#MeToo|MeToo", "me too"),
    "£5m": ("£5m|$5m|5m", "£5 million|5"),
    "$5m": ("£5m|$5m", "5"),
    "AA+": ("AA+|AA", "A+"),
    "5.93": ("5.93|٥٫٩٣", "593|5 93"),
}  # fmt: skip
"""Query → texts that it finds, and texts that it does not find."""

SAME = (
    "یکی يكي", "على علي", "مدرسة مدرسه مدرسۀ", "أحمد احمد ٱحمد إحمد", "آب اب", "كتـاب كتاب کِتاب",
    "ہے هي", "٢٠١٨ 2018 ۲۰۱۸ २०१८ ２０１８", "ＮＡＴＯ nato", "ニュース ﾆｭｰｽ", "ガス ｶﾞｽ カ\u3099ス",
    "हिन्दी हिंदी", "चाँद चांद", "ज़मीन जमीन ज\u093cमीन", "पम्प पंप", 'צה״ל צה"ל צה”ל צה“ל',
    "ג׳ורג ג'ורג ג’ורג", "שָׁלוֹם שלום", "臺灣 台湾 臺湾", "國際 国际",
    "ne\u200bws n\u2060ews new\ufeffs news\u200e n\u200fews ne\u00adws news", "ёлка елка",
)  # fmt: skip
"""Words that are the same word."""


def test_the_tables_have_tests_for_all_their_rows() -> None:
    text = page("query").partition("## What a word is")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| ")]
    told = {code for row in rows for code in re.findall("`([^`]+)`", row)}
    assert told <= SIGNS.keys()


def test_each_sign_means_what_the_tables_say() -> None:
    wrong = []
    for query, (found, missed) in SIGNS.items():
        tree = parse_query(query, now=NOW)
        assert parse_query(str(tree), now=NOW) == tree, query
        wrong += [(query, t) for t in found.split("|") if not matches(tree, archived(t))]
        wrong += [(t, query) for t in missed.split("|") if matches(tree, archived(t))]
    assert not wrong


def test_letters_in_several_shapes_are_the_same_in_texts_and_in_exact_queries() -> None:
    wrong = []
    for row in SAME:
        for one in row.split():
            exact = parse_query(f"={one}", now=NOW)
            assert parse_query(str(exact), now=NOW) == exact, one
            others = (archived(f"« {other}. »", language="zz") for other in row.split())
            wrong += [(one, other.article.body) for other in others if not matches(exact, other)]
    assert not wrong


@pytest.mark.long
def test_engines_know_the_same_signs(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = {t for rows in SIGNS.values() for row in rows for t in row.split("|")}
    texts |= {word for row in SAME for word in row.split()}
    articles = [
        archived(text, key=n, authors=(text,), language=("en", "he", None)[n % 3])
        for n, text in enumerate(sorted(texts), start=1)
    ]
    queries = [*SIGNS, *(word for row in SAME for word in row.split())]
    queries += [f"author:{q}" for q in queries if " OR " not in q]
    queries += ['"U.N. envoy"', 'author:"JR Tull"', 'author:"J.R. Tull"', "author:=JR", "U.N.~"]
    scan, whoosh = ScanEngine(), WhooshEngine(tmp_path_factory.mktemp("index"))
    for engine in (scan, whoosh):
        engine.update(articles, [], Revision(1, "one"))
    wrong = []
    for query in queries:
        tree = parse_query(query, now=NOW)
        meant = {a.key for a in articles if matches(tree, a)}
        for engine in (scan, whoosh):
            answer = engine.search(tree)
            kept = set(answer.scores) & (set(answer.scores) if answer.exact else meant)
            if kept != meant:
                wrong.append((query, type(engine).__name__))
    whoosh.close()
    assert not wrong


def test_names_in_bylines_are_found_in_both_spellings() -> None:
    article = archived("x", authors=("J.R. O’Brien", "Ann Smith"))
    for query, expected in {
        "author:jr": True, "author:J.R.": True, "author:=J.R.": True, "author:=JR": False,
        "author:obrien": True, 'author:"JR OBrien"': True, "author:brien": False,
        "author:CAPS(O'Brien)": True, "author:j": False,
    }.items():  # fmt: skip
        assert matches(parse_query(query, now=NOW), article) == expected, query


def test_highlights_cover_the_word_with_its_signs() -> None:
    said = "The U.N.'s AT&T, C++ (e‑mail) and O’Brien’s צה\"ל."
    for query, lit in {
        "UN": "U.N", "at&t": "AT&T", "C++": "C++", "email": "e‑mail", "obrien": "O’Brien",
        "צהל": 'צה"ל',
    }.items():  # fmt: skip
        [(start, end)] = highlights(parse_query(query, now=NOW), archived(said))[1]
        assert said[start:end] == lit


@pytest.mark.parametrize(
    "query", ["😀", '"😀"', "title:😀", "title:😀 oil", "=👍🏽", "title:=&", "&"]
)
def test_a_query_of_signs_is_refused_with_the_reason(query: str) -> None:
    with pytest.raises(QueryError, match="not signs or emoji"):
        parse_query(query, now=NOW)


def test_a_quotation_mark_within_a_hebrew_word_opens_no_phrase() -> None:
    for typed, meant in {
        'צה"ל': "צה״ל", '"דובר צה"ל"': '"דובר צה״ל"', 'מנכ"לית': "מנכ״לית",
        '"שלום" ו"שלום רב"': 'שלום ו "שלום רב"',
    }.items():  # fmt: skip
        assert str(parse_query(typed, now=NOW)) == meant
