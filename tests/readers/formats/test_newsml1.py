"""NewsML 1: items with components."""

from __future__ import annotations

from newsarchive.model.record import ReadWarning, Record
from tests.readers.formats.test_nitf import nitf
from tests.readers.reading import article, format_of, read, records


def component(text: str, *, title: str = "", role: str = "", kind: str = "Text") -> str:
    lines = f"<NewsLines><HeadLine>{title}</HeadLine></NewsLines>" if title else ""
    role = f'<Role FormalName="{role}"/>' if role else ""
    return (
        f"<NewsComponent>{role}{lines}<ContentItem><MediaType FormalName='{kind}'/>"
        f"<DataContent>{text}</DataContent></ContentItem></NewsComponent>"
    )


def document(*items: str, status: str = "Usable") -> str:
    managed = (
        "<NewsManagement><FirstCreated>20190304T094951+0000</FirstCreated>"
        "<ThisRevisionCreated>20190305T094951+0000</ThisRevisionCreated>"
        f"<Status FormalName='{status}'/></NewsManagement>"
    )
    joined = "".join(f"<NewsItem>{managed}{one}</NewsItem>" for one in items)
    return f'<NewsML Version="1.2">{joined}</NewsML>'


def test_it_is_recognised_also_by_the_ending_of_its_successor() -> None:
    for name in ("a.xml", "a.newsml", "a.txt", ""):
        assert format_of(name, document()) == "newsml 1"


def test_the_day_is_that_of_the_first_version() -> None:
    found = article("a.xml", document(component("<p>The ferry sails.</p>", title="Ferry")))
    assert (found.title, str(found.date)) == ("Ferry", "2019-03-04")
    assert found.updated == "2019-03-05T09:49:51+00:00"


def test_a_text_can_be_nitf_paragraphs_html_or_plain() -> None:
    for text in (nitf(), "<p>Oil rose.</p><p>Gas, too.</p>", "<![CDATA[<p>Oil rose.</p><p>G</p>]]>",
                 "Oil\nrose.\n\nGas, too."):  # fmt: skip
        assert article("a.xml", document(component(text))).body.startswith("Oil rose.\n\nG")


def test_captions_and_pictures_are_no_articles() -> None:
    picture = component("", kind="Photo") + component("<p>The ferry.</p>", role="Caption")
    found = read("a.xml", document(picture, picture + component("<p>It sails.</p>", title="F")))
    assert found[0] == ReadWarning("a.xml#1", "passed over: an item without a text")
    assert isinstance(found[1], Record)
    assert (found[1].number, found[1].article.body) == (2, "It sails.")


def test_the_same_text_in_two_forms_is_read_once() -> None:
    both = component("<p>It sails.</p>", role="Main") + component("It sails.", role="Main")
    assert article("a.xml", document(both)).body == "It sails."
    parts = component("One.", role="Lead") + component("Two.", role="Body")
    assert article("a.xml", document(parts)).body == "One.\n\nTwo."


def test_another_text_is_not_passed_over_without_a_word() -> None:
    found = read("a.xml", document(component("One.", title="A") + component("Two.", title="B")))
    assert isinstance(found[0], Record)
    assert found[1:] == [ReadWarning("a.xml#1", "passed over: other texts in this item: 1")]


def test_a_withheld_item_is_kept_with_a_warning() -> None:
    [found] = records("a.xml", document(component("One."), status="Withheld"))
    assert found.notes == ("marked as withheld by its provider",)


def test_a_package_is_named_with_what_it_refers_to() -> None:
    package = '<NewsComponent><NewsItemRef NewsItem="urn:1"/><NewsItemRef/></NewsComponent>'
    reason = "passed over: a package that refers to 2 items: urn:1"
    assert read("a.xml", document(package)) == [ReadWarning("a.xml#1", reason)]


def test_items_within_an_item_are_articles_that_can_be_read_alone() -> None:
    def within(*items: str) -> str:
        joined = "".join(f"<NewsItem>{one}</NewsItem>" for one in items)
        return f"<NewsComponent>{joined}</NewsComponent>"

    inner = within(component("One.", title="A"), within(component("Two &amp;", title="B")))
    found = records("a.xml", document(inner, component("Three.", title="C")))
    assert [(one.number, one.article.title) for one in found] == [(1, "A"), (2, "B"), (3, "C")]
    for one in found:
        [again] = records("b.xml", one.original)
        assert again.article == one.article
    both = component("One.", title="A") + within(component("Two.", title="B"))
    assert read("a.xml", document(both))[1:] == [
        ReadWarning("a.xml#1", "passed over: other texts in this item: 1")
    ]


def test_each_item_can_be_read_alone() -> None:
    found = records("a.xml", document(component("One.", title="A"), component("Two.", title="B")))
    assert [record.article.title for record in found] == ["A", "B"]
    for record in found:
        [again] = records("b.xml", record.original)
        assert (again.article, again.original) == (record.article, record.original)
