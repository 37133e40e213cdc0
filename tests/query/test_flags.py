"""Options are parts of the query: they mean what the fields mean."""

from __future__ import annotations

import datetime as dt

import pytest

from newsarchive.model.errors import QueryError
from newsarchive.query.filters import Filters
from newsarchive.query.flags import filter_nodes
from newsarchive.query.parse import parse_query
from newsarchive.query.tree import conjunction

NOW = dt.date(2018, 4, 18)


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        (Filters(), ""),
        (Filters(author=["Rashid Shirinov"]), 'author:"Rashid Shirinov"'),
        (Filters(author=["Doe", "Veli"]), "author:Doe OR author:Veli"),
        (Filters(author=["Doe"], tag=["oil"]), "author:Doe tag:oil"),
        (Filters(since=["2018-04"]), "date:2018-04-01.."),
        (Filters(until=["2018-04"]), "date:..2018-04-30"),
        (Filters(since=["2017"], until=["2018-04"]), "date:2017-01-01.. date:..2018-04-30"),
        (Filters(on=["yesterday"]), "date:2018-04-17"),
        (Filters(date=["none", "2016"]), "date:none OR date:2016-01-01..2016-12-31"),
        (Filters(title=["oil OR gas"]), "title:(oil OR gas)"),
        (Filters(language=["de"]), "language:de"),
        (Filters(added=["2018-04", "today"]), "added:2018-04 OR added:2018-04-18"),
    ],
)
def test_an_option_is_the_same_as_the_field(filters: Filters, query: str) -> None:
    nodes = filter_nodes(filters, now=NOW)
    assert conjunction(nodes) == parse_query(query, now=NOW)


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(since=["blarg"]), "--since: "),
        (Filters(since=["until 2018"]), "--since: "),
        (Filters(until=["2018-04.."]), "--until: "),
        (Filters(on=["2018-02-30"]), "--on: "),
        (Filters(author=[" "]), "--author: "),
        (Filters(author=["&"]), "--author: "),
        (Filters(title=["(oil"]), "--title: "),
        (Filters(title=["a) OR (b"]), "--title: "),
        (Filters(language=["-"]), "--language: "),
        (Filters(added=["none"]), "--added: "),
        (Filters(since=["2020"], until=["2019"]), "--since 2020 is after --until 2019"),
    ],
)
def test_a_bad_option_is_named(filters: Filters, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        filter_nodes(filters, now=NOW)
    assert str(caught.value).startswith(message)
