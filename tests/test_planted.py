"""Bugs planted in the forward texts of ops.py, in op_code.py and in the tensors' rules, one at a time, in a copy: each is caught.

Bugs in the local derivatives of ops.py are planted in scalar/test_scalar_torch.py, in the running process.
"""
# ruff: noqa: E501 - a case of a table is a line

import os
import shutil
import subprocess
import sys

import pytest

from tests.support.repo import REPO as ROOT

pytestmark = pytest.mark.slow

SCALARS = ["scalar/test_scalar.py", "scalar/test_graph.py", "scalar/test_scalar_torch.py"]
TENSORS = ["tensor/test_tensor_torch.py", "test_functional.py", "tensor/test_tensor.py", "test_optim.py"]
CORE = "each_operation or values_and_gradients or every_rank or fan_out or owns or steps_are or doubles or stale or noticed or order"

#: what is broken: (file, the right text, the wrong text)
BUGS = {
    "operands exchanged: forward of sub": ("scalar/ops.py", '"a - b", ("1", "-1")', '"b - a", ("1", "-1")'),
    "the branch for z < 0: forward of sigmoid": ("scalar/ops.py", "return e / (1.0 + e)", "return 1.0 / (1.0 + e)"),
    "operands exchanged: forward of div": ("scalar/ops.py", '"a / b", ("1 / b"', '"b / a", ("1 / b"'),
    "the exponent: forward of pow": ("scalar/ops.py", "return float(a**b)", "return float(a ** (b - 1))"),
    "the wrong side: forward of relu": ("scalar/ops.py", "return x if x > 0 else 0.0", "return x if x < 0 else 0.0"),
    "the wrong tail: forward of log_sigmoid": ("scalar/ops.py", "min(x, 0.0) - ", "max(x, 0.0) - "),
    "exchanged: forward of max": ("scalar/ops.py", '"max(a, b)"', '"min(a, b)"'),
    "exchanged: forward of sin": ("scalar/ops.py", '"sin(a)", ("cos(a)"', '"cos(a)", ("cos(a)"'),
    "a factor: forward of total": ("scalar/ops.py", 'Op("total", "a"', 'Op("total", "a * 2"'),
    "operands added: forward of dot": ("scalar/ops.py", 'Op("dot", "a * b"', 'Op("dot", "a + b"'),
    "the bias of dot is left out": ("scalar/op_code.py", "out = operands[-1]{number} if {_is_left_over(op)} else 0.0", "out = 0.0"),
    "a sign: sub": ("tensor/elementwise.py", "return a - b, (same, np.negative)", "return a - b, (same, same)"),
    "a sign: div": ("tensor/elementwise.py", "lambda g: -g * out / b", "lambda g: g * out / b"),
    "operands exchanged: mul": ("tensor/elementwise.py", "(lambda g: g * b, lambda g: g * a)", "(lambda g: g * a, lambda g: g * b)"),
    "a factor: tanh": ("tensor/elementwise.py", "g * (1 - out * out)", "g * (1 - out)"),
    "slope at the output: sigmoid": ("tensor/elementwise.py", "np.multiply(slope, out, slope)", "np.multiply(slope, a, slope)"),
    "a missing factor: mse": ("tensor/losses.py", "difference * (2 / n * g.item())", "difference * (1 / n * g.item())"),
    "a missing +=: fan-out": ("tensor/sweep.py", "np.asarray(parent.grad + g)", "np.asarray(g)"),
    "a missing unbroadcast axis": ("tensor/shaping.py", "if want == 1 != have", "if want == 1 != have and i"),
    "mean forgets 1/n": ("tensor/shaping.py", "spread(a.shape, axis, keepdims, count)", "spread(a.shape, axis, keepdims, 1)"),
    "an index used twice is written once": ("tensor/shaping.py", "np.add.at(full, key, g)", "full[key] = g"),
    "a factor: linear": ("tensor/products.py", "lambda g: product(x.T, g), lambda g: ones", "lambda g: 2 * product(x.T, g), lambda g: ones"),
    "the wrong order of the sweep": ("tensor/sweep.py", "nodes.sort(key=_TIME, reverse=True)", "pass"),
    "a leaf shares its gradient": ("tensor/sweep.py", "parent.grad = g.copy()", "parent.grad = g"),
    "a write goes unnoticed": ("tensor/node.py", "tensor._time = tick()", "pass"),
    "momentum forgets": ("optim/methods.py", "v *= self.momentum\n            v += g", "v *= 0\n            v += g"),
}  # fmt: skip


def run_suite(folder, scalars):
    """Run the core of the suite on the package in `folder`; the exit code and the output."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-m", "not full"]
    command += ["--hypothesis-profile=ci"]  # what it draws does not differ from run to run
    command += ["-k", "not planted"] if scalars else ["-k", CORE]
    done = subprocess.run(
        [*command, *(f"tests/{name}" for name in (SCALARS if scalars else TENSORS))],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "LAB_REQUIRE_ALL": "", "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    """A copy of the package and its engine tests."""
    pytest.importorskip("torch", reason="needs PyTorch: pip install torch")
    folder = tmp_path_factory.mktemp("planted")
    packages = (
        "autograd_lab",
        *(f"autograd_lab/{name}" for name in ("scalar", "tensor", "gradcheck", "data", "functional", "nn", "optim")),
    )
    rooms = (*packages, "tests/scalar", "tests/tensor")
    files = [path for room in rooms for path in (ROOT / room).glob("*.py")]
    for path in [*files, *(ROOT / "tests" / name for name in TENSORS if "/" not in name)]:
        target = folder / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "tests" / "__init__.py").touch()
    return folder


@pytest.mark.parametrize(
    "scalars", [pytest.param(True, id="scalars", marks=pytest.mark.full), pytest.param(False, id="tensors")]
)
def test_the_copy_passes_as_it_stands(copied, scalars):
    code, output = run_suite(copied, scalars)
    assert code == 0, output


@pytest.mark.sampled(3)
@pytest.mark.parametrize("bug", BUGS)
def test_the_suite_catches(bug, copied):
    name, right, wrong = BUGS[bug]
    path = copied / "autograd_lab" / name
    source = path.read_text(encoding="utf-8")
    assert right in source, f"the rule has changed: write the bug {bug!r} anew"
    path.write_text(source.replace(right, wrong), encoding="utf-8")
    try:
        code, output = run_suite(copied, scalars=name.startswith("scalar/"))
    finally:
        path.write_text(source, encoding="utf-8")
    assert code == 1, output  # 1: tests ran and one failed
    assert "1 failed" in output
