"""Problem set 10 as the bank has it: the points of its questions, and a right answer to each."""

from tests.grading.hostile_bank.cases import HostileSet

#: the points of each question, in the order of the set
MOST = {"softmax_backward": 4, "attention_backward": 8, "prenorm_block_backward": 10}
ROWS, HEAD, BLOCK = MOST

ARGUMENTS = {
    ROWS: "p, g",
    HEAD: "Q, K, V, g, mask, scale",
    BLOCK: "x, W1, b1, W2, b2, eps, g",
}
#: bodies of right answers, each without a call of another answer, and without np.where, np.einsum or np.linalg
BODIES = {
    ROWS: "return p * (g - (p * g).sum(axis=1, keepdims=True))",
    HEAD: """
s = scale * Q @ K.transpose(0, 2, 1)
s[:, ~mask] = -np.inf
e = np.exp(s - s.max(axis=2, keepdims=True))
P = e / e.sum(axis=2, keepdims=True)
dP = g @ V.transpose(0, 2, 1)
dS = scale * P * (dP - (P * dP).sum(axis=2, keepdims=True))
return dS @ K, dS.transpose(0, 2, 1) @ Q, P.transpose(0, 2, 1) @ g""",
    BLOCK: """
root = np.sqrt(x.var(axis=1, keepdims=True) + eps)
h = (x - x.mean(axis=1, keepdims=True)) / root
z = h @ W1 + b1
dz = (g @ W2.T) * (z > 0)
d = dz @ W1.T
back = (d - d.mean(axis=1, keepdims=True) - h * (d * h).mean(axis=1, keepdims=True)) / root
return g + back, h.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ g, g.sum(axis=0)""",
}

ATTENTION = HostileSet("ps10", MOST, ARGUMENTS, BODIES)
RIGHT = ATTENTION.right
