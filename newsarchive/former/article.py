"""`newsarchive.article`: what readers from other packages import."""

from newsarchive.model.article import Article
from newsarchive.model.article import Problem as Flaw

__all__ = ["Article", "Flaw"]
