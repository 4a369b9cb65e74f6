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
# bias? Does it double, stay, or halve? Write your answer down.
#
# So far you have worked with one row at a time. Here you do a whole {{term:batch}} in three lines, with matrices. They
# are easy to get wrong in a way that no error message shows.
#
# **After this chapter** you can write the backward pass of a layer for a batch; say for each product why it has that order
# and that {{term:transpose}}; go back through anything that NumPy stretches; read the conventions of other books.
#
# **You need** [chapter 08](08_delta_recursion.ipynb). From NumPy: `.shape`, `@`, `*` ({{term:elementwise-product|entry by
# entry}}), `.T`; `.sum(axis=0)` adds down the columns; `x[:, None]` makes a column of a row; `np.vstack` puts arrays below
# each other; `np.ndindex` goes through all places of an array.
#
# **Time:** {{time}}. One lab at the end is optional.
#
# **The mistakes this chapter cures:** one that only a batch can show, and finding transposes by trying.

# %% [markdown] slug="ch09-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 08: a neuron feeds two others, whose δ are −0.2 and 0.5, through the weights 3 and −1. Its slope is
# 0.1. What is its δ?
#
# - −1.1
#   No. That is what it gathers. Its own slope is missing.
# - −0.11
#   Right. It gathers −0.6 − 0.5, and scales that by 0.1.
# - 0.03
#   No. That adds the two δ as they are. Each comes back through its own weight.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 06: in which order does the sweep go through the numbers of a graph?
#
# - From the end, each one after all the numbers that use it.
#   Right. Only then has everything arrived that it has to pass on.
# - From the end, each one as soon as something has arrived.
#   No. Something else may arrive later, and would not be passed on.
# - From the leaves, each one after the numbers it was made from.
#   No. That is the order of the forward pass.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 03: $L = (3w - 20)^2$, $w = 0$, and one step with the rate 0.1. Where is $w$ then?
#
# - 4
#   No. The slope of $r^2$ is $2r$, and there is the 3 of $3w$ too: −120.
# - 12
#   Right. The gradient is 2 · (−20) · 3 = −120, and the step goes against it.
# - −12
#   No. That is the step along the gradient, uphill.

# %% tags=["asserts"]
assert round(3 * -0.2, 3) == -0.6
assert round(3 * -0.2 - 1 * 0.5, 3) == -1.1
assert round(0.1 * -1.1, 3) == -0.11
assert round(0.1 * (-0.2 + 0.5), 3) == 0.03
assert 2 * -20 * 3 == -120
assert round(0 - 0.1 * 2 * -20 * 3, 3) == 12
assert round(0 - 0.1 * 2 * -20, 3) == 4

# %% [markdown] slug="ch09-one-bias"
# ## One bias, many rows
#
# Begin with a small batch: three rows, one weight, one bias. The model says $w x + b$, with $w = 2$ and $b = 1$. The rows
# are $x = 3, 1, 2$, and their targets 1, 6, 2. So the predictions are 7, 3, 5, the residuals 6, −3, 3, and the loss is the
# mean of their squares, (36 + 9 + 9)/3 = 18.
#
# What arrives along each of the lines that lead out of `b`, on the way back? Enter the gradients as the player asks for
# them.

# %% slug="ch09-setup" jupyter={"source_hidden": true}
from itertools import product
from math import isclose

import numpy as np

from autograd_lab import Value, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

w, b = Value(2.0), Value(1.0)
r1 = w * Value(3.0, "x1") + b - Value(1.0, "y1")
r2 = w * Value(1.0, "x2") + b - Value(6.0, "y2")
r3 = w * Value(2.0, "x3") + b - Value(2.0, "y3")
loss = (r1**2 + r2**2 + r3**2) / 3
show(
    loss,
    quiz={"nodes": ["r1", "r2", "r3", "b", "w"]},
    title="One weight and one bias, used by three rows",
    sliders=[],
)

# %% [markdown]
# Now the question from the beginning, for two programs. One adds up the δ, the other takes their mean. What will each of
# them say when there are 3 rows, 6, 12?

# %% tags=["predict"]
X_rows = np.array([3.0, 1.0, 2.0])
targets = np.array([1.0, 6.0, 2.0])


def bias_gradients(x, y, w=2.0, b=1.0):
    delta = 2 / len(x) * (w * x + b - y)  # (N,): the 1/N of the loss is in it
    return delta.sum(), delta.mean()


for copies in (1, 2, 4):
    x, y = np.tile(X_rows, copies), np.tile(targets, copies)
    total, averaged = bias_gradients(x, y)
    print(
        f"{len(x):2} rows: loss {np.mean((2 * x + 1 - y) ** 2):.4g}, "
        f"sum of the δ {total:.4g}, mean {averaged:.4g}"
    )

# %% [markdown] tags=["answer"]
# All rows use one $b$. That is a fan-out, and the rule for a fan-out is {{ref:fan-out}}: add. The 1/3 of the mean has
# done its work before anything reaches $b$, and this neuron has no σ, so what arrives there for row $n$ is a $\delta_n$:
#
# {{eq:batch-fan-out}}
#
# With three rows the player has shown you 4, −2 and 2 at $b$. The sum is 4, and $w$ gets 3 · 4 − 1 · 2 + 2 · 2 = 14.
#
# The sum stays at 4, as it must: the loss has not changed, as a function of $b$, so neither can its slope. The mean
# halves each time the rows are doubled. It divides by $N$ again, though the loss has divided already, and so it is
# $N$ times too small.
#
# This is the chapter's mistake: **averaging once more**. The loss is a mean, so a mean seems to belong there. But there
# is one mean in the whole network, it stands at the end, and the chain rule carries it everywhere else. *Divide in
# the loss, and nowhere after it.*
#
# It is a quiet mistake. The sign is right, and so is the ratio between one bias and another. Only the biases move $N$
# times too slowly, while the weights go ahead. The test is the one you have just seen: **double the rows.** If
# the gradient of a weight or a bias changes, it is wrong.

# %% tags=["asserts"]
# eq: batch-fan-out
loss.backward()
assert isclose(loss.data, (36 + 9 + 9) / 3)
assert (36 + 9 + 9) / 3 == 18
assert all(isclose(r.grad, right) for r, right in ((r1, 4), (r2, -2), (r3, 2)))
assert isclose(b.grad, 4 - 2 + 2)
assert isclose(w.grad, 3 * 4 - 1 * 2 + 2 * 2)
assert 3 * 4 - 1 * 2 + 2 * 2 == 14
for _copies in (1, 2, 4):
    _x, _y = np.tile(X_rows, _copies), np.tile(targets, _copies)
    assert np.allclose(bias_gradients(_x, _y), (4, 4 / 3 / _copies))
    assert isclose(np.mean((2 * _x + 1 - _y) ** 2), 18)

# %% [markdown] slug="ch09-forward"
# ## A layer, for all rows
#
# Every neuron of a {{term:fully-connected-layer}} reads all that came in. Write the rows below each other: a matrix
# $X$ with a row for each example and a column for each input, of the shape (N, n_in). The weights are $W$, of the shape
# (n_in, n_out): a row for each input, a column for each neuron.
#
# What neuron $j$ computes for row $n$ is $\sum_i x_{ni} w_{ij}$ and the bias. That is row $n$ of
# $X$ times column $j$ of $W$. So the whole layer, for the whole batch, is one matrix product:
#
# {{eq:batch-forward}}
#
# $b$ has the shape (n_out,) and is added to every row. NumPy calls that {{term:broadcasting}}: it stretches $b$.
#
# Which row and which column make the entry in row 3, column 2, and what is it? What do all the entries of one *column*
# of the result have in common? And those of one row? Then click on entries, and read the sums.

# %% tags=["predict"]
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

# %% [markdown] tags=["answer"]
# Row 3 of $X$ and column 2 of $W$: 3 · 1 + 1 · 0 = 3. A column of the result is one neuron, for all examples. A row is
# one example, at all neurons. So it is for $X$, $Z$, $A$ and later δ: **down a column, the examples; along a row, the
# neurons** (for $X$, the inputs).

# %% tags=["asserts"]
# eq: batch-forward
_b = np.array([10.0, 20.0])
_Z = X @ W + _b
assert (X @ W)[2, 1] == 3 * 1 + 1 * 0 == 3
for _n in range(3):
    for _j in range(2):
        assert (
            _Z[_n, _j] == sum(X[_n, _i] * W[_i, _j] for _i in range(2)) + _b[_j]
        )

# %% [markdown] slug="ch09-backward"
# ## Back through a layer
#
# On the way back the layer is given a matrix $\delta$ of the shape (N, n_out): $\delta_{nj}$ is the gradient of the loss in $z_{nj}$,
# with the 1/N inside. It has to find three things: the gradients of $W$ and of $b$, and what it hands on to the layer
# before, the gradient of $X$.
#
# Take one single weight, $w_{ij}$. Neuron $j$ uses it, once in every row. For row $n$ the weight gets what came
# in there times δ, $x_{ni}\,\delta_{nj}$. And all the rows use the same weight, so add:
#
# $$\frac{\partial L}{\partial w_{ij}} = \sum_n x_{ni}\, \delta_{nj}$$
#
# This sum runs *down* column $i$ of $X$ and *down* column $j$ of $\delta$. A matrix product takes rows on its left. So
# turn $X$ on its side, and its columns become rows: $X^{\mathsf T} \delta$. The transpose says that the sum runs over
# the examples. (One example alone gives an {{term:outer-product}}.)
#
# Work out the entry in row 1, column 2 on paper. Then open the figure.

# %% tags=["predict"]
delta = np.array([[1.0, -2.0], [0.0, 3.0], [2.0, 1.0]])
figures.matrix_product(
    X.T,
    delta,
    names=("Xᵀ", "δ", "∂L/∂W"),
    row_names=["x₁", "x₂"],
    inner_names=["ex. 1", "ex. 2", "ex. 3"],
    column_names=["neuron 1", "neuron 2"],
    at=(0, 1),
    backward=True,
    title="The gradient of W: what came in times δ, added over the rows",
)

# %% [markdown] tags=["answer"]
# 1 · (−2) + 0 · 3 + 3 · 1 = 1: one term from each row.

# %% [markdown]
# The bias is a weight whose input is always 1, so its gradient is the sum of a column of δ.
#
# The third one, $\partial L / \partial x_{ni}$, comes from all the neurons that the input feeds:
# $\sum_j w_{ij}\, \delta_{nj}$. This sum runs *along* row $n$ of $\delta$ and *along* row $i$ of
# $W$. A product takes the columns of its second factor, and here we need rows of $W$. So turn $W$, and its rows become
# columns: $\delta\, W^{\mathsf T}$.
#
# Here are the three, and, with the slope of σ between the layers, the whole network:
#
# {{eq:batch-backward}}
#
# {{eq:batch-delta}}
#
# At the last layer $\delta = \frac{2}{N}(A - Y) \odot \sigma'(Z)$, and the only $N$ stands there.

# %% tags=["asserts"]
# eq: batch-backward, batch-delta
assert 1 * -2 + 0 * 3 + 3 * 1 == (X.T @ delta)[0, 1] == 1
for _i in range(2):
    for _j in range(2):
        assert (X.T @ delta)[_i, _j] == sum(
            X[_n, _i] * delta[_n, _j] for _n in range(3)
        )
for _n in range(3):
    for _i in range(2):
        assert (delta @ W.T)[_n, _i] == sum(
            W[_i, _j] * delta[_n, _j] for _j in range(2)
        )


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
# $\delta$, which is (N, n_out). So it can only be $X^{\mathsf T} \delta$." How far can you trust that?
#
# In the puzzle you may multiply any two of $X$, $W$, $\delta$ and their transposes. Look for ∂L/∂W, and for ∂L/∂X.

# %%
figures.shape_puzzle(goal="∂L/∂W", left="X", right="δ", N=4, n_in=2, n_out=3)

# %% [markdown]
# There are 36 such products. How many of them have the shape of ∂L/∂W when N = 4, n_in = 2, n_out = 3? When the batch
# happens to have as many rows as the layer has neurons? And when all three sizes are 3?

# %% tags=["predict"]
for N, n_in, n_out in ((4, 2, 3), (3, 2, 3), (3, 3, 3)):
    shapes = [(N, n_in), (n_in, n_out), (N, n_out)]
    shapes += [shape[::-1] for shape in shapes]  # the transposes
    fitting = [
        p
        for p, q in product(shapes, shapes)
        if p[1] == q[0] and (p[0], q[1]) == (n_in, n_out)
    ]
    print(
        f"N = {N}, n_in = {n_in}, n_out = {n_out}: "
        f"{len(fitting)} of {len(shapes) ** 2} have the shape of W"
    )

# %% [markdown] tags=["answer"]
# One, then four, then all 36, and still only one of them is the gradient.
#
# Shapes are to matrices what a spelling check is to a sentence. It catches typing errors, and it passes any sentence
# that is made of real words. So derive the product from its sum, use the shapes to check your typing, and *test with sizes
# that are all different*: 5 rows, 3 inputs, 4 neurons.

# %% tags=["asserts"]
_counts = []
for _N, _in, _out in ((4, 2, 3), (3, 2, 3), (3, 3, 3)):
    _shapes = [
        (_N, _in),
        (_in, _out),
        (_N, _out),
        (_in, _N),
        (_out, _in),
        (_out, _N),
    ]
    _fit = [
        p[1] == q[0] and (p[0], q[1]) == (_in, _out)
        for p, q in product(_shapes, _shapes)
    ]
    _counts.append(sum(_fit))
assert _counts == [1, 4, 36]

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
# Of an activation or a δ: down a column, the examples; along a row, the neurons. Of weights: a row for each neuron that
# they come from, a column for each that they lead to.

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
# gradient of a weight or a bias: it is what the sums have run over. 47 numbers in all, whether there are 32 rows or a
# million.

# %% tags=["asserts"]
assert 6 * 5 + 5 + 5 * 2 + 2 == 47

# %% [markdown] slug="ch09-stretched"
# ## What was stretched
#
# The bias is one case of a rule. Whenever NumPy stretches an array to fit a larger one, one number is used in many places:
# a fan-out. So **the gradient of what was stretched is a sum along the axes over which it was stretched.**
#
# Take $Y = s \odot A + c$. $A$ has the shape (3, 2). $s$, of the shape (2,), scales each neuron, and $c$, of the shape
# (3, 1), shifts each example. On the way back $G = \partial L/\partial Y$ is given. Before you run the cell: over which
# axis does each gradient add, and what is multiplied before that?

# %% tags=["predict"] jupyter={"source_hidden": true}
A = np.array([[1.0, 2.0], [4.0, 1.0], [3.0, 5.0]])
G = np.array([[1.0, -2.0], [0.0, 3.0], [2.0, 1.0]])
s, c = np.array([10.0, 0.5]), np.array([[7.0], [8.0], [9.0]])


def unstretched(gradient, shape):
    """The gradient of an array of this shape, which NumPy has stretched."""
    in_front = tuple(range(gradient.ndim - len(shape)))  # axes put in front
    gradient = gradient.sum(axis=in_front)
    ones = tuple(k for k, size in enumerate(shape) if size == 1)
    return gradient.sum(axis=ones, keepdims=True)


print("∂L/∂s", unstretched(G * A, s.shape).tolist())
print("∂L/∂c", unstretched(G, c.shape).tolist())
print("∂L/∂A", (G * s).tolist())

# %% [markdown] tags=["answer"]
# $\partial L/\partial s_j = \sum_n g_{nj}\, a_{nj}$: one product for each example, added down the column. And
# $\partial L/\partial c_n = \sum_j g_{nj}$ adds along the row. $A$ was not stretched, so its gradient adds nothing: each
# entry of $G$ times the $s$ that it met. `unstretched`, in the code of the cell, does this for any shapes.
#
# A sum is the reverse: what adds forward stretches backward. Each entry of the sum's gradient goes to everything that was
# added, and for a mean over $N$ it is divided by $N$ on the way.

# %% tags=["asserts"]
_ds, _dc, _dA = unstretched(G * A, s.shape), unstretched(G, c.shape), G * s
assert (_ds.tolist(), _dc.tolist()) == ([7, 4], [[-1], [3], [3]])
for _array, _found in ((s, _ds), (c, _dc), (A, _dA)):
    assert _array.shape == _found.shape
    for _at in np.ndindex(_array.shape):
        _kept, _sides = _array[_at], []
        for _h in (1e-5, -1e-5):
            _array[_at] = _kept + _h
            _sides.append((G * (s * A + c)).sum())
        _array[_at] = _kept
        assert isclose(
            (_sides[0] - _sides[1]) / 2e-5,
            _found[_at],
            rel_tol=1e-6,
            abs_tol=1e-8,
        )

# %% [markdown] slug="ch09-jacobian"
# ## A vector times a Jacobian
#
# For one row, a layer makes $n_\text{out}$ numbers out of $n_\text{in}$. The table of all its slopes, with a row for
# each number that comes out and a column for each that goes in, is its **{{term:jacobian|Jacobian}}** $J$. Of $z = x
# W$ it is $W^{\mathsf T}$. Of σ, which works entry by entry, it has $\sigma'(z)$ on the diagonal and 0 elsewhere.
#
# Going back, the layer is handed a row $v$, the gradient in what came out, and hands on $v J$. That is a
# **{{term:vector-jacobian-product}}**. `delta @ W.T` is one. Multiplying by `A * (1 - A)`, entry by entry, is
# another; it leaves out the zeros of $J$.
#
# The next cell finds the whole $J$ of a layer by nudging, and compares. Then the sizes: a batch of 100 rows goes through a
# layer from 1,000 to 1,000 neurons. How many numbers has the $J$ of all outputs by all inputs? How many has $W$?

# %% tags=["predict"] jupyter={"source_hidden": true}
x0 = np.array([1.0, -0.5])
W0 = np.array([[2.0, 1.0, 0.3], [-1.0, 0.4, 1.5]])
b0 = np.array([0.2, -0.3, 0.1])
v = np.array([0.3, -0.2, 0.5])


def one_layer(x):
    return 1 / (1 + np.exp(-(x @ W0 + b0)))


sides = [(one_layer(x0 + h), one_layer(x0 - h)) for h in 1e-5 * np.eye(2)]
J = np.array([(more - less) / 2e-5 for more, less in sides]).T
a = one_layer(x0)
print(f"J is {J.shape}, and v J is {(v @ J).round(6).tolist()}")
swept = (v * a * (1 - a)) @ W0.T
print(f"the two lines of the sweep say {swept.round(6).tolist()}")
print(
    f"100 rows, 1,000 to 1,000: {(100 * 1000) ** 2:,} numbers in J, "
    f"{1000 * 1000:,} in W"
)

# %% [markdown] tags=["answer"]
# Ten thousand million, against a million in $W$. So backpropagation never builds $J$. Each operation only knows how to
# multiply a row by its own, and backpropagation is a chain of such products that begins at the loss, with a single row.
# (From the other end it is forward mode: one pass for each *input*, which pays where there are few inputs and many
# outputs.)

# %% tags=["asserts"]
assert np.allclose(v @ J, (v * a * (1 - a)) @ W0.T)
assert J.shape == (3, 2)
assert (100 * 1000) ** 2 == 10_000 * 1_000_000

# %% [markdown] slug="ch09-write"
# ## Write it down once
#
# Forward, for any number of layers, keeps every activation, since the backward pass will ask for them. Training takes the
# memory of all of these, which for a large batch can be far more than the weights. The three products of a layer are
# {{ref:batch-backward}}, word for word.


# %%
def sigma(z):
    return 1 / (1 + np.exp(-z))


def forward(X, Ws, bs):
    """All activations, from the input on: [X, A1, A2, …], each (N, width)."""
    activations = [X]
    for W, b in zip(Ws, bs, strict=True):
        activations.append(sigma(activations[-1] @ W + b))
    return activations


def layer_backward(A_in, W, delta):
    """(dW, db, dA_in) of Z = A_in W + b, from delta = ∂L/∂Z."""
    return A_in.T @ delta, delta.sum(axis=0), delta @ W.T


# %% [markdown] slug="ch09-exercise-2"
# ### Exercise 9.2: a layer with a scale and a bypass (10 minutes)
#
# What leaves this layer is $A_{\text{out}} = s \odot \sigma(A_{\text{in}} W + b) + A_{\text{in}}$. $W$ is square, so no shape
# will help you, and $s$, of the shape (n,), gives each neuron a scale of its own. You are given
# $g = \partial L/\partial A_{\text{out}}$, of the shape (N, n), with the 1/N inside. Return the gradients of $W$, $b$, $s$ and
# $A_{\text{in}}$. Done when the line below says "right".


# %% tags=["exercise"]
def scaled_backward(A_in, W, b, s, g):
    A = sigma(A_in @ W + b)
    delta = None  # (N, n), the gradient of A_in W + b
    dW = None  # (n, n)
    db = None  # (n,)
    ds = None  # (n,)
    dA_in = None  # (N, n)
    return None if delta is None else (dW, db, ds, dA_in)


# %%
tell("9.2", scaled_backward)

# %% [markdown] tags=["hint"]
# Hint 1: look at the roads from `A_in` to `A_out`
#
# There are two, one through the weights and one past them. And what does a push on one entry of $Z$ meet on its way?

# %% [markdown] tags=["hint"]
# Hint 2: recall who was stretched
#
# $b$ and $s$ are used by all rows, so their gradients add over the rows. What each row adds is the slope of
# $A_{\text{out}}$ in that number, times $g$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta = g * s * A * (1 - A)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def scaled_backward(A_in, W, b, s, g):
#     A = sigma(A_in @ W + b)
#     delta = g * s * A * (1 - A)
#     dW = A_in.T @ delta
#     db = delta.sum(axis=0)
#     ds = (g * A).sum(axis=0)
#     dA_in = delta @ W.T + g
#     return dW, db, ds, dA_in
# ```
#
# On its way out a push on $Z$ meets the slope of σ and the scale. A push on $s$ meets $A$. Whoever takes a mean for `db` or
# `ds` divides by $N$ twice. Past the layer nothing is scaled, so $g$ comes back as it is.


# %% tags=["asserts"]
def _scaled_output(A_in, W, b, s):
    return s * sigma(A_in @ W + b) + A_in


_arrays = [_rng.normal(size=size) for size in ((4, 3), (3, 3), (3,), (3,))]
_g = _rng.normal(size=(4, 3))
_A = sigma(_arrays[0] @ _arrays[1] + _arrays[2])
_delta = _g * _arrays[3] * _A * (1 - _A)
_by_hand = [
    _delta @ _arrays[1].T + _g,
    _arrays[0].T @ _delta,
    _delta.sum(axis=0),
    (_g * _A).sum(axis=0),
]
for _array, _found in zip(_arrays, _by_hand, strict=True):
    for _at in np.ndindex(_array.shape):
        _kept, _sides = _array[_at], []
        for _h in (1e-5, -1e-5):
            _array[_at] = _kept + _h
            _sides.append((_g * _scaled_output(*_arrays)).sum())
        _array[_at] = _kept
        assert isclose(
            (_sides[0] - _sides[1]) / 2e-5,
            _found[_at],
            rel_tol=1e-5,
            abs_tol=1e-8,
        )

# %% [markdown] slug="ch09-exercise-3"
# ### Exercise 9.3: the whole network (10 minutes)
#
# Now all layers, with sigmoids everywhere and the loss $L = \frac{1}{N} \sum_n \sum_k (a_{nk} - y_{nk})^2$. `activations` is what
# `forward` returns. Give back two lists, from the input to the output. You may call `layer_backward`. Done when the line below
# says "right".


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
# layer before. At `l = 0` one product too many is computed, for the input, and nobody uses it: it does no harm. If your
# first layer alone is wrong, look at the slope: it is made of `activations[l]`, not of `activations[l + 1]`.


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
# ## Four checks
#
# Chapter 07's network, one row, is a batch of one. Its gradients have to come out as on your sheet. That is the first
# check. The second is to double the rows, the third to nudge, and the fourth to ask PyTorch, if it is on your machine
# ([chapter 15](15_pytorch.ipynb)). Which of the four would find `mean` where `sum` belongs? Which would find a $W$ that was
# not turned, in a network 3-4-2?

# %% tags=["predict"]
hand_W = [np.array([[3.0, 1.0], [-2.0, 0.0]]), np.array([[6.0], [-10.0]])]
hand_b = [np.array([-np.log(2), np.log(4) - 2]), np.array([6 - np.log(3)])]
row, target = np.array([[2.0, 3.0]]), np.array([[1.0]])
dWs, dbs = network_backward(target, hand_W, forward(row, hand_W, hand_b))
print(
    "1. chapter 07's sheet: ",
    dWs[0].round(4).tolist(),
    dWs[1].ravel().round(5).tolist(),
)

rng = np.random.default_rng(0)
Ws = [rng.normal(size=(3, 4)), rng.normal(size=(4, 2))]
bs = [rng.normal(size=4), rng.normal(size=2)]
X, Y = rng.normal(size=(5, 3)), rng.random(size=(5, 2))
once = network_backward(Y, Ws, forward(X, Ws, bs))
X_twice, Y_twice = np.vstack([X, X]), np.vstack([Y, Y])
twice = network_backward(Y_twice, Ws, forward(X_twice, Ws, bs))
change = max(
    np.abs(p - q).max()
    for one, two in zip(once, twice, strict=True)
    for p, q in zip(one, two, strict=True)
)
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


def by_pytorch(X, Y, Ws, bs):
    """The same gradients by PyTorch; None where it is not installed."""
    try:
        import torch
    except ImportError:
        return None
    leaves = [torch.tensor(p, requires_grad=True) for p in (*Ws, *bs)]
    A = torch.tensor(X)
    for W, b in zip(leaves[: len(Ws)], leaves[len(Ws) :], strict=True):
        A = torch.sigmoid(A @ W + b)
    (((A - torch.tensor(Y)) ** 2).sum() / len(Y)).backward()
    return [leaf.grad.numpy() for leaf in leaves]


theirs = by_pytorch(X, Y, Ws, bs)
if theirs is None:
    print("4. PyTorch:            not installed here")
else:
    apart = max(
        np.abs(p - q).max()
        for p, q in zip([*once[0], *once[1]], theirs, strict=True)
    )
    print(f"4. PyTorch:            the largest difference is {apart:.1e}")

# %% [markdown] tags=["answer"]
# The first would not find the mean: with one row, mean and sum are the same. So a sheet worked out by hand, the best
# check there is for the formulas, is blind to the batch. The other three find it. And the $W$ that was not
# turned stops with an error in a network 3-4-2, which is why you test with sizes that differ.

# %% tags=["asserts"]
assert np.allclose(dWs[0], [[-3 / 4, 9 / 10], [-9 / 8, 27 / 20]])
assert np.allclose(dWs[1], [[-3 / 32], [-9 / 40]])
assert change < 1e-15
assert worst < 1e-9
assert theirs is None or apart < 1e-14

# %% [markdown] slug="ch09-conventions"
# ## The same thing in other books
#
# You will meet these formulas with other transposes, and sooner or later you will copy one from here and one from there. There
# are three conventions in use, and each is right by itself.
#
# | | an example is | $W$ is | forward | δ of the layer before |
# |---|---|---|---|---|
# | this course | a row | (n_in, n_out) | $A W + b$ | $(\delta\, W^{\mathsf T}) \odot \sigma'$ |
# | Nielsen, Prince | a column | (n_out, n_in) | $W a + b$ | $(W^{\mathsf T} \delta) \odot \sigma'$ |
# | PyTorch | a row | (n_out, n_in) | $A W^{\mathsf T} + b$ | $(\delta\, W) \odot \sigma'$ |
#
# Ask two questions of any text: *is an example a row or a column?* and *does a row of $W$ belong to where a weight
# comes from, or to where it leads?* The answers fix every transpose.
#
# Then ask a third: *what stands before the sum?* Nielsen has 1/2 and 1/N, so his gradients are half of ours.
# PyTorch's `MSELoss` divides by the outputs as well as by the rows. For the plain step a factor changes the length of the
# step and nothing else. (With other optimisers it is different: chapters 13 and 14.) But two texts with different factors
# cannot be compared number by number.
#
# And a fourth: *are the inputs counted as a layer?* Here they are not.
#
# The cell computes the gradient of $W$ of one layer in all three ways. Which of them are transposes of each other?

# %% tags=["predict"]
A = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 4.0]])
out = np.array([[1.0, -1.0], [2.0, 3.0]])
ours = A.T @ out
a_column, delta_column = A.T, out.T  # an example is a column
columns = delta_column @ a_column.T
pytorch = out.T @ A
print("this course", ours.shape, ours.tolist())
print("columns    ", columns.shape, columns.tolist())
print("PyTorch    ", pytorch.shape, pytorch.tolist())

# %% [markdown] tags=["answer"]
# The second and the third are equal, and ours is the transpose of both: $A^{\mathsf T} \delta$ here,
# $\delta\, a^{\mathsf T}$ in Nielsen and Prince, and $\delta^{\mathsf T} A$ in PyTorch.

# %% tags=["asserts"]
assert np.array_equal(ours.T, columns)
assert np.array_equal(columns, pytorch)
_W = np.array([[1.0, 2.0], [0.0, 1.0], [3.0, -1.0]])
assert np.array_equal(out @ _W.T, (_W @ out.T).T)
assert np.array_equal(A @ _W, (_W.T @ A.T).T)

# %% [markdown] slug="ch09-lab"
# ## Lab: what it saves (optional, 5 minutes)
#
# A network 8-16-4, 100 rows. One way builds the graph of every row from `Value`s and sweeps it. The other is your three
# lines. Both give the same gradients. How many times faster is the second? Guess a power of ten.

# %% tags=["predict"]
import time

rng = np.random.default_rng(3)
Ws = [rng.normal(size=(8, 16)), rng.normal(size=(16, 4))]
bs = [rng.normal(size=16), rng.normal(size=4)]
X, Y = rng.normal(size=(100, 8)), rng.random(size=(100, 4))

begin = time.perf_counter()
number_Ws = [[[Value(w) for w in row] for row in W] for W in Ws]
number_bs = [[Value(b) for b in row] for row in bs]
rows = []
for inputs, wanted in zip(X, Y, strict=True):
    signal = [Value(x) for x in inputs]
    for W, b in zip(number_Ws, number_bs, strict=True):
        columns_of_W = zip(*W, strict=True)
        signal = [
            Value.dot(list(column), signal, bias).sigmoid()
            for column, bias in zip(columns_of_W, b, strict=True)
        ]
    rows.append(
        Value.total([(a - y) ** 2 for a, y in zip(signal, wanted, strict=True)])
    )
(Value.total(rows) * (1 / len(X))).backward()
one_by_one = time.perf_counter() - begin

begin = time.perf_counter()
for _ in range(20):  # once is too quick for some clocks
    dWs, dbs = network_backward(Y, Ws, forward(X, Ws, bs))
as_matrices = (time.perf_counter() - begin) / 20

print(f"number by number: {1000 * one_by_one:8.2f} ms")
print(
    f"as matrices:      {1000 * as_matrices:8.2f} ms, "
    f"about {one_by_one / as_matrices:.0f} times as fast"
)

# %% [markdown] tags=["answer"]
# The arithmetic is the same, product for product. What is saved is mostly Python's own work: making an object for each
# number, looking up what to do with it, and remembering it. In a matrix product all that is done once.

# %% tags=["asserts"]
assert np.allclose(
    dWs[0], [[w.grad for w in row] for row in number_Ws[0]], rtol=1e-9, atol=1e-12
)
assert np.allclose(dbs[1], [b.grad for b in number_bs[1]], rtol=1e-9, atol=1e-12)
assert one_by_one > 10 * as_matrices

# %% [markdown] slug="ch09-quiz"
# ## Check yourself
#
# Each option says why it is right or wrong.

# %% [markdown] tags=["quiz"]
# **4.** You double every row of the batch, and `db` halves while `dW` stays. What stands in the code?
#
# - A δ that has lost its 1/N.
#   No. Then both would double.
# - A second mean, for the bias.
#   Right. `delta.mean(axis=0)`, or a division by N at the end. The 1/N is in δ already.
# - A loss that is a sum of squares.
#   No. Then the loss would double too, and both gradients with it.

# %% [markdown] tags=["quiz"]
# **5.** You double every row, and *all* gradients double. The loss stays. What is missing?
#
# - The mean in the loss that is printed.
#   No. The loss stays, so its mean is there.
# - The sum over rows, for the bias.
#   No. Without it `db` would have a row for each example.
# - The 1/N in the δ of the last layer.
#   Right. The loss is printed as a mean, and the gradient is that of the sum.

# %% [markdown] tags=["quiz"]
# **6.** Why is it `X` that is turned in `X.T @ delta`, and `W` in `delta @ W.T`?
#
# - The first adds over the examples, the second over the neurons.
#   Right. Down the columns of $X$ and δ, and along the rows of δ and $W$. A product wants rows on its left, columns on its right.
# - The shapes decide it, whatever sizes the layers have.
#   No. With square matrices all ways fit, and one is right.
# - Whatever goes backward is turned, and `delta` has been turned before.
#   No. δ is not turned at all. Ask over which index a sum runs.

# %% [markdown] tags=["quiz"]
# **7.** All layers of your network have 64 neurons, and you train with batches of 64. What is special about that?
#
# - All gradients are symmetric.
#   No. Those of the weights are square, which is all that one can say.
# - Each product fits, right or wrong.
#   Right. No shape error can warn you. Test the same code with sizes that all differ.
# - The mean and the sum over the rows agree.
#   No. They agree for a batch of one row.

# %% [markdown] tags=["quiz"]
# **8.** A loss uses `A - c`, where `A` has the shape (N, n) and `c` the shape (N, 1). What is the shape of ∂L/∂c, and over what
# is it a sum?
#
# - (N, 1), a sum over the neurons
#   Right. `c` was stretched along the row, so that is where its gradient adds.
# - (N, n), and it is no sum
#   No. A gradient has the shape of what it is the gradient of.
# - (1, n), a sum over the examples
#   No. That would be the gradient of a row that was added to each example.

# %% [markdown] tags=["quiz"]
# **9.** What does a framework compute on the way back through an operation?
#
# - The operation's Jacobian, and then its product with a row.
#   No. For 100 rows and 1,000 neurons that table would have 10¹⁰ numbers.
# - A row times the operation's Jacobian, without the Jacobian.
#   Right. That is what `delta @ W.T` and `* A * (1 - A)` are.
# - The Jacobian of the whole network, one column at a time.
#   No. That would be one pass for each input.

# %% [markdown] tags=["quiz"]
# **10.** A book writes $\delta\, a^{\mathsf T}$ for the gradient of $W$. How does it write an example, and what is the shape of $W$?
#
# - As a row, and `W` is `(n_in, n_out)`.
#   No. Then it would be $a^{\mathsf T} \delta$.
# - As a column, and `W` is `(n_out, n_in)`.
#   Right. A row of this $W$ belongs to where its weights lead.
# - As a column, and `W` is `(n_in, n_out)`.
#   No. δ is (n_out, 1) and $a^{\mathsf T}$ is (1, n_in), and a gradient has the shape of its $W$.

# %% [markdown] slug="ch09-summary"
# ## The chapter on one page
#
# **Shapes.** $X$ (N, n_in), $W$ (n_in, n_out), $b$ (n_out,), $Z$, $A$ and δ (N, n_out). Down a column the examples, along a
# row the neurons. A gradient has the shape of what it is the gradient of.
#
# **Backward**, {{ref:batch-backward}} and {{ref:batch-delta}}:
#
# ```python
# delta = 2 / N * (A - Y) * A * (1 - A)  # the last layer: the only 1/N
# dW = A_in.T @ delta  # a sum over the examples
# db = delta.sum(axis=0)  # the same, with the input 1
# delta = (delta @ W.T) * A_in * (1 - A_in)  # a sum over the neurons, then the slope
# ```
#
# **Broadcasting.** The gradient of what was stretched is a sum along the axes over which it was stretched.
#
# **Jacobian.** Going back through an operation is a row times its Jacobian, which is never written down.
#
# **The mistake.** `delta.mean(axis=0)` for the bias. Double the rows: the loss stays, so no gradient of a weight or a
# bias may change.
#
# **Four checks.** A network by hand (blind to the batch), the rows doubled, nudging with sizes that all differ, PyTorch.
#
# **Other books.** Is an example a row or a column? Does a row of $W$ belong to where a weight comes from? What stands
# before the sum?

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
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch09-sources"
# ## Sources
#
# The equations are Nielsen's BP1 to BP4 for a batch, with rows for his columns: Michael Nielsen, [*Neural Networks and
# Deep Learning*, chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) (2015). Simon Prince, *Understanding
# Deep Learning* (MIT Press, 2023), chapter 7, goes from numbers to matrices as well, in columns. To find products by
# their shapes is the advice of the CS231n notes, [*Backpropagation,
# Intuitions*](https://cs231n.github.io/optimization-2/). Products with a Jacobian, forward and backward, and what each
# costs in memory and time: Andreas Griewank and Andrea Walther, *Evaluating Derivatives* (SIAM, second edition, 2008).
