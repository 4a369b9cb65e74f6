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

# %% [markdown] slug="ch11-title"
# # 11 · The right loss
#
# Three sigmoid neurons should all say 0. The first says 1/2, the second 3/4, the third 0.99. All three get the same
# input, and each takes one step of gradient descent on its squared error, with the same rate. Whose $z$ moves furthest?
#
# The third has the most to learn. Put the three in order, and write the order down.
#
# **After this chapter,** you can say which loss belongs to which kind of output, and why; derive the δ of cross-entropy
# and of softmax; and compute both without an overflow.
#
# **You need** the δ of a neuron ([chapter 04](04_neuron.ipynb)) and the training loop ([chapter
# 10](10_training.ipynb)). From school: $\ln x$ has the slope $1/x$, and $e^z$ is its own slope.
#
# **Time:** {{time}}. A lab and one more exercise are optional.
#
# **The mistake this chapter cures:** believing that any loss will do, as long as it is small when the answers are
# right.

# %% tags=["asserts"]
from math import exp, log

assert round(1 / (1 + exp(-log(99))), 2) == 0.99

# %% [markdown] slug="ch11-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** From chapter 10: the gradient of all weights together has the norm 0.5, and the rate is 0.02. By about how much
# should the next step lower the loss?
#
# - By 0.010.
#   No. That is the length of the step, rate times norm. The loss falls by that, times the norm once more.
# - By 0.250.
#   No. That is the norm squared. The rate is missing.
# - By 0.005.
#   Right. A small step lowers the loss by the rate times the square of the norm.

# %% [markdown] tags=["quiz"]
# **2.** From chapter 08: a sigmoid neuron says 0.8. It feeds two neurons, by weights of 4 and 5, and their δ are 3 and
# −2. What is its own δ?
#
# - 0.32
#   Right. It gathers 4 · 3 − 5 · 2 = 2, and its slope is 0.8 · 0.2.
# - 2.00
#   No. That is what it gathers. Its own slope is still missing.
# - 3.52
#   No. One of the two δ is negative, so the second product is subtracted.

# %% [markdown] tags=["quiz"]
# **3.** From chapter 05: `a = 3 * x`, then `b = a * x`. What is the gradient of `x` at x = 5?
#
# - 15
#   No. That is one road. `x` is used twice, and the other road brings 15 as well.
# - 30
#   Right. Two roads, 15 on each, and what arrives is added up.
# - 45
#   No. The two roads bring 15 each. Look again at the local derivatives of the product.

# %% slug="ch11-setup" jupyter={"source_hidden": true}
from math import exp, inf, isclose, log, pi, sqrt

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, show, train
from autograd_lab.answers import tell
from autograd_lab.viz import figures


def sigma(z):
    return 1 / (1 + np.exp(-z))


# %% tags=["asserts"]
assert isclose(sigma(log(99)), 0.99)
assert isclose(0.02 * 0.5**2, 0.005)
assert isclose(0.02 * 0.5, 0.010)
assert 0.5**2 == 0.250
assert isclose((4 * 3 - 5 * 2) * 0.8 * 0.2, 0.32)
assert 4 * 3 - 5 * 2 == 2.00
assert isclose((4 * 3 + 5 * 2) * 0.8 * 0.2, 3.52)
_x = Value(5.0)
(3 * _x * _x).backward()
assert _x.grad == 30

# %% [markdown] slug="ch11-three-wrong"
# ## Three that are wrong
#
# The graph is the first neuron, with its squared error $a^2$. Step through it, and see what arrives at `z`: that is its
# δ, and the step is in proportion to it.

# %%
z = Value(0.0)
a = z.sigmoid()
loss = a**2
show(loss, title="A sigmoid neuron that should say 0", sliders={"z": (-8, 8)})

# %% [markdown]
# By {{ref:neuron-delta}} that is $2a \cdot a(1-a)$, and so it is for the two others.

# %% tags=["predict"]
for a in (0.5, 0.75, 0.99):
    residual, slope = a - 0, a * (1 - a)
    print(
        f"says {a:.2f}: residual {residual:.2f},",
        f"slope {slope:.4f}, δ {2 * residual * slope:.4f}",
    )

# %% [markdown] tags=["answer"]
# 0.25, 0.281, 0.0196. The third is the most wrong of all, and it hardly moves.
#
# The residual grows with the mistake, the slope of the sigmoid shrinks, and in the end the slope wins. With $\delta =
# 2a^2(1-a)$ the slope in $a$ is $4a - 6a^2$, which is 0 at $a = 2/3$. There δ is 8/27, about 0.296. Beyond two thirds,
# a neuron learns more slowly the more wrong it is.

# %% [markdown]
# All three get there in the end. But when? With $x = 1$ and the rate 1, $w$ and $b$ both get δ, so $z$ moves by 2δ in
# each step. How many steps does each of the three need until it says less than 0.1?


# %% tags=["predict"]
def squares_push(a):
    return 2 * a * a * (1 - a)


def steps_until(a, push, goal=0.1):
    """Steps at rate 1 until a neuron with x = 1 says less than the goal."""
    w = b = log(a / (1 - a)) / 2
    steps = 0
    while sigma(w + b) >= goal:
        delta = push(sigma(w + b))
        w, b = w - delta, b - delta
        steps += 1
    return steps


for start in (0.5, 0.75, 0.99, 0.999, 0.9999):
    print(f"from {start}: {steps_until(start, squares_push):5} steps")

# %% [markdown] tags=["answer"]
# Beyond $z = 0.7$, where the neuron says 2/3, the loss runs into a plateau at 1, since a neuron cannot be more wrong
# than to say 1.
#
# So it takes 17, 19 and 47 steps, from 0.999 it takes 275, and each further nine makes it about ten times as long. The
# gradients would pass any check. It is the *loss* that asks for next to nothing where most is to be done.

# %% tags=["asserts"]
for _a, _delta in ((0.5, 0.25), (0.75, 0.281), (0.99, 0.0196)):
    assert isclose(squares_push(_a), _delta, rel_tol=2e-3)
assert round(8 / 27, 3) == 0.296
assert isclose(squares_push(2 / 3), 8 / 27)
assert all(squares_push(k / 1000) <= 8 / 27 for k in range(1001))
assert isclose(sigma(0.7), 2 / 3, abs_tol=3e-3)
assert [steps_until(_a, squares_push) for _a in (0.5, 0.75, 0.99, 0.999)] == [
    17,
    19,
    47,
    275,
]
assert (
    9 < steps_until(0.9999, squares_push) / steps_until(0.999, squares_push) < 11
)
assert (
    9
    < steps_until(0.99999, squares_push) / steps_until(0.9999, squares_push)
    < 11
)
assert steps_until(0.09, squares_push, goal=0.1) == 0

# %% [markdown] slug="ch11-wanted"
# ## The loss that one would want
#
# So do not ask which loss is customary. Ask what δ you would *like*, and look for the loss that has it.
#
# You would like the residual, $\delta = a - y$, with no slope in it. In fact δ is what arrives at $a$, times the slope
# of the sigmoid:
#
# $$\delta = \frac{\partial L}{\partial a} \cdot a\,(1 - a)$$
#
# For the target 0 the wish is $\delta = a$, so what has to arrive is $\partial L / \partial a = 1/(1 - a)$. Which
# function has this slope? You know one whose slope is $1/x$. Put $1 - a$ for $x$. When $a$ grows, $1 - a$ shrinks, so
# the chain rule brings a minus, and another minus takes it away: $L = -\ln(1 - a)$. For the target 1 what has to arrive
# is $-1/a$, so $L = -\ln a$.
#
# One formula holds both, in which the target switches one term on and the other off. As a mean over $N$ rows it is
# **{{term:cross-entropy}}**:
#
# {{eq:binary-cross-entropy}}
#
# And its δ is the wish, with the $1/N$ of the mean:
#
# {{eq:cross-entropy-delta}}
#
# The slope $a(1-a)$ has been divided out. Guess how, for the third neuron. On the way back, which step makes the
# gradient large, and which makes it small again? Then look at the graph, from right to left, and move $z$ to −8.

# %% tags=["predict"]
z = Value(log(99))
a = z.sigmoid()
rest = 1 - a
loss = -rest.log()

show(
    loss,
    title="Cross-entropy of a neuron that should say 0",
    sliders={"z": (-8, 8)},
    start="end",
)

# %% [markdown] tags=["answer"]
# `rest` is 0.01. The logarithm has the local derivative 1/0.01 = 100 there, the sigmoid has 0.0099, and their product
# is 0.99. *The factor $1 - a$, which flattens the sigmoid where it is wrong, is the one that the logarithm divides by.
# What is left is $a$.* At $z = -8$ the neuron is right. There $a$ is what flattens the sigmoid, and it may stay.

# %% [markdown]
# The figure has both losses over $z$ on the left, and their slopes, which are δ, on the right. Move $z$ from −8 to 8.
# Where does the disc of the squares turn round, and what is special about the left curve there? And where is the push
# of cross-entropy nearly 0?

# %%
figures.two_losses(4.6, title="The same neuron under two losses")

# %% [markdown]
# From the same five starts, how many steps will cross-entropy need?


# %% tags=["predict"]
def cross_push(a):
    return a


for start in (0.5, 0.75, 0.99, 0.999, 0.9999):
    squares, crossed = (
        steps_until(start, squares_push),
        steps_until(start, cross_push),
    )
    print(
        f"from {start:<6}: {squares:5} steps with squares,",
        f"{crossed:3} with cross-entropy",
    )

# %% [markdown] tags=["answer"]
# 5, 5, 7, 8 and 9. The third neuron is pushed by 0.99 instead of 0.0196: 50 times as hard. Would a larger rate help the
# squares? A rate is for all rows and all steps, and the ratio of the two pushes is $1/(2a(1-a))$: 2 in the middle, and
# without bound at both ends. No single rate makes up for it.

# %% tags=["asserts"]
# eq: binary-cross-entropy, cross-entropy-delta
_z, _y = np.array([0.3, -2.0, 1.1]), np.array([1.0, 0.0, 0.0])


def _cross(z):
    a = sigma(z)
    return -(_y * np.log(a) + (1 - _y) * np.log(1 - a)).mean()


for _n in range(3):
    _h = np.eye(3)[_n] * 1e-5
    assert isclose(
        (_cross(_z + _h) - _cross(_z - _h)) / 2e-5,
        (sigma(_z)[_n] - _y[_n]) / 3,
        rel_tol=1e-6,
    )
assert isclose(_cross(_z), functional.bce_with_logits(_z, _y).item())
loss.backward()
assert isclose(rest.data, 0.01)
assert isclose(z.grad, 0.99)
assert isclose(0.99 * (1 - 0.99), 0.0099)
assert isclose(1 / 0.01 * 0.0099, 0.99)
assert isclose(1 / (1 - sigma(-8)), 1, abs_tol=1e-3)
assert isclose(squares_push(0.99), 0.0196, abs_tol=5e-5)
assert 50 <= 0.99 / 0.0196 < 51
assert [
    steps_until(_a, cross_push) for _a in (0.5, 0.75, 0.99, 0.999, 0.9999)
] == [5, 5, 7, 8, 9]
assert all(
    isclose(_a / squares_push(_a), 1 / (2 * _a * (1 - _a)))
    for _a in (0.1, 0.5, 0.99)
)

# %% [markdown] slug="ch11-means"
# ## What the number says
#
# We have built this loss for its slope. Its value has a meaning as well, when you read $a$ as a probability.
#
# In three rows, the answers that turned out to be right had been given the probabilities 1/2, 3/4 and 1/100. How
# probable were all three together, in the model's own opinion? If the rows are independent, it is the product, 3/800.
# This is the **{{term:likelihood}}** of the data. To train by making it large is called
# **{{term:maximum-likelihood}}**.
#
# The logarithm of a product is a sum, and a minus turns "large" into "small". So *cross-entropy is minus the logarithm
# of the likelihood*, divided by $N$. Here $-\ln(1/2) - \ln(3/4) - \ln(1/100)$ = 5.59, a third of which is 1.86. Most of
# it, 4.61, comes from the third row. To be sure and wrong is what costs.
#
# The name is from information theory. There $-\ln p$ is the *surprise* at an answer of the probability $p$, and a mean
# surprise is an *entropy*; *cross*, since the answers come from the data, and $p$ from the model.
#
# Squares come from the same recipe. Suppose that the target is a quantity, and that $y$ scatters around what the model
# says, $a$, like a normal distribution with the standard deviation $s$. The likelihood of a row, and minus its
# logarithm:
#
# $$p = \frac{1}{s \sqrt{2\pi}}\; e^{-(a - y)^2 / (2 s^2)}, \qquad -\ln p = \frac{(a - y)^2}{2 s^2} + \ln (s \sqrt{2\pi})$$
#
# The last term does not depend on $a$, and $1/(2s^2)$ is a constant factor. What is left is the squared error. So
# squares belong to quantities as cross-entropy belongs to yes and no.
#
# A network that has learnt nothing says 1/2 to everything, so its loss begins near $\ln 2$, which is 0.693; with ten
# classes near $\ln 10$, 2.303. If yours begins at 9, it is sure of something, and wrong.

# %% tags=["asserts"]
assert isclose(1 / 2 * 3 / 4 * 1 / 100, 3 / 800)
_costs = [-log(1 / 2), -log(3 / 4), -log(1 / 100)]
assert round(sum(_costs), 2) == 5.59
assert isclose(sum(_costs), -log(3 / 800))
assert round(sum(_costs) / 3, 2) == 1.86
assert round(_costs[2], 2) == 4.61
assert round(log(2), 3) == 0.693
assert round(log(10), 3) == 2.303
assert isclose(
    functional.cross_entropy(np.zeros((4, 10)), [3, 1, 9, 0]).item(), log(10)
)
for _a, _y_n, _s in ((3.0, 5.0, 0.7), (-1.0, 0.5, 2.0)):
    _density = exp(-((_a - _y_n) ** 2) / (2 * _s**2)) / (_s * sqrt(2 * pi))
    assert isclose(
        -log(_density), (_a - _y_n) ** 2 / (2 * _s**2) + log(_s * sqrt(2 * pi))
    )

# %% [markdown] slug="ch11-exercise-1"
# ### Exercise 11.1: both by hand (6 minutes)
#
# A neuron with one input, $x = 3$, says $a = 1/10$. The target is 1. Work out δ and the gradient of $w$, once for the
# squared error and once for cross-entropy, and the loss that cross-entropy gives. One row, and three digits are enough.
# Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {
    "delta_squares": None,
    "delta_cross": None,
    "dw_squares": None,
    "dw_cross": None,
    "loss_cross": None,
}

# %%
tell("11.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the sign
#
# The neuron says too little. A push of $z$ upwards makes either loss smaller, so both δ are negative.

# %% [markdown] tags=["hint"]
# Hint 2: recall the two formulas
#
# $2(a - y)\, a(1 - a)$ and $a - y$. Each time the gradient of $w$ is δ times what came in.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# delta_squares = 2 * (1 / 10 - 1) * 1 / 10 * 9 / 10
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {
#     "delta_squares": 2 * (1 / 10 - 1) * 1 / 10 * 9 / 10,
#     "delta_cross": 1 / 10 - 1,
#     "dw_squares": 3 * 2 * (1 / 10 - 1) * 1 / 10 * 9 / 10,
#     "dw_cross": 3 * (1 / 10 - 1),
#     "loss_cross": log(10),
# }
# ```
#
# δ is −0.162 and −0.9, the gradients of $w$ are −0.486 and −2.7, and the loss is $-\ln(1/10) = \ln 10$. Here
# cross-entropy pushes 5.6 times as hard. If you wrote $(a - y)\, a(1 - a)$ for the δ of cross-entropy, you multiplied by
# the slope once more, after it had been divided out.

# %% tags=["asserts"]
assert isclose(2 * (1 / 10 - 1) * 1 / 10 * 9 / 10, -0.162)
assert isclose(1 / 10 - 1, -0.9)
assert isclose(3 * -0.162, -0.486)
assert isclose(3 * -0.9, -2.7)
assert round(-0.9 / -0.162, 1) == 5.6

# %% [markdown] slug="ch11-same-start"
# ## Two from the same start
#
# Does it hold in a network? A network 2-3-1 is to tell two clouds apart, forty points in all. We make it badly wrong on
# purpose: the bias of its output begins at 6, so that it says more than 0.99 to everything. Twice the same network, at
# the rate 1. Only the loss differs. In how many steps will each be right about 38 of the points?


# %% tags=["predict"]
rng = np.random.default_rng(11)
cloud_y = np.repeat([0.0, 1.0], 20)[:, None]
cloud_X = 0.7 * rng.normal(size=(40, 2)) + np.where(cloud_y, 1, -1)


def stubborn(seed):
    hidden, output = nn.Linear(2, 3, rng=seed), nn.Linear(3, 1, rng=seed + 100)
    output.bias.data[:] = 6
    return nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


def trained(seed, loss):
    return train(
        stubborn(seed), cloud_X, cloud_y, steps=400, loss=loss, label=loss
    )


squares, crossed = trained(0, "squares"), trained(0, "cross-entropy")
squares.compare(crossed, moment=0, views=())  # both runs in one view, at step 0

# %% [markdown] tags=["answer"]
# At step 0 the output is high everywhere. Its δ, added up over the forty rows, is 0.0020 with squares. Choose the other
# network, at "Network of": the same weights, and δ is 0.4979. So the gradients of all layers are about 250 times as
# large. Then move the slider at the top, the step of training, to 10, 100 and 200.
#
# Was this one start lucky? Here are twenty.


# %% tags=["answer"]
def first_right(run, share=0.95):
    """The first step at which this share of the rows is on the right side."""
    for step in run.steps:
        outputs = run.at(step).run(run.X, run.y).activations[-1]
        if ((outputs >= 0.5) == (run.y >= 0.5)).mean() >= share:
            return step
    return inf


firsts = {}
for loss_name in ("squares", "cross-entropy"):
    firsts[loss_name] = sorted(
        first_right(trained(seed, loss_name)) for seed in range(20)
    )
    print(f"{loss_name}:")
    print(*firsts[loss_name])

# %% [markdown] tags=["answer"]
# Cross-entropy takes 6 to 9 steps. Squares take 116 to 361, and one of the twenty is not there after 400.

# %% [markdown]
# But we have *made* it sure and wrong, and you should distrust an experiment that was built to show what it shows. A
# fair one follows, with ten classes. It needs a loss for ten classes.

# %% tags=["asserts"]
assert sigma(6 - 3 / np.sqrt(3)) > 0.98
assert squares.at(0).run(cloud_X, cloud_y).activations[-1].min() > 0.99
assert crossed.losses[10] < 0.25
assert np.array_equal(squares.leaves[0], crossed.leaves[0])
_passes = [
    squares.at(0).run(cloud_X, cloud_y, _loss)
    for _loss in ("squares", "cross-entropy")
]
assert [round(float(_pass.dbs[-1][0]), 4) for _pass in _passes] == [
    0.0020,
    0.4979,
]
assert all(
    240 < _c / _s < 255
    for _s, _c in zip(squares.norms[0], crossed.norms[0], strict=True)
)
assert isclose(38 / 40, 0.95)
assert [len(_found) for _found in firsts.values()] == [20, 20]
assert (firsts["squares"][0], firsts["squares"][-2], firsts["squares"][-1]) == (
    116,
    361,
    inf,
)
assert (firsts["cross-entropy"][0], firsts["cross-entropy"][-1]) == (6, 9)

# %% [markdown] slug="ch11-softmax"
# ## More than two classes
#
# A network that reads digits has ten outputs. The target of a 3 is a row of zeros with a single 1 at the place of the
# 3: it is **{{term:one-hot|one-hot}}**. Ten sigmoids could say 0.9 for the 3 and 0.9 for the 8 as well. But an image
# shows one digit, so the ten should add up to 1. Take the last layer's $z$, here called **{{term:logit|logits}}**. Make
# them positive, and then make them add up to 1:
#
# {{eq:softmax}}
#
# That is **{{term:softmax}}**. Three classes with the logits $0$, $\ln 2$ and $\ln 5$: the powers $e^{z_k}$ are 1, 2
# and 5, their sum is 8, so the probabilities are 1/8, 2/8 and 5/8. What becomes of them when you add 100 to all three
# logits? When you double all three? And what is softmax for *two* classes with the logits $z$ and 0?


# %%
def softmax(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=-1, keepdims=True)


# %% tags=["predict"] jupyter={"source_hidden": true}
logits = np.array([0, log(2), log(5)])
print("as they are:", softmax(logits))
print("plus 100:   ", softmax(logits + 100))
print("doubled:    ", softmax(2 * logits))
print("two classes:", softmax(np.array([log(3), 0])), "σ:", sigma(log(3)))

# %% [markdown] tags=["answer"]
# Adding 100 changes nothing: every power gets the same factor, and so does their sum. Only differences of logits count.
# Doubling makes the powers 1, 4 and 25, and the largest gets more: 25/30. And for two classes softmax is the sigmoid of
# the difference.

# %% [markdown]
# The loss is what it was: minus the logarithm of what was given to the right class.
#
# {{eq:cross-entropy}}
#
# ($c_n$ is the class of row $n$. `functional.cross_entropy` takes the classes as numbers, or as one-hot rows.) The form
# on the right has no $p$ in it: the logarithm of the sum of all powers, minus the logit of the right class.

# %% tags=["asserts"]
# eq: softmax, cross-entropy
assert np.allclose(softmax(logits), [1 / 8, 2 / 8, 5 / 8])
assert np.allclose(softmax(logits + 100), softmax(logits))
assert np.allclose(softmax(2 * logits), [1 / 30, 4 / 30, 25 / 30])
assert np.allclose(
    softmax(np.array([log(3), 0])), [sigma(log(3)), sigma(-log(3))]
)
_Z, _c = np.array([[0.2, -1.0, 0.5], [2.0, 0.1, -0.3]]), np.array([2, 0])
_p = softmax(_Z)
_left = -(np.eye(3)[_c] * np.log(_p)).sum() / 2
_right = (np.log(np.exp(_Z).sum(axis=1)) - _Z[[0, 1], _c]).mean()
assert isclose(_left, _right)
assert isclose(_left, functional.cross_entropy(_Z, _c).item())
assert isclose(_left, functional.cross_entropy(_Z, np.eye(3)[_c]).item())
assert sigma(log(9)) > 0.9 - 1e-9

# %% [markdown] slug="ch11-softmax-delta"
# ## Its δ, in two lines
#
# What does a push on one logit do? Take one row, and the form $\ln \sum_j e^{z_j} - z_c$. Push $z_k$. In the first term
# the sum grows at the rate $e^{z_k}$, and the logarithm of a sum $s$ has the slope $1/s$. Together that is $e^{z_k} /
# \sum_j e^{z_j}$, which is $p_k$. The second term, $-z_c$, falls by 1 if you have pushed the right class, and by 0 if you
# have not. That is $-y_k$. With the mean over the rows:
#
# {{eq:softmax-delta}}
#
# The δ of the sigmoid again, and this time nobody has asked for it.
#
# Try it on the three classes, with the third as the right one. The player asks for the gradients at the three logits.
# What must they add up to, and why?

# %%
z1, z2, z3 = Value(0.0), Value(log(2)), Value(log(5))
total = Value.total([z1.exp(), z2.exp(), z3.exp()])
cost = total.log() - z3

asked = {"nodes": ["z1", "z2", "z3"]}
ranges = {"z1": (-4, 4), "z2": (-4, 4), "z3": (-4, 4)}
show(
    cost,
    title="Three logits, the third class is right",
    sliders=ranges,
    quiz=asked,
)

# %% tags=["predict"]
cost.backward()
print(
    f"{z1.grad:.3f} + {z2.grad:.3f} + {z3.grad:.3f} =",
    f"{z1.grad + z2.grad + z3.grad:.3f}",
)

# %% [markdown] tags=["answer"]
# 1/8, 1/4 and 5/8 − 1 = −3/8. They add up to 0, as they must: to push all three logits alike changes no probability, so
# it changes no loss. The others pay for the rise of the right class, each in proportion to the probability it had
# claimed.

# %% tags=["asserts"]
# eq: softmax-delta
for _leaf, _delta in ((z1, 1 / 8), (z2, 1 / 4), (z3, -3 / 8)):
    assert isclose(_leaf.grad, _delta)
_delta = (softmax(_Z) - np.eye(3)[_c]) / 2
for _n in range(2):
    for _k in range(3):
        _h = np.zeros((2, 3))
        _h[_n, _k] = 1e-5
        _slope = (
            functional.cross_entropy(_Z + _h, _c).item()
            - functional.cross_entropy(_Z - _h, _c).item()
        )
        assert isclose(_slope / 2e-5, _delta[_n, _k], rel_tol=1e-6)
assert isclose(_delta.sum(), 0, abs_tol=1e-12)


# %% [markdown] slug="ch11-exercise-2"
# ### Exercise 11.2: softmax by hand (5 minutes)
#
# One row with the logits $\ln 3$, $0$ and $\ln 6$. The right class is the *second*. The first probability is given.
# Find the other two, the loss and the three δ.

# %% tags=["exercise"]
answer_2 = {
    "p": [3 / 10, None, None],
    "loss": None,
    "delta": [3 / 10 - 0, None, None],
}

# %%
tell("11.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at the powers
#
# $e^{\ln 3}$ is 3, and $e^0$ is 1. Where does the 10 come from?

# %% [markdown] tags=["hint"]
# Hint 2: recall what the loss looks at
#
# Only at what was given to the right class. δ looks at all three.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# loss = -log(1 / 10)
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_2 = {
#     "p": [3 / 10, 1 / 10, 6 / 10],
#     "loss": log(10),
#     "delta": [3 / 10, 1 / 10 - 1, 6 / 10],
# }
# ```
#
# The right class has −0.9, so a step raises its logit; the other two have 0.3 and 0.6, and together that is 0. With
# $N$ rows each would be divided by $N$. It would not be divided by 3: the classes are added up in the loss, so there is
# no mean over them.

# %% tags=["asserts"]
assert np.allclose(softmax(np.array([log(3), 0, log(6)])), [0.3, 0.1, 0.6])
assert isclose(0.1 - 1, -0.9)
assert isclose(0.3 - 0.9 + 0.6, 0, abs_tol=1e-12)

# %% [markdown] slug="ch11-digits"
# ## A fair race
#
# 400 handwritten digits of 8 × 8 pixels, a network 64-20-10, an ordinary start. Three ways to end it: ten sigmoids with
# squares; ten sigmoids with cross-entropy, ten questions of yes or no whose cross-entropies are added up; softmax with
# cross-entropy. Each is tried with six rates, and then runs at its own best rate from twenty starts. How many steps
# does it take until 90 % of the 400 are right? And how many of 500 *other* digits are right after 300 steps?
#
# Read the code before you run it. How many lines of `race` know which loss it is? And how many times as long as the
# fastest will the slowest of the three take?


# %%
def squares_delta(Z, Y):
    A = sigma(Z)
    return 2 / len(Y) * (A - Y) * A * (1 - A)  # eq. 8.2


def cross_delta(Z, Y):
    return (sigma(Z) - Y) / len(Y)  # eq. 11.2, for each output


def softmax_delta(Z, Y):
    return (softmax(Z) - Y) / len(Y)  # eq. 11.5


X, digit = data.digits(n=900, seed=0)
Y = data.one_hot(digit)
X_train, Y_train, X_test, digit_test = X[:400], Y[:400], X[400:], digit[400:]


def race(last_delta, rate, seed, targets=Y_train, steps=300, look=300):
    """The shares right in training, and in the test at every `look`-th step."""
    rng = np.random.default_rng(seed)
    W1 = rng.normal(size=(64, 20)) / np.sqrt(64)
    W2 = rng.normal(size=(20, 10)) / np.sqrt(20)
    b1, b2 = np.zeros(20), np.zeros(10)
    trained, tested = [], []
    for step in range(steps + 1):
        A = sigma(X_train @ W1 + b1)
        Z = A @ W2 + b2
        trained.append((Z.argmax(axis=1) == targets.argmax(axis=1)).mean())
        if step and step % look == 0:
            Z_test = sigma(X_test @ W1 + b1) @ W2 + b2
            tested.append((Z_test.argmax(axis=1) == digit_test).mean())
        delta = last_delta(Z, targets)
        hidden = (delta @ W2.T) * A * (1 - A)
        W2, b2 = W2 - rate * A.T @ delta, b2 - rate * delta.sum(axis=0)
        W1, b1 = W1 - rate * X_train.T @ hidden, b1 - rate * hidden.sum(axis=0)
    return trained, tested


def first_step(trained, share=0.9):
    """The first step at which this share is right, or infinity."""
    return next(
        (step for step, right in enumerate(trained) if right >= share), inf
    )


# %% tags=["predict"]
endings = {
    "squares": squares_delta,
    "10 sigmoids, CE": cross_delta,
    "softmax, CE": softmax_delta,
}
rates = (1, 2, 3, 4, 6, 10)
means, best, fair, curves = {}, {}, {}, {}
print(
    "steps to 90 % right, mean of five starts (inf: at least one never arrived)"
)
print(" " * 16, *(f"{f'rate {rate}':>8}" for rate in rates))
for name, last_delta in endings.items():
    for rate in rates:
        means[name, rate] = np.mean(
            [first_step(race(last_delta, rate, seed)[0]) for seed in range(5)]
        )
    best[name] = min(rates, key=lambda rate: means[name, rate])
    print(f"{name:16}", *(f"{means[name, rate]:8.0f}" for rate in rates))

print("\nat the best of these rates, twenty starts")
for name, last_delta in endings.items():
    runs = [race(last_delta, best[name], seed) for seed in range(20)]
    needed, rights = (
        [first_step(trained) for trained, _ in runs],
        [tested[-1] for _, tested in runs],
    )
    fair[name], curves[name] = (
        (needed, rights),
        100 * np.mean([trained for trained, _ in runs], axis=0),
    )
    steps = f"{np.mean(needed):4.0f} steps ({min(needed)} to {max(needed)})"
    print(
        f"{name:16} rate {best[name]}: {steps};",
        f"test digits right {min(rights):.2f} to {max(rights):.2f}",
    )

# %% tags=["answer"]
figures.plot(
    {name: curve[:201] for name, curve in curves.items()},
    title="400 training digits, three losses, mean of twenty starts",
    x="step",
    y="digits right (%)",
    say="All three climb from 10 % to nearly 100 %. Softmax is at 90 % after "
    "about 36 steps, ten sigmoids with cross-entropy after about 55, with "
    "squares after about 102.",
)

# %% [markdown] tags=["answer"]
# One line knows. Everything else, and so all of backpropagation, is the same. Squares need 102 steps on average (81 to
# 121), ten sigmoids with cross-entropy 55 (42 to 67), softmax 36 (26 to 44), and from each of the twenty starts softmax
# arrives first and squares last. So cross-entropy is faster in a fair race, too, but it takes a half or a third of the
# steps, not a thirtieth. (Squares do best at the rate 4, cross-entropy at 2. With one rate for all the race would not be
# fair.)
#
# The last column shows no difference. All sixty networks end between 0.93 and 0.95. What cross-entropy saves here is
# time, and it does not mind a stubborn start.

# %% tags=["asserts"]
assert best == {"squares": 4, "10 sigmoids, CE": 2, "softmax, CE": 2}
_needed = np.array([needed for needed, _ in fair.values()])
assert (np.diff(_needed, axis=0) < 0).all()
assert _needed.mean(axis=1).round().tolist() == [102, 55, 36]
assert _needed.min(axis=1).tolist() == [81, 42, 26]
assert _needed.max(axis=1).tolist() == [121, 67, 44]
assert 0.5 < _needed[1].mean() / _needed[0].mean() < 0.6
assert 0.3 < _needed[2].mean() / _needed[0].mean() < 0.4
_rights = [right for _, rights in fair.values() for right in rights]
assert (round(min(_rights), 2), round(max(_rights), 2)) == (0.93, 0.95)
assert 25 < np.median(firsts["squares"]) / np.median(firsts["cross-entropy"]) < 40

# %% [markdown] slug="ch11-large"
# ## When the numbers are large
#
# The formulas are right. The programs that are written from them often are not. Here is a row with the logits 1000 and
# 0, and then a neuron with the target 0 and $z$ = 20, 30 and 40. Its loss is $-\ln(1 - \sigma(z)) = \ln(1 + e^z)$, and
# for a large $z$ the 1 does not count. What are the two probabilities of the row, and the three losses, by the
# formulas? And what will NumPy say?

# %% tags=["predict"]
with np.errstate(all="ignore"):  # NumPy would warn; look at the numbers
    print("softmax(1000, 0):  ", softmax(np.array([1000.0, 0.0])))
    for z in (20.0, 30.0, 40.0):
        print(f"-ln(1 - σ({z:.0f})):     {-np.log(1 - sigma(z)):.4f}")

# %% [markdown] tags=["answer"]
# By the formulas the probabilities are 1 and next to nothing, and the neuron costs 20, 30 and 40. NumPy disagrees.
#
# $e^{1000}$ has 435 digits before the point; the largest 64-bit floating-point number has 309. So NumPy says infinity,
# and infinity divided by infinity is `nan`, not a number. (Python's own `exp` stops with an `OverflowError`.)
#
# The neuron costs 30.0010 at 30, wrong from the third decimal on, and infinity at 40: σ(40) is rounded to 1, so 1 − σ
# is 0, and the logarithm of 0 has no value. In PyTorch's 32 bits that happens from $z$ = 17 on.

# %% [markdown]
# The cure uses what you know: only differences of logits count. So subtract the largest one, $m$, from all of them,
# before the powers:
#
# {{eq:log-sum-exp}}
#
# Now the largest power is $e^0 = 1$, and nothing overflows. The sum is at least 1, so its logarithm exists. The loss is
# $\ln \sum e^{z} - z_c$, and never forms $p$. For a sigmoid the logits are $z$ and 0.


# %%
def log_sum_exp(Z):
    m = Z.max(axis=-1, keepdims=True)
    return m[..., 0] + np.log(np.exp(Z - m).sum(axis=-1))


for row, right in (
    ([1000.0, 0.0], 0),
    ([1000.0, 0.0], 1),
    ([40.0, 0.0], 1),
    ([30.0, 0.0], 1),
):
    print(
        f"logits {row}, class {right}:",
        f"loss {log_sum_exp(np.array(row)) - row[right]:.4f}",
    )

# %% [markdown]
# So libraries have losses that take logits: here `functional.cross_entropy` and `functional.bce_with_logits`, in
# PyTorch `cross_entropy` and `binary_cross_entropy_with_logits`. (For sigmoids they take the mean over the outputs as
# well: with ten, δ is a tenth of the one in our race.)
#
# You will meet another repair: `log(p + 1e-12)`. The loss is finite then. What about the gradient? The row has the
# logits 100 and 0, and the second class is right, so δ should be 1 and −1.

# %% tags=["predict"]
patched = Tensor([[100.0, 0.0]], requires_grad=True)
p = patched.softmax()
patched_loss = -(p[0, 1] + 1e-12).log()
patched_loss.backward()

whole = Tensor([[100.0, 0.0]], requires_grad=True)
whole_loss = functional.cross_entropy(whole, [1])
whole_loss.backward()

print(f"log(p + 1e-12):   loss {patched_loss.item():.2f}, δ {patched.grad[0]}")
print(f"from the logits:  loss {whole_loss.item():.2f}, δ {whole.grad[0]}")

# %% [markdown] tags=["answer"]
# The loss of 27.63 looks like a loss, and δ is less than $10^{-31}$, which is nothing. Here $p$ is $e^{-100}$, far
# smaller than the `1e-12` beside it. So the sum under the logarithm is `1e-12`, whatever $p$ does, and a constant has
# no slope. The row that is most wrong learns nothing, and this time no `nan` tells you.
#
# PyTorch's `binary_cross_entropy` hides the row in a similar way. It takes probabilities, and never lets the logarithm
# fall below −100. Give it the sigmoid of $z = 40$ and the target 0: the loss is exactly 100, the gradient exactly 0. From
# logits they are 40 and 1.

# %% tags=["asserts"]
# eq: log-sum-exp
from importlib.util import find_spec

with np.errstate(all="ignore"):
    assert np.isnan(softmax(np.array([1000.0, 0.0]))).any()
    assert f"{-np.log(1 - sigma(30.0)):.4f}" == f"{30.0010:.4f}"
    assert np.isinf(-np.log(1 - sigma(40.0)))
    assert 1 - sigma(np.float32(17)) == 0 < 1 - sigma(np.float32(16))
assert int(1000 / log(10)) + 1 == 435
try:
    exp(1000)
except OverflowError:
    pass
else:
    raise AssertionError("math.exp(1000) should raise")
assert len(str(int(np.finfo(float).max))) == 309
for _row in (np.array([0.3, -1.0, 2.0]), np.array([-5.0, 4.0])):
    assert isclose(log_sum_exp(_row), log(sum(exp(_z) for _z in _row)))
assert [log_sum_exp(np.array([_z, 0.0])) for _z in (1000.0, 40.0, 30.0)] == [
    1000,
    40,
    30.000000000000092,
]
assert round(patched_loss.item(), 2) == 27.63
assert np.abs(patched.grad).max() < 1e-31
assert np.allclose(whole.grad, [[1, -1]])
assert isclose(-log(1e-12), patched_loss.item())
_ten = Tensor(X_train[:4, :10], requires_grad=True)
functional.bce_with_logits(_ten, Y_train[:4]).backward()
assert np.allclose(_ten.grad, cross_delta(_ten.data, Y_train[:4]) / 10)
if find_spec("torch"):
    import torch

    for _z, _bits in ((40.0, torch.float64), (17.0, torch.float32)):
        _said = torch.tensor([_z], dtype=_bits, requires_grad=True)
        _lost = torch.nn.functional.binary_cross_entropy(
            torch.sigmoid(_said), torch.zeros(1, dtype=_bits)
        )
        _lost.backward()
        assert (_lost.item(), _said.grad.item()) == (100, 0)
    _said = torch.tensor([40.0], dtype=torch.float64, requires_grad=True)
    _lost = torch.nn.functional.binary_cross_entropy_with_logits(
        _said, torch.zeros(1, dtype=torch.float64)
    )
    _lost.backward()
    assert (_lost.item(), _said.grad.item()) == (40, 1)

# %% [markdown] slug="ch11-exercise-3"
# ### Exercise 11.3: the loss of a batch (9 minutes)
#
# Write `softmax_loss(Z, labels)`. `Z` is (N, C), `labels` holds N class numbers from 0 to C − 1, and what comes back is
# the loss and δ, by {{ref:cross-entropy}} and {{ref:softmax-delta}}. It has to survive logits of 1000. You will need
# one thing from NumPy: `Z[np.arange(N), labels]` takes from each row the logit of its class. Done when the line below
# says "right".


# %% tags=["exercise"]
def softmax_loss(Z, labels):
    loss, delta = None, None
    return None if delta is None else (loss, delta)


# %%
tell("11.3", softmax_loss)

# %% [markdown] tags=["hint"]
# Hint 1: look at what both results have in common
#
# The powers of the shifted logits, and their sum along each row. Keep both.

# %% [markdown] tags=["hint"]
# Hint 2: recall how to reach the right class of every row
#
# `Z[np.arange(len(Z)), labels]` reads one number of each row. The same brackets work on the left of `-=`: there they
# subtract the 1 of the target from each row of p.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# shifted = Z - Z.max(axis=1, keepdims=True)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def softmax_loss(Z, labels):
#     rows = np.arange(len(Z))
#     shifted = Z - Z.max(axis=1, keepdims=True)
#     powers = np.exp(shifted)
#     total = powers.sum(axis=1, keepdims=True)
#     loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()
#     delta = powers / total
#     delta[rows, labels] -= 1
#     return loss, delta / len(Z)
# ```
#
# The largest logit is subtracted in the sum and in $z_c$ alike, so it need not be added again. `keepdims=True` keeps
# the sums as a column. Without it NumPy would lay them along a row, and if there are as many rows as classes, that runs
# without an error. If you have forgotten the 1/N in δ, the loss may well still fall; you have taken N times the rate.


# %% tags=["asserts"]
def _batch_loss(Z, labels):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return (
        np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(Z)), labels]
    ).mean()


assert isclose(_batch_loss(_Z, _c), functional.cross_entropy(_Z, _c).item())
assert isclose(
    _batch_loss(1000 * _Z, _c), functional.cross_entropy(1000 * _Z, _c).item()
)

# %% [markdown] slug="ch11-any"
# ## Any loss will do?
#
# Why a detour by logarithms? Take the share of rows that are wrong. It is 0 when everything is right, and everybody
# understands it. The first network of the two clouds stands at step 20 of its training with squares, and half of the
# rows are wrong. Nudge each of its 13 weights and biases by 0.001 to both sides. What are the 13 slopes?


# %% tags=["predict"]
def wrong_share(net):
    outputs = net.run(cloud_X, cloud_y).activations[-1]
    return ((outputs >= 0.5) != (cloud_y >= 0.5)).mean()


net = squares.at(20)
slopes = []
for part in (*net.weights, *net.biases):
    for at in np.ndindex(part.shape):
        kept, shares = part[at], []
        for nudge in (0.001, -0.001):
            part[at] = kept + nudge
            shares.append(wrong_share(net))
        part[at] = kept
        slopes.append(float(shares[0] - shares[1]) / 0.002)
print("wrong: ", wrong_share(net))
print("slopes:", *slopes)

# %% [markdown] tags=["answer"]
# All 0. The share is a staircase, flat wherever you stand. A loss is not only a judge. It is a guide, and a guide has
# to point somewhere.
#
# So the mistake of this chapter is to think that **any loss will do**. Squares on a sigmoid point faintly where it
# matters most, and the share not at all.

# %% [markdown]
# Another case is common. `functional.cross_entropy`, like PyTorch's, applies softmax itself. If the network ends with a
# softmax of its own, it is applied twice. Nothing complains: probabilities may be logits.
#
# Ten classes, and a perfect network: its own softmax says exactly 1 for the right class and 0 for the nine others. What
# does the second softmax make of that, and what is the loss? And in the race, how many of the test digits will be right
# in the end?


# %% tags=["predict"]
def twice_delta(Z, Y):
    """δ at the logits when softmax is applied twice, as the engine finds it."""
    logits = Tensor(Z, requires_grad=True)
    functional.cross_entropy(logits.softmax(), Y).backward()
    return logits.grad


perfect = np.eye(10)[:1]
print(
    f"perfect, softmax once more: p = {softmax(perfect)[0, 0]:.3f},",
    f"loss {functional.cross_entropy(perfect, [0]).item():.4f}",
)

runs = [race(twice_delta, best["softmax, CE"], seed) for seed in range(20)]
twice = (
    [first_step(trained) for trained, _ in runs],
    [tested[-1] for _, tested in runs],
)
for name, (needed, rights) in (("once", fair["softmax, CE"]), ("twice", twice)):
    print(
        f"{name:5}: 90 % after {min(needed)} to {max(needed)} steps;",
        f"test {min(rights):.2f} to {max(rights):.2f}",
    )

# %% [markdown] tags=["answer"]
# The second softmax sees logits between 0 and 1, so it can never be surer than $e / (e + 9)$, which is 0.232. The loss
# cannot fall below 1.4612, however good the network is. None of the twenty has arrived after 300 steps, and of the test
# digits between 48 % and 72 % are right instead of 93 or 94 %.
#
# The symptom is a loss that stays above $\ln(e + C - 1) - 1$, even where every row is right. Give the loss logits, and
# take softmax only where you want to *read* probabilities.

# %% [markdown]
# What the cases have in common is the rule of this chapter. **A loss and the activation function of the last layer
# belong together. Both follow from what the output means, and then δ is the residual, up to a constant factor:**
#
# | what the output means | last layer | loss | δ |
# |---|---|---|---|
# | a quantity: a fare, a temperature | no activation function | squares | $\frac{2}{N} (a - y)$ |
# | yes or no, or several such questions at once | sigmoid | {{ref:binary-cross-entropy}}, summed over the questions | $\frac{1}{N} (a - y)$ |
# | one of $C$ classes | softmax | {{ref:cross-entropy}} | $\frac{1}{N} (p - y)$ |
#
# One limit. Cross-entropy takes away the slope of the *last* layer, and of no other. A saturated neuron further back is
# as deaf as before.

# %% tags=["asserts"]
assert len(slopes) == 13
assert not any(slopes)
assert wrong_share(net) == 0.5
assert isclose(2 * 0.001, 0.002)
assert round(exp(1) / (exp(1) + 9), 3) == 0.232
assert round(functional.cross_entropy(perfect, [0]).item(), 4) == 1.4612
assert isclose(
    log(exp(1) + 10 - 1) - 1, functional.cross_entropy(perfect, [0]).item()
)
assert set(twice[0]) == {inf}
assert (round(100 * min(twice[1])), round(100 * max(twice[1]))) == (48, 72)
assert {round(100 * right) for right in fair["softmax, CE"][1]} <= {93, 94}
_P = softmax(_Z)
_g = (softmax(_P) - np.eye(3)[_c]) / 2
assert np.allclose(
    twice_delta(_Z, _c), _P * (_g - (_P * _g).sum(axis=1, keepdims=True))
)
_r, _h = np.array([0.3, -0.8]), 1e-6
for _n in range(2):  # without an activation function, squares: δ = 2 r / N
    _nudged = [((_r + h * np.eye(2)[_n]) ** 2).mean() for h in (_h, -_h)]
    assert isclose(
        (_nudged[0] - _nudged[1]) / (2 * _h), 2 / 2 * _r[_n], rel_tol=1e-6
    )

# %% [markdown] slug="ch11-lab"
# ## Lab: labels that lie (optional, 8 minutes)
#
# A rule should be tried on a case that speaks against it. For 30 % of the 400 training digits somebody has put down a
# digit at random. To be sure and wrong costs cross-entropy without limit, and squares at most 1 for each output. All
# three run from twenty starts, at half of their best rates. Every 20 of 600 steps we look at the 500 test digits, whose
# labels are right. Which will be ahead at its best moment, and which at the end?


# %% tags=["predict"]
def unreliable(seed, share=0.3):
    """The training targets, a share of them drawn at random."""
    rng = np.random.default_rng(1000 + seed)
    labels = digit[:400].copy()
    drawn = rng.random(400) < share
    labels[drawn] = rng.integers(0, 10, drawn.sum())
    return data.one_hot(labels, 10)


noisy = {}
for name, rate in best.items():
    found = []
    for seed in range(20):
        targets = unreliable(seed)
        _, tested = race(
            endings[name], rate / 2, seed, targets, steps=600, look=20
        )
        found.append([100 * max(tested), 100 * tested[-1]])
    noisy[name] = np.array(found)
    for when, shares in zip(("best", "end"), noisy[name].T, strict=True):
        print(
            f"{name:15} {when:4}: {shares.mean():.1f} %",
            f"({min(shares):.0f} to {max(shares):.0f})",
        )

# %% [markdown] tags=["answer"]
# Here squares lead. At their best moments they are 0 to 5 points ahead of softmax, at the end 3 to 8, and in none of the
# twenty runs are they behind. Ten sigmoids with cross-entropy end in between.
#
# Cross-entropy pushes hardest where the network contradicts a label, and so where the label lies. Squares give such
# rows up. So there is no best loss. There is one that fits what your numbers mean and how far you trust them.

# %% tags=["asserts"]
_ahead = noisy["squares"] - noisy["softmax, CE"]
assert _ahead.min(axis=0).round().tolist() == [0, 3]
assert _ahead.max(axis=0).round().tolist() == [5, 8]
assert _ahead.min() > -1e-9  # never behind
assert (noisy["softmax, CE"][:, 1] < noisy["10 sigmoids, CE"][:, 1]).mean() > 0.8
assert (noisy["10 sigmoids, CE"][:, 1] < noisy["squares"][:, 1]).all()

# %% [markdown] slug="ch11-exercise-4"
# ### Exercise 11.4: softmax as a layer (optional, 8 minutes)
#
# Sometimes softmax stands inside a network, with no logarithm behind it. Then it needs a backward rule of its own.
# Write `softmax_backward(p, g)` for one row: $p$ are the probabilities, $g_k = \partial L / \partial p_k$ is what
# arrives, and $\partial L / \partial z$ is wanted. Each $z$ reaches *all* the $p$. Done when the line says "right".


# %% tags=["exercise"]
def softmax_backward(p, g):
    return None


# %%
tell("11.4", softmax_backward)

# %% [markdown] tags=["hint"]
# Hint 1: look at the two roads of a push on one logit
#
# It raises its own numerator, and it raises the sum below all of them.

# %% [markdown] tags=["hint"]
# Hint 2: recall the chain rule for a fan-out
#
# $p_j$ moves by $p_j (1 - p_j)$ when $z_j$ is pushed, and by $-p_k p_j$ when $z_k$ is. Multiply each by its $g_j$, and
# add up over all $j$.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# mean_g = (p * g).sum()
# ```

# %% [markdown] tags=["solution"]
# ```python
# def softmax_backward(p, g):
#     mean_g = (p * g).sum()
#     return p * (g - mean_g)
# ```
#
# Sum over $j$: $\sum_j g_j p_j ([j = k] - p_k) = p_k g_k - p_k \sum_j g_j p_j$. (The bracket is 1 for $j = k$ and else
# 0.) The sum is the mean of $g$, weighted with $p$. So what counts for a logit is how far its own $g$ lies from the mean.
# Put in cross-entropy, $g_c = -1/p_c$ and else 0: the mean is −1, and out comes $p_k$ for the others and $p_c - 1$ for
# the right one. Whoever takes $p(1-p)g$ has looked at each logit's own $p$ alone, and forgotten what its push does to the
# others.

# %% tags=["asserts"]
_p = np.array([0.2, 0.3, 0.5])
_g = np.array([0.0, -1 / _p[1], 0.0])
assert np.allclose(_p * (_g - (_p * _g).sum()), _p - [0, 1, 0])

# %% [markdown] slug="ch11-quiz"
# ## Check yourself
#
# Choose an answer, then open it.

# %% [markdown] tags=["quiz"]
# **4.** A sigmoid neuron says 0.9, the target is 0. Its δ with cross-entropy, for one row?
#
# - 0.900
#   Right. The residual, and nothing else.
# - 0.090
#   No. That is the slope of the sigmoid. It has been divided out.
# - 0.162
#   No. That is the δ of the squared error, 2 · 0.9 · 0.09.

# %% [markdown] tags=["quiz"]
# **5.** You add 7 to all ten logits of a row. What happens to the loss?
#
# - It rises by 7, as they do.
#   No. The logarithm of the sum rises by 7, and the logit that is subtracted does too.
# - It falls a little.
#   No. The right logit is larger, but so are the nine others.
# - It stays as it is.
#   Right. Only differences of logits count.

# %% [markdown] tags=["quiz"]
# **6.** Five classes. Your network ends with softmax, and the loss is PyTorch's cross-entropy. Every training row is
# right, yet the loss has come down to 0.905 and falls no further. What do you suspect?
#
# - The learning rate is too small.
#   No. A larger one cannot get past this number either. Work out ln(e + 4) − 1.
# - Softmax is applied twice.
#   Right. With five classes the loss cannot fall below 0.905 then.
# - The network has too few neurons.
#   No, not before you have looked at the last layer. This number comes with any network.

# %% [markdown] tags=["quiz"]
# **7.** Four rows have the same input, and three of them are a yes. Which output makes their cross-entropy smallest?
#
# - 3/4
#   Right. The four residuals add up to 0: three times −1/4, and once 3/4. The output is an honest probability.
# - 1/2
#   No. The four residuals would add up to −1, so a push upwards still helps.
# - 1/1
#   No. Then the fourth row would cost without limit.

# %% [markdown] tags=["quiz"]
# **8.** A hidden sigmoid neuron is saturated. Does cross-entropy instead of squares wake it up?
#
# - Yes, it removes the slope.
#   No. It removes that of the output layer alone. On the way to the hidden neuron its own slope is still a factor.
# - No, its slope is still there.
#   Right. It may hear more from the outputs, but what it hears is multiplied by its own slope.
# - No, squares would push it harder.
#   No. Cross-entropy pushes harder at the outputs. But the neuron hears that through its own slope.

# %% [markdown] tags=["quiz"]
# **9.** A sigmoid neuron has the logit 60 and the target 0. You check its δ of cross-entropy by nudging the logit, and
# the numerical gradient says 0 where you expect 1. Where do you look first?
#
# - At the formula of your own δ.
#   No. The residual is right there. It is the loss in the check that you should look at.
# - At the size of the nudge.
#   No. 1e-5 to both sides is right for a logit of 60 as well.
# - At how the loss is computed.
#   Right. If it forms 1 − σ(60), that is 0, and a small number inside the logarithm makes it a constant. From logits
#   it has its slope.

# %% tags=["asserts"]
assert isclose(0.9 * (1 - 0.9), 0.090)
assert isclose(2 * 0.9 * 0.09, 0.162)
assert isclose(0.9 - 0, 0.900)
assert round(log(exp(1) + 4) - 1, 3) == 0.905
assert 3 * (3 / 4 - 1) + 3 / 4 == 0
assert 3 * (1 / 2 - 1) + 1 / 2 == -1
assert 1 - sigma(60.0) == 0
assert isclose(
    (
        log_sum_exp(np.array([60 + 1e-5, 0]))
        - log_sum_exp(np.array([60 - 1e-5, 0]))
    )
    / 2e-5,
    1,
    rel_tol=1e-6,
)

# %% [markdown] slug="ch11-summary"
# ## The chapter on one page
#
# **Which loss?** A quantity: squares. Yes or no: sigmoid, cross-entropy. One of $C$: softmax, cross-entropy. Each is
# −ln of the probability that the output gives to the target, and its δ is the residual, up to a factor. **Squares on a
# sigmoid** have the slope in δ, so the most wrong learn slowest.
#
# **In code**, from logits, by {{ref:log-sum-exp}}; neither `log(p + tiny)` nor softmax twice:
#
# ```python
# shifted = Z - Z.max(axis=1, keepdims=True)
# powers = np.exp(shifted)
# total = powers.sum(axis=1, keepdims=True)
# loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()
# delta = (powers / total - Y) / len(Y)
# ```
#
# **Checks.** An untrained network begins near $\ln C$. With softmax, the δ of a row add up to 0. A loss that stays
# above $\ln(e + C - 1) - 1$ although every row is right: suspect softmax twice.
#
# **The mistake.** Any loss will do. Look at its δ where the network is most wrong.

# %% [markdown] slug="ch11-next"
# ## Where to go next
#
# [Chapter 12](12_vanishing.ipynb) goes to the layers before the last one, whose slopes are still there.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go: [chapter 00](00_start_here.ipynb) says how, on Binder too.

# %% [markdown] slug="ch11-sources"
# ## Sources
#
# The loss found by asking for its δ: Michael Nielsen, [*Neural Networks and Deep Learning*, chapter
# 3](http://neuralnetworksanddeeplearning.com/chap3.html) (2015). An early comparison of the two losses: Sara Solla,
# Esther Levin and Michael Fleisher, "Accelerated learning in layered neural networks", *Complex Systems* 2 (1988).
# Softmax has its name from John Bridle, who proposed it together with this loss: "Probabilistic interpretation of
# feedforward classification network outputs", in *Neurocomputing* (Springer, 1990). On likelihood, and on the loss and
# the last layer as a pair: Christopher Bishop, *Pattern Recognition and Machine Learning* (Springer, 2006), chapters 4
# and 5.
#
# Pierre Blanchard, Desmond Higham and Nicholas Higham, "Accurately computing the log-sum-exp and softmax functions",
# *IMA Journal of Numerical Analysis* 41 (2021). Squares against cross-entropy in large networks, with results for
# either: Like Hui and Mikhail Belkin, "Evaluation of neural architectures trained with square loss vs cross-entropy in
# classification tasks" (ICLR 2021). Wrong labels: Aritra Ghosh, Himanshu Kumar and P. S. Sastry, "Robust loss functions
# under label noise for deep neural networks" (AAAI 2017).
