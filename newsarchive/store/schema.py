"""The tables of an archive, and the steps that migrate older archives to them.

This module is SQL and its numbering; it must not know what the tables are used for. `migrate` runs
the steps. A released step is never edited; the next one is added below it.
"""

from __future__ import annotations

from newsarchive.store.columns import CHECKSUMS, VERSION

APPLICATION_ID = 0x4E415243
"""The program's id in the header of the file: "NARC"."""
LEDGER = 5
"""The step that added the table of files that were not read."""
HEADERS = 6
"""The step from which on the texts of a folder settle each other's headers, not dates alone."""
NOTES = 7
"""The step that added notes, saved searches and the log of runs."""
LANGUAGES = 8
"""The step from which on articles of the same origin settle each other's language."""
TALLY = 9
"""The step that added the tally."""
TOGETHER = 10
"""The step that lets an original hold its text, and added dictionaries."""


_FIRST_COLUMNS = ", ".join(
    f"{one.name} {one.kind.sql}{' REFERENCES original (digest)' * (one.name == 'digest')}"
    for one in VERSION
    if one.since == 1
)
"""The columns of a version that the first step declares."""


def _further_columns(step: int) -> tuple[str, ...]:
    """The columns that a later step adds to a version."""
    return tuple(
        f"ALTER TABLE version ADD COLUMN {one.name} {one.kind.sql}"
        + (" DEFAULT '[]'" if one.kind.several else "")
        for one in VERSION
        if one.since == step
    )


MIGRATIONS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (
        1,
        (
            f"PRAGMA application_id = {APPLICATION_ID}",
            "CREATE TABLE archive (uid TEXT NOT NULL, made TEXT NOT NULL) STRICT",
            # One row for each transaction that changed what the archive holds. The token is random,
            # so two copies of an archive that went different ways share no later revision.
            """
            CREATE TABLE revision (
                number INTEGER PRIMARY KEY,
                token TEXT NOT NULL,
                made TEXT NOT NULL,
                what TEXT NOT NULL
            ) STRICT
            """,
            # The bytes as they were found, each content once.
            """
            CREATE TABLE original (
                digest BLOB PRIMARY KEY NOT NULL,
                size INTEGER NOT NULL,
                deflated INTEGER NOT NULL,
                data BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE article (
                key INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                version INTEGER NOT NULL,
                revision INTEGER NOT NULL REFERENCES revision (number),
                FOREIGN KEY (key, version) REFERENCES version (article, number)
                    DEFERRABLE INITIALLY DEFERRED
            ) STRICT
            """,
            "CREATE INDEX article_revision ON article (revision)",
            # The body comes last: SQLite reads a row from its front, and most questions need less.
            f"""
            CREATE TABLE version (
                article INTEGER NOT NULL REFERENCES article (key),
                number INTEGER NOT NULL,
                {_FIRST_COLUMNS},
                PRIMARY KEY (article, number)
            ) STRICT
            """,
            "CREATE INDEX version_digest ON version (digest)",
            "CREATE INDEX version_url ON version (url) WHERE url IS NOT NULL",
            # Where versions were last seen. A null path: the version was seen in this file of
            # several records, and another article has its place there now.
            """
            CREATE TABLE place (
                path TEXT UNIQUE,
                file TEXT NOT NULL,
                article INTEGER NOT NULL,
                version INTEGER NOT NULL,
                FOREIGN KEY (article, version) REFERENCES version (article, number)
            ) STRICT
            """,
            "CREATE INDEX place_version ON place (article, version)",
            """
            CREATE TABLE stamp (
                path TEXT PRIMARY KEY NOT NULL,
                size INTEGER NOT NULL,
                mtime_ns INTEGER NOT NULL,
                records INTEGER NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE removed (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL,
                revision INTEGER NOT NULL REFERENCES revision (number)
            ) STRICT
            """,
            # At most one row: the process that is in the middle of a longer change.
            """
            CREATE TABLE writer (
                pid INTEGER NOT NULL,
                host TEXT NOT NULL,
                what TEXT NOT NULL,
                since TEXT NOT NULL
            ) STRICT
            """,
            "INSERT INTO archive VALUES (lower(hex(randomblob(16))), :now)",
            "INSERT INTO revision VALUES (0, lower(hex(randomblob(16))), :now, 'new')",
        ),
    ),
    (2, _further_columns(2)),
    (
        3,
        (
            # Values that a user has set in place of what was read. A revision is one edit; of
            # several corrections of a field, the latest that is not undone is in force. The values
            # are JSON: null, a text, or a list of texts.
            """
            CREATE TABLE correction (
                article INTEGER NOT NULL REFERENCES article (key),
                field TEXT NOT NULL,
                revision INTEGER NOT NULL REFERENCES revision (number),
                before TEXT NOT NULL,
                after TEXT NOT NULL,
                undone INTEGER REFERENCES revision (number),
                PRIMARY KEY (article, field, revision)
            ) STRICT, WITHOUT ROWID
            """,
            # The dates of versions whose printed date has two readings, if other articles prove
            # which one is right. The version itself stays as it was read.
            """
            CREATE TABLE settled (
                article INTEGER NOT NULL,
                version INTEGER NOT NULL,
                day TEXT NOT NULL,
                reason TEXT NOT NULL,
                PRIMARY KEY (article, version),
                FOREIGN KEY (article, version) REFERENCES version (article, number)
            ) STRICT, WITHOUT ROWID
            """,
            # At most one row: the revision at which dates were last settled.
            "CREATE TABLE settling (revision INTEGER NOT NULL) STRICT",
            """
            CREATE INDEX version_ambiguous ON version (article, number)
            WHERE date IS NULL AND date_candidates <> '[]'
            """,
            """
            CREATE INDEX version_proof ON version (source, date_order)
            WHERE date_order IS NOT NULL AND date_candidates = '[]'
            """,
        ),
    ),
    (
        CHECKSUMS,
        (
            # Of the other values of the row: see `columns.checksum`. Null in rows from before this
            # step, as a checksum that is added later proves nothing about the time before.
            "ALTER TABLE version ADD COLUMN checksum INTEGER",
            "ALTER TABLE correction ADD COLUMN checksum INTEGER",
            "ALTER TABLE settled ADD COLUMN checksum INTEGER",
        ),
    ),
    (
        LEDGER,
        (
            # Files that were not taken in, or not whole. `file` is the file on disk, `path` it or
            # a file that is packed in it. `reported`: a run has given it to the user and ended.
            """
            CREATE TABLE unread (
                file TEXT NOT NULL,
                path TEXT NOT NULL,
                size INTEGER,
                mtime_ns INTEGER,
                state TEXT NOT NULL,
                kind TEXT NOT NULL,
                extra TEXT,
                reason TEXT NOT NULL,
                problems INTEGER NOT NULL,
                noted TEXT NOT NULL,
                reported INTEGER NOT NULL,
                PRIMARY KEY (file, path)
            ) STRICT
            """,
        ),
    ),
    (
        HEADERS,
        (
            *_further_columns(HEADERS),
            # Covers the question for all headers of a folder: the column itself is behind the body.
            """
            CREATE INDEX version_header ON version (article, number, header)
            WHERE header IS NOT NULL
            """,
            # What other articles say of a version, field by field; null for what they do not.
            # `context`: what else the folder says, with which the text was read for it.
            """
            CREATE TABLE settled_now (
                article INTEGER NOT NULL,
                version INTEGER NOT NULL,
                date TEXT,
                date_source TEXT,
                title TEXT,
                title_source TEXT,
                authors TEXT,
                authors_source TEXT,
                context TEXT,
                checksum INTEGER,
                PRIMARY KEY (article, version),
                FOREIGN KEY (article, version) REFERENCES version (article, number)
            ) STRICT, WITHOUT ROWID
            """,
            """
            INSERT INTO settled_now (article, version, date, date_source, checksum)
            SELECT article, version, day, reason, checksum FROM settled
            """,
            "DROP TABLE settled",
            "ALTER TABLE settled_now RENAME TO settled",
        ),
    ),
    (
        NOTES,
        (
            *_further_columns(NOTES),
            # The log: one row for each run of a command that changed the archive. A run that was
            # killed has no end. `counts` is JSON: what was done → how often.
            """
            CREATE TABLE run (
                number INTEGER PRIMARY KEY,
                command TEXT NOT NULL,
                inbox TEXT,
                began TEXT NOT NULL,
                ended TEXT,
                milliseconds INTEGER,
                state TEXT,
                counts TEXT NOT NULL,
                problems INTEGER NOT NULL,
                who TEXT NOT NULL,
                pid INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX run_inbox ON run (inbox, number) WHERE inbox IS NOT NULL",
            # Searches that are kept by name. `options` is JSON; `asked` and `revision` say when the
            # user last asked what is new, and of which state of the archive.
            """
            CREATE TABLE saved (
                key INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                query TEXT NOT NULL,
                options TEXT NOT NULL,
                made TEXT NOT NULL,
                asked TEXT,
                revision INTEGER,
                checksum INTEGER NOT NULL
            ) STRICT
            """,
            # The articles that the user has been shown as new. No reference: a removed article's
            # rows go in one pass, and keys are never used again.
            """
            CREATE TABLE seen (
                saved INTEGER NOT NULL REFERENCES saved (key),
                article INTEGER NOT NULL,
                PRIMARY KEY (saved, article)
            ) STRICT, WITHOUT ROWID
            """,
            # What users wrote about articles, removed notes too. `quote`: at which words.
            """
            CREATE TABLE note (
                uid TEXT PRIMARY KEY NOT NULL,
                article INTEGER NOT NULL REFERENCES article (key),
                text TEXT NOT NULL,
                quote TEXT,
                made TEXT NOT NULL,
                changed TEXT,
                removed TEXT,
                checksum INTEGER NOT NULL
            ) STRICT
            """,
            "CREATE INDEX note_article ON note (article)",
        ),
    ),
    (
        LANGUAGES,
        (
            *_further_columns(LANGUAGES),
            "ALTER TABLE settled ADD COLUMN language TEXT",
            "ALTER TABLE settled ADD COLUMN language_source TEXT",
            # The sources, files and folders of articles, and what their articles speak; the
            # articles of each as they are now, with the language that is certain. No references:
            # all of this is made again from the articles where nothing is settled yet.
            """
            CREATE TABLE origin (
                key INTEGER PRIMARY KEY,
                name TEXT NOT NULL UNIQUE,
                language TEXT
            ) STRICT
            """,
            """
            CREATE TABLE member (
                article INTEGER NOT NULL,
                version INTEGER NOT NULL,
                origin INTEGER NOT NULL,
                language TEXT,
                PRIMARY KEY (article, origin)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX member_origin ON member (origin, language)",
            "DELETE FROM settling",
        ),
    ),
    (
        TALLY,
        (
            # How many articles have each value of a detail: see `tally`. Values are JSON.
            """
            CREATE TABLE tally (
                field TEXT NOT NULL,
                value TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (field, value)
            ) STRICT, WITHOUT ROWID
            """,
        ),
    ),
    (
        TOGETHER,
        (
            *_further_columns(TOGETHER),
            # How many bytes of text are stored with the original (see `originals`), where the body
            # is empty; null where the body is in its column, as in all rows from before this step.
            "ALTER TABLE version ADD COLUMN text_bytes INTEGER",
            *(
                f"""
                CREATE TABLE {name} (
                    number INTEGER PRIMARY KEY,
                    digest BLOB NOT NULL,
                    made TEXT NOT NULL,
                    data BLOB NOT NULL
                ) STRICT
                """
                for name in ("dictionary", "dictionary_copy")
            ),
            # The same as before without a second copy of all paths.
            """
            CREATE TABLE stamp_now (
                path TEXT PRIMARY KEY NOT NULL,
                size INTEGER NOT NULL,
                mtime_ns INTEGER NOT NULL,
                records INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID
            """,
            "INSERT INTO stamp_now SELECT path, size, mtime_ns, records FROM stamp",
            "DROP TABLE stamp",
            "ALTER TABLE stamp_now RENAME TO stamp",
        ),
    ),
    # Steps that only add fields of an article: see `Article`.
    *(
        (step, _further_columns(step))
        for step in sorted({one.since for one in VERSION if one.since > TOGETHER})
    ),
)

SCHEMA = MIGRATIONS[-1][0]
"""The newest step that this program knows."""


DIGEST = "8160e7e2b3e324e5d8a1c66c47c37ba55d73c25e28f77754337400fccd5ff56c"
"""The `opening.digest_of` an archive of that step.

Without it, or where SQLite stores definitions in another way, the tables are made and compared,
which takes as long as a short search.
"""
