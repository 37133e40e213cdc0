"""Who we are to a cluster, and how we know it: credentials and TLS.

No value of an `Access` is ever shown: it has no repr, and no message has one in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext


class Access:
    """How one cluster is reached."""

    def headers(self, url: str) -> Mapping[str, str]:
        """Those of every request to a node."""
        return {}

    def tls(self) -> SSLContext:
        """How TLS is spoken: certificates and names are always verified."""
        import ssl

        return ssl.create_default_context()
