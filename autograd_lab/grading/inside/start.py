"""The script that an isolated Python (`-P -s -S`) runs: it loads the two packages of the sandbox and starts one part.

start.py SETTINGS     with SETTINGS in JSON, as `Sandbox.settings` writes them
"""

import importlib.util
import json
import sys
import types
from pathlib import Path


def load_package(name: str, folder: Path) -> types.ModuleType:
    """A package from its folder alone: the package around it, which holds the exams, cannot be imported here."""
    spec = importlib.util.spec_from_file_location(
        name, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no Python package at {folder}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    SETTINGS = json.loads(sys.argv[1])
    load_package("inside", Path(SETTINGS["inside"]))
    part = importlib.import_module(f"inside.{SETTINGS['run']}")
    part.main(SETTINGS, lambda: load_package("plans", Path(SETTINGS["plans"])))
