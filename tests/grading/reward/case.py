"""Problem set 11 as the bank has it: the points of its questions, and a right answer to each."""

from tests.grading.hostile_bank.cases import HostileSet

#: the points of each question, in the order of the set
MOST = {
    "returns_to_go": 4,
    "score_function_gradient": 5,
    "straight_through": 3,
    "score_function_neuron": 4,
    "forward_mode": 6,
}
RETURNS, POLICY, THROUGH, SCORE, DUAL = MOST

ARGUMENTS = {
    RETURNS: "rewards, ends, gamma",
    POLICY: "logits, actions, returns, baseline",
    THROUGH: "x, w, b, y, s",
    SCORE: "x, w, b, y, s, baseline",
    DUAL: "program, x",
}
#: bodies of right answers, each without a call of another answer, and without np.where, np.einsum or np.linalg
BODIES = {
    RETURNS: """
G = np.zeros(len(rewards))
after = 0.0
for t in reversed(range(len(rewards))):
    after = rewards[t] + gamma * (0.0 if ends[t] else after)
    G[t] = after
return G""",
    POLICY: """
e = np.exp(logits - logits.max(axis=1, keepdims=True))
p = e / e.sum(axis=1, keepdims=True)
marks = np.eye(logits.shape[1])[actions]
return (returns - baseline)[:, None] * (p - marks) / len(logits)""",
    THROUGH: """
p = 1 / (1 + np.exp(-(x @ w + b)))
dz = 2 * (s - y).mean() * p * (1 - p)
return dz * x, dz""",
    SCORE: """
p = 1 / (1 + np.exp(-(x @ w + b)))
dz = (((s - y) ** 2 - baseline) * (s - p)).mean()
return dz * x, dz""",
    DUAL: """
v, d = list(x), list(np.eye(len(x)))
for op, *h in program:
    if op == "const":
        v.append(h[0])
        d.append(np.zeros(len(x)))
        continue
    a, da, b, db = v[h[0]], d[h[0]], v[h[-1]], d[h[-1]]
    if op == "add":
        one = a + b, da + db
    elif op == "sub":
        one = a - b, da - db
    elif op == "mul":
        one = a * b, da * b + a * db
    elif op == "div":
        one = a / b, (da * b - a * db) / b**2
    elif op == "exp":
        one = np.exp(a), np.exp(a) * da
    elif op == "log":
        one = np.log(a), da / a
    else:
        one = np.tanh(a), (1 - np.tanh(a) ** 2) * da
    v.append(one[0])
    d.append(one[1])
return v[-1], d[-1]""",
}

REWARD = HostileSet("ps11", MOST, ARGUMENTS, BODIES)
RIGHT = REWARD.right
