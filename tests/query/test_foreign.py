"""What people paste or know from other systems means what they expect, or is refused."""

from __future__ import annotations

import datetime as dt

import pytest

from newsarchive.model.errors import QueryError
from newsarchive.query import foreign
from newsarchive.query.fields import FIELDS
from newsarchive.query.parse import parse_query


def read(query: str, any_word: bool = False) -> str:
    return str(parse_query(query, now=dt.date(2018, 4, 18), any_word=any_word))


@pytest.mark.parametrize(
    ("query", "meaning"),
    [
        ('"Who killed the tram? A city asks"', '"Who killed the tram A city asks"'),
        ("who killed the tram ?", "who killed the tram"),
        ("why?!", "why"),
        ("what??", "what"),
        ("tide?day=3", '"tide day 3"'),
        ("a?國", '"a 國"'),
        ('"https://a.example/x?y&z=2"', '"https a example x y&z 2"'),
        ("www.a.example/x?y", '"www a example x y"'),
        ('title:"Is it over?"', 'title:"Is it over"'),
        ("=rates?", '="rates"'),
        ("CAPS(WHO?)", "CAPS(WHO)"),
        ("wom?n", "wom?n"),
        ("c??t", "c??t"),
        ("?ar", "?ar"),
        ("organi?ation*", "organi?ation*"),
        ("what?*", "what?*"),
        ('"wom?n rig*"', '"wom?n rig*"'),
        ('"* Breaking news *"', '"Breaking news"'),
    ],
)
def test_a_question_mark_is_a_wildcard_only_before_a_letter(query: str, meaning: str) -> None:
    assert read(query) == meaning


@pytest.mark.parametrize("minus", "-^−–‐‑‒﹣-")
def test_what_looks_like_a_minus_is_one(minus: str) -> None:
    assert read(f"oil {minus}gas") == "oil NOT gas"
    assert read(f"oil {minus}£5m") == "oil NOT 5m"
    assert read(f'oil {minus}"a b"') == 'oil NOT "a b"'
    assert read(f"oil {minus} gas") == "oil gas"
    assert read(f"oil {minus}& gas") == "oil gas"
    assert read(f"oil {minus}? gas") == "oil gas"


@pytest.mark.parametrize(
    "query",
    [
        "the same old story", "near the river", "an adj", "within reach", "w3", "the W3", "N95",
        "a shortage of N95 masks", "rock & roll", "oil, gas; coal", "oil — gas", "oil – gas",
        "Stop! Now", "article title(s)", "Cambodia (date unknown)", "and/or 24/7 w/o", "+5%",
        "~100 people", "#metoo", "a SAME", "NEAR gas", "day=3", '"oil | gas"', '"+a !b c^2"',
        "url:https://a.example/x?a=b|c", "a:b" + '"', "caps (hats)",
    ],
)  # fmt: skip
def test_plain_english_stays_plain(query: str) -> None:
    query = query.replace('a:b"', '"a:b"')
    tree = read(query)
    assert read(tree) == tree
    assert not {"OR", "NOT", "NEAR/"} & set(tree.split())


@pytest.mark.parametrize(
    ("query", "marked", "advice"),
    [
        ("!gas", "!", "NOT"),
        ("oil !(gas OR coal)", "!", "NOT"),
        ("oil | gas", "|", "OR"),
        ("oil || gas", "||", "OR"),
        ("oil|gas", "|", "OR"),
        ("title:oil|gas", "|", "OR"),
        ("oil && gas", "&&", "AND"),
        ("oil&&gas", "&&", "AND"),
        ("oil —gas", "—", "write -"),
        ("oil --gas", "--", "one -"),
        ("+oil gas", "+", "leave the + out"),
        ("oil^2 gas", "^2", "leave ^2 out"),
        ('"oil gas"^2.5', "^2.5", "leave ^2.5 out"),
        ("(oil gas)^2", "^2", "leave ^2 out"),
        ("oil NEAR gas", "NEAR", "NEAR/5"),
        ("oil PRE gas", "PRE", "PRE/5"),
        ('"oil" NEAR (gas)', "NEAR", "NEAR/5"),
        ("oil near/5 gas", "near/5", "NEAR/5"),
        ("oil Near/5 gas", "Near/5", "NEAR/5"),
        ("oil near5 gas", "near5", "NEAR/5"),
        ("oil NEAR(5) gas", "NEAR(5)", "NEAR/5"),
        ("oil AROUND(5) gas", "AROUND(5)", "NEAR/5"),
        ("oil w3 gas", "w3", "NEAR/3"),
        ("oil N5 gas", "N5", "NEAR/5"),
        ("oil n/5 gas", "n/5", "NEAR/5"),
        ("oil P/5 gas", "P/5", "PRE/5"),
        ("oil pre/3 gas", "pre/3", "PRE/3"),
        ("oil /5 gas", "/5", "NEAR/5"),
        ("oil /s gas", "/s", "w/s"),
        ("oil /p gas", "/p", "w/p"),
        ("oil w/sent gas", "w/sent", "SENT"),
        ("oil w/para gas", "w/para", "PARA"),
        ("oil not w/5 gas", "not w/5", "no negative"),
        ("oil adj price", "adj", "PRE/1"),
        ("oil ADJ3 price", "ADJ3", "PRE/3 (in this order) or NEAR/3"),
        ("oil SAME gas", "SAME", "PARA"),
        ("oil XOR gas", "XOR", "NOT (oil gas)"),
        ("oil ANDNOT gas", "ANDNOT", "write NOT"),
        ("atleast5 oil", "atleast5", "ATLEAST/5"),
        ("ATLEAST5(oil)", "ATLEAST5", "ATLEAST/5"),
        ("caps(oil)", "caps(", "CAPS(…)"),
        ("CAPS (OIL)", "CAPS ", "CAPS(…)"),
        ("date<2018", "date<", "date:<…"),
        ("oil date >= 2018", "date >=", "date:>=…"),
        ("date=2018", "date=", "date:…"),
        ("length>500", "length>", "words:>…"),
        ("hlead=opec", "hlead=", "hlead:…"),
        ("hd=opec", "hd=", "title:…"),
        ("title(opec)", "title(", "title:(…)"),
        ("headline(oil gas)", "headline(", "title:(…)"),
        ("date(2018)", "date(", "date:…"),
        ("intitle:oil", "intitle:", "title:"),
        ("site:a.example", "site:", "url:"),
        ("before:2018", "before:", "date:<"),
        ("~oil", "~", "cambodja~"),
        ("oil~0.8", "~0.8", "1 or 2 edits"),
        ("wom#n", "#", "? for one letter"),
        ("/oil.*/", "/oil.*/", "no regular expressions"),
        ("[2017 TO 2018]", "[2017 TO 2018]", "date:2017..2018"),
        ("oil 2017..2018", "2017..2018", "date:2017..2018"),
        ('"oil * gas"', '"oil * gas"', 'a b"~2'),
        ("date:(2017 OR 2018)", "date:(", "takes one value: (date:… OR date:…)"),
        ("電*", "電*", "every character is a word"),
        ("BC-****** oil", "BC-******", "needs a letter beside it"),
        ("****** oil", "******", "needs a letter beside it"),
        ('="x y"~3', '"x y"~3', "drop the = or the ~"),
    ],
)  # fmt: skip
def test_what_other_systems_write_is_refused_with_the_form_here(
    query: str, marked: str, advice: str
) -> None:
    with pytest.raises(QueryError) as caught:
        read(query)
    assert query[caught.value.start : caught.value.end] == marked
    assert advice in str(caught.value)


@pytest.mark.parametrize("word", ["NEAR", "w3", "adj", "SAME", "near5", "atleast5"])
def test_in_quotation_marks_an_operator_is_a_word(word: str) -> None:
    tree = read(f'oil "{word}" gas')
    assert tree == f'oil "{word}" gas'
    assert read(tree) == tree


def test_each_name_of_elsewhere_is_a_field_here_and_is_none_itself() -> None:
    assert set(foreign.ALIASES) <= set(FIELDS)
    names = [name for names in foreign.ALIASES.values() for name in names.split()]
    assert len(names) == len(set(names))
    assert not set(names) & set(FIELDS)
