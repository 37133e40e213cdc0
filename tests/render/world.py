"""A few hits in several scripts, one of them hostile, and everything that is drawn of them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from newsarchive.model.article import Article
from newsarchive.render.groups import grouped
from newsarchive.render.terminal import Look, Page
from newsarchive.search.hit import Hit
from tests.render.hits import hit

ARTICLES = (
    Article(
        title="Ferry company switches its harbour energy supply to solar roofs",
        date=dt.date(2024, 3, 2),
        authors=("Maren Oltmann", "Jo Pettigrew"),
        source="The Harbour Courier",
        tags=("ferries", "solar"),
        language="en",
        body=(
            "The Norstrand ferry company will draw half of its energy from the roofs of its own "
            "sheds, it said on Friday. The energy prices of the last two winters had left it "
            "little choice.\n\n"
            "“We looked at the bill, and then we looked at the roof,” said its manager, Ilse "
            "Brandvold. Engineers in the energy business call such plants modest but sound.\n\n"
            "The first panels are to be laid in May. By then the company’s energy contract ends."
        ),
    ),
    Article(
        title="港口新能源计划公布",
        date=dt.date(2024, 3, 5),
        authors=("林晓雨",),
        source="海港日报",
        language="zh",
        body="港口管理处周二公布了新的能源计划。工程师说，“能源的价格太高了。”居民对此表示欢迎。",
    ),
    Article(
        title="مشروع الطاقة في الميناء (2024)",
        date=dt.date(2023, 11, 30),
        authors=("سلمى الداوودي", "Jo Pettigrew"),
        source="جريدة المرسى",
        language="ar",
        body=(
            "أعلنت إدارة الميناء عن مشروع الطاقة الشمسية يوم الثلاثاء. "
            "وقال المهندسون إن 12 لوحا تكفي."
        ),
    ),
    Article(
        title="פרויקט האנרגיה בנמל: 50% פחות!",
        date=dt.date(2023, 11, 30),
        source="עיתון המעגן",
        language="he",
        body="הנמל הודיע על פרויקט האנרגיה ביום שלישי. המהנדסים אמרו כי די ב־12 לוחות.",
    ),
    Article(
        title="Family 👨‍👩‍👧 and flag 🇩🇰: ene\u0301rgie at sea",
        authors=tuple(f"Reporter {name}" for name in ("One", "Two", "Three", "Four", "Five")),
        body="A 👩🏽‍🚀 visited the क्षत्रिय hall. The energy 🥤 of the crowd was great.",
    ),
    Article(
        title="\x1b[31mEvil\x1b]8;;http://x.invalid\x07 \u202egnp.exe\x9b2J" + "w" * 210,
        title_source="derived",
        authors=("Eve\x1b[2J", "B" * 90),
        source="S\u2066ource\tone",
        body="energy \x1b[H forged\r\noverwritten\x08 \u202e energy\n\n" + "x" * 200 + " energy",
    ),
)
QUERY = "energy OR 能源 OR الطاقة OR האנרגיה"
WIDTHS = (60, 80, 120, 200)
LOOKS: tuple[Look, ...] = ("bare", "colour")


def hits() -> list[Hit]:
    """All the articles, as hits."""
    return [hit(article, QUERY, rank=rank) for rank, article in enumerate(ARTICLES, start=1)]


def _articles(page: Page) -> None:
    for one in hits():
        page.article(one)


VIEWS: dict[str, Callable[[Page], object]] = {
    "results": lambda page: page.hits(hits()),
    "bodies": lambda page: page.hits(hits()[:2], body=True),
    "groups": lambda page: page.groups(grouped(hits(), "month")),
    "kwic": lambda page: page.occurrences((one, o) for one in hits() for o in one.occurrences()),
    "articles": _articles,
    "passage": lambda page: page.passage(hits()[0], 2, 3),
}
"""What a person can be shown."""


def drawn(view: str, width: int, look: Look) -> str:
    """What a terminal of this width gets."""
    stream = io.StringIO()
    VIEWS[view](Page(stream, width=width, look=look))
    return stream.getvalue()


def golden(view: str, look: Look) -> str:
    """A view at all widths, with ESC made visible."""
    parts = [f"== {width} columns\n{drawn(view, width, look)}" for width in WIDTHS]
    return "\n".join(parts).replace("\x1b", "␛")
