"""Autograd Lab: see backpropagation happen, on every node, in both directions.

Importing this package loads nothing heavy: NumPy, torch, matplotlib and ipywidgets arrive
only when one of the names that need them is used.
"""

from importlib import import_module

__version__ = "0.1.0"

TYPE_CHECKING = False  # type checkers read this name as True; importing it from typing would cost 8 ms

if TYPE_CHECKING:
    from autograd_lab.exams.check import check as check
    from autograd_lab.mistakes import diagnose as diagnose
    from autograd_lab.scalar import Value as Value
    from autograd_lab.viz.player import show as show

_HOME = {
    "Value": "autograd_lab.scalar",
    "show": "autograd_lab.viz.player",
    "check": "autograd_lab.exams.check",
    "diagnose": "autograd_lab.mistakes",
}
__all__ = ["Value", "__version__", "check", "diagnose", "show"]

if not TYPE_CHECKING:

    def __getattr__(name: str):
        """Import the module that holds a public name at its first use."""
        if name not in _HOME:
            raise AttributeError(f"module 'autograd_lab' has no attribute {name!r}; it offers {', '.join(__all__)}")
        value = getattr(import_module(_HOME[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
