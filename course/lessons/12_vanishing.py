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
# Ten sigmoid neurons stand in a row. Each has one input, the output of the one before, and each stands at $z = 0$,
# where its slope is 1/4. Push the input of the first by a hair. How far does the output of the tenth move, for each
# unit of the push, if all ten weights are 1? If they are 4? If they are 8? Write down three numbers.
#
# **After this chapter,** you can say why a gradient vanishes or explodes, and measure it layer by layer; derive how
# large the first weights should be; and say what each of four remedies and a residual connection does, and does not do.
#
# **You need** [chapter 08](08_delta_recursion.ipynb): what a δ gathers. [Chapter 11](11_right_loss.ipynb): δ at a
# softmax. And what a variance is.
#
# **Time:** {{time}}. One more exercise is optional.
#
# **The mistake this chapter cures:** taking a remedy from a list, without asking which illness it is for.

# %% [markdown] slug="ch12-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 11: softmax and cross-entropy, a batch of 4 rows. In one row the right class was given 0.4. What
# is δ at the logit of this class?
#
# - 0.10
#   No. That is p/N. The target of the right class is 1, and is subtracted first.
# - −0.15
#   Right. The residual is 0.4 − 1, and a mean over four rows divides it by 4.
# - −0.60
#   No. That is the residual. The 1/N of the mean is still missing.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 09: a layer leads from 5 neurons to 3, and the batch has 8 rows. Which shape has `a.T @ delta`,
# the gradient of its weights?
#
# - (8, 3)
#   No. That is the shape of delta, a row for each example. The product adds up over the rows.
# - (3, 5)
#   No. Here W leads from rows of 5 to rows of 3, and its gradient has its own shape.
# - (5, 3)
#   Right. It has the shape of W, and the 8 rows have been added up.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 06, with the engine that does not yet clear inner gradients: `y = x * x * x` at x = 2, swept
# backward once. You clear the gradient of `x` alone, not that of `x * x`, and sweep again. What does `x` get?
#
# - 12
#   No. So says the mended engine. Here `x * x` still holds its old gradient.
# - 20
#   Right. `x * x` holds 2 + 2, which brings 4 · 4 = 16, and the other road brings 4.
# - 24
#   No. That would be two clean sweeps added up. `x` itself was cleared.

# %% slug="ch12-setup" jupyter={"source_hidden": true}
from itertools import pairwise
from math import isclose, log, sqrt

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, optim, show
from autograd_lab.answers import tell
from autograd_lab.viz import figures

# %% tags=["asserts"]
assert isclose((0.4 - 1) / 4, -0.15)
assert isclose(0.4 / 4, 0.10)
assert isclose(0.4 - 1, -0.60)
_x = Value(2.0)
_m = _x * _x
_y = _m * _x
_y.backward()
assert (_x.grad, _m.grad) == (12, 2)
assert (_m.grad + 2) * 2 * 2 + 2 * 2 == 20

# %% [markdown] slug="ch12-row"
# ## Ten in a row
#
# Begin with two. Both weights are 8 and both biases are −4, so that an input of 1/2 gives $z = 8 \cdot 1/2 - 4 = 0$,
# hence an activation of 1/2, the input of the second. What will arrive at `x`? Then click on the
# picture, press S to go to the end of the forward pass, and → for each step back.

# %%
x = Value(0.5)
a1 = Value.dot([8.0], [x], -4.0).sigmoid()
a2 = Value.dot([8.0], [a1], -4.0).sigmoid()
show(a2, title="Two neurons in a row", sliders={"x": (0, 1)})

# %% [markdown]
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
# Each neuron multiplies what arrives by its slope, 1/4, and its weight. In the picture that makes 4. Weights of 1 leave
# less than a millionth, 9.5e-7, and weights of 4 leave everything: 1. With weights of 8 it has grown to 1024: 2 to the
# tenth.

# %% [markdown]
# In letters, for $K$ neurons in a row, with $w_{k+1}$ the weight that leads from neuron $k$ to the next. (What arrives
# at `x` is $w_1 \delta_1$.)
#
# {{eq:factors-in-a-row}}
#
# A gradient that shrinks on its way back is a **{{term:vanishing-gradient}}**, one that grows an
# **{{term:exploding-gradient}}**. They are one phenomenon, and no error in the program: **a product of many factors
# vanishes or explodes, unless their geometric mean is near 1.**

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
assert isclose(_x.grad, _ws[0] * _zs[0].grad)

# %% [markdown] slug="ch12-edge"
# ## Another input
#
# But $z = 0$ was a choice of ours. Go back to the picture, take `x` up slowly, to 0.6, 0.75 and 1, and watch its
# gradient. Then guess for the row of ten, with weights of 8: what arrives when the input is 0.51 instead of 0.5?

# %% tags=["predict"]
print("input      " + "".join(f"{x:>11}" for x in (0.5, 0.501, 0.51, 0.55)))
for w in (1, 4, 8):
    print(
        f"weights {w}: "
        + "".join(f"{in_a_row(w, x):11.3g}" for x in (0.5, 0.501, 0.51, 0.55))
    )

# %% [markdown] tags=["answer"]
# A hundredth more at the input, and of 1024 there is 0.024 left. A row that doubles a push at each neuron doubles a
# change of its input, too. The hundredth becomes two hundredths behind the first neuron, then four, and so on, until the
# neurons at the end stand far from 0, where their sigmoids are flat.
#
# So a large weight raises its factor, and by moving $z$ it lowers the next slope. For a factor of more than 1 a neuron
# with the weight 8 must have its input in a window that is 0.44 wide, and no weight makes it wider than 0.45. A row of
# sigmoids explodes on a knife's edge. Nearly everywhere else it vanishes.

# %% tags=["asserts"]
assert 0.5 + 0.01 == 0.51
assert float(f"{in_a_row(8, 0.51):.2g}") == 0.024
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
# | 1 | 1/5 | 2.5 |
# | 2 | 3/4 | −8 |
# | 3 | 1/10 | 5 |
#
# Find the δ of neurons 2 and 1; that of neuron 3 is filled in. Then two more questions. What would the δ of neuron 1 be
# if neuron 2 said 0.99, and all else stayed? (Give three significant digits.) And how large must the weight
# behind a neuron that says 3/4 be, to make the factor 1? Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "delta": [None, None, -2 * 5 * (1 / 10 * 9 / 10), -2],
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
# $\sigma'(z) = a (1 - a)$, with the $a$ of the neuron at which you arrive. At 3/4 it is 3/16.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta_2 = -0.9 * -8 * (3 / 4 * 1 / 4)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "delta": [0.54, 1.35, -0.9, -2],
#     "delta_1_saturated": -0.9 * -8 * (0.99 * 0.01) * 2.5 * (1 / 5 * 4 / 5),
#     "weight_that_keeps": 16 / 3,
# }
# ```
#
# With weights of −8 and 5 in the row the δ still shrinks on the whole, from −2 to 0.54. One saturated neuron takes what
# is left down to about a twentieth of that, for itself and for all before it: one tiny factor makes the whole product
# tiny. The last answer is 1 divided by the slope 3/16. If you took the slope of the neuron that you come
# from, look at {{ref:factors-in-a-row}}: $w_{k+1}$ stands beside $\sigma'(z_k)$.

# %% tags=["asserts"]
assert isclose(-2 * 5 * 9 / 100, -0.9)
assert isclose(-0.9 * -8 * 3 / 16, 1.35)
assert isclose(1.35 * 2.5 * 4 / 25, 0.54)
assert round(-0.9 * -8 * (0.99 * 0.01) * 2.5 * 4 / 25, 6) == 0.028512
assert 0.045 < 0.028512 / 0.54 < 0.055
assert 16 / 3 * 3 / 16 == 1

# %% [markdown] slug="ch12-layer"
# ## A layer adds up
#
# A hidden neuron gathers from many. Take 100 coins. Heads counts +1, tails −1. Their sum is typically off by about 10,
# the root of their number: in the square of the sum each coin contributes 1, and products of two coins cancel on
# average.
#
# A neuron with 100 inputs of size 1 and random weights of +1 or −1 is those coins: its $z$ has the size 10. (The *size*
# of many numbers is here the root of the mean of their squares, RMS.) With weights ten times smaller $z$ has the
# size 1. In letters, for $z_j = \sum_i a_i w_{ij}$ with independent weights of mean 0:
#
# {{eq:signal-variance}}
#
# (E is a mean, over inputs and many draws of the weights; biases are 0.) On the way back the sum runs over the
# $n_{\text{out}}$ neurons that a neuron feeds, and then comes its slope, which we take to be independent:
#
# {{eq:delta-variance}}
#
# So apart from the slope, a layer multiplies the size of what goes forward by $\sqrt{n_{\text{in}}
# \operatorname{Var}[w]}$, and the size of what comes back by $\sqrt{n_{\text{out}} \operatorname{Var}[w]}$.
#
# The figure has ten layers of 16 neurons without an activation function (`linear`), and weights of the variance 1. So δ
# is multiplied by √16 = 4 in each layer, as the sentence below the curves says. Now choose other `weights`, and work
# out the factor before you look: `variance 0.0001`, then `nn.Linear`, the variance $1/(3 n_{\text{in}})$ with which the
# layers of this library and of PyTorch start. Which variance would keep the size?

# %%
figures.depth(
    10,
    activation="linear",
    init="1",
    of="deltas",
    seed=32,
    title="Ten layers without an activation function: how large is δ in each?",
)

# %% tags=["asserts"]
# eq: signal-variance, delta-variance
from autograd_lab.viz.figures.depth import INITS as _INITS
from autograd_lab.viz.figures.depth import norms as _norms

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
assert isclose(
    (_back**2).mean(),
    _n_out * _var * (_delta**2).mean() * (_slopes**2).mean(),
    rel_tol=0.02,
)
del _W


def _factor(activation, start, times=1.0, layers=10, seed=32):
    """What the figure says: δ's factor per layer, and its size in layer 1."""
    drawn = np.random.default_rng(seed).normal(size=(20 * 16 + 16) * 16)
    std = next(std for name, std in _INITS.items() if name.startswith(start))(16)
    found = _norms(drawn, 16, layers, activation, times * std, "deltas")
    return (found[0] / found[-1]) ** (1 / (layers - 1)), found[0]


assert round(_factor("linear", "variance 1")[0], 1) == sqrt(16 * 1) == 4
assert 240_000 < _factor("linear", "variance 1")[1] < 280_000
assert round(_factor("linear", "variance 0.0001")[0], 3) == 0.04
assert isclose(sqrt(16 * 0.0001), 0.04)
assert (
    round(_factor("linear", "nn.Linear")[0], 2) == round(sqrt(1 / 3), 2) == 0.58
)
assert isclose(sqrt(16 / (3 * 16)), sqrt(1 / 3))
assert _factor("linear", "nn.Linear")[1] < 0.01
assert round(_factor("linear", "Xavier")[0], 2) == 16 / 16
assert isclose(_INITS["Xavier: variance 2/(n_in + n_out)"](16) ** 2, 1 / 16)

# %% [markdown] slug="ch12-start"
# ## The first weights
#
# Forward $n_{\text{in}} \operatorname{Var}[w]$ should be 1, on the way back $n_{\text{out}} \operatorname{Var}[w]$. A
# layer from 100 to 900 neurons cannot have both. Xavier Glorot and Yoshua Bengio took the middle, 1 divided by the mean
# of the two widths. This {{term:initialisation}} is called Xavier, after Glorot's first name:
#
# {{eq:xavier}}
#
# ($\mathcal N(0, v)$ is the normal distribution with mean 0 and *variance* $v$. NumPy asks for $\sqrt v$.)
#
# And with an activation function? A ReLU, $\max(z, 0)$, sets half of the numbers to 0, so of the mean square one half
# is left. On the way back its slope is 1 for one half and 0 for the other, to the same effect. Kaiming He and his
# co-authors gave the half back:
#
# {{eq:he}}
#
# A signal of size 1 enters thirty layers of 200 ReLU neurons. What comes out, with Xavier's weights, and with He's?


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
    print(
        f"{name:7}"
        + "".join(f"{size:12.2g}" for size in sizes_behind_thirty(variance))
    )

# %% [markdown] tags=["answer"]
# Xavier's line is about √(1/2) to the thirtieth, 3e-5. He's stays within a factor of 2 of where it began, in all five
# draws. Two rules, one derivation: find out what one layer does to the mean square, and undo it.

# %% tags=["asserts"]
# eq: xavier, he
assert float(f"{sqrt(1 / 2) ** 30:.0e}") == 3e-5
assert all(1e-5 < size < 9e-5 for size in sizes_behind_thirty(2 / 400))
assert all(1 / 2 < size < 2 for size in sizes_behind_thirty(2 / 200))
_xavier = nn.init.xavier_normal_(Tensor(np.zeros((300, 500))), rng=0).data
_he = nn.init.kaiming_normal_(Tensor(np.zeros((300, 500))), rng=0).data
assert isclose(_xavier.var(), 2 / (300 + 500), rel_tol=0.02)
assert isclose(_he.var(), 2 / 300, rel_tol=0.02)

# %% [markdown] slug="ch12-exercise-2"
# ### Exercise 12.2: one layer, five numbers (6 minutes)
#
# A layer leads from 100 neurons to 900. Which standard deviation should its weights have so that, without an activation
# function,
#
# - the signal keeps its size on the way forward (`signal`, filled in as an example),
# - δ keeps its size on the way back (`gradient`)?
#
# Which does Xavier's rule give (`xavier`), and which does He's (`he`)? And if you choose the one for the signal, by
# which number is the size of δ multiplied at this layer (`factor`, again without an activation function)? Three digits
# are enough.

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
# Forward, each neuron adds up what comes in: 100 terms. On the way back, each of the 100 neurons gathers from all that
# it feeds.

# %% [markdown] tags=["hint"]
# Hint 2: recall that the equations speak of variances
#
# A standard deviation is the root of a variance. Both rules have a 2 above the line. `factor` is the root of
# {{ref:delta-variance}} without its slope.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# xavier = sqrt(2 / (100 + 900))
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "signal": sqrt(1 / 100),
#     "gradient": sqrt(1 / 900),
#     "xavier": sqrt(2 / (100 + 900)),
#     "he": sqrt(2 / 100),
#     "factor": sqrt(900 * (1 / 100)),
# }
# ```
#
# In a network whose widths rise and fall again, the factors of 3 and 1/3 cancel: that is why He's rule can look at one
# direction only. If you hand NumPy 0.01, the variance, instead of the standard deviation of the first line, the signal
# is multiplied by 1/10 at this layer, and by 1/√n at any other layer with n inputs where the same slip is made.

# %% tags=["asserts"]
assert sqrt(1 / 100) == 0.1
assert round(1 / 100, 2) == 0.01
assert [round(v, 5) for v in (sqrt(1 / 900), sqrt(2 / 1000), sqrt(2 / 100))] == [
    0.03333,
    0.04472,
    0.14142,
]
assert sqrt(900 / 100) == 3
assert isclose(sqrt(100 * 0.01**2), 1 / 10)
assert all(isclose(sqrt(n * (1 / n) ** 2), 1 / sqrt(n)) for n in (100, 24))

# %% [markdown] slug="ch12-slope"
# ## And the slopes
#
# Now bring the activation functions back, in twenty layers of 16 neurons. Guess the factor of a layer in five cases:
# sigmoid with Xavier's weights; the same, with all weights times 4; tanh, whose slope at 0 is 1, with Xavier's weights;
# ReLU with He's; and ReLU with the start of `nn.Linear`. The figure behind the cell has them all.

# %% tags=["predict"] jupyter={"source_hidden": true}
from autograd_lab.viz.figures.depth import INITS, norms


def factor_of(activation, start, times=1.0, layers=20, seed=0):
    """What the figure says: δ's factor per layer, the mean of 19 steps back."""
    drawn = np.random.default_rng(seed).normal(size=(20 * 16 + 16) * 16)
    std = next(std for name, std in INITS.items() if name.startswith(start))(16)
    found = norms(drawn, 16, layers, activation, times * std, "deltas")
    return (found[0] / found[-1]) ** (1 / (layers - 1))


print("                              factor    left after 19 steps back")
for case in (
    ("sigmoid", "Xavier"),
    ("sigmoid", "Xavier", 4),
    ("tanh", "Xavier"),
    ("relu", "He"),
    ("relu", "nn.Linear"),
):
    factor = factor_of(*case)
    print(
        f"{case[0]:8} {case[1]:10} times {(*case, 1)[2]}",
        f"{factor:10.2f} {factor**19:13.0e}",
    )

# %% [markdown] tags=["answer"]
# With sigmoids the factor is 0.23. Weights of four times the size bring it to 0.61, not to 4 · 0.23 = 0.92,
# since the slopes shrink meanwhile. Tanh comes close to 1, and so does ReLU with He's weights. The fifth is ReLU with the
# weights that PyTorch's layers start with: 0.39 a layer, and from the last of the twenty back to the first 2e-8. *A
# slope of 1 is of no use if the weights do not keep the size.*

# %%
figures.depth(
    20,
    activation="tanh",
    init="nn.Linear",
    of="deltas",
    title="Twenty layers with an activation function: how large is δ in each?",
)

# %% [markdown]
# A ReLU has an illness of its own. If its $z$ is negative for every row, its slope is 0 for every row, and its weights
# get no gradient: it is a **{{term:dead-relu}}**. One step that is too long can kill it.

# %% tags=["asserts"]
assert round(factor_of("sigmoid", "Xavier"), 2) == 0.23
assert round(factor_of("sigmoid", "Xavier", 4), 2) == 0.61
assert isclose(4 * 0.23, 0.92)
assert all(factor_of("sigmoid", "Xavier", times) < 1 for times in (1, 2, 3, 4))
assert 0.9 < factor_of("tanh", "Xavier") < 1.1
assert 0.9 < factor_of("relu", "He") < 1.1
assert round(factor_of("relu", "nn.Linear"), 2) == 0.39
assert float(f"{factor_of('relu', 'nn.Linear') ** 19:.0e}") == 2e-8

# %% [markdown] slug="ch12-patients"
# ## Two patients
#
# A small δ could still be large enough to learn from. So train two networks that are ill in the two ways. Both read
# digits: 64 inputs, ten hidden layers of 24 neurons, ten outputs with softmax; 400 images to learn from, 500 others for
# the test. **The vanishing one** has sigmoids, and Xavier's weights. **The exploding one** has ReLUs, and in its hidden
# layers He's weights times 2.
#
# The folded cells build such a network, and try twenty of them. In between, `deltas_of` measures ‖δ‖ in each hidden
# layer, and `trained` is the loop of chapter 10.

# %% slug="ch12-deep" jupyter={"source_hidden": true}
rows, labels = data.digits(n=900, seed=0)
X, X_test = rows[:400], rows[400:]
y, y_test = labels[:400], labels[400:]
Y = data.one_hot(y)
xavier, he = nn.init.xavier_normal_, nn.init.kaiming_normal_


def deep(activation, start, seed, times=1.0, norm=False, layers=10, width=24):
    """A network 64-24-…-24-10; `start` fills the hidden weights, or is None."""
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


# %% slug="ch12-measure"
def output_delta(net, inputs, targets):
    """The outputs before the softmax, and their δ."""
    z = net(inputs)
    return z, (functional.softmax(z).data - targets) / len(targets)


def deltas_of(net):
    """‖δ‖ of each hidden layer, input first, and of the whole gradient."""
    a, zs = Tensor(X), []
    for part in net:
        a = part(a)
        if isinstance(part, nn.Linear):
            zs.append(a)
    functional.cross_entropy(a, y).backward()
    whole = np.sqrt(sum((p.grad**2).sum() for p in net.parameters()))
    net.zero_grad()
    return [np.linalg.norm(z.grad) for z in zs[:-1]], whole


def trained(net, seed, rate=0.05, limit=None, together=1, error=None):
    """The share of new digits that it reads then, or None after an overflow."""
    optimiser = optim.SGD(net.parameters(), lr=rate)
    batches = data.DataLoader((X, Y), batch_size=50, shuffle=True, seed=seed)
    count = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(30):
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


def trial(
    name, activation, start, times=1.0, norm=False, layers=10, runs=20, **how
):
    """A line on twenty networks before training, and on `runs` of them after."""
    factors, wholes, shares, ends = [], [], [], []
    for seed in range(20):
        net = deep(activation, start, seed, times, norm, layers)
        sizes, whole = deltas_of(net)
        factors.append((sizes[0] / sizes[-1]) ** (1 / (layers - 1)))
        wholes.append(whole)
        if seed < runs:
            shares.append(trained(net, seed, **how))
            ends.append(net)
    done = [share for share in shares if share is not None]
    factor = np.mean(factors)
    results[name] = {
        "factor": factor,
        "whole": wholes,
        "shares": done,
        "overflowed": runs - len(done),
        "nets": ends,
    }
    end = f"{runs - len(done)} of {runs} overflow, " * (len(done) < runs)
    if done:
        end += f"reads {np.mean(done):.0%} ({min(done):.0%}–{max(done):.0%})"
    print(f"{name}: factor {factor:.3f}, ‖g‖ {np.median(wholes):.2g}")
    print(f"    {end}" + f" ({runs} of them)" * (runs < 20))


# %% [markdown]
# By which number will the δ of each patient be multiplied in each layer? And how many new digits in a hundred will it
# read? Guessing gives 10. (‖g‖ is the norm of the whole gradient before training. Where a later line trains only "5 of
# them", to keep you from waiting, the text speaks of all twenty.)

# %% tags=["predict"]
trial("sigmoid, Xavier", nn.Sigmoid, xavier)
trial("ReLU, He times 2", nn.ReLU, he, times=2)

# %% [markdown] tags=["answer"]
# The first patient multiplies δ by 0.235 in each layer. What arrives at layer 1 is about two millionths of what layer 10
# has. It reads 9 digits in a hundred, with every seed: it has learnt to say the same digit to each image. The layers
# before the last turn all images into nearly the same numbers: they differ by a few millionths. A larger rate, ten or a
# hundred times this one, does not help.
#
# The second patient doubles δ in each layer, and its signal on the way forward, too. The norm of its gradient is in the
# hundreds or thousands, and with steps of 0.05 times that most of the twenty runs end in an overflow.

# %% tags=["asserts"]
assert round(results["sigmoid, Xavier"]["factor"], 3) == 0.235
assert 1e-6 < results["sigmoid, Xavier"]["factor"] ** 9 < 3e-6
assert all(
    round(share * 100) == 9 for share in results["sigmoid, Xavier"]["shares"]
)
assert 1.9 < results["ReLU, He times 2"]["factor"] < 2.1
assert all(100 < whole < 10_000 for whole in results["ReLU, He times 2"]["whole"])
assert results["ReLU, He times 2"]["overflowed"] > 10
for _net in results["sigmoid, Xavier"]["nets"]:
    _a = Tensor(X_test)
    for _part in list(_net)[:-1]:
        _a = _part(_a)
    assert np.ptp(_a.data, axis=0).max() < 4e-6
    assert len(set(_net(X_test).data.argmax(axis=1))) == 1
_kept = data.experiment_record("ch12_ten_layers")["starts"]
assert {len(_shares) for _shares in _kept.values()} == {20}
for _times, _name in (
    (10, "ten times the rate"),
    (100, "a hundred times the rate"),
):
    assert max(_kept[_name]) < 0.13
    assert trained(deep(nn.Sigmoid, xavier, 0), 0, rate=_times * 0.05) < 0.13

# %% [markdown] slug="ch12-exercise-3"
# ### Exercise 12.3: take the measurement yourself (10 minutes)
#
# Write `delta_norms(delta, Ws, activations)` for sigmoid layers and a batch. `delta` is the δ of the last layer, (N,
# n). `Ws[l]` leads from `activations[l]` to the next layer; `Ws[-1]` leads to the last one. (All activations are those
# of sigmoids. The input is not among them, since it has no δ.) Return a list of norms ‖δ‖, from the layer of
# `activations[0]` to the last layer, whose norm is that of `delta` itself. So the list is one longer than `Ws`. Done
# when the line below says "right".


# %% tags=["exercise"]
def delta_norms(delta, Ws, activations):
    found = [None] * (len(Ws) + 1)
    found[-1] = np.linalg.norm(delta)
    return found


# %%
tell("12.3", delta_norms)

# %% [markdown] tags=["hint"]
# Hint 1: look at where the sweep begins
#
# You have the δ of the last layer. Its norm is the last entry. From there go back through `Ws[-1]`, then `Ws[-2]`, and
# so on.

# %% [markdown] tags=["hint"]
# Hint 2: recall the recursion of chapter 09
#
# Each step back: `delta @ W.T`, times the slope `a * (1 - a)` of the layer that you arrive at. Take the norm after each
# step, `np.linalg.norm(delta)`.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# for W, a in zip(reversed(Ws), reversed(activations)):
#     ...
# ```

# %% [markdown] tags=["solution"]
# ```python
# def delta_norms(delta, Ws, activations):
#     found = [np.linalg.norm(delta)]
#     for W, a in zip(reversed(Ws), reversed(activations), strict=True):
#         delta = (delta @ W.T) * a * (1 - a)
#         found.insert(0, np.linalg.norm(delta))
#     return found
# ```
#
# The ratio of two neighbours in this list is the factor of a layer. If it is about the same in all layers, its
# $K$-th power says what is left of a gradient after $K$ layers. If it is near 0 in one layer only, look for what is
# saturated there.

# %% [markdown] slug="ch12-relu"
# ## Remedy 1: ReLU
#
# The article from which this course grew lists four remedies. Copy this table, and put a guess into each empty field:
# cures, helps, does nothing, or harms.
#
# | remedy | vanishing (sigmoid, Xavier) | exploding (ReLU, He times 2) |
# |---|---|---|
# | ReLU | | (it has ReLUs) |
# | clipping | | |
# | batch normalisation | | |
# | accumulation | | |
#
# First give ReLUs to the vanishing patient, with He's weights and with those of `nn.Linear`. Then give it tanh. How
# many digits will each read?

# %% tags=["predict"]
trial("ReLU, He", nn.ReLU, he)
trial("ReLU, nn.Linear's start", nn.ReLU, None, runs=5)
trial("tanh, Xavier", nn.Tanh, xavier)

# %% [markdown] tags=["answer"]
# With He's weights the factor is nearly 1, and it reads 73 in a hundred on average, though the twenty differ a lot,
# from 44 to 84. With the other start the factor is 0.4, and it learns nothing: 9, with every seed. And tanh does best
# of the three: 82. Its slope is near 1 as long as its $z$ stay small, and with Xavier's weights they do not grow.
#
# So the remedy is not the ReLU. It is a factor near 1, and that takes an activation function and weights which suit
# each other.

# %% tags=["asserts"]
assert 0.95 < results["ReLU, He"]["factor"] < 1.05
assert round(results["ReLU, nn.Linear's start"]["factor"], 1) == 0.4
assert all(
    round(share * 100) == 9
    for share in results["ReLU, nn.Linear's start"]["shares"]
    + _kept["ReLU, nn.Linear's start"]
)


def _about(name, *numbers):
    """The mean, or the mean, the least and the most digits that a row reads, up to what rounding may change."""
    shares = 100 * np.array(results[name]["shares"])
    found = [shares.mean(), shares.min(), shares.max()]
    return all(
        abs(f - n) < room
        for f, n, room in zip(found, numbers, (1.5, 4, 4), strict=False)
    )


assert _about("ReLU, He", 73, 44, 84)
assert _about("tanh, Xavier", 82)

# %% [markdown] slug="ch12-clipping"
# ## Remedy 2: clipping
#
# Take the gradients of *all* weights as one long vector $g$. Where its norm $\lVert g \rVert$ is above a limit $c$,
# multiply the whole of it by $c / \lVert g \rVert$. That is **{{term:gradient-clipping}}**. A gradient of (30, 40) has
# the norm 50. With a limit of 5 it becomes (3, 4), and points where it pointed before. Clip each entry by itself, and
# you get (5, 5), another direction.
#
# What will it do to each patient, with a limit of 1? And with 3?

# %% tags=["predict"]
trial("exploding, clipped to 1", nn.ReLU, he, times=2, limit=1.0)
trial("exploding, clipped to 3", nn.ReLU, he, times=2, limit=3.0)
trial("vanishing, clipped to 1", nn.Sigmoid, xavier, limit=1.0, runs=5)

# %% [markdown] tags=["answer"]
# The exploding patient survives: no overflow in forty runs. It reads 30 in a hundred with a limit of 1, and 41 with 3, where
# the twenty differ most, from about 11 to 61. Measured after the training, with a limit of 1, the factor is still about
# 1.6. Clipping keeps a step from doing damage. It does not heal what makes the steps so long.
#
# For the vanishing patient it has done nothing, exactly: the norm of its gradient is below 1. And where there is
# something to clip, all layers are multiplied by one number. The ratio between layer 1 and layer 10 cannot change.

# %% tags=["asserts"]
assert sqrt(30**2 + 40**2) == 50
assert [30 * 5 / 50, 40 * 5 / 50] == [3, 4]
assert np.clip([30, 40], -5, 5).tolist() == [5, 5]
assert (
    results["exploding, clipped to 1"]["overflowed"]
    == results["exploding, clipped to 3"]["overflowed"]
    == 0
)
assert 1.9 < results["exploding, clipped to 1"]["factor"] < 2.1
assert _about("exploding, clipped to 1", 30)
# how badly the worst one reads depends on how a processor rounds
assert _about("exploding, clipped to 3", 41, 11, 61)
_after = []
for _net in results["exploding, clipped to 1"]["nets"]:
    _sizes, _ = deltas_of(_net)
    _after.append((_sizes[0] / _sizes[-1]) ** (1 / 9))
assert round(np.mean(_after), 1) == 1.6
assert max(results["vanishing, clipped to 1"]["whole"]) < 1
assert (
    results["vanishing, clipped to 1"]["shares"]
    == results["sigmoid, Xavier"]["shares"][:5]
)
assert _kept["vanishing, clipped to 1"] == _kept["sigmoid, Xavier"]

# %% [markdown] slug="ch12-error"
# ## Clip the error?
#
# "The error got too large, so I clip it." The error is $p - y$, what the backward pass starts from. Clip it to ±0.1. A
# row has ten outputs, all with $p = 0.1$, and the right one is the first. What is the sum of its ten errors, and what
# is it after clipping? And what will this do to the exploding patient, and to ReLU with He's weights?


# %%
def clipped_error(delta):
    """Each error p − y between −0.1 and 0.1; the rows' 1/N stays."""
    return np.clip(delta, -0.1 / len(delta), 0.1 / len(delta))


# %% tags=["predict"]
p, wanted = np.full(10, 0.1), np.eye(10)[0]
print("errors: ", p - wanted, "sum", round((p - wanted).sum(), 10))
print(
    "clipped:",
    np.clip(p - wanted, -0.1, 0.1),
    "sum",
    round(np.clip(p - wanted, -0.1, 0.1).sum(), 10),
)

trial("exploding, the error clipped", nn.ReLU, he, times=2, error=clipped_error)
trial("healthy, the error clipped", nn.ReLU, he, error=clipped_error)

for name in ("ReLU, He", "healthy, the error clipped"):
    outputs = [net(X_test).data for net in results[name]["nets"]]
    means, spreads = (
        [out.mean() for out in outputs],
        [out.std(axis=0).mean() for out in outputs],
    )
    print(
        f"{name}: mean output {np.nanmedian(means):.2f},",
        f"between images it differs by {np.nanmedian(spreads):.2f}",
    )

# %% [markdown] tags=["answer"]
# The exploding patient is hardly better off. No error is above 1. What is large is the *product* behind it.
#
# And the healthy network is ill now. A clipped error is not the slope of this loss any more. The ten errors of a row
# add up to 0. Clipped, nine times +0.1 stand against one −0.1, so all outputs sink, and since a shift of all ten
# changes no probability, nothing tells them to stop. In the last line, which is of the network in the middle, the mean
# output is far below 0, and hardly differs between images. (With squares the clipped residual is the slope of another
# loss, Huber's, which is used on purpose.)

# %% tags=["asserts"]
_error = np.full(10, 0.1) - np.eye(10)[0]
assert isclose(_error.sum(), 0, abs_tol=1e-12)
assert np.allclose(np.clip(_error, -0.1, 0.1), [-0.1] + 9 * [0.1])
assert max(results["exploding, the error clipped"]["shares"] or [0]) < 0.15
assert max(results["healthy, the error clipped"]["shares"]) < 0.2
_healthy, _clipped = (
    [net(X_test).data for net in results[name]["nets"]]
    for name in ("ReLU, He", name)
)
assert not any(out.mean() >= 0 for out in _clipped)  # one may overflow
assert np.nanmedian([out.mean() for out in _clipped]) < -100
assert (
    np.nanmedian([out.std(axis=0).mean() for out in _clipped])
    < np.median([out.std(axis=0).mean() for out in _healthy]) / 3
)
_z, _delta = output_delta(deep(nn.ReLU, he, 0, times=2), X, Y)
assert np.abs(_delta * len(X)).max() <= 1


def _huber(r):
    return r * r / 2 if abs(r) <= 1 else abs(r) - 1 / 2


for _r in (0.3, 4.0, -2.5):  # its slope is the clipped residual
    _nudged = _huber(_r + 1e-6) - _huber(_r - 1e-6)
    assert isclose(_nudged / 2e-6, np.clip(_r, -1, 1), rel_tol=1e-6)

# %% [markdown] slug="ch12-norm"
# ## Remedy 3: batch normalisation
#
# Good first weights give each $z$ the right size at the start, **{{term:batch-normalisation|batch normalisation}}** in
# every step. It stands before the activation function, and takes each neuron by itself, down its column $x$ of the
# batch: subtract the mean $\mu$, divide by the standard deviation. Then the network may learn another size, $\gamma$,
# and a shift, $\beta$:
#
# {{eq:batchnorm}}
#
# ($\epsilon$ is tiny. After training `eval()` switches to running means of $\mu$ and $v$, so that one image can be read
# alone.)
#
# A column of four rows, (1, 1, 5, 5), has the mean 3 and the standard deviation 2. So $\hat x$ = (−1, −1, 1, 1).
# Multiply the column by 1000, and $\hat x$ is what it was: *what comes out does not depend on how large the weights
# before it are.*
#
# And the way back? Move one row's $x$, and its own $\hat x$ moves, but so do the mean and the standard deviation, and
# with them all the other rows. The graph has these three paths, with $d = x - \mu$ and $s = 1/\sqrt{v}$. It ends at the
# $\hat x$ of row 1. Step back through it, and follow each path to `x`.

# %%
x = Tensor([1.0, 1.0, 5.0, 5.0], requires_grad=True, name="x")
mu = x.mean()
d = x - mu
v = (d * d).mean()
s = v**-0.5
x_hat = d * s
first = x_hat[0]

show(first, title="A column of four rows through batch normalisation")

# %% [markdown]
# Now for any gradient $g$ that arrives at $\hat x = d\, s$. A bar is a mean over the $N$ rows.
#
# 1. The product gives $g s$ to $d$, the first path, and $\sum g d = N\, \overline{g \hat x} / s$ to $s$.
# 2. $s$ has the slope $-s^3/2$ in $v$, so $v$ gets $-N s^2\, \overline{g \hat x} / 2$.
# 3. $v$ has the slope $2d/N$ in $d$. This is the second path: $-s^2 d\, \overline{g \hat x} = -s\, \hat x\, \overline{g
#    \hat x}$.
# 4. $x$ gets what $d$ has, and through $\mu$, the third path, minus its mean: $-s\, \overline{g}$, as the mean of $\hat
#    x$ is 0.
#
# Together, with $\gamma$ in $g$:
#
# {{eq:batchnorm-backward}}
#
# In the graph $g$ = (1, 0, 0, 0) and $s$ = 1/2. Row 1 gets 1/2 · (1 − 1/4 − 1/4) = 1/4, row 2 the opposite: to push row
# 1 up against the mean, pull row 2 down. Rows 3 and 4 get 0.
#
# Now the patients. By which number will δ be multiplied in each layer, and what will each of them read?

# %% tags=["predict"]
trial("vanishing, batch norm", nn.Sigmoid, xavier, norm=True, runs=5)
trial("exploding, batch norm", nn.ReLU, he, times=2, norm=True, runs=5)
trial("ReLU, He, batch norm", nn.ReLU, he, norm=True, runs=5)
trial("the same with thirty layers", nn.ReLU, he, norm=True, layers=30, runs=2)

# %% [markdown] tags=["answer"]
# The vanishing patient is cured. Its factor is 0.99, and it reads 89 in a hundred. What the slope takes, about 0.21 on
# average, is what the division by the spread of the sigmoids, about 0.21, gives back.
#
# The exploding one is much better: no overflow, and 64. Its factor is 1.34, and so is that of the third line, whose
# weights are half as large: for the signal and for δ their size does not matter any more. For learning it does. Weights
# twice as large get half the gradient, so in proportion each step is a quarter as long. Hence 64, not 85.
#
# And why not 1? He's weights give $z$ the mean square 1. But ReLUs say nothing negative, so a part of $z$ is the same
# in all rows, and is subtracted. A spread of 0.83 is left, and dividing by it multiplies δ by 1.21. (Behind the pixels
# the spread is smaller, and the factor above 2.) With thirty layers the norm is near 100 at the start. Twenty
# such networks (the cell ran two) read 31 on average.
#
# The article says that batch normalisation normalises the *gradients* between layers. It does not. It normalises $z$ on
# the way forward. If it normalised the gradients, the factor would be 1.

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
first.backward()
assert np.allclose(x.grad, _dx)
_rng = np.random.default_rng(0)
_batch, _R = _rng.normal(2, 3, size=(6, 4)), _rng.normal(size=(6, 4))
_layer = nn.BatchNorm1d(4)
_layer.weight.data, _layer.bias.data = _rng.normal(size=4), _rng.normal(size=4)
_in = Tensor(_batch, requires_grad=True)
_out = _layer(_in)
_xhat = (_batch - _batch.mean(axis=0)) / np.sqrt(_batch.var(axis=0) + 1e-5)
assert np.allclose(_out.data, _layer.weight.data * _xhat + _layer.bias.data)
(_out * _R).sum().backward()
_G = _layer.weight.data * _R
_dX = (_G - _G.mean(axis=0) - _xhat * (_G * _xhat).mean(axis=0)) / np.sqrt(
    _batch.var(axis=0) + 1e-5
)
assert np.allclose(_in.grad, _dX)
assert np.allclose(_layer.weight.grad, (_xhat * _R).sum(axis=0))
assert np.allclose(_layer.bias.grad, _R.sum(axis=0))
_column, _g = Tensor(_batch[:, 0], requires_grad=True), _R[:, 0]
_d = _column - _column.mean()
_v = (_d * _d).mean()
_root = _v**-0.5
((_d * _root) * _g).sum().backward()
_s, _N, _bar = _root.item(), len(_g), (_d.data * _root.item() * _g).mean()
assert isclose(_root.grad.item(), _N * _bar / _s)
assert isclose(_v.grad.item(), -_N * _s**2 * _bar / 2)
assert np.allclose(_d.grad, _g * _s - _s**2 * _d.data * _bar)
assert np.allclose(_column.grad, _d.grad - _s * _g.mean())
_s = 1 / (1 + np.exp(-np.random.default_rng(0).normal(size=100_000)))
assert round((_s * (1 - _s)).mean(), 2) == round(_s.std(), 2) == 0.21
assert round(results["vanishing, batch norm"]["factor"], 2) == 0.99
assert results["exploding, batch norm"]["overflowed"] == 0
assert round(results["exploding, batch norm"]["factor"], 2) == 1.34
assert isclose(
    results["exploding, batch norm"]["factor"],
    results["ReLU, He, batch norm"]["factor"],
    rel_tol=5e-4,
)
_spread = sqrt(2 * (1 / 2 - 1 / (2 * np.pi)))  # the variance of a ReLU, twice
_a = np.maximum(np.random.default_rng(0).normal(size=1_000_000), 0)
assert isclose(2 * (_a**2).mean(), 1, rel_tol=5e-3)
assert isclose(sqrt(2 * _a.var()), _spread, rel_tol=5e-3)
assert (round(_spread, 2), round(1 / _spread, 2)) == (0.83, 1.21)
for _seed in range(5):
    _sizes, _ = deltas_of(deep(nn.ReLU, he, _seed, norm=True))
    assert _sizes[0] / _sizes[1] > 2
    assert 1.15 < (_sizes[1] / _sizes[9]) ** (1 / 8) < 1.28
_grads = []
for _times in (1, 2):
    _net = deep(nn.ReLU, he, 0, _times, norm=True)
    functional.cross_entropy(_net(X), y).backward()
    _grads.append([p.grad for p in _net.parameters() if p.ndim == 2][:-1])
assert all(
    isclose(np.linalg.norm(double), np.linalg.norm(once) / 2, rel_tol=2e-3)
    for once, double in zip(*_grads, strict=True)
)
for _name, _read in (
    ("vanishing, batch norm", 89),
    ("exploding, batch norm", 64),
    ("ReLU, He, batch norm", 85),
):
    assert round(100 * np.mean(_kept[_name])) == _read
    _live = np.mean(results[_name]["shares"])
    assert abs(_live - np.mean(_kept[_name][:5])) < 0.05
_recorded = data.experiment_record("ch12_thirty_layers")["starts"]
assert {len(_starts) for _starts in _recorded.values()} == {20}
assert round(100 * np.mean(_recorded["batch_norm"])) == 31
assert 90 < np.median(_recorded["batch_norm_gradient"]) < 115
_live = results["the same with thirty layers"]
assert isclose(
    _live["whole"][0], _recorded["batch_norm_gradient"][0], rel_tol=1e-2
)
_reads = _recorded["batch_norm"]  # which digits exactly depends on rounding
assert min(_reads) - 0.1 < _live["shares"][0] < max(_reads) + 0.1

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
assert np.allclose(
    (_g - _g.mean() - _hat * (_g * _hat).mean()) / _x.std(), [6 / 5, -6 / 5, 0, 0]
)
assert (_hat * _dout).sum() == -4

# %% [markdown] slug="ch12-accumulation"
# ## Remedy 4: accumulation
#
# **{{term:gradient-accumulation|Gradient accumulation}}** is to call `backward()` for several batches and to step only
# then. The article gives it as a cure: it "raises the size" of a gradient that has become too small. But what does it
# do to the *ratio* of layer 1 and layer 10? How many batches would lift the first layer to where the tenth is now, and
# where will the tenth be by then?

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
    print(
        f"{batches} × 100 rows: ‖∂L/∂W‖ {first:.2e} in layer 1,",
        f"{tenth:.2e} in layer 10,",
        end=" ",
    )
    print(f"ratio {first / tenth:.1e}")
print()
trial("vanishing, 4 batches together", nn.Sigmoid, xavier, together=4, runs=5)
trial("exploding, 4 batches together", nn.ReLU, he, times=2, together=4)

# %% [markdown] tags=["answer"]
# The two have grown by factors of 4.6 and 4.4, and their ratio is nearly what it was. To add up is to multiply *all*
# layers by about the same number, as a larger learning rate does. Some half a million batches would lift the first layer
# to the tenth, and the tenth half a million times, too. **Accumulation cures neither.** It is good for something else:
# with each batch weighted by its share of the rows, and no batch normalisation, the sum is the gradient of one large
# batch, which need not fit into memory.


# %% tags=["asserts"]
def _layer_norms(batches):
    net.zero_grad()
    for k in range(batches):
        z, delta = output_delta(
            net, X[100 * k : 100 * (k + 1)], Y[100 * k : 100 * (k + 1)]
        )
        z.backward(delta)
    found = [np.linalg.norm(p.grad) for p in net.parameters() if p.ndim == 2]
    return np.array([found[0], found[9]])


_once, _four = _layer_norms(1), _layer_norms(4)
assert (_four / _once).round(1).tolist() == [4.6, 4.4]
assert 1 / 2 < (_four[0] / _four[1]) / (_once[0] / _once[1]) < 2
assert 300_000 < results["sigmoid, Xavier"]["factor"] ** -9 < 700_000
assert all(
    round(share * 100) == 9
    for share in results["vanishing, 4 batches together"]["shares"]
    + _kept["vanishing, 4 batches together"]
)
assert results["exploding, 4 batches together"]["overflowed"] > 10
z, delta = output_delta(net, X, Y)
net.zero_grad()
z.backward(delta)
_whole = [p.grad.copy() for p in net.parameters()]
net.zero_grad()
for _rows in (slice(0, 150), slice(150, 400)):
    z, delta = output_delta(net, X[_rows], Y[_rows])
    z.backward(delta * len(delta) / 400)
assert all(
    np.allclose(p.grad, w, rtol=1e-7, atol=1e-14)
    for p, w in zip(net.parameters(), _whole, strict=True)
)

# %% [markdown] slug="ch12-lab"
# ## A way round
#
# Modern networks have what exercise 8.4 had, a bypass: what comes in goes through the layer and past it, and both are
# added. That is a **{{term:residual-connection}}**. Here are thirty layers of tanh with Xavier's weights. What will a
# residual connection round each but the first change: the sizes of the gradients, the digits read?


# %% slug="ch12-thirty"
class Residual(nn.Module):
    """A layer, and a way past it."""

    def __init__(self, inside):
        self.inside = inside

    def forward(self, x):
        return self.inside(x) + x


def thirty(seed, past):
    first, activation, *parts, last = deep(nn.Tanh, xavier, seed, layers=30)
    pairs = zip(parts[::2], parts[1::2], strict=True)
    layers = [nn.Sequential(*pair) for pair in pairs]
    if past:
        layers = [Residual(layer) for layer in layers]
    return nn.Sequential(first, activation, *layers, last)


# %% tags=["predict"]
lab = {}
for past in (False, True):
    ratios, shares = [], []
    for seed in range(3):
        net = thirty(seed, past)
        functional.cross_entropy(net(X), y).backward()
        by_layer = [
            np.linalg.norm(p.grad) for p in net.parameters() if p.ndim == 2
        ]
        net.zero_grad()
        ratios.append(by_layer[1] / by_layer[29])
        shares.append(trained(net, seed))
    lab[past] = ratios, shares
    print(
        f"{'residual' if past else 'plain':8}: ‖∂L/∂W‖ of layers 2 and 30",
        f"like {np.median(ratios):.1f} to 1,",
        f"reads {np.mean(shares):.0%} ({min(shares):.0%}–{max(shares):.0%})",
    )

# %% [markdown] tags=["answer"]
# In both, the gradients of the weights have about the same size in early and late layers. Yet twenty plain networks read
# 48 in a hundred on average (33 to 69), with residual connections 89 (79 to 93). So the right *size* is not all that is
# needed: behind many plain layers, David Balduzzi and others found, the gradient comes to resemble noise. Past the
# layers it comes back untouched.

# %% tags=["asserts"]
assert all(1 / 6 < ratio < 6 for past in lab for ratio in lab[past][0])
for _name, _said in (("plain", [48, 33, 69]), ("residual", [89, 79, 93])):
    _shares = _recorded[_name]
    assert [
        round(100 * _v) for _v in (np.mean(_shares), min(_shares), max(_shares))
    ] == _said
    _now = lab[_name == "residual"][1]  # rounding leads each network elsewhere
    assert min(_shares) - 0.1 < min(_now) <= max(_now) < max(_shares) + 0.1

# %% [markdown] slug="ch12-verdict"
# ## What cures what
#
# Take your table. The cell draws a dot for each network. An overflow counts as 0.

# %% tags=["predict"] jupyter={"source_hidden": true}
drawn = {
    "vanishing, as it is": "sigmoid, Xavier",
    "… with ReLU, He": "ReLU, He",
    "… ReLU, nn.Linear": "ReLU, nn.Linear's start",
    "… clipped": "vanishing, clipped to 1",
    "… batch norm": "vanishing, batch norm",
    "… accumulation": "vanishing, 4 batches together",
    "… tanh, Xavier": "tanh, Xavier",
    "exploding, as it is": "ReLU, He times 2",
    "… clipped to 1": "exploding, clipped to 1",
    "… clipped to 3": "exploding, clipped to 3",
    "… its error clipped": "exploding, the error clipped",
    "… normalised": "exploding, batch norm",
    "… accumulated": "exploding, 4 batches together",
    "… He, not doubled": "ReLU, He",
}
kept = data.experiment_record("ch12_ten_layers")["starts"]
figures.strips(
    {
        name: kept[of]
        if of in kept
        else results[of]["shares"] + [0.0] * results[of]["overflowed"]
        for name, of in drawn.items()
    },
    title="What each remedy does to the two patients, twenty networks each",
    x="new digits read, %",
    say="The vanishing patient reads most with batch normalisation; clipping "
    "and accumulation change nothing. The exploding one reads most with He's "
    "weights and with batch normalisation.",
    unit=100,
)

# %% [markdown] tags=["answer"]
# Digits read in a hundred, on average:
#
# | remedy | vanishing: 9 | exploding: overflow |
# |---|---|---|
# | ReLU, *with He's weights* | helps: 73 | – |
# | ReLU, with other weights | does nothing | – |
# | clipping | does nothing | helps it survive: 30, or 41 with another limit |
# | clipping the *error* | – | does nothing, and harms a healthy network |
# | batch normalisation | cures: 89 | helps: 64 |
# | accumulation | does nothing | does nothing |
# | residual connections | not tried; thirty layers of tanh: 89, not 48 | not tried |
# | weights that suit the activation function | tanh with Xavier's: 82 | He's, not doubled: 73 |
#
# These numbers hold for one network and one rate. What carries over is to measure before training. A factor far from 1
# is a warning. One near 1 is no promise: thirty plain layers had gradients of about one size, too.

# %% tags=["asserts"]
for _name, _read in {
    "sigmoid, Xavier": 9,
    "ReLU, He": 73,
    "exploding, clipped to 1": 30,
    "exploding, clipped to 3": 41,
    "tanh, Xavier": 82,
}.items():
    assert _about(_name, _read), _name
assert set(drawn.values()) <= set(results)
for _seed in range(5):
    _sizes, _ = deltas_of(deep(nn.Tanh, xavier, _seed, layers=30))
    assert 0.9 < (_sizes[0] / _sizes[-1]) ** (1 / 29) < 1.1

# %% [markdown] slug="ch12-quiz"
# ## Check yourself
#
# Choose an answer, then open it.

# %% [markdown] tags=["quiz"]
# **4.** Twelve neurons in a row, each with a weight of 2 and a sigmoid at its steepest. Per layer, and in all, what is
# left of a gradient?
#
# - 1/4 per layer, 1/16777216 in all.
#   No. 1/4 is the slope. The weight is a factor too: 2 times 1/4.
# - 1/2 per layer, 1/4096 in all.
#   Right. A half to the twelfth.
# - 1/2 per layer, 1/24 in all.
#   No. The factors are multiplied, and not added.

# %% [markdown] tags=["quiz"]
# **5.** A layer has 64 inputs of size 1, and no activation function. With which standard deviation of its weights does
# its output have the size 1?
#
# - 1/8
#   Right. 64 terms of variance 1/64 each make a variance of 1.
# - 1/64
#   No. That would be the variance. The standard deviation is its root.
# - 1
#   No. Then the output would have the size 8.

# %% [markdown] tags=["quiz"]
# **6.** The δ of your first layer is a millionth of the last one's. Which of these can change this ratio?
#
# - Clipping by the norm.
#   No. It multiplies all layers by the same number.
# - Adding up ten batches.
#   No. All layers grow about tenfold.
# - Other first weights.
#   Right. A weight is in each factor.

# %% [markdown] tags=["quiz"]
# **7.** The gradient is (6, 8), and it is clipped by its norm, to 4. What is left?
#
# - (4.0, 4.0)
#   No. That is clipping entry by entry, and it turns the step.
# - (2.4, 3.2)
#   Right. The norm is 10, so all of it is multiplied by 0.4.
# - (6.0, 8.0)
#   No. The norm is 10, above the limit.

# %% [markdown] tags=["quiz"]
# **8.** You double all weights of a layer that has batch normalisation right behind it. What comes out of the
# normalisation?
#
# - The same.
#   Right. Mean and standard deviation double, too, and are taken out. (But for ε, which is tiny.)
# - Twice as much.
#   No. That is what goes into it.
# - It depends on the batch.
#   No. What comes out depends on the batch, but it does so before and after in the same way.

# %% [markdown] tags=["quiz"]
# **9.** A ReLU of the first hidden layer has a negative z for every row of the training set. What will training with
# plain gradient descent do to its weights?
#
# - Push them until z is above 0.
#   No. A push would need a gradient, and the slope is 0 for each row.
# - Shrink them towards 0.
#   No. Nothing in plain descent does that. The gradient is 0, so the step is 0.
# - Leave them as they are.
#   Right. It is a dead ReLU. In a later layer, what comes in could still change, and raise its z.

# %% tags=["asserts"]
assert (2 / 4) ** 12 == 1 / 4096
assert 4**12 == 16777216
assert sqrt(1 / 64) == 1 / 8
assert sqrt(6**2 + 8**2) == 10
assert np.allclose(np.array([6.0, 8.0]) * 0.4, [2.4, 3.2])
assert np.clip([6, 8], -4, 4).tolist() == [4.0, 4.0]
assert 4 / 10 == 0.4

# %% [markdown] slug="ch12-summary"
# ## The chapter on one page
#
# **The cause**, {{ref:factors-in-a-row}}: a product of weights and slopes. **Needed first**: a factor near 1 in each
# layer.
#
# | for | variance of the first weights | |
# |---|---|---|
# | tanh, no activation function | $2 / (n_{\text{in}} + n_{\text{out}})$ | {{ref:xavier}} |
# | ReLU | $2 / n_{\text{in}}$ | {{ref:he}} |
# | `nn.Linear`, here and in PyTorch | $1 / (3\, n_{\text{in}})$ | too small for deep networks |
#
# **Batch normalisation** sets the size of $z$, not that of gradients. **Clipping** shortens the whole gradient, never
# the error. **Accumulation** is a larger batch. A **residual connection** leads past a layer.
#
# **The mistake.** Taking a remedy from a list. Measure first: ‖δ‖ of each layer, before the first step.

# %% [markdown] slug="ch12-next"
# ## Where to go next
#
# The first patient had one rate for all layers. [Chapter 13](13_optimisers.ipynb) gives each weight a rate of its own.
# Would that cure it?
#
# **Problem set 7**, in `assignments/ps7`, after chapter 14: weights for a leaky ReLU, and another normalisation, whose
# way back you derive.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch12-sources"
# ## Sources
#
# Gradients that shrink or grow with depth: Sepp Hochreiter, *Untersuchungen zu dynamischen neuronalen Netzen* (1991).
# The row of neurons: Michael Nielsen, [*Neural Networks and Deep Learning*, chapter
# 5](http://neuralnetworksanddeeplearning.com/chap5.html) (2015).
#
# First weights: Xavier Glorot and Yoshua Bengio, "Understanding the difficulty of training deep feedforward neural
# networks" (2010); Kaiming He and others, "Delving deep into rectifiers" (2015). Clipping: Razvan Pascanu, Tomas
# Mikolov and Yoshua Bengio, "On the difficulty of training recurrent neural networks" (2013); Peter Huber, "Robust
# estimation of a location parameter" (1964).
#
# Sergey Ioffe and Christian Szegedy, "Batch Normalization" (2015). Its growing gradients: Greg Yang and others, "A Mean
# Field Theory of Batch Normalization" (2019). Residual connections: Kaiming He and others, "Deep residual learning for
# image recognition" (2016); David Balduzzi and others, "The Shattered Gradients Problem" (2017).
