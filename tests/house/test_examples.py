"""Every public name shows an example where a student looks for one (Shift+Tab in Jupyter), and every example runs."""

import doctest
import importlib
import inspect


#: modules whose public names a student types; each name is looked at where it is offered, wherever it is defined
OFFERED = (
    "autograd_lab",
    "autograd_lab.nn",
    "autograd_lab.optim",
    "autograd_lab.functional",
    "autograd_lab.data",
    "autograd_lab.gradcheck",
    "autograd_lab.training",
    "autograd_lab.viz.figures",
    "autograd_lab.viz.side_by_side",
    "autograd_lab.viz.concepts",
    "autograd_lab.answers",
)
#: classes whose public methods are looked at as well
CLASSES = ("autograd_lab.Tensor", "autograd_lab.Value")
#: attributes whose name says it all; their class's example shows them
PLAIN = {"Tensor.dtype", "Tensor.ndim", "Tensor.size", "Tensor.described"}
LEAST = 80
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


def names_of(module):
    """The public names of a module: its `__all__`, else what is defined or offered under its own name there."""
    if hasattr(module, "__all__"):
        return [name for name in module.__all__ if not name.startswith("__")]
    package = hasattr(module, "__path__")
    return [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_")
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and (thing.__module__.startswith(module.__name__) if package else thing.__module__ == module.__name__)
    ]


def public_names():
    """Dotted name -> the object, for every public name that is no module."""
    found = {}
    for path in OFFERED:
        module = importlib.import_module(path)
        for name in names_of(module):
            thing = getattr(module, name)
            if not inspect.ismodule(thing):
                found[f"{path}.{name}"] = thing
    for path in CLASSES:
        home, name = path.rsplit(".", 1)
        cls = getattr(importlib.import_module(home), name)
        for each in dir(cls):
            if not each.startswith("_") and (callable(getattr(cls, each)) or isinstance(getattr(cls, each), property)):
                found[f"{path}.{each}"] = getattr(cls, each)
    return found


if __name__ == "__main__":
    names = public_names()
    for n, t in names.items():
        print(">>>" in (inspect.getdoc(t) or ""), n)
