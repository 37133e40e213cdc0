"""A dossier as one file of HTML: without scripts, without anything that a browser would fetch.

Every text is escaped; the policy in its head lets a browser use nothing but the style sheet that
stands there. It knows `Dossier`; it must not know articles.
"""

from __future__ import annotations

import base64
import hashlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from html import escape

from newsarchive.render.dossier import Dossier, Entry, Passage, Piece


def parts(dossier: Dossier, tell: Callable[[int], None] = lambda _: None) -> Iterator[str]:
    """The document, piece by piece; `tell` is called with 1 for each article."""
    yield _head(dossier)
    if dossier.has_contents:
        yield '<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>\n'
        for entry in dossier.entries:
            told = f'{_title(entry, f"article-{entry.number}")} <span class="quiet">'
            yield f"<li>{told}{_byline(entry)}</span></li>\n"
        yield "</ol>\n</nav>\n"
    yield "<main>\n"
    for entry in dossier.entries:
        yield from _article(entry)
        tell(1)
    yield '</main>\n<section aria-labelledby="references">\n<h2 id="references">References</h2>\n'
    yield "<ol>\n"
    for entry in dossier.entries:
        yield f'<li id="reference-{entry.number}">{_reference(entry)}</li>\n'
    yield "</ol>\n</section>\n</body>\n</html>\n"


def _head(dossier: Dossier) -> str:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = escape(dossier.title)
    made = "".join(
        f'<dt>{escape(name)}</dt><dd dir="auto">{escape(value)}</dd>\n'
        for name, value in dossier.made
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1 dir="auto">{title}</h1>\n<dl>\n{made}</dl>\n</header>\n'
    )


def _style() -> str:
    data = pkgutil.get_data(__name__, "dossier.css")
    assert data is not None
    return data.decode()


def _article(entry: Entry) -> Iterator[str]:
    number = entry.number
    yield f'<article id="article-{number}">\n<h2>{number}. {_title(entry)}</h2>\n'
    links = [f'<a href="#reference-{number}">reference {number}</a>']
    if entry.address:
        links.insert(0, _link("original", entry.address))
    yield f'<p class="quiet">{" · ".join([_byline(entry), *links])}</p>\n'
    if entry.tags:
        yield f'<p class="quiet">Tags: {_isolated(entry.tags, ", ")}</p>\n'
    if entry.alike:
        alike = ", ".join(map(escape, entry.alike))
        yield f'<p class="quiet">Near duplicates left out: {alike}</p>\n'
    yield from map(_note, entry.notes)
    for passage in entry.passages():
        yield from _passage(entry, passage)
    yield "</article>\n"


def _passage(entry: Entry, passage: Passage) -> Iterator[str]:
    text = f"<p {_language(entry)}>{_marked(passage.pieces)}</p>"
    if entry.full:
        yield f"{text}\n"
    else:
        where = "" if passage.number is None else f'<p class="quiet">paragraph {passage.number}</p>'
        yield f'<blockquote dir="{entry.direction}">{text}{where}</blockquote>\n'
    yield from map(_note, passage.notes)


def _note(text: str) -> str:
    lines = "<br>".join(map(escape, text.split("\n")))
    return f'<p class="note"><b>Note:</b> <bdi lang="">{lines}</bdi></p>\n'


def _reference(entry: Entry) -> str:
    told = [f'<a href="#article-{entry.number}"><bdi lang="">{escape(entry.reference)}</bdi></a>']
    if entry.address:
        told.append(_link(entry.address, entry.address))
    elif entry.unlinked:
        told.append(f"<bdi>{escape(entry.unlinked)}</bdi>")
    return " ".join([*told, f'<span class="quiet">{escape(entry.key)}</span>'])


def _title(entry: Entry, anchor: str = "") -> str:
    text = f"<bdi {_language(entry)}>{_marked(entry.title)}</bdi>"
    return f'<a href="#{anchor}">{text}</a>' if anchor else text


def _byline(entry: Entry) -> str:
    return _isolated(entry.byline, " · ")


def _isolated(texts: Iterable[str], between: str) -> str:
    return between.join(f'<bdi lang="">{escape(text)}</bdi>' for text in texts)


def _language(entry: Entry) -> str:
    """The attributes of an element with text of the article."""
    return f'lang="{escape(entry.language)}" dir="{entry.direction}"'


def _marked(pieces: Iterable[Piece]) -> str:
    return "".join(f"<mark>{escape(text)}</mark>" if lit else escape(text) for text, lit in pieces)


def _link(text: str, address: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(text)}</a>'
