"""EPUB: a zip of web pages, with the order in which they are read.

It is read with the standard library alone. What an EPUB says of its author, title and day is that
of the book, or of the program that made it, and is left out. A newspaper that Calibre has fetched
has an article in each of some of its pages; in any other EPUB all pages are one article.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from newsarchive.model.errors import ReadError
from newsarchive.readers.documents.layout import Block, Warn
from newsarchive.readers.documents.zipped import Parts
from newsarchive.readers.encoding import decode
from newsarchive.readers.limits import Limits
from newsarchive.readers.markup.htmltext import paragraphs
from newsarchive.readers.markup.xmltext import Node, article_elements

_CONTAINER = "META-INF/container.xml"
_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/x-dtbook+xml"))
_OUTSIDE = frozenset(("cover", "toc", "title-page", "copyright-page", "loi", "lot"))
"""Kinds of pages that no text of the book is on."""
_ARTICLE = re.compile(r"(?:^|/)article_\d+/")
_HEADING = re.compile(r"<h[12]\b", re.IGNORECASE)
_NAVIGATION = re.compile(r"<div[^<>]{0,200}\bcalibre_navbar.{0,4000}?</div>", re.DOTALL)
_ENCRYPTED = re.compile(r"<(?:\w+:)?CipherReference[^<>]*\bURI\s*=\s*[\"']([^\"'<>]+)")


def texts(data: bytes, limits: Limits, warn: Warn) -> Iterator[list[Block]]:
    """The paragraphs of each article in the EPUB. Raises ReadError."""
    with Parts(data, limits) as parts:
        opf = _root(parts)
        package = _package(parts, opf)
        encrypted = set(_ENCRYPTED.findall(parts.read("META-INF/encryption.xml").decode("latin-1")))
        several = any(
            node.attributes.get("name") == "calibre:publication_type"
            and node.attributes.get("content", "").startswith("periodical")
            for node in package.named("meta")
        )
        whole: list[Block] = []
        headed = 0
        for name in _spine(package, posixpath.dirname(opf)):
            if several and not _ARTICLE.search(name):
                continue
            if name in encrypted:
                raise ReadError("encrypted: its seller lets only some programs read it")
            text, _ = decode(parts.read(name))
            headed += _HEADING.search(text) is not None
            page = [Block(one) for one in paragraphs(_NAVIGATION.sub("", text))]
            if several and page:
                yield page
            whole += page
        if not several:
            if headed > 1:
                warn(f"{headed} chapters of it are one article")
            yield whole


def _root(parts: Parts) -> str:
    """The name of the part that lists all others."""
    with parts.open(_CONTAINER) as part:
        for found in article_elements(part, "rootfile"):
            if name := found.node.attributes.get("full-path"):
                return name
    raise ReadError(f"damaged: {_CONTAINER} in it names no list of its pages")


def _package(parts: Parts, name: str) -> Node:
    with parts.open(name) as part:
        for found in article_elements(part, "package"):
            return found.node
    raise ReadError(f"damaged: {name} in it has no list of its pages")


def _spine(package: Node, folder: str) -> Iterator[str]:
    """The names of the pages with text, in the order of reading."""

    def named(reference: str) -> str:
        path = unquote(reference.partition("#")[0])
        return posixpath.normpath(posixpath.join(folder, path)).lstrip("/")

    outside = {
        named(node.attributes.get("href", ""))
        for node in package.named("reference")
        if node.attributes.get("type") in _OUTSIDE
    }
    items = {node.attributes.get("id"): node.attributes for node in package.named("item")}
    for itemref in package.named("itemref"):
        item = items.get(itemref.attributes.get("idref"))
        if item is None or itemref.attributes.get("linear") == "no":
            continue
        if item.get("media-type") in _PAGES and "nav" not in item.get("properties", "").split():
            name = named(item.get("href", ""))
            if name not in outside:
                yield name
