"""What a student may hand in for a function: whatever can be called, and where its names are looked up."""

import functools
from typing import Any

MOST_WRAPPED = 20  # wrappers around each other that are looked through


def globals_of(function: object) -> dict[str, Any]:
    """The global names of a function; of a method, a `functools.partial`, or an object that can be called: of its code.

    A new, empty dict where there is no Python code to ask.

    >>> globals_of(functools.partial(globals_of, 3)) is globals_of(globals_of)
    True
    >>> globals_of(len)
    {}
    """
    for _ in range(MOST_WRAPPED):
        function = _looked_through(function)
        names = _attribute(function, "__globals__")
        if _attribute(function, "__wrapped__") is None and isinstance(names, dict):
            return names
    return {}


def _looked_through(function: object) -> object:
    """What stands behind a wrapper of any kind; a plain function itself."""
    if isinstance(function, functools.partial):
        return function.func
    for name in ("__wrapped__", "__func__"):  # by functools.wraps, functools.cache and the like; of a method
        if (inner := _attribute(function, name)) is not None:
            return inner
    if isinstance(function, type):
        return vars(function).get("__new__") or vars(function).get("__init__")
    return function if isinstance(_attribute(function, "__globals__"), dict) else _attribute(type(function), "__call__")


def _attribute(of: object, name: str) -> Any:
    """An attribute, or None where there is none or where asking for it fails."""
    try:
        return getattr(of, name, None)
    except Exception:
        return None
