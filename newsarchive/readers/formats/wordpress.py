"""WordPress's own exports (WXR): RSS with everything that a site has, of which posts are articles.

Drafts, pages, attachments and other things of the site are passed over, with their number.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from typing import BinaryIO

from newsarchive.model.errors import ReadError
from newsarchive.model.record import ReadWarning, Record, Records, Repeats, once_each
from newsarchive.readers.fields import build
from newsarchive.readers.markup.htmltext import paragraphs, plain_line
from newsarchive.readers.markup.xmltext import ArticleElement, Node, article_elements, root_of
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.vocabulary import word_lists

_EXPORT = "http://wordpress.org/export/"
_CONTAINERS = frozenset(("rss", "channel"))
_KEEP = frozenset(("title", "link", "language"))
_WORDS = word_lists("formats/wordpress.txt")
_TYPES = re.compile("|".join(_WORDS["types"]), re.IGNORECASE)
_NO_SECTION = frozenset(_WORDS["no section"])
_CODES = "|".join(_WORDS["shortcodes"])
_SHORTCODE = re.compile(rf"\[({_CODES})\b[^\[\]]*\](?:[^\[]*\[/\1\])?|\[/?(?:{_CODES})\b[^\[\]]*\]")
_MARKED_UP = re.compile(r"<(?:p|div)[\s>]|<!-- wp:", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"<item[\s>]")
_CREATOR = "http://purl.org/dc/elements/1.1/ creator"
_CONTENT = "http://purl.org/rss/1.0/modules/content/ encoded"


class WordPress:
    """Posts that are published, each with the names of its authors and not their accounts."""

    name = "wordpress"

    def claims(self, name: str, head: bytes) -> bool:
        return root_of(head) == "rss" and _EXPORT.encode() in head.replace(b"\0", b"")

    def read(self, name: str, stream: BinaryIO, options: ReadOptions = NO_OPTIONS) -> Records:
        return once_each(name, lambda repeats: _read(name, stream, options, repeats))


def _read(name: str, stream: BinaryIO, options: ReadOptions, repeats: Repeats) -> Records:
    people: dict[str, str] = {}
    others: Counter[str] = Counter()
    number = 0
    elements = article_elements(stream, "item", "author", keep=_KEEP, containers=_CONTAINERS)
    for found in elements:
        if found.node.local == "author":
            people.update(_person(found.node))
            continue
        number += 1
        if other := _is_other(found.node):
            others[other] += 1
            continue
        place = f"{name} line {found.line}"
        record = repeats.attempt(place, _record, found, people, number, options)
        if record is not None:
            yield record
    if not number:
        raise ReadError("a WordPress export without posts: there is no <item> in it")
    if others:
        counts = ", ".join(f"{count:,} {what}" for what, count in sorted(others.items()))
        yield ReadWarning(name, f"passed over, as they are no published posts: {counts}")


def _text(node: Node, name: str) -> str:
    """The text of the element of this name right within one; "" if there is none.

    A name without a namespace is WordPress's own, or RSS's.
    """
    for one in node.elements():
        if one.name == name or (one.local == name and one.name.startswith(_EXPORT)):
            return one.raw().strip()
    return ""


def _person(author: Node) -> dict[str, str]:
    """The account of an author and the name that the site shows for it."""
    login, shown = _text(author, "author_login"), _text(author, "author_display_name")
    if shown == login:
        names = (_text(author, "author_first_name"), _text(author, "author_last_name"))
        shown = " ".join(names) if all(names) else shown
    return {login: shown} if login and shown else {}


def _is_other(item: Node) -> str | None:
    """What the item is if it is no published post: "attachment", "draft"."""
    kind, status = _text(item, "post_type"), _text(item, "status")
    if kind and kind != "post" and not _TYPES.search(kind):
        return kind
    return status if status not in {"", "publish"} else None


def _record(
    found: ArticleElement, people: dict[str, str], number: int, options: ReadOptions
) -> Record:
    item = found.intact()
    terms: dict[str, list[Node]] = {}
    for term in item.elements():
        if term.name == "category":
            terms.setdefault(term.attributes.get("domain", "category"), []).append(term)
    # A plug-in for posts of several authors names each in a term.
    accounts = [_account(term, people) for term in terms.get("author", [])]
    accounts = accounts or [_text(item, _CREATOR)]
    sections = [term.text() for term in terms.get("category", [])]
    printed = _text(item, "post_date")
    channel = Node("", {}, [child for node in found.above for child in node.elements()])
    fields = {
        "title": plain_line(_text(item, "title")),
        "date": _text(item, "pubDate") if printed[:4] in {"", "0000"} else printed,
        "updated": _text(item, "post_modified"),
        "authors": [people.get(account, account) for account in accounts],
        "body": _content(_text(item, _CONTENT) or _text(item, "description")),
        "url": _text(item, "link"),
        "source": plain_line(_text(channel, "title")),
        "language": _text(channel, "language"),
        "section": [one for one in sections if one.casefold() not in _NO_SECTION],
        "tags": [one.text() for kind in ("post_tag", "tag") for one in terms.get(kind, [])],
    }
    article = build(fields, lambda _: "post", options)
    return Record(article, _with_people(found, accounts, people), found.encoding, number)


def _account(term: Node, people: dict[str, str]) -> str:
    """The account that a term stands for, or the name if it has none."""
    nice = term.attributes.get("nicename", "").removeprefix("cap-")
    return nice if nice in people else term.text()


def _content(text: str) -> str:
    """The text of a post, in which blank lines part paragraphs unless tags do."""
    text = _SHORTCODE.sub("", text)
    if "<" in text and not _MARKED_UP.search(text):
        text = _BLANK_LINES.sub("<p>", text).replace("\n", "<br>")
    return "\n\n".join(paragraphs(text))


def _with_people(found: ArticleElement, accounts: list[str], people: dict[str, str]) -> bytes:
    """The bytes of an item that can be read alone: with the authors that it has."""
    authors = "".join(
        f'<author xmlns="{_EXPORT}1.2/"><author_login>{escape(one, quote=False)}</author_login>'
        f"<author_display_name>{escape(people[one], quote=False)}</author_display_name></author>"
        for one in accounts
        if one in people
    )
    text = found.original.decode(found.encoding)
    item = _ITEM.search(text)
    at = item.start() if item else 0
    return (text[:at] + authors + text[at:]).encode(found.encoding, "xmlcharrefreplace")
