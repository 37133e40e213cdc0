"""SHA-256 of a few kilobytes, without what `hashlib` loads.

`hashlib` loads OpenSSL, which takes longer than all that a search does with digests. Python has an
implementation of its own, which its module `random` takes as well: it is there at once, and takes
four times as long for each byte. Whatever digests whole originals takes `hashlib`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

_sha256: Any
try:
    _sha256 = import_module("_sha2" if sys.version_info >= (3, 12) else "_sha256").sha256
except ImportError:  # Python can be built without it
    from hashlib import sha256 as _sha256


def sha256(data: bytes) -> bytes:
    """The SHA-256 of the data, 32 bytes long."""
    found: bytes = _sha256(data).digest()
    return found
