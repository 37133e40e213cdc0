"""`newsarchive.errors`: the errors of the public library."""

from newsarchive.model.errors import *  # noqa: F403 - all of them are public
