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

# %% [markdown] slug="ch03-title"
# # 3 · Gradient descent
#
# A ride of 3 kilometres cost 4. Your rule has $w = 2$ and $b = 1$, so it asks for 7: the residual is 3, the loss 9.
# Nudging tells you that ∂L/∂w is 18 and ∂L/∂b is 6. Both are positive: with less of either, the loss falls.
#
# So you take both numbers down, each in proportion to its slope: by 0.05 times 18, and by 0.05 times 6. What is the
# loss then? And if that helped, would steps twice as long get you there twice as fast? Write both answers down. ("How
# far?" has them.)
#
# **After this chapter,** you can derive the gradient of the mean squared error and the step, choose a learning rate and
# defend it, and recognise divergence from a row of losses.
#
# **You need** [chapter 01](01_linear_regression.ipynb) (residual, mean squared error) and
# [chapter 02](02_nudging.ipynb) (partial derivative, chain rule).
#
# **Time:** {{time}}. One more exercise and one section are optional.
#
# **The mistake this chapter cures:** taking backpropagation for gradient descent.

# %% tags=["asserts"]
from math import isclose as _isclose


def _one_ride(w, b):
    return (3 * w + b - 4) ** 2


assert 3 * 2 + 1 == 7
assert _one_ride(2, 1) == 9
_h = 1e-5
assert _isclose((_one_ride(2 + _h, 1) - _one_ride(2 - _h, 1)) / (2 * _h), 18)
assert _isclose((_one_ride(2, 1 + _h) - _one_ride(2, 1 - _h)) / (2 * _h), 6)
assert _one_ride(2 - 0.05 * 18, 1 - 0.05 * 6) < 1e-25

# %% [markdown] slug="ch03-before"
# ## Three questions from before

# %% [markdown] tags=["quiz"]
# **1.** At w = 1 a loss is 6. At w = 1.01 it is 5.93. What does nudging say about the slope there?
#
# - It is about −7.
#   Right. The loss changed by −0.07 for a change of 0.01: the ratio is −7.
# - It is about −0.07.
#   No. That is how far the loss moved. Divide it by the nudge.
# - It is about 593.
#   No. Divide the *change* of the loss by the nudge, not the loss.

# %% tags=["asserts"]
assert _isclose(5.93 - 6, -0.07)
assert _isclose((5.93 - 6) / 0.01, -7)
assert _isclose(1.01 - 1, 0.01)

# %% [markdown] tags=["quiz"]
# **2.** The rule is w = 3, b = 1. A ride of 2 kilometres cost 9. What is the residual?
#
# - It is +2.
#   No. Prediction minus target: 7 − 9.
# - It is +4.
#   No. That is its square.
# - It is −2.
#   Right. The rule asks for 7, which is 2 too little.

# %% [markdown] tags=["quiz"]
# **3.** What does the optimiser do?
#
# - It measures how far off we are.
#   No. That is the loss, the objective.
# - It changes weights, given the gradients.
#   Right. The gradients come from elsewhere, and the step is its work.
# - It finds how the loss depends on each weight.
#   No. That is backpropagation, or nudging.

# %% [markdown] slug="ch03-walk-down"
# ## A slope to walk down
#
# Here is the loss of the four rides of chapter 01 over $w$ alone, with $b$ held at 3. Press "One step" a few times. The
# straight line has the slope of the curve where you stand. A step goes against that slope; its length is the slope times
# the rate, a number of your choice. Start again with another rate.

# %% slug="ch03-setup" jupyter={"source_hidden": true}
from math import cos, isclose, sin, sqrt

from autograd_lab import Value, check_gradient
from autograd_lab.answers import tell
from autograd_lab.viz import figures

distance = [1, 2, 3, 4]  # kilometres
fare = [4, 8, 10, 10]  # and euros
figures.descent(
    distance,
    fare,
    start=(0, 3),
    weight_only=True,
    rate=0.02,
    w_range=(-1, 5),
    rate_range=(0.005, 0.2),
    title="Four rides, over w alone",
)

# %% [markdown] slug="ch03-formula"
# ## A formula for the gradient
#
# Chapter 02 measured gradients by nudging, two losses for each number. A formula is cheaper. Take one ride first, with
# the residual $r = w x + b - y$ and the loss $r^2$.
#
# How far does the loss move when the residual moves? The square has the slope $2r$. How far does the residual move when
# $w$ moves? $x$ times as far: the distance is what $w$ is multiplied by. And when $b$ moves? Just as far. Multiply, by
# the chain rule:
#
# $$\frac{\partial r^2}{\partial w} = 2r \cdot x, \qquad \frac{\partial r^2}{\partial b} = 2r \cdot 1$$
#
# For the ride above, with $r = 3$ and $x = 3$, that makes 2 · 3 · 3 = 18 and 2 · 3 = 6.
#
# Now all four rides. The loss is the mean of four such squares, and the slope of a mean is the mean of the slopes. With
# $N$ rides, and $r_n$ for the residual of each:
#
# $$\frac{\partial L}{\partial w} = \frac{2}{N} \sum_n r_n\, x_n, \qquad \frac{\partial L}{\partial b} = \frac{2}{N} \sum_n r_n$$
#
# With several features each weight has its own: in ride $n$, $w_i$ is multiplied by feature $i$, which is $X_{ni}$.
#
# {{eq:mse-gradients}}
#
# Try it with the four rides, at $w = 4$, $b = 0$:
#
# | distance $x$ | 1 | 2 | 3 | 4 |
# |---|---|---|---|---|
# | fare $y$ | 4 | 8 | 10 | 10 |
#
# What are the residuals, and what do the two sums come to? Write down the gradient before you run the cell.


# %%
def residuals(w, b):
    return [w * x + b - y for x, y in zip(distance, fare, strict=True)]


def loss(w, b):
    return sum(r * r for r in residuals(w, b)) / len(fare)


def gradient(w, b):
    r = residuals(w, b)
    dw = 2 * sum(p * x for p, x in zip(r, distance, strict=True)) / len(fare)
    db = 2 * sum(r) / len(fare)
    return dw, db


# %% tags=["predict"]
print("residuals:", residuals(4, 0))
print("gradient: ", gradient(4, 0))

# %% [markdown] tags=["answer"]
# The line passes through the first two rides, so they have no say. The residuals of the others are 2 and 6. Times the
# distance they are 6 and 24, in all 30, and ∂L/∂w = 2 × 30 / 4 = 15. The residuals add up to 8, and ∂L/∂b = 4.
#
# Look at what the distance does. The last residual is three times the third, and in ∂L/∂w it counts four times as much:
# a long ride has the louder voice, since $w$ moves its prediction further.

# %% [markdown]
# A formula that somebody wrote down needs a judge. Nudge somewhere else (by the "complex step" of chapter 02, which
# has no trouble with rounding):

# %%
check_gradient(loss, [0.7, -1.3], gradient=list(gradient(0.7, -1.3)))

# %% tags=["asserts"]
# eq: mse-gradients
assert residuals(4, 0) == [0, 0, 2, 6]
assert gradient(4, 0) == (2 * (6 + 24) / 4, 2 * (2 + 6) / 4) == (15, 4)
assert gradient(0, 0) == (-45, -16)
assert 2 * (3 * 2 + 1 - 4) * 3 == 18
assert 2 * (3 * 2 + 1 - 4) == 6
assert check_gradient(loss, [0.7, -1.3], gradient=list(gradient(0.7, -1.3)))

# %% [markdown] slug="ch03-which-way"
# ## Which way?
#
# The two slopes together are an arrow, written $\nabla L$ (say "nabla L", or "grad L"):
# $\nabla L = (\partial L / \partial w,\; \partial L / \partial b)$. At $w = 0$, $b = 0$ it is (−45, −16). Both are
# negative, so the loss falls when $w$ and $b$ *grow*. The length of your move is 0.01. All of it along $w$, where the
# slope is steepest? Half and half? Or something else? Rank the three moves in the next cell before you run it.

# %% tags=["predict"]
size = sqrt(45**2 + 16**2)  # the length of the gradient
moves = {
    "all along w": (0.01, 0),
    "the same for both": (0.01 / sqrt(2), 0.01 / sqrt(2)),
    "in proportion to the slopes": (0.01 * 45 / size, 0.01 * 16 / size),
}
for name, (w, b) in moves.items():
    print(f"{name:27}  loss changes by {loss(w, b) - loss(0, 0):.4f}")

# %% [markdown] tags=["answer"]
# −0.4492, −0.4307, −0.4768. The third one wins. Among all directions, no other does better, for as long as the move is
# small.
#
# Why? A small move by $\Delta w$ and $\Delta b$ changes the loss by about
#
# $$\frac{\partial L}{\partial w}\, \Delta w + \frac{\partial L}{\partial b}\, \Delta b$$
#
# This is the dot product of two arrows, the gradient and the move. It equals the two lengths multiplied together, times
# the cosine of the angle between them. For a move of fixed length it is lowest when the cosine is −1: when the move points
# exactly against the gradient.

# %% [markdown]
# Against the gradient, then. How far is decided by a factor, which was 0.05 at the beginning. It is called the
# **{{term:learning-rate}}**, $\eta$ (say "eta"):
#
# {{eq:gradient-step}}
#
# Mind the minus. The gradient points to where the loss *grows*: with a plus you would climb. Going down by this step, again
# and again, is **{{term:gradient-descent}}**.
#
# Put the step into the formula for the change of the loss, and you see why it must work when $\eta$ is small: each term
# becomes $-\eta$ times a square, and no square is negative. From (0, 0) with $\eta = 0.001$ the loss should fall by about
# 0.001 × (45² + 16²) = 2.281. It falls by 2.262. The rest is what one slope cannot see: the slope changes on the way.


# %%
def step(w, b, rate):
    dw, db = gradient(w, b)
    return w - rate * dw, b - rate * db


loss(0, 0) - loss(*step(0, 0, rate=0.001))

# %% tags=["asserts"]
# eq: gradient-step
_changes = [loss(w, b) - loss(0, 0) for w, b in moves.values()]
assert [round(change, 4) for change in _changes] == [-0.4492, -0.4307, -0.4768]
for _i in range(628):
    assert (
        loss(0.01 * cos(_i / 100), 0.01 * sin(_i / 100))
        >= loss(*moves["in proportion to the slopes"]) - 1e-4
    )
assert isclose(0.001 * (45**2 + 16**2), 2.281)
assert round(loss(0, 0) - loss(*step(0, 0, 0.001)), 3) == 2.262
assert step(0, 0, 0.001) == (0.001 * 45, 0.001 * 16)
assert _one_ride(2 - 0.05 * 18, 1 - 0.05 * 6) < 1e-25

# %% [markdown] slug="ch03-how-far"
# ## How far?
#
# Back to the ride at the beginning: $x = 3$, $y = 4$, from $w = 2$ and $b = 1$, where $L = 9$. You have a guess for the
# rate 0.05 and one for 0.1. Go on to four steps, and add a third rate, 0.15: write down four losses for each.

# %% tags=["predict"]
for rate in (0.05, 0.1, 0.15):
    w, b = 2, 1
    losses = []
    for _ in range(4):
        r = 3 * w + b - 4
        w, b = w - rate * 2 * r * 3, b - rate * 2 * r
        losses.append(round((3 * w + b - 4) ** 2, 6))
    print(f"rate {rate:4}: L = 9, then", losses)

# %% [markdown] tags=["answer"]
# With 0.05 it is 0 at once. With 0.1 it is 9, for ever. With 0.15 it is 36, 144, 576 and more. A step twice as long was
# not twice as good: it was of no use at all. And three times as long was a disaster.
#
# Put the step into the residual. $w$ goes down by $\eta \cdot 2r \cdot 3$, and the prediction by 3 times that. $b$ goes
# down by $\eta \cdot 2r$. Together the residual loses $\eta \cdot 2r \cdot (9 + 1)$:
#
# $$r \;\leftarrow\; (1 - 20\,\eta)\; r$$
#
# At 0.05 this factor is 0: you have arrived, at $w = 1.1$ and $b = 0.7$. At 0.1 it is −1: the residual changes its sign
# and keeps its size. At 0.15 it is −2: the residual changes its sign and doubles, and the loss, its square, becomes
# four times as large with every step. The loss falls when the factor lies between −1 and 1, that is, for rates between
# 0 and 0.1.

# %% [markdown]
# See how it comes about. The figure starts at the same place. The lines of equal loss are straight, since one ride cannot
# tell $w$ from $b$: every pair on the dark line, $3w + b = 4$, is perfect. Press "One step", start again, and move the
# rate. When does a step end before the line, on it, beyond it?

# %%
figures.descent(
    [3],
    [4],
    start=(2, 1),
    rate=0.03,
    steps=0,
    most=12,
    w_range=(-2, 4),
    b_range=(-2, 4),
    rate_range=(0.01, 0.2),
    title="One ride: how far to step",
)

# %% [markdown]
# What decides is how fast the *slope* changes. Here it changes by 20, the number in the factor, for each unit that you
# walk along the path. That is the slope of the slope, the second derivative, also called the **{{term:curvature}}**.
# Write $c$ for it. For any parabola with its lowest place at $w^*$, a step does this:
#
# {{eq:rate-limit}}
#
# So the best rate for a parabola is $1/c$. At $2/c$ it no longer converges, and beyond that it diverges.

# %% tags=["asserts"]
# eq: rate-limit
assert isclose(2 - 0.05 * 18, 1.1)
assert isclose(1 - 0.05 * 6, 0.7)
assert isclose(3 * 1.1 + 0.7, 4)


def _walk(rate, steps):
    w, b, losses = 2.0, 1.0, []
    for _ in range(steps):
        r = 3 * w + b - 4
        w, b = w - rate * 2 * r * 3, b - rate * 2 * r
        losses.append((3 * w + b - 4) ** 2)
    return losses


assert max(_walk(0.05, 4)) < 1e-25
assert all(isclose(L, 9) for L in _walk(0.1, 100))
assert all(
    isclose(L, right)
    for L, right in zip(_walk(0.15, 3), (36, 144, 576), strict=True)
)
for rate in (0.02, 0.05, 0.1, 0.15, 0.2):
    assert isclose(_walk(rate, 1)[0], (1 - 20 * rate) ** 2 * 9, abs_tol=1e-12)
assert [1 - 20 * rate for rate in (0.05, 0.1, 0.15)] == [0, -1, -2]
_unit = (
    1 / sqrt(10)
)  # a walk of one unit along the path moves w by 3 and b by 1 of these; L is (√10 s)² + …
assert isclose(2 * (3 * 3 * _unit + _unit) ** 2, 20)
for c, rate in ((20, 0.03), (8, 0.3), (0.5, 3.0)):
    w = 7.0
    assert isclose((w - rate * c * (w - 4)) - 4, (1 - rate * c) * (w - 4))

# %% [markdown] slug="ch03-valley"
# ## A valley
#
# With four rides there is one best line, $w = 2$, $b = 3$, with $L = 1$. The next figure marks it with a cross. Two
# guesses before you try. What is the largest rate with which the path still arrives? And with a rate of 0.1, about how
# many steps does it take until $L$ is below 1.01?

# %%
figures.descent(
    distance,
    fare,
    start=(0, 0),
    rate=0.02,
    steps=30,
    most=100,
    w_range=(-1, 6),
    b_range=(-1, 6),
    rate_range=(0.001, 0.2),
    title="Four rides",
)

# %% tags=["predict"]
for rate in (0.02, 0.05, 0.08, 0.1, 0.11, 0.12, 0.13):
    w = b = steps = 0
    while loss(w, b) >= 1.01 and steps < 500:
        w, b = step(w, b, rate)
        steps += 1
    print(f"rate {rate:4}: {steps:3} steps, L = {loss(w, b):.4g}")

# %% [markdown] tags=["answer"]
# It arrives with 0.11. With 0.12 the loss grows, slowly but for good. With 0.1 it takes 71 steps. The first few of them do
# nearly all the work, from 70 down to 2. Then the path creeps.
#
# The lines of equal loss say why. They are long and narrow: a valley that runs from the upper left to the lower right.
# Along the valley $w$ falls while $b$ rises, so the line turns about a point among the rides, near (2.9, 8.9), and its
# predictions change little. Across it they change much. Across the valley $c$ is 16.7, along it 0.3. (Where these two
# numbers come from is the optional section below.) The rate must stay below 2 / 16.7, just under 0.12, because of
# the first, or the path swings up the walls. With such a rate the factor along the valley is 1 − 0.1 × 0.3 = 0.97:
# each step covers 3 % of the way that is left.

# %% [markdown]
# One loss has two curvatures, a large one across the valley and a small one along it. **The steepest direction limits the
# rate, and the flattest one limits the progress.** How bad that is depends on the ratio of the two, here 56.
#
# Is there a cure? $w$ and $b$ get into each other's way because the distances do not average 0. Raise $w$ a little, and
# the predictions rise on the whole; then $b$ must come down again. So measure the distance from its mean: $x - 2.5$
# instead of $x$. It is the same line, written differently, and $b$ is now the fare of a ride of medium length. How many
# steps from (0, 0) will it take now, with a rate of 0.4, until $L$ is below 1.01?

# %% tags=["predict"]
centred = [x - 2.5 for x in distance]
w = b = 0.0
for number in range(10):
    r = [w * x + b - y for x, y in zip(centred, fare, strict=True)]
    now = sum(p * p for p in r) / 4
    print(f"step {number}: w = {w:.3f}, b = {b:.3f}, L = {now:.4f}")
    w -= 0.4 * 2 * sum(p * x for p, x in zip(r, centred, strict=True)) / 4
    b -= 0.4 * 2 * sum(r) / 4

# %% [markdown] tags=["answer"]
# Three steps. $w$ is right after the first one. The two curvatures are now 2.5 and 2, their ratio is 1.25, and a rate of
# 0.4 suits both. The data have not changed, and neither has the line, only the numbers by which we describe it.

# %% [markdown]
# This is one reason why people **standardise** their inputs before they train: they take off the mean, and divide by the
# standard deviation. Another is that features then have about equal curvatures. Problem set 1 does both.


# %% tags=["asserts"]
def _steps_until(limit, rate, most=3000):
    w, b = 0.0, 0.0
    for number in range(most):
        if loss(w, b) < limit:
            return number
        w, b = step(w, b, rate)
        if loss(w, b) > 1e12:
            break
    return None


assert _steps_until(1.01, 0.1) == 71
assert _steps_until(1.01, 0.11) is not None
assert _steps_until(1.01, 0.12) is None
_w, _b = 0.0, 0.0
assert loss(_w, _b) == 70
for _ in range(7):
    _w, _b = step(_w, _b, 0.1)
assert loss(_w, _b) < 2
# the curvatures are the eigenvalues of ((15, 5), (5, 2))
_steep, _flat = (17 + sqrt(17**2 - 4 * 5)) / 2, (17 - sqrt(17**2 - 4 * 5)) / 2
assert isclose(loss(2 + 1, 3) - 1, 15 / 2)
assert isclose(loss(2, 3 + 1) - 1, 2 / 2)
assert isclose(loss(2 + 1, 3 + 1) - 1, (15 + 2 * 5 + 2) / 2)
assert round(_steep, 1) == 16.7
assert round(_flat, 1) == 0.3
assert round(2 / 16.7, 2) == 0.12
assert round(_steep / _flat) == 56
_still = (
    (15 - _flat) / 5
)  # along the valley b rises by this for each unit that w falls: the prediction there stays
assert (round(_still, 1), round(2 * _still + 3, 1)) == (2.9, 8.9)
assert isclose(1 - 0.1 * 0.3, 0.97)
assert sum(centred) == 0
assert 2 * sum(x * x for x in centred) / 4 == 2.5
assert 2.5 / 2 == 1.25


def _centred_losses(rate, steps):
    w = b = 0.0
    losses = []
    for _ in range(steps + 1):
        r = [w * x + b - y for x, y in zip(centred, fare, strict=True)]
        losses.append(sum(p * p for p in r) / 4)
        w -= rate * 2 * sum(p * x for p, x in zip(r, centred, strict=True)) / 4
        b -= rate * 2 * sum(r) / 4
    return losses


assert [L < 1.01 for L in _centred_losses(0.4, 4)] == [
    False,
    False,
    False,
    True,
    True,
]

# %% [markdown] slug="ch03-loop"
# ## The three phases, with slopes
#
# Here is the program of chapter 01 again. Its middle phase now uses the formula.

# %%
w, b = 0.0, 0.0
for number in range(301):
    now = loss(w, b)  # forward
    dw, db = gradient(w, b)  # backward
    if number in (0, 1, 10, 30, 100, 300):
        print(f"step {number:3}: w = {w:6.3f}, b = {b:6.3f}, L = {now:.6f}")
    w, b = w - 0.1 * dw, b - 0.1 * db  # update

# %% [markdown]
# Unlike the search of chapter 01 it does not get stuck. It keeps coming closer. The steps become shorter by themselves,
# because the slopes do.
#
# With a rate that is too large you will see this.

# %%
w, b = 0.0, 0.0
for number in range(1001):
    if number in (0, 1, 2, 3, 10, 100, 500, 1000):
        print(f"step {number:4}: L = {loss(w, b):.3g}")
    w, b = step(w, b, rate=0.2)

# %% [markdown]
# First the loss grows, by nearly the same factor each time. Then it is too large for the computer's numbers and becomes
# `inf`. Then a step takes infinity from infinity, and what is left is `nan`, "not a number", for good. When you meet
# `nan` in a training run, look for the step where the loss began to grow. Most often the cure is a lower rate.
#
# The loss here is a single bowl, so every path that converges ends at the same place. The loss of a network has many
# valleys, and where descent starts decides which of them it finds. That comes from descent and from the loss, not from
# the way the gradient was computed.

# %% tags=["asserts"]
_w, _b = 0.0, 0.0
for _ in range(300):
    _w, _b = step(_w, _b, 0.1)
assert isclose(loss(_w, _b), 1, rel_tol=1e-6)
_w, _b, _losses = 0.0, 0.0, []
for _ in range(1001):
    _losses.append(loss(_w, _b))
    _w, _b = step(_w, _b, rate=0.2)
assert _losses[1] > _losses[0]
assert isclose(_losses[101] / _losses[100], (1 - 0.2 * _steep) ** 2, rel_tol=1e-6)
assert float("inf") in _losses
assert _losses[-1] != _losses[-1]  # nan

# %% [markdown] slug="ch03-misconception"
# ## Who trains the network?
#
# You will read that "backpropagation trains the network", or that it "updates the weights layer by layer". Does it?
#
# The course's library can do backpropagation: build a loss from its numbers, called `Value`, and `backward()` puts the
# gradient of each into its `grad`. Chapter 05 shows how. Do it a hundred times for our one ride, at $w = 2$ and
# $b = 1$, each time on a loss that is built afresh. What is the loss after that?

# %% tags=["predict"]
w, b = Value(2.0), Value(1.0)
for _ in range(100):
    ride_loss = (w * 3 + b - 4) ** 2
    w.grad = b.grad = 0.0  # backward() adds to it
    ride_loss.backward()
print(f"w = {w.data}, b = {b.data}, L = {ride_loss.data}")
print(f"gradient ({w.grad}, {b.grad})")

# %% [markdown] tags=["answer"]
# 9, as it was. `backward()` has found the same gradient a hundred times, (18, 6), and has moved nothing. This is the
# chapter's mistake, **taking backpropagation for gradient descent**. `backward()` fills in the second phase: it
# *computes*. The third phase *uses* what was computed, and that is gradient descent, a rule with a minus and a rate in
# it.

# %% [markdown]
# Each can be exchanged without the other noticing. Take the gradient from the formula, or from nudging, or from
# `backward()`: descent walks the same path.


# %%
def by_nudging(w, b, h=1e-5):
    dw = (loss(w + h, b) - loss(w - h, b)) / (2 * h)
    db = (loss(w, b + h) - loss(w, b - h)) / (2 * h)
    return dw, db


def by_backward(w, b):
    w, b = Value(w), Value(b)
    squares = [(w * x + b - y) ** 2 for x, y in zip(distance, fare, strict=True)]
    (sum(squares) / len(squares)).backward()
    return w.grad, b.grad


for source in (gradient, by_nudging, by_backward):
    w, b = 0.0, 0.0
    for _ in range(20):
        dw, db = source(w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    print(f"{source.__name__:12} after 20 steps: w = {w:.6f}, b = {b:.6f}")

# %% [markdown]
# Now keep the gradient, and exchange the rule. Here is one that looks at the signs alone and moves each number by 0.05,
# steep or not.

# %%
w, b = 0.0, 0.0
for _ in range(60):
    dw, db = gradient(w, b)
    w -= 0.05 if dw > 0 else -0.05
    b -= 0.05 if db > 0 else -0.05
print(f"signs only, 60 steps: w = {w:.2f}, b = {b:.2f}, L = {loss(w, b):.4f}")

# %% [markdown]
# The same gradient makes another path: straight along the diagonal, and in the end back and forth near (2.3, 2.3),
# since these steps never become shorter. So when training goes wrong, ask which of the two is to blame. A step that is
# too long, a plus for the minus: that is the rule. A wrong factor, a missing term: that is the gradient, and nudging
# finds it.

# %% tags=["asserts"]
assert ride_loss.data == 9
_v, _c = Value(2.0), Value(1.0)
((_v * 3 + _c - 4) ** 2).backward()
assert (_v.grad, _c.grad) == (18, 6)


def _path(source):
    w, b = 0.0, 0.0
    for _ in range(20):
        dw, db = source(w, b)
        w, b = w - 0.1 * dw, b - 0.1 * db
    return w, b


for other in (by_nudging, by_backward):
    assert all(
        isclose(p, q, rel_tol=1e-6)
        for p, q in zip(_path(gradient), _path(other), strict=True)
    )
assert 0.05 * 60 == 3
assert (round(w, 2), round(b, 2)) == (2.3, 2.3)
assert 1 < loss(w, b) < 1.2

# %% [markdown] slug="ch03-curvature"
# ## Where the two curvatures come from (optional)
#
# You can read them off the data. Along $b$ alone the slope is $\partial L / \partial b = \frac{2}{N} \sum (\hat y_n -
# y_n)$. Raise $b$ by one, and every residual grows by one, so the slope grows by 2. Along $w$ alone it grows by twice the
# mean of $x^2$, for our distances 2 × 7.5 = 15. And when $w$ grows by one, the slope in $b$ changes too, by twice the
# mean of $x$, which is 5. This table of second derivatives,
#
# $$\begin{pmatrix} 15 & 5 \\ 5 & 2 \end{pmatrix}$$
#
# is called the **{{term:hessian|Hessian}}**, and it holds everything about the valley's shape. (Where the valley lies comes
# from the fares.) Its eigenvalues, 16.7 and 0.3, are the two curvatures. Centring makes the mean of $x$ zero. Then the 5
# is gone, the valley stands straight, and the curvatures are the two numbers on the diagonal.

# %% tags=["asserts"]
assert sum(x * x for x in distance) / 4 == 7.5
assert 2 * 7.5 == 15
assert 2 * sum(distance) / 4 == 5
assert gradient(0, 1)[1] - gradient(0, 0)[1] == 2
assert gradient(1, 0)[0] - gradient(0, 0)[0] == 15
assert gradient(1, 0)[1] - gradient(0, 0)[1] == 5
for c in (_steep, _flat):
    assert isclose((15 - c) * (2 - c), 5 * 5)
assert (round(_steep, 1), round(_flat, 1)) == (16.7, 0.3)

# %% [markdown] slug="ch03-exercise-1"
# ## Exercises
#
# ### Exercise 3.1: one step by hand (8 minutes)
#
# The four rides again (1, 2, 3 and 4 kilometres for 4, 8, 10 and 10), at $w = 3$, $b = 2$. Work out the residuals, the
# gradient, and one step with the rate 0.05, on paper. Done when each line says "right".

# %% tags=["exercise"]
answer_1 = {"dw": None, "db": None, "new_w": None, "new_b": None}

# %%
tell("3.1", answer_1)

# %% [markdown] tags=["hint"]
# Hint 1: look at the residuals
#
# The predictions are 5, 8, 11 and 14, for fares of 4, 8, 10 and 10. One ride has nothing to say.

# %% [markdown] tags=["hint"]
# Hint 2: recall the two sums
#
# For `dw`: each residual times its distance. For `db`: the residuals. Both times 2, both divided by 4.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# dw = 2 * (1 * 1 + 0 * 2 + 1 * 3 + 4 * 4) / 4
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_1 = {"dw": 10, "db": 3, "new_w": 3 - 0.05 * 10, "new_b": 2 - 0.05 * 3}
# ```
#
# 2.5 and 1.85: both slopes are positive, so both numbers go down. The loss falls from 4.5 to 1.3225.
#
# Look at $b$. It was too low before, since the best line has $b = 3$, and the step made it lower still. The gradient knows
# the slope where you stand and nothing of where the bottom is. With $w$ too large, a smaller $b$ helps *now*, and later
# steps will take it back.
#
# If you had 7.5 for `dw`, you took 2 times the mean residual times the mean distance. You need the mean of the products.

# %% tags=["asserts"]
assert residuals(3, 2) == [1, 0, 1, 4]
assert gradient(3, 2) == (10, 3)
assert step(3, 2, 0.05) == (2.5, 1.85)
assert isclose(loss(2.5, 1.85), 1.3225)
assert loss(3, 2) == 4.5
assert 2 * (sum(residuals(3, 2)) / 4) * (sum(distance) / 4) == 7.5

# %% [markdown] slug="ch03-exercise-2"
# ### Exercise 3.2: choose the rate (6 minutes)
#
# $L(w) = (3w - 6)^2$. Without running any code: how much does its slope grow when $w$ grows by one (`curvature`)? With
# which rate do you arrive in one step (`best`), and from which rate on does it no longer converge (`limit`)? And with the
# rate 0.15: by what factor does the loss change in each step (`factor`)?

# %% tags=["exercise"]
answer_2 = {"curvature": None, "best": None, "limit": None, "factor": None}

# %%
tell("3.2", answer_2)

# %% [markdown] tags=["hint"]
# Hint 1: look at the slope
#
# By the chain rule the slope of $(3w - 6)^2$ is $2 \cdot (3w - 6) \cdot 3$. How does that depend on $w$?

# %% [markdown] tags=["hint"]
# Hint 2: recall the factor of one step
#
# The distance to the lowest place is multiplied by $1 - \eta c$. You have arrived when that is 0, and you are lost from
# −1 on. The loss goes with its square.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# curvature = 2 * 3 * 3
# ```

# %% [markdown] tags=["solution"]
# ```python
# factor = (1 - 0.15 * 18) ** 2
# answer_2 = {"curvature": 18, "best": 1 / 18, "limit": 2 / 18}
# answer_2["factor"] = factor
# ```
#
# The slope is $18w - 36$, so the curvature is 18. The rates are 0.0556 and 0.111. At 0.15 the distance is multiplied by
# −1.7, and the loss by 2.89: it diverges. A factor of −1.7 for the loss is no answer, since a loss is never negative.

# %% tags=["asserts"]
assert (round(1 / 18, 4), round(2 / 18, 3)) == (0.0556, 0.111)
assert isclose(1 - 0.15 * 18, -1.7)
assert isclose((1 - 0.15 * 18) ** 2, 2.89)
_w = 5.0
_next = _w - 0.15 * (18 * _w - 36)
assert isclose((3 * _next - 6) ** 2 / (3 * _w - 6) ** 2, 2.89)

# %% [markdown] slug="ch03-exercise-3"
# ### Exercise 3.3: write the step (7 minutes)
#
# Write `one_step(x, y, w, b, rate)` for any lists `x` and `y`: it returns the new $w$ and the new $b$ after one step on
# the mean squared error. The forward phase is given. Done when the cell says "right".


# %% tags=["exercise"]
def one_step(x, y, w, b, rate):
    r = [w * x_n + b - y_n for x_n, y_n in zip(x, y, strict=True)]  # forward
    # backward: two lines
    # update: two lines
    return None


# %%
tell("3.3", one_step)

# %% [markdown] tags=["hint"]
# Hint 1: look at the function gradient above
#
# It does the backward phase for our four rides. What changes when the lists are called `x` and `y`?

# %% [markdown] tags=["hint"]
# Hint 2: recall what happens last
#
# Both slopes are computed before either number moves. Then each number loses rate times its own slope.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# ```python
# dw = 2 * sum(r_n * x_n for r_n, x_n in zip(r, x, strict=True)) / len(x)
# ```

# %% [markdown] tags=["solution"]
# ```python
# def one_step(x, y, w, b, rate):
#     r = [w * x_n + b - y_n for x_n, y_n in zip(x, y, strict=True)]
#     dw = 2 * sum(r_n * x_n for r_n, x_n in zip(r, x, strict=True)) / len(x)
#     db = 2 * sum(r) / len(x)
#     return w - rate * dw, b - rate * db
# ```
#
# The order matters. If $w$ moves first and the residuals are computed again before `db`, then `db` belongs to another
# place. With small rates the loss falls all the same, so nobody notices. Nor does nudging find it: each slope is right
# where it was taken.

# %% [markdown] slug="ch03-exercise-4"
# ### Exercise 3.4: every ride twice (optional, 5 minutes)
#
# All four rides are in the list twice. From (0, 0), where the gradient was (−45, −16): what is it now? And if the loss
# were the *sum* of the squares, with no 1/N: what would the gradient of the four rides be, `sum_dw` and `sum_db`? With
# the sum over four rides, descent works with rates up to about 0.03. Up to which rate does it with all eight,
# `sum_limit`? Think first.

# %% tags=["exercise"]
answer_4 = {
    "dw": None,
    "db": None,
    "sum_dw": None,
    "sum_db": None,
    "sum_limit": None,
}

# %%
tell("3.4", answer_4)

# %% [markdown] tags=["hint"]
# Hint 1: look at both factors
#
# What happens to the sum over the rides when each of them is there twice, and what to $1/N$?

# %% [markdown] tags=["hint"]
# Hint 2: recall what limits the rate
#
# The curvature. If every slope doubles, the change of the slopes doubles too.

# %% [markdown] tags=["hint"]
# Hint 3: write this line first
#
# For the sum over four rides, there is no division by 4:
#
# ```python
# sum_dw = 4 * -45
# ```

# %% [markdown] tags=["solution"]
# ```python
# answer_4 = {
#     "dw": -45,
#     "db": -16,
#     "sum_dw": -180,
#     "sum_db": -64,
#     "sum_limit": 0.015,
# }
# ```
#
# With the mean nothing changes: twice the terms, half the factor. With the sum all slopes are four times as large, the
# curvatures as well, and the limit 0.12 becomes 0.03; with eight rides it halves again. Whoever trains with a
# sum has to choose a new rate for every size of the data. That is also a test: with every ride twice, the gradient of a
# mean stays the same. A program that divides `db` by $N$ once more is found out by it, since that `db` halves.

# %% tags=["asserts"]
_twice = [(w_x, w_y) for w_x, w_y in zip(distance * 2, fare * 2, strict=True)]
assert 2 * sum((0 - y) * x for x, y in _twice) / 8 == -45
assert 2 * sum((0 - y) for x, y in _twice) / 8 == -16
assert (4 * -45, 4 * -16) == (-180, -64)
assert round(2 / (4 * _steep), 2) == 0.03
assert round(2 / (8 * _steep), 3) == 0.015
assert round(2 / _steep, 2) == 0.12

# %% [markdown] slug="ch03-quiz"
# ## Check yourself
#
# Choose an answer, then open it. Open the others too when you are done.

# %% [markdown] tags=["quiz"]
# **4.** ∂L/∂w = −5. Which way does a step of gradient descent move w?
#
# - Down, since the slope is negative.
#   No. A negative slope means that the loss falls when $w$ grows. The step goes against the slope: minus minus is plus.
# - Up, against the sign of the slope.
#   Right. $w - \eta \cdot (-5)$ is larger than $w$.
# - That depends on where b stands.
#   No. The slope of $w$ may depend on $b$, but here it is given. The step looks at nothing else.

# %% [markdown] tags=["quiz"]
# **5.** L goes 9, 12, 16, 21.3, … What do you do first?
#
# - Wait some more steps.
#   No. It grows by the same factor, 4/3, with each step. That does not end by itself.
# - Lower the learning rate.
#   Right. Most likely the steps are too long, and nothing is cheaper to try.
# - Turn the sign of the gradient.
#   No, though it is not a bad thought: with the wrong sign the loss would grow as well. Lower the rate first. If the
#   loss still grows at a hundredth of the rate, nudge.

# %% tags=["asserts"]
assert round(9 * (4 / 3) ** 3, 1) == 21.3
assert (9 * 4 / 3, 12 * 4 / 3) == (12, 16)

# %% [markdown] tags=["quiz"]
# **6.** The loss grows from step to step. You nudge, and the gradient is right. Where do you look next?
#
# - In `backward()`, which trains the network.
#   No. It only computes the gradient, and that has just been checked.
# - In the update, its sign and its rate.
#   Right. A right gradient, badly used, can make the loss grow.
# - In the loss, which should only ever fall.
#   No. It falls when the steps are right. On any smooth loss, descent with a small enough rate goes down.

# %% [markdown] tags=["quiz"]
# **7.** Why does descent creep along the bottom of a long valley?
#
# - The steep walls limit the rate; the bottom is nearly flat.
#   Right. One rate has to serve both.
# - The gradient is inexact there, so that many steps are lost.
#   No. It is exact. It is only short, since the bottom is nearly flat.
# - It has reached a local minimum.
#   No. It is still moving, and a bowl has one lowest place only.

# %% [markdown] tags=["quiz"]
# **8.** All fares are given in cents now, 400 and so on, and the distances stay. What happens to the largest rate that
# works?
#
# - It becomes 100 times smaller.
#   No. The slopes become 100 times as large, and so does the way to the best $w$ and $b$. The curvature is unchanged.
# - It stays what it was.
#   Right. The curvature depends on the distances alone, 2 × the mean of x² and so on. The targets only move the lowest
#   place.
# - It becomes 10,000 times smaller.
#   No. At the start, (0, 0), the loss is 10,000 times as large, but the rate is limited by the curvature, that is, by how
#   the slope *changes* with $w$ and $b$.

# %% [markdown] slug="ch03-summary"
# ## The chapter on one page
#
# **Words.** *Learning rate* $\eta$: the factor of the step. *Gradient descent*: repeated steps against the gradient.
# *Divergence*: the loss grows from step to step, to `inf` and `nan`. *Curvature* $c$, the second derivative: how much the
# slope grows for each unit.
#
# **The gradient**, {{ref:mse-gradients}}: $\frac{2}{N} \sum r_n X_{ni}$ for $w_i$, and $\frac{2}{N} \sum r_n$ for $b$.
#
# **The step**, {{ref:gradient-step}}: $w \leftarrow w - \eta\, \partial L / \partial w$, and so for $b$; all slopes first,
# then all steps.
#
# **The rate**, {{ref:rate-limit}}: the distance to the bottom is multiplied by $1 - \eta c$. The steepest direction limits
# the rate, the flattest one the progress; centring the inputs helps.
#
# | $L = (3w + b - 4)^2$ from (2, 1) | factor of $r$ | losses |
# |---|---|---|
# | $\eta$ = 0.05 | 0 | 9, 0 |
# | $\eta$ = 0.1 | −1 | 9, 9, 9, 9 |
# | $\eta$ = 0.15 | −2 | 9, 36, 144, 576 |
#
# **The loop.** Forward: loss. Backward: gradient. Update: step.
#
# **The mistake.** Taking backpropagation for gradient descent. Backpropagation belongs to the second phase, the rate to
# the third. Either phase can be exchanged.

# %% tags=["asserts"]
assert max(_walk(0.05, 1)) < 1e-25
assert isclose(_walk(0.1, 3)[-1], 9)
assert isclose(_walk(0.15, 3)[-1], 576)

# %% [markdown] slug="ch03-next"
# ## Where to go next
#
# You have all that **problem set 1** asks for. In `assignments/ps1` you fit a line to what James Forbes measured in the
# mountains, the boiling point of water and the pressure of the air. You write prediction, loss, gradient and step for
# whole tables at once, and each is checked.
#
# [Chapter 04](04_neuron.ipynb) puts a curve behind the line: the neuron.

# %% [markdown] tags=["not-in-book"]
# Save your work before you go. On Binder, choose *File → Download*, since the machine forgets everything after ten
# minutes without activity. [Chapter 00](00_start_here.ipynb) says what to do with the file when you return.

# %% [markdown] slug="ch03-sources"
# ## Sources
#
# Augustin-Louis Cauchy proposed the step against the gradient in 1847: "Méthode générale pour la
# résolution des systèmes d'équations simultanées", *Comptes rendus* 25, pages 536–538. Claude Lemaréchal tells the story
# in "Cauchy and the gradient method", *Documenta Mathematica*, extra volume ISMP (2012). A well-known rule that looks at
# signs alone, with step lengths that adapt, is "Rprop": Martin Riedmiller and Heinrich Braun, "A direct adaptive method
# for faster backpropagation learning", *IEEE International Conference on Neural Networks* (1993).
#
# Good to read beside this chapter: Gabriel Goh, [*Why momentum really works*](https://distill.pub/2017/momentum/)
# (Distill, 2017), whose figures show valleys of this kind; Jorge Nocedal and Stephen Wright, *Numerical Optimization*
# (second edition, 2006), chapter 3.
