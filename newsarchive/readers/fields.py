"""From named values to an article, for front matter, JSON, tables and header lines alike.

`ALIASES` is the whole list of names that it understands. It must not know the format of a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TypeVar

from newsarchive.dates.expressions import Day
from newsarchive.model.article import Article
from newsarchive.model.errors import EmptyTextError, NoTextError, ReadError, RemovedError
from newsarchive.readers.addresses import listed_by
from newsarchive.readers.credits.casing import recased
from newsarchive.readers.credits.persons import NOBODY
from newsarchive.readers.file_names import day_in_path, day_with_year_of
from newsarchive.readers.header.dateline import Dateline, dateline_of_article
from newsarchive.readers.header.titles import derive_title
from newsarchive.readers.language import detect
from newsarchive.readers.lookup import Aliases, Fields, unfolded
from newsarchive.readers.record import NO_OPTIONS, ReadOptions
from newsarchive.readers.values import (
    as_agency,
    as_body,
    as_certain_day,
    as_credit,
    as_day,
    as_language,
    as_line,
    as_section,
    as_source,
    as_tags,
    as_title,
    as_url,
    is_plausible,
)

# Our field → the names that it is known by; the first one with a usable value counts. Capitals and
# punctuation in names do not count: "published_at" is also publishedAt. A point leads into an
# object. The day on which a program fetched or stored the article is not its date.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "headline", "headline.main", "web_title", "article_title", "heading",
        "fields.headline", "post_title", "news_title", "story_title", "title.main",
        "titel", "überschrift", "titre", "título", "titulo", "titular", "titolo", "tytuł", "başlık",
        "judul", "заголовок", "标题", "標題",
    ),
    "date": (
        "published", "published_at", "date_published", "published_date", "publication_date",
        "publish_date", "date_publish", "publishing_date", "pubdate", "published_time",
        "article_published_time", "web_publication_date", "date_time_pub", "published_on",
        "publish_time", "date_posted", "posted_at", "post_date", "date", "date_created",
        "first_created", "content_created", "version_created", "date_text", "display_date",
        "date_string", "article_date", "news_date", "datetime", "datum", "erscheinungsdatum",
        "veröffentlichungsdatum", "publikationsdatum", "date_de_publication", "date_parution",
        "date_de_parution", "fecha_de_publicación", "data_de_publicação", "data_di_pubblicazione",
        "fecha", "tarih", "tanggal", "дата", "日期", "发布时间",
    ),
    "updated": (
        "updated", "updated_at", "modified", "date_modified", "modified_date", "date_modify",
        "last_modified", "lastmod", "modified_time", "article_modified_time", "date_updated",
        "fields.last_modified", "post_modified", "version_created",
    ),
    "authors": (
        "authors", "author", "byline", "by", "creator", "byline.original", "fields.byline",
        "author_name", "authors_byline", "article_author", "_embedded.author",
        "yoast_head_json.author", "autor", "autoren", "autorin", "verfasser",
        "journalist", "journaliste", "auteur", "auteurs", "autore", "autores", "yazar",
        "penulis", "автор", "作者",
    ),
    "body": (
        "body", "full_text", "plaintext", "main_text", "article_body", "body_text",
        "fields.body_text", "body_xhtml", "body_html", "article_html", "text", "content", "article",
        "fields.body", "article_text", "story_text", "content_text", "content_html", "text_content",
        "full_content", "article_content", "news_content", "post_content", "content.content",
        "raw_text", "cleaned_text", "body.text", "body.html", "content.text", "content.html",
        "paragraphs", "document", "contents", "story", "volltext", "artikeltext", "inhalt",
        "texte_intégral", "texto_completo", "testo_completo", "texte", "texto",
        "testo", "tekst", "contenu", "contenido", "cuerpo", "metin", "текст", "正文",
        "内容", "html",
    ),
    "url": (
        "url", "link", "web_url", "canonical_link", "canonical_url", "permalink", "article_url",
        "main_entity_of_page", "page_url", "resolved_page_url", "responded_url", "requested_url",
        "original_url", "story_url", "news_url", "links.permalink", "alternate.href",
        "source_url", "url_source", "source",
    ),
    "source": (
        "source", "source.name", "source.title", "publisher", "publication", "site", "site_name",
        "sitename", "source_hostname", "meta_site_name", "outlet", "newspaper", "source_name",
        "name_source", "media_name", "fields.publication", "yoast_head_json.og_site_name",
        "thread.site", "origin.title", "provider", "source_domain", "domain", "hostname",
        "clean_url", "medium", "newspaper_title", "publication_title", "pubtitle",
        "copyright_holder", "quelle", "zeitung", "fuente", "fonte", "bron", "kaynak", "medio",
        "krant", "testata", "источник", "来源", "來源",
    ),
    "language": (
        "in_language", "meta_lang", "language", "lang", "language_code", "human_language",
        "fields.lang",
    ),
    "section": (
        "section", "category", "article_section", "section_name", "news_desk", "categories",
        "category_name", "ressort", "rubrik", "rubrique", "sección",
    ),
    "tags": ("tags", "keywords", "topics", "subjects", "meta_keywords"),
    "agency": ("agency", "news_agency", "credit_line"),
    "place": ("place",),
    "dateline": ("dateline",),
}  # fmt: skip

Value = TypeVar("Value")

_IN_CELLS = frozenset(("authors", "source", "section", "tags"))
"""Fields of which a cell of a table may hold a list or an object as text."""
_LISTS = frozenset(("authors", "tags"))
_FILE_NAME = re.compile(
    r"(?:[a-z]:)?[\w.~/\\-]{1,200}\.(?:txt|html?|xml|pdf|docx?|rtf|md|json)", re.IGNORECASE
)
_READ_FOR_LANGUAGE = 800
"""Characters: as good as the whole text, and much quicker."""
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype|html|head)\b", re.I | re.S)
WRAPPERS = (
    ("_source",), ("article",), ("data",), ("node",), ("doc",), ("row",), ("info",), ("post",),
    ("attributes",), ("result",), ("response", "content"), ("fields",),
)  # fmt: skip
"""Names under which a record may keep the whole article, one within the other."""
_REMOVED = frozenset(("[removed]", "[deleted]", "only available in paid plans"))
"""What services put where the text of an article was, in small letters."""
_LONGEST_REMOVED = max(map(len, _REMOVED))
_NOT_FETCHED = "wallabag can't retrieve contents for this article"


def has_body(
    fields: Mapping[str, object] | Iterable[str], options: ReadOptions = NO_OPTIONS
) -> bool:
    """Whether one of the fields has a name for the text of an article."""
    known = fields if isinstance(fields, Mapping) else dict.fromkeys(fields)
    return any(_values(Fields(known), options)("body"))


def no_text(fields: Iterable[str]) -> str | None:
    """Why records with these fields have no text, where that is known."""
    return listed_by(Fields(dict.fromkeys(fields)).find)


def has_title(fields: Mapping[str, object]) -> bool:
    """Whether one of the fields has a name for the title of an article."""
    return any(_values(Fields(fields), NO_OPTIONS)("title"))


def understood(names: Iterable[str]) -> int:
    """How many of our fields a record with these names may have."""
    values = _values(Fields(dict.fromkeys(names)), NO_OPTIONS)
    return sum(any(values(ours)) for ours in ALIASES)


def has_text(fields: Mapping[str, object], options: ReadOptions = NO_OPTIONS) -> bool:
    """Whether a field with such a name holds a value that can be a text."""
    return any(_can_be_text(value) for _, value in _values(Fields(fields), options)("body"))


def names_file(fields: Mapping[str, object], options: ReadOptions = NO_OPTIONS) -> str | None:
    """The name of the field that should hold the text, if it holds the name of a file."""
    for name, value in _values(Fields(fields), options)("body"):
        if isinstance(value, str) and value.strip():
            return name if _FILE_NAME.fullmatch(value.strip()) else None
    return None


def _can_be_text(value: object) -> bool:
    if isinstance(value, Mapping):
        return isinstance(value.get("sections"), list)
    first = next(iter(value), None) if isinstance(value, list) else value
    if isinstance(first, Mapping):
        return isinstance(first.get("type"), str)
    return isinstance(first, str)


def unwrapped(fields: Mapping[str, object], options: ReadOptions) -> Mapping[str, object]:
    """The fields of the article: these, or those of an object that they wrap."""
    for path in ((), *WRAPPERS):
        one: object = fields
        for name in path:
            one = one.get(name) if isinstance(one, Mapping) else None
        if isinstance(one, Mapping) and has_text(one, options):
            return one
    return fields


@lru_cache(maxsize=16)
def _aliases(given: tuple[tuple[str, str], ...]) -> Aliases:
    """All names, those that the user gave before the others."""
    named = dict(given)
    return Aliases({ours: (*filter(None, [named.get(ours)]), *ALIASES[ours]) for ours in ALIASES})


@lru_cache(maxsize=256)  # records of a collection have the same fields
def _names_within(
    given: tuple[tuple[str, str], ...], fields: tuple[str, ...]
) -> Mapping[str, Sequence[str]]:
    return _aliases(given).within(fields)


def _names_of(known: Fields, options: ReadOptions) -> Mapping[str, Sequence[str]]:
    """Our field → the names, best first, under which this record may have it."""
    return _names_within(tuple(options.names.items()), tuple(known))


def _values(known: Fields, options: ReadOptions) -> Callable[[str], Iterator[tuple[str, object]]]:
    """A function from our field to its possible values, best first, each after its name."""
    names = _names_of(known, options)
    return lambda ours: _under(names.get(ours, ()), known)


def _under(names: Sequence[str], known: Fields) -> Iterator[tuple[str, object]]:
    """The values under these names, each after its name as the record has it."""
    for name in names:
        found = known.find(name)
        if found and not _is_page(*found):
            yield found


def _is_page(name: str, value: object) -> bool:
    """Whether it is the source of a whole page: crawlers keep it under the name of a text."""
    return name == "html" and isinstance(value, str) and _PAGE.match(value) is not None


def build(
    fields: Mapping[str, object],
    where: Callable[[str], str],
    options: ReadOptions = NO_OPTIONS,
    *,
    name: str = "",
    header: str | None = None,
) -> Article:
    """The article that the fields describe; unknown fields and unusable values are ignored.

    `where` gives the place of a field by its name in `fields`. A date may be text, a date or a Day,
    authors a Credit. A dateline at the beginning of the text gives values that the fields lack;
    after it the `name` (path) of a file that holds one article gives the day. `header` is what a
    collection learns of it. Raises ReadError if there is no text, as a RepeatedError.
    """
    known = Fields(fields)
    named = _names_of(known, options)

    def first(ours: str, read: Callable[[object], Value | None]) -> tuple[Value | None, str | None]:
        """The first usable value, and where it was found."""
        if ours not in named:
            return None, None
        for found, value in _under(named[ours], known):
            if isinstance(value, list) and len(value) == 1 and ours not in _LISTS:
                value = _alone(value)  # noqa: PLW2901 - Solr gives each value as a list
            usable = read(unfolded(value) if ours in _IN_CELLS else value)
            if usable is not None:
                return usable, found
        return None, None

    def source(name: str | None) -> str | None:
        return None if name is None else where(name)

    body, body_name = first("body", as_body)
    title, title_name = first("title", as_title)
    _expect_not_removed(body or title or "")
    if body is None:
        raise _no_text(known, any_body=any(_under(named.get("body", ()), known)))
    if _FILE_NAME.fullmatch(body):
        raise NoTextError(f'no text: "{body_name}" holds the name of a file')
    certain_day = partial(as_certain_day, order=options.order)
    day, day_name = first("date", certain_day)
    if day is None:
        day, day_name = first("date", partial(as_day, order=options.order))
    updated, _ = first("updated", certain_day)
    credit, authors_name = first("authors", as_credit)
    credit = credit or NOBODY
    dateline = dateline_of_article(first("place", as_line)[0], first("dateline", as_line)[0], body)
    date_source = source(day_name)
    if day is None:
        day, date_source = _day_without_field(dateline, name)
    language, language_name = first("language", as_language)
    language_source = source(language_name)
    if language is None:
        language = detect(f"{title or ''}\n{body[:_READ_FOR_LANGUAGE]}")
        # Where it is declared without being understood stays on record: no other may settle it.
        language_source = "detected" if language else source(first("language", as_line)[1])
    people = tuple(dict.fromkeys(recased(person, language) for person in credit.people))
    return Article(
        body=body,
        title=title or derive_title(body),
        title_source=source(title_name) or "derived",
        date=day.day if day else None,
        date_source=date_source,
        date_candidates=day.candidates if day else (),
        date_order=day.order.value if day and day.order else None,
        published=day.timestamp if day else None,
        updated=(updated.timestamp or str(updated.day)) if updated else None,
        authors=people,
        authors_source=source(authors_name) if people else None,
        agency=first("agency", as_agency)[0] or credit.agency or dateline.agency,
        source=first("source", as_source)[0],
        url=first("url", as_url)[0],
        language=language,
        language_source=language_source,
        place=dateline.place,
        section=first("section", as_section)[0],
        tags=first("tags", as_tags)[0] or (),
        header=header,
    )


def _expect_not_removed(text: str) -> None:
    if len(text) <= _LONGEST_REMOVED and text.lower() in _REMOVED:
        raise RemovedError(f"passed over: there is only {text}")
    if text.startswith(_NOT_FETCHED):
        raise RemovedError("passed over: wallabag could not fetch its text")


def _alone(values: list[object]) -> object:
    """The one value of the list, unless it has parts itself."""
    return values if isinstance(values[0], Mapping | list) else values[0]


def _day_without_field(dateline: Dateline, path: str) -> tuple[Day | None, str | None]:
    """The day by the dateline or the path, which may be "", and where it was found."""
    if dateline.day and dateline.day.day and is_plausible(dateline.day.day):
        return dateline.day, "dateline"
    found, source = None, "dateline"
    if path and dateline.without_year:
        found = day_with_year_of(path, *dateline.without_year)
    if path and found is None:
        found, source = day_in_path(path), "file name"
    return (Day(found), source) if found and is_plausible(found) else (None, None)


def _no_text(known: Fields, *, any_body: bool) -> ReadError:
    if any_body:
        return EmptyTextError("the text is empty")
    listed = f"no text among the fields {known.listed()}; --map body=NAME says which it is"
    return NoTextError(no_text(known) or listed)
