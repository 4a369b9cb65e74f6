"""Module paths of earlier editions, which notebooks, private packages and pickles still name: each leads to the module
that has taken its place.
"""

import sys
from importlib import import_module
from importlib.machinery import ModuleSpec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Loader
    from types import ModuleType
else:
    Loader = object  # importlib.abc takes longer to import than the rest of the package

#: old path -> the module that it stands for
MOVED = {
    "autograd_lab.copying": "autograd_lab.scalar.copying",
    "autograd_lab.doctor": "autograd_lab.lab.doctor",
    "autograd_lab.generated": "autograd_lab.scalar.generated",
    "autograd_lab.gradchecks": "autograd_lab.gradcheck",
    "autograd_lab.gradchecks.report": "autograd_lab.gradcheck.report",
    "autograd_lab.graph": "autograd_lab.scalar.graph",
    "autograd_lab.networks": "autograd_lab.viz.network.mlp",
    "autograd_lab.neurons": "autograd_lab.scalar.neurons",
    "autograd_lab.ops": "autograd_lab.scalar.ops",
    "autograd_lab.recording": "autograd_lab.viz.network.training_run",
}


class OldPaths:
    """A finder for `sys.meta_path`: the import of an old path gives the module at the new one, the very same object."""

    @classmethod
    def find_spec(
        cls, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> ModuleSpec | None:
        """A specification for an old path; None, which sends Python to its other finders, for any other name."""
        return ModuleSpec(name, _Loader(MOVED[name])) if name in MOVED else None


class _Loader(Loader):
    """Loads the module of another name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create_module(self, spec: ModuleSpec) -> "ModuleType":
        self.module = import_module(self.name)
        self.spec = self.module.__spec__
        return self.module

    def exec_module(self, module: "ModuleType") -> None:
        """It has run already; Python has just written the old path into it, which is taken back."""
        module.__spec__ = self.spec


sys.meta_path.append(OldPaths)
