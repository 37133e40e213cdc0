"""Questions to an index as one view sees it: what an update has not committed is not there.

A page is one request, so no answer holds everything. This module must not know articles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from newsarchive.engines.opensearch.answers import hits_of, list_at, number_at, object_at
from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.state import View
from newsarchive.model.errors import ClusterError

Query = dict[str, Any]
Name = TypeVar("Name", bound=str)
PAGE = 10_000
"""Documents or values in an answer, if they are short: as many as OpenSearch gives at once."""
_NO_END = "the cluster gives the same part of an answer again and again"
BARE = {"_source": False, "stored_fields": "_none_"}
"""For hits of which the columns are enough. Otherwise the stored block of each is unpacked, which
takes a hundred times as long."""


class Seen:
    """The documents that a view sees."""

    def __init__(self, cluster: Cluster, view: View) -> None:
        self._cluster = cluster
        self._view = view

    def hits(
        self, *where: Query, size: int, sort: str = "key", down: bool = False,
        columns: Sequence[str] = (), source: Sequence[str] = (),
    ) -> list[dict[str, Any]]:  # fmt: skip
        """The first documents, at most `size`, with these columns and parts of their source."""
        body = {
            "size": size,
            "sort": [{sort: "desc" if down else "asc"}],
            "docvalue_fields": list(columns),
            "track_total_hits": False,
            **({"_source": list(source)} if source else BARE),
        }
        return hits_of(self._ask(where, body))

    def every(self, *where: Query, **wanted: Any) -> Iterator[dict[str, Any]]:
        """All documents, by their keys, a page at a time; otherwise as `hits`."""
        size, last = wanted.pop("size", PAGE), 0
        while True:
            page = self.hits({"range": {"key": {"gt": last}}}, *where, size=size, **wanted)
            yield from page
            if len(page) < size:
                return
            before, last = last, number_at(page[-1], "sort", 0)
            if last <= before:
                raise ClusterError(_NO_END)

    def buckets(
        self, groups: Mapping[Name, Sequence[str]], *where: Query
    ) -> Iterator[tuple[Name, list[Any], int]]:
        """How many documents have each value, or each tuple of values, of groups of columns.

        Of each group name, values and number, as they come. A document without a value in a column
        counts with None; one with several counts for each.
        """
        left = {
            name: {"size": PAGE, "sources": [_source(n, field) for n, field in enumerate(fields)]}
            for name, fields in groups.items()
        }
        while left:
            aggregations = {name: {"composite": one} for name, one in left.items()}
            answer = self._ask(where, {"size": 0, "track_total_hits": False, "aggs": aggregations})
            for name, one in list(left.items()):
                found = list_at(answer, "aggregations", name, "buckets")
                for place in range(len(found)):
                    key = object_at(found, place, "key")
                    values = [key.get(str(n)) for n in range(len(groups[name]))]
                    yield name, values, number_at(found, place, "doc_count")
                if len(found) < PAGE:
                    del left[name]
                else:
                    after = object_at(answer, "aggregations", name, "after_key")
                    if after == one.get("after"):
                        raise ClusterError(_NO_END)
                    left[name] = one | {"after": after}

    def _ask(self, where: Sequence[Query], body: dict[str, Any]) -> Any:
        body["query"] = {"bool": {"filter": [*self._view.filters(), *where]}}
        return self._cluster.ask("POST", f"/{self._view.index}/_search", body)


def _source(number: int, field: str) -> dict[str, Any]:
    return {str(number): {"terms": {"field": field, "missing_bucket": True}}}


def column(hit: dict[str, Any], name: str) -> Any:
    """The value of a column of a document; None if it has none."""
    values = object_at(hit).get("fields", {})
    found = object_at(values).get(name)
    return found[0] if isinstance(found, list) and found else None
