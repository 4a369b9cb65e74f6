"""Binder and conda: the two environment files, and what repo2docker makes of binder/."""

import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement

from tests.support.repo import REPO

needs_shell = pytest.mark.skipif(os.name == "nt", reason="needs a shell of POSIX: run on Linux or macOS")
ON_CONDA = {"matplotlib": "matplotlib-base", "torch": "pytorch-cpu"}


def environment() -> dict:
    return yaml.safe_load((REPO / "environment.yml").read_text())


def listed() -> dict[str, str]:
    """Name and version range of each package in environment.yml, as pip would write them."""
    packages = {}
    for entry in environment()["dependencies"]:
        for text in entry["pip"] if isinstance(entry, dict) else [entry]:
            requirement = Requirement(re.sub(r"^(\w+)=([\d.]+)$", r"\1==\2", text))
            packages[requirement.name] = str(requirement.specifier)
    return packages


def test_both_environment_files_are_equal():
    assert (REPO / "environment.yml").read_bytes() == (REPO / "binder" / "environment.yml").read_bytes()
    assert not (REPO / "binder" / "environment.yml").is_symlink()


def test_environment_holds_what_the_course_needs_and_nothing_else():
    project = tomllib.loads((REPO / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    needed = map(Requirement, [*project["dependencies"], *extras["course"], *extras["torch"]])
    wanted = {ON_CONDA.get(package.name, package.name): str(package.specifier) for package in needed}
    found = listed()
    assert {name: found[name] for name in wanted if name in found} == wanted
    assert found.keys() - wanted.keys() == {"python", "pip", "graphviz"}


def test_environment_does_not_install_the_repository():
    text = "\n".join(line for line in (REPO / "environment.yml").read_text().splitlines() if not line.startswith("#"))
    assert "-e" not in text.split()


@needs_shell
@pytest.mark.parametrize("script", ["postBuild", "start"])
def test_scripts_are_executable_and_stop_at_an_error(script):
    path = REPO / "binder" / script
    assert os.access(path, os.X_OK)
    assert re.search(r"^set -e", path.read_text(), re.MULTILINE)


@pytest.mark.slow
@needs_shell
def test_start_hands_over_with_one_thread():
    command = [REPO / "binder" / "start", sys.executable, "-c", "import os; print(os.environ['OMP_NUM_THREADS'])"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1\n"


@pytest.mark.slow
def test_repo2docker_builds_what_we_mean(tmp_path):
    for name in ("binder", "environment.yml", "pyproject.toml"):
        (tmp_path / name).symlink_to(REPO / name)
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Building conda environment for python=3.12" in done.stderr
    dockerfile = done.stdout
    assert '--file "binder/environment.yml"' in dockerfile
    assert "--no-install-recommends graphviz" in dockerfile
    assert "RUN ./binder/postBuild" in dockerfile
    assert 'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"' in dockerfile


@pytest.mark.full
def test_post_build_in_an_environment_like_binders(tmp_path):
    """The same packages from pip, then postBuild: JupyterLab has the extension on and the instructor's tools off."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path], check=True)
    to_pip = {conda: pip for pip, conda in ON_CONDA.items()}
    left_out = {"python", "pip", "graphviz", "pytorch-cpu"}
    packages = [to_pip.get(name, name) + versions for name, versions in listed().items() if name not in left_out]
    python = tmp_path / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "-c", REPO / "constraints.txt", *packages], check=True)
    path = f"{python.parent}:{os.environ['PATH']}"
    subprocess.run([REPO / "binder" / "postBuild"], cwd=REPO, env={**os.environ, "PATH": path}, check=True)
    command = [python, "-m", "jupyter", "server", "extension", "list"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    listing = re.sub(r"\x1b\[\d*m", "", done.stdout + done.stderr)
    assert "autograd_lab.server enabled" in listing
    assert "validate_assignment enabled" in listing
    assert "formgrader disabled" in listing
    code = "import autograd_lab.server; print(autograd_lab.__file__)"
    where = subprocess.run([python, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert where.stdout.startswith(str(tmp_path))
