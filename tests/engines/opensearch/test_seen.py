"""Pages of answers end, whatever the cluster says."""

from __future__ import annotations

from typing import Any, cast

import pytest

from newsarchive.engines.opensearch.cluster import Cluster
from newsarchive.engines.opensearch.seen import PAGE, Seen
from newsarchive.engines.opensearch.state import State, View
from newsarchive.model.errors import ClusterError

VIEW = View("newsarchive-news-000001", State.new("0" * 32, "news.db"))


class Same:
    """Gives a full page of the same to every question."""

    def __init__(self) -> None:
        bucket = {"key": {"0": "Daily"}, "doc_count": 1}
        self._answer: Any = {
            "hits": {"hits": [{"sort": [7]}] * PAGE},
            "aggregations": {"source": {"buckets": [bucket] * PAGE, "after_key": bucket["key"]}},
        }

    def ask(self, *_: object, **__: object) -> Any:
        return self._answer


def test_a_page_that_comes_again_is_the_last() -> None:
    seen = Seen(cast("Cluster", Same()), VIEW)
    with pytest.raises(ClusterError, match="again and again"):
        list(seen.every(columns=["key"]))
    with pytest.raises(ClusterError, match="again and again"):
        list(seen.buckets({"source": ["detail.source"]}))
