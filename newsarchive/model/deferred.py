"""Modules of Python's library that are loaded when they are first used, not when imported.

click imports several that only its help texts, translations and rare types need, and `pathlib` some
for what few paths are asked. A search uses none of them, and to load them takes as long as all the
rest of click. `LazyLoader` of `importlib` does not serve: with it, the statement `import inspect`
already loads the module.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec


def defer_what_is_seldom_used() -> None:
    """Let something else stand for these modules. To be called before they are imported."""
    _defer("fnmatch")  # for `pathlib`, as are the next two
    _defer("ntpath")
    _defer("urllib.parse", quote_from_bytes=_quoted)
    _defer("inspect", cleandoc=_cleaned)  # for click, as are the others
    _defer("gettext", gettext=_untranslated, ngettext=_plural)
    if sys.platform == "linux":
        _defer("platform", system=_system)


def _defer(name: str, **at_once: object) -> None:
    """Let something stand for a module that has all the module has, and this much at once."""
    if name in sys.modules:
        return
    sys.modules[name] = module = _Deferred(name)
    module.__spec__ = _Spec(name, None)
    vars(module).update(at_once)
    package, _, own = name.rpartition(".")
    if package:
        setattr(import_module(package), own, module)


_Spec: type[ModuleSpec] = type(sys.__spec__)


class _Deferred(ModuleType):
    """Stands for a module that is not loaded before anything else is asked for."""

    def __getattr__(self, name: str) -> Any:
        """What the module has, and this has not."""
        if name == "__path__":  # Python asks whether it is a package: it is none
            raise AttributeError(name)
        return getattr(_loaded(self.__name__), name)


_lock = Lock()


def _loaded(name: str) -> ModuleType:
    """The module itself, which is what others import from now on."""
    with _lock:
        stand_in = sys.modules.get(name)
        if isinstance(stand_in, _Deferred):
            del sys.modules[name]
    module = import_module(name)
    if isinstance(stand_in, _Deferred):
        vars(stand_in).update(vars(module))  # whoever has imported it has the module's own now
    return module


_SAFE = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/"


def _quoted(path: bytes, safe: str | bytes = "/") -> str:
    """`urllib.parse.quote_from_bytes`, which changes nothing in most paths."""
    if safe == "/" and not path.translate(None, _SAFE):
        return path.decode()
    quoted: str = _loaded("urllib.parse").quote_from_bytes(path, safe)
    return quoted


def _cleaned(text: str) -> str:
    """`inspect.cleandoc`, which changes nothing in the help texts of options."""
    if text.isprintable() and text[:1] != " ":
        return text
    cleaned: str = _loaded("inspect").cleandoc(text)
    return cleaned


def _untranslated(message: str) -> str:
    """`gettext.gettext`, which would look for translations; click has none."""
    return message


def _plural(one: str, several: str, count: int) -> str:
    """`gettext.ngettext`, the same."""
    return one if count == 1 else several


def _system() -> str:
    """`platform.system`."""
    return os.uname().sysname
