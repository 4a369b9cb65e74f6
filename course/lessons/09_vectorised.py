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

# %% [markdown] slug="ch09-title"
# # 9 · Vectorised backpropagation
#
# Your network has been trained on 4 rows. Now somebody copies each row, so that there are 8. Nothing has been learnt
# and nothing forgotten, and the loss, a mean over the rows, stays what it was. What happens to the gradient of a
# bias? Does it double, stay, or halve?
#
# Write your answer down. A program that gets this wrong runs without an error, and its loss still falls. You will see
# which line is to blame.
#
# So far you have worked with one row at a time. Here you do a whole {{term:batch}} in three lines, with matrices. The
# lines are short, and they are the ones that every framework runs. They are also easy to get wrong in a way that no
# error message shows.
#
# **When you are through,** you can write the backward pass of a layer for a batch, say for each product why it has
# that order and that {{term:transpose}}, read the conventions of other books, and tell a sum from a mean.
#
# **You need** [chapter 08](08_delta_recursion.ipynb): what a neuron gathers from the next layer, and what came in × δ
# for each weight. Its numbers return from [chapter 07](07_one_network_by_hand.ipynb).
# From NumPy: an array has a `.shape`; `@` is the matrix product; `*` is {{term:elementwise-product|entry by entry}};
# `.T` turns rows into columns; `.sum(axis=0)` adds up the rows.
#
# **Time:** 35 minutes of reading and playing, 25 for the three exercises. One lab at the end is optional.
#
# **The mistakes this chapter cures:** one that only a batch can show, and finding transposes by trying.

# %% slug="ch09-setup"
from math import isclose

import numpy as np

from autograd_lab import Value, show, to_python
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% [markdown] slug="ch09-one-bias"
# ## One bias, many rows
#
# Begin with the smallest batch there is: two rows, one weight, one bias. The model says $w x + b$, with $w = 2$ and
# $b = 1$. The rows are $x = 3$ with target 5, and $x = 1$ with target 4. So the predictions are 7 and 3, the residuals
# 2 and −1, and the loss is the mean of their squares, (4 + 1)/2 = 2.5.
#
# In the graph below, how many lines lead out of `b`? And what arrives along each of them, on the way back? Enter the
# gradients as the player asks for them.

# %%
w, b = Value(2.0), Value(1.0)
x1, y1, x2, y2 = Value(3.0), Value(5.0), Value(1.0), Value(4.0)
r1 = w * x1 + b - y1
r2 = w * x2 + b - y2
loss = (r1**2 + r2**2) * 0.5
show(loss, quiz={"nodes": ["r1", "r2", "b", "w"]}, title="One weight and one bias, used by two rows", sliders=[])

# %% [markdown]
# There is one $b$, and both rows use it. That is a fan-out, and the rule for a fan-out is {{ref:fan-out}}: add.
#
# The 1/2 of the mean has done its work before anything reached `b`. It stands at the loss, so it is already inside what
# the rows hand back: 2 from the first, −1 from the second. This neuron has no σ, so
# its prediction is its pre-activation, and what arrives there for row $n$ is a $\delta_n$:
#
# {{eq:batch-fan-out}}
#
# Here $\partial L/\partial b$ is 2 − 1 = 1, and $\partial L/\partial w$ is 2 · 3 − 1 · 1 = 5. The sum is not a choice. It follows from there
# being one $b$.
#
# Now the question from the beginning. Copy both rows. The answer that you wrote down: does it still look right?

# %% tags=["predict"]
X_rows = np.array([3.0, 1.0])
targets = np.array([5.0, 4.0])


def bias_gradients(x, y, w=2.0, b=1.0):
    """The gradient of b as the fan-out says, and as it comes out when one averages at the end."""
    delta = 2 / len(x) * (w * x + b - y)  # (N,): the 1/N of the loss is in it
    return delta.sum(), delta.mean()


for copies in (1, 2, 4):
    x, y = np.tile(X_rows, copies), np.tile(targets, copies)
    total, averaged = bias_gradients(x, y)
    print(f"{len(x)} rows: loss {np.mean((2 * x + 1 - y) ** 2)}, sum of the δ {total}, mean of the δ {averaged}")

# %% [markdown] tags=["answer"]
# The sum stays at 1, as it must: the loss has not changed, as a function of $b$, so neither can its slope. The mean
# halves each time the rows are doubled. It divides by $N$ again, though the loss has divided already, and so it is
# $N$ times too small.
#
# This is the chapter's mistake: **averaging once more**. Where does the feeling come from that a mean belongs there? From
# the loss, which is one. But there is one mean in the whole network, it stands at the end, and the chain rule carries
# it to everywhere else. *Divide in the loss, and nowhere after it.*
#
# It is a quiet mistake. The sign is right, and so is the ratio between one bias and another. Only the biases move $N$
# times too slowly, while the weights go ahead. The test is the one you have just seen: **double the rows.** Whatever
# changes is wrong.

# %% tags=["asserts"]
# eq: batch-fan-out
loss.backward()
assert loss.data == (4 + 1) / 2 == 2.5
assert (r1.grad, r2.grad) == (2, -1)
assert b.grad == r1.grad + r2.grad == 2 - 1 == 1
assert w.grad == r1.grad * 3 + r2.grad * 1 == 5
for _copies in (1, 2, 4):
    _x, _y = np.tile(X_rows, _copies), np.tile(targets, _copies)
    assert bias_gradients(_x, _y) == (1, 0.5 / _copies)
    assert np.mean((2 * _x + 1 - _y) ** 2) == 2.5

# %% [markdown] slug="ch09-forward"
# ## A layer, for all rows
#
# Every neuron of a {{term:fully-connected-layer}} reads all that came in. Write the rows below each other: a matrix
# $X$ with a row for each example and a column for each input, of the shape (N, n_in). Write the weights as chapter 07
# did, from where by row, to where by column: $W$, of the shape (n_in, n_out).
#
# What neuron $j$ computes for row $n$ is a sum over the inputs, $\sum_i x_{ni} w_{ij}$ and the bias. That is row $n$ of
# $X$ times column $j$ of $W$. So the whole layer, for the whole batch, is one matrix product:
#
# {{eq:batch-forward}}
#
# $b$ has the shape (n_out,) and is added to every row; NumPy calls that {{term:broadcasting}}, and you may call it
# the fan-out that you have just seen.
#
# The figure has chapter 07's hidden layer, without its biases, and three rows for input. Before you move anything: which row and which
# column make the entry in row 3, column 2? Then click on entries and read the sums. What do all the entries of one *column*
# of the result have in common? And those of one row?

# %%
X = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, 1.0]])
W = np.array([[2.0, 1.0], [-1.0, 0.0]])
figures.matrix_product(
    X,
    W,
    names=("X", "W", "X W"),
    row_names=["example 1", "example 2", "example 3"],
    inner_names=["x₁", "x₂"],
    column_names=["neuron 1", "neuron 2"],
    title="Forward: rows of inputs, columns of weights",
)

# %% [markdown]
# A column of the result is one neuron, for all examples. A row is one example, at all neurons. Keep these two readings
# in mind, for all that the network computes, $X$, $Z$, $A$ and later δ: **down a column, the examples; along a row, the
# neurons.** (The weights are no examples. There a row says from where, a column to where.)

# %% tags=["asserts"]
# eq: batch-forward
_b = np.array([10.0, 20.0])
_Z = X @ W + _b
for _n in range(3):
    for _j in range(2):
        assert _Z[_n, _j] == sum(X[_n, _i] * W[_i, _j] for _i in range(2)) + _b[_j]
assert (X @ W)[2, 1] == 3 * 1 + 1 * 0

# %% [markdown] slug="ch09-backward"
# ## Back through a layer
#
# On the way back the layer is given a matrix $\delta$ of the shape (N, n_out): $\delta_{nj}$ is the gradient of the loss in $z_{nj}$,
# neuron $j$'s pre-activation for row $n$, with the 1/N inside. It has to find three things: the gradient of $W$, that of $b$,
# and what it hands on to the layer before, the gradient of $X$.
#
# Take $w_{ij}$, one single weight. Who uses it? Neuron $j$ does, once in every row. For row $n$ the weight gets what came
# in there times δ, $x_{ni}\,\delta_{nj}$, as in chapter 07. And all the rows use the same weight, so add over the rows:
#
# $$\frac{\partial L}{\partial w_{ij}} = \sum_n x_{ni}\, \delta_{nj}$$
#
# This is a sum over $n$, which runs *down* column $i$ of $X$ and *down* column $j$ of $\delta$. A matrix product
# takes rows on its left. So turn $X$ on its side, and its columns become rows: $X^{\mathsf T} \delta$. That is where
# the transpose comes from. It is no trick to make the shapes fit; it says that the sum runs over the examples. (One
# example alone gives an {{term:outer-product}}: each $x_i$ times each $\delta_j$.)
#
# Work out the entry in row 1, column 2 on paper, then look.

# %%
delta = np.array([[1.0, -2.0], [0.0, 3.0], [2.0, 1.0]])
figures.matrix_product(
    X.T,
    delta,
    names=("Xᵀ", "δ", "∂L/∂W"),
    row_names=["x₁", "x₂"],
    inner_names=["ex. 1", "ex. 2", "ex. 3"],
    column_names=["neuron 1", "neuron 2"],
    backward=True,
    title="The gradient of W: what came in times δ, added over the rows",
)

# %% [markdown]
# 1 · (−2) + 0 · 3 + 3 · 1 = 1: one term from each row. The bias is a weight whose input is always 1, so its gradient is the sum
# of a column of δ: 3 for neuron 1, and 2 for neuron 2.
#
# The third one, $\partial L / \partial x_{ni}$, you know from chapter 07. What arrives at input $i$ of row $n$ comes from all the
# neurons that it feeds: $\sum_j w_{ij}\, \delta_{nj}$. This sum runs over $j$, *along* row $n$ of $\delta$ and *along* row $i$ of
# $W$. The second factor of a product gives its columns, so this time it is $W$ that has to be turned: $\delta\, W^{\mathsf T}$.
#
# The three of them, and with the slope of σ between the layers, a whole network:
#
# {{eq:batch-backward}}
#
# {{eq:batch-delta}}
#
# ⊙ is entry by entry, `*` in NumPy. At the last layer $\delta = \frac{2}{N}(A - Y) \odot \sigma'(Z)$, and there stands
# the only $N$.

# %% tags=["asserts"]
# eq: batch-backward, batch-delta
assert 1 * -2 + 0 * 3 + 3 * 1 == (X.T @ delta)[0, 1] == 1
assert delta.sum(axis=0).tolist() == [3, 2]
for _i in range(2):
    for _j in range(2):
        assert (X.T @ delta)[_i, _j] == sum(X[_n, _i] * delta[_n, _j] for _n in range(3))
for _n in range(3):
    for _i in range(2):
        assert (delta @ W.T)[_n, _i] == sum(W[_i, _j] * delta[_n, _j] for _j in range(2))


def _sigma(z):
    return 1 / (1 + np.exp(-z))


_rng = np.random.default_rng(9)
_X, _Y = _rng.normal(size=(5, 3)), _rng.random(size=(5, 2))
_W1, _b1, _W2, _b2 = (_rng.normal(size=s) for s in ((3, 4), (4,), (4, 2), (2,)))


def _loss(W1, b1, W2, b2):
    return ((_sigma(_sigma(_X @ W1 + b1) @ W2 + b2) - _Y) ** 2).sum() / 5


_A1 = _sigma(_X @ _W1 + _b1)
_A2 = _sigma(_A1 @ _W2 + _b2)
_d2 = 2 / 5 * (_A2 - _Y) * _A2 * (1 - _A2)
_d1 = (_d2 @ _W2.T) * _A1 * (1 - _A1)
_gradients = [_X.T @ _d1, _d1.sum(axis=0), _A1.T @ _d2, _d2.sum(axis=0)]
for _k, _weights in enumerate((_W1, _b1, _W2, _b2)):
    for _at in np.ndindex(_weights.shape):
        _moved = [[m.copy() for m in (_W1, _b1, _W2, _b2)] for _ in range(2)]
        _moved[0][_k][_at] += 1e-5
        _moved[1][_k][_at] -= 1e-5
        _slope = (_loss(*_moved[0]) - _loss(*_moved[1])) / 2e-5
        assert isclose(_slope, _gradients[_k][_at], rel_tol=1e-6, abs_tol=1e-9)

# %% [markdown] slug="ch09-shapes"
# ## Shapes are a spelling check
#
# Many people find these products by their shapes. "∂L/∂W must be (n_in, n_out). I have $X$, which is (N, n_in), and
# $\delta$, which is (N, n_out). So it can only be $X^{\mathsf T} \delta$." It works. How far can you trust it?
#
# In the puzzle you may multiply any two of $X$, $W$, $\delta$ and their transposes. With N = 4, n_in = 2, n_out = 3, look
# for ∂L/∂W, and for ∂L/∂X. How many of the 36 products have the right shape?
#
# Then make all three sizes equal to 3. How many have the right shape now? Guess first.

# %% tags=["predict"]
figures.shape_puzzle(goal="∂L/∂W", left="X", right="δ", N=4, n_in=2, n_out=3)

# %% [markdown] tags=["answer"]
# With three different sizes, one of 36. With three equal sizes, all 36, and still one of them is the gradient. In
# between, when a batch happens to have as many rows as the layer has neurons, several.
#
# Shapes are to matrices what a spelling check is to a sentence. It catches typing errors, and it passes any sentence
# that is made of real words. Square matrices are where transposes go wrong and nothing complains. So derive the product from its sum,
# use the shapes to check your typing, and *test with sizes that are all different*: 5 rows, 3 inputs, 4 neurons.

# %% tags=["answer"]
n = 3
square_X, square_delta = np.arange(9.0).reshape(n, n), np.array([[1.0, 0, 2], [0, 3, 0], [1, 1, 1]])
print("right:   ", (square_X.T @ square_delta).tolist())
print("no error:", (square_X @ square_delta).tolist())
print("no error:", (square_delta.T @ square_X).tolist())

# %% tags=["asserts"]
import itertools

_shapes = {"X": (4, 2), "Xt": (2, 4), "W": (2, 3), "Wt": (3, 2), "d": (4, 3), "dt": (3, 4)}
_fitting = [
    (left, right)
    for left, right in itertools.product(_shapes, repeat=2)
    if _shapes[left][1] == _shapes[right][0] and (_shapes[left][0], _shapes[right][1]) == _shapes["W"]
]
assert _fitting == [("Xt", "d")]
assert len(list(itertools.product(_shapes, repeat=2))) == 36
assert np.array_equal(square_delta.T @ square_X, (square_X.T @ square_delta).T)
assert not np.array_equal(square_X @ square_delta, square_X.T @ square_delta)

# %% [markdown] slug="ch09-exercise-1"
# ### Exercise 9.1: shapes from memory (4 minutes)
#
# A network 6-5-2 is given a batch of 32 rows. Write the shapes as two numbers each, without running anything. The layers
# count from the input, so `W1` leads from the 6 to the 5. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "W1": [None, None],
    "A1": [None, None],
    "delta2": [None, None],
    "delta1": [None, None],
    "dW2": [None, None],
    "numbers_in_all_gradients": None,
}

# %%
tell("9.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at what a row and a column stand for
#
# Of an activation or a δ: down a column, the examples; along a row, the neurons. Of weights: rows say from where,
# columns say to where.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a gradient looks like
#
# A gradient has one number for each number that it is the gradient of. So it has the same shape.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# answer_1 = {"W1": [6, 5]}
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "W1": [6, 5],
#     "A1": [32, 5],
#     "delta2": [32, 2],
#     "delta1": [32, 5],
#     "dW2": [5, 2],
#     "numbers_in_all_gradients": 6 * 5 + 5 + 5 * 2 + 2,
# }
# ```
#
# δ belongs to a layer's neurons and to each row, so it has the shape of that layer's activations. The 32 is in no
# gradient: it is what the sums have run over. 47 numbers in all, whether there are 32 rows or a million.

# %% tags=["asserts"]
assert 6 * 5 + 5 + 5 * 2 + 2 == 47

# %% [markdown] slug="ch09-write"
# ## Write it down once
#
# Forward, for any number of layers, with one thing to notice: it keeps every activation, since the backward pass will
# ask for them. Training takes the memory of all of these, which for a large batch can be far more than the weights.


# %%
def sigma(z):
    return 1 / (1 + np.exp(-z))


def forward(X, Ws, bs):
    """All activations, from the input to the output: [X, A1, A2, …], each (N, width)."""
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        activations.append(sigma(activations[-1] @ W + b))
    return activations


# %% [markdown] slug="ch09-exercise-2"
# ### Exercise 9.2: back through one layer (8 minutes)
#
# Write the three products. `A_in` is what came into the layer, (N, n_in); `W` is (n_in, n_out); `delta` is (N, n_out), with the
# 1/N inside. Return the gradients of the weights, of the bias, and of `A_in`. Done when the line below says "right": it
# tries square layers as well.


# %% tags=["exercise"]
def layer_backward(A_in, W, delta):
    dW = None  # (n_in, n_out)
    db = None  # (n_out,)
    dA_in = None  # (N, n_in)
    return None if dW is None else (dW, db, dA_in)


# %%
tell("9.2", layer_backward)

# %% [markdown] tags=["hint"]
# Hint 1: look at which sum runs over what
#
# For a weight, the sum runs over the rows of the batch. For an input, it runs over the neurons.

# %% [markdown] tags=["hint"]
# Hint 2: recall the two pictures
#
# What has to be turned is the matrix whose columns (on the left) or rows (on the right) the sum runs along.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# dW = A_in.T @ delta
# ```

# %% [markdown] tags=["solution"]
# ```python
# def layer_backward(A_in, W, delta):
#     dW = A_in.T @ delta
#     db = delta.sum(axis=0)
#     dA_in = delta @ W.T
#     return dW, db, dA_in
# ```
#
# `delta.mean(axis=0)` is the chapter's mistake. `delta.sum()` has added the neurons as well, and gives one number for
# all of them. `delta @ W` is an error unless the layer is square, and then it is wrong without one.


# %% tags=["solution"]
def layer_backward(A_in, W, delta):
    """(dW, db, dA_in) of Z = A_in W + b, from delta = ∂L/∂Z."""
    return A_in.T @ delta, delta.sum(axis=0), delta @ W.T


# %% [markdown] slug="ch09-exercise-3"
# ### Exercise 9.3: the whole network (10 minutes)
#
# Now all layers, with sigmoids everywhere and the loss $L = \frac{1}{N} \sum_n \sum_k (a_{nk} - y_{nk})^2$. `activations` is what
# `forward` returns. Give back two lists, from the input to the output. You may call `layer_backward`, which is yours or ours by
# now. Done when the line below says "right".


# %% tags=["exercise"]
def network_backward(Y, Ws, activations):
    dWs, dbs = [], []
    delta = None  # of the last layer: 2/N, residual, slope
    # then for each layer, from the last to the first
    return None if delta is None else (dWs, dbs)


# %%
tell("9.3", network_backward)

# %% [markdown] tags=["hint"]
# Hint 1: look at one step of the loop
#
# Given a layer's δ, you can find its two gradients. Given these, what do you need for the layer before: which weights, and
# whose slope?

# %% [markdown] tags=["hint"]
# Hint 2: recall what the slope is made of
#
# $\sigma'(Z) = A \odot (1 - A)$, with the activations of the layer whose δ you are after. For layer `l` with weights `Ws[l]`, what
# came in is `activations[l]`, and what came out is `activations[l + 1]`.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# A = activations[-1]
# delta = 2 / len(Y) * (A - Y) * A * (1 - A)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def network_backward(Y, Ws, activations):
#     dWs, dbs = [], []
#     A = activations[-1]
#     delta = 2 / len(Y) * (A - Y) * A * (1 - A)
#     for l in reversed(range(len(Ws))):
#         A_in = activations[l]
#         dWs.insert(0, A_in.T @ delta)
#         dbs.insert(0, delta.sum(axis=0))
#         delta = (delta @ Ws[l].T) * A_in * (1 - A_in)
#     return dWs, dbs
# ```
#
# The δ that is handed on goes back through `Ws[l]`, the weights between the two layers, and then through the slope of the
# layer before. At `l = 0` one δ too many is computed, of the input, which nobody needs: it costs a product and does no
# harm. If your first layer alone is wrong, look at the slope: it is made of `activations[l]`, not of `activations[l + 1]`.


# %% tags=["solution"]
def network_backward(Y, Ws, activations):
    """(dWs, dbs) of a sigmoid network and L = (1/N) Σ (a − y)²."""
    dWs, dbs = [], []
    A = activations[-1]
    delta = 2 / len(Y) * (A - Y) * A * (1 - A)
    for l in reversed(range(len(Ws))):
        A_in = activations[l]
        dWs.insert(0, A_in.T @ delta)
        dbs.insert(0, delta.sum(axis=0))
        delta = (delta @ Ws[l].T) * A_in * (1 - A_in)
    return dWs, dbs


# %% [markdown] slug="ch09-check"
# ## Three checks
#
# Chapter 07's network, one row, is a batch of one. Its gradients have to come out as on your sheet. That is the first
# check. The second is to double the rows, and the third to nudge. Which of the three would find `mean` in place of
# `sum`? Which would find a $W$ that was not turned, in a network 3-4-2?

# %% tags=["predict"]
hand_W = [np.array([[2.0, 1.0], [-1.0, 0.0]]), np.array([[2.0], [-4.0]])]
hand_b = [np.array([0.0, np.log(3) - 1]), np.array([2.0])]
row, target = np.array([[1.0, 2.0]]), np.array([[1.0]])
dWs, dbs = network_backward(target, hand_W, forward(row, hand_W, hand_b))
print("1. chapter 07's sheet: ", dWs[0].tolist(), dWs[1].ravel().round(4).tolist())

rng = np.random.default_rng(0)
Ws, bs = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))], [rng.normal(size=4), rng.normal(size=2)]
X, Y = rng.normal(size=(5, 3)), rng.random(size=(5, 2))
once = network_backward(Y, Ws, forward(X, Ws, bs))
twice = network_backward(np.vstack([Y, Y]), Ws, forward(np.vstack([X, X]), Ws, bs))
change = max(np.abs(p - q).max() for one, two in zip(once, twice, strict=True) for p, q in zip(one, two, strict=True))
print(f"2. rows doubled:       the largest change is {change:.1e}")


def batch_loss(Ws, bs):
    return ((forward(X, Ws, bs)[-1] - Y) ** 2).sum() / len(Y)


worst = 0.0
for weights, gradients in ((Ws, once[0]), (bs, once[1])):
    for matrix, gradient in zip(weights, gradients, strict=True):
        for at in np.ndindex(matrix.shape):
            kept = matrix[at]
            matrix[at] = kept + 1e-5
            more = batch_loss(Ws, bs)
            matrix[at] = kept - 1e-5
            less = batch_loss(Ws, bs)
            matrix[at] = kept
            worst = max(worst, abs((more - less) / 2e-5 - gradient[at]))
print(f"3. nudging:            the largest difference is {worst:.1e}")

# %% [markdown] tags=["answer"]
# The first would not find the mean: with one row, mean and sum are the same. So a sheet worked out by hand, the best
# check there is for the formulas, is blind to the batch. Doubling and nudging both find it. And the $W$ that was not
# turned stops with an error in a network 3-4-2, which is why you test with sizes that differ.

# %% tags=["asserts"]
assert np.allclose(dWs[0], [[-1 / 8, 3 / 16], [-1 / 4, 3 / 8]])
assert np.allclose(dWs[1], [[-1 / 8], [-3 / 16]])
assert change < 1e-15
assert worst < 1e-9

# %% [markdown] slug="ch09-conventions"
# ## The same thing in other books
#
# You will meet these formulas with other transposes, and sooner or later you will copy one from here and one from there. There
# are three conventions in use, and each is right by itself.
#
# | | an example is | $W$ is | forward | δ of the layer before | ∂L/∂W |
# |---|---|---|---|---|---|
# | this course | a row | (n_in, n_out) | $A W + b$ | $(\delta\, W^{\mathsf T}) \odot \sigma'$ | $A^{\mathsf T} \delta$ |
# | Nielsen, and the article | a column | (n_out, n_in) | $W a + b$ | $(W^{\mathsf T} \delta) \odot \sigma'$ | $\delta\, a^{\mathsf T}$ |
# | PyTorch | a row | (n_out, n_in) | $A W^{\mathsf T} + b$ | $(\delta\, W) \odot \sigma'$ | $\delta^{\mathsf T} A$ |
#
# Ask two questions of any text: *is an example a row or a column?* and *does a row of $W$ say from where, or to where?* The
# answers fix every transpose.
#
# Then ask a third: *what stands before the sum?* Nielsen has 1/2 and 1/N, so his gradients are half of ours.
# PyTorch's `MSELoss` divides by the outputs as well as by the rows. A factor in front changes the length of a step and nothing
# else. But two texts with different factors cannot be compared number by number.
#
# The cell computes one layer in all three ways. Which of the three gradients of $W$ are transposes of each other?

# %% tags=["predict"]
A, out = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 4.0]]), np.array([[1.0, -1.0], [2.0, 3.0]])
ours = A.T @ out
columns = out.T @ A.T.T  # an example is a column: a is A.T, δ is out.T, and ∂L/∂W = δ aᵀ
pytorch = out.T @ A
print("this course", ours.shape, ours.tolist())
print("columns    ", columns.shape, columns.tolist())
print("PyTorch    ", pytorch.shape, pytorch.tolist())

# %% [markdown] tags=["answer"]
# The second and the third are equal, and ours is the transpose of both. A row of $W$ says from where in this course, and to
# where in the other two.

# %% tags=["asserts"]
assert np.array_equal(ours.T, columns)
assert np.array_equal(columns, pytorch)
_W = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
assert np.array_equal(out @ _W.T, (_W @ out.T).T)
assert np.array_equal(A @ _W, (_W.T @ A.T).T)

# %% [markdown] slug="ch09-generated"
# ## Let the engine write it
#
# Chapter 06's engine walks the graph anew in each step. But the graph is the same each time, so one might as well write down
# what the sweep does, once, as a program. `to_python` does that. Told which leaves are arrays with one number for each row, it
# writes NumPy code for a whole batch.
#
# Here is $(wx + b - y)^2$ again. In the printed code, find the two lines that add over the rows. How do they
# differ, and why is there no such line for `y`?

# %%
w, b = Value(2.0, "w"), Value(1.0, "b")
x, y = Value(3.0, "x"), Value(5.0, "y")
source = to_python((w * x + b - y) ** 2, batch=[x, y])
print(source)

# %% [markdown]
# `grad_w = dot(grad_v0, x)` is the sum of δ times what came in: one entry of $X^{\mathsf T} \delta$. And `grad_b = dot(grad_v1, ones)` is a
# sum of δ. A bias is a weight whose input is 1, and here that stands in so many words. `y` is given, so nobody asks
# for its gradient.
#
# The program does not know a matrix. It has found the sums because $w$ and $b$ have one number and the rows have many:
# a fan-out. It returns one loss for each row and adds up the gradients, without a mean, because you have not asked for
# one. So divide by $N$, once, at the end of everything.

# %%
made = {}
exec(source, made)
losses, gradients = made["forward_backward"](x=X_rows, y=targets)
print("losses of the rows", losses, "and their mean", losses.mean())
print({name: float(gradient) / len(X_rows) for name, gradient in gradients.items()})

# %% tags=["asserts"]
assert "grad_w = dot(grad_v0, x)" in source
assert "grad_b = dot(grad_v1, ones)" in source
assert "grad_y" not in source
assert losses.mean() == 2.5
assert {name: gradient / 2 for name, gradient in gradients.items()} == {"w": 5, "b": 1}

# %% [markdown] slug="ch09-lab"
# ## Lab: what it saves (optional, 5 minutes)
#
# A network 8-16-4, 100 rows. One way builds the graph of every row from `Value`s and sweeps it. The other is your three
# lines. Both give the same gradients. How many times faster is the second? Guess a power of ten.

# %% tags=["predict"]
import time

rng = np.random.default_rng(3)
Ws, bs = [rng.normal(size=(8, 16)), rng.normal(size=(16, 4))], [rng.normal(size=16), rng.normal(size=4)]
X, Y = rng.normal(size=(100, 8)), rng.random(size=(100, 4))

begin = time.perf_counter()
number_Ws = [[[Value(w) for w in row] for row in W] for W in Ws]
number_bs = [[Value(b) for b in row] for row in bs]
rows = []
for inputs, wanted in zip(X, Y, strict=True):
    signal = [Value(x) for x in inputs]
    for W, b in zip(number_Ws, number_bs, strict=True):
        columns_of_W = zip(*W, strict=True)
        signal = [Value.dot(list(column), signal, bias).sigmoid() for column, bias in zip(columns_of_W, b, strict=True)]
    rows.append(Value.total([(a - y) ** 2 for a, y in zip(signal, wanted, strict=True)]))
(Value.total(rows) * (1 / len(X))).backward()
one_by_one = time.perf_counter() - begin

times = []
for _ in range(20):
    begin = time.perf_counter()
    dWs, dbs = network_backward(Y, Ws, forward(X, Ws, bs))
    times.append(time.perf_counter() - begin)
as_matrices = sorted(times)[10]

print(f"number by number: {1000 * one_by_one:8.2f} ms")
print(f"as matrices:      {1000 * as_matrices:8.2f} ms, about {one_by_one / as_matrices:.0f} times as fast")

# %% [markdown] tags=["answer"]
# The arithmetic is the same, product for product. What is saved is Python's own work: making an object for each
# number, looking up what to do with it, and remembering it. In a matrix product all that is done once.

# %% tags=["asserts"]
assert np.allclose(dWs[0], [[w.grad for w in row] for row in number_Ws[0]], rtol=1e-9, atol=1e-12)
assert np.allclose(dbs[1], [b.grad for b in number_bs[1]], rtol=1e-9, atol=1e-12)
assert one_by_one > 10 * as_matrices

# %% [markdown] slug="ch09-quiz"
# ## Check yourself
#
# Answer first, then unfold.
#
# **1.** You double every row of the batch, and `db` halves while `dW` stays. What stands in the code?
#
# <details><summary>Answer 1</summary>
#
# `delta.mean(axis=0)`, or a division by N at the end, for the bias alone. The 1/N is in δ already.
#
# </details>
#
# **2.** You double every row, and *all* gradients double. The loss stays. What is missing?
#
# <details><summary>Answer 2</summary>
#
# The 1/N in δ. The loss is printed as a mean, and the gradient is that of the sum.
#
# </details>
#
# **3.** Why does `X` get the transpose in one product, and `W` in the other?
#
# <details><summary>Answer 3</summary>
#
# The gradient of a weight is a sum over the rows of the batch, down the columns of $X$ and δ; a product wants rows on its
# left, so $X$ is turned. The gradient of an input is a sum over the neurons, along the rows of δ and $W$; a product wants columns
# on its right, so $W$ is turned.
#
# </details>
#
# **4.** All layers of your network have 64 neurons, and you train with batches of 64. What is special about that?
#
# <details><summary>Answer 4</summary>
#
# Every product fits, so no shape error can warn you. Test the same code with sizes that all differ.
#
# </details>
#
# **5.** A batch has one row. Can you tell a mean from a sum in the bias's gradient? And with two equal rows?
#
# <details><summary>Answer 5</summary>
#
# With one row no. With two equal rows yes: the sum of the two δ is twice their mean.
#
# </details>
#
# **6.** A book writes $\delta\, a^{\mathsf T}$ for the gradient of $W$. What shape has its $W$, and what is an example there?
#
# <details><summary>Answer 6</summary>
#
# An example is a column, and $W$ is (n_out, n_in): a row of it says to where.
#
# </details>

# %% [markdown] slug="ch09-recap"
# ## In five lines
#
# 1. Down a column the examples, along a row the neurons.
# 2. One $W$ and one $b$ serve all rows: a fan-out, so their gradients are sums over the rows.
# 3. The 1/N stands in the loss, hence in δ, and nowhere else.
# 4. $X^{\mathsf T} \delta$ sums over examples, $\delta\, W^{\mathsf T}$ over neurons; the sum says what has to be turned.
# 5. Double the rows, use sizes that all differ, and nudge.

# %% [markdown] slug="ch09-summary"
# ## The chapter on one page
#
# **Shapes.** $X$ (N, n_in), $W$ (n_in, n_out), $b$ (n_out,), $Z$, $A$ and δ (N, n_out). A gradient has the shape of
# what it is the gradient of.
#
# **Forward**, {{ref:batch-forward}}: `A_in @ W + b`, then σ. Keep every activation.
#
# **Backward**, {{ref:batch-backward}} and {{ref:batch-delta}}:
#
# ```python
# delta = 2 / N * (A - Y) * A * (1 - A)  # the last layer: the only 1/N
# dW = A_in.T @ delta  # a sum over the examples
# db = delta.sum(axis=0)  # the same, with the input 1
# delta = (delta @ W.T) * A_in * (1 - A_in)  # a sum over the neurons, then the slope of the layer before
# ```
#
# **The mistake.** `delta.mean(axis=0)` for the bias. Seen by doubling the rows: the loss stays, so no gradient may
# change. {{ref:batch-fan-out}} says why it is a sum.
#
# **Three checks.** A network by hand (blind to the batch), the rows doubled, and nudging with sizes that all differ.
#
# **Other books.** Is an example a row or a column? Does a row of $W$ say from where or to where? What stands before
# the sum?

# %% [markdown] slug="ch09-next"
# ## Where to go next
#
# [Chapter 10](10_training.ipynb) puts these gradients to work: it trains, and it shows how to find out why a network will not
# learn.
#
# **Problem set 4**, in `assignments/ps4`, asks for `forward` and `backward` of a network of any depth, and checks them on batches
# of all sizes. **Problem set 5**, in `assignments/ps5`, hands you a published worked example, full of mistakes, and asks you to
# find them with what you know now. Two more follow after chapters 13 and 14.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch09-sources"
# ## Sources
#
# The equations are Nielsen's BP1 to BP4 for a batch, with rows for his columns: Michael Nielsen,
# [*Neural Networks and Deep Learning*, chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) (2015). Simon
# Prince, *Understanding Deep Learning* (MIT Press, 2023), chapter 7, goes from numbers to matrices as well, in
# columns. What backpropagation costs in memory, and how to trade it for time: Andreas Griewank and
# Andrea Walther, *Evaluating Derivatives* (SIAM, second edition, 2008), chapter 12.
