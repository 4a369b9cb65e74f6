# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown] slug="ch08-title"
# # 8 · The delta recursion
#
# A network has ten layers of a hundred neurons. You push the $z$ of one neuron in the first layer up by a hair. At the
# far end the loss moves. How far?
#
# The push reaches every neuron of the second layer, each of these every neuron of the third, and so on. [Chapter
# 05](05_computational_graph.ipynb) has a rule for that: multiply along each route, and add up the routes. Here there
# are 100⁹ of them. A program that follows a thousand million routes a second needs more than 31 years, for one neuron
# out of a thousand.
#
# Backpropagation has the answer for all thousand, in a moment. What does it do that following the routes does not?
#
# **After this chapter** you can say what the δ of a hidden neuron means, and measure it; derive the four equations of
# backpropagation from that meaning; write them with indices and with matrices; find a slip in a sweep; and say in what
# sense the sweep is fast.
#
# **You need** [chapter 07](07_one_network_by_hand.ipynb), and the matrix product of [chapter 02](02_nudging.ipynb).
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistakes this chapter cures:** going back through the weights of the wrong layer, and finding transposes by
# guessing.

# %% [markdown] slug="ch08-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 07: a sigmoid output says 0.8, its target is 0.1, and the loss is $(a - y)^2$. What is its δ?
#
# - 1.4
#   No. That is 2 · 0.7, the slope of the square. The sigmoid has a slope too: 0.8 · 0.2.
# - 0.224
#   Right. 2 · 0.7 from the square, times 0.8 · 0.2 from the sigmoid.
# - 0.112
#   No. That is 0.7 · 0.16. The slope of $r^2$ is $2r$.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 05: $b = a^2$ and $c = a \cdot b$, with $a = 2$. What is $\partial c/\partial a$?
#
# - 4
#   No. That is what comes straight from the product. $a$ reaches $c$ through $b$ as well.
# - 8
#   No. That is what comes through $b$. $a$ is a factor of the product itself, too.
# - 12
#   Right. 4 straight from the product, and 2 · 4 through $b$, added.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 02: you check a gradient by nudging to both sides, with h = 1e-15, and nothing agrees. What is it?
#
# - The curvature: between the two points the slope of the loss changes.
#   No. That is what a large h does, and this one is far too small.
# - Rounding: the two losses agree in nearly all their digits.
#   Right. What is left of their difference is mostly rounding. Take 1e-5.
# - The gradient is wrong: a check by nudging is always right.
#   No. Perhaps the gradient is wrong as well, but this check cannot say so.

# %% tags=["asserts"]
assert round(2 * (0.8 - 0.1) * 0.8 * 0.2, 3) == 0.224
assert round(0.7 * 0.16, 3) == 0.112
assert 2 * 0.7 == 1.4
assert 2**2 + 2 * 2 * 2 == 12
_loss = [3 - (1 + h * 1.7) ** 2 for h in (1e-15, -1e-15, 1e-5, -1e-5)]
assert abs((_loss[0] - _loss[1]) / 2e-15 / -3.4 - 1) > 0.01
assert abs((_loss[2] - _loss[3]) / 2e-5 / -3.4 - 1) < 1e-8

# %% [markdown] slug="ch08-push"
# ## A hand on z
#
# Here is a network small enough for paper: two inputs, two hidden layers of two neurons, and two outputs, layer 3. Click
# on it and press → for each layer. The picture calls neuron 1 of layer 2 `h2.1`, and so on. (Leave "take one step" for
# later: it moves the weights.)

# %% slug="ch08-setup" jupyter={"source_hidden": true}
from itertools import product
from math import isclose, log

import numpy as np

from autograd_lab import NetworkView, nn
from autograd_lab.answers import tell
from autograd_lab.viz import figures


def sigma(z):
    return 1 / (1 + np.exp(-z))


x, y = np.array([1.0, 2.0]), np.array([1.0, 0.0])
Ws = [
    np.array([[2.0, 1.0], [-1.0, 0.0]]),
    np.array([[4.0, -6.0], [2.0, 3.0]]),
    np.array([[4.0, 6.0], [-3.0, 3.0]]),
]
bs = [
    np.array([log(3), -1 - log(3)]),
    np.array([-7 / 2 - log(2), 15 / 4 + log(2)]),
    np.array([2 / 3 - log(3), -4 - log(3)]),
]


def network(Ws, bs):
    """The same weights as a network of the library, for NetworkView."""
    parts = []
    for W, b in zip(Ws, bs, strict=True):
        layer = nn.Linear(*W.shape)
        layer.weight.data[:], layer.bias.data[:] = W, b
        parts += [layer, nn.Sigmoid()]
    return nn.Sequential(*parts)


NetworkView(
    network(Ws, bs),
    x,
    y,
    grain="layer",
    views=(),
    title="Two hidden layers of two",
)

# %% tags=["asserts"]
_seconds = 100**9 / 1_000_000_000
assert 100**9 == 10**18
assert 31 < _seconds / (365 * 24 * 3600) < 32

# %% [markdown]
# Its inputs are 1 and 2. Its weights and biases, and what its neurons say:
#
# | | layer 1, from the inputs | layer 2, from layer 1 | the outputs, from layer 2 |
# |---|---|---|---|
# | weights from the first | 2, 1 | 4, −6 | 4, 6 |
# | weights from the second | −1, 0 | 2, 3 | −3, 3 |
# | biases | ln 3, −1 − ln 3 | −7/2 − ln 2, 15/4 + ln 2 | 2/3 − ln 3, −4 − ln 3 |
# | activations | 3/4, 1/4 | 1/3, 2/3 | 1/4, 1/4 |
#
# The two rows of weights in a column are a matrix. $W^l$ leads *into* layer $l$, and $w^l_{ij}$ leads from neuron $i$
# of the layer before to neuron $j$ of this one. (The raised $l$ is no power. Pictures write it low, $W_2$. A list in
# Python counts from 0, so there it is `Ws[1]`.) Layers are counted from the inputs; the sweep begins at the last.
#
# The targets are $y = (1, 0)$: the first output says far too little, the second a little too much. The loss adds up the
# squares over the outputs, and takes the mean over the rows of the data:
#
# {{eq:network-loss}}
#
# We have one row, so $N = 1$. Here $L$ = 9/16 + 1/16 = 5/8.
#
# Now reach in. Between a neuron's sum and its sigmoid, add a little to $z$. Before you run the six experiments: what
# will the loss do when you push the first output? And the second? And in which layer do you expect the largest answer?


# %%
def forward(x, Ws, bs, pushed=None, by=0.0, hidden=sigma):
    """The activations; at `pushed`, a (layer, neuron), z is moved."""
    activations = [x]
    for layer, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        z = activations[-1] @ W + b
        if pushed and pushed[0] == layer:
            z[pushed[1] - 1] += by
        activations.append(hidden(z) if layer < len(Ws) else sigma(z))
    return activations


def loss(a, y):
    return ((a - y) ** 2).sum()


# %% tags=["predict"]
def answer_to_a_push(layer, neuron, by, hidden=sigma):
    pushed = forward(x, Ws, bs, (layer, neuron), by, hidden)
    return loss(pushed[-1], y) - loss(forward(x, Ws, bs, hidden=hidden)[-1], y)


def rate_of_a_push(layer, neuron, hidden=sigma):
    up = answer_to_a_push(layer, neuron, 1e-5, hidden)
    down = answer_to_a_push(layer, neuron, -1e-5, hidden)
    return (up - down) / 2e-5


for layer, neuron in product((1, 2, 3), (1, 2)):
    moved = answer_to_a_push(layer, neuron, 0.009)
    rate = rate_of_a_push(layer, neuron)
    print(
        f"layer {layer}, neuron {neuron}: pushed by 0.009, "
        f"L moves by {moved:+.5f}; the rate is {rate:+.5f}"
    )

# %% [markdown] tags=["answer"]
# Pushing the first output up makes the loss fall, and pushing the second makes it rise. The largest answer of all is
# that of neuron 1 of layer 1, −3/8, though it stands furthest from the loss: three times that of neuron 1 of layer 2.

# %% [markdown]
# The last column is the six δ of this network. That is what δ means, and all that it means:
#
# $$\delta^l_j = \frac{\partial L}{\partial z^l_j}, \qquad
# L \text{ moves by about } \delta^l_j \cdot h \text{ when } z^l_j \text{ is pushed by } h$$
#
# It is a rate, and you can measure it. It is not "the error of a neuron": nobody has said what a hidden neuron should
# have answered. Its size says how much a push here would change, and its sign which way: to lower the loss,
# push against it.
#
# Why push $z$, and not each weight? Because everything that a neuron owns acts through its $z$. Raise
# $w_{ij}$ by a little, and $z_j$ rises by $a_i$ times as much. So this network's eighteen gradients hang on six
# numbers.

# %% tags=["asserts"]
# eq: network-loss
_a = forward(x, Ws, bs)
assert x.tolist() == [1, 2]
assert np.allclose(
    bs,
    [
        [log(3), -1 - log(3)],
        [-7 / 2 - log(2), 15 / 4 + log(2)],
        [2 / 3 - log(3), -4 - log(3)],
    ],
)
assert all(
    np.allclose(p, q)
    for p, q in zip(
        _a[1:], ([3 / 4, 1 / 4], [1 / 3, 2 / 3], [1 / 4, 1 / 4]), strict=True
    )
)
assert isclose(loss(_a[-1], y), 9 / 16 + 1 / 16)
assert 9 / 16 + 1 / 16 == 5 / 8
assert sum(W.size + b.size for W, b in zip(Ws, bs, strict=True)) == 18
_right = {
    (3, 1): -9 / 32,
    (3, 2): 3 / 32,
    (2, 1): -1 / 8,
    (2, 2): 1 / 4,
    (1, 1): -3 / 8,
    (1, 2): 3 / 32,
}
for _at, _delta in _right.items():
    assert isclose(rate_of_a_push(*_at), _delta, rel_tol=1e-6)
    assert isclose(answer_to_a_push(*_at, 0.009), _delta * 0.009, rel_tol=0.02)
assert max(_right, key=lambda at: abs(_right[at])) == (1, 1)
assert _right[1, 1] == 3 * _right[2, 1]
_rows, _targets = (
    np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.2]]),
    np.array([[1.0, 0.0], [0.0, 0.0], [0.4, 1.0]]),
)
_by_rows = [
    loss(forward(_x, Ws, bs)[-1], _y)
    for _x, _y in zip(_rows, _targets, strict=True)
]
assert isclose(
    np.mean(_by_rows),
    ((forward(_rows, Ws, bs)[-1] - _targets) ** 2).sum(axis=1).mean(),
)

# %% [markdown] slug="ch08-output"
# ## The last layer
#
# The two δ at the end take two steps: $z_k$ moves $a_k$, and $a_k$ moves the loss.
#
# $$\delta_k = \frac{\partial L}{\partial a_k}\, \sigma'(z_k)$$
#
# This is the first of the four equations of backpropagation, **BP1** in Nielsen's book. It holds for every loss that is
# computed from the outputs, if each output is made from its own $z$ alone. With ours, $a_k$ stands in one square and in
# no other, so
#
# {{eq:output-delta}}
#
# The first output has 2 · (1/4 − 1) · 3/16 = −9/32, and the second 2 · (1/4 − 0) · 3/16 = 3/32. BP1 is the only one of
# the four that knows the loss and the targets.

# %% tags=["asserts"]
# eq: output-delta
assert 2 * (1 / 4 - 1) * 3 / 16 == -9 / 32
assert 2 * (1 / 4 - 0) * 3 / 16 == 3 / 32
_Z = np.array([[0.3, -1.2], [2.0, 0.1], [-0.4, 0.9]])  # three rows, two outputs
_delta = 2 / 3 * (sigma(_Z) - _targets) * sigma(_Z) * (1 - sigma(_Z))
for _n, _k in product(range(3), range(2)):
    _more, _less = _Z.copy(), _Z.copy()
    _more[_n, _k] += 1e-5
    _less[_n, _k] -= 1e-5
    _slope = (
        (loss(sigma(_more), _targets) - loss(sigma(_less), _targets)) / 3 / 2e-5
    )
    assert isclose(_slope, _delta[_n, _k], rel_tol=1e-6)

# %% [markdown] slug="ch08-back"
# ## One layer back
#
# Push the $z$ of neuron 1 of layer 2 by 0.009 once more. But this time follow the push only as far as the *next layer*.
#
# Its activation moves by the slope of its sigmoid times the push: 2/9 · 0.009 = 0.002.
#
# Two weights lead on from here. Through the 4, $z^3_1$ moves by 4 · 0.002 = 0.008. Through the 6, $z^3_2$ moves by
# 0.012.
#
# And the loss? What it does when an output is pushed, you know: that is what the two δ say. It moves by −9/32 · 0.008 +
# 3/32 · 0.012 = −0.001125. For each unit of the push that is −0.125, or −1/8.
#
# It is the number that we measured, and we have not looked at the loss. *The δ of the next layer stood in for it.*
#
# Once more with letters. A push $h$ on $z_j$ moves $a_j$ by $\sigma'(z_j)\, h$, and each $z_k$ of the next layer by
# $w_{jk}$ times that. The loss moves by the sum of all of these, each times its $\delta_k$. Divide by $h$:
#
# {{eq:hidden-delta}}
#
# This is **BP2**, the delta recursion, and what you have just read is its derivation. ("next" means the layer after
# this one, so $w_{jk}$ is an entry of $W^{l+1}$.) The sum is the rule for a fan-out, {{ref:fan-out}}.
#
# In words: **a neuron gathers the δ of the next layer, each through the weight that leads there, and scales the sum by
# its own slope.**

# %% tags=["asserts"]
# eq: hidden-delta
assert isclose(2 / 9 * 0.009, 0.002)
assert isclose(4 * 0.002, 0.008)
assert isclose(6 * 0.002, 0.012)
assert isclose(-9 / 32 * 0.008 + 3 / 32 * 0.012, -0.001125)
assert isclose(-0.001125 / 0.009, -0.125)
assert -0.125 == -1 / 8
_slope = {1: (3 / 16, 3 / 16), 2: (2 / 9, 2 / 9)}
for _l, _j in product((1, 2), (1, 2)):
    _gathered = sum(Ws[_l][_j - 1, _k - 1] * _right[_l + 1, _k] for _k in (1, 2))
    assert isclose(_slope[_l][_j - 1] * _gathered, _right[_l, _j])

# %% [markdown] slug="ch08-gather"
# ## Watch it gather
#
# The pushes have told you all six δ, but not what a neuron *gathers*. Neuron 2 of layer 2 is yours: its weights are −3
# and 3. Then layer 1: its neurons gather through $W^2$, and need the two δ of layer 2 and nothing else. Write down what
# each of the three gathers. Times the slope, 2/9 in layer 2 and 3/16 in layer 1, it has to give the δ that was
# measured.
#
# In the picture, click on the star (or press S) to go to the loss, and then step on. One step is one edge: `Σ` in a box
# is what its neuron has gathered so far, and the edge shows weight × δ. For the δ of layer 1, will these edges be on
# the left of its boxes, or on the right?

# %%
NetworkView(
    network(Ws, bs), x, y, grain="edge", title="Six δ, gathered edge by edge"
)

# %% [markdown] slug="ch08-plain-lines"
# Then open the way back in plain lines, without a loop:

# %% tags=["predict"] jupyter={"source_hidden": true}
a0, a1, a2, a3 = forward(x, Ws, bs)

d31 = 2 * (a3[0] - 1) * a3[0] * (1 - a3[0])  # the two outputs, by BP1
d32 = 2 * (a3[1] - 0) * a3[1] * (1 - a3[1])
d21 = (4 * d31 + 6 * d32) * a2[0] * (1 - a2[0])  # layer 2, by BP2
d22 = (-3 * d31 + 3 * d32) * a2[1] * (1 - a2[1])
d11 = (4 * d21 - 6 * d22) * a1[0] * (1 - a1[0])  # layer 1, by BP2
d12 = (2 * d21 + 3 * d22) * a1[1] * (1 - a1[1])

print(f"layer 3: {d31:+.5f} {d32:+.5f}")
print(f"layer 2: {d21:+.5f} {d22:+.5f}")
print(f"layer 1: {d11:+.5f} {d12:+.5f}")

# %% [markdown] tags=["answer"]
# | neuron | gathers | slope | δ |
# |---|---|---|---|
# | layer 2, neuron 1 | 4 · (−9/32) + 6 · 3/32 = −9/16 | 2/9 | −1/8 |
# | layer 2, neuron 2 | −3 · (−9/32) + 3 · 3/32 = 9/8 | 2/9 | 1/4 |
# | layer 1, neuron 1 | 4 · (−1/8) − 6 · 1/4 = −2 | 3/16 | −3/8 |
# | layer 1, neuron 2 | 2 · (−1/8) + 3 · 1/4 = 1/2 | 3/16 | 3/32 |
#
# The edges are those on the right of a box: the weights that lead *out of* a layer bring back its δ. Its own weights,
# on the left, have no part in what it gathers.

# %% [markdown]
# Look at what layer 1 has *not* asked for: the targets, $W^3$, the slopes of the outputs. That is
# what "recursion" says here: each layer asks the next one, and no other.
#
# And the routes? From neuron 1 of layer 1 there are four to the loss, one product each, with {{ref:path-sum}}. Before
# you run the cell: which pieces of the four are the same?

# %% tags=["predict"]
slope1, slope2 = a1 * (1 - a1), a2 * (1 - a2)
delta3 = np.array([d31, d32])

routes = 0.0
for j, k in product(range(2), range(2)):
    route = slope1[0] * Ws[1][0, j] * slope2[j] * Ws[2][j, k] * delta3[k]
    routes += route
    print(f"through neuron {j + 1} of layer 2 and output {k + 1}: {route:+.6f}")
print(f"added up: {routes:+.6f}")

# %% [markdown] tags=["answer"]
# Their sum is −3/8 again. All four begin with the slope of the neuron that you push, and two and two of them are one road
# as far as layer 2. Each route multiplies that road out anew. The recursion comes from the other end: it adds up what lies beyond that neuron,
# and multiplies by the common road once. For four routes you save little. For 100⁹ you save everything.

# %% tags=["asserts"]
assert isclose(routes, -3 / 8)
assert np.allclose(
    [d31, d32, d21, d22, d11, d12],
    [-9 / 32, 3 / 32, -1 / 8, 1 / 4, -3 / 8, 3 / 32],
)
assert [4 * (-9 / 32) + 6 * 3 / 32, -3 * (-9 / 32) + 3 * 3 / 32] == [
    -9 / 16,
    9 / 8,
]
assert [4 * (-1 / 8) - 6 * 1 / 4, 2 * (-1 / 8) + 3 * 1 / 4] == [-2, 1 / 2]
assert np.allclose(
    [-9 / 16 * 2 / 9, 9 / 8 * 2 / 9, -2 * 3 / 16, 1 / 2 * 3 / 16],
    [-1 / 8, 1 / 4, -3 / 8, 3 / 32],
)

# %% [markdown] slug="ch08-exercise-1"
# ### Exercise 8.1: three neurons gather (5 minutes)
#
# A hidden layer of three sigmoid neurons feeds two others, whose δ are −1/4 and 1/2. The activations of the three are
# 2/5, 3/4 and 4/5.
#
# | | to the first | to the second |
# |---|---|---|
# | out of neuron 1 | 2 | 1 |
# | out of neuron 2 | 0 | −2 |
# | out of neuron 3 | 4 | −1 |
#
# What does each of the three gather? What is its δ? And what is the gradient of the weight that leads from neuron 3 to
# the second, the −1? Fractions are welcome. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "gathered": [2 * (-1 / 4) + 1 * (1 / 2), None, None],
    "delta": [None, None, None],
    "weight_3_to_second": None,
}

# %%
tell("8.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at a row of the table
#
# A row holds the weights that lead out of one neuron. What comes back to it comes through these, one for each δ.

# %% [markdown] tags=["hint"]
# Hint 2: recall where the slope comes from
#
# The slope is that of the neuron that gathers, $a (1 - a)$ with its own $a$. The slopes of the next layer are inside the two
# δ already.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta = [2 / 5 * 3 / 5 * 0, 3 / 4 * 1 / 4 * -1, None]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "gathered": [0, -1, -3 / 2],
#     "delta": [0, -3 / 16, -6 / 25],
#     "weight_3_to_second": 4 / 5 * 1 / 2,
# }
# ```
#
# Neuron 1 gathers −1/2 + 1/2 = 0: what it does to the first and to the second cancels. So its δ is 0, though its slope is
# the largest of the three. The weight gets what came in there, the activation 4/5, times the δ of the neuron it leads
# to, 1/2. Its own value −1 is not in it. Whoever answers −1/2 has used the weight instead of what came in, and whoever
# answers −4/5 has used it instead of the δ.

# %% tags=["asserts"]
_W, _next, _a = (
    np.array([[2, 1], [0, -2], [4, -1]]),
    np.array([-1 / 4, 1 / 2]),
    np.array([2 / 5, 3 / 4, 4 / 5]),
)
assert (_W @ _next).tolist() == [0, -1, -3 / 2]
assert np.allclose(_W @ _next * _a * (1 - _a), [0, -3 / 16, -6 / 25])

# %% [markdown] slug="ch08-tanh"
# ## Another activation function
#
# Give the hidden layers tanh instead of the sigmoid. Its slope is $1 - a^2$ ([chapter 06](06_build_the_engine.ipynb)).
# How many of the six lines for `d31` to `d12` have to change, and where? Change them on paper before you run the cell.

# %% tags=["predict"] jupyter={"source_hidden": true}
t0, t1, t2, t3 = forward(x, Ws, bs, hidden=np.tanh)
e3 = 2 * (t3 - y) * t3 * (1 - t3)  # the outputs keep the sigmoid
e2 = np.array([4 * e3[0] + 6 * e3[1], -3 * e3[0] + 3 * e3[1]]) * (1 - t2**2)
e1 = np.array([4 * e2[0] - 6 * e2[1], 2 * e2[0] + 3 * e2[1]]) * (1 - t1**2)
for layer, found in ((1, e1), (2, e2)):
    for neuron in (1, 2):
        pushed = rate_of_a_push(layer, neuron, hidden=np.tanh)
        print(
            f"layer {layer}, neuron {neuron}: "
            f"δ by BP2 {found[neuron - 1]:+.6f}, by a push {pushed:+.6f}"
        )

# %% [markdown] tags=["answer"]
# Four lines change, and in each of them only the slope: `(1 - a**2)` where `a * (1 - a)` stood. What is gathered is
# gathered in the same way. BP2 holds for any activation function $f$ that works on each neuron by itself and has a slope
# there, with $f'(z)$ where {{ref:hidden-delta}} has $\sigma'(z)$.

# %% tags=["asserts"]
for _layer, _found in ((1, e1), (2, e2)):
    for _neuron in (1, 2):
        assert isclose(
            _found[_neuron - 1],
            rate_of_a_push(_layer, _neuron, hidden=np.tanh),
            rel_tol=1e-5,
        )

# %% [markdown] slug="ch08-weights"
# ## From δ to the weights
#
# The rest is what you did on the sheet of chapter 07. A weight gets what came in there times the δ of the neuron that it leads to,
# and a bias gets δ:
#
# {{eq:layer-gradients}}
#
# The second is **BP3**, the first is **BP4**, and that is the whole of backpropagation. What comes after it,
# $w_{ij} \leftarrow w_{ij} - \eta\, a_i\, \delta_j$ for one row, is the step of chapter 03, and no part of it. Note the
# factor $a_i$: where nearly nothing comes in, a weight learns next to nothing, whatever its δ.
#
# With several rows of data, each row has its own δ in every neuron. But all rows use the same weights. That is a
# fan-out, so a weight's gradient is a sum over the rows. (The 1/N came in with BP1 and travels along.)
#
# Which of our row's eighteen gradients is the largest?

# %% tags=["predict"]
delta2, delta1 = np.array([d21, d22]), np.array([d11, d12])
for layer, a, delta in ((1, a0, delta1), (2, a1, delta2), (3, a2, delta3)):
    print(f"layer {layer}:", end=" ")
    for i, j in product(range(2), range(2)):
        print(f"w{i + 1}{j + 1} {a[i] * delta[j]:+.4f}", end=" ")
    print(f"b1 {delta[0]:+.4f} b2 {delta[1]:+.4f}")

# %% [markdown] tags=["answer"]
# It is −3/4, at the weight from $x_2$ to neuron 1 of the first layer, where 2 came in and δ is −3/8. Distance from the loss
# does not decide. What decides is what came in, and what came back.


# %% tags=["asserts"]
# eq: layer-gradients
def _total(Ws, bs):
    """The loss of three rows."""
    return ((forward(_rows, Ws, bs)[-1] - _targets) ** 2).sum() / 3


_acts = forward(_rows, Ws, bs)
_d3 = 2 / 3 * (_acts[3] - _targets) * _acts[3] * (1 - _acts[3])
_d2 = np.einsum("nk,jk->nj", _d3, Ws[2]) * _acts[2] * (1 - _acts[2])
_d1 = np.einsum("nk,jk->nj", _d2, Ws[1]) * _acts[1] * (1 - _acts[1])
for _l, _d in enumerate((_d1, _d2, _d3)):
    for _i, _j in product(range(2), range(2)):
        _gradient = sum(_acts[_l][_n, _i] * _d[_n, _j] for _n in range(3))
        _shift = [np.zeros((2, 2)) for _ in range(3)]
        _shift[_l][_i, _j] = 1e-5
        _more = _total([W + s for W, s in zip(Ws, _shift, strict=True)], bs)
        _less = _total([W - s for W, s in zip(Ws, _shift, strict=True)], bs)
        assert isclose(
            (_more - _less) / 2e-5, _gradient, rel_tol=1e-5, abs_tol=1e-9
        )
    for _j in range(2):
        _shift = [np.zeros(2) for _ in range(3)]
        _shift[_l][_j] = 1e-5
        _more = _total(Ws, [b + s for b, s in zip(bs, _shift, strict=True)])
        _less = _total(Ws, [b - s for b, s in zip(bs, _shift, strict=True)])
        assert isclose(
            (_more - _less) / 2e-5,
            sum(_d[_n, _j] for _n in range(3)),
            rel_tol=1e-5,
            abs_tol=1e-9,
        )
_all = {
    (l, i, j): a[i] * d[j]
    for l, (a, d) in enumerate(
        zip((a0, a1, a2), (delta1, delta2, delta3), strict=True), start=1
    )
    for i in (0, 1)
    for j in (0, 1)
}
assert max(_all, key=lambda at: abs(_all[at])) == (1, 1, 0)
assert isclose(_all[1, 1, 0], 2 * (-3 / 8))
assert 2 * (-3 / 8) == -3 / 4
assert np.abs([delta1, delta2, delta3]).max() < 3 / 4

# %% [markdown] slug="ch08-fast"
# ## In what sense is it fast?
#
# Count products. In the forward pass every weight is multiplied once, by what comes in. (What happens once in each
# neuron is little beside that.) The network below has the widths 10-20-20-10, so 800 weights, and 850 parameters with
# the biases. `times` counts.


# %%
counted = 0


def times(p, q):
    global counted
    counted += 1
    return p * q


def forward_by_index(x, Ws, bs):
    activations = [x]
    for W, b in zip(Ws, bs, strict=True):
        a = activations[-1]
        columns = zip(W.T, b, strict=True)
        z = [sum(map(times, a, column)) + b_j for column, b_j in columns]
        activations.append([sigma(number) for number in z])
    return activations


def sweep_by_index(y, Ws, activations):
    """∂L/∂W and ∂L/∂b of each layer, by BP1 to BP4."""
    a = activations[-1]
    delta = [2 * (a[k] - y[k]) * a[k] * (1 - a[k]) for k in range(len(a))]  # BP1
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        a = activations[l]
        dW = [[times(a_i, delta_j) for delta_j in delta] for a_i in a]
        dWs.insert(0, dW)  # BP4
        dbs.insert(0, delta)  # BP3
        if l > 0:  # BP2; the input has no δ
            gathered = [sum(map(times, row, delta)) for row in Ws[l]]
            delta = [gathered[j] * a[j] * (1 - a[j]) for j in range(len(a))]
    return dWs, dbs


# %% [markdown]
# A forward pass takes 800 products. Nudging every parameter takes 851 forward passes: one as it is, and one for each
# parameter. How many products will the sweep take, all 850 gradients together? As many as 1 forward pass, 2, 30, or 400?

# %% tags=["predict"] jupyter={"source_hidden": true}
rng = np.random.default_rng(8)
widths = [10, 20, 20, 10]
pairs = zip(widths, widths[1:], strict=False)
large_Ws = [rng.normal(size=pair) / 3 for pair in pairs]
large_bs = [rng.normal(size=width) for width in widths[1:]]
large_x, large_y = rng.normal(size=10), rng.random(10)

counted = 0
activations = forward_by_index(large_x, large_Ws, large_bs)
forward_products, counted = counted, 0
dWs, dbs = sweep_by_index(large_y, large_Ws, activations)
sweep_products, counted = counted, 0

by_nudging, here = [], loss(np.array(activations[-1]), large_y)
forward_by_index(large_x, large_Ws, large_bs)  # the pass as it is
for parameters in (*large_Ws, *large_bs):
    for at in np.ndindex(parameters.shape):
        kept = parameters[at]
        parameters[at] = kept + 1e-6
        moved = forward_by_index(large_x, large_Ws, large_bs)[-1]
        by_nudging.append((loss(np.array(moved), large_y) - here) / 1e-6)
        parameters[at] = kept
nudging_products = counted

print(f"one forward pass: {forward_products:>9,} products")
print(
    f"the sweep:        {sweep_products:>9,} products, "
    f"{sweep_products / forward_products} forward passes"
)
print(
    f"nudging:          {nudging_products:>9,} products, "
    f"{nudging_products // forward_products} forward passes"
)
by_sweep = np.concatenate([np.ravel(part) for part in (*dWs, *dbs)])
apart = np.abs(by_sweep - by_nudging).max()
print(f"largest difference between the two answers: {apart:.0e}")

# %% [markdown] tags=["answer"]
# 1,400 products, 1.75 forward passes. On the way back a weight carries a δ once (not in the first layer, since the
# input has no δ), and there is one more product for its own gradient. **Once forward, at most twice back: all gradients
# together cost less than three forward passes, however many there are.** Nudging costs one forward pass *for each*.
# Here that is 309 times as much, and for the network of the first page more than thirty thousand times.
#
# That is the sense in which it is fast. Training takes no fewer steps. And it is paid for in memory: $a_i$ stands in
# BP4 and in the slope of BP2, so all activations are kept.

# %% tags=["asserts"]
assert [int(np.size(W)) for W in large_Ws] == [200, 400, 200]
assert forward_products == 200 + 400 + 200 == 800
assert len(by_nudging) == 800 + 50 == 850
assert sweep_products == 800 + 400 + 200 == 1400
assert sweep_products / forward_products == 1.75
assert nudging_products == 851 * 800
assert round(nudging_products / (forward_products + sweep_products)) == 309
assert np.abs(by_sweep - by_nudging).max() < 1e-5
_edges = 10 * 100 * 100  # ten layers of a hundred, and a hundred inputs
assert _edges == 100_000
assert (_edges + 1000 + 1) * _edges / (_edges + _edges + 9 * 100 * 100) > 30_000

# %% [markdown] slug="ch08-matrices"
# ## One line a layer
#
# A {{term:fully-connected-layer}} is one in which each neuron reads everything that the layer before has computed, so
# its weights fill a whole matrix, and forward is one line: $z^l = a^{l-1} W^l + b^l$, with $a$ and $z$ as rows. Write
# the indices under the factors:
#
# ```text
# forward               back, as it stands       back, with W turned
#
#     a      W              δ      W                 δ      Wᵀ
#     i     i j             k     j k                k     k j
#     └─────┘               └──?──┘                  └─────┘
# ```
#
# **A matrix product adds over the two indices that stand side by side.** Forward these are the two $i$. BP2 gathers
# $\sum_k \delta_k w_{jk}$, and in `δ W` the $k$ of δ stands beside $j$. What is needed is a matrix with its $k$ in
# front: $W$ with its rows written as columns, the **{{term:transpose}}** $W^{\mathsf T}$.
#
# So forward adds over where a weight comes *from*, and backward over where it leads *to*. The slope belongs to each
# neuron separately, and needs a product entry by entry: the **{{term:elementwise-product}}**, written ⊙, and `*` in
# NumPy. Together:
#
# {{eq:delta-recursion}}
#
# In the figure δ³ meets $(W^3)^{\mathsf T}$. Before you open it: which two weights does the first entry of the result
# use? And do they lead into one neuron, or out of one?

# %% tags=["predict"]
figures.matrix_product(
    [delta3],
    Ws[2].T,
    names=("δ³", "(W³)ᵀ", "gathered"),
    row_names=["the row"],
    inner_names=["output 1", "output 2"],
    column_names=["neuron 1", "neuron 2"],
    backward=True,
    title="What layer 2 gathers: δ³ times the transpose of W³",
)

# %% [markdown] tags=["answer"]
# The first entry uses 4 and 6, the first *row* of $W^3$, the first column of its transpose: the weights that lead out
# of neuron 1.

# %% [markdown]
# BP4 has no sum at all, for one row: $\partial L/\partial w_{ij} = a_i\, \delta_j$, each with each. That is an
# **{{term:outer-product}}**, a column times a row. The column is $a$ turned on its side:
#
# {{eq:delta-gradients}}
#
# $a^{l-1}$ is what came *into* the layer, so the $l$ is one less. With several rows of data, $a$, $z$ and δ have a row
# for each, and BP2 stays as it is. In BP4 the two $n$ of $\sum_n (a^{\mathsf T})_{in}\, \delta_{nj}$ stand side by
# side, so the same product adds over the rows. Only for the bias you have to add up the rows of δ yourself.
#
# Other books write an example as a *column*, and every product is turned around: [chapter 09](09_vectorised.ipynb) has
# a table.

# %% tags=["asserts"]
# eq: delta-recursion, delta-gradients
assert np.allclose(_d1, (_d2 @ Ws[1].T) * _acts[1] * (1 - _acts[1]))
for _l, _d in enumerate((_d1, _d2, _d3)):
    assert np.allclose(
        _acts[_l].T @ _d,
        [[sum(_acts[_l][:, _i] * _d[:, _j]) for _j in (0, 1)] for _i in (0, 1)],
    )
assert Ws[2][0].tolist() == [4, 6]
assert np.allclose((delta3 @ Ws[2].T) * slope2, [-1 / 8, 1 / 4])
assert np.allclose((delta2 @ Ws[1].T) * slope1, [-3 / 8, 3 / 32])
assert all(
    isclose(
        (delta3 @ Ws[2].T)[_j], sum(delta3[_k] * Ws[2][_j, _k] for _k in (0, 1))
    )
    for _j in (0, 1)
)
_rng = np.random.default_rng(1)
_Ws = [_rng.normal(size=_s) for _s in ((3, 4), (4, 2), (2, 5))]
_bs = [_rng.normal(size=_s) for _s in (4, 2, 5)]
_x, _y = _rng.normal(size=3), _rng.random(5)
_a = forward(_x, _Ws, _bs)
_delta = 2 * (_a[3] - _y) * _a[3] * (1 - _a[3])
for _l in (2, 1, 0):
    _gradients = {
        id(_Ws[_l]): _a[_l][:, None] @ _delta[None],
        id(_bs[_l]): _delta,
    }
    for _part in (_Ws[_l], _bs[_l]):
        for _at in np.ndindex(_part.shape):
            _kept = _part[_at]
            _part[_at] = _kept + 1e-5
            _more = loss(forward(_x, _Ws, _bs)[-1], _y)
            _part[_at] = _kept - 1e-5
            _less = loss(forward(_x, _Ws, _bs)[-1], _y)
            _part[_at] = _kept
            assert isclose(
                (_more - _less) / 2e-5,
                _gradients[id(_part)][_at],
                rel_tol=1e-5,
                abs_tol=1e-9,
            )
    _delta = (_delta @ _Ws[_l].T) * _a[_l] * (1 - _a[_l])

# %% [markdown] slug="ch08-exercise-2"
# ### Exercise 8.2: the sweep, with gaps (6 minutes)
#
# Fill the three gaps, so that `deltas` returns the δ of all layers, from the first to the last, for a sigmoid network of
# any depth. `activations` is what `forward` returns, and `y` holds the targets of one row.
#
# Mind the numbers of the list: `activations[l]` is $a^l$, but `Ws[l]` is the matrix that *reads* $a^l$, which is
# $W^{l+1}$. Done when the line below says "right".


# %% tags=["exercise"]
def deltas(y, Ws, activations):
    a = activations[-1]
    delta = None  # BP1, for the last layer
    found = [delta]
    # the hidden layers, from the last to the first
    for l in reversed(range(1, len(Ws))):
        a = activations[l]
        gathered = None  # from the layer after l
        delta = None  # BP2
        found.insert(0, delta)
    return None if found[-1] is None else found


# %%
tell("8.2", deltas)

# %% [markdown] tags=["hint"]
# Hint 1: look at the six plain lines
#
# For layer 2 of our network `l` is 2. Which matrix did its neurons gather through, and which place does that have in the list
# `Ws`?

# %% [markdown] tags=["hint"]
# Hint 2: recall over which index the sum runs
#
# It runs over the neurons that a weight leads *to*, the second index of the matrix. A product adds over the index that
# stands beside δ.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta = 2 * (a - y) * a * (1 - a)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def deltas(y, Ws, activations):
#     a = activations[-1]
#     delta = 2 * (a - y) * a * (1 - a)
#     found = [delta]
#     for l in reversed(range(1, len(Ws))):
#         a = activations[l]
#         gathered = delta @ Ws[l].T
#         delta = gathered * a * (1 - a)
#         found.insert(0, delta)
#     return found
# ```
#
# Three things belong to layer `l`: its `a`, its slope, and its place in the list. One thing belongs to the way to the next
# layer: `Ws[l]`. With `Ws[l - 1]` you go back through the weights that lead *into* the layer, which had their
# turn on the way forward.


# %% tags=["solution"]
def deltas(y, Ws, activations):
    """δ of each layer, from the first to the last."""
    a = activations[-1]
    delta = 2 * (a - y) * a * (1 - a)
    found = [delta]
    for l in reversed(range(1, len(Ws))):
        a = activations[l]
        delta = (delta @ Ws[l].T) * a * (1 - a)
        found.insert(0, delta)
    return found


# %% [markdown] slug="ch08-wrong"
# ## Two slips
#
# Two programs differ from yours in one place. The first has left out `.T`. The second goes back through the weights of
# the wrong layer, `Ws[l - 1]`, which is $W^l$.
#
# Every matrix of our network is 2 by 2. Will one of them stop with an error? Of the six δ, how many will still be
# right? And if you train with them, at the rate 1, will the loss fall, stay, or rise? The cell also trains twenty
# random networks of this shape.


# %%
def way_back(name, Ws, l):
    """The matrix between the δ of layer l + 1 and the δ of layer l."""
    if name == "no .T":
        return Ws[l]
    if name == "wrong layer":
        return Ws[l - 1].T
    return Ws[l].T


def sweep_through(name, y, Ws, activations):
    """δ of each layer, right or with one of the slips."""
    a = activations[-1]
    found = [2 * (a - y) * a * (1 - a)]
    for l in reversed(range(1, len(Ws))):
        a = activations[l]
        found.insert(0, (found[0] @ way_back(name, Ws, l)) * a * (1 - a))
    return found


def train(name, x, y, Ws, bs, steps=30, rate=1.0):
    """The loss before the first step and after each."""
    own_Ws, own_bs, losses = [W.copy() for W in Ws], [b.copy() for b in bs], []
    for _ in range(steps + 1):
        activations = forward(x, own_Ws, own_bs)
        losses.append(loss(activations[-1], y))
        for l, delta in enumerate(sweep_through(name, y, own_Ws, activations)):
            own_Ws[l] -= rate * np.outer(activations[l], delta)
            own_bs[l] -= rate * delta
    return losses


NAMES = ("right", "no .T", "wrong layer")

# %% tags=["predict"]
for name in NAMES:
    found = sweep_through(name, y, Ws, forward(x, Ws, bs))
    layers = enumerate(found, start=1)
    said = [f"δ{l} {d[0]:+.4f} {d[1]:+.4f}" for l, d in layers]
    print(f"{name:11}", " ".join(said))
for name in NAMES:
    losses = train(name, x, y, Ws, bs)[::10]
    said = ", ".join(f"{number:.4f}" for number in losses)
    print(f"{name:12} L, every ten steps: {said}")

falls, ahead = dict.fromkeys(NAMES, 0), dict.fromkeys(NAMES, 0)
for seed in range(20):
    rng = np.random.default_rng(seed)
    any_Ws = [rng.normal(size=(2, 2)) for _ in range(3)]
    any_bs = [rng.normal(size=2) for _ in range(3)]
    any_x = rng.normal(size=2)
    runs = {name: train(name, any_x, y, any_Ws, any_bs) for name in NAMES}
    for name in NAMES:
        falls[name] += all(np.diff(runs[name]) < 0)
        ahead[name] += runs[name][10] < runs["right"][10]
for name in NAMES:
    print(
        f"{name:12} falls at every step: {falls[name]} of 20; "
        f"below the right one after ten: {ahead[name]} of 20"
    )

# %% [markdown] tags=["answer"]
# No error, and the loss falls with all three; in the twenty random networks it falls at each of the thirty steps. On
# ours the two that are wrong have even overtaken the right one by then: 0.0084 and 0.0068, against 0.0104. Of the
# twenty, 9 and 7 are ahead after ten steps.
#
# The last layer has its right δ in all three, since BP1 uses no way back. Even if it trains alone, the loss falls, in
# all twenty. **A falling loss says that something is right. It does not say that everything is.**

# %% [markdown]
# How would you find a slip in a sweep of your own? *Push, layer by layer:* compare each layer's δ with the one that you
# measure by pushing its $z$, from the last layer to the first. The cell does that for a network with four square
# layers. What will it say of each layer, for each program?

# %% tags=["predict"]
odd = np.random.default_rng(5)
test_Ws = [odd.normal(size=(2, 2)) for _ in range(4)]
test_bs = [odd.normal(size=2) for _ in range(4)]
test_x, test_y = odd.normal(size=2), odd.random(2)


def by_pushing(layer):
    """δ of one layer, each z pushed to both sides."""
    slopes = []
    for neuron in (1, 2):
        more = forward(test_x, test_Ws, test_bs, (layer, neuron), 1e-5)
        less = forward(test_x, test_Ws, test_bs, (layer, neuron), -1e-5)
        slopes.append((loss(more[-1], test_y) - loss(less[-1], test_y)) / 2e-5)
    return np.array(slopes)


differs = {}
for name in NAMES:
    activations = forward(test_x, test_Ws, test_bs)
    found = sweep_through(name, test_y, test_Ws, activations)
    said = []
    for layer in (4, 3, 2, 1):
        pushed = by_pushing(layer)
        apart = np.abs(found[layer - 1] - pushed).max()
        differs[name, layer] = apart > 1e-6 * np.abs(pushed).max()
        word = "differs" if differs[name, layer] else "agrees"
        said.append(f"layer {layer} {word}")
    print(f"{name:12}", ", ".join(said))

# %% [markdown] tags=["answer"]
# Layer 4 agrees and layer 3 differs: the mistake is on the way from 4 to 3. What layers 2 and 1 have to say you need
# not look at, since they were made from layer 3.

# %% [markdown]
# Or *write the indices* under the factors. It takes half a minute, and proves that the sum runs over the right index. Or
# *make all sizes different.* With the widths 2-3-4-5 both programs stop at once. Where all layers have one width,
# everything fits.

# %% tags=["asserts"]
_losses = {name: train(name, x, y, Ws, bs) for name in NAMES}
assert [round(_losses[name][30], 4) for name in NAMES] == [0.0104, 0.0084, 0.0068]
assert all(run[10] < run[0] / 10 for run in _losses.values())
assert falls == dict.fromkeys(NAMES, 20)
assert ahead == {"right": 0, "no .T": 9, "wrong layer": 7}
for _seed in range(20):  # the last layer alone
    _rng = np.random.default_rng(_seed)
    _Ws = [_rng.normal(size=(2, 2)) for _ in range(3)]
    _bs = [_rng.normal(size=2) for _ in range(3)]
    _x, _run = _rng.normal(size=2), []
    for _ in range(31):
        _a = forward(_x, _Ws, _bs)
        _run.append(loss(_a[-1], y))
        _d = 2 * (_a[3] - y) * _a[3] * (1 - _a[3])
        _Ws[2] -= np.outer(_a[2], _d)
        _bs[2] -= _d
    assert all(np.diff(_run) < 0)
_found = {name: sweep_through(name, y, Ws, forward(x, Ws, bs)) for name in NAMES}
assert np.allclose(
    _found["right"], [[-3 / 8, 3 / 32], [-1 / 8, 1 / 4], [-9 / 32, 3 / 32]]
)
_agreeing = {
    name: int(np.isclose(found, _found["right"]).sum())
    for name, found in _found.items()
}
assert _agreeing == {"right": 6, "no .T": 2, "wrong layer": 2}
_different = [np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 5))]
for _name in ("no .T", "wrong layer"):
    assert [differs[_name, _layer] for _layer in (4, 3, 2, 1)] == [
        False,
        True,
        True,
        True,
    ]
    try:
        sweep_through(
            _name, 0, _different, [np.ones(width) for width in (2, 3, 4, 5)]
        )
    except ValueError:
        continue
    raise AssertionError(_name)
assert not any(differs["right", _layer] for _layer in (4, 3, 2, 1))

# %% [markdown] slug="ch08-exercise-3"
# ### Exercise 8.3: what does the input do? (9 minutes)
#
# Which of a network's inputs matters most, at this place? That is a question for $\partial L / \partial x$, and the recursion
# answers it with one step more. From a blank function: given a row `x`, its targets `y`, and the lists `Ws` and `bs`, return
# the gradient of $L$ in `x`, as an array as long as `x`. You may use `forward` and `deltas`.
#
# Before you write, decide on paper what an input has in common with a neuron, and what it has not. Done when the line
# below says "right".


# %% tags=["exercise"]
def input_gradient(x, y, Ws, bs):
    return None  # your lines instead


# %%
tell("8.3", input_gradient)

# %% [markdown] tags=["hint"]
# Hint 1: look at who uses an input
#
# $x_i$ is used by every neuron of layer 1. So it gathers from there, through the weights that lead out of it.

# %% [markdown] tags=["hint"]
# Hint 2: recall what the slope was for
#
# A push on $z_j$ had to go through a sigmoid before it reached the next layer. Does a push on $x_i$?

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# first = deltas(y, Ws, forward(x, Ws, bs))[0]
# ```

# %% [markdown] tags=["solution"]
# ```python
# def input_gradient(x, y, Ws, bs):
#     first = deltas(y, Ws, forward(x, Ws, bs))[0]
#     return first @ Ws[0].T
# ```
#
# An input gathers like any neuron, but it goes through no activation function, so there is no slope:
# $\partial L/\partial x = \delta^1 (W^1)^{\mathsf T}$. For our network it is 2 · (−3/8) + 1 · 3/32 = −21/32 in $x_1$, and
# −1 · (−3/8) + 0 = 3/8 in $x_2$. Whoever multiplies by $x(1 - x)$ has given the input a sigmoid that it has not got. With
# $x_1 = 1$ that gives 0, and with $x_2 = 2$ the wrong sign.


# %% tags=["solution"]
def input_gradient(x, y, Ws, bs):
    """∂L/∂x of one row."""
    return deltas(y, Ws, forward(x, Ws, bs))[0] @ Ws[0].T


# %% tags=["asserts"]
assert np.allclose(input_gradient(x, y, Ws, bs), [-21 / 32, 3 / 8])
assert 2 * (-3 / 8) + 1 * 3 / 32 == -21 / 32
for _i in (0, 1):
    _h = np.eye(2)[_i] * 1e-5
    _slope = (
        loss(forward(x + _h, Ws, bs)[-1], y)
        - loss(forward(x - _h, Ws, bs)[-1], y)
    ) / 2e-5
    assert isclose(_slope, input_gradient(x, y, Ws, bs)[_i], rel_tol=1e-6)

# %% [markdown] slug="ch08-saturated"
# ## A neuron pushed too far
#
# Neuron 2 of layer 2 gathers 9/8, the most of its layer. Raise its bias, so that its $z$ moves from ln 2 far to the
# right, where the sigmoid is flat. Both outputs get worse, and it is this neuron's doing.
#
# As its bias rises by 4, 8, 12: what happens to what it *gathers*? To its δ? To the gradients of the weights that lead
# *out of* it? And to the δ of its neighbour, which has not been touched?

# %% tags=["predict"]
for raised in (0, 4, 8, 12):
    own_bs = [bs[0], bs[1] + np.array([0, raised]), bs[2]]
    acts = forward(x, Ws, own_bs)
    found = deltas(y, Ws, acts)
    gathered = found[2] @ Ws[2].T
    out_of_it = acts[2][1] * found[2]
    print(
        f"bias +{raised:2}: loss {loss(acts[-1], y):.3f}, "
        f"gathers {gathered[1]:.2f}, δ {found[1][1]:.6f}; "
        f"neighbour {found[1][0]:+.3f}"
    )
    print(f"    out of it: {out_of_it[0]:+.2f} and {out_of_it[1]:+.2f}")

# %% [markdown] tags=["answer"]
# The loss has grown from 0.625 to 1.019, and the neuron gathers more than before, 1.23. But its δ falls to 0.000004:
# the slope is next to nothing. All its own weights and its bias get their gradients through this δ. So *the neuron that
# does the harm is not corrected*.
#
# The weights that lead out of it still learn: they need its $a$, which is 1 now, and the δ of the outputs. The
# neighbour gathers these, and they have moved: its own δ goes from −0.125 to +0.162, and even its sign has turned.

# %% [markdown]
# A hundred steps at the rate 1, from there. Does its bias come down by about 1, by about 0.01, or by less than 0.001?
# And does the loss fall?

# %% tags=["predict"]
own_Ws, own_bs = [W.copy() for W in Ws], [b.copy() for b in bs]
own_bs[1][1] += 12
bias_before = own_bs[1][1]
loss_before = loss(forward(x, own_Ws, own_bs)[-1], y)
print(f"before: loss {loss_before:.4f}, bias {bias_before:.5f}")
for _ in range(100):
    acts = forward(x, own_Ws, own_bs)
    for l, delta in enumerate(deltas(y, own_Ws, acts)):
        own_Ws[l] -= np.outer(acts[l], delta)
        own_bs[l] -= delta
loss_after = loss(forward(x, own_Ws, own_bs)[-1], y)
print(f"after:  loss {loss_after:.4f}, bias {own_bs[1][1]:.5f}")

# %% [markdown] tags=["answer"]
# In this run the bias moves by 0.00003. The loss falls all the same, to 0.0027: the rest of the network has learnt to
# work with a neuron that says 1 to everything. It has become a bias, and the loss does not show it.
#
# So a δ near 0 has two readings. Either the neuron *gathers* nearly 0, as neuron 1 of exercise 8.1, or its *slope* is
# nearly 0: it is saturated. Look at what it gathers.
#
# And for deep networks: the slope of a sigmoid is at most 1/4. At every layer the δ is multiplied by it once more, and
# only the weights can make up for that. Chapter 12 counts what is left after ten layers.

# %% tags=["asserts"]
_told = {}
for _raised in (0, 4, 8, 12):
    _own = [bs[0], bs[1] + np.array([0, _raised]), bs[2]]
    _acts = forward(x, Ws, _own)
    _found = deltas(y, Ws, _acts)
    _told[_raised] = (
        loss(_acts[-1], y),
        (_found[2] @ Ws[2].T)[1],
        _found[1][1],
        _acts[2][1],
        _found[1][0],
    )
    assert np.abs(_acts[2][1] * _found[2]).min() > 0.06
    assert _raised == 0 or (_acts[3][0] < 1 / 4 < _acts[3][1])
assert [round(_told[_r][0], 3) for _r in (0, 12)] == [0.625, 1.019]
assert isclose(_told[0][1], 9 / 8)
assert round(_told[12][1], 2) == 1.23
assert round(_told[12][2], 6) == 0.000004
assert round(_told[12][3], 4) == 1
assert round(_told[0][4], 3) == -0.125
assert round(_told[12][4], 3) == 0.162
assert round(bias_before - own_bs[1][1], 5) == 0.00003
assert bias_before - own_bs[1][1] < 0.001 < 0.01 < 1
assert round(loss(forward(x, own_Ws, own_bs)[-1], y), 4) == 0.0027

# %% [markdown] slug="ch08-exercise-4"
# ### Exercise 8.4: a layer with a bypass (optional, 10 minutes)
#
# Nobody has told you about this layer. What leaves it is $a_{\text{out}} = \sigma(z) + a_{\text{in}}$ with
# $z = a_{\text{in}} W + b$ and a square $W$: the input goes through the layer, and past it as well. On the way back the layer is told
# $g = \partial L/\partial a_{\text{out}}$, an array. Derive its δ and $\partial L/\partial a_{\text{in}}$, by pushing: push
# $z_j$, then push one entry of $a_{\text{in}}$, and follow each push as far as $a_{\text{out}}$. Done when the line below says
# "right".


# %% tags=["exercise"]
def bypass_backward(a_in, W, b, g):
    delta = None
    d_a_in = None
    return None if delta is None else (delta, d_a_in)


# %%
tell("8.4", bypass_backward)

# %% [markdown] tags=["hint"]
# Hint 1: look at the roads that a push can take
#
# A push on $z_j$ moves one entry of $a_{\text{out}}$. A push on an entry of $a_{\text{in}}$ has two kinds of road: through
# the weights, and past them.

# %% [markdown] tags=["hint"]
# Hint 2: recall the rule for a fan-out
#
# What comes back along several roads is added.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# a = sigma(a_in @ W + b)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def bypass_backward(a_in, W, b, g):
#     a = sigma(a_in @ W + b)
#     delta = g * a * (1 - a)
#     d_a_in = delta @ W.T + g
#     return delta, d_a_in
# ```
#
# Through the layer comes $\delta\, W^{\mathsf T}$, and past it comes $g$ itself, untouched. Look at what that means when the
# neurons are saturated: δ is next to 0, and still $g$ arrives at the layer before. This bypass is called a
# {{term:residual-connection}}, and networks with a hundred layers are trained with it.


# %% tags=["asserts"]
def _bypass(a_in, W, b):
    return sigma(a_in @ W + b) + a_in


_W, _b, _a_in, _g = (
    _rng.normal(size=(3, 3)),
    _rng.normal(size=3),
    _rng.normal(size=3),
    _rng.normal(size=3),
)
_a = sigma(_a_in @ _W + _b)
_d = (_g * _a * (1 - _a)) @ _W.T + _g
for _i in range(3):
    _h = np.eye(3)[_i] * 1e-5
    assert isclose(
        (_bypass(_a_in + _h, _W, _b) - _bypass(_a_in - _h, _W, _b)) @ _g / 2e-5,
        _d[_i],
        rel_tol=1e-6,
    )

# %% [markdown] slug="ch08-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** A hidden neuron has δ = −0.3. You push its z up by 0.02. What does the loss do?
#
# - It falls by about 0.3.
#   No. That would be the answer to a push of 1, if the curve were straight. A δ is a rate.
# - It falls by about 0.006.
#   Right. The rate times the push: −0.3 · 0.02.
# - Nobody can say without the targets.
#   No. The targets are inside δ already, and so is everything else between the neuron and the loss.

# %% [markdown] tags=["quiz"]
# **5.** You want the δ of layer 4. What do you need?
#
# - The δ of layer 5, the weights from 4 to 5, and the slopes of layer 4 itself.
#   Right. The sum of weight × δ, and each neuron's own slope.
# - The residuals, all the weights from layer 4 to the outputs, and their slopes.
#   No. All that is packed into the δ of layer 5.
# - The δ of layer 5, the weights from 3 to 4, and the slopes of layer 4.
#   No. Those weights lead into layer 4. What comes back comes through the weights that lead out of it.

# %% [markdown] tags=["quiz"]
# **6.** Between a neuron and the loss stand three layers of five neurons, then one output. How many routes lead to the loss, and
# how many terms does the recursion add for this neuron?
#
# - 125 routes and 125 terms.
#   No. The routes are counted right. But the recursion asks only the next layer, and there are five neurons in it.
# - 15 routes and 5 terms.
#   No. Each crossing multiplies the number of routes: 5 · 5 · 5.
# - 125 routes and 5 terms.
#   Right. What the routes share further on has been added up there.

# %% [markdown] tags=["quiz"]
# **7.** Somebody's `delta @ W` runs without an error, where `delta @ W.T` belongs. What do you know about `W`?
#
# - The two layers it joins are equally wide.
#   Right. Otherwise the shapes would not fit. And whoever tested it there has tested nothing.
# - The matrix has become symmetric in training.
#   No. Then it would even be right. To run, it is enough that the matrix is square.
# - It has been trained on a single row.
#   No. The number of rows has no part in this product.

# %% [markdown] tags=["quiz"]
# **8.** A tanh neuron says 0.6, and it gathers 2. What is its δ?
#
# - 0.48
#   No. That is 2 · 0.6 · 0.4, with the slope of a sigmoid.
# - 1.28
#   Right. 2 times the slope of tanh, 1 − 0.36.
# - 2
#   No. That is what arrives at its activation. The slope is missing.

# %% [markdown] tags=["quiz"]
# **9.** A network gets ten times as many weights. How does the price of all its gradients grow, in forward passes of that
# network?
#
# - It grows tenfold.
#   No. That is nudging, where each gradient costs a pass.
# - It stays below three.
#   Right. The pass itself gets more expensive. But once forward and at most twice back is all there is.
# - That depends on the layers.
#   No. Each weight is used once forward and at most twice back, wherever it stands.

# %% tags=["asserts"]
assert isclose(-0.3 * 0.02, -0.006)
assert 5**3 == 125
assert isclose(2 * (1 - 0.36), 1.28)
assert isclose(2 * 0.6 * (1 - 0.6), 0.48)
assert isclose(0.6**2, 0.36)
assert isclose(1 - 0.6, 0.4)

# %% [markdown] slug="ch08-summary"
# ## The chapter on one page
#
# **δ** of a neuron is $\partial L/\partial z$: how far the loss moves for each unit that its $z$ is pushed. It
# *gathers* $\sum_k w_{jk} \delta_k$, which is $\partial L/\partial a_j$, and scales it by its *slope*. $W^l$ leads into
# layer $l$; $w_{ij}$ from $i$ to $j$.
#
# **The four equations**, for one row and any loss (with another activation function $f$, $f'$ for $\sigma'$):
#
# | | what | with indices | in rows |
# |---|---|---|---|
# | BP1 | the last layer | $\delta_k = \frac{\partial L}{\partial a_k}\, \sigma'(z_k)$ | $\delta = \frac{\partial L}{\partial a} \odot \sigma'(z)$ |
# | BP2 | one layer back | $\delta_j = \sigma'(z_j) \sum_k w_{jk}\, \delta_k$ | $\delta^l = (\delta^{l+1} (W^{l+1})^{\mathsf T}) \odot \sigma'(z^l)$ |
# | BP3 | a bias | $\partial L/\partial b_j = \delta_j$ | $\partial L/\partial b^l = \delta^l$ |
# | BP4 | a weight | $\partial L/\partial w_{ij} = a_i\, \delta_j$ | $\partial L/\partial W^l = (a^{l-1})^{\mathsf T} \delta^l$ |
#
# With our loss $\partial L/\partial a = 2(a - y)$. With $N$ rows: 1/N in BP1, a sum over the rows in BP3 and BP4.
#
# **In code**, where `Ws[l]` leads from `activations[l]` to `activations[l + 1]`:
#
# ```python
# delta = (delta @ Ws[l].T) * activations[l] * (1 - activations[l])
# ```
#
# **The mistakes.** `Ws[l - 1]` for `Ws[l]`, and a missing `.T`: with square matrices both run, and the loss can fall
# all the same.
#
# **A δ near 0**: the neuron gathers nothing, or its slope is nothing. **The price**: each weight once forward, at most
# twice back, and all activations kept.

# %% [markdown] slug="ch08-next"
# ## Where to go next
#
# **Problem set 3**, in `assignments/ps3`, asks for these equations as five functions, for many rows at once, and puts
# them to work on the flights of the space shuttle. [Chapter 09](09_vectorised.ipynb) lets a whole batch of rows through
# in three lines.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch08-sources"
# ## Sources
#
# Engineers who computed flight paths went back from the end of a path to its beginning: Henry Kelley, "Gradient theory of
# optimal flight paths", *ARS Journal* 30 (1960). For a chain of stages Arthur Bryson did so in 1961, and Stuart Dreyfus
# in "The numerical solution of variational problems", *Journal of Mathematical Analysis and Applications* 5 (1962). As a
# sweep through any program it is Seppo Linnainmaa's (thesis, Helsinki, 1970); Paul Werbos proposed it in his (Harvard,
# 1974). The δ of hidden neurons under this name is in David Rumelhart, Geoffrey Hinton and Ronald Williams, "Learning
# internal representations by error propagation", in *Parallel Distributed Processing*, volume 1 (MIT Press, 1986).
#
# The names BP1 to BP4, the hand that pushes a $z$ (a demon, there) and the question in what sense this is fast are
# Michael Nielsen's: [*Neural Networks and Deep Learning*, chapter
# 2](http://neuralnetworksanddeeplearning.com/chap2.html) (2015). That all derivatives of one result
# cost a small multiple of the result itself was proved, for programs of +, −, · and ÷, by Walter Baur and Volker
# Strassen, "The complexity of partial derivatives", *Theoretical Computer Science* 22 (1983).
#
# The bypass is that of Kaiming He and others, "Deep residual learning for image recognition" (CVPR 2016).
