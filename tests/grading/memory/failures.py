"""Answers to ps9 that fail, beside those that fail in any set."""

from tests.grading.hostile_bank.failures import enter_failures
from tests.grading.memory.case import BPTT, FORWARD, LSTM, MEMORY, MOST, SCALAR, TRUNCATED

enter_failures(MEMORY, tuple(MOST))
failing, noise = MEMORY.bank("failing"), MEMORY.bank("noise")

failing.enter(
    "other-signature", {BPTT: f"def {BPTT}(xs, hs, ghs):\n    return xs, hs, ghs\n"}, {BPTT: 0}, "takes seven"
)
failing.enter(
    "without-k",
    {TRUNCATED: f"def {TRUNCATED}(xs, hs, h0, Wx, Wh, b, ghs):\n    return Wx, Wh, b, h0\n"},
    {TRUNCATED: 0},
    "there is no k",
)
failing.body(
    "torch-differentiates",
    FORWARD,
    "import torch\nrnn = torch.nn.RNN(*Wx.shape)\nreturn rnn(torch.tensor(xs))[0].detach().numpy()",
    0,
    "the set is written with NumPy",
)
failing.body(
    "scipy-squashes",
    LSTM,
    "from scipy.special import expit\nreturn expit(x), expit(h_prev), c_prev, W, U, b",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    BPTT,
    "from autograd_lab import Tensor\nweights = [Tensor(a) for a in (Wx, Wh, b, h0)]\n"
    "return tuple(one.grad for one in weights)",
    0,
    "it is to be written, not called",
)
failing.first(
    "remembers-by-steps",
    SCALAR,
    "if len(x) in seen:\n    return seen[len(x)]\n"
    "seen[len(x)] = tuple(float(v) for v in (gh[-1], gh[0], gh.sum(), u))\nreturn seen[len(x)]",
    0,
    "gives an old answer to a new question, and a wrong one to the first",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    LSTM,
    "calls.append(1)\nif len(calls) > 8:\n    return tuple(0 * a for a in (x, h_prev, c_prev, W, U, b))",
    0,
    "another answer to the same question",
    "calls = []\n",
)
failing.first(
    "state-of-the-last-call",
    FORWARD,
    "h0 = kept.get(h0.shape, h0)\nkept[h0.shape] = np.tanh(h0)",
    0,
    "goes on where the last call ended: another answer to the same question",
    "kept = {}\n",
)
noise.enter(
    "lambda",
    {
        FORWARD: "import itertools\n"
        f"{FORWARD} = lambda xs, h0, Wx, Wh, b: np.stack(\n"
        "    list(itertools.accumulate(xs, lambda h, x: np.tanh(x @ Wx + h @ Wh + b), initial=h0))[1:]\n)\n"
    },
    {},
    "right, whatever stands around it",
)
