"""`python -m autograd_lab.server student`: make this environment's JupyterLab the one that a reader should see.

A student needs nbgrader's Validate button and nothing else of it: Formgrader, Create Assignment, Assignment List
and Course List are an instructor's tools, and on Binder they only fail. `instructor` switches all of it on.
For both, JupyterLab does not ask to fetch news from the network.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from jupyter_server.extension.serverextension import toggle_server_extension_python
from jupyterlab.commands import disable_extension, enable_extension, get_app_dir

from autograd_lab.server import roles


def silence_news() -> None:
    """Answer no to JupyterLab's question about news and updates in this environment; other settings stay."""
    overrides = Path(get_app_dir(), "settings", "overrides.json")
    settings = json.loads(overrides.read_text(encoding="utf-8")) if overrides.exists() else {}
    for plugin, ours in roles.lab_settings().items():
        settings[plugin] = {**settings.get(plugin, {}), **ours}
    overrides.parent.mkdir(parents=True, exist_ok=True)
    overrides.write_text(json.dumps(settings, indent=2), encoding="utf-8")


def set_role(role: str) -> None:
    """Switch the instructor's parts of nbgrader off (`"student"`) or on (`"instructor"`) in this environment."""
    for name, for_students in roles.server_parts().items():
        toggle_server_extension_python(name, enabled=for_students or role == "instructor", sys_prefix=True)
    switch = enable_extension if role == "instructor" else disable_extension
    for name in roles.hidden_lab_parts():
        switch(name, level="sys_prefix")
    silence_news()


def main(argv: Sequence[str] | None = None) -> None:
    """Read the role from the command line and set it."""
    parser = argparse.ArgumentParser(prog="python -m autograd_lab.server", description=__doc__)
    parser.add_argument("role", choices=["student", "instructor"])
    set_role(parser.parse_args(argv).role)


if __name__ == "__main__":
    main()
