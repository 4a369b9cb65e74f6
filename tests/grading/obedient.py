"""A command that may read and write what the modes of files allow, also where the tests run as root."""

import os
import shutil

import pytest


def obedient() -> list[str]:
    """What to put before a command: root may read and write everything, without these rights it may not."""
    if os.getuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("needs setpriv, to run as root without root's rights")
    without = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={without}", f"--inh-caps={without}"]
