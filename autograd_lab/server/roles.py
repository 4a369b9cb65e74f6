"""A student's JupyterLab and an instructor's: which parts each shows, and which of the two an environment has chosen.

What a student's JupyterLab shows stands in `student-config/`, in the form in which Jupyter reads it.
"""

import json
import os
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

CONFIG = Path(__file__).parent / "student-config"
SEARCHED = "JUPYTER_CONFIG_PATH"  # folders that Jupyter's settings are read from before all others


def _read(*parts: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(CONFIG.joinpath(*parts).read_text(encoding="utf-8"))
    return settings


def server_parts() -> dict[str, bool]:
    """The server extensions, and whether a student has them."""
    parts: dict[str, bool] = _read("jupyter_server_config.json")["ServerApp"]["jpserver_extensions"]
    return parts


def hidden_lab_parts() -> list[str]:
    """The parts of JupyterLab's page that a student has not."""
    return list(_read("labconfig", "page_config.json")["disabledExtensions"])


def lab_settings() -> dict[str, dict[str, Any]]:
    """JupyterLab's settings for both roles, by plugin: no news and no updates are fetched from the network."""
    return _read("labconfig", "default_setting_overrides.json")


def role_is_chosen() -> bool:
    """Whether this environment's settings say who works here: `python -m autograd_lab.server` writes them."""
    folder = Path(sys.prefix, "etc", "jupyter", "jupyter_server_config.d")
    return any((folder / f"{part}.json").is_file() for part, shown in server_parts().items() if not shown)


def take_role_of_student(environment: MutableMapping[str, str]) -> None:
    """Let Jupyter read a student's settings, in the environment variables of a process, unless a role was chosen.

    Nothing is written, so this works in an installation that belongs to somebody else.
    """
    if not role_is_chosen():
        environment[SEARCHED] = os.pathsep.join(filter(None, [str(CONFIG), environment.get(SEARCHED)]))
