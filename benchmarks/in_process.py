"""Search engines that Python can call, each given the same articles and the same questions.

All stem English words, rank by BM25 and return the best ten: their titles and how many there are
is not counted. An engine that is not installed is left out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from benchmarks.material import Item, write_lines
from benchmarks.questions import Question
from newsarchive import Archive

BEST = 10


class Peer(Protocol):
    """An engine with the articles in it."""

    name: str

    def ask(self, question: Question) -> list[str]:
        """The titles of the best articles."""
        ...


class Ours:
    """newsarchive, as its users call it."""

    name = "newsarchive"

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        write_lines(list(items), folder / "items.jsonl")
        self._archive = Archive(folder / "news.db")
        self._archive.ingest(folder / "items.jsonl")

    def ask(self, question: Question) -> list[str]:
        """See `Peer`."""
        found = self._archive.search(str(question), limit=BEST)
        return [hit.article.title or "" for hit in found]


class StockWhoosh:
    """Whoosh as it comes, with one field for title and text."""

    name = "Whoosh"

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        from whoosh import analysis, fields, index

        self._stems = analysis.StemmingAnalyzer(stoplist=None, minsize=1)
        self._index = index.create_in(
            str(folder),
            fields.Schema(
                title=fields.STORED,
                text=fields.TEXT(analyzer=self._stems),
                form=fields.TEXT(phrase=False),
                author=fields.TEXT(phrase=False),
                day=fields.NUMERIC(int, bits=32),
            ),
        )
        writer = self._index.writer(limitmb=256)
        for item in items:
            text = f"{item.title}\n{item.body}"
            writer.add_document(
                title=item.title, text=text, form=text, author=item.author, day=item.day
            )
        writer.commit()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> list[str]:
        """See `Peer`."""
        from whoosh import query

        stems = [token.text for token in self._stems(" ".join(question.words))]
        terms: list[Any] = [query.Term("text", stem) for stem in stems]
        if question.phrase:
            asked: Any = query.Phrase("text", stems)
        elif question.prefix:
            asked = query.Prefix("form", question.words[0])
        else:
            asked = query.Or(terms) if question.any_word else query.And(terms)
        if question.author:
            asked = query.And([asked, query.Term("author", question.author)])
        if question.first and question.last:
            days = [int(day.strftime("%Y%m%d")) for day in (question.first, question.last)]
            asked = query.And([asked, query.NumericRange("day", *days)])
        return [hit["title"] for hit in self._searcher.search(asked, limit=BEST)]


class Fts5:
    """A full-text table of SQLite."""

    name = "SQLite FTS5"

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts.db")
        self._db.execute("CREATE TABLE item (key INTEGER PRIMARY KEY, title TEXT, day INTEGER)")
        self._db.execute(
            "CREATE VIRTUAL TABLE found USING "
            "fts5(title, body, author, tokenize = 'porter unicode61')"
        )
        for key, item in enumerate(items):
            self._db.execute("INSERT INTO item VALUES (?, ?, ?)", (key, item.title, item.day))
            self._db.execute(
                "INSERT INTO found (rowid, title, body, author) VALUES (?, ?, ?, ?)",
                (key, item.title, item.body, item.author),
            )
        self._db.commit()

    def ask(self, question: Question) -> list[str]:
        """See `Peer`."""
        said = (" OR " if question.any_word else " ").join(f'"{w}"' for w in question.words)
        if question.phrase:
            said = f'"{" ".join(question.words)}"'
        match = f"{{title body}} : ({said}{' *' if question.prefix else ''})"
        if question.author:
            match += f' AND author : "{question.author}"'
        where, values = "", [match]
        if question.first and question.last:
            where = "AND day BETWEEN ? AND ?"
            values += [day.strftime("%Y%m%d") for day in (question.first, question.last)]
        rows = self._db.execute(
            "SELECT item.title FROM found JOIN item ON item.key = found.rowid "
            f"WHERE found MATCH ? {where} ORDER BY rank LIMIT {BEST}",
            values,
        )
        return [title for (title,) in rows]


class Tantivy:
    """The Rust library, through its Python package."""

    name = "Tantivy"

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True, index_option="basic")
        builder.add_text_field("text", tokenizer_name="en_stem")
        builder.add_text_field("form")
        builder.add_text_field("author")
        builder.add_integer_field("day", indexed=True, fast=True)
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(heap_size=256_000_000, num_threads=1)
        for item in items:
            text = f"{item.title}\n{item.body}"
            document = tantivy.Document()
            for field, value in (("title", item.title), ("text", text), ("form", text)):
                document.add_text(field, value)
            document.add_text("author", item.author)
            document.add_integer("day", item.day)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, question: Question) -> list[str]:
        """See `Peer`."""
        said = (" OR " if question.any_word else " AND ").join(question.words)
        if question.phrase:
            said = f'"{" ".join(question.words)}"'
        if question.prefix:
            query = self._tantivy.Query.regex_query(
                self._index.schema, "form", f"{question.words[0]}.*"
            )
        else:
            if question.author:
                said = f"({said}) AND author:{question.author}"
            if question.first and question.last:
                said += f" AND day:[{question.first:%Y%m%d} TO {question.last:%Y%m%d}]"
            query = self._index.parse_query(said, ["text"])
        hits = self._searcher.search(query, BEST).hits
        return [self._searcher.doc(address)["title"][0] for _, address in hits]


class Xapian:
    """The C++ library, through its Python package."""

    name = "Xapian"

    def __init__(self, items: Iterable[Item], folder: Path) -> None:
        import xapian

        self._xapian = xapian
        database = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OVERWRITE)
        generator = xapian.TermGenerator()
        generator.set_stemmer(xapian.Stem("en"))
        for item in items:
            document = xapian.Document()
            generator.set_document(document)
            generator.index_text(f"{item.title}\n{item.body}")
            generator.increase_termpos()
            generator.index_text(item.author, 1, "A")
            document.set_data(item.title)
            document.add_value(0, str(item.day))
            database.add_document(document)
        database.commit()
        database.close()
        self._database = xapian.Database(str(folder))
        self._parser = xapian.QueryParser()
        self._parser.set_database(self._database)
        self._parser.set_stemmer(xapian.Stem("en"))
        self._parser.set_stemming_strategy(xapian.QueryParser.STEM_SOME)
        self._parser.set_default_op(xapian.Query.OP_AND)
        self._parser.add_prefix("author", "A")

    def ask(self, question: Question) -> list[str]:
        """See `Peer`."""
        xapian = self._xapian
        said = (" OR " if question.any_word else " ").join(question.words)
        if question.phrase:
            said = f'"{said}"'
        said += "*" if question.prefix else ""
        said += f" author:{question.author}" if question.author else ""
        flags = xapian.QueryParser.FLAG_DEFAULT | xapian.QueryParser.FLAG_WILDCARD
        query = self._parser.parse_query(said, flags)
        if question.first and question.last:
            days = [f"{day:%Y%m%d}" for day in (question.first, question.last)]
            within = xapian.Query(xapian.Query.OP_VALUE_RANGE, 0, *days)
            query = xapian.Query(xapian.Query.OP_FILTER, query, within)
        enquire = xapian.Enquire(self._database)
        enquire.set_query(query)
        return [match.document.get_data().decode() for match in enquire.get_mset(0, BEST)]


Maker = Callable[[Iterable[Item], Path], Peer]
MAKERS: dict[str, tuple[str, Maker]] = {
    Ours.name: ("newsarchive", Ours),
    StockWhoosh.name: ("whoosh", StockWhoosh),
    Fts5.name: ("sqlite3", Fts5),
    Tantivy.name: ("tantivy", Tantivy),
    Xapian.name: ("xapian", Xapian),
}
"""Name → the package that it needs, and how it is made in an empty folder."""


def installed() -> list[str]:
    """The names of those that can be measured here."""
    return [name for name, (package, _) in MAKERS.items() if find_spec(package)]
