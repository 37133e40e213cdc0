"""Pages as programs and papers make them: the title, the day and the people, and nothing else.

Each layout is one that sites have; the texts are invented.
"""

from __future__ import annotations

import pytest

from tests.readers.formats.test_webpage import PROSE, linked_data, news, page
from tests.readers.reading import article

TITLE = "Fog lifts at the old quay"
DAY, OONA, PIET = "2019-03-05", "Oona Farrelly", "Piet Ruiter"
WINDOW = f"<title>{TITLE} | The Packet</title>"
H1 = f"<h1>{TITLE}</h1>"
BY = f"<div class=byline>By {OONA}</div>"
TIME = f"<time datetime={DAY}>Mar 5</time>"


def story(above: str = "", below: str = "", *, head: str = WINDOW, lang: str = "en") -> str:
    """A page with an article: its title, what stands below that, the text, what is below that."""
    return page(head, f"<article>{H1}{above}{PROSE}{below}</article>", f"<html lang={lang}>")


def named(title: str, site: str, above: str, lang: str) -> str:
    """The same in another language."""
    head = f"<title>{title}{site}</title>"
    return page(head, f"<main><h1>{title}</h1>{above}{PROSE}</main>", f"<html lang={lang}>")


WORDPRESS = page(
    f"<title>{TITLE} &#8211; The Packet</title>",
    "<header id=masthead><p class=site-title><a href=/>The Packet</a></p></header>"
    f"<main><article class='post hentry'><header class=entry-header>{H1}</header>"
    f"<div class=entry-content>{PROSE}</div><footer class=entry-footer><span class=posted-on>"
    "<time class='entry-date published' datetime='2019-03-05T23:00:00+00:00'>March 5, 2019</time>"
    "<time class=updated datetime='2019-03-09T08:00:00+00:00'>March 9, 2019</time></span>"
    f"<span class=byline><span class='author vcard'><a class='url fn n' href=/author/o>{OONA}</a>"
    "</span></span></footer></article><div id=comments class=comments-area><ol><li class=comment>"
    "<article><footer><b class=fn>Bob Roe</b><time datetime='2019-03-07'>March 7</time></footer>"
    "<p>I was there on the day, and saw nothing.</p></article></li></ol></div></main>",
)
BLOGGER = page(
    f"<title>The Packet: {TITLE}</title>",
    "<div class=date-outer><h2 class=date-header><span>Tuesday, March 5, 2019</span></h2>"
    f"<div class='post hentry'><h3 class='post-title entry-title'>{TITLE}</h3>"
    f"<div class='post-body entry-content'>{PROSE}</div><div class=post-footer>"
    "<span class='post-author vcard'>Posted by <span class=fn itemprop=author>"
    f"<meta content='/1' itemprop=url><span itemprop=name>{OONA}</span></span></span>"
    "<abbr class=published itemprop=datePublished title='2019-03-05T08:00:00-08:00'>8:00 AM</abbr>"
    "</div></div><div id=comments><cite class=user>Bob</cite><i class=datetime>March 8, 2019</i>"
    "</div></div>",
)
TABLES = page(
    f"<title>The Packet - {TITLE}</title>",
    f"<table><tr><td><font size=5><b>{TITLE}</b></font><br><font size=2>By {OONA}<br>"
    f"Tuesday, March 5, 2019</font><br><br>{PROSE}</td></tr></table>",
)
CHINESE = named(
    "雾散后渡轮靠岸", "_新闻频道_晨报网",
    "<div class=info><span id=pubtime_baidu>2019-03-05 14:07:00</span> <span id=source_baidu>"
    "来源：<a>晨报</a></span> <span id=author_baidu>作者：王小明</span></div>", "zh",
)  # fmt: skip
KOREAN = page(
    "<title>안개가 걷힌 옛 부두 - 패킷일보</title>",
    "<main><h3 class=tit_view>안개가 걷힌 옛 부두</h3><span class=info_view><span class=txt_info>"
    "김민수 기자</span><span class=txt>입력 <span class=num_date>2019. 3. 5. 14:07</span></span>"
    "<span class=txt_info>수정 <span class=num_date>2019. 3. 6. 10:07</span></span></span>"
    f"{PROSE}</main>",
)
DRUPAL = page(
    WINDOW,
    f"<h1 class=title id=page-title>{TITLE}</h1><div class='node node-article'><div class='meta "
    f"submitted'>Submitted by <span class=username>{OONA}</span> on Tue, 03/05/2019 - 14:07</div>"
    f"<div class=content>{PROSE}</div></div>",
)
JOOMLA = page(
    WINDOW,
    f"<div class=item-page><h2>{TITLE}</h2><dl class=article-info><dd class=createdby>Written by "
    f"{OONA}</dd><dd class=published>Published: 05 March 2019</dd><dd class=modified>Last Updated: "
    f"07 March 2019</dd><dd class=hits>Hits: 33</dd></dl>{PROSE}</div>",
)
LOGO_ABOVE = page(
    WINDOW,
    "<header><h1 class=logo><a href=/>The Packet</a></h1><div class=date>Monday, 4 December 2023"
    f"</div></header><article><h2>{TITLE}</h2>{BY}{TIME}{PROSE}</article>",
)
SECTION_ABOVE = page(
    f"<title>{TITLE} - News - The Packet</title><meta property=og:title content='{TITLE}'>",
    f"<h1>News</h1><article><h2>{TITLE}</h2>{BY}{TIME}{PROSE}</article>",
)
CLOCK = page(
    WINDOW,
    f"<div id=wrap><div class=date>Monday, 4 December 2023</div>{H1}<div class=byline>By {OONA} - "
    f"05 Mar 2019</div>{PROSE}</div>",
)
WHOLE = (TITLE, DAY, [OONA])

LAYOUTS: dict[str, tuple[str, tuple[str, str | None, list[str]]]] = {
    "WordPress": (WORDPRESS, WHOLE),
    "Blogger": (BLOGGER, WHOLE),
    "tables and fonts": (TABLES, WHOLE),
    "Drupal": (DRUPAL, WHOLE),
    "Joomla": (JOOMLA, WHOLE),
    "Chinese portal": (CHINESE, ("雾散后渡轮靠岸", DAY, ["王小明"])),
    "Chinese portal, day alone": (
        named("雾散后渡轮靠岸", "--时政--晨报网", "<div class=fl>2019年03月05日14:07  来源：晨报"
              "</div>", "zh"),
        ("雾散后渡轮靠岸", DAY, [])),
    "Korean portal": (KOREAN, ("안개가 걷힌 옛 부두", DAY, ["김민수"])),
    "Japanese": (
        named("旧波止場の霧が晴れる", "：パケット新聞", "<p class=date>2019年3月5日 14時07分</p>"
              "<p class=writer>山田 太郎</p>", "ja"), ("旧波止場の霧が晴れる", DAY, ["山田 太郎"])),
    "Russian": (
        named("Туман над причалом рассеялся", " — Пакет", "<span class=article__date>5 марта 2019, "
              "14:07</span><span class=article__author>Автор: Иван Кузнецов</span>", "ru"),
        ("Туман над причалом рассеялся", DAY, ["Иван Кузнецов"])),
    "French": (
        story(f"<span class=meta__author>Par <a>{OONA}</a> et <a>{PIET}</a></span> <span class="
              "'meta__date'>Publié le 05 mars 2019 à 14h07, mis à jour le 06 mars 2019</span>",
              lang="fr"), (TITLE, DAY, [OONA, PIET])),
    "French, on one line": (
        story(f"<p class=meta>Par {OONA} • Publié le 05/03/2019 à 14:07 • Mis à jour le 06/03/2019"
              "</p>", lang="fr"), WHOLE),
    "Spanish": (
        story(f"<div class=firma>Por {OONA}</div><span class=fecha>05/03/2019 14:07h. Actualizado: "
              "06/03/2019 10:00h.</span>", lang="es"), WHOLE),
    "Italian": (story(f"<p>di {OONA}</p><p>5 Marzo 2019</p>", lang="it"), WHOLE),
    "Dutch": (
        story(f"<div>Door {OONA}</div><div>5 mrt 2019 14:07, laatste update 6 mrt 2019</div>",
              lang="nl"), WHOLE),
    "Turkish": (
        story("<span class=tarih>Giriş Tarihi: 05.03.2019 14:07 Güncelleme Tarihi: 06.03.2019"
              "</span>", lang="tr"), (TITLE, DAY, [])),
    "contributor block": (
        story("<time datetime='2019-03-05T08:00:00Z'>5 March 2019</time><div class=x-Contributor>"
              f"<div class='x-TextContributorName'>By {OONA}</div><div>Packet News</div></div>"),
        WHOLE),
    "address and details": (
        story(f"<address><a rel=author href=/p/o>{OONA}</a> in Wrexby and <a rel=author href=/p/r>"
              f"{PIET}</a></address><details><summary><b>Tue 5 Mar 2019 12.00 GMT</b></summary>"
              "Last modified on Wed 6 Mar 2019 13.00 GMT</details>"), (TITLE, DAY, [OONA, PIET])),
    "day before the name": (
        story(f"<div class=byline>Tuesday March 5, 2019 10:05 am PDT by {OONA}</div>"), WHOLE),
    "posted on, by, in": (
        story(f"<div class=entry-meta>Posted on March 5, 2019 by {OONA} in News</div>"), WHOLE),
    "two lines": (story(f"<p>By {OONA}<br>The Packet<br>March 5, 2019 10:05 AM</p>"), WHOLE),
    "link to a person": (
        story(f"<div class=m><a href=/author/oona>{OONA}</a> <span>March 5, 2019</span></div>"),
        WHOLE),
    "digits in an American zone": (
        story(f"<p>By {OONA.upper()}, Staff Writer</p><p>POSTED: 03/05/2019 08:00:00 AM PST</p>"),
        WHOLE),
    "update first": (
        story(f"<p class=dates>Updated March 9, 2019 | Published March 5, 2019</p>{BY}"), WHOLE),
    "update alone": (
        story(f"{BY}<div class=timestamp>Updated 9:00 PM EST, Tue March 5, 2019</div>"),
        (TITLE, None, [OONA])),
    "UTC and the printed day": (
        story("<div class=timestamp>Published 9:00 PM EST, Tue March 5, 2019</div>",
              head=WINDOW + linked_data(news(headline=TITLE, datePublished="2019-03-06T02:00:00Z",
                                             author={"@type": "Person", "name": OONA}))), WHOLE),
    "clock of the page": (CLOCK, WHOLE),
    "clock in a tag": (
        story(BY + "<time>5 March 2019</time>", head=WINDOW + "<meta name=date content=2023-12-4>"),
        WHOLE),
    "article that moved": (
        story(BY, head=WINDOW + "<link rel=canonical href='https://packet.example/2019/03/05/fog'>"
              "<meta property=article:published_time content=2023-12-04>"), WHOLE),
    "dates of comments": (
        page(WINDOW, f"<article>{H1}{PROSE}</article><div class=c><b class=date>March 9, 2019</b>"
             "</div>"),
        (TITLE, None, [])),
    "dates of other articles": (
        story(BY, head=WINDOW).replace("</article>", "</article><div class=grid><h3>Other</h3>"
              "<span class=date>March 1, 2019</span></div>"), (TITLE, None, [OONA])),
    "newsroom": (story(f"<div class=byline>By Packet Staff</div>{TIME}"), (TITLE, DAY, [])),
    "agency": (story(f"<div class=byline>Reuters</div>{TIME}"), (TITLE, DAY, [])),
    "name and agency": (
        story(f"<div class=byline>By {OONA.upper()} Associated Press</div>{TIME}"), WHOLE),
    "author of a quotation": (
        story(TIME, "<blockquote>Let it be.<span class=author>Mara Quill</span></blockquote>"),
        (TITLE, DAY, [])),
    "photographer": (
        story(f"{BY}{TIME}<figcaption class=credit>Photo: Kim Sok</figcaption>"), WHOLE),
    "blog named after its author": (
        story(TIME, head=f"<title>{TITLE} - Anna Bianchi</title><meta name=author content='Anna "
              "Bianchi'><meta property=og:site_name content='Anna Bianchi'>"),
        (TITLE, DAY, ["Anna Bianchi"])),
    "small headings": (
        story(f"<h4>By {OONA}</h4><h4>Tuesday, March 5, 2019</h4>", head=WINDOW), WHOLE),
    "italics": (story(f"<i>By {OONA}</i><br>{TIME}", head=WINDOW), WHOLE),
    "posted by": (story(f"<p class=meta>Posted by {OONA} on March 5, 2019</p>"), WHOLE),
    "commas too many in JSON-LD": (
        story(head=WINDOW + '<script type="application/ld+json">{"@type": "NewsArticle", '
              f'"headline": "{TITLE}", "datePublished": "{DAY}", "description": "a,] \\",}}", '
              f'"author": [{{"@type": "Person", "name": "{OONA}",}},],\n}}</script>'), WHOLE),
    "logo above": (LOGO_ABOVE, WHOLE),
    "section above": (SECTION_ABOVE, WHOLE),
    "other title for others": (
        story(BY + TIME, head=WINDOW + "<meta property=og:title content='What lifted at a quay'>"),
        WHOLE),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_title_the_day_and_the_people_are_read(layout: str) -> None:
    source, expected = LAYOUTS[layout]
    found = article("a.html", source)
    title = found.title if found.title_source != "derived" else None
    assert (title, found.date and str(found.date), list(found.authors)) == expected


@pytest.mark.parametrize("layout", ["two lines", "French", "address and details", "Italian"])
def test_bylines_and_days_above_the_text_are_no_part_of_it(layout: str) -> None:
    body = article("a.html", LAYOUTS[layout][0]).body
    assert body.startswith("The harbour opened")


@pytest.mark.parametrize(
    ("heading", "shared"),
    [
        (f"<span>Harbours</span> <span>{TITLE}</span>", TITLE),
        (f"<span class=headline__kicker>Harbours: </span><span>{TITLE}</span>",
         f"Harbours: {TITLE} - The Packet"),
        (TITLE, f"{TITLE} - The Packet"),
        (TITLE, f"{TITLE}: ships queue"),
    ],
)  # fmt: skip
def test_a_title_has_neither_kicker_nor_site(heading: str, shared: str) -> None:
    head = f"<title>{shared} - The Packet</title><meta property=og:title content='{shared}'>"
    head += "<meta property=og:site_name content='The Packet'>"
    source = page(head, f"<article><h1>{heading}</h1>{PROSE}</article>")
    assert article("a.html", source).title == TITLE
