"""Answers to ps11 that fail, never end, take all there is; and noise that costs an honest student nothing."""

from tests.grading.hostile_bank.failures import FULL, enter_failures
from tests.grading.reward.case import DUAL, MOST, POLICY, RETURNS, REWARD, RIGHT, SCORE, THROUGH

enter_failures(REWARD, (*MOST,))

failing, noise = REWARD.bank("failing"), REWARD.bank("noise")

failing.enter(
    "other-signature", {RETURNS: f"def {RETURNS}(rewards, gamma):\n    return rewards\n"}, {RETURNS: 0}, "takes three"
)
failing.body(
    "torch-differentiates",
    POLICY,
    "import torch\nz = torch.tensor(logits, requires_grad=True)\n"
    "chosen = torch.log_softmax(z, dim=1)[torch.arange(len(z)), torch.tensor(actions)]\n"
    "(-(torch.tensor(returns) - baseline) * chosen).mean().backward()\nreturn z.grad.numpy()",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    DUAL,
    "from autograd_lab import Value\nreturn Value(1.0).data, x",
    0,
    "it is to be written, not called",
)
failing.body(
    "scipy-makes-the-chances",
    POLICY,
    "from scipy.special import softmax\nreturn softmax(logits, axis=1)",
    0,
    "the set is written with NumPy",
)
failing.first(
    "remembers-by-shape",
    RETURNS,
    "if rewards.shape in seen:\n    return seen[rewards.shape]\nseen[rewards.shape] = rewards",
    0,
    "gives an old answer to a new question",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    THROUGH,
    "calls.append(1)\nif len(calls) > 9:\n    return x, b",
    0,
    "another answer to the same question",
    "calls = []\n",
)
failing.first("asks-for-a-seventh", SCORE, "s = s[:count]", 0, "there is no count in this set")
failing.first("runs-the-program-as-python", DUAL, "exec(program)", 0, "a program is a list of tuples, and no text")
failing.body("divides-by-nothing", DUAL, "return x[0] / 0.0, x / 0.0", 0, "infinity is no slope")
noise.enter(
    "lambda",
    {
        THROUGH: f"{THROUGH} = lambda x, w, b, y, s: (half(x, w, b, y, s) * x, half(x, w, b, y, s))\n"
        "def half(x, w, b, y, s):\n    p = 1 / (1 + np.exp(-(x @ w + b)))\n"
        "    return 2 * (s - y).mean() * p * (1 - p)\n"
    },
    {},
    FULL,
)
noise.enter(
    "own-sigmoid-called-by-both",
    {
        THROUGH: "def sigma(z):\n    return 1 / (1 + np.exp(-z))\n\n\n"
        + RIGHT[THROUGH].replace("1 / (1 + np.exp(-(x @ w + b)))", "sigma(x @ w + b)"),
        SCORE: RIGHT[SCORE].replace("1 / (1 + np.exp(-(x @ w + b)))", "sigma(x @ w + b)"),
    },
    {},
    "a helper of one's own stands in the cell above",
)
noise.enter(
    "rules-in-a-class",
    {DUAL: "class Rules:\n    pass\n\n\n" + RIGHT[DUAL]},
    {},
    "a class of one's own stands above the function",
)
