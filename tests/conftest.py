"""How Hypothesis looks for examples: never by the clock, and in CI always the same ones.

A busy machine is slow, which is no fault of the code; and what lands should not depend on luck.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "here")
