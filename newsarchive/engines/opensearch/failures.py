"""What went wrong with a question to a cluster, as an error for a person.

This module must not know how requests are sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsarchive.engines.opensearch.answers import Answer
from newsarchive.model.errors import BusyError, ClusterError, IndexDamagedError, NewsArchiveError
from newsarchive.model.frozen import frozen

_LONGEST = 300
"""Characters of a reason that a server gives."""
_ACCESS = "docs/cluster-access.md"


@frozen
class Failure:
    """A question that was not answered."""

    error: NewsArchiveError
    final: bool = False
    """Whether the same question would fail again."""
    done: bool = False
    """Whether the cluster may have done all the same what it was asked to do."""
    lost: bool = False
    """Whether another node may do better."""
    silent: bool = False
    """Whether the node has said nothing."""

    @staticmethod
    def way(url: str, reason: str, *, final: bool = False, done: bool = False) -> Failure:
        """One on the way to a node."""
        error = ClusterError(f"the cluster at {url} cannot be reached: {cleaned(reason)}")
        return Failure(error, final=final, done=done, lost=True, silent=True)

    @staticmethod
    def wrong(url: str, reason: str) -> Failure:
        """An answer that is none."""
        error = ClusterError(
            f"the cluster at {url} gives an answer that cannot be used: {cleaned(reason)}; "
            "does something else answer in its place?"
        )
        return Failure(error, final=True, done=True)


def cleaned(text: str) -> str:
    """A text of others on one line, not too long, without what is no letter, sign or blank."""
    line = " ".join(text[: 2 * _LONGEST].split())
    shown = "".join(char if char.isprintable() else "�" for char in line)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


def of_status(url: str, status: int, answer: object) -> Failure:
    """That of an answer that is an error."""
    kinds, reason = _said(answer)
    for known, failure in _KINDS.items():
        if known in kinds:
            return failure(url, status, reason)
    return _STATUSES.get(status, _any)(url, status, reason)


def partial(url: str) -> Failure:
    """That of an answer that leaves a part of the index out."""
    return Failure(
        ClusterError(
            f"the cluster at {url} gives a part of an answer only, as parts of the index do not "
            "answer (in time); try again, and look at the cluster's health: newsarchive status"
        )
    )


def _said(answer: object) -> tuple[str, str]:
    """The types of an error, all in one text, and its reason."""
    error = answer.get("error", _of_part(answer)) if isinstance(answer, Mapping) else None
    if not isinstance(error, Mapping):
        return "", cleaned(error) if isinstance(error, str) else ""
    roots = error.get("root_cause")
    inner = [one for one in roots if isinstance(one, dict)] if isinstance(roots, list) else []
    causes: list[Mapping[str, object]] = [*inner, error]
    cause = error.get("caused_by")
    if isinstance(cause, dict):
        causes.append(cause)
    kinds, reasons = (
        [text for one in causes[:20] if isinstance(text := one.get(key), str) and text]
        for key in ("type", "reason")
    )
    return " ".join(kinds), cleaned(reasons[0]) if reasons else ""


def _of_part(answer: Mapping[str, object]) -> object:
    """The error of the first part that did not do what was asked, where the whole names none."""
    shards = answer.get("_shards")
    parts = shards.get("failures") if isinstance(shards, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    return first.get("reason") if isinstance(first, Mapping) else None


def _blocked(url: str, status: int, reason: str) -> Failure:
    if "flood-stage" in reason or "read-only-allow-delete" in reason or "disk usage" in reason:
        return Failure(
            ClusterError(
                f"the cluster at {url} takes no changes, as a disk of it is full ({reason}); make "
                "room there, and it takes them again by itself. Searches go on"
            ),
            final=True,
        )
    if status == 503 or "SERVICE_UNAVAILABLE" in reason:
        return Failure(
            ClusterError(
                f"the cluster at {url} is not ready ({reason}); are most of its nodes running?"
            ),
            lost=True,
        )
    return Failure(
        ClusterError(
            f"the cluster at {url} takes no changes of the index ({reason}); whoever closed it "
            "opens it again: docs/cluster.md"
        ),
        final=True,
    )


def _red(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(
            f"a part of the index is on no running node of the cluster at {url} (red): start the "
            "nodes that are missing, or make the index anew: newsarchive rebuild"
        ),
        lost=True,
    )


def _closed(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(
            f"the index on the cluster at {url} is closed ({reason}); whoever closed it opens it "
            "again: docs/cluster.md"
        ),
        final=True,
    )


def _gone(url: str, status: int, reason: str) -> Failure:
    return Failure(
        IndexDamagedError(f"the index is not there on the cluster at {url} ({reason})"), final=True
    )


def _rejected(url: str, status: int, reason: str) -> Failure:
    detail = f" ({reason})" if reason else ""
    return Failure(
        BusyError(f"the cluster at {url} has too much to do{detail}; try again, or --wait longer")
    )


def _unknown(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(
            f"the cluster at {url} wants to know who asks, or does not accept it: user and "
            f"password, token or certificate are wrong or missing ({_ACCESS})"
        ),
        final=True,
    )


def _forbidden(url: str, status: int, reason: str) -> Failure:
    rights = re.search(r"no permissions for \[([^\[\]]+(?:\[s\])?)\]", reason)
    what = f"you lack the right {rights[1]}" if rights else f"this is forbidden ({reason})"
    return Failure(
        ClusterError(f"at the cluster {url} {what}; {_ACCESS} has the roles that are needed"),
        final=True,
    )


def _missing(url: str, status: int, reason: str) -> Failure:
    detail = f" ({reason})" if reason else ""
    return Failure(
        ClusterError(f"the cluster at {url} does not have what was asked for{detail}; try again"),
        final=True,
    )


def _malformed(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(
            f"the cluster at {url} does not take a question ({reason or status}); if somebody "
            "changed the index, newsarchive rebuild makes it anew"
        ),
        final=True,
    )


def _redirected(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(
            f"{url} leads elsewhere ({status}), and newsarchive does not follow: write the "
            "address of the cluster itself"
        ),
        final=True,
    )


def _resting(url: str, status: int, reason: str) -> Failure:
    return Failure(
        ClusterError(f"the cluster at {url} is not available ({reason or status}); try again"),
        done=True,
        lost=True,
    )


def _any(url: str, status: int, reason: str) -> Failure:
    if 300 <= status < 400:
        return _redirected(url, status, reason)
    detail = reason or "no reason is given"
    error = ClusterError(f"the cluster at {url} fails with {status}: {detail}")
    return Failure(error, final=True, done=True)


_KINDS = {
    "cluster_block_exception": _blocked,
    "security_exception": lambda url, status, reason: (
        _unknown if status == 401 else _forbidden
    )(url, status, reason),
    "index_closed_exception": _closed,
    "index_not_found_exception": _gone,
    "no_shard_available_action_exception": _red,
    "unavailable_shards_exception": _red,
    "circuit_breaking_exception": _rejected,
    "node_closed_exception": _resting,
    "node_disconnected_exception": _resting,
    "node_not_connected_exception": _resting,
}  # fmt: skip
_STATUSES = {
    400: _malformed,
    401: _unknown,
    403: _forbidden,
    404: _missing,
    429: _rejected,
    502: _resting,
    503: _resting,
    504: _resting,
}

LEAST = (2, 4)
"""The first version of OpenSearch that can do what is asked: points in time."""


def of_product(url: str, answer: object) -> Failure | None:
    """That of a server that is no OpenSearch of a version that can be used; None if it is."""
    version: Answer = {}
    if isinstance(answer, dict) and isinstance(answer.get("version"), dict):
        version = answer["version"]
    said = version.get("number")
    number = re.match(r"(\d{1,4})\.(\d{1,4})\.", said if isinstance(said, str) else "")
    least = ".".join(map(str, LEAST))
    if version.get("distribution") != "opensearch" or number is None:
        what = "Elasticsearch" if "lucene_version" in version else "something else"
        reason = f"{url} is {what}, and not OpenSearch {least} or later"
    elif (int(number[1]), int(number[2])) < LEAST:
        reason = f"{url} is OpenSearch {number[0].rstrip('.')}, and it takes {least} or later"
    else:
        return None
    return Failure(ClusterError(f"{reason}: no archive can be searched there"), final=True)
