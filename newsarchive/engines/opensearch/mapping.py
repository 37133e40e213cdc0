"""The settings and the mapping of an index: which fields a document has, and how each is indexed.

Words are made by `text.words`, never by OpenSearch: its analyzers part terms at white space, and
drop the fillers between them. The fields with words are searched and not kept; `record` is kept and
not searched. This module must not know articles or queries.
"""

from __future__ import annotations

from typing import Any

from newsarchive.engines.opensearch import details
from newsarchive.engines.opensearch.encoded import FILLER, MARKS
from newsarchive.query.tree import Zone

NAME_ZONES: tuple[Zone, ...] = ("author", "source", "agency", "section", "tag", "note")
GAP = 4096
"""Positions between two values of a field: between title and body, and between two names."""

_LONGEST = 32766
"""No term is longer, in bytes: the tokenizer parts none of `encoded`."""
PLACED, COUNTED, ANY = "placed", "counted", "any"
"""Analyzers: with positions and marks; without marks; all terms as spellings of one word."""
COUNT = "count"
"""The similarity that gives how often an article has a term."""

CUT = "more"
"""In the field `has`: there is more of the text than could be indexed."""

_WORDS: dict[str, Any] = {"norms": False, "similarity": COUNT}
_HIDDEN = ("text", "count", "forms", "title", *NAME_ZONES, "url", "path", "has", "stemmer")


def body() -> dict[str, Any]:
    """The body of the request that makes an index."""
    return {"settings": _settings(), "mappings": _mappings()}


def _settings() -> dict[str, Any]:
    def stop(*words: str) -> dict[str, Any]:
        return {"type": "stop", "stopwords": list(words)}

    def analyzer(tokenizer: str, *filters: str) -> dict[str, Any]:
        return {"type": "custom", "tokenizer": tokenizer, "filter": list(filters)}

    return {
        "codec": "best_compression",
        "analysis": {
            "tokenizer": {"terms": {"type": "whitespace", "max_token_length": _LONGEST}},
            "filter": {
                "fillers": stop(FILLER),
                "marks": stop(FILLER, *MARKS),
                "each": {
                    "type": "pattern_capture", "patterns": [r"(\S+)"], "preserve_original": False,
                },
            },
            "analyzer": {
                PLACED: analyzer("terms", "fillers"),
                COUNTED: analyzer("terms", "marks"),
                ANY: analyzer("keyword", "each"),
            },
        },
        "similarity": {COUNT: {"type": "scripted", "script": {"source": "return doc.freq;"}}},
    }  # fmt: skip


def _mappings() -> dict[str, Any]:
    placed = {"type": "text", "analyzer": PLACED, "position_increment_gap": GAP, **_WORDS}
    counted = {
        "type": "text", "analyzer": COUNTED, "search_analyzer": ANY, "index_options": "freqs",
        **_WORDS,
    }  # fmt: skip
    term = {"type": "keyword", "doc_values": False}
    number = {"type": "integer"}

    def both(field: dict[str, Any], copied: bool = False) -> dict[str, Any]:
        return {
            "properties": {
                name: field | ({"copy_to": f"count.{name}"} if copied else {})
                for name in ("stem", "form")
            }
        }

    properties: dict[str, Any] = {
        "key": {"type": "long"},
        "id": {"type": "keyword"},
        "version": number | {"index": False},
        "from": {"type": "long"},
        "until": {"type": "long"},
        "day": number,
        "added": number,
        "words": number,
        "length": number | {"index": False},
        "text": both(placed, copied=True),
        "count": both(counted),
        "forms": {"type": "keyword", "index": False},
        **{zone: both(placed) for zone in ("title", *NAME_ZONES)},
        "url": placed,
        "path": placed,
        "language": term,
        "has": term,
        "stemmer": {"type": "keyword"},
        **details.MAPPING,
        "record": {"type": "object", "enabled": False},
        "state": {"type": "object", "enabled": False},
    }
    return {"dynamic": "strict", "_source": {"excludes": list(_HIDDEN)}, "properties": properties}
