"""Headlines in capitals stay titles, whatever word they begin with."""

from __future__ import annotations

from tests.readers.reading import article, printed_title

HEADLINES = """
MARK FALLS SHARPLY IN TOKYO
DI GIORGIO TO SELL FOOD UNIT
DI PIETRO RESIGNS AS MINISTER
LONDON - STOCKS END LOWER
MEXICO CITY - QUAKE KILLS FOUR
TOKYO (NIKKEI) INDEX HITS RECORD
LONDON SUGAR PRICES RISE
ROME, BONN SIGN ENERGY PACT
ST. LOUIS BANK CUTS PRIME RATE
WASHINGTON SAYS TALKS MAY RESUME
BY-ELECTION SETBACK FOR GOVERNMENT
BY-PASS PLAN DIVIDES VILLAGE
VON KARMAN UNIT WINS CONTRACT
VON WEIZSAECKER VISITS ISRAEL
VAN HEUSEN CLOSES PLANT
DE BEERS RAISES DIAMOND PRICES
DA COSTA WINS LISBON MARATHON
PAR PHARMACEUTICAL SEES LOWER PROFIT
PAR TECHNOLOGY NET RISES
FROM FARM TO TABLE IN A DAY
JOHN DEERE CUTS OUTPUT
GEORGE BUSH TO VISIT WARSAW
PARIS CLUB AGREES ON ZAIRE DEBT
MAY DAY RALLY ENDS IN CLASHES
MAY DEPARTMENT STORES RAISES PAYOUT
APRIL SHOWERS DELAY HARVEST
MONDAY HOLIDAY CLOSES MARKETS
REUTER SHARES RISE ON RESULTS
AP MOLLER BUYS TWO SHIPS
STAFF REDUCED AT THREE BANKS
CORRESPONDENT EXPELLED FROM BAGHDAD
PHOTO SHOP SUES RIVAL
TEXT OF THE FINAL AGREEMENT
""".strip().split("\n")

LAYOUTS = (
    "{}\n\n",
    "{}\n date 2018-04-10 By Jane Doe\n\n",
    "{}\nBy Jane Doe\n10 April 2018\n\n",
    "{}\n\nBy Jane Doe\n\n10 April 2018\n\n",
    "{}\nBY JANE DOE\n\n",
    "{}\nJane Doe\n2018-04-10\n\n",
    "{}\n10 April 2018\n\n",
    "{}\n\nBAKU, April 10 (Reuters) - ",
)
BODY = (
    "The council said on Tuesday that talks would resume next week.\n\n"
    "Officials declined to say more about the plan, which was first announced in March.\n"
)


def test_a_headline_in_capitals_is_the_title_in_every_layout() -> None:
    """A name, a word of bylines, a place, a month: with and without a byline and a day below."""
    lost = []
    for layout in LAYOUTS:
        for headline in HEADLINES:
            found = article("a.txt", layout.format(headline) + BODY)
            byline = ("Jane Doe",) if "jane" in layout.lower() else ()
            if (printed_title(found), found.authors) != (headline, byline):
                lost.append((layout, headline, printed_title(found), found.authors))
    assert lost == []


def test_what_begins_as_a_headline_does_and_is_none() -> None:
    """A line with an agency or a day is a dateline, and a sentence is text."""
    for line in ("LONDON, APRIL 10 (REUTERS) - STOCKS END LOWER", "PARIS - THE TALKS HAVE ENDED."):
        assert printed_title(article("a.txt", f"{line}\n\n{BODY}")) is None


def test_a_headline_below_a_day_never_becomes_an_author() -> None:
    for headline in HEADLINES:
        found = article("a.txt", f"10 April 2018\n{headline}\n\n{BODY}")
        assert (found.authors, str(found.date)) == ((), "2018-04-10"), headline
