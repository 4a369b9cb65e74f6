"""The player's modules, run by Node."""

import json
import shutil
import subprocess

import pytest

from tests.support.repo import REPO

VIZ = REPO / "autograd_lab" / "viz"
JS = VIZ / "js"


def node(script, data):
    """What a script prints as JSON, run by Node with `data` as its input."""
    if not shutil.which("node"):
        pytest.skip("needs Node.js: apt-get install nodejs")
    done = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=f"const data = {json.dumps(data)};\n{script}",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
