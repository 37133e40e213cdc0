"""newsarchive keeps a collection of news articles and finds things in it."""

__version__ = "0.1.0"
