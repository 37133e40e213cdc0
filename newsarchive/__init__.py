"""newsarchive keeps a collection of news articles and finds things in it.

The public library: `Archive`, `Article`, `parse_query`, and the errors of `newsarchive.errors`;
docs/library.md is its reference.
"""

from __future__ import annotations

from newsarchive.model.version import __version__

__all__ = ["Archive", "Article", "__version__", "parse_query"]

# The public modules `newsarchive.article` and `newsarchive.errors` stand in a room of their own.
__path__ = [*__path__, f"{__path__[0]}/former"]

TYPE_CHECKING = False
"""As in `typing`, which takes longer to load than the version to tell."""
if TYPE_CHECKING:
    from newsarchive.archive import Archive
    from newsarchive.model.article import Article
    from newsarchive.query.parse import parse_query


def __getattr__(name: str) -> object:
    # Late, so that `newsarchive --version` and shell completion do not load all of it.
    if name == "Archive":
        from newsarchive.archive import Archive

        return Archive
    if name == "Article":
        from newsarchive.model.article import Article

        return Article
    if name == "parse_query":
        from newsarchive.query.parse import parse_query

        return parse_query
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
