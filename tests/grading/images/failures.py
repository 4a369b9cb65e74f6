"""Answers to ps8 that fail, beside those that fail in any set."""

from tests.grading.hostile_bank.failures import enter_failures
from tests.grading.images.case import CONV1D, CONV2D, IMAGES, LOSS, MOST, SMOOTH

enter_failures(IMAGES, tuple(MOST))
failing, noise = IMAGES.bank("failing"), IMAGES.bank("noise")

failing.enter("other-signature", {CONV1D: f"def {CONV1D}(x, w, g):\n    return x, w, g\n"}, {CONV1D: 0}, "takes five")
failing.body(
    "torch-differentiates",
    CONV2D,
    "import torch\nx, w = torch.tensor(x), torch.tensor(w)\n"
    "return torch.nn.grad.conv2d_input(x.shape, w, torch.tensor(g), stride, padding).numpy(), None, None",
    0,
    "the set is written with NumPy",
)
failing.body(
    "scipy-correlates",
    CONV1D,
    "from scipy.signal import correlate\nreturn correlate(g, w), x, w",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    CONV2D,
    "from autograd_lab import Tensor, functional\nx, w = Tensor(x), Tensor(w)\n"
    "functional.conv2d(x, w, stride=stride, padding=padding).backward(g)\n"
    "return x.grad, w.grad, g.sum(axis=(0, 2, 3))",
    0,
    "it is to be written, not called",
)
failing.first(
    "remembers-by-shape",
    SMOOTH,
    "if pred.shape not in seen:\n    seen[pred.shape] = np.clip((pred - target) / beta, -1, 1)\n"
    "return seen[pred.shape]",
    0,
    "gives an old answer to a new question",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    LOSS,
    "calls.append(1)\nif len(calls) > 8:\n    return logits * 0, boxes * 0",
    0,
    "another answer to the same question",
    "calls = []\n",
)
noise.enter(
    "lambda",
    {SMOOTH: f"{SMOOTH} = lambda p, t, beta: np.clip((p - t) / beta, -1, 1)\n"},
    {},
    "right, whatever stands around it",
)
