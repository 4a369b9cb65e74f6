"""Random programs of images, sequences and attention against torch float64; and bugs planted in their rules, all caught."""
# ruff: noqa: E501 - a case of a table is a line

import importlib
import sys
from pathlib import Path

import pytest

from tests.tensor.network_programs import NetworkProgram
from tests.tensor.tensor_programs import relative_error

pytestmark = pytest.mark.slow

torch = pytest.importorskip("torch", reason="needs PyTorch: pip install torch")


def agrees(seed):
    program = NetworkProgram(seed)
    error = relative_error(program.ours(), program.theirs(torch))
    assert error <= 1e-10, (error, program)


@pytest.mark.parametrize("first", range(0, 60, 10))
def test_programs_have_torchs_values_and_gradients(first):
    for seed in range(first, first + 10):
        agrees(seed)


@pytest.mark.full
def test_four_thousand_programs_have_torchs_values_and_gradients():
    for seed in range(1000, 5000):
        agrees(seed)


def test_the_programs_hold_every_new_operation_and_module():
    names = {step.name.split()[0] for seed in range(400) for step in NetworkProgram(seed).steps}
    assert names >= {
        "conv2d", "max_pool2d", "avg_pool2d", "Conv2d", "conv1d", "Conv1d", "layer_norm", "LayerNorm", "attention",
        "MultiheadAttention", "TransformerBlock", "RNNCell", "LSTMCell", "GRUCell", "Embedding", "sin", "cos", "softplus",
        "gelu", "round", "floor", "sign", "step", "straight", "var", "logsumexp", "permute", "squeeze", "flatten", "split",
        "chunk", "masked_fill", "gather", "linear",
    }  # fmt: skip


#: what is broken: (module, the right text, the wrong text, the names in it that are exchanged)
BUGS = {
    "the image's gradient forgets the stride": ("tensor.images", "field, rows, stride):\n            full", "field, rows, (1, 1)):\n            full", "conv2d"),
    "windows that overlap overwrite": ("tensor.images", "full[(..., *at)] += spread[:, :, i, j]", "full[(..., *at)] = spread[:, :, i, j]", "conv2d"),
    "padding is not cut off at the left": ("tensor.images", "x[:, :, up : x.shape[2] - up, left : x.shape[3] - left]", "x[:, :, up : x.shape[2] - up, : x.shape[3] - 2 * left]", "conv2d max_pool2d avg_pool2d array_without_padding"),
    "the bias of a filter is averaged": ("tensor.images", "lambda g: g.sum(axis=(0, 2, 3)))", "lambda g: g.mean(axis=(0, 2, 3)))", "conv2d"),
    "a pool gives a tie's gradient to all but the first": ("tensor.images", "full[(..., *at)] += g * (winner == k)", "full[(..., *at)] += g * (winner != k)", "max_pool2d"),
    "a mean pool forgets to share": ("tensor.images", "np.zeros(padded.shape, dtype=g.dtype), g / count", "np.zeros(padded.shape, dtype=g.dtype), g", "avg_pool2d"),
    "layer norm forgets the mean of the gradient": ("tensor.images", "g - sum_along_rows(g) / width", "g + 0", "layer_norm"),
    "layer norm forgets the part along the output": ("tensor.images", "slope -= x_hat * (dot_along_rows(g, x_hat) / width)", "pass", "layer_norm"),
    "a gathered entry is written once": ("tensor.shaping", "np.add.at(full, key, g)\n        return full\n\n    return a[key], (pull,)\n\n\ndef masked", "full[key] = g\n        return full\n\n    return a[key], (pull,)\n\n\ndef masked", "gather"),
    "a mask lets the gradient through": ("tensor.shaping", "np.where(hit, np.zeros((), g.dtype), g)", "np.where(hit, g, g)", "masked_fill"),
    "a part is put back at the start": ("tensor.shaping", "full[key] = g\n        return full\n\n    return a[key], (pull,)\n\n\ndef gather", "full[tuple(map(slice, g.shape))] = g\n        return full\n\n    return a[key], (pull,)\n\n\ndef gather", "piece"),
    "the variance's slope has the wrong count": ("tensor.shaping", "(2 / (count - correction))", "(2 / count)", "variance"),
    "logsumexp passes the gradient through": ("tensor.losses", "exponentials / sums * g.reshape(sums.shape)", "np.ones_like(a) * g.reshape(sums.shape)", "logsumexp"),
    "smooth L1 is not cut off": ("tensor.losses", "np.clip(difference / beta, -1, 1)", "difference / beta", "smooth_l1"),
    "a sum is taken for a mean": ("tensor.losses", "share = each.size if reduction == \"mean\" else 1", "share = each.size", "mse smooth_l1 bce_with_logits _reduced_loss"),
    "cross-entropy of rows forgets g": ("tensor.losses", "return g[:, None] if g.ndim", "return np.ones((len(g), 1)) if g.ndim", "cross_entropy _of_rows"),
    "the sign of cos": ("tensor.elementwise", "lambda g: -g * np.sin(a)", "lambda g: g * np.sin(a)", "cos"),
    "gelu's slope is the share alone": ("tensor.elementwise", "below + a * np.exp(-0.5 * a * a)", "below + 0 * np.exp(-0.5 * a * a)", "gelu"),
    "softplus is taken for its slope": ("tensor.elementwise", "lambda g: g * sigmoid(a)[0]", "lambda g: g * a", "softplus"),
    "a jump lets the gradient through": ("tensor.elementwise", "return np.round(a), (np.zeros_like,)", "return np.round(a), (same,)", "rounded"),
    "gates exchanged: LSTM": ("nn.recurrent", "i, f, g, o = a.chunk(4, -1)", "f, i, g, o = a.chunk(4, -1)", "LSTMCell.forward"),
    "the road of c is cut": ("nn.recurrent", "c = f.sigmoid() * c +", "c = f.sigmoid() * c.detach() +", "LSTMCell.forward"),
    "the reset gate is outside: GRU": ("nn.recurrent", "n_x + r * n_h", "n_x + n_h", "GRUCell.forward"),
    "a mask the other way round: attention": ("functional.attention", "out: Array = ~numbers if", "out: Array = numbers & ~numbers if", "scaled_dot_product_attention"),
    "heads read across": ("nn.attention", "joined = found.transpose(-3, -2).reshape", "joined = found.reshape", "MultiheadAttention.forward"),
    "the block norms once": ("nn.attention", "return x + self._feed(self.norm2.forward(x))", "return x + self._feed(x)", "TransformerBlock.forward"),
}  # fmt: skip


def sees_it(seed):
    """Whether a program differs from torch's, or does not run at all."""
    try:
        program = NetworkProgram(seed)
        return not relative_error(program.ours(), program.theirs(torch)) <= 1e-10
    except (ValueError, TypeError, IndexError, AttributeError):
        return True


def planted(monkeypatch, module, right, wrong, names):
    """Exchange functions or methods of a module for those of its source with a bug in it."""
    path = f"autograd_lab.{module}"
    real = importlib.import_module(path)
    source = Path(real.__file__).read_text(encoding="utf-8")
    assert right in source, "the rule has changed: write the bug anew"
    space = {"__name__": path, "__file__": real.__file__}
    exec(compile(source.replace(right, wrong), real.__file__, "exec"), space)
    for name in names.split():
        holder, _, method = name.partition(".")
        if method:
            monkeypatch.setattr(getattr(real, holder), method, getattr(space[holder], method))
            continue
        original = getattr(real, holder)
        for other in [m for n, m in sys.modules.items() if n.startswith("autograd_lab.")]:
            if vars(other).get(holder) is original:
                monkeypatch.setattr(other, holder, space[holder])


@pytest.mark.parametrize("bug", BUGS)
def test_the_programs_catch(bug, monkeypatch):
    planted(monkeypatch, *BUGS[bug])
    assert any(map(sees_it, range(400))), "400 programs did not see it"
