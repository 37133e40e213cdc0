"""`newsarchive.article`: what readers from other packages import."""

from newsarchive.model.article import Article, Flaw

__all__ = ["Article", "Flaw"]
