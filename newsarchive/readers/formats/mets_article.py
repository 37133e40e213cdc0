"""What METS says of an article and of its issue, as fields: MODS, labels, headings, pages.

It must not know where the text comes from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from newsarchive.dates.expressions import Day
from newsarchive.model.article import Article
from newsarchive.readers.encoding import clean_line
from newsarchive.readers.fields import build
from newsarchive.readers.formats.alto import paragraphs
from newsarchive.readers.formats.mets_issue import LISTS, Issue, dmd_ids, kind
from newsarchive.readers.markup.xmltext import Node
from newsarchive.readers.record import ReadOptions
from newsarchive.readers.values import as_certain_day, as_language

_NO_LABEL = re.compile("|".join(LISTS["unlabelled"]), re.IGNORECASE)
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")
_DAY_LAST = re.compile(r"(?<!\d)\d{4}-\d\d-\d\d[\])]?$")
_LONGEST_DAY = 100
_LONGEST_LABEL = 1000
_UNSURE = frozenset(("questionable", "inferred"))
_AUTHOR_ROLES = frozenset(("aut", "author", "cre", "creator", "jrn", "journalist", "writer"))
_ISBD = " /:;,"
"""Signs of a catalogue at the end of a title."""


class Texts(NamedTuple):
    """Blocks of an article, with the kinds of parts in which they lie there, outermost first."""

    kinds: tuple[str, ...]
    blocks: Sequence[Node]


class Described(NamedTuple):
    """An article or page, as it is to be made."""

    divs: tuple[Node, ...]
    """The divs down to it; the last one is its own if it is an article."""
    page_divs: tuple[Node, ...]
    """The divs down to its first page."""
    is_page: bool
    texts: list[Texts]
    pages: list[str]
    """The numbers of its pages."""


def article_of(issue: Issue, found: Described, options: ReadOptions, name: str) -> Article:
    """The article. Raises ReadError if it has no text."""
    own, around = _described(issue, found)
    title, where = _title(own, found)
    heading = _joined(found, "titles")
    if title and _CUT.search(title) and _letters(heading).startswith(_letters(title)):
        title = heading
    if title is None and heading:
        title, where = heading, "heading"
    authors = [author for mods in own for author in _authors(mods)]
    byline = None if authors else _joined(found, "authors")
    fields: dict[str, object] = {
        "title": title,
        "authors": authors or byline,
        "date": _date(issue, [*own, *around], options),
        "source": _paper(issue, around),
        "language": next(filter(None, map(_language, [*own, *around])), None),
        "section": _section(issue, found),
        "tags": _tags(found),
        "body": _body(found, title or "", without_byline=byline is not None),
    }
    sources = {"title": where, "authors": "METS" if authors else "byline"}
    return build(fields, lambda one: sources.get(one, "METS"), options, name=name)


def _described(issue: Issue, found: Described) -> tuple[list[Node], list[Node]]:
    """The metadata of the article, and that of the issue, the innermost first."""
    own = [] if found.is_page else _mods(issue, found.divs[-1:])
    divs = found.divs[::-1] + found.page_divs[::-1]
    above = [div for div in divs if kind(div) in LISTS["issue"]]
    around = _mods(issue, above)
    if not any(map(_days_in, around)):
        others = [issue.described[id_] for id_ in issue.of_the_whole]
        if len({one.text() for mods in others for one in _days_in(mods)}) == 1:
            around = [*filter(_days_in, others), *around]
    return own, around


def _days_in(mods: Node) -> list[Node]:
    return list(_outside_relations(mods, "dateIssued"))


def _mods(issue: Issue, divs: Sequence[Node]) -> list[Node]:
    ids = [id_ for div in divs for id_ in dmd_ids(div)]
    return [issue.described[id_] for id_ in ids if id_ in issue.described]


def _title(own: list[Node], found: Described) -> tuple[str | None, str]:
    """The title that the metadata or the label give, and which of them."""
    if found.is_page:
        return None, ""
    label = _label(found.divs[-1].attributes)
    given = (("METS", title) for title in (*map(_title_in, own), label))
    title = next((one for _, one in given if one and not _NO_LABEL.fullmatch(one)), None)
    return title, "METS"


def _label(attributes: Mapping[str, str]) -> str:
    return clean_line(attributes.get("LABEL", "")[:_LONGEST_LABEL])


def _title_in(mods: Node) -> str | None:
    """The main title of what these metadata are of, with its article in front."""
    for info in _outside_relations(mods, "titleInfo"):
        if "type" not in info.attributes and (title := info.text_of("title")):
            before = info.text_of("nonSort") or ""
            blank = "" if before.endswith(("'", "’", "-")) or not before else " "
            return clean_line(f"{before}{blank}{title}")
    return None


def _outside_relations(mods: Node, *names: str) -> Iterator[Node]:
    """The elements of these names that are not said of a related work."""
    return mods.nearest(*names, unread=("relatedItem", "subject"))


def _authors(mods: Node) -> Iterator[str]:
    for name in _outside_relations(mods, "name"):
        roles = {one.text().lower().rstrip(".") for one in name.named("roleTerm")}
        if name.attributes.get("type", "personal") != "personal":
            continue
        if roles and not roles & _AUTHOR_ROLES:
            continue
        parts = {
            one.attributes.get("type", ""): one.text()
            for one in name.elements()
            if one.local == "namePart" and one.text()
        }
        if "given" in parts and "family" in parts:
            yield f"{parts['given']} {parts['family']}"
        elif written := parts.get("") or name.text_of("displayForm"):
            family, comma, given = written.partition(",")
            yield f"{given.strip()} {family}" if comma and "," not in given else written


def _date(issue: Issue, described: list[Node], options: ReadOptions) -> Day | None:
    """The day of the nearest metadata that have a certain one, or that ends a label."""
    for mods in described:
        issued = [
            one
            for name in ("dateIssued", "date")
            for one in _outside_relations(mods, name)
            if one.attributes.get("qualifier") not in _UNSURE
            and one.attributes.get("point") != "end"
        ]
        issued.sort(key=lambda one: one.attributes.get("keyDate") != "yes")
        for one in issued:
            if day := as_certain_day(one.text()[:_LONGEST_DAY], options.order):
                return day
    found = _DAY_LAST.search(_label(issue.attributes))
    return as_certain_day(found[0].rstrip("])"), None) if found else None


def _paper(issue: Issue, around: list[Node]) -> str | None:
    """The name of the newspaper: that of the outermost metadata, or before the day of a label."""
    for mods in reversed(around):
        hosts = [one for one in mods.named("relatedItem") if one.attributes.get("type") == "host"]
        for host in (*hosts, mods):
            if title := _title_in(host):
                return title.rstrip(_ISBD).removesuffix(".")
    label = _label(issue.attributes)
    found = _DAY_LAST.search(label)
    return label[: found.start()].rstrip(f"{_ISBD}.([-") or None if found else None


def _language(mods: Node) -> str | None:
    terms = _outside_relations(mods, "languageTerm")
    return next(filter(None, (as_language(one.text()) for one in terms)), None)


def _section(issue: Issue, found: Described) -> str | None:
    """The title of the innermost part of the issue that holds the article."""
    for div in found.divs[-1 - (not found.is_page) :: -1]:
        if kind(div) in LISTS["issue"]:
            return None
        titles = (_title_in(mods) for mods in _mods(issue, [div]))
        title = next(filter(None, titles), None) or _label(div.attributes)
        if title and not _NO_LABEL.fullmatch(title):
            return title
    return None


def _tags(found: Described) -> list[str]:
    """What kind of part it is, if it is no article, and on which pages it stands."""
    own = [] if found.is_page else [found.divs[-1].attributes.get("TYPE", "")]
    kinds = [one.lower().replace("_", " ").strip() for one in own]
    kinds = [one for one in kinds if one not in ("", "article", "section")]
    return [*kinds, *(f"page:{page}" for page in found.pages)]


def _body(found: Described, title: str, *, without_byline: bool) -> list[str]:
    """The paragraphs, without what is the title and the byline."""
    left = [
        text.blocks
        for text in found.texts
        if not (without_byline and _is(text, "authors"))
        and not (_is(text, "titles") and _letters(_line(text)) in _letters(title))
    ]
    blocks = [block for blocks in left for block in blocks]
    return paragraphs(blocks or [block for text in found.texts for block in text.blocks])


def _is(text: Texts, list_: str) -> bool:
    return bool(text.kinds) and text.kinds[-1] in LISTS[list_]


def _line(text: Texts) -> str:
    return clean_line(" ".join(paragraphs(text.blocks)))


def _joined(found: Described, list_: str) -> str | None:
    """The text of all parts of a kind."""
    lines = [_line(text) for text in found.texts if _is(text, list_)]
    return clean_line(" ".join(lines)) or None


def _letters(text: str | None) -> str:
    return "".join(filter(str.isalnum, (text or "").casefold()))
