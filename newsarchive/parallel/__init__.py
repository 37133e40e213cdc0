"""Work in several processes at once: who starts them, hands out tasks, and survives their end.

It must not know what the work is.
"""

from newsarchive.parallel.pool import Ended, Pool
from newsarchive.parallel.processors import usable_processors

__all__ = ["Ended", "Pool", "usable_processors"]
