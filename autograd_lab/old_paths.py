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
    "autograd_lab.viz.layout": "autograd_lab.viz.graphviz_layout",
    "autograd_lab.viz.shared": "autograd_lab.viz.widgets",
}
#: names in old paths that pickles hold -> where the thing stands now
RENAMED = {
    "autograd_lab.copying": {"_made": "autograd_lab.scalar.value:_unpickled"},
    "autograd_lab.ops": {"_by_name": "autograd_lab.scalar.ops:op_named"},
    "autograd_lab.recording": {"Recording": "autograd_lab.viz.network.training_run:TrainingRun"},
}


class OldPaths:
    """A finder for `sys.meta_path`: the import of an old path gives the module at the new one, the very same object."""

    @classmethod
    def find_spec(
        cls, name: str, path: "Sequence[str] | None" = None, target: "ModuleType | None" = None
    ) -> ModuleSpec | None:
        """A specification for an old path; None, which sends Python to its other finders, for any other name."""
        return ModuleSpec(name, _Loader(name)) if name in MOVED else None


class _Loader(Loader):
    """Loads the module that an old path stands for, and gives it the old names of what it holds."""

    def __init__(self, path: str) -> None:
        self.path = path

    def create_module(self, spec: ModuleSpec) -> "ModuleType":
        self.module = import_module(MOVED[self.path])
        self.spec = self.module.__spec__
        for old, new in RENAMED.get(self.path, {}).items():
            place, _, name = new.partition(":")
            setattr(self.module, old, getattr(import_module(place), name))
        return self.module

    def exec_module(self, module: "ModuleType") -> None:
        """It has run already; Python has just written the old path into it, which is taken back."""
        module.__spec__ = self.spec


sys.meta_path.append(OldPaths)
