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

# %% [markdown] slug="ch12-title"
# # 12 · Vanishing and exploding gradients
#
# Ten neurons stand in a row. Each has one input, the output of the one before, and a sigmoid. Each stands at $z = 0$,
# where its sigmoid is steepest: there the slope is 1/4. Push the input of the first by a hair. How far does the output
# of the tenth move, for each unit of the push, if all ten weights are 1? If they are 4? If they are 8?
#
# Write down three numbers. Only the size matters: is it about 1, a hundredth, a millionth, a thousand?
#
# [Chapter 08](08_delta_recursion.ipynb) ended with a warning: at every layer on the way back δ is multiplied by a slope
# that is at most 1/4. Here you count what is left. Then you learn to choose the first weights of a network so that
# something is left. And you put to the test four remedies that many texts list side by side. One of them works only
# together with another choice, one treats the opposite illness, one is usually described wrongly, and one cures
# nothing.
#
# **When you are through,** you can say why a gradient vanishes or explodes, and measure it layer by layer; derive from
# the variance of a sum how large the first weights should be; and say of ReLU, clipping, batch normalisation and
# accumulation what each does, what it does not do, and how you would find out.
#
# **You need** [chapter 08](08_delta_recursion.ipynb): what a δ gathers. [Chapter 09](09_vectorised.ipynb): batches as
# matrices. [Chapter 11](11_right_loss.ipynb): $\delta = (p - y)/N$ at a softmax with cross-entropy. [Chapter
# 10](10_training.ipynb): the training loop. Of statistics: a mean, and that the variance is the mean of the squared
# distances from it. The *size* of many numbers, here, is the root of the mean of their squares.
#
# **Time:** 45 minutes of reading and playing, 25 for three exercises. One lab and one more exercise are optional.
#
# **The mistake this chapter cures:** taking a remedy from a list, without asking which illness it is for.

# %% slug="ch12-setup"
from itertools import pairwise
from math import isclose, log, sqrt

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, optim, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% [markdown] slug="ch12-row"
# ## Ten in a row
#
# Begin with two. Both weights are 8 and both biases are −4, so that an input of 1/2 gives $z = 8 \cdot 1/2 - 4 = 0$,
# hence an activation of 1/2, which is the input of the second. Both neurons stand in their steepest place.
#
# What will arrive at `x` as its gradient? Click on the picture, press S to go to the end of the forward pass, and then
# → for each step back. Say the number before you press.

# %%
x = Value(0.5)
a1 = Value.dot([8.0], [x], -4.0).sigmoid()
a2 = Value.dot([8.0], [a1], -4.0).sigmoid()
show(a2, title="Two neurons in a row, each with the weight 8", sliders={"x": (0, 1)})

# %% [markdown]
# Each neuron multiplies what arrives by its slope, 1/4, and by its weight, 8. That makes 2 for each, and 4 for both.
#
# Now ten, and three sizes of weight. The bias is $-w/2$, so that each neuron stands at $z = 0$ again.


# %% tags=["predict"]
def in_a_row(w, x=0.5, neurons=10):
    """The gradient of the last output in the first input."""
    x = a = Value(x)
    for _ in range(neurons):
        a = (w * a - w / 2).sigmoid()
    a.backward()
    return x.grad


for w in (1, 4, 8):
    print(f"w = {w}: {in_a_row(w):.4g}")

# %% [markdown] tags=["answer"]
# With weights of 1 less than a millionth is left, 9.5e-7. With weights of 4 everything is left: 1. With weights of 8 it
# has grown to 1024. Nothing is special about ten neurons, nor about sigmoids. A factor is multiplied by itself ten
# times, and ten is many: 1/4 to the tenth, 1 to the tenth, 2 to the tenth.

# %% [markdown]
# In letters, for $K$ neurons in a row, with $w_{k+1}$ the weight that leads from neuron $k$ to the next. It is
# {{ref:hidden-delta}} with a sum of one term, used again and again:
#
# {{eq:factors-in-a-row}}
#
# (With ten neurons these are nine factors. The tenth slope is in $\delta_{10}$ itself, and the tenth weight leads from
# `x` to the first neuron: what arrives at `x` is $w_1 \delta_1$.)
#
# A gradient that shrinks on its way back, layer by layer, until the first layers hardly learn, is a
# **{{term:vanishing-gradient}}**. One that grows on its way is an **{{term:exploding-gradient}}**. They are one
# phenomenon, and it has nothing to do with an error in the program: **a product of many factors is almost never near 1,
# unless each factor is.**

# %% tags=["asserts"]
# eq: factors-in-a-row
assert float(f"{in_a_row(1):.1e}") == 9.5e-7
assert in_a_row(1) == (1 / 4) ** 10
assert in_a_row(4) == 1
assert in_a_row(8) == 2**10 == 1024
a2.backward()
assert x.grad == (8 * 1 / 4) ** 2 == 4
_ws, _x = (1.5, -2.0, 3.0, 0.7), Value(0.3)
_zs, _a = [], _x
for _w in _ws:
    _zs.append(_w * _a + 0.1)
    _a = _zs[-1].sigmoid()
_a.backward()
_product = _zs[-1].grad
for _w, _z in zip(reversed(_ws[1:]), reversed(_zs[:-1]), strict=True):
    _slope = _z.sigmoid().data * (1 - _z.sigmoid().data)
    _product *= _w * _slope
assert isclose(_product, _zs[0].grad)

# %% [markdown] slug="ch12-edge"
# ## Another input
#
# But $z = 0$ was a choice of ours, and real inputs do not
# stand still.
#
# Go back to the picture. Take `x` up slowly, from 0.5 to 0.6, 0.75, 1, and watch its gradient. Will it grow or
# fall? Which of the two neurons is to blame first?
#
# Then guess what the row of ten says, for weights of 8, when its input is 0.51 instead of 0.5.

# %% tags=["predict"]
print("input      " + "".join(f"{x:>11}" for x in (0.5, 0.501, 0.51, 0.55)))
for w in (1, 4, 8):
    print(f"weights {w}: " + "".join(f"{in_a_row(w, x):11.3g}" for x in (0.5, 0.501, 0.51, 0.55)))

# %% [markdown] tags=["answer"]
# A hundredth more at the input, and of 1024 there is 0.024 left. With 0.55 it is 0.000074. What has happened? A row
# that multiplies each push by 2 does so with the signal too. The hundredth becomes two hundredths behind the first
# neuron, then four, and so on, until the neurons at the end stand far from 0, where their sigmoids are flat. And a flat
# sigmoid has a slope near 0, which now stands in the product. (In the picture with two neurons you have seen it begin.
# At 0.6 the second multiplies by 1.18 only: that is the gradient of `a1`. The first still makes 2.02 of it, which is
# 1.71 times as much. The second has been pushed further.)
#
# So weight and slope work against each other. A large weight raises its factor, and by moving $z$ it lowers the next
# slope. For a factor of more than 1 a neuron with the weight 8 must have its input in a window that is 0.44 wide, and
# no weight makes this window wider than 0.45. For a gradient that grows at each of ten neurons, all ten would have to
# stand in theirs. A row of sigmoids explodes on a knife's edge. Nearly everywhere else it vanishes.

# %% tags=["asserts"]
assert 0.5 + 0.01 == 0.51
assert float(f"{in_a_row(8, 0.51):.2g}") == 0.024
assert round(in_a_row(8, 0.55), 6) == 0.000074
assert in_a_row(8, 0.501) < 70
assert round(in_a_row(8, 0.6, neurons=1), 2) == 1.71
assert round(in_a_row(8, 0.6, neurons=2), 2) == 2.02
assert round(in_a_row(8, 0.6, neurons=2) / in_a_row(8, 0.6, neurons=1), 2) == 1.18
for _x, _least, _most in ((0.6, 1.9, 2.1), (0.75, 0.25, 0.35), (1.0, 0, 0.03)):
    assert _least < in_a_row(8, _x, neurons=2) < _most


def _window(w):
    """How wide the interval of inputs is in which w σ'(w a + b) exceeds 1, whatever b is."""
    return 2 / w * log(w * (1 + sqrt(1 - 4 / w)) / 2 - 1)


assert round(_window(8), 2) == 0.44
assert round(max(_window(w) for w in np.linspace(4.01, 50, 5000)), 2) == 0.45
_s = 1 / (1 + np.exp(-_window(8) / 2 * 8))
assert isclose(8 * _s * (1 - _s), 1)

# %% [markdown] slug="ch12-exercise-1"
# ### Exercise 12.1: four in a row (6 minutes)
#
# Four sigmoid neurons in a row. The δ of neuron 4 is −2.
#
# | neuron | its activation | the weight from it to the next |
# |---|---|---|
# | 1 | 1/2 | 2 |
# | 2 | 3/4 | −8 |
# | 3 | 1/4 | 4 |
#
# Find the other three δ, from neuron 3 back to neuron 1. Then two more questions. What would the δ of neuron 1 be if
# neuron 2 said 0.99, and all else stayed? (Give it with three digits.) And how large must the weight behind a neuron
# that says 3/4 be, to make the factor 1? Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "delta": [None, None, -2 * 4 * (1 / 4 * 3 / 4), -2],
    "delta_1_saturated": None,
    "weight_that_keeps": None,
}

# %%
tell("12.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at one step back
#
# The third entry is filled in: the δ of neuron 4, the weight between 3 and 4, the slope of neuron 3. The second is made
# in the same way, from the third.

# %% [markdown] tags=["hint"]
# Hint 2: recall the slope
#
# $\sigma'(z) = a (1 - a)$. It is 1/4 at $a = 1/2$, and 3/16 both at 3/4 and at 1/4.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta_2 = -3 / 2 * -8 * (3 / 4 * 1 / 4)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "delta": [9 / 8, 9 / 4, -3 / 2, -2],
#     "delta_1_saturated": -3 / 2 * -8 * (0.99 * 0.01) * 2 * (1 / 2 * 1 / 2),
#     "weight_that_keeps": 16 / 3,
# }
# ```
#
# With weights of −8 and 4 in the row the δ still shrinks on the whole, from −2 to 9/8. One saturated neuron takes what
# is left down to about a twentieth of that, for itself and for all before it: a product is as small as its smallest
# factor makes it. The last answer is 1 divided by the slope 3/16.

# %% tags=["asserts"]
assert -2 * 4 * 3 / 16 == -3 / 2
assert -3 / 2 * -8 * 3 / 16 == 9 / 4
assert 9 / 4 * 2 * 1 / 4 == 9 / 8
assert round(-3 / 2 * -8 * (0.99 * 0.01) * 2 * 1 / 4, 4) == 0.0594
assert 0.045 < 0.0594 / (9 / 8) < 0.055
assert 16 / 3 * 3 / 16 == 1

# %% [markdown] slug="ch12-layer"
# ## A layer adds up
#
# A network is not a row. A hidden neuron gathers from many, and a sum of many terms, some positive and some negative,
# has a size of its own. How large is it?
#
# Take 100 coins. Heads counts +1, tails −1. What is the sum? It could be 100, but you would not bet on it. Typically it
# is off from 0 by about 10. In general it is the root of the number of coins, since in the square of the sum each coin
# contributes its own square, 1, and the products of two different coins are as often +1 as −1, so that they cancel on
# average. What remains is one square for each coin.
#
# A neuron with 100 inputs of size 1 and weights of +1 or −1, drawn at random, is those coins: its $z$ has the size 10.
# Make the weights ten times smaller, and $z$ has the size 1. In letters, for $z_j = \sum_i a_i w_{ij}$ with weights
# that are independent and have mean 0: the mixed terms $a_i w_{ij}\, a_k w_{kj}$ average to 0, and $n_{\text{in}}$
# squares remain, each of the mean $\operatorname{E}[a^2]$ times the variance of a weight.
#
# {{eq:signal-variance}}
#
# (E is a mean, over the inputs and over many draws of the weights. The bias starts at 0.) On the way back the sum runs
# the other way, over the $n_{\text{out}}$ neurons that a neuron feeds, and then comes its slope, which we take to be
# independent of that sum:
#
# {{eq:delta-variance}}
#
# So apart from the slope, a layer multiplies the size of what goes forward by $\sqrt{n_{\text{in}}
# \operatorname{Var}[w]}$, and the size of what comes back by $\sqrt{n_{\text{out}} \operatorname{Var}[w]}$.
#
# The figure has ten layers of 16 neurons without any bend (`linear`), so no slopes disturb. Its weights have the
# variance 1. By which number should δ be multiplied at each layer on its way back? The sentence below the curves has
# the answer. Then take the next choices of `weights` in turn, and work out the factor before you look: `variance
# 0.0001`, and `nn.Linear`, the variance $1/(3 n_{\text{in}})$ with which this library's layers and PyTorch's start. Last,
# look for the one variance with which all ten layers keep the size. (The figure gives norms, ‖δ‖, roots of a *sum* of squares. Where all layers have
# the same width it makes no difference.)

# %%
figures.depth(
    10,
    activation="linear",
    init="1",
    of="deltas",
    seed=32,
    title="Ten layers of 16 neurons without a bend: how large is δ in each?",
)

# %% [markdown]
# Weights of variance 1 multiply by √16 = 4 in each layer, so from layer 10 to layer 1 δ grows to a quarter of a million
# times its size. With a variance of 0.0001 each layer multiplies by 0.04. With the start of `nn.Linear` it is √(1/3), about 0.58, and of δ less than a hundredth is left. The variance that keeps the
# size is 1/16.
#
# The right-hand picture shows what goes forward. Without a bend both ways follow the same rule.

# %% tags=["asserts"]
# eq: signal-variance, delta-variance
from autograd_lab.viz.figures.depth import INITS, norms

_rng = np.random.default_rng(12)
_coins = _rng.choice([-1, 1], size=(20_000, 100)).sum(axis=1)
assert 9.9 < np.sqrt((_coins**2.0).mean()) < 10.1
_n_in, _n_out, _var = 50, 80, 0.03
_a = _rng.normal(0.5, 1.0, size=_n_in)  # its mean is not 0, and need not be
_delta = _rng.normal(size=_n_out)
_slopes = _rng.uniform(0, 1, size=_n_in)
_W = _rng.normal(0, sqrt(_var), size=(4000, _n_in, _n_out))
_z = _a @ _W
assert isclose(_z.var(), _n_in * _var * (_a**2).mean(), rel_tol=0.02)
_back = (_W @ _delta) * _slopes
assert isclose((_back**2).mean(), _n_out * _var * (_delta**2).mean() * (_slopes**2).mean(), rel_tol=0.02)
del _W


def _factor(activation, start, times=1.0, layers=10, seed=32):
    """What the figure says: δ's factor per layer, and its size in layer 1."""
    drawn = np.random.default_rng(seed).normal(size=(20 * 16 + 16) * 16)
    std = next(std for name, std in INITS.items() if name.startswith(start))(16)
    found = norms(drawn, 16, layers, activation, times * std, "deltas")
    return (found[0] / found[-1]) ** (1 / (layers - 1)), found[0]


assert round(_factor("linear", "variance 1")[0], 1) == sqrt(16 * 1) == 4
assert 240_000 < _factor("linear", "variance 1")[1] < 280_000
assert round(_factor("linear", "variance 0.0001")[0], 3) == 0.04
assert isclose(sqrt(16 * 0.0001), 0.04)
assert round(_factor("linear", "nn.Linear")[0], 2) == round(sqrt(1 / 3), 2) == 0.58
assert isclose(sqrt(16 / (3 * 16)), sqrt(1 / 3))
assert _factor("linear", "nn.Linear")[1] < 0.01
assert round(_factor("linear", "Xavier")[0], 2) == 16 / 16
assert isclose(INITS["Xavier: variance 2/(n_in + n_out)"](16) ** 2, 1 / 16)

# %% [markdown] slug="ch12-start"
# ## The first weights
#
# Now you can choose. For the forward way $n_{\text{in}} \operatorname{Var}[w]$ should be 1, so a weight needs the
# variance $1/n_{\text{in}}$. For the way back $n_{\text{out}} \operatorname{Var}[w]$ should be 1. A layer from 100 to
# 400 neurons cannot have both. Xavier Glorot and Yoshua Bengio took the middle, 1 divided by the mean of the two
# widths. This {{term:initialisation}} bears the first name of the first of the two:
#
# {{eq:xavier}}
#
# ($\mathcal N(0, v)$ is the normal distribution with mean 0 and *variance* $v$. NumPy asks for the standard deviation,
# $\sqrt v$.)
#
# What about a bend in the layer? Take the ReLU, $\max(z, 0)$, with $z$ as often negative as positive. It sets half of
# the numbers to 0, so of the mean square one half is left. On the way back its slope is 1 for one half and 0 for the
# other, so half of the squares is left there too. A factor of √(1/2) in each layer: after 20 layers a thousandth.
# Kaiming He and his co-authors gave the half back:
#
# {{eq:he}}
#
# Before you run the cell: a signal of size 1 enters a layer of 200 ReLU neurons, and another, and another, thirty of
# them. What comes out, with Xavier's weights, and with He's? And does it matter that you draw other weights?


# %% tags=["predict"]
def sizes_behind_thirty(variance, seeds=5, n=200, layers=30):
    """The size of the signal behind thirty ReLU layers, for each seed."""
    found = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        a = rng.normal(size=(20, n))
        for _ in range(layers):
            a = np.maximum(a @ rng.normal(0, np.sqrt(variance), size=(n, n)), 0)
        found.append(np.sqrt((a**2).mean()))
    return found


for name, variance in (("Xavier", 2 / (200 + 200)), ("He", 2 / 200)):
    print(f"{name:7}" + "".join(f"{size:12.2g}" for size in sizes_behind_thirty(variance)))

# %% [markdown] tags=["answer"]
# Xavier's line is about √(1/2) to the thirtieth, 3e-5. He's stays within a factor of 2 of where it began, in all five
# draws. Two rules, one derivation: find out what one layer does to the mean square, and undo it.

# %% [markdown]
# All this is said of the *first* weights, before any training. It does not promise that they stay so. But a network
# that does not pass its signal at the start has nothing to learn from.

# %% tags=["asserts"]
# eq: xavier, he
assert float(f"{sqrt(1 / 2) ** 30:.0e}") == 3e-5
assert all(1e-5 < size < 9e-5 for size in sizes_behind_thirty(2 / 400))
assert all(1 / 2 < size < 2 for size in sizes_behind_thirty(2 / 200))
assert isclose(sqrt(1 / 2) ** 20, 1 / 1024)
_xavier = nn.init.xavier_normal_(Tensor(np.zeros((300, 500))), rng=0).data
_he = nn.init.kaiming_normal_(Tensor(np.zeros((300, 500))), rng=0).data
assert isclose(_xavier.var(), 2 / (300 + 500), rel_tol=0.02)
assert isclose(_he.var(), 2 / 300, rel_tol=0.02)

# %% [markdown] slug="ch12-exercise-2"
# ### Exercise 12.2: one layer, five numbers (6 minutes)
#
# A layer leads from 100 neurons to 400. Which standard deviation should its weights have so that, without a bend,
#
# - the signal keeps its size on the way forward (`signal`, filled in as an example),
# - δ keeps its size on the way back (`gradient`)?
#
# Which does Xavier's rule give (`xavier`), and which does He's (`he`)? And if you choose the one for the signal, by
# which number is the size of δ multiplied at this layer (`factor`, again without a bend)? Three digits are enough.

# %% tags=["exercise"]
answer_2 = {
    "signal": sqrt(1 / 100),
    "gradient": None,
    "xavier": None,
    "he": None,
    "factor": None,
}

# %%
tell("12.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at which way the sum runs
#
# Forward, each neuron adds up what comes in: 100 terms. On the way back, each of the 100 neurons gathers from all that it
# feeds.

# %% [markdown] tags=["hint"]
# Hint 2: recall that the equations speak of variances
#
# A standard deviation is the root of a variance. Both rules have a 2 above the line. `factor` is the root of
# {{ref:delta-variance}} without its slope.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# xavier = sqrt(2 / (100 + 400))
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "signal": sqrt(1 / 100),
#     "gradient": sqrt(1 / 400),
#     "xavier": sqrt(2 / (100 + 400)),
#     "he": sqrt(2 / 100),
#     "factor": sqrt(400 * (1 / 100)),
# }
# ```
#
# In a network whose widths rise and fall again, the factors of 2 and 1/2 cancel: that is why He's rule can look at one
# direction only. Whoever hands NumPy 0.01, the variance, in place of the standard deviation of the first line, has a
# factor of 1/10 at this layer, and at each layer where it is done again.

# %% tags=["asserts"]
assert sqrt(1 / 100) == 0.1
assert round(1 / 100, 2) == 0.01
assert [round(v, 5) for v in (sqrt(1 / 400), sqrt(2 / 500), sqrt(2 / 100))] == [0.05, 0.06325, 0.14142]
assert sqrt(400 / 100) == 2
assert isclose(sqrt(100 * 0.01**2), 1 / 10)

# %% [markdown] slug="ch12-slope"
# ## And the slopes
#
# Now bring the bends back. The figure begins with sigmoids and Xavier's weights, so that the weights alone would keep
# every size. The picture on the right has the mean slope, too.
#
# What is the factor of a layer going to be? Guess, then read it off. Then four tasks, and for each a guess before you
# move anything.
#
# 1. Raise `weights times`, which multiplies all weights, up to 4. Does the factor reach 1?
# 2. Set it back to 1 and choose `tanh`, the sigmoid of chapter 04 that runs from −1 to 1. Its slope at 0 is 1.
# 3. Choose `relu`. With which of the three rules in the list does it keep its size?
# 4. Choose `relu` with `nn.Linear`. It is a ReLU, so what should happen?

# %%
figures.depth(
    20,
    activation="sigmoid",
    init="Xavier",
    of="deltas",
    title="Twenty layers with a bend: how large is δ in each?",
)

# %% [markdown]
# With sigmoids the factor is 0.23, a little less than 1/4, and the first of the twenty layers gets a δ of some 2e-13. Larger
# weights help, but not enough: at four times the size the factor has come up to 0.61, while the mean slope has gone
# down, as in the row of ten. `tanh` comes close to 1. `relu` keeps its size with He's weights, within a factor of 3, and
# loses about a third in each layer with Xavier's.
#
# The fourth is the one to remember. ReLU, with the weights that a layer of this library or of PyTorch starts with: 0.39
# a layer, and in the first of the twenty 1e-8. *A slope of 1 is of no use if the weights do not keep the size.* When you read
# that "ReLU solves the vanishing gradient", ask: with which weights?


# %% tags=["asserts"]
def _steep(activation, start, times=1.0):
    return _factor(activation, start, times, layers=20, seed=0)


assert round(_steep("sigmoid", "Xavier")[0], 2) == 0.23
assert float(f"{_steep('sigmoid', 'Xavier')[1]:.0e}") == 2e-13
assert round(_steep("sigmoid", "Xavier", 4)[0], 2) == 0.61
assert all(_steep("sigmoid", "Xavier", times)[0] < 1 for times in (1, 2, 3, 4))
assert 0.9 < _steep("tanh", "Xavier")[0] < 1.1
assert 0.9 < _steep("relu", "He")[0] < 1.1
assert 1 / 3 < _steep("relu", "He")[0] ** 19 < 3
assert 0.62 < _steep("relu", "Xavier")[0] < 0.72
assert round(_steep("relu", "nn.Linear")[0], 2) == 0.39
assert float(f"{_steep('relu', 'nn.Linear')[1]:.0e}") == 1e-8

# %% [markdown] slug="ch12-patients"
# ## Two patients
#
# Does it matter for learning? A small δ could still be large enough. So take two networks that are ill in the two ways,
# and try to train them.
#
# Both read digits: 64 inputs, ten hidden layers of 24 neurons, ten outputs with softmax and cross-entropy. They learn
# from 400 images and are tested on 500 others.
#
# - **The vanishing one** has sigmoids, and Xavier's weights.
# - **The exploding one** has ReLUs, and in its hidden layers He's weights times 2.
#
# Of the three cells below the first and the last are folded: one builds such a network, the other makes a line of
# results. The middle one is to be read. `deltas_of` measures ‖δ‖ in each hidden layer. `trained` is the loop of chapter
# 10. Its backward pass begins at the outputs with {{ref:softmax-delta}}, $\delta = (p - y)/N$, written out.

# %% jupyter={"source_hidden": true}
rows, labels = data.digits(n=900, seed=0)
X, X_test = rows[:400], rows[400:]
y, y_test = labels[:400], labels[400:]
Y = data.one_hot(y)
xavier, he = nn.init.xavier_normal_, nn.init.kaiming_normal_


def deep(activation, start, seed, times=1.0, norm=False, layers=10, width=24):
    """A network 64-24-…-24-10; `start` fills the hidden weights, None leaves them."""
    rng = np.random.default_rng(seed)
    parts = []
    for n_in, n_out in pairwise([64] + layers * [width]):
        linear = nn.Linear(n_in, n_out, rng=rng)
        if start is not None:
            start(linear.weight, rng=rng)
            nn.init.zeros_(linear.bias)
        linear.weight.data *= times
        parts += [linear, nn.BatchNorm1d(n_out)] if norm else [linear]
        parts.append(activation())
    last = nn.Linear(width, 10, rng=rng)
    xavier(last.weight, rng=rng)
    nn.init.zeros_(last.bias)
    return nn.Sequential(*parts, last)


# %%
def output_delta(net, inputs, targets):
    """The outputs before the softmax, and their δ."""
    z = net(inputs)
    return z, (functional.softmax(z).data - targets) / len(targets)


def deltas_of(net):
    """‖δ‖ of each hidden layer, input first, and the norm of the whole gradient."""
    a, zs = Tensor(X), []
    for part in net:
        a = part(a)
        if isinstance(part, nn.Linear):
            zs.append(a)
    functional.cross_entropy(a, y).backward()
    whole = np.sqrt(sum((p.grad**2).sum() for p in net.parameters()))
    net.zero_grad()
    return [np.linalg.norm(z.grad) for z in zs[:-1]], whole


def trained(net, seed, rate=0.05, epochs=30, limit=None, together=1, error=None):
    """The share of new digits that it reads after training; None if a number overflowed."""
    optimiser = optim.SGD(net.parameters(), lr=rate)
    batches = data.DataLoader((X, Y), batch_size=50, shuffle=True, seed=seed)
    count = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            for inputs, targets in batches:
                z, delta = output_delta(net, inputs, targets)
                if not np.isfinite(delta).all():
                    return None
                z.backward(delta if error is None else error(delta))
                count += 1
                if count % together == 0:
                    if limit is not None:
                        optim.clip_grad_norm_(net.parameters(), limit)
                    optimiser.step()
                    optimiser.zero_grad()
        net.eval()
        guesses = net(X_test).data.argmax(axis=1)
        return (guesses == y_test).mean()


# %% jupyter={"source_hidden": true}
results = {}


def trial(name, activation, start, times=1.0, norm=False, layers=10, **how):
    """A line on five networks from five seeds: before training, and after."""
    factors, wholes, shares = [], [], []
    for seed in range(5):
        net = deep(activation, start, seed, times, norm, layers)
        sizes, whole = deltas_of(net)
        factors.append((sizes[0] / sizes[-1]) ** (1 / (layers - 1)))
        wholes.append(whole)
        shares.append(trained(net, seed, **how))
    done = [share for share in shares if share is not None]
    lost = len(shares) - len(done)
    factor = np.mean(factors)
    results[name] = {"factor": factor, "whole": wholes, "shares": done, "overflowed": lost}
    end = f"{lost} of 5 overflow"
    if not lost:
        end = f"reads {np.mean(done):.0%} ({min(done):.0%}–{max(done):.0%})"
    print(f"{name:29} factor {factor:.3f}, ‖g‖ {np.median(wholes):7.2g}, {end}")


# %% [markdown]
# Before you run the next cell: by which number will the δ of each patient be multiplied in each layer? And how many of
# the 500 new digits, in a hundred, will each of them read? Guessing gives 10.

# %% tags=["predict"]
for name, net in (
    ("vanishing", deep(nn.Sigmoid, xavier, seed=0)),
    ("exploding", deep(nn.ReLU, he, seed=0, times=2)),
):
    sizes, _ = deltas_of(net)
    print(name, "‖δ‖ of 1 to 10:", " ".join(f"{size:.0e}" for size in sizes))
print()
trial("sigmoid, Xavier", nn.Sigmoid, xavier)
trial("ReLU, He times 2", nn.ReLU, he, times=2)

# %% [markdown] tags=["answer"]
# A row is about five networks from five seeds. Before training: the mean factor, and the median norm ‖g‖ of the whole
# gradient. After it: how many digits they read, with the worst and the best of the five.
#
# The first patient multiplies δ by 0.23 in each layer. What arrives at layer 1 is about two millionths of what layer 10
# has. It reads 9 digits in a hundred, and so it does with every seed. It has learnt to say the same digit to each
# image. Its last layer has nothing else to work with: the layers before it, which have hardly moved, turn all images
# into the same numbers, up to less than a millionth.
#
# The second patient doubles δ in each layer, and its signal on the way forward, too. The norm of its gradient is in the
# hundreds or thousands, and a step of 0.05 times that throws the weights so far that the next passes leave the range of
# numbers: most of the runs end with an overflow.
#
# Could another learning rate save the first? It would have to be about half a million times as large in layer 1 as in layer
# 10, and there is one rate for all. (Ten times and a hundred times this one do not help either.)


# %% tags=["asserts"]
assert round(results["sigmoid, Xavier"]["factor"], 2) == 0.23
assert 1e-6 < results["sigmoid, Xavier"]["factor"] ** 9 < 3e-6
assert all(round(share * 100) == 9 for share in results["sigmoid, Xavier"]["shares"])
assert 1.9 < results["ReLU, He times 2"]["factor"] < 2.1
assert all(100 < whole < 10_000 for whole in results["ReLU, He times 2"]["whole"])
assert results["ReLU, He times 2"]["overflowed"] >= 3
_net = deep(nn.Sigmoid, xavier, 0)
trained(_net, 0)
_a = Tensor(X_test)
for _part in list(_net)[:-1]:
    _a = _part(_a)
assert _a.data.std(axis=0).max() < 1e-6
assert len(set(_net(X_test).data.argmax(axis=1))) == 1
assert 400_000 < results["sigmoid, Xavier"]["factor"] ** -9 < 600_000
for _rate in (10 * 0.05, 100 * 0.05):
    assert trained(deep(nn.Sigmoid, xavier, 0), 0, rate=_rate) < 0.13

# %% [markdown] slug="ch12-exercise-3"
# ### Exercise 12.3: take the measurement yourself (10 minutes)
#
# Whoever trains a deep network should be able to measure this without help. Write `delta_sizes(delta, Ws, activations)`
# for sigmoid layers and a batch. `delta` is the δ of the last layer, (N, n). `Ws[l]` leads from `activations[l]` to the
# next layer; `Ws[-1]` leads to the last one. (All activations are those of sigmoids. The input is not among them, since
# it has no δ.) Return a list of norms ‖δ‖, from the layer of `activations[0]` to the last
# layer, whose norm is that of `delta` itself. So the list is one longer than `Ws`. Done when the line below says
# "right".


# %% tags=["exercise"]
def delta_sizes(delta, Ws, activations):
    sizes = [None] * (len(Ws) + 1)
    sizes[-1] = np.linalg.norm(delta)
    return sizes


# %%
tell("12.3", delta_sizes)

# %% [markdown] tags=["hint"]
# Hint 1: look at where the sweep begins
#
# You have the δ of the last layer. Its norm is the last entry. From there go back through `Ws[-1]`, then `Ws[-2]`, and so
# on.

# %% [markdown] tags=["hint"]
# Hint 2: recall the recursion of chapter 09
#
# Each step back: `delta @ W.T`, times the slope `a * (1 - a)` of the layer that you arrive at. Take the norm after
# each step, `np.linalg.norm(delta)`.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# for W, a in zip(reversed(Ws), reversed(activations)):
#     ...
# ```

# %% [markdown] tags=["solution"]
# ```python
# def delta_sizes(delta, Ws, activations):
#     sizes = [np.linalg.norm(delta)]
#     for W, a in zip(reversed(Ws), reversed(activations), strict=True):
#         delta = (delta @ W.T) * a * (1 - a)
#         sizes.insert(0, np.linalg.norm(delta))
#     return sizes
# ```
#
# The ratio of two neighbours in this list is the factor of a layer. If it is about the same in all layers, its power
# says what becomes of a gradient in a network of any depth. If it is near 0 in one layer only, look for what is
# saturated there.

# %% [markdown] slug="ch12-relu"
# ## Remedy 1: ReLU
#
# The article from which this course grew lists four remedies for vanishing and exploding gradients: ReLU, clipping, batch
# normalisation, and accumulation. You have two patients. That makes eight cases. Take a sheet and make a table of them,
# with a guess in each: helps, or does nothing, or harms.
#
# The first you have met in the figure. On its live half a ReLU has the slope 1. So give ReLUs to the vanishing patient,
# once with He's weights, and once with those of `nn.Linear`. As a comparison, tanh.
#
# (For the exploding patient this is no remedy. It has ReLUs. A sigmoid saturates, and hardly ever explodes; a ReLU has
# no upper end.)

# %% tags=["predict"]
trial("ReLU, He", nn.ReLU, he)
trial("ReLU, nn.Linear's start", nn.ReLU, None)
trial("tanh, Xavier", nn.Tanh, xavier)

# %% [markdown] tags=["answer"]
# With He's weights a factor of nearly 1, and it learns: more than half of the digits with every seed, though the five
# differ a lot. With the other start the factor is 0.4, and it learns nothing: 9 in a hundred, with every seed. The same
# bend, the same rate, the same data. And tanh, which is said to vanish as well, does best of the three at this depth,
# since its slope is near 1 as long as its $z$ stay small, and Xavier's weights see to that.
#
# So the remedy is not the ReLU. It is a factor near 1, and that takes a bend and weights which suit each other.

# %% tags=["asserts"]
assert 0.95 < results["ReLU, He"]["factor"] < 1.05
assert all(share > 0.5 for share in results["ReLU, He"]["shares"])
assert max(results["ReLU, He"]["shares"]) - min(results["ReLU, He"]["shares"]) > 0.1
assert round(results["ReLU, nn.Linear's start"]["factor"], 1) == 0.4
assert all(round(share * 100) == 9 for share in results["ReLU, nn.Linear's start"]["shares"])
assert np.mean(results["tanh, Xavier"]["shares"]) > np.mean(results["ReLU, He"]["shares"])
assert all(share > 0.8 for share in results["tanh, Xavier"]["shares"])

# %% [markdown] slug="ch12-clipping"
# ## Remedy 2: clipping
#
# If a gradient is too long, shorten it. Take the gradients of *all* weights as one long vector $g$ with the norm
# $\lVert g \rVert$. Where it is above a limit $c$, multiply the whole of it by $c / \lVert g \rVert$. That is
# **{{term:gradient-clipping}}**, which chapter 13 writes down as {{ref:clip-by-norm}}.
#
# By hand: a gradient of (30, 40) has the norm 50. With a limit of 5 it becomes (3, 4). It points where it pointed
# before, and the step is a tenth as long. Whoever clips each entry by itself gets (5, 5) and walks in another
# direction.
#
# What will it do to each patient, with a limit of 1? And with 3? Look at the norms above before you guess.

# %% tags=["predict"]
trial("exploding, clipped to 1", nn.ReLU, he, times=2, limit=1.0)
trial("exploding, clipped to 3", nn.ReLU, he, times=2, limit=3.0)
trial("exploding, a rate of 1/1000", nn.ReLU, he, times=2, rate=0.05 / 1000)
trial("vanishing, clipped to 1", nn.Sigmoid, xavier, limit=1.0)

# %% [markdown] tags=["answer"]
# The exploding patient survives: no overflow in ten runs. With a limit of 1 it reads about a quarter of the digits, more
# than with a rate that is a thousand times smaller in all steps; with 3 it reads more, four in ten. So the limit is one
# more number to be chosen, and with neither does it come near the 70 of the network whose weights were right. The factor
# in these lines is that of the start, and there clipping changes nothing: 2. And at the end? Measured after the
# training, with a limit of 1, it is about 1.6. Learning has brought it down a little, and δ still grows by more than a
# half in each layer. Clipping keeps a step from doing damage. It does not heal what makes the steps so long.
#
# For the vanishing patient it has done nothing, exactly: the norm of its gradient is below 1, so there was nothing to
# clip. And where there would be, clipping multiplies *all* layers by one number. The ratio between layer 1 and layer 10
# cannot change.

# %% tags=["asserts"]
assert sqrt(30**2 + 40**2) == 50
assert [30 * 5 / 50, 40 * 5 / 50] == [3, 4]
assert np.clip([30, 40], -5, 5).tolist() == [5, 5]
assert results["exploding, clipped to 1"]["overflowed"] == results["exploding, clipped to 3"]["overflowed"] == 0
assert 0.33 < np.mean(results["exploding, clipped to 3"]["shares"]) < 0.55
assert max(results["exploding, clipped to 3"]["shares"]) < np.mean(results["ReLU, He"]["shares"])
assert 0.2 < np.mean(results["exploding, clipped to 1"]["shares"]) < 0.4
_slow = results["exploding, a rate of 1/1000"]
assert np.mean(results["exploding, clipped to 1"]["shares"]) > np.mean(_slow["shares"])
assert 1.9 < results["exploding, clipped to 1"]["factor"] < 2.1
_after = []
for _seed in range(3):
    _net = deep(nn.ReLU, he, _seed, times=2)
    trained(_net, _seed, limit=1.0)
    _sizes, _ = deltas_of(_net)
    _after.append((_sizes[0] / _sizes[-1]) ** (1 / 9))
assert abs(np.mean(_after) - 1.6) < 0.15
assert max(results["vanishing, clipped to 1"]["whole"]) < 1
assert results["vanishing, clipped to 1"]["shares"] == results["sigmoid, Xavier"]["shares"]

# %% [markdown] slug="ch12-error"
# ## Clip the error?
#
# "The error got too large, so I clip it." That sounds like the same thing. The error is $p - y$, what the backward pass starts from. Clip it to ±0.1, and see.
#
# Before you run: `(p - y)` of the exploding patient, how large can its entries get at most? And a second question. A
# row has ten outputs, all with $p = 0.1$, and the right one is the first. What is the sum of its ten errors? What is
# the sum after clipping?


# %%
def clipped_error(delta):
    """Each error p − y between −0.1 and 0.1; the rows' 1/N stays."""
    return np.clip(delta, -0.1 / len(delta), 0.1 / len(delta))


# %% tags=["predict"]
p, wanted = np.full(10, 0.1), np.eye(10)[0]
print("errors: ", p - wanted, "sum", round((p - wanted).sum(), 10))
print("clipped:", np.clip(p - wanted, -0.1, 0.1), "sum", round(np.clip(p - wanted, -0.1, 0.1).sum(), 10))

trial("exploding, the error clipped", nn.ReLU, he, times=2, error=clipped_error)
trial("healthy, the error clipped", nn.ReLU, he, error=clipped_error)

for how, error in (("as it is", None), ("clipped ", clipped_error)):
    net = deep(nn.ReLU, he, seed=0)
    trained(net, seed=0, error=error)
    outputs = net(X_test).data
    print(
        f"error {how}: mean output {outputs.mean():6.2f}, it differs between images by {outputs.std(axis=0).mean():.2f}"
    )

# %% [markdown] tags=["answer"]
# The exploding patient is hardly better off. A run or two more may get to the end, but what gets there reads no more
# than guessing does. No probability is above 1, so no error is above 1 either, and it was never the
# error that was large. It is the *product* behind it. Make the first number ten times smaller, and after ten doublings
# it is still huge.
#
# And the healthy network, ReLU with He's weights, is ill now. It read more than half of the digits, and reads 10 in a hundred. That is the
# second half of the mistake: a clipped error is not the slope of the loss any more. The ten errors of a row add up to
# 0, since what the right class is to gain, the others are to lose. Clipped, nine times +0.1 stand against one −0.1, and
# the ten together say: down. So the outputs sink, all of them, step by step. A shift of all ten changes no probability,
# and nothing ever tells them to stop. You see it in the last two lines: the mean output is far below 0, and one image's
# outputs are nearly those of the next.
#
# The cure: compute the gradient as it is, to the end, and shorten the whole of it before the step.

# %% tags=["asserts"]
_error = np.full(10, 0.1) - np.eye(10)[0]
assert isclose(_error.sum(), 0, abs_tol=1e-12)
assert isclose(_error[0], -0.9)
assert np.allclose(np.clip(_error, -0.1, 0.1), [-0.1] + 9 * [0.1])
assert max(results["exploding, the error clipped"]["shares"] or [0]) < 0.15
assert all(share < 0.15 for share in results["healthy, the error clipped"]["shares"])
assert all(round(share, 1) == 0.1 for share in results["healthy, the error clipped"]["shares"])
assert outputs.mean() < -3
assert outputs.std(axis=0).mean() < 0.5
_net = deep(nn.ReLU, he, seed=0)
trained(_net, seed=0)
assert _net(X_test).data.std(axis=0).mean() > 1
_z, _delta = output_delta(deep(nn.ReLU, he, 0, times=2), X, Y)
assert np.abs(_delta * len(X)).max() <= 1

# %% [markdown] slug="ch12-norm"
# ## Remedy 3: batch normalisation
#
# Good first weights give each $z$ the right size before the first step. **{{term:batch-normalisation|Batch
# normalisation}}** gives it the right size in every step. It stands between a layer's sum and its bend, and takes each
# neuron by itself, down its column of the batch: subtract the mean, divide by the standard deviation. (What comes in,
# here the layer's $z$, is called $x$ below; $\mu$ and $v$ are the column's mean and variance.) Since a network
# may have reasons to want another size, it may then learn one, $\gamma$, and a shift, $\beta$:
#
# {{eq:batchnorm}}
#
# ($\epsilon$ is tiny, 1e-5 in the library, and keeps the root from being 0. $\gamma$ starts at 1 and $\beta$ at 0.
# After training, when one image is to be read alone, the mean and the variance are running means that were kept during
# training: that is what `eval()` switches to.)
#
# By hand, a column of four rows: (1, 1, 5, 5). The mean is 3, the variance 4, the standard deviation 2. So $\hat x$ =
# (−1, −1, 1, 1). Multiply the column by 1000: the mean, the standard deviation and the distances are all a thousand
# times as large, and $\hat x$ is what it was. *A layer with batch normalisation behind it does not notice how large its
# weights are.* So whatever "times 2" has done to the exploding patient should be gone.
#
# On the way back it is less easy. Move one row's $x$, and its own $\hat x$ moves; but the mean moves as well, and the
# standard deviation, and with them every other row. Three roads, so three terms:
#
# {{eq:batchnorm-backward}}
#
# (A bar is a mean over the rows.) In the column above let 1 arrive at the
# first row's output and 0 at the others, $g$ = (1, 0, 0, 0). Its mean is 1/4, the mean of $g \hat x$ is −1/4, and
# $1/\sqrt{v}$ is 1/2. Row 1 gets 1/2 · (1 − 1/4 − 1/4) = 1/4. Row 2 gets 1/2 · (0 − 1/4 − 1/4) = −1/4: to push row 1 up
# against the mean, pull row 2 down. Rows 3 and 4 get 0.
#
# Now the patients. For the vanishing one think of what happens to δ between two bends: it is multiplied by a slope of
# about 0.21, on average, and then divided by the standard deviation of a $z$ which is made of sigmoids that have a
# standard deviation of about 0.21 themselves. So?

# %% tags=["predict"]
trial("vanishing, batch norm", nn.Sigmoid, xavier, norm=True)
trial("exploding, batch norm", nn.ReLU, he, times=2, norm=True)
trial("ReLU, He, batch norm", nn.ReLU, he, norm=True)
trial("the same with thirty layers", nn.ReLU, he, norm=True, layers=30)

# %% [markdown] tags=["answer"]
# The vanishing patient is cured. Its factor is 0.99, and with sigmoids in all ten layers it reads close to nine digits
# in ten, the best result so far. What the slope takes, the division by the spread gives back.
#
# The exploding one is much better: no overflow, and the norm of its gradient is near 1. But look at its factor. It is
# 1.33, and so is that of the third line, to three digits, where the weights are half as large. The size of the weights
# does not matter any more, and still δ grows by a third in every layer. That comes from batch normalisation itself.
# With ten layers it does little harm: ReLU with He's weights even reads better with it than without. With thirty
# layers, the last line, the norm is near 100 at the start, and it reads about half as many.
#
# This also answers a sentence of the article, which says that batch normalisation normalises the *gradients* between
# layers. It does not. It normalises $z$, over the batch, on the way forward. What that does to the gradients is a
# consequence, sometimes welcome and sometimes not. If it normalised them, the factor would be 1.

# %% tags=["asserts"]
# eq: batchnorm, batchnorm-backward
_x = np.array([1.0, 1, 5, 5])
assert (_x.mean(), _x.var(), _x.std()) == (3, 4, 2)
assert ((_x - 3) / 2).tolist() == [-1, -1, 1, 1]
assert np.allclose((1000 * _x - 3000) / (1000 * _x).std(), (_x - 3) / 2)
_hat, _g = (_x - 3) / 2, np.array([1.0, 0, 0, 0])
assert (_g.mean(), (_g * _hat).mean()) == (1 / 4, -1 / 4)
_dx = (_g - _g.mean() - _hat * (_g * _hat).mean()) / 2
assert _dx.tolist() == [1 / 4, -1 / 4, 0, 0]
for _n in range(4):
    _moved = [_x + h * np.eye(4)[_n] for h in (1e-6, -1e-6)]
    _outs = [((m - m.mean()) / m.std())[0] for m in _moved]
    assert isclose((_outs[0] - _outs[1]) / 2e-6, _dx[_n], abs_tol=1e-6)
_rng = np.random.default_rng(0)
_batch, _R = _rng.normal(2, 3, size=(6, 4)), _rng.normal(size=(6, 4))
_layer = nn.BatchNorm1d(4)
_layer.weight.data, _layer.bias.data = _rng.normal(size=4), _rng.normal(size=4)
_in = Tensor(_batch, requires_grad=True)
_out = _layer(_in)
_xhat = (_batch - _batch.mean(axis=0)) / np.sqrt(_batch.var(axis=0) + 1e-5)
assert _layer.eps == 1e-5
assert np.allclose(_out.data, _layer.weight.data * _xhat + _layer.bias.data)
(_out * _R).sum().backward()
_G = _layer.weight.data * _R
_dX = (_G - _G.mean(axis=0) - _xhat * (_G * _xhat).mean(axis=0)) / np.sqrt(_batch.var(axis=0) + 1e-5)
assert np.allclose(_in.grad, _dX)
assert np.allclose(_layer.weight.grad, (_xhat * _R).sum(axis=0))
assert np.allclose(_layer.bias.grad, _R.sum(axis=0))
_s = 1 / (1 + np.exp(-np.random.default_rng(0).normal(size=100_000)))
assert round((_s * (1 - _s)).mean(), 2) == round(_s.std(), 2) == 0.21
_cured = results["vanishing, batch norm"]
assert round(_cured["factor"], 2) == 0.99
assert all(0.85 < share < 0.95 for share in _cured["shares"])
assert np.mean(_cured["shares"]) > max(
    np.mean(r["shares"]) for n, r in results.items() if r["shares"] and "norm" not in n
)
assert results["exploding, batch norm"]["overflowed"] == 0
assert all(0.5 < whole < 2 for whole in results["exploding, batch norm"]["whole"])
assert round(results["exploding, batch norm"]["factor"], 2) == 1.33
assert isclose(results["exploding, batch norm"]["factor"], results["ReLU, He, batch norm"]["factor"], rel_tol=5e-4)
assert np.mean(results["exploding, batch norm"]["shares"]) > 0.55
assert np.mean(results["ReLU, He, batch norm"]["shares"]) > np.mean(results["ReLU, He"]["shares"])
_thirty = results["the same with thirty layers"]
assert 50 < np.median(_thirty["whole"]) < 200
assert np.mean(_thirty["shares"]) < np.mean(results["ReLU, He, batch norm"]["shares"]) / 1.8

# %% [markdown] slug="ch12-exercise-4"
# ### Exercise 12.4: batch normalisation by hand (optional, 6 minutes)
#
# A column of four rows: (0, 0, 10, 10). γ is 3, β is 1, and ε is 0. Find $\hat x$ (`x_hat`) and what comes out (`out`).
# From above arrives $\partial L/\partial\, \text{out}$ = (4, 0, 0, 0). Find $\partial L/\partial x$ (`gradient`) and
# $\partial L/\partial \gamma$ (`gamma`). And what comes out if the column is multiplied by 1000 (`out_times_1000`)?
# Done when each line says "right".

# %% tags=["exercise"]
answer_4 = {
    "x_hat": [None, None, None, None],
    "out": [None, None, None, None],
    "gradient": [None, None, None, None],
    "gamma": None,
    "out_times_1000": [None, None, None, None],
}

# %%
tell("12.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at the column of the text
#
# It was (1, 1, 5, 5). This one has another mean and another spread. Does $\hat x$ know?

# %% [markdown] tags=["hint"]
# Hint 2: recall what g is
#
# $g$ is γ times what arrives from above. Its mean and the mean of $g \hat x$ are taken over the four rows.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# row_1 = 1 / 5 * (12 - 3 - (-1) * (-3))
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {
#     "x_hat": [-1, -1, 1, 1],
#     "out": [-2, -2, 4, 4],
#     "gradient": [6 / 5, -6 / 5, 0, 0],
#     "gamma": -4,
#     "out_times_1000": [-2, -2, 4, 4],
# }
# ```
#
# The gradient adds up to 0 over the rows, as it must: raise all four by the same, and nothing comes out differently.
# γ's gradient is the sum of $\hat x$ times what arrives, −1 · 4, and has no γ in it.

# %% tags=["asserts"]
_x, _dout = np.array([0.0, 0, 10, 10]), np.array([4.0, 0, 0, 0])
_hat = (_x - _x.mean()) / _x.std()
assert (3 * _hat + 1).tolist() == [-2, -2, 4, 4]
_g = 3 * _dout
assert np.allclose((_g - _g.mean() - _hat * (_g * _hat).mean()) / _x.std(), [6 / 5, -6 / 5, 0, 0])
assert (_hat * _dout).sum() == -4

# %% [markdown] slug="ch12-accumulation"
# ## Remedy 4: accumulation
#
# **{{term:gradient-accumulation|Gradient accumulation}}** is what happens when you call `backward()` for several
# batches and step only then. The gradients add up. The article gives it as a cure: it "raises the size" of a gradient
# that has become too small.
#
# So it does. Four batches, four times the gradient, about. Before you run the cell: what does it do to the *ratio* of
# layer 1 and layer 10? How many batches would you have to add up, to lift the first layer to where the tenth is now?
# And where will the tenth be by then?

# %% tags=["predict"]
net = deep(nn.Sigmoid, xavier, seed=0)
for batches in (1, 4):
    net.zero_grad()
    for k in range(batches):
        inputs, targets = X[100 * k : 100 * (k + 1)], Y[100 * k : 100 * (k + 1)]
        z, delta = output_delta(net, inputs, targets)
        z.backward(delta)
    by_layer = [np.linalg.norm(p.grad) for p in net.parameters() if p.ndim == 2]
    first, tenth = by_layer[0], by_layer[9]
    print(f"{batches} × 100 rows: ‖∂L/∂W‖ {first:.1e} in layer 1, {tenth:.1e} in layer 10,", end=" ")
    print(f"ratio {first / tenth:.1e}")
print()
trial("vanishing, 4 batches together", nn.Sigmoid, xavier, together=4)
trial("exploding, 4 batches together", nn.ReLU, he, times=2, together=4)

# %% [markdown] tags=["answer"]
# Both layers have grown about fourfold, and the ratio is what it was, nearly. It could not be otherwise: to add up is
# to multiply *all* layers by about the same number, and that is what a larger learning rate does. Some half a million
# batches would lift the first layer to the tenth. They would lift the tenth half a million times, too.
#
# The vanishing patient stays where it was. The exploding one overflows as before. **Accumulation cures neither.** It is
# good for something else: with each batch weighted by its rows, {{ref:accumulated}}, the sum is the gradient of one
# large batch, and that is how one trains with batches that do not fit into memory.


# %% tags=["asserts"]
def _layer_norms(batches):
    net.zero_grad()
    for k in range(batches):
        z, delta = output_delta(net, X[100 * k : 100 * (k + 1)], Y[100 * k : 100 * (k + 1)])
        z.backward(delta)
    found = [np.linalg.norm(p.grad) for p in net.parameters() if p.ndim == 2]
    return np.array([found[0], found[9]])


_once, _four = _layer_norms(1), _layer_norms(4)
assert (2 < _four / _once).all() and (_four / _once < 6).all()
assert 1 / 2 < (_four[0] / _four[1]) / (_once[0] / _once[1]) < 2
assert 300_000 < results["sigmoid, Xavier"]["factor"] ** -9 < 700_000
_stays = results["vanishing, 4 batches together"]
assert all(round(share * 100) == 9 for share in _stays["shares"])
assert results["exploding, 4 batches together"]["overflowed"] >= 3
z, delta = output_delta(net, X, Y)
net.zero_grad()
z.backward(delta)
_whole = [p.grad.copy() for p in net.parameters()]
net.zero_grad()
for _rows in (slice(0, 150), slice(150, 400)):
    z, delta = output_delta(net, X[_rows], Y[_rows])
    z.backward(delta * len(delta) / 400)
assert all(np.allclose(p.grad, w, rtol=1e-7, atol=1e-14) for p, w in zip(net.parameters(), _whole, strict=True))

# %% [markdown] slug="ch12-verdict"
# ## What cures what
#
# Compare this with the table that you guessed. The numbers are digits read in a hundred, on average over five networks
# at the same rate; guessing gives 10.
#
# | remedy | vanishing (sigmoid, Xavier): 9 | exploding (ReLU, He times 2): overflow |
# |---|---|---|
# | ReLU, *with He's weights* | about 70 | no remedy: it is a ReLU network |
# | ReLU, with other weights | nothing | – |
# | clipping | nothing | survives: about 25, or 40 with another limit |
# | clipping the *error* | – | nothing, and it ruins a healthy network |
# | batch normalisation | cured: about 90 | much better: about 65 |
# | accumulation | nothing | nothing |
# | weights that suit the bend | tanh with Xavier's: about 85 | He's, not doubled: about 70 |
#
# The last line is no line of the article's, and the cheapest of all. Ten layers of 24 are one network, and one rate is
# one rate. Do not carry the numbers elsewhere. Carry the measurement: the factor per layer, before training, takes one
# pass.

# %% tags=["asserts"]
_means = {name: 100 * np.mean(r["shares"]) for name, r in results.items() if r["shares"]}
for _name, _about in {
    "ReLU, He": 70,
    "exploding, clipped to 1": 25,
    "exploding, clipped to 3": 40,
    "vanishing, batch norm": 90,
    "exploding, batch norm": 65,
    "tanh, Xavier": 85,
}.items():
    assert abs(_means[_name] - _about) < 10, _name

# %% [markdown] slug="ch12-lab"
# ## Lab: a way round (optional, 8 minutes)
#
# Exercise 8.4 had a layer with a bypass: what comes in goes through the layer, and past it as well, and both are added.
# On the way back a gradient comes through untouched beside the one that has been multiplied. Here are thirty layers of
# tanh with Xavier's weights, whose factor is near 1 anyway. Will a bypass round each of them still make a difference?
# The cell trains ten networks, and compares ‖∂L/∂W‖ of layers 2 and 30 before it does.


# %% tags=["predict"]
class Past(nn.Module):
    """A layer, and a way past it."""

    def __init__(self, inside):
        self.inside = inside

    def forward(self, x):
        return self.inside(x) + x


def thirty(seed, past):
    first, bend, *parts, last = deep(nn.Tanh, xavier, seed, layers=30)
    layers = [nn.Sequential(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]
    if past:
        layers = [Past(layer) for layer in layers]
    return nn.Sequential(first, bend, *layers, last)


lab = {}
for past in (False, True):
    ratios, shares = [], []
    for seed in range(5):
        net = thirty(seed, past)
        functional.cross_entropy(net(X), y).backward()
        found = [np.linalg.norm(p.grad) for p in net.parameters() if p.ndim == 2]
        net.zero_grad()
        ratios.append(found[1] / found[29])
        shares.append(trained(net, seed))
    lab[past] = ratios, shares
    how = f"{'with' if past else 'no'} bypass: layer 2 to layer 30 like {np.median(ratios):.1f} to 1"
    print(f"{how}, reads {np.mean(shares):.0%} ({min(shares):.0%}–{max(shares):.0%})")

# %% [markdown] tags=["answer"]
# In both the gradient arrives at the early layers with about the size that it has at the late ones, before training.
# Yet without the bypass the thirty layers read about half of the digits, and with it nine in ten. So a gradient of the
# right *size* is needed, and it is not all that is needed. Behind thirty layers it may have the right length and say
# little about which digit it was. With ways past their layers, networks of a hundred layers and more can be
# trained.

# %% tags=["asserts"]
assert all(1 / 6 < ratio < 6 for past in lab for ratio in lab[past][0])
assert 0.35 < np.mean(lab[False][1]) < 0.65
assert all(share > 0.8 for share in lab[True][1])
assert 0.85 < np.mean(lab[True][1]) < 0.95

# %% [markdown] slug="ch12-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Each option says why it is right or wrong. The last two are old acquaintances.

# %% [markdown] tags=["quiz"]
# **1.** Twelve neurons in a row, each with a weight of 2 and a sigmoid at its steepest. Per layer, and in all, what is left of a gradient?
#
# - 1/4 per layer, since that is the slope.
#   No. The weight is a factor too: 2 times 1/4.
# - 1/2 per layer, and 1/4096 in all.
#   Right. A half to the twelfth, 1 divided by 4096.
# - 1/2 per layer, and 1/24 in all.
#   No. The factors are multiplied, and not added.

# %% [markdown] tags=["quiz"]
# **2.** A layer has 64 inputs of size 1, and no bend. With which standard deviation of its weights does its output have the size 1?
#
# - 1/64
#   No. That would be the variance. The standard deviation is its root.
# - 1/8
#   Right. 64 terms of variance 1/64 each make a variance of 1.
# - 1
#   No. Then the output would have the size 8.

# %% [markdown] tags=["quiz"]
# **3.** The δ of your first layer is a millionth of the last one's. Which of these can change this ratio?
#
# - Clipping by the norm.
#   No. It multiplies all layers by the same number.
# - Adding up ten batches.
#   No. All layers grow about tenfold.
# - Other first weights.
#   Right. They are in each factor.

# %% [markdown] tags=["quiz"]
# **4.** The gradient is (6, 8), and it is clipped by its norm, to 5. What is left?
#
# - (5, 5)
#   No. That is clipping entry by entry, and it turns the step.
# - (3, 4)
#   Right. The norm is 10, so all of it is halved.
# - (6, 8)
#   No. The norm is 10, above the limit.

# %% [markdown] tags=["quiz"]
# **5.** You double all weights of a layer that has batch normalisation right behind it. What comes out of the normalisation?
#
# - The same.
#   Right. Mean and standard deviation double, too, and are taken out. (But for ε, which is tiny.)
# - Twice as much.
#   No. That is what goes into it.
# - It depends on the batch.
#   No. What comes out depends on the batch, but it does so before and after in the same way.

# %% [markdown] tags=["quiz"]
# **6.** From chapter 08: a sigmoid neuron says 0.99, and gathers 100. Its δ is
#
# - about 1.
#   Right. 100 times the slope 0.99 · 0.01.
# - about 100.
#   No. That is what arrives at its activation. The slope is missing.
# - 0, since it is saturated.
#   No. Small slopes are no zeros. But it takes a gathered 100 to make up for this one.

# %% [markdown] tags=["quiz"]
# **7.** From chapter 03: somebody computes a gradient that is ten times too large, in all entries alike. The loss falls nevertheless. What else is
# it, seen from outside?
#
# - A learning rate that is ten times as large.
#   Right. A step is the product of the two. Accumulation without a mean is just that.
# - An exploding gradient.
#   No. That one grows from layer to layer. Here all layers are off by the same.
# - Nothing, a gradient is only a direction.
#   No. Its length is in the step.

# %% tags=["asserts"]
assert (2 / 4) ** 12 == 1 / 4096
assert sqrt(1 / 64) == 1 / 8
assert sqrt(6**2 + 8**2) == 10
assert round(100 * 0.99 * 0.01) == 1

# %% [markdown] slug="ch12-recap"
# ## In five lines
#
# 1. On its way back δ is multiplied in each layer, by weights and a slope. Many factors make nothing or far too much, unless each is near 1.
# 2. A sum of $n$ random terms has the size √n, so the first weights need a variance of about 1/n; a ReLU needs twice that.
# 3. A bend and the weights have to suit each other. ReLU with the wrong start vanishes too.
# 4. Clipping shortens the whole gradient, never the error, and heals nothing; accumulation is a learning rate in disguise.
# 5. Batch normalisation sets the size of $z$ in every step. It does not normalise gradients. Measure the factor.

# %% [markdown] slug="ch12-summary"
# ## The chapter on one page
#
# **The cause**, {{ref:factors-in-a-row}}: a product of weights and slopes, one pair for each layer. Sigmoid: a slope of
# at most 1/4. Tanh: at most 1. ReLU: 1 or 0.
#
# **One layer**, {{ref:signal-variance}} and {{ref:delta-variance}}: forward the size is multiplied by
# $\sqrt{n_{\text{in}} \operatorname{Var}[w]}$, backward by $\sqrt{n_{\text{out}} \operatorname{Var}[w]}$ and the slope.
#
# **First weights**, mean 0; biases 0:
#
# | for | variance | |
# |---|---|---|
# | tanh, no bend | $2 / (n_{\text{in}} + n_{\text{out}})$ | {{ref:xavier}} |
# | ReLU | $2 / n_{\text{in}}$ | {{ref:he}} |
# | `nn.Linear`, here and in PyTorch | $1 / (3\, n_{\text{in}})$ | too small for deep networks |
#
# **Batch normalisation**, {{ref:batchnorm}}: each column of $z$ with mean 0 and variance 1, then times γ plus β. Blind
# to the size of the weights. Backward, {{ref:batchnorm-backward}}: the direct road, the mean, the variance.
#
# **Clipping**, {{ref:clip-by-norm}}: $g \leftarrow g\, c / \lVert g \rVert$ for all weights together, if the norm is
# above $c$, between `backward()` and `step()`.
#
# **Accumulation**: several `backward()`, one `step()`. For batches that do not fit into memory.
#
# **The mistakes.** Clipping the error: it is no gradient of the loss any more, and it was not what exploded. Taking
# accumulation for a cure: it multiplies all layers alike.
#
# **The measurement.** ‖δ‖ of each layer, before the first step. The ratio of neighbours is the factor.

# %% [markdown] slug="ch12-next"
# ## Where to go next
#
# One rate for all layers was the trouble of the first patient. [Chapter 13](13_optimisers.ipynb) has steps that give
# each weight a rate of its own.
#
# **Problem set 7**, in `assignments/ps7`, asks for what does not stand here: weights for a leaky ReLU, and another
# normalisation, whose way back you derive yourself. It needs chapter 14 too.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch12-sources"
# ## Sources
#
# That gradients shrink or grow like a power of the depth was found in networks that are unrolled over time: Sepp
# Hochreiter, *Untersuchungen zu dynamischen neuronalen Netzen* (diploma thesis, TU München, 1991), and Yoshua Bengio,
# Patrice Simard and Paolo Frasconi, "Learning long-term dependencies with gradient descent is difficult", *IEEE
# Transactions on Neural Networks* 5 (1994). The row of neurons, and the question how large its weights would have to
# be, are in Michael Nielsen's
# [*Neural Networks and Deep Learning*, chapter 5](http://neuralnetworksanddeeplearning.com/chap5.html) (2015).
#
# First weights: Xavier Glorot and Yoshua Bengio, "Understanding the difficulty of training deep feedforward neural
# networks" (AISTATS 2010); Kaiming He, Xiangyu Zhang, Shaoqing Ren and Jian Sun, "Delving deep into rectifiers" (ICCV
# 2015). Simon Prince, *Understanding Deep Learning* (MIT Press, 2023), chapter 7, has the derivation with all its
# steps, and so has the section on numerical stability of Aston Zhang, Zachary Lipton, Mu Li and Alexander Smola, *Dive
# into Deep Learning*.
#
# Clipping by the norm: Razvan Pascanu, Tomas Mikolov and Yoshua Bengio, "On the difficulty of training recurrent neural
# networks" (ICML 2013). Batch normalisation: Sergey Ioffe and Christian Szegedy, "Batch Normalization: Accelerating
# Deep Network Training by Reducing Internal Covariate Shift" (ICML 2015). Why it works is disputed: Shibani Santurkar,
# Dimitris Tsipras, Andrew Ilyas and Aleksander Madry, "How Does Batch Normalization Help Optimization?" (NeurIPS 2018),
# doubt the reason that Ioffe and Szegedy's title gives. That it makes gradients grow with depth is shown by Greg Yang,
# Jeffrey Pennington, Vinay Rao, Jascha Sohl-Dickstein and Samuel Schoenholz, "A Mean Field Theory of Batch
# Normalization" (ICLR 2019). Ways past a layer: Kaiming He and others, "Deep residual learning for image recognition"
# (CVPR 2016).
