"""Attributes of pages: few are kept as they are, and no text of scripts and comments is one."""

from __future__ import annotations

import pytest

from newsarchive.readers.markup.htmltree import Page

MANY = " ".join(f"a{number}" for number in range(300))


def page(body: str) -> Page:
    return Page(f"<!DOCTYPE html><html><head><title>T</title></head><body>{body}</body></html>")


def test_attributes_behind_the_first_two_hundred_are_left_out() -> None:
    [found] = page(f"<p class=first {MANY} id=last>Gas</p>").named("p")
    assert found.attributes["class"] == "first"
    assert "a198" in found.attributes
    assert {"a199", "id"}.isdisjoint(found.attributes)
    assert found.line() == "Gas"


@pytest.mark.parametrize(
    "above",
    [
        "<!-->",
        "<!--->",
        "<!-- - --!>",
        "<!--\f>",
        "<!-<xmp>",
        "<?<xmp>",
        "</<xmp>",
        "</p class='<xmp>'>",
        "<style-x>",
        "<style\xa0x>",
        "<\u017fcript>",
        "<title-x>a</title-x>",
        "<title/>",
        "<script id=x/><!--</script>",
        "<script><!--<script></script><xmp></script>",
    ],
)
def test_a_tag_behind_what_only_looks_like_a_comment_or_a_script_is_one(above: str) -> None:
    [found] = page(f"{above}<p {MANY} id=last>Gas</p>").named("p")
    assert "a198" in found.attributes
    assert "id" not in found.attributes


@pytest.mark.parametrize("tag", ["script", "style", "textarea"])
def test_elements_without_tags_in_them_have_few_attributes_as_well(tag: str) -> None:
    [found] = page(f"<{tag} {MANY} id=last><!--</{tag}><p>Gas</p>").named(tag)
    assert "a199" in found.attributes
    assert "id" not in found.attributes


@pytest.mark.parametrize(
    "above",
    [
        f"<!-- <p {MANY}> -->",
        f"<script>if (a <b {MANY})</script>",
        f"<p title='<b {MANY}'>Oil</p>",
        f"<p>a <b> {MANY}</b></p>",
    ],
)
def test_what_is_no_attribute_changes_nothing(above: str) -> None:
    plain = page(f"{above}<p class=c id=last>Gas</p>")
    assert plain.named("p")[-1].attributes == {"class": "c", "id": "last"}
    assert [one.line() for one in plain.named("script")] == (
        [f"if (a <b {MANY})"] if "script" in above else []
    )
    values = [one.attributes.get("title") for one in plain.named("p")][:-1]
    assert values in ([], [None], [f"<b {MANY}"])
