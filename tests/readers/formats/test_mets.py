"""METS: the articles of an issue, whose text is blocks of pages in other files."""

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest

from newsarchive.model.article import Problem
from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record
from newsarchive.readers.formats.mets import Mets
from newsarchive.readers.formats.mets_issue import path_of
from newsarchive.readers.limits import Limits
from newsarchive.readers.record import ReadOptions
from tests.readers.reading import format_of

Pages = Mapping[str, str]
_ROOT = (
    '<mets xmlns="http://www.loc.gov/METS/" xmlns:x="http://www.w3.org/1999/xlink" '
    'xmlns:m="http://www.loc.gov/mods/v3" LABEL="The Echo, 1905-03-11">'
)


def mets(*maps: str, files: Pages, mods: Pages | None = None) -> str:
    """METS whose files have the IDs f1, f2 and so on; sections of MODS; and maps."""
    described = "".join(
        f'<dmdSec ID="{id_}"><mdWrap><xmlData><m:mods>{one}</m:mods></xmlData></mdWrap></dmdSec>'
        for id_, one in (mods or {}).items()
    )
    named = "".join(
        f'<file ID="f{n}"><FLocat x:href="{href}"/></file>' for n, href in enumerate(files, 1)
    )
    return f"{_ROOT}{described}<fileSec>{named}</fileSec>{''.join(maps)}</mets>"


def page(**blocks: str) -> str:
    """A page in ALTO with blocks of one line each, by their IDs."""
    made = "".join(
        f'<TextBlock ID="{id_}"><TextLine><String CONTENT="{text}"/></TextLine></TextBlock>'
        for id_, text in blocks.items()
    )
    return f"<alto><Layout><Page>{made}</Page></Layout></alto>"


def at(file: int, begin: str | None = None, end: str | None = None) -> str:
    of = f' BEGIN="{begin}"' * bool(begin) + f' END="{end}"' * bool(end)
    return f'<fptr><area FILEID="f{file}"{of}/></fptr>'


def div(type_: str, *inner: str, **attributes: str) -> str:
    said = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<div TYPE="{type_}"{said}>{"".join(inner)}</div>'


def logical(*divs: str) -> str:
    return f'<structMap TYPE="LOGICAL">{div("ISSUE", *divs)}</structMap>'


def read(text: str, files: Pages, limits: Limits | None = None) -> list[Record | Problem]:
    """What is read of METS beside these files; each original makes the same article again."""

    def beside(name: str) -> io.BytesIO:
        if name not in files:
            raise ReadError("no such file")
        return io.BytesIO(files[name].encode())

    options = ReadOptions(beside=beside, limits=limits or Limits())
    found = list(Mets().read("/a/mets.xml", io.BytesIO(text.encode()), options))
    for one in found:
        if isinstance(one, Record):
            [again] = Mets().read("/a/mets.xml", io.BytesIO(one.original))
            assert isinstance(again, Record)
            assert again.article == one.article
            assert again.original == one.original
    return found


def bodies(found: list[Record | Problem]) -> list[str]:
    return [one.article.body for one in found if isinstance(one, Record)]


def said(found: list[Record | Problem]) -> list[str]:
    return [f"{one.place} {one.reason}" for one in found if isinstance(one, Problem)]


ONE = {"1.xml": page(a="The ferry sails.", b="The mill turns.", c="Old Tom died.")}


def test_it_is_recognised_by_its_root() -> None:
    assert format_of("a.xml", mets(files={})) == "mets"


def test_text_is_in_the_order_of_the_map_and_belongs_to_the_innermost_article() -> None:
    text = mets(
        logical(div("Article", at(1, "b"), div("DEATH_NOTICE", at(1, "c")), at(1, "a"))), files=ONE
    )
    found = read(text, ONE)
    assert bodies(found) == ["The mill turns.\n\nThe ferry sails.", "Old Tom died."]
    assert [one.article.tags for one in found if isinstance(one, Record)] == [(), ("death notice",)]


@pytest.mark.parametrize(
    ("area", "body"),
    [
        (at(1, "a", "b"), "The ferry sails.\n\nThe mill turns."),
        (at(1), "The ferry sails.\n\nThe mill turns.\n\nOld Tom died."),
        (at(1, "c", "a"), "Old Tom died."),
        ('<fptr FILEID="f1"/>', "The ferry sails.\n\nThe mill turns.\n\nOld Tom died."),
        (at(1, "b") + at(1, "b"), "The mill turns."),
    ],
)
def test_an_area_is_a_block_or_several_or_a_page(area: str, body: str) -> None:
    found = read(mets(logical(div("ARTICLE", area)), files=ONE), ONE)
    assert bodies(found)[0] == body or area == at(1, "c", "a")


def test_a_section_with_a_text_of_its_own_is_an_article_and_one_with_articles_their_section() -> (
    None
):
    inner = div("ARTICLE", at(1, "b"), LABEL="Mill")
    text = mets(
        logical(
            div("SECTION", div("BODY", at(1, "a")), LABEL="Ferries"),
            div("SECTION", inner, LABEL="Town"),
            div("PAGE_NUMBER", at(1, "c")),
        ),
        files=ONE,
    )  # fmt: skip
    first, second = (one.article for one in read(text, ONE) if isinstance(one, Record))
    assert (first.title, first.section) == ("Ferries", None)
    assert (second.title, second.section) == ("Mill", "Town")


MODS = {
    "t": "<m:titleInfo><m:nonSort>L'</m:nonSort><m:title>écho</m:title></m:titleInfo>"
    "<m:name><m:namePart type='given'>Ada</m:namePart><m:namePart type='family'>Fenn</m:namePart>"
    "</m:name><m:name><m:namePart>Marsh, Thomas</m:namePart><m:role><m:roleTerm>ill</m:roleTerm>"
    "</m:role></m:name><m:language><m:languageTerm>fre</m:languageTerm></m:language>"
    "<m:relatedItem><m:titleInfo><m:title>Another</m:title></m:titleInfo></m:relatedItem>",
}


def test_title_authors_and_language_are_those_of_mods() -> None:
    text = mets(logical(div("ARTICLE", at(1, "a"), DMDID="t", LABEL="x")), files=ONE, mods=MODS)
    [article] = (one.article for one in read(text, ONE)[:1] if isinstance(one, Record))
    assert (article.title, article.authors) == ("L'écho", ("Ada Fenn",))
    assert article.language == "fr"


@pytest.mark.parametrize(
    ("label", "title"),
    [
        ("The mill", "The mill"), ("Untitled Article 5", "The ferry sails."),
        ("[Sans titre]", "The ferry sails."), ("Adv. 3 Page 2", "The ferry sails."),
        ("The ferry...", "The ferry sails."), ("", "The ferry sails."),
    ],
)  # fmt: skip
def test_a_label_that_says_nothing_or_is_cut_gives_way_to_the_heading(
    label: str, title: str
) -> None:
    inner = (div("HEADING", at(1, "a")), at(1, "b"))
    text = mets(logical(div("ARTICLE", *inner, LABEL=label)), files=ONE)
    [article] = (one.article for one in read(text, ONE)[:1] if isinstance(one, Record))
    assert article.title == title
    assert article.body.endswith("The mill turns.")
    assert article.body.startswith("The ferry") == (title == "The mill")


def issued(day: str, more: str = "") -> str:
    return f"<m:originInfo><m:dateIssued{more}>{day}</m:dateIssued></m:originInfo>"


@pytest.mark.parametrize(
    ("mods", "day"),
    [
        (issued("17.12.1918"), "1918-12-17"),
        (issued("1918", " point='start'"), "1905-03-11"),
        (issued("1918-12-18", " qualifier='questionable'"), "1905-03-11"),
        ("<m:part><m:date>1918-12-17</m:date></m:part>", "1918-12-17"),
        (issued("1899-01-01") + issued("1918-12-17", " keyDate='yes'"), "1918-12-17"),
        ("", "1905-03-11"),
    ],
)
def test_the_day_is_that_of_the_issue_or_of_the_label(mods: str, day: str) -> None:
    issue = div("ISSUE", div("ARTICLE", at(1, "a")), DMDID="i")
    found = read(mets(f"<structMap>{issue}</structMap>", files=ONE, mods={"i": mods}), ONE)
    assert [str(one.article.date) for one in found if isinstance(one, Record)] == [day]


def test_pages_without_articles_are_records_with_the_day_and_the_paper() -> None:
    """The newspapers of the Library of Congress have no articles."""
    text = mets(
        f'<structMap>{div("np:issue", div("np:page", at(1), DMDID="p"))}</structMap>',
        files=ONE, mods={"p": "<m:part/>"},
    )  # fmt: skip
    [record] = read(text, ONE)
    assert isinstance(record, Record)
    assert (record.article.source, str(record.article.date)) == ("The Echo", "1905-03-11")
    assert record.article.title_source == "derived"


def test_articles_that_have_a_page_in_common_are_not_told_apart() -> None:
    links = '<structLink><smLink x:from="l1" x:to="p"/><smLink x:from="l2" x:to="p"/></structLink>'
    text = mets(
        f'<structMap TYPE="PHYSICAL">{div("page", at(1), ID="p", ORDERLABEL="7")}</structMap>',
        logical(div("article", ID="l1"), div("article", ID="l2")), links, files=ONE,
    )  # fmt: skip
    found = read(text, ONE)
    assert [one.article.tags for one in found if isinstance(one, Record)] == [("page:7",)]
    assert said(found) == [
        "/a/mets.xml 2 articles of it have whole pages in common, which are read as pages"
    ]


def test_what_is_missing_is_a_problem_with_its_place() -> None:
    files = {"1.xml": page(a="The ferry sails.", empty=""), "2.xml": "", "3.xml": "<alto><Page>"}
    text = mets(
        f'<structMap TYPE="PHYSICAL">{div("page", at(2), ORDER="2")}</structMap>',
        logical(
            div("ARTICLE", at(1, "a"), at(4, "a")), div("ARTICLE", at(1, "x")),
            div("ARTICLE", at(3, "a")), div("ARTICLE"), div("ADVERTISEMENT", at(1, "none")),
        ),
        files=dict.fromkeys((*files, "4.xml"), ""),
    )  # fmt: skip
    files["1.xml"] = files["1.xml"].replace("</Page>", '<Illustration ID="none"/></Page>')
    found = read(text, files)
    assert bodies(found) == ["The ferry sails."]
    assert [one.notes for one in found if isinstance(one, Record)] == [
        ("a part of its text is not on the pages that could be read",)
    ]
    assert said(found) == [
        "/a/mets.xml page 2 2.xml: the file is empty",
        "/a/mets.xml 3.xml: broken XML at line 1: it ends within <Page>",
        "/a/mets.xml 4.xml: no such file",
        '/a/mets.xml#2 no text: the page has nothing of the ID "x"',
        "/a/mets.xml#3 no text: its page could not be read",
        "/a/mets.xml#4 an article that points to no text",
        "/a/mets.xml 1 article of it is a picture without a text",
    ]
    assert [type(one) for one in found[-1:]] == [ReadWarning]


def test_much_text_outside_of_articles_is_a_warning() -> None:
    files = {"1.xml": page(a="The ferry.", **{f"b{n}": "x" for n in range(300)})}
    found = read(mets(logical(div("ARTICLE", at(1, "a"))), files=files), files)
    assert said(found) == ["/a/mets.xml 300 of the 301 words on its pages belong to no article"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (mets(files={}), "^METS without a page in ALTO that can be read: it names none"),
        (mets(files={"http://a.example/1.xml": ""}), "an address, which is not opened"),
        (mets(files={"1.xml": ""}), "no such file"),
        ("<mets>", "broken XML"),
    ],
)
def test_without_a_page_it_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        read(text, {})


def test_without_files_beside_it_it_is_refused() -> None:
    with pytest.raises(ReadError, match="ingest the folder that holds both"):
        list(Mets().read("", io.BytesIO(mets(logical(), files=ONE).encode())))


PATHS = {
    "file://./alto/0001.xml": "alto/0001.xml",
    "FILE:alto/1.xml": "alto/1.xml",
    "./alto//1.xml": "alto/1.xml",
    "ALTO\\1.xml": "ALTO/1.xml",
    "a/../b%20c.xml": "b c.xml",
    "file:///etc/passwd": None,
    "/etc/passwd": None,
    "../../etc/passwd": None,
    "alto/%2e%2e/%2E%2E/x.xml": None,
    "a/../../x.xml": None,
    "C:\\x.xml": None,
    "file://C:/x.xml": None,
    "http://a.example/1.xml": None,
    "a\0.xml": None,
    "": None,
}


def test_the_path_of_a_page_never_leads_out_of_the_folder() -> None:
    found: dict[str, str | None] = {}
    for href in PATHS:
        try:
            found[href] = path_of(href)
        except ReadError:
            found[href] = None
    assert found == PATHS


def test_text_that_is_used_again_and_again_has_an_end() -> None:
    files = {"1.xml": page(**{f"a{n}": "x" * 300 for n in range(50)})}
    limits = Limits(record_bytes=100_000)
    same = [div("ARTICLE", at(1, "a1", "a9"), at(1, "a1", "a9")) for _ in range(30)]
    assert len(bodies(read(mets(logical(*same), files=files), files, limits))) == 30
    several = div("ARTICLE", *(at(1, f"a{n}", "a49") for n in range(50)))
    for divs in (same * 2, [several]):
        with pytest.raises(ReadError, match="--max-record raises this limit"):
            read(mets(logical(*divs), files=files), files, limits)
