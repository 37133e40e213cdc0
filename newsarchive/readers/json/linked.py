"""JSON-LD in web pages: the object that is the page's own article, and its values.

A page describes other articles too: related ones, the lists at its side. One of these must never
be taken for the page's own, so an object that may be either is left out. This module must not know
HTML.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from newsarchive.readers.encoding import without_entities

Object = dict[str, object]

_ARTICLES = frozenset(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle "
    "reviewnewsarticle backgroundnewsarticle askpublicnewsarticle satiricalarticle report "
    "liveblogposting blogposting socialmediaposting scholarlyarticle techarticle".split()
)
_PAGES = frozenset(("webpage", "itempage"))
_NO_PEOPLE = frozenset(
    "organization newsmediaorganization corporation website thing brand localbusiness "
    "governmentorganization ngo educationalorganization collegeoruniversity".split()
)
_NAME_PARTS = ("givenName", "additionalName", "familyName")
_WRAPPED = re.compile(r"\A(?:<!--|(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?)")
_UNWRAPPED = re.compile(r"(?:-->|(?://|/\*)?\s*\]\]>(?:\s*\*/)?)\s*;?\Z")
_COMMAS = re.compile(r'("(?:[^"\\]|\\.)*+(?:"|\\?\Z))|,\s*+(?=[}\]])', re.DOTALL)
"""Strings, and commas too many, which templates leave behind the last value."""
_LAST = 200
"""Characters at its end in which a script is closed: spaces without end would take hours."""
_MOST_OBJECTS = 20_000


def article_values(
    scripts: Sequence[str], urls: Sequence[str], titles: Sequence[str]
) -> Object | None:
    """The named values of the page's own article; `urls` and `titles` are the page's.

    None if there is none, or if it may be another article. Broken scripts are skipped.
    """
    documents = [value for script in scripts if (value := _parsed(script)) is not None]
    known = _by_id(documents)
    found = [node for document in documents for node in _outermost(document) if _is_article(node)]
    own = [node for node in found if _is_of_page(node, urls, titles, alone=len(found) == 1)]
    # The same article can be described twice, by two programs of one site.
    own.sort(key=lambda node: "datePublished" not in node)
    return _values(own[0], known) | {"live": "liveblogposting" in _types(own[0])} if own else None


def page_values(scripts: Sequence[str], urls: Sequence[str], titles: Sequence[str]) -> Object:
    """The date and authors that the page gives of itself, and not of an article; none if unknown.

    `urls` and `titles` are the page's.
    """
    documents = [value for script in scripts if (value := _parsed(script)) is not None]
    pages = [
        node
        for document in documents
        for node in _outermost(document, main=False)
        if not _types(node).isdisjoint(_PAGES) and _is_of_page(node, urls, titles, alone=False)
    ]
    values = _values(pages[0], _by_id(documents)) if pages else {}
    return {name: values[name] for name in ("date", "updated", "authors") if values.get(name)}


def plain(text: str) -> str:
    """Letters and digits only, in small letters: two spellings of one title have the same."""
    return "".join(char for char in without_entities(text).casefold() if char.isalnum())


def plain_url(url: str) -> str:
    """An address without scheme, "www." and final slash; "" if it is none."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return parts.netloc.lower().removeprefix("www.") + parts.path.rstrip("/") + query


def _parsed(script: str) -> object:
    script = _WRAPPED.sub("", script.strip())
    script = script[:-_LAST] + _UNWRAPPED.sub("", script[-_LAST:])
    script = script.strip()
    for mended in (str, _without_commas, html.unescape):
        with suppress(ValueError, RecursionError):
            return json.loads(mended(script), strict=False)
    return None


def _without_commas(script: str) -> str:
    """The script without commas before a closing bracket."""
    return _COMMAS.sub(lambda found: found[1] or "", script)


def _by_id(documents: Sequence[object]) -> dict[str, Object]:
    """The objects that others refer to by "@id"."""
    found: dict[str, Object] = {}
    waiting = list(documents)
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            waiting += value.values()
            name = value.get("@id")
            if isinstance(name, str) and len(value) > len(found.get(name, {"@id": name})):
                found[name] = value
    return found


def _outermost(value: object, *, main: bool = True) -> Iterator[Object]:
    """The objects that are not part of another; for a page its main entity, if `main`."""
    waiting = [value]
    for _ in range(_MOST_OBJECTS):
        if not waiting:
            return
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = [*value, *waiting]
        elif isinstance(value, dict):
            if "@graph" in value:
                waiting = [value["@graph"], *waiting]
            elif main and "webpage" in _types(value) and "mainEntity" in value:
                waiting = [value["mainEntity"], *waiting]
            else:
                yield value


def _types(node: Object) -> set[str]:
    """The types of an object in small letters, as programs spell them in several ways."""
    kinds = node.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    names = [kind for kind in kinds if isinstance(kind, str)]
    return {name.rpartition("/")[2].rpartition(":")[2].lower() for name in names}


def _is_article(node: Object) -> bool:
    return not _types(node).isdisjoint(_ARTICLES)


def _is_of_page(node: Object, urls: Sequence[str], titles: Sequence[str], *, alone: bool) -> bool:
    mine = {plain_url(url) for url in _urls(node)} - {""}
    pages = {plain_url(url) for url in urls} - {""}
    if mine and pages and not mine.isdisjoint(pages):
        return True
    headline = plain(_text(node.get("headline")) or _text(node.get("name")) or "")
    known = [title for title in map(plain, titles) if title]
    alike = any(_begins_alike(headline, title) for title in known)
    if mine and pages:
        return alike and alone  # one address may have more than one form
    if not headline and not mine:
        return alone
    return alike or (alone and not known)


def _begins_alike(one: str, other: str) -> bool:
    """Whether one is the other with something behind it: the name of the site, or its end."""
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or (len(shorter) >= 12 and longer.startswith(shorter))


def _urls(node: Object) -> Iterator[str]:
    for name in ("url", "mainEntityOfPage", "@id"):
        value = node.get(name)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value.partition("#")[0]


def _values(node: Object, known: dict[str, Object]) -> Object:
    publisher = _name(_resolved(node.get("publisher"), known))
    part_of = _name(_resolved(node.get("isPartOf"), known))
    section = node.get("articleSection")
    return {
        "title": _text(node.get("headline")) or _text(node.get("name")),
        "date": _text(node.get("datePublished")) or _number(node.get("datePublished")),
        "updated": _text(node.get("dateModified")),
        "authors": _people([node.get("author"), node.get("creator")], known),
        "source": publisher or part_of,
        "url": next((url for url in _urls(node) if plain_url(url)), None),
        "language": _language(node.get("inLanguage")),
        "section": _text(section[0] if isinstance(section, list) and section else section),
        "tags": _tags(node.get("keywords")),
        "body": _text(node.get("articleBody")),
    }


def _resolved(value: object, known: dict[str, Object]) -> object:
    """The object of a reference; of a list its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict) and not _name(value) and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _people(values: list[object], known: dict[str, Object]) -> list[str]:
    """The names of people, each once; of a list its parts."""
    names: list[str] = []
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    for one in flat:
        person = _resolved(one, known)
        if isinstance(person, dict):
            kinds = _types(person)
            if "person" not in kinds and not kinds.isdisjoint(_NO_PEOPLE):
                continue
            if isinstance(person.get("name"), list):
                names += [name for each in person["name"] if (name := _text(each))]
                continue
        if name := _name(person):
            names.append(name)
    return list(dict.fromkeys(names))


def _name(value: object) -> str | None:
    """A name; that of an object, or its parts in their order."""
    if not isinstance(value, dict):
        return _text(value)
    parts = filter(None, (_text(value.get(part)) for part in _NAME_PARTS))
    return _text(value.get("name")) or " ".join(parts) or None


def _number(value: object) -> str | None:
    """A number, such as seconds since 1970, as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _language(value: object) -> str | None:
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _tags(value: object) -> object:
    if isinstance(value, list):
        return [tag for one in value if (tag := _name(one))]
    return _text(value)


def _text(value: object) -> str | None:
    return (without_entities(value).strip() or None) if isinstance(value, str) else None
