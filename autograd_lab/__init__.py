"""Autograd Lab: see backpropagation happen, on every node, in both directions.

Importing this package loads nothing heavy: NumPy, torch, matplotlib and ipywidgets arrive
only when one of the names that need them is used.
"""

from importlib import import_module

from autograd_lab import extras as extras, old_paths as old_paths
from autograd_lab.errors import MissingPackageError as _MissingPackageError

__version__ = "1.0.0"

TYPE_CHECKING = False  # type checkers read this name as True; importing it from typing would cost 8 ms

if TYPE_CHECKING:
    from autograd_lab import data as data, functional as functional, nn as nn, optim as optim
    from autograd_lab.anomaly import detect_anomaly as detect_anomaly
    from autograd_lab.exams.check import check as check
    from autograd_lab.gradcheck.checking import (
        check_gradient as check_gradient,
        numerical_gradient as numerical_gradient,
    )
    from autograd_lab.mistakes import diagnose as diagnose
    from autograd_lab.replay import record as record
    from autograd_lab.rule import Rule as Rule
    from autograd_lab.scalar.calculus import grad as grad
    from autograd_lab.scalar.generated import to_python as to_python
    from autograd_lab.scalar.value import Value as Value
    from autograd_lab.tensor.tensor import Tensor as Tensor, no_grad as no_grad
    from autograd_lab.training import train as train
    from autograd_lab.viz.network import NetworkView as NetworkView
    from autograd_lab.viz.player import show as show

#: public name -> the module that holds it
_HOME = {
    "Value": "autograd_lab.scalar.value",
    "Rule": "autograd_lab.rule",
    "grad": "autograd_lab.scalar.calculus",
    "record": "autograd_lab.replay",
    "to_python": "autograd_lab.scalar.generated",
    "Tensor": "autograd_lab.tensor.tensor",
    "no_grad": "autograd_lab.tensor.tensor",
    "detect_anomaly": "autograd_lab.anomaly",
    "numerical_gradient": "autograd_lab.gradcheck.checking",
    "check_gradient": "autograd_lab.gradcheck.checking",
    "show": "autograd_lab.viz.player",
    "NetworkView": "autograd_lab.viz.network",
    "check": "autograd_lab.exams.check",
    "diagnose": "autograd_lab.mistakes",
    "train": "autograd_lab.training",
}
#: modules that are public themselves
_MODULES = ("data", "functional", "nn", "optim")
__all__ = [
    "NetworkView",
    "Rule",
    "Tensor",
    "Value",
    "__version__",
    "check",
    "check_gradient",
    "data",
    "detect_anomaly",
    "diagnose",
    "functional",
    "grad",
    "nn",
    "no_grad",
    "numerical_gradient",
    "optim",
    "record",
    "show",
    "to_python",
    "train",
]

if not TYPE_CHECKING:

    def __getattr__(name: str):
        """Import the module that holds a public name at its first use."""
        if name not in _HOME and name not in _MODULES:
            raise AttributeError(f"module 'autograd_lab' has no attribute {name!r}; it offers {', '.join(__all__)}")
        try:
            home = import_module(_HOME.get(name, f"autograd_lab.{name}"))
        except _MissingPackageError as missing:
            raise extras.missing_package(name, missing.name or "", missing.extra) from None
        value = home if name in _MODULES else getattr(home, name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
