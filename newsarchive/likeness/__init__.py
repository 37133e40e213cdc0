"""Which articles tell the same story in nearly the same words: wire copy that several papers ran.

`sketch` says what "nearly" means and what makes it fast, `linking` finds the pairs, `follower`
keeps what was found in a file of the cache and brings it up to date with the store. It drops and
changes no article. It knows articles and words; it must not know the store, queries or engines.
"""

from newsarchive.likeness.follower import Likeness

__all__ = ["Likeness"]
