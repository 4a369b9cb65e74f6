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

# %% [markdown] slug="ch18-title"
# # 18 · Convolution, with a lab on finding things
#
# Three networks learn to read digits that all stand at the left of a picture. Then you move the digits to the right, to
# places where none of the three has seen one. One network is of the kind you know; two slide a small window over the
# picture. Of a hundred digits, how many will each still read? Write three numbers down.
#
# **After this chapter** you can work out what comes back through a convolution, with padding and a stride, and through a
# pool; say what lets a network read at new places; and, in the lab, find things in a picture.
#
# **You need** [chapter 05](05_computational_graph.ipynb), [chapter 09](09_vectorised.ipynb), and a rule of your own from
# [chapter 17](17_in_general.ipynb).
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** to judge gradients by accuracy.

# %% [markdown] slug="ch18-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 05: $b = 3a$, $c = 5a$, $L = b - 2c$. What is the gradient of $a$?
#
# - −10
#   No. That is what comes back through $c$ alone. $a$ is used twice.
# - −7
#   Right. 1 · 3 through $b$, and −2 · 5 through $c$, added.
# - 13
#   No. $c$ is told −2, not 2.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 09: a layer's bias is added to each of 32 rows. What is its gradient?
#
# - The sum of δ over the 32 rows.
#   Right. It is used once in each row, and what comes back from its uses is added.
# - The mean of δ over the 32 rows.
#   No. The 1/N of the loss is inside δ already.
# - The δ of the last of the rows.
#   No. That is `=` where `+=` belongs.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 02: a program says that a gradient is 0.8. Nudge the weight by 0.001 to each side, and the loss is
# 1.0005 and 0.9997. What do you say?
#
# - The program is right.
#   No. The loss moves by 0.0008, but the two points are 0.002 apart.
# - Its gradient is twice the true one.
#   Right. 0.0008/0.002 is 0.4.
# - Its gradient is half the true one.
#   No. It is the other way round: 0.0008/0.002 is 0.4.

# %% slug="ch18-setup" jupyter={"source_hidden": true}
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograd_lab import (
    Rule,
    Tensor,
    Value,
    data,
    functional,
    nn,
    no_grad,
    optim,
    record,
    show,
)
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
assert 1 * 3 - 2 * 5 == -7 and 3 + 2 * 5 == 13
assert abs((1.0005 - 0.9997) / 0.002 - 0.4) < 1e-9
assert abs(1.0005 - 0.9997 - 0.0008) < 1e-9 and 0.8 == 2 * 0.4
assert abs(0.0008 / 0.001 - 0.8) < 1e-9

# %% [markdown] slug="ch18-slide"
# ## A filter slides along
#
# A row of five numbers: 3, 1, 2, 0, 4. Three weights: 2, 1, −1. Lay the weights on the first three numbers, multiply, and
# add: 6 + 1 − 2 = 5. Move them on by one place: 2 + 2 − 0 = 4. Once more: 4 + 0 − 4 = 0.
#
# The three weights are a **{{term:filter}}**; sliding it along is a **{{term:convolution}}**. Counted from 0, as in
# Python, with a bias $b$ (here 0):
#
# {{eq:convolution-1d}}
#
# All places share the three weights: **{{term:weight-sharing}}**.
#
# From the loss, all that comes back to the filter is $g_j = \partial L/\partial z_j$ at its outputs (their δ). Take
# $g = (1, 2, -1)$, from $L = z_0 + 2 z_1 - z_2$. Write down two gradients: that of the weight $w_0$, and that of
# $x_2$, the number in the middle.

# %% tags=["predict"]
x0, x1, x2 = Value(3.0), Value(1.0), Value(2.0)
x3, x4 = Value(0.0), Value(4.0)
w0, w1, w2 = Value(2.0), Value(1.0), Value(-1.0)

z0 = Value.dot([w0, w1, w2], [x0, x1, x2])
z1 = Value.dot([w0, w1, w2], [x1, x2, x3])
z2 = Value.dot([w0, w1, w2], [x2, x3, x4])
L = z0 + 2 * z1 - z2

ranges = {"w0": (-3, 3), "w1": (-3, 3), "w2": (-3, 3)}
show(L, title="Five inputs, one filter of three", sliders=ranges, start="end")

# %% [markdown] tags=["answer"]
# $w_0$ gathers 1 · 3 + 2 · 1 − 1 · 2 = 3, and $x_2$ gathers 1 · (−1) + 2 · 1 − 1 · 2 = −1: three edges each. (Press S,
# then →: the one through $z_0$ arrives last.) A shared weight is a fan-out, {{ref:fan-out}}: one term for
# each use.

# %% [markdown]
# Drag $w_0$. Which gradients move, which stay, and why?

# %% [markdown] tags=["solution"]
# Those of $x_0$, $x_1$ and $x_2$ move: they come back through $w_0$. Those of the weights stay, since a weight's
# gradient is made of inputs and of $g$. Here $g$ is constant; with a loss that bends it would move as well.

# %% tags=["asserts"]
# eq: convolution-1d
_x, _w, _g = np.array([3.0, 1, 2, 0, 4]), np.array([2.0, 1, -1]), [1.0, 2, -1]
_z = [sum(_w[i] * _x[j + i] for i in range(3)) for j in range(3)]
assert _z == [5, 4, 0] == np.correlate(_x, _w).tolist()
assert [z0.data, z1.data, z2.data] == [5, 4, 0]
L.backward()
assert [z0.grad, z1.grad, z2.grad] == _g
assert [w0.grad, w1.grad, w2.grad] == [3, 5, -2]
assert [x0.grad, x1.grad, x2.grad, x3.grad, x4.grad] == [2, 5, -1, -3, 1]
assert 1 * 3 + 2 * 1 - 1 * 2 == 3 and 1 * -1 + 2 * 1 - 1 * 2 == -1

# %% [markdown] slug="ch18-filter-gets"
# ## What the filter gets
#
# In the three windows $w_0$ met 3, 1, 2. Its neighbour $w_1$ met 1, 2, 0, and $w_2$ met 2, 0, 4. Each of these times
# $g$ gives 3, 5 and −2. So $g$ slid along the row *as a filter does*.
#
# {{eq:convolution-filter-gradient}}
#
# (The bias, used at each place, gets the sum of $g$, here 2.)

# %% tags=["asserts"]
# eq: convolution-filter-gradient
assert np.correlate(_x, _g).tolist() == [3, 5, -2]
_b = Value(0.0)
(
    (Value.dot([w0, w1, w2], [x0, x1, x2]) + _b)
    + 2 * (Value.dot([w0, w1, w2], [x1, x2, x3]) + _b)
    - (Value.dot([w0, w1, w2], [x2, x3, x4]) + _b)
).backward()
assert _b.grad == sum(_g) == 2

# %% [markdown] slug="ch18-input-gets"
# ## What the input gets
#
# Now $x_2$. The first window laid $w_2$ on it, the second $w_1$, the third $w_0$: while the filter moves to the right,
# $x_2$ moves to the *left* under it.
#
# | | terms | |
# |---|---|---|
# | $x_0$ | $g_0 w_0$ | 2 |
# | $x_1$ | $g_0 w_1 + g_1 w_0$ | 5 |
# | $x_2$ | $g_0 w_2 + g_1 w_1 + g_2 w_0$ | −1 |
# | $x_3$ | $g_1 w_2 + g_2 w_1$ | −3 |
# | $x_4$ | $g_2 w_2$ | 1 |
#
# Lay two zeros at each end of $g$, and one rule does for all five:
#
# {{eq:convolution-input-gradient}}
#
# That is a filter that slides too: the **flipped** one, −1, 1, 2, over $g$ with zeros around it.
#
# For a mathematician a convolution always flips, and ours is a {{term:cross-correlation}}. Either will do, since the
# weights are learnt. But whichever way the filter goes forward, the input's gradient goes the other.

# %% tags=["asserts"]
# eq: convolution-input-gradient
_zeros = np.array([0.0, 0, *_g, 0, 0])
assert np.correlate(_zeros, _w[::-1]).tolist() == [2, 5, -1, -3, 1]
assert np.convolve(_g, _w).tolist() == [2, 5, -1, -3, 1]
assert _w[::-1].tolist() == [-1, 1, 2]

# %% [markdown] slug="ch18-exercise-1"
# ### Exercise 18.1: there and back, on paper (6 minutes)
#
# The row is $x$ = (1, 3, 0, 2), the filter $w$ = (2, −1, 1), and at the two outputs arrives $g$ = (1, −2). Find the
# gradients of the filter, of the bias and of the input. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "filter": [None, None, None],
    "bias": None,
    "input": [None, None, None, None],
}

# %%
tell("18.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two windows
#
# The first holds 1, 3, 0 and is told 1. The second holds 3, 0, 2 and is told −2.

# %% [markdown] tags=["hint"]
# Hint 2: recall that both windows use the same weights
#
# For the filter, add what the two windows bring, weight by weight. For the input, each window brings its $g$ times the
# whole filter, to the places on which it lies.

# %% [markdown] tags=["hint"]
# Hint 3: write these two lines first
#
# ```
# input, from window 0:   2   -1    1    0
# input, from window 1:   0   -4    2   -2
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"filter": [-5, 3, -4], "bias": -1, "input": [2, -5, 3, -2]}
# ```
#
# Filter: 1 · (1, 3, 0) − 2 · (3, 0, 2). Bias: 1 − 2. Input: the two lines of hint 3, added. Whoever forgets to turn the
# filter gets (1, −3, 4, −4) for the input: as many numbers, and each of them wrong.

# %% tags=["asserts"]
assert np.correlate([1, 3, 0, 2], [1, -2]).tolist() == [-5, 3, -4]
assert np.convolve([1, -2], [2, -1, 1]).tolist() == [2, -5, 3, -2]
assert np.convolve([1, -2], [1, -1, 2]).tolist() == [1, -3, 4, -4]

# %% [markdown] slug="ch18-stride"
# ## Padding, stride, and what is left over
#
# **{{term:padding|Padding}}** $p$ puts $p$ zeros at each end. A **{{term:stride}}** $s$ moves the filter by $s$ places
# at a time. On a row of $n$ a filter of $k$ gives this many outputs:
#
# {{eq:convolution-length}}
#
# The brackets round down: a window that would not be full is left out. Window $j$ begins at place $s j$ of the padded
# row, so for each $j$ and $i$
#
# ```python
# dw[i] += g[j] * padded[s * j + i]
# d_padded[s * j + i] += g[j] * w[i]
# ```
#
# and then the padding is cut off `d_padded`: those zeros were nobody's input. (Seen as a slide, a **transposed
# convolution**: put $s - 1$ zeros between the numbers of $g$.)
#
# A row of 8, a filter of three ones, stride 2, no padding, and a 1 arrives at each output. So an input's gradient counts
# the windows that it is in. Which eight numbers will you see?

# %% tags=["predict"]
row = Tensor(np.zeros((1, 1, 8)), requires_grad=True)
ones = Tensor(np.ones((1, 1, 3)))
functional.conv1d(row, ones, stride=2).sum().backward()
print(row.grad.ravel().astype(int))

# %% [markdown] tags=["answer"]
# 1, 1, 2, 1, 2, 1, 1, 0. Three windows, from 0, 2 and 4. Two inputs are in two of them, so here `=` and `+=` differ.
# The last is in none. Its gradient is 0: nudge it, and nothing moves.

# %% tags=["asserts"]
# eq: convolution-length
assert row.grad.ravel().tolist() == [1, 1, 2, 1, 2, 1, 1, 0]
for _n, _k, _s, _p in ((8, 3, 2, 0), (7, 4, 3, 1), (5, 3, 1, 0), (8, 3, 1, 1)):
    _out = functional.conv1d(
        np.zeros((1, 1, _n)), Tensor(np.ones((1, 1, _k))), None, _s, _p
    )
    assert _out.shape[2] == (_n + 2 * _p - _k) // _s + 1
assert (8 - 3) // 2 + 1 == 3

# %% [markdown] slug="ch18-exercise-2"
# ### Exercise 18.2: three places at a time (7 minutes)
#
# $x$ = (1, 4, 3, 2, 5, 1, 6), $w$ = (1, −2, 3, 2), padding 1, stride 3, and what arrives is $g$ = (2, −1). How many
# outputs are there? What are the gradients of $x_0$, of $x_2$, of $x_6$, and of the weight $w_3$? Done when each line says
# "right".

# %% tags=["exercise"]
answer_2 = {
    "outputs": None,
    "x_0": None,
    "x_2": None,
    "x_6": None,
    "w_3": None,
}

# %%
tell("18.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at the padded row
#
# It is 0, 1, 4, 3, 2, 5, 1, 6, 0. Draw the windows under it: they begin at its places 0 and 3.

# %% [markdown] tags=["hint"]
# Hint 2: recall what a window hands to its inputs
#
# Its $g$ times the filter, weight by weight. Where two windows lie on one number, it gets both. What no window lies on
# gets nothing.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```
# padded, from window 0:   2  -4   6   4   0   0   0   0   0
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {"outputs": 2, "x_0": -4, "x_2": 3, "x_6": 0, "w_3": 5}
# ```
#
# ⌊(7 + 2 − 4)/3⌋ + 1 = 2. Window 1 brings −1, 2, −3, −2 to the padded places 3 to 6, so $x_2$, in both windows, gets
# 4 − 1. Window 1 ends on $x_5$: nothing lies on $x_6$. And $w_3$ met 3 and 1: 2 · 3 − 1 · 1 = 5. With $x_0$ = 2 you have
# not cut off the padding.


# %% tags=["asserts"]
_x, _w = (
    Tensor([[[1.0, 4, 3, 2, 5, 1, 6]]], requires_grad=True),
    Tensor([[[1.0, -2, 3, 2]]], requires_grad=True),
)
_z = functional.conv1d(_x, _w, stride=3, padding=1)
assert _z.shape == (1, 1, 2) and (7 + 2 - 4) // 3 + 1 == 2
(_z * np.array([2.0, -1])).sum().backward()
assert _x.grad.ravel().tolist() == [-4, 6, 3, 2, -3, -2, 0]
assert _w.grad.ravel()[3] == 5

# %% [markdown] slug="ch18-pictures"
# ## Pictures and channels
#
# Over a picture the filter slides in two directions. Here are a digit of 8 × 8 and two filters of 3 × 3, for standing
# and lying edges. With a padding of 1 each pixel is the middle of one window. How many terms has the
# gradient of *one weight*? And how many terms does one filter bring to a pixel in the middle, and to one in a corner?

# %% tags=["predict"]
pictures, digit = data.digits(flat=False, n=10)
image = Tensor(pictures[:1], requires_grad=True)
standing = np.array([[-1.0, 0, 1], [-1, 0, 1], [-1, 0, 1]])
filters = Tensor(np.stack([standing, standing.T])[:, None], requires_grad=True)

edges = functional.conv2d(image, filters, padding=1)
largest = functional.max_pool2d(edges, 2)
loss = largest.sum()
show(loss, title="A digit, two filters, and a pool", start="end")

# %% [markdown] tags=["answer"]
# 64, 9 and 4: so many windows use the weight, hold the middle, hold the corner. (At a corner of the filter, 15 of the
# 64 meet only padding.) Press "edges (conv)" under the picture, and click a weight or a pixel: each term is listed, for
# a pixel those of both filters.

# %% [markdown]
# Two filters make two pictures of one: two **{{term:channel|channels}}**. A filter of the next layer looks at all
# channels at once, with weights for each. All pixels that an output depends on are its **receptive field**. With $n$
# for the picture, $o$ for the filter, $c$ for the channel:
#
# {{eq:convolution-2d}}
#
# For the gradients, add over all uses:
#
# {{eq:convolution-2d-gradients}}
#
# A weight is used in all pictures and places. A pixel is read by all filters; where weight $u, v$ lies on it, the
# output is $a - u$, $b - v$, and $g$ is 0 where there is none. (The bias $b_o$ gets the sum of $g$ over $n$, $i$, $j$.)

# %% tags=["asserts"]
# eq: convolution-2d, convolution-2d-gradients
_rng = np.random.default_rng(0)
_x, _w = _rng.normal(size=(2, 3, 5, 4)), _rng.normal(size=(4, 3, 3, 2))
_xt, _wt = (Tensor(a, requires_grad=True) for a in (_x, _w))
_bt = Tensor(np.arange(4.0), requires_grad=True)
_z = functional.conv2d(_xt, _wt, _bt)
_g = _rng.normal(size=_z.shape)
(_z * _g).sum().backward()
_dx, _dw, _out = np.zeros_like(_x), np.zeros_like(_w), np.zeros(_z.shape)
for _i, _j, _u, _v in np.ndindex(3, 3, 3, 2):
    _out[:, :, _i, _j] += _x[:, :, _i + _u, _j + _v] @ _w[:, :, _u, _v].T
    _dw[:, :, _u, _v] += _g[:, :, _i, _j].T @ _x[:, :, _i + _u, _j + _v]
    _dx[:, :, _i + _u, _j + _v] += _g[:, :, _i, _j] @ _w[:, :, _u, _v]
assert np.allclose(_z.data, _out + np.arange(4.0)[:, None, None])
assert np.allclose(_dx, _xt.grad) and np.allclose(_dw, _wt.grad)
assert np.allclose(_bt.grad, _g.sum(axis=(0, 2, 3)))
assert 8 * 8 - 7 * 7 == 15
_ones = Tensor(np.ones((1, 1, 8, 8)), requires_grad=True)
_nine = Tensor(np.ones((1, 1, 3, 3)), requires_grad=True)
functional.conv2d(_ones, _nine, padding=1).sum().backward()
assert _nine.grad[0, 0, 1, 1] == 8 * 8 == 64
assert _ones.grad[0, 0, 3, 3] == 9 and _ones.grad[0, 0, 0, 0] == 4

# %% [markdown] slug="ch18-one-product"
# ## All windows in one product
#
# Loops are slow. Write each window as a row of a matrix, and each filter as a column of another: *one* product is the
# whole convolution, and chapter 09 has its gradients. This is im2col, image to columns; below, `tensordot` makes that
# matrix inside. Its price is memory: 3 × 3 copies each pixel nine times.


# %% slug="ch18-correlate"
def correlate(x, w, padding=0):
    """Filters w (O, C, k, l) slid over pictures x (N, C, H, W)."""
    edges = [(0, 0), (0, 0), (padding, padding), (padding, padding)]
    windows = sliding_window_view(np.pad(x, edges), w.shape[2:], axis=(2, 3))
    # windows (N, C, H', W', k, l): one window for each place; sum over C, k, l
    out = np.tensordot(windows, w, axes=((1, 4, 5), (1, 2, 3)))
    return out.transpose(0, 3, 1, 2)  # (N, O, H', W')


# %% [markdown]
# Both gradients slide as well, so the same function does all three jobs. Here is a rule of our own for 3 × 3 filters
# and a padding of 1. (`swapaxes` puts second the axis to be summed: pictures for `dw`, filters for `dx`. The `sentence`
# leaves the flip out.)


# %% slug="ch18-own-rule"
class Convolution(Rule):
    """A 3 × 3 convolution with a padding of 1, and both its gradients."""

    sentence = "the filter gets x correlated with g, x gets g with the filter"

    def __init__(self, flip=True):
        self.flip = flip

    def forward(self, x, w):
        self.x, self.w = x, w
        return correlate(x, w, padding=1)

    def backward(self, g):
        dw = correlate(
            self.x.swapaxes(0, 1), g.swapaxes(0, 1), padding=1
        ).swapaxes(0, 1)
        w = self.w[..., ::-1, ::-1] if self.flip else self.w
        dx = correlate(g, w.swapaxes(0, 1), padding=1)
        return dx, dw


# %%
rng = np.random.default_rng(0)
x, w = rng.normal(size=(2, 3, 5, 4)), rng.normal(size=(4, 3, 3, 3))
print(Convolution().check(x, w).verdict)

# %% [markdown]
# Now leave out the flip. Will Python stop? Will the check see it?

# %% tags=["predict"]
print(Convolution(flip=False).check(x, w).verdict)

# %% [markdown] tags=["answer"]
# Python does not stop: a filter turned round has the same shape. The check sees it, since it lets different numbers
# arrive at the outputs. With a 1 at each, only the pixels at the edge would show it: inside, each gets the sum of all
# weights either way.

# %% tags=["asserts"]
assert Convolution().check(x, w)
assert not Convolution(flip=False).check(x, w)
_both, _everywhere = (
    (Convolution(), Convolution(flip=False)),
    np.ones((1, 2, 8, 8)),
)
for _rule in _both:
    _rule.forward(np.zeros((1, 3, 8, 8)), w[:2])
_right, _wrong = (_rule.backward(_everywhere)[0] for _rule in _both)
assert np.allclose(_right[..., 1:-1, 1:-1], _wrong[..., 1:-1, 1:-1])
assert not np.allclose(_right, _wrong)
_xt, _wt = (Tensor(a, requires_grad=True) for a in (x, w))
_z = functional.conv2d(_xt, _wt, padding=1)
assert np.allclose(_z.data, correlate(x, w, padding=1))
_g = rng.normal(size=_z.shape)
(_z * _g).sum().backward()
_rule = Convolution()
_rule.forward(x, w)
assert all(
    np.allclose(_mine, _right)
    for _mine, _right in zip(
        _rule.backward(_g), (_xt.grad, _wt.grad), strict=True
    )
)

# %% [markdown] slug="ch18-pool"
# ## Where a pool sends it
#
# After a convolution often comes a **{{term:pooling|pool}}**: of each window only the largest number is kept, or the
# mean. Most often the window is 2 × 2 and moves by 2; here by 1, so windows overlap, on nine numbers with a 9 in the
# middle. At the four outputs arrive 1, 2, 3 and 4. What will each of the nine get?

# %% tags=["predict"]
grid = Tensor([[[[1.0, 2, 0], [3, 9, 4], [5, 0, 6]]]], requires_grad=True)
arriving = np.array([[[[1.0, 2], [3, 4]]]])

kept = functional.max_pool2d(grid, 2, stride=1)
loss = (kept * arriving).sum()
show(loss, title="Nine numbers and a pool", start="end")

# %% [markdown] tags=["answer"]
# The 9 gets 1 + 2 + 3 + 4 = 10, the others 0: it won all four windows. Press "kept (max pool)" to see the lines.

# %% [markdown]
# A max pool is a switch. Going back, each $g$ goes to the entry that won, and an entry that won several windows adds up:
#
# {{eq:max-pool-gradient}}
#
# In a tie the first in reading order wins. A pool of means divides $g$ equally. Where windows do not overlap, `=` for
# `+=` is right; so test with windows that do.

# %% tags=["asserts"]
# eq: max-pool-gradient
loss.backward()
assert grid.grad[0, 0].tolist() == [[0, 0, 0], [0, 10, 0], [0, 0, 0]]
assert 1 + 2 + 3 + 4 == 10
_x = Tensor(_rng.integers(0, 4, (1, 1, 5, 6)).astype(float), requires_grad=True)
_z = functional.max_pool2d(_x, 3, stride=2)
_g, _dx = _rng.normal(size=_z.shape[2:]), np.zeros((5, 6))
(_z * _g).sum().backward()
for _i, _j in np.ndindex(*_g.shape):
    _window = _x.data[0, 0, 2 * _i : 2 * _i + 3, 2 * _j : 2 * _j + 3]
    _u, _v = np.unravel_index(_window.argmax(), (3, 3))
    _dx[2 * _i + _u, 2 * _j + _v] += _g[_i, _j]
assert np.allclose(_x.grad[0, 0], _dx)
_tied = Tensor(np.ones((1, 1, 2, 2)), requires_grad=True)
functional.max_pool2d(_tied, 2).sum().backward()
assert _tied.grad.ravel().tolist() == [1, 0, 0, 0]

# %% [markdown] slug="ch18-exercise-3"
# ### Exercise 18.3: a pool along a row (8 minutes)
#
# Write `pool_gradient(x, size, stride, g)`: `x` is a row of numbers, window `j` begins at `stride * j`, holds `size` numbers,
# and hands on the largest; `g[j]` arrives there. Return the gradient of `x`, an array as long as `x`. Windows may
# overlap, numbers may be equal (then the first wins), and some may be in no window. Done when the line below says "right".


# %% tags=["exercise"]
def pool_gradient(x, size, stride, g):
    return None  # your lines instead


# %%
tell("18.3", pool_gradient)

# %% [markdown] tags=["hint"]
# Hint 1: look at one window
#
# Window $j$ is `x[stride * j : stride * j + size]`. Which of its entries is the largest, and where in `x` does it stand?

# %% [markdown] tags=["hint"]
# Hint 2: recall what argmax returns
#
# A place *in the window*. In `x` it stands `stride * j` further on. Of equal numbers, `argmax` takes the first.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# dx = np.zeros(len(x))
# for j in range(len(g)):
#     ...
# ```

# %% [markdown] tags=["solution"]
# ```python
# def pool_gradient(x, size, stride, g):
#     dx = np.zeros(len(x))
#     for j in range(len(g)):
#         start = stride * j
#         winner = start + np.argmax(x[start : start + size])
#         dx[winner] += g[j]
#     return dx
# ```
#
# The three slips that people make: `=` for `+=`, which loses what an earlier window sent; `argmax` without `start`, which
# sends everything to the front of the row; and `x == x.max()`, which gives to every entry of a tie.

# %% [markdown] slug="ch18-digits"
# ## A network that reads digits
#
# Two convolutions (the second by our own rule), each with a ReLU and a pool, then two layers of the kind you know. The
# rival has one hidden layer of 64. Both learn from 1,397 digits for ten epochs, by Adam, and read 400 others.
# Which reads more?


# %% slug="ch18-learn" jupyter={"source_hidden": true}
def learn(net, X, y, epochs, seed):
    """Train by Adam, in batches of 32; returns the network."""
    rng = np.random.default_rng(seed)
    moving = [p for p in net.parameters() if p.requires_grad]
    adam = optim.Adam(moving, lr=0.003)
    step = record(lambda x, y: functional.cross_entropy(net(x), y))
    batches = len(X) // 32
    for _ in range(epochs):
        for rows in rng.permutation(len(X))[: batches * 32].reshape(batches, 32):
            adam.zero_grad()
            step(X[rows], y[rows])
            adam.step()
    return net


def share_read(net, X, y):
    """The share of the pictures that are read right."""
    with no_grad():
        return float(np.mean(net(X).numpy().argmax(axis=1) == y))


# %% slug="ch18-centred" jupyter={"source_hidden": true}
def centred(seed):
    """1,397 digits to learn from, and 400 others: (X, y), (X, y)."""
    X, y = data.digits(flat=False, seed=seed)  # (1797, 1, 8, 8)
    X = X.astype("float32")
    return (X[:1397], y[:1397]), (X[1397:], y[1397:])


class OwnConv2d(nn.Conv2d):
    """A Conv2d whose gradients are those of our own rule."""

    flip = True

    def forward(self, x):
        out = Convolution(self.flip)(x, self.weight)
        return out + self.bias.reshape(-1, 1, 1)


def small_cnn(seed, flip=True, frozen=False):
    """Two convolutions for 8 × 8 pictures; the second is our own."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    first = nn.Conv2d(1, 8, 3, padding=1, **made)
    second = OwnConv2d(8, 16, 3, padding=1, **made)
    second.flip = flip
    if frozen:
        first.weight.requires_grad = first.bias.requires_grad = False
    return nn.Sequential(
        first,
        nn.ReLU(),
        nn.MaxPool2d(2),
        second,
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(64, 32, **made),
        nn.ReLU(),
        nn.Linear(32, 10, **made),
    )


def mlp(seed, pixels=64):
    """One hidden layer of 64."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(pixels, 64, **made),
        nn.ReLU(),
        nn.Linear(64, 10, **made),
    )


# %%
def count(net):
    return sum(p.data.size for p in net.parameters())


print(*small_cnn(seed=0), sep="\n")
print(f"{count(small_cnn(seed=0)):,} weights and biases")
print(f"the rival has {count(mlp(seed=0)):,}")

# %% tags=["predict"]
tried = []
for seed in (1, 2, 8):  # the next section goes on with the digits of start 8
    (X, y), new = centred(seed)
    by_window = learn(small_cnn(seed), X, y, epochs=10, seed=seed)
    dense = learn(mlp(seed), X, y, epochs=10, seed=seed)
    tried.append((share_read(by_window, *new), share_read(dense, *new)))
    print(
        f"start {seed}: two convolutions {tried[-1][0]:.2%}, "
        f"64 hidden {tried[-1][1]:.2%}"
    )

# %% [markdown] tags=["answer"]
# The rival, most often. In twenty starts, each with digits of its own, it reads 96.2 of a hundred (93.5 to 98.75), the
# convolutions 94.2 (91.5 to 97.25); it is ahead in 18. All that after ten epochs, with centred digits.

# %% tags=["asserts"]
assert (count(small_cnn(0)), count(mlp(0))) == (3658, 4810)
assert len(X) == 1397 and len(new[0]) == 400
_recorded = data.experiment_record("ch18_digits")["starts"]
_read = {_name: 100 * np.array(_rows) for _name, _rows in _recorded.items()}
assert {len(_rows) for _rows in _recorded.values()} == {20}


def _told(name):
    """The mean, rounded half up, and the smallest and largest."""
    column = _read[name][:, 0]
    ends = (round(float(v), 4) for v in _ends(column))
    return [np.floor(10 * column.mean() + 0.5) / 10, *ends]


def _ends(column):
    return column.min(), column.max()


assert _told("mlp") == [96.2, 93.5, 98.75]
assert _told("right") == [94.2, 91.5, 97.25]
assert ((_read["mlp"] > _read["right"]).sum()) == 18
for _seed, _pair in zip((1, 2, 8), tried, strict=True):
    for _share, _name in zip(_pair, ("right", "mlp"), strict=True):
        assert abs(100 * _share - _read[_name][_seed, 0]) < 3

# %% [markdown] slug="ch18-unflipped"
# ## Without the flip
#
# Take the flip out of the second convolution, and train. Its filters still get the right gradient. The wrong one goes to
# its input, and so to the first layer.
#
# Write three numbers down, of a hundred digits: not flipped; with the first layer *frozen* as it was drawn, at random;
# and with the right gradient at that input, but the other sign. (That one is in the record only.)

# %% tags=["predict"]
ways = {
    "right": small_cnn(seed=8),
    "not flipped": small_cnn(seed=8, flip=False),
    "first layer frozen": small_cnn(seed=8, frozen=True),
}
shares = {}
for way, net in ways.items():
    shares[way] = share_read(learn(net, X, y, epochs=10, seed=8), *new)
    print(f"{way:18} {shares[way]:.2%}")

# %% tags=["answer"]
runs = data.experiment_record("ch18_digits")["starts"]
names = {
    "right": "right",
    "unflipped": "not flipped",
    "frozen": "first layer frozen",
    "reversed": "other sign",
}
figures.strips(
    {name: [run for [run] in runs[key]] for key, name in names.items()},
    title="New digits that are read: twenty starts",
    x="of a hundred",
    unit=100,
    say="Right, not flipped and frozen lie in one heap between 84 and 98, in this "
    "order; with the other sign nearly all starts read fewer than ten.",
)

# %% [markdown] tags=["answer"]
# Right 94.2 of a hundred, not flipped 93.0, frozen 91.7. The right way is ahead of the unflipped one in 15 of 20 starts, by
# 1.2 on average; two starts of the *same* program differ by more. Nobody who sees 93 looks for a mistake. Only the
# other sign shows: 8.7, which is guessing.

# %% [markdown]
# Why does it train? Random first filters, says the frozen network, are nearly enough: the layers behind them get right
# gradients, and adapt. The first filters' wrong gradient has a cosine to the right one (1: the same way; 0: at right
# angles) of 0.16 before training (−0.37 to 0.62) and 0.55 after (0.12 to 0.83). Four of twenty begin below 0, uphill,
# and train all the same. The other sign leads uphill at every step. **Accuracy is no gradient check.**

# %% tags=["asserts"]
assert [_told(_name)[0] for _name in ("right", "unflipped", "frozen")] == [
    94.2,
    93.0,
    91.7,
]
assert _told("reversed")[0] == 8.7 and np.median(_read["reversed"]) < 10
assert (_read["reversed"] < 10).sum() >= 18
_ahead = _read["right"] - _read["unflipped"]
assert (_ahead > 0).sum() == 15 and round(_ahead.mean(), 1) == 1.2
assert np.ptp(_read["right"]) > 1.2
_start, _end = np.mean(_recorded["cosine"], axis=0)
assert (round(_start, 2), round(_end, 2)) == (0.16, 0.55)
_cosines = np.array(_recorded["cosine"])
assert np.round(_ends(_cosines[:, 0]), 2).tolist() == [-0.37, 0.62]
assert np.round(_ends(_cosines[:, 1]), 2).tolist() == [0.12, 0.83]
assert (_cosines[:, 0] < 0).sum() == 4
assert _read["unflipped"][_cosines[:, 0] < 0].min() > 85
for _way, _name in (
    ("right", "right"),
    ("not flipped", "unflipped"),
    ("first layer frozen", "frozen"),
):
    assert abs(100 * shares[_way] - _read[_name][8, 0]) < 4

# %% [markdown] slug="ch18-new-places"
# ## Places never seen
#
# On 16 × 16 pixels stand digits of 8 × 8, for training with the left edge in column 0, 1 or 2, twelve epochs each. We
# test new digits at each column from 0 to 8.
#
# - **Dense**: one hidden layer of 64 (17,098 weights and biases).
# - **Flattened**: three convolutions, two pools between them; at the end all places in one row, into ten outputs
#   (11,018).
# - **Largest**: the same, but at the end each channel's *largest* number over all places (6,218).


# %% slug="ch18-places" jupyter={"source_hidden": true}
def wide_cnn(seed, end, between=True):
    """Three convolutions for 16 × 16 pictures, and one of two ends."""
    made = {"rng": np.random.default_rng(seed), "dtype": "float32"}
    parts, channels, side = [], 1, 16
    for filters in (8, 16, 32):
        parts += [nn.Conv2d(channels, filters, 3, padding=1, **made), nn.ReLU()]
        channels = filters
        if between and filters < 32:
            parts.append(nn.MaxPool2d(2))
            side //= 2
    if end == "largest":
        parts.append(nn.MaxPool2d(side))
        side = 1
    out = nn.Linear(32 * side * side, 10, **made)
    return nn.Sequential(*parts, nn.Flatten(), out)


def at_column(pictures, column, seed):
    """Digits on 16 × 16, left edge at a column, or in a range of them."""
    first, last = (column, column) if isinstance(column, int) else column
    placed = data.placed(pictures, columns=(first, last), seed=seed)
    return placed.astype("float32")


def read_by_column(net, seed, epochs=12):
    """Train at the columns 0 to 2; the share read at each of 0 to 8."""
    (X, y), (X_new, y_new) = centred(seed)
    learn(net, at_column(X, (0, 2), seed), y, epochs, seed)
    return [
        share_read(net, at_column(X_new, column, seed), y_new)
        for column in range(9)
    ]


# %% tags=["predict"]
reader = wide_cnn(seed=0, end="largest")
here = {
    "dense": read_by_column(mlp(seed=0, pixels=256), seed=0),
    "flattened": read_by_column(wide_cnn(seed=0, end="flattened"), seed=0),
    "largest": read_by_column(reader, seed=0),
}
print("at column       0   1   2  |   3   4   5   6   7   8")
for name, row in here.items():
    cells = [f"{100 * share:4.0f}" for share in row]
    print(f"{name:12}", *cells[:3], "  |", *cells[3:], sep="")

# %% [markdown] tags=["answer"]
# The first two fail at new columns, dense at once, flattened more slowly. They have weights for each place (dense in
# the first layer, flattened in the last). Where no digit ever stood, dense saw zeros, so its weights there had a
# gradient of 0: they are as drawn. The third reads, but its row has dips.

# %% [markdown]
# When the picture moves by a column, all that a *convolution* with stride 1 says moves by a column, edges apart:
# {{term:equivariance}}. And the *largest over all places* does not care where: **invariance**.
#
# Where are the dips, and which part of this network can bring them? Say what you would take out, and how the row would
# look then.

# %% tags=["predict"] jupyter={"source_hidden": true}
recorded = data.experiment_record("ch18_places")["starts"]
names = {
    "mlp": "dense",
    "flattened": "flattened",
    "largest": "largest",
    "largest_without_pools_between": "no pools",
}
figures.plot(
    {
        name: [100 * share for share in np.mean(recorded[key], axis=0)]
        for key, name in names.items()
    },
    title="Trained at the columns 0 to 2: mean of twenty starts",
    x="column of the digit's left edge",
    y="read, of a hundred",
    say="Dense falls to 19 at column 3, and to 8 to 12 beyond. Flattened falls "
    "more slowly: 49, 25, 18, 13 at the columns 3 to 6. With two pools the "
    "line falls at column 3, rises again to 84 at column 6, and falls at 7 and 8. "
    "Without pools between it is level at 97 over all nine columns.",
)

# %% [markdown] tags=["answer"]
# In the columns 3 and 7 (and in 8 a digit touches the right edge, as none did in training). A pool with stride 2 steps
# by 2, two of them by 4. On that grid column 3 lies as no column of the training did; column 4 lies as column 0, only
# not at the edge.
#
# Take the two pools out and train anew: with as many weights, 6,218, it reads 96.9 of a hundred at the columns 3 to 8
# (95.5 to 98.4 in twenty starts), and as many at 0 to 2. With the pools it is 72, and 88 at 0 to 2; flattened reads 21
# at new columns, dense 12. The price is nine times as many products. So to read equally well everywhere takes shared
# weights, an end that does not ask where, *and* no strides between.

# %% tags=["asserts"]
_at = {_name: 100 * np.array(_rows) for _name, _rows in recorded.items()}
assert {_rows.shape for _rows in _at.values()} == {(20, 9)}
_new = {_name: _rows[:, 3:].mean(axis=1) for _name, _rows in _at.items()}
_free = _new["largest_without_pools_between"]
assert [np.floor(10 * v + 0.5) / 10 for v in (_free.mean(), *_ends(_free))] == [
    96.9,
    95.5,
    98.4,
]
assert abs(_at["largest_without_pools_between"][:, :3].mean() - 96.9) < 0.1
assert [
    round(_new[_name].mean()) for _name in ("largest", "flattened", "mlp")
] == [72, 21, 12]
_pools = _at["largest"]
assert (_pools[:, 4:7].mean(axis=1) > _pools[:, [3, 7]].mean(axis=1)).all()
assert _pools.mean(axis=0)[[3, 7, 8]].max() < _pools.mean(axis=0)[4:7].min()
assert round(_pools.mean(axis=0)[6]) == 84
assert round(_pools[:, :3].mean()) == 88
assert np.round(_at["flattened"].mean(axis=0)[3:7]).tolist() == [49, 25, 18, 13]
_dense = np.round(_at["mlp"].mean(axis=0))
assert (_dense[3], _dense[4:].min(), _dense[4:].max()) == (19, 8, 12)
for _name, _row in (
    ("mlp", "dense"),
    ("flattened", "flattened"),
    ("largest",) * 2,
):
    assert np.abs(_at[_name][0] - 100 * np.array(here[_row])).max() < 12
*_body, _, _, _out = reader  # in a wider field a digit in column 8 has no edge
_X, _y = centred(0)[1]
_wide = np.pad(at_column(_X, 8, seed=0), [(0, 0)] * 3 + [(0, 8)])
with no_grad():
    _says = _out(nn.Sequential(*_body)(_wide).max(axis=(2, 3))).numpy()
_read_in_8 = 100 * np.mean(_says.argmax(axis=1) == _y)
assert abs(_read_in_8 - 100 * here["largest"][4]) < 10
assert _read_in_8 > 100 * here["largest"][8] + 10
assert [
    count(mlp(0, 256)),
    count(wide_cnn(0, "flattened")),
    count(wide_cnn(0, "largest")),
    count(wide_cnn(0, "largest", between=False)),
] == [17098, 11018, 6218, 6218]
_work = [
    sum(
        side**2 * 9 * n_in * n_out
        for side, n_in, n_out in zip(sides, (1, 8, 16), (8, 16, 32), strict=True)
    )
    for sides in ((16, 8, 4), (16, 16, 16))
]
assert _work[1] == 9 * _work[0]

# %% [markdown] slug="ch18-lab"
# ## The lab: R-CNN in one sitting
#
# In these pictures one or two shapes stand anywhere, and we want a box around each. How can a network with a fixed number
# of outputs answer, when nobody knows how many answers there are?
#
# R-CNN's way: cut many windows out of the picture, and ask the same of each. Which kind is it, if anything, and how
# does its box differ from the window? (The lab is not graded.)

# %% slug="ch18-lab-setup" jupyter={"source_hidden": true}
import numpy as np

from autograd_lab import Rule, Tensor, data, functional, nn, optim, record
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %%
pictures, boxes, classes = data.shapes(200, seed=0)
figures.boxes(
    pictures[:3, 0],
    {"shape": boxes[:3]},
    title="Squares, discs, triangles",
    say="Each shape fills its box. The boxes are squares of 8 to 14 pixels.",
    captions=["a square and a disc", "a disc and a triangle", "a square"],
)

# %% [markdown] slug="ch18-lab-overlap"
# ## Windows, and when one counts
#
# Our **{{term:proposal|proposals}}** are 113 windows, the same in every picture: a grid of squares of 10 pixels, and one
# of 14. How well two boxes fit is said by their **{{term:intersection-over-union}}**, IoU: the area that they share,
# divided by the area that they cover together.
#
# Slide a window of 10 × 10 pixels off a shape of the same size, by 1, 3 or 5 pixels to the right, and as many down. What
# is the IoU each time?

# %% slug="ch18-lab-windows"
WINDOWS = np.array(
    [
        (left, top, left + side, top + side)
        for side in (10, 14)
        for top in range(0, 33 - side, 3)
        for left in range(0, 33 - side, 3)
    ]
)  # (113, 4)


def area(boxes):
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def iou(a, b):
    """(n, 4), (m, 4) -> (n, m)"""
    corner = np.maximum(a[:, None, :2], b[:, :2])
    opposite = np.minimum(a[:, None, 2:], b[:, 2:])
    common = (opposite - corner).clip(0).prod(axis=2)
    return common / (area(a)[:, None] + area(b) - common)


# %% tags=["predict"]
field = np.zeros((20, 20))
field[2:12, 2:12] = 0.8
shape, shifts = np.array([[2, 2, 12, 12]]), (1, 3, 5)
overlaps = [iou(shape + shift, shape)[0, 0] for shift in shifts]
figures.boxes(
    [field] * 3,
    {"shape": [shape] * 3, "window": [shape + shift for shift in shifts]},
    title="A window slides off",
    say="Three windows over the same shape, each further off than the last.",
    captions=[f"by {k}: IoU {o:.2f}" for k, o in zip(shifts, overlaps)],
)

# %% [markdown] tags=["answer"]
# 0.68, 0.32 and 0.14. Three pixels off, 7 of 10 columns are still shared, and 7 of 10 rows: 49 pixels of 151.

# %% tags=["asserts"]
assert [round(float(o), 2) for o in overlaps] == [0.68, 0.32, 0.14]
assert 7 * 7 == 49
assert 100 + 100 - 49 == 151
assert len(WINDOWS) == 113
_sides = [int(box[2] - box[0]) for box in boxes.reshape(-1, 4) if box[2]]
assert (min(_sides), max(_sides)) == (8, 14)
assert classes[:3].tolist() == [[0, 1], [1, 2], [0, -1]]

# %% [markdown]
# A window is **positive** if its IoU with a shape is 0.5 or more; all others are *background*. A positive should also
# say how far to move its left, top, right and bottom side, in twelfths of the window's side. The network sees a crop,
# 12 × 12 pixels with a rim of a quarter of the window all around, and so most sides that lie outside.

# %% slug="ch18-lab-targets"
CROP, MARGIN = 12, 1 / 4  # pixels on a side; the rim, in sides of the window
SIDES = WINDOWS[:, 2:3] - WINDOWS[:, :1]  # (113, 1)


def crops(images, margin=MARGIN):
    """(n, 1, 32, 32) -> (n, 113, 1, 12, 12), the nearest pixels"""
    rim = 4
    field = np.pad(images[:, 0], ((0, 0), (rim, rim), (rim, rim)))
    at = (np.arange(CROP) + 0.5) / CROP * (1 + 2 * margin) - margin
    columns = np.floor(WINDOWS[:, :1] + at * SIDES).astype(int) + rim
    rows = np.floor(WINDOWS[:, 1:2] + at * SIDES).astype(int) + rim
    return field[:, None, rows[:, :, None], columns[:, None, :]].swapaxes(1, 2)


def targets(boxes, classes):
    """What each window should say: labels (n, 113) and four numbers (n, 113, 4)."""
    labels, moves = [], []
    for here, kinds in zip(boxes, classes, strict=True):
        here, kinds = here[kinds >= 0], kinds[kinds >= 0]
        overlap = iou(WINDOWS, here)
        nearest = overlap.argmax(axis=1)
        positive = overlap.max(axis=1) >= 0.5
        labels.append(np.where(positive, kinds[nearest] + 1, 0))
        moves.append((here[nearest] - WINDOWS) / SIDES * CROP)
    return np.array(labels), np.array(moves)


# %%
labels, moves = targets(boxes, classes)  # (200, 113), (200, 113, 4)
positives = [WINDOWS[row > 0] for row in labels]
figures.boxes(
    pictures[:3, 0],
    {"shape": boxes[:3], "positive window": positives[:3]},
    title="The windows that count",
    say="A handful of windows around each shape; all others are background.",
    captions=[f"{len(some)} of 113" for some in positives[:3]],
)

# %% tags=["asserts"]
assert [len(some) for some in positives[:3]] == [8, 13, 7]
for _k in range(20):
    _here = boxes[_k][classes[_k] >= 0]
    assert ((iou(WINDOWS, _here).max(axis=1) >= 0.5) == (labels[_k] > 0)).all()
    _moved = WINDOWS + moves[_k] * SIDES / CROP
    assert np.allclose(iou(_moved, _here).max(axis=1), 1)
_outside = (moves * [-1, -1, 1, 1])[labels > 0]
_outside = _outside[_outside > 0]  # in twelfths of the window's side
assert (_outside <= CROP * MARGIN).mean() > 0.7

# %% [markdown] slug="ch18-lab-clip"
# ## When a number is far off
#
# A number that the network says is off by $d$. The loss ½$d^2$ pulls at it with the slope $d$. **Smooth L1** is a
# parabola near 0 (with $\beta = 1$ the same), and goes on as a straight line:
#
# {{eq:smooth-l1}}
#
# With $\beta = 1$: how hard does each of the two pull at a number that is off by 10?

# %% tags=["predict"]
off = [-10, -3, -0.5, 0.5, 3, 10]
for name in ("½ d²", "smooth L1"):
    d = Tensor(off, requires_grad=True)
    if name == "½ d²":
        loss = (0.5 * d * d).sum()
    else:
        loss = functional.smooth_l1(d, np.zeros(6), "sum", beta=1.0)
    loss.backward()
    print(f"{name:9}", *(f"{slope:6.1f}" for slope in d.grad))

# %% [markdown] tags=["answer"]
# By 10, and by 1. The slope of smooth L1 is $d/\beta$, **clipped** at −1 and 1. So one wild box cannot outvote a whole batch.

# %% tags=["asserts"]
# eq: smooth-l1
_d = np.array([-10, -3, -1.5, -0.5, 0.0, 0.5, 1.2, 3, 10])
for _beta in (1.0, 2.0, 0.3):
    _x = Tensor(_d, requires_grad=True)
    _loss = functional.smooth_l1(_x, np.zeros(9), "none", beta=_beta)
    _square = np.abs(_d) < _beta
    assert np.allclose(
        _loss.data,
        np.where(_square, _d**2 / (2 * _beta), np.abs(_d) - _beta / 2),
    )
    _loss.sum().backward()
    assert np.allclose(_x.grad, np.clip(_d / _beta, -1, 1))
assert d.grad.tolist() == [-1, -1, -0.5, 0.5, 1, 1]

# %% [markdown] slug="ch18-lab-positives"
# ## Who is asked for a box
#
# Every window is asked for its kind, but only a positive for its box: where nothing is, no box is right. With $N$
# windows, $P$ of them positive:
#
# {{eq:detection-loss}}
#
# Each sum is divided by the number of windows that were asked. Divide the second by $N$, and the boxes count by $P/N$.
# (Where $P/N$ is fixed, as below at 32 of 64, that is only another weight on the boxes. Fast R-CNN does so.)


# %% slug="ch18-lab-loss"
def detection_loss(said, labels, moves, beta=1.0):
    """said (N, 4 + 4): logits of background and three kinds, then four numbers"""
    positive = labels > 0  # (N,)
    off = functional.smooth_l1(said[:, 4:], moves, "none", beta).sum(axis=1)
    boxes = (off * positive).sum() / functional.maximum(positive.sum(), 1)
    return functional.cross_entropy(said[:, :4], labels) + boxes


# %% tags=["asserts"]
# eq: detection-loss
assert (labels[0] > 0).sum() == 8
_rng = np.random.default_rng(0)
_said, _kinds = _rng.normal(size=(113, 8)) * 2, labels[0]
_odds = np.exp(_said[:, :4]) / np.exp(_said[:, :4]).sum(axis=1, keepdims=True)
_cross = -np.log(_odds[np.arange(113), _kinds]).mean()
_far = np.abs(_said[:, 4:] - moves[0])[_kinds > 0]
_smooth = np.where(_far < 1, _far**2 / 2, _far - 1 / 2).sum() / 8
_tensor = Tensor(_said, requires_grad=True)
_loss = detection_loss(_tensor, _kinds, moves[0])
assert np.isclose(_loss.item(), _cross + _smooth)
_loss.backward()
assert not _tensor.grad[_kinds == 0, 4:].any()
assert (_tensor.grad[_kinds > 0, 4:] != 0).all()
_none = detection_loss(Tensor(_said), 0 * _kinds, moves[0])
assert np.isclose(_none.item(), -np.log(_odds[:, 0]).mean())

# %% [markdown] slug="ch18-lab-exercise-1"
# ### Exercise 18.4: the gradient at the boxes (4 minutes)
#
# Five windows are in a batch. Windows 1 and 4 are positive. This is what each box number said, minus its target; for
# background the target is made up:
#
# | window | kind | left | top | right | bottom |
# |---|---|---|---|---|---|
# | 1 | disc | 1/2 | −3 | 0 | 2 |
# | 2 | background | 1 | 1/4 | −2 | 0 |
# | 4 | square | −1/4 | 1/5 | 6 | −1/2 |
#
# What is $\partial L/\partial$ of the four numbers of each, with $\beta = 1$? Done when each line says "right".

# %% tags=["exercise"]
answer_boxes = {
    "window_1": [None, None, None, None],
    "window_2": [None, None, None, None],
    "window_4": [None, None, None, None],
}

# %%
tell("18.4", answer_boxes)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two sums
#
# Only one of them knows the box numbers. Over which windows does it run, and by what is it divided?

# %% [markdown] tags=["hint"]
# Hint 2: recall the slope
#
# It is $d$ up to 1, and then 1, with the sign of $d$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# "window_1": [1 / 2 / 2, -1 / 2, 0, None]
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_boxes = {
#     "window_1": [1 / 4, -1 / 2, 0, 1 / 2],
#     "window_2": [0, 0, 0, 0],
#     "window_4": [-1 / 8, 1 / 10, 1 / 2, -1 / 4],
# }
# ```
#
# The slopes are 1/2, −1, 0, 1 and −1/4, 1/5, 1, −1/2, and there are two positives. Window 2 was asked for no box. Whoever
# has −3/2 has not clipped; whoever has 1/10 and −1/5 has divided by all five windows.

# %% tags=["asserts"]
_d = np.zeros((5, 4))
_d[[0, 1, 3]] = [
    [1 / 2, -3, 0, 2],
    [1, 1 / 4, -2, 0],
    [-1 / 4, 1 / 5, 6, -1 / 2],
]
_x = Tensor(np.hstack([np.zeros((5, 4)), _d]), requires_grad=True)
detection_loss(_x, np.array([2, 0, 0, 1, 0]), np.zeros((5, 4))).backward()
assert np.allclose(
    _x.grad[[0, 1, 3], 4:],
    [[1 / 4, -1 / 2, 0, 1 / 2], [0] * 4, [-1 / 8, 1 / 10, 1 / 2, -1 / 4]],
)

# %% [markdown] slug="ch18-lab-twins"
# ## One box for each shape
#
# Two convolutions and two layers, with eight outputs for a crop:


# %% slug="ch18-lab-network"
def finder(seed):
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1, rng=rng),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 3 * 3, 32, rng=rng),
        nn.ReLU(),
        nn.Linear(32, 4 + 4, rng=rng),
    )


def learn_to_find(seed, steps=600, margin=MARGIN, loss=detection_loss):
    """A network that has looked at 32 positives and 32 others at each step."""
    X, boxes, classes = data.shapes(200, seed=seed)
    seen = crops(X, margin).reshape(-1, 1, CROP, CROP)
    labels, moves = targets(boxes, classes)
    labels, moves = labels.reshape(-1), moves.reshape(-1, 4)
    positive, other = np.flatnonzero(labels > 0), np.flatnonzero(labels == 0)
    net, rng = finder(seed), np.random.default_rng(seed)
    adam = optim.Adam(net.parameters(), lr=0.006)
    step = record(lambda X, labels, moves: loss(net(X), labels, moves))
    for _ in range(steps):
        rows = np.concatenate([rng.choice(positive, 32), rng.choice(other, 32)])
        adam.zero_grad()
        step(seen[rows], labels[rows], moves[rows])
        adam.step()
    return net


# %% [markdown]
# In a new picture many windows find the same shape. **{{term:non-maximum-suppression|Non-maximum suppression}}**, NMS,
# takes the box with the highest score (the softmax share of its kind), drops all whose IoU with it is above 0.3, and
# goes on with the rest.


# %% slug="ch18-lab-nms"
def nms(boxes, scores, most=0.3):
    """The places of the boxes that are kept, best first."""
    overlap, kept = iou(boxes, boxes), []
    for k in np.argsort(-scores):
        if all(overlap[k, j] <= most for j in kept):
            kept.append(k)
    return kept


def find(said, move=True):
    """What is found in one image, from said (113, 8): (kind, score, box), …"""
    odds = np.exp(said[:, :4] - said[:, :4].max(axis=1, keepdims=True))
    scores = odds / odds.sum(axis=1, keepdims=True)
    boxes = WINDOWS + said[:, 4:] * SIDES / CROP * move
    found = []
    for kind in (1, 2, 3):
        likely = np.flatnonzero(scores[:, kind] > 0.05)
        kept = likely[nms(boxes[likely], scores[likely, kind])]
        found += [(kind - 1, scores[k, kind], boxes[k]) for k in kept]
    return found


# %% slug="ch18-lab-measure" jupyter={"source_hidden": true}
def average_precision(found, boxes, classes, kind, needed):
    """The area under precision over recall; a shape counts as found once."""
    shapes = [here[kinds == kind] for here, kinds in zip(boxes, classes)]
    missing = [np.ones(len(here), bool) for here in shapes]
    ranked = sorted(
        (
            (-score, image, box.tolist())
            for image, here in enumerate(found)
            for said, score, box in here
            if said == kind
        )
    )
    hits = np.zeros(len(ranked), bool)
    for k, (_, image, box) in enumerate(ranked):
        if len(shapes[image]):
            overlap = iou(np.array([box]), shapes[image])[0]
            best = overlap.argmax()
            hits[k] = overlap[best] >= needed and missing[image][best]
            missing[image][best] &= not hits[k]
    precision = hits.cumsum() / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return (precision * hits).sum() / sum(map(len, shapes))


def mean_ap(found, boxes, classes, needed):
    """AP, the mean over the three kinds."""
    given = found, boxes, classes
    return np.mean([average_precision(*given, kind, needed) for kind in range(3)])


def judged(net, seed, margin=MARGIN, images=100):
    """AP at IoU 0.5 and 0.7 on new images; then both without the box numbers."""
    X, boxes, classes = data.shapes(images, seed=1000 + seed)
    seen = crops(X, margin).reshape(-1, 1, CROP, CROP)
    said = net(seen).data.reshape(images, len(WINDOWS), 8)
    return [
        mean_ap([find(one, move) for one in said], boxes, classes, needed)
        for move in (True, False)
        for needed in (0.5, 0.7)
    ]


# %% [markdown]
# The next cell trains, and looks at a new picture with two squares: all boxes that say "square", and those that NMS
# keeps. Then it shakes every score and box a little, at random. Will other boxes be kept?

# %% tags=["predict"]
net = learn_to_find(0)
new, new_boxes, new_classes = data.shapes(100, seed=1000)
said = net(crops(new[7:8]).reshape(-1, 1, CROP, CROP)).data  # (113, 8)
odds = np.exp(said[:, :4])
score = odds[:, 1] / odds.sum(axis=1)
square = np.flatnonzero(score > 0.5)
moved = (WINDOWS + said[:, 4:] * SIDES / CROP)[square]
kept = nms(moved, score[square])

rng = np.random.default_rng(0)
shaken = nms(
    moved + 1e-6 * rng.normal(size=moved.shape),
    score[square] + 1e-6 * rng.normal(size=len(square)),
)
print(f"kept: {len(kept)} of {len(square)}; shaken, the same: {shaken == kept}")
figures.boxes(
    [new[7, 0]] * 2,
    {"shape": [new_boxes[7]] * 2, "found": [moved, moved[kept]]},
    title="Before and after non-maximum suppression",
    say="On the left all boxes that say square, on the right those that are kept.",
    captions=[f"{len(square)} boxes", f"{len(kept)} boxes"],
)

# %% [markdown] tags=["answer"]
# The same ones. Which boxes are kept is a staircase: flat, with jumps where two scores cross, or an IoU and 0.3.
# **Nothing flows back through that choice.** (A max pool chooses too, but hands on the winner's *number*. Whether a
# shape is found once or twice is the choice alone.) What trains is the loss, which stands before NMS.

# %% tags=["asserts"]
assert list(shaken) == list(kept)
assert len(kept) == 2 < len(square)
assert iou(moved[kept], new_boxes[7]).max(axis=1).min() > 0.7
assert iou(moved, moved)[np.ix_(kept, kept)][0, 1] <= 0.3

# %% [markdown] slug="ch18-lab-boxes"
# ## What the four numbers bring
#
# **{{term:average-precision|Average precision}}**, AP, goes through all that was found, from the highest score down. A
# find is right with the right kind and enough IoU, 0.5 or 0.7; a second of the same shape is wrong. At each right find,
# note the share of right ones so far (or a later share, if higher). AP is their sum, divided by the number of shapes.
#
# Take one network twice: with its windows moved as it says, and with the windows left where they are. What is AP at
# 0.5, and at 0.7? Four numbers.

# %% tags=["predict"]
one_run = judged(net, 0)
for name, pair in (("with", one_run[:2]), ("without", one_run[2:])):
    print(
        f"{name:7} the four numbers: AP at 0.5 {pair[0]:.2f}, at 0.7 {pair[1]:.2f}"
    )

# %% tags=["answer"] jupyter={"source_hidden": true}
recorded = data.experiment_record("ch18_detection")["starts"]
crops_found, fast = np.array(recorded["crops"]), np.array(recorded["fast"])
figures.strips(
    {
        "IoU 0.5, with": crops_found[:, 0],
        "IoU 0.5, without": crops_found[:, 2],
        "IoU 0.7, with": crops_found[:, 1],
        "IoU 0.7, without": crops_found[:, 3],
    },
    title="With the four numbers and without, twenty starts each",
    x="AP, × 100",
    say="At 0.5 there is little between them. At 0.7 nearly all is lost without.",
    unit=100,
)

# %% [markdown] tags=["answer"]
# AP on twenty starts, or on ten (*): mean, lowest and highest.
#
# | | at IoU 0.5 | at IoU 0.7 |
# |---|---|---|
# | with the four numbers | 0.97 (0.92–0.99) | 0.95 (0.88–0.99) |
# | the same networks without | 0.94 (0.89–0.96) | 0.11 (0.04–0.22) |
# | trained for kinds alone* | 0.98 (0.95–1.00) | 0.21 (0.12–0.31) |
# | with the numbers, no rim* | 0.94 (0.84–0.98) | 0.75 (0.66–0.83) |
# | with the numbers, ½$d^2$* | 0.96 (0.92–0.99) | 0.93 (0.86–0.98) |
#
# At 0.5 the windows will do as they stand. At 0.7 **the four numbers are nearly everything**: the fair rival, trained
# for kinds alone, has 0.21. Only for little more than half of the shapes does *any* window reach 0.7, and only for a
# quarter the window with the best score: training calls all from 0.5 on positive alike. Without the rim AP falls.
# ½$d^2$ does nearly as well: no positive is far off here.

# %% tags=["asserts"]
assert np.allclose(one_run, crops_found[0], atol=0.02)
_said = net(crops(new).reshape(-1, 1, CROP, CROP)).data.reshape(100, 113, 8)
_given = [find(one) for one in _said], new_boxes, new_classes
assert np.isclose(mean_ap(*_given, 0.5), one_run[0])
assert np.isclose(mean_ap(*_given, 0.7), one_run[1])
_said_of = {
    "crops": ((0.97, 0.92, 0.99), (0.95, 0.88, 0.99)),
    "without": ((0.94, 0.89, 0.96), (0.11, 0.04, 0.22)),
    "no_box_loss": ((0.98, 0.95, 1.00), (0.21, 0.12, 0.31)),
    "no_margin": ((0.94, 0.84, 0.98), (0.75, 0.66, 0.83)),
    "squares": ((0.96, 0.92, 0.99), (0.93, 0.86, 0.98)),
}
for _name, _pairs in _said_of.items():
    _aps = np.array(recorded["crops" if _name == "without" else _name])
    _aps = _aps[:, 2:] if _name in ("without", "no_box_loss") else _aps[:, :2]
    for _column, _pair in zip(_aps.T, _pairs, strict=True):
        _three = _column.mean(), _column.min(), _column.max()
        assert np.allclose(_three, _pair, atol=0.00501), (_name, _three)
assert len(recorded["crops"]) == 20
assert len(recorded["squares"]) == len(recorded["no_margin"]) == 10
assert len(recorded["no_box_loss"]) == 10
_likely = np.exp(_said[:, :, :4])
_likely /= _likely.sum(axis=2, keepdims=True)
_any, _first = [], []
for _k, _j in zip(*np.nonzero(new_classes >= 0), strict=True):
    _fits = iou(WINDOWS, new_boxes[_k, _j : _j + 1])[:, 0]
    _scored = np.where(_fits >= 0.5, _likely[_k, :, new_classes[_k, _j] + 1], 0)
    _any.append(_fits.max() >= 0.7)
    _first.append(_fits[_scored.argmax()] >= 0.7)
assert 0.5 < np.mean(_any) < 0.6 and 0.2 < np.mean(_first) < 0.3

# %% [markdown] slug="ch18-lab-roi"
# ## The convolutions once: RoI pooling
#
# Windows overlap, and the convolutions go over their pixels again for each. **Fast R-CNN** runs them once over the whole
# picture, and cuts the windows (regions of interest, RoI) out of the *result*. What follows needs one size for all. So
# **{{term:roi-pooling}}** divides the $h$ rows of a window into $s$ cells, columns alike, and keeps the largest entry of
# each cell, channel by channel. Cell $i$ has the rows
#
# {{eq:roi-cell}}
#
# counted from the top of the window. Seven rows in three cells: which rows has each?


# %% slug="ch18-lab-spans"
def spans(start, end, size):
    """From where to where each of `size` cells reaches between two ends."""
    length = end - start
    return [
        (start + i * length // size, start - (-(i + 1) * length // size))
        for i in range(size)
    ]


# %% tags=["predict"]
for first, end in spans(0, 7, 3):
    print("rows", *range(first, end))

# %% [markdown] tags=["answer"]
# 0 1 2, then 2 3 4, then 4 5 6. Where $s$ does not divide $h$, neighbours share a row, and an entry in it may be the
# largest of both.

# %% tags=["asserts"]
# eq: roi-cell
assert spans(0, 7, 3) == [(0, 3), (2, 5), (4, 7)]
for _first, _h, _s in ((0, 7, 3), (2, 9, 4), (5, 2, 3), (1, 8, 2), (3, 1, 2)):
    assert spans(_first, _first + _h, _s) == [
        (
            _first + int(np.floor(i * _h / _s)),
            _first + int(np.ceil((i + 1) * _h / _s)),
        )
        for i in range(_s)
    ]

# %% [markdown] slug="ch18-lab-exercise-2"
# ### Exercise 18.5: a rule for RoI pooling (15 minutes)
#
# Write both directions, as in [chapter 17](17_in_general.ipynb). `x` is (C, H, W). A row of `rois` holds whole numbers y0, x0, y1,
# x1; the end is outside, as in a slice. In a tie the first entry in reading order gets all. `rois` gets None. First let
# nudging judge it, in a cell of your own, `RoiPool(3).check(maps, regions)`, and only then ask. Done when both agree with you.

# %%
maps = np.random.default_rng(0).normal(size=(2, 7, 8))
regions = np.array([[0, 1, 7, 8], [2, 0, 6, 5], [3, 3, 5, 4]])


# %% tags=["exercise"]
class RoiPool(Rule):
    sentence = "to the largest entry of each cell"

    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
        raise NotImplementedError  # keep in self what backward needs

    def backward(self, g):  # (R, C, size, size) -> (C, H, W), None
        raise NotImplementedError


# %%
tell("18.5", RoiPool)

# %% [markdown] tags=["hint"]
# Hint 1: look at max pooling
#
# It is the same rule, with windows that lie anywhere and cells of unequal size. For each number that forward writes, it
# must note the place in `x` that it came from.

# %% [markdown] tags=["hint"]
# Hint 2: recall what happens when an entry is taken twice
#
# `back[places] += g` adds once where a place stands in the list twice. `np.add.at` adds each time.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# for r, (y0, x0, y1, x1) in enumerate(rois):
#     for i, (top, bottom) in enumerate(spans(y0, y1, self.size)):
#         for j, (left, right) in enumerate(spans(x0, x1, self.size)):
#             cell = x[:, top:bottom, left:right].reshape(len(x), -1)
#             best = cell.argmax(axis=1)  # (C,)
# ```
#
# `best // (right - left)` is a row of the cell, `best % (right - left)` a column.

# %% [markdown] tags=["solution"]
# ```python
# class RoiPool(Rule):
#     sentence = "to the largest entry of each cell, added where cells share it"
#
#     def __init__(self, size):
#         self.size = size
#
#     def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
#         self.shape, size, C = x.shape, self.size, np.arange(len(x))
#         out = np.empty((len(rois), len(x), size, size))
#         self.row, self.column = np.empty((2, *out.shape), int)
#         for r, (y0, x0, y1, x1) in enumerate(rois):
#             for i, (top, bottom) in enumerate(spans(y0, y1, size)):
#                 for j, (left, right) in enumerate(spans(x0, x1, size)):
#                     cell = x[:, top:bottom, left:right].reshape(len(x), -1)
#                     best = cell.argmax(axis=1)
#                     out[r, :, i, j] = cell[C, best]
#                     self.row[r, :, i, j] = top + best // (right - left)
#                     self.column[r, :, i, j] = left + best % (right - left)
#         return out
#
#     def backward(self, g):  # (R, C, size, size) -> (C, H, W)
#         dx = np.zeros(self.shape)
#         channel = np.arange(self.shape[0])[:, None, None]
#         np.add.at(dx, (channel, self.row, self.column), g)
#         return dx, None
# ```
#
# Three loops find the cells; `best` counts within a cell, so the cell's corner is added to make a place in `x`. Whoever
# forgets that sends all gradients to the upper left. Whoever writes `=` for the sum passes wherever no entry wins two
# cells. Where a window lies gets no gradient: its ends are whole numbers. (Faster R-CNN's joint training leaves the
# gradient at its proposals out, too.)


# %% slug="ch18-lab-roi-solution" tags=["solution"]
class RoiPool(Rule):
    sentence = "to the largest entry of each cell, added where cells share it"

    def __init__(self, size):
        self.size = size

    def forward(self, x, rois):  # (C, H, W), (R, 4) -> (R, C, size, size)
        self.shape, size, C = x.shape, self.size, np.arange(len(x))
        out = np.empty((len(rois), len(x), size, size))
        self.row, self.column = np.empty((2, *out.shape), int)
        for r, (y0, x0, y1, x1) in enumerate(rois):
            for i, (top, bottom) in enumerate(spans(y0, y1, size)):
                for j, (left, right) in enumerate(spans(x0, x1, size)):
                    cell = x[:, top:bottom, left:right].reshape(len(x), -1)
                    best = cell.argmax(axis=1)
                    out[r, :, i, j] = cell[C, best]
                    self.row[r, :, i, j] = top + best // (right - left)
                    self.column[r, :, i, j] = left + best % (right - left)
        return out

    def backward(self, g):  # (R, C, size, size) -> (C, H, W)
        dx = np.zeros(self.shape)
        channel = np.arange(self.shape[0])[:, None, None]
        np.add.at(dx, (channel, self.row, self.column), g)
        return dx, None


# %% tags=["asserts"]
assert RoiPool(3).check(maps, regions)
assert tell("18.5", RoiPool)
_x = Tensor(maps, requires_grad=True)
RoiPool(3)(_x, regions).sum().backward()
assert _x.grad.sum() == 3 * 2 * 3 * 3
assert _x.grad.max() > 1

# %% [markdown]
# With it, and without the two pools (windows are counted in pixels), the convolutions take 1.25 million products for a
# picture instead of 5.86 million. On five starts AP at 0.5 is 0.98 (0.97–1.00), as with crops; at 0.7 it is 0.90
# (0.88–0.95), less than their 0.95.

# %% tags=["asserts"]
_crop = 12 * 12 * 8 * 9 + 6 * 6 * 16 * 8 * 9
_whole = 32 * 32 * (8 * 9 + 16 * 8 * 9)
assert round(_whole / 1e6, 2) == 1.25
assert round(113 * _crop / 1e6, 2) == 5.86
_fast = dict(zip((0.5, 0.7), fast[:, :2].T, strict=True))
_said_of = {0.5: (0.98, 0.97, 1.00), 0.7: (0.90, 0.88, 0.95)}
for _iou, _three in _said_of.items():
    _aps = _fast[_iou].mean(), _fast[_iou].min(), _fast[_iou].max()
    assert np.allclose(_aps, _three, atol=0.00501)
assert len(fast) == 5

# %% [markdown] slug="ch18-lab-check"
# ## Do you have it?

# %% [markdown] tags=["quiz"]
# **4.** Somebody asks background windows for a box as well, with 0 0 0 0 as their target. What do the gradients do?
#
# - Nothing changes: a target of 0 gives a gradient of 0.
#   No. The gradient is 0 where the network *says* 0. Until then it is pulled there.
# - The four numbers are pulled towards 0 everywhere, through weights that positives need.
#   Right. And most windows are background, so most of the pull is theirs.
# - The classes are learnt better, since the loss has more terms.
#   No. The terms that were added say nothing about kinds.

# %% [markdown] tags=["quiz"]
# **5.** One entry of a channel is the largest of two cells of one window, and of one cell of another. They bring it 2, 2 and −1. What is its gradient?
#
# - 3
#   Right. It was taken three times, so what comes back is added.
# - 2
#   No. That is the largest of the three. Max chose among entries, going forward; gradients are added.
# - −1
#   No. That is the last to be written: `=` where `+=` is due.

# %% [markdown] tags=["quiz"]
# **6.** What gradient has the choice *which* boxes NMS keeps?
#
# - That of the scores, since they decide which boxes stay.
#   No. Scores and boxes that are kept hand gradients on; the choice has slope 0.
# - 1 or −1, as with smooth L1 far out.
#   No. That is a slope that was clipped. Here there is none to clip.
# - 0, and on a jump none.
#   Right. It is a staircase of scores and boxes: between two jumps nothing changes.

# %% tags=["asserts"]
assert 2 + 2 - 1 == 3
_x = Tensor(np.array([[[0.0, 5.0, 0.0, 1.0]]]), requires_grad=True)
_out = RoiPool(2)(_x, np.array([[0, 0, 1, 3], [0, 1, 1, 4]]))
assert _out.data[:, 0, 0].tolist() == [[5, 5], [5, 1]]
(_out[:, 0, 0] * np.array([[2.0, 2.0], [-1.0, 0.0]])).sum().backward()
assert _x.grad[0, 0, 1] == 3
_far = Tensor([3.0, -0.5, 0.0], requires_grad=True)
functional.smooth_l1(_far, np.zeros(3), "sum").backward()
assert _far.grad.tolist() == [1, -0.5, 0]

# %% [markdown] slug="ch18-lab-names"
# ## Which R-CNN was this?
#
# "R-CNN with backpropagation" may mean one of three things:
#
# | | proposals | who says the kind, and the box | trained by backpropagation |
# |---|---|---|---|
# | **R-CNN**, 2014 | [selective search](https://doi.org/10.1007/s11263-013-0620-5): neighbouring regions that look alike are joined | a linear classifier (SVM) for each kind; a linear regression | the CNN alone; SVMs and regression later, on its features |
# | **Fast R-CNN**, 2015 | selective search | softmax and box numbers, with RoI pooling and smooth L1 | all of that, with one loss |
# | **Faster R-CNN**, 2015 | a network on the same convolutions | as in Fast R-CNN | the proposals as well |
#
# Our lab has R-CNN's crops and Fast R-CNN's loss, on a plain grid of windows. Their four numbers, for each kind anew,
# are the middle's move and the logarithms of how width and height grow.
#
# Ross Girshick and others, ["Rich feature hierarchies for accurate object detection and semantic
# segmentation"](https://arxiv.org/abs/1311.2524) (CVPR 2014). Ross Girshick, ["Fast
# R-CNN"](https://arxiv.org/abs/1504.08083) (ICCV 2015). Shaoqing Ren and others, ["Faster R-CNN: Towards real-time
# object detection with region proposal networks"](https://arxiv.org/abs/1506.01497) (NIPS 2015).

# %% [markdown] slug="ch18-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **7.** A filter of three weights slides over a row of 100 numbers, stride 1, no padding. How many terms has the gradient
# of one weight, and how many that of a number in the middle?
#
# - 3 and 98
#   No. It is the other way round: a weight is used in each of the 98 windows.
# - 98 and 3
#   Right. A weight is in all windows, a number in the middle in three.
# - 1 and 1
#   No. Both are fan-outs: each is used several times.

# %% [markdown] tags=["quiz"]
# **8.** Your `dw` passes the check and your `dx` does not, though its shape is right. What do you look at first?
#
# - At the sum over the pictures of the batch.
#   No. That sum belongs to `dw`, which is right.
# - At the learning rate, and the number of epochs.
#   No. They have no part in a gradient.
# - At the flip of the filter.
#   Right. `dx` needs it, `dw` does not. (Next: the zeros around $g$.)

# %% [markdown] tags=["quiz"]
# **9.** A max pool with windows of 3 and stride 3 passes your check. Does that say that it is right with stride 2?
#
# - Yes, the stride is only a number in it.
#   No. With stride 3 each entry is in one window. Two windows that meet in one entry have not been tried.
# - No: windows overlap then, and `=` would show.
#   Right. With stride 3, `=` and `+=` do the same.
# - No, since a stride of 2 has no gradient.
#   No. It has one: each window sends its g to what it took.

# %% [markdown] tags=["quiz"]
# **10.** Somebody has written a layer, trained a network with it, and reads 97 of 100. Is the layer's gradient right?
#
# - Yes. With a wrong gradient it would not learn.
#   No. You have seen one that does, with a wrong gradient at its input.
# - It is at least nearly right.
#   No. Not even that: a frozen layer, with a gradient of 0, comes close.
# - Nobody knows before it is checked by nudging.
#   Right. A check takes a second, and says which number is off.

# %% [markdown] tags=["quiz"]
# **11.** A network has three convolutions with stride 2 each, and then the largest over all places. By how many pixels may a
# picture move, so that nothing changes (edges apart)?
#
# - By any number of them.
#   No. A stride of 2 keeps every other place, so it sees a move by 1 as another picture.
# - By multiples of 6.
#   No. Strides in a row multiply.
# - By multiples of 8.
#   Right. 2 · 2 · 2.

# %% tags=["asserts"]
assert 100 - 3 + 1 == 98
assert 2 * 2 * 2 == 8

# %% [markdown] slug="ch18-summary"
# ## The chapter on one page
#
# **Forward.** The filter lies on each window: {{ref:convolution-1d}}, in pictures {{ref:convolution-2d}}. How many windows:
# {{ref:convolution-length}}.
#
# **Back**, when $g$ arrives, stride 1:
#
# | | what it is | |
# |---|---|---|
# | filter | $g$ slides over $x$ | {{ref:convolution-filter-gradient}} |
# | input | the flipped filter slides over $g$, zeros around it | {{ref:convolution-input-gradient}} |
# | bias | the sum of $g$ | |
# | max pool | to the winner of each window, added up | {{ref:max-pool-gradient}} |
#
# With a stride $s$ window $j$ begins at $s j$; padding is cut off; what is left over gets 0.
#
# **Places never seen** take shared weights, an end that does not ask where, and no strides.
#
# **The lab.** Only a positive is asked for its box; smooth L1 clips a slope; the choice that NMS makes has slope 0;
# where RoI cells share an entry, add.
#
# **The mistake.** To judge gradients by accuracy. Not flipped it reads 93.0 of a hundred, right 94.2. Check by nudging,
# with overlap, padding and a remainder.

# %% tags=["asserts"]
assert _told("unflipped")[0] == 93.0 and _told("right")[0] == 94.2

# %% [markdown] slug="ch18-next"
# ## Where to go next
#
# **Problem set 8**, in `assignments/ps8`, asks for what comes back through broadcasts, filters, pools and a detector's loss.
#
# [Chapter 19](19_through_time.ipynb) shares weights over time: a network that reads one symbol after another, and a
# gradient that comes back through every step.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch18-sources"
# ## Sources
#
# Sharing weights over places: Kunihiko Fukushima, "Neocognitron", *Biological Cybernetics* 36 (1980). Training them by
# backpropagation: Yann LeCun and others, "Backpropagation applied to handwritten zip code recognition", *Neural
# Computation* 1 (1989). What strides break: Aharon Azulay and Yair Weiss on small image transformations, *JMLR* 20 (2019).
#
# Every padding and stride as a drawing: Vincent Dumoulin and Francesco Visin, ["A guide to convolution arithmetic for deep
# learning"](https://arxiv.org/abs/1603.07285) (2016).
