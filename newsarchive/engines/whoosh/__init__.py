"""The default engine, on the package `whoosh3`: the only place that knows it."""

from newsarchive.engines.whoosh.engine import WhooshEngine

__all__ = ["WhooshEngine"]
