"""Questions to a cluster: the only module that sends requests.

It turns what can go wrong on the way into errors for a person. It must not know articles, queries
or what an index holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from newsarchive.model.errors import ClusterError, NeedsExtraError

Answer = dict[str, Any]
"""What the cluster answered. It is as little to be trusted as any other text from outside."""


class Cluster:
    """A cluster that can be asked. Nothing is sent before the first question."""

    def __init__(self, url: str) -> None:
        """`url` is that of a node, without a path: https://host:9200. Raises NeedsExtraError."""
        try:
            from opensearchpy import OpenSearch
        except ImportError as error:
            raise NeedsExtraError("a cluster", "opensearch") from error
        self.url = url
        self._client = OpenSearch([url], max_retries=0)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str | int] | None = None,
        missing: Any = ...,
        conflict: Any = ...,
    ) -> Any:
        """The answer to a request.

        `missing` is what a 404 gives, `conflict` what a 409 gives, where the caller expects them.
        `body` is an object that becomes JSON, or lines of JSON for `_bulk` and `_msearch`.
        Raises ClusterError, BusyError.
        """
        from opensearchpy.exceptions import OpenSearchException, TransportError

        try:
            return self._client.transport.perform_request(
                method, path, params=dict(params or {}), body=body
            )
        except TransportError as error:
            if error.status_code == 404 and missing is not ...:
                return missing
            if error.status_code == 409 and conflict is not ...:
                return conflict
            raise ClusterError(f"the cluster at {self.url} answers: {error}") from error
        except OpenSearchException as error:
            raise ClusterError(f"the cluster at {self.url} cannot be asked: {error}") from error

    def lines(self, objects: Sequence[Any]) -> str:
        """Lines of JSON for `_bulk` and `_msearch`."""
        import json

        return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in objects)

    def close(self) -> None:
        """Close all connections."""
        self._client.close()
