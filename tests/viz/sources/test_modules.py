"""The player's modules on their own: their tests under Node, and their types, written as JSDoc, under TypeScript."""

import shutil
import subprocess

import pytest

from tests.support.npm import package
from tests.support.repo import REPO

pytestmark = pytest.mark.slow


def run(*command):
    if not shutil.which("node"):
        pytest.skip("needs Node.js: apt-get install nodejs")
    return subprocess.run(["node", *command], cwd=REPO, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("file", sorted(REPO.glob("tests/js/*.test.mjs")), ids=lambda path: path.name)
def test_what_a_module_says_of_itself(file):
    done = run("--test", str(file))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# pass 0" not in done.stdout


def typed(*options):
    return run(str(package("typescript") / "bin" / "tsc"), *options)


def test_types():
    done = typed("-p", "jsconfig.json")
    assert done.returncode == 0, done.stdout


def test_the_model_knows_no_page():
    """The modules of js/model/ are checked by a compiler that has never heard of a document or an element."""
    done = typed("-p", "tests/js/model.jsconfig.json")
    assert done.returncode == 0, done.stdout


def test_a_model_that_touches_the_page_would_be_seen(tmp_path):
    (tmp_path / "wrong.js").write_text("// @ts-check\nexport const wide = () => document.body.clientWidth;\n")
    settings = (REPO / "tests" / "js" / "model.jsconfig.json").read_text()
    for path in ("../../autograd_lab/viz/js/model/*.js", "../../jsconfig.json", "model.d.ts"):
        new = {"../../autograd_lab/viz/js/model/*.js": "wrong.js"}.get(
            path, str((REPO / "tests" / "js" / path).resolve())
        )
        settings = settings.replace(f'"{path}"', f'"{new}"')
    (tmp_path / "jsconfig.json").write_text(settings)
    assert "Cannot find name 'document'" in typed("-p", str(tmp_path / "jsconfig.json")).stdout


def test_a_wrong_type_would_be_seen(tmp_path):
    (tmp_path / "wrong.js").write_text('// @ts-check\n/** @param {number} x */\nconst f = (x) => x;\nf("1");\n')
    settings = (REPO / "jsconfig.json").read_text().replace("autograd_lab/viz/js/**/*.js", "wrong.js")
    (tmp_path / "jsconfig.json").write_text(settings)
    done = typed("-p", str(tmp_path / "jsconfig.json"))
    assert "wrong.js(4,3): error TS2345" in done.stdout
