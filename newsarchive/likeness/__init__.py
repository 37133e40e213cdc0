"""Near duplicates: articles with nearly the same words, as of wire copy in several papers.

`sketch` defines likeness and makes it fast, `linking` finds the pairs, `follower` keeps them in a
file of the cache and updates it from the store. It drops and changes no article. It knows articles
and words; it must not know the store, queries or engines.
"""

from newsarchive.likeness.follower import Likeness

__all__ = ["Likeness"]
