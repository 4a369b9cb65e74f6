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

# %% [markdown] slug="ch19-title"
# # 19 · Through time
#
# Forty cards are laid before you, one after the other, each in one of four colours. After the last you are asked for the
# colour of the *first*. You may not write. What you know, you carry in your head from card to card.
#
# A small network gets this task. Its head is 32 numbers, made anew at each card, from the card and from the 32 numbers
# before it. Three bits would do. It may practise on 32,000 rows of cards. Of twenty such networks, each with first
# weights of its own, how many will learn to say the first of 10 cards? And of 40? Write two numbers down. If one of
# them is small: what is missing? Room, practice, or something else?
#
# **After this chapter** you can go back through a network that runs through time, edge by edge and in rows; say from how
# far back a gradient arrives, and why; say which illness a start is for, and which one clipping; and say what
# truncation leaves out.
#
# **You need** [chapter 08](08_delta_recursion.ipynb) and [chapter 12](12_vanishing.ipynb). Weights that are used at many
# places are in [chapter 18](18_convolution.ipynb).
#
# **Time:** {{time}}.
#
# **The mistake this chapter cures:** what a network still remembers, it can still learn from.

# %% [markdown] slug="ch19-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 18: a weight is used at three places. There it meets 2, −1 and 4, and the gradients 1, 3 and −1
# arrive. What is the gradient of the weight?
#
# - −5
#   Right. 2 · 1 − 1 · 3 + 4 · (−1): one term for each use.
# - −4
#   No. That is what the last place brings. The other two use the same weight.
# - 15
#   No. That multiplies the sums, 5 · 3. Each place brings a product of its own.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 12: the weights of a layer with 32 inputs and 32 outputs have the variance 1/96. By what does the
# layer multiply the size of what goes back, apart from slopes?
#
# - 1/96
#   No. 32 terms come together, and a size is the root of a mean square.
# - 1/3
#   No. 32/96 is the factor of the mean square. The size has its root.
# - √(1/3)
#   Right. The root of 32 · 1/96.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 09: what does `a_prev.T @ delta` add up?
#
# - The terms of the inputs, for each row.
#   No. A gradient of the weights has no axis for rows left: they are added up.
# - The terms of all rows, for each weight.
#   Right. Every row has used the same weights.
# - Nothing: it multiplies.
#   No. Each entry of a matrix product is a sum.

# %% slug="ch19-setup" jupyter={"source_hidden": true}
from math import inf, isclose

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, no_grad, optim
from autograd_lab import record, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
assert 2 * 1 - 1 * 3 + 4 * -1 == -5 and (2 - 1 + 4) * (1 + 3 - 1) == 15
assert isclose((32 * (1 / 96)) ** 0.5, (1 / 3) ** 0.5)
assert 1000 * 32 == 32_000

# %% [markdown] slug="ch19-neuron"
# ## A neuron that hears itself
#
# A neuron reads numbers $x_1, x_2, \dots$ one after the other. Beside its input it gets what it said itself one step
# before, its {{term:hidden-state|state}} $h$:
#
# {{eq:recurrence}}
#
# That is a {{term:recurrent-network}} of one neuron. Draw it once for each step, and it is a graph like any other, with
# three weights that are used again and again. This is called {{term:unrolling}}.
#
# Push the neuron once, $x_1 = 1$, then leave it in silence: $x_2 = x_3 = x_4 = 0$. Let $w = 0.8$, $b = 0$, $h_0 = 0$
# and $u = 0.9$. What will be left at $h_4$ of what $h_1$ was: nearly all, a half, or a tenth? And is the gradient of
# $h_4$ in $x_1$ larger than $h_4$, or smaller?

# %% tags=["predict"]
w, u, b, h0 = Value(0.8), Value(0.9), Value(0.0), Value(0.0)
x1, x2, x3, x4 = Value(1.0), Value(0.0), Value(0.0), Value(0.0)

z1 = Value.dot([w, u], [x1, h0], b)  # w x₁ + u h₀ + b
h1 = z1.tanh()
z2 = Value.dot([w, u], [x2, h1], b)
h2 = z2.tanh()
z3 = Value.dot([w, u], [x3, h2], b)
h3 = z3.tanh()
z4 = Value.dot([w, u], [x4, h3], b)
h4 = z4.tanh()

ranges = {"w": (-2, 2), "u": (0, 3), "b": (-1, 1), "x1": (-2, 2)}
show(h4, title="One neuron, four steps", sliders=ranges, start="end")

# %% [markdown] tags=["answer"]
# $h_1$ is 0.66, and at $h_4$ 0.38 is left: rather more than a half of it. The gradient in $x_1$ is 0.16: smaller.

# %% [markdown]
# Now take $u$ up slowly, to 2, and watch $h_4$ and the gradient of $x_1$. (The button "fit"
# brings all of a long picture into view.) Then guess what both will be after ten steps,
# the push being the first, and after forty, for three sizes of $u$.


# %% tags=["predict"]
def after_a_push(u, steps, w=0.8):
    """(the last state, its gradient in x1)"""
    x1, h = Value(1.0), Value(0.0)
    for t in range(steps):
        h = (w * (x1 if t == 0 else 0.0) + u * h).tanh()
    h.backward()
    return h.data, x1.grad


for u_tried in (0.9, 1, 2):
    for steps in (10, 40):
        state, slope = after_a_push(u_tried, steps)
        print(
            f"u = {u_tried}, {steps} steps: h {state:.4f}, gradient {slope:.1e}"
        )

# %% [markdown] tags=["answer"]
# With $u = 2$ it is remembered for ever that there was a push: $h$ stays at 0.9575. And the gradient is 2.0e-7 after ten
# steps, 8.4e-31 after forty. The neuron soon stands where tanh is flat, and from
# there each step back multiplies by $u (1 - h^2)$ = 0.166.
#
# It knows *that* it was pushed, and no nudge of the push changes what it knows. So a loss at the end cannot tell $w$
# what it should have done at the beginning. With $u = 0.9$ the push itself is forgotten, 0.0072 is left. With $u = 1$
# both fade slowly.

# %% [markdown]
# **To remember is one thing, to be reached by a gradient another.**

# %% tags=["asserts"]
# eq: recurrence
_h = [0.0]
for _x in (1.0, 0, 0, 0):
    _h.append(float(np.tanh(0.8 * _x + 0.9 * _h[-1] + 0.0)))
assert np.allclose([v.data for v in (h0, h1, h2, h3, h4)], _h)
h4.backward()
assert (round(h1.data, 2), round(h4.data, 2)) == (0.66, 0.38)
assert round(x1.grad, 2) == 0.16 and [w.data, u.data] == [0.8, 0.9]
for _steps, _slope in ((10, 2.0e-7), (40, 8.4e-31)):
    _state, _found = after_a_push(2, _steps)
    assert round(_state, 4) == 0.9575 and float(f"{_found:.1e}") == _slope
assert round(2 * (1 - after_a_push(2, 40)[0] ** 2), 3) == 0.166
assert round(after_a_push(0.9, 40)[0], 4) == 0.0072
assert all(after_a_push(1, 40)[k] > after_a_push(0.9, 40)[k] for k in (0, 1))

# %% [markdown] slug="ch19-edges"
# ## One weight, used again and again
#
# Four neurons stand in the picture, but there is *one* $u$, one number to be moved, and so one gradient. Set $u$ to 0.9
# again. How many edges will bring it something? And which step brings most: the first, which everything hangs on, or
# the last?

# %% tags=["predict"] jupyter={"source_hidden": true}
w, u, b, h0 = Value(0.8), Value(0.9), Value(0.0), Value(0.0)
x1, x2, x3, x4 = Value(1.0), Value(0.0), Value(0.0), Value(0.0)

z1 = Value.dot([w, u], [x1, h0], b)  # w x₁ + u h₀ + b
h1 = z1.tanh()
z2 = Value.dot([w, u], [x2, h1], b)
h2 = z2.tanh()
z3 = Value.dot([w, u], [x3, h2], b)
h3 = z3.tanh()
z4 = Value.dot([w, u], [x4, h3], b)
h4 = z4.tanh()
show(h4, title="The way back, edge by edge", sliders=["u"])

# %% [markdown] tags=["answer"]
# Four edges (that of step 1 brings 0, since $h_0$ is 0), and the last step brings most. Press S to go to the end of the
# forward pass, then → for each edge; a click on `u` lists what it has got so far. In numbers, with $z_t$ for what tanh
# is applied to, and $\delta_t = \partial L/\partial z_t$ (here $L$ is $h_4$):
#
# | step | $\partial L/\partial h_t$ | slope $1 - h_t^2$ | $\delta_t$ | to $u$: $\delta_t h_{t-1}$ | to $w$: $\delta_t x_t$ |
# |---|---|---|---|---|---|
# | 4 | 1 | 0.8537 | 0.8537 | 0.3822 | 0 |
# | 3 | 0.9 · 0.8537 = 0.7684 | 0.7996 | 0.6143 | 0.3289 | 0 |
# | 2 | 0.9 · 0.6143 = 0.5529 | 0.7134 | 0.3944 | 0.2619 | 0 |
# | 1 | 0.9 · 0.3944 = 0.3550 | 0.5591 | 0.1985 | 0 | 0.1985 |
#
# What the steps bring to $u$ adds up to its gradient: 0.973.

# %% [markdown]
# One step back is a δ of chapter 08, the gradient at $z_t$, what tanh is applied to. The state before takes $u$ times
# it:
#
# {{eq:state-gradient}}
#
# The first term, "own", is there where the loss looks at $h_t$ *itself*. A network that answers at each step has such a term at
# each step, and what comes from later is added. (At the last step nothing comes from later.) The weights gather over
# all steps:
#
# {{eq:through-time}}
#
# That is {{term:backpropagation-through-time}}, BPTT: the sweep of chapter 05, on an unrolled graph. Look at the index:
# at step $t$ the weight $u$ met the state *before*, $h_{t-1}$. With $h_t$ in its place the numbers look as good, and the
# gradient of $u$ is wrong.

# %% tags=["asserts"]
# eq: state-gradient, through-time
h4.backward()
_hs, _xs, _own = [0.0, *_h[1:]], [None, 1.0, 0, 0, 0], [0, 0, 0, 0, 1.0]
_arrives, _deltas, _later = {}, {}, 0.0
for _t in (4, 3, 2, 1):
    _arrives[_t] = _own[_t] + 0.9 * _later
    _later = _deltas[_t] = (1 - _hs[_t] ** 2) * _arrives[_t]
_to_u = [_deltas[_t] * _hs[_t - 1] for _t in (4, 3, 2, 1)]
_to_w = [_deltas[_t] * _xs[_t] for _t in (4, 3, 2, 1)]
assert isclose(sum(_to_u), u.grad) and isclose(sum(_to_w), w.grad)
assert isclose(sum(_deltas.values()), b.grad)
_table = [
    (_arrives[_t], 1 - _hs[_t] ** 2, _deltas[_t], _deltas[_t] * _hs[_t - 1])
    for _t in (4, 3, 2, 1)
]
assert np.round(_table, 4).tolist() == [
    [1, 0.8537, 0.8537, 0.3822],
    [0.7684, 0.7996, 0.6143, 0.3289],
    [0.5529, 0.7134, 0.3944, 0.2619],
    [0.3550, 0.5591, 0.1985, 0],
]
assert np.round(_to_w, 4).tolist() == [0, 0, 0, 0.1985]
assert round(u.grad, 3) == 0.973 and u.data == 0.9

# %% [markdown] slug="ch19-exercise-1"
# ### Exercise 19.1: three steps back (8 minutes)
#
# A neuron with $u = 5/3$ has gone through three steps:
#
# | $h_0$ | $h_1$ | $h_2$ | $h_3$ |
# |---|---|---|---|
# | 1/2 | 3/5 | −1/2 | 4/5 |
#
# The loss looks at two states: $L = 2 h_3 - h_2$. Find the three δ (that of step 3 is filled in), what each step brings
# to $u$, the gradients of $u$ and of $b$, and that of $h_0$. Fractions are welcome. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "delta": [None, None, 2 * (1 - (4 / 5) ** 2)],
    "to_u": [None, None, None],
    "u": None,
    "b": None,
    "h0": None,
}

# %%
tell("19.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at what arrives at the second state
#
# Two things: the loss looks at it, and step 3 has used it.

# %% [markdown] tags=["hint"]
# Hint 2: recall the index
#
# What step $t$ brings to $u$ is its δ times the state that came in, the one *before*. In the table that is the column
# to the left.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta_2 = (-1 + 5 / 3 * 18 / 25) * (1 - (1 / 2) ** 2)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "delta": [4 / 25, 3 / 20, 18 / 25],
#     "to_u": [2 / 25, 9 / 100, -9 / 25],
#     "u": -19 / 100,
#     "b": 103 / 100,
#     "h0": 4 / 15,
# }
# ```
#
# At $h_2$ arrive −1 of its own and 5/3 · 18/25 = 6/5 from step 3: together 1/5. Without its own the gradient of $u$
# would be 0.66, with the other sign. And with $h_t$ for $h_{t-1}$ it would be 0.597.

# %% tags=["asserts"]
_d3 = 2 * (1 - (4 / 5) ** 2)
_d2 = (-1 + 5 / 3 * _d3) * (1 - (1 / 2) ** 2)
_d1 = 5 / 3 * _d2 * (1 - (3 / 5) ** 2)
assert np.allclose([_d1, _d2, _d3], [4 / 25, 3 / 20, 18 / 25])
assert np.allclose(
    [_d1 / 2, _d2 * 3 / 5, _d3 * -1 / 2], [2 / 25, 9 / 100, -9 / 25]
)
assert isclose(2 / 25 + 9 / 100 - 9 / 25, -19 / 100)
assert isclose(_d1 + _d2 + _d3, 103 / 100) and isclose(5 / 3 * _d1, 4 / 15)
assert isclose(-1 + 6 / 5, 1 / 5)
assert isclose(_d1 * 3 / 5 - _d2 / 2 + _d3 * 4 / 5, 0.597)
_e2 = 6 / 5 * 3 / 4
_e1 = 5 / 3 * _e2 * 16 / 25
assert isclose(_e1 / 2 + _e2 * 3 / 5 - _d3 / 2, 0.66)

# %% [markdown] slug="ch19-exercise-2"
# ### Exercise 19.2: a row of contributions (8 minutes)
#
# Write the loop: from the states $h_1 \dots h_T$ as an array `h`, the first state `h0`, the weight `u`, and the loss's
# own gradient at each state, `own` (also $T$ numbers), return what each step brings to $u$, step 1 first. Check it
# before you ask: `h` = (0.6, −0.5, 0.8), `h0` = 0.5, `u` = 5/3 and `own` = (0, −1, 2) is exercise 19.1. Done when it
# says "right".


# %% tags=["exercise"]
def contributions(h, h0, u, own):
    raise NotImplementedError


# %%
tell("19.2", contributions)

# %% [markdown] tags=["hint"]
# Hint 1: look at the order
#
# Step $T$ has to be worked out first, since the step before it needs its δ. Fill an array of zeros from behind.

# %% [markdown] tags=["hint"]
# Hint 2: recall what one step needs
#
# What arrives is `own[t]` plus `u` times the δ of the step after, which is 0 at first. Its slope is that of this step's
# own state.

# %% [markdown] tags=["hint"]
# Hint 3: write these lines first
#
# ```python
# before = np.append(h0, h[:-1])  # the state that each step got
# terms, delta = np.zeros(len(h)), 0.0
# ```

# %% [markdown] tags=["solution"]
# ```python
# def contributions(h, h0, u, own):
#     before = np.append(h0, h[:-1])  # the state that each step got
#     terms, delta = np.zeros(len(h)), 0.0
#     for t in reversed(range(len(h))):
#         delta = (1 - h[t] ** 2) * (own[t] + u * delta)
#         terms[t] = delta * before[t]
#     return terms
# ```
#
# `delta` is still that of step $t + 1$ on the right of its line, and that of step $t$ on the left. Their sum is the
# gradient of $u$.

# %% tags=["asserts"]
_before, _states, _own = [0.5, 0.6, -0.5], [0.6, -0.5, 0.8], [0, -1, 2]
_terms, _delta = [], 0.0
for _t in (2, 1, 0):
    _delta = (1 - _states[_t] ** 2) * (_own[_t] + 5 / 3 * _delta)
    _terms.insert(0, _delta * _before[_t])
assert np.allclose(_terms, [2 / 25, 9 / 100, -9 / 25])

# %% [markdown] slug="ch19-rows"
# ## In rows
#
# Now several inputs and several neurons. The weight from unit $i$ to unit $j$ is used at each step, in each row $n$ of
# the batch. So its gradient is a sum over both, $\sum_t \sum_n h_{t-1,n,i}\, \delta_{t,n,j}$. In rows:
#
# {{eq:through-time-rows}}
#
# (⊙ is entry by entry; $b$ gets the δ of all steps and rows, added up.) The library's cell for this is `nn.RNNCell`,
# with PyTorch's names: `weight_ih` is $W_x$, from input to state, `weight_hh` is $W_h$, from state to state, and of the
# two biases the formula has the sum. A network over time is a loop over the cell, which takes `None` for a first state
# of zeros:


# %% slug="ch19-recurrent"
class Recurrent(nn.Module):
    """Reads a sequence step by step, and says from its last state what it was."""

    def __init__(self, n_in, units, n_out, seed, start="usual", dtype="float64"):
        rng = np.random.default_rng(seed)
        self.cell = nn.RNNCell(n_in, units, rng=rng, dtype=dtype)
        self.out = nn.Linear(units, n_out, rng=rng, dtype=dtype)
        if start == "identity":
            self.cell.weight_hh.data[:] = np.eye(units)
            self.cell.bias_ih.data[:] = self.cell.bias_hh.data[:] = 0

    def states(self, X, keep=inf):
        """h₁ … h_T, each (N, units), of X (N, T, n_in).

        What goes back goes over the last `keep` steps and no further.
        """
        h, found = None, []
        for t in range(X.shape[1]):
            if t > 0 and t == X.shape[1] - keep:
                h = h.detach()
            h = self.cell(X[:, t], h)
            found.append(h)
        return found

    def forward(self, X, keep=inf):
        return self.out(self.states(X, keep)[-1])


# %% [markdown]
# Here it is with three units, for the first of five cards, two rows at a time. Below the picture, press "W_h": you see
# its gradient as a row of maps, one a step, with their sum. Before you do: the map of step 1 will be special. How? And
# will the maps grow from step 2 to step 5, or shrink?

# %% tags=["predict"]
X, y = data.first_symbol(n=2, steps=5, seed=1)
small = Recurrent(4, 3, 4, seed=0)
loss = functional.cross_entropy(small(X), y)
names = {"W_x": small.cell.weight_ih, "W_h": small.cell.weight_hh}
show(loss, title="The first of five cards", names=names, start="end")

# %% [markdown] tags=["answer"]
# It is all 0: at step 1 the weight met $h_0$, which is 0. From step 2 on their norms grow: the further back, the less
# arrives. (Single entries may do otherwise. The button "h" shows what arrives, alone.)

# %% tags=["asserts"]
# eq: through-time-rows
_states = small.states(Tensor(X))
functional.cross_entropy(small.out(_states[-1]), y).backward()
_cell, _H = small.cell, [np.zeros((2, 3)), *[h.data for h in _states]]
_W = _cell.weight_hh.data
_deltas = [(1 - h.data**2) * h.grad for h in _states]
for _t in range(5):
    _z = X[:, _t] @ _cell.weight_ih.data + _H[_t] @ _W
    _b = _cell.bias_ih.data + _cell.bias_hh.data
    assert np.allclose(_H[_t + 1], np.tanh(_z + _b))
    if _t < 4:
        assert np.allclose(_states[_t].grad, _deltas[_t + 1] @ _W.T)
_maps = [_H[_t].T @ _deltas[_t] for _t in range(5)]
assert np.allclose(sum(_maps), _cell.weight_hh.grad)
assert np.allclose(
    sum(X[:, _t].T @ _deltas[_t] for _t in range(5)), _cell.weight_ih.grad
)
assert np.allclose(sum(d.sum(axis=0) for d in _deltas), _cell.bias_ih.grad)
assert not _maps[0].any()
assert np.all(np.diff([np.linalg.norm(m) for m in _maps]) > 0)

# %% [markdown] slug="ch19-forty"
# ## Forty steps
#
# Back to the forty cards, and 32 units. The loss looks at $h_{40}$ alone, and the card that matters is the first. Of
# the gradient's norm at $h_{40}$, what share is left at $h_1$, before any training? And with an
# {{term:identity-start}}, where $W_h$ begins as the identity matrix, so that each unit hands its number on to itself?
# What if the usual $W_h$ is doubled, and what if it is four times as large? Four guesses, please: powers of ten will
# do.


# %% slug="ch19-arriving"
def arriving(net, X, y):
    """‖∂L/∂h_t‖ for t = 1 … T."""
    states = net.states(X)
    functional.cross_entropy(net.out(states[-1]), y).backward()
    return [float(np.linalg.norm(h.grad)) for h in states]


# %% tags=["predict"]
X, y = data.first_symbol(n=32, steps=40, seed=0)
nets = {
    "usual": Recurrent(4, 32, 4, 0),
    "identity": Recurrent(4, 32, 4, 0, "identity"),
}
for name, times in (("times 2", 2), ("times 4", 4)):
    nets[name] = Recurrent(4, 32, 4, 0)
    nets[name].cell.weight_hh.data[:] *= times

norms = {name: arriving(net, X, y) for name, net in nets.items()}
for name, found in norms.items():
    print(f"{name:9} {found[0] / found[-1]:.0e} of it is left")

# %% tags=["answer"]
figures.plot(
    {name: list(enumerate(found, start=1)) for name, found in norms.items()},
    title="What arrives at each state, from a loss at the last",
    x="step t",
    y="‖∂L/∂h_t‖",
    log=True,
    say="From step 40 back to step 1 the usual start falls in a straight line by "
    "ten powers of ten, the identity by one; with doubled weights it stays "
    "nearly level, with four times the weights it grows by three powers of ten.",
)

# %% [markdown] tags=["answer"]
# This net's first state gets 2e-10 of what the last one gets, with the identity 0.1, doubled 2, with four times the
# weights 1,000. Over twenty starts the median is 4e-10 (from 4e-12 to 8e-6), 0.13 (0.07 to 0.18), 0.9 (1e-5 to 4) and
# 3,000 (0.1 to 13,000).

# %% [markdown]
# Why? One step back is $\partial L/\partial h_{t-1} = \delta_t W_h^{\mathsf T}$, with $\delta_t = \partial L/\partial
# h_t \odot (1 - h_t^2)$. So 39 steps are a product of 39 matrices, with the same $W_h$ in each:
#
# {{eq:jacobians-in-a-row}}
#
# This is chapter 12's row of layers, with one difference: there each layer had weights of its own. The usual $W_h$ has
# entries spread evenly between ±1/√32, so their variance is 1/96, and one multiplication by it takes a size to √(1/3) = 0.577 of what
# it was. 0.577 to the 39th is 5e-10, and the slopes take some more. (For one matrix used 39 times that is a first guess:
# it may favour a direction, 39 times, so the starts differ by powers of ten. The *largest* that it can do to a vector is more
# than 1, in all twenty starts, and still it vanishes: what one step stretches, the next turns into another direction.)
# With the identity only the slopes are left, and what comes through loses a twentieth a step: 0.95 to the 39th is 0.13
# or so. Doubled, 1.15 and the slopes are about in balance. Four times as large, 2.3 wins.
#
# A start, then, is a choice of how far back the first step of training can see.

# %% tags=["asserts"]
# eq: jacobians-in-a-row
_net, (_x, _y) = nets["usual"], data.first_symbol(n=1, steps=8, seed=3)
_states = _net.states(_x)
functional.cross_entropy(_net.out(_states[-1]), _y).backward()
_row = _states[-1].grad[0]
for _h in reversed(_states[1:]):
    _row = _row @ np.diag(1 - _h.data[0] ** 2) @ _net.cell.weight_hh.data.T
assert np.allclose(_row, _states[0].grad[0], rtol=1e-9)
assert isclose((2 / 32**0.5) ** 2 / 12, 1 / 96)
assert round((32 / 96) ** 0.5, 3) == 0.577
_identity = data.experiment_record("ch19_memory")["starts"]["arrives_identity"]
assert round(np.median(_identity) ** (1 / 39), 2) == 0.95
assert float(f"{(1 / 3) ** (39 / 2):.0e}") == 5e-10
assert (
    round(2 * (1 / 3) ** 0.5, 2) == 1.15 and round(4 * (1 / 3) ** 0.5, 1) == 2.3
)
_told = {
    "usual": (2e-10, 4e-10, 4e-12, 8e-6),
    "identity": (0.1, 0.13, 0.07, 0.18),
    "times 2": (2, 0.9, 1e-5, 4),
    "times 4": (1000, 3000, 0.1, 13_000),
}
_record = data.experiment_record("ch19_memory")["starts"]
for _name, (_here, *_over_twenty) in _told.items():
    _key = f"arrives_{_name.replace('times', 'usual_times').replace(' ', '_')}"
    _left = np.array(_record[_key])
    assert len(_left) == 20
    assert isclose(norms[_name][0] / norms[_name][-1], _left[0], rel_tol=1e-3)
    _spread = np.median(_left), _left.min(), _left.max()
    for _found, _said in zip(
        (_left[0], *_spread), (_here, *_over_twenty), strict=True
    ):
        assert float(f"{_found:.0e}") == float(f"{_said:.0e}")
        assert abs(_found / _said - 1) < 0.5
for _seed in range(20):
    _W_h = Recurrent(4, 32, 4, _seed).cell.weight_hh.data
    assert np.linalg.norm(_W_h, 2) > 1

# %% [markdown] slug="ch19-cards"
# ## The first of T cards
#
# Now they practise: 32 rows of cards in each step of Adam, a thousand steps, gradients clipped to a norm of 1. A network
# counts as done when 99 of 100 *new* rows are right. (`record` keeps the program of one step and runs it again, which
# is faster; `no_grad` keeps no graph.)


# %% slug="ch19-solve"
def share_right(net, X, y):
    with no_grad():
        return float((net(X).numpy().argmax(axis=1) == y).mean())


def solve(net, T, seed, optimiser, most, clip=1.0, keep=inf):
    """(step with 99 of 100 new sequences right or None, share right, norm).

    The norm is the largest that the gradient of all weights had on the way.
    """
    step = record(lambda X, y: functional.cross_entropy(net(X, keep), y))
    rng = np.random.default_rng(1000 + seed)
    new, largest = data.first_symbol(400, T, seed=seed), 0.0
    for at in range(1, most + 1):
        net.zero_grad()
        step(*data.first_symbol(32, T, seed=rng))
        norm = optim.clip_grad_norm_(net.parameters(), clip)
        largest = max(largest, norm)
        optimiser.step()
        if at % 10 == 0 and (share := share_right(net, *new)) >= 0.99:
            return at, share, largest
    return None, share, largest


def remember(T, seed, start="usual", most=1000, keep=inf):
    """`solve` by a network of 32 units, with Adam."""
    net = Recurrent(4, 32, 4, seed, start)
    adam = optim.Adam(net.parameters(), lr=0.005)
    return solve(net, T, seed, adam, most, keep=keep)


# %% [markdown]
# Before you run it: of twenty networks with each start, how many are done with 10 cards, with 20, and with 40?

# %% tags=["predict"]
for start in ("usual", "identity"):
    at, share, _ = remember(10, seed=1, start=start)
    print(f"10 cards, {start}: done at step {at}, {share:.0%} right")

runs = data.experiment_record("ch19_memory")["starts"]
print("\nof twenty networks, done within 1,000 steps, and when (median)")
for T in (10, 20, 40):
    for start in ("usual", "identity"):
        steps = [int(row[0]) for row in runs[f"solved_{T}_{start}"] if row[0]]
        when = f"step {np.median(steps):.0f}" if steps else "–"
        print(f"{T} cards, {start:8}: {len(steps):2} of 20, {when}")

# %% tags=["answer"]
figures.strips(
    {
        f"{T}, {start}": [row[1] for row in runs[f"solved_{T}_{start}"]]
        for T in (10, 20, 40)
        for start in ("usual", "identity")
    },
    title="New rows that are right when a network is done, or after 1,000 steps",
    x="of a hundred; guessing is 25",
    unit=100,
    say="Ten cards: nearly all runs lie at 100. Twenty cards: three in four at "
    "100 and the others from 23 up. Forty cards: most at 25, which is guessing.",
)

# %% [markdown] tags=["answer"]
# | cards | usual start: done, at step (median) | identity: done, at step (median) |
# |---|---|---|
# | 10 | 18 of 20, 80 | 20 of 20, 40 |
# | 20 | 14 of 20, 265 | 15 of 20, 110 |
# | 40 | 5 of 20, 670 | 1 of 20, 850 |
#
# With 10 and 20 cards, those that are done with the identity need half the steps. At 40 its lead is gone. (Nobody should
# say from 1 against 5 that it is worse.) "Not done" means: not within 1,000 steps. With 40 cards most of these networks
# guess, with the same 32 numbers and the same practice as with 10. So room is not what is missing. What is? The next run
# shows one thing.

# %% [markdown]
# And how can the usual start learn at all, if next to nothing arrives? Training moves $W_h$. Before you run it:
# of the gradient's norm at the last of 20 cards, how much arrives at the first, before training and when the network is
# done?

# %% tags=["predict"]
net = Recurrent(4, 32, 4, seed=1)
X, y = data.first_symbol(n=32, steps=20, seed=1)
for when in ("before", "after"):
    net.zero_grad()
    found = arriving(net, X, y)
    print(f"{when} training: {found[0] / found[-1]:.0e} of it arrives")
    if when == "before":
        adam = optim.Adam(net.parameters(), lr=0.005)
        at, *_ = solve(net, 20, 1, adam, most=1000)

# %% [markdown] tags=["answer"]
# Before, 8e-6. After 170 steps, in this run, the first card gets 14 times what the last one gets. Here a road for the
# gradient was missing, and training has built it. How long that takes is another question: with 40 cards, longer than
# 1,000 steps in 15 of 20 runs. And a road is not all: with 40 cards the identity has one, and 1 of 20 is done.

# %% tags=["asserts"]
_rows = {}
for _T in (10, 20, 40):
    for _start in ("usual", "identity"):
        _run = np.array(runs[f"solved_{_T}_{_start}"])
        _steps = _run[_run[:, 0] > 0, 0]
        _rows[_T, _start] = (len(_steps), np.median(_steps))
        assert len(_run) == 20 and (_run[_run[:, 0] == 0, 1] < 0.99).all()
assert _rows == {
    (10, "usual"): (18, 80),
    (10, "identity"): (20, 40),
    (20, "usual"): (14, 265),
    (20, "identity"): (15, 110),
    (40, "usual"): (5, 670),
    (40, "identity"): (1, 850),
}
for _start in ("usual", "identity"):
    assert np.median(np.array(runs[f"solved_40_{_start}"])[:, 1]) < 0.3
assert 0.22 < min(row[1] for row in runs["solved_20_identity"]) < 0.24
assert remember(10, 1)[0] == runs["solved_10_usual"][1][0]
assert at == runs["solved_20_usual"][1][0] == 170
assert 13 < found[0] / found[-1] < 15
net = Recurrent(4, 32, 4, seed=1)
_before = arriving(net, X, y)
assert float(f"{_before[0] / _before[-1]:.0e}") == 8e-6

# %% [markdown] slug="ch19-clipping"
# ## When it explodes
#
# What no longer shrinks may grow. Chapter 13 has the remedy, {{ref:clip-by-norm}}: a gradient that is too long is shortened, its direction kept.
#
# Twenty cards, the identity, plain descent with the rate 0.1, so that a long gradient is a long step. Once with
# clipping to a norm of 1, once without. How many of twenty are done within 600 steps? And which of the two meets the
# larger gradients on its way?


# %% slug="ch19-descend"
def descend(seed, clip):
    """`solve` for 20 symbols, from the identity, by plain descent."""
    net = Recurrent(4, 32, 4, seed, "identity")
    return solve(net, 20, seed, optim.SGD(net.parameters(), lr=0.1), 600, clip)


# %% tags=["predict"]
for name, clip in (("clipped", 1.0), ("not clipped", inf)):
    at, share, norm = descend(seed=0, clip=clip)
    print(f"{name:11}: done at {at}, {share:.0%} right, largest norm {norm:.0f}")

for name in ("clipped", "free"):
    done = sum(row[0] > 0 for row in runs[f"solved_{name}"])
    print(f"{name:11}: {done} of 20 networks are done")

# %% [markdown] tags=["answer"]
# With clipping 20 of 20 are done, at step 200 to 370. Without it none, and they guess: 20 to 29 right of 100.
#
# In the record of this start the clipped run meets a norm of 161, the other one of 11. (Yours may differ: such runs
# magnify how a processor rounds.) That is no contradiction. The road to the first card leads along cliffs: in each
# of the twenty clipped runs the largest norm was 40 or more. At the rate 0.1 a norm of 161 is a step of 16, in weights of which the
# largest were 1. Clipped, it is a step of 0.1. The other run never came so far: even its 11 is a step of 1.1. (A smaller rate would be another way to shorter steps. It is not tried here.)

# %% [markdown]
# Clipping believes a gradient's direction, and not its length. It is a remedy for *this* illness and no other: a
# gradient of 1e-10 is not made longer by it.

# %% tags=["asserts"]
_clipped, _free = (
    np.array(runs[f"solved_{name}"]) for name in ("clipped", "free")
)
assert len(_clipped) == len(_free) == 20
assert _clipped[:, 0].min() == 200 and _clipped[:, 0].max() == 370
assert not _free[:, 0].any()
assert (round(100 * _free[:, 1].min()), round(100 * _free[:, 1].max())) == (
    20,
    29,
)
assert _clipped[:, 2].min() > 40
assert (round(_clipped[0, 2]), round(_free[0, 2])) == (161, 11)
assert [round(0.1 * norm, 1) for norm in (161, 11, 1)] == [16.1, 1.1, 0.1]
assert 1 < norm < 40 and 1e-10 < 1

# %% [markdown] slug="ch19-truncated"
# ## Cut off
#
# To go back through a book of 100,000 letters, all states would have to be kept ([chapter 17](17_in_general.ipynb) has
# the price, and a way to lower it). So in practice one goes back over the last $k$ steps only. The state is handed on
# as ever; the *gradient* ends there. That is {{term:truncated-backpropagation}}:
#
# {{eq:truncated-sum}}
#
# In code it is one word, `h.detach()`, and stands in `states` above. How much is lost? Compare directions: the cosine
# of the gradient of $W_h$ from the last 3 of ten steps to the whole one, for a new network. And then let a network
# train that way. Ten cards, usual start: how many of twenty will be done?


# %% slug="ch19-cosine"
def recurrent_gradient(net, X, y, keep=inf):
    """∂L/∂W_h in a row, from the last `keep` steps."""
    net.zero_grad()
    functional.cross_entropy(net(X, keep), y).backward()
    return net.cell.weight_hh.grad.ravel().copy()


def cosine(u, v):
    return float(u @ v / (np.linalg.norm(u) * np.linalg.norm(v)))


# %% tags=["predict"]
X, y = data.first_symbol(n=32, steps=10, seed=0)
net = Recurrent(4, 32, 4, seed=0)
whole = recurrent_gradient(net, X, y)
for keep in (1, 3, 5):
    kept = recurrent_gradient(net, X, y, keep)
    print(f"last {keep}: cosine {cosine(kept, whole):.4f}")

for keep in (1, 3, 5, "all"):
    found = runs["solved_10_usual" if keep == "all" else f"solved_10_keep_{keep}"]
    print(f"last {keep}: {sum(row[0] > 0 for row in found)} of 20 are done")

# %% [markdown] tags=["answer"]
# From the last three steps the cosine is 0.988 (median of twenty starts, 0.968 to 0.995), from the last five 0.999. And
# of twenty networks that train on three steps none is done, on five 1, on all ten 18. (They do not all guess. Trained on
# the last step alone, half of them read 50 of 100 or more: the state carries something of the first card by itself, and
# the last step learns to use it. But it does so by luck.)

# %% [markdown]
# The cosine is good *because* the far terms have shrunk: what is cut off is small already. But small as it is,
# it alone says what the network should have done *at* the first card: how to take it up, and how to carry it on until the cut. In training it would have grown, as in
# the run above. **A good cosine says that the cut hardly turns today's gradient. It does not say that nothing was to be learnt
# behind it.**
#
# (Cutting at a random place, and weighting what is left accordingly, makes the mean right and the spread large. Nothing
# of that is measured here.)

# %% tags=["asserts"]
# eq: truncated-sum
_cosines = []
for _seed in range(20):
    _net, (_x, _y) = (
        Recurrent(4, 32, 4, _seed),
        data.first_symbol(32, 10, seed=_seed),
    )
    _whole = recurrent_gradient(_net, _x, _y)
    _cosines.append(
        [
            cosine(recurrent_gradient(_net, _x, _y, keep), _whole)
            for keep in (1, 3, 5)
        ]
    )
_cosines = np.array(_cosines)
assert np.allclose(_cosines[:, :2], np.array(runs["cosine_10"])[:, :2], atol=1e-5)
assert [round(f(_cosines[:, 1]), 3) for f in (np.median, np.min, np.max)] == [
    0.988,
    0.968,
    0.995,
]
assert round(np.median(_cosines[:, 2]), 3) == 0.999
assert round(100 * np.median(np.array(runs["solved_10_keep_1"])[:, 1])) == 50
_done = [
    sum(row[0] > 0 for row in runs[name])
    for name in ("solved_10_keep_3", "solved_10_keep_5", "solved_10_usual")
]
assert _done == [0, 1, 18]
assert float(f"{_before[0] / _before[-1]:.0e}") == 8e-6
_net = Recurrent(4, 6, 4, 1)
_x, _y = data.first_symbol(5, 8, seed=2)
_states = _net.states(_x)
functional.cross_entropy(_net.out(_states[-1]), _y).backward()
_H = [np.zeros((5, 6)), *[h.data for h in _states]]
_terms = [_H[t].T @ ((1 - _H[t + 1] ** 2) * _states[t].grad) for t in range(8)]
for _k in (1, 3, 8):
    _kept = recurrent_gradient(_net, _x, _y, _k).reshape(6, 6)
    assert np.allclose(_kept, sum(_terms[8 - _k :]))

# %% [markdown] slug="ch19-exercise-3"
# ### Exercise 19.3: three measures of a cut (6 minutes)
#
# One neuron, five steps, a loss at the end. What each step brings to its two weights:
#
# | step | 1 | 2 | 3 | 4 | 5 |
# |---|---|---|---|---|---|
# | to $u$ | 0 | 0.2 | 0.4 | 0.8 | 1.6 |
# | to $w$ | 0.5 | 0.1 | 0.2 | 1.2 | 2.0 |
#
# Only the last two steps are kept. Find the whole gradient of $(u, w)$ and the kept one; the cosine of the two; which
# share of the whole gradient's norm is kept; and of what step 1 brings to $w$, which share is kept. Done when each line
# says "right".

# %% tags=["exercise"]
answer_3 = {
    "whole": [None, None],
    "kept": [None, None],
    "cosine": None,
    "share_of_the_norm": None,
    "share_of_the_first_input": None,
}

# %%
tell("19.3", answer_3)

# %% [markdown] tags=["hint"]
# Hint 1: look at the columns
#
# The kept gradient adds up the columns 4 and 5, the whole one all five.

# %% [markdown] tags=["hint"]
# Hint 2: recall the cosine
#
# The dot product of the two, divided by both norms. Vectors of which one is a multiple of the other have the cosine 1.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# whole, kept = np.array([3.0, 4.0]), np.array([0.8 + 1.6, 1.2 + 2.0])
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_3 = {
#     "whole": [3, 4],
#     "kept": [2.4, 3.2],
#     "cosine": 1,
#     "share_of_the_norm": 0.8,
#     "share_of_the_first_input": 0,
# }
# ```
#
# A cosine of 1, four fifths of the norm, and nothing at all of the first input: the first of them says nothing of the
# other two.

# %% tags=["asserts"]
_u, _w = np.array([0, 0.2, 0.4, 0.8, 1.6]), np.array([0.5, 0.1, 0.2, 1.2, 2.0])
_whole, _kept = (
    np.array([_u.sum(), _w.sum()]),
    np.array([_u[3:].sum(), _w[3:].sum()]),
)
assert np.allclose(_whole, [3, 4]) and np.allclose(_kept, [2.4, 3.2])
assert isclose(cosine(_whole, _kept), 1) and np.linalg.norm(_kept) / 5 == 0.8

# %% [markdown] slug="ch19-listening"
# ## Words
#
# Cards are an invention of ours. Here are words: zero to nine, each said by 48 voices (a program's, no person spoke). A
# recording is 64 moments of 20 numbers, the energies in bands of pitch, and the word lies in it at a random moment, in
# silence. 36 voices for learning, 12 others for the test.
#
# Four networks, 60 passes over the 360 words, each time at new moments:
#
# - **whole**: an MLP that gets the recording as one row of 1,280 numbers. Three hidden units, 3,883 parameters.
# - **usual** and **identity**: our recurrent network with 48 units, 3,850 parameters. It answers from its last state.
# - **all along**: the usual start again, but it answers from the *mean* of all 64 states.
#
# The numbers of parameters are nearly the same. Which one hears best? Say an order, and guess how many of 100 words each
# will get right.


# %% slug="ch19-words"
def recurrent_listener(seed, start="usual"):
    return Recurrent(20, 48, 10, seed, start, dtype="float32")


def whole_listener(seed, hidden=3):
    """An MLP on the whole recording, as one row of 64 · 20 numbers."""
    rng = np.random.default_rng(seed)
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(64 * 20, hidden, rng=rng, dtype="float32"),
        nn.Tanh(),
        nn.Linear(hidden, 10, rng=rng, dtype="float32"),
    )


def at_the_end(net, X):
    return net(X)


def all_along(net, X):
    states = net.states(X)
    return net.out(sum(states) / len(states))


def learn_words(net, seed, rate, read=at_the_end, passes=60):
    """The network after 60 passes over 360 words, each time at other moments."""
    step = record(lambda X, y: functional.cross_entropy(read(net, X), y))
    adam, rng = optim.Adam(net.parameters(), lr=rate), np.random.default_rng(seed)
    for _ in range(passes):
        X, y = data.spoken_digits("train", seed=rng)
        for begin in range(0, len(X), 40):
            net.zero_grad()
            rows = slice(begin, begin + 40)
            step(X[rows].astype("float32"), y[rows])
            optim.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
    return net


def heard(net, read=at_the_end, draws=5):
    """Shares of new voices' words: all, little silence behind, much."""
    right, silence = [], []
    for seed in range(draws):
        X, y = data.spoken_digits("test", seed=seed)
        with no_grad():
            said = read(net, X.astype("float32")).numpy().argmax(axis=1)
        right.append(said == y)
        silence.append((X.sum(axis=2)[:, ::-1] > 0).argmax(axis=1))
    right, silence = np.concatenate(right), np.concatenate(silence)
    return right.mean(), right[silence < 8].mean(), right[silence >= 24].mean()


# %% tags=["predict"]
listener = learn_words(recurrent_listener(0, "identity"), 0, rate=0.001)
alone = learn_words(whole_listener(0), 0, rate=0.003)
for name, net in (("identity", listener), ("whole", alone)):
    print(f"{name}: {100 * heard(net)[0]:.0f} of 100 words, in this run")

# %% tags=["answer"]
words = data.experiment_record("ch19_words")["starts"]
names = {
    "whole_0_003": "whole",
    "usual_0_001": "usual",
    "identity_0_001": "identity",
    "all_along_0_003": "all along",
}
figures.strips(
    {name: [row[0] for row in words[key]] for key, name in names.items()},
    title="Words of new voices that are heard: ten starts each",
    x="of a hundred",
    unit=100,
    say="The whole recording at once: 41 to 60 of a hundred. The usual start: 21 "
    "to 38. From the identity: 71 to 91. All along: 52 to 87.",
)

# %% [markdown] tags=["answer"]
# | | heard, of 100: mean | ten starts |
# |---|---|---|
# | identity | 79 | 71 to 91 |
# | all along | 73 | 52 to 87 |
# | whole | 52 | 41 to 60 |
# | usual | 31 | 21 to 38 |
#
# (Each with the better of the rates 0.001 and 0.003, the MLP with the best of three, chosen by these same words. An MLP
# with *eight* hidden units, and 10,338 parameters, hears 76.)

# %% [markdown]
# With equal numbers of parameters the network over time hears more than the MLP, which has other weights for each place
# where a word may stand. But not from every start. "Usual" and "identity" are *the same network*: same units, same numbers
# of weights, same data. One word in three, or four in five, is a matter of how 2,400 of these numbers began: $W_h$, and
# two biases of 48. (Forty cards were too many for the identity, and 64 moments are not: a word lasts for many of them,
# and on average half of the silence lies before it.)
#
# And "all along"? There the loss looks at each state itself, the first term of {{ref:state-gradient}}. From every
# moment of the word a road of one step leads to the loss. So the usual start is good enough.
#
# Does "usual" forget the word in the silence behind it? Look: with fewer than 8 moments of silence it hears 31 in a hundred,
# with 24 and more 31. What it has, it keeps. It has little.

# %% tags=["asserts"]
_kept = {_name: 100 * np.array(_rows) for _name, _rows in words.items()}
for _name, _said in {
    "identity_0_001": (79, 71, 91),
    "all_along_0_003": (73, 52, 87),
    "whole_0_003": (52, 41, 60),
    "usual_0_001": (31, 21, 38),
}.items():
    _all = _kept[_name][:, 0]
    _found = _all.mean(), _all.min(), _all.max()
    assert tuple(round(float(_one)) for _one in _found) == _said
    for _rate in (0.001, 0.003):
        _tried = _kept[f"{_name[:-6]}_{_rate}".replace(".", "_")][:, 0]
        assert _tried.mean() <= _found[0]
assert _kept["whole_0_01"][:, 0].mean() < 51
assert round(_kept["whole_8_0_003"][:, 0].mean()) == 76
assert np.round(_kept["usual_0_001"][:, 1:].mean(axis=0)).tolist() == [31, 31]
_count = [
    sum(p.data.size for p in _net.parameters())
    for _net in (whole_listener(0), recurrent_listener(0), whole_listener(0, 8))
]
assert (
    _count == [3883, 3850, 10_338]
    and 48 * 48 + 2 * 48 == 2400
    and 64 * 20 == 1280
)
assert abs(100 * heard(listener)[0] - _kept["identity_0_001"][0, 0]) < 10
assert abs(100 * heard(alone)[0] - _kept["whole_0_003"][0, 0]) < 10

# %% [markdown] slug="ch19-torch"
# ## The same in PyTorch
#
# `nn.RNN` is the cell and the loop in one. Same weights, same gradients:

# %% slug="ch19-torch-rnn"
try:
    import torch
except ImportError:
    print("PyTorch is not installed here")
else:
    X, y = data.first_symbol(n=4, steps=12, seed=5)
    net = Recurrent(4, 8, 4, seed=5)
    state = net.cell.to_torch_state()
    theirs = torch.nn.RNN(4, 8, batch_first=True, dtype=torch.float64)
    theirs.load_state_dict(
        {f"{name}_l0": torch.tensor(array) for name, array in state.items()}
    )
    _, last = theirs(torch.tensor(X))
    weight, bias = (torch.tensor(p.data) for p in net.out.parameters())
    logits = last[0] @ weight + bias
    torch.nn.functional.cross_entropy(logits, torch.tensor(y)).backward()
    ours = recurrent_gradient(net, X, y).reshape(8, 8)
    apart = np.abs(ours.T - theirs.weight_hh_l0.grad.numpy()).max()
    print(f"largest difference of the gradients of W_h: {apart:.0e}")

# %% [markdown]
# Theirs is stored as (out, in), hence the `.T`. To truncate there, one detaches the state between two pieces of a long
# text: `h = h.detach()`.

# %% [markdown] slug="ch19-quiz"
# ## Check yourself

# %% [markdown] tags=["quiz"]
# **4.** A network has read 200 words, and is swept back through. How many gradients does its $W_h$ get?
#
# - 200, one for each copy of the weights.
#   No. The copies are in the drawing. There is one $W_h$, and it gets the sum.
# - One, the sum of 200 contributions.
#   Right. A fan-out: one term for each use.
# - One, that of the last word.
#   No. That is `=` where `+=` belongs.

# %% [markdown] tags=["quiz"]
# **5.** Your loop passes the gradient check for one step, with $h_0 = 0$, and fails for three. Which slip fits best?
#
# - The new state stands where the old one belongs.
#   No. With one step that would show too: the term must be 0 there, and is not.
# - What comes from the later step was left out.
#   Right. With one step there is no later one.
# - The slope of tanh was left out.
#   No. One step has its slope already, and the check would have seen it.

# %% [markdown] tags=["quiz"]
# **6.** Fifty steps ago a unit with $u = 3$ was pushed, and has stood at $h = 0.995$ ever since. What does the loss at
# the end tell the weight of that push?
#
# - Much: the push is still there.
#   No. It is there whatever the push was exactly. A nudge of it moves nothing.
# - Next to nothing: 50 factors of about 0.03.
#   Right. Three times 1 − 0.99, fifty times over.
# - Too much: with a weight of 3 it explodes.
#   No. It would, at small states. Here tanh is flat.

# %% [markdown] tags=["quiz"]
# **7.** Of the gradient at the last step a billionth arrives at step 1. You clip to 1. What changes?
#
# - It arrives with a norm of 1.
#   No. Clipping shortens what is too long, and lengthens nothing.
# - The last steps count for less, so the first count for more.
#   No. All terms of the sum are scaled by one factor.
# - Nothing about that.
#   Right. It is for the other illness.

# %% [markdown] tags=["quiz"]
# **8.** With the last 20 of 500 steps kept, the cosine to the whole gradient is 0.9999. What may you conclude?
#
# - Nothing in this data lies further back than 20 steps.
#   No. It may, and the network has not been told of it.
# - Truncation hardly turns the gradient of these weights, today.
#   Right. That, and no more.
# - The network will remember 500 steps.
#   No. It may, by luck. This gradient does not say what it should have done 500 steps ago.

# %% [markdown] tags=["quiz"]
# **9.** A network answers at every one of 30 steps. At $h_{12}$, what is $\partial L/\partial h_{12}$?
#
# - What its own answer says, and nothing else.
#   No. The answers at 13 to 30 hang on it as well.
# - Its own answer's part plus what comes from step 13.
#   Right. And in what comes from 13 all later answers are contained.
# - What comes back all the way from step 30.
#   No. Steps 12 to 29 have answers, too.

# %% tags=["asserts"]
assert round(3 * (1 - 0.995**2), 2) == 0.03 and round(0.995**2, 2) == 0.99
assert np.tanh(3 * 0.995) > 0.994 and 0.9999 < 1

# %% [markdown] slug="ch19-summary"
# ## The chapter on one page
#
# **Forward.** The same weights at each step, {{ref:recurrence}}; unrolled it is a graph like any other.
#
# **Back.** $\partial L/\partial h_t$ is the loss's own gradient there plus what comes from step $t + 1$,
# {{ref:state-gradient}}. Each weight gets a sum over the steps, {{ref:through-time}}; in rows
# {{ref:through-time-rows}}. At step $t$ it met $h_{t-1}$.
#
# | illness | sign | remedy | what it does not do |
# |---|---|---|---|
# | vanishing, {{ref:jacobians-in-a-row}} | nothing arrives at the first steps | identity start; a shorter road, as "all along" | the identity: do 40 cards in 1,000 steps, from 19 starts of 20 |
# | exploding | the norm leaps | clip | make a small gradient larger |
# | no room for all states | memory | truncate, {{ref:truncated-sum}} | say what should have been done behind the cut |
#
# **The mistake.** "What a network still remembers, it can still learn from." With $u = 2$ it knows for ever that it
# was pushed, and after forty steps the gradient is 8.4e-31.

# %% tags=["asserts"]
assert float(f"{after_a_push(2, 40)[1]:.1e}") == 8.4e-31

# %% [markdown] slug="ch19-next"
# ## Where to go next
#
# [Chapter 20](20_lstm.ipynb) puts a cell on trial that was made for this: the LSTM.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch19-sources"
# ## Sources
#
# Networks with a state: Jeffrey Elman, "Finding structure in time", *Cognitive Science* 14 (1990). Going back through
# time: Paul Werbos, "Backpropagation through time: what it does and how to do it", *Proceedings of the IEEE* 78 (1990);
# cut off after some steps: Ronald Williams and Jing Peng, "An efficient gradient-based algorithm for on-line training
# of recurrent network trajectories", *Neural Computation* 2 (1990).
#
# That a state which is held firmly is one that no gradient reaches: Yoshua Bengio, Patrice Simard and Paolo Frasconi,
# "Learning long-term dependencies with gradient descent is difficult", *IEEE Transactions on Neural Networks* 5 (1994).
# Clipping: Razvan Pascanu, Tomas Mikolov and Yoshua Bengio, "On the difficulty of training recurrent neural networks"
# (ICML 2013, [on arXiv](https://arxiv.org/abs/1211.5063)). The identity as a start, with ReLU: Quoc Le, Navdeep Jaitly
# and Geoffrey Hinton (2015, [on arXiv](https://arxiv.org/abs/1504.00941)). Cutting at random places: Corentin Tallec
# and Yann Ollivier, "Unbiasing truncated backpropagation through time" (2017, [on
# arXiv](https://arxiv.org/abs/1705.08209)).
#
# What each step contributes, for whole networks, drawn as bands: Dylan Cashman and others, RNNbow, *IEEE Computer
# Graphics and Applications* 38 (2018, [on arXiv](https://arxiv.org/abs/1907.12545)).
