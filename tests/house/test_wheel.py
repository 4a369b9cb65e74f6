"""What the wheel carries besides Python: the server extension's switch, the licences, the player."""

import subprocess
import sys
import zipfile

import pytest

from tests.support.repo import REPO


@pytest.mark.slow
def test_wheel_switches_the_server_extension_on(tmp_path):
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(REPO)]
    subprocess.run(command, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    switch = "data/etc/jupyter/jupyter_server_config.d/autograd_lab.json"
    assert any(name.endswith(switch) for name in names)
    assert any(name.endswith("licenses/LICENSE-TEXT") for name in names)
    assert "autograd_lab/py.typed" in names
    assert not any(name.startswith(("tests/", "notebooks/")) for name in names)
