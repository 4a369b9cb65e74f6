"""Answers to ps10 that fail, never end, take all there is; and noise that costs an honest student nothing."""

from tests.grading.attention.case import ATTENTION, BLOCK, HEAD, MOST, RIGHT, ROWS
from tests.grading.hostile_bank.failures import FULL, enter_failures

enter_failures(ATTENTION, (*MOST,))

failing, noise = ATTENTION.bank("failing"), ATTENTION.bank("noise")

failing.enter("other-signature", {HEAD: f"def {HEAD}(Q, K, V, g):\n    return Q, K, V\n"}, {HEAD: 0}, "takes six")
failing.body(
    "torch-differentiates",
    HEAD,
    "import torch\nleaves = [torch.tensor(a, requires_grad=True) for a in (Q, K, V)]\n"
    "torch.nn.functional.scaled_dot_product_attention(*leaves, attn_mask=torch.tensor(mask), scale=scale).backward(\n"
    "    torch.tensor(g))\nreturn tuple(a.grad.numpy() for a in leaves)",
    0,
    "the set is written with NumPy",
)
failing.body(
    "library-of-the-course",
    ROWS,
    "from autograd_lab import Tensor\nz = Tensor(np.log(p))\nz.softmax(axis=1).backward(g)\nreturn z.grad",
    0,
    "it is to be written, not called",
)
failing.body(
    "scipy-makes-the-shares",
    HEAD,
    "from scipy.special import softmax\nP = softmax(scale * Q @ K.transpose(0, 2, 1), axis=2)\nreturn Q, K, V",
    0,
    "the set is written with NumPy",
)
failing.first(
    "remembers-by-shape",
    ROWS,
    "if p.shape not in seen:\n    seen[p.shape] = p * (g - (p * g).sum(axis=1, keepdims=True))\nreturn seen[p.shape]",
    0,
    "gives an old answer to a new question",
    "seen = {}\n",
)
failing.first(
    "wrong-at-the-end",
    BLOCK,
    "calls.append(1)\nif len(calls) > 8:\n    return x, W1, b1, W2, b2",
    0,
    "another answer to the same question",
    "calls = []\n",
)
failing.first("asks-for-a-seventh", HEAD, "scale = scale / np.sqrt(heads)", 0, "there are no heads in this set")
noise.enter("lambda", {ROWS: f"{ROWS} = lambda p, g: p * (g - (p * g).sum(axis=1, keepdims=True))\n"}, {}, FULL)
noise.enter(
    "own-rows-called-by-attention",
    {
        HEAD: RIGHT[HEAD].replace(
            "P * (dP - (P * dP).sum(axis=2, keepdims=True))", f"np.array([{ROWS}(p, d) for p, d in zip(P, dP)])"
        )
    },
    {},
    "a student's own answer to part 1 may be used in part 2",
)
noise.enter(
    "shares-in-a-helper",
    {
        HEAD: RIGHT[HEAD]
        .replace(
            f"def {HEAD}(",
            f"def shares(s):\n    e = np.exp(s)\n    return e / e.sum(axis=2, keepdims=True)\n\n\ndef {HEAD}(",
        )
        .replace(
            "e = np.exp(s - s.max(axis=2, keepdims=True))\n    P = e / e.sum(axis=2, keepdims=True)", "P = shares(s)"
        )
    },
    {},
    "a helper of one's own stands above the function",
)
