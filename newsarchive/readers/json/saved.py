"""Articles that a person has saved with wallabag, as other records are.

Its days of creation and update are those on which the article was saved and marked. It must not
know how a file is read.
"""

from __future__ import annotations

from collections.abc import Mapping

_SIGNS = frozenset(("is_archived", "is_starred", "domain_name"))
"""Names that such an entry has, and no other record."""


def of_saved(fields: Mapping[str, object]) -> Mapping[str, object]:
    """The fields of a record; those of a saved article with its authors and its site."""
    if not fields.keys() >= _SIGNS:
        return fields
    named = {"authors": fields.get("published_by"), "source": fields.get("domain_name")}
    return {name: value for name, value in fields.items() if name != "updated_at"} | named
