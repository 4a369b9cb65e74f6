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
# The third has the most to learn. You would expect it to learn the most, and so would its teacher. Put the three in
# order before you read on, and write the order down.
#
# **When you are through,** you can say which loss belongs to which kind of output, derive the δ of cross-entropy and of
# softmax on paper, compute both without an overflow, and tell by its loss that a program applies softmax twice.
#
# **You need** δ and the slope $a(1-a)$ from [chapter 04](04_neuron.ipynb), the backward sweep for a batch from [chapter
# 09](09_vectorised.ipynb), and the training loop from [chapter 10](10_training.ipynb), with `train` and the view of its
# runs. From school: $\ln$ is the inverse of $e^z$, $\ln (p\, q) = \ln p + \ln q$, $\ln x$ has the slope $1/x$, and
# $e^z$ is its own slope.
#
# **Time:** 40 minutes of reading and playing, 20 for three exercises. A lab and one more exercise are optional.
#
# **The mistake this chapter cures:** believing that any loss will do, as long as it is small when the answers are
# right.

# %% slug="ch11-setup"
from math import exp, isclose, log

import numpy as np

from autograd_lab import Tensor, Value, data, functional, nn, show, train
from autograd_lab.answers import tell
from autograd_lab.viz import figures


def sigma(z):
    return 1 / (1 + np.exp(-z))


# %% tags=["asserts"]
assert isclose(sigma(log(99)), 0.99)

# %% [markdown] slug="ch11-three-wrong"
# ## Three that are wrong
#
# All three have the target 0, so the loss is $a^2$, and by {{ref:neuron-delta}} their δ is $2a \cdot a(1-a)$.

# %% tags=["predict"]
for a in (0.5, 0.75, 0.99):
    residual, slope = a - 0, a * (1 - a)
    print(f"says {a:.2f}: residual {residual:.2f}, slope {slope:.4f}, δ {2 * residual * slope:.4f}")

# %% [markdown] tags=["answer"]
# 0.25, 0.281, 0.0196. From the first to the second the push grows, as it should. The third is the most wrong of all,
# and it hardly moves.
#
# Two factors are at work. The residual grows with the mistake. The slope of the sigmoid shrinks with it, and in the end
# the slope wins: the sigmoid is flat there, so a small push on $z$ hardly changes what the neuron says, and the squared
# error changes by at most twice as much. Somewhere between lies the largest push. With $\delta = 2a^2(1-a)$ the slope
# in $a$ is $4a - 6a^2$, which is 0 at $a = 2/3$, and there δ is 8/27, about 0.296. Whoever is more wrong than two
# thirds learns more slowly the more wrong it is.

# %% [markdown]
# The figure shows the squared error of one neuron over its $z$ on the left, and the slope of that curve, which is δ, on
# the right. Move $z$ from 0 to 8, slowly. Where does the disc on the right turn round? And what is special about the
# left curve at that place?

# %%
figures.two_losses(0, both=False, title="A sigmoid neuron that should say 0, and its squared error")

# %% [markdown]
# It turns near $z = 0.7$, which is where the neuron says 2/3. On the left the curve is steepest there. Beyond it the
# loss runs into a plateau at 1, since a neuron cannot be more wrong than to say 1. A plateau has hardly any slope, and
# so a ball that lies on it hardly knows where down is.
#
# Give it time, and it will get down all the same. But how much time? One neuron with $x = 1$, rate 1. Its $w$ and its
# $b$ both get δ, so $z$ moves by 2δ in each step. How many steps does each of the three need until it says less than
# 0.1? Write down three numbers.


# %% tags=["predict"]
def squares_push(a):
    return 2 * a * a * (1 - a)


def steps_until(a, push, goal=0.1):
    """Steps at the rate 1 until a neuron with the target 0 and the input 1 says less than the goal."""
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
# 17, 19 and 47. From 0.999 it takes 275, and from 0.9999 more than 2,500. From there on each further nine makes it
# about ten times as long. Nothing is wrong with these neurons, and nothing with the gradients, which would pass any
# check. It is the *loss* that asks for next to nothing where most is to be done.

# %% tags=["asserts"]
for _a, _delta in ((0.5, 0.25), (0.75, 0.281), (0.99, 0.0196)):
    assert isclose(squares_push(_a), _delta, rel_tol=2e-3)
assert round(8 / 27, 3) == 0.296
assert isclose(squares_push(2 / 3), 8 / 27)
assert all(squares_push(k / 1000) <= 8 / 27 for k in range(1001))
assert isclose(sigma(0.7), 2 / 3, abs_tol=3e-3)
assert [steps_until(_a, squares_push) for _a in (0.5, 0.75, 0.99, 0.999)] == [17, 19, 47, 275]
assert 2500 < steps_until(0.9999, squares_push) < 2600
assert 9 < steps_until(0.99999, squares_push) / steps_until(0.9999, squares_push) < 11
assert steps_until(0.09, squares_push, goal=0.1) == 0

# %% [markdown] slug="ch11-wanted"
# ## The loss that one would want
#
# So do not ask which loss is customary. Ask what δ you would *like*, and look for the loss that has it.
#
# You would like the push to be the residual: $\delta = a - y$. Nothing for a neuron that is right, nearly 1 for one
# that is quite wrong, and no slope in it. Now δ is what arrives at $a$, times the slope of the sigmoid:
#
# $$\delta = \frac{\partial L}{\partial a} \cdot a\,(1 - a)$$
#
# For the target 0 the wish reads $\delta = a$. Then what has to arrive is $\partial L / \partial a = 1/(1 - a)$. Which
# function has this slope? You know one whose slope is $1/x$. Put $1 - a$ in place of $x$. When $a$ grows, $1 - a$
# shrinks, so the chain rule brings a minus, and another minus takes it away: $L = -\ln(1 - a)$.
#
# For the target 1 the wish reads $\delta = a - 1$. Do this one yourself, before you read the next line.
#
# What has to arrive is $-1/a$, so $L = -\ln a$. Both are written in one formula, in which the target switches one of
# the two terms on and the other off. With the mean over $N$ rows it is **{{term:cross-entropy}}**:
#
# {{eq:binary-cross-entropy}}
#
# And its δ is the wish, with the $1/N$ of the mean:
#
# {{eq:cross-entropy-delta}}
#
# The slope $a(1-a)$ has not been forgotten here. It has been divided out. Look how that happens, in the graph of the
# third neuron: $z = \ln 99$, the target 0. The player stands at the end of the sweep. Read the gradients from right to
# left. Which step makes the gradient large, and which makes it small again? Then move $z$ to 8 and to −8, and watch the
# same two.

# %%
z = Value(log(99))
a = z.sigmoid()
rest = 1 - a
loss = -rest.log()

show(loss, title="Cross-entropy of a neuron that should say 0", sliders={"z": (-8, 8)}, start="end")

# %% [markdown]
# `rest` is 0.01, what the neuron leaves for the right answer. The logarithm has the local derivative 1/0.01 = 100
# there, and the sigmoid has 0.0099. Their product is 0.99. At $z = 8$ the logarithm has nearly 3000, the sigmoid
# 0.000335, and the product is nearly 1. *The factor $1 - a$, which flattens the sigmoid where it is wrong, is the one
# that the logarithm divides by. What is left is $a$.* At $z = -8$ the logarithm has 1, and the sigmoid 0.000335 again.
# There the neuron is right, the factor that flattens is $a$, and it may stay.
#
# So the third neuron is pushed by 0.99 in place of 0.0196: 50 times as hard. The figure from above, with both losses
# now, stands at this neuron. Move $z$ once more, from −8 to 8. What has become of the plateau? Where is the push of
# cross-entropy nearly 0, and is that where you want it? Then choose the target 1, and look again.

# %%
figures.two_losses(4.6, title="The same neuron under two losses")

# %% [markdown]
# On the left cross-entropy has no plateau. It goes up in what is nearly a straight line, and a ball anywhere on it
# knows where down is. Its push fades only where the neuron is right. With the target 1 everything is mirrored.
#
# Now count the steps again.


# %% tags=["predict"]
def cross_push(a):
    return a


for start in (0.5, 0.75, 0.99, 0.999, 0.9999):
    squares, crossed = steps_until(start, squares_push), steps_until(start, cross_push)
    print(f"from {start:<6}: {squares:5} steps with squares, {crossed:3} with cross-entropy")

# %% [markdown] tags=["answer"]
# 5, 5, 7, 8 and 9. From the first three starts squares took 17, 19 and 47.
#
# "Then take a larger rate for the squares", you may say, "50 times as large." That would serve this neuron at this
# place. But a rate is for all rows and all steps. In the middle, at $a$ = 1/2, cross-entropy pushes twice as hard as
# squares. There a rate 50 times as large makes a step 25 times as long as that of cross-entropy. The ratio of the two
# is $1/(2a(1-a))$: 2 in the middle, and without bound at both ends. No single rate makes up for it. Later in this
# chapter each loss gets its own best rate, and you will see what is left.

# %% tags=["asserts"]
# eq: binary-cross-entropy, cross-entropy-delta
_z, _y = np.array([0.3, -2.0, 1.1]), np.array([1.0, 0.0, 0.0])


def _cross(z):
    a = sigma(z)
    return -(_y * np.log(a) + (1 - _y) * np.log(1 - a)).mean()


for _n in range(3):
    _h = np.eye(3)[_n] * 1e-5
    assert isclose((_cross(_z + _h) - _cross(_z - _h)) / 2e-5, (sigma(_z)[_n] - _y[_n]) / 3, rel_tol=1e-6)
assert isclose(_cross(_z), functional.bce_with_logits(_z, _y).item())
loss.backward()
assert isclose(rest.data, 0.01)
assert isclose(z.grad, 0.99)
assert isclose(0.99 * (1 - 0.99), 0.0099)
assert isclose(1 / 0.01 * 0.0099, 0.99)
for _at in (8, -8):
    assert round(sigma(_at) * (1 - sigma(_at)), 6) == 0.000335
assert 2950 < 1 / (1 - sigma(8)) < 3000
assert isclose(1 / (1 - sigma(-8)), 1, abs_tol=1e-3)
assert isclose(squares_push(0.99), 0.0196, abs_tol=5e-5)
assert 50 <= 0.99 / 0.0196 < 51
assert [steps_until(_a, cross_push) for _a in (0.5, 0.75, 0.99, 0.999, 0.9999)] == [5, 5, 7, 8, 9]
assert all(isclose(_a / squares_push(_a), 1 / (2 * _a * (1 - _a))) for _a in (0.1, 0.5, 0.99))

# %% [markdown] slug="ch11-means"
# ## What the number says
#
# We have built this loss for its slope. Its value has a meaning as well. Read $a$ as a probability: the neuron says
# 0.99 and means "I am 99 % sure of a yes".
#
# Take three rows. To the answer that turned out to be right, the model had given the probabilities 1/2, 3/4 and 1/100.
# How probable were these three answers together, in the model's own opinion? If one row says nothing about another, it
# is the product, 3/800. This is the **{{term:likelihood}}** of the data, and a good model is one that makes it large.
#
# A product of thousands of such numbers is so small that a floating-point number rounds it to 0, and its derivative is
# a sum of thousands of such products. The logarithm turns it into a sum, and a minus turns "large" into "small". That is
# all: *cross-entropy is minus the logarithm of the likelihood*, divided by $N$. Here
# $-\ln(1/2) - \ln(3/4) - \ln(1/100)$ = 5.59, a third of which is 1.86. Most of it, 4.61, is the third row alone. To be
# sure and wrong is what costs.
#
# It gives you a check of any program as well. A network that has learnt nothing and has two classes says 1/2 to
# everything, so its loss begins near $\ln 2$, which is 0.693. With ten classes it begins near $\ln 10$, 2.303. If yours
# begins at 9, then it is already sure of something, and wrong.

# %% tags=["asserts"]
assert isclose(1 / 2 * 3 / 4 * 1 / 100, 3 / 800)
_costs = [-log(1 / 2), -log(3 / 4), -log(1 / 100)]
assert round(sum(_costs), 2) == 5.59
assert isclose(sum(_costs), -log(3 / 800))
assert round(sum(_costs) / 3, 2) == 1.86
assert round(_costs[2], 2) == 4.61
assert round(log(2), 3) == 0.693
assert round(log(10), 3) == 2.303
assert isclose(functional.cross_entropy(np.zeros((4, 10)), [3, 1, 9, 0]).item(), log(10))
assert isclose(sigma(log(99)), 0.99)

# %% [markdown] slug="ch11-exercise-1"
# ### Exercise 11.1: both by hand (6 minutes)
#
# A neuron with one input, $x = 2$, says $a = 1/10$. The target is 1. Work out δ and the gradient of $w$, once for the
# squared error and once for cross-entropy, and the loss that cross-entropy gives. One row. Done when each line says
# "right".

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
#     "dw_squares": 2 * 2 * (1 / 10 - 1) * 1 / 10 * 9 / 10,
#     "dw_cross": 2 * (1 / 10 - 1),
#     "loss_cross": log(10),
# }
# ```
#
# δ is −0.162 and −0.9, the gradients of $w$ are −0.324 and −1.8, and the loss is $-\ln(1/10) = \ln 10$. Here
# cross-entropy pushes 5.6 times as hard. Whoever writes $(a - y)\, a(1 - a)$ for it has multiplied by the slope once
# more, after it had been divided out.

# %% tags=["asserts"]
assert isclose(2 * (1 / 10 - 1) * 1 / 10 * 9 / 10, -0.162)
assert isclose(1 / 10 - 1, -0.9)
assert isclose(2 * -0.162, -0.324)
assert isclose(2 * -0.9, -1.8)
assert round(-0.9 / -0.162, 1) == 5.6

# %% [markdown] slug="ch11-same-start"
# ## Two from the same start
#
# One neuron is a model of a network's last layer. Does what we saw hold in a network? Forty points lie in two clouds,
# and a network 2-3-1 is to tell them apart. We make it badly wrong on purpose: the bias of its output begins at 6, so
# that it says more than 0.99 to everything. Twice the same network, the same rate of 1, 400 steps. Only the loss
# differs.
#
# Before you run it: in how many steps will each be right about 38 of the 40 points?


# %% tags=["predict"]
rng = np.random.default_rng(11)
cloud_y = np.repeat([0.0, 1.0], 20)[:, None]
cloud_X = 0.7 * rng.normal(size=(40, 2)) + np.where(cloud_y, 1, -1)


def stubborn(seed):
    hidden, output = nn.Linear(2, 3, rng=seed), nn.Linear(3, 1, rng=seed + 100)
    output.bias.data[:] = 6
    return nn.Sequential(hidden, nn.Sigmoid(), output, nn.Sigmoid())


def trained(seed, loss):
    return train(stubborn(seed), cloud_X, cloud_y, steps=400, loss=loss, label=loss)


squares, crossed = trained(0, "squares"), trained(0, "cross-entropy")
squares.compare(crossed, moment=0, views=())

# %% [markdown] tags=["answer"]
# Both stand at step 0, and all of the plane is green: everywhere the output is high. The slider at the top is the step
# of training. Move it to 10, and see where cross-entropy has its boundary already. Go on to 100 and to 200, and see
# what squares have done meanwhile.
#
# Then go back to step 0. The output's δ, added up over the forty rows, is 0.0020. Choose the other network, at "Network
# of": the same weights, the same output, and δ is 0.4979. That is all the difference there is. Everything further back
# is made from this δ, so the gradients of all layers are about 250 times as large.
#
# With squares, the loss begins at 0.498: half of the rows are wrong by nearly 1, and the mean of all squares is nearly
# a half. After 200 steps it is still 0.489. Then it falls, within fifty. With cross-entropy it is all over before
# squares have begun.
#
# Was this one start lucky? Here are five, with the seeds 0 to 4, and for each the first step at which 38 of 40 are
# right.


# %% tags=["answer"]
def first_right(run, share=0.95):
    """The first step at which this share of the rows is on the right side."""
    for step in run.steps:
        outputs = run.at(step).run(run.X, run.y).activations[-1]
        if ((outputs >= 0.5) == (run.y >= 0.5)).mean() >= share:
            return step
    return None


firsts = []
for seed in range(5):
    pair = [first_right(trained(seed, loss)) for loss in ("squares", "cross-entropy")]
    firsts.append(pair)
    print(f"start {seed}: squares after {pair[0]:3} steps, cross-entropy after {pair[1]}")

# %% [markdown] tags=["answer"]
# Squares take between 116 and 330 steps, cross-entropy between 6 and 8, in all five. When the output is sure and wrong,
# the loss decides how long it takes.

# %% [markdown]
# But we have *made* it sure and wrong. An ordinary start is neither, and you should distrust an experiment that was
# built to show what it shows. A fair one follows, with ten classes. For that we need a loss for ten classes.

# %% tags=["asserts"]
assert sigma(6 - 3 / np.sqrt(3)) > 0.98
assert squares.at(0).run(cloud_X, cloud_y).activations[-1].min() > 0.99
assert round(squares.losses[0], 3) == 0.498
assert round(squares.losses[200], 3) == 0.489
assert squares.losses[250] < 0.1
assert crossed.losses[10] < 0.25
assert np.array_equal(squares.leaves[0], crossed.leaves[0])
_passes = [squares.at(0).run(cloud_X, cloud_y, _loss) for _loss in ("squares", "cross-entropy")]
assert [round(float(_pass.dbs[-1][0]), 4) for _pass in _passes] == [0.0020, 0.4979]
assert all(240 < _c / _s < 255 for _s, _c in zip(squares.norms[0], crossed.norms[0], strict=True))
assert all(100 < _s < 400 and _c < 12 for _s, _c in firsts)
assert isclose(38 / 40, 0.95)

# %% [markdown] slug="ch11-softmax"
# ## More than two classes
#
# A network looks at a digit and has ten outputs, one for each class. The target of a 3 is a row of zeros with a single
# 1 at the place of the 3. This is called **{{term:one-hot|one-hot}}**. With ten sigmoids the outputs could say 0.9 for
# the 3 and 0.9 for the 8 as well. But an image shows one digit, so the ten probabilities should add up to 1, and to be
# surer of the 3 should mean to be less sure of everything else.
#
# Take what the last layer has before any bend, its $z$. In this place they are called **{{term:logit|logits}}**. They
# may be of any size and sign. Make them positive, and then make them add up to 1:
#
# {{eq:softmax}}
#
# That is **{{term:softmax}}**. Three classes with the logits $0$, $\ln 2$ and $\ln 5$: the powers $e^{z_k}$ are 1, 2
# and 5, their sum is 8, so the probabilities are 1/8, 2/8 and 5/8. Now three questions. What becomes of them when you
# add 100 to all three logits? When you double all three? And what is softmax for *two* classes with the logits $z$ and
# 0?


# %%
def softmax(Z):
    powers = np.exp(Z)
    return powers / powers.sum(axis=-1, keepdims=True)


# %% tags=["predict"] jupyter={"source_hidden": true}
logits = np.array([0, log(2), log(5)])
print("as they are:", softmax(logits))
print("plus 100:   ", softmax(logits + 100))
print("doubled:    ", softmax(2 * logits))
print("two classes:", softmax(np.array([log(3), 0])), "and σ(ln 3) =", sigma(log(3)))

# %% [markdown] tags=["answer"]
# Adding 100 to all of them changes nothing, since every power gets the same factor, and so does their sum. So a logit
# by itself means nothing. Only differences count. Doubling makes the powers 1, 4 and 25, and the largest gets more:
# 25/30. And for two classes softmax is the sigmoid of the difference, so chapter 04's neuron has been a special case
# all along.

# %% [markdown]
# The loss is what it was: minus the logarithm of what was given to the right class. With a one-hot target that is a sum
# over all classes in which one term is left.
#
# {{eq:cross-entropy}}
#
# ($c_n$ is the class of row $n$.) The form on the right has no $p$ in it any more. It says the same with logits: the
# logarithm of the sum of all powers, minus the logit of the right class.

# %% tags=["asserts"]
# eq: softmax, cross-entropy
assert np.allclose(softmax(logits), [1 / 8, 2 / 8, 5 / 8])
assert np.allclose(softmax(logits + 100), softmax(logits))
assert np.allclose(softmax(2 * logits), [1 / 30, 4 / 30, 25 / 30])
assert np.allclose(softmax(np.array([log(3), 0])), [sigma(log(3)), sigma(-log(3))])
_Z, _c = np.array([[0.2, -1.0, 0.5], [2.0, 0.1, -0.3]]), np.array([2, 0])
_p = softmax(_Z)
_left = -(np.eye(3)[_c] * np.log(_p)).sum() / 2
_right = (np.log(np.exp(_Z).sum(axis=1)) - _Z[[0, 1], _c]).mean()
assert isclose(_left, _right)
assert isclose(_left, functional.cross_entropy(_Z, _c).item())
assert sigma(log(9)) > 0.9 - 1e-9

# %% [markdown] slug="ch11-softmax-delta"
# ## Its δ, in two lines
#
# What does a push on one logit do? Take one row, and the form $\ln \sum_j e^{z_j} - z_c$. Push $z_k$.
#
# The first term: the sum grows at the rate $e^{z_k}$, and the logarithm of a sum $s$ at the rate $1/s$. So it grows at
# $e^{z_k} / \sum_j e^{z_j}$, and this is $p_k$. The second term, $-z_c$, falls by 1 if you have pushed the right class,
# and by 0 if you have not. That is $-y_k$. With the mean over the rows:
#
# {{eq:softmax-delta}}
#
# It is the δ of the sigmoid again. Nobody has arranged that here: the logarithm undoes the power, and what is left of
# softmax is the residual.
#
# Try it on the three classes, with the third as the right one. The graph below takes the loss apart: three powers,
# their sum, the logarithm, minus the third logit. The player asks for the three gradients at the logits. Two are
# positive, one is negative. What must all three add up to, and why?

# %%
z1, z2, z3 = Value(0.0), Value(log(2)), Value(log(5))
total = Value.total([z1.exp(), z2.exp(), z3.exp()])
cost = total.log() - z3

asked = {"nodes": ["z1", "z2", "z3"]}
ranges = {"z1": (-4, 4), "z2": (-4, 4), "z3": (-4, 4)}
show(cost, title="Three logits, the third class is right", sliders=ranges, quiz=asked)

# %% [markdown]
# 1/8, 1/4 and 5/8 − 1 = −3/8. They add up to 0, as they must: to push all three logits alike changes no probability, so
# it changes no loss. What the right class is lifted, the others pay for, each in proportion to what it had claimed.
#
# Move $z_3$ to −4, so that the model is quite wrong. Which of the others is pushed down hardest now? It is $z_2$, with
# nearly 2/3: of the two wrong answers it is the one that the model believes in.

# %% tags=["asserts"]
# eq: softmax-delta
cost.backward()
for _leaf, _delta in ((z1, 1 / 8), (z2, 1 / 4), (z3, -3 / 8)):
    assert isclose(_leaf.grad, _delta)
_delta = (softmax(_Z) - np.eye(3)[_c]) / 2
for _n in range(2):
    for _k in range(3):
        _h = np.zeros((2, 3))
        _h[_n, _k] = 1e-5
        _slope = functional.cross_entropy(_Z + _h, _c).item() - functional.cross_entropy(_Z - _h, _c).item()
        assert isclose(_slope / 2e-5, _delta[_n, _k], rel_tol=1e-6)
assert isclose(_delta.sum(), 0, abs_tol=1e-12)
assert isclose(softmax(np.array([0, log(2), -4]))[1], 2 / 3, abs_tol=6e-3)

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
# The right class is pushed by −0.9, the other two by 0.3 and 0.6, and together that is 0. With $N$ rows each would be
# divided by $N$. It would not be divided by 3: the classes are added up in the loss, so there is no mean over them.

# %% tags=["asserts"]
assert np.allclose(softmax(np.array([log(3), 0, log(6)])), [0.3, 0.1, 0.6])
assert isclose(0.1 - 1, -0.9)
assert isclose(0.3 - 0.9 + 0.6, 0, abs_tol=1e-12)

# %% [markdown] slug="ch11-digits"
# ## A fair race
#
# Now the experiment that was promised. 400 of the handwritten digits, 8 × 8 pixels each, a network 64-20-10, an
# ordinary start. Three ways to end it: ten sigmoids with squares, ten sigmoids with cross-entropy, softmax with
# cross-entropy. (Ten sigmoids are ten questions with yes or no, and their cross-entropies are added up.) Each is tried
# with the rates 1, 3 and 10, from five starts, the seeds 0 to 4. We ask how many steps it takes until 90 % of the 400
# are right, and after 300 steps how many of 500 *other* digits are right.
#
# Read the code before you run it. How many lines of `race` know which loss it is?


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
    """The shares that are right: in training at each step, in the test at every `look`-th."""
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
    """The first step at which this share is right."""
    reached = [step for step, right in enumerate(trained) if right >= share]
    return reached[0] if reached else "never"


# %% tags=["predict"]
endings = {"squares": squares_delta, "cross-entropy": cross_delta, "softmax": softmax_delta}
results, curves = {}, {}
table = ["              rate   90 % right after … steps       test digits right"]
for name, last_delta in endings.items():
    for rate in (1, 3, 10):
        runs = [race(last_delta, rate, seed) for seed in range(5)]
        needed = [first_step(trained) for trained, _ in runs]
        rights = [tested[-1] for _, tested in runs]
        results[name, rate] = needed, rights
        curves[name, rate] = np.mean([trained for trained, _ in runs], axis=0)
        steps = "".join(f"{step:>6}" for step in needed)
        table.append(f"{name:13} {rate:4} {steps}   {min(rights):.2f} to {max(rights):.2f}")
print("\n".join(table))

# %% [markdown] tags=["answer"]
# One line knows. Everything else, and so all of backpropagation, is the same. Here are the three ways at their best
# rate, which is 3 for each of them, as means over the five starts.

# %% tags=["answer"]
figures.plot(
    {name: 100 * curves[name, 3][:201] for name in endings},
    title="400 training digits, three losses at the rate 3, mean of five starts",
    x="step",
    y="digits right (%)",
    say="All three climb from 10 % to nearly 100 %. Softmax is at 90 % after about 50 steps, "
    "ten sigmoids with cross-entropy after about 80, with squares after about 115.",
)

# %% [markdown] tags=["answer"]
# Squares need about 100 to 130 steps, ten sigmoids with cross-entropy 60 to 90, softmax 40 to 50, and no run of one
# overlaps with a run of another. So in a fair race cross-entropy is faster, too. But with ten sigmoids it takes about
# two thirds of the steps, with softmax a third to a half, and not a fiftieth.
#
# Now look at the last column, again at the rate 3. There is no difference. All fifteen networks end between 0.93 and
# 0.95. Given enough steps, squares get there. What cross-entropy saves here is time, and it does not mind a stubborn
# start.
#
# And a rate of 10 is too large for all three. Ten sigmoids break down in nine of ten runs, whichever loss they have.
# Softmax only gets slower.

# %% tags=["asserts"]
_needed = {name: results[name, 3][0] for name in ("squares", "cross-entropy", "softmax")}
assert max(_needed["softmax"]) < min(_needed["cross-entropy"])
assert max(_needed["cross-entropy"]) < min(_needed["squares"])
assert max(_needed["squares"]) < 140
assert 35 < min(_needed["softmax"]) <= max(_needed["softmax"]) < 55
assert 1 / 3 < np.mean(_needed["softmax"]) / np.mean(_needed["squares"]) < 1 / 2
assert isclose(np.mean(_needed["cross-entropy"]) / np.mean(_needed["squares"]), 2 / 3, abs_tol=0.04)
_rights = [_r for name in _needed for _r in results[name, 3][1]]
assert round(min(_rights), 2) >= 0.93
assert round(max(_rights), 2) <= 0.95
assert (results["squares", 10][0] + results["cross-entropy", 10][0]).count("never") == 9
assert min(results["softmax", 10][1]) > 0.88

# %% [markdown] slug="ch11-large"
# ## When the numbers are large
#
# The formulas are right. The programs that are written from them often are not. Here is a row with the logits 1000 and
# 0, and then a neuron with the target 0 that is very sure of 1, with $z$ = 20, 30 and 40. Its loss is
# $-\ln(1 - \sigma(z)) = \ln(1 + e^z)$, and for a large $z$ the 1 does not count. What are the two probabilities of the
# row, and the three losses, by the formulas? And what will Python say?

# %% tags=["predict"]
with np.errstate(all="ignore"):  # NumPy would warn; look at the numbers
    print("softmax(1000, 0):  ", softmax(np.array([1000.0, 0.0])))
    for z in (20.0, 30.0, 40.0):
        print(f"-ln(1 - σ({z:.0f})):     {-np.log(1 - sigma(z)):.4f}")

# %% [markdown] tags=["answer"]
# By the formulas the probabilities are 1 and next to nothing, and the neuron costs 20, 30 and 40. Python disagrees.
#
# $e^{1000}$ has more than 400 digits, and a floating-point number holds at most 309. So Python says infinity, and
# infinity divided by infinity is `nan`, not a number. One step later every weight is `nan`.
#
# The neuron costs 30.0010 at 30, which is wrong from the third decimal on, and infinity at 40. Here the fault is the
# subtraction: σ(40) is so near to 1 that Python rounds it to 1, so 1 − σ is 0, and the logarithm of 0 has no value.

# %% [markdown]
# The cure uses what you know: only differences of logits count. So subtract the largest one, $m$, from all of them,
# before the powers:
#
# {{eq:log-sum-exp}}
#
# Now the largest power is $e^0 = 1$, and nothing overflows. The sum is at least 1, so its logarithm exists. And the
# loss never forms $p$: it is $\ln \sum e^{z} - z_c$, from the logits themselves. For a sigmoid it is the same with the
# logits $z$ and 0.


# %%
def log_sum_exp(Z):
    m = Z.max(axis=-1, keepdims=True)
    return m[..., 0] + np.log(np.exp(Z - m).sum(axis=-1))


for row, right in (([1000.0, 0.0], 0), ([1000.0, 0.0], 1), ([40.0, 0.0], 1), ([30.0, 0.0], 1)):
    print(f"logits {row}, class {right}: loss {log_sum_exp(np.array(row)) - row[right]:.4f}")

# %% [markdown]
# 0, 1000, 40 and 30. This is why the libraries have losses that take logits. Here they are called
# `functional.cross_entropy(Z, labels)` and `functional.bce_with_logits` for sigmoids, in PyTorch `cross_entropy` and
# `binary_cross_entropy_with_logits`. (PyTorch's `binary_cross_entropy` takes probabilities, and so do the losses of
# Keras unless you say `from_logits=True`.)
#
# There is another repair that you will meet, and it is worth a look, since it repairs the wrong thing. Somebody gets an
# infinite loss and writes `log(p + 1e-12)`. The loss is finite then. What about the gradient? The row has the logits
# 100 and 0, and the second class is right. It could not be more wrong, so δ should be 1 and −1.

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
# The loss of 27.63 looks like a loss, and δ is less than $10^{-31}$, which is nothing. Why? $p$ is $e^{-100}$ here, far
# smaller than the `1e-12` beside it. So the sum under the logarithm is `1e-12`, whatever $p$ does, and a constant has
# no slope. The row that is most wrong learns nothing. The plateau of this chapter's first section is back, and this
# time no `nan` tells you.

# %% tags=["asserts"]
# eq: log-sum-exp
with np.errstate(all="ignore"):
    assert np.isnan(softmax(np.array([1000.0, 0.0]))).any()
    assert f"{-np.log(1 - sigma(30.0)):.4f}" == f"{30.0010:.4f}"
    assert np.isinf(-np.log(1 - sigma(40.0)))
assert 400 < 1000 / log(10)
assert 308 < log(np.finfo(float).max) / log(10) < 309
for _row in (np.array([0.3, -1.0, 2.0]), np.array([-5.0, 4.0])):
    assert isclose(log_sum_exp(_row), log(sum(exp(_z) for _z in _row)))
assert [log_sum_exp(np.array([_z, 0.0])) for _z in (1000.0, 40.0, 30.0)] == [1000, 40, 30.000000000000092]
assert round(patched_loss.item(), 2) == 27.63
assert np.abs(patched.grad).max() < 1e-31
assert np.allclose(whole.grad, [[1, -1]])
assert isclose(-log(1e-12), patched_loss.item())

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
# the sums as a column. Without it NumPy would lay them along a row, and for as many rows as classes that runs without
# an error. If you have forgotten the 1/N in δ, the loss may well still fall; you have taken N times the rate.


# %% tags=["asserts"]
def _batch_loss(Z, labels):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(Z)), labels]).mean()


assert isclose(_batch_loss(_Z, _c), functional.cross_entropy(_Z, _c).item())
assert isclose(_batch_loss(1000 * _Z, _c), functional.cross_entropy(1000 * _Z, _c).item())

# %% [markdown] slug="ch11-any"
# ## Any loss will do?
#
# What one really wants is that the answers are right. So why a detour by logarithms? Take the number itself: the share
# of rows that are on the wrong side. It is a loss, it is 0 when everything is right, and everybody understands it.
#
# Take the two clouds and the first network at step 20 of its training with squares, when half of the rows are wrong.
# Nudge each of its 13 weights and biases by 0.001 to both sides. What are the 13 slopes?


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
# All 0. A small push puts no row on the other side, so the share does not move. It is a staircase, flat wherever you
# stand. A loss is not only a judge. It is a guide, and a guide has to point somewhere.

# %% [markdown]
# So the mistake of this chapter is to think that **any loss will do** as long as it is small when the answers are
# right. Squares on a sigmoid point, but faintly where it matters most. The share of wrong answers does not point at
# all. A third case is so common, and so quiet, that you should see it once. Our `functional.cross_entropy`, like
# PyTorch's, applies softmax itself. Many a network ends with a softmax of its own, because one wants probabilities.
# Then it is applied twice. Nothing complains: probabilities are numbers, and so they may be logits.
#
# Think first. Ten classes, and the network is perfect: its own softmax says exactly 1 for the right class and 0 for the
# nine others. What does the second softmax make of that, and what is the loss?


# %% tags=["predict"]
def twice_delta(Z, Y):
    """δ at the logits when softmax is applied to softmax, as the engine finds it."""
    logits = Tensor(Z, requires_grad=True)
    functional.cross_entropy(logits.softmax(), Y).backward()
    return logits.grad


perfect = np.eye(10)[:1]
print(
    f"perfect, softmax once more: p = {softmax(perfect)[0, 0]:.3f},",
    f"loss {functional.cross_entropy(perfect, [0]).item():.4f}",
)

twice = [race(twice_delta, 3, seed) for seed in range(5)]
needed = [first_step(trained) for trained, _ in twice]
rights = [tested[-1] for _, tested in twice]
once = results["softmax", 3]
for name, steps, shares in (("once", *once), ("twice", needed, rights)):
    print(f"{name:5}: 90 % after", *steps, f"steps; test {min(shares):.2f} to {max(shares):.2f}")

# %% [markdown] tags=["answer"]
# The second softmax sees logits between 0 and 1, so it can never be surer than $e / (e + 9)$, which is 0.232. The loss
# cannot fall below 1.4612, however good the network is. And each δ goes back through a softmax that flattens it. At the
# rate at which the right network needs 40 to 50 steps, none of the five has arrived after 300, and of the new digits
# between 68 % and 84 % are right in place of 94 %.
#
# The symptom is a loss that stops at a strange number. Work out the number for your classes: $\ln(e + C - 1) - 1$. The
# cure is to give the loss logits, and to take softmax only where you want to *read* probabilities. (To take the
# *logarithm* of softmax twice does no harm. Can you say why? The powers of the first result are the probabilities,
# which add up to 1 already. So the second one subtracts $\ln 1$, which is 0.)

# %% [markdown]
# What the three cases have in common is the rule of this chapter. **A loss and the bend of the last layer belong
# together. They are chosen so that δ is the residual:**
#
# | what the output means | last layer | loss | δ |
# |---|---|---|---|
# | a quantity: a fare, a temperature | no bend | squares | $\frac{2}{N} (a - y)$ |
# | yes or no, or several such questions at once | sigmoid | {{ref:binary-cross-entropy}} | $\frac{1}{N} (a - y)$ |
# | one of $C$ classes | softmax | {{ref:cross-entropy}} | $\frac{1}{N} (p - y)$ |
#
# In the first row you meet squares again, where they are at home: without a bend there is no slope that could get in
# the way. A fare of 9 has no place in a formula with $\ln(1 - a)$. So squares are not a bad loss. They are the loss of
# another output.
#
# One limit. Cross-entropy takes away the slope of the *last* layer, and of no other. A saturated neuron further back is
# as deaf as before. [Chapter 12](12_vanishing.ipynb) is about those.

# %% tags=["asserts"]
assert len(slopes) == 13
assert not any(slopes)
assert wrong_share(net) == 0.5
assert isclose(2 * 0.001, 0.002)
assert round(exp(1) / (exp(1) + 9), 3) == 0.232
assert round(functional.cross_entropy(perfect, [0]).item(), 4) == 1.4612
assert isclose(log(exp(1) + 10 - 1) - 1, functional.cross_entropy(perfect, [0]).item())
assert all(_first == "never" for _first in needed)
assert 0.67 < min(rights) <= max(rights) < 0.87
assert min(once[1]) > 0.92
_once = functional.log_softmax(Tensor(_Z))
assert np.allclose(functional.log_softmax(_once).data, _once.data)
_Zt = Tensor(_Z)
_P = softmax(_Z)
_g = (softmax(_P) - np.eye(3)[_c]) / 2
assert np.allclose(twice_delta(_Z, _c), _P * (_g - (_P * _g).sum(axis=1, keepdims=True)))

# %% [markdown] slug="ch11-lab"
# ## Lab: labels that lie (optional, 8 minutes)
#
# A rule wants a case against it. Suppose that the labels are unreliable: for 30 % of the 400 training digits somebody
# has put down a digit at random. To be sure and wrong costs cross-entropy without limit, and squares at most 1 for each
# output. That was its advantage. What is it now?
#
# Squares have the rate 3, their best one. Softmax has 1 and 3, since here the faster one may not be the better one.
# Ten sigmoids with cross-entropy run along, at the rate 1: the network of the squares with the other loss. Training
# goes on for 600 steps, and every 20 steps we look at the 500 test digits, whose labels are right. Which will be ahead
# at its best moment, and which at the end?


# %% tags=["predict"]
def unreliable(seed, share=0.3):
    """The training targets, a share of them drawn at random."""
    rng = np.random.default_rng(1000 + seed)
    labels = digit[:400].copy()
    drawn = rng.random(400) < share
    labels[drawn] = rng.integers(0, 10, drawn.sum())
    return data.one_hot(labels, 10)


noisy = {}
for name, rate in (("squares", 3), ("cross-entropy", 1), ("softmax", 1), ("softmax", 3)):
    runs = []
    for seed in range(5):
        _, tested = race(endings[name], rate, seed, unreliable(seed), steps=600, look=20)
        runs.append(tested)
    noisy[name, rate] = np.array([[max(run), run[-1]] for run in runs])
    for when, shares in zip(("best", "end"), noisy[name, rate].T, strict=True):
        print(f"{name:13} rate {rate}, {when:4}", *(f"{share:.3f}" for share in shares))

# %% [markdown] tags=["answer"]
# Here squares are ahead. Compared with softmax at the rate 1, the better of its two, it is by nothing to three
# percentage points at the best moment, and by two to six at the end, in each of the five. Ten sigmoids with
# cross-entropy end between the two. So part of the lead is the loss alone. A row with a wrong label looks
# like a row that the network gets badly wrong. Cross-entropy pushes hardest there, so it learns the lies by heart.
# Squares give such rows up. What was a fault, that they hardly listen to the badly wrong, is a virtue when the badly
# wrong are the labels.
#
# So there is no best loss. There is a loss that fits what your numbers mean and how far you trust them.

# %% tags=["asserts"]
_ahead = noisy["squares", 3] - noisy["softmax", 1]
assert (noisy["softmax", 1].mean(axis=0) > noisy["softmax", 3].mean(axis=0)).all()
assert _ahead[:, 0].min() > -0.005
assert 0.01 < _ahead[:, 0].mean() < 0.03
assert 0.02 < _ahead[:, 1].min() <= _ahead[:, 1].max() < 0.065
_ends = [noisy[_key][:, 1].mean() for _key in (("squares", 3), ("cross-entropy", 1), ("softmax", 1))]
assert _ends[0] > _ends[1] + 0.01 > _ends[2] + 0.02

# %% [markdown] slug="ch11-exercise-4"
# ### Exercise 11.4: softmax as a layer (optional, 8 minutes)
#
# Sometimes softmax stands inside of a network, with no logarithm behind it. Then it needs a backward rule of its own.
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
# 0.) The sum is the mean of $g$, weighted with $p$. So what counts for a logit is how far its own $g$ lies from the
# mean. Put in cross-entropy, $g_c = -1/p_c$ and else 0: the mean is −1, and out comes $p_k$ for the others and
# $p_c - 1$ for the right one. Whoever takes $p(1-p)g$ has looked at the first road alone.

# %% tags=["asserts"]
_p = np.array([0.2, 0.3, 0.5])
_g = np.array([0.0, -1 / _p[1], 0.0])
assert np.allclose(_p * (_g - (_p * _g).sum()), _p - [0, 1, 0])

# %% [markdown] slug="ch11-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Two of the questions are old acquaintances.

# %% [markdown] tags=["quiz"]
# **1.** A sigmoid neuron says 0.9, the target is 0. Its δ with cross-entropy, for one row?
#
# - 0.9
#   Right. The residual, and nothing else.
# - 0.09
#   No. That is the slope of the sigmoid. It has been divided out.
# - 0.162
#   No. That is the δ of the squared error, 2 · 0.9 · 0.09.

# %% [markdown] tags=["quiz"]
# **2.** You add 7 to all ten logits of a row. What happens to the loss?
#
# - It rises by 7.
#   No. The logarithm of the sum rises by 7, and the logit that is subtracted does too.
# - Nothing.
#   Right. Only differences of logits count.
# - It falls, since the right logit is larger now.
#   No. So are the nine others.

# %% [markdown] tags=["quiz"]
# **3.** Five classes. Your network ends with softmax, and the loss is PyTorch's cross-entropy. It stops at 0.905 and
# does not fall any further. What do you suspect?
#
# - The learning rate is too small.
#   No. Then it would creep on. And the number is suspicious: work out ln(e + 4) − 1.
# - Softmax is applied twice.
#   Right. With five classes the loss cannot fall below 0.905 then.
# - The network is too small.
#   No, not before you have looked at the last layer. This number comes with any network.

# %% [markdown] tags=["quiz"]
# **4.** Four rows have the same input, and three of them are a yes. Which output makes their cross-entropy smallest?
#
# - 1
#   No. Then the fourth row would cost without limit.
# - 1/2
#   No. The four residuals would add up to −1, so a push upwards still helps.
# - 3/4
#   Right. The four residuals add up to 0: three times −1/4, and once 3/4. The output is an honest probability.

# %% [markdown] tags=["quiz"]
# **5.** A hidden sigmoid neuron is saturated. Does cross-entropy in place of squares wake it up?
#
# - Yes, it removes the slope.
#   No. It removes that of the output layer alone. On the way to the hidden neuron its own slope is still a factor.
# - No.
#   Right. It may hear more from the outputs, but what it hears is multiplied by its own slope.

# %% [markdown] tags=["quiz"]
# **6.** From chapter 09: each row now stands in the batch twice. What happens to δ of a row, and what to the gradient
# of W?
#
# - δ halves, and the gradient stays.
#   Right. The 1/N is in δ, and there are twice as many rows to add up.
# - Both stay.
#   No. The 1/N is inside of δ, with this loss as with squares.
# - Both double.
#   No. That would be a sum over the rows, without the mean.

# %% [markdown] tags=["quiz"]
# **7.** From chapter 02: a sigmoid neuron has the logit 60 and the target 0. You check its δ of cross-entropy by
# nudging the logit, and the numerical gradient says 0 where you expect 1. Where do you look first?
#
# - At your δ.
#   No. The residual is right there. It is the loss in the check that you should look at.
# - At how the loss is computed.
#   Right. If it forms 1 − σ(60), that is 0, and a small number inside of the logarithm makes it a constant. From logits
#   it has its slope.
# - At the size of the nudge.
#   No. 1e-5 to both sides is right for a logit of 60 as well.

# %% tags=["asserts"]
assert isclose(0.9 * (1 - 0.9), 0.09)
assert isclose(2 * 0.9 * 0.09, 0.162)
assert round(log(exp(1) + 4) - 1, 3) == 0.905
assert 3 * (3 / 4 - 1) + 3 / 4 == 0
assert 3 * (1 / 2 - 1) + 1 / 2 == -1
assert 1 - sigma(60.0) == 0
assert isclose((log_sum_exp(np.array([60 + 1e-5, 0])) - log_sum_exp(np.array([60 - 1e-5, 0]))) / 2e-5, 1, rel_tol=1e-6)

# %% [markdown] slug="ch11-recap"
# ## In five lines
#
# 1. With squares on a sigmoid, δ has the slope in it, and the most wrong learn slowest.
# 2. Cross-entropy is minus the logarithm of what was given to the right answer; its δ is the residual, $(a - y)/N$.
# 3. Softmax makes logits into probabilities; with cross-entropy its δ is $(p - y)/N$.
# 4. Compute the loss from logits, with the largest subtracted; neither `log(p + tiny)` nor softmax twice.
# 5. The bend of the last layer and the loss are chosen together, by what the output means.

# %% [markdown] slug="ch11-summary"
# ## The chapter on one page
#
# **Words.** *Logit*: what the last layer says before its bend. *Softmax*: powers, divided by their sum. *One-hot*: a
# class as a row with a single 1. *Cross-entropy*: the mean of −ln of what the right class was given. *Likelihood*: the
# probability of the data in the model's opinion.
#
# **Target 0, squares**, by {{ref:neuron-delta}}, beside cross-entropy, {{ref:cross-entropy-delta}}:
#
# | the neuron says | δ, squares | δ, cross-entropy |
# |---|---|---|
# | 1/2 | 0.25 | 0.5 |
# | 3/4 | 0.281 | 0.75 |
# | 0.99 | 0.0196 | 0.99 |
#
# **Losses.** {{ref:binary-cross-entropy}} for a sigmoid; {{ref:softmax}} and {{ref:cross-entropy}} for classes, with
# the δ of {{ref:softmax-delta}}.
#
# **In code**, from logits, by {{ref:log-sum-exp}}:
#
# ```python
# shifted = Z - Z.max(axis=1, keepdims=True)
# powers = np.exp(shifted)
# total = powers.sum(axis=1, keepdims=True)
# loss = (np.log(total[:, 0]) - shifted[rows, labels]).mean()
# delta = (powers / total - Y) / len(Y)
# ```
#
# **Checks.** An untrained network begins near $\ln C$. All δ of a row add up to 0. A loss that stops at
# $\ln(e + C - 1) - 1$ has softmax twice.
#
# **Which loss?** A quantity: no bend, squares. Yes or no: sigmoid, cross-entropy. One of $C$: softmax, cross-entropy.
#
# **The mistake.** Any loss will do. A loss is a guide: look at its δ where the network is most wrong.
#
# **What was measured.** From a stubborn start: squares 116 to 330 steps, cross-entropy 6 to 8. From an ordinary one,
# each at its best rate: squares 100 to 130, softmax 40 to 50, and in the end the same share right. With 30 % of the
# labels at random squares are ahead.

# %% tags=["asserts"]
for _a, _delta in ((0.5, 0.25), (0.75, 0.281), (0.99, 0.0196)):
    assert isclose(squares_push(_a), _delta, rel_tol=2e-3)
    assert cross_push(_a) == _a

# %% [markdown] slug="ch11-next"
# ## Where to go next
#
# [Chapter 12](12_vanishing.ipynb) goes to the layers before the last one. Their slopes are still there, one factor for
# each layer, and the chapter counts what is left after ten.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch11-sources"
# ## Sources
#
# That a sigmoid with squares learns slowest where it is most wrong, and that one can find cross-entropy by asking for
# the δ that one would like, is told by Michael Nielsen, [*Neural Networks and Deep Learning*, chapter
# 3](http://neuralnetworksanddeeplearning.com/chap3.html) (2015). An early comparison of the two losses, with the
# steepness of the landscape as the reason: Sara Solla, Esther Levin and Michael Fleisher, "Accelerated learning in
# layered neural networks", *Complex Systems* 2 (1988), pages 625–640. Softmax has its name from John Bridle, who
# proposed it together with this loss: "Probabilistic interpretation of feedforward classification network outputs, with
# relationships to statistical pattern recognition", in *Neurocomputing* (Springer, 1990). On the loss and the last
# layer as a pair: Christopher Bishop, *Pattern Recognition and Machine Learning* (Springer, 2006), chapters 4 and 5.
#
# How to compute it: Pierre Blanchard, Desmond Higham and Nicholas Higham, "Accurately computing the log-sum-exp and
# softmax functions", *IMA Journal of Numerical Analysis* 41 (2021), pages 2311–2330. On squares against cross-entropy
# in large networks, with results for either: Like Hui and Mikhail Belkin, "Evaluation of neural architectures trained
# with square loss vs cross-entropy in classification tasks" (ICLR 2021). On losses and wrong labels: Aritra Ghosh,
# Himanshu Kumar and P. S. Sastry, "Robust loss functions under label noise for deep neural networks" (AAAI 2017).
