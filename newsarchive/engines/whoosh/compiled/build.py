"""Builds the compiled part, for a wheel or for the checkout.

    NEWSARCHIVE_COMPILE=1 python -m build --wheel     a wheel of this platform
    make compiled                                     beside the modules of this checkout

It needs cargo and, the first time, the registry of crates. Without the variable a wheel is of
Python alone, and nothing here runs. One file serves all releases of Python from 3.11 on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CRATE = Path(__file__).parent
BUILT = {"darwin": "lib_compiled.dylib", "win32": "_compiled.dll"}
"""Platform → what cargo calls the library."""
MODULE = "_compiled.pyd" if sys.platform == "win32" else "_compiled.abi3.so"


def build(target: Path) -> Path:
    """Compile into this folder; the library. Raises OSError, subprocess.CalledProcessError."""
    environment = dict(os.environ)
    if sys.platform == "darwin":  # names of Python are found when it is loaded
        flags = "-C link-arg=-undefined -C link-arg=dynamic_lookup"
        environment["RUSTFLAGS"] = f"{environment.get('RUSTFLAGS', '')} {flags}".strip()
    command = ["cargo", "build", "--release", "--locked", "--target-dir", str(target)]
    subprocess.run(command, cwd=CRATE, env=environment, check=True)  # noqa: S603
    return target / "release" / BUILT.get(sys.platform, "lib_compiled.so")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the compiled part into a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, if asked: see the module."""
        if version == "editable" or os.environ.get("NEWSARCHIVE_COMPILE") != "1":
            return
        library = build(Path(self._folder.name))
        platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
        build_data["tag"] = f"cp311-abi3-{platform}"
        build_data["pure_python"] = False
        build_data["force_include"][str(library)] = f"newsarchive/engines/whoosh/{MODULE}"

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._folder = tempfile.TemporaryDirectory()

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built beside the wheel."""
        self._folder.cleanup()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        # A file that a process has loaded must not be written into.
        new = CRATE.parent / f"{MODULE}.new"
        shutil.copy(build(Path(folder)), new)
        new.replace(CRATE.parent / MODULE)
