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
# A network has ten layers of a hundred neurons. You reach into one neuron of the first layer and push its $z$ up by a
# hair. At the far end the loss moves. How far?
#
# The push travels. It reaches every neuron of the second layer, each of these reaches every neuron of the third, and so
# on to the loss. [Chapter 05](05_computational_graph.ipynb) had a rule for that: multiply along each route, and add up
# all routes. How many routes are there, from this one neuron? Write your number down before you read on.
#
# There are a hundred ways at each of nine crossings, 100⁹, which is a 1 with eighteen zeros. A program that follows a
# thousand million routes a second would need more than 31 years, for one neuron out of a thousand.
#
# Backpropagation has the answer for all thousand, in a moment. What does it know
# that the routes do not?
#
# **When you are through,** you can say what the δ of a hidden neuron means, and measure it; derive the four equations
# of backpropagation from that meaning; write them with indices and with matrices; find out where a sweep is wrong; and
# say in what sense the sweep is fast.
#
# **You need** [chapter 07](07_one_network_by_hand.ipynb): δ at the output, $w_{ij}$ from neuron $i$ to neuron $j$, and
# "what came in, times δ". The matrix product from [chapter 02](02_nudging.ipynb). In NumPy `@` is that product, `*`
# multiplies entry by entry, and `.T` turns rows into columns.
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. One more exercise is optional.
#
# **The mistakes this chapter cures:** going back through the weights of the wrong layer, and finding transposes by
# guessing.

# %% slug="ch08-setup"
from itertools import product
from math import isclose, log

import numpy as np

from autograd_lab import NetworkView, nn
from autograd_lab.answers import tell
from autograd_lab.viz import figures


def sigma(z):
    return 1 / (1 + np.exp(-z))


# %% tags=["asserts"]
_seconds = 100**9 / 1_000_000_000
assert 100**9 == 10**18
assert 31 < _seconds / (365 * 24 * 3600) < 32

# %% [markdown] slug="ch08-push"
# ## A hand on z
#
# Here is a network small enough for paper. Its input is $x = (1, 2)$, and its first layer is that of chapter 07. Then
# come a second hidden layer and two outputs, with the targets $y = (1, 0)$.
#
# | | layer 1, from the inputs | layer 2, from layer 1 | the outputs, from layer 2 |
# |---|---|---|---|
# | weights from the first | 2, 1 | 2, −4 | 3, 1 |
# | weights from the second | −1, 0 | 2, 4 | −2, 2 |
# | biases | 0, ln 3 − 1 | −5/2, ln 3 − 1 | 0, −2 |
#
# The two rows of weights in a column are a matrix. $W^l$ is the one that leads *into* layer $l$, and its entry
# $w^l_{ij}$ leads from neuron $i$ of the layer before to neuron $j$ of this one. (The raised $l$ counts layers. It is
# not a power.) The outputs are layer 3.
#
# Go forward with a pencil. You have layer 1 from chapter 07: its activations are 1/2 and 3/4. For $z^2_1$ that makes
# 1/2 · 2 + 3/4 · 2 − 5/2 = 0. Find the $z$ and $a$ of the other three neurons, and the loss. The picture has them too: click on
# it, and press → for each layer. It calls neuron 1 of layer 2 `h2.1`, and so on.

# %%
x, y = np.array([1.0, 2.0]), np.array([1.0, 0.0])
Ws = [
    np.array([[2.0, 1.0], [-1.0, 0.0]]),
    np.array([[2.0, -4.0], [2.0, 4.0]]),
    np.array([[3.0, 1.0], [-2.0, 2.0]]),
]
bs = [np.array([0.0, log(3) - 1]), np.array([-5 / 2, log(3) - 1]), np.array([0.0, -2.0])]


def network(Ws, bs):
    """The same weights as a network of the library, which NetworkView can draw."""
    parts = []
    for W, b in zip(Ws, bs, strict=True):
        layer = nn.Linear(*W.shape)
        layer.weight.data[:], layer.bias.data[:] = W, b
        parts += [layer, nn.Sigmoid()]
    return nn.Sequential(*parts)


NetworkView(network(Ws, bs), x, y, grain="layer", views=(), title="Two hidden layers of two")

# %% [markdown]
# Both hidden layers say 1/2 and 3/4, and both outputs say 1/2: the first too little, the second too much, by the same half.
#
# The loss adds up the squares over the outputs, and takes the mean over the rows of the data:
#
# {{eq:network-loss}}
#
# We have one row, so $N = 1$, and you may read past the index $n$ for most of this chapter. Here $L$ = 1/4 + 1/4 = 1/2.
#
# Now reach in. Between a neuron's sum and its bend, add 0.01 to $z$. Whatever comes after this neuron feels it, and
# nothing else does. There are six neurons, so there are six such experiments.
#
# Before you run them: what will the loss do when you push the first output, which says too little? And the second? And
# in which layer do you expect the largest answers?


# %%
def forward(x, Ws, bs, pushed=None, by=0.0):
    """The activations, from x to the outputs; at `pushed`, a (layer, neuron), z is moved."""
    activations = [x]
    for layer, (W, b) in enumerate(zip(Ws, bs, strict=True), start=1):
        z = activations[-1] @ W + b
        if pushed and pushed[0] == layer:
            z[pushed[1] - 1] += by
        activations.append(sigma(z))
    return activations


def loss(a, y):
    return ((a - y) ** 2).sum()


# %% tags=["predict"]
def answer_to_a_push(layer, neuron, by):
    pushed = forward(x, Ws, bs, pushed=(layer, neuron), by=by)
    return loss(pushed[-1], y) - loss(forward(x, Ws, bs)[-1], y)


for layer, neuron in product((1, 2, 3), (1, 2)):
    moved = answer_to_a_push(layer, neuron, 0.01)
    up, down = (answer_to_a_push(layer, neuron, by) for by in (1e-5, -1e-5))
    rate = (up - down) / 2e-5
    print(f"layer {layer}, neuron {neuron}: L moves by {moved:+.5f}, the rate is {rate:+.5f}")

# %% [markdown] tags=["answer"]
# Pushing the first output up helps, and the loss falls. Pushing the second harms. And the answers do not grow steadily
# toward the end: neuron 1 of layer 1 counts as much as an output, and twice as much as neuron 1 of layer 2, though it
# stands furthest from the loss.

# %% [markdown]
# The last column is the six δ of this network. That is what δ means, and all that it means:
#
# $$\delta^l_j = \frac{\partial L}{\partial z^l_j}, \qquad
# L \text{ moves by about } \delta^l_j \cdot h \text{ when } z^l_j \text{ is pushed by } h$$
#
# It is a rate, and you can measure it. It is not "the error of a neuron": nobody has said what a hidden neuron
# should have answered. A δ far from 0 says that a push at this place would change much, and its sign says which way to
# push. A δ near 0 says that pushing here is useless.
#
# Why push $z$, and not $a$, or each weight? Because everything that a neuron owns acts through its $z$. Raise $w_{ij}$
# by a little, and $z_j$ rises by $a_i$ times that little. Raise $b_j$, and $z_j$ rises by the same. So the weight's
# gradient is $a_i \delta_j$ and the bias's is $\delta_j$, as on your sheet in chapter 07. This network has eighteen weights
# and biases, and their gradients hang on six numbers.
#
# To find the six we ran the network twice for each. For a thousand neurons that is two thousand forward passes. From
# here on we look for the six without pushing.

# %% tags=["asserts"]
# eq: network-loss
_a = forward(x, Ws, bs)
assert all(np.allclose(p, q) for p, q in zip(_a[1:], ([1 / 2, 3 / 4], [1 / 2, 3 / 4], [1 / 2, 1 / 2]), strict=True))
assert 1 / 2 * 2 + 3 / 4 * 2 - 5 / 2 == 0
assert isclose(loss(_a[-1], y), 1 / 4 + 1 / 4)
assert sum(W.size + b.size for W, b in zip(Ws, bs, strict=True)) == 18
_right = {(3, 1): -1 / 4, (3, 2): 1 / 4, (2, 1): -1 / 8, (2, 2): 3 / 16, (1, 1): -1 / 4, (1, 2): 3 / 32}
for _at, _delta in _right.items():
    assert isclose(answer_to_a_push(*_at, 1e-5) - answer_to_a_push(*_at, -1e-5), _delta * 2e-5, rel_tol=1e-6)
    assert isclose(answer_to_a_push(*_at, 0.01), _delta * 0.01, rel_tol=0.02)
assert _right[1, 1] == 2 * _right[2, 1] == _right[3, 1]
_rows, _targets = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.2]]), np.array([[1.0, 0.0], [0.0, 0.0], [0.4, 1.0]])
_by_rows = [loss(forward(_x, Ws, bs)[-1], _y) for _x, _y in zip(_rows, _targets, strict=True)]
assert isclose(np.mean(_by_rows), ((forward(_rows, Ws, bs)[-1] - _targets) ** 2).sum(axis=1).mean())

# %% [markdown] slug="ch08-output"
# ## The last layer
#
# The two δ at the end you know already. $z_k$ moves $a_k$, and $a_k$ stands in one square of the loss and in no other:
#
# {{eq:output-delta}}
#
# It is {{ref:output-neuron}} with two indices, and with the 1/N of the mean, which for one row is 1. The first output
# has 2 · (1/2 − 1) · 1/4 = −1/4, and the second 2 · (1/2 − 0) · 1/4 = 1/4. Nielsen's book, and many others after it, call
# this equation **BP1**. It is the only one of four that knows the loss and the targets.

# %% tags=["asserts"]
# eq: output-delta
assert 2 * (1 / 2 - 1) * 1 / 4 == -1 / 4
assert 2 * (1 / 2 - 0) * 1 / 4 == 1 / 4
_Z = np.array([[0.3, -1.2], [2.0, 0.1], [-0.4, 0.9]])  # three rows, two outputs
_delta = 2 / 3 * (sigma(_Z) - _targets) * sigma(_Z) * (1 - sigma(_Z))
for _n, _k in product(range(3), range(2)):
    _more, _less = _Z.copy(), _Z.copy()
    _more[_n, _k] += 1e-5
    _less[_n, _k] -= 1e-5
    _slope = (loss(sigma(_more), _targets) - loss(sigma(_less), _targets)) / 3 / 2e-5
    assert isclose(_slope, _delta[_n, _k], rel_tol=1e-6)

# %% [markdown] slug="ch08-back"
# ## One layer back
#
# Now neuron 1 of layer 2. Push its $z$ by 0.01 once more. But this time do not run to the loss. Follow the push as far
# as the *next layer*, and stop there.
#
# Its activation moves by the slope of its sigmoid times the push: 1/4 · 0.01 = 0.0025.
#
# Two weights lead on from here, 3 and 1. Through the first, $z^3_1$ moves by 3 · 0.0025 = 0.0075. Through the second,
# $z^3_2$ moves by 1 · 0.0025 = 0.0025.
#
# And the loss? Somebody has pushed the two outputs, one by 0.0075 and the other by 0.0025. What the loss does when an
# output is pushed, you know: that is what their δ say. It moves by −1/4 · 0.0075 + 1/4 · 0.0025 = −0.00125. For each unit
# of the push that is −0.125, or −1/8.
#
# It is the number that we measured. But we have not looked at the loss. *The δ of the next layer stood in for it.*
#
# Do it once more with letters. A push $h$ on $z_j$ moves $a_j$ by $\sigma'(z_j)\, h$. Each $z_k$ of the next layer is moved
# by $w_{jk}$ times that. And the loss moves by the sum of all of these, each times its $\delta_k$. Divide by $h$:
#
# {{eq:hidden-delta}}
#
# This is **BP2**, the delta recursion, and what you have just read is its derivation. A push, three moves, and the third
# was known. ("next" means the layer after this one, and $w_{jk}$ leads there, so it is an entry of $W^{l+1}$.) The sum
# is the rule for a fan-out, {{ref:fan-out}}: $a_j$ is used by every neuron of the next layer.
#
# In words: **a neuron gathers the δ of the next layer, each through the weight that leads there, and scales the sum by
# its own slope.**

# %% tags=["asserts"]
# eq: hidden-delta
assert isclose(1 / 4 * 0.01, 0.0025)
assert isclose(3 * 0.0025, 0.0075)
assert isclose(-1 / 4 * 0.0075 + 1 / 4 * 0.0025, -0.00125)
assert isclose(-0.00125 / 0.01, -0.125)
assert -0.125 == -1 / 8
_slope = {1: (1 / 4, 3 / 16), 2: (1 / 4, 3 / 16)}
for _l, _j in product((1, 2), (1, 2)):
    _gathered = sum(Ws[_l][_j - 1, _k - 1] * _right[_l + 1, _k] for _k in (1, 2))
    assert isclose(_slope[_l][_j - 1] * _gathered, _right[_l, _j])

# %% [markdown] slug="ch08-gather"
# ## Watch it gather
#
# Neuron 2 of layer 2 is yours: its weights are −2 and 2, its slope is 3/16. Then go on to layer 1. Its neurons gather
# from layer 2, through $W^2$, and they need the two δ of layer 2 and nothing else. Write down all three.
#
# In the picture below, press S to go to the loss, and then → again and again. One press is one edge: `Σ` in a box is what
# its neuron has gathered so far, and the edge shows weight × δ. (It writes f′ for σ′, since it can draw other functions.)
# Say each number before you press. And watch which edges it takes: for the δ of layer 1, are they on the left of its boxes,
# or on the right?

# %%
NetworkView(network(Ws, bs), x, y, grain="edge", title="Six δ, gathered edge by edge")

# %% [markdown]
# The whole way back:
#
# | neuron | gathers | slope | δ |
# |---|---|---|---|
# | layer 2, neuron 1 | 3 · (−1/4) + 1 · 1/4 = −1/2 | 1/4 | −1/8 |
# | layer 2, neuron 2 | −2 · (−1/4) + 2 · 1/4 = 1 | 3/16 | 3/16 |
# | layer 1, neuron 1 | 2 · (−1/8) − 4 · 3/16 = −1 | 1/4 | −1/4 |
# | layer 1, neuron 2 | 2 · (−1/8) + 4 · 3/16 = 1/2 | 3/16 | 3/32 |
#
# All are what the pushing said. The edges are those on the right of a box: the weights that lead *out of* a layer bring
# back its δ. Those on its left, its own weights, have no part in it.
#
# Now look at what layer 1 has *not* asked for. Not the targets, not the residuals, not $W^3$, not the slopes of the
# outputs. Whatever lies beyond layer 2 is packed into two numbers, −1/8 and 3/16. Were there fifty more layers,
# it would still be two numbers. That is what "recursion" says here: each layer asks its neighbour, and nobody
# further off.
#
# And the routes? From neuron 1 of layer 1 there are four of them to the loss. Here they are, one product each,
# with {{ref:path-sum}}:

# %% tags=["predict"]
a0, a1, a2, a3 = forward(x, Ws, bs)
slope1, slope2 = a1 * (1 - a1), a2 * (1 - a2)
delta3 = 2 * (a3 - y) * a3 * (1 - a3)

routes = 0.0
for j, k in product(range(2), range(2)):
    route = slope1[0] * Ws[1][0, j] * slope2[j] * Ws[2][j, k] * delta3[k]
    routes += route
    print(f"through neuron {j + 1} of layer 2 and output {k + 1}: {route:+.6f}")
print(f"added up: {routes:+.6f}")

# %% [markdown] tags=["answer"]
# −1/4 again. Now look at the first two routes. Both go through neuron 1 of layer 2, and up to there they are one road: the
# same slope, the same weight, the same slope again. Each route multiplies all of it by itself. The recursion comes from the
# other end. It adds up first what lies beyond that neuron, and multiplies by the common road once. So it is the sum over all
# routes, with brackets. For four routes you save little. For 100⁹ you save everything.

# %% tags=["asserts"]
assert isclose(routes, -1 / 4)
assert [3 * (-1 / 4) + 1 / 4, -2 * (-1 / 4) + 2 / 4] == [-1 / 2, 1]
assert [2 * (-1 / 8) - 4 * 3 / 16, 2 * (-1 / 8) + 4 * 3 / 16] == [-1, 1 / 2]
assert [-1 / 2 * 1 / 4, 1 * 3 / 16, -1 * 1 / 4, 1 / 2 * 3 / 16] == [-1 / 8, 3 / 16, -1 / 4, 3 / 32]

# %% [markdown] slug="ch08-exercise-1"
# ### Exercise 8.1: three neurons gather (5 minutes)
#
# A hidden layer of three neurons feeds two others, whose δ are −1/4 and 1/2. The activations of the three are 1/2, 1/4 and
# 3/4.
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
# delta = [1 / 4 * 0, 3 / 16 * -1, None]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "gathered": [0, -1, -3 / 2],
#     "delta": [0, -3 / 16, -9 / 32],
#     "weight_3_to_second": 3 / 4 * 1 / 2,
# }
# ```
#
# Neuron 1 gathers −1/2 + 1/2 = 0: its two listeners want the opposite, and just as much. So its δ is 0, though its
# slope is the largest of the three. The weight gets what came in there, the activation 3/4, times the δ of the neuron it
# leads to, 1/2. Its own value −1 is not in it. Whoever answers −1/2 has used the weight in place of what came in, and
# whoever answers −3/4 has used it in place of the δ.

# %% tags=["asserts"]
_W, _next, _a = np.array([[2, 1], [0, -2], [4, -1]]), np.array([-1 / 4, 1 / 2]), np.array([1 / 2, 1 / 4, 3 / 4])
assert (_W @ _next).tolist() == [0, -1, -3 / 2]
assert (_W @ _next * _a * (1 - _a)).tolist() == [0, -3 / 16, -9 / 32]

# %% [markdown] slug="ch08-weights"
# ## From δ to the weights
#
# With the δ of every neuron in hand, the rest is what you did on your sheet. A weight gets what came in there times the δ
# of the neuron that it leads to, and a bias gets δ:
#
# {{eq:layer-gradients}}
#
# The second is **BP3**, the first is **BP4**, and that is the whole of backpropagation: BP1 to begin, BP2 to go back, BP3
# and BP4 to collect. What comes after it, $w_{ij} \leftarrow w_{ij} - \eta\, a_i\, \delta_j$, is the step of chapter 03, and no part
# of it.
#
# And here the index $n$ wakes up. With several rows of data, each row goes forward by itself and back by itself, and has
# its own δ in every neuron: a push at row 5 moves nothing in row 6. But all rows use the same weights. A weight that is
# used in every row is a fan-out, so its gradient is a sum over the rows. (The 1/N came in with BP1 and travels along, so
# nothing is divided by N again.) Chapter 09 makes matrices of this, and problem set 3 has rows too.
#
# Our row has eighteen gradients. Which of them is the largest? You need no calculator: look for a large input beside
# a large δ. Then run the cell.

# %% tags=["predict"]
delta2 = np.array([-1 / 8, 3 / 16])
delta1 = np.array([-1 / 4, 3 / 32])
for layer, a, delta in ((1, a0, delta1), (2, a1, delta2), (3, a2, delta3)):
    print(f"layer {layer}:", end=" ")
    for i, j in product(range(2), range(2)):
        print(f"w{i + 1}{j + 1} {a[i] * delta[j]:+.4f}", end=" ")
    print(f"b1 {delta[0]:+.4f} b2 {delta[1]:+.4f}")

# %% [markdown] tags=["answer"]
# It is −1/2, at the weight from $x_2$ to neuron 1 of the first layer, where 2 came in and δ is −1/4. Of all eighteen it stands
# furthest from the loss. Distance does not decide. What decides is what came in, and what came back.


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
        assert isclose((_more - _less) / 2e-5, _gradient, rel_tol=1e-5, abs_tol=1e-9)
    for _j in range(2):
        _shift = [np.zeros(2) for _ in range(3)]
        _shift[_l][_j] = 1e-5
        _more = _total(Ws, [b + s for b, s in zip(bs, _shift, strict=True)])
        _less = _total(Ws, [b - s for b, s in zip(bs, _shift, strict=True)])
        assert isclose((_more - _less) / 2e-5, sum(_d[_n, _j] for _n in range(3)), rel_tol=1e-5, abs_tol=1e-9)
_all = {
    (l, i, j): a[i] * d[j]
    for l, (a, d) in enumerate(zip((a0, a1, a2), (delta1, delta2, delta3), strict=True), start=1)
    for i in (0, 1)
    for j in (0, 1)
}
assert max(_all, key=lambda at: abs(_all[at])) == (1, 1, 0)
assert _all[1, 1, 0] == 2 * (-1 / 4) == -1 / 2
assert np.abs([delta1, delta2, delta3]).max() < 1 / 2
assert sum(isclose(abs(g), 1 / 2) for g in _all.values()) == 1

# %% [markdown] slug="ch08-fast"
# ## In what sense is it fast?
#
# "Backpropagation is a fast way to compute gradients." Fast compared to what, and counted how? Do not take it on trust.
#
# Count products. In the forward pass every weight is multiplied once, by what comes in. What happens once in each neuron,
# its σ and its slope, is little beside that, and we leave it out. The network below has the widths 10-20-20-10, so it has
# 200 + 400 + 200 = 800 weights, and 850 parameters with the biases. Its functions are written with indices, as in the
# equations, and `times` counts.
#
# A forward pass takes 800 products. Nudging every parameter takes 851 forward passes: one as it is, and one for each
# parameter. How many products will the sweep take, all 850 gradients together? As many as 1 forward pass, 2, 30, or 400?


# %% tags=["predict"]
counted = 0


def times(p, q):
    global counted
    counted += 1
    return p * q


def forward_by_index(x, Ws, bs):
    activations = [x]
    for W, b in zip(Ws, bs, strict=True):
        a = activations[-1]
        z = [sum(times(a[i], W[i][j]) for i in range(len(a))) + b[j] for j in range(len(b))]
        activations.append([sigma(number) for number in z])
    return activations


def sweep_by_index(y, Ws, activations):
    """∂L/∂W and ∂L/∂b of each layer, by BP1 to BP4."""
    a = activations[-1]
    delta = [2 * (a[k] - y[k]) * a[k] * (1 - a[k]) for k in range(len(a))]  # BP1
    dWs, dbs = [], []
    for l in reversed(range(len(Ws))):
        a = activations[l]
        dWs.insert(0, [[times(a_i, delta_j) for delta_j in delta] for a_i in a])  # BP4
        dbs.insert(0, delta)  # BP3
        if l > 0:  # BP2; the input has no δ
            gathered = [sum(times(w_jk, d_k) for w_jk, d_k in zip(W_j, delta, strict=True)) for W_j in Ws[l]]
            delta = [gathered[j] * a[j] * (1 - a[j]) for j in range(len(a))]
    return dWs, dbs


rng = np.random.default_rng(8)
widths = [10, 20, 20, 10]
large_Ws = [rng.normal(size=pair) / 3 for pair in zip(widths, widths[1:], strict=False)]
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
print(f"the sweep:        {sweep_products:>9,} products, {sweep_products / forward_products} forward passes")
print(f"nudging:          {nudging_products:>9,} products, {nudging_products // forward_products} forward passes")
by_sweep = np.concatenate([np.ravel(part) for part in (*dWs, *dbs)])
print(f"largest difference between the two answers: {np.abs(by_sweep - by_nudging).max():.0e}")

# %% [markdown] tags=["answer"]
# 1,400 products, 1.75 forward passes. You can see why in the code. A weight is used once on the way forward. On the way
# back it is used once to carry a δ (not in the first layer, since the input has no δ), and once more there is a product for
# its own gradient. **Once forward, at most twice back: all gradients together cost less than three forward passes, however
# many there are.** Nudging costs one forward pass *for each*. Here that is 309 times as much, and for the network of the
# first page, with its hundred thousand weights, more than thirty thousand times.
#
# So "fast" has a precise sense: the price of the sweep does not depend on how many gradients you ask for. Say also what it
# does not mean. The sweep is not faster than the forward pass. It does not make training take fewer steps. And it has to
# be paid in memory: $a_i$ stands in BP4 and in the slope of BP2, so all activations are kept until the sweep has come by.
#
# Where does the saving come from? Nudging starts anew for each parameter, and computes again what the last run has
# computed. The sweep computes each δ once, and all the neurons before it use it. That is the answer to the first page:
# what the routes do not know is how much they share.

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
# Indices show what happens, and matrices are what one writes. A {{term:fully-connected-layer}} is one in which each neuron
# reads everything that the layer before has computed, so its weights fill a whole matrix, and forward is one line:
# $z^l = a^{l-1} W^l + b^l$, with $a$ and $z$ as rows.
#
# Read what the product does to the indices. $\sum_i a_i w_{ij}$: the $i$ of $a$ stands beside the $i$ of $w$, and these
# two are added away. **A matrix product adds over the two indices that stand side by side.** What is left, $j$, is the
# index of the result.
#
# Now BP2 gathers $\sum_k \delta_k w_{jk}$. Write it as a product with δ in front, and the indices are $k \cdot jk$. The $k$
# of δ stands beside $j$. That does not fit. What is needed beside δ is a matrix with its $k$ in front, whose entry in row
# $k$ and column $j$ is $w_{jk}$. It is $W$ with its rows written as columns, the **{{term:transpose}}** $W^{\mathsf T}$:
#
# $$\sum_k \delta_k\, w_{jk} = \sum_k \delta_k\, (W^{\mathsf T})_{kj}$$
#
# So the transpose is not there to make something fit. It says that forward adds over where a weight comes *from*, and
# backward over where it leads *to*. The slope belongs to each neuron separately, and needs a product of another kind,
# entry by entry: the **{{term:elementwise-product}}**, written ⊙, and `*` in NumPy. Together:
#
# {{eq:delta-recursion}}
#
# Before you play with the figure: its first factor is the δ of layer 3, its second is $(W^3)^{\mathsf T}$. Which entries of
# $W^3$ does the first entry of the result use, a row of $W^3$ or a column? Click on the entry and see. Then compare with
# the table at the beginning of the chapter: whose weights are these?

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
# The first entry uses 3 and 1, the first *row* of $W^3$, which has become the first column of its transpose: the weights
# that lead out of neuron 1.

# %% [markdown]
# BP4 has no sum at all, for one row: $\partial L/\partial w_{ij} = a_i\, \delta_j$, each with each. That is an
# **{{term:outer-product}}**, a column times a row. The column is $a$ turned on its side:
#
# {{eq:delta-gradients}}
#
# $a^{l-1}$ is what came *into* the layer, so the $l$ is one less. With $\delta = 2\,(a - y) \odot \sigma'(z)$ at the end
# these are BP1 to BP4, one line a layer.
#
# In the picture below the same network stands at the end of its sweep, with its matrices (and $W_2$ for our $W^2$). Find the
# −4 under *Back into layer 1*. In which row does it stand, and in which column? Which edge of the picture must it be? Click
# on that edge, and look for the −4 once more.

# %%
NetworkView(
    network(Ws, bs),
    x,
    y,
    start="end",
    notation="rows",
    views=("equations", "matrices"),
    title="The same sweep, in matrices",
)

# %% [markdown]
# On the way back it stands in row 2, column 1. It brings the δ of neuron 2 to neuron 1. On the way forward, in $W^2$ itself, it
# stands in row 1, column 2. It is one edge, the thick dashed one from `h1.1` to `h2.2`, walked in either direction. The way back
# has no weights of its own.
#
# And with several rows of data? Write them below each other, so that $a$, $z$ and δ have a row for each. BP2 stays as it is,
# since a product treats each row of its first factor by itself. In BP4 there is the sum over $n$, $\sum_n a_{ni}\, \delta_{nj}$, and
# $(a^{\mathsf T})_{in}\, \delta_{nj}$ has the two $n$ side by side. So $(a^{l-1})^{\mathsf T} \delta^l$ is right for many rows too. The
# product adds over them. Only for the bias you have to add up the rows of δ yourself. Problem set 3 uses this, and chapter 09 begins
# there.
#
# A word on other books. If an example is written as a *column*, the forward line is $W a + b$, and every product is turned
# around: BP2 becomes $((W^{l+1})^{\mathsf T} \delta^{l+1}) \odot \sigma'(z^l)$. This is how Nielsen writes it, and the article from which this
# course grew. Under *Notation* the picture shows both. [Chapter 09](09_vectorised.ipynb)
# has a table of them, under *The same thing in other books*. Do not learn transposes by heart. Ask over which index a sum runs.

# %% tags=["asserts"]
# eq: delta-recursion, delta-gradients
assert np.allclose(_d1, (_d2 @ Ws[1].T) * _acts[1] * (1 - _acts[1]))
for _l, _d in enumerate((_d1, _d2, _d3)):
    assert np.allclose(_acts[_l].T @ _d, [[sum(_acts[_l][:, _i] * _d[:, _j]) for _j in (0, 1)] for _i in (0, 1)])
assert Ws[2][0].tolist() == [3, 1]
assert np.allclose((delta3 @ Ws[2].T) * slope2, [-1 / 8, 3 / 16])
assert np.allclose((delta2 @ Ws[1].T) * slope1, [-1 / 4, 3 / 32])
assert all((delta3 @ Ws[2].T)[_j] == sum(delta3[_k] * Ws[2][_j, _k] for _k in (0, 1)) for _j in (0, 1))
_rng = np.random.default_rng(1)
_Ws = [_rng.normal(size=_s) for _s in ((3, 4), (4, 2), (2, 5))]
_bs = [_rng.normal(size=_s) for _s in (4, 2, 5)]
_x, _y = _rng.normal(size=3), _rng.random(5)
_a = forward(_x, _Ws, _bs)
_delta = 2 * (_a[3] - _y) * _a[3] * (1 - _a[3])
for _l in (2, 1, 0):
    _gradients = {id(_Ws[_l]): _a[_l][:, None] @ _delta[None], id(_bs[_l]): _delta}
    for _part in (_Ws[_l], _bs[_l]):
        for _at in np.ndindex(_part.shape):
            _kept = _part[_at]
            _part[_at] = _kept + 1e-5
            _more = loss(forward(_x, _Ws, _bs)[-1], _y)
            _part[_at] = _kept - 1e-5
            _less = loss(forward(_x, _Ws, _bs)[-1], _y)
            _part[_at] = _kept
            assert isclose((_more - _less) / 2e-5, _gradients[id(_part)][_at], rel_tol=1e-5, abs_tol=1e-9)
    _delta = (_delta @ _Ws[_l].T) * _a[_l] * (1 - _a[_l])
assert np.array_equal(_Ws[2] @ np.arange(5), np.arange(5) @ _Ws[2].T)

# %% [markdown] slug="ch08-exercise-2"
# ### Exercise 8.2: the sweep, with gaps (6 minutes)
#
# Fill the three gaps, so that `deltas` returns the δ of all layers, from the first to the last, for a network of any
# depth. `activations` is what `forward` returns, and `y` holds the targets of one row.
#
# Mind the numbers of the list: Python counts from 0. So `activations[l]` is $a^l$, but `Ws[l]` is the matrix that *reads*
# $a^l$, which is $W^{l+1}$. Done when the line below says "right".


# %% tags=["exercise"]
def deltas(y, Ws, activations):
    a = activations[-1]
    delta = None  # BP1, for the last layer
    found = [delta]
    for l in reversed(range(1, len(Ws))):  # the hidden layers, from the last to the first
        a = activations[l]
        gathered = None  # from the layer after l
        delta = None  # BP2
        found.insert(0, delta)
    return None if found[-1] is None else found


# %%
tell("8.2", deltas)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two tables
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
# Here are two programs that differ from yours in one place. The first has left out `.T`. The second goes back through the
# weights of the wrong layer: its author has read "layer $l$" and written `Ws[l - 1]`, which is $W^l$. These are the chapter's
# mistakes.
#
# Every matrix of our network is 2 by 2. So what will happen? Will one of them stop with an error? Of the six δ, how many will
# still be right? And if you train with them, at the rate 1, will the loss fall, stay, or rise?


# %% tags=["predict"]
def sweep_through(way_back, y, Ws, activations):
    """δ of each layer, when `way_back(Ws, l)` is the matrix between δ of the next layer and δ of layer l."""
    a = activations[-1]
    found = [2 * (a - y) * a * (1 - a)]
    for l in reversed(range(1, len(Ws))):
        a = activations[l]
        found.insert(0, (found[0] @ way_back(Ws, l)) * a * (1 - a))
    return found


ways_back = {
    "right": lambda Ws, l: Ws[l].T,
    "not turned": lambda Ws, l: Ws[l],
    "wrong layer": lambda Ws, l: Ws[l - 1].T,
}


def train(way_back, steps=30, rate=1.0):
    """The loss every ten steps."""
    own_Ws, own_bs, losses = [W.copy() for W in Ws], [b.copy() for b in bs], []
    for step in range(steps + 1):
        activations = forward(x, own_Ws, own_bs)
        if step % 10 == 0:
            losses.append(loss(activations[-1], y))
        for l, delta in enumerate(sweep_through(way_back, y, own_Ws, activations)):
            own_Ws[l] -= rate * np.outer(activations[l], delta)
            own_bs[l] -= rate * delta
    return losses


for name, way_back in ways_back.items():
    found = sweep_through(way_back, y, Ws, forward(x, Ws, bs))
    print(f"{name:12}", " ".join(f"layer {l}: {d[0]:+.5f} {d[1]:+.5f}" for l, d in enumerate(found, start=1)))
print()
for name, way_back in ways_back.items():
    print(f"{name:12} loss", ", ".join(f"{number:.4f}" for number in train(way_back)))

# %% [markdown] tags=["answer"]
# No error, and the loss falls with all three. It even falls *faster* with the two that are wrong: after ten steps it is 0.0167
# with the wrong layer, against 0.0207.
#
# How can that be? The last layer has its right δ in all three, since BP1 uses no way back. So its weights learn, and on
# one row that is enough to bring the loss down, whatever the layers before them do. (That the wrong ones are ahead is luck.)
# And with a task of your own, who tells you how fast the right one would have been? **A falling loss says that something is
# right. It does not say that everything is.**

# %% [markdown]
# How would you find a slip in a sweep of your own? *Nudge, layer by layer.* Compare each layer's gradient with its nudged one, and go from the last layer to the first. The first
# layer that differs is where the mistake is, since every layer before it was made from it.

# %% tags=["predict"]
odd = np.random.default_rng(5)
test_Ws = [odd.normal(size=(2, 2)) for _ in range(4)]  # four layers, all square, and odd numbers
test_bs = [odd.normal(size=2) for _ in range(4)]
test_x, test_y = odd.normal(size=2), odd.random(2)


def by_pushing(layer):
    """δ of one layer, each z pushed to both sides."""
    slopes = []
    for neuron in (1, 2):
        more = forward(test_x, test_Ws, test_bs, pushed=(layer, neuron), by=1e-5)
        less = forward(test_x, test_Ws, test_bs, pushed=(layer, neuron), by=-1e-5)
        slopes.append((loss(more[-1], test_y) - loss(less[-1], test_y)) / 2e-5)
    return np.array(slopes)


differs = {}
for name, way_back in ways_back.items():
    found = sweep_through(way_back, test_y, test_Ws, forward(test_x, test_Ws, test_bs))
    for layer in (4, 3, 2, 1):
        pushed = by_pushing(layer)
        differs[name, layer] = np.abs(found[layer - 1] - pushed).max() > 1e-6 * np.abs(pushed).max()
    said = [f"layer {k} {'differs' if differs[name, k] else 'agrees'}" for k in (4, 3, 2, 1)]
    print(f"{name:12}", ", ".join(said))

# %% [markdown] tags=["answer"]
# Layer 4 agrees and layer 3 differs: the mistake is on the way from 4 to 3, and there is one line that goes this way. What layers
# 2 and 1 have to say you need not look at.

# %% [markdown]
# *Write the indices.* Under `delta @ W` write $k$ and $jk$. The neighbours are $k$ and $j$, so the product would add over
# two different things. Under `delta @ W.T` stand $k$ and $kj$. It takes half a minute, and it is a proof.
#
# *Make all sizes different.* Then most mistakes cannot run at all.

# %%
different = [np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 5))]
ones = [np.ones(width) for width in (2, 3, 4, 5)]
for name, way_back in ways_back.items():
    try:
        sweep_through(way_back, 0, different, ones)
    except ValueError:
        print(f"{name:12} the shapes do not fit")
    else:
        print(f"{name:12} runs")

# %% [markdown]
# With the widths 2-3-4-5 both mistakes stop at once. That is why many people find their transposes by trying, until the
# shapes fit: with such widths, what fits is right. But networks like to have all layers of one width. There everything fits, and
# the guess is worth nothing. The sum tells you what to turn. The shapes only check your typing.

# %% tags=["asserts"]
_losses = {name: [round(number, 4) for number in train(way_back)] for name, way_back in ways_back.items()}
assert (_losses["right"][1], _losses["wrong layer"][1]) == (0.0207, 0.0167)
assert all(
    w < r for name in _losses if name != "right" for w, r in zip(_losses[name][1:], _losses["right"][1:], strict=True)
)
assert all(after < before for run in _losses.values() for before, after in zip(run, run[1:], strict=False))
_found = {name: sweep_through(way_back, y, Ws, forward(x, Ws, bs)) for name, way_back in ways_back.items()}
assert np.allclose(_found["right"], [[-1 / 4, 3 / 32], [-1 / 8, 3 / 16], [-1 / 4, 1 / 4]])
_agreeing = {name: int(np.isclose(found, _found["right"]).sum()) for name, found in _found.items()}
assert _agreeing == {"right": 6, "not turned": 2, "wrong layer": 2}
for _name in ("not turned", "wrong layer"):
    assert [differs[_name, _layer] for _layer in (4, 3, 2, 1)] == [False, True, True, True]
    try:
        sweep_through(ways_back[_name], 0, different, ones)
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
# An input gathers like any neuron, but nothing bends it, so there is no slope: $\partial L/\partial x = \delta^1 (W^1)^{\mathsf T}$.
# For our network it is 2 · (−1/4) + 1 · 3/32 = −13/32 in $x_1$, and −1 · (−1/4) + 0 = 1/4 in $x_2$. Whoever multiplies by
# $x(1 - x)$ has given the input a sigmoid that it has not got. With $x_1 = 1$ that gives 0, and with $x_2 = 2$ the
# wrong sign.


# %% tags=["solution"]
def input_gradient(x, y, Ws, bs):
    """∂L/∂x of one row."""
    return deltas(y, Ws, forward(x, Ws, bs))[0] @ Ws[0].T


# %% tags=["asserts"]
assert np.allclose(input_gradient(x, y, Ws, bs), [-13 / 32, 1 / 4])
assert 2 * (-1 / 4) + 1 * 3 / 32 == -13 / 32
for _i in (0, 1):
    _h = np.eye(2)[_i] * 1e-5
    _slope = (loss(forward(x + _h, Ws, bs)[-1], y) - loss(forward(x - _h, Ws, bs)[-1], y)) / 2e-5
    assert isclose(_slope, input_gradient(x, y, Ws, bs)[_i], rel_tol=1e-6)

# %% [markdown] slug="ch08-saturated"
# ## A neuron pushed too far
#
# Neuron 2 of layer 2 gathers 1, more than its neighbour: of the two, the outputs complain more about this one. Now saturate it.
# Raise its bias, so that its $z$ moves from ln 3 far to the right, where the sigmoid is flat. The outputs get worse, and it is
# this neuron's doing.
#
# Before you run the cell, four guesses. As its bias rises by 4, 8, 12: what happens to what it *gathers*? To its δ? To the
# gradients of the weights that lead *out of* it? And to the δ of its neighbour, which has not been touched?

# %% tags=["predict"]
for raised in (0, 4, 8, 12):
    own_bs = [bs[0], bs[1] + np.array([0, raised]), bs[2]]
    acts = forward(x, Ws, own_bs)
    found = deltas(y, Ws, acts)
    gathered = found[2] @ Ws[2].T
    out_of_it = acts[2][1] * found[2]
    print(f"bias +{raised:2}: loss {loss(acts[-1], y):.2f}, gathers {gathered[1]:.2f}, δ {found[1][1]:.6f};", end=" ")
    print(f"out of it {out_of_it[0]:.2f} and {out_of_it[1]:.2f}; neighbour {found[1][0]:.3f}")

# %% [markdown] tags=["answer"]
# The loss has grown from 0.50 to 0.77, and the neuron gathers more than before, 1.17: the outputs complain louder. But its δ falls
# to 0.000002. The complaint arrives at $a$ and is multiplied by a slope that is next to nothing. All its own weights and its
# bias get their gradients through this δ. So *the neuron that does the harm hears nothing of it*.
#
# The weights that lead out of it are no worse off. They need its $a$, which is 1 now, and the δ of the outputs. Its neighbour
# learns as well. But layer 1 gathers from two neurons, of which one has gone silent, so whatever layer 1 did to this
# neuron it will not be told.

# %% [markdown]
# What does training do from there? A hundred steps at the rate 1, from there. How far will its bias come down? And will the loss
# fall?

# %% tags=["predict"]
own_Ws, own_bs = [W.copy() for W in Ws], [b.copy() for b in bs]
own_bs[1][1] += 12
bias_before = own_bs[1][1]
print(f"before: loss {loss(forward(x, own_Ws, own_bs)[-1], y):.4f}, bias {bias_before:.5f}")
for _ in range(100):
    acts = forward(x, own_Ws, own_bs)
    for l, delta in enumerate(deltas(y, own_Ws, acts)):
        own_Ws[l] -= np.outer(acts[l], delta)
        own_bs[l] -= delta
print(f"after:  loss {loss(forward(x, own_Ws, own_bs)[-1], y):.4f}, bias {own_bs[1][1]:.5f}")

# %% [markdown] tags=["answer"]
# The bias has moved by 0.00001. The loss falls all the same, to 0.0018: the weights that lead out of it and the neurons beside it
# have learnt to live with one that says 1 to everything. It has become a bias, and nobody will ever see it in the loss.
#
# So a δ near 0 has two readings, and they could not be further apart. Either the neuron *gathers* 0: nobody wants it otherwise,
# or its listeners cancel, as in exercise 8.1. Or its *slope* is 0: it is deaf. The δ alone does not say which. Look at what
# it gathers.
#
# And another thing follows, for deep networks. The slope is at most 1/4. At every layer the δ is multiplied by it once
# more, and only the weights can make up for that. Chapter 12 counts what is left after ten layers.

# %% tags=["asserts"]
_told = {}
for _raised in (0, 4, 8, 12):
    _own = [bs[0], bs[1] + np.array([0, _raised]), bs[2]]
    _acts = forward(x, Ws, _own)
    _found = deltas(y, Ws, _acts)
    _told[_raised] = (loss(_acts[-1], y), (_found[2] @ Ws[2].T)[1], _found[1][1], _acts[2][1], _found[1][0])
    assert np.abs(_acts[2][1] * _found[2]).min() > 0.18
assert [round(_told[_r][0], 2) for _r in (0, 12)] == [0.50, 0.77]
assert [round(_told[_r][1], 2) for _r in (0, 12)] == [1, 1.17]
assert round(_told[12][2], 6) == 0.000002
assert round(_told[12][3], 4) == 1
assert abs(_told[12][4]) > abs(_told[0][4])
assert round(bias_before - own_bs[1][1], 5) == 0.00001
assert round(loss(forward(x, own_Ws, own_bs)[-1], y), 4) == 0.0018

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
# neurons are saturated: δ is next to 0, and still $g$ arrives at the layer before. A gradient that has a way round cannot
# be stopped. Networks with a hundred layers are trained like this.


# %% tags=["asserts"]
def _bypass(a_in, W, b):
    return sigma(a_in @ W + b) + a_in


_W, _b, _a_in, _g = _rng.normal(size=(3, 3)), _rng.normal(size=3), _rng.normal(size=3), _rng.normal(size=3)
_a = sigma(_a_in @ _W + _b)
_d = (_g * _a * (1 - _a)) @ _W.T + _g
for _i in range(3):
    _h = np.eye(3)[_i] * 1e-5
    assert isclose((_bypass(_a_in + _h, _W, _b) - _bypass(_a_in - _h, _W, _b)) @ _g / 2e-5, _d[_i], rel_tol=1e-6)

# %% [markdown] slug="ch08-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Each option says why it is right or wrong. Two of the questions are old acquaintances.

# %% [markdown] tags=["quiz"]
# **1.** A hidden neuron has δ = −0.3. You push its z up by 0.02. What does the loss do?
#
# - It falls by about 0.3.
#   No. That would be the answer to a push of 1, if the curve did not bend. A δ is a rate.
# - It falls by about 0.006.
#   Right. The rate times the push: −0.3 · 0.02.
# - Nobody can say without the targets.
#   No. The targets are inside δ already, and so is everything else between the neuron and the loss.

# %% [markdown] tags=["quiz"]
# **2.** You want the δ of layer 4. What do you need?
#
# - The δ of layer 5, the weights from 4 to 5, and the activations of layer 4.
#   Right. The sum of weight × δ, and the slope, which is made of the activations.
# - The residuals, and the weights from layer 4 to the outputs.
#   No. All that is packed into the δ of layer 5.
# - The δ of layer 5, and the weights from 3 to 4.
#   No. Those lead into layer 4. What comes back comes through the weights that lead out of it.

# %% [markdown] tags=["quiz"]
# **3.** Between a neuron and the loss stand three layers of five neurons, then one output. How many routes lead to the loss, and
# how many terms does the recursion add for this neuron?
#
# - 125 routes and 125 terms.
#   No. The routes are counted right. But the recursion asks only the next layer, and there are five neurons in it.
# - 15 routes and 5 terms.
#   No. Each crossing multiplies the number of routes: 5 · 5 · 5.
# - 125 routes and 5 terms.
#   Right. What the routes share further on has been added up there.

# %% [markdown] tags=["quiz"]
# **4.** Somebody's `delta @ W` runs without an error, where `delta @ W.T` belongs. What do you know about the network?
#
# - The two layers have the same number of neurons.
#   Right. Otherwise the shapes would not fit. And whoever tested it there has tested nothing.
# - The weights are symmetric.
#   No. Then it would even be right. To run, it is enough that the matrix is square.
# - It is trained on one row.
#   No. The number of rows has no part in this product.

# %% [markdown] tags=["quiz"]
# **5.** From chapter 04: a sigmoid neuron says 0.999. It gathers 2. What is its δ, about?
#
# - 2
#   No. That is what arrives at its activation. The slope is missing.
# - 0.5
#   No. That is 2 times 1/4, the slope of a neuron in its middle. This one is saturated.
# - 0.002
#   Right. The slope is 0.999 · 0.001, a thousandth.

# %% [markdown] tags=["quiz"]
# **6.** From chapter 02: you check a sweep by nudging, with h = 1e-15, and nothing agrees, not even the last layer. What do you
# suspect first?
#
# - The sweep.
#   No. Perhaps it is wrong as well, but this check cannot say so.
# - The h.
#   Right. With so small a nudge the difference of two losses is mostly rounding. Take 1e-5, to both sides.
# - The weights of the wrong layer.
#   No. With those the last layer would still agree.

# %% [markdown] tags=["quiz"]
# **7.** A network gets ten times as many weights. How does the price of all its gradients grow, in forward passes of that
# network?
#
# - Tenfold.
#   No. That is nudging, where each gradient costs a pass.
# - Not at all: it stays below three.
#   Right. The pass itself gets more expensive. But once forward and at most twice back is all there is.
# - It cannot be said without the number of layers.
#   No. Each weight is used once forward and at most twice back, wherever it stands.

# %% tags=["asserts"]
assert isclose(-0.3 * 0.02, -0.006)
assert 5**3 == 125
assert round(0.999 * 0.001, 3) == 0.001
assert round(2 * 0.999 * (1 - 0.999), 3) == 0.002
assert 2 * 1 / 4 == 0.5


def _square(z):
    return (sigma(z) - 1) ** 2


_true = 2 * (sigma(0.7) - 1) * sigma(0.7) * (1 - sigma(0.7))
assert abs((_square(0.7 + 1e-15) - _square(0.7)) / 1e-15 / _true - 1) > 0.01
assert abs((_square(0.7 + 1e-5) - _square(0.7 - 1e-5)) / 2e-5 / _true - 1) < 1e-8

# %% [markdown] slug="ch08-recap"
# ## In five lines
#
# 1. δ is a rate: how far the loss moves for each unit that a $z$ is pushed.
# 2. A neuron gathers the next layer's δ through the weights that lead out of it, and scales the sum by its own slope.
# 3. A weight gets what came in, times the δ where it leads to; a bias gets δ.
# 4. All gradients cost less than three forward passes, since each δ is computed once and shared.
# 5. The sum says what to turn. A falling loss proves nothing, and neither does a shape that fits.

# %% [markdown] slug="ch08-summary"
# ## The chapter on one page
#
# **Words.** *δ* of a neuron: $\partial L/\partial z$, measured by pushing its $z$. *Gathered*: $\sum_k w_{jk} \delta_k$, which is
# $\partial L/\partial a_j$. *Slope*: $\sigma'(z) = a (1 - a)$. $W^l$ leads into layer $l$; $w_{ij}$ from $i$ to $j$.
#
# **The four equations**, for one row:
#
# | | what | with indices | in rows |
# |---|---|---|---|
# | BP1 | the last layer | $\delta_k = 2 (a_k - y_k)\, \sigma'(z_k)$ | $\delta = 2 (a - y) \odot \sigma'(z)$ |
# | BP2 | one layer back | $\delta_j = \sigma'(z_j) \sum_k w_{jk}\, \delta_k$ | $\delta^l = (\delta^{l+1} (W^{l+1})^{\mathsf T}) \odot \sigma'(z^l)$ |
# | BP3 | a bias | $\partial L/\partial b_j = \delta_j$ | $\partial L/\partial b^l = \delta^l$ |
# | BP4 | a weight | $\partial L/\partial w_{ij} = a_i\, \delta_j$ | $\partial L/\partial W^l = (a^{l-1})^{\mathsf T} \delta^l$ |
#
# With $N$ rows: 1/N in BP1, and a sum over the rows in BP3 and BP4. Numbered: {{ref:output-delta}}, {{ref:hidden-delta}},
# {{ref:layer-gradients}}, {{ref:delta-recursion}}, {{ref:delta-gradients}}.
#
# **In code**, where `Ws[l]` leads from `activations[l]` to `activations[l + 1]`:
#
# ```python
# delta = (delta @ Ws[l].T) * activations[l] * (1 - activations[l])
# ```
#
# **Where does the transpose come from?** A product adds over the indices that stand side by side. Forward adds over where a
# weight comes from, backward over where it leads to.
#
# **The mistakes.** `Ws[l - 1]` for `Ws[l]`, and a missing `.T`. With square matrices both run, and the loss falls. Found by
# nudging from the last layer to the first, by writing the indices, or with sizes that all differ.
#
# **A δ near 0**: the neuron gathers nothing, or its slope is nothing. Look at what it gathers.
#
# **The price.** Each weight: once forward, at most twice back. And all activations are kept.

# %% [markdown] slug="ch08-next"
# ## Where to go next
#
# **Problem set 3**, in `assignments/ps3`, asks for these equations as five functions, for many rows at once, and puts them to
# work on the flights of the space shuttle. You have all that it needs.
#
# [Chapter 09](09_vectorised.ipynb) lets a whole batch of rows through in the same three lines, and finds one more mistake
# that no error message shows.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch08-sources"
# ## Sources
#
# A recursion from the end of a chain of stages to its beginning was found early by engineers who computed flight paths: Henry
# Kelley, "Gradient theory of optimal flight paths", *ARS Journal* 30 (1960), and Arthur Bryson soon after. As a sweep through any
# program it is Seppo Linnainmaa's (thesis, University of Helsinki, 1970). Paul Werbos proposed it in his thesis (Harvard, 1974),
# and applied it to networks in 1982. The δ of hidden neurons under this name is in David Rumelhart, Geoffrey Hinton and Ronald Williams, "Learning internal
# representations by error propagation", in *Parallel Distributed Processing*, volume 1 (MIT Press, 1986), and the paper that
# made it known is theirs as well: "Learning representations by back-propagating errors", *Nature* 323 (1986), pages
# 533–536.
#
# The names BP1 to BP4, the hand that pushes a $z$ (a demon, there) and the question in what sense this is fast are Michael
# Nielsen's: [*Neural Networks and Deep Learning*, chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) (2015). That
# all derivatives of one result cost only a small multiple of the result itself was proved by Walter Baur and Volker Strassen,
# "The complexity of partial derivatives", *Theoretical Computer Science* 22 (1983).
#
# That networks learn with wrong weights on the way back has been studied for its own sake: Timothy Lillicrap, Daniel Cownden,
# Douglas Tweed and Colin Akerman, "Random synaptic feedback weights support error backpropagation for deep learning", *Nature
# Communications* 7 (2016). The layer with a bypass is that of Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun, "Deep
# residual learning for image recognition" (CVPR 2016).
