"""Environments in which the wheel is installed, made quickly: packages that the tests have are lent, not installed."""

import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.repo import REPO

SITE = Path(sysconfig.get_path("purelib"))
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


@dataclass(frozen=True)
class Environment:
    """A virtual environment at `folder` with this package in it, and a home for who works there."""

    folder: Path
    home: Path

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.folder / SCRIPTS / "python"

    @property
    def command(self) -> str:
        """The command `autograd-lab` in it."""
        return str(self.folder / SCRIPTS / "autograd-lab")

    @property
    def site(self) -> Path:
        """The folder of its packages."""
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(
            subprocess.run([self.python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        )

    def variables(self, **more: str) -> dict[str, str]:
        """The variables of a process in it: nothing of this repository, and nothing of the user's own settings."""
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "JUPYTER"))}
        jupyter = {f"JUPYTER_{name}_DIR": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        return {**ours, **jupyter, "IPYTHONDIR": str(self.home / "ipython"), "HOME": str(self.home), **more}

    def run(self, *arguments: object, here: Path, **more: str) -> subprocess.CompletedProcess[str]:
        """What a command in it says and returns, started in the folder `here`."""
        command = [str(argument) for argument in arguments]
        return subprocess.run(
            command, cwd=here, env=self.variables(**more), capture_output=True, text=True, timeout=300
        )


def built_wheel(folder: Path) -> Path:
    """The wheel of this repository, built into a folder."""
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(folder), str(REPO)]
    subprocess.run(command, check=True)
    [wheel] = folder.glob("*.whl")
    return wheel


def environment(folder: Path, wheel: Path, lent: Sequence[str] | None = None) -> Environment:
    """An environment with the wheel.

    lent  the packages of the tests' own environment that it has too; None for all of them
    """
    made = Environment(folder / "env", folder / "home")
    made.home.mkdir(parents=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", made.folder], check=True)
    install = ["install", "-q", "--no-deps", "--no-index", str(wheel)]
    subprocess.run([sys.executable, "-m", "pip", "--python", made.python, *install], check=True)
    if lent is None:  # a .pth file in a folder that another one names is not read: this repository stays out
        (made.site / "lent.pth").write_text(f"{SITE}\n")
    for package in lent or ():
        for path in (SITE / package, SITE / f"{package}.libs"):
            if path.exists():
                (made.site / path.name).symlink_to(path)
    return made


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this repository."""
    return built_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel and all that the tests have."""
    return environment(tmp_path_factory.mktemp("installed"), wheel)
